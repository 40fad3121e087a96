/**
 * Memory for a report's arrays, and the compiled code that works in it (assembly/report.ts): with many rows most of a
 * report is loops that run once, which JavaScript does slowly until V8 has compiled them. With few rows, or without
 * WebAssembly, the arrays are JavaScript's own and it does it all.
 */
import { MODULE } from "./report-module.ts";

/** What assembly/report.ts exports: addresses in bytes. */
export interface ReportCode {
  setRows(words: number, packets: number, bytes: number, size: number): void;
  setScopes(
    nodes: number,
    tenantOf: number,
    tunnelOf: number,
    tenant: number,
    tunnel: number,
    overall: number,
  ): void;
  setLogs(at: number): void;
  take(staged: number, from: number, size: number, sums: number): number;
  group(groups: number): void;
  outerKeys(keys: number, fields: number): void;
  fieldValues(fields: number, flows: number): void;
  spread(values: number, sums: number, chains: number, units: number): void;
  spreadNodes(values: number): void;
}

export interface Room {
  /** null: JavaScript does it all. */
  readonly compiled: Compiled | null;
  /** Arrays full of 0. */
  ints(length: number): Int32Array;
  doubles(length: number): Float64Array;
}

/** JavaScript's own. */
export const PLAIN: Room = {
  compiled: null,
  ints: (length) => new Int32Array(length),
  doubles: (length) => new Float64Array(length),
};

const PAGE = 65536;
/** As the code was compiled for; address space only. */
const MOST_PAGES = 16384;
const ALIGN = 16;
/** With fewer rows it takes longer to compile; with more JavaScript is compiled soon enough, and needs no copy of them. */
const [LEAST, MOST] = [2048, 1 << 18];
/** Pairs of doubles in which logarithms are kept. */
const LOGS = 4096;

export class Compiled implements Room {
  readonly compiled = this;
  readonly code: ReportCode;
  readonly #memory: WebAssembly.Memory<SharedArrayBuffer>;
  /** Its buffer is another object whenever it has grown; arrays over the ones before stay good. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #buffer: SharedArrayBuffer;
  #top = ALIGN;

  /** @throws if there is no WebAssembly */
  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    const module = new WebAssembly.Module(Buffer.from(MODULE, "base64"));
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory: this.#memory },
      log2: { log2: Math.log2 },
    });
    this.code = exports as ReportCode;
    this.#buffer = this.#memory.buffer;
    this.#buffers.add(this.#buffer);
  }

  /** Begins a report: what was taken for the one before is free again. */
  begin(): this {
    new Uint8Array(this.#buffer, 0, this.#top).fill(0);
    this.#top = ALIGN;
    this.code.setLogs(this.doubles(2 * LOGS).byteOffset);
    return this;
  }

  #take(length: number): number {
    const at = this.#top;
    this.#top = (at + length + ALIGN - 1) & -ALIGN;
    const missing = this.#top - this.#buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#buffer = this.#memory.buffer;
      this.#buffers.add(this.#buffer);
    }
    return at;
  }

  ints(length: number): Int32Array {
    const at = this.#take(4 * length);
    return new Int32Array(this.#buffer, at, length);
  }

  doubles(length: number): Float64Array {
    const at = this.#take(8 * length);
    return new Float64Array(this.#buffer, at, length);
  }

  /** Frees an array and all that was taken since. */
  free({ byteOffset }: Int32Array): void {
    new Uint8Array(this.#buffer, byteOffset, this.#top - byteOffset).fill(0);
    this.#top = byteOffset;
  }

  /** Where an array stands, or a copy of it if it is not in this memory. */
  addressOf(array: Int32Array | Float64Array): number {
    if (this.#buffers.has(array.buffer)) return array.byteOffset;
    const copy = array instanceof Int32Array ? this.ints(array.length) : this.doubles(array.length);
    copy.set(array);
    return copy.byteOffset;
  }

  /** A record of numbers and addresses, which the code may change. */
  record(...fields: (number | Int32Array | Float64Array)[]): Int32Array {
    const words = fields.map((field) => (typeof field === "number" ? field : this.addressOf(field)));
    const record = this.ints(words.length);
    record.set(words);
    return record;
  }
}

/** null: there is no WebAssembly; undefined: nobody has tried. */
let compiled: Compiled | null | undefined;
let least = LEAST;

/** For tests: JavaScript does it all, or the code does reports of fewer rows too. */
export function useCompiled(use: boolean, from = LEAST): void {
  compiled = use ? undefined : null;
  least = from;
}

/** Room for a report of so many rows. Only that of the last report is good. */
export function roomFor(rows: number): Room {
  if (rows < least || rows > MOST) return PLAIN;
  if (compiled === undefined) {
    try {
      compiled = new Compiled();
    } catch {
      compiled = null;
    }
  }
  return compiled?.begin() ?? PLAIN;
}
