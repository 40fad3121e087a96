/** STT frames that came in one piece: nothing has to be waited for, but each may be one that was seen before. */
import { META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Recorder } from "../facts/recorder.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import type { Pool } from "../reassembly/pool.ts";
import { SCOPE, STT, UNKNOWN } from "./entries.ts";

// Of an STT header: its length, and where the frame's length and the packet id stand.
const [HEADER, TOTAL, ID] = [20, 4, 8];

/** Who gives up what is open. */
interface Owner {
  readonly now: number;
  close(e: number, whole: boolean, depth: number): void;
}

export class WholeFrames {
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
    const { interner } = this.recorder.table;
    const enclosing = interner.chain(d, s, s.wholeFrame - 1, scope);
    const { framePorts, frameId, frameTotal, framePos, lim } = s;
    const o = s.off[s.frameIp];
    return this.add(d, o, framePos, lim, framePorts, frameId, frameTotal, enclosing, depth);
  }

  /**
   * The same of one in no tunnel whose header has no options.
   * @param o     where the IP header stands that carries it
   * @param frame where its own does
   * @param lim   where what was captured of what it holds ends
   */
  enterAt(d: DataView, o: number, frame: number, lim: number): number {
    const [ports, id, total] = [d.getInt32(frame), d.getInt32(frame + ID), d.getUint16(frame + TOTAL)];
    return this.add(d, o, frame + HEADER, lim, ports, id, total, 0, 0);
  }

  private add(
    d: DataView,
    o: number,
    pos: number,
    lim: number,
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
    const print = fingerprint(d, pos, Math.max(0, lim - pos));
    const { pool } = this;
    const { stt } = this.recorder.counters;
    const { now } = this.owner;
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
}
