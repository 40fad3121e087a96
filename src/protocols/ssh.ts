// Secure Shell: version exchange (RFC 4253 section 4.2), packets that are not yet encrypted (section 6), and their
// messages up to the new keys. What is encrypted is sizes and times.
//
//  0         4    5    6
// +---------+----+----+--------------------+---------
// | length  |pad |code| by code            | padding
// +---------+----+----+--------------------+---------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, startsWith, telling } from "./common/cursor.ts";
import { num, raw, str } from "./common/located.ts";

/** The lists of a key exchange (RFC 4253, 7.1), in their order. */
const LISTS = [
  ["kex_algorithms", "kex_algorithms"],
  ["server_host_key_algorithms", "server_host_key_algorithms"],
  ["encryption_algorithms_client_to_server", "encryption_algorithms_client_to_server"],
  ["encryption_algorithms_server_to_client", "encryption_algorithms_server_to_client"],
  ["mac_algorithms_client_to_server", "mac_algorithms_client_to_server"],
  ["mac_algorithms_server_to_client", "mac_algorithms_server_to_client"],
  ["compression_algorithms_client_to_server", "compression_algorithms_client_to_server"],
  ["compression_algorithms_server_to_client", "compression_algorithms_server_to_client"],
  ["languages_client_to_server", "languages_client_to_server"],
  ["languages_server_to_client", "languages_server_to_client"],
] as const;

const fields = [
  str("ssh.protocol", "Protocol"),
  num(4, "ssh.packet_length", "Packet Length"),
  num(1, "ssh.padding_length", "Padding Length"),
  num(1, "ssh.message_code", "Message Code"),
  raw("ssh.cookie", "Cookie", 16),
  ...LISTS.flatMap(([name, title]) => [
    num(4, `ssh.${name}_length`, `${title} length`),
    str(`ssh.${name}`, `${title} string`),
  ]),
  num(1, "ssh.first_kex_packet_follows", "First KEX Packet Follows"),
  raw("ssh.kex.reserved", "Reserved", 4),
  raw("ssh.padding_string", "Padding String"),
  raw("ssh.encrypted_packet", "Encrypted Packet"),
];
const PORT = 22;
const BANNER = "SSH-";
const MAX_PACKET = 35000;
const [KEX_INIT, NEW_KEYS] = [20, 21];
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
  parse: () => 0,
  leaf: true,
  column: (layer) => (/^SSH-1\.(?!99)/.test(String(layer.get("ssh.protocol"))) ? "SSHv1" : "SSHv2"),
  ...telling(tell),
};

const PORTS = [PORT, 29418];
const isPort = (ports: number): boolean => PORTS.includes(ports >>> 16) || PORTS.includes(ports & 0xffff);

function startsBanner(d: DataView, o: number, lim: number): boolean {
  if (!startsWith(d, o, lim, BANNER) || o + 6 > lim) return false;
  const major = d.getUint8(o + BANNER.length);
  return (major === 0x31 || major === 0x32) && d.getUint8(o + BANNER.length + 1) === 0x2e;
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
  if (startsWith(data, 0, data.byteLength, BANNER)) {
    const { length, next } = lineAt(data, 0, data.byteLength);
    const text = stringAt(data, 0, length);
    c.add("ssh.protocol", 0, length, text);
    said.push(`Protocol (${text})`);
    c.at = next;
  }
  while (c.left > 0 && isPacket(c)) {
    const words = packet(c);
    if (words !== "") said.push(words);
  }
  if (c.left > 0) {
    if (said.length === 0) said.push(`Encrypted packet (len=${c.left})`);
    c.tell("ssh.encrypted_packet", c.left);
  }
  say(said.join(", "));
}

/** A packet of the key exchange in clear, of which not all need be there. */
function isPacket(c: Cursor): boolean {
  if (c.left < 6) return false;
  const [length, padding, code] = [c.peek(4), c.peek(1, 4), c.peek(1, 5)];
  return (
    length >= padding + 2 &&
    length <= MAX_PACKET &&
    padding >= 4 &&
    (length + 4) % 8 === 0 &&
    ((code >= KEX_INIT && code <= NEW_KEYS) || (code >= 30 && code <= 34))
  );
}

function packet(outer: Cursor): string {
  const length = outer.number("ssh.packet_length", 4);
  const cut = outer.left < length;
  const c = outer.within(Math.min(length, outer.left));
  const padding = c.number("ssh.padding_length", 1);
  const code = c.number("ssh.message_code", 1);
  const words = wordsFor(c, code);
  try {
    if (code === KEX_INIT) keyExchange(c);
    c.at = Math.max(c.at, c.end - padding);
    if (!cut) c.tell("ssh.padding_string", padding);
  } catch (error) {
    // Where the rest comes with the next segment, it is no fault that it is not here.
    if (!(cut && error instanceof RangeError)) throw error;
  }
  return words;
}

function keyExchange(c: Cursor): void {
  c.tell("ssh.cookie", 16);
  for (const [name] of LISTS) c.text(`ssh.${name}`, c.number(`ssh.${name}_length`, 4));
  c.tell("ssh.first_kex_packet_follows", 1).tell("ssh.kex.reserved", 4);
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
