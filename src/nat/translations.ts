/**
 * The router's table in words: which conversations became which, and how far those with the same two tuples are one
 * row. What a row says is made of it when it is asked for (rows.ts).
 */
import { KeyTable } from "../core/key-table.ts";
import type { NatRow } from "../facts/nat-report.ts";
import { Way } from "./began.ts";
import type { Candidates } from "./candidates.ts";
import type { Fingerprints } from "./fingerprints.ts";

// Words of a pair: conversations of who began and of what that became, bits of Way and of the direction, its
// number among the candidates and in which of them, and the next pair of its row.
const FROM = 0;
const TO = 1;
const BITS = 2;
const NUMBER = 3;
const PASS = 4;
const NEXT = 5;
const PAIR_WORDS = 6;

// BITS: directions of who began in FROM and TO, and above them where the connection runs.
const WAYS = 3;
const RUNS = 2;
const Runs = { out: 0, in: 1, inside: 2 } as const;
const DIRECTIONS: readonly NatRow["direction"][] = ["out", "in", "inside"];

// Words of a row behind its key: its first pair and its last.
const FIRST = 6;
const LAST = 7;
const ROW_WORDS = 8;

const ICMP = 1;
const ICMPV6 = 58;
export const isIcmp = (proto: number): boolean => proto === ICMP || proto === ICMPV6;

/** RFC 1918, RFC 4193, loopback: addresses that need a router to be seen elsewhere. By the first 32 bits. */
function isPrivateAddress(word: number, v6: boolean): boolean {
  if (v6) return (word & 0xfe000000) >>> 0 === 0xfc000000;
  const byte = word >>> 24;
  return byte === 10 || byte === 127 || word >>> 16 === 0xc0a8 || word >>> 20 === 0xac1;
}

function longer(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * array.length);
  out.set(array);
  return out;
}

/** Both ends are what they were before. */
function sameEnds(f: Fingerprints, a: number, inA: number, b: number, inB: number): boolean {
  const icmp = isIcmp(f.proto(a));
  return (
    f.v6(a) === f.v6(b) &&
    f.address(a, inA) === f.address(b, inB) &&
    f.address(a, inA ^ 1) === f.address(b, inB ^ 1) &&
    f.port(a, inA) === f.port(b, inB) &&
    (icmp || f.port(a, inA ^ 1) === f.port(b, inB ^ 1))
  );
}

/** Candidates of one pass, with their scores. */
export interface Pass {
  readonly candidates: Candidates;
  readonly score: Float64Array;
}

export class Translations {
  readonly passes: Pass[] = [];
  /** Conversations that went through as they were, each as `conversation << 1 | direction of who began`. */
  readonly untouched: number[] = [];
  private readonly rows = new KeyTable(ROW_WORDS, 256);
  private pairs = new Int32Array(PAIR_WORDS * 256);
  private used = 0;

  constructor(
    private readonly f: Fingerprints,
    private readonly twoCaptures: boolean,
  ) {}

  /** Rows. */
  get size(): number {
    return this.rows.size;
  }

  /** Adds a pair of partners of the last pass. @param way bits of Way @param within both are of one capture */
  add(p: number, way: number, within: boolean): void {
    const { f } = this;
    const { candidates: c } = this.passes[this.passes.length - 1];
    const swapped = (way & Way.swapped) !== 0;
    const [inA, inB] = [(way & Way.inA) === 0 ? 0 : 1, (way & Way.inB) === 0 ? 0 : 1];
    const [from, to] = swapped ? [c.b(p), c.a(p)] : [c.a(p), c.b(p)];
    const [inFrom, inTo] = swapped ? [inB, inA] : [inA, inB];
    if (sameEnds(f, from, inFrom, to, inTo)) {
      this.untouched.push((from << 1) | inFrom);
      return;
    }
    const runs = f.outside(from) ? Runs.in : within ? this.runs(from, inFrom, to, inTo) : Runs.out;
    this.link(from, to, inFrom | (inTo << 1) | (runs << RUNS), p);
  }

  private link(from: number, to: number, bits: number, p: number): void {
    if (this.used * PAIR_WORDS === this.pairs.length) this.pairs = longer(this.pairs);
    const pair = this.used++;
    const { f, rows, pairs } = this;
    const k = pair * PAIR_WORDS;
    pairs[k + FROM] = from;
    pairs[k + TO] = to;
    pairs[k + BITS] = bits;
    pairs[k + NUMBER] = p;
    pairs[k + PASS] = this.passes.length - 1;
    pairs[k + NEXT] = -1;
    const known = rows.size;
    const r = rows.add(f.key(from), f.key(to), bits & WAYS, 0, 0, 0) * ROW_WORDS;
    if (rows.size > known) rows.i32[r + FIRST] = pair;
    else pairs[rows.i32[r + LAST] * PAIR_WORDS + NEXT] = pair;
    rows.i32[r + LAST] = pair;
  }

  /** Of one capture's rows. Where both sides are in two captures, what is left of one of them is inside. */
  private runs(from: number, inFrom: number, to: number, inTo: number): number {
    const { f } = this;
    if (this.twoCaptures) return Runs.inside;
    const isPrivate = (c: number, end: number) => isPrivateAddress(f.addressWord(c, end, 0), f.v6(c) !== 0);
    if (!isPrivate(to, inTo ^ 1) || isPrivate(from, inFrom ^ 1)) return Runs.out;
    return isPrivate(from, inFrom) ? Runs.inside : Runs.in;
  }

  /** The first pair of a row. */
  first = (row: number): number => this.rows.i32[row * ROW_WORDS + FIRST];
  /** The next one of the same row, -1: there is none. */
  next = (pair: number): number => this.pairs[pair * PAIR_WORDS + NEXT];
  from = (pair: number): number => this.pairs[pair * PAIR_WORDS + FROM];
  to = (pair: number): number => this.pairs[pair * PAIR_WORDS + TO];
  number = (pair: number): number => this.pairs[pair * PAIR_WORDS + NUMBER];
  pass = (pair: number): Pass => this.passes[this.pairs[pair * PAIR_WORDS + PASS]];
  /** Directions of who began, in `from` and in `to`. */
  inFrom = (pair: number): number => this.pairs[pair * PAIR_WORDS + BITS] & 1;
  inTo = (pair: number): number => (this.pairs[pair * PAIR_WORDS + BITS] >> 1) & 1;
  direction = (pair: number): NatRow["direction"] => DIRECTIONS[this.pairs[pair * PAIR_WORDS + BITS] >> RUNS];
  /** The conversation that stands for the inside: of one capture, what came in. */
  inside = (pair: number): number => (this.f.outside(this.from(pair)) ? this.to(pair) : this.from(pair));
}
