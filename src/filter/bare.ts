/** Tests of packets with the same headers where the value stands at no fixed place: it follows from few bytes. */
import {
  type ByteBits,
  type Protocol,
  STATUSES,
  type Summed,
  spanFrom,
  UNVERIFIED,
} from "../core/protocol.ts";
import { Fact, OUTER } from "../core/recall.ts";
import { protocols } from "../protocols/registry.ts";
import {
  type Answer,
  type Bare,
  either,
  type Headers,
  NO,
  type Quick,
  UNKNOWN,
  withSpots,
  YES,
} from "./alike.ts";
import { isFixed } from "./fixed-places.ts";
import { headersOf, reader, spotsAt } from "./hot.ts";
import { alone, each, meets } from "./joined.ts";
import { type Named, pseudo } from "./names.ts";
import type { Predicate } from "./predicates.ts";
import type { AlikeOf, Reads } from "./reads.ts";
import { isAlways, recalled } from "./recalled.ts";
import {
  ANY_TIME,
  type Bounds,
  boundsOf,
  type Datum,
  isWithin,
  joinedSpots,
  NONZERO,
  type Search,
  type Spot,
  type Spots,
  type TimeBounds,
} from "./spots.ts";
import type { Range } from "./syntax.ts";
import { Protocol as ProtocolValue, type V } from "./types.ts";
import { protocolAt } from "./values.ts";

/** What the capture says of a packet, by name; undefined: nothing. */
const SINGLES: Readonly<Record<string, (p: Bare) => V | undefined>> = {
  frame: ({ d, at, captured }) => {
    const bytes = new Uint8Array(d.buffer, d.byteOffset + at, captured);
    return new ProtocolValue(bytes, bytes);
  },
  "frame.number": (p) => p.number,
  "frame.len": (p) => p.original,
  "frame.cap_len": (p) => p.captured,
  "frame.interface_id": (p) => (p.interfaceId < 0 ? undefined : p.interfaceId),
};

/** As `Reads` of one of them; null: it is another name. */
export const singleReads = (name: string): Reads | null =>
  Object.hasOwn(SINGLES, name) ? () => [SINGLES[name]] : null;

/** Those that every packet has. */
const ALWAYS: readonly string[] = ["frame", "frame.number", "frame.len", "frame.cap_len"];

/** Those that are lengths. */
const SIZES: Readonly<Record<string, Spot["size"]>> = {
  "frame.len": "original",
  "frame.cap_len": "captured",
};

/** Since when a time counts; nanoseconds -1: it does not count yet, and is 0. */
interface Clock {
  seconds: (p: Bare) => number;
  nanoseconds: (p: Bare) => number;
  /** Where the same is told, seconds and nanoseconds. */
  told: readonly [Fact, Fact];
}

const EPOCH: Clock = {
  seconds: () => 0,
  nanoseconds: () => 0,
  told: [Fact.epochSeconds, Fact.epochNanoseconds],
};
const CLOCKS: Readonly<Record<string, Clock>> = {
  "frame.time": EPOCH,
  "frame.time_epoch": EPOCH,
  "frame.time_relative": {
    seconds: ({ times }) => times.firstSeconds,
    nanoseconds: ({ times }) => times.firstNanoseconds,
    told: [Fact.firstRecordSeconds, Fact.firstRecordNanoseconds],
  },
  "frame.time_delta": {
    seconds: ({ times }) => times.previousSeconds,
    nanoseconds: ({ times }) => times.previousNanoseconds,
    told: [Fact.lastRecordSeconds, Fact.lastRecordNanoseconds],
  },
  "frame.time_delta_displayed": {
    seconds: ({ times }) => times.shownSeconds,
    nanoseconds: ({ times }) => times.shownNanoseconds,
    told: [Fact.countedSeconds, Fact.countedNanoseconds],
  },
};

/** Tests of what has one value at most, and asks for no header. */
export function barely(name: string): AlikeOf | null {
  if (Object.hasOwn(SINGLES, name)) {
    const single = SINGLES[name];
    return ({ test, within, part, bounds }) => {
      const whole = name === "frame" ? within : undefined;
      if (whole !== undefined) {
        const all: Quick = (p) => (whole(p.d, p.at, p.at + p.captured) ? YES : NO);
        withSpots(all, searched(part, { at: 0, words: -1, ends: "captured", unless: null }));
        return () => all;
      }
      const quick: Quick = (p) => {
        const v = single(p);
        return v !== undefined && test(v) ? YES : NO;
      };
      const size = SIZES[name];
      if (test === ANY.test && ALWAYS.includes(name)) return () => true;
      const mask = 0xffffffff;
      if (size && bounds)
        withSpots(
          quick,
          each<Bounds, Datum>(bounds, (own) => ({ at: 0, size, mask, ...own })),
        );
      if (name === "frame.number" && bounds) {
        const number = { kind: "fact", word: Fact.recordNumber, mask } as const;
        withSpots(
          quick,
          each<Bounds, Datum>(bounds, (own) => ({ ...number, ...own })),
        );
      }
      return () => quick;
    };
  }
  return Object.hasOwn(CLOCKS, name) ? (predicate) => timely(CLOCKS[name], predicate) : null;
}

