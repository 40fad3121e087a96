/** What a filter keeps of each flow: by its own numbers of them. */
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Recorder } from "../facts/recorder.ts";
import { type Bare, UNKNOWN } from "../filter/alike.ts";
import type { Session } from "../session/session.ts";
import type { FlowCache } from "../skim/flow-cache.ts";
import { RowPlaces } from "../skim/row-places.ts";
import type { Record } from "./listing-options.ts";

/** The flow cache has NO, YES, UNKNOWN, and that the filter is asked about each, with that added: see ANSWER_SHIFT in skim/assembly/match.ts. */
export const ANSWER = 1;
export const ASKED = 2;
/** Added to twice the place of a program. */
export const HAS_ROW = 1;
/** In place of a program: the filter cannot be asked about packets of that flow, which are dissected. */
export const UNASKED = UNKNOWN;

/** In place of a row: nobody asked for it yet; of a node: there is none. */
export const NOT_KNOWN = -1;

/** What packets have room for that come before some that got their rows: rows, and tunnels and addresses for these. */
export const FOR_OTHERS = 4096;

export class GatedFlows {
  /** Their addresses in the flow cache, their programs, their rows in the session's table, and of frames the node. */
  addressOf = new Int32Array(1024);
  programOf = new Int32Array(1024);
  rowOf = new Int32Array(1024);
  nodeOf = new Int32Array(1024);
  #count = 0;
  readonly #recorder: Recorder;
  /** By layout: where its packets have what their row is of; null: elsewhere. */
  readonly #placesOf: (RowPlaces | null | undefined)[] = [];

  /** @param recorder whose rows they are */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** The number of a new flow. */
  add(program: number): number {
    const flow = this.#count++;
    if (flow === this.programOf.length) {
      this.addressOf = longer(this.addressOf);
      this.programOf = longer(this.programOf);
      this.rowOf = longer(this.rowOf);
      this.nodeOf = longer(this.nodeOf);
    }
    this.programOf[flow] = program;
    this.rowOf[flow] = NOT_KNOWN;
    this.nodeOf[flow] = NOT_KNOWN;
    return flow;
  }

  /** Whether flows of that layout have rows that are made of a few bytes. */
  hasPlaces(layout: number): boolean {
    return (this.#placesOf[layout] ?? null) !== null;
  }

  /** Makes the row of a flow of such a layout. @param number of its first packet that counts, which starts at `at` */
  adopt(flow: number, layout: number, d: DataView, at: number, number: number): void {
    const places = this.#placesOf[layout] as RowPlaces;
    this.rowOf[flow] = places.row(this.#recorder.table, d, at, number);
  }

  /**
   * Makes the row of a flow, in which those that came before are not there yet.
   * @param p      its first packet that counts
   * @param number of that packet
   * @returns whether there is one
   */
  makeRow(
    flow: number,
    layout: number,
    p: Bare,
    number: number,
    dissect: () => DissectedPacket | null,
  ): boolean {
    const recorder = this.#recorder;
    // With the first packet, the session learns what time it is.
    if (recorder.counters.firstNanoseconds < 0 || recorder.table.spare <= FOR_OTHERS) return false;
    if (this.hasPlaces(layout)) {
      this.adopt(flow, layout, p.d, p.at, number);
      return this.rowOf[flow] !== NOT_KNOWN;
    }
    const packet = dissect();
    if (packet === null) return false;
    const { view, start, stack } = packet.frames[0];
    const row = recorder.rowOf(view, stack, p.seconds, p.nanoseconds, number);
    if (row < 0) return false;
    this.rowOf[flow] = row;
    if (this.#placesOf[layout] === undefined)
      this.#placesOf[layout] = RowPlaces.of(view, start, stack, recorder);
    return true;
  }
}

/** Has a filter asked about a packet. */
export function lookAt(p: Bare, record: Record, number: number, interfaceId: number): void {
  const [d, at, captured, original, , seconds, nanoseconds] = record;
  if (p.d !== d) p.d = d;
  p.at = at;
  p.captured = captured;
  p.original = original;
  p.number = number;
  p.interfaceId = interfaceId;
  p.seconds = seconds;
  p.nanoseconds = nanoseconds;
}

/** As the session would count a packet that was just found, which need not find out whose it is. */
export function again(
  row: number,
  { captured, original, seconds, nanoseconds }: Bare,
  session: Session,
  known: FlowCache,
): void {
  const { recorder, ahead } = session;
  recorder.table.began(row, recorder.counters.packets + ahead);
  const { carried, tcpFlags, layout } = known.memory;
  const isLast = recorder.counters.packet(captured, original, seconds, nanoseconds);
  recorder.again(row, original, carried, seconds, nanoseconds, isLast, tcpFlags, known.aroundOf(layout));
}

function longer(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * array.length);
  all.set(array);
  return all;
}
