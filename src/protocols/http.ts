// Hypertext Transfer Protocol 1.x, RFC 9112: a first line, headers, an empty line, a body. A segment is read by
// itself: one that starts in the middle of a body is nobody's.
//
//   GET /index.html HTTP/1.1 CR LF            HTTP/1.1 200 OK CR LF
//   Host: example.org CR LF                   Content-Type: text/plain CR LF
//   CR LF                                     CR LF …

import { tcpApp } from "../core/demux.ts";
import { type Exchange, overPorts, type Teaching } from "../core/exchange.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, startsWith, telling } from "./common/cursor.ts";
import { httpBodyFields, tellBody } from "./common/http-body.ts";
import { httpHistoryFields, isHttpHistory, tellHttpHistory } from "./common/http-history.ts";
import { bodyAt, httpKind, kindOfBody } from "./common/http-kind.ts";
import {
  headersEnd,
  httpLength,
  isChunked,
  isEmptyBody,
  startsMessage,
  startsResponse,
  VERSION,
} from "./common/http-message.ts";
import { httpRemarkFields, httpRemarks } from "./common/http-remarks.ts";
import { STATUS } from "./common/http-status.ts";
import { asksFor, grants, httpTunnelFields, isHttpTunnel, tellTunnel } from "./common/http-tunnel.ts";
import { bit, num, str } from "./common/located.ts";
import { Kind, plainType } from "./common/media-types.ts";

/** Headers with fields of their own. */
const HEADERS: Readonly<Record<string, readonly [field: string, title: string]>> = {
  host: ["http.host", "Host"],
  "user-agent": ["http.user_agent", "User-Agent"],
  "content-type": ["http.content_type", "Content-Type"],
  "content-length": ["http.content_length_header", "Content-Length"],
  "content-encoding": ["http.content_encoding", "Content-Encoding"],
  "transfer-encoding": ["http.transfer_encoding", "Transfer-Encoding"],
  upgrade: ["http.upgrade", "Upgrade"],
  connection: ["http.connection", "Connection"],
  cookie: ["http.cookie", "Cookie"],
  "http2-settings": ["http.http2_settings", "HTTP2-Settings"],
  accept: ["http.accept", "Accept"],
  referer: ["http.referer", "Referer"],
  "accept-language": ["http.accept_language", "Accept-Language"],
  "accept-encoding": ["http.accept_encoding", "Accept Encoding"],
  date: ["http.date", "Date"],
  "cache-control": ["http.cache_control", "Cache-Control"],
  server: ["http.server", "Server"],
  location: ["http.location", "Location"],
  "set-cookie": ["http.set_cookie", "Set-Cookie"],
  "last-modified": ["http.last_modified", "Last-Modified"],
  "x-forwarded-for": ["http.x_forwarded_for", "X-Forwarded-For"],
  authorization: ["http.authorization", "Authorization"],
  "proxy-authorization": ["http.proxy_authorization", "Proxy-Authorization"],
  "www-authenticate": ["http.www_authenticate", "WWW-Authenticate"],
  "proxy-authenticate": ["http.proxy_authenticate", "Proxy-Authenticate"],
  "sec-websocket-accept": ["http.sec_websocket_accept", "Sec-WebSocket-Accept"],
  "sec-websocket-extensions": ["http.sec_websocket_extensions", "Sec-WebSocket-Extensions"],
  "sec-websocket-key": ["http.sec_websocket_key", "Sec-WebSocket-Key"],
  "sec-websocket-protocol": ["http.sec_websocket_protocol", "Sec-WebSocket-Protocol"],
  "sec-websocket-version": ["http.sec_websocket_version", "Sec-WebSocket-Version"],
};

const fields = [
  bit(1, 1, "http.request", "Request"),
  str("http.request.method", "Request Method"),
  str("http.request.uri", "Request URI"),
  str("http.request.uri.path", "Request URI Path"),
  str("http.request.uri.query", "Request URI Query"),
  str("http.request.version", "Request Version"),
  str("http.request.line", "Request line"),
  str("http.unknown_header", "Unknown header"),
  bit(1, 1, "http.notification", "Notification"),
  bit(1, 1, "http.response", "Response"),
  str("http.response.version", "Response Version"),
  num(2, "http.response.code", "Status Code"),
  str("http.response.code.desc", "Status Code Description"),
  str("http.response.phrase", "Response Phrase"),
  str("http.response.line", "Response line"),
  ...Object.values(HEADERS).map(([field, title]) => str(field, title)),
  num(8, "http.content_length", "Content length"),
  str("http.request.full_uri", "Full request URI"),
  ...httpBodyFields,
  str("http.cookie_pair", "Cookie pair"),
  str("http.request.uri.query.parameter", "Request URI Query Parameter"),
  str("http.authbasic", "Credentials"),
  ...httpHistoryFields,
  ...httpTunnelFields,
  ...httpRemarkFields,
];

