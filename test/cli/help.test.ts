import { expect, test } from "vitest";
import { sharedOptions } from "../../src/cli/options.ts";
import { overshark, version } from "./program.ts";

test.concurrent.each([["--help"], ["-h"], ["stats --help"], ["read --help"]])(
  "%s: on standard output, under 80 columns",
  async (words) => {
    const { code, stdout, stderr } = await overshark(words.split(" "));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThan(80);
    for (const [name, { hidden }] of Object.entries(sharedOptions))
      if (!hidden) expect(stdout).toMatch(new RegExp(`^ +(-[a-zA-Z], )?--${name}  +\\S`, "m"));
    expect(stdout).toMatch(/^Usage: overshark /);
    expect(stdout).toMatch(/^Examples:\n {2}overshark /m);
    expect(stdout).toMatch(/Exit status: 0 /);
  },
);

test.concurrent.each([["--version"], ["-v"]])("%s", async (word) => {
  const { code, stdout, stderr } = await overshark([word]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `overshark ${version}\n`, stderr: "" });
});
