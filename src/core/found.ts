/**
 * The fields of one layer that are there: where each stands, and what was told of it. Their values are not worked out
 * before somebody wants them, and the list is used again for the next layer, so that a packet with a hundred fields
 * costs no hundred objects.
 */
import { type Field, type FieldKind, LOCATED } from "./fields.ts";
import type { Add, Layer, Remarked, Seen, Value } from "./layer.ts";
import type { Protocol } from "./protocol.ts";
import type { Tell } from "./severity.ts";
import { mustHold, partsOf, valueAt } from "./values.ts";

/** Names of fields that are asked for; null: all. */
type Wanted = ReadonlySet<string> | null;

/** Fields that stand in places of their own, one behind the other in the table and in few bytes. */
export interface Run {
  /** Places in the table. */
  readonly places: readonly number[];
  /** Where their bytes begin, as `at` of a field, and how many they are. */
  readonly from: number;
  readonly extent: number;
}

/** Longer runs of bytes say too much to be the same in many packets. */
const LONGEST_RUN = 16;

/** Which fields may be found as a run. */
type Joins = (field: Field, protocol: Protocol) => boolean;

/** A protocol's field table for those who ask for some of its fields: places in it. */
interface Table {
  /** Those that stand in a place of their own, in order: alone, or in runs. */
  readonly fixed: readonly Run[];
  /** The others by name; NOT_WANTED: nobody asks. */
  readonly byName: ReadonlyMap<string, number>;
  /** Somebody asks for what says something remarkable, and for all that does. */
  readonly asksRemarks: boolean;
  readonly asksAllRemarks: boolean;
}

const NOT_WANTED = -1;

const ALL: object = {};
type Tables = WeakMap<object, WeakMap<Protocol, Table>>;
const withoutRuns: Tables = new WeakMap();

function tableOf(tables: Tables, protocol: Protocol, wanted: Wanted, joins: Joins | null): Table {
  const key = wanted ?? ALL;
  let own = tables.get(key);
  if (own === undefined) {
    own = new WeakMap();
    tables.set(key, own);
  }
  let table = own.get(protocol);
  if (table === undefined) {
    table = newTable(protocol, wanted, joins);
    own.set(protocol, table);
  }
  return table;
}

function newTable(protocol: Protocol, wanted: Wanted, joins: Joins | null): Table {
  const { fields } = protocol;
  const fixed: Run[] = [];
  const byName = new Map<string, number>();
  let asksRemarks = false;
  let asksAllRemarks = true;
  for (const [place, { name, at, size, remark }] of fields.entries()) {
    const isWanted = wanted === null || wanted.has(name);
    byName.set(name, isWanted ? place : NOT_WANTED);
    if (!isWanted && remark !== undefined) asksAllRemarks = false;
    if (!isWanted) continue;
    if (at !== LOCATED) fixed.push({ places: [place], from: at, extent: size });
    const run = at === LOCATED || joins === null ? null : joined(protocol, fixed, joins);
    if (run !== null) fixed.splice(-2, 2, run);
    if (remark !== undefined) asksRemarks = true;
  }
  return { fixed, byName, asksRemarks, asksAllRemarks };
}

/** The last two as one run; null: something can stand between them, or they are too different. */
function joined(protocol: Protocol, runs: readonly Run[], joins: Joins): Run | null {
  const { fields } = protocol;
  const [a, b] = runs.slice(-2);
  if (b === undefined) return null;
  const [first, last] = [fields[a.places[0]], fields[b.places[0]]];
  if (first.when !== last.when || !joins(first, protocol) || !joins(last, protocol)) return null;
  for (let place = a.places.at(-1) ?? 0; place < b.places[0]; place++)
    if (fields[place].at === LOCATED) return null;
  const from = Math.min(a.from, b.from);
  const extent = Math.max(a.from + a.extent, b.from + b.extent) - from;
  return extent > LONGEST_RUN ? null : { places: [...a.places, ...b.places], from, extent };
}

