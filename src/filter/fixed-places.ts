/** Of protocols by their numbers, what their fields need to be there. */
import { type Field, LOCATED } from "../core/fields.ts";
import { bytesOf, steadyBits } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";

/** Whether a field's place follows from the header alone, without `locate`. */
export const isFixed = ({ at }: Field): boolean => at !== LOCATED;

// What a protocol's fields are it says when it is first asked: at every start that would be thousands.
const UNKNOWN = -1;
const reaches = new Int32Array(protocols.length).fill(UNKNOWN);

/** As many bytes of its header as all fields take that stand at fixed places, and that all packets of a flow have. */
export function reachOf(number: number): number {
  if (reaches[number] === UNKNOWN) {
    const fixed = (protocols[number]?.fields ?? []).filter(isFixed);
    reaches[number] = fixed.reduce((most, { at, size }) => Math.max(most, at + size), 0);
  }
  return reaches[number];
}

export const steadily = protocols.map((p) =>
  typeof p?.steady === "object" ? steadyBits(p.steady).length : 0,
);

const whole = new Int8Array(protocols.length).fill(UNKNOWN);

/** Whether its fields are there hangs on nothing, or on bits that all packets of a flow have in common. */
export function isWhole(number: number): boolean {
  if (whole[number] === UNKNOWN) {
    const p = protocols[number];
    const decides = typeof p?.steady === "object" ? bytesOf(p.steady.decides) : [];
    const isDecided = ({ at, size }: Field) => decides.slice(at, at + size).every((byte) => byte === 0xff);
    const isThere = (field: Field) => field.when === undefined || !isFixed(field) || isDecided(field);
    whole[number] = (p?.fields ?? []).every(isThere) ? 1 : 0;
  }
  return whole[number] === 1;
}
