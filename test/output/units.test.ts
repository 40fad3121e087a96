import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as u from "../../src/output/units.ts";

const each = (f: (n: number) => string, cases: [number, string][]) =>
  test.each(cases)("%d is %s", (n, text) => expect(f(n)).toBe(text));

describe("count", () =>
  each(u.count, [
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1234567, "1,234,567"],
  ]));

describe("size: decimal prefixes, three digits, the prefix after rounding", () =>
  each(u.size, [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [1462311, "1.46 MB"],
    [12345, "12.3 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [9_007_199_254_740_991, "9.01 PB"],
    [5e18, "5,000 PB"],
  ]));

describe("rate", () =>
  each(u.rate, [
    [0, "0 bit/s"],
    [0.25, "0.25 bit/s"],
    [950, "950 bit/s"],
    [1_170_000, "1.17 Mbit/s"],
    [40e9, "40.0 Gbit/s"],
  ]));

describe("percent: only exact 0 and 1 are 0 % and 100 %", () =>
  each(u.percent, [
    [0, "0 %"],
    [1e-9, "<0.1 %"],
    [0.001, "0.1 %"],
    [0.1234, "12.3 %"],
    [0.999, "99.9 %"],
    [0.9999, ">99.9 %"],
    [1, "100 %"],
  ]));

describe("duration", () =>
  each(u.duration, [
    [0, "0 s"],
    [5e-9, "5.00 ns"],
    [0.0000123, "12.3 µs"],
    [0.0123, "12.3 ms"],
    [0.99999, "1.00 s"],
    [10.0021, "10.0 s"],
    [59.94, "59.9 s"],
    [59.96, "1 min 00 s"],
    [125, "2 min 05 s"],
    [3599.7, "1 h 00 min"],
    [3720, "1 h 02 min"],
    [86_399, "1 d 00 h"],
    [273_600, "3 d 04 h"],
  ]));

test("entropy has no negative zero", () => {
  expect(u.bits(-0)).toBe("0.00");
  expect(u.bits(8.2854)).toBe("8.29");
});

test("a count that fits stays exact, any other is shortened to five characters or fewer", () => {
  expect(u.shortCount(9999, 5)).toBe("9,999");
  expect(u.shortCount(12_345, 5)).toBe("12.3k");
  expect(u.shortCount(12_345, 7)).toBe("12,345");
  expect(u.shortCount(999_999, 5)).toBe("1.00M");
  fc.assert(fc.property(fc.integer({ min: 0, max: 9e14 }), (n) => u.shortCount(n, 5).length <= 5));
});

test("three significant digits are never further than half a unit of the third from the value", () => {
  const factor: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 9e17 }), (n) => {
      const [figure, unit] = u.size(n).split(" ");
      expect(figure.replace(".", "")).toMatch(/^[1-9]\d\d$/);
      expect(Math.abs(Number(figure) * factor[unit] - n) / n).toBeLessThanOrEqual(0.005 + 1e-12);
    }),
  );
});

test("words agree with their number", () => {
  expect(u.counted(1, "packet")).toBe("1 packet");
  expect(u.counted(0, "packet")).toBe("0 packets");
  expect(u.counted(2000, "address", "addresses")).toBe("2,000 addresses");
});
