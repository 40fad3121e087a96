/**
 * Runs a script with what V8 made of it when it was built: reading the text of the program takes longer than all
 * else that happens before the first packet. A cache that another Node made is passed over.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { Script } from "node:vm";
import type { WorkerSource } from "../pipeline/threads.ts";

/** Behind the name of a script, that of its cache. */
const SUFFIX = ".cache";
/**
 * What a cache begins with. V8 itself takes one of any Node that has the same V8 by number, but Node's patches to it
 * are no part of that number: 20.19 crashes with what 20.20 made.
 */
const STAMP = Buffer.alloc(64, " ");
STAMP.write(`${process.version} ${process.versions.v8} ${process.platform} ${process.arch}`, "latin1");

/** The cache with what says who made it. */
export const stamped = (cache: Buffer): Buffer => Buffer.concat([STAMP, cache]);

/** The cache, if this very Node made it. */
export const unstamped = (bytes: Buffer): Buffer | undefined =>
  bytes.subarray(0, STAMP.length).equals(STAMP) ? bytes.subarray(STAMP.length) : undefined;

/** Node's part that knows what stands inside of a single executable; null: this is none. */
function inside(): typeof import("node:sea") | null {
  const sea = process.getBuiltinModule("node:sea");
  return sea.isSea() ? sea : null;
}

/** A file of the program, which is one beside it or stands inside of the executable. */
function fileOf(filename: string): Buffer {
  const sea = inside();
  return sea === null
    ? readFileSync(filename)
    : Buffer.from(sea.getRawAsset(basename(filename)) as ArrayBuffer);
}

/** What worker threads run: the launcher. @param beside a file that stands beside it, as an URL */
export function launcherFor(beside: string): WorkerSource {
  const sea = inside();
  return sea === null ? new URL("overshark.js", beside) : () => sea.getAsset("overshark.cjs", "utf8");
}

/** The script, not yet run. @param cached what `createCachedData` gave for it; nothing: it is read anew */
function compile(filename: string, cached: Buffer | undefined): Script {
  // It is ASCII (see loadAndCache), which this encoding copies; nothing is put around it, which would copy it again.
  const source = fileOf(filename).toString("latin1");
  return new Script(source, cached === undefined ? { filename } : { filename, cachedData: cached });
}

/** Runs a script that stands in a file, and whose value is a function. @param need the `require` that it is given */
export function load(filename: string, need: NodeJS.Require): void {
  let cached: Buffer | undefined;
  try {
    cached = unstamped(fileOf(filename + SUFFIX));
  } catch {
    // It is only there to save time.
  }
  compile(filename, cached).runInThisContext()(need, filename);
}

/**
 * Runs it, and then writes its cache, with the functions in it that ran.
 * @param lines command lines, each for a run of its own
 */
export function loadAndCache(filename: string, need: NodeJS.Require, lines: readonly string[][]): void {
  if (readFileSync(filename).some((byte) => byte > 0x7f)) throw new Error(`${filename} is not ASCII`);
  const script = compile(filename, undefined);
  const left = [...lines];
  const next = () => {
    const line = left.shift();
    if (line === undefined) return;
    process.argv.splice(2, process.argv.length, ...line);
    script.runInThisContext()(need, filename);
  };
  // When there is nothing more to do, the next one may begin.
  process.on("beforeExit", next);
  process.on("exit", () => writeFileSync(filename + SUFFIX, stamped(script.createCachedData())));
  next();
}
