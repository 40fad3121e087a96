// The picture in README.md is the report as it is printed now; `make picture` draws it again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES, overshark } from "./cli/program.ts";
import { picture } from "./support/picture.ts";

const DRAWN = join(FIXTURES, "report.svg");
const COMMAND = "overshark fixtures/datacenter.pcapng";

/** From the top to the tenants; the tables below would make it too high for a page. */
async function shown(): Promise<string> {
  const { code, stdout } = await overshark(["--color", "always", "fixtures/datacenter.pcapng"], {
    cwd: join(FIXTURES, ".."),
  });
  expect(code).toBe(0);
  const lines = stdout.split("\n");
  const end = lines.findIndex((line) => line.includes("Tunnels"));
  expect(end).toBeGreaterThan(20);
  return [`\u001b[1m$ ${COMMAND}\u001b[22m`, ...lines.slice(0, end - 1)].join("\n");
}

test("it is up to date", async () => {
  await expect(picture(await shown())).toMatchFileSnapshot(DRAWN);
});

test("every character of the report is in it, and nothing else", async () => {
  const svg = readFileSync(DRAWN, "utf8");
  const drawn = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, inside]) =>
    inside
      .replace(/<[^>]*>/g, "")
      .replace(/&lt;/g, "<")
      .replace(/&amp;/g, "&"),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  const plain = (await shown()).replace(/\u001b\[\d+m/g, "").split("\n");
  expect(drawn).toEqual(plain.filter((line) => line !== ""));
});

test("a colour that it cannot draw is told", () => {
  expect(picture("a \u001b[31m<b>\u001b[39m & c")).toContain(
    '>a <tspan fill="#ff7b72">&lt;b></tspan> &amp; c</text>',
  );
  expect(() => picture("\u001b[95mx")).toThrow("no picture of SGR 95");
});
