/** Checksums of headers and segments, compared for showing only. Never on the hot path. */
import type { Layer } from "../../core/layer.ts";

/** Values of the fields `….checksum.status`. */
export const Checksum = { bad: 0, good: 1, unverified: 2, absent: 3, illegal: 4 } as const;

/** One's complement sum (RFC 1071) of `size` bytes at `at`, not folded; an odd last byte is padded with zero. */
function sum16(d: DataView, at: number, size: number): number {
  let sum = 0;
  const even = at + (size & ~1);
  for (let i = at; i < even; i += 2) sum += d.getUint16(i);
  return size & 1 ? sum + (d.getUint8(even) << 8) : sum;
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded;
}

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
  const { data } = layer;
  const ip = networkBelow(layer);
  if (ip === null || size > data.byteLength || size > layer.wireLength) return Checksum.unverified;
  if (ip.cut) return Checksum.unverified;
  let pseudo = proto + (length & 0xffff) + (length >>> 16);
  for (const { data: of, at, size: bytes } of ip.addresses) pseudo += sum16(of, at, bytes);
  return isGood(data, 0, size, pseudo) ? Checksum.good : Checksum.bad;
}

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
  // Parts of a datagram are frames of their own once they are put together.
  const cut =
    ip.frame === layer.frame &&
    layer.packet.partOf.some((part) => part.kind === "ip" && part.reassembledIn === 0);
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
