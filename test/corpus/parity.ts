/**
 * Our view of packets beside tshark's: layers by `frame.protocols`, values by field name. Nothing here knows of
 * differences on purpose: those are rows of differences.ts.
 */

import { eachField } from "../../src/core/found.ts";
import type { Value } from "../../src/core/layer.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { protocols } from "../../src/protocols/registry.ts";
import type { TruthPacket } from "./corpus.ts";
import type { Mixed } from "./mixed.ts";
import type { Streams } from "./streams.ts";

/** One packet, seen by both. */
export interface Pair {
  capture: string;
  /** What tshark mixes up in this capture. */
  mixed: Mixed;
  /** What it remembers of the packets before. */
  streams: Streams;
  packet: DissectedPacket;
  truth: TruthPacket;
  /** Names of the layers, outside in. */
  ours: readonly string[];
  theirs: readonly string[];
  /** How many layers from the outside on are the same. */
  same: number;
  /** Names in ours that tshark leaves out, and that are taken out of them. */
  named: readonly string[];
}

/** tshark dissects VXLAN-GPE, but gives it no name in frame.protocols; we name it. */
const NAMED = new Set(["vxlan_gpe"]);

/** `frame.protocols` of names, as tshark spells them, that some protocol of ours gives. */
const known = new Set<string>(["ethertype"]);
for (const protocol of protocols) {
  if (protocol === null) continue;
  known.add(protocol.name);
  if (typeof protocol.spelling === "string") for (const name of protocol.spelling.split(":")) known.add(name);
}
/** Told by functions, as the registry cannot say. */
for (const name of ["mptcp", "rsl", "pppoed", "pppoes"]) known.delete(name);

export const isKnown = (name: string): boolean => known.has(name);

export function pairOf(
  capture: string,
  mixed: Mixed,
  streams: Streams,
  packet: DissectedPacket,
  truth: TruthPacket,
): Pair {
  const all = String(packet.layers()[0].get("frame.protocols") ?? "").split(":");
  const ours = all.filter((name) => name !== "" && !NAMED.has(name));
  const theirs = truth.protocols;
  let same = 0;
  while (same < ours.length && same < theirs.length && ours[same] === theirs[same]) same++;
  const named = all.filter((name) => NAMED.has(name));
  return { capture, mixed, streams, packet, truth, ours, theirs, same, named };
}

export type Layers =
  | { kind: "equal" }
  /** Ours end (with data, or nothing) where tshark goes on with a protocol that we do not have. */
  | { kind: "ends early"; at: string }
  | { kind: "different"; ours: string; theirs: string };

export function compareLayers({ ours, theirs, same }: Pair): Layers {
  if (same === ours.length && same === theirs.length) return { kind: "equal" };
  const rest = ours.slice(same);
  const next = theirs[same];
  const ended = rest.length === 0 || (rest.length === 1 && rest[0] === "data");
  if (ended && next !== undefined && !known.has(next)) return { kind: "ends early", at: next };
  const after = ours[same - 1] ?? "";
  const tail = (names: readonly string[]) => [after, ...names.slice(same, same + 3)].join(":");
  return { kind: "different", ours: tail(ours), theirs: tail(theirs) };
}

/** The truth's keys that are not spelled as the field is. */
const FIELD_OF: Record<string, string> = {
  interface_id: "frame.interface_id",
  len: "frame.len",
  cap_len: "frame.cap_len",
  time: "frame.time_epoch",
  "gre.flags": "gre.flags_and_version",
  "gre.version": "gre.flags.version",
  "gre.seq": "gre.sequence_number",
  "gre.call_id": "gre.key.call_id",
};
/** What the truth has besides fields. */
const NO_FIELD = new Set(["number", "protocols", "bad"]);

