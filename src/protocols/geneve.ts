// Generic Network Virtualization Encapsulation, RFC 8926 section 3.4.
//
//  0         2         4                   7    8
// +--+------+-+-------+-------------------+----+---------
// |v |optlen|OC| proto| VNI               | 0  | options
// +--+------+-+-------+-------------------+----+---------
//  an option (3.5):
//  0         2    3    4
// +---------+----+----+---------
// | class   |type|len | value
// +---------+----+----+---------
//
// Lengths are in words of four bytes; an option's does not count its own header.

import { ethertype } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, located, offsets, u8, u16, u24 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, hex } from "./common/cursor.ts";
import { said } from "./common/located.ts";
import { ETHERTYPES } from "./common/names-of-numbers.ts";

/** https://www.iana.org/assignments/nvo3 */
/** Whose option classes are, from the first of their numbers to the last (IANA's registry). */
const OWNERS: readonly (readonly [first: number, last: number, name: string])[] = [
  [0x0000, 0x00ff, "Standard"],
  [0x0100, 0x0100, "Linux"],
  [0x0101, 0x0101, "Open vSwitch"],
  [0x0102, 0x0102, "Open Virtual Networking (OVN)"],
  [0x0103, 0x0103, "In-band Network Telemetry (INT)"],
  [0x0104, 0x0104, "VMware"],
  [0x0105, 0x0105, "Amazon.com, Inc."],
  [0x0106, 0x0106, "Cisco Systems, Inc."],
  [0x0107, 0x0107, "Oracle Corporation"],
  [0x0108, 0x0110, "Amazon.com, Inc."],
  [0x0111, 0x0118, "IBM"],
  [0x0119, 0x0128, "Ericsson"],
  [0x0129, 0x0129, "Oxide Computer Company"],
  [0x0130, 0x0131, "Cisco Systems, Inc."],
  [0x0132, 0x0135, "Google LLC"],
  [0x0136, 0x0136, "InfoQuick Global Connection Tech Ltd."],
  [0x0137, 0xfeff, "Unassigned"],
  [0xfff0, 0xffff, "Experimental"],
];
const ownerOf = (value: number): string =>
  OWNERS.find(([first, last]) => value >= first && value <= last)?.[2] ?? "Unknown";
/** Of those that are somebody's, one by one. */
const CLASSES: Readonly<Record<number, string>> = Object.fromEntries(
  OWNERS.filter(([first]) => first >= 0x0100 && first < 0x0137).flatMap(([first, last, name]) =>
    Array.from({ length: last - first + 1 }, (_, i) => [first + i, name]),
  ),
);

const fields = [
  u8(0, "geneve.version", "Version", { mask: 0xc0 }),
  u8(0, "geneve.option.length", "Length", { mask: 0x3f, scale: 4 }),
  u8(1, "geneve.flags", "Flags", { base: "hex" }),
  flag(1, 1, 0x80, "geneve.flags.oam", "Operations, Administration and Management Frame"),
  flag(1, 1, 0x40, "geneve.flags.critical", "Critical Options Present"),
  located("bool", 0, "geneve.flags.reserved", "Reserved"),
  u16(2, "geneve.proto_type", "Protocol Type", { base: "hex", values: ETHERTYPES }),
  u24(4, "geneve.vni", "Virtual Network Identifier (VNI)", { base: "hex" }),
  u8(7, "geneve.reserved", "Reserved", { base: "hex" }),
  located("bytes", 0, "geneve.options", "Options"),
  located("bytes", 0, "geneve.option", "Option"),
  located("uint", 2, "geneve.option.class", "Class", { base: "hex", values: CLASSES }),
  located("uint", 1, "geneve.option.type", "Type", { base: "hex" }),
  located("bool", 1, "geneve.option.type.critical", "Critical Option", { mask: 0x80 }),
  located("uint", 1, "geneve.option.flags", "Flags", { mask: 0xe0, base: "hex" }),
  located("bool", 0, "geneve.option.flags.reserved", "Reserved"),
  located("uint", 4, "geneve.option.gcp.vnid", "GCP Virtual Network ID"),
  located("bool", 4, "geneve.option.gcp.direction", "GCP Traffic Direction", { mask: 0x1 }),
  located("bool", 0, "geneve.option.gcp.reserved", "GCP Reserved bits"),
  located("bytes", 0, "geneve.option.gcp.endpoint", "GCP Endpoint ID"),
  located("uint", 8, "geneve.option.gcp.profile", "GCP Profile ID"),
  located("bytes", 0, "geneve.option.unknown.data", "Unknown Option Data"),
  said("warning", "protocol", "geneve.version.unknown", "Unknown version"),
  said("warning", "protocol", "geneve.option.length.invalid", "Invalid length for option"),
];
const at = offsets(fields);
const LEN = 8;
const VERSION = 0xc0;
const OPTION_WORDS = 0x3f;
const OPTION_LEN = 4;
const VALUE_WORDS = 0x1f;
const RESERVED = 0x3f;

