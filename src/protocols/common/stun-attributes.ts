/** Attributes of STUN and TURN: RFC 8489, 14, RFC 8656, 18 and RFC 8445, 16, each with a type and a length. */
import { crc32 } from "node:zlib";
import type { Field } from "../../core/fields.ts";
import { ipv4Text } from "../../core/format.ts";
import { bytesAt, ipv6TextAt } from "../../core/values.ts";
import { type Cursor, hex } from "./cursor.ts";
import { bit, hexNum, mark, num, raw, said, str, v4, v6 } from "./located.ts";

export const STUN_HEADER = 20;
const COOKIE_AT = 4;
/** What a fingerprint's CRC is combined with (RFC 8489, 14.7). */
const FINGERPRINT = 0x5354554e;
const CRC_SIZE = 8;
const FAMILIES = { 1: "IPv4", 2: "IPv6" };
const [IPV4, IPV6] = [1, 2];
const TRANSPORTS: Readonly<Record<number, string>> = { 6: "TCP", 17: "UDP" };

type Say = (words: string) => void;
type Read = (c: Cursor, say: Say, name: string) => void;

const text =
  (field: string, words?: (value: string) => string): Read =>
  (c, say) => {
    const value = c.left > 0 ? c.text(field, c.left) : "";
    if (words !== undefined) say(words(value));
  };
const whole =
  (field: string): Read =>
  (c) =>
    c.tell(field, c.left);
const number =
  (field: string, words?: (value: number) => string): Read =>
  (c, say) => {
    const value = c.number(field, 4);
    if (words !== undefined) say(words(value));
  };
const nothing: Read = () => {};

