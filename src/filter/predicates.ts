/** Tests of one value against what a filter gives. */
import type { Field } from "../core/fields.ts";
import { type Check, type Match, reader } from "./hot.ts";
import { alone, type Joined, join } from "./joined.ts";
import type { Literal } from "./literals.ts";
import {
  anySpot,
  type Bounds,
  boundsOf,
  everySpot,
  type Spot,
  spotOf,
  spotsOfBytes,
  type TimeBounds,
  timeBoundsOf,
} from "./spots.ts";
import type { Comparison, Relation } from "./syntax.ts";
import { order, type Type, type V } from "./types.ts";

/** The relation of an operator, and whether every value must meet it. */
export const RELATIONS: Readonly<Record<Comparison, { relation: Relation; every: boolean }>> = {
  any_eq: { relation: "==", every: false },
  all_eq: { relation: "==", every: true },
  any_ne: { relation: "!=", every: false },
  all_ne: { relation: "!=", every: true },
  "<": { relation: "<", every: false },
  "<=": { relation: "<=", every: false },
  ">": { relation: ">", every: false },
  ">=": { relation: ">=", every: false },
};

/** The same with its sides the other way round. */
export const MIRRORED: Readonly<Record<Relation, Relation>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

export interface Predicate {
  test: (v: V) => boolean;
  /** The same of a value where it stands in the bytes; null: not for that field. */
  check: (field: Field) => Check | null;
  /** The same of the bytes from `from` up to `to`, without taking them out; absent: not for these values. */
  within?: (d: DataView, from: number, to: number) => boolean;
  /** What it looks for there. */
  part?: Uint8Array;
  /** The same of a whole number that is not below 0; absent: not for these values. */
  bounds?: Joined<Bounds>;
  /** Of bytes, how many there have to be; absent: it is more than that. */
  sizes?: Joined<Bounds>;
  /** The same of a time, without making a bigint of it; absent: not for these values. */
  tick?: Tick;
  /** The same as data. */
  timeBounds?: Joined<TimeBounds>;
}

/** A test of values as they are found: whether some passes, or, if `every`, each, and there is one. */
export type Scan = (predicate: Predicate, every: boolean) => Match;

export const passes = (values: readonly V[], test: (v: V) => boolean, every: boolean): boolean =>
  every ? values.length > 0 && values.every(test) : values.some(test);

/** Values of which it is remembered what a test said. */
const MOST_REMEMBERED = 1 << 14;

/** A test that remembers what it said of values. */
export function remembering(test: (v: V) => boolean): (v: V) => boolean {
  const said = new Map<V, boolean>();
  return (v) => {
    let is = said.get(v);
    if (is !== undefined) return is;
    is = test(v);
    if (said.size < MOST_REMEMBERED) said.set(v, is);
    return is;
  };
}

/** Of whole seconds, and the nanoseconds that come on top of them. */
export type Tick = (seconds: number, nanoseconds: number) => boolean;

/** Whether an order as of `order()` meets the relation. */
export const holds: Readonly<Record<Relation, (order: number) => boolean>> = {
  "==": (o) => o === 0,
  "!=": (o) => o !== 0,
  "<": (o) => o < 0,
  "<=": (o) => o <= 0,
  ">": (o) => o > 0,
  ">=": (o) => o >= 0,
};

/** The predicate `value RELATION literal`. Of a literal with a prefix, only those bits are compared. */
export function against(relation: Relation, type: Type, { value, bits }: Literal): Predicate {
  if (type === "ipv4") return ipv4(relation, value as number, bits ?? 32);
  if (type === "ipv6") return ipv6(relation, value as Uint8Array, bits ?? 128);
  const hold = holds[relation];
  const test = typeof value === "number" ? numeral(relation, value) : (v: V) => hold(order(v, value));
  const check = (field: Field) => checkOf(relation, field, value);
  if (typeof value === "number") return { test, check, bounds: alone(boundsOf(relation, value)) };
  return typeof value === "bigint" && (type === "time" || type === "duration")
    ? { test, check, tick: tickOf(relation, value), timeBounds: alone(timeBoundsOf(relation, value)) }
    : { test, check };
}

const BILLION = 1_000_000_000n;

function tickOf(relation: Relation, value: bigint): Tick {
  const nanoseconds = Number(((value % BILLION) + BILLION) % BILLION);
  const seconds = Number((value - BigInt(nanoseconds)) / BILLION);
  const hold = holds[relation];
  return (s, ns) => hold(s !== seconds ? s - seconds : ns - nanoseconds);
}

