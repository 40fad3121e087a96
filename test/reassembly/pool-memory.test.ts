import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../fixtures/make/prng.ts";
import { HEAD } from "../../src/core/stack.ts";
import { Pool } from "../../src/reassembly/pool.ts";
import { check } from "../property.ts";
import { AT, bytesOf, headOf, keyOf, ROOM, TIMEOUT } from "./parts.ts";

describe("memory", () => {
  const open = (pool: Pool, n: number) => {
    const entry = pool.start(...keyOf(n), 0);
    pool.add(entry, 0, 8, -1, bytesOf(0, 8, 0), AT, 8);
    return entry;
  };
  /** As the owner does before it opens another. */
  const makeRoom = (pool: Pool, gone: number[]) => {
    for (let e = pool.evicted(); e >= 0; e = pool.evicted()) {
      gone.push(pool.key(e, 3));
      pool.drop(e);
    }
  };

  test("a cap pushes the oldest out, one for each that comes; what is finished takes no part", () => {
    const memory = 100_000;
    const pool = new Pool(memory, TIMEOUT);
    const gone: number[] = [];
    for (let n = 0; n < 1000; n++) {
      makeRoom(pool, gone);
      const entry = open(pool, n);
      if (n % 10 === 9) pool.finish(entry, 0);
    }
    // The oldest first, and none that was finished.
    expect(gone).toEqual([...Array(1000).keys()].filter((n) => n % 10 !== 9).slice(0, gone.length));
    const left = 900 - gone.length;
    // Each holds its head at least, and little besides.
    expect(left * HEAD).toBeLessThanOrEqual(memory);
    expect(left * 2 * HEAD).toBeGreaterThan(memory);
    expect(pool.find(...keyOf(9))).toBeGreaterThanOrEqual(0);
  });

  test("many holes count too", () => {
    const pool = new Pool(20_000, TIMEOUT);
    const a = open(pool, 0);
    expect(pool.evicted()).toBe(-1);
    for (let i = 1; i < 1000; i++) pool.add(a, 16 * i, 8, -1, bytesOf(0, 8, 0), AT, 8);
    expect([pool.evicted(), pool.find(...keyOf(0))]).toEqual([-1, a]);
    open(pool, 1);
    for (let i = 1; i < 1000; i++) pool.add(pool.find(...keyOf(1)), 16 * i, 8, -1, bytesOf(0, 8, 0), AT, 8);
    expect(pool.evicted()).toBe(a);
    pool.drop(a);
    expect(pool.evicted()).toBe(-1);
  });

  test("a cap below one entry: there is nothing to push out", () => {
    const pool = new Pool(1, TIMEOUT);
    expect(pool.evicted()).toBe(-1);
    const a = open(pool, 0);
    expect(pool.evicted()).toBe(a);
    pool.drop(a);
    expect([pool.evicted(), pool.oldest()]).toEqual([-1, -1]);
  });

  test("at most 8,192 finished ones are remembered, the latest", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    for (let n = 0; n < 10_000; n++) {
      if (n % 2 === 0) pool.finish(open(pool, n), 0);
      else pool.startFinished(...keyOf(n), 8, 0);
    }
    const known = [...Array(10_000).keys()].filter((n) => pool.find(...keyOf(n)) >= 0);
    expect(known).toEqual([...Array(8192).keys()].map((n) => n + 10_000 - 8192));
  });

  test("one that was dropped is not finished, whoever still has its number", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const entry = pool.startFinished(...keyOf(1), 8, 0);
    expect([pool.isDone(entry), pool.hasKey(entry, ...keyOf(1))]).toEqual([true, true]);
    pool.drop(entry);
    expect([pool.isDone(entry), pool.hasKey(entry, ...keyOf(1))]).toEqual([false, true]);
  });

  test("entries and heads are used again: no growth once it is warm", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const random = new Random(3);
    let next = 0;
    const alive: number[] = [];
    const churn = (steps: number) => {
      for (let i = 0; i < steps; i++) {
        if (alive.length < 200) alive.push(open(pool, next++));
        const at = random.int(0, alive.length - 1);
        pool.add(alive[at], 16 * random.int(1, 30), 8, -1, bytesOf(0, 8, 0), AT, 8);
        if (alive.length === 200) {
          const [entry] = alive.splice(at, 1);
          if (random.chance(0.5)) pool.drop(entry);
          else pool.finish(entry, i);
        }
      }
    };
    const size = () => [pool.words.length, pool.view.byteLength];
    // Long enough that as many are remembered as can be.
    churn(20_000);
    const warm = size();
    churn(40_000);
    expect(size()).toEqual(warm);
    for (const entry of alive) expect(pool.headLength(entry)).toBeGreaterThanOrEqual(8);
  });

  test("a head that is used again shows nothing of the one before", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const a = pool.start(...keyOf(1), 0);
    pool.add(a, 0, 512, -1, bytesOf(0, 512, 0), AT, 512);
    const at = pool.headAt(a);
    pool.drop(a);
    const b = pool.start(...keyOf(2), 0);
    pool.add(b, 100, 8, -1, bytesOf(100, 8, 1), AT, 8);
    expect([pool.headAt(b), pool.headLength(b)]).toEqual([at, 0]);
    pool.add(b, 0, 4, -1, bytesOf(0, 4, 1), AT, 4);
    expect(headOf(pool, b)).toEqual([0, 1, 2, 3].map((i) => (i * 7 + 31) & 255));
  });
});

test("any life: entries found are those that were opened and not dropped", () => {
  const step = fc.record({
    key: fc.nat(400),
    what: fc.constantFrom("open", "open", "open", "finish", "drop", "expire"),
    time: fc.nat(20),
  });
  check(
    fc.property(fc.array(step, { maxLength: 600, size: "max" }), (steps) => {
      const pool = new Pool(ROOM, TIMEOUT);
      const model = new Map<number, { done: boolean; since: number }>();
      let now = 0;
      for (const { key, what, time } of steps) {
        const entry = pool.find(...keyOf(key));
        const known = model.get(key);
        if (what === "open" && known === undefined) {
          pool.start(...keyOf(key), now);
          model.set(key, { done: false, since: now });
        } else if (what === "finish" && known?.done === false) {
          pool.finish(entry, now);
          model.set(key, { done: true, since: now });
        } else if (what === "drop" && known !== undefined) {
          pool.drop(entry);
          model.delete(key);
        } else if (what === "expire") {
          now += time;
          const given: number[] = [];
          for (let e = pool.expired(now); e >= 0; e = pool.expired(now)) {
            given.push(pool.key(e, 3));
            pool.drop(e);
          }
          const old = [...model].filter(([, m]) => !m.done && now - m.since > TIMEOUT).map(([k]) => k);
          expect(new Set(given)).toEqual(new Set(old));
          for (const k of old) model.delete(k);
        }
      }
      const found = Array.from({ length: 401 }, (_, key) => pool.find(...keyOf(key)));
      const wrong = found.flatMap((entry, key) => {
        const known = model.get(key);
        const fine = known === undefined ? entry === -1 : entry >= 0 && pool.isDone(entry) === known.done;
        return fine ? [] : [key];
      });
      expect(wrong).toEqual([]);
    }),
    60,
  );
});
