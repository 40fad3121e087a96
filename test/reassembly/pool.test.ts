import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../fixtures/make/prng.ts";
import { HEAD } from "../../src/core/stack.ts";
import { fingerprint } from "../../src/reassembly/fingerprint.ts";
import { HEADROOM } from "../../src/reassembly/head-slots.ts";
import { Part, Pool } from "../../src/reassembly/pool.ts";
import { check } from "../property.ts";
import { AT, bytesOf, headOf, type Key, keyOf, ROOM, TIMEOUT } from "./parts.ts";

const nameOf = (value: number) => Object.entries(Part).find(([, v]) => v === value)?.[0];

/** One datagram as a set of byte positions, each with its value if it was captured. */
class Model {
  readonly bytes = new Map<number, number | null>();
  total = -1;

  add(offset: number, length: number, total: number, version: number, captured: number): keyof typeof Part {
    const positions = Array.from({ length }, (_, i) => offset + i);
    const end = offset + length;
    const reach = Math.max(0, ...[...this.bytes.keys()].map((b) => b + 1));
    if (length <= 0 || end > 65535) return "rejected";
    if (total >= 0 && this.total >= 0 && total !== this.total) return "rejected";
    if (total >= 0 && reach > total) return "rejected";
    if (this.total >= 0 && end > this.total) return "rejected";
    const known = positions.filter((b) => this.bytes.has(b)).length;
    if (known === length) return "duplicate";
    if (known > 0) return "overlap";
    for (const b of positions) this.bytes.set(b, b - offset < captured ? (b * 7 + version * 31) & 255 : null);
    if (total >= 0) this.total = total;
    return this.bytes.size === this.total ? "complete" : "added";
  }

  /** The bytes from the first on that were captured without a gap, up to HEAD. */
  head(): number[] {
    const head: number[] = [];
    for (let b = 0; b < HEAD; b++) {
      const value = this.bytes.get(b);
      if (value === undefined || value === null) break;
      head.push(value);
    }
    return head;
  }
}

describe("against sets of byte positions", () => {
  const step = fc.record({
    key: fc.nat(3),
    offset: fc.oneof(
      fc.nat(30).map((n) => n * 8),
      fc.nat(240),
      fc.constantFrom(480, 500, 512, 65535),
    ),
    length: fc.oneof(fc.constantFrom(8, 16, 40, 0, 256), fc.integer({ min: 1, max: 100 })),
    /** Half of the parts tell the total, mostly the same one. */
    total: fc.constantFrom(-1, -1, -1, 240, 240, 256, 600),
    version: fc.nat(1),
    cut: fc.constantFrom(1000, 1000, 3, 0),
  });

  test("any parts in any order: verdict, length, kept bytes", () => {
    check(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const pool = new Pool(ROOM, TIMEOUT);
        const models = new Map<number, Model>();
        const [got, due]: string[][] = [[], []];
        for (const { key, offset, length, total, version, cut } of steps) {
          let entry = pool.find(...keyOf(key));
          let model = models.get(key);
          got.push(entry >= 0 ? "known" : "new");
          due.push(model === undefined ? "new" : "known");
          if (model === undefined) {
            model = new Model();
            models.set(key, model);
            entry = pool.start(...keyOf(key), 0);
          }
          const captured = Math.min(length, cut);
          const said = pool.add(entry, offset, length, total, bytesOf(offset, length, version), AT, captured);
          got.push(`${nameOf(said)} ${pool.received(entry)}/${pool.total(entry)} ${headOf(pool, entry)}`);
          const verdict = model.add(offset, length, total, version, captured);
          due.push(`${verdict} ${model.bytes.size}/${model.total} ${model.head()}`);
          if (said === Part.complete) {
            pool.drop(entry);
            models.delete(key);
          }
        }
        expect(got).toEqual(due);
      }),
      300,
    );
  });

  test("a whole datagram cut anyhow and shuffled, with duplicates: complete exactly once, at the last byte", () => {
    const whole = fc.record({
      total: fc.integer({ min: 1, max: 1500 }),
      seed: fc.nat(),
      pieces: fc.integer({ min: 1, max: 60 }),
    });
    check(
      fc.property(whole, ({ total, seed, pieces }) => {
        const random = new Random(seed);
        const cuts = [
          ...new Set([0, total, ...Array.from({ length: pieces }, () => random.int(0, total))]),
        ].sort((a, b) => a - b);
        const parts = cuts.slice(1).map((end, i) => ({ offset: cuts[i], length: end - cuts[i] }));
        const sent = [...parts];
        for (const part of parts) if (random.chance(0.3)) sent.push(part);
        for (let i = sent.length - 1; i > 0; i--) {
          const k = random.int(0, i);
          [sent[i], sent[k]] = [sent[k], sent[i]];
        }
        const pool = new Pool(ROOM, TIMEOUT);
        const entry = pool.start(...keyOf(1), 0);
        const seen = new Set<number>();
        for (const { offset, length } of sent) {
          const said = pool.add(entry, offset, length, total, bytesOf(offset, length, 0), AT, length);
          const again = seen.has(offset);
          seen.add(offset);
          expect(nameOf(said)).toBe(again ? "duplicate" : seen.size === parts.length ? "complete" : "added");
        }
        expect(headOf(pool, entry).join()).toBe(
          Array.from({ length: Math.min(total, HEAD) }, (_, b) => (b * 7) & 255).join(),
        );
      }),
      200,
    );
  });
});