function timely({ seconds, nanoseconds, told }: Clock, predicate: Predicate): (() => Quick) | null {
  const { tick } = predicate;
  if (tick === undefined) return null;
  const quick: Quick = (p) => {
    if (p.nanoseconds < 0) return NO;
    const since = nanoseconds(p);
    if (since < 0) return tick(0, 0) ? YES : NO;
    const s = p.seconds - seconds(p);
    const ns = p.nanoseconds - since;
    return (ns < 0 ? tick(s - 1, ns + 1e9) : tick(s, ns)) ? YES : NO;
  };
  // Records that are skimmed have a time.
  const bounds = predicate === ANY ? alone(ANY_TIME) : predicate.timeBounds;
  const where = { kind: "since", word: told[0], nanoseconds: told[1], orZero: true } as const;
  withSpots(quick, bounds && each<TimeBounds, Datum>(bounds, (own) => ({ ...where, ...own })));
  return () => quick;
}

/** The search as data. */
export const searched = (
  part: Uint8Array | undefined,
  where: Pick<Search, "at" | "words" | "ends" | "unless">,
): Spots | undefined =>
  part === undefined || part.length === 0
    ? undefined
    : alone({ kind: "search", ...where, part, outside: false });

/** It is found only when layers are made. */
const isMade = ({ numbers }: Named): boolean => numbers.some((number) => pseudo[number] === 1);

/** Tests of LOCATED fields whose protocol says how they follow from its header. */
export function locatedAlike(what: Named, ranges: readonly Range[] | null): AlikeOf | null {
  const { name, places } = what;
  if (isMade(what) || places.length === 0 || places.some(({ field }) => field.name !== name)) return null;
  return (predicate, every) => (headers) => {
    const found = headersOf(what, ranges, headers);
    // Headers without a value count for nothing, which is another thing than no.
    if (every && found.length > 1 && !found.every((i) => hasAlways(headers.proto[i], name))) return null;
    const tests = found.map(
      (i) => fixedIn(headers, i, what, predicate) ?? locatedIn(headers, i, name, predicate),
    );
    return either(
      tests.map((test) => test ?? (() => UNKNOWN)),
      every,
    );
  };
}

function hasAlways(number: number, name: string): boolean {
  const recall = protocols[number]?.recalls?.[name];
  return recall !== undefined && isAlways(recall);
}

/** Whether such a field is there. */
export const locatedThere = (what: Named, ranges: readonly Range[] | null) =>
  locatedAlike(what, ranges)?.(ANY, false) ?? null;

/** Whatever is there. */
export const ANY: Predicate = { test: () => true, check: () => null, tick: () => true };

/** Other protocols may have it at a fixed place. */
function fixedIn(
  { proto, off, sure }: Headers,
  i: number,
  { places }: Named,
  { test, check }: Predicate,
): Quick | null {
  const own = places.filter(({ number }) => number === proto[i]);
  if (own.length !== 1) return null;
  const { field } = own[0];
  const read = isFixed(field) && field.when === undefined && field.size > 0 ? reader(field) : null;
  const offset = off[i] + field.at;
  if (read === null || offset + field.size > sure) return null;
  return withSpots((p) => (test(read(p.d, p.at + offset)) ? YES : NO), spotsAt(check(field), off[i]));
}

