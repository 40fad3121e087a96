// Options of IPv4, RFC 791 section 3.1 and https://www.iana.org/assignments/ip-parameters.
//
//  0    1    2
// +----+----+-------      types 0 (end) and 1 (no operation) are a single byte
// |type|len | …
// +----+----+-------

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";

const NUMBERS: Readonly<Record<number, string>> = {
  0: "End of Option List (EOL)",
  1: "No-Operation (NOP)",
  2: "Security",
  3: "Loose source route",
  4: "Time stamp",
  5: "Extended security",
  6: "Commercial IP security option",
  7: "Record route",
  8: "Stream identifier",
  9: "Strict source route",
  11: "MTU probe",
  12: "MTU Reply",
  18: "Traceroute",
  20: "Router Alert",
  21: "Selective Directed Broadcast",
  25: "Quick-Start",
  30: "RFC 3692-style experiment",
};
const CLASSES = {
  0: "Control",
  1: "Reserved for future use",
  2: "Debugging and measurement",
  3: "Reserved for future use",
};

export const ipv4OptionFields = [
  located("uint", 1, "ip.opt.type", "Type"),
  located("bool", 0, "ip.opt.type.copy", "Copy on fragmentation"),
  located("uint", 1, "ip.opt.type.class", "Class", { values: CLASSES }),
  located("uint", 1, "ip.opt.type.number", "Number", { values: NUMBERS }),
  located("uint", 1, "ip.opt.len", "Length"),
  located("uint", 1, "ip.opt.ptr", "Pointer"),
  located("uint", 2, "ip.opt.sid", "Stream Identifier"),
  located("uint", 2, "ip.opt.mtu", "MTU"),
  located("uint", 2, "ip.opt.id_number", "ID Number"),
  located("uint", 2, "ip.opt.ohc", "Outbound Hop Count"),
  located("uint", 2, "ip.opt.rhc", "Return Hop Count"),
  located("ipv4", 4, "ip.opt.originator", "Originator IP Address"),
  located("uint", 2, "ip.opt.ra", "Router Alert"),
  located("ipv4", 4, "ip.opt.addr", "IP Address"),
  located("uint", 1, "ip.opt.overflow", "Overflow"),
  located("uint", 1, "ip.opt.flag", "Flag", {
    base: "hex",
    values: {
      0: "Time stamps only",
      1: "Time stamp and address",
      3: "Time stamps for prespecified addresses",
    },
  }),
  located("uint", 4, "ip.opt.time_stamp", "Time stamp"),
  located("ipv4", 4, "ip.opt.time_stamp_addr", "Address"),
  located("uint", 1, "ip.opt.qs_func", "Function"),
  located("uint", 1, "ip.opt.qs_rate", "Rate"),
  located("uint", 1, "ip.opt.qs_ttl", "QS TTL"),
  located("uint", 4, "ip.opt.qs_nonce", "QS Nonce", { base: "hex" }),
  located("uint", 4, "ip.opt.qs_reserved", "Reserved", { base: "hex" }),
  located("uint", 2, "ip.opt.sec_rfc791_sec", "Security", { base: "hex" }),
  located("uint", 2, "ip.opt.sec_rfc791_comp", "Compartments"),
  located("ipv4", 4, "ip.rec_rt", "Recorded Route"),
  located("ipv4", 4, "ip.cur_rt", "Current Route"),
  located("ipv4", 4, "ip.src_rt", "Source Route"),
  located("ipv4", 4, "ip.empty_rt", "Empty Route"),
  located("uint", 4, "ip.cipso.doi", "DOI"),
  located("uint", 1, "ip.cipso.tag_type", "Tag Type"),
];

const END = 0;
const NOP = 1;
const COPY = 0x80;

/** What an option holds behind its type and length. */
const BODIES: Readonly<Record<number, (c: Cursor, length: number) => void>> = {
  7: (c) => route(c, "ip.rec_rt", "ip.empty_rt"),
  68: timestamps,
  130: (c, length) => {
    if (length === 11) c.tell("ip.opt.sec_rfc791_sec", 2).tell("ip.opt.sec_rfc791_comp", 2);
  },
  131: (c) => route(c, "ip.rec_rt", "ip.src_rt"),
  134: (c) => {
    c.tell("ip.cipso.doi", 4);
    while (c.left >= 2) {
      const size = c.peek(1, 1);
      c.tell("ip.cipso.tag_type", 1);
      c.skip(Math.max(1, size - 1));
    }
  },
  136: (c) => c.tell("ip.opt.sid", 2),
  137: (c) => route(c, "ip.rec_rt", "ip.src_rt"),
  11: (c) => c.tell("ip.opt.mtu", 2),
  12: (c) => c.tell("ip.opt.mtu", 2),
  82: (c) =>
    c.tell("ip.opt.id_number", 2).tell("ip.opt.ohc", 2).tell("ip.opt.rhc", 2).tell("ip.opt.originator", 4),
  148: (c) => c.tell("ip.opt.ra", 2),
  149: (c) => {
    while (c.left >= 4) c.tell("ip.opt.addr", 4);
  },
  25: (c) => {
    const word = c.peek(1);
    c.here("ip.opt.qs_func", 1, word >> 4)
      .tell("ip.opt.qs_rate", 1, word & 0x0f)
      .tell("ip.opt.qs_ttl", 1);
    const nonce = c.peek(4);
    c.here("ip.opt.qs_nonce", 4, nonce >>> 2).tell("ip.opt.qs_reserved", 4, nonce & 3);
  },
};

/** Tells the options from `at` to `end`. An unknown one is told by its type and length only. */
export function tellIpv4Options(d: DataView, add: Add, at: number, end: number): void {
  const c = new Cursor(d, add, at, end);
  while (c.left > 0) {
    const type = c.peek(1);
    const known = type === END || type === NOP || BODIES[type] !== undefined;
    const option = c.within(type === END || type === NOP ? 1 : sizeOf(c));
    if (known) {
      option.here("ip.opt.type", 1);
      option.here("ip.opt.type.copy", 1, (type & COPY) !== 0);
      option.here("ip.opt.type.class", 1, (type >> 5) & 3);
      option.tell("ip.opt.type.number", 1, type & 0x1f);
    }
    if (type === END) return;
    if (type === NOP || !known) continue;
    const length = option.number("ip.opt.len", 1);
    BODIES[type](option, length);
  }
}

/** @throws RangeError where the length is not one: it counts its own two bytes. */
function sizeOf(c: Cursor): number {
  const size = c.peek(1, 1);
  if (size < 2) throw new RangeError("an option without end");
  return size;
}

/** The addresses before the pointer were passed, the one at it is next. */
function route(c: Cursor, passed: string, ahead: string): void {
  const pointer = c.number("ip.opt.ptr", 1);
  for (let place = 4; c.left >= 4; place += 4) c.tell(place < pointer ? passed : ahead, 4);
}

function timestamps(c: Cursor): void {
  c.tell("ip.opt.ptr", 1);
  const word = c.peek(1);
  c.here("ip.opt.overflow", 1, word >> 4).tell("ip.opt.flag", 1, word & 0x0f);
  const addresses = (word & 0x0f) !== 0;
  while (c.left >= (addresses ? 8 : 4)) {
    if (addresses) c.tell("ip.opt.time_stamp_addr", 4);
    c.tell("ip.opt.time_stamp", 4);
  }
}