describe("entries", () => {
  test("have their key, user words of -1, and keep what the owner writes", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const entries = Array.from({ length: 1000 }, (_, n) => {
      const entry = pool.start(...keyOf(n), n);
      for (let word = 0; word < 8; word++) {
        if (pool.user(entry, word) !== -1) throw new Error(`user word ${word} is not -1`);
        pool.setUser(entry, word, n * 8 + word);
      }
      return entry;
    });
    expect(new Set(entries).size).toBe(1000);
    const wrong = entries.filter((entry, n) => {
      const words = [0, 1, 2, 3, 4, 5].map((i) => pool.key(entry, i));
      const user = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => pool.user(entry, i));
      return (
        pool.find(...keyOf(n)) !== entry ||
        words.join() !== keyOf(n).join() ||
        user.some((u, i) => u !== n * 8 + i) ||
        pool.isDone(entry)
      );
    });
    expect(wrong).toEqual([]);
    expect(pool.find(...keyOf(1000))).toBe(-1);
    expect([
      pool.headAt(entries[0]),
      pool.headLength(entries[0]),
      pool.received(entries[0]),
      pool.total(entries[0]),
    ]).toEqual([-1, 0, 0, -1]);
  });

  test("each word of the key counts", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const key: Key = [1, 2, 3, 4, 5, 6];
    pool.start(...key, 0);
    for (let i = 0; i < 6; i++) {
      const other: Key = [...key];
      other[i] ^= 0x10000;
      expect(pool.find(...other)).toBe(-1);
    }
    expect(pool.find(...key)).toBeGreaterThanOrEqual(0);
  });

  test("room before the head is the owner's alone", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const entries = [0, 1, 2].map((n) => pool.start(...keyOf(n), 0));
    for (const entry of entries) pool.add(entry, 0, 8, -1, bytesOf(0, 8, 0), AT, 8);
    for (const entry of entries)
      for (let i = 1; i <= HEADROOM; i++) pool.view.setUint8(pool.headAt(entry) - i, 0xee);
    for (const entry of entries) pool.add(entry, 8, 1000, -1, bytesOf(8, 1000, 0), AT, 1000);
    for (const entry of entries) {
      expect(pool.headLength(entry)).toBe(HEAD);
      expect(headOf(pool, entry)).toEqual(Array.from({ length: HEAD }, (_, b) => (b * 7) & 255));
      for (let i = 1; i <= HEADROOM; i++) expect(pool.view.getUint8(pool.headAt(entry) - i)).toBe(0xee);
    }
  });
});

