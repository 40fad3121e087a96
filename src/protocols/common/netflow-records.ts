/** Records of NetFlow 9 and IPFIX (RFC 3954, 5; RFC 7011, 3.4): what stands in them a template says, which came before. */
import { durationText, timeText } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, moment, num, once, raw, said } from "./located.ts";
import { ELEMENTS, elementFields } from "./netflow-elements.ts";
import { lateElement, lateFields } from "./netflow-elements-late.ts";

/** An element of a template: its number, its length in bytes, VARIABLE for one that stands before it, and whose it is. */
export interface Element {
  readonly type: number;
  readonly length: number;
  /** Of a company; 0: everybody's. */
  readonly owner: number;
  /** What the record is about, by NetFlow 9's own numbers. */
  readonly isScope: boolean;
}
export type Template = readonly Element[];

const VARIABLE = 0xffff;
const TCP_FLAGS = 6;
const FORWARDING = 89;
/**
 * Beginning and end of a flow, by number: since the exporter began, in seconds and parts of them since 1970, or in
 * microseconds before the message (RFC 5102, 5.9).
 */
const TIMES: Readonly<Record<number, readonly [isEnd: boolean, kind: string]>> = {
  21: [true, "switched"],
  22: [false, "switched"],
  150: [false, "seconds"],
  151: [true, "seconds"],
  152: [false, "milliseconds"],
  153: [true, "milliseconds"],
  154: [false, "microseconds"],
  155: [true, "microseconds"],
  156: [false, "nanoseconds"],
  157: [true, "nanoseconds"],
  158: [false, "before"],
  159: [true, "before"],
};
/** Other times by number, and in which of these forms they are. */
const MOMENTS: Readonly<Record<number, readonly [name: string, kind: string]>> = {
  160: ["sys_init_time", "milliseconds"],
  258: ["collection_time_milliseconds", "milliseconds"],
  260: ["max_export_seconds", "seconds"],
  261: ["max_flow_end_seconds", "seconds"],
  264: ["min_export_seconds", "seconds"],
  265: ["min_flow_start_seconds", "seconds"],
  268: ["max_flow_end_microseconds", "microseconds"],
  269: ["max_flow_end_milliseconds", "milliseconds"],
  270: ["max_flow_end_nanoseconds", "nanoseconds"],
  271: ["min_flow_start_microseconds", "microseconds"],
  272: ["min_flow_start_milliseconds", "milliseconds"],
  273: ["min_flow_start_nanoseconds", "nanoseconds"],
  322: ["observation_time_seconds", "seconds"],
  323: ["observation_time_milliseconds", "milliseconds"],
  324: ["observation_time_microseconds", "microseconds"],
  325: ["observation_time_nanoseconds", "nanoseconds"],
  359: ["monitoring_interval_start_milliseconds", "milliseconds"],
  360: ["monitoring_interval_end_milliseconds", "milliseconds"],
};
/** How long a flow went on, by number: in nanoseconds. */
const SPANS: Readonly<Record<number, number>> = { 161: 1e6, 162: 1e3 };
const SCOPES = ["", "system", "interface", "linecard", "cache", "template"];
const FLAGS = ["fin", "syn", "rst", "psh", "ack", "urg"];
const FORWARDED = ["unknown", "forward", "drop", "consume"];

export const recordFields = once(() => [
  num(4, "cflow.template_frame", "Template Frame"),
  ...FLAGS.map((name, i) => bit(1, 1 << i, `cflow.tcpflags.${name}`, name.toUpperCase())),
  hexNum(1, "cflow.tcpflags.reserved", "Reserved", { mask: 0xc0 }),
  num(1, "cflow.forwarding_status", "ForwardingStatus", { mask: 0xc0 }),
  ...FORWARDED.map((name) =>
    num(1, `cflow.forwarding_status_${name}_code`, `ForwardingStatus ${name}`, { mask: 0x3f }),
  ),
  moment("cflow.abstimestart", "StartTime"),
  moment("cflow.abstimeend", "EndTime"),
  raw("cflow.scope_system", "ScopeSystem"),
  num(4, "cflow.scope_interface", "ScopeInterface"),
  num(4, "cflow.scope_linecard", "ScopeLinecard"),
  raw("cflow.scope_cache", "ScopeCache"),
  raw("cflow.scope_template", "ScopeTemplate"),
  num(1, "cflow.string_len_short", "String_len_short"),
  num(2, "cflow.string_len_long", "String_len_short"),
  raw("cflow.enterprise_private_entry", "Enterprise Private entry"),
  raw("cflow.unknown_field_type", "Unknown Field Type"),
  said("warning", "malformed", "cflow.no_template_found", "No template found"),
  ...elementFields,
  ...Object.values(MOMENTS).map(([name]) => moment(`cflow.${name}`, name)),
  ...lateFields(),
]);

const kinds = once(
  (): ReadonlyMap<string, string> =>
    new Map([
      ...[...elementFields, ...lateFields()].map(({ name, kind }) => [name, kind] as const),
      ...["srcaddr", "dstaddr", "nexthop"].map((name) => [`cflow.${name}`, "ipv4"] as const),
    ]),
);
const sizeOf = (template: Template): number =>
  template.reduce((sum, { length }) => sum + (length === VARIABLE ? 1 : length), 0);

/** Tells as many records as there are. @returns how many */
export function tellRecords(c: Cursor, template: Template): number {
  const size = sizeOf(template);
  let count = 0;
  for (; size > 0 && c.left >= size; count++) tellRecord(c, template);
  return count;
}

