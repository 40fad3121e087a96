import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hash6, KeyTable } from "../../src/core/key-table.ts";
import { check } from "../property.ts";

type Key = [number, number, number, number, number, number];

/** Few enough that keys repeat; many that differ in one half of a word only, as ports and prefixes do. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 2, -1, 0x7fffffff, -0x80000000),
  fc.nat(7).map((n) => n << 28),
  fc.nat(15).map((n) => n << 16),
  fc.nat(15),
  fc.integer({ min: -0x80000000, max: 0x7fffffff }),
);
const key: fc.Arbitrary<Key> = fc.tuple(word, word, word, word, word, word);

describe("a table against a Map", () => {
  test("any keys, any stride, any capacity: the same rows in order of first insertion", () => {
    const keys = fc.array(key, { maxLength: 400, size: "max" });
    check(
      fc.property(keys, fc.constantFrom(6, 8, 14), fc.constantFrom(1, 2, 5, 64), (list, stride, capacity) => {
        const table = new KeyTable(stride, capacity);
        const model = new Map<string, number>();
        const rows: [number, number][] = [];
        for (const k of list) {
          const known = model.get(k.join());
          rows.push([table.find(...k), known ?? -1]);
          rows.push([table.add(...k), known ?? model.size]);
          if (known === undefined) model.set(k.join(), model.size);
          rows.push([table.size, model.size]);
        }
        for (const k of list) rows.push([table.find(...k), model.get(k.join()) ?? -1]);
        expect(rows.filter(([row, expected]) => row !== expected)).toEqual([]);
        const words = [...model.keys()].flatMap((k) => [
          ...k.split(",").map(Number),
          ...Array(stride - 6).fill(0),
        ]);
        expect(Array.from(table.i32.subarray(0, words.length)).join()).toBe(words.join());
      }),
      60,
    );
  });

  test("keys with the same 32-bit hash stay apart", () => {
    const byHash = new Map<number, Key>();
    const table = new KeyTable(6);
    const colliding: Key[] = [];
    // Enough keys for some to collide by chance.
    for (let i = 0; i < 1 << 18; i++) {
      const k: Key = [i & 63, Math.imul(i, 0x9e3779b1), 0, 7, i >>> 6, Math.imul(i, 0x01000193)];
      const other = byHash.get(hash6(...k));
      if (other === undefined) byHash.set(hash6(...k), k);
      else colliding.push(other, k);
    }
    expect(colliding.length).toBeGreaterThan(0);
    const rows = colliding.map((k) => table.add(...k));
    expect(rows).toEqual([...colliding.keys()]);
    expect(colliding.map((k) => table.find(...k))).toEqual(rows);
  });

  test("what the owner keeps in a row survives growth, as words and as doubles", () => {
    const table = new KeyTable(10, 2);
    for (let i = 0; i < 5000; i++) {
      const row = table.insert(i, 0, 0, 0, 0, 0);
      if (table.i32.subarray(row * 10 + 6, row * 10 + 10).some((w) => w !== 0))
        throw new Error(`row ${row} is not empty`);
      table.i32[row * 10 + 6] = 7 - i;
      table.f64[row * 5 + 4] = i / 3;
    }
    const wrong = [];
    for (let i = 0; i < 5000; i++) {
      const row = table.find(i, 0, 0, 0, 0, 0);
      if (row !== i || table.i32[row * 10 + 6] !== 7 - i || table.f64[row * 5 + 4] !== i / 3) wrong.push(i);
    }
    expect(wrong).toEqual([]);
  });

  test("beyond 131,072 rows, where it grows by half", () => {
    const table = new KeyTable(6);
    const rows = 300_000;
    for (let i = 0; i < rows; i++) table.insert(0, i << 15, 0, 0, i >>> 17, 0);
    let wrong = 0;
    for (let i = 0; i < rows; i++) if (table.find(0, i << 15, 0, 0, i >>> 17, 0) !== i) wrong++;
    expect(wrong).toBe(0);
    expect(table.find(0, 1, 0, 0, 0, 0)).toBe(-1);
  });

  test.each([0, 5, 7])("a stride of %d words is refused", (stride) => {
    expect(() => new KeyTable(stride)).toThrow(RangeError);
  });
});

// A good hash puts n keys into 2n buckets as chance would: n (1 - e^-½) × 2 of them are in use, hardly one holds more
// than eight.
describe("hash6 spreads keys that differ in few bits", () => {
  const N = 1 << 14;
  const shapes: [string, (i: number) => number][] = [
    ["the low bits", (i) => i],
    ["the high bits", (i) => i << 18],
    ["the upper half", (i) => i << 16],
    ["bits 8 up", (i) => i << 8],
    ["both halves alike", (i) => (i << 16) | i],
    ["two ports", (i) => ((49152 + i) << 16) | 4789],
    ["every 256th", (i) => Math.imul(i, 256 * 257)],
  ];
  const places = [0, 1, 2, 3, 4, 5].flatMap((at) =>
    shapes.map(([name, of]) => [`word ${at}, ${name}`, at, of] as const),
  );

  test.each(places)("%s", (_, at, of) => {
    const k: Key = [1, 0x0a000001, 0x0a000002, 0, 6, 0];
    expectSpread((i) => {
      k[at] = of(i);
      return hash6(...k);
    });
  });

  test("two words that count together, a pair of hosts and its ports", () => {
    expectSpread((i) => hash6(1, 0x0a000000 + (i & 127), 0x0a000000 + (i >> 7), 0, 6, 0));
    expectSpread((i) => hash6(1, 0x0a000000 + i, 0x0a000000 + i, 0, 6, 0));
    expectSpread((i) => hash6(1, 0x0a000001, 0x0a000002, (i & 127) << 16, i >> 7, 0));
    expectSpread((i) => hash6(i & 15, 0x0a000000 + (i >> 4), 0, 0, 0, i & 15));
  });

  // What such words add up to has few values unless they are folded first.
  const pairs = [0, 1, 2, 3, 4, 5].flatMap((a) =>
    [0, 1, 2, 3, 4, 5].filter((b) => b > a).map((b) => [a, b] as const),
  );
  test.each(pairs)("words %d and %d, both in their upper halves", (a, b) => {
    const k: Key = [1, 0x0a000001, 0x0a000002, 0, 6, 0];
    expectSpread((i) => {
      k[a] = (i & 127) << 16;
      k[b] = (i >> 7) << 16;
      return hash6(...k);
    });
  });

  function expectSpread(hash: (i: number) => number): void {
    const buckets = new Uint16Array(2 * N);
    const hashes = new Set<number>();
    for (let i = 0; i < N; i++) {
      const h = hash(i);
      hashes.add(h);
      buckets[h & (2 * N - 1)]++;
    }
    const used = buckets.reduce((sum, count) => sum + Math.min(count, 1), 0);
    const chance = 2 * N * (1 - Math.exp(-0.5));
    // Chance alone would make 0.03 pairs of 2^14 keys with the same 32 bits.
    expect(hashes.size).toBeGreaterThanOrEqual(N - 3);
    expect(used / chance).toBeGreaterThan(0.95);
    expect(Math.max(...buckets)).toBeLessThanOrEqual(9);
  }
});
