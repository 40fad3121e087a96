/** The layouts of the flow cache: what is compared of a packet with given headers, and how it stands in memory. */
import { type Framed, framed } from "../core/framed.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesOf, type Lead, type Steady, steadyBits } from "../core/steady.ts";
import { type FlowMemory, STAGE_LENGTH } from "./flow-memory.ts";

// What assembly/match.ts finds where, in words of 32 bits.
export const LAYOUT = {
  ...{ need: 0, sames: 1, picks: 2, lengths: 3, outerLengths: 4, carriedAt: 5, words: 6, last: 7, unless: 8 },
  ...{
    leads: 9,
    mark: 10,
    flowSize: 11,
    keySize: 12,
    portKinds: 13,
    ...{ exact: 14, marked: 15 },
    length: 16,
    same: 40,
    pick: 232,
    lead: 424,
    /** Of 16 bits, one for each kind of ports. */
    firstAnswers: 1856 / 2,
    /** Where it is told who is whose: see assembly/seats.ts. */
    seats: 2368 / 4,
    /** Not 0: its packets are frames in one piece. */
    frame: 2368 / 4 + 1,
    bytes: 2368 + 64,
  },
};
/** Bytes of a flow before what tells it, which it ends with; it takes whole lines. */
const COUNTED = 32;
export const LINE = 64;
const MOST_LENGTHS = 12;
const MOST_LEADS = 13;
/** Sixteen bytes are compared at once. */
export const VECTOR = 16;
const MOST_VECTORS = 16;
/** The longest that tells a flow. */
const MOST_KEY = 128;
/** In a shuffle: no byte. */
const NONE = 0x80;

/** Sixteen bytes of a packet, and which bits of them. */
interface Vector {
  readonly offset: number;
  readonly mask: Uint8Array;
}

/** A vector, packed: for each byte of what tells a flow the one of these, and whether it is the last for the present. */
interface Pick extends Vector {
  readonly shuffle: Uint8Array;
  readonly ends: boolean;
}

/** A `Lead` of one of the headers, with what its table says in all packets of the layout. */
interface Leading extends Lead {
  readonly to: number;
}

/** What the headers of one kind of packets have in common. */
export class Layout {
  readonly need: number;
  readonly same: readonly Vector[];
  readonly picks: readonly Pick[];
  readonly #steadies: readonly Steady[];
  readonly #protos: Uint8Array;
  readonly #frame: Framed;
  readonly #offsets: Int32Array;
  readonly #values: readonly Uint8Array[];
  readonly #leads: readonly Leading[];
  /** Where what each of its tunnels carries begins, and by how many headers' lengths it ends; outermost first. */
  readonly #tunnels: readonly { readonly carriedAt: number; readonly within: number }[];

