// Simple Mail Transfer Protocol: RFC 5321 section 4.1. Commands and answers in lines of text, and mail between them. A
// segment is read by itself; what a line answers to a server that asks who somebody is (RFC 4954), those before it say.

import { mailText } from "../core/demux.ts";
import { type Exchange, overPorts } from "../core/exchange.ts";
import type { Add, Layer } from "../core/layer.ts";
import { inLines, type MessageLength } from "../core/messages.ts";
import type { Parse, Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, shown, telling } from "./common/cursor.ts";
import { bit, num, said, str } from "./common/located.ts";
import { startsTlsRecord } from "./common/tls-record.ts";

const PORTS = [25, 587];

/** All but what follows where the two agreed to encrypt (STARTTLS, RFC 3207): records begin as no line does. */
const isText = (d: DataView, o: number, lim: number): boolean => !startsTlsRecord(d, o, lim);

/** A command of four letters (RFC 5321, 4.1.1), or STARTTLS. */
const COMMAND = /^([a-z]{4}|starttls)(\s|$)/i;
/** What AUTH asks for is one line (RFC 4954, 4). */
const ANSWER = /^([a-z0-9+/]*={0,2}|\*)\r?\n$/i;
const LINE_FEED = 0x0a;
const LAST_LINE = /(^|\n)\.\r?\n$/;

/**
 * What a client sends is part of a mail, as far as it can be told without what came before. With its last line a mail is
 * whole, and another protocol's.
 */
function isMail(d: DataView, o: number, lim: number): boolean {
  const start = stringAt(d, o, Math.min(lim - o, 12));
  if (o >= lim || COMMAND.test(start)) return false;
  if (isLast(d, o, lim)) return false;
  return lineAt(d, o, lim).next < lim || !ANSWER.test(stringAt(d, o, lim - o));
}

/** It ends with a mail's last line. */
function isLast(d: DataView, o: number, lim: number): boolean {
  const end = lim - Math.min(5, lim - o);
  return LAST_LINE.test(stringAt(d, end, lim - end));
}

const isToServer = (ports: number): boolean => PORTS.includes(ports & 0xffff);

/** What a connection has come to: a client asked to send mail, or the server told it to go on. */
const [ASKED, SENDS] = [1, 2];
const DATA = /^data\r?\n$/i;

/** Mail is taken as it comes. */
const mailOrLines: MessageLength = (d, o, lim, { both }, ports) => {
  if (!isToServer(ports)) {
    const length = inLines(d, o, lim);
    if (length > 0) both.is = both.is === ASKED && stringAt(d, o, Math.min(3, length)) === "354" ? SENDS : 0;
    return length;
  }
  const isSent = both.is === SENDS;
  if (isSent && isLast(d, o, lim)) both.is = 0;
  if (isSent || (isMail(d, o, lim) && d.getUint8(lineAt(d, o, lim).next - 1) === LINE_FEED)) return lim - o;
  const length = inLines(d, o, lim);
  if (length > 0 && DATA.test(stringAt(d, o + Math.max(0, length - 6), Math.min(6, length)))) both.is = ASKED;
  return length;
};

const beyond: Parse = (d, o, lim, s) => {
  if (!isToServer(s.ports) || !isMail(d, o, lim)) return 0;
  s.pos = o;
  return mailText[0];
};

export const smtp: Protocol = {
  name: "smtp",
  title: "Simple Mail Transfer Protocol",
  reference: "RFC 5321, 4.1",
  fields: [
    bit(1, 1, "smtp.req", "Request"),
    bit(1, 1, "smtp.rsp", "Response"),
    str("smtp.command_line", "Command Line"),
    str("smtp.req.command", "Command"),
    str("smtp.req.parameter", "Request parameter"),
    str("smtp.auth.username", "Username"),
    str("smtp.auth.password", "Password"),
    str("smtp.auth.username_password", "Username/Password"),
    str("smtp.response", "Response"),
    num(4, "smtp.response.code", "Response code"),
    str("smtp.rsp.parameter", "Response parameter"),
    said(
      "warning",
      "protocol",
      "smtp.base64_decode",
      "base64 decode failed or is not enabled (check SMTP preferences)",
    ),
  ],
  claims: { "tcp.app": PORTS },
  parse: () => 0,
  leaf: true,
  accepts: isText,
  owns: isText,
  beyond,
  message: mailOrLines,
  exchange,
  ...telling(tell),
};

/** What the next line of a client says: nothing of itself, or what a server asked for, once it did. */
type Awaited = "" | "username" | "password" | "username_password";
interface Asked {
  readonly what: Awaited;
  readonly isAsked: boolean;
}
const NOBODY: Asked = { what: "", isAsked: false };

/** What a client begins to say of itself is continued line by line (RFC 4954, 4); RFC 4616, RFC 2195. */
const MECHANISMS: Readonly<Record<string, Awaited>> = {
  LOGIN: "username",
  PLAIN: "username_password",
  "CRAM-MD5": "password",
};
const AUTH = /^auth +(\S+) *(\S*)/i;
const NEXT: Readonly<Record<Awaited, Awaited>> = {
  "": "",
  username: "password",
  password: "",
  username_password: "",
};
const GO_ON = 334;

