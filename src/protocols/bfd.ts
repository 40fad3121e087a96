// Bidirectional Forwarding Detection, control packets, RFC 5880 section 4.1.
//
//  0    1    2    3    4              8              12             16             20             24
// +----+----+----+----+--------------+--------------+--------------+--------------+--------------+
// |v|di|s|fl|mult|len | my           | your         | min transmit | min receive  | min echo     |
// +----+----+----+----+--------------+--------------+--------------+--------------+--------------+

import { flag, u8, u32 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, hex, numberOf, word } from "./common/cursor.ts";

const DIAGNOSTICS: Record<number, string> = {
  0: "No Diagnostic",
  1: "Control Detection Time Expired",
  2: "Echo Function Failed",
  3: "Neighbor Signaled Session Down",
  4: "Forwarding Plane Reset",
  5: "Path Down",
  6: "Concatenated Path Down",
  7: "Administratively Down",
  8: "Reverse Concatenated Path Down",
};
const STATES: Record<number, string> = { 0: "AdminDown", 1: "Down", 2: "Init", 3: "Up" };

export const bfd: Protocol = {
  name: "bfd",
  title: "BFD Control message",
  reference: "RFC 5880, 4.1",
  fields: [
    u8(0, "bfd.version", "Protocol Version", { mask: 0xe0 }),
    u8(0, "bfd.diag", "Diagnostic Code", { mask: 0x1f, base: "hex", values: DIAGNOSTICS }),
    u8(1, "bfd.sta", "Session State", { mask: 0xc0, base: "hex", values: STATES }),
    u8(1, "bfd.flags", "Message Flags", { base: "hex" }),
    flag(1, 1, 0x20, "bfd.flags.p", "Poll"),
    flag(1, 1, 0x10, "bfd.flags.f", "Final"),
    flag(1, 1, 0x08, "bfd.flags.c", "Control Plane Independent"),
    flag(1, 1, 0x04, "bfd.flags.a", "Authentication Present"),
    flag(1, 1, 0x02, "bfd.flags.d", "Demand"),
    flag(1, 1, 0x01, "bfd.flags.m", "Multipoint"),
    u8(2, "bfd.detect_time_multiplier", "Detect Time Multiplier"),
    u8(3, "bfd.message_length", "Message Length"),
    u32(4, "bfd.my_discriminator", "My Discriminator", { base: "hex" }),
    u32(8, "bfd.your_discriminator", "Your Discriminator", { base: "hex" }),
    u32(12, "bfd.desired_min_tx_interval", "Desired Min TX Interval"),
    u32(16, "bfd.required_min_rx_interval", "Required Min RX Interval"),
    u32(20, "bfd.required_min_echo_interval", "Required Min Echo Interval"),
  ],
  claims: { "udp.app": [3784, 4784, 6784, 7784] },
  parse: atLeast(24),
  leaf: true,
  column: "BFD Control",
  info: (layer) => {
    const diagnostic = word(DIAGNOSTICS, numberOf(layer, "bfd.diag"));
    const state = STATES[numberOf(layer, "bfd.sta")];
    return `Diag: ${diagnostic}, State: ${state}, Flags: ${hex(numberOf(layer, "bfd.flags") & 0x3f, 2)}`;
  },
};
