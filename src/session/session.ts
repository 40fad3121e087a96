/**
 * One stream of packets on its way to facts: dissect, put together what came in parts, record. A packet that is
 * whole goes straight to its row. An STT piece or an IP fragment waits in the pool; when its frame is whole, or
 * given up, the kept head is dissected as if it had come in one packet, and everything that brought it (its
 * weights) is recorded at once. What that shows may again be a part of something.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { META_V6 } from "../core/interner.ts";
import type { Packet } from "../core/layer.ts";
import type { PacketSink } from "../core/sink.ts";
import { isAlone, isSelfContained, type LayerStack, Pending, Stop } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { Reason, reasonOf, unsupportedLinktype } from "../facts/counters.ts";
import { Ledger, type Replay } from "../facts/ledger.ts";
import { Recorder } from "../facts/recorder.ts";
import type { Summary } from "../facts/summary.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import { Part, Pool } from "../reassembly/pool.ts";
import { canMatch } from "../skim/matcher.ts";
import { Shortcut } from "../skim/shortcut.ts";
import { Attribution } from "./attribution.ts";
import { Connections } from "./connections.ts";
import { FIRST_SEEN, FRAGMENT, KEY_KIND, KIND, NODE, SCOPE, STT, UNKNOWN, WEIGHTS } from "./entries.ts";
import { FirstPieces } from "./first-pieces.ts";
import * as heads from "./heads.ts";
import { NextPiece } from "./next-piece.ts";
import { NodeRecorder } from "./node-recorder.ts";
import { OpenHeads } from "./open-heads.ts";
import { AT } from "./seen-frames.ts";
import { limitsOf, type SessionOptions } from "./session-options.ts";
import { Unfolding } from "./unfolding.ts";
import { NOT_BARE, type Watch } from "./watch.ts";
import { Weights } from "./weights.ts";
import { carriedAt, WholeFrames } from "./whole-frames.ts";

export class Session implements PacketSink {
  readonly recorder: Recorder;
  readonly ledger = new Ledger();
  private readonly partial: boolean;
  readonly pool: Pool;
  private readonly weights = new Weights();
  /** The stack of captured packets. */
  readonly stack: LayerStack;
  /** Stacks and copies of heads by depth of re-entry. */
  private readonly stacks: LayerStack[];
  private readonly heads: DataView[];
  private readonly unfolding: Unfolding;
  private readonly attribution: Attribution;
  private readonly connections: Connections;
  private readonly linktypeName: (n: number) => string;
  private readonly watch: Watch | null;
  /** Null if every packet has to be dissected. */
  readonly shortcut: Shortcut | null;
  readonly nextPiece: NextPiece | null;
  /** Null if the head of a frame never tells enough. */
  private readonly firstPieces: FirstPieces | null = null;
  /** Null if nobody wants to know. */
  private readonly openHeads: OpenHeads | null;
  /** What comes later may be pieces of those, or the same. */
  readonly frames: WholeFrames;
  /** How many numbers of packets were given to others that came before. */
  ahead = 0;
  /** Capture time in seconds, of the last packet that had one. */
  now = 0;
  /** The row of the STT frame in one piece that was recorded last; -1: it has none that is its flow's. */
  frameRow = -1;

  constructor(options: SessionOptions = {}) {
    this.partial = options.partial === true;
    this.watch = options.watch ?? null;
    const limits = limitsOf(options);
    const maxFlows = this.partial ? undefined : limits.maxFlows;
    this.recorder = this.watch === null ? new Recorder(maxFlows) : new NodeRecorder(maxFlows);
    this.pool = new Pool(limits.memory, limits.timeout);
    this.attribution = new Attribution(this.recorder, this.pool, this.weights, options.observer);
    this.recorder.keepsTcpFlags = options.tcpFlags === true;
    this.attribution.watch = this.watch;
    this.connections = new Connections(this.pool, this.recorder.table.interner);
    this.linktypeName = options.linktypeName ?? String;
    const each = this.watch?.passesOver === false || options.observer?.each === true;
    this.stacks = heads.stacksOf(options.greKey ?? 0, options.watch !== undefined);
    this.stack = this.stacks[0];
    this.unfolding = new Unfolding(this.stacks);
    const cached = !each && options.flowCache !== false;
    const { recorder, pool, weights, connections, attribution, watch } = this;
    this.shortcut = cached && this.watch === null && canMatch() ? new Shortcut(recorder, this) : null;
    this.nextPiece = cached
      ? new NextPiece(pool, weights, connections, recorder.counters, attribution, this, this.watch)
      : null;
    this.frames = new WholeFrames(pool, recorder, this, this.shortcut);
    if (watch?.suffices) this.firstPieces = new FirstPieces(pool, recorder.table, watch, this.unfolding);
    this.openHeads = watch && new OpenHeads(pool, recorder.table, watch, this.unfolding);
    this.heads = this.stacks.map(heads.newHead);
  }

  /**
   * @param before so many packets came before one that its `skimmer` left; -1: all so far
   * @param known  it is dissected; null: it is not
   */
  packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    before = -1,
    known: LayerStack | null = null,
  ): void {
    const number = (before < 0 ? this.recorder.counters.packets : before) + this.ahead;
    const inOrder = this.recorder.counters.packet(captured, original, seconds, nanoseconds);
    const { shortcut, nextPiece, recorder } = this;
    const first = linktype < LINKTYPES ? linktypes[linktype] : 0;
    if (first === 0) {
      recorder.counters.unattributed(unsupportedLinktype(this.linktypeName(linktype)), 1, original);
      return;
    }
    if (before < 0 && shortcut?.takes(d, offset, captured, original, first, seconds, nanoseconds, inOrder))
      return;
    if (nextPiece?.takes(d, offset, captured, original, first, seconds, nanoseconds, number)) return;
    const s = known ?? this.stackOf(d, offset, captured, original, first);
    if (isSelfContained(s)) {
      const row = recorder.packet(d, s, original, seconds, nanoseconds, number, inOrder);
      shortcut?.learns(d, offset, captured, original, first, s, row);
    } else if (this.partial) {
      const kept = Math.min(captured, heads.bytesLookedAt(s) - offset);
      this.ledger.append(d, offset, kept, original, linktype, seconds, nanoseconds, number);
    } else {
      this.stateful(d, s, original, seconds, nanoseconds, number, inOrder);
      if (this.frameRow >= 0) shortcut?.learns(d, offset, captured, original, first, s, this.frameRow);
    }
  }

  /** A packet, dissected. */
  private stackOf(d: DataView, at: number, captured: number, original: number, first: number): LayerStack {
    this.stack.reset(at, at + captured, at + original);
    dissect(d, first, this.stack);
    return this.stack;
  }

  get skimmer(): Shortcut | null {
    return this.shortcut;
  }

  /**
   * As `packet`, for one that is whole in itself and dissected: it leaves nothing open in its stack.
   * @returns the row of its flow, -1: there is none
   */
  dissected({ frames, captured, original, seconds, nanoseconds }: Packet): number {
    const { view: d, stack: s } = frames[0];
    const { recorder } = this;
    const number = recorder.counters.packets + this.ahead;
    const inOrder = recorder.counters.packet(captured, original, seconds, nanoseconds);
    const row = recorder.packet(d, s, original, seconds, nanoseconds, number, inOrder);
    if (row >= 0) recorder.table.began(row, number);
    return row;
  }

  /**
   * As `packet`, of an STT frame in one piece, in no tunnel, whose flow is known.
   * @param row, frame, print as `WholeFrames.again` takes them; tcpFlags, around as `Recorder.again` does
   */
  frame(
    row: number,
    frame: number,
    print: number,
    tcpFlags: number,
    around: readonly number[],
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { counters } = this.recorder;
    const number = counters.packets + this.ahead;
    const inOrder = counters.packet(captured, original, seconds, nanoseconds);
    this.tick(seconds, nanoseconds);
    if (this.frames.again(row, d, offset, frame, print)) {
      this.recorder.table.began(row, number);
      const innerBytes = carriedAt(d, offset, frame, around);
      this.recorder.again(row, original, innerBytes, seconds, nanoseconds, inOrder, tcpFlags, around);
      return;
    }
    this.attribution.recordFrameAgain(row, original, seconds, nanoseconds, number, tcpFlags);
  }

  /** A packet from the ledger of a part that was counted already. */
  replay(
    ...[d, offset, captured, original, linktype, seconds, nanoseconds, number]: Parameters<Replay["replay"]>
  ): void {
    const s = this.stackOf(d, offset, captured, original, linktypes[linktype]);
    this.stateful(d, s, original, seconds, nanoseconds, number, false);
  }

  /** Gives up what is still open. The summary is then complete. */
  finish(): Summary {
    for (let e = this.pool.oldest(); e >= 0; e = this.pool.oldest()) this.close(e, false, 0);
    return this.soFar();
  }

  /** What is known so far, while the session goes on: packets that wait for others are in the counters alone. */
  soFar(): Summary {
    this.shortcut?.flush();
    return { counters: this.recorder.counters, table: this.recorder.table, ledger: this.ledger };
  }

  /** Gives up what has been open for too long at that capture time. */
  tick(seconds: number, nanoseconds: number): void {
    if (nanoseconds >= 0) this.now = seconds + nanoseconds / 1e9;
    for (let e = this.pool.expired(this.now); e >= 0; e = this.pool.expired(this.now))
      this.close(e, false, 0);
  }

  /** Notes an STT frame in one piece, which hangs on nothing and is dissected. @returns its tunnel node; -1: none is known */
  notes(d: DataView, s: LayerStack, seconds: number, nanoseconds: number): number {
    this.tick(seconds, nanoseconds);
    return this.frames.belongs(this.frames.enter(d, s, 0, 0), this.recorder.nodeOf(d, s));
  }

  /** A packet that hangs on others, or others on it. It is dissected. */
  stateful(
    d: DataView,
    s: LayerStack,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    inOrder: boolean,
  ): void {
    this.tick(seconds, nanoseconds);
    this.frameRow = -1;
    const alone = isAlone(s);
    if (alone && s.wholeFrame !== 0) {
      // An STT frame in one piece that was not seen before hangs on nothing.
      const e = this.frames.enter(d, s, 0, 0);
      if (e >= 0) {
        this.attribution.countWholeFrames(s, false);
        const row = this.recorder.packet(d, s, bytes, seconds, nanoseconds, number, inOrder);
        this.frameRow = this.frames.recorded(e, row);
        return;
      }
    }
    this.settle(d, s, this.weights.single(0, bytes, 1, bytes, seconds, nanoseconds, number), 0, -1, alone);
  }

  /**
   * Finds out what the dissected packet or head `s` is and records `list`, which brought it, or leaves it
   * hanging on what it is a part of.
   * @param entry the finished pool entry that it came from, which learns what it was; -1: none
   * @param again it is known to be an STT frame that was seen before
   */
  private settle(
    d: DataView,
    s: LayerStack,
    list: number,
    depth: number,
    entry: number,
    again: boolean,
  ): void {
    const w = this.weights;
    const scope = w.node(list);
    const isOpen = s.open !== 0 && s.tunnels === 0 && scope === 0;
    if (s.stop === Stop.tooDeep || (s.stop !== Stop.none && isOpen)) {
      this.attribution.countWholeFrames(s, false);
      this.attribution.nobodys(reasonOf(s.stop), list);
      return;
    }
    const whole = again || s.wholeFrame === 0 ? -1 : this.frames.enter(d, s, scope, depth);
    const repeated = s.wholeFrame !== 0 && whole < 0;
    this.attribution.countWholeFrames(s, repeated);
    if (s.tunnels > 0) this.attribution.enterTunnels(d, s, list, repeated);
    if (s.pending !== Pending.none) {
      this.offer(d, s, list, depth);
      return;
    }
    const r = this.recorder;
    r.classify(d, s);
    // Without a tunnel of its own, a datagram is its fragments, whose Ethernet headers told the group.
    if (s.tunnels > 0 || depth === 0) r.kind |= r.cast;
    if (s.connection !== 0 && !this.connections.note(d, s, w.node(list), this.now)) r.counters.stt.rejected++;
    if (entry >= 0) this.attribution.learn(entry, scope, w.node(list));
    if (whole >= 0) this.frames.learn(whole, w.node(list));
    this.attribution.record(list);
  }

  /** Hangs `list` on what `s` is a part of. */
  private offer(d: DataView, s: LayerStack, list: number, depth: number): void {
    const { pool, weights: w } = this;
    const interner = this.recorder.table.interner;
    const stt = s.pending === Pending.sttPiece;
    const o = s.off[s.ip];
    const v6 = s.ipVersion === 6 ? META_V6 : 0;
    const kind = (stt ? STT : FRAGMENT) | v6;
    const scope = w.node(list);
    const source = interner.address(d, o, s.ipVersion, 0);
    const destination = interner.address(d, o, s.ipVersion, 1);
    if (scope < 0 || source === -1 || (v6 !== 0 && destination === -1)) {
      this.attribution.nobodys(Reason.maxFlows, list);
      return;
    }
    const tenant = interner.tenantOf(scope);
    const a = stt ? s.ports : s.partId;
    const b = stt ? s.partId : v6 === 0 ? s.ipProto : 0;
    const captured = Math.max(0, s.lim - s.partPos);
    const total = stt ? s.partTotal : s.partMore ? -1 : s.partOffset + s.partLength;
    if (stt && this.connections.isKnown(tenant, source, destination, s.ports, v6, this.now)) {
      this.attribution.recordAs(d, s, list);
      return;
    }
    this.attribution.markParts(d, s, list, stt);
    if (stt && scope === 0) this.frames.bring(d, o, source, destination, a, b);

    let e = pool.find(tenant, source, destination, a, b, kind);
    if (e >= 0 && pool.isOld(e, this.now)) {
      if (pool.isDone(e)) pool.drop(e);
      else this.close(e, false, depth);
      e = -1;
    }
    if (e >= 0 && pool.isDone(e)) {
      const print = s.partOffset === 0 ? fingerprint(d, s.partPos, captured) : null;
      if (pool.isRepeat(e, stt ? total : -1, print)) {
        if (stt) this.attribution.countPiece(s, list, Part.duplicate);
        this.watch?.repeats(e, s);
        this.attribution.recordAgain(e, list);
        return;
      }
      pool.drop(e);
      e = -1;
    }
    if (e < 0) {
      this.evict(depth);
      e = pool.start(tenant, source, destination, a, b, kind, this.now);
      pool.setUser(e, KIND, s.ipProto);
    }

    const part = pool.add(e, s.partOffset, s.partLength, total, d, s.partPos, captured);
    if (part === Part.rejected) {
      if (pool.received(e) === 0) pool.drop(e);
      this.attribution.rejected(list, source, destination, s.ipProto, v6 !== 0, stt);
      return;
    }
    if (stt) this.attribution.countPiece(s, list, part);
    if (s.partOffset === 0 && part !== Part.duplicate && part !== Part.overlap) {
      pool.setUser(e, FIRST_SEEN, 1);
      if (pool.headAt(e) >= 0) heads.writeHeaders(d, s, o, pool.view, pool.headAt(e), stt);
    }
    pool.setUser(e, WEIGHTS, w.join(pool.user(e, WEIGHTS), list));
    if (this.watch !== null) {
      const node = this.firstPieces?.nodeOf(e, part, s, depth) ?? NOT_BARE;
      this.watch.hangs(e, part, d, s, captured, node, this.firstPieces?.digest ?? null);
      if (s.partOffset === 0 && part === Part.added) this.openHeads?.tell(e, depth, scope);
    }
    if (part === Part.complete) this.close(e, true, depth);
    else this.evict(depth);
    if (part === Part.added && stt && depth === 0 && s.tunnels === 0)
      this.nextPiece?.learn(d, s, e, tenant, source, destination, kind, this.watch?.passesFrom(e) ?? 0);
  }

  /** Gives up the oldest open entries while the pool is over its memory. */
  evict(depth: number): void {
    const { pool } = this;
    for (let old = pool.evicted(); old >= 0; old = pool.evicted()) {
      if ((pool.key(old, KEY_KIND) & STT) !== 0) this.recorder.counters.stt.evicted++;
      this.close(old, false, depth);
    }
  }

  /** Ends an open entry, whole or given up, and records what it was. */
  close(e: number, whole: boolean, depth: number): void {
    const { pool, weights: w } = this;
    const stt = (pool.key(e, KEY_KIND) & STT) !== 0;
    const v6 = (pool.key(e, KEY_KIND) & META_V6) !== 0;
    const list = pool.user(e, WEIGHTS);
    const first = pool.user(e, FIRST_SEEN) === 1;
    const head = pool.headLength(e);
    const length = whole ? pool.total(e) : pool.received(e);
    const readable = first && (!stt || head >= AT.own);
    if (stt) this.attribution.countFrame(whole, readable);
    const headers = heads.headersLength(v6, stt);
    let copy = this.heads[depth];
    if (readable) heads.copyBytes(pool.view, pool.headAt(e) - headers, copy, 0, headers + head);
    const [source, destination, proto] = [pool.key(e, 1), pool.key(e, 2), pool.user(e, KIND)];
    pool.setUser(e, WEIGHTS, -1);
    pool.setUser(e, SCOPE, list < 0 ? 0 : w.node(list));
    pool.setUser(e, NODE, UNKNOWN);
    if (whole) pool.finish(e, this.now);
    else pool.drop(e);
    if (list < 0) return;
    this.watch?.opens(e, whole);
    if (!readable) {
      if (stt) this.attribution.nobodys(first ? Reason.truncated : Reason.sttFirstPieceMissing, list);
      else this.attribution.withoutFirst(list, source, destination, proto, v6);
      this.watch?.shuts();
      return;
    }
    if (depth + 1 >= this.stacks.length) {
      this.attribution.nobodys(Reason.tooDeep, list);
      this.watch?.shuts();
      return;
    }
    if (this.watch !== null) copy = this.watch.bytes(copy, headers, head, whole);
    const lim = this.watch?.end ?? headers + head;
    const s = this.unfolding.unfold(copy, lim, headers, length, depth + 1, v6, stt);
    const other = this.watch?.shows(copy, s, headers, headers + length, stt) ?? null;
    if (other !== null) this.stacks[depth + 1] = other;
    this.settle(copy, s, list, depth + 1, whole ? e : -1, false);
    this.watch?.shuts();
  }
}
