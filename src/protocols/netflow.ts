// NetFlow and IPFIX: what routers and virtual switches export of the flows that they see. Versions 1, 5 and 7 have records
// of one form (Cisco, NetFlow Export Datagram Formats); version 9 (RFC 3954, 5) and 10, IPFIX (RFC 7011, 3) have sets of
// records that templates describe, which the same exporter sent before, perhaps long before the capture began.
//
//  0         2         4              8              12
// +---------+---------+--------------+--------------+----------
// | version | records | up, in ms    | seconds      | by version
// +---------+---------+--------------+--------------+----------
//
//  0         2         4              8              12             16  (IPFIX)
// +---------+---------+--------------+--------------+--------------+----
// | 10      | length  | seconds      | sequence     | domain       | sets
// +---------+---------+--------------+--------------+--------------+----

import { senderOf, taught } from "../core/exchange.ts";
import { durationText, timeText } from "../core/format.ts";
import type { Add, Layer, Lesson } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, type Parts, stay, telling, tellParts } from "./common/cursor.ts";
import { duration, hexNum, moment, num, once, raw, said, v4 } from "./common/located.ts";
import { IP_PROTOCOLS } from "./common/names-of-numbers.ts";
import { type Element, recordFields, type Template, tellRecords } from "./common/netflow-records.ts";

const SETS = {
  0: "Data Template (V9)",
  1: "Options Template(V9)",
  2: "Data Template (V10 [IPFIX])",
  3: "Options Template (V10 [IPFIX])",
};
const MODES = {
  0: "No sampling mode configured",
  1: "Packet Interval sampling mode configured",
  2: "Random sampling mode configured",
};
const ENGINES = { 0: "RP", 1: "VIP/Linecard", 2: "PFC/DFC" };
const SCOPES = { 1: "System", 2: "Interface", 3: "Line Card", 4: "Cache", 5: "Template" };

const [V1, V5, V7, V9, IPFIX] = [1, 5, 7, 9, 10];
const VERSIONS: readonly number[] = [V1, V5, V7, V9, IPFIX];
const [DATA, OPTIONS] = ["Data-Template", "Options-Template"];
const FIRST_RECORDS = 256;
/** Of a template's element: its number is a company's own. */
const PRIVATE = 0x8000;

const fields = once(() => [
  num(2, "cflow.version", "Version"),
  num(2, "cflow.count", "Count"),
  num(2, "cflow.len", "Length"),
  duration("cflow.sysuptime", "SysUptime"),
  moment("cflow.timestamp", "Timestamp"),
  num(4, "cflow.unix_secs", "CurrentSecs"),
  num(4, "cflow.unix_nsecs", "CurrentNSecs"),
  num(4, "cflow.exporttime", "ExportTime"),
  num(4, "cflow.sequence", "FlowSequence"),
  num(1, "cflow.engine_type", "EngineType", { values: ENGINES }),
  num(1, "cflow.engine_id", "EngineId"),
  num(2, "cflow.samplingmode", "SamplingMode", { mask: 0xc000, values: MODES }),
  num(2, "cflow.samplerate", "SampleRate", { mask: 0x3fff }),
  num(4, "cflow.source_id", "SourceId"),
  num(4, "cflow.od_id", "Observation Domain Id"),
  v4("cflow.srcaddr", "SrcAddr"),
  v4("cflow.dstaddr", "DstAddr"),
  v4("cflow.nexthop", "NextHop"),
  num(2, "cflow.inputint", "InputInt"),
  num(2, "cflow.outputint", "OutputInt"),
  num(4, "cflow.packets", "Packets"),
  num(4, "cflow.octets", "Octets"),
  duration("cflow.timedelta", "Duration"),
  duration("cflow.timestart", "StartTime"),
  duration("cflow.timeend", "EndTime"),
  num(2, "cflow.srcport", "SrcPort"),
  num(2, "cflow.dstport", "DstPort"),
  hexNum(1, "cflow.flags", "Export Flags"),
  hexNum(1, "cflow.tcpflags", "TCP Flags"),
  num(1, "cflow.protocol", "Protocol", { values: IP_PROTOCOLS }),
  hexNum(1, "cflow.tos", "IP ToS"),
  num(2, "cflow.srcas", "SrcAS"),
  num(2, "cflow.dstas", "DstAS"),
  num(1, "cflow.srcmask", "SrcMask"),
  num(1, "cflow.dstmask", "DstMask"),
  v4("cflow.routersc", "Router Shortcut"),
  raw("cflow.reserved", "Reserved"),
  raw("cflow.padding", "Padding"),
  num(2, "cflow.flowset_id", "FlowSet Id", { values: SETS }),
  num(2, "cflow.flowset_length", "FlowSet Length"),
  num(2, "cflow.template_id", "Template Id"),
  num(2, "cflow.template_field_count", "Field Count"),
  num(2, "cflow.option_scope_length", "Option Scope Length"),
  num(2, "cflow.option_length", "Option Length"),
  num(2, "cflow.template_ipfix_total_field_count", "Total Field Count"),
  num(2, "cflow.template_ipfix_scope_field_count", "Scope Field Count"),
  num(2, "cflow.scope_field_type", "Scope Type", { values: SCOPES }),
  num(2, "cflow.template_field_type", "Type"),
  num(2, "cflow.template_ipfix_pen_provided", "Pen provided", {
    mask: PRIVATE,
    values: { 0: "No", 1: "Yes" },
  }),
  num(2, "cflow.template_ipfix_field_type", "Type", { mask: PRIVATE - 1 }),
  num(2, "cflow.template_ipfix_field_type_enterprise", "Type", { mask: PRIVATE - 1 }),
  num(2, "cflow.template_field_length", "Length"),
  num(4, "cflow.template_ipfix_field_pen", "PEN"),
  said("warning", "sequence", "cflow.unexpected_sequence_number", "Unexpected flow sequence"),
  num(4, "cflow.sequence_analysis.expected_sn", "Expected Sequence Number"),
  num(4, "cflow.sequence_analysis.previous_frame", "Previous Frame in Sequence"),
  ...recordFields(),
]);

