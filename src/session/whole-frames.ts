/** STT frames that came in one piece: nothing has to be waited for, but each may be one that was seen before. */
import { META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Recorder } from "../facts/recorder.ts";
import { fingerprint } from "../reassembly/fingerprint.ts";
import type { Pool } from "../reassembly/pool.ts";
import { SCOPE, STT, UNKNOWN } from "./entries.ts";

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
    const tenant = enclosing < 0 ? 0 : interner.tenantOf(enclosing);
    const o = s.off[s.frameIp];
    const v6 = d.getUint8(o) >> 4 === 6;
    const source = interner.address(d, o, v6 ? 6 : 4, 0);
    const destination = interner.address(d, o, v6 ? 6 : 4, 1);
    const kind = STT | (v6 ? META_V6 : 0);
    const print = fingerprint(d, s.framePos, Math.max(0, s.lim - s.framePos));
    const { framePorts, frameId, frameTotal } = s;
    const { pool } = this;
    const { stt } = this.recorder.counters;
    const { now } = this.owner;
    const e = pool.find(tenant, source, destination, framePorts, frameId, kind);
    if (e >= 0 && !pool.isOld(e, now)) {
      if (!pool.isDone(e)) {
        stt.overlaps++;
        return -1;
      }
      if (pool.isRepeat(e, frameTotal, print)) {
        stt.duplicates++;
        return -1;
      }
    }
    if (e >= 0) {
      if (pool.isDone(e)) pool.drop(e);
      else this.owner.close(e, false, depth);
    }
    const fresh = pool.startFinished(tenant, source, destination, framePorts, frameId, kind, frameTotal, now);
    pool.setPrint(fresh, print);
    pool.setUsers(fresh, SCOPE, enclosing, UNKNOWN, 0, 0, 0, 0);
    return fresh;
  }
}
