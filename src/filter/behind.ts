/** What stands behind the headers of a layout: nothing, what nobody reads, or what somebody takes. */
import { bodyFrom, type Plainly, type Protocol } from "../core/protocol.ts";
import { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { type Bare, type Headers, UNKNOWN } from "./alike.ts";
import { accepts, hasApps } from "./names.ts";
import { ALL_ALIKE, ANYHOW, type kindsFor, type Takers, takersOf } from "./takers.ts";

/** Nothing stands behind a packet's headers, or something that none of the wanted protocols takes. */
export const [EMPTY, CARRIES] = [0, 1];
/** In all that somebody takes: his number, and 256 times the kind of that, added to that. */
export const TAKEN = 2;

export type Kinds = ReturnType<typeof kindsFor>;

/** All who may take something. */
const anybody = takersOf(null);

/** As data, for whom it is enough, how it is told what stands behind headers; offsets from the packet's first byte. */
export interface Beyond {
  /** Where the last header begins, and its length; the byte whose upper half tells that in words, -1: none does. */
  readonly last: number;
  readonly length: number;
  readonly words: number;
  /** The header is as most are if this says so; null: it always is. */
  readonly plainly: Plainly | null;
  /** Nobody takes what begins in none of these ways, unless it is cut and somebody takes all of that. */
  readonly starts: readonly string[];
  readonly cut: boolean;
  /**
   * Places among the answers, -1: it takes a closer look: of what begins so and is taken for certain; of that, if it
   * has no empty line but at its end; of what is cut; and of that, if it begins in none of the ways.
   */
  readonly surely: {
    readonly starts: readonly string[];
    readonly begun: number;
    readonly bare: number;
    readonly cut: number;
    readonly part: number;
  } | null;
}

/** What is asked of what stands behind headers. */
export interface AskedBehind {
  /** How these are named, and whether nobody reads it. */
  readonly ofNames: boolean;
  /** Who takes it, whoever that is. */
  readonly ofAnybody: boolean;
  /** Of who takes it nothing but whether it is malformed. */
  readonly onlyFaults: boolean;
}

/** Looks at what stands behind headers of one layout. */
export class Behind {
  /** The same as data; null: it is more than that. */
  readonly beyond: Beyond | null;
  readonly #headers: Headers;
  readonly #takers: readonly number[];
  /** By number of who takes it, what tells the kind of that; null: the layers have to be looked at. */
  readonly #kinds: Kinds;
  readonly #ends: (p: Bare) => number;
  /** Of a header without ports, where in it nobody's data begins, and where it ends by those before. */
  readonly #body: NonNullable<Protocol["body"]> | null;
  readonly #endsBefore: (p: Bare) => number;
  /** All who may take something behind such a header; null: these are the takers. */
  readonly #others: ReturnType<typeof takersOf> | null;
  readonly #odd: NonNullable<Protocol["odd"]> | null;
  /** Where the last header begins. */
  readonly #last: number;
  /** What those who may take it are asked with. */
  readonly #stack = new LayerStack();

  /**
   * @param plainly null: the last header is always as most are; undefined: that cannot be told
   * @param goesByPorts somebody takes more on the ports of this flow
   */
  constructor(
    headers: Headers,
    s: LayerStack,
    { numbers, starts, cut, sure }: Takers,
    { ofNames, ofAnybody, onlyFaults }: AskedBehind,
    kinds: Kinds,
    plainly: Plainly | null | undefined,
    goesByPorts: boolean,
  ) {
    this.#headers = headers;
    this.#takers = numbers;
    this.#kinds = kinds;
    this.#others = ofAnybody ? null : anybody;
    this.#ends = headers.ends(headers.n);
    const last = protocols[headers.proto[headers.n - 1]] as Protocol;
    this.#odd = ofNames ? (last.odd ?? null) : null;
    this.#last = headers.off[headers.n - 1];
    const where = { last: this.#last, length: headers.sure - this.#last, words: headers.words };
    const surely = surelyTaken(sure, kinds[sure], onlyFaults);
    const begins = { starts: goesByPorts ? ANYHOW : starts, cut, surely };
    this.#body = hasApps(headers.proto[headers.n - 1]) ? null : (last.body ?? null);
    this.#endsBefore = headers.ends(headers.n - 1);
    this.beyond = plainly === undefined || this.#body !== null ? null : { ...where, plainly, ...begins };
    const stack = this.#stack;
    stack.proto.set(headers.proto);
    stack.n = headers.n;
    stack.ethernet = s.ethernet;
    stack.ip = s.ip;
    stack.ipVersion = s.ipVersion;
    stack.ipProto = s.ipProto;
    stack.l4 = s.l4;
    stack.tunnels = s.tunnels;
    stack.ports = s.ports;
  }

  /** Whether nobody else takes what one of the takers does. */
  #isAlone(d: DataView): boolean {
    const { ports, pos, lim } = this.#stack;
    const { n, proto } = this.#headers;
    const all = this.#others?.(proto[n - 1], ports).numbers ?? [];
    return all.every(
      (other) => this.#takers.includes(other) || accepts[other]?.(d, pos, lim, this.#stack) === false,
    );
  }

  /** EMPTY, CARRIES, from TAKEN on, or UNKNOWN: it makes a difference what somebody may take. */
  shapeOf(p: Bare): number {
    const { d, at } = p;
    const last = at + this.#last;
    const pos = this.#headers.behind(p);
    const wire = at + this.#ends(p);
    const lim = Math.min(at + p.captured, wire);
    if (this.#body !== null) {
      const end = at + Math.min(p.captured, this.#endsBefore(p));
      const from = bodyFrom(this.#body, d, last, end);
      return from >= 0 && from < lim ? CARRIES : EMPTY;
    }
    if (this.#odd?.(d, last, lim) === true) return UNKNOWN;
    if (pos >= lim) return EMPTY;
    if (this.#takers.length === 0) return CARRIES;
    const stack = this.#stack;
    const { n, off } = this.#headers;
    for (let i = 0; i < n; i++) stack.off[i] = at + off[i];
    stack.ports = d.getInt32(last);
    stack.pos = pos;
    stack.lim = lim;
    stack.wire = wire;
    let shape = CARRIES;
    for (const taker of this.#takers) {
      if (accepts[taker]?.(d, pos, lim, stack) === false) continue;
      const kind = this.#kinds[taker]?.(d, pos, lim, stack) ?? -1;
      // Of several one comes first.
      if (kind < 0 || shape !== CARRIES) return UNKNOWN;
      shape = TAKEN + taker + 256 * kind;
    }
    // Others, who are not asked for, may come before him.
    return shape === CARRIES || this.#isAlone(p.d) ? shape : UNKNOWN;
  }
}

/** By how it begins, or that it is cut, what that protocol takes for certain. @param kind tells what gets one answer */
function surelyTaken(number: number, kind: Kinds[number], onlyFaults: boolean): Beyond["surely"] {
  const { opens, soundIfCut, kind: own } = protocols[number] ?? {};
  if (opens?.surely === undefined || kind === null || kind === undefined) return null;
  const { surely: starts, bare = -1, part = -1 } = opens;
  const isCut = opens.own === "cut";
  const place = TAKEN + number;
  const none = { starts, begun: -1, bare: -1, cut: -1, part: -1 };
  if (onlyFaults)
    return { ...none, bare: bare < 0 ? -1 : place, cut: isCut && soundIfCut === true ? place : -1 };
  if (kind === ALL_ALIKE) return { ...none, begun: place, cut: isCut ? place : -1 };
  if (kind !== own) return null;
  const ofKind = (one: number) => (one < 0 ? -1 : place + 256 * one);
  return { ...none, bare: ofKind(bare), part: isCut ? ofKind(part) : -1 };
}