/** What stands behind the clocks. */
const HEADERS: Readonly<Record<number, Parts>> = {
  [V1]: [],
  [V5]: [
    ["cflow.sequence", 4],
    ["cflow.engine_type", 1],
    ["cflow.engine_id", 1],
    ["cflow.samplingmode", stay(2)],
    ["cflow.samplerate", 2],
  ],
  [V7]: [
    ["cflow.sequence", 4],
    ["cflow.reserved", 4],
  ],
  [V9]: [
    ["cflow.sequence", 4],
    ["cflow.source_id", 4],
  ],
  [IPFIX]: [
    ["cflow.sequence", 4],
    ["cflow.od_id", 4],
  ],
};
const FLOW: Parts = [
  ["cflow.srcaddr", 4],
  ["cflow.dstaddr", 4],
  ["cflow.nexthop", 4],
  ["cflow.inputint", 2],
  ["cflow.outputint", 2],
  ["cflow.packets", 4],
  ["cflow.octets", 4],
];
const PORTS: Parts = [
  ["cflow.srcport", 2],
  ["cflow.dstport", 2],
];
const PEERS: Parts = [
  ["cflow.tcpflags", 1],
  ["cflow.protocol", 1],
  ["cflow.tos", 1],
  ["cflow.srcas", 2],
  ["cflow.dstas", 2],
  ["cflow.srcmask", 1],
  ["cflow.dstmask", 1],
  ["cflow.padding", 2],
];
/** What stands behind a flow's times. */
const RECORDS: Readonly<Record<number, Parts>> = {
  [V1]: [
    ...PORTS,
    ["cflow.padding", 2],
    ["cflow.protocol", 1],
    ["cflow.tos", 1],
    ["cflow.tcpflags", 1],
    ["cflow.padding", 3],
    ["cflow.reserved", 4],
  ],
  [V5]: [...PORTS, ["cflow.padding", 1], ...PEERS],
  [V7]: [...PORTS, ["cflow.flags", 1], ...PEERS, ["cflow.routersc", 4]],
};

export const netflow: Protocol = {
  name: "cflow",
  title: "Cisco NetFlow/IPFIX",
  reference: "RFC 7011, 3",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [2055, 4739, 9996] },
  accepts: (d, o, lim) => o + 2 <= lim && VERSIONS.includes(d.getUint16(o)),
  parse: () => 0,
  leaf: true,
  exchange: (layer) => {
    const sender = senderOf(layer);
    if (sender === undefined || layer.data.getUint16(0) < V9) return undefined;
    return taught("cflow", sender, (before) => lessonsOf(layer, before));
  },
  ...telling((layer, add, say) => {
    tellAll(layer, add, say, new Map(), layer.conversation?.learnt);
  }),
};

type Learnt = ReadonlyMap<string, Lesson> | undefined;

