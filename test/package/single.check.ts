// dist/overshark, the single executable (`make package`), on a machine that has nothing else.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const SINGLE = join(ROOT, "dist/overshark");
const CAPTURE = "fixtures/datacenter.pcapng";
if (!existsSync(SINGLE)) throw new Error("dist/overshark is missing: run make package");

const JOBS: readonly (readonly string[])[] = [
  ["--json"],
  // Parts small enough for workers to have some: their program has to come from inside of the executable.
  ["--json", "-j", "3", "--part-size", "64k"],
  ["read", "-T", "json"],
  ["flows", "--format", "jsonl"],
  ["entropy", "--json"],
];

const withNode = (args: readonly string[]) =>
  execFileSync(process.execPath, [join(ROOT, "dist/overshark.js"), ...args, CAPTURE], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });

test.each(JOBS.map((args) => [args]))("without Node, an empty environment: overshark %j", (args) => {
  const { status, stdout, stderr } = spawnSync(SINGLE, [...args, CAPTURE], {
    cwd: ROOT,
    env: { PATH: "/nonexistent" },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  // Not toBe: a difference of megabytes is of no use.
  expect(stdout === withNode(args)).toBe(true);
});

/** The dynamic linker and libraries that an executable asks for. */
const libraries = () =>
  [...execFileSync("ldd", [SINGLE], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file);

const isRoot = process.getuid?.() === 0 && process.platform === "linux" && existsSync("/usr/sbin/chroot");

describe.skipIf(!isRoot)(
  `in a chroot with its libraries alone${isRoot ? "" : " (skipped: needs root and Linux)"}`,
  () => {
    const cell = mkdtempSync(join(tmpdir(), "overshark-cell-"));
    afterAll(() => rmSync(cell, { recursive: true }));
    const bring = (from: string, to: string) => {
      mkdirSync(dirname(join(cell, to)), { recursive: true });
      copyFileSync(from, join(cell, to));
    };

    test("the same JSON, on one thread and on three, from a file and from a pipe", () => {
      for (const file of libraries()) bring(file, file);
      bring(SINGLE, "overshark");
      bring(join(ROOT, CAPTURE), CAPTURE);
      const inside = (args: readonly string[], input?: Buffer) =>
        execFileSync("/usr/sbin/chroot", [cell, "/overshark", ...args], {
          encoding: "utf8",
          input,
          env: {},
          maxBuffer: 2 ** 26,
        });
      const expected = withNode(["--json"]);
      expect(inside(["--json", CAPTURE]) === expected).toBe(true);
      expect(inside(["--json", "-j", "3", "--part-size", "64k", CAPTURE]) === expected).toBe(true);
      const piped = inside(["--json"], readFileSync(join(ROOT, CAPTURE)));
      expect(piped).toBe(expected.replace(`"${CAPTURE}"`, '"-"'));
    });
  },
);

/** Median wall-clock time of some runs, in milliseconds. */
function median(file: string, ...args: string[]): number {
  const times = Array.from({ length: 9 }, () => {
    const start = process.hrtime.bigint();
    spawnSync(file, args, { cwd: ROOT });
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return times.sort((a, b) => a - b)[4];
}

test("size and time to start, for the note", () => {
  const script = join(ROOT, "dist/overshark.js");
  const bare = median(process.execPath, "-e", "0");
  const small = "fixtures/formats/pcap-microsecond.pcap";
  const ratio = (ms: number) => (ms / bare).toFixed(2);
  const lines = [
    `size ${(statSync(SINGLE).size / 1e6).toFixed(1)} MB, of Node ${(statSync(process.execPath).size / 1e6).toFixed(1)} MB`,
    `node -e 0: ${bare.toFixed(0)} ms; as multiples of that:`,
    `--version: executable ${ratio(median(SINGLE, "--version"))}, script ${ratio(median(process.execPath, script, "--version"))}`,
    `a small capture: executable ${ratio(median(SINGLE, small))}, script ${ratio(median(process.execPath, script, small))}`,
  ];
  console.log(lines.join("\n"));
  expect(median(SINGLE, "--version") / bare).toBeLessThan(6);
});
