/** What the code calls in JavaScript: ../flow-memory.ts gives it. */

/**
 * Asks the filter about records whose flow says that it has to be asked about each; what it says is put down at SAID.
 *
 * @param start  of the first of the entries; what flows they are of is known
 * @param end    of the last
 * @param before records that the call has taken before the first of them
 */
export declare function ask(start: usize, end: usize, before: u32): void;
