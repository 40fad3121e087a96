/** Notes that another thread makes of the pieces of a file that it reads: see core/notes.ts and assembly/notes.ts. */
import type { Notes, NotesTask } from "../core/notes.ts";
import { type FlowMemory, TOLD } from "./flow-memory.ts";

/** Words of 32 bits: what is wanted, and where the piece stands of which there are notes, and these. */
const WANTED = (TOLD + 128) / 4;
const [FROM, TO, SUMS, PART, MARKS] = [4, 5, 6, 7, 8].map((word) => WANTED + word);

/** There is a sum for so many bytes, and a mark. */
const LINE = 64;
/** Shorter parts are nearly everywhere, longer ones would be looked for beyond what there is to look at. */
const [SHORTEST, LONGEST] = [2, 64];

export class WrittenNotes implements Notes {
  readonly task: NotesTask;
  readonly #memory: FlowMemory;

  private constructor(memory: FlowMemory, task: NotesTask) {
    this.#memory = memory;
    this.task = task;
  }

  /** Room for notes of so many pieces of so many bytes, a multiple of 4096; null: there is none. */
  static of(memory: FlowMemory, pieces: number, length: number): WrittenNotes | null {
    // One sum more than lines, and what is written with it.
    const marks = 4 * (length / LINE) + 64;
    const size = marks + length / LINE / 8;
    // One word of marks more may be read.
    const notes = memory.allocate(pieces * size + 64);
    if (notes === 0) return null;
    return new WrittenNotes(memory, { ...memory.shared, wanted: WANTED, notes, size, marks });
  }

  turnTo(place: number, at: number, length: number, noted: number): void {
    const { words } = this.#memory;
    const { notes, size, marks } = this.task;
    const own = notes + place * size;
    const hasSums = (noted & 1) !== 0;
    words[FROM] = at;
    words[TO] = noted === 0 ? 0 : at + length;
    words[SUMS] = hasSums ? own : 0;
    words[PART] = hasSums ? noted - 1 : noted;
    words[MARKS] = own + marks;
  }
}

/** Somebody will ask for checksums. */
export function wantSums({ words }: FlowMemory): void {
  Atomics.store(words, WANTED, 1);
}

/** Somebody will ask where those bytes are; it is the first who gets that noted. @param at address of a copy of them */
export function wantPart({ words }: FlowMemory, at: number, { length }: Uint8Array): void {
  if (words[WANTED + 1] !== 0 || length < SHORTEST || length > LONGEST) return;
  words[WANTED + 2] = length;
  Atomics.store(words, WANTED + 1, at);
}
