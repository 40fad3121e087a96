/**
 * Runs a script with what V8 made of it when it was built: reading the text of the program takes longer than all
 * else that happens before the first packet. A cache that another version of Node made is passed over.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** Behind the name of a script, that of its cache. */
const SUFFIX = ".cache";

/** The script, not yet run. @param cached what `createCachedData` gave for it; nothing: it is read anew */
function compile(url: URL, cached: Buffer | undefined): Script {
  const source = `(function (require, __filename) {${readFileSync(url, "utf8")}\n})`;
  const filename = fileURLToPath(url);
  return new Script(source, cached === undefined ? { filename } : { filename, cachedData: cached });
}

function run(script: Script, url: URL): void {
  script.runInThisContext()(createRequire(url), fileURLToPath(url));
}

const cacheOf = (url: URL): URL => new URL(url.href + SUFFIX);

/** Runs a script that stands in a file. */
export function load(url: URL): void {
  let cached: Buffer | undefined;
  try {
    cached = readFileSync(cacheOf(url));
  } catch {
    // It is only there to save time.
  }
  run(compile(url, cached), url);
}

/** Runs it, and then writes its cache, with the functions in it that ran. */
export function loadAndCache(url: URL): void {
  const script = compile(url, undefined);
  process.on("exit", () => writeFileSync(cacheOf(url), script.createCachedData()));
  run(script, url);
}
