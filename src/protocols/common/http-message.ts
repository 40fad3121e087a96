/** How messages of HTTP/1.x begin (RFC 9112, 2), and how long they are (6). */
import { type Heard, MORE, NOTHING, TO_END } from "../../core/messages.ts";
import { stringAt } from "../../core/values.ts";
import { lineAt, startsWith } from "./cursor.ts";

export const VERSION = "HTTP/1.";
/** How connections of HTTP/2 begin (RFC 9113, 3.4). */
const HTTP2 = "PRI * HTTP/2.0\r\n";
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const [SPACE, LAST_PRINTABLE] = [0x20, 0x7e];
const MAX_METHOD = 12;
/** Bytes of "HTTP/". */
const PROTOCOL = 5;
/** RFC 9110, 9.3; WebDAV (RFC 4918) and its relatives. */
const METHODS = new Set(
  (
    "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK " +
    "REPORT CHECKOUT CHECKIN MERGE SEARCH SUBSCRIBE UNSUBSCRIBE NOTIFY M-SEARCH BPROPFIND POLL MKACTIVITY"
  ).split(" "),
);

export const startsMessage = (d: DataView, o: number, lim: number): boolean =>
  startsResponse(d, o, lim) || startsRequest(d, o, lim);

/** The version, or so much of it that it can be nothing else, if there is no more. */
export const startsResponse = (d: DataView, o: number, lim: number): boolean =>
  startsWith(d, o, lim, VERSION) ||
  (lim - o >= PROTOCOL && lim - o < VERSION.length && startsWith(d, o, lim, VERSION.slice(0, lim - o)));

/** A method, one blank, and something behind it, as far as there is more. */
export function startsRequest(d: DataView, o: number, lim: number): boolean {
  const end = Math.min(lim, o + MAX_METHOD + 1);
  let i = o;
  // Mostly the first byte tells already that it is none.
  while (i < end && isOfMethod(d.getUint8(i))) i++;
  if (i === o || (i < lim && d.getUint8(i) !== SPACE) || (i + 1 < lim && d.getUint8(i + 1) <= SPACE))
    return false;
  return METHODS.has(stringAt(d, o, i - o));
}

/** A capital letter or a hyphen. */
const isOfMethod = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d;

/** Where the empty line behind the headers ends; `lim` if it is not there. */
export function headersEnd(d: DataView, o: number, lim: number): number {
  for (let at = o; at < lim; ) {
    const { length, next } = lineAt(d, at, lim);
    if (length === 0 && next > at) return next;
    at = next;
  }
  return lim;
}

/**
 * What was asked last, by the lowest two bits; whether something else is carried from now on; and from where on there is
 * the port that CONNECT asked for.
 */
const Asked = { head: 1, connect: 2, other: 3, kind: 3, tunnel: 4, port: 3 } as const;

interface Headers {
  /** Behind the empty line; -1: it is not there. */
  end: number;
  length: number;
  chunked: boolean;
}

/** How long the message at `o` is, as far as what came tells; what begins none is taken as it is. */
export function httpLength(d: DataView, o: number, lim: number, { both, through, seen }: Heard): number {
  if ((both.is & Asked.tunnel) !== 0) return lim - o;
  if (!startsMessage(d, o, lim)) {
    if (startsWith(d, o, lim, HTTP2)) both.is = Asked.tunnel;
    else if (mayBeginLine(d, o, lim)) return MORE;
    // On a connection on which a message was seen it belongs to that.
    return both.is !== 0 ? lim - o : NOTHING;
  }
  const headers = headersAt(d, o, lim);
  if (headers.end < 0) return MORE;
  const isResponse = startsWith(d, o, lim, VERSION);
  const code = isResponse
    ? Number(stringAt(d, o + VERSION.length + 2, Math.max(0, Math.min(3, lim - o - 10))))
    : 0;
  const body = isResponse && hasNoBody(code, both.is) ? 0 : bodyOf(d, headers, lim, isResponse, seen);
  if (body < 0) return body;
  if (headers.end + body > lim) return headers.end - o + body;
  if (!isResponse) both.is = askedAt(d, o, lim);
  else if (code === 101) both.is = Asked.tunnel;
  else if ((both.is & Asked.kind) === Asked.connect && isSuccess(code)) {
    through.is = both.is >> Asked.port;
    both.is = Asked.tunnel;
  }
  return headers.end - o + body;
}

/** It is in chunks: how many come, the last one says. */
export const isChunked = (d: DataView, o: number, lim: number): boolean =>
  startsMessage(d, o, lim) && headersAt(d, o, lim).chunked;

/** RFC 9112, 6.3. */
function hasNoBody(code: number, asked: number): boolean {
  const kind = asked & Asked.kind;
  if (kind === Asked.head || (kind === Asked.connect && isSuccess(code))) return true;
  return (code >= 100 && code < 200) || code === 204 || code === 304;
}

