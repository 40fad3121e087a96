/** A filter's programs as they stand in memory: what skim/assembly/spots.ts reads. */
import type { Plainly } from "../core/protocol.ts";
import type { Answer } from "../filter/alike.ts";
import { type Beyond, CARRIES, EMPTY } from "../filter/behind.ts";
import { FAILS, PASSES, type Step, stepsOf } from "../filter/joined.ts";
import type { BeyondPlan, Plan, Programs } from "../filter/programs.ts";
import type { Datum, Ends, Spot, Spots } from "../filter/spots.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { wantPart, wantSums } from "../skim/notes.ts";

// In words of 32 bits.
const PROGRAM = { behind: 0, answers: 1, end: 7, tests: 8, test: 12, jump: 10 };
const BEHIND = { openings: 12, opening: 4 };
const [ANSWER_NO, ANSWER_YES, ANSWER_ASK] = [1, 2, 3];
/** What is cut somebody may take, or takes for certain. */
const [CUT_IS_ASKED, CUT_IS_TAKEN, CUT_MAY_BE_PART] = [1, 2, 3];
/** In place of a number's size. */
const [ORIGINAL, CAPTURED, SEARCH, CHECKSUM, REST, FACT, SINCE, TIME] = [0, 3, 8, 9, 10, 5, 12, 13];
const [PAST, OPTIONS, SOUND, UNKNOWN, SET] = [14, 15, 16, 17, 18];
const ALL_CAPTURED = -1;

/** Tests of a program. */
const MOST_TESTS = 256;

/** Where the code finds the address of the programs' addresses, in bytes; how many there can be, and the first one. */
const [PROGRAMS, MOST, FIRST] = [1024 + 80, 1 << 14, 2];

export class WrittenPrograms {
  readonly #memory: FlowMemory;
  readonly #programs: Programs;
  readonly #at = new Map<number, number>();
  /** Their numbers, by place. */
  readonly #numbers: number[] = Array(FIRST).fill(-1);
  readonly #places: number;
  readonly #tests = new Map<Spots, number>();
  /** By how that begins which somebody takes: see BY_TWO in skim/assembly/spots.ts. */
  readonly #byTwo = new Map<string, number>();

  constructor(memory: FlowMemory, programs: Programs) {
    this.#memory = memory;
    this.#programs = programs;
    this.#places = memory.allocate(4 * MOST);
    memory.words[PROGRAMS / 4] = this.#places;
  }

  /** The place of a program; 0: it has to be asked. */
  placeOf(number: number): number {
    let place = this.#at.get(number);
    if (place === undefined) {
      const plan = this.#programs.planOf(number);
      // It may be learnt yet.
      if (plan === undefined) return 0;
      const at = this.#places === 0 || this.#numbers.length === MOST ? 0 : this.#write(plan);
      place = at === 0 ? 0 : this.#numbers.push(number) - 1;
      if (place > 0) this.#memory.words[this.#places / 4 + place] = at;
      this.#at.set(number, place);
    }
    return place;
  }

  /** Which program stands there. */
  numberAt(place: number): number {
    return this.#numbers[place];
  }

  /** It has learnt something. */
  renew(number: number): void {
    const place = this.#at.get(number) ?? 0;
    const plan = this.#programs.planOf(number);
    if (place === 0 || plan === undefined || !("beyond" in plan)) return;
    this.#writeAnswers(this.#memory.words[this.#places / 4 + place], plan);
  }

