/** How deep the fields of a layer stand below it, told one after the other in the order in which they are shown. */
import type { Spot } from "../core/found.ts";
import type { Written } from "./written.ts";

const indentOf = (depth: number): Uint8Array => Buffer.from("    ".repeat(depth + 1));
/** Nothing stands deeper but by chance. */
const INDENTS = Array.from({ length: 32 }, (_, depth) => indentOf(depth));

/** Begins the line of a field so deep. */
export function indent(out: Written, depth: number): void {
  out.chunk(INDENTS[depth] ?? indentOf(depth));
}

export class Depths {
  /** The last field, the one that it stands below, and so on up to the layer: `height` fields. */
  readonly above: Spot[] = [];
  height = 0;

  /**
   * The next field's depth.
   * @param goesOnFrom places in the table of the fields whose names its name goes on from
   */
  of(spot: Spot, goesOnFrom: readonly number[]): number {
    const depth = spot.depth > 0 ? Math.min(spot.depth, this.height) : this.below(spot, goesOnFrom);
    this.put(spot, depth);
    return depth;
  }

  put(spot: Spot, depth: number): void {
    this.above[depth] = spot;
    this.height = depth + 1;
  }

  /** A field is a child of the field whose name its own goes on from, else of the word whose bits it is. */
  private below(spot: Spot, goesOnFrom: readonly number[]): number {
    const { above, height } = this;
    if (goesOnFrom.length > 0)
      for (let i = height - 1; i >= 0; i--) if (goesOnFrom.includes(above[i].place)) return i + 1;
    if (spot.field.mask !== 0)
      for (let i = height - 1; i >= 0; i--) if (isWordOf(above[i], spot)) return i + 1;
    return 0;
  }
}

function isWordOf({ field, data, at, size }: Spot, bits: Spot): boolean {
  if (field.mask !== 0 || field.kind !== "uint") return false;
  return data === bits.data && at <= bits.at && bits.at + bits.size <= at + size;
}
