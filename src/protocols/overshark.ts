// What overshark adds to a packet: whose it is, and what it is a part of. Wireshark has no such names.
import { addressesOf, infoOf, protocolOf } from "../core/column-texts.ts";
import { expertsOf, expertText, faultsOf } from "../core/expert.ts";
import { type Field, located } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import { Mark, markOf } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { GROUPS, SEVERITIES } from "../core/severity.ts";

const fields = [
  located("string", 0, "overshark.tenant", "Tenant"),
  located("string", 0, "overshark.proxy", "Through a proxy to"),
  located("string", 0, "overshark.nat", "On the router's other side"),
  located("uint", 2, "overshark.part", "Part"),
  located("uint", 2, "overshark.parts", "Parts of the whole"),
  located("uint", 2, "overshark.part.offset", "Offset in the whole"),
  located("uint", 2, "overshark.part.length", "Length of this part"),
  located("uint", 4, "overshark.frame_id", "Id of the frame or datagram", { base: "hex" }),
  located("uint", 4, "overshark.reassembled_in", "Reassembled in packet"),
];
/** Wireshark's names for what is remarkable about a packet. */
const remarks = [
  located("string", 0, "_ws.expert", "Expert Info"),
  located("string", 0, "_ws.expert.message", "Message"),
  located("uint", 4, "_ws.expert.severity", "Severity level", { values: SEVERITIES }),
  located("uint", 4, "_ws.expert.group", "Group", { values: GROUPS }),
];
const marks = [
  located("string", 0, "_ws.malformed", "Malformed Packet"),
  located("bool", 0, "_ws.malformed.expert", "Malformed Packet (Exception occurred)"),
  located("string", 0, "_ws.short", "Packet size limited during capture"),
];

/** The packet list's columns under the names that Wireshark gives them since 4.2: no part of the packet, so never shown. */
const columns = [
  located("string", 0, "_ws.col.def_src", "Source"),
  located("string", 0, "_ws.col.def_dst", "Destination"),
  located("string", 0, "_ws.col.protocol", "Protocol"),
  located("string", 0, "_ws.col.info", "Info"),
];

export const overshark: Protocol = {
  name: "overshark",
  title: "overshark",
  reference: "README",
  roots: ["overshark", "_ws"],
  fields: [...fields, ...remarks, ...marks, ...columns],
  claims: {},
  parse: () => 0,
  spelling: "",
  locate,
};

const asks = (wanted: ReadonlySet<string> | undefined, of: readonly Field[]): boolean =>
  wanted === undefined || of.some(({ name }) => wanted.has(name));

function locate({ packet }: Layer, add: Add, wanted?: ReadonlySet<string>): void {
  if (packet.tenant !== null) add("overshark.tenant", 0, 0, packet.tenant);
  for (const destination of packet.proxies) add("overshark.proxy", 0, 0, destination);
  if (packet.translation !== null) add("overshark.nat", 0, 0, packet.translation);
  for (const part of packet.partOf) {
    if (part.count > 0) {
      add("overshark.part", 0, 0, part.index);
      add("overshark.parts", 0, 0, part.count);
    }
    add("overshark.part.offset", 0, 0, part.offset);
    add("overshark.part.length", 0, 0, part.length);
    add("overshark.frame_id", 0, 0, part.id >>> 0);
    if (part.reassembledIn > 0) add("overshark.reassembled_in", 0, 0, part.reassembledIn);
  }
  if (asks(wanted, remarks)) {
    for (const expert of expertsOf(packet)) {
      add("_ws.expert", 0, 0, expertText(expert, expert.message));
      add("_ws.expert.message", 0, 0, expert.message);
      add("_ws.expert.severity", 0, 0, expert.severity);
      add("_ws.expert.group", 0, 0, expert.group);
    }
  }
  const isListed = wanted !== undefined && asks(wanted, columns);
  if (!isListed && !asks(wanted, marks)) return;
  const layers = packet.layers();
  const mark = markOf(packet, layers);
  for (const layer of layers)
    for (let n = faultsOf(layer); n > 0; n--) add("_ws.malformed", 0, 0, "_ws.malformed");
  if (mark === Mark.malformed) {
    add("_ws.malformed", 0, 0, mark);
    add("_ws.malformed.expert", 0, 0, true);
  }
  if (mark === Mark.cut) add("_ws.short", 0, 0, mark);
  if (!isListed) return;
  const [source, destination] = addressesOf(layers);
  if (source !== "") add("_ws.col.def_src", 0, 0, source);
  if (destination !== "") add("_ws.col.def_dst", 0, 0, destination);
  add("_ws.col.protocol", 0, 0, protocolOf(packet, layers, mark) ?? "");
  add("_ws.col.info", 0, 0, infoOf(packet, layers, mark));
}
