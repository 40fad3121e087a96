/** Who began a connection, and on which side of the router. */
import { tcpApp, udpApp } from "../core/demux.ts";
import { KeyTable } from "../core/key-table.ts";
import type { Clock } from "./clock.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { ttlStep } from "./habits.ts";
import { Begins } from "./invariants.ts";

const WELL_KNOWN = 1024;
const COUNT = 6;
const STRIDE = 8;

/** Bits of what `orient` says: who began was seen first by `b`; the direction of his packets in `a`, and in `b`. */
export const Way = { swapped: 1, inA: 2, inB: 4 } as const;

export class Began {
  /** Ends with how many conversations they have, made when it is asked for. */
  private ends: KeyTable | null = null;

  constructor(private readonly f: Fingerprints) {}

  /** @param clock null: both are of one capture @returns bits of Way */
  orient(a: number, b: number, crossed: number, clock: Clock | null): number {
    const { f } = this;
    const direction = this.initiator(a, b, crossed, clock);
    const other = direction ^ crossed;
    // A router lowers the TTL, whichever clock is ahead.
    const lowered = ttlStep(f, a, b, crossed, direction) - ttlStep(f, a, b, crossed, direction ^ 1);
    const forward = lowered !== 0 ? lowered > 0 : this.looksForward(a, b, direction, other, clock);
    return (forward ? 0 : Way.swapped) | (direction === 0 ? 0 : Way.inA) | (other === 0 ? 0 : Way.inB);
  }

  /** Without TTLs: one capture saw it come before it went; else a new source was given to what left the inside. */
  private looksForward(a: number, b: number, direction: number, other: number, clock: Clock | null): boolean {
    const { f } = this;
    if (clock === null) return f.begin(a) <= f.begin(b);
    const end = direction;
    const source = f.address(a, end) === f.address(b, other) && f.port(a, end) === f.port(b, other);
    return !source || f.address(a, end ^ 1) === f.address(b, other ^ 1);
  }

  /** The direction of whoever began, as the conversation numbers them. */
  alone(c: number): number {
    return this.initiator(c, c, 0, null);
  }

  /** The direction, as `a` numbers them, of whoever began. */
  private initiator(a: number, b: number, crossed: number, clock: Clock | null): number {
    const { f } = this;
    const shown0 = f.begins(a, 0) | f.begins(b, crossed);
    const shown1 = f.begins(a, 1) | f.begins(b, 1 ^ crossed);
    for (const bit of ASKS) {
      if ((shown0 & bit) !== 0 && (shown1 & bit) === 0) return 0;
      if ((shown1 & bit) !== 0 && (shown0 & bit) === 0) return 1;
    }
    for (const bit of ANSWERS) {
      if ((shown0 & bit) !== 0) return 1;
      if ((shown1 & bit) !== 0) return 0;
    }
    const at = (time: number) => (clock === null ? time : clock.at(time));
    const first0 = Math.min(at(f.first(a, 0)), f.first(b, crossed));
    const first1 = Math.min(at(f.first(a, 1)), f.first(b, 1 ^ crossed));
    const seen = first0 === first1 ? f.firstDirection(a) : first0 < first1 ? 0 : 1;
    // On either side it may be known as a service; what is asked there is none on both.
    const back = seen ^ 1;
    const asked = isService(f.port(a, back)) || isService(f.port(b, back ^ crossed));
    const isAnswer = !asked && (this.looksLikeAnswer(a, seen) || this.looksLikeAnswer(b, seen ^ crossed));
    return isAnswer ? seen ^ 1 : seen;
  }

  /**
   * What was seen first may be an answer, its question not captured: it comes from a service that others talk to
   * as well. Of no service, it may be a client with many peers.
   */
  private looksLikeAnswer(c: number, direction: number): boolean {
    const { f } = this;
    if (!isService(f.port(c, direction))) return false;
    return this.popularity(c, direction) > this.popularity(c, direction ^ 1);
  }

  /** Conversations of that side that an end has. */
  private popularity(c: number, end: number): number {
    const { f } = this;
    let { ends } = this;
    if (ends === null) {
      ends = new KeyTable(STRIDE, 1024);
      for (let i = 0; i < f.size; i++)
        for (let e = 0; e < 2; e++) {
          const k = endOf(f, ends, i, e) * STRIDE;
          ends.i32[k + COUNT]++;
        }
      this.ends = ends;
    }
    return ends.i32[endOf(f, ends, c, end) * STRIDE + COUNT];
  }
}

const ASKS = [Begins.syn, Begins.request];
const ANSWERS = [Begins.synAck, Begins.reply];

const isService = (port: number): boolean =>
  (port > 0 && port < WELL_KNOWN) || udpApp[port] !== 0 || tcpApp[port] !== 0;

function endOf(f: Fingerprints, ends: KeyTable, c: number, end: number): number {
  const kind = f.proto(c) | f.v6(c) | (f.outside(c) ? 1 << 8 : 0);
  return ends.add(f.tenant(c), f.address(c, end), f.port(c, end), kind, 0, 0);
}