/** As `holds` of `order()`, without asking for the order first: most of what is compared is a number. */
function numeral(relation: Relation, n: number): (v: V) => boolean {
  switch (relation) {
    case "==":
      return (v) => !((v as number) < n || (v as number) > n);
    case "!=":
      return (v) => (v as number) < n || (v as number) > n;
    case "<":
      return (v) => (v as number) < n;
    case "<=":
      return (v) => !((v as number) > n);
    case ">":
      return (v) => (v as number) > n;
    case ">=":
      return (v) => !((v as number) < n);
  }
}

function checkOf(relation: Relation, field: Field, value: V): Check | null {
  const { kind, size } = field;
  if (value instanceof Uint8Array && kind === "bytes" && size > 0) {
    // Of another length, all are as far from it as any.
    const always = holds[relation](size - value.length);
    if (value.length !== size) return () => always;
    return withSpots(bytewise(relation, value), spotsOfBytes(relation, field.at, value));
  }
  const read = reader(field);
  const number = kind === "mac" ? macNumber(value) : value;
  if (read === null || (typeof number !== "number" && typeof number !== "bigint")) return null;
  return withSpots(numeric(relation, read, alike(field, number)), spotsOf(relation, field, value));
}

const withSpots = (check: Check, spots: Check["spots"]): Check =>
  spots === undefined ? check : Object.assign(check, { spots });

/** The test of a field as data; undefined: it is no such number. */
function spotsOf(relation: Relation, field: Field, value: V): Joined<Spot> | undefined {
  const { at, size } = field;
  if (value instanceof Uint8Array) return spotsOfBytes(relation, at, value);
  if (size === 8) {
    const n = typeof value === "bigint" || Number.isInteger(value) ? BigInt(value as bigint) : -1n;
    if (n < 0n || n >= 1n << 64n) return undefined;
    const bytes = new DataView(new ArrayBuffer(size));
    bytes.setBigUint64(0, n);
    return spotsOfBytes(relation, at, new Uint8Array(bytes.buffer));
  }
  const spot = typeof value === "number" ? spotOf(relation, field, value) : null;
  return spot === null ? undefined : alone(spot);
}

function bytewise(relation: Relation, value: Uint8Array): Check {
  const hold = holds[relation];
  return (d, at) => {
    for (let i = 0; i < value.length; i++) {
      const byte = d.getUint8(at + i);
      if (byte !== value[i]) return hold(byte - value[i]);
    }
    return hold(0);
  };
}

/** Fields of 8 bytes are read as bigint, all others as number: `===` wants the same. */
const alike = (field: Field, n: number | bigint): number | bigint =>
  field.size === 8 ? (Number.isInteger(n) || typeof n === "bigint" ? BigInt(n) : n) : Number(n);

function numeric(
  relation: Relation,
  read: (d: DataView, at: number) => number | bigint,
  n: number | bigint,
): Check {
  switch (relation) {
    case "==":
      return (d, at) => read(d, at) === n;
    case "!=":
      return (d, at) => read(d, at) !== n;
    case "<":
      return (d, at) => read(d, at) < n;
    case "<=":
      return (d, at) => read(d, at) <= n;
    case ">":
      return (d, at) => read(d, at) > n;
    case ">=":
      return (d, at) => read(d, at) >= n;
  }
}

/** 48 bits as a number; order is kept. */
function macNumber(value: V): V {
  if (!(value instanceof Uint8Array) || value.length !== 6) return value;
  return value.reduce((n, byte) => n * 256 + byte, 0);
}

/** The first `bits` of 32. */
const maskOf = (bits: number): number => (bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits));

function ipv4(relation: Relation, address: number, bits: number): Predicate {
  const mask = maskOf(bits);
  const network = (address & mask) >>> 0;
  const hold = holds[relation];
  const test = (v: V) => hold(((Number(v) & mask) >>> 0) - network);
  const check = (field: Field): Check | null => {
    if (field.kind !== "ipv4") return null;
    const isEqual = relation === "==" || relation === "!=";
    const whole = { mask: 0xffffffff, low: network, high: (network | ~mask) >>> 0 };
    const own = isEqual
      ? { ...whole, outside: relation === "!=" }
      : { mask: mask >>> 0, ...boundsOf(relation, network) };
    const spot: Spot = { at: field.at, size: 4, ...own };
    const checked = (own: Check) => withSpots(own, alone(spot));
    if (relation === "==") return checked((d, at) => (d.getUint32(at) & mask) >>> 0 === network);
    if (relation === "!=") return checked((d, at) => (d.getUint32(at) & mask) >>> 0 !== network);
    return checked((d, at) => hold(((d.getUint32(at) & mask) >>> 0) - network));
  };
  return { test, check };
}

