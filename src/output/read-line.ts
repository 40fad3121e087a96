/** The packet list: one line a packet, with tshark's columns and the tenant. */
import type { Packet } from "../core/layer.ts";
import { clean } from "./clean.ts";
import { columnsOf } from "./read-columns.ts";
import type { TimeFormat } from "./read-time.ts";
import type { Theme } from "./theme.ts";
import type { Written } from "./written.ts";

/** Least widths of columns: what comes later cannot be known, so longer values push the rest of their line. */
const NUMBER = 5;
const TIME = 10;
const ADDRESS = 12;
const TENANT = 10;
const PROTOCOL = 5;
const LENGTH = 4;

const SPACE = 0x20;

/** Writes the line, without its end. */
export function packetLine(out: Written, packet: Packet, time: TimeFormat, theme: Theme): void {
  const c = columnsOf(packet, time);
  const tenant = clean(c.tenant);
  out.padded(c.number, NUMBER);
  out.byte(SPACE);
  out.padded(c.time, TIME);
  out.byte(SPACE);
  out.padded(c.source, ADDRESS);
  out.text(" → ");
  out.padded(c.destination, -ADDRESS);
  out.byte(SPACE);
  out.text(theme.tenantName(tenant, tenant.padEnd(TENANT)));
  out.byte(SPACE);
  out.text(theme.protocol(c.protocol, c.protocol.padEnd(PROTOCOL)));
  out.byte(SPACE);
  out.padded(c.length, LENGTH);
  const info = c.info.trimEnd();
  if (info === "") return;
  out.byte(SPACE);
  out.text(info);
}