  constructor(d: DataView, at: number, s: LayerStack, steadies: readonly Steady[]) {
    const { n } = s;
    const offsets = s.off.slice(0, n).map((o) => o - at);
    const last = steadies[n - 1];
    this.#frame = s.wholeFrame === 0 ? 0 : framed(offsets[s.frameIp + 1], offsets[s.frameIp]);
    const sure = Math.max(
      last.words === undefined ? s.pos - at : 0,
      offsets[n - 1] + steadyBits(last).length,
    );
    this.#tunnels = Array.from({ length: s.tunnels }, (_, t) => {
      const [layer, carriedAt] = [s.tunnelLayer[t], s.tunnelFrom[t] - at];
      // An IP header in another one is what that carries.
      return { carriedAt, within: carriedAt > offsets[layer] ? layer + 1 : layer };
    });
    // Of empty tunnels it is not the same that is counted.
    this.need = Math.max(sure, ...this.#tunnels.map(({ carriedAt }) => carriedAt + 1));
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
    this.picks = packed(vectorsOver(tells));
    this.#values = this.same.map((vector) => masked(d, at, vector));
    this.#leads = steadies.flatMap(({ leads = [] }, i) => leadsIn(d, s.off[i], offsets[i], leads));
  }

  /**
   * How many bytes more each tunnel carries than the next one inside, but for the innermost: outermost first. They end
   * together.
   */
  get around(): readonly number[] {
    return this.#tunnels.slice(1).map(({ carriedAt }, t) => carriedAt - this.#tunnels[t].carriedAt);
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

  /**
   * Puts it into memory.
   * @param number its own
   * @param marked the bits of its flows in which that stands
   * @returns its address; 0: it has too much of something, or there is no room
   */
  write(memory: FlowMemory, number: number, marked: number): number {
    const lengths = this.#steadies.flatMap(({ length }, layer) =>
      length === undefined
        ? []
        : [{ layer, at: this.#offsets[layer] + length.at, from: this.#offsets[layer] + length.from }],
    );
    const most = Math.max(this.same.length, this.picks.length);
    const keySize = VECTOR * this.picks.filter(({ ends }) => ends).length;
    if (
      lengths.length > MOST_LENGTHS ||
      this.#leads.length > MOST_LEADS ||
      most > MOST_VECTORS ||
      keySize > MOST_KEY ||
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
    const [outermost, innermost] = [this.#tunnels.at(0), this.#tunnels.at(-1)];
    // What tunnels inside each other carry ends together.
    const isExact = ({ layer }: { layer: number }) =>
      this.#steadies[layer].exact === true ||
      this.#steadies[layer - 1]?.filled === true ||
      (layer >= (outermost?.within ?? 0) && layer < (innermost?.within ?? 0));
    words[w + LAYOUT.need] = this.need;
    words[w + LAYOUT.sames] = this.same.length;
    words[w + LAYOUT.picks] = this.picks.length;
    words[w + LAYOUT.lengths] = lengths.length;
    words[w + LAYOUT.outerLengths] = lengths.filter(({ layer }) => layer < (innermost?.within ?? 0)).length;
    words[w + LAYOUT.carriedAt] = innermost?.carriedAt ?? 0;
    words[w + LAYOUT.exact] = lengths.reduce((bits, length, i) => bits | (isExact(length) ? 1 << i : 0), 0);
    words[w + LAYOUT.words] = headerWords === undefined ? -1 : lastAt + headerWords;
    words[w + LAYOUT.last] = lastAt;
    words[w + LAYOUT.unless] = unless ?? -1;
    words[w + LAYOUT.frame] = this.#frame;
    words[w + LAYOUT.leads] = this.#leads.length;
    words[w + LAYOUT.mark] = number << 8;
    words[w + LAYOUT.marked] = marked;
    words[w + LAYOUT.flowSize] = Math.ceil((COUNTED + keySize) / LINE) * LINE;
    words[w + LAYOUT.keySize] = keySize;
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
    this.picks.forEach(({ offset, mask, shuffle, ends }, i) => {
      const k = w + LAYOUT.pick + 12 * i;
      words[k] = offset;
      words[k + 1] = ends ? 1 : 0;
      bytes.set(mask, 4 * k + VECTOR);
      bytes.set(shuffle, 4 * k + 2 * VECTOR);
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

/** How the bytes that vectors hold are put side by side, each vector's as a whole. */
function packed(vectors: readonly Vector[]): Pick[] {
  let from = 0;
  return vectors.map(({ offset, mask }, i) => {
    const shuffle = new Uint8Array(VECTOR).fill(NONE);
    mask.forEach((bits, b) => {
      if (bits !== 0) shuffle[from++] = b;
    });
    const next = vectors[i + 1]?.mask.filter((bits) => bits !== 0).length ?? VECTOR;
    const ends = from + next > VECTOR || i === vectors.length - 1;
    if (ends) from = 0;
    return { offset, mask, shuffle, ends };
  });
}

const byteAt = (d: DataView, at: number, mask: number): number => (mask === 0 ? 0 : d.getUint8(at) & mask);

const masked = (d: DataView, at: number, { offset, mask }: Vector): Uint8Array =>
  mask.map((bits, b) => byteAt(d, at + offset + b, bits));
