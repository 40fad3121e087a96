/** Ties connections to the ssh transports that carry them: who is looked at, and what is decided. */
import { type Burst, burstsOf, PAUSE_SECONDS } from "./bursts.ts";
import type { Connection, Stamp } from "./connection.ts";
import {
  CODE_LENGTHS,
  type Course,
  type Fit,
  fitOf,
  RELATIONS,
  type Relation,
  roleOf,
  type Wanted,
} from "./forwards.ts";
import type { Hop } from "./hop.ts";
import type { SegmentLog } from "./log.ts";
import type { Confidence, ForwardRole } from "./report.ts";

export interface Transport {
  id: number;
  connection: Connection;
}

export interface Candidate {
  transport: Transport;
  role: ForwardRole;
  fit: Fit;
}

export interface Tie {
  connection: Connection;
  /** Best first. */
  candidates: Candidate[];
  /** Null: several transports fit as well, or none well enough. */
  chosen: Candidate | null;
  confidence: Confidence | null;
}

/** Bursts of a connection that are compared. */
const MOST_BURSTS = 64;
/** Comparisons of a connection with a transport, before nobody waits any longer. */
const MOST_PAIRS = 4_000_000;
/** Below, it is not worth a word. */
const LEAST_BITS = 8;
const MEDIUM_BITS = 12;
const HIGH_BITS = 18;
/** Many ways to fit are tried, and each may fit by accident: relations, lengths of codes, views. */
const TRIED_BITS = 6;
const USUAL_LAG_SECONDS = 0.003;
const SLOW_BITS = 30;
/** What the best has to have more than the next. */
const LEAD_BITS = 10;
const MOST_CANDIDATES = 8;
/** A transport begins before what it carries, and ends behind it; its last packets come late. */
const SLACK_SECONDS = 1;

interface Known extends Transport {
  courses: [Course, Course];
  codes: readonly number[];
  first: number;
  last: number;
}

export function ties(transports: readonly Transport[], connections: readonly Connection[]): Tie[] {
  const known = transports.map(prepare).filter((t) => t.first <= t.last);
  const found: Tie[] = [];
  if (known.length === 0) return found;
  let pairs = 0;
  for (const connection of connections) {
    if (connection.log.length === 0 || pairs > MOST_PAIRS) continue;
    const views = viewsOf(connection);
    if (views.length === 0) continue;
    const candidates: Candidate[] = [];
    for (const t of known) {
      if (t.connection === connection || !overlaps(t, connection.log)) continue;
      pairs++;
      const best = bestOf(t, views);
      if (best !== null) candidates.push(best);
    }
    candidates.sort((a, b) => b.fit.bits - a.fit.bits || a.transport.id - b.transport.id);
    if (candidates.length === 0) continue;
    found.push({ connection, ...decide(candidates), candidates: candidates.slice(0, MOST_CANDIDATES) });
  }
  contest(found);
  return found;
}

function decide(candidates: readonly Candidate[]): Pick<Tie, "chosen" | "confidence"> {
  const nothing = { chosen: null, confidence: null };
  const [best, next] = candidates;
  if (next !== undefined && best.fit.bits - next.fit.bits < LEAD_BITS) return nothing;
  const { bits, matched, bursts, covered, lag } = best.fit;
  // What passes through a program takes it well under a millisecond; what lies further apart may be another's.
  if (Math.abs(lag) > USUAL_LAG_SECONDS && bits < SLOW_BITS) return nothing;
  if (matched < bursts * 0.5 || matched + covered < bursts * 0.8) return nothing;
  if (matched < 2) return bits >= HIGH_BITS ? { chosen: best, confidence: "low" } : nothing;
  if (bits >= HIGH_BITS && matched >= bursts * 0.75) return { chosen: best, confidence: "high" };
  return { chosen: best, confidence: bits >= MEDIUM_BITS ? "medium" : "low" };
}

/**
 * The packets of a transport carry one connection on each side of it: where two that stand alike to it claim the
 * same ones, the lesser is not decided, nor is either where they are near each other.
 */