/** How many bytes it takes to work the value out, of those from where the field stands. */
function readsOf(kind: FieldKind, at: number, size: number): number {
  // Lengths that contradict each other point before the layer, or leave less than nothing.
  if (at < 0) return Number.POSITIVE_INFINITY;
  switch (kind) {
    case "uint":
    case "bool":
      return size > 6 ? 8 : size;
    case "float":
      return size === 4 ? 4 : 8;
    case "ipv4":
      return 4;
    case "ipv6":
      return 16;
    default:
      return size < 0 ? Number.POSITIVE_INFINITY : size;
  }
}

/** One field that was found. */
export class Spot implements Seen {
  /** In the protocol's table. */
  place = 0;
  field!: Field;
  layer!: Layer;
  data!: DataView;
  at = 0;
  size = 0;
  /** What was worked out already; undefined: it is what the bytes say. */
  told: Value | undefined;
  depth = 0;
  message: string | undefined;
  /** It is the first one of these, which stand from `base` on; null: it is alone. */
  run: Run | null = null;
  base = 0;

  get value(): Value {
    return this.told ?? valueAt(this.field, this.data, this.at, this.size);
  }
}

export class Found {
  /** Those of the layer are the first `n`. */
  readonly spots: Spot[] = [];
  n = 0;
  /** How many of them say something remarkable. */
  private remarks = 0;
  private readonly tables: Tables;
  private layer!: Layer;
  private data!: DataView;
  private table!: Table;
  private readonly add: Add = (name, at, size, value, depth = 0) => this.tell(name, at, size, value, depth);
  private readonly remark: Tell = (name, message) => this.tell(name, 0, 0, message ?? true, 0);

  /** @param joins which fields may be found as a run; null: each is found by itself */
  constructor(private readonly joins: Joins | null = null) {
    this.tables = joins === null ? withoutRuns : new WeakMap();
  }

  /**
   * Finds the fields of a layer: those in places of their own in the table's order, then the LOCATED ones, then what
   * is remarkable about it.
   * @param wanted what is not asked for may be left out
   * @returns false if the layer's own reading ran into its end: it is malformed or cut
   */
  read(layer: Layer, wanted: Wanted): boolean {
    const isWhole = this.readOwn(layer, wanted);
    if (this.table.asksRemarks) this.readRemarks(layer, wanted);
    if (this.table.asksAllRemarks) layer.remarked = this.remarks === 0 ? NO_REMARKS : this.remarked();
    return isWhole;
  }

  private readRemarks(layer: Layer, wanted: Wanted): void {
    const { remarks } = layer.protocol;
    if (remarks === undefined) return;
    const others = remarked;
    remarked = this;
    try {
      remarks(layer, this.remark, wanted ?? undefined);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    } finally {
      remarked = others;
    }
  }

  private remarked(): Remarked[] {
    const spots = this.spots.slice(0, this.n).filter(({ field }) => field.remark !== undefined);
    return spots.map(({ field, message = "" }) => ({ field, message }));
  }

  /** The first value of a field of that name; undefined: there is none, or it is not known. */
  valueOf(layer: Layer, name: string): Value | undefined {
    if (layer !== this.layer) return undefined;
    for (let i = 0; i < this.n; i++) if (this.spots[i].field.name === name) return this.spots[i].value;
    return undefined;
  }

