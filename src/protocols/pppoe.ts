// PPP over Ethernet, RFC 2516 section 4: discovery finds a session, and session frames carry PPP.
//
//  0    1    2         4         6
// +----+----+---------+---------+------------------------
// |v t |code| session | length  | PPP frame, or tags
// +----+----+---------+---------+------------------------

import { ethertype } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { offsets, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Tell } from "../core/severity.ts";
import type { LayerStack } from "../core/stack.ts";
import { leafOf } from "../core/steady.ts";
import { Cursor, type Parts, REST, stay, TEXT, tellParts } from "./common/cursor.ts";
import { bit, hexNum, mark, num, raw, said, str } from "./common/located.ts";

const CODES: Readonly<Record<number, string>> = {
  0: "Session Data",
  7: "Active Discovery Offer (PADO)",
  9: "Active Discovery Initiation (PADI)",
  10: "Active Discovery Session-Grant (PADG)",
  11: "Active Discovery Session-Credit Response (PADC)",
  12: "Active Discovery Quality (PADQ)",
  25: "Active Discovery Request (PADR)",
  101: "Active Discovery Session-confirmation (PADS)",
  167: "Active Discovery Terminate (PADT)",
  211: "Active Discovery Message (PADM)",
  212: "Active Discovery Network (PADN)",
};

const header = [
  u8(0, "pppoe.version", "Version", { mask: 0xf0 }),
  u8(0, "pppoe.type", "Type", { mask: 0x0f }),
  u8(1, "pppoe.code", "Code", { base: "hex", values: CODES }),
  u16(2, "pppoe.session_id", "Session ID", { base: "hex" }),
  u16(4, "pppoe.payload_length", "Payload Length"),
];
const at = offsets(header);
const LEN = 6;
const VERSION_AND_TYPE = 0x11;
const PPP = 0x880b;

const T = "pppoed.tags.";
const parts = (...of: (readonly [name: string, size: number])[]): Parts =>
  of.map(([name, size]) => [name === "" ? "" : T + name, size]);

/** Tags by type: RFC 2516, appendix A; RFC 4938 and RFC 5578, 5; RFC 4638, 2. */
const TAGS: Readonly<Record<number, Parts>> = {
  257: parts(["service_name", TEXT]),
  258: parts(["ac_name", TEXT]),
  259: parts(["host_uniq", REST]),
  260: parts(["ac_cookie", REST]),
  262: parts(["credits.fcn", 2], ["credits.bcn", 2]),
  263: parts(
    ["metrics.mdr_units", stay(2)],
    ["metrics.cdr_units", stay(2)],
    ["metrics.r", 2],
    ["metrics.rlq", 1],
    ["metrics.resource", 1],
    ["metrics.latency", 2],
    ["metrics.curr_drate", 2],
    ["metrics.max_drate", 2],
  ),
  264: parts(["seq_num", 2]),
  265: parts(["credit_scale", 2]),
  272: parts(["relay_session_id", REST]),
  273: parts(["hurl", REST]),
  274: parts(["motm", REST]),
  288: parts(["max_payload", REST]),
  289: parts(["ip_route_add", REST]),
  513: parts(["service_name_error", TEXT]),
  514: parts(["ac_system_error", TEXT]),
  515: parts(["generic_error", TEXT]),
};
const CREDITS = 0x0106;
const CREDITS_LENGTH = 4;
const VENDOR = 0x0105;
/** The DSL Forum, whose tags have a type and a length of one byte each: TR-101, appendix A. */
const DSL_FORUM = 3561;
const RATES = ["act_data_rate", "min_data_rate", "attainable_data_rate", "max_data_rate"];
const LINE: readonly string[] = [
  ...RATES.flatMap((name) => [`${name}_up`, `${name}_down`]),
  ...["min_data_rate_up_lp", "min_data_rate_down_lp"],
  ...["max_int_delay_up", "act_int_delay_up", "max_int_delay_down", "act_int_delay_down"],
];
const FIRST_OF_LINE = 0x81;
const ENCAPSULATION = 0x90;

function dslForum(outer: Cursor): void {
  const c = outer.part(`${T}vendorspecific.tags`, outer.left);
  while (c.left >= 2) {
    const type = c.peek(1);
    const tag = c.within(2 + c.peek(1, 1), 0);
    const value = new Cursor(tag.data, tag.add, tag.at + 2, tag.end, tag.depth);
    if (type === 1) value.text(`${T}circuit_id`, value.left);
    else if (type === 2) value.text(`${T}remote_id`, value.left);
    else if (LINE[type - FIRST_OF_LINE] !== undefined && value.left === 4)
      value.tell(T + LINE[type - FIRST_OF_LINE], 4);
    else if (type === ENCAPSULATION && value.left === 3) {
      const loop = value.part(`${T}access_loop_encap`, 3);
      for (const name of ["data_link", "encap_1", "encap_2"]) loop.tell(`${T}access_loop_encap.${name}`, 1);
    } else {
      tag.tell(`${T}vendorspecific.tag`, 1).tell("pppoed.tag_length_8", 1);
      if (tag.left > 0) tag.tell("pppoed.tag.unknown_data", tag.left);
    }
  }
}

