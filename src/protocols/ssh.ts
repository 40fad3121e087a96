// Secure Shell: version exchange (RFC 4253 section 4.2), packets that are not yet encrypted (section 6), and their
// messages up to the new keys. What is encrypted is sizes and times.
//
//  0         4    5    6
// +---------+----+----+--------------------+---------
// | length  |pad |code| by code            | padding
// +---------+----+----+--------------------+---------

import { type Exchange, overPorts, type Teaching } from "../core/exchange.ts";
import { located } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { counted, type Heard, MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, startsWith, telling } from "./common/cursor.ts";
import { num, raw, str } from "./common/located.ts";
import {
  EXCHANGES,
  exchangeFields,
  isClearPacket,
  KEX_INIT,
  KEX_LISTS,
  NEW_KEYS,
  SSH_BANNER,
  startsBanner,
  tellKeyExchange,
} from "./common/ssh-messages.ts";

/** Of the length in front of every packet (RFC 4253, 6). */
const LENGTH = 4;
const fields = [
  located("uint", 1, "ssh.direction", "Direction"),
  str("ssh.protocol", "Protocol"),
  num(4, "ssh.packet_length", "Packet Length"),
  num(1, "ssh.padding_length", "Padding Length"),
  num(1, "ssh.message_code", "Message Code"),
  raw("ssh.cookie", "Cookie", 16),
  ...KEX_LISTS.flatMap((name) => [
    num(4, `ssh.${name}_length`, `${name} length`),
    str(`ssh.${name}`, `${name} string`),
  ]),
  num(1, "ssh.first_kex_packet_follows", "First KEX Packet Follows"),
  raw("ssh.kex.reserved", "Reserved", 4),
  str("ssh.kex.hassh_algorithms", "hasshAlgorithms"),
  str("ssh.kex.hassh", "hassh"),
  str("ssh.kex.hasshserver_algorithms", "hasshServerAlgorithms"),
  str("ssh.kex.hasshserver", "hasshServer"),
  ...exchangeFields,
  raw("ssh.padding_string", "Padding String"),
  num(4, "ssh.seq_num", "Sequence number"),
  raw("ssh.packet_length_encrypted", "Packet Length (encrypted)", LENGTH),
  raw("ssh.encrypted_packet", "Encrypted Packet"),
];
const PORT = 22;
const LINE_FEED = 0x0a;
/** What was seen of a connection, and of one of its directions. */
const [STARTED, ENCRYPTED] = [1, 1];
/** A public value of an elliptic curve is at most that long, one of a group at least. */
const LARGEST_POINT = 140;

export const ssh: Protocol = {
  name: "ssh",
  title: "SSH Protocol",
  reference: "RFC 4253, 4.2 and 6",
  fields,
  claims: { "tcp.app": [PORT, 29418] },
  // Behind the versions of both sides everything on its ports is taken for it.
  accepts: (d, o, lim, s) => isPort(s.ports) || startsBanner(d, o, lim),
  guessedOver: ["tcp", "socks"],
  opens: { starts: ["5353482d"], ports: [PORT, 29418] },
  soundly: (d, o, lim, s) => lim < s.wire || isEncrypted(d, o, lim),
  parse: () => 0,
  leaf: true,
  message: messageLength,
  showsBeginnings: true,
  beginning: () => "",
  owns: () => true,
  exchange,
  column: (layer) => `SSH${layer.conversation?.learnt?.get(VERSION)?.value ?? ""}`,
  ...telling(tell),
};

/** Of the connection, as its client tells it in its first line. */
const VERSION = "version";
/** How many packets an end has sent in clear: they are counted from 0 on (RFC 4253, 6.4). */
const sentBy = (isClient: boolean): string => (isClient ? "sent by the client" : "sent by the server");

function exchange(layer: Layer): Exchange | undefined {
  const ends = overPorts(layer, "ssh");
  if (ends === undefined) return undefined;
  const isClient = fromClient(layer);
  const { data } = layer;
  if (!startsBanner(data, 0, data.byteLength)) {
    const sent = clearPackets(new Cursor(data, IGNORED));
    return sent === 0 ? ends : { ...ends, teaches: counting(isClient, sent) };
  }
  const sent = clearPackets(new Cursor(data, IGNORED, lineAt(data, 0, data.byteLength).next));
  const isFirst = startsWith(data, 0, data.byteLength, "SSH-1.");
  const isBoth = startsWith(data, 0, data.byteLength, "SSH-1.99");
  const version: Teaching = isClient ? [[VERSION, isFirst && !isBoth ? "v1" : "v2"]] : [];
  return { ...ends, teaches: [...version, [sentBy(isClient), sent]] };
}

const counting =
  (isClient: boolean, sent: number): Teaching =>
  (before) => [[sentBy(isClient), sentIn(before, isClient) + sent]];

const sentIn = (learnt: NonNullable<Layer["conversation"]>["learnt"], isClient: boolean): number =>
  (learnt?.get(sentBy(isClient))?.value as number | undefined) ?? 0;

