/**
 * Packets of a flow that was seen before, by their bytes: Open vSwitch's masked flow cache, for facts.
 *
 * How a packet is read, and what row it belongs to, depends on few bits of its headers; each protocol tells
 * which (core/steady.ts). Packets with the same headers one behind the other share a layout: bits that all of
 * them have (`same`) and bits by which its flows are told apart (`keys`). A packet that equals one dissected
 * before in all of them, and whose lengths leave room for the same headers, belongs to the same row. All others
 * are dissected.
 */
import { type LayerStack, MAX_LAYERS, Pending, Stop } from "../core/stack.ts";
import { bytesOf, type Steady } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";

const ETHERNET = 1;
/** Where an Ethernet frame names its IP protocol and, behind that, what UDP or GRE carries; shorter ones are dissected. */
const [TYPE, PROTOCOL, CARRIED, LEAST] = [12, 23, 36, 38];

const SLOTS = 1024;
/** Layouts that are tried for a packet, the last one that fitted first. */
const WAYS = 4;
const MOST_LAYOUTS = 64;
/** Flows that are kept; those that come later are dissected. */
const MOST_FLOWS = 1 << 18;

/** So often it is looked whether the cache helps; if it does not, it rests. */
const ROUND = 4096;
const LEAST_HITS = ROUND / 4;
const REST = 8 * ROUND;

const UNKNOWN = -2;

/**
 * The row of a packet whose headers are a layout's; -1: they are not; UNKNOWN: they are, but nobody knows its flow.
 * Tells `found` more of it. Lengths in bytes.
 */
type Match = (
  d: DataView,
  at: number,
  captured: number,
  original: number,
  found: Found,
  flows: Int32Array,
  index: Int32Array,
) => number;

/** What is known of a packet besides its row. */
interface Found {
  /** Bytes on the wire of what its tunnel carries; of all of it, if it is in none. */
  carried: number;
  /** The flags of its TCP header, 0 if it has none. */
  tcpFlags: number;
}

class Layout {
  readonly match: Match;
  /** Number of the first header's protocol. */
  readonly #first: number;
  readonly #protos: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #same: readonly Word[];
  readonly #keys: readonly Word[];
  readonly #values: readonly number[];
  /** The words of each flow's keys, and its row. */
  flows: Int32Array;
  /** Open addressing: number of a flow + 1; 0: free. At most half full. */
  index = new Int32Array(128);
  readonly #stride: number;
  #size = 0;

