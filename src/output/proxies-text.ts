/** Proxies and ssh as an operator reads them. Every text from the capture is cleaned: all of them are hostile. */
import type {
  ForwardReport,
  ForwardRole,
  ProxiesReport,
  ProxyReport,
  TransportReport,
} from "../proxies/report.ts";
import { clean } from "./clean.ts";
import { type ColumnSpec, fittingTable } from "./columns.ts";
import { proxyFindings } from "./findings-proxies.ts";
import { carriedText, destination, endpoint } from "./proxies-words.ts";
import { filesLine, findingLines } from "./stats-text.ts";
import type { Theme } from "./theme.ts";
import { counted, duration, size } from "./units.ts";
import { wrap } from "./wrap.ts";

const optionalSize = (bytes: number | null): string => (bytes === null ? "-" : size(bytes));
const optionalDuration = (seconds: number | null): string => (seconds === null ? "-" : duration(seconds));

const OUTCOMES: Readonly<Record<ProxyReport["outcome"], string>> = {
  established: "ok",
  associated: "ok",
  refused: "refused",
  no_acceptable_method: "no method fits",
  login_failed: "login failed",
  no_request: "no request",
  no_reply: "no reply",
  no_peer: "nobody called",
  opaque: "not readable",
  unknown: "unknown",
};

/** "refused: connection refused" */
const outcome = (p: ProxyReport): string => {
  const last = p.replies.at(-1);
  return p.outcome === "refused" && last !== undefined ? `refused: ${last.text}` : OUTCOMES[p.outcome];
};

const login = (p: ProxyReport): string =>
  p.user === null
    ? (p.method ?? "-")
    : `${clean(p.user)}${p.password === null ? "" : `:${clean(p.password)}`}`;

const PROXIES: readonly ColumnSpec<ProxyReport>[] = [
  { header: "#", align: "right", cell: (p) => String(p.id) },
  { header: "IN", align: "right", cell: (p) => (p.inside === null ? "-" : String(p.inside)), rank: 3 },
  { header: "TENANT", align: "left", cell: (p) => p.tenant, keep: 20, rank: 1 },
  { header: "KIND", align: "left", cell: (p) => p.kind },
  { header: "CLIENT", align: "left", cell: (p) => endpoint(p.client), keep: 24 },
  { header: "PROXY", align: "left", cell: (p) => destination(p.proxy), keep: 24 },
  { header: "LOGIN", align: "left", cell: login, keep: 20, rank: 2 },
  { header: "COMMAND", align: "left", cell: (p) => p.command ?? "-", rank: 2 },
  { header: "DESTINATION", align: "left", cell: (p) => destination(p.destination), keep: 30 },
  { header: "RESULT", align: "left", cell: outcome, keep: 20 },
  {
    header: "BYTES >/<",
    align: "right",
    cell: (p) => `${optionalSize(p.bytes_to_destination)} / ${optionalSize(p.bytes_from_destination)}`,
  },
  { header: "SETUP", align: "right", cell: (p) => optionalDuration(p.setup_s), rank: 3 },
  { header: "TIME", align: "right", cell: (p) => optionalDuration(p.duration_s), rank: 2 },
  { header: "CARRIES", align: "left", cell: carriedText, keep: 30, rank: 1 },
];

const TRANSPORTS: readonly ColumnSpec<TransportReport>[] = [
  { header: "#", align: "right", cell: (t) => String(t.id) },
  { header: "TENANT", align: "left", cell: (t) => t.tenant, keep: 20, rank: 1 },
  { header: "CLIENT", align: "left", cell: (t) => endpoint(t.client), keep: 24 },
  { header: "SERVER", align: "left", cell: (t) => endpoint(t.server), keep: 24 },
  { header: "CLIENT SAYS", align: "left", cell: (t) => version(t, t.client_version), keep: 24 },
  { header: "SERVER SAYS", align: "left", cell: (t) => version(t, t.server_version), keep: 24 },
  { header: "KEYS", align: "left", cell: (t) => t.key_exchange },
  {
    header: "BYTES >/<",
    align: "right",
    cell: (t) => `${size(t.bytes_to_server)} / ${size(t.bytes_to_client)}`,
  },
  {
    header: "BURSTS >/<",
    align: "right",
    cell: (t) => `${t.bursts_to_server} / ${t.bursts_to_client}`,
    rank: 2,
  },
  { header: "TIME", align: "right", cell: (t) => optionalDuration(t.duration_s), rank: 1 },
  { header: "FORWARDS", align: "right", cell: (t) => String(t.forwards) },
];

const version = (t: TransportReport, text: string | null): string =>
  text === null ? (t.evidence === "port" ? "(by its port)" : "-") : clean(text.replace(/^SSH-/, ""));

