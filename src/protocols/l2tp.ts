// Layer Two Tunneling Protocol: version 2 (RFC 2661 section 3.1) carries PPP, version 3 (RFC 3931 section 4.1)
// any pseudowire. Optional words of version 2 follow in this order, each there if its flag is set:
//
//  0         2         4         6         8        10        12
// +---------+---------+---------+---------+---------+---------+---------+---------
// |TL  S OPv| length  | tunnel  | session | Ns      | Nr      | offset  | PPP
// +---------+---------+---------+---------+---------+---------+---------+---------
//            (L)                           (S)                 (O, and as many bytes of padding)
// version 3 over UDP:                       over IP, or behind the first four bytes over UDP:
//  0         2         4                   0                   4
// +---------+---------+-------------      +-------------------+--------------------------
// |T      3 | 0       | session            | session (0: control) | cookie, sublayer, frame
// +---------+---------+-------------      +-------------------+--------------------------
//
// Neither cookie nor sublayer nor kind of frame of version 3 stand in the packet: the ends agree on them when
// they set up the session. What it carries is opaque here, as it is to Wireshark.

import { ethertype, udpPort } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { flag, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesOf, type Lead, type Steady } from "../core/steady.ts";
import { l2tpControl, messageName } from "./common/l2tp-avps.ts";
import { hexNum, mark } from "./common/located.ts";

const TYPES = { 0: "Data Message", 1: "Control Message" };
const two = { when: "two" };
const flags = { when: "flags" };

const fields = [
  u16(0, "l2tp.flags", "Flags", { base: "hex", ...flags }),
  u16(0, "l2tp.type", "Type", { mask: 0x8000, values: TYPES, ...flags }),
  flag(0, 2, 0x4000, "l2tp.length_bit", "Length Bit", flags),
  flag(0, 2, 0x0800, "l2tp.seq_bit", "Sequence Bit", flags),
  flag(0, 2, 0x0200, "l2tp.offset_bit", "Offset bit", two),
  flag(0, 2, 0x0100, "l2tp.priority", "Priority", two),
  u16(0, "l2tp.version", "Version", { mask: 0x000f, ...flags }),
  u16(0, "l2tp.length", "Length", { when: "length" }),
  u16(0, "l2tp.tunnel", "Tunnel ID", { when: "ids" }),
  u16(2, "l2tp.session", "Session ID", { when: "ids" }),
  u16(0, "l2tp.res", "Reserved", { base: "hex", when: "reserved" }),
  hexNum(4, "l2tp.sid", "Session ID"),
  hexNum(4, "l2tp.ccid", "Control Connection ID"),
  u16(0, "l2tp.Ns", "Ns", { when: "sequence" }),
  u16(2, "l2tp.Nr", "Nr", { when: "sequence" }),
  u16(0, "l2tp.offset", "Offset", { when: "offset" }),
  mark("l2tp.offset_padding", "Offset Padding"),
  ...l2tpControl.fields,
];
const CONTROL = 0x8000;
const LENGTH = 0x4000;
const SEQUENCE = 0x0800;
const OFFSET = 0x0200;
const VERSION = 0x000f;
const RESERVED = 0x34f0;
const WORD = 4;
const PPP = 0x880b;
const L2TP_V3_DATA = 8;

const V2 = encapsulation({
  name: "l2tp",
  title: "L2TP",
  entropy: null,
  hash: "ports",
  oneWay: true,
  pair: true,
});
const V3 = encapsulation({ name: "l2tpv3", title: "L2TPv3", entropy: null, hash: "ports", oneWay: true });

const common = {
  name: "l2tp",
  title: "Layer 2 Tunneling Protocol",
  heading: ({ data }: Layer) => (isVersion3(data) ? "Layer 2 Tunneling Protocol version 3" : undefined),
  fields,
  column: ({ data }: Layer) => (isVersion3(data) ? "L2TPv3" : "L2TP"),
};

