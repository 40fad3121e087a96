/** Paths of keys, and what falls on them: see loops.ts. */

/** Moves the path of every key into 16 bits; as `pathsOf` in ../paths.ts. @param by bits that are rotated, below width */
export function paths(hashes: usize, keys: u32, width: u32, by: u32, count: u32, out: usize): void {
  const whole: u32 = width === 32 ? 0xffffffff : (1 << width) - 1;
  const mask = count - 1;
  if (by === 0 && (count & mask) === 0) {
    for (let k: u32 = 0; k < keys; k++) store<u16>(out + 2 * k, <u16>(load<u32>(hashes + 4 * k) & mask));
    return;
  }
  for (let k: u32 = 0; k < keys; k++) {
    let h = load<u32>(hashes + 4 * k);
    if (by !== 0) h = ((h >>> by) | (h << (width - by))) & whole;
    store<u16>(out + 2 * k, <u16>(h % count));
  }
}

/** Adds weights (f64) to what is on the paths of their keys; as `count` in ../paths.ts. */
export function count(loads: usize, paths: usize, keys: usize, weights: usize, entries: u32): void {
  for (let i: u32 = 0; i < entries; i++) {
    const to = loads + 8 * <usize>load<u16>(paths + 2 * <usize>load<u32>(keys + 4 * i));
    store<f64>(to, load<f64>(to) + load<f64>(weights + 8 * i));
  }
}

/** The same for groups of entries, each with loads of its own. @param starts where each group starts, and the end */
export function countGroups(
  loads: usize,
  width: u32,
  paths: usize,
  keys: usize,
  weights: usize,
  starts: usize,
  groups: u32,
): void {
  for (let g: u32 = 0; g < groups; g++) {
    const from = load<u32>(starts + 4 * g);
    count(
      loads + 8 * g * width,
      paths,
      keys + 4 * from,
      weights + 8 * from,
      load<u32>(starts + 4 * g, 4) - from,
    );
  }
}

/** Adds the loads of a multiple of the paths to theirs, group by group. @param to all 0 */
export function foldGroups(from: usize, paths: u32, to: usize, fewer: u32, groups: u32): void {
  for (let g: u32 = 0; g < groups; g++) {
    const loads = to + 8 * g * fewer;
    let at = from + 8 * g * paths;
    for (let base: u32 = 0; base < paths; base += fewer) {
      for (let i: u32 = 0; i < fewer; i++, at += 8)
        store<f64>(loads + 8 * i, load<f64>(loads + 8 * i) + load<f64>(at));
    }
  }
}

/** The same for four weights of each key. */
export function countFour(loads: usize, paths: usize, keys: usize, weights: usize, entries: u32): void {
  for (let i: u32 = 0; i < entries; i++) {
    const to = loads + 32 * <usize>load<u16>(paths + 2 * <usize>load<u32>(keys + 4 * i));
    const from = weights + 32 * i;
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    v128.store(to, f64x2.add(v128.load(to, 16), v128.load(from, 16)), 16);
  }
}

/** Adds weights to the pairs of paths that keys take at two stages; as `joint` in ../polarize.ts. */
export function joint(
  loads: usize,
  first: usize,
  second: usize,
  seconds: u32,
  keys: usize,
  weights: usize,
  width: u32,
  entries: u32,
): void {
  for (let i: u32 = 0; i < entries; i++) {
    const key = 2 * <usize>load<u32>(keys + 4 * i);
    const to = loads + 8 * (<usize>load<u16>(first + key) * seconds + load<u16>(second + key));
    store<f64>(to, load<f64>(to) + load<f64>(weights + 8 * width * i));
  }
}

/**
 * Flows of some entries, their packets and bytes, and the squares of these, in doubles; as `weighHere` in
 * ../../lab/groups.ts.
 */
