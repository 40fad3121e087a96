import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ipv4Text } from "../../src/core/format.ts";
import { LatelyMade, textsOf } from "../../src/core/memo.ts";
import { check } from "../property.ts";

test("texts of numbers are made once", () => {
  let made = 0;
  const of = textsOf((n) => `${n} ${++made}`);
  expect([of(3), of(0), of(3), of(0)]).toEqual(["3 1", "0 2", "3 1", "0 2"]);
});

test("what was made lately is that of the same words, however many others came between", () => {
  const lately = new LatelyMade((a, b, c, d) => `${a},${b},${c},${d}`);
  const word = fc.oneof(fc.constantFrom(0, 1, -1), fc.integer());
  check(
    fc.property(fc.array(fc.tuple(word, word, word, word), { minLength: 1, maxLength: 40 }), (all) => {
      for (const [a, b, c, d] of [...all, ...all]) expect(lately.of(a, b, c, d)).toBe(`${a},${b},${c},${d}`);
    }),
    300,
  );
});

test("an address above 2^31 reads the same signed and unsigned", () => {
  expect(ipv4Text(0xfffefdfc)).toBe("255.254.253.252");
  expect(ipv4Text(0xfffefdfc | 0)).toBe("255.254.253.252");
  expect(ipv4Text(0)).toBe("0.0.0.0");
});