function tellRecord(c: Cursor, template: Template): void {
  for (let i = 0; i < template.length; i++) {
    const [element, next] = [template[i], template[i + 1]];
    const time = element.owner === 0 && !element.isScope ? TIMES[element.type] : undefined;
    if (time !== undefined && isPair(element, next)) {
      tellPair(c, element, next);
      i++;
    } else tellElement(c, element);
  }
}

/** Both times of a flow, one behind the other. */
const isPair = (one: Element, other: Element | undefined): boolean =>
  other !== undefined &&
  other.owner === 0 &&
  one.length === other.length &&
  one.type !== other.type &&
  TIMES[one.type][1] === TIMES[other.type]?.[1];

function tellPair(c: Cursor, one: Element, other: Element): void {
  const { length } = one;
  const [a, b] = [nanoseconds(c, one), nanoseconds(c, other, length)];
  const span = TIMES[one.type][0] ? a - b : b - a;
  const times = c.here("cflow.timedelta", 2 * length, durationText(Number(span))).within(2 * length);
  for (const element of [one, other]) tellTime(times, element);
}

/** @param ahead bytes on */
function nanoseconds(c: Cursor, { type, length }: Element, ahead = 0): bigint {
  const kind = (TIMES[type] ?? MOMENTS[type])[1];
  const high = length === 8 ? BigInt(c.peek(4, ahead)) : 0n;
  const value = (high << 32n) | BigInt(c.peek(4, ahead + length - 4));
  if (kind === "seconds") return value * 1_000_000_000n;
  if (kind === "switched" || kind === "milliseconds") return value * 1_000_000n;
  if (kind === "before") return BigInt(c.data.getUint32(EXPORTED_AT)) * 1_000_000_000n - value * 1000n;
  // NTP's form (RFC 5905, 6): seconds since 1900, and a fraction of 32 bits.
  return (high - EPOCH) * 1_000_000_000n + ((value & 0xffffffffn) * 1_000_000_000n) / 0x1_0000_0000n;
}
const EPOCH = 2_208_988_800n;
/** When a message of IPFIX was sent, in seconds since 1970. */
const EXPORTED_AT = 4;

function tellTime(c: Cursor, element: Element): void {
  const { length } = element;
  if (length !== 4 && length !== 8) {
    c.skip(length);
    return;
  }
  const [isEnd, kind] = TIMES[element.type];
  const at = nanoseconds(c, element);
  const end = isEnd ? "end" : "start";
  if (kind === "switched") c.tell(`cflow.time${end}`, length, durationText(Number(at)));
  else {
    const seconds = at / 1_000_000_000n;
    c.tell(`cflow.abstime${end}`, length, timeText(Number(seconds), Number(at % 1_000_000_000n)));
  }
}

function tellElement(c: Cursor, element: Element): void {
  const { type, owner, isScope } = element;
  const length = element.length === VARIABLE ? lengthHere(c) : element.length;
  if (owner !== 0) tellBytes(c, "cflow.enterprise_private_entry", length);
  else if (isScope) c.tell(`cflow.scope_${SCOPES[type] ?? "system"}`, length);
  else if (TIMES[type] !== undefined) tellTime(c, element);
  else if (MOMENTS[type] !== undefined) tellMoment(c, element);
  else if (SPANS[type] !== undefined && length === 4)
    c.tell("cflow.timedelta", 4, durationText(c.peek(4) * SPANS[type]));
  else if (type === TCP_FLAGS && length === 1) {
    c.here("cflow.tcpflags", 1).bits(1, "cflow.tcpflags.reserved");
    c.bits(1, ...[...FLAGS].reverse().map((name) => `cflow.tcpflags.${name}`)).skip(1);
  } else if (type === FORWARDING && length === 1) {
    c.here("cflow.forwarding_status", 1);
    c.tell(`cflow.forwarding_status_${FORWARDED[c.peek(1) >> 6]}_code`, 1);
  } else {
    const name = ELEMENTS[type] ?? lateElement(type);
    if (name === undefined) tellBytes(c, "cflow.unknown_field_type", length);
    else tellKnown(c, `cflow.${name}`, length);
  }
}

function tellMoment(c: Cursor, element: Element): void {
  const { type, length } = element;
  if (length !== 4 && length !== 8) {
    c.skip(length);
    return;
  }
  const at = nanoseconds(c, element);
  const text = timeText(Number(at / 1_000_000_000n), Number(at % 1_000_000_000n));
  c.tell(`cflow.${MOMENTS[type][0]}`, length, text);
}

/** Of a number or an address whose length is not its own, nothing is told. */
function tellKnown(c: Cursor, name: string, length: number): void {
  const kind = kinds().get(name) ?? "uint";
  if (length === 0) return;
  if (kind === "string") c.text(name, length);
  else if (kind === "bytes" || LENGTHS[kind]?.includes(length) === true) c.tell(name, length);
  else c.skip(length);
}
const LENGTHS: Readonly<Record<string, readonly number[]>> = {
  uint: [1, 2, 3, 4, 5, 6, 8],
  ipv4: [4],
  ipv6: [16],
  mac: [6],
};

function tellBytes(c: Cursor, name: string, length: number): void {
  if (length > 0) c.tell(name, length);
}

/** One byte, or 255 and two (RFC 7011, 7). */
function lengthHere(c: Cursor): number {
  const short = c.peek(1);
  const length = short === 255 ? c.peek(2, 1) : short;
  if (short === 255) c.skip(1).tell("cflow.string_len_long", 2);
  else c.tell("cflow.string_len_short", 1);
  return length;
}
