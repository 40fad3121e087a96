// Session Initiation Protocol, RFC 3261 section 7: a first line and headers, as HTTP has them.

import { sipBody } from "../core/demux.ts";
import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, startsWith, telling } from "./common/cursor.ts";
import { num, str } from "./common/located.ts";
import { Kind, kindOfType, plainType } from "./common/media-types.ts";
import { sipHeaderFields, tellRequestUri, tellSipHeader } from "./common/sip-headers.ts";
import { sipExchange, sipTransactionFields, tellTransaction } from "./common/sip-transactions.ts";

const METHODS =
  /^(INVITE|ACK|OPTIONS|BYE|CANCEL|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE) (\S+) SIP\/2\.0$/;
const STATUS = /^SIP\/2\.0 (\d{3}) ?(.*)$/;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const LONGEST_METHOD = 9;
const MAX_HEADERS = 100;

export const sip: Protocol = {
  name: "sip",
  title: "Session Initiation Protocol",
  reference: "RFC 3261, 7",
  fields: [
    str("sip.Request-Line", "Request-Line"),
    str("sip.Method", "Method"),
    str("sip.r-uri", "Request-URI"),
    str("sip.Status-Line", "Status-Line"),
    num(2, "sip.Status-Code", "Status-Code"),
    ...sipHeaderFields,
    str("sip.msg_body", "Message Body"),
    ...sipTransactionFields,
  ],
  claims: { "udp.app": [5060], "tcp.app": [5060] },
  accepts: startsSip,
  guessedOver: ["udp", "tcp"],
  opens: { starts: ["4.", "5."] },
  parse: () => 0,
  leaf: true,
  beyond: (d, o, lim, s) => {
    const body = bodyAt(d, o, lim);
    if (body.at >= lim) return 0;
    s.pos = body.at;
    if (body.length > 0 && body.at + body.length < lim) s.narrow(body.at + body.length);
    return sipBody[body.kind];
  },
  message: messageLength,
  apart: "each",
  exchange: sipExchange,
  owns: () => true,
  ...telling(tell),
};

function startsSip(d: DataView, o: number, lim: number): boolean {
  if (startsWith(d, o, lim, "SIP/2.0 ")) return true;
  if (lim - o < 16) return false;
  let end = o;
  while (end <= o + LONGEST_METHOD && isCapital(d.getUint8(end))) end++;
  // Mostly that tells already that it is none.
  if (end === o || d.getUint8(end) !== SPACE) return false;
  const { length } = lineAt(d, o, Math.min(lim, o + 1000));
  return METHODS.test(stringAt(d, o, length));
}

const isCapital = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;

/** What a success answers, and how many addresses a registration is about. */
function about(d: DataView, from: number, status: string | undefined): string {
  let method = "";
  let bindings = 0;
  let isRemoval = false;
  for (let at = from, n = 0; at < d.byteLength && n < MAX_HEADERS; n++) {
    const { length, next } = lineAt(d, at, d.byteLength);
    if (length === 0) break;
    const [, name = "", value = ""] = /^([^:]*?)\s*:\s*(.*)$/.exec(stringAt(d, at, length)) ?? [];
    if (/^cseq$/i.test(name)) method = /^\d+\s+(\S+)/.exec(value)?.[1] ?? "";
    else if (/^(contact|m)$/i.test(name)) bindings += value.split(",").length;
    if (/^expires:\s*0\s*$|;\s*expires=0\b/i.test(`${name}:${value}`)) isRemoval = true;
    at = next;
  }
  const count = `${bindings} binding${bindings === 1 ? "" : "s"}`;
  if (status === undefined) {
    if (method !== "REGISTER") return "";
    return bindings === 0 ? "  (fetch bindings)" : `  (${isRemoval ? "remove " : ""}${count})`;
  }
  if (!status.startsWith("200") || method === "") return "";
  return ` (${method})${method === "REGISTER" ? `  (${count})` : ""}`;
}

