/** Packets of known flows on their way past the dissector: the flow cache, and the rows that it leads to. */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { Notes } from "../core/notes.ts";
import type { PacketSink, RecordShape, Skimmer } from "../core/sink.ts";
import type { LayerStack } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { Reason } from "../facts/counters.ts";
import type { Recorder } from "../facts/recorder.ts";
import { FlowCache } from "./flow-cache.ts";
import { KNOWN, New } from "./flow-memory.ts";
import { WrittenNotes } from "./notes.ts";
import { RowPlaces } from "./row-places.ts";

/** Seconds are skimmed in words of 32 bits. */
const MOST_SECONDS = 2 ** 32;

/** So many packets are handed over before skimming is tried again where it could not go on at once. */
const PAUSE = 16;

/** Who takes packets that have to be dissected. */
interface Dissecting {
  /** For those that are dissected here. */
  readonly stack: LayerStack;
  /** @param before so many packets came before */
  packet(...of: [...Parameters<PacketSink["packet"]>, before: number]): void;
}

/** A filter before the session: the values of flows are its own numbers of them, and it says which packets count. */
export interface Gate {
  /** It has to be told of every packet in order. */
  readonly inOrder: boolean;
  /** Packets have to be followed before it is asked about them. */
  readonly follows: boolean;
  /** Whether it knows the row of some flow. */
  readonly hasRows: boolean;
  /** The row of a flow of which packets counted. */
  rowOf(flow: number): number;
  /**
   * Makes the row of a flow that was added by skimming.
   * @param flow  its address
   * @param at    where its first packet that counts starts
   * @param number of that packet
   */
  adopts(flow: number, d: DataView, at: number, number: number): void;
  /**
   * Looks closely at a packet that skimming left.
   * @param before so many of those that were skimmed with it came before
   * @param number as for `adopts`
   */
  takes(...of: [...Parameters<PacketSink["packet"]>, before: number, number: number]): void;
}

/** Who knows which frames in one piece came before, and is told when records are skimmed, or looked at closely meanwhile. */
export interface Seen {
  begins(): void;
  goesOn(): void;
  ends(): void;
}

type FrameSink = (
  flow: number,
  d: DataView,
  at: number,
  captured: number,
  original: number,
  seconds: number,
  nanoseconds: number,
) => void;

export class Shortcut implements Skimmer {
  readonly cache = new FlowCache();
  readonly seen: Seen[] = [];
  /** Takes a packet that skimming left: a frame in one piece of the flow at that address. Others as `PacketSink.packet` */
  onFrame: FrameSink | null = null;
  readonly #recorder: Recorder;
  readonly #session: Dissecting;
  #gate: Gate | null = null;
  #pause = 0;
  /** Of the packets of each layout; null: they have to be dissected. */
  readonly #places: (RowPlaces | null)[] = [];
  skimmed = 0;

  constructor(recorder: Recorder, session: Dissecting) {
    this.#recorder = recorder;
    this.#session = session;
  }

  /** Leaves the cache to a filter. */
  lend(gate: Gate): FlowCache {
    this.#gate = gate;
    this.cache.gate(gate.follows);
    return this.cache;
  }

  /** The row of a flow by its value in the cache; -1: it has none. */
  rowOf(value: number): number {
    return this.#gate === null ? value : this.#gate.rowOf(value);
  }