const isSuccess = (code: number): boolean => code >= 200 && code < 300;

/** RFC 9112, 6.3: a response that does not say how long its body is goes on to the end of the connection. */
function bodyOf(d: DataView, h: Headers, lim: number, isResponse: boolean, seen: Heard["seen"]): number {
  if (h.length >= 0) return h.length;
  if (h.chunked) return chunksLength(d, h.end, lim, seen);
  return isResponse ? TO_END : 0;
}

/** Chunks up to the last one, which is empty (RFC 9112, 7.1). */
function chunksLength(d: DataView, o: number, lim: number, seen: Heard["seen"]): number {
  // Those that were there before need not be looked through again.
  let at = o + seen.is;
  for (;;) {
    seen.is = at - o;
    if (!hasLine(d, at, lim)) return MORE;
    const line = lineAt(d, at, lim);
    const size = /^\s*([0-9a-f]{1,7})\s*(?:;|$)/i.exec(stringAt(d, at, line.length));
    if (size === null) return lim - o;
    const length = Number.parseInt(size[1], 16);
    at = line.next + length + 2;
    if (length === 0) {
      const end = trailersEnd(d, line.next, lim);
      return end < 0 ? end : end - o;
    }
    if (at > lim) return at - o;
  }
}

/** Headers may follow the last chunk, up to an empty line (RFC 9112, 7.1.2). @returns MORE: it is still to come */
function trailersEnd(d: DataView, o: number, lim: number): number {
  for (let at = o; hasLine(d, at, lim); ) {
    const { length, next } = lineAt(d, at, lim);
    if (length === 0) return next;
    at = next;
  }
  return MORE;
}

/** Whether it may be the beginning of a first line, whose end is still to come: as Wireshark, which ends lines at a return as well. */
function mayBeginLine(d: DataView, o: number, lim: number): boolean {
  const first = d.getUint8(o);
  if (first < SPACE || first > LAST_PRINTABLE) return false;
  // It is asked with every segment, of all that came.
  const bytes = Buffer.from(d.buffer, d.byteOffset + o, lim - o);
  const end = bytes.indexOf(RETURN);
  return bytes.indexOf(LINE_FEED) < 0 && (end < 0 || end === bytes.length - 1);
}

function hasLine(d: DataView, o: number, lim: number): boolean {
  for (let at = o; at < lim; at++) if (d.getUint8(at) === LINE_FEED) return true;
  return false;
}

function headersAt(d: DataView, o: number, lim: number): Headers {
  const found: Headers = { end: -1, length: -1, chunked: false };
  for (let at = o; at < lim; ) {
    const { length, next } = lineAt(d, at, lim);
    if (d.getUint8(next - 1) !== LINE_FEED) return found;
    if (length === 0) {
      found.end = next;
      return found;
    }
    if (mayTell(d, at)) {
      const text = stringAt(d, at, Math.min(length, MAX_HEADER)).toLowerCase();
      const size = /^content-length:\s*(\d{1,9})\s*$/.exec(text);
      if (size !== null) found.length = Number(size[1]);
      if (/^transfer-encoding:.*chunked/.test(text)) found.chunked = true;
    }
    at = next;
  }
  return found;
}

const MAX_HEADER = 200;

/** Whether the header at `at` may be one that says how the body is: they begin with "c" or "t", or a mark of UTF-8 before that. */
export function mayTell(d: DataView, at: number): boolean {
  const letter = d.getUint8(at) | 0x20;
  return letter === 0x63 || letter === 0x74 || letter === 0xef;
}

function askedAt(d: DataView, o: number, lim: number): number {
  if (startsWith(d, o, lim, "HEAD ")) return Asked.head;
  if (!startsWith(d, o, lim, "CONNECT ")) return Asked.other;
  const port = /^CONNECT \S+:(\d{1,5}) /.exec(stringAt(d, o, lineAt(d, o, lim).length));
  return Asked.connect | ((port === null ? 0 : Number(port[1])) << Asked.port);
}

/** Whether what stands behind the headers holds no byte: gzip's frame or the last chunk alone. `o`: where the message begins. */
export function isEmptyBody(d: DataView, o: number, at: number, lim: number): boolean {
  if (isEmptyGzip(d, at, lim)) return true;
  return isChunked(d, o, lim) && /^0+\s*(;|$)/.test(stringAt(d, at, lineAt(d, at, lim).length));
}

/** gzip (RFC 1952, 2.3) of nothing: its header, an empty block, a checksum and a length of 0. */
const isEmptyGzip = (d: DataView, o: number, lim: number): boolean =>
  lim - o === 20 && d.getUint16(o) === 0x1f8b && d.getUint32(o + 16) === 0;