/** Its templates, and what comes next. */
function lessonsOf(layer: Layer, before: Learnt): (readonly [name: string, value: unknown])[] {
  const templates: Templates = new Map();
  const nobody = () => {};
  let records = 0;
  try {
    records = tellAll(layer, nobody, nobody, templates, before);
  } catch (error) {
    // Those before what is broken count.
    if (!(error instanceof RangeError)) throw error;
  }
  return [...templates, ...counted(layer, records)];
}

/** Those of the packet itself, by domain and number. */
type Templates = Map<string, Template>;

/** @returns how many records there are in sets whose templates are known */
function tellAll(
  layer: Layer,
  add: Add,
  say: (words: string) => void,
  templates: Templates,
  learnt: Learnt,
): number {
  const { data, wireLength } = layer;
  const c = new Cursor(data, add);
  const version = c.number("cflow.version", 2);
  if (version === IPFIX) {
    const length = c.number("cflow.len", 2);
    say(`IPFIX flow (${String(wireLength).padStart(4)} bytes)`);
    tellClock(c, "cflow.exporttime");
    tellParts(c, HEADERS[IPFIX]);
    tellDomain(c, say);
    const sets = length < data.byteLength ? c.within(Math.max(0, length - c.at), 0) : c;
    tellSequence(layer, add, learnt);
    return tellSets(sets, say, layer, templates, learnt);
  }
  const count = c.number("cflow.count", 2);
  say(`total: ${count} (v${version}) ${version === V9 ? "record" : "flow"}${count === 1 ? "" : "s"}`);
  c.tell("cflow.sysuptime", 4, sinceStart(c.peek(4)));
  tellClock(c, "cflow.unix_secs", version === V9 ? undefined : "cflow.unix_nsecs");
  tellParts(c, HEADERS[version]);
  if (version === V9) {
    tellDomain(c, say);
    return tellSets(c, say, layer, templates, learnt);
  }
  for (let i = 0; i < count && c.left > 0; i++) tellFlow(c, version);
  return count;
}

const SEQUENCE_AT = 8;
const IPFIX_HEADER = 16;
const sequenceName = (domain: number): string => `${domain} sequence`;

/** What the next message of its domain counts from (RFC 7011, 3.1): how many records came before it; and who says so. */
function counted({ data, packet }: Layer, records: number): (readonly [string, readonly number[]])[] {
  if (data.byteLength < IPFIX_HEADER || data.getUint16(0) !== IPFIX) return [];
  const name = sequenceName(data.getUint32(DOMAIN_AT[IPFIX]));
  return [[name, [(data.getUint32(SEQUENCE_AT) + records) >>> 0, packet.number]]];
}

/** Only where it is another one than was to be expected. */
function tellSequence({ data }: Layer, add: Add, learnt: Learnt): void {
  const domain = data.getUint32(DOMAIN_AT[IPFIX]);
  const [expected, before] = (learnt?.get(sequenceName(domain))?.value ?? []) as number[];
  const sequence = data.getUint32(SEQUENCE_AT);
  if (expected === undefined || expected === sequence) return;
  const words = `Unexpected flow sequence for domain ID ${domain} (expected ${expected}, got ${sequence})`;
  add("cflow.unexpected_sequence_number", SEQUENCE_AT, 4, words, 1);
  add("cflow.sequence_analysis.expected_sn", 0, 0, expected);
  add("cflow.sequence_analysis.previous_frame", 0, 0, before);
}

const sinceStart = (milliseconds: number): string => durationText(milliseconds * 1e6);

/** A time, and below it what it consists of. */
function tellClock(c: Cursor, seconds: string, nanoseconds?: string): void {
  const rest = nanoseconds === undefined ? 0 : c.peek(4, 4);
  const size = nanoseconds === undefined ? 4 : 8;
  const clock = c.here("cflow.timestamp", size, timeText(c.peek(4), rest)).within(size);
  clock.tell(seconds, 4);
  if (nanoseconds !== undefined) clock.tell(nanoseconds, 4);
}

function tellFlow(c: Cursor, version: number): void {
  tellParts(c, FLOW);
  const [start, end] = [c.peek(4), c.peek(4, 4)];
  const times = c.here("cflow.timedelta", 8, sinceStart(end - start)).within(8);
  times.tell("cflow.timestart", 4, sinceStart(start)).tell("cflow.timeend", 4, sinceStart(end));
  tellParts(c, RECORDS[version]);
}

/** Where the number of the domain stands, by version. */
const DOMAIN_AT: Readonly<Record<number, number>> = { [V9]: 16, [IPFIX]: 12 };