/** Where its body begins, and of which kind that is by its type; `lim`: there is none. */
function bodyAt(
  d: DataView,
  o: number,
  lim: number,
): { at: number; length: number; kind: number; type: string } {
  const { end, length } = headersAt(d, o, lim);
  let type = "";
  for (let at = o; end >= 0 && end < lim && at < end; ) {
    const line = lineAt(d, at, end);
    const found = /^(?:content-type|c)\s*:\s*(.*)$/i.exec(stringAt(d, at, line.length));
    if (found !== null) type = plainType(found[1]);
    at = line.next;
  }
  const kind = type === "application/sdp" ? Kind.sdp : kindOfType(type);
  return { at: type === "" || end < 0 ? lim : end, length, kind, type };
}

/** What the Info column says of bodies of some kinds. */
const WORDS: Readonly<Record<number, (type: string) => string>> = {
  [Kind.text]: (type) => ` (${type})`,
  [Kind.form]: (type) => ` (${type})`,
  [Kind.json]: (type) => `, JavaScript Object Notation (${type})`,
};

/** Headers to an empty line, and as many bytes as they say (RFC 3261, 18.3). */
function messageLength(d: DataView, o: number, lim: number): number {
  const { next } = lineAt(d, o, lim);
  if (d.getUint8(next - 1) !== LINE_FEED) return MORE;
  if (!startsSip(d, o, lim)) return lim - o;
  const { end, length } = headersAt(d, o, lim);
  return end < 0 ? MORE : end - o + length;
}

function headersAt(d: DataView, o: number, lim: number): { end: number; length: number } {
  let length = 0;
  for (let at = o; at < lim; ) {
    const line = lineAt(d, at, lim);
    if (line.length === 0 && line.next > at) return { end: line.next, length };
    const found = /^(?:content-length|l)\s*:\s*(\d{1,9})\s*$/i.exec(stringAt(d, at, line.length));
    if (found !== null) length = Number(found[1]);
    at = line.next;
  }
  return { end: -1, length };
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  const first = lineAt(data, 0, c.end);
  const line = stringAt(data, 0, first.length);
  const request = METHODS.exec(line);
  const status = STATUS.exec(line);
  // Whoever read all headers parts what follows from this.
  const bar = data.byteLength < layer.wireLength && headersAt(data, first.next, c.end).end < 0 ? "" : " | ";
  if (request !== null) {
    say(`Request: ${request[1]} ${request[2]}${about(data, first.next, undefined)}${bar}`);
    add("sip.Request-Line", 0, first.length, line);
    add("sip.Method", 0, request[1].length, request[1], 1);
    add("sip.r-uri", request[1].length + 1, Math.min(request[2].length, first.length), request[2], 1);
    tellRequestUri({ text: request[2], at: request[1].length + 1 }, add);
  } else if (status !== null) {
    say(`Status: ${status[1]} ${status[2]}${about(data, first.next, status[1])}${bar}`);
    add("sip.Status-Line", 0, first.length, line);
    add("sip.Status-Code", 8, 3, Number(status[1]), 1);
  }
  const { at, kind, type } = bodyAt(data, 0, c.end);
  if (at < c.end) say(WORDS[kind]?.(type) ?? "");
  tellTransaction(layer, add);
  c.at = first.next;
  const end = headersAt(data, c.at, c.end).end;
  // As Wireshark has it, with the body.
  const until = end > 0 && end < c.end ? c.end : end;
  if (end > 0)
    add("sip.msg_hdr", c.at, until - c.at, stringAt(data, c.at, until - c.at).replace(/\r?\n$/, ""));
  for (let n = 0; n < MAX_HEADERS && c.left > 0; n++) {
    const { length, next } = lineAt(data, c.at, c.end);
    if (length === 0) {
      if (next < c.end) add("sip.msg_body", next, c.end - next, "");
      return;
    }
    const line = { text: stringAt(data, c.at, length), at: c.at };
    const [, name = "", gap = "", value = ""] = /^([^:]*):(\s*)(.*)$/.exec(line.text) ?? [];
    const at = c.at + name.length + 1 + gap.length;
    tellSipHeader(name.trim(), line, { text: value.trimEnd(), at }, add);
    c.at = next;
  }
}
