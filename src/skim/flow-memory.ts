/**
 * The memory that flow caches and what they look at share, and the compiled code that works in it
 * (assembly/). It only ever grows, and goes when nobody knows it any more.
 */
import type { ManyBytes } from "../core/many-bytes.ts";
import { Depth, Fact } from "../core/recall.ts";
import { compiled, type Matcher } from "./matcher.ts";

/** Where the code tells more than its result, in bytes: see assembly/match.ts. */
export const TOLD = 1024;
const [CARRIED, FLAGS, SKIMMED, PASSED, CUT, SECONDS, NANOSECONDS] = [0, 1, 2, 3, 4, 5, 6].map(
  (word) => TOLD / 4 + word,
);
const [PASSED_BYTES, PASSED_CAPTURED] = [4, 5].map((double) => TOLD / 8 + double);
const [AT_A_LOSS, ADOPTED] = [TOLD / 4 + 12, TOLD / 4 + 14];
const [FIRST_SECONDS, FIRST_NANOSECONDS] = [TOLD / 4 + 15, TOLD / 4 + 16];
const DRAINED_TO = TOLD / 4 + 17;
const TOLD_LAYOUT = TOLD / 4 + 21;
const END = TOLD / 4 + 22;
const FRAMES_WAIT = TOLD / 4 + 23;
const NUMBER_BEFORE = TOLD / 8 + 9;
const [COUNTED_FRAMES, TRACKED_FRAMES] = [25, 26].map((word) => TOLD / 4 + word);
const [SHOWN_BEFORE, MOST_SHOWN] = [TOLD / 4 + 24, 2 ** 32 - 1];
const LEFT = TOLD / 4 + 7;
/** Where `drain` writes; what it has told of lies there no longer than what skimming tells of new flows. */
export const DRAINED = 8192;
/** Flows that can be told of that were added, and packets that were left: so many bytes for each, and where. */
export const MOST_NEW = 896;
const MOST_LEFT = 128;
const [NEW, NEW_SIZE] = [8192, 32];

/**
 * What is told of a new flow: its address, and of its first packet what it is, how many counted before, and how many were
 * taken. Of a packet that is left the same.
 */
export enum New {
  FLOW = 0,
  PACKET = 1,
  CAPTURED = 2,
  ORIGINAL = 3,
  SECONDS = 4,
  NANOSECONDS = 5,
  AFTER = 6,
  ORDER = 7,
}
/** Added to the address of a flow: a packet of it is left, a frame in one piece. */
export const KNOWN = 1;

/** Headers of a packet that stands in other memory are copied to here. */
const STAGE = 2048;
export const STAGE_LENGTH = 512;
/** What is told of a TCP segment: `Fact` says where. Where room for those that nobody acknowledged begins and ends. */
const FACTS = 5120;
const [SEGMENTS_FROM, SEGMENTS_TO, SEGMENTS_HELD] = [1, 2, 3].map((word) => 5632 / 4 + word);
const SEGMENTS_AT_ONCE = 1 << 16;
/** There the code puts together what tells flows: of 32 packets, and of one. */
const TOLD_BY_LENGTH = 33 * 128;
const FIRST_FREE = NEW + NEW_SIZE * (MOST_NEW + MOST_LEFT) + TOLD_BY_LENGTH;

const PAGE = 65536;
/** As the code was compiled for; address space only. */
const MOST_PAGES = 16384;
/** To grow takes a millisecond, however much it is; what nobody writes to takes no room. */
const PAGES_AT_ONCE = 128;
/** What is compared, sixteen bytes at once, may stand that far behind a packet's end. */
const BEYOND = 64;

/**
 * A record that is being skimmed, in words of 32 bits: the addresses of its packet and its flow, its lengths and time,
 * its place among those of the call, what is told of it, and where it is put down what the filter says.
 */