export function weigh(
  entries: usize,
  size: u32,
  flow: usize,
  packets: usize,
  bytes: usize,
  out: usize,
): void {
  let flows: f64 = 0;
  let allPackets: f64 = 0;
  let allBytes: f64 = 0;
  let packetSquares: f64 = 0;
  let byteSquares: f64 = 0;
  for (let i: u32 = 0; i < size; ) {
    const one = load<u32>(flow + 4 * <usize>load<u32>(entries + 4 * i));
    let ownPackets: f64 = 0;
    let ownBytes: f64 = 0;
    for (; i < size; i++) {
      const e = <usize>load<u32>(entries + 4 * i);
      if (load<u32>(flow + 4 * e) !== one) break;
      ownPackets += load<f64>(packets + 8 * e);
      ownBytes += load<f64>(bytes + 8 * e);
    }
    flows++;
    allPackets += ownPackets;
    allBytes += ownBytes;
    packetSquares += ownPackets * ownPackets;
    byteSquares += ownBytes * ownBytes;
  }
  store<f64>(out, flows);
  store<f64>(out, allPackets, 8);
  store<f64>(out, allBytes, 16);
  store<f64>(out, packetSquares, 24);
  store<f64>(out, byteSquares, 32);
}

/**
 * Adds entries up by key, four weights each: flows, packets, bytes, 1; as `KeySums` in ../../lab/groups.ts.
 * @param first   number of the first packet of each entry, f64s
 * @param place   a word for each key, all 0
 * @param votes   a double for each key, all 0
 * @param weights all 0
 * @returns how many keys there are
 */
export function sumKeys(
  entries: usize,
  size: u32,
  keyOf: usize,
  flow: usize,
  packets: usize,
  bytes: usize,
  first: usize,
  place: usize,
  votes: usize,
  keys: usize,
  weights: usize,
): u32 {
  let found: u32 = 0;
  let from: u32 = 0;
  while (from < size) {
    const one = load<u32>(flow + 4 * <usize>load<u32>(entries + 4 * from));
    let to = from;
    for (; to < size; to++) {
      const e = <usize>load<u32>(entries + 4 * to);
      if (load<u32>(flow + 4 * e) !== one) break;
      const key = load<u32>(keyOf + 4 * e);
      let at = load<u32>(place + 4 * key);
      if (at === 0) {
        store<u32>(keys + 4 * found, key);
        store<f64>(weights + 32 * found, 1, 24);
        at = ++found;
        store<u32>(place + 4 * key, at);
      }
      const weight = weights + 32 * (at - 1);
      store<f64>(weight, load<f64>(weight, 8) + load<f64>(packets + 8 * e), 8);
      store<f64>(weight, load<f64>(weight, 16) + load<f64>(bytes + 8 * e), 16);
    }
    const won =
      to === from + 1
        ? load<u32>(entries + 4 * from)
        : winner(entries, from, to, keyOf, packets, first, votes);
    const weight = weights + 32 * (load<u32>(place + 4 * <usize>load<u32>(keyOf + 4 * won)) - 1);
    store<f64>(weight, load<f64>(weight) + 1);
    from = to;
  }
  return found;
}

/** Of a flow's entries that whose key carried most of its packets; of equals the first seen. */
function winner(
  entries: usize,
  from: u32,
  to: u32,
  keyOf: usize,
  packets: usize,
  first: usize,
  votes: usize,
): u32 {
  for (let i = from; i < to; i++) {
    const e = <usize>load<u32>(entries + 4 * i);
    const vote = votes + 8 * <usize>load<u32>(keyOf + 4 * e);
    store<f64>(vote, load<f64>(vote) + load<f64>(packets + 8 * e));
  }
  let best = load<u32>(entries + 4 * from);
  for (let i = from + 1; i < to; i++) {
    const e = load<u32>(entries + 4 * i);
    const more =
      load<f64>(votes + 8 * <usize>load<u32>(keyOf + 4 * e)) -
      load<f64>(votes + 8 * <usize>load<u32>(keyOf + 4 * best));
    if (more > 0 || (more === 0 && load<f64>(first + 8 * e) < load<f64>(first + 8 * best))) best = e;
  }
  for (let i = from; i < to; i++)
    store<f64>(votes + 8 * <usize>load<u32>(keyOf + 4 * <usize>load<u32>(entries + 4 * i)), 0);
  return best;
}

/**
 * Sum of x log2 x of every `width`-th double, which are to be whole numbers above 0.
 * @param logs of whole numbers up to `most`
 * @returns below 0: there is another number
 */
export function sumLogs(loads: usize, width: u32, size: u32, logs: usize, most: u32): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const x = load<f64>(loads + 8 * <usize>(i * width));
    if (!(x > 0 && x < <f64>most)) return -1;
    const whole = <u32>x;
    if (<f64>whole !== x) return -1;
    sum += load<f64>(logs + 8 * <usize>whole);
  }
  return sum;
}
