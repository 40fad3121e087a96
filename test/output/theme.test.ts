import { expect, test } from "vitest";
import { createTheme, wantsColor } from "../../src/output/theme.ts";

test.each<[string, Parameters<typeof wantsColor>, boolean]>([
  ["a terminal has colour", ["auto", {}, true], true],
  ["a pipe has none", ["auto", {}, false], false],
  ["a dumb terminal has none", ["auto", { TERM: "dumb" }, true], false],
  ["any other terminal has", ["auto", { TERM: "xterm-256color" }, true], true],
  ["NO_COLOR counts when it is not empty", ["auto", { NO_COLOR: "1" }, true], false],
  ["NO_COLOR=0 is not empty either", ["auto", { NO_COLOR: "0" }, true], false],
  ["an empty NO_COLOR is none", ["auto", { NO_COLOR: "" }, true], true],
  ["FORCE_COLOR colours a pipe", ["auto", { FORCE_COLOR: "1" }, false], true],
  ["FORCE_COLOR colours a dumb terminal", ["auto", { FORCE_COLOR: "3", TERM: "dumb" }, true], true],
  ["FORCE_COLOR=0 takes it away", ["auto", { FORCE_COLOR: "0" }, true], false],
  ["FORCE_COLOR=false takes it away", ["auto", { FORCE_COLOR: "false" }, true], false],
  ["an empty FORCE_COLOR has no say", ["auto", { FORCE_COLOR: "" }, false], false],
  ["CLICOLOR_FORCE colours a pipe", ["auto", { CLICOLOR_FORCE: "1" }, false], true],
  ["CLICOLOR_FORCE=0 leaves it to the terminal", ["auto", { CLICOLOR_FORCE: "0" }, true], true],
  ["NO_COLOR beats FORCE_COLOR", ["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true], false],
  ["--color=always beats NO_COLOR", ["always", { NO_COLOR: "1" }, false], true],
  ["--color=never beats FORCE_COLOR", ["never", { FORCE_COLOR: "1" }, true], false],
])("%s", (_, args, expected) => expect(wantsColor(...args)).toBe(expected));

const roles = ["heading", "tenant", "number", "good", "warn", "bad", "info", "dim"] as const;

test("without colour every role gives its text back", () => {
  const theme = createTheme(false);
  for (const role of roles) expect(theme[role]("vxlan:42")).toBe("vxlan:42");
});

test("red is bad, yellow a warning, green good (ECMA-48 SGR 31, 33, 32)", () => {
  const theme = createTheme(true);
  expect([theme.bad("x"), theme.warn("x"), theme.good("x")]).toEqual([
    "\u001b[31mx\u001b[39m",
    "\u001b[33mx\u001b[39m",
    "\u001b[32mx\u001b[39m",
  ]);
});
