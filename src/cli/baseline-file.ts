/** The file of --baseline, and how captures are called in it. */
import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join, parse, relative, resolve, sep } from "node:path";
import { type Baseline, BaselineError, baselineText, readBaseline } from "../check/baseline.ts";
import { readText } from "./check-options.ts";
import { OutputError, UsageError } from "./errors.ts";
import { say } from "./streams.ts";

const STDIN = "-";
/** A capture is the same when it is packed. */
const PACKED = /\.(gz|zst)$/;

const firstPart = (path: string, root: string): string => path.slice(root.length).split(sep)[0];

export class BaselineFile {
  readonly #file: string;
  readonly #text: string | null;
  readonly captures: Baseline;

  /** @param update it may be missing, or of an older schema @throws UsageError */
  constructor(file: string, update: boolean) {
    if (file === "" || file === STDIN) throw new UsageError("--baseline takes the name of a file");
    this.#file = file;
    this.#text = existsSync(file) ? readText(file, "baseline") : null;
    if (this.#text === null && !update)
      throw new UsageError(`${file}: there is no such baseline`, "--update writes it.");
    this.captures = this.#text === null ? new Map() : this.#read(this.#text, update);
  }

  #read(text: string, update: boolean): Baseline {
    try {
      return readBaseline(text);
    } catch (error) {
      if (!(error instanceof BaselineError)) throw error;
      const message = `${this.#file} ${error.message}`;
      if (!error.replaceable) throw new UsageError(message, "Nothing was written.");
      if (!update) throw new UsageError(message, "--update writes it anew.");
      say(`${message}; it is written anew`);
      return new Map();
    }
  }

  /**
   * Relative to the baseline, so that both can be moved together. If they have nothing but the root in common,
   * that would be a path of this machine, which is nobody's business: then it is the file's name alone.
   */
  nameOf(capture: string): string {
    if (capture === STDIN) return STDIN;
    const from = resolve(dirname(this.#file));
    const to = resolve(capture);
    const { root } = parse(to);
    const apart = from !== root && firstPart(from, root) !== firstPart(to, root);
    return (apart ? basename(to) : relative(from, to).split(sep).join("/")).replace(PACKED, "");
  }

  /** What is in the baseline and not among these names: whether the file is still there. */
  others(given: ReadonlySet<string>): { name: string; exists: boolean }[] {
    const directory = dirname(this.#file);
    return [...this.captures.keys()]
      .filter((name) => !given.has(name))
      .map((name) => ({
        name,
        exists: name === STDIN || ["", ".gz", ".zst"].some((end) => existsSync(join(directory, name + end))),
      }));
  }

  /** Leaves the file alone if nothing changes. @throws OutputError */
  write(baseline: Baseline): void {
    const text = baselineText(baseline);
    if (text === this.#text) return;
    try {
      writeFileSync(this.#file, text);
    } catch (error) {
      throw new OutputError(`${this.#file}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
  }
}
