/** From the weights that hang on a frame or datagram to rows of the fact table. */
import { hasPorts, ipProto } from "../core/demux.ts";
import type { LayerStack } from "../core/stack.ts";
import { Reason } from "../facts/counters.ts";
import type { RowObserver } from "../facts/observer.ts";
import type { Recorder } from "../facts/recorder.ts";
import { Class } from "../facts/table.ts";
import { leafIpProtocols } from "../protocols/registry.ts";
import { Part, type Pool } from "../reassembly/pool.ts";
import { DESTINATION, HEADERLESS, KIND, NODE, PORTS, SCOPE, SOURCE, UNKNOWN } from "./entries.ts";
import type { Watch } from "./watch.ts";
import type { Weights } from "./weights.ts";

/** The bits of a group destination. */
const CAST = Class.broadcast | Class.multicast;

export class Attribution {
  private readonly leaf = leafIpProtocols(ipProto);
  /** Is told what became of the packets that waited. */
  watch: Watch | null = null;

  constructor(
    private readonly recorder: Recorder,
    private readonly pool: Pool,
    private readonly weights: Weights,
    /** Is told of what waited and gets a row now; if it asks for each packet, of all others too. */
    private readonly observer?: RowObserver,
  ) {
    if (observer?.each !== true) return;
    recorder.observer = observer;
    weights.apart = true;
  }

