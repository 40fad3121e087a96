/**
 * Fields that have the same values in all packets of a flow that the flow cache takes for alike: those that stand in
 * bits which the cache compares. A filter of such fields has to be asked about one packet of the flow only.
 */
import type { Field } from "../core/fields.ts";
import { steadyBits } from "../core/steady.ts";
import type { Place } from "../protocols/field-index.ts";
import { protocols } from "../protocols/registry.ts";
import { isFixed } from "./fixed-places.ts";
import { factual, type Named, pseudo, TENANT } from "./names.ts";
import { Steadiness } from "./tests.ts";
import { isUnread } from "./unread.ts";
import { LAYERED } from "./values.ts";

/** In which packets of a flow it is there or not there alike: a value of Steadiness. */
export function existsSteadily(what: Named): number {
  const { name, type, places, numbers } = what;
  const isName = type === "protocol" && isBeyond(numbers);
  if (isName || isOfShape(what) || isUnread(what, null)) return Steadiness.shape;
  if (name === TENANT || isBeyond(numbers)) return Steadiness.flow;
  // Their layers are the same, and their headers are there to the end.
  const plain = numbers.every((n) => factual[n] === 1) && places.every(isPlain);
  return plain ? Steadiness.flow : Steadiness.never;
}

/** In which packets of a flow its values are the same. */
export function isReadSteadily(what: Named): number {
  const { name, type, places, numbers } = what;
  if (name === TENANT || isBeyond(numbers)) return Steadiness.flow;
  if (isOfShape(what)) return Steadiness.shape;
  if (type === "protocol" || numbers.some((n) => factual[n] === 0)) return Steadiness.never;
  const steady = places.every((place) => {
    const protocol = protocols[place.number];
    const own = protocol?.steady ?? protocol?.steadyWhole;
    // The cache knows no packets with such a header.
    if (own === undefined) return true;
    return typeof own === "object" && isPlain(place) && isWithin(place.field, steadyBits(own));
  });
  return steady ? Steadiness.flow : Steadiness.never;
}

/** The layers' names. */
const isOfShape = ({ name }: Named): boolean => LAYERED.includes(name);

/** All of it is found only where the packet is looked at beyond its headers, which says itself whether it has to be. */
const isBeyond = (numbers: readonly number[]): boolean =>
  numbers.every((n) => factual[n] === 0 && pseudo[n] === 0);

/** It stands at a fixed place of the header itself, if it is there, which steady bits decide. */
const isPlain = ({ field, number }: Place): boolean =>
  isFixed(field) &&
  field.size > 0 &&
  (field.when === undefined || typeof protocols[number]?.steady === "object");

function isWithin({ at, size, mask }: Field, bits: Uint8Array): boolean {
  for (let i = 0; i < size; i++) {
    const own = mask === 0 ? 0xff : Math.floor(mask / 256 ** (size - 1 - i)) & 0xff;
    if ((own & ~(bits[at + i] ?? 0)) !== 0) return false;
  }
  return true;
}
