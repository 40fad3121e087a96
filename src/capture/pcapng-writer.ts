// pcapng (draft-ietf-opsawg-pcapng) as it is written here: one little-endian section, times in the resolution
// that their interface had, as far as that is a power of ten of seconds and not below nanoseconds.
import type { Annotation, CaptureInterface } from "../core/sink.ts";
import { annotationOptions, option, options, padded } from "./pcapng-options.ts";

const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const MICROSECONDS = 6;
const NANOSECONDS = 9;
const NOTHING = new Uint8Array();

/** A block of that type around a body, which is padded to a multiple of four bytes. */
function block(type: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = 12 + padded(body.length);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  bytes.set(body, 8);
  view.setUint32(length - 4, length, true);
  return bytes;
}

/** A section header without options; the section's length is left open. */
export function pcapngSection(): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER, true);
  view.setUint16(4, 1, true);
  view.setBigInt64(8, -1n, true);
  return block(SECTION, body);
}

/** The resolution in which times of an interface are written: an exponent of ten. */
export const writtenResolution = ({ resolution }: CaptureInterface): number =>
  resolution > NANOSECONDS ? NANOSECONDS : resolution;

/** An interface description with its name, description and resolution. */
export function pcapngInterface(of: CaptureInterface): Uint8Array {
  const resolution = writtenResolution(of);
  const all = options(
    [
      option(IF_NAME, of.name),
      option(IF_DESCRIPTION, of.description),
      option(IF_TSRESOL, resolution === MICROSECONDS ? "" : Uint8Array.of(resolution)),
    ].filter((bytes) => bytes.length > 4),
  );
  const body = new Uint8Array(8 + all.length);
  const view = new DataView(body.buffer);
  view.setUint16(0, of.linktype, true);
  view.setUint32(4, of.snaplen, true);
  body.set(all, 8);
  return block(INTERFACE, body);
}

/**
 * A packet with its time.
 *
 * @param number       of its interface in the section
 * @param resolution   of that interface's times, an exponent of ten from 0 to 9; finer digits are dropped
 * @param packet       the captured bytes; copied
 * @param original     length on the wire, in bytes
 * @param annotation   what is said of it; null: nothing
 */
export function pcapngPacket(
  number: number,
  resolution: number,
  packet: Uint8Array,
  original: number,
  seconds: number,
  nanoseconds: number,
  annotation: Annotation | null,
): Uint8Array {
  const said = annotation === null ? NOTHING : annotationOptions(annotation);
  const end = said.length === 0 ? packet.length : padded(packet.length);
  const body = new Uint8Array(20 + end + said.length);
  const view = new DataView(body.buffer);
  const fraction = Math.floor(nanoseconds / 10 ** (NANOSECONDS - resolution));
  const time = BigInt(seconds) * 10n ** BigInt(resolution) + BigInt(fraction);
  view.setUint32(0, number, true);
  view.setUint32(4, Number(time >> 32n), true);
  view.setUint32(8, Number(time & 0xffffffffn), true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, original, true);
  body.set(packet, 20);
  body.set(said, 20 + end);
  return block(ENHANCED_PACKET, body);
}

/** Whether a packet fits a block without a time: those tell neither their interface nor what of them is there. */
export const fitsSimplePacket = (
  number: number,
  snaplen: number,
  captured: number,
  original: number,
): boolean => number === 0 && captured === Math.min(original, snaplen === 0 ? original : snaplen);

/** A packet without a time, of the section's first interface. */
export function pcapngSimplePacket(packet: Uint8Array, original: number): Uint8Array {
  const body = new Uint8Array(4 + packet.length);
  new DataView(body.buffer).setUint32(0, original, true);
  body.set(packet, 4);
  return block(SIMPLE_PACKET, body);
}