const PORT = 80;
const LINE_FEED = 0x0a;
const [SPACE, LAST_PRINTABLE] = [0x20, 0x7e];
const STATUS_AT = 9;
/** Most headers of a message that are read, and bytes of a text that stand in a line of it. */
const MAX_HEADERS = 200;

/** "GET /", "POST /", "PUT /", "HEAD /" and "HTTP/1.". */
const SURELY = ["474554202f", "504f5354202f", "505554202f", "48454144202f", "485454502f312e"];

export const http: Protocol = {
  name: "http",
  title: "Hypertext Transfer Protocol",
  reference: "RFC 9112, 2",
  fields,
  claims: { "tcp.app": [80, 631, 3128, 3132, 3689, 5985, 8080, 8088, 11371, 1900, 2869, 2710] },
  accepts: (d, o, lim, s) =>
    isOwn(s) ? startsMessage(d, o, lim) || isContinuation(lim, s) : startsWithVersion(d, o, lim),
  guessedOver: ["tcp", "socks"],
  opens: { starts: ["4.", "5.", "2d"], own: "cut", surely: SURELY, bare: Kind.nothing, part: Kind.part },
  parse: parseHttp,
  leaf: true,
  message: httpLength,
  apart: "each",
  beginning: (d, o, lim) => {
    if (!startsMessage(d, o, lim)) return undefined;
    const { length, next } = lineAt(d, o, lim);
    const isWhole = next > o && d.getUint8(next - 1) === LINE_FEED;
    return isWhole ? `${stringAt(d, o, length)} ` : undefined;
  },
  endless: isChunked,
  owns: () => true,
  keeps: true,
  // What a body is, is told by its type.
  apps: new Uint8Array(tcpApp.length),
  body: (data) => bodyAt(data, 0, data.byteLength),
  kind: httpKind,
  soundly: (d, o, lim, s) => {
    if (lim < s.wire) return true;
    const kind = httpKind(d, o, lim);
    return kind === Kind.nothing || kind === Kind.part;
  },
  soundIfCut: true,
  exchange,
  remembers: (name) => isHttpHistory(name) || isHttpTunnel(name),
  remarks: httpRemarks,
  // Without the end of its first line it says nothing, and the segment speaks for it, unless a request came before.
  column: (layer) => (endsLine(layer) || goesOn(layer) ? "HTTP" : ""),
  info: (layer) => (endsLine(layer) ? words.info(layer) : goesOn(layer) ? "Continuation" : undefined),
  locate: (layer, add) => {
    try {
      tell(layer, add, () => {});
    } finally {
      tellHttpHistory(layer, add);
    }
  },
};

const words = telling(tell);

/** Devices that look for each other: messages of HTTP in datagrams. */
export const ssdp: Protocol = {
  name: "ssdp",
  title: "Simple Service Discovery Protocol",
  reference: "UPnP Device Architecture 2.0, 1.2",
  roots: ["http"],
  fields,
  claims: { "udp.app": [1900] },
  parse: parseHttp,
  leaf: true,
  apps: new Uint8Array(tcpApp.length),
  body: http.body as NonNullable<Protocol["body"]>,
  kind: httpKind,
  exchange,
  remembers: isHttpHistory,
  remarks: httpRemarks,
  column: "SSDP",
  info: words.info,
  locate: http.locate as NonNullable<Protocol["locate"]>,
};

/** All was captured, or a message's first line to its end. */
function endsLine({ data, wireLength }: Layer): boolean {
  if (data.byteLength === wireLength) return true;
  if (!startsMessage(data, 0, data.byteLength)) return false;
  const { next } = lineAt(data, 0, data.byteLength);
  return next > 0 && data.getUint8(next - 1) === LINE_FEED;
}

const mayBeginText = (d: DataView): boolean =>
  d.byteLength === 0 || (d.getUint8(0) >= SPACE && d.getUint8(0) <= LAST_PRINTABLE);

/** A request was seen on its connection before. */
const goesOn = ({ conversation }: Layer): boolean => conversation?.learnt?.has(SPOKEN) === true;
const SPOKEN = "http.spoken";

