/**
 * Packets that are parts of something, or may be one that came before, on their way through a filter. Most are asked
 * about as they come, with the frames that they completed; what a packet shows later on, as the first of a frame that
 * never was whole, has it asked about once more. The session gets those that pass in the order in which they came.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { lend } from "../core/many-bytes.ts";
import { isAlone, LayerStack, Pending } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { fill, newFrame } from "../dissect/frame.ts";
import { DissectedPacket } from "../dissect/packet.ts";
import type { Replay } from "../facts/ledger.ts";
import { NO, UNKNOWN } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { Digests } from "../session/digest.ts";
import { bytesLookedAt } from "../session/heads.ts";
import { LONGEST_HEADERS, SLOTS } from "../session/next-piece.ts";
import { NodeRecorder } from "../session/node-recorder.ts";
import { SelfContained } from "../session/self-contained.ts";
import { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { MOST_HEADERS, Watch } from "../session/watch.ts";
import { MAX_HELD, MAX_HELD_BYTES } from "./held.ts";
import type { Follower, Lone } from "./listing-options.ts";
import { PartHeld, Said } from "./part-held.ts";
import { NO_TIMES, PieceAnswers } from "./piece-answers.ts";
import { type Slab, Slabs } from "./slabs.ts";
import { TenantNames } from "./tenant-names.ts";

/** So many of those that are not in use are kept. */
const SPARE = 1024;

export class Parts implements Replay, Follower {
  readonly #filter: Filter;
  readonly #to: Session;
  readonly #watch: Watch;
  readonly #session: Session;
  /** Of a packet that is asked about later on. */
  readonly #stack = new LayerStack();
  readonly #slabs = new Slabs();
  readonly #packet = new DissectedPacket(NO_TIMES);
  readonly #names: TenantNames;
  readonly #pieces: PieceAnswers;
  /** By slot of the session's: pieces with such headers pass, whatever they are a part of, and nobody else asks for that. */
  readonly #sure = new Uint8Array(SLOTS);
  readonly #selfContained: SelfContained;
  /** For a packet that need not be held, and for those that come later. */
  #passing = new PartHeld();
  readonly #spare: PartHeld[] = [];
  /** Those from `#next` on are held. */
  #held: PartHeld[] = [];
  #next = 0;
  #bytes = 0;
  /** The packet that is asked about. */
  #node = -1;
  lone: Follower["lone"] = null;

  constructor(filter: Filter, { observer, watch, ...decoding }: SessionOptions, to: Session) {
    this.#filter = filter;
    this.#to = to;
    const { prompt, promptOfTenant, ofHeaders, suffices, lasts } = filter;
    const most = prompt && ofHeaders ? MOST_HEADERS : undefined;
    const digests = lasts.length === 0 ? null : new Digests(lasts, to.shortcut?.cache.memory ?? null);
    this.#watch = new Watch(!prompt, most, promptOfTenant ? suffices : null, digests);
    this.#session = new Session({ ...decoding, watch: this.#watch });
    this.#pieces = new PieceAnswers(filter);
    const { stack, recorder } = this.#session;
    if (recorder instanceof NodeRecorder) recorder.tells = !filter.prompt;
    this.#stack.greKey = stack.greKey;
    this.#selfContained = new SelfContained(stack.greKey);
    this.#stack.look = stack.look;
    this.#names = new TenantNames(recorder.table.interner);
    this.#packet.frames.push(newFrame(stack));
    this.#packet.tenantOf = () => (this.#node < 0 ? null : this.#names.of(this.#node));
  }

  get session(): Session {
    return this.#session;
  }

  get holds(): boolean {
    return this.#next < this.#held.length;
  }

  letGo(): void {
    if (this.holds) this.#flush();
  }

  /** @param number it tells which of all packets came first */
  replay(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): void {
    const { stack } = this.#session;
    stack.reset(at, at + captured, at + original);
    dissect(d, linktypes[linktype], stack);
    this.dissected(stack, d, at, captured, original, linktype, seconds, nanoseconds, number);
  }

  /** As `replay`, of a packet that was dissected into `s`, which is left as it is. */
  dissected(
    s: LayerStack,
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): void {
    const held = this.#passing;
    const { keeps } = this.#filter;
    held.renew(number, captured, original, linktype, seconds, nanoseconds);
    if (s.pending !== Pending.none && s.tunnels === 0 && this.#isKeyed(held, d, at, s)) {
      this.#goesByEnds(held, d, at, s);
      return;
    }
    let slot = -1;
    if (s.wholeFrame !== 0 && isAlone(s)) held.node = this.#session.notes(d, s, seconds, nanoseconds);
    else {
      slot = this.#passesOver(held, d, at, s);
      if (slot < 0) this.#follow(held, d, s);
    }
    const isPrompt = this.#isPrompt(held);
    const isAsked = !held.waits || isPrompt;
    if (isAsked) this.#ask(held, d, at, s);
    this.#learn(isAsked);
    if (slot >= 0 && isAsked) this.#pieces.learnBehind(slot, this.#packet, this.#node);
    held.isFinal = !held.waits || (isPrompt && (held.said === Said.yes ? keeps.yes : keeps.no));
    const looked = held.isFinal ? bytesLookedAt(s) - at : captured;
    this.#goesOn(held, d, at, s, Math.max(LONGEST_HEADERS, looked));
  }

