// Protocols of commands and answers in lines of text: FTP (RFC 959 section 5.3) and NNTP (RFC 3977). A segment is
// read by itself.

import { type Exchange, overPorts, senderOf } from "../core/exchange.ts";
import type { Field } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, shown, telling } from "./common/cursor.ts";
import { bit, mark, num, str, v4, v6 } from "./common/located.ts";
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
  /** Fields of what stands in a line, and what tells them by its command or code. */
  fields?: readonly Field[];
  details?: (
    head: string,
    rest: string,
    put: (name: string, value: string | number | boolean) => void,
    layer: Layer,
  ) => void;
  exchange?: (layer: Layer) => Exchange | undefined;
  /** What is told besides, of what the packets before taught. */
  besides?: (layer: Layer, add: Add) => void;
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
      ...(p.fields ?? []),
    ],
    claims: { "tcp.app": p.ports },
    parse: () => 0,
    leaf: true,
    accepts: isText,
    owns: isText,
    ...(p.exchange && { exchange: p.exchange }),
    ...telling((layer, add, say) => tell(p, layer, add, say)),
  };
}

/** All but what follows where the two agreed to encrypt (STARTTLS, RFC 3207 for one): records begin as no line does. */
const isText = (d: DataView, o: number, lim: number): boolean => !startsTlsRecord(d, o, lim);

/** On ports of others, through a proxy: the lower one is the server's. */
function isAnswer({ ports }: Lines, layer: Layer): boolean {
  const tcp = layer.below("tcp");
  const [source, target] = ["tcp.srcport", "tcp.dstport"].map((name) => Number(tcp?.get(name)));
  return ports.includes(source) || (!ports.includes(target) && source < target);
}

function tell(p: Lines, layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const answer = isAnswer(p, layer);
  const c = new Cursor(data, add);
  say(p.words[answer ? 1 : 0]);
  if (p.flags !== undefined) {
    if (p.details !== undefined) add(p.flags[answer ? 0 : 1], 0, 0, false);
    add(p.flags[answer ? 1 : 0], 0, 0, true);
  }
  const { length } = lineAt(data, 0, c.end);
  const text = stringAt(data, 0, length);
  const [first, rest] = answer ? (p.answer ?? []) : (p.request ?? []);
  const split = answer ? /^(\d{3}|\S*)[ -]?([\s\S]*)$/ : /^(\S*)[ -]?([\s\S]*)$/;
  const [, head, tail] = split.exec(text) as RegExpExecArray;
  if (first !== undefined && answer && /^\d{3}$/.test(head)) add(first, 0, 3, Number(head), 1);
  else if (first !== undefined && !answer) add(first, 0, Math.min(head.length, length), head, 1);
  if (rest !== undefined && tail !== "") add(rest, 0, length, tail, 1);
  p.details?.(head.toUpperCase(), tail, (name, value) => add(name, 0, length, value, 1), layer);
  say(shown(text));
  p.besides?.(layer, add);
}

const REQUEST_RESPONSE = ["Request: ", "Response: "] as const;

const FTP: Lines = {
  name: "ftp",
  title: "File Transfer Protocol (FTP)",
  reference: "RFC 959, 5.3",
  ports: [21],
  flags: ["ftp.request", "ftp.response"],
  request: ["ftp.request.command", "ftp.request.arg"],
  answer: ["ftp.response.code", "ftp.response.arg"],
  words: REQUEST_RESPONSE,
  fields: [
    v4("ftp.active.cip", "Active IP address"),
    num(2, "ftp.active.port", "Active port"),
    mark("ftp.active.nat", "Active IP NAT"),
    v4("ftp.passive.ip", "Passive IP address"),
    num(2, "ftp.passive.port", "Passive port"),
    mark("ftp.passive.nat", "Passive IP NAT"),
    num(1, "ftp.eprt.af", "Extended active address family"),
    v4("ftp.eprt.ip", "Extended active IP address"),
    v6("ftp.eprt.ipv6", "Extended active IPv6 address"),
    num(2, "ftp.eprt.port", "Extended active port"),
    v4("ftp.epsv.ip", "Extended passive IPv4 address"),
    v6("ftp.epsv.ipv6", "Extended passive IPv6 address"),
    num(2, "ftp.epsv.port", "Extended passive port"),
    str("ftp.current-working-directory", "Current working directory"),
  ],
  exchange: (layer) => {
    const ends = overPorts(layer, "ftp");
    return ends && { ...ends, teaches: (before) => [[PLACE, placeBehind(layer, before)]] };
  },
  besides: (layer, add) =>
    add("ftp.current-working-directory", 0, 0, placeBehind(layer, layer.conversation?.learnt).path),
  details: tellDataEnds,
};

