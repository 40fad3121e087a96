/** From followed connections to the report. */
import { timeText } from "../core/format.ts";
import type { CaptureReport } from "../facts/report.ts";
import { SOCKS_RESULTS, type SocksAddress } from "../protocols/common/socks-messages.ts";
import type { Association } from "./associations.ts";
import { burstsOf } from "./bursts.ts";
import type { Connection, Stamp } from "./connection.ts";
import type { Hop, Reply } from "./hop.ts";
import type {
  CandidateReport,
  ForwardReport,
  ProxiesReport,
  ProxyReport,
  Remark,
  ReplyReport,
  TransportReport,
  UdpReport,
} from "./report.ts";
import { type Candidate, type Tie, type Transport, ties } from "./ties.ts";
import type { Tracker } from "./tracker.ts";

const METHOD_WORDS: Readonly<Record<number, string>> = {
  0: "none",
  1: "gssapi",
  2: "password",
  255: "none_acceptable",
};
const COMMAND_WORDS: Readonly<Record<number, string>> = {
  1: "connect",
  2: "bind",
  3: "udp_associate",
  240: "resolve",
  241: "resolve_ptr",
};
const UNKNOWN = { name: null, address: null, port: 0 };
const HIDDEN = "********";
const NOT_AGREED = {
  key_exchange: null,
  host_key: null,
  encryption_to_server: null,
  encryption_to_client: null,
  mac_to_server: null,
  mac_to_client: null,
};
const MOST_BURSTS = Number.POSITIVE_INFINITY;

const hexWord = (words: Readonly<Record<number, string>>, n: number): string =>
  words[n] ?? `0x${n.toString(16).padStart(2, "0")}`;

const time = (stamp: Stamp | null | undefined): string | null =>
  stamp === null || stamp === undefined || stamp.nanoseconds < 0
    ? null
    : timeText(stamp.seconds, stamp.nanoseconds);

/** Seconds to nine decimals; null where a time is not known. */
function between(from: Stamp | null | undefined, to: Stamp | null | undefined): number | null {
  if (time(from) === null || time(to) === null) return null;
  const [a, b] = [from as Stamp, to as Stamp];
  return Number((b.seconds - a.seconds + (b.nanoseconds - a.nanoseconds) / 1e9).toFixed(9));
}

export interface ResultOptions {
  showSecrets: boolean;
}

/** Ends the tracker. */
export function proxiesReport(
  tracker: Tracker,
  capture: CaptureReport,
  options: ResultOptions,
): ProxiesReport {
  const connections = tracker.finish();
  const associations = new Map(tracker.associated.map((a) => [a.connection, a]));
  const proxies: ProxyReport[] = [];
  const firstRow = new Map<Connection, ProxyReport>();
  const lastRow = new Map<Connection, ProxyReport>();
  for (const c of connections) {
    let outer: ProxyReport | null = null;
    for (const [i, hop] of (c.chain?.hops ?? []).entries()) {
      const row = proxyReport(c, hop, i, proxies.length + 1, outer, associations.get(c), options);
      proxies.push(row);
      if (!firstRow.has(c)) firstRow.set(c, row);
      lastRow.set(c, row);
      // Behind a refusal the client may ask the same proxy again.
      if (hop.carried !== null) outer = row;
    }
  }
  const transports: Transport[] = connections
    .filter(isTransport)
    .map((connection, i) => ({ id: i + 1, connection }));
  const tied = ties(transports, connections);
  const counts = new Map<number, number>();
  for (const { connection, chosen, confidence } of tied) {
    if (chosen === null || confidence === null) continue;
    counts.set(chosen.transport.id, (counts.get(chosen.transport.id) ?? 0) + 1);
    const row = firstRow.get(connection);
    if (row !== undefined) row.ssh = { transport: chosen.transport.id, confidence };
  }
  return {
    schema: "overshark/proxies/1",
    capture,
    proxies,
    ssh: {
      transports: transports.map((t) =>
        transportReport(t, lastRow.get(t.connection)?.id ?? null, counts.get(t.id) ?? 0),
      ),
      forwards: tied.map((tie) => forwardReport(tie, firstRow.get(tie.connection)?.id ?? null)),
    },
    streams: streamsReport(tracker, connections, transports.length > 0),
  };
}