const ATTRIBUTES: Readonly<Record<number, readonly [name: string, read: Read]>> = {
  1: ["MAPPED-ADDRESS", tellAddress],
  2: ["RESPONSE-ADDRESS", tellOldAddress],
  4: ["SOURCE-ADDRESS", tellOldAddress],
  5: ["CHANGED-ADDRESS", tellOldAddress],
  3: ["CHANGE_REQUEST", tellChange],
  6: ["USERNAME", text("stun.att.username", (user) => ` user: ${user}`)],
  8: ["MESSAGE-INTEGRITY", whole("stun.att.hmac")],
  9: ["ERROR-CODE", tellError],
  10: ["UNKNOWN-ATTRIBUTES", tellUnknown],
  12: ["CHANNEL-NUMBER", tellChannel],
  13: ["LIFETIME", number("stun.att.lifetime", (seconds) => ` lifetime: ${seconds}`)],
  18: ["XOR-PEER-ADDRESS", tellHiddenAddress],
  19: ["DATA", whole("stun.value")],
  20: ["REALM", text("stun.att.realm", (realm) => ` realm: ${realm}`)],
  21: ["NONCE", text("stun.att.nonce", () => " with nonce")],
  22: ["XOR-RELAYED-ADDRESS", tellHiddenAddress],
  23: ["REQUESTED-ADDRESS-FAMILY", tellFamily],
  24: ["EVEN-PORT", (c) => c.tell("stun.att.even-port.reserve-next", 1)],
  25: ["REQUESTED-TRANSPORT", tellTransport],
  26: ["DONT-FRAGMENT", nothing],
  38: ["PADDING", (c) => c.tell("stun.att.padding", c.left, c.left)],
  32: ["XOR-MAPPED-ADDRESS", tellHiddenAddress],
  34: ["RESERVATION-TOKEN", whole("stun.att.token")],
  36: ["PRIORITY", number("stun.att.priority")],
  37: ["USE-CANDIDATE", nothing],
  32802: ["SOFTWARE", text("stun.att.software")],
  32803: ["ALTERNATE-SERVER", tellAddress],
  32808: ["FINGERPRINT", tellFingerprint],
  32809: ["ICE-CONTROLLED", whole("stun.att.tie-breaker")],
  32810: ["ICE-CONTROLLING", whole("stun.att.tie-breaker")],
  32811: ["RESPONSE-ORIGIN", tellAddress],
  32812: ["OTHER-ADDRESS", tellAddress],
  7: ["PASSWORD", whole("stun.att.password")],
  11: ["REFLECTED-FROM", tellOldAddress],
  14: ["MS-ALTERNATE-SERVER", tellAddress],
  15: ["MAGIC-COOKIE", number("stun.att.magic_cookie")],
  16: ["BANDWIDTH", number("stun.port.bandwidth")],
  17: ["DESTINATION-ADDRESS", tellAddress],
  39: ["XOR-RESPONSE-TARGET", tellHiddenAddress],
  40: ["XOR-REFELECTED-FROM", tellHiddenAddress],
  32776: ["MS-VERSION", number("stun.att.ms.version")],
  32800: ["XOR-MAPPED-ADDRESS", tellHiddenAddress],
  32807: ["CACHE-TIMEOUT", number("stun.att.cache-timeout")],
  32880: ["MS-IMPLEMENTATION-VERSION", number("stun.att.ms.version.ice")],
  32772: ["ICMP", (c) => c.skip(2).tell("stun.att.icmp.type", 1).tell("stun.att.icmp.code", 1)],
  49239: [
    "GOOG-NETWORK-INFO",
    (c) => c.tell("stun.att.google.network_id", 2).tell("stun.att.google.network_cost", 2),
  ],
  27: ["ACCESS-TOKEN", whole("stun.value")],
  28: ["MESSAGE-INTEGRITY-SHA256", whole("stun.value")],
  30: ["USERHASH", whole("stun.value")],
  42: ["CONNECTION-ID", whole("stun.value")],
  32768: ["ADDITIONAL-ADDRESS-FAMILY", whole("stun.value")],
  32769: ["ADDRESS-ERROR-CODE", whole("stun.value")],
  32771: ["ALTERNATE-DOMAIN", whole("stun.value")],
  32805: ["TRANSACTION-TRANSMIT-COUNTER", whole("stun.value")],
  32813: ["ECN-CHECK-STUN", whole("stun.value")],
  32814: ["THIRD-PARTY-AUTHORIZATION", whole("stun.value")],
  32816: ["MOBILITY-TICKET", whole("stun.value")],
  49152: ["CISCO-STUN-FLOWDATA", whole("stun.value")],
  49153: ["ENF-FLOW-DESCRIPTION", whole("stun.value")],
  49154: ["ENF-NETWORK-STATUS", whole("stun.value")],
  49240: ["GOOG-LAST-ICE-CHECK-RECEIVED", whole("stun.value")],
  49241: ["GOOG-MISC-INFO", whole("stun.value")],
  49242: ["GOOG-OBSOLETE-1", whole("stun.value")],
  49243: ["GOOG-CONNECTION-ID", whole("stun.value")],
  49244: ["GOOG-DELTA", whole("stun.value")],
  49245: ["GOOG-DELTA-ACK", whole("stun.value")],
  49248: ["GOOG-MESSAGE_INTEGRITY-32", whole("stun.value")],
};
const NAMES = Object.fromEntries(Object.entries(ATTRIBUTES).map(([type, [name]]) => [type, name]));

/** RFC 8489, 14.8; RFC 8656, 19. */
const ERRORS: Readonly<Record<number, string>> = {
  300: "Try Alternate",
  400: "Bad Request",
  401: "Unauthenticated",
  403: "Forbidden",
  405: "Unknown Attribute",
  420: "Unknown Attribute",
  437: "Allocation Mismatch",
  438: "Stale Nonce",
  440: "Address Family not Supported",
  441: "Wrong Credentials",
  442: "Unsupported Transport Protocol",
  443: "Peer Address Family Mismatch",
  486: "Allocation Quota Reached",
  487: "Role Conflict",
  500: "Server Error",
  508: "Insufficient Capacity",
};

