/** What a TCP layer says of the messages over several segments that its bytes are parts of. Never on the hot path. */
import type { Add, Layer } from "../../core/layer.ts";
import { Remark } from "../../core/tcp-remarks.ts";
import { mark, num, raw } from "./located.ts";
import { tellBrought } from "./parts.ts";

export const tcpSegmentFields = [
  raw("tcp.segment_data", "TCP segment data"),
  num(4, "tcp.pdu.size", "PDU Size"),
  mark("tcp.segments", "Reassembled TCP Segments"),
  num(4, "tcp.segment", "TCP Segment"),
  num(4, "tcp.segment.count", "Segment count"),
  num(4, "tcp.reassembled.length", "Reassembled TCP length"),
  raw("tcp.reassembled.data", "Reassembled TCP Data"),
];

/** @param header bytes in front of what the segment carries */
export function tellSegments(layer: Layer, header: number, add: Add): void {
  const { packet, frame, stackIndex, data, wireLength, conversation } = layer;
  // As to Wireshark, what is sent again is part of whatever it was the first time.
  const carried = data.byteLength - header;
  const isAgain = ((conversation?.tcp?.remarks ?? 0) & Remark.retransmission) !== 0;
  if (isAgain && carried > 0 && data.byteLength === wireLength) add("tcp.segment_data", header, carried);
  const { carrier, parts, wholes, sizes } = packet.joins;
  if (carrier === null || carrier.stackIndex !== stackIndex || carrier.frame !== frame) return;
  for (const size of sizes) add("tcp.pdu.size", 0, 0, size);
  const start = data.byteOffset - frame.view.byteOffset;
  for (const { from, to } of parts) add("tcp.segment_data", from - start, to - from);
  for (const { brought, bytes } of wholes) {
    add("tcp.segments", 0, 0, true);
    tellBrought(brought, add, "tcp.segment", 1);
    add("tcp.reassembled.length", 0, 0, bytes.length, 1);
    add("tcp.reassembled.data", 0, 0, bytes, 1);
  }
}
