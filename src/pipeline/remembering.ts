/** A filter that asks about packets of a known flow only what differs within it, and skims records of such flows. */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { RecordShape, Skimmer } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { type Bare, NO, UNKNOWN, YES } from "../filter/alike.ts";
import { type Alike, Programs } from "../filter/programs.ts";
import { FLOW, FlowCache } from "./flow-cache.ts";
import { ENTRY } from "./flow-memory.ts";
import { Listing, type ListingOptions, type Show } from "./listing.ts";
import type { Session } from "./session.ts";
import type { Gate, Shortcut } from "./shortcut.ts";

/** What the flow cache has for NO and YES, and where the numbers of programs begin: see ANSWER in assembly/match.ts. */
const ANSWER = 1;

export class Remembering extends Listing implements Gate, Skimmer {
  readonly inOrder: boolean;
  hasRows = false;
  /** Its own numbers of flows. */
  readonly #known: FlowCache;
  /** Their addresses and programs, and their rows in the session's table; -1: not known. */
  #addressOf = new Int32Array(1024);
  #programOf = new Int32Array(1024);
  #rowOf = new Int32Array(1024);
  #flows = 0;
  readonly #programs: Programs;
  readonly #session: Session;
  /** Null: there is no memory for skimming. */
  readonly #shortcut: Shortcut | null;
  /** The packet that is looked at, and its flow; -1: that is not known. */
  readonly #bare: Bare;
  #flow = -1;
  /** Where what is skimmed starts in memory. */
  #start = 0;

  /**
   * @param take    asks about a packet, and gives it to the session
   * @param rowNow  the row of the flow of a packet that was just given; -1: it has none of its own
   * @param inOrder the filter asks about what was before
   */
  constructor(
    options: ListingOptions,
    take: Show,
    rowNow: () => number,
    alike: Alike,
    inOrder: boolean,
    session: Session,
  ) {
    super(options, (p) => {
      const taken = take(p);
      if (p.plain) this.#learn(p, taken ? rowNow() : -1);
      return taken;
    });
    this.inOrder = inOrder;
    this.#programs = new Programs(alike);
    this.#session = session;
    this.#shortcut = session.shortcut;
    this.#known = this.#shortcut?.lend(this) ?? new FlowCache();
    this.#known.memory.ask = (start, end, before) => this.#askAll(start / 4, end / 4, before);
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
    this.#flow = flow;
    if (flow >= 0) {
      this.begins(seconds, nanoseconds);
      const p = this.#bare;
      if (p.d !== d) p.d = d;
      p.at = offset;
      p.captured = captured;
      p.original = original;
      p.number = this.number + 1;
      p.interfaceId = this.interfaceId;
      p.seconds = seconds;
      p.nanoseconds = nanoseconds;
      const said = this.#programs.ask(this.#programOf[flow], p);
      const row = this.#rowOf[flow];
      if (said === NO || (said === YES && row >= 0)) {
        this.number++;
        if (said === YES) this.#again(row, captured, original, seconds, nanoseconds);
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

  /** Learns from a packet that was dissected, and the row of its flow, unless that is -1. */
  #learn(p: DissectedPacket, row: number): void {
    const programs = this.#programs;
    let flow = this.#flow;
    if (flow >= 0) programs.learn(this.#programOf[flow], p, this.#bare);
    else {
      const { view, start, stack } = p.frames[0];
      if (!programs.mayAsk(stack)) return;
      const first = linktypes[p.linktype];
      const added = this.#known.learn(view, start, p.captured, p.original, first, stack, () => {
        flow = this.#add(programs.numberOf(p));
        return flow;
      });
      if (added === 0) return;
      this.#addressOf[flow] = added;
    }
    if (row >= 0) {
      this.#rowOf[flow] = row;
      this.hasRows = true;
    }
    const program = this.#programOf[flow];
    if (program !== YES || row >= 0) this.#known.answer(this.#addressOf[flow], program + ANSWER);
  }

  /** The number of a new flow. */
  #add(program: number): number {
    const flow = this.#flows++;
    if (flow === this.#programOf.length) {
      this.#addressOf = longer(this.#addressOf);
      this.#programOf = longer(this.#programOf);
      this.#rowOf = longer(this.#rowOf);
    }
    this.#programOf[flow] = program;
    this.#rowOf[flow] = -1;
    return flow;
  }

  rowOf(flow: number): number {
    return this.#rowOf[flow];
  }

  get skimmer(): Skimmer | null {
    return this.holds || this.#shortcut === null ? null : this;
  }

  buffer(length: number): Uint8Array | null {
    return this.#shortcut?.buffer(length) ?? null;
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    const shortcut = this.#shortcut;
    if (shortcut === null) return at;
    const p = this.#bare;
    if (p.d !== d) {
      p.d = d;
      this.#start = this.#known.memory.startOf(d);
    }
    p.interfaceId = shape.interfaceId;
    const next = shortcut.skim(d, at, end, most, shape);
    if (next > at) this.number += shortcut.skimmed;
    return next;
  }

  get skimmed(): number {
    return this.#shortcut?.skimmed ?? 0;
  }

  /** As `Ask`, in words: of records of known flows, up to the first that has to be looked at closely. */
  #askAll(start: number, end: number, before: number): void {
    const { memory } = this.#known;
    const { words } = memory;
    const p = this.#bare;
    for (let e = start; e < end; e += ENTRY.length) {
      const flow = words[e + ENTRY.found] / 4;
      const program = words[flow + FLOW.answer] - ANSWER;
      if (program <= YES && !this.inOrder) continue;
      p.seconds = words[e + ENTRY.seconds] >>> 0;
      p.nanoseconds = words[e + ENTRY.nanoseconds];
      if (this.inOrder) this.begins(p.seconds, p.nanoseconds);
      let said = program;
      if (program > YES) {
        p.at = words[e + ENTRY.packet] - this.#start;
        p.captured = words[e + ENTRY.captured];
        p.original = words[e + ENTRY.original];
        p.number = this.number + before + words[e + ENTRY.order] + 1;
        said = this.#programs.ask(program, p);
        if (said === YES && this.#rowOf[words[flow + FLOW.value]] < 0) said = UNKNOWN;
        words[e + ENTRY.said] = said + ANSWER;
        if (said === UNKNOWN) return;
      }
      if (!this.inOrder) continue;
      this.ends(p.seconds, p.nanoseconds, said === YES);
    }
  }
}

function longer(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * array.length);
  all.set(array);
  return all;
}
