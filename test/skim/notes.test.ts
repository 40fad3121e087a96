// What is noted of bytes must say what looking at them says, wherever a packet stands in a piece, and is used.
import fc from "fast-check";
import { expect, it } from "vitest";
import { noterOf } from "../../src/core/notes.ts";
import { FlowMemory } from "../../src/skim/flow-memory.ts";
import { WrittenNotes, wantPart, wantSums } from "../../src/skim/notes.ts";
import { check } from "../property.ts";

const LENGTH = 1 << 18;
const PIECES = 3;
const memory = new FlowMemory();
const ring = memory.buffer(PIECES * LENGTH) as Uint8Array;
const notes = WrittenNotes.of(memory, PIECES, LENGTH) as WrittenNotes;
const note = noterOf(notes.task);
const part = Uint8Array.of(7, 8, 9, 7);
const partAt = memory.copyOf(part);
const other = memory.copyOf(Uint8Array.of(7, 8));
/** In it notes are made of the second piece. */
const AT = ring.byteOffset + LENGTH;

/** RFC 1071, section 4.1, folded. */
function plainSum(at: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += memory.bytes[at + i] << (i % 2 === 0 ? 8 : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}

const holds = (at: number, end: number): boolean =>
  Buffer.from(memory.bytes.buffer, at, end - at).includes(Buffer.from(part));

it("says nothing of what nobody wants", () => {
  expect(note(1, AT, LENGTH)).toBe(0);
  wantPart(memory, partAt, Uint8Array.of(7));
  wantPart(memory, partAt, new Uint8Array(65));
  expect(note(1, AT, LENGTH)).toBe(0);
  wantSums(memory);
  expect(note(1, AT, LENGTH)).toBe(1);
  wantPart(memory, partAt, part);
  wantPart(memory, other, Uint8Array.of(7, 8));
  expect(note(1, AT, LENGTH)).toBe(partAt + 1);
});

it("says what looking at the bytes says", () => {
  const places = fc.oneof(fc.nat(300), fc.nat(LENGTH - 1), fc.integer({ min: LENGTH - 200, max: LENGTH }));
  const lengths = fc.oneof(fc.nat(200), fc.nat(5000), fc.integer({ min: 65_000, max: 66_000 }));
  const ranges = fc.array(fc.tuple(places, lengths), { minLength: 20, maxLength: 20 });
  check(
    fc.property(
      fc.nat(),
      fc.array(places, { maxLength: 12 }),
      fc.nat(100),
      ranges,
      (seed, parts, cut, all) => {
        let h = seed | 1;
        for (let i = 0; i < LENGTH; i++) {
          h = Math.imul(h, 0x9e3779b1) ^ (h >>> 15);
          // Near what is looked for now and then.
          ring[LENGTH + i] = (h & 31) === 0 ? 7 + (h & 1) : h >>> 24;
        }
        for (const place of parts) ring.set(part, LENGTH + Math.min(place, LENGTH - 4));
        const length = LENGTH - (cut > 50 ? 0 : cut);
        notes.turnTo(1, AT, length, note(1, AT, length));
        for (const [place, size] of all) {
          // Some begin before the piece, or end behind it.
          const at = AT + place - (size % 7 === 0 ? 100 : 0);
          const end = Math.min(at + size, AT + LENGTH + 64);
          expect(memory.code.contains(at, end, partAt, part.length) !== 0).toBe(holds(at, end));
          expect(memory.code.contains(at, end, other, 2) !== 0).toBe(
            Buffer.from(memory.bytes.buffer, at, end - at).includes("\u0007\b"),
          );
          if (end - at <= 65_535) expect(memory.code.sum(at, end - at)).toBe(plainSum(at, end - at));
        }
      },
    ),
    30,
  );
});

it("adds up no more than it can", () => {
  ring.fill(0xff);
  notes.turnTo(1, AT, LENGTH, note(1, AT, LENGTH));
  for (const size of [65_536, 65_537, 131_074, 200_001])
    expect(memory.code.sum(AT + 1, size)).toBe(plainSum(AT + 1, size));
});

it("is used within the piece that it is of, and nowhere else", () => {
  ring.fill(0);
  ring.set(part, LENGTH + 1000);
  notes.turnTo(1, AT, LENGTH, note(1, AT, LENGTH));
  const sum = (from: number, to: number) => memory.code.sum(AT + from, to - from);
  const has = (from: number, to: number) => memory.code.contains(AT + from, AT + to, partAt, 4) !== 0;
  // The bytes change behind its back.
  ring.set(part, LENGTH + 5000);
  ring.set(part, LENGTH - 500);
  expect([sum(4001, 6000), has(4001, 6000)]).toEqual([0, false]);
  expect([sum(-64, 6000), has(-64, 6000)]).toEqual([plainSum(AT - 64, 6064), true]);
  expect([sum(0, 4000), sum(0, 200)]).toEqual([plainSum(AT + 1000, 4), 0]);
  expect([has(1000, 1004), has(1001, 1100), has(900, 1003)]).toEqual([true, false, false]);
  notes.turnTo(0, AT - LENGTH, LENGTH, 0);
  expect([sum(4001, 6000), has(4001, 6000)]).toEqual([plainSum(AT + 4001, 1999), true]);
  // Of that no part was noted.
  notes.turnTo(1, AT, LENGTH, 1);
  expect([sum(4001, 6000), has(4001, 6000)]).toEqual([0, true]);
  notes.turnTo(1, AT, LENGTH, partAt);
  expect([sum(4001, 6000), has(4001, 6000)]).toEqual([plainSum(AT + 4001, 1999), false]);
});
