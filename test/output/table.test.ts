import { describe, expect, test } from "vitest";
import { fittingTable } from "../../src/output/columns.ts";
import { table, visibleWidth } from "../../src/output/table.ts";
import { createTheme } from "../../src/output/theme.ts";
import { wrap } from "../../src/output/wrap.ts";

const red = createTheme(true).bad;
const plain = (text: string) => text;

test("width leaves colours out and counts characters, not UTF-16 units", () => {
  expect(visibleWidth(red("abc"))).toBe(3);
  expect(visibleWidth("µ…")).toBe(2);
  expect(visibleWidth("😀")).toBe(1);
});

describe("table", () => {
  test("aligns left and right, without spaces at the ends", () => {
    expect(
      table(
        [
          { header: "name", align: "left" },
          { header: "n", align: "right" },
          { header: "rest", align: "left" },
        ],
        [
          ["a", "1,000", "x"],
          ["long name", "2", "yz"],
        ],
      ),
    ).toEqual(["name           n  rest", "a          1,000  x", "long name      2  yz"]);
  });

  test("colours do not move columns", () => {
    const columns = [
      { header: "a", align: "right" as const },
      { header: "b", align: "left" as const },
    ];
    const lines = table(columns, [
      [red("1"), "x"],
      ["100", "y"],
    ]);
    expect(lines[1]).toBe(`  ${red("1")}  x`);
    expect(lines[2]).toBe("100  y");
  });

  test("a cell over the maximum has its own line and leaves the others where they are", () => {
    expect(
      table(
        [
          { header: "k", align: "left" },
          { header: "pair", align: "left", max: 8 },
          { header: "n", align: "right" },
        ],
        [
          ["v", "1.1 ~ 2", "7"],
          ["v", "2001:db8::1 ~ 2001:db8::2", "12"],
          ["v", "exactly8", "5"],
        ],
      ),
    ).toEqual([
      "k  pair       n",
      "v  1.1 ~ 2    7",
      "v  2001:db8::1 ~ 2001:db8::2",
      "             12",
      "v  exactly8   5",
    ]);
  });

  test("a long cell at the end of a row makes no empty line", () => {
    const columns = [{ header: "k", align: "left" as const, max: 3 }];
    expect(table(columns, [["abcdef"]])).toEqual(["k", "abcdef"]);
  });
});

describe("fittingTable", () => {
  const spec = (header: string, rank: number) => ({
    header,
    rank,
    align: "right" as const,
    cell: (row: Record<string, string>) => row[header] ?? "",
  });
  const name = {
    header: "name",
    align: "left" as const,
    keep: 6,
    cell: (row: Record<string, string>) => row.name,
  };
  const heads = (rows: Record<string, string>[], width: number) =>
    fittingTable([name, spec("aa", 2), spec("bb", 0), spec("cc", 1), spec("dd", 4)], rows, width, plain)[0]
      .split(/ +/)
      .join(" ");

  test("takes columns by rank while they fit, and keeps their order", () => {
    const rows = [{ name: "abcd", aa: "1", bb: "2", cc: "3", dd: "4" }];
    // 4 for the name, 2 + 2 for every other column
    expect([8, 11, 12, 16, 19, 20].map((width) => heads(rows, width))).toEqual([
      "name bb",
      "name bb",
      "name bb cc",
      "name aa bb cc",
      "name aa bb cc",
      "name aa bb cc dd",
    ]);
  });

  test("room that is left goes to long cells before columns of rank 4", () => {
    const rows = [{ name: "abcd" }, { name: "abcdefghij" }];
    expect(fittingTable([name, spec("bb", 0), spec("dd", 4)], rows, 14, plain)).toEqual([
      "name        bb",
      "abcd",
      "abcdefghij",
    ]);
    expect(heads(rows.slice(0, 1), 20)).toBe("name aa bb cc dd");
  });
});

describe("wrap", () => {
  test("breaks between words, never inside one", () => {
    expect(wrap("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
    expect(wrap("2001:db8::1234 x", 5)).toEqual(["2001:db8::1234", "x"]);
    expect(wrap("", 5)).toEqual([""]);
  });

  test("keeps a figure and its unit together", () => {
    expect(wrap("about 12.3 % of", 11)).toEqual(["about", "12.3 % of"]);
    expect(wrap("about 12.3 kB, of", 12)).toEqual(["about", "12.3 kB, of"]);
    expect(wrap("a speed 1.17 Mbit/s", 12)).toEqual(["a speed", "1.17 Mbit/s"]);
    expect(wrap("to drop mins", 8)).toEqual(["to drop", "mins"]);
  });
});
