/** The layouts of the flow cache: what is compared of a packet with given headers, and how it stands in memory. */
import type { LayerStack } from "../core/stack.ts";
import { bytesOf, type Lead, type Steady } from "../core/steady.ts";
import { type FlowMemory, STAGE_LENGTH } from "./flow-memory.ts";

// What assembly/match.ts finds where, in words of 32 bits.
const LAYOUT = {
  ...{ need: 0, sames: 1, keys: 2, lengths: 3, outerLengths: 4, carriedAt: 5, words: 6, last: 7, unless: 8 },
  ...{ leads: 9, length: 16, same: 40, key: 232, lead: 360, bytes: 1600 },
};
const MOST_LENGTHS = 12;
const MOST_LEADS = 13;
/** Sixteen bytes are compared at once. */
export const VECTOR = 16;
export const MOST_VECTORS = 16;

/** Sixteen bytes of a packet, and which bits of them. */
interface Vector {
  readonly offset: number;
  readonly mask: Uint8Array;
}

/** A `Lead` of one of the headers, with what its table says in all packets of the layout. */
interface Leading extends Lead {
  readonly to: number;
}

/** What the headers of one kind of packets have in common. */
export class Layout {
  readonly need: number;
  readonly same: readonly Vector[];
  readonly keys: readonly Vector[];
  readonly #steadies: readonly Steady[];
  readonly #protos: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #values: readonly Uint8Array[];
  readonly #leads: readonly Leading[];
  readonly #tunnel: { readonly layer: number; readonly carriedAt: number } | null;

  constructor(d: DataView, at: number, s: LayerStack, steadies: readonly Steady[]) {
    const { n } = s;
    const offsets = s.off.slice(0, n).map((o) => o - at);
    const last = steadies[n - 1];
    this.need = last.words !== undefined ? offsets[n - 1] + bytesOf(last.decides).length : s.pos - at;
    const decides = new Uint8Array(this.need);
    const tells = new Uint8Array(this.need);
    steadies.forEach((steady, i) => {
      decides.set(bytesOf(steady.decides), offsets[i]);
      tells.set(bytesOf(steady.tells ?? ""), offsets[i]);
    });
    this.#steadies = steadies;
    this.#protos = s.proto.slice(0, n);
    this.#offsets = offsets;
    this.same = vectorsOver(decides);
    this.keys = vectorsOver(tells);
    this.#values = this.same.map((vector) => masked(d, at, vector));
    this.#leads = steadies.flatMap(({ leads = [] }, i) => leadsIn(d, s.off[i], offsets[i], leads));
    this.#tunnel = s.tunnels === 0 ? null : { layer: s.tunnelLayer[0], carriedAt: s.tunnelFrom[0] - at };
  }

  /** Whether the dissected packet has these headers. */
  hasHeaders(at: number, s: LayerStack): boolean {
    const [protos, offsets] = [this.#protos, this.#offsets];
    if (s.n !== protos.length) return false;
    for (let i = 0; i < s.n; i++) if (s.proto[i] !== protos[i] || s.off[i] - at !== offsets[i]) return false;
    return true;
  }

  /** Whether it has them with the same bits. */
  fits(d: DataView, at: number, s: LayerStack): boolean {
    return (
      this.hasHeaders(at, s) &&
      this.same.every((vector, i) =>
        this.#values[i].every((value, b) => byteAt(d, at + vector.offset + b, vector.mask[b]) === value),
      )
    );
  }

  /** Puts it into memory. @returns its address; 0: it has too much of something, or there is no room */
  write(memory: FlowMemory): number {
    const lengths = this.#steadies.flatMap(({ length }, layer) =>
      length === undefined
        ? []
        : [{ layer, at: this.#offsets[layer] + length.at, from: this.#offsets[layer] + length.from }],
    );
    const most = Math.max(this.same.length, this.keys.length);
    if (
      lengths.length > MOST_LENGTHS ||
      this.#leads.length > MOST_LEADS ||
      most > MOST_VECTORS ||
      this.need >= STAGE_LENGTH - VECTOR
    )
      return 0;
    const address = memory.allocate(LAYOUT.bytes);
    const tables = this.#leads.map(({ by }) => memory.copyOf(by));
    if (address === 0 || tables.includes(0)) return 0;
    const { words, bytes } = memory;
    const w = address / 4;
    const { words: headerWords, unless } = this.#steadies[this.#steadies.length - 1];
    const lastAt = this.#offsets[this.#offsets.length - 1];
    const tunnel = this.#tunnel;
    words[w + LAYOUT.need] = this.need;
    words[w + LAYOUT.sames] = this.same.length;
    words[w + LAYOUT.keys] = this.keys.length;
    words[w + LAYOUT.lengths] = lengths.length;
    words[w + LAYOUT.outerLengths] = lengths.filter(({ layer }) => layer < (tunnel?.layer ?? 0)).length;
    words[w + LAYOUT.carriedAt] = tunnel?.carriedAt ?? 0;
    words[w + LAYOUT.words] = headerWords === undefined ? -1 : lastAt + headerWords;
    words[w + LAYOUT.last] = lastAt;
    words[w + LAYOUT.unless] = unless ?? -1;
    words[w + LAYOUT.leads] = this.#leads.length;
    lengths.forEach(({ at, from }, i) => {
      words[w + LAYOUT.length + 2 * i] = at;
      words[w + LAYOUT.length + 2 * i + 1] = from;
    });
    this.same.forEach(({ offset, mask }, i) => {
      const k = w + LAYOUT.same + 12 * i;
      words[k] = offset;
      bytes.set(mask, 4 * k + VECTOR);
      bytes.set(this.#values[i], 4 * k + 2 * VECTOR);
    });
    this.keys.forEach(({ offset, mask }, i) => {
      const k = w + LAYOUT.key + 8 * i;
      words[k] = offset;
      bytes.set(mask, 4 * k + VECTOR);
    });
    this.#leads.forEach(({ at, to }, i) => {
      words.set([at, tables[i], to], w + LAYOUT.lead + 3 * i);
    });
    return address;
  }
}

/** @param o where the header starts in `d` @param at where in the packet */
function leadsIn(d: DataView, o: number, at: number, leads: readonly Lead[]): Leading[] {
  const found: Leading[] = [];
  for (const lead of leads) {
    const to = lead.by[d.getUint16(o + lead.at)];
    found.push({ at: at + lead.at, by: lead.by, to });
    if (to !== 0) break;
  }
  return found;
}

/** Vectors that hold all the bits of a mask once. */
function vectorsOver(mask: Uint8Array): Vector[] {
  const vectors: Vector[] = [];
  for (let b = 0; b < mask.length; b++) {
    if (mask[b] === 0) continue;
    const bits = new Uint8Array(VECTOR);
    bits.set(mask.subarray(b, b + VECTOR));
    vectors.push({ offset: b, mask: bits });
    b += VECTOR - 1;
  }
  return vectors;
}

const byteAt = (d: DataView, at: number, mask: number): number => (mask === 0 ? 0 : d.getUint8(at) & mask);

const masked = (d: DataView, at: number, { offset, mask }: Vector): Uint8Array =>
  mask.map((bits, b) => byteAt(d, at + offset + b, bits));
