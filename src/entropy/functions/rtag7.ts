/**
 * The bin scheme of Broadcom's RTAG7, after the public driver (OpenBCM, bcm/esw/trident/hashing.c): 16-bit bins
 * hold the fields, the seed is the seventh word, and the 28 bytes are hashed lowest byte first. There are no
 * published values to check against, so it is called rtag7-like. Left out: the bins of source port and module
 * (0 here), the separate bin selection for equal ports, the second hash block and the macro-flow choice.
 *
 *   bin  11 10   9 8    7     6       5       4         3 2 1 0
 *        source  dest.  VLAN  sport   dport   protocol  0
 */
import type { HashFields } from "../fields.ts";
import { crc, crcModel, reverseBits } from "./crc.ts";
import type { ByteHash, FieldHash, HashOptions } from "./types.ts";
import { seedOf } from "./types.ts";
import { xor8, xor16 } from "./xor.ts";

const BYTES = 28;
const SEED_AT = 24;

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => reverseBits(byte, 8));
const reversed16 = (h: number): number => (REVERSED[h & 0xff] << 8) | REVERSED[h >>> 8];
const reversed32 = (h: number): number => ((reversed16(h & 0xffff) << 16) | reversed16(h >>> 16)) >>> 0;

const reversed = (model: string, width: 16 | 32): ByteHash => {
  const { xorOut: _, ...rest } = crcModel(model);
  const plain = crc({ ...rest, init: 0, xorOut: 0 });
  const turned = width === 16 ? reversed16 : reversed32;
  return (data, length) => turned(plain(data, length));
};

const bisync = reversed("crc16-arc", 16);
const ccitt = reversed("crc16-kermit", 16);
const castagnoli = reversed("crc32c", 32);
const fold8 = xor8();
// Words are stored lowest byte first, so folding in network order gives the two bytes swapped.
const swapped16 = xor16();
const fold16: ByteHash = (data, length) => {
  const h = swapped16(data, length);
  return (h >>> 8) | ((h & 0xff) << 8);
};

/** The lowest `bits` bits are the fold of all input to so many bits, the upper byte is that of the CRC. */
const mixed =
  (bits: 1 | 2 | 4 | 8): ByteHash =>
  (data, length) => {
    let fold = fold8(data, length);
    for (let w = 4; w >= bits; w /= 2) fold = (fold ^ (fold >>> w)) & (2 ** w - 1);
    return (bisync(data, length) & 0xff00) | fold;
  };

/** By the driver's names; the first is the default. */
export const RTAG7_ALGORITHMS: Readonly<Record<string, ByteHash>> = {
  "crc16-bisync": bisync,
  "crc16-xor1": mixed(1),
  "crc16-xor2": mixed(2),
  "crc16-xor4": mixed(4),
  "crc16-xor8": mixed(8),
  xor16: fold16,
  "crc16-ccitt": ccitt,
  "crc32-lo": (data, length) => castagnoli(data, length) & 0xffff,
  "crc32-hi": (data, length) => castagnoli(data, length) >>> 16,
};

const foldWords = (w: Uint32Array): number => w[0] ^ w[1] ^ w[2] ^ w[3];
const lowWord = (w: Uint32Array): number => w[3];
const preprocessed = (b: number): number => (b ^ (b >>> 3) ^ (b << 2)) & 0xffff;

/** @throws RangeError for an algorithm that is not in the table */
export function rtag7(options: HashOptions): FieldHash {
  const algorithm = RTAG7_ALGORITHMS[options.algorithm ?? "crc16-bisync"];
  if (algorithm === undefined) throw new RangeError(`RTAG7 has no algorithm ${options.algorithm}`);
  const word = options.ipv6 === "low" ? lowWord : foldWords;
  const prepare = options.preprocess ? preprocessed : (b: number) => b;
  const data = new Uint8Array(BYTES);
  const view = new DataView(data.buffer);
  view.setUint32(SEED_AT, seedOf(options), true);
  const bin = (i: number, value: number) => view.setUint16(2 * i, prepare(value), true);
  return (f: HashFields) => {
    const [src, dst] = [word(f.src), word(f.dst)];
    bin(11, src >>> 16);
    bin(10, src & 0xffff);
    bin(9, dst >>> 16);
    bin(8, dst & 0xffff);
    bin(7, f.vlan);
    bin(6, f.srcPort);
    bin(5, f.dstPort);
    bin(4, f.protocol);
    return algorithm(data, BYTES);
  };
}
