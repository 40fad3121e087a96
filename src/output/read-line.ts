/** The packet list: one line a packet, with tshark's columns and the tenant. */
import { linktypeName } from "../capture/linktypes.ts";
import { addressesOf, infoOf, protocolOf } from "../core/column-texts.ts";
import type { Packet } from "../core/layer.ts";
import { markOf } from "../core/mark.ts";
import { clean } from "./clean.ts";
import { type TimeFormat, writeTime } from "./read-time.ts";
import type { PaintAs, Theme } from "./theme.ts";
import type { Written } from "./written.ts";

/** Least widths of columns: what comes later cannot be known, so longer values push the rest of their line. */
const NUMBER = 5;
const TIME = 10;
const ADDRESS = 12;
const TENANT = 10;
const PROTOCOL = 5;
const LENGTH = 4;

const [SPACE, DELETE] = [0x20, 0x7f];
const BETWEEN = Buffer.from(" → ");

/** Writes the line, without its end: what `columnsOf` says. */
export function packetLine(out: Written, packet: Packet, time: TimeFormat, theme: Theme): void {
  const layers = packet.layers();
  const [source, destination] = addressesOf(layers);
  const mark = markOf(packet, layers);
  out.decimal(packet.number, NUMBER);
  out.byte(SPACE);
  writeTime(out, packet, time, TIME);
  out.byte(SPACE);
  out.padded(source, ADDRESS);
  out.chunk(BETWEEN);
  out.padded(destination, -ADDRESS);
  out.byte(SPACE);
  painted(out, clean(packet.tenant ?? ""), TENANT, theme.isPlain ? null : theme.tenantName);
  out.byte(SPACE);
  const protocol = clean(protocolOf(packet, layers, mark) ?? linktypeName(packet.linktype));
  painted(out, protocol, PROTOCOL, theme.isPlain ? null : theme.protocol);
  out.byte(SPACE);
  out.decimal(packet.original, LENGTH);
  const info = infoOf(packet, layers, mark);
  // Only a plain character at its end is known to stay there.
  const last = info.charCodeAt(info.length - 1);
  const words = last > SPACE && last < DELETE ? info : clean(info).trimEnd();
  if (words === "") return;
  out.byte(SPACE);
  out.clean(words);
}

/** A name up to a width at least. @param paint null: as it is */
function painted(out: Written, name: string, width: number, paint: PaintAs | null): void {
  if (paint === null) out.padded(name, -width);
  else out.text(paint(name, name.padEnd(width)));
}