function locatedIn(headers: Headers, i: number, name: string, predicate: Predicate): Quick | null {
  const protocol = protocols[headers.proto[i]] as Protocol;
  const offset = headers.off[i];
  const recall = protocol.recalls?.[name];
  if (recall !== undefined) {
    // What is followed are the last header and the one around the tunnel.
    const isLast = i === headers.n - 1;
    if (!isLast && headers.proto.indexOf(headers.proto[i]) !== i) return null;
    return recalled(recall, isLast ? 0 : OUTER, predicate, predicate === ANY);
  }
  const { test, within, part, bounds } = predicate;
  const lacks = protocol.lacks;
  if (lacks?.fields.includes(name) === true) {
    const { least } = lacks;
    const at = offset + lacks.at;
    const mayHave: Spots = alone({ at, size: 1, mask: 0xff, ...boundsOf(">=", least, 0xff) });
    return withSpots(
      (p) => (p.d.getUint8(p.at + at) < least ? NO : UNKNOWN),
      joinedSpots([mayHave, undefined], true),
    );
  }
  const ends = headers.ends(i);
  const wires = headers.ends(i + 1);
  const span = protocol.spans?.[name];
  if (span !== undefined) {
    const { at, words, unless } = span;
    const where = {
      at: offset + (words === undefined ? at : 0),
      words: words === undefined ? -1 : offset + words,
      ends: headers.lengthsIn(i + 1),
      unless: unless === undefined ? null : { ...unless, at: offset + unless.at },
    };
    const { ends: lengths, ...begins } = where;
    const rest = { kind: "rest", ...begins, wires: lengths, captured: true, some: true } as const;
    const sizes = predicate === ANY ? alone(NONZERO) : predicate.sizes;
    const measured = sizes && each<Bounds, Datum>(sizes, (own) => ({ ...rest, ...own }));
    return withSpots(
      (p) => {
        const end = p.at + Math.min(p.captured, wires(p));
        const from = spanFrom(span, p.d, p.at + offset);
        if (from < 0 || from >= end) return NO;
        if (within !== undefined) return within(p.d, from, end) ? YES : NO;
        if (sizes !== undefined) return meets(sizes, (own) => isWithin(own, end - from)) ? YES : NO;
        return test(new Uint8Array(p.d.buffer, p.d.byteOffset + from, end - from)) ? YES : NO;
      },
      within === undefined ? measured : searched(part, where),
    );
  }
  const figure = protocol.figures?.[name];
  if (figure !== undefined) {
    const words = protocol.rests?.[name];
    const rest = { kind: "rest", at: offset, wires: headers.lengthsIn(i + 1) } as const;
    return withSpots(
      (p) => {
        const value = figure(p.d, p.at + offset, p.at + Math.min(p.captured, ends(p)), p.at + wires(p));
        return value >= 0 && test(value) ? YES : NO;
      },
      words === undefined || bounds === undefined
        ? undefined
        : each<Bounds, Datum>(bounds, (own) => ({ ...rest, words: offset + words, ...own })),
    );
  }
  const sum = protocol.sums?.[name];
  const below = i === 0 ? -1 : headers.off[i - 1];
  if (sum === undefined) return null;
  const left = leftBy(headers, i, name);
  if (left === undefined) return null;
  return withSpots(
    (p) => {
      if (left !== null && (p.d.getUint8(p.at + left.at) & left.mask) !== 0)
        return test(UNVERIFIED) ? YES : NO;
      const end = p.at + Math.min(p.captured, ends(p));
      const value = sum(p.d, p.at + offset, end, p.at + wires(p), p.at + below);
      return value === UNKNOWN ? UNKNOWN : test(value) ? YES : NO;
    },
    summed(headers, i, protocol.summed?.[name], left, test),
  );
}

/** Where a header around says that this checksum is nobody's to verify; null: none does; undefined: several may. */
function leftBy({ proto, off }: Headers, i: number, name: string): ByteBits | null | undefined {
  let left: ByteBits | null = null;
  for (let j = 0; j < i; j++) {
    const unverified = protocols[proto[j]]?.unverified;
    if (unverified?.fields.includes(name) !== true) continue;
    if (left !== null) return undefined;
    left = { at: off[j] + unverified.steadily.at, mask: unverified.steadily.mask };
  }
  return left;
}

/** Length of an IP header without options or extension headers, by its name. */
const PLAIN_IP: Readonly<Record<string, number>> = { ip: 20, ipv6: 40 };

/** The test of a checksum as data. */
function summed(
  headers: Headers,
  i: number,
  of: Summed | undefined,
  left: ByteBits | null,
  test: (v: V) => boolean,
): Spots | undefined {
  if (of === undefined || i === 0) return undefined;
  const [ip, at] = headers.off.subarray(i - 1, i + 1);
  if (PLAIN_IP[protocols[headers.proto[i - 1]]?.name ?? ""] !== at - ip) return undefined;
  const place = (own: number) => (own < 0 ? -1 : at + own);
  const [length, optional] = [place(of.length), place(of.optional)];
  let statuses = 0;
  for (let status = 0; status < STATUSES; status++) if (test(status)) statuses |= 1 << status;
  const [ends, wires] = [headers.lengthsIn(i), headers.lengthsIn(i + 1)];
  return alone({
    ...{ kind: "sum", at, ip, protocol: of.protocol, ends, wires, length, optional, left, statuses },
  });
}

/** Tests of protocols' bytes. */
export function protocolAlike(what: Named, ranges: readonly Range[] | null, raw: boolean): AlikeOf | null {
  if (isMade(what)) return null;
  return ({ test, within, part }, every) => {
    const quickOf = (headers: Headers, i: number): Quick => {
      const protocol = protocols[headers.proto[i]] as Protocol;
      const offset = headers.off[i];
      const ends = headers.ends(i);
      const next = i + 1 < headers.n ? headers.off[i + 1] - offset : -1;
      if (within !== undefined && !raw)
        return withSpots(
          (p) => {
            const end = Math.min(p.captured, ends(p));
            return within(p.d, p.at + offset, p.at + end) ? YES : NO;
          },
          searched(part, { at: offset, words: -1, ends: headers.lengthsIn(i), unless: null }),
        );
      return (p) => {
        const { d, at } = p;
        const length = Math.min(p.captured, ends(p)) - offset;
        const data = new DataView(d.buffer, d.byteOffset + at + offset, length);
        const value = protocolAt(protocol, data, next < 0 ? length : next);
        return test(raw ? value.header : value) ? YES : NO;
      };
    };
    return (headers: Headers): Answer =>
      either(
        headersOf(what, ranges, headers).map((i) => quickOf(headers, i)),
        every,
      );
  };
}
