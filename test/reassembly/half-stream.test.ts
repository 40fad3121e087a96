// One direction of a stream against a model that writes every byte down.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { HalfStream, HEAD_BYTES } from "../../src/reassembly/half-stream.ts";
import { check } from "../property.ts";

const LENGTH = 12_000;
/** Bytes that differ by how often the stream was written over: the first have to stay. */
const byteAt = (place: number, copy: number) => (place * 7 + copy * 101) & 0xff;

interface Piece {
  start: number;
  length: number;
  /** Bytes of it that were captured. */
  captured: number;
  copy: number;
}

const piece = fc
  .tuple(
    fc.nat(LENGTH),
    fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })),
    fc.nat(5),
    fc.nat(3),
  )
  .map(([start, length, cut, copy]) => ({ start, length, captured: cut === 0 ? length >> 1 : length, copy }));

function add(half: HalfStream, first: number, { start, length, captured, copy }: Piece): number {
  const data = new DataView(new ArrayBuffer(captured + 3));
  for (let i = 0; i < captured; i++) data.setUint8(3 + i, byteAt(start + i, copy));
  return half.add((first + start) >>> 0, length, data, 3, captured);
}

test("bytes that came are counted once, the first of each are kept, holes are none", () => {
  check(
    fc.property(fc.nat(0xffffffff), fc.array(piece, { maxLength: 60 }), (first, pieces) => {
      const memory = { used: 0 };
      const half = new HalfStream(memory);
      half.begin(first);
      /** Place to byte; -1: it came but was not captured. */
      const model = new Map<number, number>();
      for (const p of pieces) {
        const before = model.size;
        for (let i = 0; i < p.length; i++) {
          if (!model.has(p.start + i))
            model.set(p.start + i, i < p.captured ? byteAt(p.start + i, p.copy) : -1);
        }
        expect(add(half, first, p)).toBe(model.size - before);
        const highest = Math.max(0, ...model.keys()) + (model.size > 0 ? 1 : 0);
        expect(half.arrived).toBe(model.size);
        expect(half.highest).toBe(highest);
        expect(half.missing).toBe(highest - model.size);
        let head = 0;
        while (head < HEAD_BYTES && (model.get(head) ?? -1) >= 0) head++;
        expect(half.headLength).toBe(head);
        const view = half.headView();
        for (let i = 0; i < head; i++) expect(view.getUint8(i)).toBe(model.get(i));
        expect(memory.used).toBeLessThanOrEqual(2 * HEAD_BYTES);
      }
      half.drop();
      expect(memory.used).toBe(0);
    }),
    60,
  );
});

test("numbers go round, also more than once", () => {
  const half = new HalfStream({ used: 0 });
  half.begin(0xffff_fff0);
  let at = 0;
  const size = 1 << 29;
  for (let n = 0; n < 20; n++) {
    expect(half.add((0xffff_fff0 + at) >>> 0, size, new DataView(new ArrayBuffer(0)), 0, 0)).toBe(size);
    at += size;
  }
  expect(half.highest).toBe(20 * size);
  expect(half.missing).toBe(0);
});

test("with more holes than are kept in mind, the first ones are given up", () => {
  const half = new HalfStream({ used: 0 });
  half.begin(0);
  // A byte at every second place.
  for (let i = 1; i <= 2000; i++) add(half, 0, { start: 2 * i, length: 1, captured: 1, copy: 0 });
  expect(half.arrived).toBe(2000);
  expect(half.missing).toBe(2001);
  expect(half.headLength).toBe(0);
  // What was given up is not taken for the beginning later on.
  add(half, 0, { start: 0, length: 2, captured: 2, copy: 0 });
  expect(half.headLength).toBe(0);
  expect(half.missing).toBe(2001);
});

test("segments that are far from all others belong to no place", () => {
  const half = new HalfStream({ used: 0 });
  half.begin(1000);
  expect(add(half, 1000, { start: 0, length: 10, captured: 10, copy: 0 })).toBe(10);
  expect(add(half, 1000, { start: 1.5e9, length: 10, captured: 10, copy: 0 })).toBe(0);
  expect(half.highest).toBe(10);
  expect(half.ignored).toBe(1);
});
