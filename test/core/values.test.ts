import { expect, test } from "vitest";
import type { Field } from "../../src/core/fields.ts";
import { stringAt, textOf } from "../../src/core/values.ts";

const text = (bytes: readonly number[]) => {
  const data = Uint8Array.from([1, ...bytes, 2]);
  return stringAt(new DataView(data.buffer), 1, bytes.length);
};

test("text of any bytes is what a decoder of UTF-8 makes of them, short or long, seen before or not", () => {
  const decoder = new TextDecoder();
  const kinds = [
    (i: number) => 0x61 + (i % 26),
    (i: number) => (i === 0 ? 0 : 0x41),
    (i: number) => (i % 3 === 2 ? 0 : 0x42),
    (i: number) => (i === 3 ? 0xc3 : i === 4 ? 0xa9 : 0x43),
    (i: number) => (i === 1 ? 0xff : 0x7f),
    (i: number) => [0xef, 0xbb, 0xbf, 0x44][Math.min(i, 3)],
  ];
  for (const kind of kinds)
    for (let size = 0; size <= 20; size++)
      for (let again = 0; again < 2; again++) {
        const bytes = Array.from({ length: size }, (_, i) => kind(i));
        expect(text(bytes)).toBe(decoder.decode(Uint8Array.from(bytes)));
      }
});

test("text that is not all there", () => {
  expect(() => stringAt(new DataView(new ArrayBuffer(4)), 2, 3)).toThrow(RangeError);
});

test("a float of four bytes, as C's printf writes it with %g", () => {
  const float = { kind: "float", size: 4, base: "dec" } as Field;
  const written: readonly [number, string][] = [
    [0, "0"],
    [0.1, "0.1"],
    [123456.7, "123457"],
    [999999.5, "1e+06"],
    [1.25e9, "1.25e+09"],
    [-2.5e-5, "-2.5e-05"],
    [0.00012345678, "0.000123457"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NEGATIVE_INFINITY, "-inf"],
    [Number.NaN, "nan"],
  ];
  for (const [value, text] of written) expect(textOf(float, value)).toBe(text);
});
