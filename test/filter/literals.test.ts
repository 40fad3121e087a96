/** Values as they are written. Expectations by hand, from the standards named. */
import { describe, expect, test } from "vitest";
import { readBytes, readIpv4, readIpv6, splitPrefix } from "../../src/filter/addresses.ts";
import { readInteger } from "../../src/filter/literals.ts";
import { cut, inRanges } from "../../src/filter/ranges.ts";
import { readSeconds, readTime } from "../../src/filter/times.ts";
import { allNames, placesOf } from "../../src/protocols/field-index.ts";

const hex = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

test.each([
  ["0", 0],
  ["070", 56],
  ["0x1F", 31],
  ["0b101", 5],
  ["08", null],
  ["0x", null],
  ["1e3", null],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ["18446744073709551615", 18446744073709551615n],
])("number %s", (text, value) => expect(readInteger(text)).toBe(value));

test.each([
  ["10.0.0.1", 0x0a000001],
  ["255.255.255.255", 0xffffffff],
  ["256.0.0.1", null],
  ["10.0.0", null],
  ["10.0.0.1.2", null],
])("IPv4 %s", (text, value) => expect(readIpv4(text)).toBe(value));

// RFC 4291 2.2.
test.each([
  ["::", "0".repeat(32)],
  ["::1", `${"0".repeat(31)}1`],
  ["2001:db8::1", "20010db8000000000000000000000001"],
  ["2001:DB8:0:0:8:800:200C:417A", "20010db80000000000080800200c417a"],
  ["::ffff:129.144.52.38", "00000000000000000000ffff81903426"],
  ["1::", "00010000000000000000000000000000"],
  ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
  ["1:2:3:4:5:6:7:8::", null],
  ["1::2::3", null],
  ["1:2:3", null],
  ["12345::", null],
  [":1", null],
  ["1:2:3:4:5:6:7:", null],
])("IPv6 %s", (text, value) => expect(hex(readIpv6(text))).toBe(value));

test("prefix lengths", () => {
  expect(splitPrefix("10.0.0.0/8", 32)).toEqual({ address: "10.0.0.0", bits: 8 });
  expect(splitPrefix("10.0.0.0", 32)).toEqual({ address: "10.0.0.0", bits: 32 });
  expect(splitPrefix("10.0.0.0/33", 32)).toBeNull();
  expect(splitPrefix("10.0.0.0/", 32)).toBeNull();
});

// wireshark-filter(4), "Protocol field types".
test.each([
  ["ff:ff:ff:ff:ff:ff", "ffffffffffff"],
  ["aa-bb-cc", "aabbcc"],
  ["0.1.0.d", "0001000d"],
  ["0800", "0800"],
  ["7a", "7a"],
  ["7", "07"],
  ["0x02", "02"],
  [":fc", "fc"],
  ["0200.0000.0007", "020000000007"],
  ["0x0800", null],
  ["abc", null],
  ["zz", null],
  ["00:", "00"],
  ["00::11", null],
])("bytes %s", (text, value) => expect(hex(readBytes(text))).toBe(value));

// 2024-05-01 12:00:00 UTC is 1714564800 (date -u -d @1714564800).
test.each([
  ["2024-05-01T12:00:00Z", 1714564800_000000000n],
  ["2024-05-01 12:00:00.000000001Z", 1714564800_000000001n],
  ["2024-05-01 14:00:00.5+02:00", 1714564800_500000000n],
  ["2024-05-01 07:30:00-0430", 1714564800_000000000n],
  ["2024-05-01 12:00Z", 1714564800_000000000n],
  ["May  1, 2024 12:00:00.25 UTC", 1714564800_250000000n],
  ["1714564800.1", 1714564800_100000000n],
  ["2024-02-30T12:00:00Z", null],
  ["2024-13-01T12:00:00Z", null],
  ["2024-05-01T24:00:00Z", null],
  ["Mai 1, 2024 12:00:00 UTC", null],
  ["yesterday", null],
])("time %s", (text, value) => expect(readTime(text)).toBe(value));

test("without a zone, time is local", () => {
  const local = BigInt(new Date(2024, 4, 1, 12, 0, 0).getTime()) * 1_000_000n;
  expect(readTime("2024-05-01 12:00:00")).toBe(local);
  expect(readTime("May 1, 2024 12:00:00")).toBe(local);
  expect(readSeconds("0.000001")).toBe(1000n);
  expect(readSeconds("1.0000000001")).toBeNull();
});

describe("ranges", () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5);
  test.each([
    [[{ start: 1, length: 2 }], "0102"],
    [[{ start: 1, end: 3 }], "010203"],
    [[{ start: 4 }], "0405"],
    [[{ start: -2 }], "0405"],
    [[{ start: -3, length: 1 }], "03"],
    [[{ start: -3, end: -2 }], "0304"],
    [
      [
        { start: 0, length: 1 },
        { start: 5, length: 1 },
      ],
      "0005",
    ],
    [[{ start: 5, length: 2 }], null],
    [[{ start: 6 }], null],
    [[{ start: -7 }], null],
    [
      [
        { start: 0, length: 1 },
        { start: 9, length: 1 },
      ],
      null,
    ],
  ])("%j of bytes", (list, value) => expect(hex(cut(bytes, list))).toBe(value));

  test.each([
    [[{ start: 2, length: 1 }], [2]],
    [[{ start: 2 }], [2, 3, 4]],
    [[{ start: 1, end: 2 }], [1, 2]],
    [[{ start: -1, length: 1 }], [4]],
    [[{ start: -2 }], [3, 4]],
    [
      [{ start: 1, length: 1 }, { start: -1 }],
      [1, 4],
    ],
  ])("%j of four layers", (list, layers) => {
    expect([1, 2, 3, 4].filter((n) => inRanges(list, n, () => 4))).toEqual(layers);
  });
});

test("a name has values of one type, wherever it stands", () => {
  const mixed = allNames().filter((name) => {
    const types = new Set(placesOf(name).map(({ field }) => field.kind));
    return types.size > 1;
  });
  expect(mixed).toEqual([]);
});
