// What stands under MPLS labels and is not IP: Ethernet pseudowires with a control word or without (RFC 4448
// section 4.6), and associated channels (RFC 4385 section 5).
//
//  0         2         4                     0    1    2         4
// +---------+---------+----------           +----+----+---------+--------
// | 0       | sequence| Ethernet            | 1v | 0  | channel | message
// +---------+---------+----------           +----+----+---------+--------
import { channelType, ethertype } from "../core/demux.ts";
import { located, u8, u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";

const LEN = 4;
const TRANSPARENT_ETHERNET = 0x6558;
const reference = "RFC 4448, 4.6";

/** Wireshark has a layer of its own for having guessed. */
export const pwEthernetControlWord: Protocol = {
  name: "pwethcw",
  roots: ["pweth"],
  title: "PW Ethernet Control Word",
  reference,
  fields: [
    located("bool", 0, "pweth.cw", "PW Control Word (ethernet)"),
    u16(2, "pweth.cw.sequence_number", "PW sequence number (ethernet)"),
  ],
  claims: { "mpls.pw": [0] },
  parse: (_d, o, lim, s) => {
    if (o + LEN > lim) return s.short(o + LEN);
    s.pos = o + LEN;
    return ethertype[TRANSPARENT_ETHERNET];
  },
  spelling: "pwethheuristic:pwethcw",
  column: "Ethernet PW (with CW)",
  locate: (_, add) => add("pweth.cw", 0, 0, true),
  body: () => LEN,
};

export const pwEthernet: Protocol = {
  name: "pwethnocw",
  roots: ["pweth"],
  title: "Ethernet PW (no CW)",
  reference,
  fields: [located("bool", 0, "pweth", "PW (ethernet)")],
  claims: { "mpls.pw": [1] },
  parse: parsePlain,
  spelling: "pwethheuristic:pwethnocw",
  column: "Ethernet PW (no CW)",
  locate: (_, add) => add("pweth", 0, 0, true),
  body: () => 0,
};

const CHANNELS = {
  0: "Reserved",
  1: "Management Communication Channel (MCC)",
  2: "Signaling Communication Channel (SCC)",
  7: "BFD Control, PW-ACH-encapsulated (BFD Without IP/UDP Headers)",
  10: "MPLS Direct Loss Measurement (DLM)",
  11: "MPLS Inferred Loss Measurement (ILM)",
  12: "MPLS Delay Measurement (DM)",
  33: "IPv4 packet",
  34: "MPLS-TP CC message",
  35: "MPLS-TP CV message",
  37: "On-Demand CV",
  39: "Pseudo-Wire OAM",
  87: "IPv6 packet",
  88: "Fault OAM",
  35074: "MPLS-TP OAM",
};

export const pwChannel: Protocol = {
  name: "pwach",
  title: "PW Associated Channel Header",
  reference: "RFC 4385, 5; RFC 5586, 2",
  fields: [
    u8(0, "pwach.ver", "Channel Version", { mask: 0x0f }),
    u8(1, "pwach.res", "Reserved", { base: "hex" }),
    u16(2, "pwach.channel_type", "Channel Type", { base: "hex", values: CHANNELS }),
  ],
  claims: { "mpls.pw": [2] },
  column: "",
  parse: (_d, o, lim, s) => {
    if (o + LEN > lim) return s.shortLeaf(o + LEN);
    s.pos = o + LEN;
    return 0;
  },
  // What keeps the path alive is nobody's traffic.
  beyond: (d, o, _lim, s) => {
    s.pos = o + LEN;
    return channelType[d.getUint16(o + 2)];
  },
  body: () => LEN,
};

function parsePlain(_d: DataView, o: number, _lim: number, s: LayerStack): number {
  s.pos = o;
  return ethertype[TRANSPARENT_ETHERNET];
}
