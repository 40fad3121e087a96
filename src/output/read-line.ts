/** The packet list: one line a packet, with tshark's columns and the tenant. */
import type { Packet } from "../core/layer.ts";
import { clean } from "./clean.ts";
import { columnsOf } from "./read-columns.ts";
import type { TimeFormat } from "./read-time.ts";
import type { Theme } from "./theme.ts";

/** Least widths of columns: what comes later cannot be known, so longer values push the rest of their line. */
const NUMBER = 5;
const TIME = 10;
const ADDRESS = 12;
const TENANT = 10;
const PROTOCOL = 5;
const LENGTH = 4;

/** The line, without its end. */
export function packetLine(packet: Packet, time: TimeFormat, theme: Theme): string {
  const c = columnsOf(packet, time);
  const tenant = clean(c.tenant);
  const line = [
    c.number.padStart(NUMBER),
    c.time.padStart(TIME),
    c.source.padStart(ADDRESS),
    "→",
    c.destination.padEnd(ADDRESS),
    theme.tenantName(tenant, tenant.padEnd(TENANT)),
    theme.protocol(c.protocol, c.protocol.padEnd(PROTOCOL)),
    c.length.padStart(LENGTH),
    c.info,
  ];
  return line.join(" ").trimEnd();
}
