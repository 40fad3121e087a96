/** Facts of the packets that a display filter lets through, as if the capture held only these. */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { PacketSink } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Filter } from "../filter/compile.ts";
import { FlowCache } from "./flow-cache.ts";
import { Listing, type ListingOptions, type Show } from "./listing.ts";
import type { Session } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";

/** A sink in front of a session. `finish` has to be called before the session's. */
export interface Filtered extends PacketSink {
  finish(): void;
}

/** The filter's answers, in the place of rows. */
const NO = 0;
const YES = 1;

/**
 * Puts a filter in front of a session. Packets that are parts of a frame wait until it is known what it is, so
 * that each of them is asked about with all that it belongs to.
 */
export function filtered(filter: Filter, options: SessionOptions, session: Session): Filtered {
  // What is observed is what the session is given.
  const { observer, watch, partial, ...decoding } = options;
  const conversations = filter.needsConversations;
  const { isSteady } = filter;
  const take = (p: DissectedPacket): boolean => {
    const { view, start, stack } = p.frames[0];
    const { n } = stack;
    const taken = filter.matches(p);
    // What the filter looked at behind the headers of facts is nobody else's.
    stack.n = n;
    if (!taken) return false;
    if (p.plain) session.dissected(p);
    else session.packet(view, start, p.captured, p.original, p.linktype, p.seconds, p.nanoseconds);
    return true;
  };
  if (isSteady === null || options.flowCache === false)
    return new Listing({ ...decoding, conversations }, take);
  const answers = new FlowCache();
  const takeAndRemember = (p: DissectedPacket): boolean => {
    const { view, start, stack } = p.frames[0];
    // Asked before the filter, which may look at more of the packet.
    const steady = p.plain && isSteady(stack);
    const taken = take(p);
    if (steady) {
      const first = linktypes[p.linktype];
      answers.learn(view, start, p.captured, p.original, first, stack, taken ? YES : NO);
    }
    return taken;
  };
  return new Remembering({ ...decoding, conversations }, takeAndRemember, answers, session);
}

/** A listing that is asked about one packet of a flow only. */
class Remembering extends Listing {
  readonly #answers: FlowCache;
  readonly #session: Session;

  constructor(options: ListingOptions, show: Show, answers: FlowCache, session: Session) {
    super(options, show);
    this.#answers = answers;
    this.#session = session;
  }

  override packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    // What comes behind packets that are held back has to wait for them.
    const first = this.holds || linktype >= LINKTYPES ? 0 : linktypes[linktype];
    const answer = first === 0 ? -1 : this.#answers.find(d, offset, captured, original, first);
    if (answer === YES) this.#session.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
    else if (answer < 0) super.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
  }
}
