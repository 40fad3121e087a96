// Stateless Transport Tunneling, draft-davie-stt-08 section 3. A TCP-like header in every piece that
// segmentation offload cut from a frame, and the frame's own header in the piece at offset 0:
//
//  0         2         4         6         8              12        14        16        18        20
// +---------+---------+---------+---------+--------------+---------+---------+---------+---------+
// | source  | 7471    | length  | offset  | packet id    | TCP     | window  | checksum| urgent  |
// +---------+---------+---------+---------+--------------+---------+---------+---------+---------+
//  0    1    2    3    4         6         8                                 16        18
// +----+----+----+----+---------+---------+---------------------------------+---------+----------
// |ver |flag|L4  | 0  | MSS     | VLAN    | context id                      | padding | Ethernet
// +----+----+----+----+---------+---------+---------------------------------+---------+----------
//
// It is not TCP: no handshake, no acknowledgments, and both directions have destination port 7471. But real TCP
// to that port looks like pieces half of the time, so whoever keeps state is told of signs of a connection.

import { ethertype, ipProto } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { bytes, flag, located, offsets, u8, u16, u32, u64 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Tell } from "../core/severity.ts";
import { Connection, type LayerStack, Pending } from "../core/stack.ts";
import { Checksum, transportFault, transportStatus } from "./common/checksum.ts";
import { said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import { overlapFields, partOfLayer, tellReassembly } from "./common/parts.ts";

const frame = { when: "frame" };
const fields = [
  u16(0, "stt.stream_id", "Stream ID", { base: "hex" }),
  u16(2, "stt.dport", "Destination Port"),
  u16(4, "stt.pkt_len", "Packet Length"),
  u16(6, "stt.seg_off", "Segment Offset"),
  u32(8, "stt.pkt_id", "Packet ID", { base: "hex" }),
  bytes(12, 8, "stt.tcp", "TCP Data"),
  u8(12, "stt.tcp.data_offset", "Data Offset", { mask: 0xf0, scale: 4 }),
  u16(12, "stt.tcp.flags", "Flags", { mask: 0x0fff, base: "hex" }),
  located("bool", 0, "stt.tcp.flags.rsvd", "Reserved"),
  flag(12, 2, 0x0100, "stt.tcp.flags.ns", "Nonce"),
  flag(12, 2, 0x0080, "stt.tcp.flags.cwr", "Congestion Window Reduced (CWR)"),
  flag(12, 2, 0x0040, "stt.tcp.flags.ece", "ECN-Echo"),
  flag(12, 2, 0x0020, "stt.tcp.flags.urg", "Urgent"),
  flag(12, 2, 0x0010, "stt.tcp.flags.ack", "Acknowledgement"),
  flag(12, 2, 0x0008, "stt.tcp.flags.psh", "Push"),
  flag(12, 2, 0x0004, "stt.tcp.flags.rst", "Reset"),
  flag(12, 2, 0x0002, "stt.tcp.flags.syn", "Syn"),
  flag(12, 2, 0x0001, "stt.tcp.flags.fin", "Fin"),
  u16(14, "stt.tcp.window", "Window"),
  u16(16, "stt.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "stt.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  u16(18, "stt.tcp.urg_ptr", "Urgent Pointer"),
  u8(0, "stt.version", "Version", frame),
  u8(1, "stt.flags", "Flags", { base: "hex", ...frame }),
  u8(1, "stt.flags.rsvd", "Reserved", { mask: 0xf0, ...frame }),
  flag(1, 1, 0x08, "stt.flags.tcp", "TCP payload", frame),
  flag(1, 1, 0x04, "stt.flags.ipv4", "IPv4 packet", frame),
  flag(1, 1, 0x02, "stt.flags.csum_partial", "Checksum partial", frame),
  flag(1, 1, 0x01, "stt.flags.csum_verified", "Checksum verified", frame),
  u8(2, "stt.l4offset", "L4 Offset", frame),
  u8(3, "stt.reserved", "Reserved", { base: "hex", ...frame }),
  u16(4, "stt.mss", "Max Segment Size", frame),
  u16(6, "stt.vlan", "VLAN", { base: "hex", ...frame }),
  u16(6, "stt.vlan.pcp", "PCP", { mask: 0xe000, ...frame }),
  u16(6, "stt.vlan.v", "V flag", { mask: 0x1000, ...frame }),
  u16(6, "stt.vlan.id", "VLAN ID", { mask: 0x0fff, ...frame }),
  u64(8, "stt.context_id", "Context ID", { base: "hex", ...frame }),
  u16(16, "stt.padding", "Padding", { base: "hex", ...frame }),
  located("bool", 0, "stt.segments", "STT Segments"),
  located("uint", 4, "stt.segment", "STT Segment"),
  ...overlapFields("stt.segment", "segment"),
  located("uint", 4, "stt.segment.count", "Segment count"),
  located("uint", 4, "stt.reassembled_in", "Reassembled PDU in frame"),
  located("uint", 4, "stt.reassembled.length", "Reassembled STT length"),
  said("warning", "protocol", "stt.version_unknown.expert", "Unknown version"),
  said("error", "checksum", "stt.checksum_bad.expert", "Bad checksum"),
  said("warning", "protocol", "stt.data_offset_bad.expert", "TCP Data Offset should be 20 bytes"),
  said("warning", "protocol", "stt.l4offset_bad.expert", "Bad L4 Offset"),
  said("warning", "protocol", "stt.mss_bad.expert", "Bad MSS"),
];
const at = offsets(fields);
const LEN = 20;
const FRAME_HEADER = 18;
const FIN_SYN_RST = 0x0007;
const TCP = 6;
const TRANSPARENT_ETHERNET = 0x6558;
/** Of the frame's flags, that the checksum in it is a partial one. */
const PARTIAL = 0x02;

function isPartial(d: DataView, o: number): boolean {
  const frame = o + ((d.getUint8(o + at["stt.tcp.data_offset"]) >> 4) << 2);
  return (d.getUint8(frame + at["stt.flags"]) & PARTIAL) !== 0;
}

const STT = encapsulation({ name: "stt", title: "STT", entropy: sourcePort("tcp.srcport"), hash: "ports" });

export const stt: Protocol = {
  name: "stt",
  title: "Stateless Transport Tunneling",
  reference: "draft-davie-stt-08, 3",
  fields,
  claims: { "tcp.port": [7471] },
  parse: parseStt,
  // Without options, its offset 0, and no flags of a connection; what stands before 32 bits of the context id is as it was.
  steadyWhole: {
    decides:
      "00 00 ff ff  00 00 ff ff  00 00 00 00  f0 07 00 00  00 00 00 00  ff 00 00 00  00 00 00 00  ff ff ff ff  00 00 00 00  00 00",
    tells:
      "ff ff 00 00  00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  ff ff ff ff",
    id: { at: 32, bits: 32 },
    length: { at: 4, from: LEN },
    exact: true,
  },
  wholeAt: {
    ports: at["stt.stream_id"],
    total: at["stt.pkt_len"],
    id: at["stt.pkt_id"],
    header: LEN,
    own: FRAME_HEADER,
  },
  // Cut before it can be told from TCP.
  spells: { own: "steadily", besides: ["tcp"] },
  spelling: ({ data }) => (data.byteLength < LEN ? "tcp" : "stt"),
  spelledAt: (_, from, to) => (to - from < LEN ? "tcp" : "stt"),
  parts: (data): Record<string, number> => {
    const header = (data.getUint8(at["stt.tcp.data_offset"]) >> 4) << 2;
    return data.getUint16(at["stt.seg_off"]) === 0 ? { frame: header } : {};
  },
  partsDecided: true,
  info,
  summary: (layer) => {
    const id = layer.get("stt.context_id");
    return id === undefined ? "" : `, Context ID: 0x${id.toString(16)}`;
  },
  remarks,
  locate,
  sound: true,
  // Segments whose checksum is left to the receiver's network card.
  unverified: {
    fields: ["tcp.checksum.status"],
    when: isPartial,
    steadily: { at: LEN + at["stt.flags"], mask: PARTIAL },
  },
  body: (data) => (data.getUint8(at["stt.tcp.data_offset"]) >> 4) << 2,
};

export function parseStt(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const word = d.getUint16(o + at["stt.tcp.flags"]);
  const pos = o + ((word >> 12) << 2);
  const length = s.wire - pos;
  // Only empty segments are proof of a connection: a damaged piece may have any flag.
  if ((word & FIN_SYN_RST) !== 0) return giveBack(s, o, length === 0 ? Connection.request : 0);
  const total = d.getUint16(o + at["stt.pkt_len"]);
  const offset = d.getUint16(o + at["stt.seg_off"]);
  if (
    pos < o + LEN ||
    length <= 0 ||
    total < FRAME_HEADER ||
    offset + length > total ||
    (offset === 0 && pos < lim && d.getUint8(pos + at["stt.version"]) !== 0)
  ) {
    return giveBack(s, o, Connection.notStt);
  }
  s.pending = Pending.sttPiece;
  s.partId = d.getInt32(o + at["stt.pkt_id"]);
  s.partOffset = offset;
  s.partLength = length;
  s.partTotal = total;
  s.partPos = pos;
  if (length !== total) return 0;
  // A whole frame in one piece: nothing to wait for, but it may be one that was seen before.
  s.pending = Pending.none;
  if (s.wholeFrames++ === 0) {
    s.wholeFrame = s.tunnels + 1;
    s.frameId = s.partId;
    s.frameTotal = total;
    s.framePos = pos;
    s.frameIp = s.ip;
    s.framePorts = s.ports;
  }
  // No more than is kept of a frame in several pieces, so that both give the same answer.
  if (pos + s.look < s.lim) s.lim = pos + s.look;
  if (pos + FRAME_HEADER > lim) return s.shortTunnel(pos + FRAME_HEADER);
  s.pos = pos + FRAME_HEADER;
  const context = pos + at["stt.context_id"];
  if (!s.enterTunnel(STT, d.getInt32(context), d.getInt32(context + 4), 0, s.ports, s.pos)) return 0;
  return ethertype[TRANSPARENT_ETHERNET];
}

/** A piece says which it is and where the frame is whole; a whole frame leaves it to what it carries. */
function info(layer: Layer): string {
  const { data: d } = layer;
  const [total, offset] = [d.getUint16(at["stt.pkt_len"]), d.getUint16(at["stt.seg_off"])];
  const length = layer.wireLength - ((d.getUint8(at["stt.tcp.data_offset"]) >> 4) << 2);
  if (offset === 0 && length === total) return "";
  const id = d.getUint32(at["stt.pkt_id"]).toString(16);
  const part = partOfLayer(layer);
  const text = `STT Segment (ID: 0x${id} Len: ${total}, Off: ${offset})`;
  if (part === undefined || part.count === 0) return text;
  return `${text} [Piece ${part.index || "?"} of ${part.count}] [Reassembled in #${part.reassembledIn}]`;
}

function locate(layer: Layer, add: Add): void {
  const { data, wireLength } = layer;
  add("stt.tcp.flags.rsvd", at["stt.tcp.flags"], 2, (data.getUint16(at["stt.tcp.flags"]) & 0x0e00) !== 0, 1);
  add("stt.checksum.status", at["stt.checksum"], 2, transportStatus(layer, TCP, wireLength));
  tellReassembly(layer, add, "stt", "stt.reassembled_in");
}

/** It is TCP after all. */
function giveBack(s: LayerStack, o: number, sign: number): number {
  s.connection = sign;
  s.refused = 1;
  s.pop();
  s.pos = o;
  return ipProto[TCP];
}

/**
 * Of the segment, and of the frame's header in the first one: where layer 4 stands, and its longest segment, is for whoever
 * has to finish a partial checksum. Without one both are zero.
 */
function remarks(layer: Layer, tell: Tell): void {
  const { data } = layer;
  const header = (data.getUint8(at["stt.tcp.data_offset"]) >> 4) << 2;
  if (header !== LEN) tell("stt.data_offset_bad.expert");
  if (layer.get("stt.checksum.status") === Checksum.bad)
    tell("stt.checksum_bad.expert", transportFault(layer, at["stt.checksum"], TCP, layer.wireLength));
  if (data.getUint16(at["stt.seg_off"]) !== 0) return;
  const version = data.getUint8(header);
  if (version !== 0) tell("stt.version_unknown.expert", `Unknown version ${version}`);
  const isPartial = (data.getUint8(header + 1) & 0x02) !== 0;
  const offset = data.getUint8(header + 2);
  if (isPartial && offset === 0)
    tell("stt.l4offset_bad.expert", "Incorrect offset, should be greater than zero");
  if (!isPartial && offset !== 0)
    tell("stt.l4offset_bad.expert", "Incorrect offset, should be equal to zero");
  if (!isPartial && data.getUint16(header + 4) !== 0)
    tell("stt.mss_bad.expert", "Incorrect max segment size, should be equal to zero");
}
