// Transmission Control Protocol, RFC 9293 section 3.1.
//
//  0         2         4              8              12   13   14        16        18        20
// +---------+---------+--------------+--------------+----+----+---------+---------+---------+--------
// | source  | destin. | sequence     | acknowledged |off |flag| window  | checksum| urgent  | options
// +---------+---------+--------------+--------------+----+----+---------+---------+---------+--------

import { tcpApp, tcpPort } from "../core/demux.ts";
import { CUT, type Exchange, withPorts } from "../core/exchange.ts";
import { flag, located, u8, u16, u32 } from "../core/fields.ts";
import { asksOnly } from "../core/found.ts";
import type { Add, Conversation, Layer, TcpConversation } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Fact, type Recall, There } from "../core/recall.ts";
import { Connection, type LayerStack } from "../core/stack.ts";
import { ACK, FIN, RST, SYN, URG } from "../core/tcp-flags.ts";
import { stringAt } from "../core/values.ts";
import { Checksum, statusBehind, transportStatus } from "./common/checksum.ts";
import { tellTimes, timeRecalls } from "./common/conversation-times.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import {
  remarkWords,
  tcpAnalysisFields,
  tcpAnalysisRecalls,
  tellTcpAnalysis,
  there,
} from "./common/tcp-analysis.ts";
import { tcpOptionFields } from "./common/tcp-option-fields.ts";
import { agreements, countTcpOptions, tellTcpOptions } from "./common/tcp-options.ts";
import { tcpEdgeFields, tcpRemarkFields, tcpRemarks, tellTcpEdges } from "./common/tcp-remarks.ts";
import { tcpSegmentFields, tellSegments } from "./common/tcp-segments.ts";
import { completeness, flagLetters, flagNames, RESERVED, relative } from "./common/tcp-words.ts";

/** Where what `parse` reads stands; an enum, since those are the constants that the bundler writes in place. */
enum At {
  PORTS = 0,
  SEQUENCE = 4,
  ACKNOWLEDGMENT = 8,
  DATA_OFFSET = 12,
  WINDOW = 14,
  CHECKSUM = 16,
  URGENT = 18,
  END = 20,
}

