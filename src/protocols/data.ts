// Bytes that nobody here reads: Wireshark's pseudo-protocol "data".
import { bytes, located } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";

export const data: Protocol = {
  name: "data",
  title: "Data",
  reference: "none",
  uninterpreted: true,
  fields: [bytes(0, 0, "data.data", "Data"), located("uint", 4, "data.len", "Length")],
  claims: {},
  parse: () => 0,
  locate: (layer, add) => add("data.len", 0, layer.data.byteLength, layer.data.byteLength),
  summary: (layer) => ` (${layer.data.byteLength} byte${layer.data.byteLength === 1 ? "" : "s"})`,
};
