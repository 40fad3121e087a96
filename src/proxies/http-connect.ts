/** HTTP's CONNECT (RFC 9110, 9.3.6; RFC 9112, 3.2.3): a request, an answer, and then the destination's bytes. */
import { stringAt } from "../core/values.ts";
import { lineAt, startsWith } from "../protocols/common/cursor.ts";
import { lengthOf, newHop, type Places, type Read, type Side, unfinished } from "./hop.ts";

const METHOD = "CONNECT ";
const VERSION = "HTTP/1.";
const REQUEST = /^CONNECT (\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5}) HTTP\/1\.[01]$/;
const STATUS = /^HTTP\/1\.[01] (\d{3})(?: |$)/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

export const CONNECT_COMMAND = 1;

export function readHttpConnect(client: Side, server: Side, from: Places): Read {
  if (client.absent) return "none";
  if (!mayStart(client, from.client, METHOD)) return "none";
  const request = readHead(client, from.client);
  if (typeof request === "string") return request;
  const [first, ...headers] = request.lines;
  const match = REQUEST.exec(first);
  if (match === null || Number(match[2]) > 0xffff) return "none";
  const hop = newHop("http", from);
  const host = match[1].replace(/^\[|\]$/g, "");
  const isAddress = IPV4.test(host) || host.includes(":");
  hop.command = CONNECT_COMMAND;
  hop.destination = {
    name: isAddress ? null : host,
    address: isAddress ? host : null,
    port: Number(match[2]),
  };
  hop.requested = true;
  hop.requestEnd = request.end;
  basicLogin(headers, hop);
  if (server.absent) {
    hop.carried = { client: request.end, server: from.server };
    return hop;
  }
  if (!mayStart(server, from.server, VERSION)) return "none";
  const answer = readHead(server, from.server);
  if (answer === "none" && lengthOf(server) > from.server) return "none";
  if (typeof answer === "string") {
    hop.open = server.more;
    hop.outcome = "no_reply";
    return hop;
  }
  const status = STATUS.exec(answer.lines[0]);
  if (status === null) return "none";
  const code = Number(status[1]);
  hop.replies.push({ code, bound: null });
  hop.replyEnds.push(answer.end);
  if (code >= 200 && code < 300) {
    hop.outcome = "established";
    hop.carried = { client: request.end, server: answer.end };
    if (hop.user !== null) hop.admitted = true;
    return hop;
  }
  hop.outcome = code === 407 && hop.user !== null ? "login_failed" : "refused";
  if (code === 407 && hop.user !== null) hop.admitted = false;
  const body = bodyLength(answer.lines.slice(1));
  if (body !== null) hop.again = { client: request.end, server: answer.end + body };
  return hop;
}

/** Whether the bytes that are there are the beginning of that text. */
function mayStart(side: Side, at: number, text: string): boolean {
  const size = Math.min(text.length, lengthOf(side) - at);
  return size <= 0 || startsWith(side.data, at, lengthOf(side), text.slice(0, size));
}

/** The lines up to the empty one. */
function readHead(side: Side, from: number): { lines: string[]; end: number } | "more" | "none" {
  const length = lengthOf(side);
  const lines: string[] = [];
  for (let at = from; at < length; ) {
    const { length: size, next } = lineAt(side.data, at, length);
    if (next === length && (length === 0 || side.data.getUint8(length - 1) !== 0x0a)) break;
    if (size === 0) return lines.length === 0 ? "none" : { lines, end: next };
    lines.push(stringAt(side.data, at, size));
    at = next;
  }
  return unfinished(side);
}

const headerOf = (headers: readonly string[], name: string): string | undefined =>
  headers
    .find((line) => line.toLowerCase().startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim();

/** RFC 7617. */
function basicLogin(headers: readonly string[], hop: { user: string | null; password: string | null }): void {
  const basic = /^basic\s+([A-Za-z0-9+/=]+)$/i.exec(headerOf(headers, "proxy-authorization") ?? "");
  if (basic === null) return;
  const text = Buffer.from(basic[1], "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return;
  hop.user = text.slice(0, colon);
  hop.password = text.slice(colon + 1);
}

/** Bytes of an answer's body; null: it does not say. */
function bodyLength(headers: readonly string[]): number | null {
  if (headerOf(headers, "transfer-encoding") !== undefined) return null;
  const length = headerOf(headers, "content-length");
  if (length === undefined) return null;
  return /^\d{1,9}$/.test(length) ? Number(length) : null;
}
