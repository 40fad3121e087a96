// Every example of README.md, the manual page and --help is run, and does what it says.
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../src/cli/commands.ts";
import { manualPage } from "../src/man/page.ts";
import { type Answer, answer, directory, FIXTURES, SHELL_COMMAND } from "./cli/program.ts";

/** What files in examples are called, and which fixture stands for each. */
const FILES: Readonly<Record<string, string>> = {
  F: "mixed/random-shuffled.pcapng",
  "dc.pcapng": "datacenter.pcapng",
  "a.pcap": "formats/pcap-microsecond.pcap",
  "b.pcap.gz": "formats/pcap-gzip.pcap.gz",
  "c.pcapng.zst": "formats/pcap-zstd.pcap.zst",
  "in.pcap": "nat/netmap-inside.pcap",
  "out.pcap": "nat/netmap-outside.pcap",
  "any.pcap": "nat/random-any.pcap",
  "lo.pcap": "real/socks-ssh-dynamic-lo.pcap",
  "eth0.pcap": "real/socks-ssh-dynamic-transport.pcap",
};

/** Other programs of examples: here they are scripts, so that neither rights nor a network are needed. */
const OTHERS: Readonly<Record<string, string>> = {
  overshark: `exec ${SHELL_COMMAND} "$@"`,
  tcpdump: 'for w; do [ "$w" = - ] && exec cat a.pcap; done; exit 9',
  jq: `exec "${process.execPath}" -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0))))'`,
};

const { path, file } = directory();
beforeAll(async () => {
  symlinkSync(FIXTURES, join(path, "fixtures"));
  for (const [name, from] of Object.entries(FILES)) copyFileSync(join(FIXTURES, from), join(path, name));
  for (const [name, script] of Object.entries(OTHERS)) chmodSync(file(name, `#!/bin/sh\n${script}\n`), 0o755);
  await run("overshark check -j 2 --baseline b.json --update F fixtures/datacenter.pcapng");
});

/** Of a shell that stops at the first mistake in a pipeline. */
function run(line: string): Promise<Answer> {
  const env = { PATH: `${path}:${process.env.PATH}`, LC_ALL: "C.UTF-8" };
  const child = spawn("bash", ["-c", `set -o pipefail; ${line.replace(FISH, "")}`], {
    cwd: path,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return answer(child);
}

interface Example {
  line: string;
  /** What is shown to be printed; null: nothing is shown. */
  output: string[] | null;
  /** Lines were left out. */
  shortened: boolean;
}

const PROGRAMS = /^(overshark|tcpdump|source) /;
/** What fish reads here is read by fish in cli/completion.test.ts. */
const FISH = / \| source$/;

/** The examples of a block, and its lines that belong to none. */
function examplesOf(block: string): { examples: Example[]; rest: string[] } {
  const examples: Example[] = [];
  const rest: string[] = [];
  for (const text of block.split("\n")) {
    const [typed, remark = ""] = text.replace(/^\$ /, "").split(/ {2,}/);
    if (text.startsWith("$ "))
      examples.push({ line: typed, output: [], shortened: remark === "(shortened)" });
    else if (PROGRAMS.test(text)) examples.push({ line: typed, output: null, shortened: false });
    else if (examples.at(-1)?.output) examples.at(-1)?.output?.push(text);
    else rest.push(text);
  }
  return { examples, rest };
}

const readme = readFileSync(join(FIXTURES, "../README.md"), "utf8");
const readmeBlocks = [...readme.matchAll(/^```\n(.*?)\n```$/gms)].map(([, block]) => block);

const page = manualPage(COMMANDS, "0");
const unescaped = (roff: string) =>
  roff.replace(
    /\\(-|&|e|\(ti|\(ha|\(ga)/g,
    (_, mark) => ({ "-": "-", "&": "", e: "\\", "(ti": "~", "(ha": "^", "(ga": "`" })[mark as string] ?? "",
  );
const pageBlocks = [...page.matchAll(/^\.nf\n(.*?)\n\.fi$/gms)].map(([, block]) => unescaped(block));

const byLine = (blocks: readonly string[]) => [
  ...new Map(blocks.flatMap((block) => examplesOf(block).examples).map((e) => [e.line, e])).values(),
];

const inReadme = byLine(readmeBlocks);
/** What README does not run anyway. */
const inPage = byLine(pageBlocks).filter(({ line }) => !inReadme.some((other) => other.line === line));

describe.each([
  ["README.md", inReadme],
  ["the manual page, with the examples of every --help", inPage],
])("%s", (_, examples) => {
  test.concurrent.each(examples)("$line", async ({ line, output, shortened }) => {
    const { code, stdout, stderr } = await run(output === null ? line : `${line} 2>&1`);
    if (output === null) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const target = /(?: > | -w )([\w.]+)/.exec(line)?.[1];
      if (target !== undefined) expect(statSync(join(path, target)).size).toBeGreaterThan(0);
      else if (!/^source /.test(line)) expect(stdout).not.toBe("");
    } else if (shortened) inOrder(output, stdout.split("\n"));
    else expect(stdout.trimEnd()).toBe(output.join("\n").trimEnd());
  });
});

/** Each line shown is printed, and behind the one before it. */
function inOrder(shown: readonly string[], printed: readonly string[]): void {
  let at = 0;
  for (const line of shown) {
    const found = printed.indexOf(line, at);
    expect(found, `"${line}" behind line ${at}`).toBeGreaterThanOrEqual(0);
    at = found + 1;
  }
}

test("blocks hold nothing else but make and the picture of the flow of data", () => {
  const rest = readmeBlocks.flatMap((block) => examplesOf(block).rest);
  expect(rest.filter((line) => !/^make \w+( +#.*)?$|^bytes ──/.test(line))).toEqual([]);
  expect(pageBlocks.flatMap((block) => examplesOf(block).rest)).toEqual([]);
});

test("what README tells to make is in the Makefile", () => {
  const makefile = readFileSync(join(FIXTURES, "../Makefile"), "utf8");
  const targets = [...readme.matchAll(/(?:`|^)make ([a-z-]+)/gm)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(5);
  for (const target of targets) expect(makefile).toMatch(new RegExp(`^${target}:`, "m"));
});

test("the files and links that README names are there", () => {
  const links = [...readme.matchAll(/\]\(([^)#][^)]*)\)/g)].map(([, to]) => to);
  const named = [...readme.matchAll(/`((?:src|test|fixtures)\/[\w./-]+)`/g)].map(([, to]) => to);
  expect(named.length).toBeGreaterThan(10);
  for (const to of [...links, ...named]) expect(existsSync(join(FIXTURES, "..", to)), to).toBe(true);
  for (const [, to] of readme.matchAll(/\]\(#([^)]+)\)/g))
    expect(
      readme.match(/^#+ .*$/gm)?.map((h) =>
        h
          .replace(/^#+ /, "")
          .toLowerCase()
          .replace(/[^\w ]/g, "")
          .replace(/ /g, "-"),
      ),
    ).toContain(to);
});
