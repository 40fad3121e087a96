// Tests of numbers as data must say what the tests say that they stand for.
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Field, flag, u8, u16, u24, u32 } from "../../src/core/fields.ts";
import { against } from "../../src/filter/predicates.ts";
import { boundsOf, joinedSpots, type Search, type Spot } from "../../src/filter/spots.ts";
import type { Relation } from "../../src/filter/syntax.ts";
import { check } from "../property.ts";

const RELATIONS: Relation[] = ["==", "!=", "<", "<=", ">", ">="];
const FIELDS: Field[] = [
  u8(1, "a", "A"),
  u16(2, "b", "B"),
  u32(3, "c", "C"),
  u16(1, "d", "D", { mask: 0x1ff8 }),
  u8(5, "e", "E", { mask: 0xf0 }),
  u32(4, "f", "F", { mask: 0xff000000 }),
  flag(2, 2, 0x200, "g", "G"),
  flag(3, 1, 0x01, "h", "H"),
  u24(4, "i", "I"),
  u24(2, "j", "J", { mask: 0x1ffff8 }),
];

const isWithin = (n: number, { low, high, outside }: { low: number; high: number; outside: boolean }) =>
  (n >= low && n <= high) !== outside;

function passes({ at, size, mask, ...bounds }: Spot, d: DataView): boolean {
  const bytes = Array.from({ length: Number(size) }, (_, i) => d.getUint8(at + i));
  const n = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return isWithin(Number(BigInt(n) & BigInt(mask)), bounds);
}

/** Near what fields hold, and beyond. */
const literals = fc.oneof(
  fc.integer({ min: -2, max: 18 }),
  fc.nat(70_000),
  fc.nat(2 ** 33),
  fc.constant(1.5),
);
const bytes = fc.array(fc.oneof(fc.constantFrom(0, 1, 0x10, 0xff), fc.nat(255)), {
  minLength: 8,
  maxLength: 8,
});

it("says of a field what the test of it says", () => {
  check(
    fc.property(
      fc.constantFrom(...FIELDS),
      fc.constantFrom(...RELATIONS),
      literals,
      bytes,
      (field, relation, value, all) => {
        const d = new DataView(Uint8Array.from(all).buffer);
        const own = against(relation, "uint", { value }).check(field);
        expect(own?.spot).toBeDefined();
        expect(passes(own?.spot as Spot, d)).toBe(own?.(d, field.at));
      },
    ),
    3000,
  );
});

it("says of a number what comparing says", () => {
  check(
    fc.property(fc.constantFrom(...RELATIONS), literals, fc.nat(70_000), (relation, value, n) => {
      expect(isWithin(n, boundsOf(relation, value))).toBe(against(relation, "uint", { value }).test(n));
    }),
    1000,
  );
});

it("joins what is joined in one way", () => {
  const [spot] = [against("==", "uint", { value: 1 }).check(FIELDS[0])?.spot as Spot];
  const two = joinedSpots(
    [
      { every: true, spots: [spot] },
      { every: false, spots: [spot] },
    ],
    false,
  );
  expect(two).toEqual({ every: false, spots: [spot, spot] });
  expect(joinedSpots([two, { every: true, spots: [spot] }], false)?.spots).toHaveLength(3);
  expect(joinedSpots([two, { every: true, spots: [spot] }], true)).toBeUndefined();
  expect(joinedSpots([two, undefined], false)).toBeUndefined();
});

it("looks through bytes last", () => {
  const number = against("==", "uint", { value: 1 }).check(FIELDS[0])?.spot as Spot;
  const where = { at: 0, words: -1, ends: "captured", unless: null } as const;
  const search: Search = { kind: "search", ...where, part: Uint8Array.of(1), outside: false };
  const parts = [search, number].map((spot) => ({ every: false, spots: [spot] }));
  expect(joinedSpots(parts, false)?.spots).toEqual([number, search]);
});