const fields = [
  u16(At.PORTS, "tcp.srcport", "Source Port"),
  u16(2, "tcp.dstport", "Destination Port"),
  located("uint", 4, "tcp.stream", "Stream index"),
  located("uint", 1, "tcp.completeness", "Conversation completeness"),
  located("uint", 4, "tcp.len", "TCP Segment Len"),
  located("uint", 4, "tcp.seq", "Sequence Number"),
  u32(At.SEQUENCE, "tcp.seq_raw", "Sequence Number (raw)"),
  located("uint", 4, "tcp.nxtseq", "Next Sequence Number"),
  located("uint", 4, "tcp.ack", "Acknowledgment Number"),
  u32(At.ACKNOWLEDGMENT, "tcp.ack_raw", "Acknowledgment Number (raw)"),
  u8(At.DATA_OFFSET, "tcp.hdr_len", "Header Length", { mask: 0xf0, scale: 4 }),
  u16(At.DATA_OFFSET, "tcp.flags", "Flags", { mask: 0x0fff, base: "hex" }),
  located("bool", 0, "tcp.flags.res", "Reserved"),
  flag(12, 1, 0x01, "tcp.flags.ae", "Accurate ECN"),
  flag(13, 1, 0x80, "tcp.flags.cwr", "Congestion Window Reduced"),
  flag(13, 1, 0x40, "tcp.flags.ece", "ECN-Echo"),
  flag(13, 1, 0x20, "tcp.flags.urg", "Urgent"),
  flag(13, 1, 0x10, "tcp.flags.ack", "Acknowledgment"),
  flag(13, 1, 0x08, "tcp.flags.push", "Push"),
  flag(13, 1, 0x04, "tcp.flags.reset", "Reset"),
  flag(13, 1, 0x02, "tcp.flags.syn", "Syn"),
  flag(13, 1, 0x01, "tcp.flags.fin", "Fin"),
  located("string", 0, "tcp.flags.str", "TCP Flags"),
  ...tcpEdgeFields,
  u16(At.WINDOW, "tcp.window_size_value", "Window"),
  located("uint", 4, "tcp.window_size", "Calculated window size"),
  located("uint", 4, "tcp.window_size_scalefactor", "Window size scaling factor", { signed: true }),
  u16(At.CHECKSUM, "tcp.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "tcp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  u16(At.URGENT, "tcp.urgent_pointer", "Urgent Pointer"),
  ...tcpOptionFields,
  located("duration", 0, "tcp.time_relative", "Time since first frame in this TCP stream"),
  located("duration", 0, "tcp.time_delta", "Time since previous frame in this TCP stream"),
  ...tcpAnalysisFields,
  located("bytes", 0, "tcp.payload", "TCP payload"),
  ...tcpSegmentFields,
  located("string", 0, "tcp.reset_cause", "Reset cause"),
  ...tcpRemarkFields,
];
const PORTS_LEN = 4;
const TCP = 6;
const HTTP_PORT = 80;
const MPTCP = 30;

/** What hangs on the packets before alone. */
const historyRecalls: Readonly<Record<string, Recall>> = {
  ...tcpAnalysisRecalls,
  "tcp.stream": { as: "number", word: Fact.stream },
  "tcp.completeness": { as: "number", word: Fact.parts },
  ...timeRecalls("tcp"),
};
const HISTORY = new Set(Object.keys(historyRecalls));
const TOLD_FIRST = new Set(["tcp.len", "tcp.seq", "tcp.nxtseq", "tcp.ack"]);

const recalls: Readonly<Record<string, Recall>> = {
  ...historyRecalls,
  "tcp.seq": { as: "number", word: Fact.sequence },
  "tcp.nxtseq": { as: "number", word: Fact.nextSequence },
  "tcp.ack": { as: "number", word: Fact.acknowledgment },
  "tcp.window_size": { as: "number", word: Fact.window },
  "tcp.window_size_scalefactor": { as: "signed", word: Fact.factor, if: there(There.factor) },
  "tcp.connection.fin_active": { as: "there", word: Fact.there, if: there(There.closesFirst) },
  "tcp.connection.fin_passive": { as: "there", word: Fact.there, if: there(There.closesLast) },
};

/** What else hangs on them: messages in several segments, and numbers that count from the first one. */
const REMEMBERED =
  /^tcp\.(segment|pdu|reassembled|options\.sack(\.dsack)?_[lr]e$|analysis\.tfo_|suboption_mal)/;

export const tcp: Protocol = {
  name: "tcp",
  title: "Transmission Control Protocol",
  reference: "RFC 9293, 3.1",
  fields,
  claims: { "ip.proto": [TCP] },
  parse: parseTcp,
  steady: {
    decides: "00".repeat(At.END),
    tells: "ff ff ff ff",
    leads: [
      { at: 2, by: tcpPort },
      { at: 0, by: tcpPort },
    ],
    words: At.DATA_OFFSET,
    last: true,
  },
  apps: tcpApp,
  aliases: { "tcp.port": ["tcp.srcport", "tcp.dstport"] },
  // Wireshark counts every option of Multipath TCP as a layer of its own.
  spells: { own: "always", besides: ["mptcp"] },
  spelling: ({ data }) => spelled(multipaths(data)),
  spelledAt: (d, from, to) => spelled(multipathsAt(d, from, to)),
  column: ({ data }) =>
    data.byteLength < PORTS_LEN
      ? ""
      : data.byteLength > At.DATA_OFFSET && multipaths(data) > 0
        ? "MPTCP"
        : "TCP",
  info,
  tellsFault: ({ data }) => data.byteLength >= At.END && headerLength(data) < At.END,
  infoAhead: (layer) => {
    const known = analysed(layer);
    return known === null ? "" : remarkWords(known);
  },
  summary,
  notes: {
    "tcp.flags": (flags) => ` (${flagNames(flags)})`,
    "tcp.completeness": (parts) => ` (${completeness(parts)})`,
  },
  asides: {
    "tcp.seq": relative("sequence"),
    "tcp.nxtseq": relative("sequence"),
    "tcp.ack": relative("ack"),
  },
  exchange,
  remembers: (name) => Object.hasOwn(recalls, name) || REMEMBERED.test(name),
  remarks: tcpRemarks,
  locate,
  rests: { "tcp.len": At.DATA_OFFSET },
  figures: {
    "tcp.len": (d, at, end, wire) =>
      wire - at < At.END || end - at < At.CHECKSUM ? -1 : segmentLength(d, at, wire),
  },
  sums: {
    "tcp.checksum.status": (d, at, end, wire, ip) => statusBehind(d, at, wire - at, end, wire, TCP, ip),
  },
  summed: { "tcp.checksum.status": { protocol: TCP, length: -1, optional: -1 } },
  recalls,
  retells: true,
  spans: { "tcp.payload": { at: At.END, words: At.DATA_OFFSET, unless: { at: 13, mask: RST } } },
  lacks: {
    fields: tcpOptionFields.map(({ name }) => name),
    at: At.DATA_OFFSET,
    least: (At.END << 2) + 0x10,
  },
  sound: true,
  // Blocks of SACK take eight bytes.
  faults: { options: { at: At.END, kind: 5, unit: 8 } },
  odd,
  oddOn: isOnHttp,
  plainly: { at: 13, mask: RST, without: MPTCP },
  // What a reset carries says why, if anything, and is nobody's data.
  body: (data) => ((data.getUint8(13) & RST) === 0 && !goesOn(data) ? headerLength(data) : data.byteLength),
};

/** What on HTTP's ports begins no message belongs to one that began in an earlier segment. */
const goesOn = (data: DataView): boolean => isOnHttp(data.getInt32(0));

function isOnHttp(ports: number): boolean {
  const http = tcpApp[HTTP_PORT];
  return http !== 0 && (tcpApp[ports >>> 16] === http || tcpApp[ports & 0xffff] === http);
}

export function parseTcp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + PORTS_LEN > lim) {
    // Both ports or none.
    s.end[s.n - 1] = o;
    return s.short(o + At.END);
  }
  const ports = d.getInt32(o + At.PORTS);
  s.ports = ports;
  s.l4 = s.n - 1;
  const other = tcpPort[ports & 0xffff];
  if (other !== 0 && s.refused === 0) {
    s.passOn();
    s.pos = o;
    return other;
  }
  // Nothing but a TCP server answers from such a port: STT sends to it in both directions.
  if (other === 0 && tcpPort[ports >>> 16] !== 0) s.connection = Connection.reply;
  if (o + At.END > lim) {
    // What is known of a segment hangs together, up to its window.
    if (o + At.CHECKSUM > lim) s.end[s.n - 1] = o + PORTS_LEN;
    return s.shortLeaf(o + At.END);
  }
  const end = o + ((d.getUint8(o + At.DATA_OFFSET) >> 4) << 2);
  if (end < o + At.END) return s.malformed();
  if (end > lim) return s.shortLeaf(end);
  s.pos = end;
  return 0;
}

