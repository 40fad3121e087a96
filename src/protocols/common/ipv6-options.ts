// Options of IPv6's hop-by-hop and destination headers, RFC 8200 section 4.2 and
// https://www.iana.org/assignments/ipv6-parameters.
//
//  0    1    2
// +----+----+-------      type 0 (Pad1) is a single byte; the upper two bits say what a node does that does
// |type|len | …           not know it, the third whether the option may change on its way
// +----+----+-------

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";

const TYPES: Readonly<Record<number, string>> = Object.fromEntries([
  [0x00, "Pad1"],
  [0x01, "PadN"],
  [0x04, "Tunnel Encapsulation Limit"],
  [0x05, "Router Alert"],
  [0x07, "CALIPSO"],
  [0x08, "SMF_DPD"],
  [0x0f, "Performance and Diagnostic Metrics"],
  [0x26, "Quick-Start"],
  [0x30, "Path MTU Option"],
  [0x31, "IOAM Option"],
  [0x63, "RPL Option"],
  [0x6d, "MPL Option"],
  [0x8a, "Endpoint Identification"],
  [0x8b, "ILNP Nonce"],
  [0x8c, "Line-Identification Option"],
  [0xc2, "Jumbo Payload"],
  [0xc9, "Home Address"],
  [0xee, "IP_DFF"],
]);
const ACTIONS = {
  0: "Skip and continue",
  1: "Discard",
  2: "Discard and send ICMP",
  3: "Discard and send ICMP if not multicast",
};

export const ipv6OptionFields = [
  located("bool", 0, "ipv6.opt", "IPv6 Option"),
  located("uint", 1, "ipv6.opt.type", "Type", { base: "hex", values: TYPES }),
  located("uint", 1, "ipv6.opt.type.action", "Action", { values: ACTIONS }),
  located("bool", 0, "ipv6.opt.type.change", "May Change"),
  located("uint", 1, "ipv6.opt.type.rest", "Low-Order Bits", { base: "hex" }),
  located("uint", 1, "ipv6.opt.length", "Length"),
  located("bytes", 0, "ipv6.opt.padn", "PadN"),
  located("uint", 1, "ipv6.opt.tel", "Tunnel Encapsulation Limit"),
  located("uint", 2, "ipv6.opt.router_alert", "Router Alert", {
    values: { 0: "MLD", 1: "RSVP", 2: "Active Network" },
  }),
  located("uint", 2, "ipv6.opt.pmtu.min", "Minimum Reported PMTU"),
  located("uint", 2, "ipv6.opt.pmtu.rtn", "Return Minimum PMTU"),
  located("uint", 1, "ipv6.opt.pdm.scale_dtlr", "Scale DTLR"),
  located("uint", 1, "ipv6.opt.pdm.scale_dtls", "Scale DTLS"),
  located("uint", 2, "ipv6.opt.pdm.psn_this_pkt", "PSN This Packet"),
  located("uint", 2, "ipv6.opt.pdm.psn_last_recv", "PSN Last Received"),
  located("uint", 2, "ipv6.opt.pdm.delta_last_recv", "Delta Time Last Received"),
  located("uint", 2, "ipv6.opt.pdm.delta_last_sent", "Delta Time Last Sent"),
  located("uint", 1, "ipv6.opt.rpl.flag", "Flag", { base: "hex" }),
  located("uint", 1, "ipv6.opt.rpl.instance_id", "RPLInstanceID", { base: "hex" }),
  located("uint", 2, "ipv6.opt.rpl.sender_rank", "Sender Rank", { base: "hex" }),
  located("bytes", 0, "ipv6.opt.ilnp_nonce", "ILNP Nonce"),
  located("uint", 4, "ipv6.opt.jumbo", "Payload Length"),
  located("ipv6", 16, "ipv6.opt.mipv6.home_address", "MIPv6 Home Address"),
  located("bytes", 0, "ipv6.opt.experimental", "Experimental Option"),
  located("bytes", 0, "ipv6.opt.unknown", "Unknown Option Payload"),
];

/** What an option holds, by its type. */
const BODIES: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => c.tell("ipv6.opt.padn", c.left),
  4: (c) => c.tell("ipv6.opt.tel", 1),
  5: (c) => c.tell("ipv6.opt.router_alert", 2),
  15: (c) =>
    c
      .tell("ipv6.opt.pdm.scale_dtlr", 1)
      .tell("ipv6.opt.pdm.scale_dtls", 1)
      .tell("ipv6.opt.pdm.psn_this_pkt", 2)
      .tell("ipv6.opt.pdm.psn_last_recv", 2)
      .tell("ipv6.opt.pdm.delta_last_recv", 2)
      .tell("ipv6.opt.pdm.delta_last_sent", 2),
  48: (c) => c.tell("ipv6.opt.pmtu.min", 2).tell("ipv6.opt.pmtu.rtn", 2, c.peek(2) & 0xfffe),
  99: (c) =>
    c.tell("ipv6.opt.rpl.flag", 1).tell("ipv6.opt.rpl.instance_id", 1).tell("ipv6.opt.rpl.sender_rank", 2),
  139: (c) => c.tell("ipv6.opt.ilnp_nonce", c.left),
  194: (c) => c.tell("ipv6.opt.jumbo", 4),
  201: (c) => c.tell("ipv6.opt.mipv6.home_address", 16),
};
/** Types set aside for experiments end in these five bits (RFC 4727, 3.4). */
const EXPERIMENT = 0x1e;
const PAD1 = 0;

/** Tells the options from `at` to `end`. */
export function tellIpv6Options(d: DataView, add: Add, at: number, end: number): void {
  const c = new Cursor(d, add, at, end);
  while (c.left > 0) {
    const type = c.peek(1);
    if (type === PAD1) {
      c.here("ipv6.opt", 1, true).tell("ipv6.opt.type", 1);
      continue;
    }
    const size = 2 + c.peek(1, 1);
    const here = Math.min(size, c.left);
    const option = c.part("ipv6.opt", here);
    option.here("ipv6.opt.type", 1);
    option.here("ipv6.opt.type.action", 1, type >> 6);
    option.here("ipv6.opt.type.change", 1, (type & 0x20) !== 0);
    option.tell("ipv6.opt.type.rest", 1, type & 0x1f);
    option.tell("ipv6.opt.length", 1);
    const body = BODIES[type];
    if (body !== undefined) body(option);
    else if (option.left > 0)
      option.tell((type & 0x1f) === EXPERIMENT ? "ipv6.opt.experimental" : "ipv6.opt.unknown", option.left);
    if (here < size) throw new RangeError("beyond the header");
  }
}
