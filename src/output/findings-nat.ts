/** What the NAT report says in words. */
import type { Listed, NatReport, NatRow } from "../facts/nat-report.ts";
import { type Candidate, type Finding, weights } from "./finding.ts";
import { ranked } from "./findings.ts";
import {
  counts,
  destinationText,
  endText,
  hasPorts,
  isIcmp,
  newDestinationText,
  sourceText,
} from "./nat-words.ts";
import { count, counted, duration } from "./units.ts";

/** Seconds between clocks that somebody should know of. */
const FAR = 1;

const packetsOf = (row: NatRow): number =>
  counts(row.forward, false).packets + counts(row.backward, false).packets;

export function natFindings(report: NatReport): Finding[] {
  return ranked([
    {
      candidates: ambiguity(report),
      more: () => "",
    },
    { candidates: dropped(report), more: () => "" },
    {
      candidates: redirected(report),
      more: (rest) => `${counted(rest.length, "more service")} answered by the router itself`,
    },
    { candidates: clocks(report), more: () => "" },
    {
      candidates: sharedPorts(report.rows),
      more: (rest) => `${counted(rest.length, "more source port")} shared by several inside hosts`,
    },
    {
      candidates: newPorts(report.rows),
      more: (rest) =>
        `${counted(rest.length, "more source")} ${rest.length === 1 ? "has" : "have"} a new port (${counted(weights(rest), "packet")})`,
    },
    {
      candidates: sharedAddresses(report.rows),
      more: (rest) => `${counted(rest.length, "more outside address", "more outside addresses")} shared`,
    },
    {
      candidates: servers(report.rows),
      more: (rest) => `${counted(rest.length, "more server")} behind DNAT`,
    },
  ]);
}

function newPorts(rows: Listed<NatRow>): Candidate[] {
  return Array.from(rows)
    .filter((r) => r.source_port === "new" && (hasPorts(r) || isIcmp(r)))
    .map((r) => ({
      severity: "info",
      weight: packetsOf(r),
      text: `${sourceText(r, r.translated)} is ${sourceText(r, r.original)} (${r.proto} to ${destinationText(r, r.original)})`,
    }));
}

/** Source ports that several inside hosts use to the same destination: what a router must tell apart by new ones. */
function sharedPorts(rows: Listed<NatRow>): Candidate[] {
  const groups = new Map<string, { row: NatRow; hosts: Map<string, string>; packets: number }>();
  for (const row of rows) {
    if (!hasPorts(row) || row.direction === "in" || row.evidence.answered !== null) continue;
    const key = [row.proto, row.original.src_port, destinationText(row, row.original)].join(" ");
    const group = groups.get(key) ?? { row, hosts: new Map(), packets: 0 };
    group.hosts.set(row.original.src, endText(row, row.translated.src, row.translated.src_port));
    group.packets += packetsOf(row);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ hosts }) => hosts.size > 1)
    .map(({ row, hosts, packets }) => ({
      severity: "info",
      weight: packets,
      text:
        `${counted(hosts.size, "inside host")} share source port ${row.original.src_port} to ` +
        `${destinationText(row, row.original)}: ${[...hosts].map(([host, as]) => `${host} is ${as}`).join(", ")}`,
    }));
}

function sharedAddresses(rows: Listed<NatRow>): Candidate[] {
  const hosts = new Map<string, Set<string>>();
  const packets = new Map<string, number>();
  for (const row of rows) {
    if (row.original.src === row.translated.src || row.direction === "in") continue;
    const own = hosts.get(row.translated.src) ?? new Set();
    hosts.set(row.translated.src, own.add(row.original.src));
    packets.set(row.translated.src, (packets.get(row.translated.src) ?? 0) + packetsOf(row));
  }
  return [...hosts]
    .filter(([, own]) => own.size > 1)
    .map(([address, own]) => ({
      severity: "info",
      weight: packets.get(address) ?? 0,
      text: `${counted(own.size, "inside host")} are behind ${address}`,
    }));
}

function servers(rows: Listed<NatRow>): Candidate[] {
  const known = new Map<string, Candidate>();
  for (const row of rows) {
    const [from, to] = [destinationText(row, row.original), newDestinationText(row, row.translated)];
    if (from === to || row.evidence.answered !== null || row.kind === "nat64" || row.kind === "nat46")
      continue;
    const text = `${from} is ${to}`;
    const weight = (known.get(text)?.weight ?? 0) + packetsOf(row);
    known.set(text, { severity: "info", weight, text });
  }
  return [...known.values()];
}

function ambiguity({ ambiguous }: NatReport): Candidate[] {
  if (ambiguous.length === 0) return [];
  const text =
    `${counted(ambiguous.length, "conversation")} cannot be told apart from others: same packets at the same ` +
    "time; listed with their candidates, not guessed";
  return [{ severity: "warn", weight: ambiguous.length, text }];
}

function dropped({ alone }: NatReport): Candidate[] {
  let lost = 0;
  for (const { why } of alone) if (why === "dropped" || why === "rejected") lost++;
  if (lost === 0) return [];
  const text = `${counted(lost, "conversation")} came to the router and did not come out (dropped or rejected)`;
  return [{ severity: "warn", weight: lost, text }];
}

const own = ({ translated: t }: NatRow): string => (t.dst === null ? "" : ` (${t.dst})`);

/** What the router answered itself, by who was asked. */
function redirected({ rows }: NatReport): Candidate[] {
  const groups = new Map<string, { row: NatRow; hosts: Set<string>; connections: number; packets: number }>();
  for (const row of rows) {
    if (row.evidence.answered === null) continue;
    const key = `${row.proto} ${destinationText(row, row.original)}`;
    const group = groups.get(key) ?? { row, hosts: new Set(), connections: 0, packets: 0 };
    group.hosts.add(row.original.src);
    group.connections += row.connections;
    group.packets += packetsOf(row);
    groups.set(key, group);
  }
  return [...groups].map(([asked, { row, hosts, connections, packets }]) => ({
    severity: "info",
    weight: packets,
    text:
      `${asked} is answered by the router itself${own(row)}, not by that host: REDIRECT (` +
      `${counted(connections, "connection")} of ${counted(hosts.size, "inside host")}; TTL as sent, never seen ` +
      "outside; to which port is on no wire)",
  }));
}

function clocks({ clock, outside, rows, inside }: NatReport): Candidate[] {
  if (outside === null || inside.packets === 0 || outside.packets === 0) return [];
  if (clock === null) {
    const text = "the two captures have no packet in common that is like no other: nothing can be paired";
    return rows.length > 0 ? [] : [{ severity: "warn", weight: 0, text }];
  }
  if (Math.abs(clock.offset_s) < FAR) return [];
  const text = `the clocks of the two captures are ${duration(Math.abs(clock.offset_s))} apart: put right by ${count(clock.packets)} packets`;
  return [{ severity: "warn", weight: 0, text }];
}
