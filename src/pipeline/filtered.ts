/** Facts of the packets that a display filter lets through, as if the capture held only these. */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { PacketSink, RecordShape, Skimmer } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Replay } from "../facts/ledger.ts";
import { type Bare, NO, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { type Alike, Programs } from "../filter/programs.ts";
import { FlowCache } from "./flow-cache.ts";
import { canMatch } from "./flow-memory.ts";
import { Listing, type ListingOptions, type Show } from "./listing.ts";
import type { Session } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";
import type { Shortcut } from "./shortcut.ts";

/** A sink in front of a session. `finish` has to be called before the session's. */
export interface Filtered extends PacketSink {
  /** Packets that it was given. */
  readonly given: number;
  finish(): void;
}

/**
 * Puts a filter in front of a session. Packets that are parts of a frame wait until it is known what it is, so
 * that each of them is asked about with all that it belongs to; those behind them only if the filter asks in order.
 */
export function filtered(filter: Filter, options: SessionOptions, session: Session): Filtered {
  // What is observed is what the session is given.
  const { observer, watch, partial, ...decoding } = options;
  const conversations = filter.needsConversations;
  const take = (p: DissectedPacket): boolean => {
    const taken = passes(filter, p);
    if (taken && p.plain) session.dissected(p);
    else if (taken) give(p, session);
    return taken;
  };
  const listing = { ...decoding, conversations };
  // Without the cache all is done in order.
  const inOrder = !filter.divisible || (options.flowCache === false && partial !== true);
  if (inOrder) return sinkOf(filter, listing, take, session);
  const { ledger } = session;
  const { counters } = session.recorder;
  const replayed = partial === true ? null : new Replayed(filter, options, session);
  // It takes a number, but whether it counts is told later.
  const defer: PacketSink["packet"] = (d, offset, captured, original, linktype, seconds, nanoseconds) => {
    const number = counters.packets + session.ahead++;
    if (replayed === null)
      ledger.append(d, offset, captured, original, linktype, seconds, nanoseconds, number);
    else replayed.replay(d, offset, captured, original, linktype, seconds, nanoseconds, number);
  };
  const finish = () => replayed?.finish();
  return sinkOf(filter, { ...listing, defer, finish }, take, session);
}

function sinkOf({ alike }: Filter, options: ListingOptions, take: Show, session: Session): Filtered {
  return alike === null || options.flowCache === false || !canMatch()
    ? new Listing(options, take)
    : new Remembering(options, take, alike, session);
}

function passes(filter: Filter, p: DissectedPacket): boolean {
  const { stack } = p.frames[0];
  const { n } = stack;
  const taken = filter.matches(p);
  // What the filter looked at behind the headers of facts is nobody else's.
  stack.n = n;
  return taken;
}

function give({ frames, captured, original, linktype, seconds, nanoseconds }: DissectedPacket, to: Session) {
  to.packet(frames[0].view, frames[0].start, captured, original, linktype, seconds, nanoseconds);
}

/** As `filtered`, for packets that are no whole, without those between them. */
export class Replayed extends Listing {
  constructor(filter: Filter, { observer, watch, ...decoding }: SessionOptions, session: Session) {
    super(decoding, (p) => {
      const taken = passes(filter, p);
      if (!taken) return false;
      const { ahead } = session;
      session.ahead = p.number - 1 - session.recorder.counters.packets;
      give(p, session);
      session.ahead = ahead;
      return true;
    });
  }

  /** @param number it tells which of all packets came first */
  replay(
    ...[d, at, captured, original, linktype, seconds, nanoseconds, number]: Parameters<Replay["replay"]>
  ) {
    this.number = number;
    this.packet(d, at, captured, original, linktype, seconds, nanoseconds);
  }
}

/** A listing that asks about packets of a known flow only what differs within it. */
class Remembering extends Listing {
  /** Numbers of flows, in the place of rows. */
  readonly #known: FlowCache;
  /** Answers for all packets of the flows that there are; null: there is no memory for that. */
  readonly #gated: Gated | null;
  /** Their programs, and their rows in the session's table; -1: not known. */
  #programOf = new Int32Array(1024);
  #rowOf = new Int32Array(1024);
  #flows = 0;
  readonly #programs: Programs;
  readonly #session: Session;
  /** The packet that is looked at, and its program; -1: its flow is not known. */
  readonly #bare: Bare;
  #program = -1;

  constructor(options: ListingOptions, take: Show, alike: Alike, session: Session) {
    super(options, (p) => {
      const taken = take(p);
      if (p.plain) this.#learn(p);
      return taken;
    });
    this.#programs = new Programs(alike);
    this.#session = session;
    const { shortcut } = session;
    // In the memory of the session's, so that both can be asked about packets where they were read.
    this.#known = new FlowCache(shortcut?.cache.memory);
    this.#gated =
      shortcut === null
        ? null
        : new Gated(shortcut, alike.allSteady ? this.#known : null, (records) => {
            this.number += records;
          });
    this.#bare = {
      d: new DataView(new ArrayBuffer(0)),
      at: 0,
      captured: 0,
      original: 0,
      number: 0,
      interfaceId: -1,
      seconds: 0,
      nanoseconds: -1,
      times: this.times,
    };
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
    const flow = first === 0 ? -1 : this.#known.find(d, offset, captured, original, first);
    if (flow < 0) this.#program = -1;
    else {
      const program = this.#programOf[flow];
      this.#program = program;
      this.begins(seconds, nanoseconds);
      const said =
        program <= YES ? program : this.#ask(program, d, offset, captured, original, seconds, nanoseconds);
      if (said !== UNKNOWN) {
        this.number++;
        if (said === YES) {
          const row = this.#rowOf[flow];
          if (row >= 0) this.#again(row, captured, original, seconds, nanoseconds);
          else this.#pass(flow, d, offset, captured, original, linktype, seconds, nanoseconds);
        }
        this.ends(seconds, nanoseconds, said === YES);
        return;
      }
    }
    super.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
  }

  /** Another packet of a row: what the session would do with it, which need not find out whose it is. */
  #again(row: number, captured: number, original: number, seconds: number, nanoseconds: number): void {
    const { recorder } = this.#session;
    const { carried, tcpFlags } = this.#known.memory;
    const inOrder = recorder.counters.packet(captured, original, seconds, nanoseconds);
    recorder.again(row, original, carried, seconds, nanoseconds, inOrder, tcpFlags);
  }

  /** Gives the session a packet, and learns the row of its flow. */
  #pass(
    flow: number,
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const session = this.#session;
    session.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
    this.#rowOf[flow] =
      session.shortcut?.cache.find(d, offset, captured, original, linktypes[linktype]) ?? -1;
  }

  #ask(
    program: number,
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
  ): number {
    const p = this.#bare;
    if (p.d !== d) p.d = d;
    p.at = offset;
    p.captured = captured;
    p.original = original;
    p.number = this.number + 1;
    p.interfaceId = this.interfaceId;
    p.seconds = seconds;
    p.nanoseconds = nanoseconds;
    return this.#programs.ask(program, p);
  }

  /** Learns from a packet that was dissected. */
  #learn(p: DissectedPacket): void {
    const programs = this.#programs;
    if (this.#program >= 0) {
      programs.learn(this.#program, p, this.#bare);
      return;
    }
    const { view, start, stack } = p.frames[0];
    if (!programs.mayAsk(stack)) return;
    const first = linktypes[p.linktype];
    let program = UNKNOWN;
    const flow = this.#known.learn(view, start, p.captured, p.original, first, stack, () => {
      program = programs.numberOf(p);
      return this.#flow(program);
    });
    if (flow !== 0 && (program === YES || program === NO)) this.#known.answer(flow, program === YES);
  }

  get skimmer(): Skimmer | null {
    return this.holds ? null : this.#gated;
  }

  /** The number of a new flow. */
  #flow(program: number): number {
    const flow = this.#flows++;
    if (flow === this.#programOf.length) {
      this.#programOf = longer(this.#programOf);
      this.#rowOf = longer(this.#rowOf);
    }
    this.#programOf[flow] = program;
    this.#rowOf[flow] = -1;
    return flow;
  }
}

function longer(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * array.length);
  all.set(array);
  return all;
}

/** Takes records that are known to the session, and of which the filter's answer is known. */
class Gated implements Skimmer {
  readonly #shortcut: Shortcut;
  readonly #known: FlowCache | null;
  readonly #took: (records: number) => void;

  /** @param known answers for all packets of flows; null: more is asked, and each is looked at where it was read */
  constructor(shortcut: Shortcut, known: FlowCache | null, took: (records: number) => void) {
    this.#shortcut = shortcut;
    this.#known = known;
    this.#took = took;
  }

  buffer(length: number): Uint8Array | null {
    return this.#shortcut.buffer(length);
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    if (this.#known === null) return at;
    const next = this.#shortcut.skim(d, at, end, most, shape, this.#known);
    if (next > at) this.#took(this.#shortcut.skimmed);
    return next;
  }

  get skimmed(): number {
    return this.#shortcut.skimmed;
  }
}