const headerAt = (d: DataView, at: number): number => (d.getUint8(at + At.DATA_OFFSET) >> 4) << 2;

const headerLength = (data: DataView): number => headerAt(data, 0);

/** @param wire where it ends on the wire */
const segmentLength = (d: DataView, at: number, wire: number): number =>
  Math.max(0, wire - at - ((d.getUint8(at + At.DATA_OFFSET) >> 4) << 2));

/** As `spelling` and `body`: with options of Multipath TCP, and a reset that says why. */
function odd(d: DataView, at: number, end: number): boolean {
  const behind = at + headerAt(d, at);
  if (behind > at + At.END && countTcpOptions(d, at + At.END, Math.min(behind, end), MPTCP) > 0) return true;
  return behind < end && (d.getUint8(at + 13) & RST) !== 0;
}

const spelled = (options: number): string => (options === 0 ? "tcp" : `tcp${":mptcp".repeat(options)}`);

const multipaths = (d: DataView): number => multipathsAt(d, 0, d.byteLength);

/** Of the header from `from` on, which is there up to `to`. */
function multipathsAt(d: DataView, from: number, to: number): number {
  if (from + At.END > to) return 0;
  const length = headerAt(d, from);
  return length > At.END ? countTcpOptions(d, from + At.END, Math.min(from + length, to), MPTCP) : 0;
}