/** What a request teaches: that there was one, and for whom it is. */
const teaching =
  (own: Teaching): Teaching =>
  (before) => {
    const lessons = typeof own === "function" ? own(before) : own;
    return before?.has(SPOKEN) === true ? lessons : [...lessons, [SPOKEN, true]];
  };

function exchange(layer: Layer): Exchange | undefined {
  const { data } = layer;
  const ends = overPorts(layer, layer.protocol.name);
  // What goes on belongs to the turns before it.
  if (ends === undefined || !startsMessage(data, 0, data.byteLength) || isNotice(data)) return ends;
  if (startsResponse(data, 0, data.byteLength)) {
    const code = codeOf(data);
    return { ...ends, turn: { isResponse: true }, ...(code >= 200 && code < 300 ? { teaches: grants } : {}) };
  }
  const uri = layer.get("http.request.uri");
  const about = (layer.get("http.request.full_uri") ?? uri) as string | undefined;
  const teaches = teaching(asksFor(String(layer.get("http.request.method")), String(uri ?? "")));
  return { ...ends, turn: { isResponse: false, about }, teaches };
}

const codeOf = (data: DataView): number =>
  data.byteLength < STATUS_AT + 3 ? 0 : Number(stringAt(data, STATUS_AT, 3));

export function parseHttp(d: DataView, o: number, lim: number, s: LayerStack): number {
  s.pos = startsMessage(d, o, lim) ? headersEnd(d, o, lim) : o;
  return 0;
}

/**
 * What goes on in a segment that is cut: nobody can put it together, so on the protocol's own ports Wireshark takes
 * it as it is.
 */
const isContinuation = (lim: number, { wire }: LayerStack): boolean => lim < wire;

/** One of the ports is HTTP's. */
function isOwn({ ports }: LayerStack): boolean {
  const own = tcpApp[PORT];
  return own !== 0 && (tcpApp[ports >>> 16] === own || tcpApp[ports & 0xffff] === own);
}

/** On any other port: the first line is there, and says so itself. SIP's and RTSP's requests begin alike. */
function startsWithVersion(d: DataView, o: number, lim: number): boolean {
  // Before the end of the line is looked for: it may be far.
  if (!startsMessage(d, o, lim)) return false;
  const { length, next } = lineAt(d, o, lim);
  if (next === o || d.getUint8(next - 1) !== LINE_FEED) return false;
  return startsWith(d, o, lim, VERSION) || startsWith(d, o + length - VERSION.length - 1, lim, VERSION);
}

/** draft-cohen-gena-p-base, 4: it asks for nothing. */
const isNotice = (d: DataView): boolean => startsWith(d, 0, d.byteLength, "NOTIFY ");

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  tellMessage(layer, add, say);
  // What begins as a line of text is read to its end, or to the end of what there is; else it is nobody's.
  const { data, wireLength } = layer;
  if (data.byteLength < wireLength && mayBeginText(data)) throw new RangeError("a message that is cut");
}

function tellMessage(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const isTunnel = tellTunnel(layer, add);
  if (!startsMessage(data, 0, data.byteLength)) {
    if (!isTunnel) say("Continuation");
    return;
  }
  const c = new Cursor(data, add);
  const first = lineAt(data, 0, data.byteLength);
  const response = startsResponse(data, 0, data.byteLength);
  say(`${stringAt(data, 0, first.length)} `);
  const uri = response ? statusLine(c, first.length) : requestLine(c, first.length);
  c.at = first.next;
  const lines = response ? "http.response.line" : isNotice(data) ? undefined : "http.request.line";
  let host: string | undefined;
  let type = "";
  const codings = { isChunked: false, packing: "" };
  for (let n = 0; n < MAX_HEADERS && c.left > 0; n++) {
    const line = lineAt(data, c.at, data.byteLength);
    if (line.length === 0) {
      c.at = line.next;
      break;
    }
    const text = stringAt(data, c.at, line.length);
    const colon = text.indexOf(":");
    const name = text.slice(0, Math.max(0, colon)).toLowerCase();
    // Not a plain look-up: a header may be called "constructor".
    const isKnown = Object.hasOwn(HEADERS, name);
    if (lines !== undefined) add(lines, c.at, line.next - c.at, `${text}\r\n`);
    // As Wireshark spells the end of its line here.
    else if (!isKnown) add("http.unknown_header", c.at, line.next - c.at, `${text}\\r\\n`);
    if (isKnown) {
      const value = text.slice(colon + 1).trim();
      add(HEADERS[name][0], c.at, line.next - c.at, value, 1);
      if (name === "host") host = value;
      if (name === "transfer-encoding") codings.isChunked = /\bchunked$/i.test(value);
      if (name === "content-encoding") codings.packing = value.toLowerCase();
      tellParts(add, c.at, line.next - c.at, name, value);
      if (name === "content-length" && /^\d{1,18}$/.test(value)) {
        add("http.content_length", c.at, line.next - c.at, BigInt(value), 2);
      }
      if (name === "content-type") type = value;
    }
    c.at = line.next;
  }
  bodyWords(data, type, say);
  if (uri !== undefined && host !== undefined)
    // What asks a proxy names the whole of it (RFC 9112, 3.2.2 and 3.2.3).
    add("http.request.full_uri", 0, 0, uri.startsWith("/") || uri === "*" ? `http://${host}${uri}` : uri);
  if (c.left > 0) tellBody(c, codings);
}

