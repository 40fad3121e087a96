/** Runs programs and measures them from outside: wall time, CPU time, peak memory. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface Measure {
  seconds: number;
  /** User and system, of all threads; null where /usr/bin/time is missing. */
  cpu: number | null;
  /** Peak resident memory in bytes; null likewise. */
  memory: number | null;
}

const TIME = "/usr/bin/time";
const hasTime = existsSync(TIME);

/**
 * Where this is set, every Node reads certificates as it starts, also one that uses no network: 46 ms that are not
 * overshark's, nor those of what is written in JavaScript beside it.
 */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** Where a program is on the PATH; null if it is not. */
export function which(program: string): string | null {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there.
    }
  }
  return null;
}

/** Runs a program. @param input a file that `cat` pipes into it @throws if it fails */
export function measure(command: readonly string[], input?: string): Measure {
  const told = join(tmpdir(), `overshark-bench-${process.pid}`);
  const timed = hasTime ? [TIME, "-f", "%U %S %M", "-o", told, ...command] : [...command];
  const [program, ...args] =
    input === undefined ? timed : ["sh", "-c", 'f=$1; shift; cat "$f" | "$@"', "sh", input, ...timed];
  const before = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  if (error !== undefined || status !== 0)
    throw new Error(`${command.join(" ")}: ${error?.message ?? `exit ${status}: ${stderr}`}`);
  if (!hasTime) return { seconds, cpu: null, memory: null };
  const [user, system, kibi] = readFileSync(told, "utf8")
    .trim()
    .split("\n")
    .slice(-1)[0]
    .split(" ")
    .map(Number);
  rmSync(told);
  return { seconds, cpu: user + system, memory: kibi * 1024 };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
};

/** The median of each figure. */
export function middle(all: readonly Measure[]): Measure {
  const of = (key: "cpu" | "memory") => {
    const known = all.map((m) => m[key]).filter((value) => value !== null);
    return known.length === 0 ? null : median(known);
  };
  return { seconds: median(all.map((m) => m.seconds)), cpu: of("cpu"), memory: of("memory") };
}