const ROLES: Readonly<Record<ForwardRole, string>> = {
  dynamic_client_side: "-D",
  local_client_side: "-L or -D",
  local_server_side: "far end of -L or -D",
  remote_server_side: "-R",
  remote_client_side: "far end of -R",
};

const FORWARDS: readonly ColumnSpec<ForwardReport>[] = [
  { header: "TENANT", align: "left", cell: (f) => f.tenant, keep: 20, rank: 1 },
  { header: "CLIENT", align: "left", cell: (f) => endpoint(f.client), keep: 24 },
  { header: "SERVER", align: "left", cell: (f) => endpoint(f.server), keep: 24 },
  { header: "PROXY", align: "right", cell: (f) => (f.proxy === null ? "-" : `#${f.proxy}`) },
  { header: "TRANSPORT", align: "left", cell: transportCell },
  { header: "AS", align: "left", cell: (f) => (f.role === null ? "-" : ROLES[f.role]) },
  { header: "CONFIDENCE", align: "left", cell: (f) => f.confidence ?? "-" },
  { header: "BURSTS", align: "right", cell: burstsCell },
  {
    header: "BYTES >/<",
    align: "right",
    cell: (f) => `${size(f.bytes_to_server)} / ${size(f.bytes_to_client)}`,
    rank: 1,
  },
  { header: "CARRIES", align: "left", cell: carriedText, keep: 30, rank: 2 },
];

function transportCell({ transport, candidates }: ForwardReport): string {
  if (transport !== null) return `#${transport}`;
  if (candidates.length === 1) return `maybe #${candidates[0].transport}`;
  return `ambiguous: ${candidates.map((c) => `#${c.transport}`).join(" or ")}`;
}

function burstsCell({ candidates }: ForwardReport): string {
  const [best] = candidates;
  return best === undefined ? "-" : `${best.matched} of ${best.bursts}`;
}

/** Destinations of an association, most datagrams first. */
const MOST_DESTINATIONS = 8;

function udpLines(p: ProxyReport, width: number): string[] {
  const { udp } = p;
  if (udp === null) return [];
  const listed = [...udp.destinations].sort(
    (a, b) => b.datagrams_to + b.datagrams_from - a.datagrams_to - a.datagrams_from,
  );
  const parts = listed
    .slice(0, MOST_DESTINATIONS)
    .map(
      (d) =>
        `${destination(d)} ${d.datagrams_to}/${d.datagrams_from} (${size(d.bytes_to)} / ${size(d.bytes_from)})`,
    );
  if (listed.length > MOST_DESTINATIONS) parts.push(`${listed.length - MOST_DESTINATIONS} more`);
  const odd = [
    ...(udp.fragments > 0
      ? [`${counted(udp.fragments, "fragment")}, up to number ${udp.highest_fragment}`]
      : []),
    ...(udp.unreadable > 0 ? [`${counted(udp.unreadable, "datagram")} not readable`] : []),
    ...(udp.other_datagrams > 0 ? [`${counted(udp.other_datagrams, "datagram")} to others`] : []),
  ];
  const text = [...(parts.length === 0 ? ["no datagrams"] : parts), ...odd].join(", ");
  const [first, ...rest] = wrap(`#${p.id} relay ${endpoint(udp.relay)}: ${text}`, width - 4);
  return [first, ...rest.map((line) => `    ${line}`)];
}

const MIN_WIDTH = 80;

export function proxiesText(report: ProxiesReport, wanted: { width: number; theme: Theme }): string {
  const { theme } = wanted;
  const width = Math.max(MIN_WIDTH, wanted.width);
  const { capture, proxies, ssh, streams } = report;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", theme.heading(title), ...lines];
  const rows = <Row>(specs: readonly ColumnSpec<Row>[], list: readonly Row[]) =>
    list.length === 0 ? [] : fittingTable(specs, list, width, theme.dim);
  const lines = [
    theme.number(filesLine(capture.files, width)),
    ...wrap(
      `${counted(capture.packets, "packet")}, ${counted(streams.tcp_connections, "TCP connection")}: ` +
        `${counted(proxies.length, "proxy exchange")}, ${counted(ssh.transports.length, "ssh transport")}`,
      width,
    ),
    ...section(
      "Findings",
      proxyFindings(report).flatMap((f) => findingLines(f, width, theme)),
    ),
    ...section("Proxies", rows(PROXIES, proxies)),
    ...section(
      "UDP through proxies (datagrams to/from, bytes)",
      proxies.flatMap((p) => udpLines(p, width)),
    ),
    ...section("ssh", rows(TRANSPORTS, ssh.transports)),
    ...section("Carried by ssh", rows(FORWARDS, ssh.forwards)),
  ];
  return `${lines.join("\n")}\n`;
}
