/** Pieces that hold the head of an STT frame, of which those who watch look at no more, or a digest keeps what else they do. */
import { META_V6 } from "../core/interner.ts";
import { HEAD, type LayerStack, Pending } from "../core/stack.ts";
import type { FactTable } from "../facts/table.ts";
import { Part, type Pool } from "../reassembly/pool.ts";
import type { Digest } from "./digest.ts";
import { KEY_KIND } from "./entries.ts";
import * as heads from "./heads.ts";
import type { Unfolding } from "./unfolding.ts";
import { NOT_BARE, type Watch } from "./watch.ts";

/** So many tunnels may be told of while a frame is open. */
const SPARE = 4096;

export class FirstPieces {
  /** What is kept of the frame that was asked about last, besides its head; null: nothing. */
  digest: Digest | null = null;
  readonly #head = heads.newHead();

  constructor(
    private readonly pool: Pool,
    private readonly table: FactTable,
    private readonly watch: Watch,
    private readonly unfolding: Unfolding,
  ) {}

  /**
   * Whether the part that was just added to `e` shows all of an STT frame that those who watch look at.
   * @returns NOT_BARE: it does not; the tunnel node, -1 if nobody asks
   */
  nodeOf(e: number, part: number, of: LayerStack, depth: number): number {
    this.digest = null;
    const { pool, watch } = this;
    if (depth > 0 || of.partOffset > 0 || of.pending !== Pending.sttPiece) return NOT_BARE;
    if (part === Part.duplicate || part === Part.overlap) return NOT_BARE;
    const known = pool.headLength(e);
    // What was not captured of the first piece nobody brings.
    const isCut = of.lim - of.partPos < of.partLength;
    if (known < HEAD && (!isCut || watch.digests !== null)) return NOT_BARE;
    const v6 = (pool.key(e, KEY_KIND) & META_V6) !== 0;
    const headers = heads.headersLength(v6, true);
    const head = this.#head;
    heads.copyBytes(pool.view, pool.headAt(e) - headers, head, 0, headers + known);
    const length = pool.total(e);
    const s = this.unfolding.unfold(head, headers + known, headers, length, 1, v6, true);
    if (watch.suffices?.(head, s) !== true) return NOT_BARE;
    // What hangs on the lengths of what is still to come is left to that; so it is where tunnels may be too many.
    const { table } = this;
    const isPlain = of.tunnels === 0 && s.tunnels === 1 && s.l4 === s.n - 1;
    const node = watch.tells && isPlain && table.spare > SPARE ? table.interner.chain(head, s, 1, 0) : -1;
    if (watch.tells && node < 0) return NOT_BARE;
    if (watch.digests === null) return node;
    // Of what stands around a tunnel others may be asked as well.
    return of.tunnels === 0 && this.#digests(head, headers, length, v6) ? node : NOT_BARE;
  }

  /** Whether what else is looked at is what a digest can tell. */
  #digests(head: DataView, headers: number, length: number, v6: boolean): boolean {
    const { digests } = this.watch;
    const digest = digests?.take() ?? null;
    if (digest === null) return false;
    const s = this.unfolding.unfold(
      digest.begin(head, headers),
      headers + length,
      headers,
      length,
      1,
      v6,
      true,
    );
    if (digest.learns(s)) this.digest = digest;
    else digests?.leave(digest);
    return this.digest !== null;
  }
}