describe("age, in capture time", () => {
  test("the oldest open entry is given up once it is older than the timeout", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const [a, b] = [pool.start(...keyOf(1), 100), pool.start(...keyOf(2), 110)];
    expect(pool.expired(130)).toBe(-1);
    expect(pool.expired(130.001)).toBe(a);
    // It stays the owner's to close.
    expect(pool.expired(130.001)).toBe(a);
    pool.drop(a);
    expect(pool.expired(140)).toBe(-1);
    expect(pool.expired(141)).toBe(b);
  });

  test("a part that comes later does not make its entry younger", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const a = pool.start(...keyOf(1), 100);
    pool.add(a, 0, 8, -1, bytesOf(0, 8, 0), AT, 8);
    expect(pool.isOld(a, 130)).toBe(false);
    expect(pool.isOld(a, 131)).toBe(true);
  });

  test("captures that go back in time: far away is far away", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const a = pool.start(...keyOf(1), 1000);
    expect(pool.isOld(a, 971)).toBe(false);
    expect(pool.isOld(a, 900)).toBe(true);
  });

  test("finished datagrams are remembered for as long, from when they were finished", () => {
    const pool = new Pool(ROOM, TIMEOUT);
    const a = pool.start(...keyOf(1), 100);
    pool.add(a, 0, 8, 8, bytesOf(0, 8, 0), AT, 8);
    pool.setUser(a, 3, 77);
    pool.finish(a, 120);
    expect(pool.expired(150)).toBe(-1);
    expect(pool.find(...keyOf(1))).toBe(a);
    expect([pool.isDone(a), pool.user(a, 3), pool.total(a), pool.received(a), pool.headAt(a)]).toEqual([
      true,
      77,
      8,
      8,
      -1,
    ]);
    // Later on they are too old for whoever finds them.
    expect([pool.isOld(a, 150), pool.isOld(a, 150.5)]).toEqual([false, true]);
    expect(pool.expired(150.5)).toBe(-1);
    expect(pool.oldest()).toBe(-1);
  });
});

describe("a part of a finished datagram", () => {
  const pool = new Pool(ROOM, TIMEOUT);
  const entry = pool.start(...keyOf(1), 0);
  pool.add(entry, 0, 100, 150, bytesOf(0, 100, 0), AT, 100);
  pool.add(entry, 100, 50, 150, bytesOf(100, 50, 0), AT, 50);
  pool.finish(entry, 0);
  const single = pool.startFinished(...keyOf(2), 40, 0);
  pool.setPrint(single, fingerprint(bytesOf(0, 40, 0), AT, 40));

  test("is a repeat if it has the same total, and at offset 0 the same first bytes", () => {
    expect(pool.isRepeat(entry, 150, fingerprint(bytesOf(0, 100, 0), AT, 100))).toBe(true);
    expect(pool.isRepeat(entry, -1, fingerprint(bytesOf(0, 100, 0), AT, 100))).toBe(true);
    expect(pool.isRepeat(entry, 150, null)).toBe(true);
    expect(pool.isRepeat(single, 40, fingerprint(bytesOf(0, 40, 0), AT, 40))).toBe(true);
  });

  test("else its key has been used again", () => {
    expect(pool.isRepeat(entry, 151, fingerprint(bytesOf(0, 100, 0), AT, 100))).toBe(false);
    expect(pool.isRepeat(entry, 151, null)).toBe(false);
    expect(pool.isRepeat(entry, 150, fingerprint(bytesOf(0, 100, 1), AT, 100))).toBe(false);
    expect(pool.isRepeat(single, 40, fingerprint(bytesOf(0, 40, 1), AT, 40))).toBe(false);
  });
});

test("what came whole is remembered like what was put together", () => {
  const pool = new Pool(ROOM, TIMEOUT);
  const a = pool.startFinished(...keyOf(1), 40, 100);
  expect([pool.find(...keyOf(1)), pool.isDone(a), pool.total(a), pool.headAt(a), pool.oldest()]).toEqual([
    a,
    true,
    40,
    -1,
    -1,
  ]);
  pool.setUsers(a, 2, 12, 13, 14, 15, 16, 17);
  expect([2, 3, 4, 5, 6, 7].map((word) => pool.user(a, word))).toEqual([12, 13, 14, 15, 16, 17]);
  expect(pool.expired(131)).toBe(-1);
  expect([pool.isOld(a, 130), pool.isOld(a, 131)]).toEqual([false, true]);
});
