/**
 * Packets whose headers are those of an earlier one, at the same places, as the flow cache finds them: tests read
 * them where they stand, and nothing is dissected.
 */

import type { Told } from "../core/recall.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesOf, type Steady, steadyAt, steadyBits } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";
import { type Parts, partsAlike, partsAt, sameParts } from "./optional-parts.ts";
import { joinedSpots, type Spots } from "./spots.ts";

/** What a test says of such a packet. Those that cannot tell leave it to whoever dissects. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = -1;

/** When the packets before came; nanoseconds -1: none. */
export interface Times {
  firstSeconds: number;
  firstNanoseconds: number;
  previousSeconds: number;
  previousNanoseconds: number;
  shownSeconds: number;
  shownNanoseconds: number;
}

/** A packet as it was read, from `at` on in `d`. One object serves for all, one after the other. */
export interface Bare {
  d: DataView;
  at: number;
  /** Bytes that are there, and bytes on the wire. */
  captured: number;
  original: number;
  number: number;
  /** -1: the capture has no interfaces. */
  interfaceId: number;
  seconds: number;
  /** -1: it has no time. */
  nanoseconds: number;
  readonly times: Times;
  /** What the packets before say of it, where somebody follows them. */
  readonly told: Told | null;
}

/** Where a packet stands, and how long it is on the wire. */
export type Place = Pick<Bare, "d" | "at" | "original">;

/** For packets to come. */
export const newBare = (times: Times, told: Told | null): Bare => ({
  ...{ d: new DataView(new ArrayBuffer(0)), at: 0, captured: 0, original: 0 },
  ...{ number: 0, interfaceId: -1, seconds: 0, nanoseconds: -1 },
  times,
  told,
});

/** NO, YES or UNKNOWN. */
export interface Quick {
  (p: Bare): number;
  /** The same as data; absent: it is more than that. */
  spots?: Spots | undefined;
}

export const withSpots = (test: Quick, spots: Spots | null | undefined): Quick =>
  spots === undefined || spots === null ? test : Object.assign(test, { spots });

/** A test of packets with the same headers; null: it takes their layers. */
export type Answer = boolean | Quick | null;

/** In place of where an optional part begins. */
export const ABSENT = -1;

/** What packets of one layout have in common. Offsets are counted from the packet's first byte. */
export class Headers {
  readonly n: number;
  readonly proto: Uint8Array;
  readonly off: Int32Array;
  /** Behind the last byte that all of them have. */
  readonly sure: number;
  /** The byte whose upper half tells the last header's length in words of 32 bits; -1: it ends at `sure`. */
  readonly words: number;
  /** Where the one that it was made of was read to. */
  readonly #pos: number;
  readonly #steadies: readonly (Steady | null)[];
  /** Which optional parts each has; null: that is not known. */
  readonly #parts: readonly (Parts | null)[];
  /** No others are there in the last one; null: that is not known. */
  readonly #own: Parts | null;

  /**
   * @param s    a packet that starts at `at` in `d`, dissected and not extended
   * @param own  what is known of the last header: behind which byte it ends, and its optional parts
   */
  constructor(
    d: DataView,
    at: number,
    s: LayerStack,
    own: { readonly sure: number; readonly parts: Parts } | null = null,
  ) {
    this.n = s.n;
    this.proto = s.proto.slice(0, s.n);
    this.off = s.off.slice(0, s.n).map((o) => o - at);
    this.#steadies = [...this.proto].map((number, i) => steadyAt(protocols[number]?.steady, d, s.off[i]));
    const last = this.#steadies[s.n - 1];
    const start = this.off[s.n - 1];
    this.words = last?.words === undefined ? -1 : start + last.words;
    this.#pos = s.pos - at;
    // Of a header of variable length only the part that all have; of one that was not read what is compared.
    const compared = last === null ? 0 : start + steadyBits(last).length;
    const read =
      last?.words === undefined ? Math.max(this.#pos, compared) : start + bytesOf(last.decides).length;
    this.sure = own?.sure ?? read;
    this.#parts = own === null ? partsAlike(d, s) : new Array<null>(s.n).fill(null);
    this.#own = own?.parts ?? null;
  }

  /** Where that optional part of a header begins, in bytes from the header's first one; ABSENT, or null: that is not known. */
  partAt(i: number, part: string): number | null {
    if (i === this.n - 1 && this.#own !== null && this.#own[part] === undefined) return ABSENT;
    const parts = this.#parts[i];
    return parts === null ? null : (parts[part] ?? ABSENT);
  }

  /** Whether a dissected packet has the same optional parts, as far as they are known. */
  hasParts(d: DataView, s: LayerStack): boolean {
    return this.#parts.every((parts, i) => parts === null || sameParts(parts, partsAt(d, s, i)));
  }

  /** Whether a dissected packet, which starts at `at`, has them. */
  fit(at: number, { n, proto, off, pos }: LayerStack): boolean {
    if (n !== this.n || (this.words < 0 && pos - at !== this.#pos)) return false;
    for (let i = 0; i < n; i++) if (proto[i] !== this.proto[i] || off[i] - at !== this.off[i]) return false;
    return true;
  }

  /** Where what a packet carries begins. */
  behind({ d, at }: Place): number {
    const { words } = this;
    return at + (words < 0 ? this.sure : this.off[this.n - 1] + ((d.getUint8(at + words) >> 4) << 2));
  }

  /** How many of the first `count` headers tell a length. */
  lengthsIn(count: number): number {
    return this.#steadies.slice(0, count).filter((steady) => steady?.length !== undefined).length;
  }

  /** Where a header's own length stands, and what it is counted from; null: it has none. */
  lengthAt(i: number): { readonly at: number; readonly from: number } | null {
    const length = this.#steadies[i]?.length;
    return length === undefined ? null : { at: this.off[i] + length.at, from: this.off[i] + length.from };
  }

  /** How long a packet is on the wire by the lengths in the first `count` headers, none of which is 0. */
  ends(count: number): (p: Place) => number {
    const lengths = this.#steadies.slice(0, count).flatMap((steady, i) => {
      const length = steady?.length;
      return length === undefined ? [] : [{ at: this.off[i] + length.at, from: this.off[i] + length.from }];
    });
    return ({ d, at, original }) => {
      let end = original;
      for (const { at: place, from } of lengths) end = Math.min(end, from + d.getUint16(at + place));
      return end;
    };
  }
}

/** Whether some of those tests, or all of them, say yes; of none, no. */
export function either(tests: readonly Quick[], every: boolean): Answer {
  if (tests.length === 0) return false;
  if (tests.length === 1) return tests[0];
  const decided = every ? NO : YES;
  const spots = joinedSpots(
    tests.map((test) => test.spots),
    every,
  );
  return withSpots((p) => {
    let known = true;
    for (const test of tests) {
      const said = test(p);
      if (said === decided) return said;
      if (said === UNKNOWN) known = false;
    }
    return known ? 1 - decided : UNKNOWN;
  }, spots);
}