interface Segment {
  flags: number;
  length: number;
  /** As they are shown: counted from the conversation's first ones where those are known. */
  sequence: number;
  acknowledgment: number;
  window: number;
  /** The window's factor; -1: not known, -2: none is used. */
  factor: number;
}

function segmentOf(layer: Layer): Segment {
  const { data: d, conversation } = layer;
  const known = conversation?.tcp ?? null;
  const flags = d.getUint16(At.DATA_OFFSET) & 0x0fff;
  const raw = d.getUint16(At.WINDOW);
  const scale = known?.windowScale ?? -1;
  // The window of a SYN is never scaled (RFC 7323, 2.2).
  const factor = scale < 0 || (flags & SYN) !== 0 ? -1 : 2 ** scale;
  const acknowledgment = d.getUint32(At.ACKNOWLEDGMENT);
  return {
    flags,
    length: segmentLength(d, 0, layer.wireLength),
    sequence: (d.getUint32(At.SEQUENCE) - (known?.baseSequence ?? 0)) >>> 0,
    acknowledgment:
      (flags & ACK) === 0 ? acknowledgment : (acknowledgment - (known?.baseAcknowledgment ?? 0)) >>> 0,
    window: factor < 0 ? raw : raw * factor,
    factor: factor < 0 ? scale : factor,
  };
}

function exchange(layer: Layer): Exchange | undefined {
  const { data: d, wireLength } = layer;
  const between = withPorts(layer, "tcp");
  const header = d.byteLength < (wireLength < At.END ? At.END : At.CHECKSUM) ? 0 : headerLength(d);
  if (between === undefined || header < At.END) return undefined;
  const { windowScale, sacked } = agreements(d, At.END, Math.min(header, d.byteLength));
  const isCut = d.byteLength < Math.min(header, wireLength);
  const segment = {
    sequence: d.getUint32(At.SEQUENCE),
    acknowledgment: d.getUint32(At.ACKNOWLEDGMENT),
    flags: d.getUint16(At.DATA_OFFSET) & 0x0fff,
    window: d.getUint16(At.WINDOW),
    length: Math.max(0, wireLength - header),
    windowScale: isCut ? CUT : windowScale,
    sacked,
  };
  return { kind: "tcp", ends: between.ends, segment };
}

