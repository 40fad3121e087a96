// Dynamic Host Configuration Protocol, RFC 2131 section 2; the same as BOOTP (RFC 951), with options (RFC 2132).
//
//  0    1    2    3    4         8    10   12        16        20       24       28     44     108    236
// +----+----+----+----+---------+----+----+---------+---------+--------+--------+------+------+------+--------
// | op |htyp|hlen|hops| xid     |secs|flag| client  | your    | server | relay  | hw   |sname | file |options
// +----+----+----+----+---------+----+----+---------+---------+--------+--------+------+------+------+--------

import { type Field, flag, ip4, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { hexText } from "../core/values.ts";
import { atLeast, Cursor, numberOf, tellAll, telling } from "./common/cursor.ts";
import { DHCP_MESSAGES, DHCP_OPTIONS } from "./common/dhcp-options.ts";
import { DHCP_VALUES, dhcpValueFields } from "./common/dhcp-values.ts";
import { hw, num, once, raw, str, v4 } from "./common/located.ts";

const fields = once((): Field[] => [
  u8(0, "dhcp.type", "Message type", { values: { 1: "Boot Request", 2: "Boot Reply" } }),
  u8(1, "dhcp.hw.type", "Hardware type", { base: "hex" }),
  u8(2, "dhcp.hw.len", "Hardware address length"),
  u8(3, "dhcp.hops", "Hops"),
  u32(4, "dhcp.id", "Transaction ID", { base: "hex" }),
  u16(8, "dhcp.secs", "Seconds elapsed"),
  u16(10, "dhcp.flags", "Bootp flags", { base: "hex" }),
  flag(10, 2, 0x8000, "dhcp.flags.bc", "Broadcast flag"),
  u16(10, "dhcp.flags.reserved", "Reserved flags", { mask: 0x7fff, base: "hex" }),
  ip4(12, "dhcp.ip.client", "Client IP address"),
  ip4(16, "dhcp.ip.your", "Your (client) IP address"),
  ip4(20, "dhcp.ip.server", "Next server IP address"),
  ip4(24, "dhcp.ip.relay", "Relay agent IP address"),
  hw("dhcp.hw.mac_addr", "Client MAC address"),
  raw("dhcp.hw.addr", "Client hardware address"),
  raw("dhcp.hw.addr_padding", "Client hardware address padding"),
  str("dhcp.server", "Server host name"),
  str("dhcp.file", "Boot file name"),
  v4("dhcp.cookie", "Magic cookie"),
  num(1, "dhcp.option.type", "Option"),
  num(1, "dhcp.option.length", "Length"),
  raw("dhcp.option.value", "Value"),
  num(1, "dhcp.option.end", "Option End"),
  raw("dhcp.option.padding", "Padding"),
  num(1, "dhcp.option.request_list_item", "Parameter Request List Item"),
  raw("dhcp.client_id", "Client Identifier"),
  // One of them has two codes.
  ...[...new Map(Object.values(DHCP_OPTIONS).map((one) => [one.field, one])).values()].map(
    ({ field, title, how, signed }) => {
      if (how === "ip") return v4(field, title);
      if (how === "text") return str(field, title);
      if (how === "bytes") return raw(field, title);
      return num(how, field, title, signed === undefined ? {} : { signed });
    },
  ),
  ...dhcpValueFields(),
]);

const HARDWARE = 28;
const SERVER = 44;
const FILE = 108;
const OPTIONS = 236;
const COOKIE = 0x63825363;
const ETHERNET = 1;
const PAD = 0;
const END = 255;
const MESSAGE = 53;
const PARAMETERS = 55;
const NAME_WIDTH = 8;

export const dhcp: Protocol = {
  name: "dhcp",
  title: "Dynamic Host Configuration Protocol",
  reference: "RFC 2131, 2",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [67, 68, 4011] },
  parse: atLeast(1),
  leaf: true,
  column: (layer) => (layer.get("dhcp.option.dhcp") === undefined ? "BOOTP" : "DHCP"),
  summary: (layer) => {
    const message = DHCP_MESSAGES[numberOf(layer, "dhcp.option.dhcp")];
    return message === undefined ? "" : ` (${message})`;
  },
  ...telling(tell),
};

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  const type = c.peek(1);
  const size = data.byteLength > OPTIONS ? messageOf(data) : undefined;
  if (size !== undefined)
    say(
      `DHCP ${(DHCP_MESSAGES[size] ?? "Unknown").padEnd(NAME_WIDTH)} - Transaction ID 0x${c.peek(4, 4).toString(16)}`,
    );
  else if (type === 2) say("Boot Reply");
  else if (type !== 1) say(`Unknown BOOTP message type (${type})`);
  else {
    const length = c.peek(1, 2);
    c.need(HARDWARE + 16);
    const address = hexText(
      new Uint8Array(data.buffer, data.byteOffset + HARDWARE, Math.min(length, 16)),
      ":",
    );
    say(
      c.peek(1, 1) === ETHERNET && length === 6
        ? `Boot Request from ${address} (${address})`
        : "Boot Request",
    );
  }
  c.skip(HARDWARE);
  hardware(c, data.getUint8(1), Math.min(16, data.getUint8(2)));
  c.at = SERVER;
  c.text("dhcp.server", FILE - SERVER);
  c.text("dhcp.file", OPTIONS - FILE);
  if (c.left < 4) return;
  const cookie = c.peek(4);
  c.tell("dhcp.cookie", 4);
  if (cookie !== COOKIE) return;
  tellAll(() => nextOption(c));
}

