// Many bytes at once must be what they are one by one.
import fc from "fast-check";
import { expect, it } from "vitest";
import { manyOf, offer } from "../../src/core/many-bytes.ts";
import { sum16 } from "../../src/core/sum16.ts";
import { searchFor } from "../../src/filter/types.ts";
import { isGood } from "../../src/protocols/common/checksum.ts";
import { FlowMemory } from "../../src/skim/flow-memory.ts";
import { check } from "../property.ts";

const ROOM = 70_000;
const memory = new FlowMemory();
const bytes = memory.buffer(ROOM) as Uint8Array;
const view = new DataView(bytes.buffer, bytes.byteOffset, ROOM);
const many = memory.manyFrom(memory.startOf(view));

/** Few values, so that what is looked for is often nearly there. */
const some = (most: number) => fc.array(fc.nat(2), { minLength: 1, maxLength: most });

it("finds a part exactly where it is, whatever stands around it", () => {
  check(
    fc.property(
      some(300),
      some(20),
      fc.nat(90),
      fc.oneof(fc.nat(40), fc.nat(260)),
      (all, part, from, length) => {
        bytes.fill(part[0], 0, 500);
        bytes.set(all, 32);
        const to = Math.min(32 + all.length, 32 + from + length);
        const start = Math.min(32 + from, to);
        const text = String.fromCharCode(...bytes.slice(start, to));
        const holds = text.includes(String.fromCharCode(...part));
        expect(many.contains(start, to, Uint8Array.from(part))).toBe(holds);
        expect(searchFor(Uint8Array.from(part))(view, start, to)).toBe(holds);
      },
    ),
    2000,
  );
});

/** RFC 1071, section 4.1, folded. */
function plainSum(at: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += bytes[at + i] << (i % 2 === 0 ? 8 : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}

it("sums what a checksum covers", () => {
  const lengths = fc.oneof(fc.nat(80), fc.integer({ min: 60_000, max: 65_535 }));
  check(
    fc.property(fc.nat(255), fc.nat(255), lengths, fc.nat(33), (step, first, length, at) => {
      for (let i = 0; i < length; i++) bytes[at + i] = first + ((i * step) >> 3);
      expect(many.sum(at, length)).toBe(plainSum(at, length));
    }),
    100,
  );
  bytes.fill(0xff);
  expect(many.sum(3, 65_535)).toBe(plainSum(3, 65_535));
  bytes.fill(0);
  expect(many.sum(1, 65_535)).toBe(0);
});

it("is used for the view that it was offered for", () => {
  expect(manyOf(view, 100)).toBe(null);
  offer(view, many);
  expect(manyOf(view, 100)).toBe(many);
  expect(manyOf(view, 10)).toBe(null);
  expect(manyOf(new DataView(bytes.buffer), 100)).toBe(null);
  for (let i = 0; i < 200; i++) bytes[i] = i * 7;
  const sum = plainSum(20, 101);
  expect(sum16(view, 20, 101)).toBe(sum);
  expect(isGood(view, 20, 101, 0xffff - sum)).toBe(true);
  const search = searchFor(bytes.slice(130, 137));
  expect([search(view, 20, 137), search(view, 20, 136), search(view, 131, 190)]).toEqual([
    true,
    false,
    false,
  ]);
  offer(null, null);
  expect(sum16(view, 20, 101) % 0xffff).toBe(sum % 0xffff);
});
