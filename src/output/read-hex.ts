/** Bytes as -x prints them: offset, sixteen bytes in hex, and what of them is ASCII. */
import type { Packet } from "../core/layer.ts";
import type { Written } from "./written.ts";

const ROW = 16;
const LINE_END = 0x0a;
const SPACE = 0x20;
const POINT = 0x2e;
/** Hex, the two spaces behind it, and what it is in ASCII. */
const GAP = 2;

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
export function hexDump(out: Written, bytes: Uint8Array): void {
  const digits = Math.max(4, (bytes.length - 1).toString(16).length);
  for (let at = 0; at < bytes.length; at += ROW) {
    const size = Math.min(ROW, bytes.length - at);
    out.hex(at, digits);
    out.fill(SPACE, GAP);
    out.pairs(bytes, at, size, SPACE);
    out.fill(SPACE, 1 + 3 * (ROW - size) + GAP);
    out.mapped(bytes, at, size, SHOWN);
    out.byte(LINE_END);
  }
}
