/** STT frames that came in one piece: nothing has to be waited for, but each may be one that was seen before. */
import { type Framed, headerOf, ipOf } from "../core/framed.ts";
import { META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Recorder } from "../facts/recorder.ts";
import { Class } from "../facts/table.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import type { Pool } from "../reassembly/pool.ts";
import type { Shortcut } from "../skim/shortcut.ts";
import { NODE, SCOPE, STT, UNKNOWN } from "./entries.ts";
import { AT, type Belongs, SeenFrames } from "./seen-frames.ts";

/** Who gives up what is open, and takes frames whose row is known. */
interface Owner {
  readonly now: number;
  close(e: number, whole: boolean, depth: number): void;
  /** See `Session.frame`. */
  frame(
    ...of: [
      ...[row: number, frame: Framed, print: number, tcpFlags: number, around: readonly number[]],
      ...[d: DataView, offset: number, captured: number, original: number],
      ...[seconds: number, nanoseconds: number],
    ]
  ): void;
}

export class WholeFrames {
  /** Those that compiled code knows; null: it knows none. */
  #seen: SeenFrames | null = null;

  /** @param shortcut counts frames of known flows as it skims records; null: there is none */
  constructor(
    private readonly pool: Pool,
    private readonly recorder: Recorder,
    private readonly owner: Owner,
    shortcut: Shortcut | null,
  ) {
    if (shortcut === null) return;
    const belongs: Belongs = (flow, place) => this.#belongsTo(shortcut.rowOf(flow), place);
    this.#seen = new SeenFrames(shortcut, pool, belongs, recorder.counters.stt);
    shortcut.cache.memory.countedFrames = this.#seen.at;
    const { cache } = shortcut;
    shortcut.onFrame = (flow, d, at, captured, original, seconds, nanoseconds) => {
      const [row, frame] = [shortcut.rowOf(cache.valueAt(flow)), cache.frameIn(flow)];
      const print = printAt(d, at, frame, captured, cache.endOf(flow, d, at, original));
      const around = cache.aroundOf(cache.layoutOf(flow) + 1);
      owner.frame(row, frame, print, 0, around, d, at, captured, original, seconds, nanoseconds);
    };
  }

  /**
   * Looks one up among those seen before.
   * @returns its new entry; -1 if it was seen before
   */
  enter(d: DataView, s: LayerStack, scope: number, depth: number): number {
    const { interner } = this.recorder.table;
    const enclosing = interner.chain(d, s, s.wholeFrame - 1, scope);
    const { framePorts, frameId, frameTotal, framePos, lim } = s;
    const o = s.off[s.frameIp];
    const print = fingerprint(d, framePos, Math.max(0, lim - framePos));
    return this.add(d, o, print, framePorts, frameId, frameTotal, enclosing, depth);
  }

  /**
   * The same of one in no tunnel whose header has no options.
   * @param at    where its packet starts
   * @param frame where in that its headers stand
   * @param print of what it holds
   */
  enterAt(d: DataView, at: number, frame: Framed, print: number): number {
    const o = at + headerOf(frame);
    const [ports, id, total] = [d.getInt32(o + AT.ports), d.getInt32(o + AT.id), d.getUint16(o + AT.total)];
    return this.add(d, at + ipOf(frame), print, ports, id, total, 0, 0);
  }

  /**
   * The same of one that is recorded if it was not seen before: in that row.
   * @returns whether it is
   */
  again(row: number, d: DataView, at: number, frame: Framed, print: number): boolean {
    const place = this.enterAt(d, at, frame, print);
    if (place < 0) return false;
    const { stt } = this.recorder.counters;
    stt.pieces++;
    stt.frames_complete++;
    this.#belongsTo(row, place);
    return true;
  }

