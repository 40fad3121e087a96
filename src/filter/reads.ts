/** Values of packets with the same headers where they stand, for operands that are compared or calculated with others. */
import type { Packet } from "../core/layer.ts";
import { type Answer, type Bare, type Headers, NO, YES } from "./alike.ts";
import { calculate } from "./arithmetic.ts";
import { headersOf } from "./hot.ts";
import type { Named } from "./names.ts";
import type { Predicate } from "./predicates.ts";
import type { Arithmetic, Range } from "./syntax.ts";
import type { V } from "./types.ts";

/** A test of packets with the same headers, which knows no layers: whether some value passes, or every one. */
export type AlikeOf = (
  predicate: Predicate,
  every: boolean,
) => ((headers: Headers, packet: Packet) => Answer) | null;

/** One value, if it is there. */
type Read = (p: Bare) => V | undefined;

/** How each of its values is read; null: it takes the layers. */
export type Reads = (headers: Headers) => readonly Read[] | null;

type ReadsOf = Reads | null;

/** Of a field that stands at fixed places. @param read of one of them; null: not at once */
export const readsOf =
  (
    what: Named,
    ranges: readonly Range[] | null,
    read: (field: Named["places"][number]["field"]) => ((d: DataView, at: number) => V | undefined) | null,
  ): Reads =>
  (headers) => {
    const found: Read[] = [];
    for (const i of headersOf(what, ranges, headers)) {
      for (const { field, number } of what.places) {
        if (number !== headers.proto[i]) continue;
        const value = read(field);
        const offset = headers.off[i] + field.at;
        if (value === null || field.when !== undefined || offset + field.size > headers.sure) return null;
        found.push((p) => value(p.d, p.at + offset));
      }
    }
    return found;
  };

/** With each value changed. */
export function changed(of: ReadsOf, f: (v: V) => V | undefined): ReadsOf {
  if (of === null) return null;
  return (headers) =>
    of(headers)?.map(
      (read): Read =>
        (p) => {
          const v = read(p);
          return v === undefined ? undefined : f(v);
        },
    ) ?? null;
}

/** Each value of the one with each of the other. */
export function calculated(op: Arithmetic, a: ReadsOf, b: ReadsOf): ReadsOf {
  if (a === null || b === null) return null;
  return (headers) => {
    const [lefts, rights] = [a(headers), b(headers)];
    if (lefts === null || rights === null) return null;
    return lefts.flatMap((left) =>
      rights.map(
        (right): Read =>
          (p) => {
            const [x, y] = [left(p), right(p)];
            return x === undefined || y === undefined ? undefined : calculate(op, x, y);
          },
      ),
    );
  };
}

/** A test of such values. */
export function alikeOf(reads: ReadsOf): AlikeOf | null {
  if (reads === null) return null;
  return ({ test }, every) =>
    (headers) => {
      const found = reads(headers);
      if (found === null || found.length === 0) return found === null ? null : false;
      return (p) => {
        let seen = false;
        for (const read of found) {
          const v = read(p);
          if (v === undefined) continue;
          if (test(v) !== every) return every ? NO : YES;
          seen = true;
        }
        return every && seen ? YES : NO;
      };
    };
}

/** A test of each value of the one with each of the other: whether one passes, or, if `every`, all, and there are some. */
export function pairsAlike(
  a: ReadsOf,
  b: ReadsOf,
  test: (x: V, y: V) => boolean,
  every: boolean,
): ((headers: Headers) => Answer) | null {
  if (a === null || b === null) return null;
  return (headers) => {
    const [lefts, rights] = [a(headers), b(headers)];
    if (lefts === null || rights === null) return null;
    if (lefts.length === 0 || rights.length === 0) return false;
    return (p) => {
      let seen = false;
      for (const left of lefts) {
        const x = left(p);
        if (x === undefined) continue;
        for (const right of rights) {
          const y = right(p);
          if (y === undefined) continue;
          if (test(x, y) !== every) return every ? NO : YES;
          seen = true;
        }
      }
      return every && seen ? YES : NO;
    };
  };
}