/** It says so itself, or it was caught in the middle on ssh's port and nothing else was read from it. */
function isTransport(c: Connection): boolean {
  if (c.carried !== null) return c.carried.protocol === "ssh";
  return (
    c.middle && c.isSshPort && (c.chain?.hops.length ?? 0) === 0 && c.halves.every((half) => half.arrived > 0)
  );
}

function remarksOf(c: Connection): Remark[] {
  const remarks: Remark[] = [];
  const absent = c.packets.map((n) => n === 0);
  if (c.middle) remarks.push("starts_in_the_middle");
  if (absent[1 - c.client]) remarks.push("client_side_only");
  if (absent[c.client]) remarks.push("proxy_side_only");
  if (c.halves.some((half) => half.missing > 0)) remarks.push("bytes_lost");
  if (c.halves.some((half) => half.isCut)) remarks.push("cut_short");
  if (c.givenUp) remarks.push("memory_limit");
  return remarks;
}

function proxyReport(
  c: Connection,
  hop: Hop,
  place: number,
  id: number,
  outer: ProxyReport | null,
  association: Association | undefined,
  { showSecrets }: ResultOptions,
): ProxyReport {
  const mark = c.marks[place];
  const { client } = c;
  const [own, other] = [c.halves[client], c.halves[1 - client]];
  const remarks = remarksOf(c);
  if (hop.outcome === "opaque") remarks.push("negotiation_not_read");
  const udp =
    association?.hop === hop || (association !== undefined && isAssociation(hop)) ? association : undefined;
  if (udp?.shared === true) remarks.push("relay_shared");
  const done = mark?.completed ?? mark?.replied;
  return {
    id,
    tenant: c.tenant,
    kind: hop.kind,
    client: c.ends[client],
    proxy: outer === null ? { name: null, ...c.ends[1 - client] } : (outer.destination ?? UNKNOWN),
    inside: outer?.id ?? null,
    methods_offered: hop.offered?.map((n) => hexWord(METHOD_WORDS, n)) ?? null,
    method: hop.chosen === null ? null : hexWord(METHOD_WORDS, hop.chosen),
    user: hop.user,
    password: hop.password === null ? null : showSecrets ? hop.password : HIDDEN,
    login_accepted: hop.admitted,
    command: hop.command === null ? null : hexWord(COMMAND_WORDS, hop.command),
    destination: hop.destination,
    replies: hop.replies.map((reply) => replyReport(reply, hop)),
    outcome: hop.outcome,
    packet: mark?.requested?.number ?? null,
    first_time: time(c.first),
    request_time: time(mark?.requested),
    reply_time: time(mark?.replied),
    last_time: time(c.last),
    setup_s: between(mark?.requested, done),
    duration_s: between(c.first, c.last),
    bytes_to_destination:
      hop.carried === null || c.packets[client] === 0 ? null : own.behind(hop.carried.client),
    bytes_from_destination:
      hop.carried === null || c.packets[1 - client] === 0 ? null : other.behind(hop.carried.server),
    missing_bytes: own.missing + other.missing,
    carried: hop.carried !== null && c.chain?.hops.at(-1) === hop ? c.carried : null,
    udp: udp === undefined ? null : udpReport(udp),
    ssh: null,
    remarks,
  };
}

const isAssociation = (hop: Hop): boolean => hop.outcome === "associated";

function replyReport({ code, bound }: Reply, hop: Hop): ReplyReport {
  const known = hop.kind === "http" ? undefined : SOCKS_RESULTS[code];
  return {
    code,
    text: known?.toLowerCase() ?? (hop.kind === "http" ? `HTTP ${code}` : `unknown (${code})`),
    bound,
  };
}

