// Internet Message Access Protocol, RFC 9051 section 2.2: lines, each with a tag in front. A literal, which may hold
// anything, stands behind its length in braces at a line's end.

import { type Exchange, overPorts } from "../core/exchange.ts";
import { durationText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import { inLines } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, shown, telling } from "./common/cursor.ts";
import { bit, duration, num, str } from "./common/located.ts";
import { startsTlsRecord } from "./common/tls-record.ts";

const PORT = 143;
/** Their first argument is a folder. */
const FOLDERS = /^(select|examine|create|delete|status|subscribe|unsubscribe|append|search)$/i;
const LITERAL = /\{(\d{1,9})\+?\}$/;
const MAX_TAG = 80;

/** All but what follows where the two agreed to encrypt: records begin as no line does. */
const isText = (d: DataView, o: number, lim: number): boolean => !startsTlsRecord(d, o, lim);

export const imap: Protocol = {
  name: "imap",
  title: "Internet Message Access Protocol",
  reference: "RFC 9051, 2.2",
  fields: [
    bit(1, 1, "imap.isrequest", "Request"),
    str("imap.line", "Line"),
    str("imap.request", "Request"),
    str("imap.request_tag", "Request Tag"),
    str("imap.response", "Response"),
    str("imap.response_tag", "Response Tag"),
    str("imap.tag", "Tag"),
    bit(1, 1, "imap.request.command.uid", "Request isUID"),
    str("imap.request.command", "Request Command"),
    str("imap.response.status", "Response Status"),
    str("imap.response.command", "Response Command"),
    str("imap.command", "Command"),
    str("imap.request.username", "Request Username"),
    str("imap.request.password", "Request Password"),
    str("imap.request.folder", "Request Folder"),
    num(4, "imap.response_to", "Request In"),
    duration("imap.time", "Response Time"),
  ],
  claims: { "tcp.app": [PORT] },
  parse: () => 0,
  leaf: true,
  accepts: isText,
  owns: isText,
  message: inLines,
  exchange,
  ...telling(tell),
};

/** Answers have the tags of what they answer. */
function exchange(layer: Layer): Exchange | undefined {
  const ends = overPorts(layer, "imap");
  const isAnswer = isFromServer(layer);
  const tag = tagIn(layer, isAnswer);
  return ends === undefined || tag === undefined ? ends : { ...ends, question: { key: tag, isAnswer } };
}

const isFromServer = (layer: Layer): boolean => layer.below("tcp")?.get("tcp.srcport") === PORT;

/** The first one; servers say more than what answers somebody. */
function tagIn({ data }: Layer, isAnswer: boolean): string | undefined {
  for (let at = 0; at < data.byteLength; ) {
    const { length, next } = lineAt(data, at, data.byteLength);
    const tag = /^\S+(?= )/.exec(stringAt(data, at, Math.min(length, MAX_TAG)))?.[0];
    if (tag !== undefined && (!isAnswer || !/^[*+]/.test(tag))) return tag;
    if (!isAnswer) return undefined;
    at = next;
  }
  return undefined;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const isRequest = !isFromServer(layer);
  let answers = layer.conversation?.request ?? 0;
  const c = new Cursor(data, add);
  add("imap.isrequest", 0, 0, isRequest);
  let words: string | undefined;
  let last = "";
  while (c.left > 0) {
    const { length, next } = lineAt(data, c.at, c.end);
    const text = stringAt(data, c.at, length);
    add("imap.line", c.at, next - c.at, `${text}\r\n`);
    if (isRequest) tellRequest(text, c);
    else if (!text.startsWith("*")) {
      tellResponse(text, c);
      if (answers > 0 && !text.startsWith("+")) {
        add("imap.response_to", c.at, 0, answers, 2);
        add("imap.time", c.at, 0, durationText(Math.round((layer.conversation?.sinceRequest ?? 0) * 1e9)), 2);
        answers = 0;
      }
    }
    last = shown(text);
    // What is asked first, and the first answer with a tag.
    if (isRequest || !/^[*+]/.test(text)) words ??= last;
    const literal = Number(LITERAL.exec(text)?.[1] ?? 0);
    c.at = Math.min(c.end, next + literal);
  }
  say(`${isRequest ? "Request" : "Response"}: ${words ?? last}`);
}

/** A run of characters without spaces, and where it stands in the line. */
function* wordsOf(text: string): Generator<[word: string, at: number]> {
  for (const found of text.matchAll(/\S+/g)) yield [found[0], found.index];
}

function tellRequest(text: string, { add, at }: Cursor): void {
  const words = [...wordsOf(text)];
  const put = (name: string, [word, place]: [string, number]) => add(name, at + place, word.length, word, 2);
  add("imap.request", at, text.length, text, 1);
  if (words.length === 0) return;
  put("imap.request_tag", words[0]);
  put("imap.tag", words[0]);
  const isUid = /^uid$/i.test(words[1]?.[0] ?? "");
  const [command, ...rest] = words.slice(isUid ? 2 : 1);
  if (command === undefined) return;
  if (isUid) add("imap.request.command.uid", at, text.length, true, 2);
  put("imap.request.command", command);
  put("imap.command", words[1]);
  if (/^login$/i.test(command[0]) && rest.length >= 2) {
    put("imap.request.username", rest[0]);
    // In quotes, which are none of it (RFC 9051, 4.3).
    put("imap.request.password", [rest[1][0].replace(/^"(.*)"$/, "$1"), rest[1][1]]);
  }
  const folder = /^copy$/i.test(command[0]) ? rest[1] : FOLDERS.test(command[0]) ? rest[0] : undefined;
  if (folder !== undefined) put("imap.request.folder", folder);
}

function tellResponse(text: string, { add, at }: Cursor): void {
  const [tag, status, command] = wordsOf(text);
  const put = (name: string, [word, place]: [string, number]) => add(name, at + place, word.length, word, 2);
  add("imap.response", at, text.length, text, 1);
  if (tag === undefined) return;
  put("imap.response_tag", tag);
  put("imap.tag", tag);
  if (status !== undefined) put("imap.response.status", status);
  if (command === undefined) return;
  put("imap.response.command", command);
  put("imap.command", command);
}
