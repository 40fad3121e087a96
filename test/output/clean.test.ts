import fc from "fast-check";
import { expect, test } from "vitest";
import { clean, fileName } from "../../src/output/clean.ts";

test.each([
  ["plain ü µ 日本", "plain ü µ 日本"],
  ["\u001b]0;title\u0007", "\\033]0;title\\a"],
  ["a\r\nb\tc", "a\\r\\nb\\tc"],
  ["\u009b2J", "\\u{9b}2J"],
  ["gpj.\u202eexe", "gpj.\\u{202e}exe"],
  ["\ud800", "\\u{d800}"],
])("%j becomes %j", (from, to) => expect(clean(from)).toBe(to));

test("no text keeps a control, format or line-separating character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

test("a long file name keeps its end", () => {
  expect(fileName("/var/captures/rack-17/a.pcap", 12)).toBe("…k-17/a.pcap");
  expect(fileName("a.pcap", 6)).toBe("a.pcap");
});
