/** What stands in the columns of the packet list, derived from a packet's layers. */
import { linktypeName } from "../capture/linktypes.ts";
import { addressesOf, infoOf, protocolOf } from "../core/column-texts.ts";
import type { Packet } from "../core/layer.ts";
import { markOf } from "../core/mark.ts";
import { clean } from "./clean.ts";
import { type TimeFormat, timeColumn } from "./read-time.ts";

export interface Columns {
  number: string;
  time: string;
  source: string;
  destination: string;
  /** `vxlan:42`; empty: nobody knows. */
  tenant: string;
  protocol: string;
  length: string;
  info: string;
}

/** Names under which -e knows them: those up to Wireshark 4.0, and those since; the tenant's are ours. */
export const COLUMN_NAMES: Readonly<Record<string, keyof Columns>> = {
  "_ws.col.No.": "number",
  "_ws.col.Time": "time",
  "_ws.col.Source": "source",
  "_ws.col.Destination": "destination",
  "_ws.col.Tenant": "tenant",
  "_ws.col.Protocol": "protocol",
  "_ws.col.Length": "length",
  "_ws.col.Info": "info",
  "_ws.col.number": "number",
  "_ws.col.cls_time": "time",
  "_ws.col.def_src": "source",
  "_ws.col.def_dst": "destination",
  "_ws.col.tenant": "tenant",
  "_ws.col.protocol": "protocol",
  "_ws.col.packet_length": "length",
  "_ws.col.info": "info",
};

export function columnsOf(packet: Packet, time: TimeFormat): Columns {
  const layers = packet.layers();
  const [source, destination] = addressesOf(layers);
  const mark = markOf(packet, layers);
  return {
    number: String(packet.number),
    time: timeColumn(packet, time),
    source,
    destination,
    tenant: packet.tenant ?? "",
    protocol: clean(protocolOf(packet, layers, mark) ?? linktypeName(packet.linktype)),
    length: String(packet.original),
    info: clean(infoOf(packet, layers, mark)),
  };
}
