// Session Description Protocol, RFC 8866, in the body of a SIP message: a letter, an equals sign and what it says, line
// by line. What stands behind an "m=" is about that medium.
//
//   v=0 CR LF o=- 1 1 IN IP4 10.0.0.1 CR LF s=- CR LF m=audio 4000 RTP/AVP 0 CR LF a=rtpmap:0 PCMU/8000 CR LF

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt } from "./common/cursor.ts";
import { columnWith } from "./common/http-reader.ts";
import { num, said, str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";
import { CANDIDATE, PAYLOADS, sdpFields } from "./common/sdp-words.ts";

export const sdp: Protocol = {
  name: "sdp",
  title: "Session Description Protocol",
  reference: "RFC 8866",
  fields: [
    ...sdpFields.map(([name, title]) => str(`sdp.${name}`, title)),
    num(2, "sdp.media.port", "Media Port"),
    num(4, "sdp.crypto.tag", "tag"),
    said("error", "malformed", "sdp.invalid_line.no_equal", "Invalid SDP line (no '=' delimiter)"),
    said(
      "error",
      "malformed",
      "sdp.invalid_line.missing_fields",
      "Invalid SDP line (missing required fields)",
    ),
  ],
  claims: { "sip.body": [Kind.sdp] },
  parse: () => 0,
  leaf: true,
  column: columnWith("/SDP"),
  locate: (layer, add) => {
    tell(new Cursor(layer.data, add));
    if (layer.data.byteLength < layer.wireLength) throw new RangeError("a description that is cut");
  },
};

/** A word of a line, and where it stands. */
interface Word {
  text: string;
  at: number;
}
type Tell = (name: string, word: Word | undefined, depth?: number) => void;

/** What stands in lines of words, one behind the other. */
const WORDS: Readonly<Record<string, readonly [name: string, parts: readonly string[]]>> = {
  v: ["version", []],
  o: ["owner", ["username", "sessionid", "version", "network_type", "address_type", "address"]],
  s: ["session_name", []],
  u: ["uri", []],
  e: ["email", []],
  p: ["phone", []],
  t: ["time", ["start", "stop"]],
};

function tell(c: Cursor): void {
  let isMedia = false;
  while (c.left > 0) {
    const { length, next } = lineAt(c.data, c.at, c.end);
    const line = stringAt(c.data, c.at, length);
    const { at } = c;
    const add: Tell = (name, word, depth = 1) => {
      if (word !== undefined)
        c.add(`sdp.${name}`, word.at, Math.min(word.text.length, c.end - word.at), word.text, depth);
    };
    c.at = next;
    if (line === "") continue;
    if (line[1] !== "=") {
      add("invalid", { text: line, at }, 0);
      c.add("sdp.invalid_line.no_equal", at, 0, true, 1);
      continue;
    }
    const value = { text: line.slice(2), at: at + 2 };
    if (line[0] === "m") isMedia = true;
    tellLine(line[0], value, isMedia, add, c);
  }
}

function tellLine(letter: string, value: Word, isMedia: boolean, add: Tell, c: Cursor): void {
  const whole = (name: string) => add(name, { text: value.text, at: value.at - 2 }, 0);
  const words = wordsOf(value, " ");
  if (Object.hasOwn(WORDS, letter)) {
    const [name, parts] = WORDS[letter];
    whole(name);
    parts.forEach((part, i) => {
      add(`${name}.${part}`, words[i]);
    });
    return;
  }
  switch (letter) {
    case "i":
      whole(isMedia ? "media_title" : "session_info");
      return;
    case "c": {
      whole("connection_info");
      add("connection_info.network_type", words[0]);
      add("connection_info.address_type", words[1]);
      const parts = words.length > 2 ? wordsOf(words[2], "/") : [];
      ["address", "ttl", "num_addr"].forEach((part, i) => {
        add(`connection_info.${part}`, parts[i]);
      });
      return;
    }
    case "b":
      tellPair("bandwidth", "modifier", "value", value, whole, add);
      return;
    case "k":
      tellPair("encryption_key", "type", "data", value, whole, add);
      return;
    case "r":
      whole("repeat_time");
      words.forEach((word, i) => {
        add(`repeat_time.${["interval", "duration"][i] ?? "offset"}`, word);
      });
      return;
    case "z":
      whole("timezone");
      words.forEach((word, i) => {
        add(`timezone.${i % 2 === 0 ? "time" : "offset"}`, word);
      });
      return;
    case "a":
      if (isMedia) tellMediaAttribute(value, whole, add, c);
      else tellAttribute(value, whole, add);
      return;
    case "m":
      whole("media");
      tellMedium(words, add, c);
      return;
    default:
      add("unknown", { text: `${letter}=${value.text}`, at: value.at - 2 }, 0);
  }
}

type Whole = (name: string) => void;

/** What stands before a colon, and what behind it. */
function tellPair(name: string, first: string, second: string, value: Word, whole: Whole, add: Tell): void {
  whole(name);
  const [before, after] = pairOf(value);
  add(`${name}.${first}`, before);
  add(`${name}.${second}`, after);
}

function tellAttribute(value: Word, whole: Whole, add: Tell): void {
  whole("session_attr");
  const [name, rest] = pairOf(value);
  if (rest === undefined) return;
  add("session_attr.field", name);
  add("session_attr.value", rest);
}

function tellMedium(words: readonly Word[], add: Tell, c: Cursor): void {
  const [media, ports, proto, ...formats] = words;
  add("media.media", media);
  if (ports === undefined) return;
  const [port, count] = wordsOf(ports, "/");
  add("media.port_string", port);
  if (/^\d{1,5}$/.test(port.text)) c.add("sdp.media.port", port.at, port.text.length, Number(port.text), 1);
  add("media.portcount", count);
  add("media.proto", proto);
  // Numbers of payload types of RTP's profiles say what they are.
  const isNumbered = /^(UDP\/TLS\/)?RTP\/S?AVPF?$/.test(proto?.text ?? "");
  for (const { text, at } of formats) add("media.format", { text: isNumbered ? payloadOf(text) : text, at });
}

const payloadOf = (text: string): string =>
  /^\d{1,3}$/.test(text) && Number(text) < 128
    ? (PAYLOADS[Number(text)] ?? (Number(text) < 96 ? "Unassigned" : `DynamicRTP-Type-${Number(text)}`))
    : text;

function tellMediaAttribute(value: Word, whole: Whole, add: Tell, c: Cursor): void {
  whole("media_attr");
  const [name, rest] = pairOf(value);
  if (rest === undefined) return;
  add("media_attribute.field", name);
  if (rest.text === "" && name.text !== "rtpmap") return;
  const words = wordsOf(rest, " ");
  switch (name.text) {
    case "rtpmap": {
      if (words.length < 2) {
        if (rest.text === "") c.add("sdp.invalid_line.missing_fields", rest.at, 0, true, 1);
        return;
      }
      add("media.format", words[0]);
      const [type, rate] = wordsOf(words[1], "/");
      if (rate === undefined) return;
      add("mime.type", type);
      add("sample_rate", rate);
      return;
    }
    case "fmtp": {
      add("media.format", words[0]);
      const at = (words[1]?.at ?? 0) - rest.at;
      if (words.length > 1)
        for (const one of wordsOf({ text: rest.text.slice(at), at: rest.at + at }, ";"))
          add("fmtp.parameter", one);
      return;
    }
    case "candidate":
      [...words.slice(0, 6), words[7]].forEach((word, i) => {
        add(`ice_candidate.${CANDIDATE[i]}`, word);
      });
      return;
    case "crypto":
      if (/^\d+$/.test(words[0].text))
        c.add("sdp.crypto.tag", words[0].at, words[0].text.length, Number(words[0].text), 1);
      add("crypto.crypto_suite", words[1]);
      return;
    case "path":
      return;
    default:
      add("media_attribute.value", rest);
  }
}

function pairOf(value: Word): [Word, Word | undefined] {
  const colon = value.text.indexOf(":");
  if (colon < 0) return [value, undefined];
  return [
    { text: value.text.slice(0, colon), at: value.at },
    { text: value.text.slice(colon + 1), at: value.at + colon + 1 },
  ];
}

function wordsOf({ text, at }: Word, between: string): Word[] {
  const words: Word[] = [];
  let from = at;
  for (const word of text.split(between)) {
    const blank = word.length - word.trimStart().length;
    if (word.trim() !== "") words.push({ text: word.trim(), at: from + blank });
    from += word.length + between.length;
  }
  return words;
}
