/**
 * Lines of fields that stand together in few bytes, as flags do: written once for every content of those bytes, and
 * copied from then on. Nothing that is looked for stands between them, so that how deep they are hangs on the fields
 * above the first one alone.
 */
import type { Field } from "../core/fields.ts";
import { type Run, Spot } from "../core/found.ts";
import type { Protocol } from "../core/protocol.ts";
import { KnownChunks } from "./known-chunks.ts";
import { type Depths, indent } from "./tree-depths.ts";
import type { TreeRow } from "./tree-lines.ts";
import type { Written } from "./written.ts";

/** Numbers of more bits differ from packet to packet. */
const MOST_BITS = 16;
const [PLACES, MOST_ABOVE] = [1 << 12, 2];
const UNKNOWN = -1;

/** Whether a field may be in a run: most packets say the same in it, and its line hangs on its bytes alone. */
export function joins({ name, kind, mask, size, values, signed }: Field, { asides }: Protocol): boolean {
  if (asides?.[name] !== undefined || size === 0) return false;
  if (kind === "mac") return true;
  if (kind === "bool") return mask !== 0;
  if (kind !== "uint" || signed !== undefined || size > 4) return false;
  return size === 1 || values !== undefined || (mask !== 0 && bitsIn(mask) <= MOST_BITS);
}

function bitsIn(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

export class TreeRun {
  /** Of its fields, one after the other. */
  private readonly spots: Spot[];
  private readonly known = new KnownChunks();
  /** By what stands above: which of them are, behind the last one, the fields that others may stand below. */
  private readonly last = new Map<number, readonly number[]>();

  constructor(
    protocol: Protocol,
    private readonly run: Run,
    private readonly rows: readonly TreeRow[],
  ) {
    this.spots = run.places.map((place) => {
      const spot = new Spot();
      spot.place = place;
      spot.field = protocol.fields[place];
      spot.size = spot.field.size;
      return spot;
    });
  }

  /** @param depth of the first one, which is among `depths` already */
  write(out: Written, first: Spot, depths: Depths, depth: number): void {
    this.stand(first);
    const { base, data } = first;
    const context = contextOf(first, depths, depth);
    const { known, run } = this;
    const chunk = context === UNKNOWN ? null : known.ofBytes(data, base, run.extent, context);
    if (chunk !== null) {
      out.chunk(chunk);
      for (const [i, index] of (this.last.get(context) ?? []).entries())
        depths.put(this.spots[index], depth + i);
      return;
    }
    const from = out.used;
    for (const [i, spot] of this.spots.entries()) {
      if (i === 0) depths.put(spot, depth);
      const own = i === 0 ? depth : depths.of(spot, this.rows[i].above);
      indent(out, own);
      this.rows[i].write(out, spot, false);
      out.byte(0x0a);
    }
    if (context === UNKNOWN) return;
    known.keep(Uint8Array.prototype.slice.call(out.bytes, from, out.used));
    const open = depths.above.slice(depth, depths.height);
    this.last.set(
      context,
      open.map((spot) => this.spots.indexOf(spot)),
    );
  }

  /** Puts its fields where they are in this layer. */
  private stand({ layer, data, at, field }: Spot): void {
    for (const spot of this.spots) {
      spot.layer = layer;
      spot.data = data;
      spot.at = spot.field.at + at - field.at;
    }
  }
}

/** What the depths of a run's fields hang on, in one number; UNKNOWN: it is too much. */
function contextOf(first: Spot, { above }: Depths, depth: number): number {
  if (depth > MOST_ABOVE) return UNKNOWN;
  let context = 0;
  for (let i = 0; i < depth; i++) {
    const { place, field, data } = above[i];
    // Another part, or what was looked for, does not always stand in the same place beside the run.
    if (field.at < 0 || field.when !== first.field.when || data !== first.data || place >= PLACES - 1)
      return UNKNOWN;
    context = context * PLACES + place + 1;
  }
  return context;
}
