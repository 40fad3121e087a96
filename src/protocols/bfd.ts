// Bidirectional Forwarding Detection, control packets, RFC 5880 section 4.1.
//
//  0    1    2    3    4              8              12             16             20             24
// +----+----+----+----+--------------+--------------+--------------+--------------+--------------+
// |v|di|s|fl|mult|len | my           | your         | min transmit | min receive  | min echo     |
// +----+----+----+----+--------------+--------------+--------------+--------------+--------------+

import { flag, u8, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, hex, numberOf } from "./common/cursor.ts";
import { hexNum, num, raw, str } from "./common/located.ts";

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
  9: "Mis-Connectivity Defect",
};
const STATES: Record<number, string> = { 0: "AdminDown", 1: "Down", 2: "Init", 3: "Up" };

/** RFC 5880, 4.2 to 4.4: with a password, or a digest behind a sequence number. */
const AUTHENTICATIONS: Record<number, string> = {
  1: "Simple Password",
  2: "Keyed MD5",
  3: "Meticulous Keyed MD5",
  4: "Keyed SHA1",
  5: "Meticulous Keyed SHA1",
};
const LEN = 24;
/** All but the one for multipoint, which has to be clear. */
const SAID_FLAGS = 0x3e;
const AUTHENTICATED = 0x04;
const PASSWORD = 1;

function locate({ data }: Layer, add: Add): void {
  if ((data.getUint8(1) & AUTHENTICATED) === 0) return;
  const c = new Cursor(data, add, LEN);
  const type = c.number("bfd.auth.type", 1);
  const rest = c.within(c.peek(1) - 1, 0);
  rest.tell("bfd.auth.len", 1).tell("bfd.auth.key", 1);
  if (type === PASSWORD) rest.text("bfd.auth.password", rest.left);
  else if (AUTHENTICATIONS[type] !== undefined)
    rest.skip(1).tell("bfd.auth.seq_num", 4).tell("bfd.checksum", rest.left);
}

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
    num(1, "bfd.auth.type", "Authentication Type", { values: AUTHENTICATIONS }),
    num(1, "bfd.auth.len", "Authentication Length"),
    num(1, "bfd.auth.key", "Authentication Key ID"),
    str("bfd.auth.password", "Password"),
    hexNum(4, "bfd.auth.seq_num", "Sequence Number"),
    raw("bfd.checksum", "Checksum"),
  ],
  claims: { "udp.app": [3784, 4784, 6784, 7784], "pwach.channel_type": [0x07, 0x22, 0x23] },
  parse: atLeast(LEN),
  leaf: true,
  column: "BFD Control",
  info: (layer) => {
    if (layer.data.byteLength < LEN && layer.data.byteLength < layer.wireLength) return "";
    const diagnostic = DIAGNOSTICS[numberOf(layer, "bfd.diag")] ?? "Unknown";
    const state = STATES[numberOf(layer, "bfd.sta")];
    return `Diag: ${diagnostic}, State: ${state}, Flags: ${hex(numberOf(layer, "bfd.flags") & SAID_FLAGS, 2)}`;
  },
  locate,
};

/** RFC 5881, 4 and 5880, 5: what comes back is its sender's own, whatever that is. */
export const bfdEcho: Protocol = {
  name: "bfd_echo",
  title: "BFD Echo message",
  reference: "RFC 5881, 4",
  fields: [raw("bfd_echo.packet", "Echo")],
  claims: { "udp.app": [3785] },
  parse: atLeast(1),
  leaf: true,
  column: "BFD Echo",
  info: () => "Originator specific content",
  locate: ({ data }, add) => add("bfd_echo.packet", 0, data.byteLength),
};
