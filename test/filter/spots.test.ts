// Tests of numbers as data must say what the tests say that they stand for.
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytes, type Field, flag, ip4, ip6, mac, u8, u16, u24, u32, u64 } from "../../src/core/fields.ts";
import { type Check, reader } from "../../src/filter/hot.ts";
import { alone, type Joined, meets } from "../../src/filter/joined.ts";
import { against, anyOf, both, oneOf } from "../../src/filter/predicates.ts";
import {
  boundsOf,
  type Datum,
  isWhole,
  joinedSpots,
  NONZERO,
  negatedSpots,
  type Search,
  type Spot,
  type SpotSet,
  type Spots,
  spotsOfBits,
} from "../../src/filter/spots.ts";
import type { Relation } from "../../src/filter/syntax.ts";
import type { Type } from "../../src/filter/types.ts";
import { check } from "../property.ts";

const RELATIONS: Relation[] = ["==", "!=", "<", "<=", ">", ">="];
const FIELDS: Field[] = [
  u8(1, "a", "A"),
  u16(2, "b", "B"),
  u32(3, "c", "C"),
  u16(1, "d", "D", { mask: 0x1ff8 }),
  u8(5, "e", "E", { mask: 0xf0 }),
  u32(4, "f", "F", { mask: 0xff000000 }),
  u8(2, "o", "O", { mask: 0xf0, scale: 4 }),
  u16(4, "p", "P", { scale: 0.5 }),
  flag(2, 2, 0x200, "g", "G"),
  flag(3, 1, 0x01, "h", "H"),
  u24(4, "i", "I"),
  u24(2, "j", "J", { mask: 0x1ffff8 }),
];

const isWithin = (n: number, { low, high, outside }: { low: number; high: number; outside: boolean }) =>
  (n >= low && n <= high) !== outside;

function passes(spot: Spot | SpotSet, d: DataView): boolean {
  const { at, size, mask } = spot;
  const bytes = Array.from({ length: Number(size) }, (_, i) => d.getUint8(at + i));
  const n = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const masked = Number(BigInt(n) & BigInt(mask));
  if (spot.kind !== "set") return isWithin(masked, spot);
  return spot.ranges.some(([low, high]) => masked >= low && masked <= high) !== spot.outside;
}

/** As the test of a field says it as data. */
const passesAll = (own: Check | null, all: Uint8Array): boolean | undefined =>
  own?.spots && meets(own.spots, (spot) => passes(spot, new DataView(all.buffer)));

/** Near what fields hold, and beyond. */
const literals = fc.oneof(
  fc.integer({ min: -2, max: 18 }),
  fc.nat(70_000),
  fc.nat(2 ** 33),
  fc.constant(1.5),
);
const bytes8 = fc.array(fc.oneof(fc.constantFrom(0, 1, 0x10, 0xff), fc.nat(255)), {
  minLength: 8,
  maxLength: 8,
});

