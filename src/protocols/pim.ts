// Protocol Independent Multicast version 2, RFC 7761 section 4.9.
//
//  0    1    2         4
// +----+----+---------+----------
// |v|ty|res | checksum| by type
// +----+----+---------+----------

import { u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, numberOf, word } from "./common/cursor.ts";

const TYPES: Record<number, string> = {
  0: "Hello",
  1: "Register",
  2: "Register-stop",
  3: "Join/Prune",
  4: "Bootstrap",
  5: "Assert",
  6: "Graft",
  7: "Graft-Ack",
  8: "Candidate-RP-Advertisement",
  9: "State-Refresh",
};

export const pim: Protocol = {
  name: "pim",
  title: "Protocol Independent Multicast",
  reference: "RFC 7761, 4.9",
  fields: [
    u8(0, "pim.version", "Version", { mask: 0xf0 }),
    u8(0, "pim.type", "Type", { mask: 0x0f, values: TYPES }),
    u16(2, "pim.cksum", "Checksum", { base: "hex" }),
  ],
  claims: { "ip.proto": [103] },
  parse: atLeast(4),
  leaf: true,
  column: (layer) => `PIMv${numberOf(layer, "pim.version")}`,
  info: (layer) => {
    if (layer.get("pim.version") !== 2) return "Unknown";
    return word(TYPES, numberOf(layer, "pim.type"));
  },
};
