/** What frames and datagrams that are open begin with, for those who want to know before the rest has come. */
import { META_V6 } from "../core/interner.ts";
import { MAX_TUNNELS } from "../core/stack.ts";
import type { Pool } from "../reassembly/pool.ts";
import { KEY_KIND, STT } from "./entries.ts";
import * as heads from "./heads.ts";
import type { Unfolding } from "./unfolding.ts";
import type { Watch } from "./watch.ts";

export class OpenHeads {
  readonly #head = heads.newHead();

  constructor(
    private readonly pool: Pool,
    private readonly watch: Watch,
    private readonly unfolding: Unfolding,
  ) {}

  /** Tells of the open entry `e`, whose head was just brought, as if all of it had come. @param depth as `Session.close` */
  tell(e: number, depth: number): void {
    const { pool, watch } = this;
    if (watch.onHead === null) return;
    if (depth >= MAX_TUNNELS || pool.headAt(e) < 0) {
      watch.tellHead(null);
      return;
    }
    const kind = pool.key(e, KEY_KIND);
    const [v6, stt] = [(kind & META_V6) !== 0, (kind & STT) !== 0];
    const headers = heads.headersLength(v6, stt);
    const lim = headers + pool.headLength(e);
    const view = this.#head;
    heads.copyBytes(pool.view, pool.headAt(e) - headers, view, 0, lim);
    const length = pool.total(e) < 0 ? heads.MOST_BYTES - 1 : pool.total(e);
    watch.tellHead({ view, stack: this.unfolding.unfold(view, lim, headers, length, depth + 1, v6, stt) });
  }
}