  /**
   * Takes a piece that follows others, or comes again, and shows nothing but its own headers, if by its bytes it is one, and the filter
   * can be asked about these. Parameters as of `replay`. @returns whether it was
   */
  passes(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    const { nextPiece } = this.#session;
    if (nextPiece === null || linktype >= LINKTYPES) return false;
    if (
      this.#filter.keyed !== null &&
      this.#joins(d, at, captured, original, linktype, seconds, nanoseconds, number)
    )
      return true;
    const slot = nextPiece.find(d, at, captured, linktypes[linktype]);
    if (slot < 0) return false;
    const isFirst = nextPiece.begins(d, at);
    const said = this.#pieces.ask(slot, isFirst, d, at, captured, original, seconds, nanoseconds);
    if (said === UNKNOWN) return false;
    if (!nextPiece.follows(slot, d, at, captured, original, seconds, nanoseconds, number)) return false;
    if (said === NO) {
      this.#flush();
      return true;
    }
    // The session may not have seen all of what came before: the frame may begin there.
    const looked = isFirst ? captured : LONGEST_HEADERS;
    this.counts(d, at, captured, original, linktype, seconds, nanoseconds, number, null, looked);
    return true;
  }

  /** As `Follower`. @param looked so many bytes of it are looked at */
  counts(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    lone: Lone | null,
    looked = Number.POSITIVE_INFINITY,
  ): void {
    const held = this.#passing;
    held.renew(number, captured, original, linktype, seconds, nanoseconds);
    if (lone !== null) held.lone.become(lone);
    this.#counts(held, d, at, null, looked);
  }

