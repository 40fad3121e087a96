/**
 * Traffic in columns. To read many headers through a view column by column takes a fraction of the time that it
 * takes header by header (`ViewReader`), which does the same for every view.
 */
import { ALL_PORTS, type FieldName, type HashFields, noFields, type PortProtocols } from "./fields.ts";
import { type Loops, loopsFor } from "./loops.ts";
import type { HashView } from "./views.ts";

/** One level of headers of all entries. */
export interface LevelColumns {
  /** 1: IPv6; null: no entry is. */
  readonly v6: Int32Array | null;
  /** 1: there is no IP header; null: there always is. */
  readonly link: Int32Array | null;
  /** IPv4 addresses, or places in `addresses`. */
  readonly src: Int32Array;
  readonly dst: Int32Array;
  readonly protocol: Int32Array;
  /** `source port << 16 | destination port` */
  readonly ports: Int32Array;
  /** 1: a fragment; null: no entry is. */
  readonly fragment: Int32Array | null;
}

/** Values longer than a word: `width` words each, `stride` words apart. */
export interface Book {
  readonly words: Int32Array;
  readonly stride: number;
  readonly width: 2 | 4;
}

/** Fields that are not in here are 0 in every header. */
export interface Columns {
  readonly outer: LevelColumns;
  /** With an IP header each. */
  readonly inner: LevelColumns;
  /** 1: in a tunnel. */
  readonly tunnels: Int32Array;
  /** The outer GRE key; 0: none to see. */
  readonly greKey: Int32Array;
  /** Places in `tenants`. */
  readonly tenant: Int32Array;
  readonly addresses: Book;
  readonly tenants: Book;
}

/** Something that a view feeds its hash, by entry. */
interface Fed {
  readonly words: Int32Array;
  /** Bytes of hash input that a word makes. */
  readonly bytes: 1 | 2 | 4;
  /** Where words are places in here instead: all, or those that have a 1 in `places`. */
  readonly book: Book | null;
  readonly places: Int32Array | null;
}

type Column = "src" | "dst" | "protocol" | "srcPort" | "dstPort";
const COLUMNS: Readonly<Record<string, Column>> = {
  SRC_IP: "src",
  DST_IP: "dst",
  IP_PROTOCOL: "protocol",
  L4_SRC_PORT: "srcPort",
  L4_DST_PORT: "dstPort",
};
const isInner = (name: string) => name.startsWith("INNER_");
const columnOf = (name: string): Column | undefined => COLUMNS[name.replace("INNER_", "")];
const isAddress = (name: string) => columnOf(name) === "src" || columnOf(name) === "dst";
const isTold = (name: string) => name === "GRE_KEY" || name === "TENANT" || columnOf(name) !== undefined;

/** Ports where a device finds some: both in one word, and apart. */
interface Ports {
  readonly both: Int32Array;
  readonly srcPort: Int32Array;
  readonly dstPort: Int32Array;
}

/** Those of each level as devices of one kind find them: views have them in common. */
const known = new WeakMap<LevelColumns, Map<PortProtocols, Ports>>();

function portsOf(level: LevelColumns, of: PortProtocols): Ports {
  const ofLevel = known.get(level) ?? new Map<PortProtocols, Ports>();
  known.set(level, ofLevel);
  const found = ofLevel.get(of) ?? findPorts(level, of);
  ofLevel.set(of, found);
  return found;
}

function findPorts({ protocol, ports, fragment }: LevelColumns, of: PortProtocols): Ports {
  const column = () => new Int32Array(ports.length);
  const [both, srcPort, dstPort] = [column(), column(), column()];
  for (let e = 0; e < both.length; e++) {
    if (of[protocol[e]] === 0 || (fragment !== null && fragment[e] !== 0)) continue;
    const word = ports[e];
    both[e] = word;
    srcPort[e] = word >>> 16;
    dstPort[e] = word & 0xffff;
  }
  return { both, srcPort, dstPort };
}

/** The hash inputs of some entries, one behind the other: that of entry i is from `starts[i]` to `starts[i + 1]`. */
export interface Inputs {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
}

/** A traffic in columns seen through a view. */
export class ColumnView {
  private readonly fed: Fed[] = [];

  private constructor(
    private readonly columns: Columns,
    private readonly view: HashView,
  ) {
    const { greKey, tenant, tenants } = columns;
    const whole = { bytes: 4, book: null, places: null } as const;
    for (const name of view.fields) {
      if (name === "GRE_KEY") this.fed.push({ ...whole, words: greKey });
      else if (name === "TENANT") this.fed.push({ ...whole, words: tenant, book: tenants });
      else this.fed.push(...this.field(name));
    }
  }

