/** Packets out of packets: some bytes changed, added, taken out, or those of another one in their place. */

/** Lengths, types and pointers are small numbers and edges of bytes. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64, 0x7f, 0x80, 0xc0, 0xff];
const MOST_CHANGES = 4;
const LONGEST = 1200;
/** Of an Ethernet header, and of IPv4's and UDP's behind it. */
const [ETHERNET, IPV4, UDP] = [14, 20, 8];

/** Whole numbers from 0 to below `n`, the same ones for the same seed (xorshift32). */
export type Random = (n: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed | 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** @param other from which bytes may be taken */
export function mutated(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let b = Uint8Array.from(bytes);
  const any = () => (random(2) === 0 ? EDGES[random(EDGES.length)] : random(256));
  // Mostly behind the first headers: what changes these is another packet.
  const from = random(3) === 0 ? 0 : Math.min(b.length - 1, ETHERNET + random(50));
  for (let left = 1 + random(MOST_CHANGES); left > 0 && b.length > from; left--) {
    const at = from + random(b.length - from);
    const kind = random(8);
    if (kind < 3) b[at] = any();
    else if (kind === 3) b[at] ^= 1 << random(8);
    else if (kind === 4) b[at] += random(3) - 1;
    else if (kind === 5) {
      const start = random(other.length);
      const some = other.subarray(start, start + Math.min(1 + random(40), b.length - at));
      b.set(some, at);
    } else {
      const size = 1 + random(8);
      const more = kind === 6 ? Array.from({ length: size }, any) : [];
      b = Uint8Array.from([...b.subarray(0, at), ...more, ...b.subarray(kind === 6 ? at : at + size)]);
      lengthen(b);
    }
  }
  return b.subarray(0, LONGEST);
}

/** Lets the lengths of the first IPv4 and UDP headers end where the packet does. */
function lengthen(b: Uint8Array): void {
  if (b.length < ETHERNET + IPV4 + UDP || b[12] !== 8 || b[13] !== 0 || b[14] !== 0x45) return;
  const d = new DataView(b.buffer);
  d.setUint16(ETHERNET + 2, b.length - ETHERNET);
  if (b[ETHERNET + 9] === 17) d.setUint16(ETHERNET + IPV4 + 4, b.length - ETHERNET - IPV4);
}
