/** Tests of numbers in packets: what ../remembering.ts writes of a filter's program. */

// A program: how many tests it has, and whether all of them have to pass, or one.
const COUNT: usize = 0;
const EVERY: usize = 4;
const SPOTS: usize = 8;
// A test: where the number stands and how many bytes it has, which bits of it count, and between what it has to be,
// or, if OUTSIDE is 1, must not be.
const AT: usize = 0;
const SIZE: usize = 4;
const MASK: usize = 8;
const LOW: usize = 12;
const HIGH: usize = 16;
const OUTSIDE: usize = 20;
const SPOT_SIZE: usize = 24;
/** In place of a size: it is the packet's length on the wire, or what is there of it. */
const ORIGINAL: u32 = 0;
const CAPTURED: u32 = 3;

function numberAt(spot: usize, packet: usize, captured: u32, original: u32): u32 {
  const at = packet + load<u32>(spot, AT);
  const size = load<u32>(spot, SIZE);
  if (size === 1) return load<u8>(at);
  if (size === 2) return bswap<u16>(load<u16>(at));
  if (size === ORIGINAL) return original;
  if (size === CAPTURED) return captured;
  return bswap<u32>(load<u32>(at));
}

/** Whether a packet passes. */
export function passes(program: usize, packet: usize, captured: u32, original: u32): bool {
  const every: bool = load<u32>(program, EVERY) !== 0;
  const end = program + SPOTS + SPOT_SIZE * load<u32>(program, COUNT);
  for (let spot = program + SPOTS; spot < end; spot += SPOT_SIZE) {
    const n = numberAt(spot, packet, captured, original) & load<u32>(spot, MASK);
    const inside: bool = n >= load<u32>(spot, LOW) && n <= load<u32>(spot, HIGH);
    const does: bool = inside !== (load<u32>(spot, OUTSIDE) !== 0);
    if (does !== every) return !every;
  }
  return every;
}