  /** @returns null if the view has to be read header by header */
  static of(columns: Columns | undefined, view: HashView): ColumnView | null {
    const { fields, ipv6Fields, sight, symmetric } = view;
    if (columns === undefined || sight !== "named" || symmetric || ipv6Fields.length > 0) return null;
    // Of addresses of both levels one may be long where the other is short: then only the bytes tell what is alike.
    const levels = new Set(fields.filter(isAddress).map(isInner));
    return fields.every(isTold) && levels.size < 2 ? new ColumnView(columns, view) : null;
  }

  private field(name: FieldName): Fed[] {
    const level = isInner(name) ? "inner" : "outer";
    const column = columnOf(name) as Column;
    const { protocol, v6, ...addresses } = this.columns[level];
    const none = { book: null, places: null };
    if (column === "protocol") return [{ ...none, words: protocol, bytes: 1 }];
    if (column === "src" || column === "dst") {
      const book = v6 === null ? null : this.columns.addresses;
      return [{ words: addresses[column], bytes: 4, book, places: v6 }];
    }
    return [{ ...none, words: this.ports(level)[column], bytes: 2 }];
  }

  private ports(level: "outer" | "inner"): Ports {
    return portsOf(this.columns[level], level === "inner" ? ALL_PORTS : this.view.ports);
  }

  /** What two entries have in common if the device cannot tell them apart. */
  alike(): Int32Array[] {
    const out = this.fed.map(({ words }) => words);
    const versions = this.fed.flatMap(({ places }) => places ?? []);
    return versions.length === 0 ? out : [...out, versions[0]];
  }

  /** Hash inputs of entries, as `ViewReader.read` writes them. */
  inputs(entries: Int32Array): Inputs {
    const loops = loopsFor(entries.length);
    return loops === null ? this.inputsHere(entries) : this.inputsBy(loops, entries);
  }

  private inputsBy(loops: Loops, entries: Int32Array): Inputs {
    const size = entries.length;
    const fields = loops.put(
      Uint32Array.from(
        this.fed.flatMap(({ words, bytes, book, places }) => {
          const beside = book === null ? [0, 0, 0] : [loops.put(book.words), book.stride, book.width];
          return [loops.put(words), bytes, ...beside, places === null ? 0 : loops.put(places)];
        }),
      ),
    );
    const own = loops.put(entries);
    const starts = new Int32Array(size + 1);
    const from = loops.room(starts.byteLength);
    const most = this.fed.reduce((sum, fed) => sum + lengthOf(fed), 0);
    const at = loops.room(size * most);
    const end = loops.code.inputs(own, size, fields, this.fed.length, at, from);
    return { bytes: loops.take(at, new Uint8Array(end)), starts: loops.take(from, starts) };
  }

  private inputsHere(entries: Int32Array): Inputs {
    const starts = new Int32Array(entries.length + 1);
    let always = 0;
    for (const fed of this.fed) {
      if (fed.book !== null && fed.places !== null) addLengths(fed, fed.places, entries, starts);
      else always += lengthOf(fed);
    }
    for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1] + always;
    const bytes = new Uint8Array(starts[entries.length]);
    const at = starts.slice(0, entries.length);
    for (const fed of this.fed) write(fed, entries, bytes, at);
    return { bytes, starts };
  }

  /**
   * Reads hash inputs for hashes defined on fields, as `fields` does; null: inputs do not tell the fields.
   * What it gives is valid until the next call.
   */
  decoder(): ((bytes: Uint8Array, from: number, length: number) => HashFields) | null {
    const { view, columns } = this;
    if (columns.outer.link !== null || columns.inner.link !== null) return null;
    const parts = view.fields.map((name) => ({
      column: columnOf(name),
      bytes: partLength(name),
      // An inner field takes the place of the outer one of the same name.
      counts: !isInner(name) ? !view.fields.includes(`INNER_${name}` as FieldName) : true,
    }));
    const short = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const into = noFields();
    return (bytes, from, length) => {
      into.src.fill(0);
      into.dst.fill(0);
      let at = from;
      for (const { column, bytes: own, counts } of parts) {
        const long = length > short && (column === "src" || column === "dst");
        if (column !== undefined && counts) readColumn(into, column, bytes, at, long ? LONG : own);
        at += long ? LONG : own;
      }
      return into;
    };
  }

  /** Reads entries for hashes defined on fields, as `ViewReader.project`; what it gives is valid until the next call. */
  fields(): (entry: number) => HashFields {
    const { view, columns } = this;
    const names = new Set<string>(view.fields);
    const into = noFields();
    const none = new Int32Array(columns.tenant.length);
    // An inner field takes the place of the outer one of the same name.
    const levelOf = (...wanted: string[]) =>
      wanted.some((name) => names.has(`INNER_${name}`))
        ? "inner"
        : wanted.some((name) => names.has(name))
          ? "outer"
          : null;
    const column = (name: string, of: (level: "outer" | "inner") => Int32Array) => {
      const level = levelOf(name);
      if (level === null) return none;
      const { link } = columns[level];
      return link === null ? of(level) : of(level).map((word, e) => (link[e] === 0 ? word : 0));
    };
    const src = column("SRC_IP", (level) => columns[level].src);
    const dst = column("DST_IP", (level) => columns[level].dst);
    const protocol = column("IP_PROTOCOL", (level) => columns[level].protocol);
    const srcPorts = column("L4_SRC_PORT", (level) => this.ports(level).both);
    const dstPorts = column("L4_DST_PORT", (level) => this.ports(level).both);
    const addressed = levelOf("SRC_IP", "DST_IP");
    const { v6, link } = addressed === null ? { v6: null, link: null } : columns[addressed];
    const { words, stride } = columns.addresses;
    const short = addressed === null ? 0 : 4;
    const [hasSrc, hasDst] = [levelOf("SRC_IP") !== null, levelOf("DST_IP") !== null];
    const address = (to: Uint32Array, word: number, isPlace: boolean) => {
      const from = word * stride;
      to[0] = isPlace ? words[from] : 0;
      to[1] = isPlace ? words[from + 1] : 0;
      to[2] = isPlace ? words[from + 2] : 0;
      to[3] = isPlace ? words[from + 3] : word;
    };
    return (entry) => {
      const long = v6 !== null && v6[entry] !== 0;
      into.version = long ? 6 : link !== null && link[entry] !== 0 ? 0 : short;
      address(into.src, src[entry], long && hasSrc);
      address(into.dst, dst[entry], long && hasDst);
      into.protocol = protocol[entry];
      into.srcPort = srcPorts[entry] >>> 16;
      into.dstPort = dstPorts[entry] & 0xffff;
      return into;
    };
  }
}

