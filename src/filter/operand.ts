/** Something in a filter that has values: a field, a protocol, or what is made of them. */
import { type Field, located } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { isText, type Place } from "../protocols/field-index.ts";
import { protocols } from "../protocols/registry.ts";
import { calculate } from "./arithmetic.ts";
import { ANY, barely, locatedAlike, protocolAlike, singleReads } from "./bare.ts";
import { ask, type Demand, want } from "./demand.ts";
import { isFixed } from "./fixed-places.ts";
import { type Check, eachLayer, isHot, type Match, reader, search, searchAlike } from "./hot.ts";
import { lastScan } from "./last.ts";
import { factual, isOfFacts, type Named } from "./names.ts";
import { type Predicate, passes, remembering, type Scan } from "./predicates.ts";
import { type AlikeOf, changed, type Reads, readsOf } from "./reads.ts";
import { spotsOfBits } from "./spots.ts";
import type { Arithmetic, Range } from "./syntax.ts";
import { TEXTS } from "./texts.ts";
import { isBytes, Protocol as ProtocolValue, type Type, type V } from "./types.ts";
import { isUnread, unreadAlike, unreadScan } from "./unread.ts";
import { LAYERED, protocolAt, SINGLES, type Single, type Values, valuesOf } from "./values.ts";

/** Reads a value where it stands; undefined: there is none. */
type ReadValue = (d: DataView, at: number) => V | undefined;

interface Hot {
  what: Named;
  ranges: readonly Range[] | null;
  read: (field: Field) => ReadValue | null;
  /** `read` never says undefined. */
  total: boolean;
  /** The values are those that stand there, so that a predicate may look itself. */
  plain: boolean;
  /** The bits of those that are left. */
  masked?: V | undefined;
}

export interface Operand {
  type: Type;
  /** For messages. */
  text: string;
  /** Whose words and limits hold for values that it is compared with. */
  field: Named | null;
  /** It has none or one value, known without layers. */
  single: Single | null;
  /** It can be read from the bytes at once. */
  hot: Hot | null;
  values: Values;
  /** The same without keeping the values; null: it takes them. */
  scan: Scan | null;
  /** The same of packets with the same headers, where it is not `hot`; null: it takes their layers. */
  alike: AlikeOf | null;
  /** Its values in packets with the same headers; null: it takes their layers. */
  reads: Reads | null;
  /** The name that only showing a packet finds everything of; null: dissecting for facts does. */
  asks: Named | null;
}

/** What a name stands for; `raw`: its bytes. `ranges`: of these layers. */
export function reference(what: Named, ranges: readonly Range[] | null, raw: boolean, text: string): Operand {
  const of = referenceOf(what, ranges, raw, text);
  const spoken = isText(what.name) ? TEXTS[of.type] : undefined;
  return spoken === undefined ? of : mapped(of, "string", spoken, true);
}

function referenceOf(what: Named, ranges: readonly Range[] | null, raw: boolean, text: string): Operand {
  const type = raw ? "bytes" : what.type;
  const of = { type, text, field: raw ? null : what, reads: null };
  const single = ranges === null && !raw && Object.hasOwn(SINGLES, what.name) ? SINGLES[what.name] : null;
  if (single !== null)
    return {
      ...of,
      single,
      hot: null,
      scan: null,
      alike: barely(what.name),
      reads: singleReads(what.name),
      values: fromSingle(single),
      asks: LAYERED.includes(what.name) ? what : null,
    };
  if (!raw && isUnread(what, ranges)) {
    const values = valuesOf(what, null, false);
    return {
      ...of,
      single,
      hot: null,
      values,
      scan: unreadScan(what, values),
      alike: unreadAlike(what),
      asks: what,
    };
  }
  const alike = raw ? null : locatedAlike(what, ranges);
  const figures = ranges === null && !raw ? figuresOf(what) : null;
  if (figures !== null) {
    const values = valuesOf(what, null, false);
    return { ...of, single, hot: null, values, scan: figureScan(figures, values), alike, asks: what };
  }
  if (!isHot(what)) {
    const values = valuesOf(what, ranges, raw);
    const scan = ranges === null && !raw ? lastScan(what, values) : null;
    return { ...of, single, hot: null, scan, alike, values, asks: what };
  }
  const asks = what.numbers.some((number) => factual[number] === 0) ? what : null;
  if (what.type === "protocol") {
    const values = protocolValues(what, ranges, raw);
    return { ...of, single, hot: null, scan: null, alike: protocolAlike(what, ranges, raw), values, asks };
  }
  const hot: Hot = { what, ranges, read: raw ? rawReader : valueReader, total: true, plain: !raw };
  if (what.places.some(({ field }) => hot.read(field) === null))
    return { ...of, single, hot: null, scan: null, alike, values: valuesOf(what, ranges, raw), asks: what };
  const reads = readsOf(what, ranges, hot.read);
  return { ...of, single, hot, scan: null, alike: null, reads, values: hotValues(hot), asks };
}

