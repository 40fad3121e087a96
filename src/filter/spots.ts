/** Tests of numbers at fixed places, of bytes and of checksums, as data: what can be asked without calling anything. */
import type { Field } from "../core/fields.ts";
import { type ByteBits, STATUSES } from "../core/protocol.ts";
import type { Fact } from "../core/recall.ts";
import { alone, each, type Joined, join, negated, testsIn } from "./joined.ts";
import type { Relation } from "./syntax.ts";

/** Numbers from `low` to `high` pass, or, `outside`, all others; `low` over `high`: there are none. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly outside: boolean;
}

export const isWithin = ({ low, high, outside }: Bounds, n: number): boolean =>
  (n >= low && n <= high) !== outside;

/** So many bytes, big-endian, of which the bits of `mask` count, at their places; lengths are the packet's own. */
export interface Spot extends Bounds {
  readonly kind?: undefined;
  /** From the packet's first byte. */
  readonly at: number;
  readonly size: 1 | 2 | 4 | "original" | "captured";
  readonly mask: number;
}

/** How many of the lengths in a packet's headers, from the first on, say where something ends; all of its bytes do. */
export type Ends = number | "captured";

/** Bytes from `at` on, and behind the words that the byte at `words` has at its top, hold `part`; or, `outside`, not. */
export interface Search {
  readonly kind: "search";
  readonly at: number;
  /** -1: they begin right there. */
  readonly words: number;
  readonly ends: Ends;
  /** There are none if the byte at `at` has one of those bits. */
  readonly unless: { readonly at: number; readonly mask: number } | null;
  readonly part: Uint8Array;
  readonly outside: boolean;
}

/** A checksum over what begins at `at`, with the pseudo-header of the IP header at `ip` right before it. */
export interface Sum {
  readonly kind: "sum";
  readonly at: number;
  readonly ip: number;
  readonly protocol: number;
  /** Where the captured bytes end, and those on the wire. */
  readonly ends: number;
  readonly wires: number;
  /** Where its length stands, and the checksum that may be 0; -1: nowhere. */
  readonly length: number;
  readonly optional: number;
  /** It is unverified if that byte has one of these bits; null: nobody says so. */
  readonly left: ByteBits | null;
  /** The statuses that pass, as bits. */
  readonly statuses: number;
}

/** What is left on the wire behind `at` and the words that the byte at `words` has at its top, as a number. */
export interface Rest extends Bounds {
  readonly kind: "rest";
  readonly at: number;
  /** -1: it begins right there. */
  readonly words: number;
  readonly wires: number;
  /** Only what was captured of it counts. */
  readonly captured?: boolean;
  /** Nothing passes if nothing is left, or the byte at `at` has one of those bits. */
  readonly some?: boolean;
  readonly unless?: { readonly at: number; readonly mask: number } | null;
}

/** The length at `at`, counted from `from`, goes on behind where the first `wires` lengths end the packet. */
export interface Past {
  readonly kind: "past";
  readonly at: number;
  readonly from: number;
  readonly wires: number;
}

/**
 * Options from `at` up to where the byte at `words` says at its top, in words: never, if none of that kind has a length that less
 * two is no multiple of `unit`, a power of two; else nobody knows.
 */
export interface Options {
  readonly kind: "options";
  readonly at: number;
  readonly words: number;
  readonly header: number;
  readonly option: number;
  readonly unit: number;
}

/**
 * Never, if what begins at `at` was not captured up to where the first `wires` lengths end it; nor if it has as many bytes as `least`
 * and the bits of `mask` in the four at `number` are `value`; else nobody knows.
 */
export interface Sound {
  readonly kind: "sound";
  readonly at: number;
  readonly number: number;
  readonly mask: number;
  readonly value: number;
  readonly least: number;
  readonly wires: number;
}

/** A number that is told of what the packets before say of this one. */
export interface Recalled extends Bounds {
  readonly kind: "fact";
  readonly word: Fact;
  readonly mask: number;
}

/** Nanoseconds from `low` to `high` pass, or, `outside`, all others. */
export interface TimeBounds {
  readonly low: bigint;
  readonly high: bigint;
  readonly outside: boolean;
}

/** A time in nanoseconds that is told as a double; or how long it is since one that is told. */
export interface Elapsed extends TimeBounds {
  readonly kind: "time" | "since";
  readonly word: Fact;
  /** Of that, the nanoseconds; below 0: there is none, which fails, or is 0. */
  readonly nanoseconds: Fact;
  readonly orZero: boolean;
}

