/** Tests of whether a packet was read to its end. */
import { markAlone } from "../core/mark.ts";
import { protocols } from "../protocols/registry.ts";
import type { Demand } from "./demand.ts";
import type { Match } from "./hot.ts";
import { MARKS, type Named } from "./names.ts";
import type { Range } from "./syntax.ts";

export const isMark = ({ name }: Named, ranges: readonly Range[] | null): boolean =>
  ranges === null && Object.hasOwn(MARKS, name);

export const hasMark = ({ name }: Named): Match => {
  const mark = MARKS[name];
  return (packet) => markAlone(packet) === mark;
};

/** The same of packets with the same headers behind which nobody takes anything; null: it takes the layers. */
export const hasMarkAlike: Demand["quick"] = ({ n, proto }) =>
  protocols[proto[n - 1]]?.sound === true ? false : null;
