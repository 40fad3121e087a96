/**
 * STT frames in one piece, in no tunnel, whose flows are known: what a filter says of them is told without dissecting them, but
 * each may be one that came before, and pieces that come later may be of one of them.
 */
import type { Framed } from "../core/framed.ts";
import type { Session } from "../session/session.ts";
import { printAt } from "../session/whole-frames.ts";
import { ENTRY } from "../skim/flow-memory.ts";
import type { LearntFlows } from "./learnt-flows.ts";
import { type ListingOptions, Lone, type Record } from "./listing-options.ts";

/** If the filter has to look closely at so many, it need not be asked before they are dissected. */
const MOST_MISSED = 256;

export class LoneFrames {
  /** How many it had to look closely at although their flows were known. */
  missed = 0;
  /** The one that is given. */
  private readonly lone = new Lone();

  /**
   * @param to      the session that those are given to that count
   * @param tracker who is told of all of them; null: nobody asks what came before
   * @param parts   holds others back that follow them
   */
  constructor(
    private readonly to: Session,
    private readonly tracker: Session | null,
    private readonly parts: ListingOptions["follower"],
    private readonly flows: LearntFlows,
  ) {
    if (parts) parts.lone = this;
  }

  /** Others are held back that came before. */
  get hasToWait(): boolean {
    return this.parts?.holds === true;
  }

  get areMissed(): boolean {
    return this.missed > MOST_MISSED;
  }

  /**
   * Tells of one, for those that come later.
   * @param flow  its own
   * @param frame where its headers stand in the packet
   * @param print of what it holds
   */
  note(
    flow: number,
    d: DataView,
    at: number,
    frame: Framed,
    print: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { tracker } = this;
    if (tracker === null) return;
    tracker.tick(seconds, nanoseconds);
    tracker.frames.belongs(tracker.frames.enterAt(d, at, frame, print), this.flows.nodeOf(flow));
    this.parts?.letGo();
  }

  /** The same, while others are held back. @param end where it ends on the wire, in bytes from its first one */
  noteEnding(
    [d, at, captured, , , seconds, nanoseconds]: Record,
    flow: number,
    frame: Framed,
    end: number,
  ): void {
    const print = printAt(d, at, frame, captured, end);
    this.note(flow, d, at, frame, print, seconds, nanoseconds);
  }

  /** The same of one that is skimmed. @param e the word where its entry begins; addresses are of `d` from `start` on */
  noteEntry(e: number, d: DataView, start: number): void {
    const { words } = this.flows.cache.memory;
    const at = words[e + ENTRY.packet] - start;
    const { cache } = this.flows;
    const flow = cache.valueAt(words[e + ENTRY.found]);
    const frame = cache.frameIn(words[e + ENTRY.found]);
    cache.tellFrame(words[e + ENTRY.found], d, at);
    const print = printAt(d, at, frame, words[e + ENTRY.captured], words[e + ENTRY.end]);
    this.note(flow, d, at, frame, print, words[e + ENTRY.seconds] >>> 0, words[e + ENTRY.nanoseconds]);
  }

  /** Gives one that counts, behind those that are held back. @param isFound its flow was found just now, and nothing else */
  give(record: Record, flow: number, frame: Framed, end: number, isFound: boolean): void {
    const { lone } = this;
    lone.flow = flow;
    lone.isFound = isFound;
    if (isFound) {
      const [d, at, captured] = record;
      const { cache } = this.flows;
      lone.frame = frame;
      lone.print = printAt(d, at, frame, captured, end);
      lone.tcpFlags = cache.memory.tcpFlags;
      lone.around = cache.aroundOf(cache.memory.layout);
    }
    if (this.parts?.holds === true) {
      const number = this.to.recorder.counters.packets + this.to.ahead++;
      this.parts.counts(...record, number, lone);
    } else this.gives(lone, ...record);
  }

  /** Gives one whose turn has come. */
  gives(
    { flow, frame, print, tcpFlags, around, isFound }: Lone,
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { to, flows } = this;
    const row = isFound ? flows.rowOf(flow) : -1;
    if (row >= 0) {
      to.frame(row, frame, print, tcpFlags, around, d, at, captured, original, seconds, nanoseconds);
      return;
    }
    to.frameRow = -1;
    to.packet(d, at, captured, original, linktype, seconds, nanoseconds);
    flows.learnRow(flow, to.frameRow);
  }
}
