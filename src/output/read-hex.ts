/** Bytes as -x prints them: offset, sixteen bytes in hex, and what of them is ASCII. */
import type { Packet } from "../core/layer.ts";
import type { Written } from "./written.ts";

const ROW = 16;
const LINE_END = 0x0a;
const SPACE = 0x20;
const POINT = 0x2e;
/** Hex, the two spaces behind it, and what it is in ASCII. */
const GAP = 2;

const DIGITS = Buffer.from("0123456789abcdef");
/** What every byte is in hex, with two spaces, as a word whose first byte is its lowest. */
const PAIRS = Uint32Array.from(
  { length: 256 },
  (_, byte) => 0x20200000 | (DIGITS[byte & 15] << 8) | DIGITS[byte >> 4],
);
/** What every byte is in ASCII, if it can be printed. */
const SHOWN = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f ? byte : POINT));

/** A dump of each frame's bytes; titles where there are several. Ends with a line break. */
export function packetHex(out: Written, { frames, frameCount }: Packet): void {
  const own = frames.slice(0, frameCount).filter(({ title }) => title !== "");
  for (const [i, { view, start, end, title }] of own.entries()) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, end - start));
    if (i > 0) out.byte(LINE_END);
    if (own.length > 1) out.text(`${title} (${bytes.length} byte${bytes.length === 1 ? "" : "s"}):\n`);
    hexDump(out, bytes);
  }
}

/** Lines of sixteen bytes each. */
export function hexDump(out: Written, source: Uint8Array): void {
  const { length } = source;
  const digits = Math.max(4, (length - 1).toString(16).length);
  out.room(Math.ceil(length / ROW) * (digits + GAP + 3 * ROW + GAP + ROW + 1));
  const { bytes } = out;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let to = out.used;
  for (let at = 0; at < length; at += ROW) {
    const end = Math.min(at + ROW, length);
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) bytes[to++] = DIGITS[(at >>> shift) & 15];
    bytes[to++] = SPACE;
    bytes[to++] = SPACE;
    // The second space is where the next byte, or the gap, comes.
    for (let i = at; i < end; i++, to += 3) view.setUint32(to, PAIRS[source[i]], true);
    for (let left = 3 * (at + ROW - end) + GAP; left > 0; left--) bytes[to++] = SPACE;
    for (let i = at; i < end; i++) bytes[to++] = SHOWN[source[i]];
    bytes[to++] = LINE_END;
  }
  out.used = to;
}