/** Every field that some packet's truth may have. */
export const FIELDS: readonly string[] = [
  ...["interface_id", "len", "cap_len", "time", "eth.src", "eth.dst", "eth.type", "vlan.id", "ieee8021ad.id"],
  ...["mpls.label", "mpls.bottom", "pppoe.code", "pppoe.session_id", "ppp.protocol", "l2tp.version"],
  ...["ip.src", "ip.dst", "ip.proto", "ip.frag_offset", "ip.flags.mf", "ipv6.src", "ipv6.dst", "ipv6.nxt"],
  ...["gre.flags", "gre.version", "gre.proto", "gre.key", "gre.call_id", "gre.seq"],
  ...["erspan.version", "erspan.spanid", "vxlan.vni", "vxlan.next_proto", "geneve.vni", "geneve.proto_type"],
  ...["stt.context_id", "stt.pkt_len", "stt.seg_off", "stt.pkt_id", "stt.stream_id", "stt.mss"],
  ...["gtp.teid", "gtp.message", "l2tp.tunnel", "l2tp.session", "l2tp.sid", "nsh.spi"],
  ...["udp.srcport", "udp.dstport", "tcp.srcport", "tcp.dstport", "arp.opcode", "stp.version", "stp.type"],
  ...["icmp.type", "socks.version", "socks.command"],
];

export interface ValueDifference {
  field: string;
  ours: readonly string[];
  theirs: readonly string[];
  /** How many of them are not equal. */
  unequal: number;
}

export interface Values {
  /** Values that were compared, and those of them that are equal. */
  compared: number;
  equal: number;
  /** tshark's values of layers beyond the one where ours end. */
  beyond: number;
  different: ValueDifference[];
}

/**
 * Compares all values, list against list.
 * @param purposely the layers differ on purpose: only fields are compared whose protocol both have before that
 */
export function compareValues(pair: Pair, layers: Layers, purposely: boolean): Values {
  const result: Values = { compared: 0, equal: 0, beyond: 0, different: [] };
  const all = valuesOf(pair.packet);
  const behind = [...pair.ours.slice(pair.same), ...pair.theirs.slice(pair.same)];
  for (const key of Object.keys(pair.truth)) {
    if (!NO_FIELD.has(key) && !FIELDS.includes(key)) throw new Error(`the truth has ${key}, FIELDS has not`);
  }
  for (const key of FIELDS) {
    if (purposely && times(key, behind) > 0) continue;
    const told = pair.truth[key];
    const list = told === undefined ? [] : Array.isArray(told) ? told : [told];
    const theirs = list.map(String);
    const ours = all.get(FIELD_OF[key] ?? key) ?? [];
    let want = theirs;
    if (layers.kind === "ends early" && theirs.length > ours.length) {
      // Only as many may be missing as there are such layers behind the end.
      const missing = Math.min(theirs.length - ours.length, layersWith(key, pair.theirs.slice(pair.same)));
      result.beyond += missing;
      want = theirs.slice(0, theirs.length - missing);
    }
    const n = Math.max(want.length, ours.length);
    let equal = 0;
    for (let i = 0; i < n; i++) if (want[i] === ours[i]) equal++;
    result.compared += n;
    result.equal += equal;
    if (equal < n) result.different.push({ field: key, ours, theirs: want, unequal: n - equal });
  }
  return result;
}

/** How many of those layers have the field's protocol. */
const times = (key: string, names: readonly string[]): number =>
  names.filter((name) => name === key.slice(0, key.indexOf("."))).length;

/** How many of those layers can have the field. */
function layersWith(key: string, names: readonly string[]): number {
  const protocol = key.slice(0, key.indexOf("."));
  // Protocols that have it unlike their name, and unknown ones that show a known one's fields.
  if (protocol === "eth") return names.filter((n) => n === "eth" || n === "erspan").length;
  return names.filter((n) => n === protocol || n.startsWith(protocol)).length;
}

function valuesOf(packet: DissectedPacket): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const layer of packet.layers()) {
    eachField(layer, ({ field, value }) => {
      const list = all.get(field.name);
      if (list === undefined) all.set(field.name, [plain(value)]);
      else list.push(plain(value));
    });
  }
  return all;
}

/** As the truth has it: numbers in decimal, flags as 0 and 1. */
function plain(value: Value): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}
