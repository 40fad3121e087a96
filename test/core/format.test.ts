import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idText, ipv4Text, ipv6Text, timeText } from "../../src/core/format.ts";
import { check } from "../property.ts";

/** Of eight groups written out, or of fewer and a `::`. */
function ipv6(address: string): string {
  const [head, tail] = address.split("::").map((half) => half.split(":").filter((g) => g !== ""));
  const middle = Array<string>(tail === undefined ? 0 : 8 - head.length - tail.length).fill("0");
  const g = [...head, ...middle, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
  expect(g).toHaveLength(8);
  const word = (i: number) => (g[2 * i] << 16) | g[2 * i + 1];
  return ipv6Text(word(0), word(1), word(2), word(3));
}

describe("IPv6 text, the examples of RFC 5952", () => {
  test.each([
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "1"],
    ["2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "2.1, leading zeros"],
    ["2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1", "2.1"],
    ["2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2.2, one group of zeros"],
    ["2001:db8:0:0:0::1", "2001:db8::1", "2.2"],
    ["2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa", "2.3, upper case"],
    ["2001:0db8::0001", "2001:db8::1", "4.1"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1", "4.2.1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "4.2.2"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "4.2.3, the longest run"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "4.2.3, the first of equals"],
    ["0:0:0:0:0:ffff:c000:0201", "::ffff:192.0.2.1", "5, IPv4-mapped"],
  ])("%s is written %s (%s)", (written, text) => expect(ipv6(written)).toBe(text));

  test.each([
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["1:0:0:0:0:0:0:1", "1::1"],
    ["0:0:1:0:0:0:0:0", "0:0:1::"],
    ["ff02:0:0:0:0:1:ff00:1", "ff02::1:ff00:1"],
    ["::fffe:c000:201", "::fffe:c000:201"],
    // As inet_ntop writes them: IPv4-compatible, and what is too small to be such.
    ["::800:1", "::8.0.0.1"],
    ["::1:1", "::0.1.0.1"],
    ["::ffff", "::ffff"],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ])("%s is written %s", (written, text) => expect(ipv6(written)).toBe(text));

  // The URL standard prescribes the same text, but writes mapped and compatible addresses in hexadecimal.
  test("every other address as URLs have it", () => {
    const group = fc.oneof(
      fc.constant(0),
      fc.constant(0),
      fc.constantFrom(1, 0x10, 0xabcd, 0xffff),
      fc.nat(0xffff),
    );
    check(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const isFour = groups[5] === 0xffff || (groups[5] === 0 && groups[6] !== 0);
        fc.pre(!(groups.slice(0, 5).every((g) => g === 0) && isFour));
        const full = groups.map((g) => g.toString(16)).join(":");
        expect(ipv6(full)).toBe(new URL(`http://[${full}]/`).hostname.slice(1, -1));
      }),
      500,
    );
  });
});

test.each([
  [0, "0.0.0.0"],
  [0xc0000201, "192.0.2.1"],
  [0xc0000201 | 0, "192.0.2.1"],
  [-1, "255.255.255.255"],
  [0x7f000001, "127.0.0.1"],
])("IPv4 %d is %s", (word, text) => expect(ipv4Text(word)).toBe(text));

// Seconds by `date -u -d TEXT +%s`.
describe("times", () => {
  test.each([
    [0, 0, "1970-01-01T00:00:00.000000000Z"],
    [0, 1, "1970-01-01T00:00:00.000000001Z"],
    [951782400, 5_000_000, "2000-02-29T00:00:00.005000000Z"],
    [1714564800, 999_999_999, "2024-05-01T12:00:00.999999999Z"],
    [2147483648, 0, "2038-01-19T03:14:08.000000000Z"],
    [4294967295, 0, "2106-02-07T06:28:15.000000000Z"],
    [4107542400, 120, "2100-03-01T00:00:00.000000120Z"],
    [253402300799, 999_999_999, "9999-12-31T23:59:59.999999999Z"],
    // What RFC 3339 has no digits for is written as the last second that it has.
    [253402300800, 0, "9999-12-31T23:59:59.000000000Z"],
    [Number.MAX_SAFE_INTEGER, 7, "9999-12-31T23:59:59.000000007Z"],
  ])("%d s and %d ns", (seconds, nanoseconds, text) => expect(timeText(seconds, nanoseconds)).toBe(text));
});

describe("64-bit ids from two words", () => {
  test.each([
    [0, 0, "0"],
    [0, 42, "42"],
    [0, -1, "4294967295"],
    [0, 0x80000000 | 0, "2147483648"],
    [1, 0, "4294967296"],
    [0x00200000, 1, "9007199254740993"],
    [-1, -1, "18446744073709551615"],
    [0x80000000 | 0, 0, "9223372036854775808"],
  ])("%d, %d is %s", (hi, lo, text) => expect(idText(hi, lo)).toBe(text));

  test("none is rounded", () => {
    check(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (id) => {
        const hi = Number(BigInt.asIntN(32, id >> 32n));
        const lo = Number(BigInt.asIntN(32, id));
        expect(BigInt(idText(hi, lo))).toBe(id);
      }),
      500,
    );
  });
});