function contest(found: readonly Tie[]): void {
  const claims = new Map<string, Tie[]>();
  for (const tie of found) {
    if (tie.chosen === null) continue;
    const { transport, role, fit } = tie.chosen;
    const side = role.replace(/^(dynamic|local|remote)_/, "");
    for (const run of fit.runs) {
      const key = `${transport.id} ${side} ${run}`;
      const list = claims.get(key);
      if (list === undefined) claims.set(key, [tie]);
      else list.push(tie);
    }
  }
  const lost = new Map<Tie, number>();
  for (const list of claims.values()) {
    if (list.length < 2) continue;
    const bits = list.map((tie) => tie.chosen?.fit.bits ?? 0).sort((a, b) => b - a);
    for (const tie of list)
      if (bits[0] - bits[1] < LEAD_BITS || (tie.chosen?.fit.bits ?? 0) < bits[0])
        lost.set(tie, (lost.get(tie) ?? 0) + 1);
  }
  for (const [tie, runs] of lost) {
    if (tie.chosen === null || runs * 3 < tie.chosen.fit.matched) continue;
    tie.chosen = null;
    tie.confidence = null;
  }
}

/** One way to see a connection's bytes: as they are, or without what its proxy kept to itself. */
interface View {
  wanted: Wanted[];
  relations: readonly Relation[];
  dynamic: boolean;
}

function viewsOf(c: Connection): View[] {
  const views: View[] = [];
  const all = wantedOf(c, [0, 0]);
  if (all.length > 0)
    views.push({ wanted: inTime([...all, ...begins(c), ...ends(c)]), relations: RELATIONS, dynamic: false });
  const [hop] = c.chain?.hops ?? [];
  if (hop === undefined || hop.kind === "http" || hop.carried === null) return views;
  // ssh itself was the proxy: it keeps the negotiation, and opens a channel in its place.
  const from: [number, number] = [0, 0];
  from[c.client] = hop.carried.client;
  from[1 - c.client] = hop.carried.server;
  const wanted = [...openingOf(c, hop), ...wantedOf(c, from)];
  if (wanted.length > 0)
    views.push({ wanted: inTime([...wanted, ...ends(c)]), relations: [RELATIONS[0]], dynamic: true });
  return views;
}

const inTime = (wanted: Wanted[]): Wanted[] => wanted.sort((a, b) => a.start - b.start);

function wantedOf(c: Connection, from: readonly [number, number]): Wanted[] {
  return burstsOf(c.log, from, MOST_BURSTS).map((b: Burst) => {
    // The end of the file and of the channel may go with the last data.
    const isLast = Math.abs(c.finished[b.direction] - b.end) <= PAUSE_SECONDS;
    return {
      ...b,
      direction: b.direction === c.client ? 0 : 1,
      packets: b.segments + (isLast ? 2 : 0),
      slack: 0,
      optional: false,
    };
  });
}

/** Payload of a packet with data besides the data: code, channel, length. */
const DATA_HEAD = 9;
/** RFC 4254, 5.1: the answer to an opening. 5.3: end of file, and close, which often come together. */
const CONFIRMATION = 1 + 4 + 4 + 4 + 4;
const CLOSE = 1 + 4;
/** Longest name that a channel's opening is expected to have in it where it is not known. */
const LONGEST_NAME = 64;

/** RFC 4254, 7.2: payload of the opening of a channel of kind "direct-tcpip" (a "forwarded-tcpip" has 3 more). */
const openingLength = (host: number, originator: number): number =>
  1 + (4 + 12) + 4 + 4 + 4 + (4 + host) + 4 + (4 + originator) + 4;

/** A message of ssh's own, told as data that would take as many bytes. */
const message = (direction: number, time: number, payload: number, more: Partial<Wanted> = {}): Wanted => ({
  direction,
  start: time,
  end: time,
  bytes: payload - DATA_HEAD,
  segments: 1,
  packets: 1,
  slack: 0,
  optional: false,
  ...more,
});

/**
 * What a request makes ssh send: the opening of a channel with the destination and the client's address as texts,
 * and the answer.
 */
