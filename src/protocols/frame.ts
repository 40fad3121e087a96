// What is known of a captured packet besides its bytes: Wireshark's pseudo-protocol "frame".
import { located } from "../core/fields.ts";
import { secondsText, timeText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { protocolsOf } from "../core/spelling.ts";

const fields = [
  located("uint", 4, "frame.number", "Frame Number"),
  located("time", 0, "frame.time", "Arrival Time"),
  located("time", 0, "frame.time_epoch", "Epoch Time"),
  located("duration", 0, "frame.time_delta", "Time delta from previous captured frame"),
  located("duration", 0, "frame.time_delta_displayed", "Time delta from previous displayed frame"),
  located("duration", 0, "frame.time_relative", "Time since reference or first frame"),
  located("uint", 4, "frame.len", "Frame Length"),
  located("uint", 4, "frame.cap_len", "Capture Length"),
  located("string", 0, "frame.protocols", "Protocols in frame"),
  located("uint", 4, "frame.section_number", "Section number"),
  located("uint", 4, "frame.interface_id", "Interface id"),
  located("string", 0, "frame.interface_name", "Interface name"),
  located("uint", 2, "frame.encap_type", "Encapsulation type"),
];

/** Wireshark's own numbers of link types, by LINKTYPE_ number. */
const ENCAPSULATIONS: Readonly<Record<number, number>> = {
  0: 15,
  1: 1,
  6: 2,
  7: 8,
  8: 3,
  9: 4,
  10: 6,
  11: 10,
  12: 7,
  14: 7,
  50: 4,
  51: 139,
  100: 10,
  101: 7,
  104: 28,
  105: 20,
  106: 11,
  107: 26,
  108: 174,
  109: 38,
  112: 28,
  113: 25,
  117: 39,
  119: 21,
  123: 13,
  127: 23,
  129: 9,
  130: 81,
  131: 82,
  133: 87,
  135: 68,
  136: 151,
  137: 67,
  139: 75,
  140: 42,
  163: 24,
  189: 95,
  192: 97,
  195: 104,
  197: 98,
  220: 115,
  224: 121,
  226: 124,
  227: 125,
  228: 129,
  229: 130,
  230: 127,
  239: 141,
  242: 180,
  248: 149,
  251: 154,
  253: 158,
  258: 171,
  271: 185,
  276: 210,
};

export const frame: Protocol = {
  name: "frame",
  title: "Frame",
  reference: "the capture file",
  fields,
  claims: {},
  parse: () => 0,
  spelling: "",
  notes: {
    "frame.len": (bytes) => ` bytes (${bytes * 8} bits)`,
    "frame.cap_len": (bytes) => ` bytes (${bytes * 8} bits)`,
  },
  locate,
};

function locate({ packet: p }: Layer, add: Add): void {
  const put = (name: string, value: number | string | (() => string)) => add(name, 0, 0, value);
  if (p.source?.section !== undefined) put("frame.section_number", p.source.section);
  put("frame.number", p.number);
  if (p.nanoseconds >= 0) {
    put("frame.time", () => timeText(p.seconds, p.nanoseconds));
    put("frame.time_epoch", () => secondsText(p.seconds, p.nanoseconds));
    put("frame.time_delta", () => since(p, p.previousSeconds, p.previousNanoseconds));
    put("frame.time_delta_displayed", () => since(p, p.shownSeconds, p.shownNanoseconds));
    put("frame.time_relative", () => since(p, p.firstSeconds, p.firstNanoseconds));
  }
  put("frame.len", p.original);
  put("frame.cap_len", p.captured);
  put("frame.protocols", () => protocolsOf(p.layers()));
  if (p.interfaceId >= 0) put("frame.interface_id", p.interfaceId);
  if (p.source !== null && p.source.name !== "") put("frame.interface_name", p.source.name);
  if (ENCAPSULATIONS[p.linktype] !== undefined) put("frame.encap_type", ENCAPSULATIONS[p.linktype]);
}

/** Seconds with nine decimals from that time to the packet's; nothing before it counts as no time. */
function since(p: Layer["packet"], seconds: number, nanoseconds: number): string {
  if (nanoseconds < 0) return secondsText(0, 0);
  return secondsText(p.seconds - seconds, p.nanoseconds - nanoseconds);
}