  constructor(d: DataView, at: number, first: number, s: LayerStack, steadies: readonly Steady[]) {
    const { n } = s;
    const offsets = s.off.slice(0, n).map((o) => o - at);
    const last = steadies[n - 1];
    const need = last.words !== undefined ? offsets[n - 1] + bytesOf(last.decides).length : s.pos - at;
    const decides = new Uint8Array(need);
    const tells = new Uint8Array(need);
    steadies.forEach((steady, i) => {
      decides.set(bytesOf(steady.decides), offsets[i]);
      tells.set(bytesOf(steady.tells ?? ""), offsets[i]);
    });
    this.#first = first;
    this.#protos = s.proto.slice(0, n);
    this.#offsets = offsets;
    this.#same = wordsOver(decides);
    this.#values = this.#same.map(({ offset, mask }) => d.getInt32(at + offset) & mask);
    this.#keys = wordsOver(tells);
    this.#stride = this.#keys.length + 1;
    this.flows = new Int32Array(32 * this.#stride);
    const tunnel = s.tunnels === 0 ? null : { layer: s.tunnelLayer[0], carriedAt: s.tunnelFrom[0] - at };
    this.match = matcher([
      `if (captured < ${need}) return -1;`,
      ...this.#same.map((word, i) => `if (${read(word)} !== ${this.#values[i]}) return -1;`),
      ...room(steadies, offsets, need, tunnel),
      ...lookUp(this.#keys),
    ]);
  }

  /** Whether the dissected packet has these headers, with the same bits. */
  fits(d: DataView, at: number, first: number, s: LayerStack): boolean {
    const [protos, offsets] = [this.#protos, this.#offsets];
    if (first !== this.#first || s.n !== protos.length) return false;
    for (let i = 0; i < s.n; i++) if (s.proto[i] !== protos[i] || s.off[i] - at !== offsets[i]) return false;
    return this.#same.every(({ offset, mask }, i) => (d.getInt32(at + offset) & mask) === this.#values[i]);
  }

  /** Adds the flow of a packet, which is not there. */
  add(d: DataView, at: number, row: number): void {
    const stride = this.#stride;
    const k = this.#size * stride;
    if (k + stride > this.flows.length) {
      const longer = new Int32Array(2 * this.flows.length);
      longer.set(this.flows);
      this.flows = longer;
    }
    this.#keys.forEach(({ offset, mask }, i) => {
      this.flows[k + i] = d.getInt32(at + offset) & mask;
    });
    this.flows[k + stride - 1] = row;
    this.#size++;
    if (this.#size * 2 <= this.index.length) {
      this.#place(this.#size);
      return;
    }
    this.index = new Int32Array(4 * this.index.length);
    for (let number = 1; number <= this.#size; number++) this.#place(number);
  }

  #place(number: number): void {
    const { index, flows } = this;
    const k = (number - 1) * this.#stride;
    let h = 0;
    for (let i = 0; i < this.#stride - 1; i++) h ^= mix(flows[k + i], i);
    const mask = index.length - 1;
    let slot = finish(h) & mask;
    while (index[slot] !== 0) slot = (slot + 1) & mask;
    index[slot] = number;
  }
}

// Matching is written out for every layout, as a function of JavaScript that holds nothing but numbers of ours:
// a loop over the same words takes twice the time. Hashes are int32 in all steps, and each word is folded, since
// values that differ in their high half only (ports) must not all fall on few slots.
const FACTORS = [
  0x1e3779b1, 0x05ebca77, 0x42b2ae3d, 0x27d4eb2f, 0x165667b1, 0x2c1b3c6d, 0x297a2d39, 0x3c6ef373,
];
const FINISH = 0x2c1b3c6d;
const factor = (i: number): number => FACTORS[i % FACTORS.length] + 2 * i;
const mix = (word: number, i: number): number => Math.imul(word ^ (word >>> 16), factor(i));
const finish = (h: number): number => Math.imul(h ^ (h >>> 15), FINISH) >>> 7;

const matcher = (lines: readonly string[]): Match =>
  new Function("d", "at", "captured", "original", "found", "flows", "index", lines.join("\n")) as Match;

const read = ({ offset, mask }: Word): string =>
  mask === -1 ? `d.getInt32(at + ${offset})` : `(d.getInt32(at + ${offset}) & ${mask})`;

/** Lines that return unless the lengths leave room for the headers; `found.carried` is then known. */
function room(
  steadies: readonly Steady[],
  offsets: Int32Array,
  need: number,
  tunnel: { layer: number; carriedAt: number } | null,
): string[] {
  const lines = ["let end = original, length;"];
  const carried =
    tunnel === null ? "found.carried = original;" : `found.carried = end - ${tunnel.carriedAt};`;
  steadies.forEach(({ length }, i) => {
    if (i === (tunnel?.layer ?? 0)) lines.push(carried);
    if (length === undefined) return;
    lines.push(
      `length = d.getUint16(at + ${offsets[i] + length.at});`,
      "if (length === 0) return -1;",
      `if (${offsets[i] + length.from} + length < end) end = ${offsets[i] + length.from} + length;`,
    );
  });
  lines.push("if (captured < end) end = captured;", `if (end < ${need}) return -1;`);
  const last = steadies.length - 1;
  const { words, unless } = steadies[last];
  if (words !== undefined) {
    const byte = offsets[last] + words;
    lines.push(
      `length = d.getUint8(at + ${byte}) >> 4;`,
      `if (4 * length < ${need - offsets[last]} || ${offsets[last]} + 4 * length > end) return -1;`,
      `found.tcpFlags = d.getUint8(at + ${byte + 1});`,
    );
  } else lines.push("found.tcpFlags = 0;");
  if (unless !== undefined)
    lines.push(`if (end === ${need} || d.getUint8(at + ${need}) >> 4 === ${unless}) return -1;`);
  return lines;
}

/** Lines that look the flow up by its keys. */
function lookUp(keys: readonly Word[]): string[] {
  const terms = keys.map((_, i) => `Math.imul(k${i} ^ (k${i} >>> 16), ${factor(i)})`);
  const equal = keys.map((_, i) => `flows[e + ${i}] === k${i}`);
  return [
    ...keys.map((word, i) => `const k${i} = ${read(word)};`),
    `const h = ${terms.join(" ^ ")};`,
    "const mask = index.length - 1;",
    `for (let slot = (Math.imul(h ^ (h >>> 15), ${FINISH}) >>> 7) & mask; ; slot = (slot + 1) & mask) {`,
    `  const e = (index[slot] - 1) * ${keys.length + 1};`,
    `  if (e < 0) return ${UNKNOWN};`,
    `  if (${equal.join(" && ")}) return flows[e + ${keys.length}];`,
    "}",
  ];
}

/** A word of 32 bits in network order, and which bits of it. */
interface Word {
  readonly offset: number;
  readonly mask: number;
}

/** Words that hold all the bits of a mask once. */
function wordsOver(mask: Uint8Array): Word[] {
  const left = mask.slice();
  const words: Word[] = [];
  for (let b = 0; b < left.length; b++) {
    if (left[b] === 0) continue;
    const offset = Math.max(0, Math.min(b, left.length - 4));
    let bits = 0;
    for (let i = 0; i < 4; i++) {
      bits = (bits << 8) | (left[offset + i] ?? 0);
      left[offset + i] = 0;
    }
    words.push({ offset, mask: bits });
  }
  return words;
}

export class FlowCache implements Found {
  carried = 0;
  tcpFlags = 0;

  private readonly layouts: Layout[] = [];
  private readonly slots: (Layout | null)[] = new Array(SLOTS * WAYS).fill(null);
  private size = 0;
  private tries = 0;
  private hits = 0;
  private rest = 0;

  /**
   * The row of a packet, which starts at `at` in `d`; -1: it has to be dissected. Lengths in bytes.
   * @param first number of its first header's protocol
   */
  find(d: DataView, at: number, captured: number, original: number, first: number): number {
    if (this.rest > 0) {
      this.rest--;
      return -1;
    }
    if (first !== ETHERNET || captured < LEAST) return -1;
    if (++this.tries === ROUND) this.look();
    const { slots } = this;
    const slot = slotOf(d, at);
    for (let way = slot; way < slot + WAYS; way++) {
      const layout = slots[way];
      if (layout === null) return -1;
      const row = layout.match(d, at, captured, original, this, layout.flows, layout.index);
      if (row < 0) continue;
      this.hits++;
      if (way !== slot) {
        slots[way] = slots[slot];
        slots[slot] = layout;
      }
      return row;
    }
    return -1;
  }

  /**
   * Remembers the row of a packet that `find` did not know, and which was dissected into `s`. A row that has to be
   * worked out is, if it is new.
   */
  learn(
    d: DataView,
    at: number,
    captured: number,
    original: number,
    first: number,
    s: LayerStack,
    row: number | (() => number),
  ): void {
    if (this.rest > 0 || this.size >= MOST_FLOWS) return;
    if (first !== ETHERNET || captured < LEAST || !isPlain(s)) return;
    const slot = slotOf(d, at);
    let layout = this.layouts.find((l) => l.fits(d, at, first, s));
    if (layout === undefined) {
      const steadies = this.layouts.length < MOST_LAYOUTS ? steadiesOf(d, s) : null;
      if (steadies === null) return;
      layout = new Layout(d, at, first, s, steadies);
      this.layouts.push(layout);
    }
    if (layout.match(d, at, captured, original, this, layout.flows, layout.index) === UNKNOWN) {
      layout.add(d, at, typeof row === "number" ? row : row());
      this.size++;
    }
    this.prefer(layout, slot);
  }

  /** Has a layout tried first in a slot; the one tried last is forgotten there. */
  private prefer(layout: Layout, slot: number): void {
    const { slots } = this;
    let way = slots.indexOf(layout, slot);
    if (way < 0 || way >= slot + WAYS) way = slot + WAYS - 1;
    for (; way > slot; way--) slots[way] = slots[way - 1];
    slots[slot] = layout;
  }

  /** Rests for a while if too few packets are found. */
  private look(): void {
    if (this.hits < LEAST_HITS) this.rest = REST;
    this.tries = 0;
    this.hits = 0;
  }
}

/** The slot of packets whose outermost headers are alike. */
function slotOf(d: DataView, at: number): number {
  const h =
    Math.imul(d.getInt32(at + TYPE) >>> 8, 0x9e3779b1) ^
    Math.imul((d.getUint8(at + PROTOCOL) << 16) | d.getUint16(at + CARRIED), 0x85ebca77);
  return ((h ^ (h >>> 15)) & (SLOTS - 1)) * WAYS;
}

/** Nothing in it hangs on other packets, and all of it is headers that were read to their end. */
function isPlain(s: LayerStack): boolean {
  return (
    s.stop === Stop.none &&
    s.pending === Pending.none &&
    s.wholeFrame === 0 &&
    s.connection === 0 &&
    s.refused === 0 &&
    s.handed === 0 &&
    s.tunnels <= 1 &&
    s.l4 === s.n - 1 &&
    s.n < MAX_LAYERS
  );
}

/** What is steady in each header; null if one of them has to be dissected. */
function steadiesOf(d: DataView, s: LayerStack): Steady[] | null {
  const found: Steady[] = [];
  for (let i = 0; i < s.n; i++) {
    const steady = protocols[s.proto[i]]?.steady;
    const own = typeof steady === "function" ? steady(d, s.off[i]) : steady;
    if (own === undefined || own === null) return null;
    found.push(own);
  }
  return found;
}