function udpReport(a: Association): UdpReport {
  return {
    relay: a.relay,
    client_port: a.clientPort === 0 ? null : a.clientPort,
    first_time: time(a.first),
    last_time: time(a.last),
    destinations: [...a.destinations.values()].map((d) => ({
      ...named(d.to),
      datagrams_to: d.sent,
      bytes_to: d.sentBytes,
      datagrams_from: d.received,
      bytes_from: d.receivedBytes,
      fragments: d.fragments,
    })),
    other_datagrams: a.others,
    fragments: a.fragments,
    highest_fragment: a.highestFragment,
    unreadable: a.unreadable,
  };
}

const named = ({ name, address, port }: SocksAddress) => ({ name, address, port });

function transportReport(
  { id, connection: c }: Transport,
  inside: number | null,
  forwards: number,
): TransportReport {
  const [own, other] = [c.halves[c.client], c.halves[1 - c.client]];
  const at = c.chain?.at ?? { client: 0, server: 0 };
  const from: [number, number] = c.client === 0 ? [at.client, at.server] : [at.server, at.client];
  const bursts = burstsOf(c.log, from, MOST_BURSTS);
  const of = (direction: number) => bursts.filter((b) => b.direction === direction);
  const largest = (direction: number) => of(direction).reduce((n, b) => Math.max(n, b.bytes), 0);
  const carried = c.carried;
  return {
    id,
    tenant: c.tenant,
    client: c.ends[c.client],
    server: c.ends[1 - c.client],
    evidence: carried === null ? "port" : "version",
    client_version: carried?.client_version ?? null,
    server_version: carried?.server_version ?? null,
    key_exchange: c.keys?.seen ?? "none",
    algorithms: c.keys?.algorithms ?? NOT_AGREED,
    inside,
    first_time: time(c.first),
    last_time: time(c.last),
    duration_s: between(c.first, c.last),
    bytes_to_server: own.behind(at.client),
    bytes_to_client: other.behind(at.server),
    missing_bytes: own.missing + other.missing,
    bursts_to_server: of(c.client).length,
    bursts_to_client: of(1 - c.client).length,
    largest_burst_to_server: largest(c.client),
    largest_burst_to_client: largest(1 - c.client),
    forwards,
    remarks: remarksOf(c),
  };
}

function forwardReport(
  { connection: c, candidates, chosen, confidence }: Tie,
  proxy: number | null,
): ForwardReport {
  return {
    tenant: c.tenant,
    client: c.ends[c.client],
    server: c.ends[1 - c.client],
    proxy,
    transport: chosen?.transport.id ?? null,
    role: chosen?.role ?? null,
    confidence,
    first_time: time(c.first),
    last_time: time(c.last),
    bytes_to_server: c.halves[c.client].highest,
    bytes_to_client: c.halves[1 - c.client].highest,
    carried: c.carried,
    candidates: candidates.map(candidateReport),
  };
}

const candidateReport = ({ transport, role, fit }: Candidate): CandidateReport => ({
  transport: transport.id,
  role,
  matched: fit.matched,
  covered: fit.covered,
  bursts: fit.bursts,
  bits: Number(fit.bits.toFixed(1)),
  lag_s: Number(fit.lag.toFixed(6)),
});

function streamsReport(
  tracker: Tracker,
  connections: readonly Connection[],
  hasSsh: boolean,
): ProxiesReport["streams"] {
  const count = (of: (c: Connection) => boolean) => connections.filter(of).length;
  return {
    tcp_connections: tracker.connections.count,
    starting_in_the_middle: count((c) => c.middle),
    one_sided: count((c) => c.packets.some((n) => n === 0)),
    with_missing_bytes: count((c) => c.halves.some((half) => half.missing > 0)),
    evicted: tracker.evicted,
    untold: tracker.untold,
    given_up: count((c) => c.givenUp),
    unlogged: hasSsh ? count((c) => c.log.full && c.log.length === 0) : 0,
  };
}
