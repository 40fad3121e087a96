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
  entries: u32,
): void {
  for (let i: u32 = 0; i < entries; i++) {
    const key = 2 * <usize>load<u32>(keys + 4 * i);
    const to = loads + 8 * (<usize>load<u16>(first + key) * seconds + load<u16>(second + key));
    store<f64>(to, load<f64>(to) + load<f64>(weights + 8 * i));
  }
}