/** It stands before the sets. */
function tellDomain(c: Cursor, say: (words: string) => void): void {
  const domain = c.data.getUint32(c.at - 4);
  say(` Obs-Domain-ID=${String(domain).padStart(5)}`);
}

function tellSets(
  c: Cursor,
  say: (words: string) => void,
  layer: Layer,
  templates: Templates,
  learnt: Learnt,
): number {
  let records = 0;
  const domain = c.data.getUint32(DOMAIN_AT[c.data.getUint16(0)]);
  const keep = (id: number, template: Template) => templates.set(`${domain}.${id}`, template);
  while (c.left >= 4) {
    const id = c.number("cflow.flowset_id", 2);
    const length = c.number("cflow.flowset_length", 2);
    const set = c.within(length - 4);
    if (id >= FIRST_RECORDS) {
      say(` [Data:${id}]`);
      const name = `${domain}.${id}`;
      const known = learnt?.get(name);
      const own = templates.get(name);
      records += tellData(
        set,
        own ?? (known?.value as Template | undefined),
        own === undefined ? known?.number : layer.packet.number,
      );
    } else if (id === 0 || id === 2) tellTemplates(set, id === 2, say, keep);
    else if (id === 1 || id === 3) tellOptions(set, id === 3, say, keep);
  }
  return records;
}

/** @param frame number of the packet that brought the template. @returns how many records there are */
function tellData(c: Cursor, template: Template | undefined, frame: number | undefined): number {
  if (template === undefined || frame === undefined) {
    c.here("cflow.no_template_found", c.left, `Data (${c.left} bytes), no template found`);
    return 0;
  }
  c.here("cflow.template_frame", 0, frame);
  const records = tellRecords(c, template);
  if (c.left > 0) c.tell("cflow.padding", c.left);
  return records;
}

type Keep = (id: number, template: Template) => void;

function named(c: Cursor, kind: string, ids: number[], say: (words: string) => void): void {
  if (ids.length > 0) say(` [${kind}:${ids.join(",")}]`);
  if (c.left > 0) c.tell("cflow.padding", c.left);
}

/** @param isNew whether companies may have elements of their own */
function tellTemplates(c: Cursor, isNew: boolean, say: (words: string) => void, keep: Keep): void {
  const ids: number[] = [];
  while (c.left >= 4) {
    const id = c.number("cflow.template_id", 2);
    ids.push(id);
    const count = c.number("cflow.template_field_count", 2);
    const template: Element[] = [];
    for (let i = 0; i < count; i++) template.push(tellElement(c, isNew));
    keep(id, template);
  }
  named(c, DATA, ids, say);
}

function tellOptions(c: Cursor, isNew: boolean, say: (words: string) => void, keep: Keep): void {
  const ids: number[] = [];
  while (c.left >= 6) {
    const id = c.number("cflow.template_id", 2);
    ids.push(id);
    const template: Element[] = [];
    if (isNew) {
      const total = c.number("cflow.template_ipfix_total_field_count", 2);
      c.tell("cflow.template_ipfix_scope_field_count", 2);
      for (let i = 0; i < total; i++) template.push(tellElement(c, true));
    } else {
      const scopes = c.number("cflow.option_scope_length", 2) >> 2;
      const options = c.number("cflow.option_length", 2) >> 2;
      for (let i = 0; i < scopes; i++) {
        const type = c.number("cflow.scope_field_type", 2);
        template.push({ type, length: c.number("cflow.template_field_length", 2), owner: 0, isScope: true });
      }
      for (let i = 0; i < options; i++) template.push(tellElement(c, false));
    }
    keep(id, template);
  }
  named(c, OPTIONS, ids, say);
}

function tellElement(c: Cursor, isNew: boolean): Element {
  if (!isNew) {
    const type = c.number("cflow.template_field_type", 2);
    return { type, length: c.number("cflow.template_field_length", 2), owner: 0, isScope: false };
  }
  const isPrivate = (c.peek(2) & PRIVATE) !== 0;
  const type = c.peek(2) & ~PRIVATE;
  c.here("cflow.template_ipfix_pen_provided", 2);
  c.tell(`cflow.template_ipfix_field_type${isPrivate ? "_enterprise" : ""}`, 2);
  const length = c.number("cflow.template_field_length", 2);
  return {
    type,
    length,
    owner: isPrivate ? c.number("cflow.template_ipfix_field_pen", 4) : 0,
    isScope: false,
  };
}
