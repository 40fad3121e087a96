/**
 * One stream of packets on its way to facts: dissect, put together what came in parts, record.
 *
 * A packet that is whole goes straight to its row. An STT piece or an IP fragment waits in the pool; when its
 * frame is whole, or given up, the kept head is dissected as if it had come in one packet, and everything that
 * brought it (its weights) is recorded at once. What that shows may again be a part of something.
 */
import { hasPorts, ipProto, LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { META_V6 } from "../core/interner.ts";
import type { PacketSink } from "../core/sink.ts";
import { Connection, HEAD, LayerStack, MAX_TUNNELS, Pending, Stop } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { Reason, unsupportedLinktype } from "../facts/counters.ts";
import { Ledger } from "../facts/ledger.ts";
import { Recorder } from "../facts/recorder.ts";
import type { Summary } from "../facts/summary.ts";
import { Class } from "../facts/table.ts";
import { leafIpProtocols } from "../protocols/registry.ts";
import { HEADROOM, Part, Pool } from "../reassembly/pool.ts";
import { Weights } from "./weights.ts";

export interface SessionOptions {
  /** Most rows of the fact table. */
  maxFlows?: number;
  /** Most bytes for open frames and datagrams. */
  reassemblyMemory?: number;
  /** Seconds of capture time. */
  reassemblyTimeout?: number;
  /** A value of GreKey. */
  greKey?: number;
  /** The packets may not be the first of their capture: note in the ledger what depends on those before. */
  partial?: boolean;
  /** Names link types that are not dissected. */
  linktypeName?: (n: number) => string;
}

export const DEFAULT_REASSEMBLY_MEMORY = 64 << 20;
export const DEFAULT_REASSEMBLY_TIMEOUT = 30;
export const DEFAULT_MAX_FLOWS = 4_000_000;

// Kinds in pool keys, beside the bit for IPv6.
const FRAGMENT = 1;
const STT = 2;
const TCP_CONNECTION = 4;

// User words of a pool entry: the weights while it is open, then what a part that comes again belongs to.
const WEIGHTS = 0;
const FIRST_SEEN = 1;
const SCOPE = 2;
const NODE = 3;
const SOURCE = 4;
const DESTINATION = 5;
const PORTS = 6;
const KIND = 7;
/** In NODE: nobody's. */
const UNKNOWN = -2;

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const TCP_HEADER = 20;
const STT_HEADER = 18;
const TCP = 6;
const IPV4_PROTO = 4;
const IPV6_PROTO = 41;

export class Session implements PacketSink {
  readonly recorder: Recorder;
  readonly ledger = new Ledger();
  private readonly partial: boolean;
  private readonly pool: Pool;
  private readonly weights = new Weights();
  /** Stacks and copies of heads by depth of re-entry. */
  private readonly stacks: LayerStack[] = [];
  private readonly heads: DataView[] = [];
  private readonly leaf = leafIpProtocols(ipProto);
  private readonly linktypeName: (n: number) => string;
  /** Capture time in seconds, of the last packet that had one. */
  private now = 0;

  constructor(options: SessionOptions = {}) {
    this.partial = options.partial === true;
    this.recorder = new Recorder(this.partial ? undefined : (options.maxFlows ?? DEFAULT_MAX_FLOWS));
    this.pool = new Pool(
      options.reassemblyMemory ?? DEFAULT_REASSEMBLY_MEMORY,
      options.reassemblyTimeout ?? DEFAULT_REASSEMBLY_TIMEOUT,
    );
    this.linktypeName = options.linktypeName ?? String;
    for (let i = 0; i <= MAX_TUNNELS; i++) {
      const stack = new LayerStack();
      stack.greKey = options.greKey ?? 0;
      this.stacks.push(stack);
      this.heads.push(new DataView(new ArrayBuffer(HEADROOM + HEAD)));
    }
  }

  packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const number = this.recorder.counters.packets;
    const inOrder = this.recorder.counters.packet(captured, original, seconds, nanoseconds);
    const first = linktype < LINKTYPES ? linktypes[linktype] : 0;
    if (first === 0) {
      this.recorder.counters.unattributed(unsupportedLinktype(this.linktypeName(linktype)), 1, original);
      return;
    }
    const s = this.stacks[0];
    s.reset(offset, offset + captured, offset + original);
    dissect(d, first, s);
    if (s.pending === Pending.none && s.wholeFrame === 0 && s.connection === 0) {
      this.recorder.packet(d, s, original, seconds, nanoseconds, number, inOrder);
    } else if (this.partial) {
      const kept = Math.min(captured, bytesLookedAt(s) - offset);
      this.ledger.append(d, offset, kept, original, linktype, seconds, nanoseconds, number);
    } else {
      this.stateful(d, s, original, seconds, nanoseconds, number, inOrder);
    }
  }

  /** A packet from the ledger of a part that was counted already. */
  replay(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): void {
    const s = this.stacks[0];
    s.reset(offset, offset + captured, offset + original);
    dissect(d, linktypes[linktype], s);
    this.stateful(d, s, original, seconds, nanoseconds, number, false);
  }

  /** Gives up what is still open. The summary is then complete. */
  finish(): Summary {
    for (let e = this.pool.oldest(); e >= 0; e = this.pool.oldest()) this.close(e, false, 0);
    return { counters: this.recorder.counters, table: this.recorder.table, ledger: this.ledger };
  }

  private stateful(
    d: DataView,
    s: LayerStack,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    inOrder: boolean,
  ): void {
    if (nanoseconds >= 0) this.now = seconds + nanoseconds / 1e9;
    for (let e = this.pool.expired(this.now); e >= 0; e = this.pool.expired(this.now))
      this.close(e, false, 0);
    if (s.wholeFrame !== 0 && s.pending === Pending.none && s.stop === Stop.none && s.connection === 0) {
      // An STT frame in one piece that was not seen before hangs on nothing.
      const e = this.wholeFrame(d, s, 0);
      if (e >= 0) {
        this.countWholeFrames(s, false);
        this.recorder.packet(d, s, bytes, seconds, nanoseconds, number, inOrder);
        this.learn(e, this.pool.user(e, SCOPE), this.recorder.node);
        return;
      }
      this.settle(d, s, this.weights.single(0, bytes, 1, bytes, seconds, nanoseconds, number), 0, -1, true);
      return;
    }
    this.settle(d, s, this.weights.single(0, bytes, 1, bytes, seconds, nanoseconds, number), 0, -1, false);
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
    if (
      s.stop !== Stop.none &&
      (s.stop === Stop.tooDeep || (s.open !== 0 && s.tunnels === 0 && scope === 0))
    ) {
      this.countWholeFrames(s, false);
      this.nobodys(
        s.stop === Stop.tooDeep
          ? Reason.tooDeep
          : s.stop === Stop.truncated
            ? Reason.truncated
            : Reason.malformed,
        list,
      );
      return;
    }
    const whole = again || s.wholeFrame === 0 ? -1 : this.wholeFrame(d, s, scope);
    const repeated = s.wholeFrame !== 0 && whole < 0;
    this.countWholeFrames(s, repeated);
    if (s.tunnels > 0) this.enterTunnels(d, s, list, repeated);
    if (s.pending !== Pending.none) {
      this.offer(d, s, list, depth);
      return;
    }
    const r = this.recorder;
    r.classify(d, s);
    // Without a tunnel of its own, a datagram is its fragments, whose Ethernet headers told the group.
    if (s.tunnels > 0 || depth === 0) r.kind |= r.cast;
    if (s.connection !== 0) this.noteConnection(d, s, w.node(list));
    if (entry >= 0) this.learn(entry, scope, w.node(list));
    if (whole >= 0) this.learn(whole, this.pool.user(whole, SCOPE), w.node(list));
    this.record(list);
  }

  /** Moves the weights into the tunnels of `s`: what they brought is now one packet of the innermost. */
  private enterTunnels(d: DataView, s: LayerStack, list: number, repeated: boolean): void {
    const w = this.weights;
    const r = this.recorder;
    const interner = r.table.interner;
    const outerBits = r.classifyOuter(s);
    const carried = s.tunnelCarried[s.tunnels - 1];
    for (let i = list; i >= 0; i = w.next(i)) {
      const from = w.node(i);
      const node = interner.chain(d, s, s.tunnels, from);
      if (from === 0 && w.bits(i) === 0) w.setHash(i, outerBits, r.outer);
      // The group bits were those of the frames that carried the parts.
      else w.setHash(i, w.bits(i) & ~(Class.broadcast | Class.multicast), w.outer(i));
      interner.pass(from, w.innerPackets(i), w.innerBytes(i));
      // The tunnels around a frame that came again carried it again.
      if (i === list) r.passThrough(s, node, repeated ? s.wholeFrame - 1 : s.tunnels - 1);
      const counts = i === list && !repeated && carried > 0;
      w.setInner(i, counts ? 1 : 0, counts ? carried : 0);
      w.setNode(i, node);
    }
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
      this.nobodys(Reason.maxFlows, list);
      return;
    }
    const tenant = interner.tenantOf(scope);
    const a = stt ? s.ports : s.partId;
    const b = stt ? s.partId : v6 === 0 ? s.ipProto : 0;
    const captured = Math.max(0, s.lim - s.partPos);
    const total = stt ? s.partTotal : s.partMore ? -1 : s.partOffset + s.partLength;
    if (stt && this.isConnection(tenant, source, destination, s.ports, v6)) {
      this.recorder.classify(d, s);
      this.recorder.kind |= this.recorder.cast;
      this.record(list);
      return;
    }
    this.markParts(d, s, list, stt);

    let e = pool.find(tenant, source, destination, a, b, kind);
    if (e >= 0 && pool.isOld(e, this.now)) {
      if (pool.isDone(e)) pool.drop(e);
      else this.close(e, false, depth);
      e = -1;
    }
    if (e >= 0 && pool.isDone(e)) {
      if (pool.isRepeat(e, s.partOffset, stt ? total : -1, d, s.partPos, captured)) {
        if (stt) this.countPiece(s, list, "duplicates");
        this.recordAgain(e, list);
        return;
      }
      pool.drop(e);
      e = -1;
    }
    if (e < 0) {
      for (let old = pool.evicted(); old >= 0; old = pool.evicted()) {
        if ((pool.key(old, 5) & STT) !== 0) this.recorder.counters.stt.evicted++;
        this.close(old, false, depth);
      }
      e = pool.start(tenant, source, destination, a, b, kind, this.now);
      pool.setUser(e, KIND, s.ipProto);
    }

    const part = pool.add(e, s.partOffset, s.partLength, total, d, s.partPos, captured);
    if (part === Part.rejected) {
      if (stt) this.recorder.counters.stt.rejected++;
      if (pool.received(e) === 0) pool.drop(e);
      // A fragment that contradicts its datagram is still its tenant's, but in no tunnel nobody knows what it is.
      if (stt || scope === 0) this.nobodys(Reason.malformed, list);
      else this.withoutFirst(list, source, destination, s.ipProto, v6 !== 0);
      return;
    }
    if (stt)
      this.countPiece(
        s,
        list,
        part === Part.duplicate ? "duplicates" : part === Part.overlap ? "overlaps" : null,
      );
    if (s.partOffset === 0 && part !== Part.duplicate && part !== Part.overlap) {
      pool.setUser(e, FIRST_SEEN, 1);
      if (pool.headAt(e) >= 0) writeHeaders(d, s, o, pool.view, pool.headAt(e), stt);
    }
    pool.setUser(e, WEIGHTS, w.join(pool.user(e, WEIGHTS), list));
    if (part === Part.complete) this.close(e, true, depth);
  }

  /** Learns from a TCP segment on STT's port, in `node`, that there is a real connection. */
  private noteConnection(d: DataView, s: LayerStack, node: number): void {
    const { interner } = this.recorder.table;
    const o = s.off[s.ip];
    const v6 = s.ipVersion === 6 ? META_V6 : 0;
    const tenant = node < 0 ? 0 : interner.tenantOf(node);
    let source = interner.address(d, o, s.ipVersion, 0);
    let destination = interner.address(d, o, s.ipVersion, 1);
    let ports = s.ports;
    if (s.connection === Connection.reply) {
      [source, destination] = [destination, source];
      ports = (ports << 16) | (ports >>> 16);
    }
    const known = this.isConnection(tenant, source, destination, ports, v6);
    if (s.connection === Connection.notStt) {
      if (!known) this.recorder.counters.stt.rejected++;
      return;
    }
    const { pool } = this;
    const old = pool.find(tenant, source, destination, ports, 0, TCP_CONNECTION | v6);
    if (old >= 0) pool.drop(old);
    pool.startFinished(tenant, source, destination, ports, 0, TCP_CONNECTION | v6, 0, this.now);
  }

  /** Whether a TCP connection from STT's client side was seen lately. */
  private isConnection(
    tenant: number,
    source: number,
    destination: number,
    ports: number,
    v6: number,
  ): boolean {
    const e = this.pool.find(tenant, source, destination, ports, 0, TCP_CONNECTION | v6);
    return e >= 0 && !this.pool.isOld(e, this.now);
  }

  /** Notes in the weights what only the packets that carry the parts know. */
  private markParts(d: DataView, s: LayerStack, list: number, stt: boolean): void {
    const w = this.weights;
    const cast = this.recorder.castOf(d, s);
    for (let i = list; i >= 0; i = w.next(i)) {
      const outermost = w.node(i) === 0;
      let bits = w.bits(i);
      if (stt && outermost && (bits & Class.fragment) === 0) w.setHash(i, Class.outerPorts, s.ports);
      else if (!stt) {
        bits |= s.ethernet >= 0 || (bits & (Class.broadcast | Class.multicast)) === 0 ? cast : 0;
        w.setHash(i, outermost ? bits | Class.fragment : bits, w.outer(i));
      }
    }
  }

  /** Ends an open entry, whole or given up, and records what it was. */
  private close(e: number, whole: boolean, depth: number): void {
    const { pool, weights: w } = this;
    const stt = (pool.key(e, 5) & STT) !== 0;
    const v6 = (pool.key(e, 5) & META_V6) !== 0;
    const counters = this.recorder.counters.stt;
    const list = pool.user(e, WEIGHTS);
    const first = pool.user(e, FIRST_SEEN) === 1;
    const head = pool.headLength(e);
    const length = whole ? pool.total(e) : pool.received(e);
    const readable = first && (!stt || head >= STT_HEADER);
    if (stt) {
      if (whole) counters.frames_complete++;
      else if (readable) counters.frames_incomplete++;
      else counters.frames_headerless++;
    }
    const headers = (v6 ? IPV6_HEADER : IPV4_HEADER) + (stt ? TCP_HEADER : 0);
    const copy = this.heads[depth];
    if (readable) copyBytes(pool.view, pool.headAt(e) - headers, copy, 0, headers + head);
    const [source, destination, proto] = [pool.key(e, 1), pool.key(e, 2), pool.user(e, KIND)];
    pool.setUser(e, WEIGHTS, -1);
    pool.setUser(e, SCOPE, list < 0 ? 0 : w.node(list));
    pool.setUser(e, NODE, UNKNOWN);
    if (whole) pool.finish(e, this.now);
    else pool.drop(e);
    if (list < 0) return;
    if (!readable) {
      if (stt) this.nobodys(first ? Reason.truncated : Reason.sttFirstPieceMissing, list);
      else this.withoutFirst(list, source, destination, proto, v6);
      return;
    }
    if (depth + 1 >= this.stacks.length) {
      this.nobodys(Reason.tooDeep, list);
      return;
    }
    // Its TCP-like header now says that this is all of it.
    if (stt) copy.setUint32(headers - TCP_HEADER + 4, length << 16);
    const s = this.stacks[depth + 1];
    s.reset(0, headers + head, headers + length);
    dissect(copy, ipProto[v6 ? IPV6_PROTO : IPV4_PROTO], s);
    if (stt && s.wholeFrame === 1) {
      s.wholeFrame = 0;
      s.wholeFrames--;
    }
    this.settle(copy, s, list, depth + 1, whole ? e : -1, false);
  }

  /** Fragments whose first one never came: nobody knows their ports, or what they carried. */
  private withoutFirst(list: number, source: number, destination: number, proto: number, v6: boolean): void {
    const r = this.recorder;
    const known = this.leaf[proto] !== 0 && hasPorts[proto] === 0;
    if (this.weights.node(list) === 0 && !known) {
      this.nobodys(Reason.fragmentFirstMissing, list);
      return;
    }
    r.source = source;
    r.destination = destination;
    r.ports = 0;
    r.kind = Class.ip | (v6 ? Class.v6 : 0) | proto | (known ? Class.flow : 0);
    this.record(list);
  }

  /** Adds the weights to the rows of what `recorder` has classified, and frees them. */
  private record(list: number): void {
    const w = this.weights;
    const r = this.recorder;
    const kind = r.kind;
    for (let i = list; i >= 0; i = w.next(i)) {
      r.kind = kind | w.bits(i);
      r.outer = w.outer(i);
      const row = r.row(w.node(i), w.number(i));
      if (row < 0) {
        r.counters.unattributed(Reason.maxFlows, w.packets(i), w.bytes(i));
        continue;
      }
      if (w.number(i) < r.table.firstPacket[row]) r.table.firstPacket[row] = w.number(i);
      r.table.add(row, w.packets(i), w.bytes(i), w.innerPackets(i), w.innerBytes(i));
      r.table.seen(row, w.firstSeconds(i), w.firstNanoseconds(i));
      r.table.seen(row, w.lastSeconds(i), w.lastNanoseconds(i));
    }
    w.release(list);
  }

  /** Remembers what a finished entry was: the flow that is classified, in `node` as seen from `scope`. */
  private learn(e: number, scope: number, node: number): void {
    const r = this.recorder;
    this.pool.setUsers(e, SCOPE, scope, node, r.source, r.destination, r.ports, r.kind);
  }

  /** Records packets that brought a part of a finished datagram once more. */
  private recordAgain(e: number, list: number): void {
    const { pool, weights: w, recorder: r } = this;
    const [scope, node] = [pool.user(e, SCOPE), pool.user(e, NODE)];
    if (node === UNKNOWN) {
      this.nobodys(Reason.partRepeated, list);
      return;
    }
    const { interner } = r.table;
    for (let i = list; i >= 0; i = w.next(i)) {
      const from = w.node(i);
      w.setNode(i, interner.rebase(node, scope, from));
      if (node !== scope) {
        interner.pass(from, w.innerPackets(i), w.innerBytes(i));
        w.setInner(i, 0, 0);
        w.setHash(i, w.bits(i) & ~(Class.broadcast | Class.multicast), w.outer(i));
      }
    }
    r.source = pool.user(e, SOURCE);
    r.destination = pool.user(e, DESTINATION);
    r.ports = pool.user(e, PORTS);
    r.kind = pool.user(e, KIND);
    this.record(list);
  }

  /** Counts packets that belong to no tenant. */
  private nobodys(reason: string, list: number): void {
    const w = this.weights;
    for (let i = list; i >= 0; i = w.next(i))
      this.recorder.counters.unattributed(reason, w.packets(i), w.bytes(i));
    w.release(list);
  }

  /**
   * Looks an STT frame that came in one piece up among those seen before.
   * @returns its new entry; -1 if it was seen before
   */
  private wholeFrame(d: DataView, s: LayerStack, scope: number): number {
    const { pool } = this;
    const interner = this.recorder.table.interner;
    const tunnel = s.wholeFrame - 1;
    const enclosing = interner.chain(d, s, tunnel, scope);
    const tenant = enclosing < 0 ? 0 : interner.tenantOf(enclosing);
    const o = s.off[s.frameIp];
    const v6 = d.getUint8(o) >> 4 === 6;
    const version = v6 ? 6 : 4;
    const source = interner.address(d, o, version, 0);
    const destination = interner.address(d, o, version, 1);
    const kind = STT | (v6 ? META_V6 : 0);
    const captured = Math.max(0, s.lim - s.framePos);
    const e = pool.find(tenant, source, destination, s.framePorts, s.frameId, kind);
    if (e >= 0 && !pool.isOld(e, this.now)) {
      if (!pool.isDone(e)) {
        this.recorder.counters.stt.overlaps++;
        return -1;
      }
      if (pool.isRepeat(e, 0, s.frameTotal, d, s.framePos, captured)) {
        this.recorder.counters.stt.duplicates++;
        return -1;
      }
    }
    if (e >= 0) {
      if (pool.isDone(e)) pool.drop(e);
      else this.close(e, false, 0);
    }
    const fresh = pool.startFinished(
      tenant,
      source,
      destination,
      s.framePorts,
      s.frameId,
      kind,
      s.frameTotal,
      this.now,
    );
    pool.setFingerprint(fresh, d, s.framePos, captured);
    pool.setUsers(fresh, SCOPE, enclosing, UNKNOWN, 0, 0, 0, 0);
    return fresh;
  }

  private countWholeFrames(s: LayerStack, repeated: boolean): void {
    const { stt } = this.recorder.counters;
    stt.pieces += s.wholeFrames;
    stt.frames_complete += repeated ? 0 : s.wholeFrames;
  }

  private countPiece(s: LayerStack, list: number, as: "duplicates" | "overlaps" | null): void {
    const { stt } = this.recorder.counters;
    stt.pieces++;
    if (as !== null) stt[as]++;
    if (s.partOffset === 0) return;
    const w = this.weights;
    stt.headerless_pieces++;
    for (let i = list; i >= 0; i = w.next(i)) stt.headerless_bytes += w.bytes(i);
  }
}

