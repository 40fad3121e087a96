import { expect, test } from "vitest";
import stringWidth from "../../src/cli/width.ts";

// By hand, after UAX #11.
test.each([
  ["", 0],
  ["--json", 6],
  ["naïve", 5],
  ["nai\u0308ve", 5],
  ["日本語", 6],
  ["ﾊﾝ", 2],
  ["Ａ", 2],
  ["한국", 4],
  ["🦈 x", 4],
  ["\u001b[1;31mred\u001b[0m", 3],
  ["a\u200bb", 2],
])("%j takes %i columns", (text, columns) => expect(stringWidth(text)).toBe(columns));
