/** Facts of the packets that a display filter lets through, as if the capture held only these. */
import type { PacketSink } from "../core/sink.ts";
import type { Filter } from "../filter/compile.ts";
import { Listing } from "./listing.ts";
import type { Session } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";

/** A sink in front of a session. `finish` has to be called before the session's. */
export interface Filtered extends PacketSink {
  finish(): void;
}

/**
 * Puts a filter in front of a session. Packets that are parts of a frame wait until it is known what it is, so
 * that each of them is asked about with all that it belongs to.
 */
export function filtered(filter: Filter, options: SessionOptions, session: Session): Filtered {
  // What is observed is what the session is given.
  const { observer, watch, partial, ...decoding } = options;
  const conversations = filter.needsConversations;
  return new Listing({ ...decoding, conversations }, (p) => {
    if (!filter.matches(p)) return false;
    const { view, start, stack } = p.frames[0];
    if (p.plain) session.dissected(view, stack, p.captured, p.original, p.seconds, p.nanoseconds);
    else session.packet(view, start, p.captured, p.original, p.linktype, p.seconds, p.nanoseconds);
    return true;
  });
}
