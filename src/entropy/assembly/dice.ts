/** What dice give: see loops.ts. */

const NEGLIGIBLE: f64 = 1e-18;

/**
 * Chances of the counts of `m` flows on one of `n` paths, and what they mean; as `throwDice`, `entropyOf` and
 * `maxMeanOf` in ../chance.ts, with the same operations in the same order.
 * @param odds  1 / (n - 1)
 * @param mode  the likeliest count, and `top` its chance
 * @param logs  x log2 x of whole numbers, as many as counts can get; 0: not asked for
 * @param none  a chance that is as good as none for all paths together; 0: the largest count is not asked for
 * @param room  of so many doubles at `p`
 * @param out   becomes the mean of k log2 k, and of the largest count
 * @returns false if there is no room
 */
export function dice(
  m: f64,
  n: u32,
  odds: f64,
  mode: f64,
  top: f64,
  logs: usize,
  none: f64,
  p: usize,
  room: u32,
  out: usize,
): bool {
  let k = mode;
  let chance = top;
  for (; k > 0 && chance > NEGLIGIBLE; k--) chance *= k / ((m - k + 1) * odds);
  const from = k;
  let size: u32 = 0;
  let sum: f64 = 0;
  for (; k <= m && (k <= mode || chance > NEGLIGIBLE); k++) {
    if (size === room) return false;
    store<f64>(p + 8 * size++, chance);
    sum += chance;
    chance *= ((m - k) * odds) / (k + 1);
  }
  for (let i: u32 = 0; i < size; i++) store<f64>(p + 8 * i, load<f64>(p + 8 * i) / sum);
  if (logs !== 0) {
    const first = logs + 8 * <usize>from;
    let mean: f64 = 0;
    for (let i: u32 = 0; i < size; i++) mean += load<f64>(p + 8 * i) * load<f64>(first + 8 * i);
    store<f64>(out, mean);
  }
  if (none === 0) return true;
  let below: f64 = 0;
  let max = from;
  for (let i: u32 = 0; i < size && below < 1; i++) {
    below = min<f64>(1, below + load<f64>(p + 8 * i));
    max += below < none ? 1 : 1 - power(below, n);
  }
  store<f64>(out, max, 8);
  return true;
}

function power(x: f64, n: u32): f64 {
  let out: f64 = 1;
  let square = x;
  for (let rest = n; rest > 0; rest >>= 1) {
    if (rest & 1) out *= square;
    square *= square;
  }
  return out;
}
