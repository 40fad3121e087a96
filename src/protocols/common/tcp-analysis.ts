// What a TCP segment is after those before it: no bytes of its own, but of interest to whoever looks for trouble.
import { type Field, located } from "../../core/fields.ts";
import { durationText } from "../../core/format.ts";
import type { Add, TcpConversation } from "../../core/layer.ts";
import { Depth, Fact, type Recall, There } from "../../core/recall.ts";
import type { Severity } from "../../core/severity.ts";
import { Remark } from "../../core/tcp-remarks.ts";
import { said } from "./located.ts";

/** Remarks by the end of their field's name, in the order in which the Info column names them. */
const REMARKS: readonly [
  Remark,
  severity: keyof typeof Severity,
  name: string,
  title: string,
  words: string,
][] = [
  [
    Remark.reusedPorts,
    "note",
    "reused_ports",
    "A new tcp session is started with the same ports as an earlier session in this trace",
    "TCP Port numbers reused",
  ],
  [
    Remark.probeAnswer,
    "note",
    "zero_window_probe_ack",
    "ACK to a TCP Zero Window Probe",
    "TCP ZeroWindowProbeAck",
  ],
  [Remark.probe, "note", "zero_window_probe", "TCP Zero Window Probe", "TCP ZeroWindowProbe"],
  [Remark.zeroWindow, "warning", "zero_window", "TCP Zero Window segment", "TCP ZeroWindow"],
  [Remark.duplicate, "note", "duplicate_ack", "Duplicate ACK", "TCP Dup ACK"],
  [Remark.keepAliveAnswer, "note", "keep_alive_ack", "ACK to a TCP keep-alive segment", "TCP Keep-Alive ACK"],
  [Remark.keepAlive, "note", "keep_alive", "TCP keep-alive segment", "TCP Keep-Alive"],
  [
    Remark.windowFull,
    "warning",
    "window_full",
    "TCP window specified by the receiver is now completely full",
    "TCP Window Full",
  ],
  [Remark.windowUpdate, "chat", "window_update", "TCP window update", "TCP Window Update"],
  [
    Remark.unseen,
    "warning",
    "ack_lost_segment",
    "ACKed segment that wasn't captured (common at capture start)",
    "TCP ACKed unseen segment",
  ],
  [
    Remark.missing,
    "warning",
    "lost_segment",
    "Previous segment(s) not captured (common at capture start)",
    "TCP Previous segment not captured",
  ],
  [
    Remark.outOfOrder,
    "warning",
    "out_of_order",
    "This frame is a (suspected) out-of-order segment",
    "TCP Out-Of-Order",
  ],
  [
    Remark.spurious,
    "note",
    "spurious_retransmission",
    "This frame is a (suspected) spurious retransmission",
    "TCP Spurious Retransmission",
  ],
  [
    Remark.fast,
    "note",
    "fast_retransmission",
    "This frame is a (suspected) fast retransmission",
    "TCP Fast Retransmission",
  ],
  [
    Remark.retransmission,
    "note",
    "retransmission",
    "This frame is a (suspected) retransmission",
    "TCP Retransmission",
  ],
];

/** A retransmission of a known kind is one nevertheless. */
const REPEATS = Remark.fast | Remark.spurious;

/** What only its title says: the field is there, or it is not. */
const titled = (name: string, title: string): Field => located("bool", 0, name, title);

export const tcpAnalysisFields = [
  titled("tcp.analysis", "SEQ/ACK analysis"),
  located("uint", 4, "tcp.analysis.acks_frame", "Acknowledges the segment of frame"),
  located("duration", 0, "tcp.analysis.ack_rtt", "Time since that segment"),
  located("duration", 0, "tcp.analysis.initial_rtt", "iRTT"),
  located("uint", 4, "tcp.analysis.bytes_in_flight", "Bytes in flight"),
  located("uint", 4, "tcp.analysis.push_bytes_sent", "Bytes sent since last PSH flag"),
  titled("tcp.analysis.flags", "TCP Analysis Flags"),
  ...REMARKS.map(([, severity, name, title]) => said(severity, "sequence", `tcp.analysis.${name}`, title)),
  located("uint", 4, "tcp.analysis.duplicate_ack_num", "Duplicate ACK #"),
  located("uint", 4, "tcp.analysis.duplicate_ack_frame", "First ACK of that number in frame"),
  located("duration", 0, "tcp.analysis.rto", "Time since the segment was sent first"),
  located("uint", 4, "tcp.analysis.rto_frame", "Sent first in frame"),
];

