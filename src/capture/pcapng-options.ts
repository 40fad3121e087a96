/** Options of pcapng's blocks (draft-ietf-opsawg-pcapng, 3.5): a code, a length, a value filled up to four bytes. */
import type { Annotation, PacketOption } from "../core/sink.ts";

const HEAD = 4;
const END = 0;
const COMMENT = 1;
const FLAGS = 2;
const VERDICT = 7;
/**
 * How long the numbers are that the values of further options begin with: a hash, how many packets were dropped before, the
 * packet's id, its queue, a verdict; and somebody's own.
 */
const NUMBERS: Readonly<Record<number, number>> = {
  ...{ 3: 0, 4: 8, 5: 8, 6: 4, [VERDICT]: 0 },
  ...{ 2988: 4, 2989: 4, 19372: 4, 19373: 4 },
};
/** Kinds of verdicts that are numbers: of eBPF at the traffic control, and at the driver. */
const NUMBERED_VERDICTS = [1, 2];
const VERDICT_SIZE = 9;

/** How many bytes of a block something takes: up to a multiple of four. */
export const padded = (length: number): number => length + (-length & 3);

/** @returns what is wrong with them; empty: nothing */
export function eachOption(
  view: DataView,
  from: number,
  end: number,
  little: boolean,
  take: (code: number, at: number, size: number) => void,
): string {
  for (let at = from; end - at >= HEAD; ) {
    const code = view.getUint16(at, little);
    const size = view.getUint16(at + 2, little);
    if (code === END) return "";
    if (size > end - at - HEAD) return `option ${code} of ${size} bytes does not fit its block`;
    take(code, at + HEAD, size);
    at += HEAD + padded(size);
  }
  return "";
}

/** What the options of a packet say of it (section 4.3); null: nothing. Those that do not fit are left out. */
export function annotationAt(view: DataView, from: number, end: number, little: boolean): Annotation | null {
  const comments: string[] = [];
  let flags = -1;
  const others: PacketOption[] = [];
  eachOption(view, from, end, little, (code, at, size) => {
    if (code === COMMENT) comments.push(textAt(view, at, size));
    else if (code === FLAGS && size === 4) flags = view.getUint32(at, little);
    else if (NUMBERS[code] <= size) others.push({ code, value: valueAt(view, code, at, size, little) });
  });
  return comments.length === 0 && flags < 0 && others.length === 0 ? null : { comments, flags, others };
}

/** The value of an option, in which the number it begins with is little-endian. */
function valueAt(view: DataView, code: number, at: number, size: number, little: boolean): Uint8Array {
  const value = new Uint8Array(view.buffer, view.byteOffset + at, size).slice();
  const isNumbered = code === VERDICT && size >= VERDICT_SIZE && NUMBERED_VERDICTS.includes(value[0]);
  if (!little && isNumbered) value.subarray(1, VERDICT_SIZE).reverse();
  else if (!little) value.subarray(0, NUMBERS[code]).reverse();
  return value;
}

/** The fixed fields of an enhanced packet block in front of its packet, and where its length stands among them. */
const FIXED = 28;
const LENGTH = 4;

/** The same of a packet of so many bytes that starts at `at`, of a little-endian enhanced packet block that is whole. */
export function annotationOf(view: DataView, at: number, captured: number): Annotation | null {
  const start = at - FIXED;
  const from = at + padded(captured);
  const end = start + view.getUint32(start + LENGTH, true) - 4;
  return end > from ? annotationAt(view, from, end, true) : null;
}

const decoder = new TextDecoder();

/** UTF-8; some writers end it with a zero, which is not part of it. */
export function textAt(view: DataView, at: number, size: number): string {
  return decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at, size)).replace(/\0+$/, "");
}

const encoder = new TextEncoder();

/** An option; a text is written in UTF-8. */
export function option(code: number, value: Uint8Array | string): Uint8Array {
  const content = typeof value === "string" ? encoder.encode(value) : value;
  const bytes = new Uint8Array(HEAD + padded(content.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, content.length, true);
  bytes.set(content, HEAD);
  return bytes;
}

/** Options as they stand in a block, with what ends them; nothing, if there are none. */
export function options(all: readonly Uint8Array[]): Uint8Array {
  const length = all.reduce((sum, bytes) => sum + bytes.length, 0);
  const bytes = new Uint8Array(length === 0 ? 0 : length + HEAD);
  let at = 0;
  for (const one of all) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

/** The options that say the same of a packet. */
export function annotationOptions({ comments, flags, others }: Annotation): Uint8Array {
  const all = comments.map((comment) => option(COMMENT, comment));
  if (flags >= 0) all.push(option(FLAGS, Uint8Array.of(flags, flags >>> 8, flags >>> 16, flags >>> 24)));
  for (const { code, value } of others) all.push(option(code, value));
  return options(all);
}
