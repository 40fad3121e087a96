// What is known of a captured packet besides its bytes: Wireshark's pseudo-protocol "frame".
import { located } from "../core/fields.ts";
import { secondsText, timeText } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { PacketOption } from "../core/sink.ts";
import { protocolsOf } from "../core/spelling.ts";
import { said } from "./common/located.ts";

type Names = Readonly<Record<number, string>>;

/** pcapng's flags word (draft-ietf-opsawg-pcapng, 4.3.1): numbers with their lowest bit and size, then errors, each a bit. */
const NUMBERS: readonly (readonly [
  name: string,
  title: string,
  bit: number,
  size: number,
  values?: Names,
])[] = [
  ["direction", "Direction", 0, 2, { 0: "Unknown", 1: "Inbound", 2: "Outbound" }],
  [
    ...(["reception_type", "Reception type", 2, 3] as const),
    { 0: "Not specified", 1: "Unicast", 2: "Multicast", 3: "Broadcast", 4: "Promiscuous" },
  ],
  ["fcs_length", "FCS length", 5, 4],
  ["reserved", "Reserved", 9, 7],
];
const FIRST_ERROR = 24;
const ERRORS: readonly (readonly [name: string, title: string])[] = [
  ["crc_error", "CRC error"],
  ["packet_too_error", "Packet too long error"],
  ["packet_too_short_error", "Packet too short error"],
  ["wrong_inter_frame_gap_error", "Wrong interframe gap error"],
  ["unaligned_frame_error", "Unaligned frame error"],
  ["start_frame_delimiter_error", "Start frame delimiter error"],
  ["preamble_error", "Preamble error"],
  ["symbol_error", "Symbol error"],
];
const OUTBOUND = 2;

/** Further options of a packet's block (draft-ietf-opsawg-pcapng, 4.3): numbers, and how long they are; and verdicts. */
const OPTIONS: Readonly<Record<number, readonly [name: string, size: number]>> = {
  4: ["frame.drop_count", 8],
  5: ["frame.packet_id", 8],
  6: ["frame.interface_queue", 4],
};
const VERDICT = 7;
/** What a verdict is of, and the names of what Linux has decided. */
const VERDICTS = ["hw", "ebpf_tc", "ebpf_xdp"] as const;
const TC_ACTIONS = {
  ...{ [-1]: "TC_ACT_UNSPEC", 0: "TC_ACT_OK", 1: "TC_ACT_RECLASSIFY", 2: "TC_ACT_SHOT", 3: "TC_ACT_PIPE" },
  ...{ 4: "TC_ACT_STOLEN", 5: "TC_ACT_QUEUED", 6: "TC_ACT_REPEAT", 7: "TC_ACT_REDIRECT", 8: "TC_ACT_TRAP" },
};
const XDP_ACTIONS = {
  ...{ 0: "XDP_ABORTED", 1: "XDP_DROP", 2: "XDP_PASS", 3: "XDP_TX", 4: "XDP_REDIRECT" },
};

const fields = [
  located("string", 0, "frame.comment", "Comment"),
  said("comment", "comment", "frame.comment.expert", "Formatted comment"),
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
  located("string", 0, "frame.interface_description", "Interface description"),
  located("uint", 4, "frame.packet_flags", "Packet flags", { base: "hex" }),
  ...NUMBERS.map(([name, title, , , values]) =>
    located("uint", 4, `frame.packet_flags_${name}`, title, values && { values }),
  ),
  ...ERRORS.map(([name, title]) => located("bool", 0, `frame.packet_flags_${name}`, title)),
  located("uint", 4, "frame.interface_queue", "Interface queue"),
  located("uint", 8, "frame.packet_id", "Packet id"),
  located("string", 0, "frame.verdict", "Verdict"),
  located("bytes", 0, "frame.verdict.hw", "Hardware"),
  located("uint", 8, "frame.verdict.ebpf_tc", "eBPF TC", { signed: true, values: TC_ACTIONS }),
  located("uint", 8, "frame.verdict.ebpf_xdp", "eBPF XDP", { signed: true, values: XDP_ACTIONS }),
  located("bytes", 0, "frame.verdict.unknown", "Unknown"),
  located("uint", 8, "frame.drop_count", "Drop Count"),
  located("uint", 2, "frame.encap_type", "Encapsulation type"),
  located("uint", 1, "frame.p2p_dir", "Point-to-Point Direction", { values: { 0: "Sent", 1: "Received" } }),
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
  for (const comment of p.annotation?.comments ?? []) {
    put("frame.comment", comment);
    add("frame.comment.expert", 0, 0, comment, 1);
  }
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
  if (p.source !== null && p.source.description !== "")
    put("frame.interface_description", p.source.description);
  const flags = p.annotation?.flags ?? -1;
  if (flags >= 0) tellFlags(flags, add);
  for (const one of p.annotation?.others ?? []) tellOption(one, add);
  tellVerdicts(p.annotation?.others ?? [], add);
  if (ENCAPSULATIONS[p.linktype] !== undefined) put("frame.encap_type", ENCAPSULATIONS[p.linktype]);
  const direction = flags & 3;
  if (flags >= 0 && direction > 0) put("frame.p2p_dir", direction === OUTBOUND ? 0 : 1);
}

const viewOf = ({ value }: PacketOption): DataView =>
  new DataView(value.buffer, value.byteOffset, value.length);

function tellOption(option: PacketOption, add: Add): void {
  const known = OPTIONS[option.code];
  if (known === undefined) return;
  const [name, size] = known;
  const view = viewOf(option);
  add(name, 0, 0, size === 4 ? view.getUint32(0, true) : view.getBigUint64(0, true));
}

function tellVerdicts(all: readonly PacketOption[], add: Add): void {
  const verdicts = all.filter(({ code, value }) => code === VERDICT && value.length > 0);
  if (verdicts.length === 0) return;
  add("frame.verdict", 0, 0, "");
  for (const verdict of verdicts) {
    const { value } = verdict;
    const name = VERDICTS[value[0]];
    if (name === undefined || name === "hw" || value.length < 9)
      add(`frame.verdict.${name === "hw" ? name : "unknown"}`, 0, 0, value.subarray(1), 1);
    else {
      const action = viewOf(verdict).getBigInt64(1, true);
      const isSafe = Number.isSafeInteger(Number(action));
      add(`frame.verdict.${name}`, 0, 0, isSafe ? Number(action) : action, 1);
    }
  }
}

function tellFlags(flags: number, add: Add): void {
  add("frame.packet_flags", 0, 0, flags);
  for (const [name, , bit, size] of NUMBERS)
    add(`frame.packet_flags_${name}`, 0, 0, (flags >>> bit) & ((1 << size) - 1), 1);
  for (const [i, [name]] of ERRORS.entries())
    add(`frame.packet_flags_${name}`, 0, 0, ((flags >>> (FIRST_ERROR + i)) & 1) === 1, 1);
}

/** Seconds with nine decimals from that time to the packet's; nothing before it counts as no time. */
function since(p: Layer["packet"], seconds: number, nanoseconds: number): string {
  if (nanoseconds < 0) return secondsText(0, 0);
  return secondsText(p.seconds - seconds, p.nanoseconds - nanoseconds);
}