function exchange(layer: Layer): Exchange | undefined {
  const ends = overPorts(layer, "smtp");
  return ends && { ...ends, teaches: (before) => [["asked", askedBehind(layer, askedIn(before))]] };
}

const askedIn = (learnt: NonNullable<Layer["conversation"]>["learnt"]): Asked =>
  (learnt?.get("asked")?.value as Asked | undefined) ?? NOBODY;

function askedBehind(layer: Layer, before: Asked): Asked {
  const { data } = layer;
  if (!isFromServer(layer))
    return isMail(data, 0, data.byteLength) && !before.isAsked ? before : askedBy(data, before);
  const text = stringAt(data, 0, Math.min(3, data.byteLength));
  return Number(text) === GO_ON ? { ...before, isAsked: before.what !== "" } : NOBODY;
}

/** The last line counts. */
function askedBy(data: DataView, before: Asked): Asked {
  if (before.isAsked) return { what: NEXT[before.what], isAsked: false };
  const begun = AUTH.exec(stringAt(data, 0, lineAt(data, 0, data.byteLength).length));
  if (begun === null) return NOBODY;
  const what = MECHANISMS[begun[1].toUpperCase()] ?? "";
  return { what: begun[2] === "" ? what : NEXT[what], isAsked: false };
}

/** On ports of others, through a proxy: the lower one is the server's. */
function isFromServer(layer: Layer): boolean {
  const tcp = layer.below("tcp");
  const [source, target] = ["tcp.srcport", "tcp.dstport"].map((name) => Number(tcp?.get(name)));
  return PORTS.includes(source) || (!PORTS.includes(target) && source < target);
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(layer.data, add);
  if (isFromServer(layer)) {
    say(`S: ${tellAnswers(c)}`);
    return;
  }
  const asked = askedIn(layer.conversation?.learnt);
  if (!asked.isAsked && isMail(c.data, 0, c.end)) {
    say(`C: DATA fragment, ${layer.wireLength} bytes`);
    return;
  }
  const words: string[] = [];
  try {
    while (c.left > 0) words.push(tellCommand(c, asked));
  } finally {
    say(`C: ${words.join(" | ")}`);
  }
}

/** Goes behind a line and gives it. */
function line(c: Cursor): { at: number; size: number; text: string } {
  const { at } = c;
  const { length, next } = lineAt(c.data, at, c.end);
  c.at = next;
  return { at, size: next - at, text: stringAt(c.data, at, length) };
}

/** @returns what the Info column says of it */
function tellCommand(c: Cursor, asked: Asked): string {
  const { at, size, text } = line(c);
  c.add("smtp.req", at, 0, true);
  const begun = AUTH.exec(text);
  if (asked.isAsked && asked.what !== "") {
    tellAsked(c, at, size, asked.what, text);
    return `${LEADS[asked.what]}${shown(text)}`;
  }
  c.add("smtp.command_line", at, size, `${text}\r\n`);
  c.add("smtp.req.command", at, Math.min(4, text.length), text.slice(0, 4), 1);
  if (text.length > 5) c.add("smtp.req.parameter", at + 5, text.length - 5, text.slice(5), 1);
  const what = begun === null || begun[2] === "" ? "" : (MECHANISMS[begun[1].toUpperCase()] ?? "");
  if (begun === null || what === "" || what === "password") return shown(text);
  tellAsked(c, at, size, what, begun[2]);
  return what === "username" ? `${text.slice(0, -begun[2].length)}${LEADS.username}${begun[2]}` : shown(text);
}

const LEADS: Readonly<Record<Awaited, string>> = {
  "": "",
  username: "User: ",
  password: "Pass: ",
  username_password: "",
};

function tellAsked(c: Cursor, at: number, size: number, what: Awaited, text: string): void {
  c.add(`smtp.auth.${what}`, at, size, text, 1);
  // Both in one would have to be decoded, which Wireshark does not do unasked.
  if (what === "username_password") c.add("smtp.base64_decode", at, 0, true, 1);
}

/** Answers, each of one line or more (RFC 5321, 4.2.1). @returns what the Info column says of them */
function tellAnswers(c: Cursor): string {
  const words: string[] = [];
  let goesOn = false;
  c.add("smtp.rsp", 0, 0, true);
  while (c.left > 0) {
    const { at, size, text } = line(c);
    const [, code, behind] = /^(\d{3})(?:$|([ -]))/.exec(text) ?? [];
    if (code === undefined) continue;
    if (!goesOn) {
      c.add("smtp.response", at, size, `${text}\r\n`);
      c.add("smtp.response.code", at, 3, Number(code), 1);
    }
    const rest = text.slice(4);
    if (behind !== undefined) c.add("smtp.rsp.parameter", at + 4, rest.length, rest, 1);
    words.push(shown(goesOn ? rest : text));
    goesOn = behind === "-";
  }
  return words.join(" | ");
}
