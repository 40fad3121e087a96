// Protocols of commands and answers in lines of text: FTP (RFC 959 section 5.3), SMTP (RFC 5321 section 4.1), POP3
// (RFC 1939), IMAP (RFC 9051), NNTP (RFC 3977) and Telnet (RFC 854). A segment is read by itself.

import { mailText } from "../core/demux.ts";
import type { Add, Layer } from "../core/layer.ts";
import { inLines, type MessageLength } from "../core/messages.ts";
import type { Parse, Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, shown, telling } from "./common/cursor.ts";
import { bit, num, str } from "./common/located.ts";
import { startsTlsRecord } from "./common/tls-record.ts";

interface Lines {
  name: string;
  title: string;
  reference: string;
  ports: readonly number[];
  /** Which fields say that it is a request or an answer. */
  flags?: readonly [string, string];
  /** Fields of a request's command and the rest of its line, and of an answer's code and the rest. */
  request?: readonly [string, string];
  answer?: readonly [string, string];
  /** What stands before a line in the Info column. */
  words: readonly [string, string];
  /** All lines of an answer stand there, with this between them. */
  all?: string;
  /** A line is waited for to its end. */
  waits?: boolean;
  /** What is sent besides is mail. */
  mails?: boolean;
}

function lines(p: Lines): Protocol {
  const flags = (p.flags ?? []).map((name) => bit(1, 1, name, name.split(".").at(-1) as string));
  const texts = [...(p.request ?? []), p.answer?.[1] ?? ""].filter((name) => name !== "");
  return {
    name: p.name,
    title: p.title,
    reference: p.reference,
    fields: [
      ...flags,
      ...[...new Set(texts)].map((name) => str(name, name.split(".").slice(1).join(" "))),
      ...(p.answer === undefined ? [] : [num(4, p.answer[0], "code")]),
    ],
    claims: { "tcp.app": p.ports },
    parse: () => 0,
    leaf: true,
    accepts: isText,
    owns: isText,
    ...(p.waits === true && { message: inLines }),
    ...(p.mails === true && { beyond, message: mailOrLines }),
    ...telling((layer, add, say) => tell(p, layer, add, say)),
  };
}

/** All but what follows where the two agreed to encrypt (STARTTLS, RFC 3207 for one): records begin as no line does. */
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
  const end = lim - Math.min(5, lim - o);
  if (LAST_LINE.test(stringAt(d, end, lim - end))) return false;
  const { next } = lineAt(d, o, lim);
  // Without the end of a line it is waited for.
  if (d.getUint8(next - 1) !== LINE_FEED) return false;
  return next < lim || !ANSWER.test(stringAt(d, o, lim - o));
}

const isToServer = (ports: number): boolean => SMTP_PORTS.includes(ports & 0xffff);

/** Mail is taken as it comes. */
const mailOrLines: MessageLength = (d, o, lim, _heard, ports) =>
  isToServer(ports) && isMail(d, o, lim) ? lim - o : inLines(d, o, lim);

const beyond: Parse = (d, o, lim, s) => {
  if (!isToServer(s.ports) || !isMail(d, o, lim)) return 0;
  s.pos = o;
  return mailText[0];
};

function tell(p: Lines, layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const source = layer.below("tcp")?.get("tcp.srcport") as number;
  const answer = p.ports.includes(source);
  const c = new Cursor(data, add);
  say(p.words[answer ? 1 : 0]);
  if (p.flags !== undefined) add(p.flags[answer ? 1 : 0], 0, 0, true);
  if (p.mails === true && !answer && isMail(data, 0, data.byteLength)) {
    say(`DATA fragment, ${layer.wireLength} bytes`);
    return;
  }
  const said: string[] = [];
  while (c.left > 0 && (said.length === 0 || (answer && p.all !== undefined))) {
    const { length, next } = lineAt(data, c.at, c.end);
    const text = stringAt(data, c.at, length);
    // The code of an answer stands in each of its lines and is told once.
    said.push(shown(said.length > 0 ? text.replace(/^\d{3}[ -]/, "") : text));
    const [first, rest] = answer ? (p.answer ?? []) : (p.request ?? []);
    const [, head, tail] = /^(\S*)[ -]?([\s\S]*)$/.exec(text) as RegExpExecArray;
    if (first !== undefined && answer && /^\d{3}$/.test(head)) add(first, c.at, 3, Number(head), 1);
    else if (first !== undefined && !answer) add(first, c.at, Math.min(head.length, length), head, 1);
    if (rest !== undefined && tail !== "") add(rest, c.at, length, tail, 1);
    c.at = next;
  }
  say(said.join(p.all ?? ""));
}

const SMTP_PORTS = [25, 587];
const REQUEST_RESPONSE = ["Request: ", "Response: "] as const;

export const ftp = lines({
  name: "ftp",
  title: "File Transfer Protocol (FTP)",
  reference: "RFC 959, 5.3",
  ports: [21],
  flags: ["ftp.request", "ftp.response"],
  request: ["ftp.request.command", "ftp.request.arg"],
  answer: ["ftp.response.code", "ftp.response.arg"],
  words: REQUEST_RESPONSE,
});

export const smtp = lines({
  name: "smtp",
  title: "Simple Mail Transfer Protocol",
  reference: "RFC 5321, 4.1",
  ports: SMTP_PORTS,
  flags: ["smtp.req", "smtp.rsp"],
  request: ["smtp.req.command", "smtp.req.parameter"],
  answer: ["smtp.response.code", "smtp.rsp.parameter"],
  words: ["C: ", "S: "],
  all: " | ",
  mails: true,
});

export const pop = lines({
  name: "pop",
  title: "Post Office Protocol",
  reference: "RFC 1939, 3",
  ports: [110],
  request: ["pop.request.command", "pop.request.parameter"],
  words: ["C: ", "S: "],
});

export const imap = lines({
  name: "imap",
  title: "Internet Message Access Protocol",
  reference: "RFC 9051, 2.2",
  ports: [143],
  request: ["imap.request_tag", "imap.request"],
  waits: true,
  words: REQUEST_RESPONSE,
});

export const nntp = lines({
  name: "nntp",
  title: "Network News Transfer Protocol",
  reference: "RFC 3977, 3.1",
  ports: [119],
  flags: ["nntp.request", "nntp.response"],
  words: REQUEST_RESPONSE,
});

export const telnet: Protocol = {
  name: "telnet",
  title: "Telnet",
  reference: "RFC 854",
  fields: [str("telnet.data", "Data")],
  claims: { "tcp.app": [23] },
  parse: () => 0,
  leaf: true,
  ...telling(({ data }, add, say) => {
    say("Telnet Data ...");
    const text = stringAt(data, 0, data.byteLength);
    // Commands are bytes that no text has.
    if (data.byteLength > 0 && data.getUint8(0) !== 0xff) add("telnet.data", 0, data.byteLength, shown(text));
  }),
};
