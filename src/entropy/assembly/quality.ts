/** Values of entropy fields: see loops.ts. */

/** Counts flows that are answered, and those that have the same value both ways; as `bothWays` in ../quality.ts. */
export function agreeing(
  flow: usize,
  entries: usize,
  size: u32,
  answers: usize,
  values: usize,
  out: usize,
): void {
  let last: i32 = -1;
  let answered: u32 = 0;
  let same: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const own = load<i32>(flow + 4 * <usize>load<u32>(entries + 4 * i));
    if (own === last) continue;
    last = own;
    const back = load<i32>(answers + 4 * <usize>own);
    const value = load<i32>(values + 4 * <usize>own);
    if (back < 0 || value < 0 || load<i32>(values + 4 * <usize>back) < 0) continue;
    answered++;
    if (value === load<i32>(values + 4 * <usize>back)) same++;
  }
  store<u32>(out, answered);
  store<u32>(out + 4, same);
}

// What `tally` finds, in doubles.
const PACKETS: usize = 0;
const COPIED: usize = 8;
const DYNAMIC: usize = 16;
const PAIRS: usize = 24;
const FLOWS: usize = 32;
const CHANGED: usize = 40;
const DISTINCT: usize = 48;
const MIN: usize = 56;
const MAX: usize = 64;
const SHARED: usize = 72;
const SHARING: usize = 80;
/** By bit, the lowest first. */
const ONES: usize = 88;

function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/**
 * Looks at the entropy field of some entries; as `tally` in ../quality.ts.
 * @param dynamic   the first of the dynamic ports
 * @param ofValue   a word for each value, all 0 before and after
 * @param lastUser  a word for each value: the number of the flow, from 1 on, that had it last
 * @param users     flows that were numbered before
 * @param pairs     room for a word an entry
 * @param out       what it finds, and then a double for each of 16 bits
 * @returns flows that are numbered now
 */
export function tally(
  flow: usize,
  value: usize,
  packets: usize,
  innerPort: usize,
  entries: usize,
  size: u32,
  dynamic: i32,
  ofValue: usize,
  lastUser: usize,
  users: u32,
  pairs: usize,
  out: usize,
): u32 {
  memory.fill(out, 0, ONES + 8 * 16);
  let found: u32 = 0;
  let last: i32 = -1;
  let user = users;
  for (let i: u32 = 0; i < size; i++) {
    const e = <usize>load<u32>(entries + 4 * i);
    const v = load<i32>(value + 4 * e);
    if (v < 0) continue;
    const own = load<f64>(packets + 8 * e);
    add(out + PACKETS, own);
    if (v === load<i32>(innerPort + 4 * e)) add(out + COPIED, own);
    if (v >= dynamic) add(out + DYNAMIC, own);
    const f = load<i32>(flow + 4 * e);
    if (f !== last) {
      last = f;
      user++;
    }
    const seen = lastUser + 4 * <usize>v;
    if (load<u32>(seen) === user) continue;
    store<u32>(seen, user);
    store<u32>(pairs + 4 * found++, <u32>e);
  }
  store<f64>(out + PAIRS, found);
  let distinct: u32 = 0;
  let flows: u32 = 0;
  let changed: u32 = 0;
  let least: i32 = 1 << 16;
  let most: i32 = -1;
  let before: i32 = -1;
  let before2: i32 = -1;
  for (let i: u32 = 0; i < found; i++) {
    const e = <usize>load<u32>(pairs + 4 * i);
    const v = load<i32>(value + 4 * e);
    const counted = ofValue + 4 * <usize>v;
    if (load<u32>(counted) === 0) distinct++;
    store<u32>(counted, load<u32>(counted) + 1);
    least = min(least, v);
    most = max(most, v);
    for (let left = v; left !== 0; left &= left - 1) add(out + ONES + 8 * <usize>ctz(left), 1);
    const f = load<i32>(flow + 4 * e);
    if (f !== before) flows++;
    else if (f !== before2) changed++;
    before2 = before;
    before = f;
  }
  let sharing: u32 = 0;
  last = -1;
  for (let i: u32 = 0; i < found; i++) {
    const e = <usize>load<u32>(pairs + 4 * i);
    const f = load<i32>(flow + 4 * e);
    if (load<u32>(ofValue + 4 * <usize>load<i32>(value + 4 * e)) < 2 || f === last) continue;
    last = f;
    sharing++;
  }
  let shared: u32 = 0;
  for (let i: u32 = 0; i < found; i++) {
    const counted = ofValue + 4 * <usize>load<i32>(value + 4 * <usize>load<u32>(pairs + 4 * i));
    if (load<u32>(counted) > 1) shared++;
    store<u32>(counted, 0);
  }
  store<f64>(out + FLOWS, flows);
  store<f64>(out + CHANGED, changed);
  store<f64>(out + DISTINCT, distinct);
  store<f64>(out + MIN, least);
  store<f64>(out + MAX, most);
  store<f64>(out + SHARED, shared);
  store<f64>(out + SHARING, sharing);
  return user;
}