export const l2tp: Protocol = {
  ...common,
  reference: "RFC 2661, 3.1; RFC 3931, 4.1.2",
  claims: { "udp.port": [1701], "udp.srcport": [1701] },
  parse: parseL2tp,
  steady,
  parts: (data) => partsOf(data),
  info: ({ data }) => infoOf(data, partsOf(data)),
  locate: ({ data }, add) => {
    const parts = partsOf(data);
    if (parts.sid !== undefined) add("l2tp.sid", parts.sid, WORD);
    if (parts.ccid !== undefined) add("l2tp.ccid", parts.ccid, WORD);
    if (parts.avps !== undefined) l2tpControl.tell(data, add, parts.avps, parts.end, isVersion3(data));
    tellPadding(add, parts);
  },
  body: (data) => partsOf(data).end,
};

export const l2tpIp: Protocol = {
  ...common,
  reference: "RFC 3931, 4.1.1",
  claims: { "ip.proto": [115] },
  parse: parseL2tpIp,
  steady: (d, o) =>
    d.getInt32(o) === 0
      ? { decides: "ff ff ff ff", last: true }
      : {
          decides: "00 00 00 00",
          tells: "ff ff ff ff",
          leads: sessionLeads,
          id: { at: 0, bits: 32 },
          last: true,
        },
  column: "L2TPv3",
  heading: () => "Layer 2 Tunneling Protocol version 3",
  parts: (data) => ipPartsOf(data),
  info: ({ data }) => infoOf(data, ipPartsOf(data)),
  locate: ({ data }, add) => {
    const parts = ipPartsOf(data);
    add("l2tp.sid", 0, WORD);
    if (parts.ccid !== undefined) add("l2tp.ccid", parts.ccid, WORD);
    if (parts.avps !== undefined) l2tpControl.tell(data, add, parts.avps, parts.end, true);
  },
  body: (data) => ipPartsOf(data).end,
};

/** What the offset skips is told too; control messages have none. */
function tellPadding(add: Add, parts: ReturnType<typeof partsOf>): void {
  if (parts.offset === undefined || parts.avps !== undefined) return;
  const at = parts.offset + 2;
  if (parts.end > at) add("l2tp.offset_padding", at, parts.end - at, true);
}

const isVersion3 = (data: DataView): boolean => (data.getUint16(0) & VERSION) === 3;

/** Where everything stands; `end`: of header and control message. */
function partsOf(data: DataView, from = 0): Record<string, number> & { end: number } {
  const word = data.getUint16(from);
  const control = (word & CONTROL) !== 0;
  if ((word & VERSION) === 3 && !control)
    return { flags: from, reserved: from + 2, sid: from + WORD, end: from + L2TP_V3_DATA };
  const parts: Record<string, number> & { end: number } = { flags: from, end: 0 };
  let at = from + 2;
  let end = data.byteLength;
  if ((word & LENGTH) !== 0) {
    parts.length = at;
    end = Math.min(end, from + data.getUint16(at));
    at += 2;
  }
  if ((word & VERSION) === 3) parts.ccid = at;
  else {
    parts.two = from;
    parts.ids = at;
  }
  at += WORD;
  if ((word & SEQUENCE) !== 0) {
    parts.sequence = at;
    at += WORD;
  }
  if ((word & OFFSET) !== 0 && (word & VERSION) !== 3) {
    parts.offset = at;
    at += 2 + data.getUint16(at);
  }
  if (control) parts.avps = at;
  parts.end = control ? Math.max(at, end) : at;
  return parts;
}

/** Over IP a session of 0 announces a control message. */
const ipPartsOf = (data: DataView): ReturnType<typeof partsOf> =>
  data.getUint32(0) === 0 ? partsOf(data, WORD) : { sid: 0, end: WORD };

function infoOf(data: DataView, parts: ReturnType<typeof partsOf>): string {
  const id = (at: number) => data.getUint32(at).toString(16).toUpperCase().padStart(8, "0");
  if (parts.ids !== undefined) {
    const ids = `(tunnel id=${data.getUint16(parts.ids)}, session id=${data.getUint16(parts.ids + 2)})`;
    if (parts.avps === undefined) return `Data    Message            ${ids}`;
    return `Control Message${message(data, parts)} ${ids}`;
  }
  if (parts.ccid === undefined) return `D[S:0x${id(parts.sid)}]`;
  return `Control Message${message(data, parts)} (ccid=0x${id(parts.ccid)})`;
}