/** What a header's value consists of. */
function tellParts(add: Add, at: number, size: number, name: string, value: string): void {
  if (name === "cookie")
    for (const pair of value.split(";")) add("http.cookie_pair", at, size, pair.trim(), 2);
  const basic = /^basic +(\S+)$/i.exec(value);
  if (basic !== null && /^(proxy-)?authorization$/.test(name))
    add("http.authbasic", at, size, Buffer.from(basic[1], "base64").toString("latin1"), 2);
}

/** What the Info column says of bodies of some kinds, in place of their type. */
const WORDS: Readonly<Record<number, (type: string, start: string) => string>> = {
  [Kind.xml]: () => "",
  [Kind.multipart]: () => "",
  [Kind.json]: (type) => `, JavaScript Object Notation (${type})`,
  [Kind.png]: () => " (PNG)",
  [Kind.gif]: (_, start) => ` (${start.startsWith("GIF") ? start : "GIF89a"})`,
  [Kind.jfif]: () => " (JPEG JFIF image)",
};

/** The type of a body stands in the Info column when there is one that can be unpacked. */
function bodyWords(data: DataView, text: string, say: (words: string) => void): void {
  const [at, end] = [headersEnd(data, 0, data.byteLength), data.byteLength];
  if (at >= end || isEmptyBody(data, 0, at, end)) return;
  const kind = kindOfBody(data, 0, at, end);
  const type = plainType(text);
  if (kind !== Kind.other)
    say(WORDS[kind]?.(type, stringAt(data, at, Math.min(6, end - at))) ?? ` (${type})`);
}

function requestLine(c: Cursor, length: number): string {
  const text = stringAt(c.data, 0, length);
  const [method, uri = "", ...rest] = text.split(" ");
  // A target with blanks in it is no target: all behind the first is what says the version.
  const version = rest.length > 0 ? rest.join(" ") : undefined;
  const isCut = length === c.data.byteLength;
  c.add(isNotice(c.data) ? "http.notification" : "http.request", 0, length, true);
  c.add("http.request.method", 0, method.length, method, 1);
  const at = method.length + 1;
  if (uri !== "") c.add("http.request.uri", at, Math.min(uri.length, length - at), uri, 1);
  else if (isCut) c.add("http.request.uri", length, 0, "", 1);
  const question = uri.indexOf("?");
  if (question >= 0) {
    c.add("http.request.uri.path", at, question, uri.slice(0, question), 2);
    c.add("http.request.uri.query", at, uri.length - question, uri.slice(question + 1), 2);
    for (const parameter of uri.slice(question + 1).split("&"))
      c.add("http.request.uri.query.parameter", at, uri.length - question, parameter, 3);
  }
  if (version !== undefined) c.add("http.request.version", at, length - at, version, 1);
  else if (isCut) c.add("http.request.version", length, 0, "", 1);
  return uri;
}

function statusLine(c: Cursor, length: number): undefined {
  const text = stringAt(c.data, 0, length);
  c.add("http.response", 0, length, true);
  const version = Math.min(length, STATUS_AT - 1);
  c.add("http.response.version", 0, version, text.slice(0, version), 1);
  const code = /^ (\d{3})(?: |$)/.exec(text.slice(STATUS_AT - 1));
  if (code === null) return undefined;
  const number = Number(code[1]);
  c.add("http.response.code", STATUS_AT, 3, number, 1);
  c.add("http.response.code.desc", STATUS_AT, 3, STATUS[number] ?? `Unknown (${number})`, 1);
  const phrase = text.slice(STATUS_AT + 4);
  if (phrase !== "") c.add("http.response.phrase", STATUS_AT + 4, length - STATUS_AT - 4, phrase, 1);
  return undefined;
}