  /** Remembers that a frame in no tunnel is in that row. */
  #belongsTo(row: number, place: number): void {
    const { table: t } = this.recorder;
    const [source, destination, ports] = [t.source(row), t.destination(row), t.ports(row)];
    this.pool.setUsers(place, SCOPE, 0, t.node(row), source, destination, ports, t.kind(row));
  }

  /** As a filter skims records, frames of known flows are noted. @param nodeOf the tunnel node of a flow, -1: that is not known */
  areTracked(shortcut: Shortcut, nodeOf: (flow: number) => number): void {
    this.#seen = new SeenFrames(
      shortcut,
      this.pool,
      (flow, place) => void this.belongs(place, nodeOf(flow)),
      null,
    );
    shortcut.cache.memory.trackedFrames = this.#seen.at;
  }

  /**
   * Has the pool know those that a part in no tunnel may be of, whose IP header starts at `o`.
   * @param source, destination its addresses, as keys have them
   */
  bring(d: DataView, o: number, source: number, destination: number, ports: number, id: number): void {
    this.#seen?.bring(d, o, source, destination, ports, id);
  }

  private add(
    d: DataView,
    o: number,
    print: number,
    ports: number,
    id: number,
    total: number,
    enclosing: number,
    depth: number,
  ): number {
    const { interner } = this.recorder.table;
    const tenant = enclosing < 0 ? 0 : interner.tenantOf(enclosing);
    const v6 = d.getUint8(o) >> 4 === 6;
    const source = interner.address(d, o, v6 ? 6 : 4, 0);
    const destination = interner.address(d, o, v6 ? 6 : 4, 1);
    const kind = STT | (v6 ? META_V6 : 0);
    const { pool } = this;
    const { stt } = this.recorder.counters;
    const { now } = this.owner;
    if (enclosing === 0) this.bring(d, o, source, destination, ports, id);
    const e = pool.find(tenant, source, destination, ports, id, kind);
    if (e >= 0 && !pool.isOld(e, now)) {
      if (!pool.isDone(e)) {
        stt.overlaps++;
        return -1;
      }
      if (pool.isRepeat(e, total, print)) {
        stt.duplicates++;
        return -1;
      }
    }
    if (e >= 0) {
      if (pool.isDone(e)) pool.drop(e);
      else this.owner.close(e, false, depth);
    }
    const fresh = pool.startFinished(tenant, source, destination, ports, id, kind, total, now);
    pool.setPrint(fresh, print);
    pool.setUsers(fresh, SCOPE, enclosing, UNKNOWN, 0, 0, 0, 0);
    return fresh;
  }

  /** The same of one that was just recorded. @returns the row if it is its flow's own, else -1 */
  recorded(entry: number, row: number): number {
    const { node, table } = this.recorder;
    this.learn(entry, node);
    return row >= 0 && (table.kind(row) & Class.overflow) === 0 ? row : -1;
  }

  /** Remembers whose a frame is that was just entered. @param place -1: it was seen before @param node -1: that is not known */
  belongs(place: number, node: number): number {
    if (place >= 0 && node >= 0) this.pool.setUser(place, NODE, node);
    return node;
  }

  /** Remembers what a frame that was just entered was: the flow that is classified, in the tunnel `node`. */
  learn(place: number, node: number): void {
    const { pool, recorder: r } = this;
    pool.setUsers(place, SCOPE, pool.user(place, SCOPE), node, r.source, r.destination, r.ports, r.kind);
  }
}

/** The fingerprint of what such a frame holds. @param end where it ends on the wire, in bytes from its packet's first one */
export function printAt(d: DataView, at: number, frame: Framed, captured: number, end: number): number {
  const from = headerOf(frame) + AT.header;
  return fingerprint(d, at + from, Math.max(0, Math.min(captured, end) - from));
}

/** How many bytes the innermost of its tunnels carries. @param around how many more each one around it does than the next one */
export function carriedAt(d: DataView, at: number, frame: Framed, around: readonly number[]): number {
  let carried = d.getUint16(at + headerOf(frame) + AT.total) - AT.own;
  for (const more of around) carried -= more;
  return carried;
}
