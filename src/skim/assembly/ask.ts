/** What the code calls in JavaScript: ../flow-memory.ts gives it. */

/**
 * Asks the filter about records whose flow says that it has to be asked about each, or whose flow is not known, in
 * order, up to the first that has to be looked at closely. What it says is put down at SAID, new flows at FOUND.
 *
 * @param start  of the first of the entries
 * @param end    of the last
 * @param taken  records that the call has taken before those that are looked up with them
 * @param passed how many of all before the first of them count
 */
export declare function ask(start: usize, end: usize, taken: u32, passed: u32): void;

/**
 * Has a packet looked at closely while records are asked about one after the other.
 *
 * @param e      its entry
 * @param taken  as for `ask`
 * @param before how many of all before it count, or were looked at closely
 * @returns HANDED_ON: it goes on behind it, HANDED_LAST: it ends there; 0: nobody takes it
 */
export declare function hand(e: usize, taken: u32, before: u32): u32;
export const HANDED_ON: u32 = 1;
export const HANDED_LAST: u32 = 2;

/** Tells of an STT frame in one piece, which is skimmed and does not count, for those that come later. */
export declare function note(e: usize): void;

/** Makes more room for TCP segments that nobody acknowledged: see unacked.ts. */
export declare function room(): void;
