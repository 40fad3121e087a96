/** What frames and datagrams that are open begin with, for those who want to know before the rest has come. */
import { META_V6 } from "../core/interner.ts";
import { type LayerStack, MAX_TUNNELS, Pending } from "../core/stack.ts";
import type { FactTable } from "../facts/table.ts";
import type { Pool } from "../reassembly/pool.ts";
import { KEY_KIND, STT } from "./entries.ts";
import * as heads from "./heads.ts";
import type { Unfolding } from "./unfolding.ts";
import type { Watch } from "./watch.ts";

/** So many tunnels may be told of while something is open. */
const SPARE = 4096;

export class OpenHeads {
  readonly #head = heads.newHead();

  constructor(
    private readonly pool: Pool,
    private readonly table: FactTable,
    private readonly watch: Watch,
    private readonly unfolding: Unfolding,
  ) {}

  /**
   * Tells of the open entry `e`, whose head was just brought, as if all of it had come.
   * @param depth as `Session.close`
   * @param scope the tunnel node that it stands in
   */
  tell(e: number, depth: number, scope: number): void {
    const { pool, watch } = this;
    if (watch.onHead === null) return;
    if (depth >= MAX_TUNNELS || pool.headAt(e) < 0) {
      watch.tellHead(null, -1);
      return;
    }
    const kind = pool.key(e, KEY_KIND);
    const [v6, stt] = [(kind & META_V6) !== 0, (kind & STT) !== 0];
    const headers = heads.headersLength(v6, stt);
    const lim = headers + pool.headLength(e);
    const view = this.#head;
    heads.copyBytes(pool.view, pool.headAt(e) - headers, view, 0, lim);
    const length = pool.total(e) < 0 ? heads.MOST_BYTES - 1 : pool.total(e);
    let stack = this.unfolding.unfold(view, lim, headers, length, depth + 1, v6, stt);
    // What it holds may be the first part of something else.
    for (let i = 0; i < MAX_TUNNELS && isFirstOf(stack); i++) {
      heads.makeFirstWhole(view, stack.off[stack.ip]);
      stack = this.unfolding.unfold(view, lim, headers, length, depth + 1, v6, stt);
    }
    const { tunnels } = stack;
    const isPlain = depth === 0 && scope === 0 && this.table.spare > SPARE;
    watch.tellHead({ view, stack }, isPlain ? this.table.interner.chain(view, stack, tunnels, 0) : -1);
  }
}

/** Whether it ends with the first fragment of a datagram over IPv4. */
const isFirstOf = ({ pending, partOffset, ipVersion }: LayerStack): boolean =>
  pending === Pending.ipFragment && partOffset === 0 && ipVersion === 4;
