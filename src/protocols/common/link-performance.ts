/** How a link performs, as IS-IS and OSPF tell it: RFC 8570 and RFC 7471, section 4 of both. */
import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, num, real } from "./located.ts";

/** @param prefix what their names begin with */
export const delayFields = (prefix: string): Field[] => [
  hexNum(1, `${prefix}_link_flags`, "Flags"),
  bit(1, 0x80, `${prefix}_link_flags.a`, "Anomalous"),
  hexNum(1, `${prefix}_link_reserved`, "Reserved"),
  num(3, `${prefix}_link_delay`, "Delay"),
  num(3, `${prefix}_link_delay_min`, "Min Delay"),
  num(3, `${prefix}_link_delay_max`, "Max Delay"),
  num(3, `${prefix}_delay_variation`, "Delay Variation"),
];

/** The others, of which Wireshark has names in IS-IS alone. */
export const bandwidthFields = (prefix: string): Field[] => [
  num(3, `${prefix}_link_loss`, "Link Loss"),
  real(`${prefix}_residual_bandwidth`, "Residual Bandwidth"),
  real(`${prefix}_available_bandwidth`, "Available Bandwidth"),
  real(`${prefix}_utilized_bandwidth`, "Utilized Bandwidth"),
];

/**
 * Values by type, from `first` on: delays in microseconds, loss in 0.000003 %, bandwidths in bytes a second.
 * @param flags parts of the first byte of what may be anomalous
 */
export function performanceOf(
  prefix: string,
  first: number,
  flags: readonly string[],
): Record<number, (c: Cursor) => unknown> {
  const flagged = (c: Cursor): Cursor =>
    c
      .here(`${prefix}_link_flags`, 1)
      .bits(1, ...flags.map((name) => `${prefix}_link_flags.${name}`))
      .skip(1);
  return {
    [first]: (c) => flagged(c).tell(`${prefix}_link_delay`, 3),
    [first + 1]: (c) => {
      flagged(c).tell(`${prefix}_link_delay_min`, 3);
      c.tell(`${prefix}_link_reserved`, 1).tell(`${prefix}_link_delay_max`, 3);
    },
    [first + 2]: (c) => c.tell(`${prefix}_link_reserved`, 1).tell(`${prefix}_delay_variation`, 3),
  };
}

/** Behind them. */
export const bandwidthsOf = (prefix: string, first: number): Record<number, (c: Cursor) => unknown> => ({
  [first]: (c) =>
    c
      .here(`${prefix}_link_flags`, 1)
      .bits(1, `${prefix}_link_flags.a`)
      .skip(1)
      .tell(`${prefix}_link_loss`, 3),
  ...Object.fromEntries(
    ["residual", "available", "utilized"].map((kind, i) => [
      first + 1 + i,
      (c: Cursor) => c.tell(`${prefix}_${kind}_bandwidth`, 4),
    ]),
  ),
});
