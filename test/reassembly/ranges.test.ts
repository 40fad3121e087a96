import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../fixtures/make/prng.ts";
import { Insert, RangeLists } from "../../src/reassembly/ranges.ts";
import { check } from "../property.ts";

const nameOf = (value: number) => Object.entries(Insert).find(([, v]) => v === value)?.[0];

/** Several lists in one store, each beside the set of its bytes. */
class Pairs {
  readonly lists = new RangeLists();
  readonly heads: number[];
  readonly sets: Set<number>[];

  constructor(count: number) {
    this.heads = Array(count).fill(-1);
    this.sets = Array.from({ length: count }, () => new Set<number>());
  }

  /** Inserts into both. @returns what the store said, and what it had to say */
  insert(i: number, start: number, end: number): [string | undefined, string] {
    const has = this.lists.has(this.heads[i], start, end);
    const said = this.lists.insert(this.heads[i], start, end);
    this.heads[i] = this.lists.head;
    const bytes = Array.from({ length: end - start }, (_, n) => start + n);
    const known = bytes.filter((b) => this.sets[i].has(b)).length;
    const due = known === 0 ? "added" : known === bytes.length ? "duplicate" : "overlap";
    if (due === "added") for (const b of bytes) this.sets[i].add(b);
    return has === (due === "duplicate") ? [nameOf(said), due] : [`has is ${has}`, due];
  }

  release(i: number): [string, string] {
    this.lists.release(this.heads[i]);
    this.heads[i] = -1;
    this.sets[i].clear();
    return ["released", "released"];
  }

  /** Ranges that never touch: as many as there are bytes without a byte before them. */
  runs(): number {
    return this.sets.reduce((sum, set) => sum + [...set].filter((b) => !set.has(b - 1)).length, 0);
  }
}

describe("against sets of bytes", () => {
  const insert = fc.record({ list: fc.nat(2), start: fc.nat(60), length: fc.integer({ min: 1, max: 12 }) });
  const release = fc.record({ list: fc.nat(2), start: fc.constant(-1), length: fc.constant(0) });
  const steps = fc.array(fc.oneof({ arbitrary: insert, weight: 12 }, { arbitrary: release, weight: 1 }), {
    maxLength: 120,
    size: "max",
  });

  test("parts in any order, with duplicates and overlaps, in three lists at once", () => {
    check(
      fc.property(steps, (list) => {
        const pairs = new Pairs(3);
        const wrong: unknown[] = [];
        for (const { list: i, start, length } of list) {
          const [said, due] = length === 0 ? pairs.release(i) : pairs.insert(i, start, start + length);
          if (said !== due || pairs.lists.used !== pairs.runs()) wrong.push({ i, start, length, said, due });
        }
        expect(wrong).toEqual([]);
      }),
      200,
    );
  });

  test("a shuffled whole is one range in the end, whichever way it came", () => {
    const random = new Random(5);
    for (let round = 0; round < 50; round++) {
      const lists = new RangeLists();
      const cuts = [...new Set([0, 65535, ...Array.from({ length: 40 }, () => random.int(1, 65534))])].sort(
        (a, b) => a - b,
      );
      const parts = cuts.slice(1).map((end, i) => [cuts[i], end] as const);
      for (let i = parts.length - 1; i > 0; i--) {
        const k = random.int(0, i);
        [parts[i], parts[k]] = [parts[k], parts[i]];
      }
      let head = -1;
      for (const [start, end] of parts) {
        if (lists.insert(head, start, end) !== Insert.added) throw new Error(`${start} to ${end} is not new`);
        head = lists.head;
      }
      expect(lists.used).toBe(1);
      expect(lists.insert(head, 0, 65535)).toBe(Insert.duplicate);
      expect(lists.insert(head, 65534, 65536)).toBe(Insert.overlap);
    }
  });
});

describe("a list holds 1,024 ranges", () => {
  const LIMIT = 1024;
  const orders: [string, (i: number) => number][] = [
    ["forward", (i) => i],
    ["backward", (i) => 2 * LIMIT - i],
    ["from both ends", (i) => (i % 2 === 0 ? i : 4 * LIMIT - i)],
    ["in any order", (i) => Math.imul(i, 643) & (4 * LIMIT - 1)],
  ];

  test.each(orders)("filled %s", (_, at) => {
    const lists = new RangeLists();
    let head = -1;
    const results: number[] = [];
    for (let i = 0; i < LIMIT + 50; i++) {
      results.push(lists.insert(head, 4 * at(i), 4 * at(i) + 2));
      head = lists.head;
    }
    expect(results.slice(0, LIMIT).every((r) => r === Insert.added)).toBe(true);
    expect(results.slice(LIMIT).every((r) => r === Insert.tooMany)).toBe(true);
    expect(lists.used).toBe(LIMIT);
    // What fills a hole, or came before, needs no room.
    expect(lists.insert(head, 4 * at(1), 4 * at(1) + 2)).toBe(Insert.duplicate);
    expect(lists.insert(head, 4 * at(1) + 1, 4 * at(1) + 3)).toBe(Insert.overlap);
    expect(lists.insert(head, 4 * at(1) + 2, 4 * at(1) + 3)).toBe(Insert.added);
    lists.release(head);
    expect(lists.used).toBe(0);
  });
});

test("freed nodes are used again: no growth once it is warm", () => {
  const lists = new RangeLists();
  const random = new Random(9);
  const heads: number[] = Array(20).fill(-1);
  /** Highest node ever, as a place in the store. */
  let highest = 0;
  const churn = (rounds: number) => {
    for (let i = 0; i < rounds; i++) {
      const at = random.int(0, heads.length - 1);
      if (random.chance(0.05)) {
        lists.release(heads[at]);
        heads[at] = -1;
      } else {
        const start = 10 * random.int(0, 30);
        lists.insert(heads[at], start, start + 5);
        heads[at] = lists.head;
      }
      highest = Math.max(highest, ...heads);
    }
  };
  churn(5000);
  const warm = highest;
  const most = heads.length * 31;
  churn(20_000);
  expect(highest).toBeLessThanOrEqual(Math.max(warm, 3 * most));
  for (const head of heads) lists.release(head);
  expect(lists.used).toBe(0);
});
