/**
 * Filters that ask for nothing but packets' records: of pieces of STT frames, which no flow is known by, they are asked
 * before those are dissected.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { Pending } from "../core/stack.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Answer, Headers, NO, newBare, type Quick, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { testsIn } from "../filter/joined.ts";
import type { Session } from "../session/session.ts";
import { wantPart } from "../skim/notes.ts";
import type { Joins } from "./listing-options.ts";
import { asked } from "./piece-answers.ts";
import { TimesBefore } from "./times-before.ts";

/** Of STT's header: where its destination port stands, and where a piece begins in its frame, counted from that one. */
const [PORT, OFFSET, LEAST] = [2, 4, 6];

export class RecordAnswers {
  readonly #filter: Filter;
  readonly #session: Session;
  /** When the first packet came. */
  readonly times = new TimesBefore();
  readonly #bare = newBare(this.times, null);
  #answer: Answer = null;
  /** Where a piece has its destination port, and which. */
  #at = -1;
  #port = 0;

  constructor(filter: Filter, session: Session) {
    this.#filter = filter;
    this.#session = session;
  }

  /** Learns from a packet that was dissected and asked about. */
  learn(p: DissectedPacket): void {
    const { view, start, stack } = p.frames[0];
    if (stack.pending !== Pending.sttPiece || this.#at >= 0) return;
    this.#at = stack.off[stack.n - 1] + PORT - start;
    this.#port = view.getUint16(start + this.#at);
    this.#answer = this.#filter.alike?.told(p, new Headers(view, start, stack)) ?? null;
    if (typeof this.#answer === "function") this.#want(this.#answer);
  }

  /** Has the thread that reads ahead note what is looked for. */
  #want({ spots }: Quick): void {
    const memory = this.#session.shortcut?.cache.memory;
    for (const datum of spots === undefined ? [] : testsIn(spots)) {
      if (memory === undefined || datum.kind !== "search") continue;
      const at = memory.copyOf(datum.part);
      if (at > 0) wantPart(memory, at, datum.part);
    }
  }

  /** Takes a packet that looks like a piece, if it does not count, or follows others. */
  readonly joins: Joins = (d, at, captured, original, linktype, seconds, nanoseconds) => {
    if (this.#at < 0 || captured < this.#at + LEAST || d.getUint16(at + this.#at) !== this.#port)
      return false;
    if (linktype >= LINKTYPES || linktypes[linktype] === 0 || this.times.firstNanoseconds < 0) return false;
    const said = asked(this.#answer, this.#bare, d, at, captured, original, seconds, nanoseconds);
    if (said !== YES) return said === NO;
    // Of frames in one piece flows may be known, or learnt.
    if (d.getUint16(at + this.#at + OFFSET) === 0) return false;
    this.#session.packet(d, at, captured, original, linktype, seconds, nanoseconds);
    return true;
  };
}
