import { didYouMean } from "../core/nearest.ts";
import { UsageError } from "./errors.ts";

const UNITS: Record<string, number> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * The options that were given, as they were typed, and the files. Every value is read here, so that every
 * wrong one is answered alike. All methods throw UsageError.
 */
export class Given {
  readonly files: readonly string[];
  readonly #parsed: Readonly<Record<string, unknown>>;

  constructor(parsed: Readonly<Record<string, unknown>>, files: readonly string[]) {
    this.#parsed = parsed;
    this.files = files;
  }

  flag(name: string): boolean {
    return [this.#parsed[name]].flat().at(-1) === true;
  }

  /** All values of an option that may be given several times. */
  all(name: string): string[] {
    return [this.#parsed[name] ?? []].flat().map(String);
  }

  /** Undefined when it is not given. */
  text(name: string): string | undefined {
    const values = this.all(name);
    if (values.length > 1)
      throw new UsageError(`--${name} is given more than once (${values.join(", ")})`, "Give it once.");
    return values[0];
  }

  /** A whole number from 1 on. */
  count(name: string): number | undefined {
    return this.#number(name, /^\d+$/, "a whole number above 0", ([n]) => Number(n));
  }

  /** Above 0, with or without a fraction. */
  seconds(name: string): number | undefined {
    return this.#number(name, /^(\d+\.?\d*|\.\d+)$/, "a number of seconds above 0", ([n]) => Number(n));
  }

  /** Bytes of `64M`, `1.5GiB`, `4096`. */
  size(name: string): number | undefined {
    return this.#number(name, /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i, "a size such as 64M", ([, n, unit]) =>
      Math.floor(Number(n) * UNITS[unit.toLowerCase()]),
    );
  }

  choice<W extends string>(name: string, words: readonly W[]): W | undefined {
    const text = this.text(name);
    if (text === undefined || words.includes(text as W)) return text as W | undefined;
    throw new UsageError(`--${name} has no "${text}"`, didYouMean(text, words));
  }

  #number(
    name: string,
    form: RegExp,
    what: string,
    read: (match: RegExpExecArray) => number,
  ): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const match = form.exec(text);
    const n = match === null ? 0 : read(match);
    if (n > 0 && n <= Number.MAX_SAFE_INTEGER) return n;
    throw new UsageError(`--${name} takes ${what}, not "${text}"`);
  }
}
