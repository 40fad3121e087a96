/**
 * Records that are skimmed while packets are held back: those of flows that are not followed, and do not count, pass by.
 * It ends at all others, and where a packet would be let go, or time goes on for what is open: see `Listing.packet`.
 */
import type { RecordShape } from "../core/sink.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import type { Shortcut } from "../skim/shortcut.ts";
import { type Line, secondsOf } from "./held.ts";

/** So many packets are handed over before it is tried again where the first one could not pass by. */
const PAUSE = 4;

export class Beside {
  #pause = 0;

  constructor(
    private readonly line: Line,
    private readonly memory: FlowMemory,
    private readonly shortcut: Shortcut,
  ) {}

  /** As `Shortcut.skim`; the memory tells how many bytes passed by. */
  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    const { line, memory } = this;
    const { first } = line;
    if (first === undefined || this.#pause > 0) {
      this.#pause--;
      return at;
    }
    const { packets, bytes } = line.room;
    memory.heldUntil = secondsOf(first) + 1;
    const next = this.shortcut.skim(d, at, Math.min(end, at + bytes), Math.min(most, packets), shape);
    memory.heldUntil = 0;
    if (next === at) this.#pause = PAUSE;
    return next;
  }
}
