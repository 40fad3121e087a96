// The built program, run as a user runs it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, vi } from "vitest";

export { recordsOf } from "../support/pcap.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What is run: dist/overshark.js, or what OVERSHARK_PROGRAM names, such as the single executable (`make test-package`). */
export const PROGRAM = resolve(ROOT, process.env.OVERSHARK_PROGRAM ?? "dist/overshark.js");
export const IS_SCRIPT = PROGRAM.endsWith(".js");
/** File and first arguments of a process that is the program. */
export const COMMAND: readonly [string, ...string[]] = IS_SCRIPT ? [process.execPath, PROGRAM] : [PROGRAM];
/** The same in a line of the shell. */
export const SHELL_COMMAND = COMMAND.map((word) => `'${word}'`).join(" ");
export const FIXTURES = join(ROOT, "fixtures");

if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run make build`);
vi.setConfig({ testTimeout: 30_000 });

export const version: string = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;

export interface Answer {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface Way {
  /** An open file, or what comes through a pipe, piece by piece. Nothing, if not given. */
  input?: number | readonly Uint8Array[];
  env?: Record<string, string>;
  cwd?: string;
  /** Options of Node's, which a script alone can have. */
  node?: readonly string[];
}

export function start(args: readonly string[], way: Way & { stdin?: "pipe" } = {}): ChildProcess {
  const stdin = way.stdin ?? (typeof way.input === "number" ? way.input : way.input ? "pipe" : "ignore");
  const [file, ...first] = COMMAND;
  if (way.node !== undefined && !IS_SCRIPT) throw new Error("an executable takes no options of Node's");
  return spawn(file, [...(way.node ?? []), ...first, ...args], {
    stdio: [stdin, "pipe", "pipe"],
    // Nothing of whoever runs the tests: FORCE_COLOR, NODE_OPTIONS, …
    env: { PATH: process.env.PATH, ...way.env },
    cwd: way.cwd ?? FIXTURES,
  });
}

/** Resolves when the program has ended. */
export function answer(child: ChildProcess): Promise<Answer> {
  const parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"] as const) child[name]?.on("data", (data) => parts[name].push(data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(parts.stdout).toString(),
        stderr: Buffer.concat(parts.stderr).toString(),
      }),
    );
  });
}

/** Resolves when the pipe has taken it. */
export function write(child: ChildProcess, data: Uint8Array): Promise<void> {
  return new Promise((resolve) => child.stdin?.write(data, () => resolve()));
}

export async function overshark(args: readonly string[], way: Way = {}): Promise<Answer> {
  const child = start(args, way);
  const end = answer(child);
  if (typeof way.input === "object") {
    // It may leave before it has read everything.
    child.stdin?.on("error", () => {});
    for (const piece of way.input) await write(child, piece);
    child.stdin?.end();
  }
  return end;
}

/** The report of a run that has nothing to complain about. */
// biome-ignore lint/suspicious/noExplicitAny: what was printed
export async function report(args: readonly string[], way: Way = {}): Promise<any> {
  const { code, stdout, stderr } = await overshark(["--json", ...args], way);
  if (code !== 0 || stderr !== "") throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** What the truth model says about a fixture, by its name without the end. */
// biome-ignore lint/suspicious/noExplicitAny: a report
export const truth = (name: string): any => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), "utf8"));

export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

/** A directory of its own for a test file. */
export function directory(): { path: string; file(name: string, data: Uint8Array | string): string } {
  const path = mkdtempSync(join(tmpdir(), "overshark-"));
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    path,
    file(name, data) {
      writeFileSync(join(path, name), data);
      return join(path, name);
    },
  };
}

export function pieces(data: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(data.length / size) }, (_, i) =>
    data.subarray(i * size, (i + 1) * size),
  );
}