  #counts(held: PartHeld, d: DataView, at: number, s: LayerStack | null, looked: number): void {
    held.said = Said.yes;
    held.isFinal = true;
    this.#goesOn(held, d, at, s, looked);
  }

  /** Gives a piece to the session, if by its bytes it is one that passes, whatever it is a part of. Parameters as `passes` */
  #joins(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): boolean {
    const { nextPiece, recorder } = this.#to;
    const slot = this.holds ? -1 : this.#sureSlot(d, at, captured, linktype);
    if (slot < 0 || nextPiece === null) return false;
    if (nextPiece.follows(slot, d, at, captured, original, seconds, nanoseconds, number))
      recorder.counters.packet(captured, original, seconds, nanoseconds);
    // It may be a frame in one piece.
    else if (nextPiece.begins(d, at)) return false;
    else {
      const held = this.#passing;
      held.renew(number, captured, original, linktype, seconds, nanoseconds);
      held.isSure = true;
      this.#give(held, d, at, null);
    }
    return true;
  }

  /** The session's slot of such a piece; -1: it is not known to be one. */
  #sureSlot(d: DataView, at: number, captured: number, linktype: number): number {
    const slot = this.#to.nextPiece?.find(d, at, captured, linktypes[linktype]) ?? -1;
    return slot >= 0 && this.#sure[slot] === 1 ? slot : -1;
  }

  /** A part passes by its ends; it is followed only if others may ask what it is a part of. */
  #goesByEnds(held: PartHeld, d: DataView, at: number, s: LayerStack): void {
    const { captured, linktype, seconds, nanoseconds } = held;
    held.isSure = this.#sureSlot(d, at, captured, linktype) >= 0 || this.#selfContained.isBegunBy(d, s);
    if (held.isSure) this.#session.tick(seconds, nanoseconds);
    else {
      this.#follow(held, d, s);
      this.#node = held.node;
      this.#learn(!held.waits || this.#isPrompt(held));
    }
    this.#counts(held, d, at, s, Math.max(LONGEST_HEADERS, bytesLookedAt(s) - at));
  }

  /** Whether it is known whose a packet is, if that is asked. */
  #isPrompt({ node }: PartHeld): boolean {
    const { prompt, promptOfTenant } = this.#filter;
    return prompt || (promptOfTenant && node >= 0);
  }

  #isKeyed(held: PartHeld, d: DataView, at: number, s: LayerStack): boolean {
    const { keyed } = this.#filter;
    if (keyed === null) return false;
    const p = this.#fill(held, d, at, s);
    const said = keyed(p);
    p.shorten();
    return said;
  }

  /** What is said of the piece that was just dissected is said of those behind it as well. */
  #learn(isAsked: boolean): void {
    const { nextPiece } = this.#session;
    if (nextPiece === null || nextPiece.learnt < 0) return;
    if (isAsked) this.#pieces.learn(nextPiece.learnt, this.#packet, this.#node);
    else this.#pieces.forget(nextPiece.learnt);
    nextPiece.learnt = -1;
  }

  /**
   * A packet is given to the session, held back, or forgotten.
   * @param s it is dissected; null: it is not, and counts
   * @param looked so many bytes of it are looked at
   */
  #goesOn(held: PartHeld, d: DataView, at: number, s: LayerStack | null, looked: number): void {
    this.#flush();
    const { captured } = held;
    const isOut = held.isFinal && held.said !== Said.yes;
    if (isOut || (held.isFinal && this.#next === this.#held.length)) {
      if (!isOut) this.#give(held, d, at, s);
      if (held.hung) this.#passing = new PartHeld();
      if (held.frames.length > 0) this.#watch.reuse(held.frames);
      this.#flush();
      return;
    }
    this.#keep(held, d, at, Math.min(captured, looked));
    this.#passing = this.#spare.pop() ?? new PartHeld();
    this.#held.push(held);
    this.#bytes += held.kept;
    this.#flush();
    while (this.#held.length - this.#next > MAX_HELD || this.#bytes > MAX_HELD_BYTES) this.#release();
  }

  /** The slot of a piece that follows others, and shows nothing but its own headers; -1: it is none. */
  #passesOver(held: PartHeld, d: DataView, at: number, { pending }: LayerStack): number {
    if (pending !== Pending.sttPiece) return -1;
    const { captured, original, linktype, seconds, nanoseconds, order } = held;
    const { nextPiece } = this.#session;
    const slot = nextPiece?.find(d, at, captured, linktypes[linktype]) ?? -1;
    if (nextPiece === null || slot < 0) return -1;
    const node = nextPiece.nodeOf(slot);
    if (!nextPiece.follows(slot, d, at, captured, original, seconds, nanoseconds, order)) return -1;
    held.node = node;
    return slot;
  }

  /** Finds out what it is a part of. */
  #follow(held: PartHeld, d: DataView, s: LayerStack): void {
    const session = this.#session;
    const { original, seconds, nanoseconds, order } = held;
    this.#watch.begins(held);
    session.recorder.node = -1;
    session.stateful(d, s, original, seconds, nanoseconds, order, false);
    if (held.node < 0 && !held.waits) held.node = session.recorder.node;
  }

  /** Gives up what is still open, and says what is left. */
  finish(): void {
    this.#session.finish();
    this.#flush();
  }

  /** The packet alone, to be asked about. */
  #fill(held: PartHeld, d: DataView, at: number, s: LayerStack): DissectedPacket {
    const p = this.#packet;
    const { number, captured, original, linktype, seconds, nanoseconds } = held;
    fill(p, number, s, d, at, captured, original, linktype, seconds, nanoseconds);
    p.frameCount = 1;
    p.partOf = held.partOf;
    p.renew();
    return p;
  }

  #ask(held: PartHeld, d: DataView, at: number, s: LayerStack): void {
    const p = this.#fill(held, d, at, s);
    const { frames } = held;
    for (const own of frames) {
      p.frames[p.frameCount++] = own;
      own.digest?.lends();
    }
    this.#node = held.node;
    held.said = this.#filter.matches(p) ? Said.yes : Said.no;
    if (frames.length > 0) lend(null, null);
    held.asked = frames.length;
    p.shorten();
  }

  #keep(held: PartHeld, d: DataView, at: number, kept: number): void {
    held.slab = this.#slabs.copy(d, at, kept);
    held.at = this.#slabs.at;
    held.kept = kept;
  }

  #flush(): void {
    for (let held = this.#held[this.#next]; held !== undefined; held = this.#held[this.#next]) {
      if (held.waits && !held.isFinal) return;
      this.#release();
    }
  }

  /** Lets the oldest go. */
  #release(): void {
    const held = this.#held[this.#next++];
    if (this.#next === this.#held.length || this.#next > MAX_HELD) {
      this.#held = this.#held.slice(this.#next);
      this.#next = 0;
    }
    this.#bytes -= held.kept;
    const { at, captured, original, linktype } = held;
    const slab = held.slab as Slab;
    if (!held.isFinal && (held.said === Said.nothing || held.asked < held.frames.length)) {
      const s = this.#stack;
      s.reset(at, at + captured, at + original);
      dissect(slab.view, linktypes[linktype], s);
      this.#ask(held, slab.view, at, s);
    }
    if (held.said === Said.yes) this.#give(held, slab.view, at, null);
    this.#slabs.leave(slab);
    this.#watch.reuse(held.frames);
    if (!held.hung && this.#spare.length < SPARE) this.#spare.push(held);
  }

  /** @param s it is dissected; null: it is not */
  #give(held: PartHeld, d: DataView, at: number, s: LayerStack | null): void {
    const to = this.#to;
    const { order, captured, original, linktype, seconds, nanoseconds, lone } = held;
    // Of frames in one piece that something hangs on the session looks at less.
    const known = s !== null && (s.pending === Pending.none || s.wholeFrame === 0) ? s : null;
    const { ahead } = to;
    to.ahead = order - to.recorder.counters.packets;
    if (lone.flow >= 0) this.lone?.gives(lone, d, at, captured, original, linktype, seconds, nanoseconds);
    else to.packet(d, at, captured, original, linktype, seconds, nanoseconds, -1, known);
    to.ahead = ahead;
    if (to.nextPiece === null || to.nextPiece.learnt < 0) return;
    this.#sure[to.nextPiece.learnt] = held.isSure ? 1 : 0;
    to.nextPiece.learnt = -1;
  }
}
