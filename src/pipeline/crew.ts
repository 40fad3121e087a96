/**
 * Several hands at one sequence of jobs, and one answer as if a single one had done them in order.
 *
 * A hand keeps the rows that it finds; what depends on earlier packets (STT pieces, IP fragments) comes back with
 * each job and is carried out in order by one session. A range of a file begins at a guess. It counts only when the
 * range before has ended there: else it is read again, and its hand, whose rows are then wrong, forgets all and
 * reads its ranges once more.
 */
import type { Damage, ReaderState } from "../capture/capture.ts";
import { Ledger, type Replay } from "../facts/ledger.ts";
import { fromImage } from "../facts/transfer.ts";
import type { Session } from "../session/session.ts";
import type { Done, Hand, Job } from "./job.ts";

/** Jobs a hand that may be done before their turn: what is held for them is bounded so. */
export const AHEAD = 3;
/** Blocks a hand: they are small, so the next ones wait where they will be read. */
const BLOCKS = 8;
/** Jobs that may be done in vain; beyond, no more than were not. */
const IN_VAIN = 64;

/** Several threads cannot do this; one can. */
export class Retreat extends Error {}

/** One of the captures. */
export class Input {
  /** Of a file in ranges: how far it is settled, and the reader there. */
  at = 0;
  state: ReaderState | null = null;
  /** Of the reader at places that are not known yet. */
  guess: ReaderState | null = null;
  /** Packets that are settled. */
  packets = 0;
  untimed = 0;
  /** Nothing behind what is settled counts. */
  over = false;

  constructor(readonly file: string) {}
}

interface Slot {
  job: Job;
  readonly input: Input;
  /** Who has done it, or does it. */
  member: Member | null;
  /** Null until it is done, and again when what was done is void. */
  done: Done | null;
  settled: boolean;
}

interface Member {
  hand: Hand;
  /** Jobs given to it and not yet answered. */
  busy: number;
  /** Answers to what was given before it was told to forget do not count. */
  epoch: number;
  /** Of which it has, or will have, rows. */
  slots: Set<Slot>;
  held: number;
}

export interface CrewOptions {
  /** Who carries out what depends on earlier packets. */
  replay: Replay;
  /** Most hands, that of this thread among them. */
  hands: number;
  /** Makes hand number `n`; number 0 works on this thread. */
  open(n: number): Hand;
  /** A job was answered: nobody reads its block any more. */
  onDone(job: Job): void;
  /** A job counts. Told in order. */
  onSettled(done: Done, input: Input): void;
  onDamage(damage: Damage): void;
}

export class Crew {
  readonly #session: Session;
  readonly #options: CrewOptions;
  readonly #members: (Member | undefined)[] = [];
  /** What is not settled, in order. */
  #slots: Slot[] = [];
  /** Settled, but the rows of it are wanted again. */
  #again: Slot[] = [];
  #inVain = 0;
  #settled = 0;
  #failure: unknown = null;
  #wake: (() => void) | null = null;
  #index = 1;
  /** A file was no capture: nothing behind it counts. */
  refused = false;

