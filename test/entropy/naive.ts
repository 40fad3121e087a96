/** Slow models, written from the definitions, bit by bit. They share no code with what they judge. */

/** CRC as division of the message, a bit at a time; `reflected`: bytes enter lowest bit first, result reversed. */
export function naiveCrc(
  data: Uint8Array,
  width: number,
  polynomial: number,
  init: number,
  reflected: boolean,
  xorOut: number,
): number {
  const top = 1n << BigInt(width - 1);
  const mask = (1n << BigInt(width)) - 1n;
  const reverse = (x: bigint) => BigInt(`0b${[...x.toString(2).padStart(width, "0")].reverse().join("")}`);
  let register = reflected ? reverse(BigInt(init >>> 0)) : BigInt(init >>> 0);
  for (const byte of data) {
    const bits = [...byte.toString(2).padStart(8, "0")];
    for (const bit of reflected ? bits.reverse() : bits) {
      const out = (register & top) !== 0n;
      register = (register << 1n) & mask;
      if (out !== (bit === "1")) register ^= BigInt(polynomial);
    }
  }
  return Number((reflected ? reverse(register) : register) ^ BigInt(xorOut));
}

/** Toeplitz as Microsoft's page has it: shift the key left once a bit. The key repeats behind its end. */
export function naiveToeplitz(data: Uint8Array, key: Uint8Array): number {
  const long = Uint8Array.from({ length: data.length + 4 }, (_, i) => key[i % key.length]);
  const keyBits = [...long].map((b) => b.toString(2).padStart(8, "0")).join("");
  const dataBits = [...data].map((b) => b.toString(2).padStart(8, "0")).join("");
  let result = 0n;
  for (let i = 0; i < dataBits.length; i++) {
    if (dataBits[i] === "1") result ^= BigInt(`0b${keyBits.slice(i, i + 32)}`);
  }
  return Number(result);
}

const M = 0xffffffffn;
const rot = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & M;

/** lookup3 from Jenkins' tables of rotations, in integers without limits. */
export function naiveLookup3(data: Uint8Array, seed: number): number {
  const start = (0xdeadbeefn + BigInt(data.length) + BigInt(seed)) & M;
  const s = [start, start, start];
  if (data.length === 0) return Number(start);
  const blocks = Math.ceil(data.length / 12);
  const padded = new DataView(new ArrayBuffer(blocks * 12));
  for (const [i, b] of data.entries()) padded.setUint8(i, b);
  for (let block = 0; block < blocks; block++) {
    for (let w = 0; w < 3; w++) s[w] = (s[w] + BigInt(padded.getUint32(12 * block + 4 * w, true))) & M;
    if (block === blocks - 1) break;
    // -= then ^= rotation of the same, then that one += the third; the roles go round
    for (const [i, k] of [4n, 6n, 8n, 16n, 19n, 4n].entries()) {
      const [x, y, z] = [i % 3, (i + 1) % 3, (i + 2) % 3];
      s[x] = (((s[x] - s[z]) & M) ^ rot(s[z], k)) & M;
      s[z] = (s[z] + s[y]) & M;
    }
  }
  for (const [i, k] of [14n, 11n, 25n, 16n, 4n, 14n, 24n].entries()) {
    const [x, z] = [(i + 2) % 3, (i + 1) % 3];
    s[x] = ((s[x] ^ s[z]) - rot(s[z], k)) & M;
  }
  return Number(s[2]);
}

/** Address text as four words; an IPv4 address in the last. */
export function words(text: string): number[] {
  if (!text.includes(":")) return [0, 0, 0, text.split(".").reduce((a, b) => a * 256 + Number(b), 0)];
  const [head, tail] = text.split("::");
  const groups = (t: string | undefined) => (t ? t.split(":").map((g) => Number.parseInt(g, 16)) : []);
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...new Array(8 - before.length - after.length).fill(0), ...after];
  return [0, 1, 2, 3].map((i) => all[2 * i] * 65536 + all[2 * i + 1]);
}

/** Bytes of address texts and ports in network order. */
export function bytesOf(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((p) => {
      if (typeof p === "number") return [p >> 8, p & 255];
      return words(p)
        .slice(p.includes(":") ? 0 : 3)
        .flatMap((w) => [w >>> 24, (w >>> 16) & 255, (w >>> 8) & 255, w & 255]);
    }),
  );
}

/** HalfSipHash-2-4 as its paper has it, with big integers: 32 bits out of a key of two words. */
export function naiveHalfSip(data: Uint8Array, k0: number, k1: number): number {
  const all = 2n ** 32n - 1n;
  const turn = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & all;
  const [a, b] = [BigInt(k0 >>> 0), BigInt(k1 >>> 0)];
  let v = [a, b, 0x6c796765n ^ a, 0x74656462n ^ b];
  const round = ([w, x, y, z]: bigint[]): bigint[] => {
    const sum = (w + x) & all;
    const other = (y + z) & all;
    const left = turn(x, 5n) ^ sum;
    const right = turn(z, 8n) ^ other;
    const top = (turn(sum, 16n) + right) & all;
    const low = (other + left) & all;
    return [top, turn(left, 13n) ^ low, turn(low, 16n), turn(right, 7n) ^ top];
  };
  const padded = [...data, ...new Uint8Array(3 - (data.length % 4)), data.length & 0xff];
  for (let i = 0; i < padded.length; i += 4) {
    const m = padded.slice(i, i + 4).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
    v[3] ^= m;
    v = round(round(v));
    v[0] ^= m;
  }
  v[2] ^= 0xffn;
  v = round(round(round(round(v))));
  return Number(v[1] ^ v[3]);
}
