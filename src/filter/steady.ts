/**
 * Fields that have the same values in all packets of a flow that the flow cache takes for alike: those that stand in
 * bits which the cache compares. A filter of such fields has to be asked about one packet of the flow only.
 */
import type { Field } from "../core/fields.ts";
import { steadyBits } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";
import { factual, isFixed, type Named, pseudo } from "./names.ts";

/** Our own name for whose packet it is: the same for a whole flow. */
const TENANT = "overshark.tenant";

/** Whether packets of a flow agree in whether they have it. */
export function existsSteadily({ name, places, numbers }: Named): boolean {
  if (name === TENANT || isBeyond(numbers)) return true;
  // Their layers are the same, and their headers are there to the end.
  return numbers.every((n) => factual[n] === 1) && places.every(({ field }) => isPlain(field));
}

/** Whether packets of a flow agree in its values. */
export function isReadSteadily({ name, type, places, numbers }: Named): boolean {
  if (name === TENANT || isBeyond(numbers)) return true;
  if (type === "protocol" || numbers.some((n) => factual[n] === 0)) return false;
  return places.every(({ field, number }) => {
    const steady = protocols[number]?.steady;
    // The cache knows no packets with such a header.
    if (steady === undefined) return true;
    return typeof steady === "object" && isPlain(field) && isWithin(field, steadyBits(steady));
  });
}

/** All of it is found only where the packet is looked at beyond its headers, which says itself whether it has to be. */
const isBeyond = (numbers: readonly number[]): boolean =>
  numbers.every((n) => factual[n] === 0 && pseudo[n] === 0);

/** It stands at a fixed place of the header itself. */
const isPlain = (field: Field): boolean => isFixed(field) && field.when === undefined && field.size > 0;

function isWithin({ at, size, mask }: Field, bits: Uint8Array): boolean {
  for (let i = 0; i < size; i++) {
    const own = mask === 0 ? 0xff : Math.floor(mask / 256 ** (size - 1 - i)) & 0xff;
    if ((own & ~(bits[at + i] ?? 0)) !== 0) return false;
  }
  return true;
}
