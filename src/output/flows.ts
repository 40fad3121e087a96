/** Flow records as a table, as JSON lines, as CSV and as Zeek writes its logs. */
import { isIcmp } from "../core/icmp-ports.ts";
import type { FlowDirection, FlowRecord } from "../facts/flow-record.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { communityId } from "./community-id.ts";
import type { Theme } from "./theme.ts";
import { count, duration, size } from "./units.ts";

/** Zeek's words for what `proto` has, and others that it would not tell apart; ICMP is both of them there. */
const PROTO_NAMES: Readonly<Record<number, string>> = {
  1: "icmp",
  2: "igmp",
  6: "tcp",
  17: "udp",
  33: "dccp",
  50: "esp",
  51: "ah",
  58: "icmp",
  132: "sctp",
  136: "udplite",
};
const protoName = (proto: number): string => PROTO_NAMES[proto] ?? String(proto);

function community(f: FlowRecord): string | null {
  const [from, to] = [f["id.orig_p"], f["id.resp_p"]];
  if (from === null || to === null) return null;
  return communityId(f.words.source, f.words.destination, f.ip_proto, from, to, f.one_way);
}

type Value = string | number | null;

/** A column: what it is called, its type in Zeek's logs, and what is in it. */
type Figure = readonly [name: string, type: string, of: (f: FlowRecord) => Value];

const ofSide = (side: "orig" | "resp"): readonly Figure[] => [
  [`${side}_pkts`, "count", (f) => f[side].pkts],
  [`${side}_inner_bytes`, "count", (f) => f[side].bytes],
  [`${side}_outer_pkts`, "count", (f) => f[side].outer_pkts],
  [`${side}_outer_bytes`, "count", (f) => f[side].outer_bytes],
  [`${side}_tcp_flags`, "string", (f) => f[side].tcp_flags],
  [`${side}_hash_value`, "count", (f) => f[side].hash_value],
  [`${side}_hash_values`, "count", (f) => f[side].hash_values],
];

/** In order: what JSON lines, CSV and Zeek's log are made of. */
const FIGURES: readonly Figure[] = [
  ["ts", "time", (f) => f.ts],
  ["tenant", "string", (f) => f.tenant],
  ["outer_src", "addr", (f) => f.outer_src],
  ["outer_dst", "addr", (f) => f.outer_dst],
  ["id.orig_h", "addr", (f) => f["id.orig_h"]],
  ["id.orig_p", "port", (f) => f["id.orig_p"]],
  ["id.resp_h", "addr", (f) => f["id.resp_h"]],
  ["id.resp_p", "port", (f) => f["id.resp_p"]],
  ["proto", "enum", (f) => protoName(f.ip_proto)],
  ["ip_proto", "count", (f) => f.ip_proto],
  ["duration", "interval", (f) => (f.duration === null ? null : Number(f.duration))],
  ...ofSide("orig"),
  ...ofSide("resp"),
  ["hash_field", "string", (f) => f.orig.hash_field ?? f.resp.hash_field],
  ["community_id", "string", community],
];

export const flowNames: readonly string[] = FIGURES.map(([name]) => name);

/** One record with every name that is there. */
export const flowFigures = (f: FlowRecord): Record<string, Value> =>
  Object.fromEntries(FIGURES.map(([name, , of]) => [name, of(f)]));

/** How records are written, a line each, and what stands before them. */
export interface FlowFormat {
  readonly head: string;
  line(f: FlowRecord): string;
}

/** A JSON object on one line. */
const jsonl: FlowFormat = { head: "", line: (f) => `${JSON.stringify(flowFigures(f))}\n` };

/** RFC 4180; nothing in a record needs quotes, but to be safe what does gets them. */
const csv: FlowFormat = {
  head: `${flowNames.join(",")}\n`,
  line: (f) => `${FIGURES.map(([, , of]) => cell(of(f))).join(",")}\n`,
};

function cell(value: Value): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What Zeek puts before its lines, apart from #open, which is a time of day and so not always the same. */
const zeek: FlowFormat = {
  head: [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    `#fields\t${flowNames.join("\t")}`,
    `#types\t${FIGURES.map(([, type]) => type).join("\t")}`,
    "",
  ].join("\n"),
  line: (f) => `${FIGURES.map(([, type, of]) => zeekText(type, of(f))).join("\t")}\n`,
};

const NANOSECONDS = 9;

function zeekText(type: string, value: Value): string {
  if (value === null) return "-";
  if (value === "") return "(empty)";
  if (type === "time") return epoch(String(value));
  if (type === "interval") return Number(value).toFixed(NANOSECONDS);
  return clean(String(value));
}

/** Seconds since 1970 of RFC 3339 in UTC, with its nine digits. */
function epoch(time: string): string {
  const [whole, fraction] = time.replace(/Z$/, "").split(".");
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction.padEnd(NANOSECONDS, "0")}`;
}

export const flowFormats = { jsonl, csv, zeek };

const host = (address: string, port: number | null, proto: number): string =>
  !HAS_PORTS.has(proto) ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
const HAS_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** "icmp 8/0": the type and its answer's, or the code. */
function protoText(f: FlowRecord): string {
  if (!isIcmp(f.ip_proto)) return protoName(f.ip_proto);
  const name = f.ip_proto === 1 ? "icmp" : "icmp6";
  return f["id.orig_p"] === null ? name : `${name} ${f["id.orig_p"]}/${f["id.resp_p"]}`;
}

const both = (f: FlowRecord, text: (d: FlowDirection) => string): string =>
  `${text(f.orig)} / ${text(f.resp)}`;

const hash = (d: FlowDirection): string =>
  d.hash_values === 0
    ? "-"
    : d.hash_values === 1
      ? String(d.hash_value)
      : `${d.hash_value} +${d.hash_values - 1}`;

const COLUMNS: readonly ColumnSpec<FlowRecord>[] = [
  { header: "TENANT", align: "left", cell: (f) => f.tenant, keep: 28 },
  { header: "PROTO", align: "left", cell: protoText },
  { header: "FROM", align: "left", cell: (f) => host(f["id.orig_h"], f["id.orig_p"], f.ip_proto), keep: 30 },
  { header: "TO", align: "left", cell: (f) => host(f["id.resp_h"], f["id.resp_p"], f.ip_proto), keep: 30 },
  { header: "PACKETS >/<", align: "right", cell: (f) => both(f, (d) => count(d.pkts)) },
  { header: "BYTES >/<", align: "right", cell: (f) => both(f, (d) => size(d.bytes)) },
  {
    header: "TIME",
    align: "right",
    cell: (f) => (f.duration === null ? "-" : duration(Number(f.duration))),
    rank: 1,
  },
  { header: "FLAGS >/<", align: "left", cell: (f) => both(f, (d) => d.tcp_flags || "-"), rank: 2 },
  { header: "HASH >/<", align: "left", cell: (f) => both(f, hash), rank: 3 },
  { header: "COMMUNITY ID", align: "left", cell: (f) => community(f) ?? "-", rank: 5 },
];

/** A line a conversation: originator's figures before the stroke, responder's behind it. */
export function flowsTable(flows: readonly FlowRecord[], width: number, theme: Theme): string {
  return `${fittingTable(COLUMNS, flows, width, theme.dim).join("\n")}\n`;
}
