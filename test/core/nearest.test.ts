import { expect, test } from "vitest";
import { nearest } from "../../src/core/nearest.ts";

const WORDS = ["json", "quiet", "read", "reader", "reassembly-memory", "reassembly-timeout", "c"];

test.each([
  ["jsn", "json"], // one left out
  ["jsson", "json"], // one too many
  ["jsom", "json"], // one for another
  ["quite", "quiet"], // two neighbours changed
  ["QUIET", "quiet"],
  ["reassembly-t", "reassembly-timeout"], // only one word begins so
  ["reassembly", undefined], // two do
  ["red", "read"],
  ["x", undefined],
  ["", undefined],
  ["something-else", undefined],
])("%s is near to %s", (word, expected) => {
  expect(nearest(word, WORDS)).toBe(expected);
});