export const ENTRY = {
  ...{
    packet: 0,
    captured: 1,
    original: 2,
    seconds: 3,
    nanoseconds: 4,
    found: 7,
    carried: 8,
    flags: 9,
    order: 10,
    end: 11,
    said: 13,
  },
  length: 16,
};

/** Says of records, from entry to entry, whether they count: see `ask` in assembly/skim.ts. Addresses in bytes. */
export type Ask = (start: number, end: number, taken: number, passed: number) => void;

/**
 * Looks closely at a packet while records are asked about one after the other: see `hand` in assembly/ask.ts. Parameters as
 * `Ask`, of its entry.
 */
export type Hand = (entry: number, taken: number, before: number) => number;
export enum Handed {
  NO = 0,
  ON = 1,
  LAST = 2,
}

/** Of some packets: when the first and the last of them came. */
interface Times {
  firstSeconds: number;
  firstNanoseconds: number;
  lastSeconds: number;
  lastNanoseconds: number;
}

/** When the first record came, the one before, and the one before that counts; nanoseconds -1: there was none. */
interface RecordTimes {
  firstSeconds: number;
  firstNanoseconds: number;
  previousSeconds: number;
  previousNanoseconds: number;
  shownSeconds: number;
  shownNanoseconds: number;
}

const wordOf = (fact: Fact): number => FACTS / 4 + fact;
const doubleOf = (fact: Fact): number => wordOf(fact) / 2;

export class FlowMemory {
  readonly code: Matcher;
  bytes: Uint8Array;
  words: Int32Array;
  halves: Uint16Array;
  doubles: Float64Array;
  /** Asked by `skim` of gated flows. */
  ask: Ask = () => {};
  hand: Hand = () => Handed.NO;
  /** Told of a frame in one piece that does not count: of its entry. */
  note: (entry: number) => void = () => {};
  readonly #memory: WebAssembly.Memory<SharedArrayBuffer>;
  /** Its buffer is another object whenever it has grown. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #free = FIRST_FREE;
  /** Where tables were copied to. */
  readonly #copies = new Map<Uint8Array, number>();
  /** A view that was asked about, and where it starts in this memory; -1: elsewhere. */
  #view: DataView | null = null;
  #start = -1;