function ipv6(relation: Relation, address: Uint8Array, bits: number): Predicate {
  const masks = [0, 32, 64, 96].map((from) => maskOf(bits - from));
  const words = new DataView(address.buffer, address.byteOffset, 16);
  const bitsOf = (i: number) => (masks[i >> 2] >>> (24 - 8 * (i & 3))) & 0xff;
  const value = address.map((byte, i) => byte & bitsOf(i));
  const network = masks.map((mask, i) => (words.getInt32(4 * i) & mask) >>> 0);
  const hold = holds[relation];
  const check = (d: DataView, at: number): boolean => {
    for (let i = 0; i < 4; i++) {
      const difference = ((d.getInt32(at + 4 * i) & masks[i]) >>> 0) - network[i];
      if (difference !== 0) return hold(difference);
    }
    return hold(0);
  };
  const checkAt = ({ at }: Field) =>
    withSpots((d, o) => check(d, o), spotsOfBytes(relation, at, value, bitsOf));
  const test = (v: V) =>
    v instanceof Uint8Array && v.length === 16 && check(new DataView(v.buffer, v.byteOffset), 0);
  return { test, check: (field) => (field.kind === "ipv6" ? checkAt(field) : null) };
}

/** Both must pass. */
export function both(a: Predicate, b: Predicate): Predicate {
  const check = (field: Field): Check | null => {
    const [first, second] = [a.check(field), b.check(field)];
    if (first === null || second === null) return null;
    return withSpots((d, at) => first(d, at) && second(d, at), spotsIn([first, second], everySpot));
  };
  return { test: (v) => a.test(v) && b.test(v), check, ...asData([a, b], true) };
}

/** The tests as data, put together; undefined: some is none. */
function spotsIn(checks: readonly Check[], put: typeof anySpot): Check["spots"] {
  const parts = checks.flatMap(({ spots }) => spots ?? []);
  return parts.length < checks.length ? undefined : put(parts);
}

/** What all of them have, put together; undefined: some has none. */
function joinedOf<K extends string, T extends object>(
  of: readonly { readonly [key in K]?: Joined<T> }[],
  key: K,
  every: boolean,
): Joined<T> | undefined {
  const parts = of.flatMap((one) => one[key] ?? []);
  return parts.length < of.length ? undefined : join(parts, every);
}

/** That all of them pass, or some. */
function asData(
  predicates: readonly Predicate[],
  every: boolean,
): Pick<Predicate, "tick" | "bounds" | "timeBounds"> {
  const bounds = joinedOf<"bounds", Bounds>(predicates, "bounds", every);
  const timeBounds = joinedOf<"timeBounds", TimeBounds>(predicates, "timeBounds", every);
  const ticks = predicates.flatMap(({ tick }) => tick ?? []);
  const tick: Tick = (s, ns) => {
    for (const own of ticks) if (own(s, ns) !== every) return !every;
    return every;
  };
  return {
    ...(ticks.length === predicates.length && { tick }),
    ...(bounds && { bounds }),
    ...(timeBounds && { timeBounds }),
  };
}

/** One of them must pass. */
export function anyOf(predicates: readonly Predicate[]): Predicate {
  const check = (field: Field): Check | null => {
    const checks = predicates.flatMap((p) => p.check(field) ?? []);
    if (checks.length < predicates.length) return null;
    return withSpots((d, at) => checks.some((c) => c(d, at)), spotsIn(checks, anySpot));
  };
  return { test: (v) => predicates.some((p) => p.test(v)), check, ...asData(predicates, false) };
}

/** As anyOf equal ones, for many. */
export function oneOf(type: Type, values: readonly V[]): Predicate {
  const slow = anyOf(values.map((value) => against("==", type, { value })));
  const check = (field: Field): Check | null => {
    const read = reader(field);
    const numbers = values.map((v) => (type === "mac" ? macNumber(v) : v));
    const known = slow.check(field);
    if (read === null || !numbers.every((n) => typeof n === "number" || typeof n === "bigint")) return known;
    const own = numbers.map((n) => alike(field, n));
    if (field.size > 2 || field.scale !== 1) {
      const set = new Set(own);
      return withSpots((d, at) => set.has(read(d, at)), known?.spots);
    }
    // A look into a table costs less than one into a set.
    const table = new Uint8Array(65536);
    for (const n of own) if (n >= 0 && n < table.length) table[Number(n)] = 1;
    return withSpots((d, at) => table[read(d, at) as number] === 1, known?.spots);
  };
  return { ...slow, check };
}