function openingOf(c: Connection, hop: Hop): Wanted[] {
  const mark = c.marks[0];
  const { destination } = hop;
  const [requested, replied] = [seconds(mark?.requested), seconds(mark?.replied)];
  if (Number.isNaN(requested) || Number.isNaN(replied) || destination === null) return [];
  const host = destination.name ?? destination.address ?? "";
  const { address } = c.ends[c.client];
  return [
    message(0, requested, openingLength(host.length, address.length)),
    message(1, replied, CONFIRMATION),
  ];
}

/** A connection that opens makes ssh open a channel, to a host whose name is not known, or the other way round. */
function begins(c: Connection): Wanted[] {
  const [opened, answered] = [c.opened[c.client], c.opened[1 - c.client]];
  const wanted: Wanted[] = [];
  if (!Number.isNaN(opened))
    wanted.push(
      message(0, opened, openingLength(1, c.ends[c.client].address.length - 8), {
        slack: LONGEST_NAME,
        optional: true,
      }),
    );
  if (!Number.isNaN(answered)) wanted.push(message(1, answered, CONFIRMATION, { optional: true }));
  return wanted;
}

function ends(c: Connection): Wanted[] {
  return [c.client, 1 - c.client].flatMap((end, direction) => {
    const time = c.finished[end];
    return Number.isNaN(time) ? [] : [message(direction, time, CLOSE, { packets: 2, optional: true })];
  });
}

const seconds = (stamp: Stamp | null | undefined): number =>
  stamp === null || stamp === undefined || stamp.nanoseconds < 0
    ? Number.NaN
    : stamp.seconds + stamp.nanoseconds / 1e9;

function bestOf(t: Known, views: readonly View[]): Candidate | null {
  let best: Candidate | null = null;
  for (const { wanted, relations, dynamic } of views) {
    for (const relation of relations) {
      for (const code of t.codes) {
        const found = fitOf(wanted, t.courses, relation, code);
        if (found === null) continue;
        found.bits = Math.max(0, found.bits - TRIED_BITS);
        if (found.bits < LEAST_BITS || (best !== null && !isBetter(found, best.fit))) continue;
        best = { transport: t, role: roleOf(relation, dynamic), fit: found };
      }
    }
  }
  return best;
}

/** Where neither is an accident, the one that leaves less of the bursts over. */
function isBetter(a: Fit, b: Fit): boolean {
  const rest = a.matched / a.bursts - b.matched / b.bursts;
  return a.bits >= HIGH_BITS && b.bits >= HIGH_BITS && rest !== 0 ? rest > 0 : a.bits > b.bits;
}

/** Of the message authentication codes that the transport agreed on; all there are where that was not seen. */
function codesOf(c: Connection): readonly number[] {
  const { encryption_to_server: cipher, mac_to_server: mac } = c.keys?.algorithms ?? {
    encryption_to_server: null,
    mac_to_server: null,
  };
  if (cipher === null || mac === null) return CODE_LENGTHS;
  if (/poly1305|gcm/.test(cipher)) return [16];
  const known = [/umac-64/, /umac-128/, /sha1/, /sha2-256/, /sha2-512/].findIndex((form) => form.test(mac));
  return known < 0 ? CODE_LENGTHS : [CODE_LENGTHS[known]];
}

function overlaps(t: Known, log: SegmentLog): boolean {
  const first = log.times[0];
  const last = log.times[log.length - 1];
  return t.first <= last + SLACK_SECONDS && first <= t.last + SLACK_SECONDS;
}

function prepare({ id, connection }: Transport): Known {
  const { log, client } = connection;
  const order = Array.from({ length: log.length }, (_, i) => i).sort(
    (a, b) => log.times[a] - log.times[b] || a - b,
  );
  const courseOf = (direction: number): Course => {
    const own = order.filter((i) => log.directions[i] === direction);
    const sums = new Float64Array(own.length + 1);
    for (const [k, i] of own.entries()) sums[k + 1] = sums[k] + log.sizes[i];
    return { times: Float64Array.from(own, (i) => log.times[i]), sums };
  };
  return {
    id,
    connection,
    courses: [courseOf(client), courseOf(1 - client)],
    codes: codesOf(connection),
    first: order.length === 0 ? 1 : log.times[order[0]],
    last: order.length === 0 ? 0 : log.times[order[order.length - 1]],
  };
}
