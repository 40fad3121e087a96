/**
 * Tests that read fields where dissecting a packet left them: straight from the stack and the bytes, without
 * making layers or values. A filter costs a few nanoseconds a packet this way.
 */
import type { Field } from "../core/fields.ts";
import type { Packet } from "../core/layer.ts";
import { ABSENT, type Answer, either, type Headers, NO, type Quick, withSpots, YES } from "./alike.ts";
import { isFixed } from "./fixed-places.ts";
import { each, type Joined } from "./joined.ts";
import { counted, type Named, pseudo } from "./names.ts";
import { type Parts, partsAt } from "./optional-parts.ts";
import { inRanges } from "./ranges.ts";
import type { Spot as NumberSpot, SpotSet } from "./spots.ts";
import type { Range } from "./syntax.ts";

export type Match = (packet: Packet) => boolean;

/** Whether the value at `at` passes. */
export interface Check {
  (d: DataView, at: number): boolean;
  /** The same as data, at the field's place in its header; absent: it is no such test. */
  spots?: Joined<NumberSpot | SpotSet>;
}

/** Reads a number; bigint where it has 8 bytes. Neither allocates nor throws if `size` bytes are there. */
export type Read = (d: DataView, at: number) => number | bigint;

interface Spot {
  at: number;
  /** Behind its last byte. */
  to: number;
  /** The optional part of the header that it stands in; null: the header itself. */
  when: string | null;
  check: Check;
}

/** How a field's value is a number: an Ethernet address is one of 48 bits. null: it is none. */
export function reader(field: Field): Read | null {
  const word = wordReader(field);
  const { kind, mask, scale } = field;
  if (word === null || kind === "ipv4" || kind === "mac") return word;
  if (field.size === 8) return mask === 0 && scale === 1 ? word : null;
  if (kind === "bool") return (d, at) => (mask === 0 ? word(d, at) : (word(d, at) as number) & mask ? 1 : 0);
  if (mask === 0) return scale === 1 ? word : (d, at) => (word(d, at) as number) * scale;
  const shift = 31 - Math.clz32(mask & -mask);
  return (d, at) => ((((word(d, at) as number) & mask) >>> 0) >>> shift) * scale;
}

function wordReader({ kind, size }: Field): Read | null {
  if (kind === "mac")
    return size === 6 ? (d, at) => d.getUint16(at) * 0x100000000 + d.getUint32(at + 2) : null;
  if (kind !== "uint" && kind !== "bool" && kind !== "ipv4") return null;
  switch (size) {
    case 1:
      return (d, at) => d.getUint8(at);
    case 2:
      return (d, at) => d.getUint16(at);
    case 3:
      return (d, at) => d.getUint16(at) * 256 + d.getUint8(at + 2);
    case 4:
      return (d, at) => d.getUint32(at);
    case 8:
      return kind === "uint" ? (d, at) => d.getBigUint64(at) : null;
    default:
      return null;
  }
}

/** Whether every place of a field or protocol can be found without making layers. */
export function isHot({ places, numbers }: Named): boolean {
  return (
    numbers.every((number) => pseudo[number] === 0) &&
    places.every(({ field }) => isFixed(field) && field.size > 0)
  );
}

/**
 * A test of the fields or protocols `what`, which must be hot: whether the check of some value passes, or, if
 * `every`, that of each, and there is one.
 *
 * @param checkOf the check for a field of `what`; not asked for protocols
 * @param ranges which layers of a protocol count; null: all
 */