export const stunAttributeFields: readonly Field[] = [
  num(1, "stun.network_version", "STUN Network Version", { values: { 3: "RFC-5389/8489" } }),
  mark("stun.attributes", "Attributes"),
  hexNum(2, "stun.attribute", "Attribute Type", { values: NAMES }),
  hexNum(2, "stun.att.type", "Attribute Type", { values: NAMES }),
  hexNum(2, "stun.att.type.comprehension", "Attribute Type Comprehension", { mask: 0x8000 }),
  hexNum(2, "stun.att.type.assignment", "Attribute Type Assignment", { mask: 0x4000 }),
  num(2, "stun.att.length", "Attribute Length"),
  said("warning", "undecoded", "stun.unknown_attribute", "Unknown attribute"),
  raw("stun.att.reserved", "Reserved"),
  hexNum(1, "stun.att.family", "Protocol Family", { values: FAMILIES }),
  raw("stun.att.port-xord", "Port (XOR-d)", 2),
  num(2, "stun.att.port", "Port"),
  raw("stun.att.ipv4-xord", "IP (XOR-d)", 4),
  v4("stun.att.ipv4", "IP"),
  raw("stun.att.ipv6-xord", "IP (XOR-d)", 16),
  v6("stun.att.ipv6", "IP"),
  str("stun.att.username", "Username"),
  raw("stun.att.hmac", "HMAC-SHA1"),
  num(1, "stun.att.error.class", "Error Class", { mask: 0x07 }),
  num(1, "stun.att.error", "Error Code"),
  str("stun.att.error.reason", "Error Reason Phrase"),
  hexNum(2, "stun.att.unknown", "Unknown Attribute"),
  hexNum(2, "stun.att.channelnum", "Channel-Number"),
  num(4, "stun.att.lifetime", "Lifetime"),
  bit(4, 0x4, "stun.att.change-ip", "Change IP"),
  bit(4, 0x2, "stun.att.change-port", "Change Port"),
  str("stun.att.realm", "Realm"),
  str("stun.att.nonce", "Nonce"),
  bit(1, 0x80, "stun.att.even-port.reserve-next", "Reserve next"),
  hexNum(1, "stun.att.transp", "Transport", { values: TRANSPORTS }),
  raw("stun.att.token", "Token"),
  num(4, "stun.att.priority", "Priority"),
  str("stun.att.software", "Software"),
  hexNum(4, "stun.att.crc32", "CRC-32"),
  num(1, "stun.att.crc32.status", "CRC-32 Status", { values: { 0: "Bad", 1: "Good" } }),
  raw("stun.att.tie-breaker", "Tie breaker"),
  raw("stun.value", "Value"),
  num(4, "stun.att.padding", "Padding"),
  raw("stun.att.password", "Password"),
  hexNum(4, "stun.att.magic_cookie", "Magic Cookie"),
  num(4, "stun.port.bandwidth", "Bandwidth"),
  num(4, "stun.att.ms.version", "MS Version"),
  num(4, "stun.att.ms.version.ice", "MS ICE Version"),
  num(4, "stun.att.cache-timeout", "Cache timeout"),
  num(1, "stun.att.icmp.type", "ICMP type"),
  num(1, "stun.att.icmp.code", "ICMP code"),
  num(2, "stun.att.google.network_id", "Google Network ID"),
  num(2, "stun.att.google.network_cost", "Google Network Cost"),
];

/** @param c behind the header, in the message's own bytes */
export function tellStunAttributes(c: Cursor, say: Say): void {
  if (c.left === 0) return;
  c.here("stun.network_version", 0, 3).here("stun.attributes", c.left, true);
  while (c.left >= 4) {
    const type = c.peek(2);
    const length = c.peek(2, 2);
    const padding = Math.min(-length & 3, Math.max(0, c.left - 4 - length));
    const [name, read] = ATTRIBUTES[type] ?? ["", whole("stun.value")];
    if (name === "") c.add("stun.unknown_attribute", 0, 0, `Unknown attribute ${hex(type, 4)}`);
    else {
      c.here("stun.attribute", Math.min(c.left, 4 + length + padding), type).here("stun.att.type", 2);
      c.bits(2, "stun.att.type.comprehension", "stun.att.type.assignment");
    }
    c.skip(2).tell("stun.att.length", 2);
    const value = c.within(length);
    if (name !== "" || length > 0) read(value, say, name);
    if (padding > 0) c.tell("stun.att.padding", padding, padding);
  }
}