/** Bytes of an address of IPv6. */
const LONG = 16;

/** Bytes of hash input that a field makes; of an address those of IPv4. */
function partLength(name: FieldName): number {
  if (name === "TENANT") return 8;
  const column = columnOf(name);
  return column === "protocol" ? 1 : column === "srcPort" || column === "dstPort" ? 2 : 4;
}

function readColumn(into: HashFields, column: Column, bytes: Uint8Array, at: number, length: number): void {
  const number = (from: number, count: number): number => {
    let value = 0;
    for (let i = from; i < from + count; i++) value = (value << 8) | bytes[i];
    return value >>> 0;
  };
  if (column !== "src" && column !== "dst") {
    into[column] = number(at, length);
    return;
  }
  for (let w = 4 - length / 4, from = at; w < 4; w++, from += 4) into[column][w] = number(from, 4);
}

const lengthOf = ({ bytes, book }: Fed): number => (book === null ? bytes : 4 * book.width);

/** Adds how long a field is in entry k to `lengths[k + 1]`. */
function addLengths(fed: Fed, places: Int32Array, entries: Int32Array, lengths: Int32Array): void {
  const [short, long] = [fed.bytes, lengthOf(fed)];
  for (let k = 0; k < entries.length; k++) lengths[k + 1] += places[entries[k]] === 0 ? short : long;
}

/** Writes a field of each entry at its place in `at`, which moves behind it. */
function write(fed: Fed, entries: Int32Array, out: Uint8Array, at: Int32Array): void {
  const { words, bytes, book } = fed;
  if (book !== null) writeLong(fed, book, entries, out, at);
  else if (bytes === 4) writeWords(words, entries, out, at);
  else writeShort(words, bytes, entries, out, at);
}

function writeWord(word: number, out: Uint8Array, to: number): void {
  out[to] = word >>> 24;
  out[to + 1] = word >>> 16;
  out[to + 2] = word >>> 8;
  out[to + 3] = word;
}

function writeWords(words: Int32Array, entries: Int32Array, out: Uint8Array, at: Int32Array): void {
  for (let k = 0; k < entries.length; k++) {
    writeWord(words[entries[k]], out, at[k]);
    at[k] += 4;
  }
}

function writeShort(
  words: Int32Array,
  bytes: number,
  entries: Int32Array,
  out: Uint8Array,
  at: Int32Array,
): void {
  const high = bytes - 1;
  for (let k = 0; k < entries.length; k++) {
    const word = words[entries[k]];
    const to = at[k];
    // Of a single byte the second line writes over the first.
    out[to] = word >>> 8;
    out[to + high] = word;
    at[k] = to + bytes;
  }
}

function writeLong(fed: Fed, book: Book, entries: Int32Array, out: Uint8Array, at: Int32Array): void {
  const { words, places } = fed;
  for (let k = 0; k < entries.length; k++) {
    const e = entries[k];
    if (places !== null && places[e] === 0) {
      writeWord(words[e], out, at[k]);
      at[k] += 4;
      continue;
    }
    const from = words[e] * book.stride;
    for (let w = 0; w < book.width; w++) writeWord(book.words[from + w], out, at[k] + 4 * w);
    at[k] += 4 * book.width;
  }
}

/** Places of all entries, in order. */
export function everyEntry(size: number): Int32Array {
  const out = new Int32Array(size);
  for (let e = 0; e < size; e++) out[e] = e;
  return out;
}