  constructor(session: Session, options: CrewOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** Where the next job stands among all. Whoever reads in place between two jobs takes a number, too. */
  nextIndex(): number {
    return this.#index++;
  }

  /** Jobs that are not settled. */
  get open(): number {
    return this.#slots.length;
  }

  /** What the hands hold, against the limit of the fact table. */
  get held(): number {
    return this.#members.reduce((sum, m) => sum + (m?.held ?? 0), 0);
  }

  add(input: Input, job: Omit<Job, "index">): void {
    this.#slots.push({
      job: { ...job, index: this.nextIndex() },
      input,
      member: null,
      done: null,
      settled: false,
    });
    this.#assign();
  }

  /** Forgets the jobs that nobody has begun. */
  stop(): void {
    while (this.#slots.length > 0 && this.#slots[this.#slots.length - 1].member === null) this.#slots.pop();
    this.#tell();
  }

  /** Resolves when `condition` holds; looks whenever something has changed. @throws what a hand threw, Retreat */
  async until(condition: () => boolean): Promise<void> {
    while (this.#failure === null && !condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves when all jobs are settled. */
  drained(): Promise<void> {
    return this.until(
      () =>
        this.#slots.length === 0 &&
        this.#again.length === 0 &&
        this.#members.every((m) => m === undefined || m.busy === 0),
    );
  }

  /** Waits for all jobs and takes what the hands have found into the session. @throws Retreat if that is too much */
  async absorb(): Promise<void> {
    await this.drained();
    const { counters, table } = this.#session.recorder;
    let merged = false;
    for (const m of this.#members) {
      if (m === undefined || m.slots.size === 0) continue;
      merged = true;
      const found = fromImage(await m.hand.facts());
      table.merge(found.table, 0, () => {});
      counters.merge(found.counters);
      m.slots.clear();
      m.held = 0;
    }
    if (merged && table.full) throw new Retreat();
  }

  close(): void {
    for (const m of this.#members) m?.hand.close();
  }

  #tell(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  #assign(): void {
    for (;;) {
      const slot = this.#again[0] ?? this.#fresh();
      const member = slot && this.#free(slot);
      if (slot === undefined || member === undefined) return;
      if (slot === this.#again[0]) this.#again.shift();
      this.#give(slot, member);
    }
  }

  #fresh(): Slot | undefined {
    const near = Math.min(this.#slots.length, AHEAD * this.#options.hands);
    for (let i = 0; i < near; i++) if (this.#slots[i].member === null) return this.#slots[i];
    return undefined;
  }

  /**
   * Who can take one more. This thread cuts the blocks: a pipe that it does not empty meanwhile holds up everybody,
   * so it reads none unless it is alone.
   */
  #free({ job }: Slot): Member | undefined {
    const { hands } = this.#options;
    const ofBlocks = job.block !== undefined;
    const first = ofBlocks && hands > 1 ? 1 : 0;
    for (let n = first; n < hands; n++) {
      const most = ofBlocks ? BLOCKS : 1;
      const member = this.#members[n];
      if (member === undefined) {
        const fresh = { hand: this.#options.open(n), busy: 0, epoch: 0, slots: new Set<Slot>(), held: 0 };
        this.#members[n] = fresh;
        return fresh;
      }
      if (member.busy < most) return member;
    }
    return undefined;
  }

  #give(slot: Slot, member: Member): void {
    const { job, input } = slot;
    const { epoch } = member;
    slot.member = member;
    member.slots.add(slot);
    member.busy++;
    // What the last settled range has ended with is a better guess than what the file began with.
    if (job.range?.exact === false && input.guess !== null) job.range.state = input.guess;
    member.hand.run(job).then(
      (done) => {
        member.busy--;
        this.#options.onDone(job);
        if (epoch === member.epoch) {
          member.held = done.held;
          slot.done = done;
        }
        this.#settle();
        this.#assign();
        this.#tell();
      },
      (error) => {
        this.#failure ??= error;
        this.#tell();
      },
    );
  }

  /** Accepts what is done, in order. */
  #settle(): void {
    for (let slot = this.#slots[0]; slot?.done; slot = this.#slots[0]) {
      const { done, input, job } = slot;
      if (!follows(slot, done)) {
        this.#misguessed(slot);
        return;
      }
      this.#slots.shift();
      slot.settled = true;
      this.#settled++;
      slot.done = null;
      Ledger.of(done.ledger).replay(this.#options.replay);
      const before = input.packets;
      input.packets += done.packets;
      this.#options.onSettled(done, input);
      const { range } = done;
      if (done.refused !== undefined) this.#end(null);
      if (range === undefined || job.range === undefined) continue;
      input.untimed += range.untimed;
      // Its place is known now: its rows can be found again without guessing.
      slot.job = { ...job, again: true, range: { ...job.range, from: range.begin, exact: true } };
      if (range.begin < 0) slot.member?.slots.delete(slot);
      else {
        input.at = range.end;
        input.state = range.state;
        input.guess = range.state;
      }
      if (range.fault === "") continue;
      const packet = before + done.packets + 1;
      this.#options.onDamage({ file: input.file, packet, offset: range.end, what: range.fault });
      this.#end(input);
    }
  }

  /** Nothing more of an input (null: of all) counts, and whoever has read on in it has rows that are wrong. */
  #end(input: Input | null): void {
    if (input === null) this.refused = true;
    else input.over = true;
    const others = (slot: Slot) => input !== null && slot.input !== input;
    const members = new Set<Member>();
    for (const slot of this.#slots) {
      if (others(slot) || slot.member === null) continue;
      slot.member.slots.delete(slot);
      if (slot.done?.range?.begin !== -1) members.add(slot.member);
    }
    this.#slots = this.#slots.filter(others);
    for (const member of members) this.#forget(member);
  }

  #misguessed(slot: Slot): void {
    const { job, input, member, done } = slot;
    if (job.range === undefined || member === null) return;
    const state = input.state ?? job.range.state;
    slot.job = { ...job, range: { ...job.range, from: input.at, state, exact: true } };
    if (done?.range?.begin !== -1) {
      this.#forget(member);
      return;
    }
    // Nothing was read, so no row is wrong.
    member.slots.delete(slot);
    slot.member = null;
    slot.done = null;
  }

  /** A hand forgets what it has found; all its jobs are to be done again. */
  #forget(member: Member): void {
    this.#inVain += member.slots.size;
    if (this.#inVain > IN_VAIN + this.#settled) this.#failure ??= new Retreat();
    member.epoch++;
    member.held = 0;
    member.hand.forget();
    for (const slot of member.slots) {
      slot.member = null;
      slot.done = null;
      if (slot.settled) this.#again.push(slot);
    }
    member.slots.clear();
  }
}

/** Whether a job has begun where the one before it has ended. */
function follows({ input, job: { range } }: Slot, done: Done): boolean {
  if (range === undefined || done.range === undefined) return true;
  if (input.at >= range.to) return done.range.begin === -1;
  return done.range.begin === input.at && (input.state === null || range.state.what === input.state.what);
}
