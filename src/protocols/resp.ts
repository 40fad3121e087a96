// Redis serialization protocol, version 2 (https://redis.io/docs/latest/develop/reference/protocol-spec): lines whose
// first character says what they are, and bytes behind a line with their length. An array holds as many as it says.

import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { mark, num, raw, str } from "./common/located.ts";

const PORT = 6379;
const [STRING, ERROR, INTEGER, BULK, ARRAY] = ["+", "-", ":", "$", "*"];
const LINE_END = 2;
/** Arrays in arrays that are read. */
const DEEPEST = 5;

export const resp: Protocol = {
  name: "resp",
  title: "REdis Serialization Protocol",
  reference: "Redis",
  fields: [
    str("resp.string", "String"),
    str("resp.error", "Error"),
    num(8, "resp.integer", "Integer"),
    mark("resp.array", "Array"),
    num(8, "resp.array.length", "Length"),
    mark("resp.bulk_string", "Bulk String"),
    num(4, "resp.bulk_string.length", "Length"),
    raw("resp.bulk_string.value", "Value"),
    mark("resp.fragment", "Fragment"),
  ],
  claims: { "tcp.app": [PORT] },
  parse: () => 0,
  leaf: true,
  message: wholeOnes,
  showsBeginnings: true,
  beginning: () => "",
  ...telling(tell),
};

/** Length of the line at `at` without its end; -1: that is not there. */
function lineLength(d: DataView, at: number, lim: number): number {
  for (let i = at; i + 1 < lim; i++) if (d.getUint16(i) === 0x0d0a) return i - at;
  return -1;
}

/** The number that a line tells behind its first character, up to what is no digit; 0: none. */
const numberIn = (d: DataView, at: number, length: number): number =>
  Number.parseInt(stringAt(d, at + 1, length - 1), 10) || 0;

/** Where the element at `at` ends; -1: behind `lim`. */
function endOf(d: DataView, at: number, lim: number, depth = 0): number {
  const length = lineLength(d, at, lim);
  if (length < 0) return -1;
  let end = at + length + LINE_END;
  const kind = length === 0 ? "" : stringAt(d, at, 1);
  const count = kind === BULK || kind === ARRAY ? numberIn(d, at, length) : -1;
  if (kind === BULK && count >= 0) end += count + LINE_END;
  if (kind === ARRAY && depth < DEEPEST)
    for (let i = 0; i < count && end >= 0; i++) end = endOf(d, end, lim, depth + 1);
  return end > lim ? -1 : end;
}

/** All that came whole. */
function wholeOnes(d: DataView, o: number, lim: number): number {
  let at = o;
  for (let end = endOf(d, at, lim); end > at; end = endOf(d, at, lim)) at = end;
  return at === o ? MORE : at - o;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { frame, packet } = layer;
  // Of an element that only begins here no more than that is told.
  if (packet.pieces.some((piece) => piece.isBegun && piece.frame === frame)) return;
  const isRequest = layer.below("tcp")?.get("tcp.dstport") === PORT;
  say(isRequest ? "Request:" : "Response:");
  const c = new Cursor(layer.data, add);
  while (c.left > 0) tellElement(c, isRequest, 0, (words) => say(` ${words}`));
}

/** @param depth in how many arrays it stands: of a request what they hold is said, of a response what stands in none */
function tellElement(c: Cursor, isRequest: boolean, depth: number, say: (words: string) => void): void {
  const { data, at } = c;
  const length = lineLength(data, at, c.end);
  if (length < 0) throw new RangeError("a line without its end");
  const kind = length === 0 ? "" : stringAt(data, at, 1);
  const text = length === 0 ? "" : stringAt(data, at + 1, length - 1);
  const isSaid = !isRequest && depth === 0;
  const line = length + LINE_END;
  if (kind === STRING) {
    c.tell("resp.string", line, text);
    if (isSaid) say(text);
  } else if (kind === ERROR) {
    c.tell("resp.error", line, text);
    if (depth === 0) say(`Error: ${text}`);
  } else if (kind === INTEGER) {
    const value = numberIn(data, at, length);
    c.tell("resp.integer", line, value);
    if (isSaid) say(`${value}`);
  } else if (kind === BULK) tellBulk(c, line, numberIn(data, at, length), isRequest, depth, say);
  else if (kind === ARRAY) {
    const count = numberIn(data, at, length);
    c.here("resp.array", line, true).tell("resp.array.length", line, count);
    if (isSaid && count > 0) say(`Array(${count})`);
    if (depth < DEEPEST)
      for (let i = 0; i < count && c.left > 0; i++) tellElement(c, isRequest, depth + 1, say);
  } else {
    // A command as a person types it, or what version 3 has besides.
    c.tell("resp.fragment", line, true);
    say("[fragment]");
  }
}

function tellBulk(
  c: Cursor,
  line: number,
  size: number,
  isRequest: boolean,
  depth: number,
  say: (words: string) => void,
): void {
  c.here("resp.bulk_string", line, true).tell("resp.bulk_string.length", line, size);
  if (size < 0) return;
  const text = stringAt(c.data, c.at, size);
  const isText = !/[^\u0020-\u007e]/.test(text);
  if (isRequest ? depth > 0 && isText : depth === 0 && isText) say(text);
  else if (depth === 0) say(`BulkString(${size})`);
  if (size > 0) c.here("resp.bulk_string.value", size);
  c.skip(size + LINE_END);
}
