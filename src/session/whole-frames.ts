/**
 * STT frames that came in one piece: nothing has to be waited for, but each may be one that was seen before. Where that is of
 * no account, but for parts of them that come again, they are listed, and entered among the others before a part comes.
 */
import { META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Recorder } from "../facts/recorder.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import { MAX_DONE, type Pool } from "../reassembly/pool.ts";
import { SCOPE, STT, UNKNOWN } from "./entries.ts";

/** Listed at most; then those are forgotten that so many came behind that the pool would not remember them either. */
const MOST_LISTED = 2 * MAX_DONE;
/** Words of one that is listed. */
const WORDS = 6;

/** Who gives up what is open. */
interface Owner {
  readonly now: number;
  close(e: number, whole: boolean, depth: number): void;
}

export class WholeFrames {
  /** Source, destination, ports, id, length and print of those that are listed, all outermost and over IPv4. */
  private list = new Int32Array(0);
  private times = new Float64Array(0);
  private listed = 0;

  constructor(
    private readonly pool: Pool,
    private readonly recorder: Recorder,
    private readonly owner: Owner,
  ) {}

  /**
   * Looks one up among those seen before.
   * @returns its new entry; -1 if it was seen before
   */
  enter(d: DataView, s: LayerStack, scope: number, depth: number): number {
    this.enterListed();
    const { interner } = this.recorder.table;
    const enclosing = interner.chain(d, s, s.wholeFrame - 1, scope);
    const tenant = enclosing < 0 ? 0 : interner.tenantOf(enclosing);
    const o = s.off[s.frameIp];
    const v6 = d.getUint8(o) >> 4 === 6;
    const source = interner.address(d, o, v6 ? 6 : 4, 0);
    const destination = interner.address(d, o, v6 ? 6 : 4, 1);
    const kind = STT | (v6 ? META_V6 : 0);
    const print = printOf(d, s);
    const { framePorts, frameId, frameTotal } = s;
    const { now } = this.owner;
    const e = this.add(tenant, source, destination, framePorts, frameId, kind, frameTotal, print, now, depth);
    if (e >= 0) this.pool.setUsers(e, SCOPE, enclosing, UNKNOWN, 0, 0, 0, 0);
    return e;
  }

  /** As `enter`, for whoever does not ask whether it was seen before. */
  note(d: DataView, s: LayerStack): void {
    const o = s.off[s.frameIp];
    // What is open may be one of which pieces came, and may end at any time.
    if (s.wholeFrame !== 1 || d.getUint8(o) >> 4 !== 4 || this.pool.oldest() >= 0) {
      this.enter(d, s, 0, 0);
      return;
    }
    if (this.list.length === 0) {
      this.list = new Int32Array(WORDS * MOST_LISTED);
      this.times = new Float64Array(MOST_LISTED);
    }
    const { list, times } = this;
    if (this.listed === MOST_LISTED) {
      this.listed = MAX_DONE;
      list.copyWithin(0, WORDS * MAX_DONE);
      times.copyWithin(0, MAX_DONE);
    }
    const k = WORDS * this.listed;
    list[k] = d.getInt32(o + 12);
    list[k + 1] = d.getInt32(o + 16);
    list[k + 2] = s.framePorts;
    list[k + 3] = s.frameId;
    list[k + 4] = s.frameTotal;
    list[k + 5] = printOf(d, s);
    times[this.listed++] = this.owner.now;
  }

  /** Enters those that are listed, as if it had been done when they came. */
  enterListed(): void {
    const { listed, list, times, pool } = this;
    if (listed === 0) return;
    this.listed = 0;
    for (let i = 0; i < listed; i++) {
      const k = WORDS * i;
      // Nothing is open, so that this only forgets.
      pool.expired(times[i]);
      const e = this.add(
        0,
        list[k],
        list[k + 1],
        list[k + 2],
        list[k + 3],
        STT,
        list[k + 4],
        list[k + 5],
        times[i],
        0,
      );
      if (e >= 0) pool.setUsers(e, SCOPE, 0, UNKNOWN, 0, 0, 0, 0);
    }
    pool.expired(this.owner.now);
  }

  /** Adds a frame to those that are done, if there is none like it. @returns its entry; -1: there is */
  private add(
    tenant: number,
    source: number,
    destination: number,
    ports: number,
    id: number,
    kind: number,
    total: number,
    print: number,
    now: number,
    depth: number,
  ): number {
    const { pool } = this;
    const { stt } = this.recorder.counters;
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
    return fresh;
  }
}

/** Of the bytes of an STT frame in one piece that were captured. */
const printOf = (d: DataView, { lim, framePos }: LayerStack): number =>
  fingerprint(d, framePos, Math.max(0, lim - framePos));