it("says of a field what the test of it says", () => {
  check(
    fc.property(
      fc.constantFrom(...FIELDS),
      fc.constantFrom(...RELATIONS),
      literals,
      bytes8,
      (field, relation, value, all) => {
        const d = new DataView(Uint8Array.from(all).buffer);
        const own = against(relation, "uint", { value }).check(field);
        expect(passesAll(own, Uint8Array.from(all))).toBe(own?.(d, field.at));
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

/** Values of more than one number, and near ones: few bytes differ, and not by much. */
const LONG: { field: Field; type: Type }[] = [
  { field: mac(1, "k", "K"), type: "mac" },
  ...[3, 4, 5, 7, 10].map((size): { field: Field; type: Type } => ({
    ...{ field: bytes(2, size, "l", "L"), type: "bytes" },
  })),
  { field: u64(3, "m", "M"), type: "uint" },
  { field: ip6(2, "n", "N"), type: "ipv6" },
];
const near = fc.array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { minLength: 20, maxLength: 20 });
const bitsOfAll = fc.constantFrom(0, 1, 12, 32, 45, 64, 96, 121, 128);

const literalOf = (type: Type, of: Uint8Array) =>
  type === "uint" ? new DataView(of.buffer, of.byteOffset).getBigUint64(0) : of;

it("says of long values what comparing bytes says", () => {
  check(
    fc.property(
      ...([fc.constantFrom(...LONG), fc.constantFrom(...RELATIONS), near, near, bitsOfAll] as const),
      ({ field, type }, relation, one, other, bits) => {
        const all = Uint8Array.from(one);
        const { at, size } = field;
        const literal = Uint8Array.from(other.slice(0, size));
        // Of IPv6 only what is in the network.
        const compared = (bytes: Uint8Array) =>
          type === "ipv6"
            ? bytes.map((byte, i) => byte & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - bits))))
            : bytes;
        const order = Math.sign(Buffer.compare(compared(all.subarray(at, at + size)), compared(literal)));
        const holds = { "==": order === 0, "!=": order !== 0, "<": order < 0, "<=": order <= 0 };
        const expected = { ...holds, ">": order > 0, ">=": order >= 0 }[relation];
        const value = literalOf(type, literal);
        const own = against(relation, type, { value, ...(type === "ipv6" && { bits }) }).check(field);
        expect(passesAll(own, all)).toBe(expected);
        expect(own?.(new DataView(all.buffer), at)).toBe(expected);
      },
    ),
    5000,
  );
});

it("says of sets and ranges what asking for each says", () => {
  const few = fc.nat(20);
  const sets = fc.array(fc.tuple(few, few, fc.boolean()), { minLength: 1, maxLength: 12 });
  check(
    fc.property(fc.constantFrom(...FIELDS), sets, bytes8, (field, elements, all) => {
      const single = elements.flatMap(([from, , isOne]) => (isOne ? [from] : []));
      const ranges = elements.flatMap(([from, to, isOne]) => (isOne ? [] : [[from, to]]));
      const of = (relation: Relation, value: number) => against(relation, "uint", { value });
      const predicate = anyOf([
        ...(single.length > 0 ? [oneOf("uint", single)] : []),
        ...ranges.map(([from, to]) => both(of(">=", from), of("<=", to))),
      ]);
      const d = new DataView(Uint8Array.from(all).buffer);
      const n = Number(reader(field)?.(d, field.at));
      const expected = single.includes(n) || ranges.some(([from, to]) => n >= from && n <= to);
      expect(predicate.test(n)).toBe(expected);
      expect(passesAll(predicate.check(field), Uint8Array.from(all))).toBe(expected);
      expect(predicate.bounds && meets(predicate.bounds, (bounds) => isWithin(n, bounds))).toBe(expected);
    }),
    2000,
  );
});

it("says of networks what comparing their bits says", () => {
  const field = ip4(1, "q", "Q");
  const bits = fc.constantFrom(0, 1, 8, 15, 24, 31, 32);
  check(
    fc.property(fc.constantFrom(...RELATIONS), near, near, bits, (relation, one, other, bits) => {
      const all = Uint8Array.from(one);
      const [value, own] = [Uint8Array.from(other), all.subarray(1)].map((of) =>
        new DataView(of.buffer, of.byteOffset).getUint32(0),
      );
      const network = (n: number) => BigInt(n) >> BigInt(32 - bits);
      const [a, b] = [network(own), network(value)];
      const holds = { "==": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b };
      expect(passesAll(against(relation, "ipv4", { value, bits }).check(field), all)).toBe(holds[relation]);
    }),
    1000,
  );
});

it("says of bits of bytes whether one is there", () => {
  check(
    fc.property(fc.constantFrom(...LONG.slice(0, 5)), near, near, ({ field }, one, mask) => {
      const [all, bits] = [Uint8Array.from(one), Uint8Array.from(mask)];
      const spots = spotsOfBits(field, bits, alone(NONZERO));
      const expected = all
        .subarray(field.at, field.at + field.size)
        .some((byte, i) => (byte & bits[i]) !== 0);
      expect(spots && meets(spots, (spot) => passes(spot, new DataView(all.buffer)))).toBe(expected);
    }),
    1000,
  );
});

const number = against("==", "uint", { value: 1 }).check(FIELDS[0])?.spots as Joined<Spot>;
const where = { at: 0, words: -1, ends: "captured", unless: null } as const;
const search: Search = { kind: "search", ...where, part: Uint8Array.of(1), outside: false };

it("joins what is joined in one way side by side", () => {
  const [spot] = number.spots;
  const two = joinedSpots([number, number], false);
  expect(two).toEqual({ every: false, spots: [spot, spot] });
  expect(joinedSpots([two, number], false)?.spots).toHaveLength(3);
  expect(joinedSpots([two, number], true)).toEqual({ every: true, spots: [two, spot] });
});

it("leaves to the test itself only what is no data", () => {
  expect(joinedSpots([undefined, undefined], false)).toBeUndefined();
  const some = joinedSpots([undefined, number], false) as Spots;
  expect(some.spots.map((part) => "kind" in part && part.kind)).toEqual([false, "unknown"]);
  expect([isWhole(number), isWhole(some)]).toEqual([true, false]);
  const past = { kind: "past", at: 0, from: 0, wires: 0 } as const;
  expect(negatedSpots(alone<Datum>(past))).toBeUndefined();
  expect(negatedSpots(number)).toEqual({ every: false, spots: [{ ...number.spots[0], outside: true }] });
});

it("looks through bytes last", () => {
  expect(joinedSpots([alone(search), number], false)?.spots).toEqual([...number.spots, search]);
});