function info(layer: Layer): string {
  const { data: d } = layer;
  if (d.byteLength < At.CHECKSUM) return `${d.getUint16(0)} → ${d.getUint16(2)}`;
  const s = segmentOf(layer);
  const header = headerLength(d);
  const bogus = header < At.END ? `, bogus TCP header length (${header}, must be at least ${At.END})` : "";
  // Nothing is worked out of a header that is not all there.
  const isCut = header > layer.wireLength;
  const known = analysed(layer);
  const remarks = known === null ? "" : remarkWords(known);
  const [sequence, acknowledgment] = isCut
    ? [d.getUint32(At.SEQUENCE), d.getUint32(At.ACKNOWLEDGMENT)]
    : [s.sequence, s.acknowledgment];
  const ack = (s.flags & ACK) === 0 ? "" : ` Ack=${acknowledgment}`;
  const urgent = (s.flags & URG) === 0 ? "" : ` Urg=${d.getUint16(At.URGENT)}`;
  const head = `${remarks}${d.getUint16(0)} → ${d.getUint16(2)} [${flagNames(s.flags)}]`;
  const numbers = `Seq=${sequence}${ack} Win=${s.window}`;
  if (bogus !== "") return `${head} ${numbers}${bogus}`;
  let text = `${head} ${numbers}${urgent}${isCut || d.byteLength < At.END ? "" : ` Len=${s.length}`}`;
  try {
    tellOptions(
      layer,
      () => {},
      (words) => {
        text += words;
      },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return text;
}

function summary(layer: Layer): string {
  const { data: d } = layer;
  const ports = `, Src Port: ${d.getUint16(0)}, Dst Port: ${d.getUint16(2)}`;
  if (d.byteLength < At.END) return ports;
  const s = segmentOf(layer);
  const header = headerLength(d);
  if (header < At.END) return `${ports}, Seq: ${s.sequence}`;
  // Nothing is worked out of a header that is not all there.
  const isCut = header > layer.wireLength;
  const [sequence, acknowledgment] = isCut
    ? [d.getUint32(At.SEQUENCE), d.getUint32(At.ACKNOWLEDGMENT)]
    : [s.sequence, s.acknowledgment];
  const ack = (s.flags & ACK) === 0 ? "" : `, Ack: ${acknowledgment}`;
  return `${ports}, Seq: ${sequence}${ack}${isCut ? "" : `, Len: ${s.length}`}`;
}

function tellOptions(layer: Layer, add: Add, say: (words: string) => void): void {
  const end = headerLength(layer.data);
  if (end <= At.END) return;
  tellTcpOptions(layer.data, add, At.END, end, {
    base: layer.conversation?.tcp?.baseAcknowledgment ?? 0,
    acknowledgment: layer.data.getUint32(At.ACKNOWLEDGMENT),
    isSyn: (layer.data.getUint16(At.DATA_OFFSET) & SYN) !== 0,
    say,
  });
}

function locate(layer: Layer, add: Add, wanted?: ReadonlySet<string>): void {
  const { data, conversation } = layer;
  if (conversation !== undefined) add("tcp.stream", 0, 0, conversation.stream);
  if (conversation?.tcp) add("tcp.completeness", 0, 0, conversation.tcp.parts);
  if (asksOnly(wanted, HISTORY)) {
    if (conversation !== undefined) tellHistory(layer, conversation, add);
    return;
  }
  if (wanted !== undefined && data.byteLength < At.CHECKSUM) return;
  const s = segmentOf(layer);
  if (layer.wireLength >= At.END) add("tcp.len", 0, 0, s.length);
  add("tcp.seq", At.SEQUENCE, 4, s.sequence);
  // A SYN or FIN takes a number too.
  const taken = s.length + ((s.flags & (SYN | FIN)) === 0 ? 0 : 1);
  if (layer.wireLength >= At.END) add("tcp.nxtseq", 0, 0, (s.sequence + taken) >>> 0);
  add("tcp.ack", At.ACKNOWLEDGMENT, 4, s.acknowledgment);
  if (asksOnly(wanted, TOLD_FIRST)) return;
  add("tcp.flags.res", At.DATA_OFFSET, 2, (s.flags & RESERVED) !== 0, 1);
  add("tcp.flags.str", At.DATA_OFFSET, 2, () => flagLetters(s.flags), 1);
  if (headerLength(data) >= At.END) tellTcpEdges(data, s.flags, conversation?.tcp ?? null, add);
  add("tcp.window_size", At.WINDOW, 2, s.window);
  if ((s.flags & SYN) === 0 && conversation !== undefined)
    add("tcp.window_size_scalefactor", At.WINDOW, 2, s.factor);
  add("tcp.checksum.status", At.CHECKSUM, 2, () => statusOf(layer));
  try {
    tellOptions(layer, add, () => {});
  } finally {
    // Times are known though options may be cut off.
    if (conversation !== undefined && data.byteLength >= At.END) tellHistory(layer, conversation, add);
  }
  const header = headerLength(data);
  const carried = data.byteLength - header;
  if (carried <= 0 || (s.flags & RST) === 0) {
    if (carried > 0) add("tcp.payload", header, carried);
    tellSegments(layer, header, add);
  } else add("tcp.reset_cause", header, carried, () => stringAt(data, header, carried));
}

function tellHistory(layer: Layer, conversation: Conversation, add: Add): void {
  tellTimes("tcp", layer.packet, conversation, add);
  const known = analysed(layer);
  if (known !== null) tellTcpAnalysis(known, layer.packet.nanoseconds >= 0, add);
}

/** What is made of a segment whose header is all there. */
const analysed = ({ data, conversation }: Layer): TcpConversation | null =>
  data.byteLength < At.END || data.byteLength < headerLength(data) ? null : (conversation?.tcp ?? null);

function statusOf(layer: Layer): number {
  // STT may carry segments whose checksum is left to the receiver's network card.
  const stt = layer.below("stt");
  if (stt?.get("stt.flags.csum_partial") === true) return Checksum.unverified;
  return transportStatus(layer, TCP, layer.wireLength);
}