/** Up to where in the packet the session looks: what a ledger must keep. */
function bytesLookedAt(s: LayerStack): number {
  let end = 0;
  if (s.pending !== Pending.none) {
    end = s.partPos + Math.max(0, Math.min(s.partLength, HEAD - s.partOffset));
  }
  if (s.wholeFrame !== 0) end = Math.max(end, s.framePos + HEAD);
  return s.connection !== 0 ? Math.max(end, s.lim) : end;
}

/** Copies the headers of the first part right before `head`, telling of no fragments and no lengths. */
function writeHeaders(
  d: DataView,
  s: LayerStack,
  ip: number,
  to: DataView,
  head: number,
  stt: boolean,
): void {
  const v6 = s.ipVersion === 6;
  const length = v6 ? IPV6_HEADER : IPV4_HEADER;
  const at = head - length - (stt ? TCP_HEADER : 0);
  copyBytes(d, ip, to, at, length);
  if (v6) {
    to.setUint16(at + 4, 0);
    to.setUint8(at + 6, stt ? TCP : s.ipProto);
  } else {
    to.setUint8(at, 0x45);
    to.setUint16(at + 2, 0);
    to.setUint16(at + 6, 0);
  }
  if (!stt) return;
  copyBytes(d, s.off[s.n - 1], to, head - TCP_HEADER, TCP_HEADER);
  to.setUint8(head - TCP_HEADER + 12, 0x50);
}

function copyBytes(from: DataView, at: number, to: DataView, start: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) to.setInt32(start + i, from.getInt32(at + i));
  for (; i < length; i++) to.setUint8(start + i, from.getUint8(at + i));
}
