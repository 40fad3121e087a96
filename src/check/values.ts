/** Numbers as people write them: 100, 1.2, 2%, 1k, 64KiB, 5ms. */
import type { SubjectKind } from "./figures.ts";
import { figurePattern } from "./patterns.ts";

/** Letters are told apart by case where they have to be: `m` is no prefix here, so `ms` is no question. */
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  "%": 1e-2,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  bits: 1,
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
};

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([^\d\s]*)$/i;

/** undefined: it is none. */
export function numberOf(text: string): number | undefined {
  const match = NUMBER.exec(text);
  if (match === null || !Object.hasOwn(UNITS, match[2])) return undefined;
  // As it would be written: 2% is 0.02, not 0.02 and a bit.
  return Number((Number(match[1]) * UNITS[match[2]]).toPrecision(15));
}

/** Figures that are texts: the name of what the encapsulator varies. */
export const isText = (kind: SubjectKind, pattern: string): boolean =>
  (kind === "tenant" || kind === "tunnel" || kind === "overall") &&
  figurePattern(pattern)(["entropy.field.name"]).length > 0;
