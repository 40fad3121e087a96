// The manual page: what roff makes of it where there is a formatter, and that it tells all there is.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { manualPage } from "../../src/man/page.ts";
import { inline, roff } from "../../src/man/roff.ts";
import { directory } from "../cli/program.ts";

const page = manualPage(COMMANDS, "1.2.3");
const file = directory().file("overshark.1", page);

const tool = (name: string, ...args: string[]) =>
  spawnSync(name, args, {
    encoding: "utf8",
    env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", MANWIDTH: "80" },
  });
const has = (name: string) => tool(name, "--version").error === undefined;
const where = (name: string) => (has(name) ? name : `${name} (skipped: it is not installed)`);

test.skipIf(!has("mandoc"))(`${where("mandoc")} has nothing to warn of`, () => {
  const { status, stdout, stderr } = tool("mandoc", "-Tlint", "-Wwarning", file);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});

test.skipIf(!has("man"))(`${where("man")} shows it`, () => {
  const { status, stdout, stderr } = tool("man", "-l", file);
  expect([status, stderr]).toEqual([0, ""]);
  for (const heading of ["NAME", "SYNOPSIS", "COMMANDS", "OPTIONS", "TENANTS", "EXIT STATUS", "EXAMPLES"])
    expect(stdout).toMatch(new RegExp(`^${heading}$`, "m"));
  expect(stdout).not.toMatch(/\*\*|`|\\f[BR]/);
});

test("every command, option and example is in it, and nothing that is hidden", () => {
  const dashes = page.replace(/\\-/g, "-");
  for (const { name, options, examples } of COMMANDS) {
    expect(dashes).toContain(`\n.TP\n\\fB${name}\\fR\n`);
    for (const [long, { hidden }] of Object.entries(options))
      expect(dashes.includes(`\\fB--${long}\\fR`), long).toBe(!hidden);
    for (const [line] of examples) expect(dashes.replace(/\\\(ti/g, "~")).toContain(`\n${line}\n`);
  }
});

test.each([
  ["two\nlines\n\nof `text`", ".PP\ntwo lines\n.PP\nof \\fBtext\\fR\n"],
  ["- **a**, **b**: c\n- **d** is e: f", ".TP\n\\fBa\\fR, \\fBb\\fR\nc\n.IP \\(bu 2\n\\fBd\\fR is e: f\n"],
  ["```\nx -y 'z'\n.w\n```", ".PP\n.RS 4\n.nf\nx \\-y 'z'\n\\&.w\n.fi\n.RE\n"],
])("%j", (text, expected) => expect(roff(text)).toBe(expected));

test("no text acts as a command", () => {
  expect(inline(".so /etc/passwd")).toBe("\\&.so /etc/passwd");
  expect(inline("'a\\b ~ ^")).toBe("\\&'a\\eb \\(ti \\(ha");
});