  /** Moves the weights into the tunnels of `s`: what they brought is now one packet of the innermost. */
  enterTunnels(d: DataView, s: LayerStack, list: number, repeated: boolean): void {
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
      else w.setHash(i, w.bits(i) & ~CAST, w.outer(i));
      interner.pass(from, w.innerPackets(i), w.innerBytes(i));
      // The tunnels around a frame that came again carried it again.
      if (i === list) r.passThrough(s, node, repeated ? s.wholeFrame - 1 : s.tunnels - 1);
      const counts = i === list && !repeated && carried > 0;
      w.setInner(i, counts ? 1 : 0, counts ? carried : 0);
      w.setNode(i, node);
    }
  }

  /** Notes in the weights what only the packets that carry the parts know. */
  markParts(d: DataView, s: LayerStack, list: number, stt: boolean): void {
    const w = this.weights;
    const cast = this.recorder.castOf(d, s);
    for (let i = list; i >= 0; i = w.next(i)) {
      const outermost = w.node(i) === 0;
      let bits = w.bits(i);
      if (stt && outermost && (bits & Class.fragment) === 0) w.setHash(i, Class.outerPorts, s.ports);
      else if (!stt) {
        bits |= s.ethernet >= 0 || (bits & CAST) === 0 ? cast : 0;
        w.setHash(i, outermost ? bits | Class.fragment : bits, w.outer(i));
      }
      if (s.partOffset > 0 && (stt || outermost)) w.setHash(i, w.bits(i) | HEADERLESS, w.outer(i));
    }
  }

  /** Fragments whose first one never came: nobody knows their ports, or what they carried. */
  withoutFirst(list: number, source: number, destination: number, proto: number, v6: boolean): void {
    const r = this.recorder;
    const known = this.leaf[proto] !== 0 && hasPorts[proto] === 0;
    if (this.weights.node(list) === 0 && !known) {
      this.nobodys(Reason.fragmentFirstMissing, list);
      return;
    }
    r.source = source;
    r.destination = destination;
    r.ports = 0;
    r.tcpFlags = 0;
    r.kind = Class.ip | (v6 ? Class.v6 : 0) | proto | (known ? Class.flow : 0);
    this.record(list);
  }

  /** A part that contradicts what came before: a fragment is still its tenant's, but in no tunnel nobody knows what it is. */
  rejected(
    list: number,
    source: number,
    destination: number,
    proto: number,
    v6: boolean,
    stt: boolean,
  ): void {
    if (stt) this.recorder.counters.stt.rejected++;
    if (stt || this.weights.node(list) === 0) this.nobodys(Reason.malformed, list);
    else this.withoutFirst(list, source, destination, proto, v6);
  }

  /** A piece's packet by itself, which looks like one of a frame, but is not. */
  recordAs(d: DataView, s: LayerStack, list: number): void {
    this.recorder.classify(d, s);
    this.recorder.kind |= this.recorder.cast;
    this.record(list);
  }

  /** Adds the weights to the rows of what `recorder` has classified, and frees them. */
  record(list: number): void {
    const w = this.weights;
    const r = this.recorder;
    this.watch?.settled(w.node(list));
    const kind = r.kind;
    for (let i = list; i >= 0; i = w.next(i)) {
      r.kind = kind | (w.bits(i) & ~HEADERLESS);
      r.outer = w.outer(i);
      const row = r.row(w.node(i), w.number(i));
      if (row < 0) {
        r.counters.unattributed(Reason.maxFlows, w.packets(i), w.bytes(i));
        continue;
      }
      r.table.began(row, w.number(i));
      if (r.keepsTcpFlags) r.table.tcpFlags[row] |= r.tcpFlags;
      r.table.add(row, w.packets(i), w.bytes(i), w.innerPackets(i), w.innerBytes(i));
      r.table.seen(row, w.firstSeconds(i), w.firstNanoseconds(i));
      r.table.seen(row, w.lastSeconds(i), w.lastNanoseconds(i));
      this.observer?.packets(
        row,
        w.packets(i),
        w.bytes(i),
        w.firstSeconds(i),
        w.firstNanoseconds(i),
        w.number(i),
        (w.bits(i) & HEADERLESS) !== 0,
      );
    }
    w.release(list);
  }

  /** Remembers what a finished entry was: the flow that is classified, in `node` as seen from `scope`. */
  learn(e: number, scope: number, node: number): void {
    const r = this.recorder;
    this.pool.setUsers(e, SCOPE, scope, node, r.source, r.destination, r.ports, r.kind);
  }

  /** The node of a part of a finished datagram that comes once more, in `from`; -1: it is nobody's. */
  nodeAgain(e: number, from: number): number {
    const [scope, node] = [this.pool.user(e, SCOPE), this.pool.user(e, NODE)];
    return node === UNKNOWN ? -1 : this.recorder.table.interner.rebase(node, scope, from);
  }

  /** Records packets that brought a part of a finished datagram once more. */
  recordAgain(e: number, list: number): void {
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
        w.setHash(i, w.bits(i) & ~CAST, w.outer(i));
      }
    }
    r.source = pool.user(e, SOURCE);
    r.destination = pool.user(e, DESTINATION);
    r.ports = pool.user(e, PORTS);
    r.kind = pool.user(e, KIND);
    r.tcpFlags = 0;
    this.record(list);
  }

  /**
   * Records a packet that is, in no tunnel, an STT frame in one piece that came before: it carried nothing new.
   * @param row of its flow
   */
  recordFrameAgain(
    row: number,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    tcpFlags: number,
  ): void {
    const { counters, table, keepsTcpFlags } = this.recorder;
    counters.stt.pieces++;
    table.began(row, number);
    if (keepsTcpFlags) table.tcpFlags[row] |= tcpFlags;
    table.add(row, 1, bytes, 0, 0);
    table.seen(row, seconds, nanoseconds);
    this.observer?.packets(row, 1, bytes, seconds, nanoseconds, number, false);
  }

  /** Counts packets that belong to no tenant. */
  nobodys(reason: string, list: number): void {
    const w = this.weights;
    this.watch?.settled(-1);
    for (let i = list; i >= 0; i = w.next(i))
      this.recorder.counters.unattributed(reason, w.packets(i), w.bytes(i));
    w.release(list);
  }

  /** Counts the STT frames that came whole in the packet of `s`. */
  countWholeFrames(s: LayerStack, repeated: boolean): void {
    const { stt } = this.recorder.counters;
    stt.pieces += s.wholeFrames;
    stt.frames_complete += repeated ? 0 : s.wholeFrames;
  }

  /** Counts an STT frame that is whole, or given up. @param readable its first piece came */
  countFrame(whole: boolean, readable: boolean): void {
    const { stt } = this.recorder.counters;
    if (whole) stt.frames_complete++;
    else if (readable) stt.frames_incomplete++;
    else stt.frames_headerless++;
  }

  /** Counts the piece that `s` describes, which `list` brought. @param part what became of it */
  countPiece(s: LayerStack, list: number, part: number): void {
    const { stt } = this.recorder.counters;
    stt.pieces++;
    if (part === Part.duplicate) stt.duplicates++;
    else if (part === Part.overlap) stt.overlaps++;
    if (s.partOffset === 0) return;
    const { weights: w } = this;
    stt.headerless_pieces++;
    for (let i = list; i >= 0; i = w.next(i)) stt.headerless_bytes += w.bytes(i);
  }
}
