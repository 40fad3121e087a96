/** Flow records as a table, as JSON lines and as CSV. */
import type { FlowDirection, FlowRecord } from "../facts/flow-record.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { communityId } from "./community-id.ts";
import type { Theme } from "./theme.ts";
import { count, duration, size } from "./units.ts";

/** Zeek's words for what `proto` has. */
const PROTO_NAMES: Readonly<Record<number, string>> = {
  1: "icmp",
  2: "igmp",
  6: "tcp",
  17: "udp",
  33: "dccp",
  50: "esp",
  51: "ah",
  58: "icmp6",
  132: "sctp",
  136: "udplite",
};
const protoName = (proto: number): string => PROTO_NAMES[proto] ?? String(proto);

const community = (f: FlowRecord): string | null =>
  communityId(f.words.source, f.words.destination, f.ip_proto, f["id.orig_p"], f["id.resp_p"]);

/** One record with every key that is there, in order: what JSON lines and CSV are made of. */
export function flowColumns(f: FlowRecord): Record<string, string | number | null> {
  return {
    ts: f.ts,
    tenant: f.tenant,
    outer_src: f.outer_src,
    outer_dst: f.outer_dst,
    "id.orig_h": f["id.orig_h"],
    "id.orig_p": f["id.orig_p"],
    "id.resp_h": f["id.resp_h"],
    "id.resp_p": f["id.resp_p"],
    proto: protoName(f.ip_proto),
    ip_proto: f.ip_proto,
    duration: f.duration === null ? null : Number(f.duration),
    ...prefixed("orig", f.orig),
    ...prefixed("resp", f.resp),
    hash_field: f.orig.hash_field ?? f.resp.hash_field,
    community_id: community(f),
  };
}

const prefixed = (side: "orig" | "resp", d: FlowDirection): Record<string, string | number | null> => ({
  [`${side}_pkts`]: d.pkts,
  [`${side}_inner_bytes`]: d.bytes,
  [`${side}_outer_pkts`]: d.outer_pkts,
  [`${side}_outer_bytes`]: d.outer_bytes,
  [`${side}_tcp_flags`]: d.tcp_flags,
  [`${side}_hash_value`]: d.hash_value,
  [`${side}_hash_values`]: d.hash_values,
});

/** A JSON object on one line. */
export const flowJson = (f: FlowRecord): string => `${JSON.stringify(flowColumns(f))}\n`;

export const flowCsvHeader = (f: FlowRecord): string => `${Object.keys(flowColumns(f)).join(",")}\n`;

/** RFC 4180; nothing in a record needs quotes but to be safe those that do get them. */
export const flowCsv = (f: FlowRecord): string =>
  `${Object.values(flowColumns(f))
    .map((value) => cell(value === null ? "" : String(value)))
    .join(",")}\n`;

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const host = (address: string, port: number, proto: number): string =>
  !HAS_PORTS.has(proto) ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
const HAS_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

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
  { header: "PROTO", align: "left", cell: (f) => protoName(f.ip_proto) },
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
