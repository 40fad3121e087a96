import { type Heard, TO_END } from "../core/messages.ts";

/** Where a protocol leaves off: behind the last message that is whole, and how many bytes are missing of the next. */
export interface End {
  at: number;
  /** 0: none; or MORE, TO_END or NOTHING. */
  missing: number;
  /** Where those begin that are whole. */
  starts: readonly number[];
  seen?: Heard["seen"];
}

/** With the connection ends what goes on to its end. */
export function closed(end: End, to: number, isLast: boolean): End {
  if (!isLast || end.missing !== TO_END) return end;
  return { at: to, missing: 0, starts: end.at > end.starts[0] ? [...end.starts, end.at] : end.starts };
}
