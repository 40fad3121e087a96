/** What a connection carries, by the first bytes of both sides: of what a proxy was asked for, or of a forward. */
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, startsWith } from "../protocols/common/cursor.ts";
import { MAX_BANNER, startsBanner } from "../protocols/common/ssh-messages.ts";
import { newContext, tellHandshake } from "../protocols/common/tls-hello.ts";
import { lengthOf, type Places, type Side } from "./hop.ts";

export interface Carried {
  protocol: "tls" | "http" | "ssh" | "smtp" | "ftp" | "pop" | "imap";
  /** TLS: the name that the client asks for. */
  server_name: string | null;
  /** HTTP: the Host header. */
  host: string | null;
  /** HTTP: the request's; SMTP, FTP, POP and IMAP: the server's. */
  first_line: string | null;
  /** SSH: the versions of both. */
  client_version: string | null;
  server_version: string | null;
}

const of = (protocol: Carried["protocol"], more: Partial<Carried> = {}): Carried => ({
  protocol,
  server_name: null,
  host: null,
  first_line: null,
  client_version: null,
  server_version: null,
  ...more,
});

/** @returns "more": it may still come; null: nobody knows it */
export function readCarried(client: Side, server: Side, at: Places): Carried | "more" | null {
  const asked = lengthOf(client) > at.client;
  const answered = lengthOf(server) > at.server;
  const ssh = readSsh(client, server, at);
  if (ssh !== null) return ssh;
  if (asked) {
    const told = readTls(client, at.client) ?? readHttp(client, at.client);
    if (told !== null) return told;
  }
  if (answered) {
    const told = readGreeting(server, at.server);
    if (told !== null) return told;
  }
  if ((asked && mayBeLine(client, at.client)) || (answered && mayBeLine(server, at.server))) return "more";
  if (asked && answered) return null;
  return (asked || client.more) && (answered || server.more) && (client.more || server.more) ? "more" : null;
}

const LONGEST_METHOD = 12;
const BEGINNING = /^(?:[A-Z][A-Z-]*|220[ -].*|\+OK.*|\* (?:OK|PREAUTH).*|2|22|220|\+|\+O|\*|\* [A-Z]*)$/;
const LONGEST_LINE = 512;

/** Whether what is there is the beginning of a line that would tell, and the rest may come. */
function mayBeLine(side: Side, at: number): boolean {
  const size = lengthOf(side) - at;
  if (!side.more || size > LONGEST_LINE) return false;
  const text = stringAt(side.data, at, size);
  return BEGINNING.test(text) && (size <= LONGEST_METHOD || !/^[A-Z-]*$/.test(text));
}

/** A version's line, "" while it is not all there, null if there is none. */
function versionAt(side: Side, at: number): string | null {
  const { data } = side;
  const length = lengthOf(side);
  if (at >= length || !startsWith(data, at, length, "S")) return null;
  if (!startsBanner(data, at, length)) return length - at < 6 && side.more ? "" : null;
  const line = lineAt(data, at, Math.min(length, at + MAX_BANNER));
  // A line without its end is one that goes on.
  const ended = line.next > at && data.getUint8(line.next - 1) === 0x0a;
  if (!ended && side.more && length - at < MAX_BANNER) return "";
  return stringAt(data, at, line.length);
}

function readSsh(client: Side, server: Side, at: Places): Carried | "more" | null {
  const a = versionAt(client, at.client);
  const b = versionAt(server, at.server);
  if (a === null && b === null) return null;
  // One that has spoken otherwise speaks no ssh.
  if (a === null && lengthOf(client) > at.client) return null;
  if (b === null && lengthOf(server) > at.server) return null;
  if (a === "" || b === "" || (a === null && client.more) || (b === null && server.more)) return "more";
  return of("ssh", { client_version: a, server_version: b });
}

const RECORD = 5;
const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const MAX_RECORD = 16384 + 2048;

/** The client's hello, which may be cut over several records. */
function readTls(client: Side, from: number): Carried | "more" | null {
  const { data } = client;
  const length = lengthOf(client);
  if (data.getUint8(from) !== HANDSHAKE) return null;
  if (from + RECORD + 1 > length) return client.more ? "more" : null;
  if (data.getUint8(from + 1) !== 3 || data.getUint8(from + 2) > 4) return null;
  if (data.getUint8(from + RECORD) !== CLIENT_HELLO) return null;
  const message = new Uint8Array(length - from);
  let size = 0;
  let whole = false;
  for (let at = from; at + RECORD <= length && data.getUint8(at) === HANDSHAKE; ) {
    const record = data.getUint16(at + 3);
    if (record === 0 || record > MAX_RECORD) return null;
    const here = Math.min(record, length - at - RECORD);
    message.set(new Uint8Array(data.buffer, data.byteOffset + at + RECORD, here), size);
    size += here;
    at += RECORD + record;
    if (size >= 4) whole = size >= 4 + ((message[1] << 16) | (message[2] << 8) | message[3]);
    if (whole) break;
  }
  if (!whole && client.more) return "more";
  let name: string | null = null;
  const add = (field: string, at: number, bytes: number, value?: unknown) => {
    if (field === "tls.handshake.extensions_server_name")
      name ??= typeof value === "string" ? value : stringAt(view, at, bytes);
  };
  const view = new DataView(message.buffer, 0, size);
  try {
    const c = new Cursor(view, add, 4);
    tellHandshake(c, CLIENT_HELLO, newContext(false));
  } catch (error) {
    // Cut off, or nonsense from there on; what was told before counts.
    if (!(error instanceof RangeError)) throw error;
  }
  return of("tls", { server_name: name });
}

const REQUEST = /^[A-Z][A-Z-]{1,11} \S+ HTTP\/1\.[01]$/;
const METHOD = /^[A-Z][A-Z-]{1,11} /;
const MAX_HEADERS = 100;
/** Of lines that are shown. */
const MAX_LINE = 200;

const shortened = (line: string): string => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line);

function readHttp(client: Side, from: number): Carried | "more" | null {
  const { data } = client;
  const length = lengthOf(client);
  if (!METHOD.test(stringAt(data, from, Math.min(13, length - from)))) return null;
  let first: string | null = null;
  let host: string | null = null;
  let ended = false;
  for (let at = from, n = 0; at < length && n < MAX_HEADERS && !ended; n++) {
    const { length: size, next } = lineAt(data, at, length);
    if (data.getUint8(next - 1) !== 0x0a) break;
    const line = stringAt(data, at, size);
    if (first === null && !REQUEST.test(line)) return null;
    first ??= line;
    if (/^host:/i.test(line)) host ??= line.slice(5).trim();
    ended = size === 0;
    at = next;
  }
  if (!ended && host === null && client.more) return "more";
  return first === null ? null : of("http", { host, first_line: shortened(first) });
}

/** Who speaks first says what it speaks (RFC 5321, 959, 1939, 9051). */
const GREETINGS: readonly [RegExp, Carried["protocol"]][] = [
  [/^220[ -].*\bE?SMTP\b/i, "smtp"],
  [/^220[ -].*\bFTP\b/i, "ftp"],
  [/^\+OK(?: |$)/, "pop"],
  [/^\* (?:OK|PREAUTH)(?: |$)/, "imap"],
];

function readGreeting(server: Side, from: number): Carried | null {
  const { data } = server;
  const { length, next } = lineAt(data, from, Math.min(lengthOf(server), from + 512));
  if (data.getUint8(next - 1) !== 0x0a) return null;
  const line = stringAt(data, from, length);
  const found = GREETINGS.find(([form]) => form.test(line));
  return found === undefined ? null : of(found[1], { first_line: shortened(line) });
}