/** @returns what tells its value; null: it is the last one */
function nextOption(c: Cursor): (() => void) | null {
  while (c.left > 0 && c.peek(1) === PAD) c.skip(1);
  if (c.left <= 0) return null;
  const code = c.peek(1);
  c.here("dhcp.option.type", 1, code);
  if (code === END) {
    c.within(1).tell("dhcp.option.end", 1);
    if (c.left > 0) c.tell("dhcp.option.padding", c.left);
    return null;
  }
  c.skip(1);
  const length = new Cursor(c.data, c.add, c.at, c.end, 1).number("dhcp.option.length", 1);
  const value = c.skip(1).within(length);
  return () => option(value, code, length);
}

function hardware(c: Cursor, type: number, length: number): void {
  if (type === ETHERNET && length === 6) c.tell("dhcp.hw.mac_addr", 6);
  else if (length > 0) c.tell("dhcp.hw.addr", length);
  if (length < 16) c.tell("dhcp.hw.addr_padding", 16 - length);
}

/** The number of the DHCP message, if there is the option for it. */
function messageOf(data: DataView): number | undefined {
  if (data.byteLength < OPTIONS + 4 || data.getUint32(OPTIONS) !== COOKIE) return undefined;
  for (let at = OPTIONS + 4; at + 2 < data.byteLength; ) {
    const code = data.getUint8(at);
    if (code === END) return undefined;
    if (code === MESSAGE) return data.getUint8(at + 2);
    at += code === PAD ? 1 : 2 + data.getUint8(at + 1);
  }
  return undefined;
}

function option(c: Cursor, code: number, length: number): void {
  const known = DHCP_OPTIONS[code];
  if (length > 0) c.here("dhcp.option.value", length);
  if (code === PARAMETERS) {
    while (c.left > 0) c.tell("dhcp.option.request_list_item", 1);
  } else if (DHCP_VALUES[code] !== undefined) {
    if (length > 0) DHCP_VALUES[code](c);
  } else if (known === undefined || known.how === "bytes") {
    if (length > 0 && known !== undefined) c.tell(known.field, length);
  } else if (known.how === "text") c.text(known.field, length);
  else if (known.how === "ip") while (c.left >= 4) c.tell(known.field, 4);
  else if (length === known.how) c.tell(known.field, length);
}