  /** Counts a packet, which is in the counters already, if its flow is known. Parameters as `PacketSink.packet`. */
  takes(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    first: number,
    seconds: number,
    nanoseconds: number,
    inOrder: boolean,
  ): boolean {
    if (this.#gate !== null) return false;
    const row = this.cache.find(d, offset, captured, original, first);
    const { carried, tcpFlags, layout } = this.cache.memory;
    // A frame in one piece may be one that came before.
    if (row < 0 || this.cache.frames.has(layout)) return false;
    const around = this.cache.aroundOf(layout);
    this.#recorder.again(row, original, carried, seconds, nanoseconds, inOrder, tcpFlags, around);
    return true;
  }

  /** Remembers the row of a packet that was dissected; below 0: it has none. */
  learns(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    first: number,
    s: LayerStack,
    row: number,
  ): void {
    if (row < 0 || this.#gate !== null) return;
    this.cache.learn(d, offset, captured, original, first, s, row);
    if (this.cache.laid > this.#places.length) this.#places.push(RowPlaces.of(d, offset, s, this.#recorder));
  }

  buffer(length: number): Uint8Array | null {
    return this.cache.memory.buffer(length);
  }

  /** Only filters ask what packets carry. */
  notes(pieces: number, length: number): Notes | null {
    return this.#gate === null ? null : WrittenNotes.of(this.cache.memory, pieces, length);
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    if (this.#pause > 0) {
      this.#pause--;
      return at;
    }
    const { cache } = this;
    const { counters, observer, table } = this.#recorder;
    const gate = this.#gate;
    // Somebody else wants to know of each packet, or nobody knows what time it is.
    if (observer !== null || counters.lastSeconds >= MOST_SECONDS) return at;
    if (counters.firstNanoseconds < 0 && gate?.hasRows !== false) return at;
    const { linktype } = shape;
    if (linktype >= LINKTYPES || !cache.skims(d, linktypes[linktype])) return at;
    const { memory } = cache;
    memory.setTimes(counters);
    const gated = gate === null ? 0 : gate.inOrder || gate.follows ? 2 : 1;
    // With the first packet that counts, the counters learn what time it is.
    const spare = counters.firstNanoseconds < 0 ? 0 : table.spare;
    // Of those that are looked at closely meanwhile some may count.
    const before = counters.packets;
    for (const seen of this.seen) seen.begins();
    const next = cache.skim(gated, d, at, end, most, spare, shape);
    for (const seen of this.seen) seen.ends();
    this.skimmed = memory.skimmed;
    if (next === at && memory.atALoss === 0) this.#pause = PAUSE;
    const { passed } = memory;
    if (passed > 0) {
      counters.packets += passed;
      counters.bytes += memory.passedBytes;
      counters.capturedBytes += memory.passedCaptured;
      counters.truncatedPackets += memory.cut;
      memory.getTimes(counters);
    }
    this.#settle(d, before, linktype);
    return next;
  }

  /**
   * Finds out whose the flows are that were added by skimming, and hands on the packets that were left, in order.
   * @param before packets there were before those
   */
  #settle(d: DataView, before: number, linktype: number): void {
    const { cache } = this;
    const { memory } = cache;
    const gate = this.#gate;
    const recorder = this.#recorder;
    const { table } = recorder;
    const { stack: s } = this.#session;
    const start = memory.startOf(d);
    const count = memory.adopted;
    for (let i = 0; i < count; i++) {
      const { words } = memory;
      const w = memory.newAt(i);
      const at = words[w + New.PACKET] - start;
      const flow = words[w + New.FLOW];
      const number = before + words[w + New.AFTER];
      const isKnown = (flow & KNOWN) !== 0;
      if (gate !== null && flow !== 0 && !isKnown) {
        gate.adopts(flow, d, at, number);
        continue;
      }
      const captured = words[w + New.CAPTURED];
      const original = words[w + New.ORIGINAL];
      const seconds = words[w + New.SECONDS] >>> 0;
      const nanoseconds = words[w + New.NANOSECONDS];
      if (flow === 0 || isKnown) {
        const order = words[w + New.ORDER];
        if (gate === null && isKnown && !recorder.keepsTcpFlags)
          this.onFrame?.(flow & ~KNOWN, d, at, captured, original, seconds, nanoseconds);
        else if (gate === null)
          this.#session.packet(d, at, captured, original, linktype, seconds, nanoseconds, number);
        else {
          if (!isKnown) cache.lacks(d, at);
          gate.takes(d, at, captured, original, linktype, seconds, nanoseconds, order, number);
        }
        continue;
      }
      const places = this.#places[cache.layoutOf(flow)];
      if (places !== null) {
        // When it came is told when it is drained.
        cache.settle(flow, places.row(table, d, at, number));
        continue;
      }
      s.reset(at, at + captured, at + original);
      dissect(d, linktypes[linktype], s);
      cache.settle(flow, recorder.rowOf(d, s, seconds, nanoseconds, number));
    }
  }

  /** Brings what was skimmed into the rows. */
  flush(): void {
    const { counters, table, keepsTcpFlags } = this.#recorder;
    const gate = this.#gate;
    const refuse = (packets: number, bytes: number) => counters.unattributed(Reason.maxFlows, packets, bytes);
    const rowOf = gate === null ? null : (value: number) => gate.rowOf(value);
    const aroundOf = (layout: number) => this.cache.aroundOf(layout);
    this.cache.flush((words, doubles, at, count) =>
      table.addAll(words, doubles, at, count, rowOf, keepsTcpFlags, aroundOf, refuse),
    );
  }
}
