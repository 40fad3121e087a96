/**
 * What a thread that reads a file ahead notes of its bytes while its processor has them at hand, so that whoever is asked
 * about them later on need not fetch them all. It only saves time: nothing hangs on there being notes.
 */

export interface Notes {
  /** What the other thread is sent. */
  readonly task: NotesTask;
  /**
   * Of what is asked about from now on there are those notes.
   * @param place  which of the pieces it is, from 0 on
   * @param at     its address
   * @param length in bytes
   * @param noted  what `noterOf` said; 0: there are none
   */
  turnTo(place: number, at: number, length: number, noted: number): void;
}

export interface NotesTask {
  /** The code that notes, as `note` (skim/assembly/notes.ts), and the memory that the pieces stand in. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory<SharedArrayBuffer>;
  /** Word: whether sums are wanted; behind it where the bytes stand that are looked for, 0: none are, and how many. */
  readonly wanted: number;
  /** Where notes of the first piece go, how many bytes from there to those of the next, and to its marks. */
  readonly notes: number;
  readonly size: number;
  readonly marks: number;
}

/**
 * Makes what notes. Its text is what the other thread is given, so it uses nothing but its parameter.
 * @returns takes place, address and length of a piece; says 0 if nothing was noted, else the address of the bytes that were
 *   looked for, plus 1 if there are sums
 */
export function noterOf({ module, memory, wanted, notes, size, marks }: NotesTask) {
  const words = new Int32Array(memory.buffer);
  let code: { note(...numbers: number[]): void } | null = null;
  return (place: number, at: number, length: number): number => {
    const sums = Atomics.load(words, wanted);
    const part = Atomics.load(words, wanted + 1);
    if (sums === 0 && part === 0) return 0;
    const none = () => {};
    code ??= new WebAssembly.Instance(module, {
      env: { memory },
      ask: { ask: none, hand: none, note: none, room: none },
    }).exports as NonNullable<typeof code>;
    const own = notes + place * size;
    code.note(at, length, sums === 0 ? 0 : own, own + marks, part, Atomics.load(words, wanted + 2));
    return part + sums;
  };
}
