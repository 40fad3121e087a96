/**
 * Cyclic redundancy checks by Williams' parameters ("A Painless Guide to CRC Error Detection Algorithms"),
 * named as in Greg Cook's catalogue.
 */
import { ofEach } from "../../core/memo.ts";
import type { ByteHash } from "./types.ts";

export interface CrcModel {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  readonly width: 16 | 32;
  /** Without the highest term, highest power first. */
  readonly polynomial: number;
  /** The register at the start, as it lies in it. */
  readonly init: number;
  /** Bytes enter lowest bit first, and the register is kept that way round. */
  readonly reflected: boolean;
  readonly xorOut: number;
}

type Row = readonly [string, string, string, 16 | 32, number, number, boolean, number];

const CCITT = 0x1021;
const IBM = 0x8005;
const ETHERNET = 0x04c11db7;
const CASTAGNOLI = 0x1edc6f41;

const rows: readonly Row[] = [
  ["crc16-ccitt", "CRC-16/CCITT-FALSE", "CRC-16/IBM-3740", 16, CCITT, 0xffff, false, 0],
  ["crc16-xmodem", "CRC-16/XMODEM", "ITU-T V.41, from the highest bit", 16, CCITT, 0, false, 0],
  ["crc16-kermit", "CRC-16/KERMIT", "ITU-T V.41", 16, CCITT, 0, true, 0],
  ["crc16-x25", "CRC-16/X-25", "RFC 1662 appendix C", 16, CCITT, 0xffff, true, 0xffff],
  ["crc16-arc", "CRC-16/ARC (BISYNC)", "IBM BISYNC", 16, IBM, 0, true, 0],
  ["crc32", "CRC-32", "IEEE 802.3", 32, ETHERNET, 0xffffffff, true, 0xffffffff],
  ["crc32c", "CRC-32C", "RFC 3720 appendix B.4", 32, CASTAGNOLI, 0xffffffff, true, 0xffffffff],
  ["crc32c-dpdk", "CRC-32C without inversion", "DPDK rte_hash_crc", 32, CASTAGNOLI, 0, true, 0],
];

export const crcModels: readonly CrcModel[] = rows.map(
  ([name, title, reference, width, polynomial, init, reflected, xorOut]) => {
    return { name, title, reference, width, polynomial, init, reflected, xorOut };
  },
);

/** The model of a name. */
export const crcModel = (name: string): CrcModel => {
  const found = crcModels.find((m) => m.name === name);
  if (found === undefined) throw new RangeError(`no CRC is called ${name}`);
  return found;
};

/** The lowest `width` bits of `value` in reverse order. */
export function reverseBits(value: number, width: number): number {
  let out = 0;
  for (let i = 0; i < width; i++) out = (out << 1) | ((value >>> i) & 1);
  return out >>> 0;
}

const tableOf = ofEach((m: CrcModel): Int32Array => {
  const top = 2 ** (m.width - 1);
  const mask = m.width === 32 ? -1 : 0xffff;
  const polynomial = m.reflected ? reverseBits(m.polynomial, m.width) : m.polynomial;
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let r = m.reflected ? byte : (byte << (m.width - 8)) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      if (m.reflected) r = r & 1 ? (r >>> 1) ^ polynomial : r >>> 1;
      else r = (r & top) !== 0 ? (r << 1) ^ polynomial : r << 1;
    }
    return r & mask;
  });
});

/**
 * @param seed XORed into the register at the start. A CRC is linear, so inputs of one length have all their
 *             results XORed with one and the same number by another seed: the groups that share a path of a
 *             power of two stay together.
 */
export function crc(m: CrcModel, seed = 0): ByteHash {
  const t = tableOf(m);
  const mask = m.width === 32 ? -1 : 0xffff;
  const start = (m.init ^ seed) & mask;
  const { xorOut } = m;
  if (m.reflected) {
    return (data, length, from = 0) => {
      let r = start;
      for (let i = from; i < from + length; i++) r = (r >>> 8) ^ t[(r ^ data[i]) & 0xff];
      return (r ^ xorOut) >>> 0;
    };
  }
  const shift = m.width - 8;
  return (data, length, from = 0) => {
    let r = start;
    for (let i = from; i < from + length; i++) r = ((r << 8) ^ t[((r >>> shift) ^ data[i]) & 0xff]) & mask;
    return (r ^ xorOut) >>> 0;
  };
}
