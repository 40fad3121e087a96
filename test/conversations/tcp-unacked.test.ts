import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Budget, Unacked } from "../../src/conversations/tcp-unacked.ts";

describe("segments that nobody acknowledged", () => {
  test("are as many as a brute-force list says, around the end of the numbers too", () => {
    const step = fc.record({ sends: fc.boolean(), at: fc.nat(40), length: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.array(step, { maxLength: 40 }),
        (base, steps) => {
          const budget = { held: 0 };
          const unacked = new Unacked(budget);
          // Numbers without an end, from the base on.
          let model: { packet: number; from: number; to: number }[] = [];
          for (const [packet, { sends, at, length }] of steps.entries()) {
            const wire = (n: number) => (base + n) >>> 0;
            if (sends) {
              unacked.add(packet, 0, wire(at), wire(at + length));
              model.push({ packet, from: at, to: at + length });
            } else {
              const ends = unacked.acknowledge(wire(at));
              expect(ends?.packet).toBe(model.find(({ to }) => to === at)?.packet);
              model = model.filter(({ to }) => to > at).map((m) => ({ ...m, from: Math.max(m.from, at) }));
            }
            const edges = model.flatMap(({ from, to }) => [from, to]);
            expect(unacked.inFlight).toBe(edges.length === 0 ? 0 : Math.max(...edges) - Math.min(...edges));
            expect(unacked.oldest?.packet).toBe(model[0]?.packet);
            expect(budget.held).toBe(model.length);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("are kept up to a bound, of one direction and of all", () => {
    const budget: Budget = { held: 0 };
    const one = new Unacked(budget);
    for (let i = 0; i < 10_001; i++) one.add(i, 0, i, i + 1);
    expect(budget.held).toBe(10_000);
    budget.held = 1_000_000;
    const other = new Unacked(budget);
    other.add(1, 0, 1, 2);
    expect(other.oldest).toBeUndefined();
    one.drop();
    expect(budget.held).toBe(990_000);
    other.add(1, 0, 1, 2);
    expect(other.oldest?.packet).toBe(1);
  });
});
