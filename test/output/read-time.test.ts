import { afterAll, beforeAll, expect, test } from "vitest";
import type { Packet } from "../../src/core/layer.ts";
import { TIME_FORMATS, timeColumn, writeTime } from "../../src/output/read-time.ts";
import { Written } from "../../src/output/written.ts";

const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = "America/New_York";
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const NOON = 1714564800; // 2024-05-01 12:00:00 UTC
const packet = (more: Partial<Packet> = {}): Packet =>
  ({
    seconds: NOON,
    nanoseconds: 1_000_000,
    firstSeconds: NOON,
    firstNanoseconds: 0,
    previousSeconds: NOON,
    previousNanoseconds: 400_000,
    shownSeconds: NOON - 1,
    shownNanoseconds: 0,
    source: { resolution: 6 },
    ...more,
  }) as Packet;

// tshark -2 -t FORMAT in the same zone on fixtures/ethernet/arp-request-and-reply.pcap, whose packets' times
// are these; d and dd by hand, since there the packet before is the one shown before.
test.each([
  ["r", "0.001000"],
  ["a", "08:00:00.001000"],
  ["ad", "2024-05-01 08:00:00.001000"],
  ["adoy", "2024/122 08:00:00.001000"],
  ["d", "0.000600"],
  ["dd", "1.001000"],
  ["e", "1714564800.001000"],
  ["u", "12:00:00.001000"],
  ["ud", "2024-05-01 12:00:00.001000"],
  ["udoy", "2024/122 12:00:00.001000"],
] as const)("-t %s", (format, text) => expect(timeColumn(packet(), format)).toBe(text));

test("each has a line above", () => expect(TIME_FORMATS.length).toBe(10));

test.each([
  [9, "0.018959383"],
  [6, "0.018959"],
  [3, "0.018"],
  [0, "0"],
  // In powers of two, and finer than what is kept.
  [0x80 | 20, "0.018959383"],
  [12, "0.018959383"],
])("as many digits as the capture's resolution of %i", (resolution, text) => {
  const source = { resolution } as Packet["source"];
  expect(timeColumn(packet({ nanoseconds: 18_959_383, source }), "r")).toBe(text);
  expect(timeColumn(packet({ nanoseconds: 18_959_383, source }), "u")).toBe(`12:00:00${text.slice(1)}`);
});

test("an earlier packet than the first has a time below zero", () => {
  const p = packet({ seconds: NOON - 2, nanoseconds: 999_000_000 });
  expect(timeColumn(p, "r")).toBe("-1.001000");
});

test("nothing before: no time has passed; and no time: nothing", () => {
  expect(timeColumn(packet({ shownNanoseconds: -1 }), "dd")).toBe("0.000000");
  expect(TIME_FORMATS.map((format) => timeColumn(packet({ nanoseconds: -1 }), format))).toEqual(
    TIME_FORMATS.map(() => ""),
  );
});

test("the days of a leap year are counted in the zone's date", () => {
  // 2025-01-01 02:00 UTC is 21:00 on day 366 of 2024 in New York.
  const p = packet({ seconds: Date.UTC(2025, 0, 1, 2) / 1000, nanoseconds: 0 });
  expect(timeColumn(p, "adoy")).toBe("2024/366 21:00:00.000000");
  expect(timeColumn(p, "udoy")).toBe("2025/001 02:00:00.000000");
});

test("as bytes it is the same, with spaces in front", () => {
  const out = new Written();
  const nanoseconds = [-1, 0, 1, 999, 1_000_000, 499_999_999, 500_000_000, 999_999_999];
  for (const own of nanoseconds)
    for (const first of nanoseconds)
      for (const seconds of [0, NOON - 2, NOON, NOON + 1, NOON + 123_456_789])
        for (const resolution of [0, 3, 6, 9, 0x80 | 10])
          for (const format of TIME_FORMATS) {
            const source = { resolution } as Packet["source"];
            const p = packet({ seconds, nanoseconds: own, firstNanoseconds: first, source });
            writeTime(out, p, format, 12);
            expect(out.takeText()).toBe(timeColumn(p, format).padStart(12));
          }
});
