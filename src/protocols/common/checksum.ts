/** Checksums of headers and segments, compared for showing only. Never on the hot path. */
import type { Layer } from "../../core/layer.ts";
import { fold, sum16 } from "../../core/sum16.ts";
import { hex } from "./cursor.ts";

/** Values of the fields `….checksum.status`. */
export const Checksum = { bad: 0, good: 1, unverified: 2, absent: 3, illegal: 4 } as const;

/** Whether `size` bytes at `at` add up to nothing, their checksum included. */
export const isGood = (d: DataView, at: number, size: number, extra = 0): boolean =>
  fold(sum16(d, at, size) + extra) === 0xffff;

/** The checksum of the layer's own bytes alone: `size` of them, all of them if not told. */
export function ownStatus(layer: Layer, size: number): number {
  if (size > layer.data.byteLength) return Checksum.unverified;
  return isGood(layer.data, 0, size) ? Checksum.good : Checksum.bad;
}

/**
 * The checksum of a transport's `size` bytes with the pseudo-header of the IP layer below (RFC 9293, 3.1;
 * RFC 8200, 8.1). Unverified where not all of them are there: cut, or a fragment of a datagram.
 *
 * @param length the length that the pseudo-header has, if it is not `size` (UDP-Lite)
 */
export function transportStatus(layer: Layer, proto: number, size: number, length = size): number {
  const pseudo = pseudoSum(layer, proto, size, length);
  if (pseudo === null) return Checksum.unverified;
  return isGood(layer.data, 0, size, pseudo) ? Checksum.good : Checksum.bad;
}

/** Sum of the pseudo-header; null: not all of them are there. */
function pseudoSum(layer: Layer, proto: number, size: number, length: number): number | null {
  const ip = networkBelow(layer);
  if (ip === null || size > layer.data.byteLength || size > layer.wireLength || ip.cut) return null;
  let pseudo = proto + (length & 0xffff) + (length >>> 16);
  for (const { data, at, size: bytes } of ip.addresses) pseudo += sum16(data, at, bytes);
  return pseudo;
}

/** Which checksum at `at` would make the layer's first `size` bytes add up to nothing. */
const rightSum = ({ data }: Layer, at: number, size: number, extra: number): number =>
  0xffff - fold(sum16(data, 0, size) + extra + 0xffff - data.getUint16(at));

/** "Bad checksum [should be 0x1234]", of the layer's first `size` bytes alone, and `extra`. */
export const ownFault = (layer: Layer, at: number, size: number, extra = 0): string =>
  fault(rightSum(layer, at, size, extra));

/** The same of a transport. */
export const transportFault = (
  layer: Layer,
  at: number,
  proto: number,
  size: number,
  length = size,
): string => fault(rightSum(layer, at, size, pseudoSum(layer, proto, size, length) ?? 0));

const fault = (right: number): string => `Bad checksum [should be ${hex(right, 4)}]`;

/**
 * As `transportStatus`, of `size` bytes at `at` right behind an IP header at `ip`; captured bytes end at `end`, those
 * on the wire at `wire`. -1: with options, the addresses may be others.
 */
export function statusBehind(
  d: DataView,
  at: number,
  size: number,
  end: number,
  wire: number,
  proto: number,
  ip: number,
): number {
  const first = d.getUint8(ip);
  const v6 = first >> 4 === 6;
  if (v6 ? at - ip !== V6_HEADER : first !== V4_PLAIN) return -1;
  if (at + size > end || at + size > wire) return Checksum.unverified;
  const addresses = v6 ? sum16(d, ip + 8, 32) : sum16(d, ip + 12, 8);
  const pseudo = proto + (size & 0xffff) + (size >>> 16) + addresses;
  return isGood(d, at, size, pseudo) ? Checksum.good : Checksum.bad;
}

const V6_HEADER = 40;
/** Version 4, no options. */
const V4_PLAIN = 0x45;

interface Network {
  /** Where the addresses of the pseudo-header stand. */
  addresses: readonly { data: DataView; at: number; size: number }[];
  /** It is a fragment that was not put together, or goes a way that hides where it ends. */
  cut: boolean;
}

function networkBelow(layer: Layer): Network | null {
  const v4 = layer.below("ip");
  const v6 = layer.below("ipv6");
  const ip = v4 === undefined || (v6 !== undefined && v6.index > v4.index) ? v6 : v4;
  if (ip === undefined) return null;
  const { data } = ip;
  // What parts of a datagram carry is a frame of its own.
  const cut = ip.frame !== layer.frame && !layer.frame.whole;
  if (ip === v4) {
    const rerouted = (data.getUint8(0) & 0x0f) > 5 && ip.get("ip.src_rt") !== undefined;
    return { addresses: [{ data, at: 12, size: 8 }], cut: cut || rerouted };
  }
  const size = 16;
  const addresses = [
    { data, at: 8, size },
    { data, at: 24, size },
  ];
  for (let i = ip.index + 1; i < layer.index; i++) replace(layer.packet.layers()[i], addresses);
  return { addresses, cut };
}

/** Extension headers name whom the packet is from and for in the end (RFC 8200, 8.1; RFC 6275, 11.3.1). */
function replace({ protocol, data }: Layer, addresses: { data: DataView; at: number; size: number }[]): void {
  const size = 16;
  if (protocol.name === "ipv6.routing" && data.byteLength >= 8 && data.getUint8(3) > 0) {
    const type = data.getUint8(2);
    // The first of a list that is written backwards, or the last.
    const at = type === 4 ? 8 : ((data.getUint8(1) + 1) << 3) - size;
    if (at >= 8 && at + size <= data.byteLength) addresses[1] = { data, at, size };
  }
  if (protocol.name !== "ipv6.dstopts") return;
  const home = homeAddressAt(data);
  if (home > 0) addresses[0] = { data, at: home, size };
}

function homeAddressAt(d: DataView): number {
  const HOME_ADDRESS = 0xc9;
  for (let at = 2; at + 2 < d.byteLength; ) {
    if (d.getUint8(at) === HOME_ADDRESS && at + 18 <= d.byteLength) return at + 2;
    at += d.getUint8(at) === 0 ? 1 : 2 + d.getUint8(at + 1);
  }
  return 0;
}

const CRC32C = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  CRC32C[n] = c >>> 0;
}

/** CRC32c (RFC 9260, appendix A) of `size` bytes at `at`, the 4 at `hole` taken as zero. */
export function crc32c(d: DataView, at: number, size: number, hole: number): number {
  let crc = 0xffffffff;
  for (let i = at; i < at + size; i++) {
    const byte = i >= hole && i < hole + 4 ? 0 : d.getUint8(i);
    crc = CRC32C[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