  #write(plan: Plan): number {
    if ("spots" in plan) return this.#writeTests(plan);
    const memory = this.#memory;
    const open = plan.beyond.starts.filter(isOpen);
    const others = plan.beyond.starts.filter((start) => !isOpen(start));
    const starts = [...open, ...others, ...(plan.beyond.surely?.starts ?? [])];
    const behind = memory.allocate(4 * (BEHIND.openings + BEHIND.opening * starts.length));
    const at = memory.allocate(4 * PROGRAM.tests);
    const byTwo = this.#tableOf(others);
    if (behind === 0 || at === 0 || byTwo === 0) return 0;
    const cut = cutWord(plan.beyond);
    const asksLines = (plan.beyond.surely?.begun ?? -1) < 0 ? 1 : 0;
    const sure = starts.length - open.length - others.length;
    memory.words.set([...beyondWords(plan.beyond), byTwo, open.length, cut, sure, asksLines], behind / 4);
    starts.forEach((start, i) => {
      memory.bytes.set(openingOf(start), behind + 4 * (BEHIND.openings + BEHIND.opening * i));
    });
    memory.words[at / 4 + PROGRAM.behind] = behind;
    this.#writeAnswers(at, plan);
    return at;
  }

  #tableOf(starts: readonly string[]): number {
    const text = starts.join(" ");
    let at = this.#byTwo.get(text);
    if (at === undefined) {
      at = this.#memory.allocate(2 ** 16);
      if (at > 0) this.#memory.bytes.set(byTwo(starts), at);
      this.#byTwo.set(text, at);
    }
    return at;
  }

  #writeAnswers(at: number, { answers, beyond: { surely } }: BeyondPlan): void {
    const { begun, bare, cut, part } = surely ?? NOT_SURE;
    const places = [EMPTY, CARRIES, begun, bare, part, cut];
    const words = places.map((place) => this.#answer(place < 0 ? null : answers[place]));
    this.#memory.words.set(words, at / 4 + PROGRAM.answers);
  }

  #answer(answer: Answer | undefined): number {
    if (typeof answer === "boolean") return answer ? ANSWER_YES : ANSWER_NO;
    const spots = typeof answer === "function" ? answer.spots : undefined;
    return (spots === undefined ? 0 : this.#writeTests(spots)) || ANSWER_ASK;
  }

  #writeTests(of: Spots): number {
    let at = this.#tests.get(of);
    if (at === undefined) {
      at = this.#writeSteps(stepsOf(of));
      this.#tests.set(of, at);
    }
    return at;
  }

  #writeSteps(steps: readonly Step<Datum>[]): number {
    if (steps.length > MOST_TESTS) return 0;
    const memory = this.#memory;
    const tests = steps.map(({ test }) => this.#test(test));
    const size = PROGRAM.tests + PROGRAM.test * tests.length;
    const at = tests.includes(null) ? 0 : memory.allocate(4 * size);
    if (at === 0) return 0;
    memory.words[at / 4 + PROGRAM.end] = at + 4 * size;
    const wordOf = (step: number) => at / 4 + PROGRAM.tests + PROGRAM.test * step;
    const goesOn = (step: number) =>
      step === PASSES ? ANSWER_YES : step === FAILS ? ANSWER_NO : 4 * wordOf(step);
    steps.forEach(({ jumps, to }, i) => {
      memory.words.set(tests[i] ?? [], wordOf(i));
      memory.words.set([jumps ? ANSWER_YES : ANSWER_NO, goesOn(to)], wordOf(i) + PROGRAM.jump);
    });
    return at;
  }

  /** Null: there is no room. */
  #test(datum: Datum): number[] | null {
    if (datum.kind === "search") {
      const { at, words, ends, unless, part, outside } = datum;
      const copy = this.#memory.copyOf(part);
      if (copy === 0) return null;
      wantPart(this.#memory, copy, part);
      const flag = unless === null ? [0, 0] : [unless.at, unless.mask];
      return [at, SEARCH, words, copy, part.length, outside ? 1 : 0, endsWord(ends), ...flag];
    }
    if (datum.kind === "sum") {
      wantSums(this.#memory);
      const { at, ip, protocol, ends, wires, length, optional, left, statuses } = datum;
      const flag = left === null ? 0 : (left.at << 8) | left.mask;
      return [at, CHECKSUM, statuses, ip, protocol, wires, ends, length, optional, flag];
    }
    if (datum.kind === "rest") {
      const { at, words, wires, captured = false, some = false, unless, low, high, outside } = datum;
      const kind = (captured ? 1 : 0) + (some ? 2 : 0);
      return [at, REST, kind, low, high, outside ? 1 : 0, words, wires, unless?.at ?? 0, unless?.mask ?? 0];
    }
    if (datum.kind === "set") {
      const { at, size, mask, ranges, outside } = datum;
      const pairs = this.#memory.copyOf(new Uint8Array(Uint32Array.from(ranges.flat()).buffer));
      return pairs === 0 ? null : [at, SET, mask, sizeWord(size), pairs, outside ? 1 : 0, ranges.length];
    }
    if (datum.kind === "unknown") return [0, UNKNOWN];
    if (datum.kind === "past") return [datum.at, PAST, datum.from, 0, 0, 0, datum.wires];
    if (datum.kind === "options") {
      const { at, words, header, option, unit } = datum;
      return [at, OPTIONS, words, header, option, 0, unit - 1];
    }
    if (datum.kind === "sound") {
      const { at, number, mask, value, least, wires } = datum;
      return [at, SOUND, number, mask, value, least, wires];
    }
    if (datum.kind === "fact") {
      const { word, mask, low, high, outside } = datum;
      return [this.#memory.facts + 4 * word, FACT, mask, low, high, outside ? 1 : 0];
    }
    if ("orZero" in datum) {
      const { kind, word, nanoseconds, orZero, low, high, outside } = datum;
      const [at, over] = [word, nanoseconds].map((fact) => this.#memory.facts + 4 * fact);
      const size = kind === "since" ? SINCE : TIME;
      return [at, size, ...halves(low), over, outside ? 1 : 0, ...halves(high), orZero ? 1 : 0];
    }
    const { at, size, mask, low, high, outside } = datum;
    return [at, sizeWord(size), mask, low, high, outside ? 1 : 0];
  }
}

const NOT_SURE = { begun: -1, bare: -1, cut: -1, part: -1 };

function cutWord({ surely, cut }: Beyond): number {
  if (surely !== null && surely.cut >= 0) return CUT_IS_TAKEN;
  return surely !== null && surely.part >= 0 ? CUT_MAY_BE_PART : cut ? CUT_IS_ASKED : 0;
}

/** Its first two bytes may be any. */
const isOpen = (start: string): boolean => start === "" || start.startsWith("....");

/** 64 bits as two words, the lower one first. */
const halves = (n: bigint): [number, number] => [
  Number(BigInt.asIntN(32, n)),
  Number(BigInt.asIntN(32, n >> 32n)),
];

const endsWord = (ends: Ends): number => (ends === "captured" ? ALL_CAPTURED : ends);

const sizeWord = (size: Spot["size"]): number =>
  size === "original" ? ORIGINAL : size === "captured" ? CAPTURED : size;

function beyondWords({ last, length, words, plainly, starts }: Beyond): number[] {
  const { at, mask, without }: Plainly = plainly ?? { at: 0, mask: 0, without: -1 };
  return [last, length, words, mask === 0 ? 0 : last + at, mask, without, starts.length];
}

/** By the first two bytes, as they stand in memory, whether something may begin so. */
function byTwo(starts: readonly string[]): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  const openings = starts.map(openingOf);
  for (let second = 0; second < 256; second++) {
    for (const opening of openings) {
      if ((second & opening[1]) !== opening[9]) continue;
      // The bits that are open, from all to none.
      const open = 0xff & ~opening[0];
      for (let bits = open; bits >= 0; bits = bits === 0 ? -1 : (bits - 1) & open)
        table[opening[8] | bits | (second << 8)] = 1;
    }
  }
  return table;
}

/** The bytes of a mask, and what it leaves. */
function openingOf(start: string): Uint8Array {
  const both = new Uint8Array(16);
  for (let i = 0; i < start.length; i++) {
    if (start[i] === ".") continue;
    const shift = i % 2 === 0 ? 4 : 0;
    both[i >> 1] |= 0x0f << shift;
    both[8 + (i >> 1)] |= Number.parseInt(start[i], 16) << shift;
  }
  return both;
}
