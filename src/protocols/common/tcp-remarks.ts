/** What is remarkable about a TCP segment by itself, in Wireshark's words. */

import type { Add, Layer, TcpConversation } from "../../core/layer.ts";
import type { Tell } from "../../core/severity.ts";
import { ACK, FIN, RST, SYN, URG } from "../../core/tcp-flags.ts";
import { Checksum, transportFault } from "./checksum.ts";
import { said } from "./located.ts";

const At = { destination: 2, acknowledgment: 8, flags: 12, checksum: 16, urgent: 18, end: 20 } as const;
const TCP = 6;
const CHECKSUM_BAD = "tcp.checksum_bad.expert";

export const tcpEdgeFields = [
  said("chat", "sequence", "tcp.connection.syn", "Connection establish request (SYN)"),
  said("note", "sequence", "tcp.analysis.tfo_syn", "TCP SYN with TFO Cookie"),
  said("note", "sequence", "tcp.analysis.tfo_ack", "TCP SYN-ACK accepting TFO data"),
  said("chat", "sequence", "tcp.connection.synack", "Connection establish acknowledge (SYN+ACK)"),
  said("chat", "sequence", "tcp.connection.fin", "Connection finish (FIN)"),
  said("warning", "sequence", "tcp.connection.rst", "Connection reset (RST)"),
  said("note", "sequence", "tcp.connection.fin_active", "This frame initiates the connection closing"),
  said("note", "sequence", "tcp.connection.fin_passive", "This frame undergoes the connection closing"),
];

/** Where the connection begins or ends. */
export function tellTcpEdges(d: DataView, flags: number, known: TcpConversation | null, add: Add): void {
  const edge = (name: string, words: string | true) => add(`tcp.connection.${name}`, 0, 0, words, 2);
  if ((flags & SYN) !== 0) {
    if ((flags & ACK) === 0) {
      edge("syn", `Connection establish request (SYN): server port ${d.getUint16(At.destination)}`);
      if (hasCookie(d)) add("tcp.analysis.tfo_syn", 0, 0, true, 2);
    } else {
      // More than the SYN itself: data that came with it (RFC 7413, 4.2).
      const acknowledged = (d.getUint32(At.acknowledgment) - (known?.baseAcknowledgment ?? 0)) >>> 0;
      if (known !== null && acknowledged > 1) add("tcp.analysis.tfo_ack", 0, 0, true, 2);
      edge("synack", `Connection establish acknowledge (SYN+ACK): server port ${d.getUint16(0)}`);
    }
  }
  if ((flags & FIN) !== 0) {
    edge("fin", true);
    if (known !== null) edge(known.closesFirst ? "fin_active" : "fin_passive", true);
  }
  if ((flags & RST) !== 0) edge("rst", true);
}

const [FAST_OPEN, EXPERIMENT, FAST_OPEN_MAGIC] = [34, 254, 0xf989];

/** Whether a fast open option brings a cookie and does not only ask for one (RFC 7413, 4.1.1). */
function hasCookie(d: DataView): boolean {
  const end = Math.min(d.byteLength, (d.getUint8(At.flags) >> 4) << 2);
  for (let at = At.end; at + 1 < end && d.getUint8(at) !== 0; ) {
    const kind = d.getUint8(at);
    const size = kind === 1 ? 1 : d.getUint8(at + 1);
    if (kind === FAST_OPEN) return size > 2;
    // Before it had a number of its own it was an experiment's (RFC 6994).
    if (kind === EXPERIMENT && at + 4 <= end && d.getUint16(at + 2) === FAST_OPEN_MAGIC) return size > 4;
    at += Math.max(1, size);
  }
  return false;
}

export const tcpRemarkFields = [
  said("error", "protocol", "tcp.bogus_header_length", "Bogus TCP Header length"),
  said(
    "note",
    "protocol",
    "tcp.ack.nonzero",
    "The acknowledgment number field is nonzero while the ACK flag is not set",
  ),
  said(
    "note",
    "protocol",
    "tcp.urgent_pointer.non_zero",
    "The urgent pointer field is nonzero while the URG flag is not set",
  ),
  said("error", "checksum", CHECKSUM_BAD, "Bad checksum"),
  said("warning", "malformed", "tcp.short_segment", "Short segment"),
];

export function tcpRemarks(layer: Layer, tell: Tell, wanted?: ReadonlySet<string>): void {
  const { data: d, wireLength, quoted } = layer;
  // Who quotes a segment quotes its beginning.
  if (wireLength < At.end) {
    if (d.byteLength > At.flags && !quoted) tell("tcp.short_segment", SHORT);
    return;
  }
  const header = (d.getUint8(At.flags) >> 4) << 2;
  if (header < At.end) {
    tell("tcp.bogus_header_length", `Bogus TCP header length (${header}, must be at least ${At.end})`);
    return;
  }
  const flags = d.getUint16(At.flags) & 0x0fff;
  if ((flags & ACK) === 0 && d.getUint32(At.acknowledgment) !== 0) tell("tcp.ack.nonzero");
  if ((flags & URG) === 0 && d.getUint16(At.urgent) !== 0) tell("tcp.urgent_pointer.non_zero");
  // A sum over all bytes takes longer than all else.
  const asksSum = wanted === undefined || wanted.has(CHECKSUM_BAD);
  if (asksSum && layer.get("tcp.checksum.status") === Checksum.bad)
    tell(CHECKSUM_BAD, transportFault(layer, At.checksum, TCP, wireLength));
  if (header > wireLength && !quoted) tell("tcp.short_segment", SHORT);
}

const SHORT =
  "Short segment. Segment/fragment does not contain a full TCP header (might be NMAP or someone else deliberately sending unusual packets)";