function message(data: DataView, parts: ReturnType<typeof partsOf>): string {
  const name = messageName(data, parts.avps, parts.end);
  return name === undefined ? "" : ` - ${name}`;
}

/** Whether 16 bits of a session's id are 0: of control messages all of them are. */
const isSession = new Uint8Array(0x10000).fill(1, 1);
const sessionLeads: readonly Lead[] = [
  { at: 0, by: isSession },
  { at: 2, by: isSession },
];

function steady(d: DataView, o: number): Steady {
  const word = d.getUint16(o);
  const control = (word & CONTROL) !== 0;
  const wordLength = "00".repeat(WORD);
  if ((word & VERSION) === 3)
    return {
      decides: `ff ff 00 00 ${wordLength}`,
      tells: control ? "" : "00 00 00 00  ff ff ff ff",
      last: true,
    };
  const hasLength = (word & LENGTH) !== 0;
  let decides = `ff ff ${hasLength ? "00 00" : ""}`;
  const tells = `${"00".repeat(hasLength ? 4 : 2)} ${control ? "" : "ff ff ff ff"}`;
  decides += wordLength;
  if ((word & SEQUENCE) !== 0) decides += wordLength;
  if ((word & OFFSET) !== 0 && !control)
    decides += `ff ff ${"00".repeat(d.getUint16(o + bytesOf(decides).length))}`;
  return {
    ...{ decides, tells },
    ...(hasLength && { length: { at: 2, from: 0 } }),
    ...(control && { last: true as const }),
  };
}

function parseL2tp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 2 > lim) return s.shortTunnel(o + 2);
  const word = d.getUint16(o);
  const version = word & VERSION;
  const answer = udpPort[s.ports & 0xffff] === 0;
  if ((version !== 2 && version !== 3) || (answer && (word & RESERVED) !== 0)) {
    // Somebody else's datagram; of those that only come from the port, more is asked.
    s.pop();
    s.pos = o;
    return 0;
  }
  if (version === 3) return version3(d, o, lim, s, (word & CONTROL) !== 0);
  let pos = o + 2;
  if ((word & LENGTH) !== 0) {
    if (pos + 2 > lim) return s.shortTunnel(pos + 2);
    s.narrow(o + d.getUint16(pos));
    pos += 2;
  }
  const ids = pos;
  pos += WORD;
  if ((word & SEQUENCE) !== 0) pos += WORD;
  if ((word & CONTROL) !== 0) return pos > lim ? s.shortLeaf(pos) : 0;
  if ((word & OFFSET) !== 0) {
    if (pos + 2 > lim) return s.shortTunnel(pos + 2);
    pos += 2 + d.getUint16(pos);
  }
  if (pos > s.lim) return s.shortTunnel(pos);
  s.pos = pos;
  if (!s.enterTunnel(V2, d.getUint16(ids), d.getUint16(ids + 2), 0, s.ports, pos)) return 0;
  return pos < s.wire ? ethertype[PPP] : 0;
}

function version3(d: DataView, o: number, lim: number, s: LayerStack, control: boolean): number {
  if (control) return o + L2TP_V3_DATA > lim ? s.shortLeaf(o + L2TP_V3_DATA) : 0;
  if (o + L2TP_V3_DATA > lim) return s.shortTunnel(o + L2TP_V3_DATA);
  s.pos = o + L2TP_V3_DATA;
  s.enterTunnel(V3, 0, d.getInt32(o + WORD), 0, s.ports, s.pos);
  return 0;
}

function parseL2tpIp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + WORD > lim) return s.shortTunnel(o + WORD);
  const session = d.getInt32(o);
  if (session === 0) return 0;
  s.pos = o + WORD;
  s.enterTunnel(V3, 0, session, 0, 0, s.pos);
  return 0;
}