const END_OF_LIST = 0x0000;
const AC_NAME = "pppoed.tags.ac_name";

const PPPOE = encapsulation({ name: "pppoe", title: "PPPoE", entropy: null, hash: null });

export const pppoeSession: Protocol = {
  name: "pppoes",
  roots: ["pppoe"],
  title: "PPP-over-Ethernet Session",
  reference: "RFC 2516, 4",
  fields: [
    ...header,
    said("warning", "malformed", "pppoe.payload_length.bad", "Possible bad payload length"),
  ],
  claims: { ethertype: [0x8864], linktype: [51] },
  parse: parseSession,
  steady: {
    decides: "ff 00 00 00 00 00",
    tells: "00 00 ff ff",
    length: { at: at["pppoe.payload_length"], from: LEN },
  },
  column: "PPPoES",
  info: ({ data }) => CODES[data.getUint8(1)] ?? "Unknown",
  // As Wireshark does, which sees a PPP frame even where nothing of it is there.
  beyond: (d, o) => (d.getUint16(o + at["pppoe.payload_length"]) === 0 ? ethertype[PPP] : 0),
  despite: (d, o, _lim, s) => {
    s.narrow(o + LEN + d.getUint16(o + at["pppoe.payload_length"]));
    s.pos = o + LEN;
    return ethertype[PPP];
  },
  summary: ({ data }) => `, Session: 0x${data.getUint16(2).toString(16).padStart(4, "0")}`,
  remarks,
};

/** Padding up to Ethernet's least length, and a checksum that was captured with it, are no payload (RFC 2516, 4). */
function remarks({ data, packet, index, quoted }: Layer, tell: Tell): void {
  const carrier = packet.layers()[index - 1];
  const frame = carrier.wireLength - (data.byteOffset - carrier.data.byteOffset);
  const [told, carried] = [data.getUint16(at["pppoe.payload_length"]), frame - LEN];
  const isPadded = frame <= SHORTEST || told === carried - CHECKSUM;
  if (told !== carried && !isPadded && !quoted)
    tell("pppoe.payload_length.bad", `Possible bad payload length ${told} != ${carried}`);
}
/** Bytes that an Ethernet frame carries at least, and of its checksum. */
const [SHORTEST, CHECKSUM] = [46, 4];

