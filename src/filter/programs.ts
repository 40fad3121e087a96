/**
 * A filter, made over for packets of a flow: what all of them have alike is asked once, and what differs is read
 * where it stands. A program is what is left of the filter then, and many flows share it.
 */
import type { Packet } from "../core/layer.ts";
import type { Plainly, Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { type Answer, type Bare, Headers, NO, type Quick, UNKNOWN, YES } from "./alike.ts";
import { Behind, type Beyond, EMPTY, type Kinds, TAKEN } from "./behind.ts";
import type { Match } from "./hot.ts";
import { endsWhole, hasApps, hasMoreIn, mayCarry, mayQuote, namedAlike, portsLeadOn } from "./names.ts";
import { isWhole, type Spots } from "./spots.ts";
import { kindsFor, NO_KIND, NOBODY, portKindsOf, soundKinds, type Takers, takersOf } from "./takers.ts";
import type { Reduce } from "./tests.ts";

/** Whatever of a filter is asked about such packets. */
export interface Alike {
  /** Its tests of which packets of a flow all get the same answer. */
  readonly steady: readonly Match[];
  /** There are no others. */
  readonly allSteady: boolean;
  readonly needsExtension: boolean;
  /** Numbers of the protocols that only showing a packet finds; null: all of them. */
  readonly wanted: Uint8Array | null;
  /** Of who takes what stands behind headers it asks nothing but the name, or whether anybody does. */
  readonly namesTakers: boolean;
  /** It asks for that; and whether what he says of them is malformed. */
  readonly asksNames: boolean;
  readonly asksFaults: boolean;
  /** It asks how headers are named, or whether nobody reads what stands behind them. */
  readonly asksSpelling: boolean;
  /** Some field that it asks for stands in an optional part of a header. */
  readonly asksParts: boolean;
  /** What is left to be asked of packets alike to that one, which was dissected and not extended. */
  readonly reduce: Reduce;
  /** The same, with its steady tests asked of each packet. */
  readonly told: Reduce;
  /** Whether a packet passes already by its headers, whatever stands behind them; null: these alone never tell. */
  readonly ahead: Match | null;
}

/** Steady tests that a number can hold the answers of. */
const MOST_STEADY = 24;

interface Layout {
  readonly headers: Headers;
  /** How they are spelled, if that is asked. */
  readonly names: string;
  /** All packets with them pass. */
  readonly passes: boolean;
  /** What is left of the filter; it holds for all flows with those headers. */
  readonly reduce: Reduce;
  readonly isShared: boolean;
  /** Their programs by who may take what stands behind, and by what they have alike. */
  readonly numbers: Map<Takers, Map<number, number>>;
}

class Program {
  /** By what stands behind the headers; undefined: no such packet was seen. */
  readonly answers: (Answer | undefined)[] = [];

  constructor(
    readonly layout: Layout,
    /** What it asks about what stands behind the headers; null: nothing. */
    readonly behind: Behind | null,
  ) {}

  /** YES, NO, or UNKNOWN: it has to be dissected. */
  ask(p: Bare): number {
    const shape = this.behind === null ? EMPTY : this.behind.shapeOf(p);
    if (shape < 0) return UNKNOWN;
    const answer = this.answers[shape];
    if (typeof answer === "function") return answer(p);
    return answer === undefined || answer === null ? UNKNOWN : answer ? YES : NO;
  }
}

/** A program as data. */
export type Plan = Spots | BeyondPlan;

export interface BeyondPlan {
  readonly beyond: Beyond;
  readonly answers: readonly (Answer | undefined)[];
}

/** Flows that have one port at most of which `kinds` is not 0, and it is that kind (0: none has). */
export interface PortKind {
  readonly kinds: Uint8Array;
  readonly kind: number;
}

const keyOf = (said: number, goesByPorts: boolean): number => 2 * said + (goesByPorts ? 1 : 0);

/** Whether one of those who may take what stands behind takes more on ports like these. */
const isByPorts = (ports: number, { but }: Takers): boolean =>
  but.has(ports >>> 16) || but.has(ports & 0xffff);

const isAsData = (answer: Quick | null): boolean => answer?.spots !== undefined && isWhole(answer.spots);

/** How it is told whether a header is as most are; null: it always is; undefined: that cannot be told. */
function plainlyOf(number: number): Plainly | null | undefined {
  const { odd, plainly } = protocols[number] as Protocol;
  return odd === undefined ? null : plainly;
}

/** Whether a header before the last one is followed. */
function isFollowedBefore({ n, proto }: LayerStack, follows: Uint8Array): boolean {
  for (let i = 0; i < n - 1; i++) if (follows[proto[i]] !== 0) return true;
  return false;
}

export class Programs {
  readonly #alike: Alike;
  readonly #takers: ReturnType<typeof takersOf>;
  readonly #portKinds: ReturnType<typeof portKindsOf>;
  readonly #kinds: Kinds;
  readonly #onlyFaults: boolean;
  readonly #layouts: Layout[] = [];
  /** The first two are the plain answers. */
  readonly #programs: (Program | null)[] = [null, null];

  constructor(alike: Alike) {
    this.#alike = alike;
    const { wanted, needsExtension, namesTakers, asksNames, asksFaults } = alike;
    const kinds = namesTakers ? kindsFor(this.#alike.asksSpelling ? null : wanted) : [];
    this.#kinds = namesTakers && asksFaults ? soundKinds(asksNames ? kinds : null) : kinds;
    this.#onlyFaults = asksFaults && !asksNames;
    this.#takers = takersOf(wanted);
    this.#portKinds = portKindsOf(needsExtension, wanted, namesTakers);
  }

  /** YES, NO, or UNKNOWN. @param number as `numberOf` said */
  ask(number: number, p: Bare): number {
    const program = this.#programs[number];
    return program === null ? number : program.ask(p);
  }

  /** YES or NO if it says so of all packets; else its number. */
  plainly(number: number): number {
    const program = this.#programs[number] ?? null;
    if (program === null || program.behind !== null) return number;
    const [answer] = program.answers;
    return typeof answer === "boolean" ? (answer ? YES : NO) : number;
  }

  /** What a program is as data; undefined: it is more than that, or was not learnt. Learning changes it. */
  planOf(number: number): Plan | undefined {
    const program = this.#programs[number] ?? null;
    if (program === null) return undefined;
    const { behind, answers } = program;
    if (behind !== null) return behind.beyond === null ? undefined : { beyond: behind.beyond, answers };
    const answer = answers[EMPTY];
    return typeof answer === "function" ? answer.spots : undefined;
  }

  /**
   * Whether packets of a flow may be asked so. @param stack one of them, in `d`, dissected and not extended
   * @param follows by number: whose conversations are followed; null: nobody's
   */
  mayAsk(stack: LayerStack, d: DataView, follows: Uint8Array | null): boolean {
    const { l4, n, tunnels } = stack;
    const { steady, namesTakers } = this.#alike;
    const isPlain = l4 === n - 1;
    // It is told of the last header, and of one around the only tunnel.
    if (follows !== null && (tunnels > 1 || !isPlain) && isFollowedBefore(stack, follows)) return false;
    // Of others nobody knows as easily what showing them finds, but how all are named.
    const isAny = this.#alike.asksSpelling && !(namesTakers && namedAlike[stack.proto[n - 1]] === 1);
    // What makes a header malformed is told by those of which it can be.
    if (!isPlain && (isAny || !(this.#onlyFaults || endsWhole(stack)))) return false;
    return steady.length <= MOST_STEADY && !hasMoreIn(stack, d);
  }

  /** The program for packets of its flow; NO and YES: there is nothing left to ask. */
  numberOf(packet: Packet): number {
    const { view, start, stack } = packet.frames[0];
    const { steady, allSteady, wanted, asksParts } = this.#alike;
    const names = this.#alike.asksSpelling ? packet.spelledHeaders(0) : "";
    const isOf = ({ headers, names: own }: Layout) =>
      own === names && headers.fit(start, stack) && (!asksParts || headers.hasParts(view, stack));
    let layout = this.#layouts.find(isOf);
    if (layout === undefined) {
      layout = this.#layoutOf(packet, new Headers(view, start, stack), names);
      this.#layouts.push(layout);
    }
    const { headers, reduce, isShared, numbers, passes } = layout;
    let said = 0;
    if (!isShared) for (const match of steady) said = 2 * said + (match(packet) ? 1 : 0);
    const last = stack.proto[stack.n - 1];
    const takers = this.#takersOf(layout, stack.ports);
    const asksBehind =
      !passes &&
      (takers.numbers.length > 0 || (this.#alike.asksSpelling && !this.#onlyFaults && mayCarry(last)));
    if (allSteady && !isShared && !asksBehind) return reduce(packet, headers) === true ? YES : NO;
    // Who may take what stands behind follows from the ports.
    const goesByPorts = isByPorts(stack.ports, takers);
    let byAnswers = numbers.get(takers);
    if (byAnswers === undefined) {
      byAnswers = new Map();
      numbers.set(takers, byAnswers);
    }
    const key = keyOf(said, goesByPorts);
    let number = byAnswers.get(key);
    if (number === undefined) {
      const plainly = this.#alike.asksSpelling ? plainlyOf(last) : null;
      const asked = {
        ofNames: this.#alike.asksSpelling,
        ofAnybody: wanted === null,
        onlyFaults: this.#onlyFaults,
      };
      const behind = asksBehind
        ? new Behind(headers, stack, takers, asked, this.#kinds, plainly, goesByPorts)
        : null;
      const program = new Program(layout, behind);
      if (behind === null) program.answers[EMPTY] = reduce(packet, headers);
      number = this.#programs.push(program) - 1;
      byAnswers.set(key, number);
    }
    return number;
  }

  /** Who may take what stands behind such headers, if that is asked. */
  #takersOf({ headers: { n, proto }, passes }: Layout, ports: number): Takers {
    return this.#alike.needsExtension && !passes ? this.#takers(proto[n - 1], ports) : NOBODY;
  }

  /** Asking steady tests of each packet takes less than of each flow, if it is done as data. */
  #layoutOf(packet: Packet, headers: Headers, names: string): Layout {
    const { steady, reduce, told, ahead } = this.#alike;
    const numbers: Layout["numbers"] = new Map();
    if (ahead?.(packet) === true)
      return { headers, names, passes: true, reduce: () => true, isShared: true, numbers };
    const left = steady.length === 0 ? null : told(packet, headers);
    const isShared = steady.length === 0 || typeof left === "boolean" || isAsData(left);
    return { headers, names, passes: false, reduce: isShared ? told : reduce, isShared, numbers };
  }

  /**
   * The program for packets of another flow, whose headers are those of one that has the program `number`, by a packet
   * that starts at `at`; undefined: that takes more than its ports. UNKNOWN: they may not be asked so.
   */
  again(number: number, d: DataView, at: number): number | undefined {
    const program = this.#programs[number];
    if (program === null || !program.layout.isShared) return undefined;
    const { headers, numbers } = program.layout;
    const last = headers.proto[headers.n - 1];
    const where = at + headers.off[headers.n - 1];
    if (mayQuote(last, d, where) === true) return UNKNOWN;
    const ports = hasApps(last) ? d.getInt32(where) : 0;
    if (portsLeadOn(last, ports)) return UNKNOWN;
    const takers = this.#takersOf(program.layout, ports);
    return numbers.get(takers)?.get(keyOf(0, isByPorts(ports, takers)));
  }

  /**
   * Which flows have the program `number` as well, if a packet that starts at `at` is of one that has it, and theirs have
   * the same headers; null: that takes more.
   */
  kindOf(number: number, d: DataView, at: number): PortKind | null {
    const program = this.#programs[number];
    if (program === null || !program.layout.isShared) return null;
    const { n, proto, off } = program.layout.headers;
    const ports = at + off[n - 1];
    const kinds = this.#portKinds(proto[n - 1]);
    if (!hasApps(proto[n - 1])) return mayQuote(proto[n - 1], d, ports) === null ? { kinds, kind: 0 } : null;
    const [a, b] = [kinds[d.getUint16(ports)], kinds[d.getUint16(ports + 2)]];
    if ((a !== 0 && b !== 0) || a === NO_KIND || b === NO_KIND) return null;
    return { kinds, kind: a | b };
  }

  /**
   * Learns from a packet of which `ask` could not tell. It was dissected and, if it had to be, extended.
   * @returns whether there was something to learn
   */
  learn(number: number, packet: Packet, p: Bare): boolean {
    const program = this.#programs[number];
    if (program === null) return false;
    const { behind, answers } = program;
    const { headers, reduce } = program.layout;
    const shape = behind === null ? EMPTY : behind.shapeOf(p);
    if (shape < 0 || answers[shape] !== undefined) return false;
    // Who has taken it has to be there yet.
    if (shape >= TAKEN && packet.frames[0].stack.n === headers.n) return false;
    answers[shape] = reduce(packet, headers);
    return true;
  }
}