function protocolValues(what: Named, ranges: readonly Range[] | null, raw: boolean): Values {
  const wanted = new Uint8Array(256);
  for (const number of what.numbers) wanted[number] = 1;
  return (packet) => {
    const values: V[] = [];
    eachLayer(packet, wanted, ranges, (number, data, next) => {
      const protocol = protocolAt(protocols[number] as Protocol, data, next);
      values.push(raw ? protocol.header : protocol);
    });
    return values;
  };
}

/** Values that are read where they stand: as a search that never finds what it wants. */
function hotValues({ what, ranges, read }: Hot): Values {
  let values: V[] = [];
  const collect = search(
    what,
    (field) => {
      const value = read(field);
      return (d, at) => {
        const v = value?.(d, at);
        if (v !== undefined) values.push(v);
        return false;
      };
    },
    false,
    ranges,
  );
  return (packet) => {
    values = [];
    collect(packet);
    return values;
  };
}

type Figure = NonNullable<Protocol["figures"]>[string];

/** How its values follow from the header and its end, by number of the protocol; null: that is not all of them. */
function figuresOf({ name, numbers, places }: Named): readonly (Figure | null)[] | null {
  const figures = protocols.map((p) => p?.figures?.[name] ?? null);
  return places.length > 0 && numbers.every((number) => figures[number] !== null) ? figures : null;
}

/** `values` says them where the stack does not know where the header ends on the wire. */
function figureScan(figures: readonly (Figure | null)[], values: Values): Scan {
  return ({ test }, every) =>
    (packet) => {
      const { frames, frameCount } = packet;
      let seen = false;
      for (let f = 0; f < frameCount; f++) {
        const { view, stack, first } = frames[f];
        const { proto, off, end, n, l4, wire } = stack;
        for (let i = first; i < n; i++) {
          const figure = figures[proto[i]];
          if (figure === null) continue;
          if (i !== l4 || off[i] >= end[i]) return passes(values(packet), test, every);
          const value = figure(view, off[i], end[i], wire);
          if (value < 0) continue;
          if (test(value) !== every) return !every;
          seen = true;
        }
      }
      return every && seen;
    };
}

const fromSingle =
  (single: Single): Values =>
  (packet) => {
    const value = single(packet);
    return value === undefined ? [] : [value];
  };

const rawReader =
  ({ size }: Field): ReadValue =>
  (d, at) =>
    new Uint8Array(d.buffer, d.byteOffset + at, size);

function valueReader(field: Field): ReadValue | null {
  const { kind } = field;
  if (kind === "mac" || kind === "ipv6" || kind === "bytes") return rawReader(field);
  return reader(field);
}

/**
 * Bytes of a field that stands at a fixed place, as if they were a field of their own; null: it is not that simple.
 */
export function partOf(of: Operand, ranges: readonly Range[]): Operand | null {
  const { hot } = of;
  if (hot === null || !hot.plain || ranges.length !== 1) return null;
  const [{ start, length, end }] = ranges;
  const places: Place[] = [];
  for (const place of hot.what.places) {
    const { field } = place;
    const { at, size } = field;
    const from = start < 0 ? size + start : start;
    let to = size;
    if (length !== undefined) to = from + length;
    else if (end !== undefined) to = (end < 0 ? size + end : end) + 1;
    if (from < 0 || from >= to || to > size || field.mask !== 0) return null;
    places.push({ ...place, field: { ...field, kind: "bytes", at: at + from, size: to - from, scale: 1 } });
  }
  const what: Named = { ...hot.what, type: "bytes", places };
  const own: Hot = { what, ranges: hot.ranges, read: rawReader, total: true, plain: true };
  const reads = readsOf(what, hot.ranges, rawReader);
  return { ...of, type: "bytes", field: null, hot: own, reads, values: hotValues(own) };
}

/** Length of what every whole header of a protocol has; bytes of it that are asked for stand at a fixed place. */
const lengthOf = (number: number): number =>
  Math.max(
    0,
    ...(protocols[number]?.fields ?? [])
      .filter((field) => isFixed(field) && field.when === undefined)
      .map(({ at, size }) => at + size),
  );

/** Bytes that all headers of a protocol have, as if they were a field; null: it is not that simple. */
export function partOfHeader(of: Operand, ranges: readonly Range[]): Operand | null {
  const { field: what } = of;
  const [{ start, length, end = -1 }] = ranges;
  if (of.type !== "protocol" || what === null || !isHot(what) || !isOfFacts(what)) return null;
  if (start < 0 || (length === undefined && end < 0)) return null;
  const places = what.numbers.map((number): Place => {
    const field = located("bytes", lengthOf(number), what.name, of.text);
    return { protocol: protocols[number] as Protocol, number, field: { ...field, at: 0 } };
  });
  const hot: Hot = { what: { ...what, places }, ranges: null, read: rawReader, total: true, plain: true };
  return partOf({ ...of, hot }, ranges);
}

