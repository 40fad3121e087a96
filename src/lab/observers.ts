import type { RowObserver } from "../facts/observer.ts";

/** Several observers as one. */
export function together(list: readonly RowObserver[]): RowObserver {
  if (list.length === 1) return list[0];
  return {
    each: list.some((observer) => observer.each),
    packets(...told) {
      for (const observer of list) observer.packets(...told);
    },
  };
}