  /** @throws if there can be none */
  constructor() {
    const code = compiled();
    if (code === null) throw new Error("WebAssembly is not available");
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    const ask: Ask = (start, end, taken, passed) => this.ask(start, end, taken, passed);
    const hand: Hand = (entry, taken, before) => this.hand(entry, taken, before);
    const note = (entry: number) => this.note(entry);
    const room = () => this.#makeRoom();
    const imports = { env: { memory: this.#memory }, ask: { ask, hand, note, room } };
    this.code = new WebAssembly.Instance(code, imports).exports as Matcher;
    const { buffer } = this.#memory;
    this.#buffers.add(buffer);
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** What another thread needs to work in it. */
  get shared(): { module: WebAssembly.Module; memory: WebAssembly.Memory<SharedArrayBuffer> } {
    return { module: compiled() as WebAssembly.Module, memory: this.#memory };
  }

  /** Room for so many bytes, which are 0, at a multiple of 64. @returns its address; 0: there is no more */
  allocate(length: number): number {
    const at = this.#free;
    const end = at + ((length + 63) & ~63);
    const missing = Math.ceil((end - this.bytes.length) / PAGE);
    if (missing > 0) {
      const left = MOST_PAGES - this.bytes.length / PAGE;
      if (missing > left) return 0;
      this.#memory.grow(Math.min(left, Math.max(missing, PAGES_AT_ONCE)));
      const { buffer } = this.#memory;
      this.#buffers.add(buffer);
      this.bytes = new Uint8Array(buffer);
      this.words = new Int32Array(buffer);
      this.halves = new Uint16Array(buffer);
      this.doubles = new Float64Array(buffer);
    }
    this.#free = end;
    return at;
  }

  /** Where it is told of a TCP segment, in bytes. */
  readonly facts = FACTS;

  /** Whether that is of the packet with this number. */
  isTold(number: number): boolean {
    return this.doubles[(FACTS + 4 * Fact.number) / 8] === number;
  }

  /** How many TCP segments are kept that nobody acknowledged. */
  get unacked(): number {
    return this.words[SEGMENTS_HELD];
  }

  /** Room for more segments, if there is any. */
  #makeRoom(): void {
    const at = this.allocate(SEGMENTS_AT_ONCE);
    if (at === 0) return;
    this.words[SEGMENTS_FROM] = at;
    this.words[SEGMENTS_TO] = at + SEGMENTS_AT_ONCE;
  }

  /** Nobody asks more of TCP's segments than that. */
  set depth(depth: Depth) {
    this.words[wordOf(Fact.skipped)] = Depth.flight - depth;
  }

  /** Tells, or is told, of the records before those that are skimmed. */
  setRecordTimes(times: RecordTimes): void {
    const { words, doubles } = this;
    doubles[doubleOf(Fact.firstRecordSeconds)] = times.firstSeconds;
    words[wordOf(Fact.firstRecordNanoseconds)] = times.firstNanoseconds;
    doubles[doubleOf(Fact.lastRecordSeconds)] = times.previousSeconds;
    words[wordOf(Fact.lastRecordNanoseconds)] = times.previousNanoseconds;
    doubles[doubleOf(Fact.countedSeconds)] = times.shownSeconds;
    words[wordOf(Fact.countedNanoseconds)] = times.shownNanoseconds;
  }
  getRecordTimes(times: RecordTimes): void {
    const { words, doubles } = this;
    times.firstSeconds = doubles[doubleOf(Fact.firstRecordSeconds)];
    times.firstNanoseconds = words[wordOf(Fact.firstRecordNanoseconds)];
    times.previousSeconds = doubles[doubleOf(Fact.lastRecordSeconds)];
    times.previousNanoseconds = words[wordOf(Fact.lastRecordNanoseconds)];
    times.shownSeconds = doubles[doubleOf(Fact.countedSeconds)];
    times.shownNanoseconds = words[wordOf(Fact.countedNanoseconds)];
  }

  /** Where the lists of frames in one piece stand: of those that count, and of all that are tracked; 0: there is none. */
  set countedFrames(list: number) {
    this.words[COUNTED_FRAMES] = list;
  }
  set trackedFrames(list: number) {
    this.words[TRACKED_FRAMES] = list;
  }

  /** Frames in one piece that count are left: they have to wait for packets that are held back. */
  set framesWait(they: boolean) {
    this.words[FRAMES_WAIT] = they ? 1 : 0;
  }

  /** How many packets came before those that are skimmed next. */
  set numberBefore(number: number) {
    this.doubles[NUMBER_BEFORE] = number;
    this.words[SHOWN_BEFORE] = Math.min(number, MOST_SHOWN);
  }

  /** The address of a copy of a table that no longer changes; 0: there is no room. */
  copyOf(table: Uint8Array): number {
    let at = this.#copies.get(table);
    if (at === undefined) {
      at = this.allocate(table.length);
      if (at > 0) this.bytes.set(table, at);
      this.#copies.set(table, at);
    }
    return at;
  }

  /** A buffer in this memory to read captures into; null: there is no room. */
  buffer(length: number): Uint8Array | null {
    const at = this.allocate(length + BEYOND);
    return at === 0 ? null : this.bytes.subarray(at, at + length);
  }

  /** Looks at many bytes at once of a view that starts there. */
  manyFrom(start: number): ManyBytes {
    const { code } = this;
    return {
      sum: (at, size) => code.sum(start + at, size),
      contains: (from, to, part) => {
        const at = this.copyOf(part);
        if (at > 0) return code.contains(start + from, start + to, at, part.length) !== 0;
        return Buffer.from(this.bytes.buffer, start + from, to - from).includes(Buffer.from(part));
      },
    };
  }

  /** Where a view starts in this memory; -1: it is of another. */
  startOf(d: DataView): number {
    if (d !== this.#view) {
      this.#view = d;
      this.#start = this.#buffers.has(d.buffer) ? d.byteOffset : -1;
    }
    return this.#start;
  }

  /**
   * The address of a packet's first `length` bytes, at most 512, in this memory. They are copied there if they
   * stand elsewhere, which lasts until the next packet is asked about.
   */
  addressOf(d: DataView, at: number, captured: number, length: number): number {
    const start = this.startOf(d);
    if (start >= 0) return start + at;
    const words = Math.min(captured, length) >> 2;
    const { bytes } = this;
    for (let i = 0; i < words; i++) this.words[STAGE / 4 + i] = d.getInt32(at + 4 * i, true);
    for (let i = 4 * words; i < captured && i < length; i++) bytes[STAGE + i] = d.getUint8(at + i);
    return STAGE;
  }

  // What the last call of `code` has told.

  /** Bytes on the wire of what the packet's tunnel carries; of all of it, if it is in none. */
  get carried(): number {
    return this.words[CARRIED];
  }
  /** The flags of its TCP header, 0 if it has none. */
  get tcpFlags(): number {
    return this.words[FLAGS];
  }
  /** The number of the layout of the packet that was found. */
  get layout(): number {
    return this.words[TOLD_LAYOUT];
  }
  /** Where the packet that was found ends on the wire, in bytes from its first one. */
  get end(): number {
    return this.words[END];
  }
  /** Records that were taken, and how many of them count. */
  get skimmed(): number {
    return this.words[SKIMMED] >>> 0;
  }
  get passed(): number {
    return this.words[PASSED] >>> 0;
  }
  /** Of those that count: captured in part, bytes on the wire, bytes captured. */
  get cut(): number {
    return this.words[CUT] >>> 0;
  }
  get passedBytes(): number {
    return this.doubles[PASSED_BYTES];
  }
  get passedCaptured(): number {
    return this.doubles[PASSED_CAPTURED];
  }
  /** The cache that did not know the next packet; 1: the filter did not; 0: neither was asked. */
  get atALoss(): number {
    return this.words[AT_A_LOSS] >>> 0;
  }
  /** Records that are left to be looked at closely, or were. */
  get left(): number {
    return this.words[LEFT];
  }
  /** Of how many flows and packets `newAt` tells. */
  get adopted(): number {
    return this.words[ADOPTED];
  }
  /** Where in `words` it is told of one of them, as `New` says. */
  newAt(number: number): number {
    return (NEW + NEW_SIZE * number) / 4;
  }
  /** Where flows begin that were not drained. */
  get drainedTo(): number {
    return this.words[DRAINED_TO];
  }

  // The earliest and the latest time so far; set before, told after skimming.

  get firstSeconds(): number {
    return this.words[FIRST_SECONDS] >>> 0;
  }
  get firstNanoseconds(): number {
    return this.words[FIRST_NANOSECONDS];
  }
  get lastSeconds(): number {
    return this.words[SECONDS] >>> 0;
  }
  get lastNanoseconds(): number {
    return this.words[NANOSECONDS];
  }
  /** While records are skimmed. */
  getTimes(times: Times): void {
    times.firstSeconds = this.firstSeconds;
    times.firstNanoseconds = this.firstNanoseconds;
    times.lastSeconds = this.lastSeconds;
    times.lastNanoseconds = this.lastNanoseconds;
  }
  setTimes({ firstSeconds, firstNanoseconds, lastSeconds, lastNanoseconds }: Times): void {
    const { words } = this;
    words[FIRST_SECONDS] = firstSeconds;
    words[FIRST_NANOSECONDS] = firstNanoseconds;
    words[SECONDS] = lastSeconds;
    words[NANOSECONDS] = lastNanoseconds;
  }
}
