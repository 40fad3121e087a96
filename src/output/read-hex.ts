/** Bytes as -x prints them: offset, sixteen bytes in hex, and what of them is ASCII. */
import type { Packet } from "../core/layer.ts";

const ROW = 16;

/** A dump of each frame's bytes; titles where there are several. Ends with a line break. */
export function packetHex({ frames, frameCount }: Packet): string {
  const dumps: string[] = [];
  const own = frames.slice(0, frameCount).filter(({ title }) => title !== "");
  for (const { view, start, end, title } of own) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, end - start));
    const head = own.length > 1 ? `${title} (${bytes.length} byte${bytes.length === 1 ? "" : "s"}):\n` : "";
    dumps.push(`${head}${hexDump(bytes)}`);
  }
  return dumps.join("\n");
}

/** Lines of sixteen bytes each. */
export function hexDump(bytes: Uint8Array): string {
  const digits = Math.max(4, (bytes.length - 1).toString(16).length);
  let text = "";
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    let hex = "";
    let ascii = "";
    for (const byte of row) {
      hex += `${byte.toString(16).padStart(2, "0")} `;
      ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
    }
    text += `${at.toString(16).padStart(digits, "0")}  ${hex.padEnd(3 * ROW)}  ${ascii}\n`;
  }
  return text;
}
