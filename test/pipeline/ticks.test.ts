import fc from "fast-check";
import { expect, test } from "vitest";
import { Ticks } from "../../src/pipeline/ticks.ts";

const view = new DataView(new ArrayBuffer(1));
const BILLION = 1_000_000_000n;

/** Feeds times in nanoseconds, null for none, and tells which packets came in which interval. */
function cut(interval: number, times: readonly (bigint | null)[]) {
  const seen: { from: bigint; to: bigint; packets: number[] }[] = [];
  let now: number[] = [];
  const sink = { packet: (_d: DataView, _o: number, _c: number, w: number) => void now.push(w) };
  const big = ({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }) =>
    BigInt(seconds) * BILLION + BigInt(nanoseconds);
  const ticks = new Ticks(sink, interval, (from, to) => {
    seen.push({ from: big(from), to: big(to), packets: now });
    now = [];
  });
  for (const [i, time] of times.entries())
    ticks.packet(
      view,
      0,
      0,
      i,
      1,
      Number((time ?? 0n) / BILLION),
      time === null ? -1 : Number(time % BILLION),
    );
  return { seen, rest: now, ticks };
}

/** The same, packet by packet with big numbers. */
function model(interval: bigint, times: readonly (bigint | null)[]) {
  const seen: { from: bigint; to: bigint; packets: number[] }[] = [];
  let from: bigint | null = null;
  let now: number[] = [];
  for (const [i, time] of times.entries()) {
    if (time !== null && from === null) from = time;
    if (time !== null && from !== null && time >= from + interval) {
      seen.push({ from, to: from + interval, packets: now });
      now = [];
      while (time >= from + interval) from += interval;
    }
    now.push(i);
  }
  return { seen, rest: now };
}

test("intervals of the capture's time, empty ones left out, late packets where they come", () => {
  const time = fc.option(fc.bigInt({ min: 5n * BILLION, max: 9n * BILLION }), { freq: 10 });
  fc.assert(
    fc.property(
      fc.integer({ min: 7_000_000, max: 3_000_000_000 }),
      fc.array(time, { maxLength: 40 }),
      (interval, times) => {
        const { seen, rest } = cut(interval, times);
        expect({ seen, rest }).toEqual(model(BigInt(interval), times));
      },
    ),
    { numRuns: 300 },
  );
});

test("a gap of a hundred years is one step", () => {
  const { seen } = cut(1, [BILLION, 3_200_000_000n * BILLION]);
  expect(seen).toHaveLength(1);
});

test("silence ends an interval, too; before the first packet there is none", () => {
  const { seen, ticks } = cut(1e9, []);
  ticks.pass();
  expect(seen).toEqual([]);
  ticks.packet(view, 0, 0, 0, 1, 10, 5);
  ticks.pass();
  ticks.pass();
  ticks.packet(view, 0, 0, 1, 1, 12, 5);
  expect(seen.map(({ packets }) => packets)).toEqual([[0], []]);
  expect(ticks.from).toEqual({ seconds: 12, nanoseconds: 5 });
});

test("the interface is handed on to who wants it, and to nobody else", () => {
  const wants = {
    interfaceId: -1,
    seen: [] as number[],
    packet: () => void wants.seen.push(wants.interfaceId),
  };
  const ticks = new Ticks(wants, 1e9, () => {});
  ticks.interfaceId = 3;
  ticks.packet(view, 0, 0, 0, 1, 10, 5);
  expect(wants.seen).toEqual([3]);
  expect(new Ticks({ packet() {} }, 1e9, () => {}).interfaceId).toBeUndefined();
});