/** The same of a number that has to be in one of those ranges, or, `outside`, in none. They are in order and apart. */
export interface SpotSet extends Pick<Spot, "at" | "size" | "mask" | "outside"> {
  readonly kind: "set";
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

/** Nobody knows without asking the test itself. */
export interface Unknown {
  readonly kind: "unknown";
}

export type Datum =
  | Spot
  | SpotSet
  | Search
  | Sum
  | Rest
  | Past
  | Options
  | Sound
  | Recalled
  | Elapsed
  | Unknown;

export type Spots = Joined<Datum>;

const MOST = 0xffffffff;
const ALL_STATUSES = 2 ** STATUSES - 1;
/** Any number but 0. */
export const NONZERO: Bounds = { low: 0, high: 0, outside: true };
const NONE: Bounds = { low: 1, high: 0, outside: false };

/** What a number up to `most`, which is whole and not below 0, has to be. */
export function boundsOf(relation: Relation, n: number, most = MOST): Bounds {
  const whole = Number.isInteger(n);
  const [low, high] = {
    "==": [whole ? n : 1, whole ? n : 0],
    "!=": [whole ? n : 1, whole ? n : 0],
    "<": [0, Math.ceil(n) - 1],
    "<=": [0, Math.floor(n)],
    ">": [Math.floor(n) + 1, most],
    ">=": [Math.ceil(n), most],
  }[relation];
  const outside = relation === "!=";
  const within = low <= high && high >= 0 && low <= most;
  return within ? { low: Math.max(0, low), high: Math.min(most, high), outside } : { ...NONE, outside };
}

const [EARLIEST, LATEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Every time that there is. */
export const ANY_TIME: TimeBounds = { low: EARLIEST, high: LATEST, outside: false };

/** The same of times in nanoseconds. */
export function timeBoundsOf(relation: Relation, n: bigint): TimeBounds {
  const [low, high] = {
    "==": [n, n],
    "!=": [n, n],
    "<": [EARLIEST, n - 1n],
    "<=": [EARLIEST, n],
    ">": [n + 1n, LATEST],
    ">=": [n, LATEST],
  }[relation];
  const outside = relation === "!=";
  if (low > high || high < EARLIEST || low > LATEST) return { low: 1n, high: 0n, outside };
  return { low: low < EARLIEST ? EARLIEST : low, high: high > LATEST ? LATEST : high, outside };
}

/** Three bytes are asked for as the upper ones of four. */
const widened = (spot: Bounds & { at: number; mask: number }): Spot => {
  const [mask, low, high] = [spot.mask, spot.low, spot.high].map((n) => n * 256);
  return { ...spot, size: 4, mask, low, high };
};

/** The test of a field, at its place in the header; null: it is no such number. */
export function spotOf(relation: Relation, field: Field, n: number): Spot | null {
  const { kind, at, size, mask, scale } = field;
  if (kind !== "uint" && kind !== "bool" && kind !== "ipv4") return null;
  // Other quotients may not be exact.
  if (size < 1 || size > 4 || !Number.isInteger(Math.log2(scale))) return null;
  const spot = (of: Bounds & { mask: number }): Spot =>
    size === 3 ? widened({ ...of, at }) : { ...of, at, size: size as 1 | 2 | 4 };
  const all = 256 ** size - 1;
  const scaled = n / scale;
  if (mask === 0 || kind === "ipv4") return spot({ mask: all, ...boundsOf(relation, scaled, all) });
  const bits = mask >>> 0;
  if (kind === "bool") {
    const { low, high, outside } = boundsOf(relation, n, 1);
    const [no, yes] = [0, 1].map((v) => (v >= low && v <= high) !== outside);
    if (no !== yes) return spot({ mask: bits, low: 0, high: 0, outside: yes });
    return spot({ mask: bits, ...NONE, outside: yes });
  }
  const shift = 31 - Math.clz32(bits & -bits);
  const { low, high, outside } = boundsOf(relation, scaled, bits >>> shift);
  if (low > high) return spot({ mask: bits, ...NONE, outside });
  const place = (v: number) => (v << shift) >>> 0;
  return spot({ mask: bits, low: place(low), high: place(high), outside });
}

/**
 * The same of bytes at `at`, of which the first ones count most.
 * @param bits those that are compared; the others are 0 in the value
 */
export function spotsOfBytes(
  relation: Relation,
  at: number,
  value: Uint8Array,
  bits: (i: number) => number = () => 0xff,
): Joined<Spot> {
  const size = Math.min(value.length, 4) as 1 | 2 | 3 | 4;
  const numberOf = (byte: (i: number) => number) =>
    value.subarray(0, size).reduce((all, _, i) => all * 256 + byte(i), 0);
  const mask = numberOf(bits);
  const n = numberOf((i) => value[i]);
  const first = (own: Relation): Joined<Spot> => {
    const bounds = { at, mask, ...boundsOf(own, n, mask) };
    return alone(size === 3 ? widened(bounds) : { ...bounds, size });
  };
  if (size === value.length) return first(relation);
  const behind = spotsOfBytes(relation, at + size, value.subarray(size), (i) => bits(size + i));
  if (relation === "==") return join([first("=="), behind], true);
  if (relation === "!=") return join([first("!="), behind], false);
  const further = relation === "<" || relation === "<=" ? "<" : ">";
  return join([first(further), join([first("=="), behind], true)], false);
}

/** What the bits of a field that are left by a number, or by bytes from its first one on, have to be. */
export function spotsOfBits(
  { at, size, mask, scale, kind }: Field,
  bits: unknown,
  bounds: Joined<Bounds>,
): Joined<Spot> | null {
  if (scale !== 1 || size < 1) return null;
  // Of bytes nothing is asked but whether they are 0.
  if (bits instanceof Uint8Array && kind !== "uint")
    return spotsOfBytes("!=", at, new Uint8Array(size), (i) => bits[i] ?? 0);
  // Of those that stand at the end of their bytes.
  if (kind !== "uint" || typeof bits !== "number" || (mask !== 0 && (mask & 1) === 0)) return null;
  if (size !== 1 && size !== 2 && size !== 4) return null;
  const all = mask === 0 ? 256 ** size - 1 : mask >>> 0;
  return each(bounds, (own) => ({ at, size, mask: (bits & all) >>> 0, ...own }));
}

type OneSpot = Spot | SpotSet;

/** So many are asked for as fast one by one. */
const FEW = 3;

/** That one of several tests of fields passes: of many for the same number, whether that is in some range. */
export function anySpot(parts: readonly Joined<OneSpot>[]): Joined<OneSpot> {
  const all = join(parts, false);
  const spots = all.spots.flatMap((part) => ("every" in part || part.outside ? [] : part));
  if (spots.length < all.spots.length || spots.length <= FEW) return all;
  const [{ at, size, mask }] = spots;
  const isSame = spots.every((spot) => spot.at === at && spot.size === size && spot.mask === mask);
  if (!isSame) return all;
  const ranges = spots.flatMap((spot) =>
    spot.kind === "set" ? spot.ranges : [[spot.low, spot.high] as const],
  );
  return alone({ kind: "set", at, size, mask, outside: false, ranges: apart(ranges) });
}

/** In order, and those that meet as one. */
function apart(ranges: SpotSet["ranges"]): SpotSet["ranges"] {
  const found: [number, number][] = [];
  for (const [low, high] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = found[found.length - 1];
    if (low > high) continue;
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else found.push([low, high]);
  }
  return found;
}

/** That several tests of fields pass: two bounds of the same number are one. */
export function everySpot(parts: readonly Joined<OneSpot>[]): Joined<OneSpot> {
  const all = join(parts, true);
  const [a, b, ...more] = all.spots;
  if (b === undefined || more.length > 0 || "every" in a || "every" in b) return all;
  if (a.kind === "set" || b.kind === "set" || a.outside || b.outside) return all;
  if (a.at !== b.at || a.size !== b.size || a.mask !== b.mask) return all;
  return alone({ ...a, low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) });
}

/** What takes the longest is asked last. */
const LAST: readonly Datum["kind"][] = ["search", "sum", "unknown"];
const rank = (part: Datum | Spots): number =>
  "every" in part ? Math.max(...part.spots.map(rank)) : LAST.indexOf(part.kind);

const UNKNOWN: Unknown = { kind: "unknown" };

/** Whether nothing in it is unknown. */
export const isWhole = (of: Spots): boolean => testsIn(of).every(({ kind }) => kind !== "unknown");

/** Undefined: all of it is. */
const unlessUnknown = (of: Spots): Spots | undefined =>
  testsIn(of).every(({ kind }) => kind === "unknown") ? undefined : of;

/** That several of them pass, or one; undefined: that is none of those. */
export function joinedSpots(parts: readonly (Spots | undefined)[], every: boolean): Spots | undefined {
  const { spots } = join(
    parts.map((part) => part ?? alone(UNKNOWN)),
    every,
  );
  return unlessUnknown({ every, spots: [...spots].sort((a, b) => rank(a) - rank(b)) });
}

/** That they fail; undefined: that is none of those. */
export const negatedSpots = (of: Spots | undefined): Spots | undefined =>
  of && unlessUnknown(negated(of, opposite));

/** Of what passes only if something is left: nothing is, or what there is does not pass. */
function noneOr(rest: Rest): Spots {
  const { unless, outside } = rest;
  const none: Datum = { ...rest, some: false, low: 0, high: 0, outside: false };
  const bits: Datum[] = unless ? [{ ...unless, size: 1, ...NONZERO }] : [];
  return { every: false, spots: [none, ...bits, { ...rest, outside: !outside }] };
}

function opposite(datum: Datum): Datum | Spots {
  switch (datum.kind) {
    case "sum":
      return { ...datum, statuses: ~datum.statuses & ALL_STATUSES };
    case undefined:
    case "set":
    case "search":
    case "fact":
      return { ...datum, outside: !datum.outside };
    case "rest":
      return datum.some === true ? noneOr(datum) : { ...datum, outside: !datum.outside };
    case "since":
    case "time":
      // Nor is no time.
      return datum.orZero ? { ...datum, outside: !datum.outside } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}
