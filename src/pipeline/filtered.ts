/** Facts of the packets that a display filter lets through, as if the capture held only these. */
import type { PacketSink } from "../core/sink.ts";
import { Pending } from "../core/stack.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Filter } from "../filter/compile.ts";
import type { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { MOST_HEADERS } from "../session/watch.ts";
import { canMatch } from "../skim/matcher.ts";
import { type Defer, type Joins, Listing, type ListingOptions } from "./listing.ts";
import { Parts } from "./parts.ts";
import { RecordAnswers } from "./record-answers.ts";
import { Remembering } from "./remembering.ts";

/** A sink in front of a session. `finish` has to be called before the session's. */
export interface Filtered extends PacketSink {
  /** Packets that it was given. */
  readonly given: number;
  finish(): void;
}

/**
 * Puts a filter in front of a session. Packets that are parts of a frame wait until it is known what it is, unless
 * what the filter asks does not hang on that (parts.ts); those behind them wait only if the filter asks in order.
 */
export function filtered(filter: Filter, options: SessionOptions, session: Session): Filtered {
  // What is observed is what the session is given.
  const { observer, watch, partial, ...decoding } = options;
  const conversations = filter.needsConversations;
  const listing = {
    ...decoding,
    ...{ conversations, follows: filter.follows, depth: filter.depth, proxies: filter.needsProxies },
    // Whoever has only a part of a capture is not the one who puts parts of frames together.
    apart: filter.ofRecord && partial !== true,
    parts: !conversations || filter.ofParts,
    ...(filter.ofHeaders && !filter.ofParts && { looked: MOST_HEADERS }),
    ...(conversations && session.shortcut !== null && { memory: session.shortcut.cache.memory }),
  };
  // Without the cache all is done in order.
  const ofEach = filter.divisible || (filter.sinceFirst && partial !== true);
  const inOrder = !ofEach || (options.flowCache === false && partial !== true);
  if (inOrder) return sinkOf(filter, listing, session);
  const { ledger } = session;
  const { counters } = session.recorder;
  const records = listing.apart ? new RecordAnswers(filter, session) : null;
  const parts = partial === true || records !== null ? null : new Parts(filter, options, session);
  // It takes a number, but whether it counts is told later.
  const defer: Defer = (s, d, offset, captured, original, linktype, seconds, nanoseconds) => {
    const number = counters.packets + session.ahead++;
    if (parts === null) ledger.append(d, offset, captured, original, linktype, seconds, nanoseconds, number);
    else parts.dissected(s, d, offset, captured, original, linktype, seconds, nanoseconds, number);
  };
  const joins: Joins = (d, offset, captured, original, linktype, seconds, nanoseconds) => {
    const number = counters.packets + session.ahead;
    if (!parts?.passes(d, offset, captured, original, linktype, seconds, nanoseconds, number)) return false;
    session.ahead++;
    return true;
  };
  const finish = () => parts?.finish();
  const ofRecords = records === null ? { joins } : { joins: records.joins, times: records.times };
  const taking = partial === true ? { defer } : { defer, follower: parts, ...ofRecords };
  return sinkOf(filter, { ...listing, ...taking, finish }, session, records);
}

function sinkOf(
  filter: Filter,
  options: ListingOptions,
  session: Session,
  records: RecordAnswers | null = null,
): Filtered {
  const { alike } = filter;
  /** The row of the flow of the last packet that was given to the session; -1: it is not known. */
  let row = -1;
  const take = (p: DissectedPacket, known?: boolean): boolean => {
    const taken = known ?? passes(filter, p);
    if (!p.plain) records?.learn(p);
    row = taken ? give(p, session) : -1;
    return taken;
  };
  return alike === null || options.flowCache === false || !canMatch()
    ? new Listing(options, (p) => take(p))
    : new Remembering(options, take, () => row, filter, alike, session);
}

function passes(filter: Filter, p: DissectedPacket): boolean {
  const taken = filter.matches(p);
  p.shorten();
  return taken;
}

/** @returns the row of the packet's flow, -1: it has none of its own */
function give(p: DissectedPacket, to: Session): number {
  if (p.plain) return to.dissected(p);
  const { captured, original, linktype, seconds, nanoseconds } = p;
  const { view, start, stack } = p.frames[0];
  // Where something hangs on the packet the session looks at less.
  const known = stack.pending === Pending.none ? stack : null;
  to.frameRow = -1;
  to.packet(view, start, captured, original, linktype, seconds, nanoseconds, -1, known);
  return to.frameRow;
}