export const pppoeDiscovery: Protocol = {
  name: "pppoed",
  roots: ["pppoe", "pppoed"],
  title: "PPP-over-Ethernet Discovery",
  reference: "RFC 2516, 5",
  fields: [
    ...header,
    num(2, "pppoed.tag", "Tag", { base: "hex" }),
    num(2, "pppoed.tag_length", "Tag Length"),
    mark("pppoed.tags", "PPPoE Tags"),
    str("pppoed.tags.service_name", "Service-Name"),
    str("pppoed.tags.ac_name", "AC-Name"),
    raw("pppoed.tags.host_uniq", "Host-Uniq"),
    raw("pppoed.tags.ac_cookie", "AC-Cookie"),
    num(4, "pppoed.tags.vendor_id", "Vendor id"),
    raw("pppoed.tags.vendor_unspecified", "Vendor unspecified"),
    mark("pppoed.tags.vendorspecific.tags", "Vendor Specific PPPoE Tags"),
    hexNum(1, "pppoed.tags.vendorspecific.tag", "Tag"),
    str("pppoed.tags.circuit_id", "Circuit ID"),
    str("pppoed.tags.remote_id", "Remote ID"),
    num(4, "pppoed.tags.act_data_rate_up", "Actual Data Rate Upstream"),
    num(4, "pppoed.tags.act_data_rate_down", "Actual Data Rate Downstream"),
    num(4, "pppoed.tags.min_data_rate_up", "Minimum Data Rate Upstream"),
    num(4, "pppoed.tags.min_data_rate_down", "Minimum Data Rate Downstream"),
    num(4, "pppoed.tags.attainable_data_rate_up", "Attainable DataRate Upstream"),
    num(4, "pppoed.tags.attainable_data_rate_down", "Attainable DataRate Downstream"),
    num(4, "pppoed.tags.max_data_rate_up", "Maximum Data Rate Upstream"),
    num(4, "pppoed.tags.max_data_rate_down", "Maximum Data Rate Downstream"),
    num(4, "pppoed.tags.min_data_rate_up_lp", "Min DataRate Upstream in low power state"),
    num(4, "pppoed.tags.min_data_rate_down_lp", "Minimum Data Rate Downstream in low power state"),
    num(4, "pppoed.tags.max_int_delay_up", "Max Interleaving Delay Upstream"),
    num(4, "pppoed.tags.act_int_delay_up", "Actual Interleaving Delay Upstream"),
    num(4, "pppoed.tags.max_int_delay_down", "Maximum Interleaving Delay Downstream"),
    num(4, "pppoed.tags.act_int_delay_down", "Actual Interleaving Delay Downstream"),
    mark("pppoed.tags.access_loop_encap", "Access-Loop-Encapsulation"),
    hexNum(1, "pppoed.tags.access_loop_encap.data_link", "Data link"),
    hexNum(1, "pppoed.tags.access_loop_encap.encap_1", "Encaps 1"),
    hexNum(1, "pppoed.tags.access_loop_encap.encap_2", "Encaps 2"),
    raw("pppoed.tags.credits", "Credits"),
    num(2, "pppoed.tags.credits.fcn", "FCN"),
    num(2, "pppoed.tags.credits.bcn", "BCN"),
    bit(2, 0x1, "pppoed.tags.metrics.r", "Receive Only"),
    hexNum(2, "pppoed.tags.metrics.mdr_units", "MDR Units", { mask: 0x18 }),
    hexNum(2, "pppoed.tags.metrics.cdr_units", "CDR Units", { mask: 0x6 }),
    num(1, "pppoed.tags.metrics.rlq", "Relative Link Quality"),
    num(1, "pppoed.tags.metrics.resource", "Resource"),
    num(2, "pppoed.tags.metrics.latency", "Latency"),
    num(2, "pppoed.tags.metrics.curr_drate", "Curr. datarate"),
    num(2, "pppoed.tags.metrics.max_drate", "Max. datarate"),
    hexNum(2, "pppoed.tags.seq_num", "Sequence Number"),
    num(2, "pppoed.tags.credit_scale", "Credit Scale Factor"),
    raw("pppoed.tags.relay_session_id", "Relay-Session-Id"),
    raw("pppoed.tags.hurl", "HURL"),
    raw("pppoed.tags.motm", "MOTM"),
    raw("pppoed.tags.max_payload", "PPP-Max-Payload"),
    raw("pppoed.tags.ip_route_add", "IP Route Add"),
    str("pppoed.tags.service_name_error", "Service-Name-Error"),
    str("pppoed.tags.ac_system_error", "AC-System-Error"),
    str("pppoed.tags.generic_error", "Generic-Error"),
    num(1, "pppoed.tag_length_8", "Tag Length"),
    raw("pppoed.tag.unknown_data", "Unknown Data"),
  ],
  claims: { ethertype: [0x8863] },
  parse: parseDiscovery,
  steady: leafOf(LEN),
  leaf: true,
  column: "PPPoED",
  info: (layer) => {
    const code = layer.data.getUint8(1);
    const name = layer.get(AC_NAME);
    return `${CODES[code] ?? "Unknown"}${name === undefined ? "" : ` AC-Name='${name}'`}`;
  },
  locate: tags,
};

function parseSession(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  if (d.getUint8(o) !== VERSION_AND_TYPE) return s.malformedTunnel();
  // Behind it stands the padding of short frames.
  s.narrow(o + LEN + d.getUint16(o + at["pppoe.payload_length"]));
  s.pos = o + LEN;
  const session = d.getUint16(o + at["pppoe.session_id"]);
  if (!s.enterTunnel(PPPOE, 0, session, 0, 0, s.pos)) return 0;
  return s.pos < s.wire ? ethertype[PPP] : 0;
}

function parseDiscovery(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortLeaf(o + LEN);
  s.narrow(o + LEN + d.getUint16(o + at["pppoe.payload_length"]));
  return 0;
}

function tags({ data }: Layer, add: Add): void {
  const outer = new Cursor(data, add, LEN, LEN + data.getUint16(at["pppoe.payload_length"]));
  if (outer.left === 0) return;
  outer.here("pppoed.tags", Math.min(outer.left, data.byteLength - LEN), true);
  const c = outer.within(outer.left);
  while (c.left >= 4) {
    const [type, length] = [c.peek(2), c.peek(2, 2)];
    if (type === END_OF_LIST) return;
    const known = TAGS[type];
    if (known === undefined && type !== VENDOR) {
      c.tell("pppoed.tag", 2).tell("pppoed.tag_length", 2);
      if (length > 0) c.tell("pppoed.tag.unknown_data", length);
      continue;
    }
    const value = c.skip(4).within(length, 0);
    if (type === CREDITS && length !== CREDITS_LENGTH) value.tell(`${T}credits`, length);
    else if (known !== undefined) tellParts(value, known);
    else {
      const isKnown = value.number(`${T}vendor_id`, 4) === DSL_FORUM;
      if (isKnown) dslForum(value);
      else if (value.left > 0) value.tell(`${T}vendor_unspecified`, value.left);
    }
  }
}
