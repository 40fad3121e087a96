// Completion, asked of the shells themselves where they are installed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { shapeOf } from "../../src/cli/completion/shape.ts";
import { directory, FIXTURES, overshark } from "./program.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const { path, file } = directory();
/** Paths of the scripts, and what is in them. */
const scripts = {} as Record<Shell, string>;
const texts = {} as Record<Shell, string>;
beforeAll(async () => {
  for (const shell of SHELLS) {
    texts[shell] = (await overshark(["completion", shell])).stdout;
    scripts[shell] = file(shell, texts[shell]);
  }
});

const has = (shell: Shell) => spawnSync(shell, ["-c", "exit 0"]).status === 0;
const installed = (shell: Shell) => test.skipIf(!has(shell));
const where = (shell: Shell) => (has(shell) ? shell : `${shell} (skipped: it is not installed)`);

function ran(shell: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(shell, args, {
    cwd: FIXTURES,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: path, ...env },
    timeout: 20_000,
  });
  expect({ error, status, stderr }).toEqual({ error: undefined, status: 0, stderr: "" });
  return stdout;
}

/** What is offered for the last word; the blanks between words are bash's only, as in each case below. */
const OFFERS: Record<"bash" | "fish", (line: string) => string[]> = {
  bash: (line) =>
    ran("bash", [
      "--norc",
      "-c",
      // What readline does: = is a word of its own.
      // biome-ignore lint/suspicious/noTemplateCurlyInString: bash
      'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _overshark; printf "%s\\n" "${COMPREPLY[@]}"',
      scripts.bash,
      ...line.replace(/=/g, " = ").split(" "),
    ])
      .split("\n")
      .filter((word) => word !== ""),
  fish: (line) =>
    ran("fish", ["--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', scripts.fish, line])
      .split("\n")
      .map((row) => row.replace(/\t.*/, ""))
      .filter((word) => word !== ""),
};

const names = COMMANDS.map(({ name }) => name);

/** A line, what is offered for its last word, and what is not. */
const CASES: readonly [string, readonly string[], string?][] = [
  ["overshark ", names],
  ["overshark rea", ["read"], "stats"],
  ["overshark --gre", ["--gre-key"], "--json"],
  ["overshark --gre-key ", ["auto", "nvgre", "gre"], "stats"],
  ["overshark -q read -T ", ["text", "fields", "json", "ek"]],
  ["overshark read --st", ["--style"], "--sort"],
  ["overshark flows --s", ["--sort"], "--style"],
  ["overshark read -T fields -e vxlan.v", ["vxlan.vni"], "vxlan.flags"],
  ["overshark read -O ip,vx", ["ip,vxlan"]],
  ["overshark entropy --function crc32,tab", []],
  ["overshark entropy --function crc32,jh", ["crc32,jhash"]],
  ["overshark completion ", ["bash", "zsh", "fish"]],
];

describe.each(["bash", "fish"] as const)("%s", (shell) => {
  installed(shell).each(CASES)(`${where(shell)}: %s`, (line, wanted, unwanted) => {
    const offered = OFFERS[shell](line).map((word) => word.trim());
    expect(offered).toEqual(expect.arrayContaining([...wanted]));
    if (unwanted !== undefined) expect(offered).not.toContain(unwanted);
  });

  installed(shell)(`${where(shell)}: --color=al`, () => {
    const offered = OFFERS[shell]("overshark --color=al");
    expect(offered).toEqual([shell === "bash" ? "always" : "--color=always"]);
  });
});

installed("bash")(`${where("bash")}: files are for readline`, () => {
  expect(OFFERS.bash("overshark read dat")).toEqual([]);
  expect(ran("bash", ["--norc", "-c", 'source "$0"; complete -p overshark', scripts.bash])).toContain(
    "-o default",
  );
});

/**
 * zsh completes for its line editor alone. So a zsh on a terminal is typed to, and the lines that a Tab makes of
 * those that were begun are written to a file.
 */
const DRIVER = `
zmodload zsh/zpty
script=$1 out=$2; shift 2
zpty z "PS1= TERM=dumb zsh -f -i"
zpty -w z "autoload -Uz compinit; compinit -u -D; source '$script'; setopt no_beep no_list_beep"
zpty -w z "show() { print -r -- \\"\\$BUFFER\\" >> '$out'; zle kill-whole-line }; zle -N show"
zpty -w z "bindkey '^I' complete-word; bindkey '^X' show; print READ''Y"
zpty -r -m z text '*READY*'
for line; do zpty -n -w z "$line"$'\\t\\x18'; done
for i in {1..200}; do [[ -f $out && $(wc -l < $out) -ge $# ]] && exit 0; sleep 0.05; done
exit 9
`;

installed("zsh")(`${where("zsh")}: lines that were begun, behind a Tab`, () => {
  const begun: [string, string][] = [
    ["overshark prot", "overshark protocols "],
    ["overshark -c 5 prot", "overshark -c 5 protocols "],
    ["overshark --gre", "overshark --gre-key="],
    ["overshark --gre-key nv", "overshark --gre-key nvgre "],
    ["overshark --color=al", "overshark --color=always "],
    ["overshark -q read -T js", "overshark -q read -T json "],
    ["overshark read -Tjs", "overshark read -Tjson "],
    ["overshark read --st", "overshark read --style="],
    ["overshark flows --so", "overshark flows --sort="],
    ["overshark read -T fields -e vxlan.vn", "overshark read -T fields -e vxlan.vni "],
    ["overshark read -O ip,vxlan_", "overshark read -O ip,vxlan_gpe "],
    ["overshark entropy --function crc32,jh", "overshark entropy --function crc32,jhash "],
    ["overshark completion fi", "overshark completion fish "],
    ["overshark read datacenter.pc", "overshark read datacenter.pcapng "],
  ];
  const out = join(path, "lines");
  ran("zsh", ["-f", file("driver", DRIVER), scripts.zsh, out, ...begun.map(([line]) => line)]);
  expect(readFileSync(out, "utf8").split("\n").slice(0, -1)).toEqual(begun.map(([, line]) => line));
});

test("every option that takes one of some words says which, where its help lists them", () => {
  const silent = shapeOf(COMMANDS).flatMap(({ name, options }) =>
    options
      .filter(
        ({ describe, value }) => value?.values === null && /^\w+(, \w+)* or \w+|^\w+, \w+, /.test(describe),
      )
      .map(({ names }) => `${name} ${names.at(-1)}`),
  );
  expect(silent).toEqual([]);
});

describe.each(SHELLS)("the script for %s", (shell) => {
  test("names every command and option, and every field once", () => {
    for (const { name, options } of shapeOf(COMMANDS)) {
      expect(texts[shell]).toContain(name);
      for (const option of options)
        for (const word of option.names)
          expect(texts[shell]).toContain(
            shell === "fish" ? ` ${word.replace(/^--/, "-l ").replace(/^-(?=\w$)/, "-s ")} ` : word,
          );
    }
    expect(texts[shell].match(/[ '\n]vxlan\.vni[ '\n]/g)).toHaveLength(1);
  });
});

test("a shell that is none", async () => {
  expect(await overshark(["completion", "tcsh"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^overshark: completion has no "tcsh"\. [^\n]*\n$/),
  });
  expect((await overshark(["completion"])).code).toBe(2);
});