export function search(
  what: Named,
  checkOf: (field: Field) => Check,
  every: boolean,
  ranges: readonly Range[] | null,
): Match {
  const slots = new Uint8Array(256);
  const lists: Spot[][] = [[]];
  const slotOf = (number: number): Spot[] => {
    if (slots[number] === 0) slots[number] = lists.push([]) - 1;
    return lists[slots[number]];
  };
  for (const { field, number } of what.places) {
    const { at, size, when = null } = field;
    slotOf(number).push({ at, to: at + size, when, check: checkOf(field) });
  }
  if (what.type === "protocol") {
    for (const number of what.numbers) slotOf(number).push({ at: 0, to: 0, when: null, check: () => true });
  }
  const optional = lists.some((spots) => spots.some(({ when }) => when !== null));
  if (optional || ranges !== null) return careful(slots, lists, every, ranges);
  const two = lists.length === 2 && lists[1].length === 2 && what.places.length === 2;
  return two ? pair(what.places[0].number, lists[1], every) : plain(slots, lists, every);
}

/**
 * As `search`, of packets with the same headers; null: nobody knows whether some of it is there.
 * @param checkOf null: whatever is there passes
 */
export function searchAlike(
  what: Named,
  checkOf: ((field: Field) => Check) | null,
  every: boolean,
  ranges: readonly Range[] | null,
): (headers: Headers) => Answer {
  return (headers) => {
    const tests: Quick[] = [];
    for (const i of headersOf(what, ranges, headers)) {
      if (what.type === "protocol") return true;
      for (const { field, number } of what.places) {
        if (number !== headers.proto[i]) continue;
        const part = field.when === undefined ? 0 : headers.partAt(i, field.when);
        if (part === ABSENT) continue;
        const offset = headers.off[i] + (part ?? 0) + field.at;
        if (part === null || offset + field.size > headers.sure) return null;
        if (checkOf === null) return true;
        const check = checkOf(field);
        tests.push(
          withSpots((p) => (check(p.d, p.at + offset) ? YES : NO), spotsAt(check, offset - field.at)),
        );
      }
    }
    return either(tests, every);
  };
}

/** The same as data, of a header at `offset`. */
export const spotsAt = (check: Check | null, offset: number): Joined<NumberSpot | SpotSet> | undefined =>
  check?.spots && each(check.spots, (spot) => ({ ...spot, at: offset + spot.at }));

/** Which of the headers have that name, outermost first. */
export function headersOf(what: Named, ranges: readonly Range[] | null, { n, proto }: Headers): number[] {
  const counts = new Int32Array(256);
  const totalOf = (number: number) => proto.filter((other) => counted[other] === counted[number]).length;
  const found: number[] = [];
  for (let i = 0; i < n; i++) {
    const number = proto[i];
    const ordinal = ++counts[counted[number]];
    if (!what.numbers.includes(number)) continue;
    if (ranges === null || inRanges(ranges, ordinal, () => totalOf(number))) found.push(i);
  }
  return found;
}

/** Two fields of one protocol: addresses, ports. */
function pair(number: number, [a, b]: readonly Spot[], every: boolean): Match {
  const [checkA, checkB, atA, atB] = [a.check, b.check, a.at, b.at];
  const [toA, toB] = [a.to, b.to];
  return ({ frames, frameCount }) => {
    let seen = false;
    for (let f = 0; f < frameCount; f++) {
      const { view, stack, first } = frames[f];
      const { proto, off, end, n } = stack;
      for (let i = first; i < n; i++) {
        if (proto[i] !== number) continue;
        const o = off[i];
        const e = end[i];
        if (o + toA <= e) {
          if (checkA(view, o + atA) !== every) return !every;
          seen = true;
        }
        if (o + toB <= e) {
          if (checkB(view, o + atB) !== every) return !every;
          seen = true;
        }
      }
    }
    return every && seen;
  };
}

function plain(slots: Uint8Array, lists: readonly Spot[][], every: boolean): Match {
  return ({ frames, frameCount }) => {
    let seen = false;
    for (let f = 0; f < frameCount; f++) {
      const { view, stack, first } = frames[f];
      const { proto, off, end, n } = stack;
      for (let i = first; i < n; i++) {
        const slot = slots[proto[i]];
        if (slot === 0) continue;
        const spots = lists[slot];
        const o = off[i];
        const e = end[i];
        for (let k = 0; k < spots.length; k++) {
          const spot = spots[k];
          if (o + spot.to > e) continue;
          if (spot.check(view, o + spot.at) !== every) return !every;
          seen = true;
        }
      }
    }
    return every && seen;
  };
}

