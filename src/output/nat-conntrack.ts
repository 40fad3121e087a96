/**
 * Rows as `conntrack -E -e DESTROY` prints them: as `conntrack -L` does, without the timer and the state, which no
 * capture shows, and with the counts of nf_conntrack_acct.
 */
import type { NatReport, NatRow, Tuple } from "../facts/nat-report.ts";
import { counts, hasPorts, isIcmp } from "./nat-words.ts";

const NAME_WIDTH = 8;
/** Types of replies by those of requests. */
const REPLY: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18, 128: 129 };

export function* natConntrack({ rows, outside }: NatReport): Generator<string> {
  for (const row of rows) {
    const { dst, dst_port, ...source } = row.translated;
    if (dst !== null && dst_port !== null) yield line(row, { ...source, dst, dst_port }, outside === null);
  }
}

/** Rows that conntrack's format has no words for: what the router answered itself, at an unknown port. */
export function withoutLine({ rows }: NatReport): number {
  let n = 0;
  for (const { translated: t } of rows) if (t.dst === null || t.dst_port === null) n++;
  return n;
}

function line(row: NatRow, t: Tuple, one: boolean): string {
  const { original: o } = row;
  const back: Tuple = { ...t, src: t.dst, src_port: t.dst_port, dst: t.src, dst_port: t.src_port };
  const [there, here] = [counts(row.forward, one), counts(row.backward, one)];
  const parts = [
    `${row.proto.padEnd(NAME_WIDTH)} ${row.ip_proto}`,
    ...tuple(row, o, row.icmp_type, o.src_port),
    `packets=${there.packets} bytes=${there.bytes}`,
    ...(here.packets === 0 ? ["[UNREPLIED]"] : []),
    ...tuple(row, back, replyType(row, t), t.src_port),
    `packets=${here.packets} bytes=${here.bytes}`,
  ];
  return `${parts.join(" ")}\n`;
}

function replyType({ icmp_type, original }: NatRow, translated: Tuple): number | null {
  if (icmp_type === null) return null;
  const [from, to] = [original.src.includes(":"), translated.src.includes(":")];
  // Between IPv4 and IPv6 the echo's number changes, too.
  const sent = from === to ? icmp_type : to ? 128 : 8;
  return REPLY[sent] ?? sent;
}

function tuple(row: NatRow, t: Tuple, type: number | null, id: number): string[] {
  const addresses = [`src=${t.src}`, `dst=${t.dst}`];
  if (isIcmp(row)) return [...addresses, `type=${type} code=0 id=${id}`];
  return hasPorts(row) ? [...addresses, `sport=${t.src_port}`, `dport=${t.dst_port}`] : addresses;
}