/** How many packets in clear begin there. */
function clearPackets(c: Cursor): number {
  let count = 0;
  for (; c.left > 0 && isClearPacket(c); count++) c.at = Math.min(c.at + LENGTH + c.peek(LENGTH), c.end);
  return count;
}

const PORTS = [PORT, 29418];
const isPort = (ports: number): boolean => PORTS.includes(ports >>> 16) || PORTS.includes(ports & 0xffff);

/** Behind the new keys lengths are encrypted. */
function messageLength(d: DataView, o: number, lim: number, { own, both }: Heard): number {
  if (startsWith(d, o, lim, SSH_BANNER)) {
    // One line: in the binary packets behind it a line's end may stand anywhere.
    const { next } = lineAt(d, o, lim);
    if (d.getUint8(next - 1) !== LINE_FEED) return MORE;
    both.is = STARTED;
    return next - o;
  }
  if (both.is !== STARTED || own.is === ENCRYPTED || o + 4 > lim) return lim - o;
  const length = counted(4, 0, 4, 4)(d, o, lim);
  if (o + length <= lim && length > 5 && d.getUint8(o + 5) === NEW_KEYS) own.is = ENCRYPTED;
  return length;
}

/** Whether the client sent it: to one of its ports, else to the lower one. */
function fromClient(layer: Layer): boolean {
  const tcp = layer.below("tcp");
  const source = (tcp?.get("tcp.srcport") as number | undefined) ?? 0;
  const destination = (tcp?.get("tcp.dstport") as number | undefined) ?? 0;
  if (PORTS.includes(destination) !== PORTS.includes(source)) return PORTS.includes(destination);
  return destination <= source;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  const said: string[] = [];
  say(fromClient(layer) ? "Client: " : "Server: ");
  if (startsWith(data, 0, data.byteLength, SSH_BANNER)) {
    const { length, next } = lineAt(data, 0, data.byteLength);
    const text = stringAt(data, 0, length);
    c.add("ssh.protocol", 0, length, text);
    said.push(`Protocol (${text})`);
    c.at = next;
  }
  for (let n = sentIn(layer.conversation?.learnt, fromClient(layer)); c.left > 0 && isClearPacket(c); n++) {
    const words = packet(c, !fromClient(layer), n);
    if (words !== "") said.push(words);
  }
  add("ssh.direction", 0, 0, fromClient(layer) ? 0 : 1);
  if (c.left > 0) {
    if (said.length === 0) said.push(`Encrypted packet (len=${c.left})`);
    if (c.left > LENGTH) c.tell("ssh.packet_length_encrypted", LENGTH);
    c.tell("ssh.encrypted_packet", c.left);
  }
  say(said.join(", "));
}

/** Nobody reads what is encrypted; nor, mostly, is its length one that is like that of a packet that is not. */
const isEncrypted = (d: DataView, o: number, lim: number): boolean =>
  !startsBanner(d, o, lim) && !isClearPacket(new Cursor(d, IGNORED, o, lim));

const IGNORED: Add = () => {};

function packet(outer: Cursor, isServer: boolean, number: number): string {
  const length = outer.number("ssh.packet_length", 4);
  const cut = outer.left < length;
  const c = outer.within(Math.min(length, outer.left));
  const padding = c.number("ssh.padding_length", 1);
  const code = c.number("ssh.message_code", 1);
  const words = wordsFor(c, code);
  try {
    if (code === KEX_INIT) tellKeyExchange(c, isServer);
    else EXCHANGES[words]?.(c);
    c.at = Math.max(c.at, c.end - padding);
    if (cut) return words;
    c.tell("ssh.padding_string", padding);
    c.add("ssh.seq_num", c.at, 0, number, c.depth);
  } catch (error) {
    // Where the rest comes with the next segment, it is no fault that it is not here.
    if (!(cut && error instanceof RangeError)) throw error;
  }
  return words;
}

/** Codes 30 and 31 mean what was agreed on: told by the lengths of what they carry. */
function wordsFor(c: Cursor, code: number): string {
  const size = c.left >= 4 ? c.peek(4) : 0;
  switch (code) {
    case KEX_INIT:
      return "Key Exchange Init";
    case NEW_KEYS:
      return "New Keys";
    case 30:
      return size <= LARGEST_POINT
        ? "Elliptic Curve Diffie-Hellman Key Exchange Init"
        : "Diffie-Hellman Key Exchange Init";
    case 31: {
      // A host key begins with its kind as text, a group with its prime.
      if (c.left < 10 || c.peek(1, 4) !== 0) return "Diffie-Hellman Group Exchange Group";
      if (c.peek(3, 4) !== 0) return "Diffie-Hellman Group Exchange Group";
      const value = c.left >= 4 + size + 4 ? c.peek(4, 4 + size) : LARGEST_POINT;
      return value <= LARGEST_POINT
        ? "Elliptic Curve Diffie-Hellman Key Exchange Reply"
        : "Diffie-Hellman Key Exchange Reply";
    }
    case 32:
      return "Diffie-Hellman Group Exchange Init";
    case 33:
      return "Diffie-Hellman Group Exchange Reply";
    default:
      return "Diffie-Hellman Group Exchange Request";
  }
}
