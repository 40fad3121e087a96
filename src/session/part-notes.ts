/** What packets are told of the parts that they brought. */
import type { PartOf } from "../core/layer.ts";
import { type LayerStack, Pending } from "../core/stack.ts";

/** What is remembered of a frame that was whole, for parts of it that come again. */
export type Finished = Pick<PartOf, "count" | "total" | "reassembledIn" | "brought"> & { offsets: number[] };

/** Says in a part's note what the whole was. */
export function complete(note: PartOf, { offsets, count, total, reassembledIn, brought }: Finished): void {
  // One that overlaps others has no place among them.
  note.index = offsets.indexOf(note.offset) + 1;
  note.count = count;
  note.total ||= total;
  note.reassembledIn = reassembledIn;
  note.brought = brought;
}

export function partOf(s: LayerStack): PartOf {
  const stt = s.pending === Pending.sttPiece;
  return {
    kind: stt ? "stt" : "ip",
    id: s.partId,
    index: 0,
    count: 0,
    offset: s.partOffset,
    length: s.partLength,
    total: stt ? s.partTotal : 0,
    reassembledIn: 0,
    brought: [],
  };
}