/** With optional parts of headers, or with layers counted. */
function careful(
  slots: Uint8Array,
  lists: readonly Spot[][],
  every: boolean,
  ranges: readonly Range[] | null,
): Match {
  const counts = ranges === null ? null : new Int32Array(256);
  return (packet) => {
    const { frames, frameCount } = packet;
    let seen = false;
    counts?.fill(0);
    for (let f = 0; f < frameCount; f++) {
      const { view, stack, first } = frames[f];
      const { proto, off, end, n } = stack;
      for (let i = first; i < n; i++) {
        const number = proto[i];
        const slot = slots[number];
        if (counts !== null && ranges !== null) {
          const ordinal = ++counts[counted[number]];
          if (slot === 0 || !inRanges(ranges, ordinal, () => total(packet, number))) continue;
        } else if (slot === 0) continue;
        let parts: Both | undefined;
        for (const { at, to, when, check } of lists[slot]) {
          let d = view;
          let o = off[i];
          let e = end[i];
          if (when !== null) {
            parts ??= partsOf(packet, f, i);
            const own = parts.own?.[when];
            const part = own ?? parts.other?.[when];
            if (part === undefined) continue;
            if (own === undefined) {
              const other = frames[f + 1];
              d = other.view;
              o = other.stack.off[other.first - 1];
              e = other.stack.end[other.first - 1];
            }
            o += part;
          }
          if (o + to > e) continue;
          if (check(d, o + at) !== every) return !every;
          seen = true;
        }
      }
    }
    return every && seen;
  };
}

/** The bytes of the layers of some protocols: `next` is how far behind its first byte the next layer begins. */
export type Visit = (number: number, data: DataView, next: number) => void;

export function eachLayer(
  packet: Packet,
  wanted: Uint8Array,
  ranges: readonly Range[] | null,
  visit: Visit,
): void {
  const { frames, frameCount } = packet;
  const counts = ranges === null ? null : new Int32Array(256);
  for (let f = 0; f < frameCount; f++) {
    const { view, stack, first } = frames[f];
    const { proto, off, end, n } = stack;
    for (let i = first; i < n; i++) {
      const number = proto[i];
      const ordinal = counts === null ? 0 : ++counts[counted[number]];
      if (wanted[number] === 0) continue;
      if (ranges !== null && !inRanges(ranges, ordinal, () => total(packet, number))) continue;
      const length = Math.max(0, end[i] - off[i]);
      const data = new DataView(view.buffer, view.byteOffset + off[i], length);
      visit(number, data, i + 1 < n ? off[i + 1] - off[i] : length);
    }
  }
}

interface Both {
  own: Parts | undefined;
  /** Of the same header in the frame that this packet completed. */
  other: Parts | undefined;
}

function partsOf({ frames, frameCount }: Packet, f: number, i: number): Both {
  const { view, stack } = frames[f];
  const next = f + 1 < frameCount && i === stack.n - 1 ? frames[f + 1] : null;
  const same = next !== null && next.first > 0 && next.stack.proto[next.first - 1] === stack.proto[i];
  const other = same ? partsAt(next.view, next.stack, next.first - 1) : undefined;
  return { own: partsAt(view, stack, i), other };
}

/** How many layers of that protocol a packet has. */
function total({ frames, frameCount }: Packet, number: number): number {
  let count = 0;
  for (let f = 0; f < frameCount; f++) {
    const { first, stack } = frames[f];
    for (let i = first; i < stack.n; i++) if (counted[stack.proto[i]] === counted[number]) count++;
  }
  return count;
}