/** RFC 3489's, which nobody uses any more and the Info column leaves out. */
function tellOldAddress(c: Cursor, _say: Say, name: string): void {
  tellAddress(c, () => {}, name);
}

function tellAddress(c: Cursor, say: Say, name: string): void {
  const family = familyOf(c);
  const port = c.number("stun.att.port", 2);
  if (family === IPV4) c.tell("stun.att.ipv4", 4);
  else if (family === IPV6) c.tell("stun.att.ipv6", 16);
  else return;
  say(
    ` ${name}: ${family === IPV4 ? ipv4Text(c.data.getInt32(c.at - 4)) : ipv6TextAt(c.data, c.at - 16)}:${port}`,
  );
}

/** What translators on the way must not find: combined with the cookie and the transaction (RFC 8489, 14.2). */
function tellHiddenAddress(c: Cursor, say: Say, name: string): void {
  const family = familyOf(c);
  const port = c.peek(2) ^ c.data.getUint16(COOKIE_AT);
  c.here("stun.att.port-xord", 2).tell("stun.att.port", 2, port);
  const size = family === IPV4 ? 4 : family === IPV6 ? 16 : 0;
  if (size === 0) return;
  c.need(size);
  const clear = bytesAt(c.data, c.at, size).map((byte, i) => byte ^ c.data.getUint8(COOKIE_AT + i));
  const view = new DataView(clear.buffer, clear.byteOffset, size);
  const address = family === IPV4 ? ipv4Text(view.getInt32(0)) : ipv6TextAt(view, 0);
  const field = family === IPV4 ? "stun.att.ipv4" : "stun.att.ipv6";
  c.here(`${field}-xord`, size).tell(field, size, address);
  say(` ${name}: ${address}:${port}`);
}

function familyOf(c: Cursor): number {
  c.tell("stun.att.reserved", 1);
  return c.number("stun.att.family", 1);
}

function tellFamily(c: Cursor): void {
  c.tell("stun.att.family", 1).tell("stun.att.reserved", 3);
}

function tellTransport(c: Cursor, say: Say): void {
  const transport = c.number("stun.att.transp", 1);
  c.tell("stun.att.reserved", 3);
  say(` ${TRANSPORTS[transport] ?? `Unknown (0x${transport.toString(16)})`}`);
}

function tellError(c: Cursor, say: Say): void {
  c.tell("stun.att.reserved", 2);
  const code = (c.peek(1) & 7) * 100 + c.peek(1, 1);
  c.tell("stun.att.error.class", 1).tell("stun.att.error", 1);
  const reason = c.left > 0 ? ` ${c.text("stun.att.error.reason", c.left)}` : "";
  say(` error-code: ${code} (${ERRORS[code] ?? "Unknown error code"})${reason}`);
}

/** RFC 5780, 7.2. */
function tellChange(c: Cursor): void {
  c.here("stun.att.change-ip", 4).tell("stun.att.change-port", 4);
}

function tellUnknown(c: Cursor): void {
  while (c.left >= 2) c.tell("stun.att.unknown", 2);
}

function tellChannel(c: Cursor, say: Say): void {
  say(` ChannelNumber=${hex(c.number("stun.att.channelnum", 2), 4)}`);
  c.tell("stun.att.reserved", 2);
}

function tellFingerprint(c: Cursor): void {
  const told = c.number("stun.att.crc32", 4);
  const before = bytesAt(c.data, 0, c.at - CRC_SIZE);
  const good = (crc32(before) ^ FINGERPRINT) >>> 0 === told;
  c.add("stun.att.crc32.status", c.at - 4, 0, good ? 1 : 0, c.depth);
}