type Condition = NonNullable<Recall["if"]>;
export const there = (mask: There): Condition => ({ word: Fact.there, mask });
const remark = (mask: number): Condition => ({ word: Fact.shownRemarks, mask });
const inFlight = (as: Recall["as"], word: Fact, condition: Condition): Recall => ({
  ...{ as, word, if: condition, depth: Depth.flight },
});
const remarked = (as: Recall["as"], word: Fact, mask: number): Recall => ({
  ...{ as, word, if: remark(mask), depth: Depth.remarks },
});

/** The same fields, as they are told without a layer. */
export const tcpAnalysisRecalls: Readonly<Record<string, Recall>> = {
  "tcp.analysis": inFlight("there", Fact.there, there(There.analysis)),
  "tcp.analysis.acks_frame": inFlight("large", Fact.acknowledges, there(There.acksFrame)),
  "tcp.analysis.ack_rtt": inFlight("duration", Fact.sinceAcknowledged, there(There.ackTime)),
  "tcp.analysis.initial_rtt": inFlight("duration", Fact.roundTrip, there(There.roundTrip)),
  "tcp.analysis.bytes_in_flight": inFlight("number", Fact.bytesInFlight, there(There.bytesInFlight)),
  "tcp.analysis.push_bytes_sent": inFlight("large", Fact.pushBytes, there(There.pushBytes)),
  "tcp.analysis.flags": remarked("there", Fact.shownRemarks, 0xffff),
  "tcp.analysis.duplicate_ack_num": remarked("number", Fact.duplicates, Remark.duplicate),
  "tcp.analysis.duplicate_ack_frame": inFlight("large", Fact.duplicateOf, remark(Remark.duplicate)),
  "tcp.analysis.rto": inFlight("duration", Fact.sinceResent, there(There.sinceResent)),
  "tcp.analysis.rto_frame": inFlight("large", Fact.resends, there(There.resends)),
  ...Object.fromEntries(
    REMARKS.map(([bit, , name]) => [`tcp.analysis.${name}`, remarked("there", Fact.shownRemarks, bit)]),
  ),
};

export function tellTcpAnalysis(t: TcpConversation, timed: boolean, add: Add): void {
  const { acknowledges, roundTrip, bytesInFlight, pushBytes } = t;
  const remarks = (t.remarks & REPEATS) === 0 ? t.remarks : t.remarks | Remark.retransmission;
  // The round trip is told beside other news only.
  if (remarks + acknowledges + bytesInFlight + pushBytes === 0 && !t.isNoted) return;
  add("tcp.analysis", 0, 0, true);
  if (acknowledges > 0) {
    add("tcp.analysis.acks_frame", 0, 0, acknowledges);
    if (timed && t.sinceAcknowledged !== 0)
      add("tcp.analysis.ack_rtt", 0, 0, () => durationText(t.sinceAcknowledged));
  }
  if (roundTrip !== 0 && timed) add("tcp.analysis.initial_rtt", 0, 0, () => durationText(roundTrip));
  if (bytesInFlight > 0) add("tcp.analysis.bytes_in_flight", 0, 0, bytesInFlight);
  if (pushBytes > 0) add("tcp.analysis.push_bytes_sent", 0, 0, pushBytes);
  if (remarks === 0) return;
  add("tcp.analysis.flags", 0, 0, true);
  for (const [bit, , name, title] of REMARKS) {
    if ((remarks & bit) === 0) continue;
    const number = bit === Remark.duplicate ? ` (#${t.duplicates})` : "";
    add(`tcp.analysis.${name}`, 0, 0, `${title}${number}`, 2);
    if (bit === Remark.duplicate) {
      add("tcp.analysis.duplicate_ack_num", 0, 0, t.duplicates, 3);
      add("tcp.analysis.duplicate_ack_frame", 0, 0, t.duplicateOf, 3);
    }
    if (bit === Remark.retransmission && t.resends > 0 && t.sinceResent !== 0) {
      if (timed) add("tcp.analysis.rto", 0, 0, () => durationText(t.sinceResent), 3);
      add("tcp.analysis.rto_frame", 0, 0, t.resends, 3);
    }
  }
}

/** For the Info column: "[TCP Window Update] ", or nothing. */
export function remarkWords({ remarks, duplicateOf, duplicates }: TcpConversation): string {
  if (remarks === 0) return "";
  let text = "";
  for (const [bit, , , , words] of REMARKS) {
    if ((remarks & bit) === 0) continue;
    text += bit === Remark.duplicate ? `[${words} ${duplicateOf}#${duplicates}] ` : `[${words}] `;
  }
  return text;
}
