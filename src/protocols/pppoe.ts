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
import type { LayerStack } from "../core/stack.ts";
import { Cursor } from "./common/cursor.ts";
import { num, raw, str } from "./common/located.ts";

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

/** Tags by type: their field, and whether they are text. RFC 2516, appendix A. */
const TAGS: Readonly<Record<number, string>> = {
  257: "pppoed.tags.service_name",
  258: "pppoed.tags.ac_name",
  259: "pppoed.tags.host_uniq",
  260: "pppoed.tags.ac_cookie",
  272: "pppoed.tags.relay_session_id",
  288: "pppoed.tags.max_payload",
  513: "pppoed.tags.service_name_error",
  514: "pppoed.tags.ac_system_error",
  515: "pppoed.tags.generic_error",
};
const TEXTS = [0x0101, 0x0102, 0x0201, 0x0202, 0x0203];
const END_OF_LIST = 0x0000;
const AC_NAME = "pppoed.tags.ac_name";

const PPPOE = encapsulation({ name: "pppoe", title: "PPPoE", entropy: null, hash: null });

export const pppoeSession: Protocol = {
  name: "pppoes",
  title: "PPP-over-Ethernet Session",
  reference: "RFC 2516, 4",
  fields: header,
  claims: { ethertype: [0x8864], linktype: [51] },
  parse: parseSession,
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
};

export const pppoeDiscovery: Protocol = {
  name: "pppoed",
  title: "PPP-over-Ethernet Discovery",
  reference: "RFC 2516, 5",
  fields: [
    ...header,
    num(2, "pppoed.tag", "Tag", { base: "hex" }),
    num(2, "pppoed.tag_length", "Tag Length"),
    str("pppoed.tags.service_name", "Service-Name"),
    str(AC_NAME, "AC-Name"),
    raw("pppoed.tags.host_uniq", "Host-Uniq"),
    raw("pppoed.tags.ac_cookie", "AC-Cookie"),
    raw("pppoed.tags.relay_session_id", "Relay-Session-Id"),
    raw("pppoed.tags.max_payload", "PPP-Max-Payload"),
    str("pppoed.tags.service_name_error", "Service-Name-Error"),
    str("pppoed.tags.ac_system_error", "AC-System-Error"),
    str("pppoed.tags.generic_error", "Generic-Error"),
    raw("pppoed.tag.unknown_data", "Unknown Data"),
  ],
  claims: { ethertype: [0x8863] },
  parse: parseDiscovery,
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
  const c = new Cursor(data, add, LEN, LEN + data.getUint16(at["pppoe.payload_length"]));
  while (c.left >= 4) {
    const [type, length] = [c.peek(2), c.peek(2, 2)];
    if (type === END_OF_LIST) return;
    const field = TAGS[type];
    if (field === undefined) {
      c.tell("pppoed.tag", 2).tell("pppoed.tag_length", 2).tell("pppoed.tag.unknown_data", length);
      continue;
    }
    c.skip(4);
    if (TEXTS.includes(type)) c.text(field, length);
    else c.tell(field, length);
  }
}
