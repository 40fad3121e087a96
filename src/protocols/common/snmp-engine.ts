/** Who an SNMP engine is: RFC 3411, 5, SnmpEngineID. */
import { timeText } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hw, moment, num, raw, str, v4, v6 } from "./located.ts";

const FORMATS = {
  1: "IPv4 address",
  2: "IPv6 address",
  3: "MAC address",
  4: "Text, administratively assigned",
  5: "Octets, administratively assigned",
};
const [TEXT, ENTERPRISES] = [4, 128];
/** By format: the field, and its bytes. */
const ADDRESSES: Readonly<Record<number, readonly [name: string, size: number]>> = {
  1: ["ipv4", 4],
  2: ["ipv6", 16],
  3: ["mac", 6],
};
/** Net-SNMP's engines are named by chance and the time, least significant byte first. */
const NET_SNMP = 8072;

export const engineIdFields = [
  bit(1, 0x80, "snmp.engineid.conform", "Engine ID Conformance"),
  num(4, "snmp.engineid.enterprise", "Engine Enterprise ID", { mask: 0x7fffffff }),
  num(1, "snmp.engineid.format", "Engine ID Format", { values: FORMATS }),
  v4("snmp.engineid.ipv4", "Engine ID Data: IPv4 address"),
  v6("snmp.engineid.ipv6", "Engine ID Data: IPv6 address"),
  hw("snmp.engineid.mac", "Engine ID Data: MAC address"),
  str("snmp.engineid.text", "Engine ID Data: Text"),
  moment("snmp.engineid.time", "Engine ID Data: Creation Time"),
  raw("snmp.engineid.data", "Engine ID Data"),
];

export function tellEngineId(id: Cursor): void {
  if (id.left < 5) return;
  const c = id.within(id.left, 0);
  const isConform = (c.peek(1) & 0x80) !== 0;
  c.here("snmp.engineid.conform", 1);
  const enterprise = c.peek(4) & 0x7fffffff;
  c.tell("snmp.engineid.enterprise", 4);
  if (isConform) tellFormat(c, enterprise);
  if (c.left > 0) c.tell("snmp.engineid.data", c.left);
}

function tellFormat(c: Cursor, enterprise: number): void {
  const format = c.number("snmp.engineid.format", 1);
  const [name, size] = ADDRESSES[format] ?? ["", -1];
  if (c.left === size) c.tell(`snmp.engineid.${name}`, size);
  else if (format === TEXT && c.left > 0) c.text("snmp.engineid.text", c.left);
  else if (format === ENTERPRISES && enterprise === NET_SNMP && (c.left === 8 || c.left === 12)) {
    c.tell("snmp.engineid.data", 4);
    c.tell("snmp.engineid.time", c.left, timeText(c.data.getUint32(c.at, true), 0));
  }
}