export const ftp = lines(FTP);

const PLACE = "directory";
type Learnt = NonNullable<Layer["conversation"]>["learnt"];

/** Where somebody is among the directories, and where he asked to go; both as far as known. */
interface Place {
  readonly path: string;
  readonly asked: string | null;
}

/** RFC 959, 4.1.1 and appendix II. */
function placeBehind(layer: Layer, learnt: Learnt): Place {
  const { path, asked } = (learnt?.get(PLACE)?.value as Place | undefined) ?? { path: "", asked: null };
  const { data } = layer;
  const text = stringAt(data, 0, lineAt(data, 0, data.byteLength).length);
  if (!isAnswer(FTP, layer)) {
    const [, command, to] = /^(CWD|CDUP)\b ?(.*)$/i.exec(text) ?? [];
    return { path, asked: command === undefined ? null : /cdup/i.test(command) ? ".." : to };
  }
  const told = /^257 "((?:[^"]|"")*)"/.exec(text)?.[1];
  if (told !== undefined) return { path: told.replaceAll('""', '"'), asked: null };
  if (asked !== null && text.startsWith("250 ")) return { path: joined(path, asked), asked: null };
  return { path, asked: /^[1-5]\d\d /.test(text) ? null : asked };
}

function joined(path: string, to: string): string {
  const parts: string[] = [];
  const full = to.startsWith("/") ? to : `${path}/${to}`;
  for (const part of full.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${to.startsWith("/") || path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

/** Where data goes: RFC 959, 5.3.2 and RFC 2428. */
function tellDataEnds(
  head: string,
  rest: string,
  put: (name: string, value: string | number | boolean) => void,
  layer: Layer,
): void {
  const numbers = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(rest)?.slice(1);
  if (numbers !== undefined && (head === "PORT" || head === "227")) {
    const [how, ip] = head === "PORT" ? ["active", "cip"] : ["passive", "ip"];
    const address = numbers.slice(0, 4).join(".");
    put(`ftp.${how}.${ip}`, address);
    put(`ftp.${how}.port`, Number(numbers[4]) * 256 + Number(numbers[5]));
    // Whoever sends it is mostly meant: another address is that of the other side of a NAT.
    if (senderOf(layer) !== address) put(`ftp.${how}.nat`, true);
  }
  const [, family, address, active] = /^\|([12])\|([^|]+)\|(\d{1,5})\|/.exec(rest) ?? [];
  if (head === "EPRT" && family !== undefined) {
    put("ftp.eprt.af", Number(family));
    put(family === "1" ? "ftp.eprt.ip" : "ftp.eprt.ipv6", address);
    put("ftp.eprt.port", Number(active));
  }
  const passive = /\(\|\|\|(\d{1,5})\|\)/.exec(rest)?.[1];
  if (head === "229" && passive !== undefined) {
    const server = senderOf(layer);
    if (server !== undefined) put(server.includes(":") ? "ftp.epsv.ipv6" : "ftp.epsv.ip", server);
    put("ftp.epsv.port", Number(passive));
  }
}

export const nntp = lines({
  name: "nntp",
  title: "Network News Transfer Protocol",
  reference: "RFC 3977, 3.1",
  ports: [119],
  flags: ["nntp.request", "nntp.response"],
  words: REQUEST_RESPONSE,
});
