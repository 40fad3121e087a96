import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";

const TIME_UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

/** Nanoseconds of `--interval`; a number alone is seconds. Undefined: not given. @throws UsageError */
export function intervalOf(given: Given): number | undefined {
  const text = given.text("interval");
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(ns|us|\u00b5s|ms|s|min|h)?$/.exec(text);
  const nanoseconds = match === null ? 0 : Math.round(Number(match[1]) * TIME_UNITS[match[2] ?? "s"]);
  if (nanoseconds >= 1 && nanoseconds <= Number.MAX_SAFE_INTEGER) return nanoseconds;
  throw new UsageError(`--interval takes a time such as 100ms or 2s, not "${text}"`);
}