const GENEVE = encapsulation({
  name: "geneve",
  title: "Geneve",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const geneve: Protocol = {
  name: "geneve",
  title: "Generic Network Virtualization Encapsulation",
  reference: "RFC 8926, 3.4",
  fields,
  claims: { "udp.port": [6081] },
  parse: parseGeneve,
  steady: {
    decides: "ff 00 ff ff  00 00 00 00",
    tells: "00 00 00 00  ff ff ff 00",
    id: { at: 4, bits: 24 },
  },
  column: "Geneve",
  info: ({ data }) => {
    const version = data.getUint8(0) >> 6;
    if (data.byteLength < at["geneve.vni"]) return version > 0 ? `Unknown Geneve version ${version}` : "";
    const proto = data.getUint16(at["geneve.proto_type"]);
    const name = ETHERTYPES[proto] ?? `0x${proto.toString(16).padStart(4, "0")} (unknown)`;
    return `Encapsulated ${name}`;
  },
  summary: ({ data }) => {
    const vni = `0x${(data.getUint32(at["geneve.vni"]) >>> 8).toString(16).padStart(6, "0")}`;
    return `, VNI: ${vni}${(data.getUint8(1) & 0x80) !== 0 ? ", OAM" : ""}`;
  },
  locate,
  body: bodyOf,
  despite: (d, o, lim, s) => {
    s.pos = o + LEN + ((d.getUint8(o) & OPTION_WORDS) << 2);
    return s.pos > lim ? s.short(s.pos) : ethertype[d.getUint16(o + at["geneve.proto_type"])];
  },
};

function bodyOf(data: DataView): number {
  return LEN + ((data.getUint8(0) & OPTION_WORDS) << 2);
}

/** By class and type: what Google Cloud puts between its network and appliances. */
const OPTIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  // 28 bits of a number, three that are reserved, and the direction.
  78337: (c) => {
    const word = c.peek(4);
    c.here("geneve.option.gcp.vnid", 4, word >>> 4).here("geneve.option.gcp.direction", 4);
    c.tell("geneve.option.gcp.reserved", 4, (word & 0xe) !== 0);
  },
  78338: (c) => c.tell("geneve.option.gcp.endpoint", c.left),
  78339: (c) => c.tell("geneve.option.gcp.profile", Math.min(8, c.left)),
};

function locate({ data }: Layer, add: Add): void {
  add("geneve.flags.reserved", 1, 1, (data.getUint8(1) & RESERVED) !== 0);
  const end = bodyOf(data);
  const version = data.getUint8(0) >> 6;
  if (version !== 0) add("geneve.version.unknown", 0, 0, `Unknown version ${version}`);
  if (end === LEN) return;
  if (data.byteLength < end) throw new RangeError("options are cut");
  try {
    tellOptions(data, add, end);
  } catch (error) {
    // What they contradict is no fault of what follows them.
    if (!(error instanceof RangeError)) throw error;
  }
}

function tellOptions(data: DataView, add: Add, end: number): void {
  const all = new Cursor(data, add, LEN, end);
  all.here("geneve.options", all.left);
  const c = all.within(all.left);
  while (c.left >= OPTION_LEN) {
    const size = OPTION_LEN + ((c.peek(1, 3) & VALUE_WORDS) << 2);
    if (size > c.left && data.byteLength >= end) {
      const kind = `Class: ${ownerOf(c.peek(2))} (${hex(c.peek(2), 4)}) Type: ${hex(c.peek(1, 2), 2)}`;
      c.here(
        "geneve.option.length.invalid",
        0,
        `Unknown, ${kind} (length of ${size} is past end of options)`,
      );
      return;
    }
    c.here("geneve.option", size);
    const option = c.within(size);
    const which = option.peek(3);
    option.tell("geneve.option.class", 2);
    option.here("geneve.option.type", 1).tell("geneve.option.type.critical", 1);
    option.here("geneve.option.flags", 1).here("geneve.option.flags.reserved", 1, option.peek(1) >> 5 !== 0);
    option.tell("geneve.option.length", 1, size);
    const known = OPTIONS[which];
    if (option.left === 0 && known !== undefined) continue;
    if (known === undefined) option.tell("geneve.option.unknown.data", option.left);
    else known(option);
  }
}

export function parseGeneve(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const first = d.getUint8(o + at["geneve.version"]);
  if ((first & VERSION) !== 0) return s.malformedTunnel();
  const pos = o + LEN + ((first & OPTION_WORDS) << 2);
  const vni = d.getUint32(o + at["geneve.vni"]) >>> 8;
  const proto = d.getUint16(o + at["geneve.proto_type"]);
  if (!s.enterTunnel(GENEVE, 0, vni, 0, s.ports, Math.min(pos, s.wire))) return 0;
  // Options that are not there cost the inner packet, not the tenant.
  if (pos > lim) return s.short(pos);
  s.pos = pos;
  return ethertype[proto];
}