  /** The same as `read`, without what hangs on other fields of the layer. */
  readOwn(layer: Layer, wanted: Wanted): boolean {
    const { protocol, data, also } = layer;
    const table = tableOf(this.tables, protocol, wanted, this.joins);
    this.layer = layer;
    this.data = data;
    this.table = table;
    this.n = 0;
    this.remarks = 0;
    const parts = partsOf(protocol, data);
    const others = also === null ? undefined : partsOf(protocol, also.data);
    try {
      for (const run of table.fixed) this.readRun(run, parts, others);
      if (parts === null || others === null) return false;
      protocol.locate?.(layer, this.add, wanted ?? undefined);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  private readRun(run: Run, parts: Parts, others: Parts): void {
    const { protocol, also } = this.layer;
    const { places, from, extent } = run;
    const { when } = protocol.fields[places[0]];
    let { data } = this;
    let part: number | undefined = 0;
    if (when !== undefined) {
      part = parts?.[when];
      if (part === undefined && also !== null) {
        part = others?.[when];
        data = also.data;
      }
      if (part === undefined) return;
    }
    if (places.length === 1 || part + from + extent > data.byteLength) {
      for (const place of places) this.readFixed(place, data, part);
      return;
    }
    const first = protocol.fields[places[0]];
    this.put(places[0], first, data, first.at + part, first.size, undefined, 0, undefined);
    const spot = this.spots[this.n - 1];
    spot.run = run;
    spot.base = from + part;
  }

  /** @param part where the part begins that it is in */
  private readFixed(place: number, data: DataView, part: number): void {
    const { protocol } = this.layer;
    const field = protocol.fields[place];
    const at = field.at + part;
    const size = field.size > 0 ? field.size : (protocol.body?.(data) ?? data.byteLength) - at;
    if (size <= 0 || at + size > data.byteLength) return;
    this.put(place, field, data, at, size, undefined, 0, undefined);
  }

  private tell(
    name: string,
    at: number,
    size: number,
    value: Value | (() => Value) | undefined,
    depth: number,
  ): void {
    const { data, table } = this;
    // A value that was worked out is one of bytes too: where those are cut off, so is it.
    mustHold(data, at, size);
    const place = table.byName.get(name);
    if (place === NOT_WANTED) return;
    const { protocol } = this.layer;
    if (place === undefined) throw new Error(`${protocol.name} has no field ${name}`);
    const field = protocol.fields[place];
    const told = typeof value === "function" ? value() : value;
    if (told === undefined) mustHold(data, at, readsOf(field.kind, at, size));
    if (field.remark === undefined) this.put(place, field, data, at, size, told, depth, undefined);
    else {
      this.remarks++;
      this.put(place, field, data, at, size, true, depth, typeof told === "string" ? told : field.title);
    }
  }

  private put(
    place: number,
    field: Field,
    data: DataView,
    at: number,
    size: number,
    told: Value | undefined,
    depth: number,
    message: string | undefined,
  ): void {
    if (this.n === this.spots.length) this.spots.push(new Spot());
    const spot = this.spots[this.n++];
    spot.place = place;
    spot.field = field;
    spot.layer = this.layer;
    spot.data = data;
    spot.at = at;
    spot.size = size;
    spot.told = told;
    spot.depth = depth;
    spot.message = message;
    spot.run = null;
  }
}

const NO_REMARKS: readonly Remarked[] = [];

/** Whose layer is being remarked upon: what is remarkable is asked of values, which it has found just now. */
let remarked: Found | null = null;

type Parts = Readonly<Record<string, number>> | null | undefined;

/** Lists that are not in use: while one is read, what it tells may ask for another layer's fields. */
const spare: Found[] = [];

/**
 * Calls `visit` with every field that Found finds, one after the other.
 * @param wanted the names of those that are asked for, without: all
 * @returns as `Found.read`
 */
export function eachField(layer: Layer, visit: (seen: Seen) => void, wanted?: ReadonlySet<string>): boolean {
  const found = spare.pop() ?? new Found();
  try {
    const isWhole = found.read(layer, wanted ?? null);
    for (let i = 0; i < found.n; i++) {
      const { field, data, at, size, value, depth, message } = found.spots[i];
      visit({ field, layer, data, at, size, value, depth, message });
    }
    return isWhole;
  } finally {
    spare.push(found);
  }
}

/** Whether nothing but some of those fields is asked for. */
export function asksOnly(wanted: ReadonlySet<string> | undefined, some: ReadonlySet<string>): boolean {
  if (wanted === undefined) return false;
  for (const name of wanted) if (!some.has(name)) return false;
  return true;
}

const sets = new Map<string, ReadonlySet<string>>();

/** The same set whenever the same name is asked for. */
function setOf(name: string): ReadonlySet<string> {
  let set = sets.get(name);
  if (set === undefined) {
    set = new Set([name]);
    sets.set(name, set);
  }
  return set;
}

/** The first value of a layer's own field of that name; undefined: there is none. */
export function firstOf(layer: Layer, name: string): Value | undefined {
  const value = remarked?.valueOf(layer, name);
  if (value !== undefined) return value;
  const found = spare.pop() ?? new Found();
  try {
    found.readOwn(layer, setOf(name));
    return found.n === 0 ? undefined : found.spots[0].value;
  } finally {
    spare.push(found);
  }
}
