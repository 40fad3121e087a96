import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clean } from "../../src/output/clean.ts";
import { Written } from "../../src/output/written.ts";
import { check } from "../property.ts";

const written = (write: (out: Written) => void): string => {
  const out = new Written();
  write(out);
  return out.takeText();
};

const numbers = fc.oneof(
  fc.nat(),
  fc.nat({ max: 300 }),
  fc.maxSafeNat(),
  fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

test("whole numbers, in decimal and in hex", () => {
  check(
    fc.property(numbers, fc.integer({ min: 1, max: 16 }), (n, digits) => {
      expect(written((out) => out.decimal(n))).toBe(String(n));
      expect(written((out) => out.decimal(n, digits))).toBe(String(n).padStart(digits));
      expect(written((out) => out.hex(n, digits))).toBe(n.toString(16).padStart(digits, "0"));
    }),
    300,
  );
});

/** Also what no terminal should get, what has several bytes, and halves of characters. */
const text = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        "→",
        "…",
        '"',
        "\\",
        "\u007f",
        "\u0085",
        "\n",
        "é",
        "☃",
        "𝄞",
        "\ud800",
        "\u202e",
        "a".repeat(300),
      ),
    ),
  )
  .map((parts) => parts.join(""));

test("texts: as they are, cleaned, and as strings of JSON", () => {
  check(
    fc.property(text, (of) => {
      expect(written((out) => out.text(of))).toBe(Buffer.from(of).toString());
      expect(written((out) => out.clean(of))).toBe(clean(of));
      const json = written((out) => out.json(of));
      expect(JSON.parse(json)).toBe(of);
      // Nothing that a terminal obeys.
      expect([...json].filter((c) => /\p{Cc}|\p{Cf}/u.test(c))).toEqual([]);
    }),
    300,
  );
});

test("columns and bytes; what was written before stays when room is made", () => {
  expect(written((out) => out.padded("ab", 4))).toBe("  ab");
  expect(written((out) => out.padded("ab", -4))).toBe("ab  ");
  expect(written((out) => out.padded("abcde", 4))).toBe("abcde");
  expect(written((out) => out.pairs(Uint8Array.of(0, 10, 255), 1, 2, 0x3a))).toBe("0a:ff");
  const many = 3000;
  const out = new Written();
  for (let i = 0; i < many; i++) out.chunk(Buffer.from(`line ${i} ${"x".repeat(i % 150)}\n`));
  const lines = out.takeText().split("\n");
  expect(lines.length).toBe(many + 1);
  expect(lines.slice(0, many).every((line, i) => line === `line ${i} ${"x".repeat(i % 150)}`)).toBe(true);
  expect(out.takeText()).toBe("");
});
