/** What is remarkable about a TCP segment, in Wireshark's words. */

import type { Layer } from "../../core/layer.ts";
import { Group, Severity, type Tell } from "../../core/severity.ts";
import { ACK, FIN, RST, SYN, URG } from "../../core/tcp-flags.ts";
import { Remark } from "../../core/tcp-remarks.ts";
import { Checksum, transportFault } from "./checksum.ts";

const At = { destination: 2, acknowledgment: 8, flags: 12, checksum: 16, urgent: 18, end: 20 } as const;
const TCP = 6;

/** Of the segments before, by what the analysis found. */
const FOUND: readonly [Remark, keyof typeof Severity, string][] = [
  [
    Remark.reusedPorts,
    "note",
    "A new tcp session is started with the same ports as an earlier session in this trace",
  ],
  [Remark.probeAnswer, "note", "ACK to a TCP Zero Window Probe"],
  [Remark.probe, "note", "TCP Zero Window Probe"],
  [Remark.zeroWindow, "warning", "TCP Zero Window segment"],
  [Remark.duplicate, "note", "Duplicate ACK"],
  [Remark.keepAliveAnswer, "note", "ACK to a TCP keep-alive segment"],
  [Remark.keepAlive, "note", "TCP keep-alive segment"],
  [Remark.windowFull, "warning", "TCP window specified by the receiver is now completely full"],
  [Remark.windowUpdate, "chat", "TCP window update"],
  [Remark.unseen, "warning", "ACKed segment that wasn't captured (common at capture start)"],
  [Remark.missing, "warning", "Previous segment(s) not captured (common at capture start)"],
  [Remark.outOfOrder, "warning", "This frame is a (suspected) out-of-order segment"],
  [Remark.spurious, "note", "This frame is a (suspected) spurious retransmission"],
  [Remark.fast, "note", "This frame is a (suspected) fast retransmission"],
  [Remark.retransmission, "note", "This frame is a (suspected) retransmission"],
];
const REPEATS = Remark.fast | Remark.spurious;

export function tcpRemarks(layer: Layer, tell: Tell): void {
  const { data: d, conversation, wireLength } = layer;
  const header = (d.getUint8(At.flags) >> 4) << 2;
  if (header < At.end) {
    tell(Severity.error, Group.protocol, `Bogus TCP header length (${header}, must be at least ${At.end})`);
    return;
  }
  const flags = d.getUint16(At.flags) & 0x0fff;
  tellFlags(d, flags, conversation?.tcp?.closesFirst, tell);
  if ((flags & URG) === 0 && d.getUint16(At.urgent) !== 0)
    tell(Severity.note, Group.protocol, "The urgent pointer field is nonzero while the URG flag is not set");
  if (layer.get("tcp.checksum.status") === Checksum.bad)
    tell(Severity.error, Group.checksum, transportFault(layer, At.checksum, TCP, wireLength));
  if (header > wireLength) {
    tell(
      Severity.warning,
      Group.malformed,
      "Short segment. Segment/fragment does not contain a full TCP header (might be NMAP or someone else deliberately sending unusual packets)",
    );
    return;
  }
  tellOptions(layer, flags, header, tell);
  const known = conversation?.tcp ?? null;
  if (known === null) return;
  const remarks = (known.remarks & REPEATS) === 0 ? known.remarks : known.remarks | Remark.retransmission;
  for (const [bit, severity, words] of FOUND) {
    if ((remarks & bit) === 0) continue;
    const number = bit === Remark.duplicate ? ` (#${known.duplicates})` : "";
    tell(Severity[severity], Group.sequence, `${words}${number}`);
  }
}

/** @param closesFirst whether the other side had not ended yet; undefined: nobody knows */
function tellFlags(d: DataView, flags: number, closesFirst: boolean | undefined, tell: Tell): void {
  const { sequence, protocol } = Group;
  if ((flags & SYN) !== 0) {
    const words =
      (flags & ACK) === 0
        ? `request (SYN): server port ${d.getUint16(At.destination)}`
        : `acknowledge (SYN+ACK): server port ${d.getUint16(0)}`;
    tell(Severity.chat, sequence, `Connection establish ${words}`);
  }
  if ((flags & FIN) !== 0) {
    tell(Severity.chat, sequence, "Connection finish (FIN)");
    if (closesFirst !== undefined)
      tell(
        Severity.note,
        sequence,
        closesFirst
          ? "This frame initiates the connection closing"
          : "This frame undergoes the connection closing",
      );
  }
  if ((flags & RST) !== 0) tell(Severity.warning, sequence, "Connection reset (RST)");
  if ((flags & ACK) === 0 && d.getUint32(At.acknowledgment) !== 0)
    tell(Severity.note, protocol, "The acknowledgment number field is nonzero while the ACK flag is not set");
}

const MOST_SHIFT = 14;
/** That many bytes that do nothing, one after the other, were an option once. */
const NOPS = 4;

function tellOptions(layer: Layer, flags: number, header: number, tell: Tell): void {
  const { data: d } = layer;
  if (header === At.end || header > d.byteLength) return;
  let nops = 0;
  for (let at = At.end as number; at < header && d.getUint8(at) !== 0; ) {
    const kind = d.getUint8(at);
    nops = kind === 1 ? nops + 1 : 0;
    if (nops === NOPS)
      tell(Severity.warning, Group.protocol, `${NOPS} NOP in a row - a router may have removed some options`);
    const size = kind === 1 ? 1 : at + 1 < header ? d.getUint8(at + 1) : 0;
    // Nobody knows what stands behind an option that contradicts itself.
    if (size < 1 || (kind > 1 && size < 2) || at + size > header) return;
    if (kind === 3 && size === 3 && at + 2 < header && d.getUint8(at + 2) > MOST_SHIFT)
      tell(Severity.warning, Group.protocol, `Window scale shift exceeds ${MOST_SHIFT}`);
    at += size;
  }
  if ((flags & SYN) !== 0 && layer.get("tcp.options.mss_val") === undefined)
    tell(Severity.note, Group.protocol, "The SYN packet does not contain a MSS option");
}