/**
 * An operand with each value changed; `f` may say that nothing is left of it.
 * @param measures it says of bytes how many there are
 */
export function mapped(
  of: Operand,
  type: Type,
  f: (v: V) => V | undefined,
  total: boolean,
  measures = false,
): Operand {
  const { single, hot, values, alike } = of;
  const read = hot?.read;
  return {
    ...of,
    type,
    field: null,
    scan: null,
    alike:
      alike === null
        ? null
        : ({ test, bounds }, every) => {
            const after = (v: V) => {
              const left = f(v);
              return left !== undefined && test(left);
            };
            const sizes = measures && bounds !== undefined && { sizes: bounds };
            return total || !every ? alike({ test: after, check: () => null, ...sizes }, every) : null;
          },
    reads: changed(of.reads, f),
    single: single === null ? null : (packet) => through(f, single(packet)),
    hot:
      hot === null || read === undefined
        ? null
        : {
            ...hot,
            total: hot.total && total,
            plain: false,
            masked: undefined,
            read: (field) => {
              const before = read(field);
              return before === null ? null : (d, at) => through(f, before(d, at));
            },
          },
    values: (packet) => values(packet).flatMap((v) => f(v) ?? []),
  };
}

/** `OPERAND op value`. */
export function withConstant(of: Operand, op: Arithmetic, value: V): Operand {
  const never = (op === "/" || op === "%") && Number(value) === 0;
  const small = typeof value === "number" && value >= 0 && value <= 0xffffffff;
  // What is cheap to mask is asked for often: flags.
  if (op === "&" && small && (of.type === "uint" || of.type === "ipv4"))
    return masked(
      of,
      value,
      mapped(of, of.type, (v) => (typeof v === "number" ? low(v, value) : calculate(op, v, value)), true),
    );
  const asBytes = isBytes(of.type) && of.type !== "bytes" ? "bytes" : of.type;
  const first = (v: V) => (v instanceof ProtocolValue ? v.header : v);
  const result = mapped(of, asBytes, (v) => calculate(op, first(v), value), !never);
  return op === "&" ? masked(of, value, result) : result;
}

/** @param result that operand with only those bits */
const masked = ({ hot: plainly }: Operand, value: V, result: Operand): Operand =>
  result.hot === null || plainly?.plain !== true
    ? result
    : { ...result, hot: { ...result.hot, masked: value } };

const low = (v: number, mask: number): number =>
  v <= 0xffffffff ? (v & mask) >>> 0 : Number(BigInt(v) & BigInt(mask));

const through = (f: (v: V) => V | undefined, v: V | undefined): V | undefined =>
  v === undefined ? undefined : f(v);

/** A test whether some value of an operand passes, or every one, and there is one. */
export function quantified(of: Operand, predicate: Predicate, every: boolean, demand: Demand): Match {
  const { single, hot, values } = of;
  const { test } = predicate;
  if (of.asks !== null) ask(demand, of.asks);
  demand.quick = of.alike?.(predicate, every) ?? null;
  if (single !== null) {
    // Packets with the same layers share their text.
    const ask = of.asks === null ? test : remembering(test);
    return (packet) => {
      const value = single(packet);
      return value !== undefined && ask(value);
    };
  }
  if (hot !== null && (hot.total || !every)) {
    const { what, ranges } = hot;
    const checkOf = checksOf(hot, predicate);
    demand.quick = searchAlike(what, predicate === ANY ? null : checkOf, every, ranges);
    return search(what, checkOf, every, ranges);
  }
  if (of.scan !== null) return of.scan(predicate, every);
  return (packet) => passes(values(packet), test, every);
}

const checksOf =
  ({ read, plain, masked: bits }: Hot, { test, check, bounds }: Predicate) =>
  (field: Field): Check => {
    const own = plain ? check(field) : null;
    if (own !== null) return own;
    const value = read(field);
    const masks: Check = (d, at) => {
      const v = value?.(d, at);
      return v !== undefined && test(v);
    };
    const spots = bits === undefined || bounds === undefined ? null : spotsOfBits(field, bits, bounds);
    return spots === null ? masks : Object.assign(masks, { spots });
  };

/** A test of hot fields or protocols where they stand; without `checkOf` whether one is there. */
export function present(
  what: Named,
  ranges: readonly Range[] | null,
  every: boolean,
  demand: Demand,
  checkOf: ((field: Field) => Check) | null = null,
): Match {
  const check = checkOf ?? (() => () => true);
  if (what.numbers.some((number) => factual[number] === 0)) want(demand, what, checkOf === null);
  demand.quick = searchAlike(what, checkOf, every, ranges);
  return search(what, check, every, ranges);
}

/** All values of an operand, for tests that need them together. */
export function all(of: Operand, demand: Demand): Values {
  if (of.asks !== null) ask(demand, of.asks);
  return of.values;
}
