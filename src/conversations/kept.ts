/**
 * Conversations of one kind in the memory of the flow cache, where compiled code finds them for new flows
 * (skim/assembly/seats.ts) and follows them (skim/assembly/conversation.ts): packets of known flows by their bytes, all
 * others from here. Of so many the one that was used longest ago is forgotten for a new one.
 */
import type { Ends } from "../core/ends.ts";
import { type Conversation, NONE_EARLIER, NONE_JOINED } from "../core/layer.ts";
import { Fact, OUTER } from "../core/recall.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";

// See skim/assembly/conversation.ts and seats.ts.
const SERIAL = 52 / 4;
const LINE = 64;
const TABLE = { index: 0, mask: 1, left: 2, room: 4, size: 5, bytes: LINE };
const KEY = 5696 / 4;
/** Words of an address. */
const ADDRESS = 4;
/** In place of what ends have there: they are told by their texts. */
const NAMED = 0x100;
/** First length of the index, and how many there is room for at first; a power of two. */
const FIRST_INDEX = 256;
const AT_ONCE = 64;
/** So much behind a conversation is fetched with it, whatever it is. */
const FETCHED = 256;
/** In place of a packet's number: the flow cache's code has not followed it. */
const NOBODY = -1;

/** A scope as two words: what it is called, and the number in that, if that is all that differs. */
export interface Scope {
  readonly name: number;
  readonly id: number;
}

interface Used {
  readonly at: number;
  readonly used: number;
  readonly serial: number;
}

export class Kept {
  readonly memory: FlowMemory;
  readonly #size: number;
  readonly #most: number;
  readonly #forget: (at: number) => void;
  /** Where it is told what there is. */
  readonly table: number;
  /** How many there is room for. */
  #made = 0;
  #indexLength = FIRST_INDEX;
  /** Some, as they were used when it was looked: those that were used since are not the oldest. */
  #oldest: Used[] = [];
  #next = 0;
  readonly #scopes = new Map<string, Scope>();
  readonly #names = new Map<string, number>();

  /** @param size bytes of one, a multiple of 64 */
  constructor(memory: FlowMemory, most: number, size: number, forget: (at: number) => void) {
    this.memory = memory;
    this.#size = size + LINE;
    this.#most = most;
    this.#forget = forget;
    this.table = memory.allocate(TABLE.bytes);
    const index = memory.allocate(4 * FIRST_INDEX);
    memory.words[this.table / 4 + TABLE.index] = index;
    memory.words[this.table / 4 + TABLE.mask] = FIRST_INDEX - 1;
    memory.words[this.table / 4 + TABLE.size] = this.#size;
    this.forgetTold();
  }

  /** Where a conversation stands, which is one from now on. @param used grows from packet to packet */
  address(ends: Ends, scope: string, used: number): number {
    const { memory, table } = this;
    this.#lookFor(ends, scope);
    let at = memory.code.seat(table);
    if (at === 0) {
      this.#makeRoom();
      at = memory.code.seat(table);
    }
    // Who is looked at is not the oldest.
    memory.doubles[at / 8] = used;
    return at;
  }

  has(ends: Ends, scope: string): boolean {
    this.#lookFor(ends, scope);
    return this.memory.code.lookFor(this.table) !== 0;
  }

  /** Hashes of the ends with the scope, and whatever that is: what skim/assembly/seats.ts calls HASH and PAIR. */
  hashesOf(ends: Ends, scope: string): { hash: number; pair: number } {
    this.#lookFor(ends, scope);
    const { code } = this.memory;
    return { hash: code.hashed() >>> 0, pair: code.pair() >>> 0 };
  }

  /** So many more there may be before one is forgotten for another. */
  get spare(): number {
    return this.#most - this.#made + this.memory.words[this.table / 4 + TABLE.left];
  }

  /** How often its room was used before. */
  serialOf(at: number): number {
    return this.memory.words[at / 4 + SERIAL];
  }

  /** The words of a scope: in one tunnel with a number of 32 bits at most, its name and that. */
  scopeOf(text: string): Scope {
    let scope = this.#scopes.get(text);
    if (scope === undefined) {
      const [, name, digits] = /^([^:/]+):(0|[1-9]\d{0,9})$/.exec(text) ?? [];
      const id = Number(digits);
      scope = id < 2 ** 32 ? { name: this.#nameOf(name), id } : { name: this.#nameOf(`=${text}`), id: 0 };
      if (this.#scopes.size >= this.#most) this.#scopes.clear();
      this.#scopes.set(text, scope);
    }
    return scope;
  }

  /** A number for a text. */
  #nameOf(text: string): number {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#names.set(text, this.#names.size + 1);
    return this.#names.size;
  }

  /** Puts it where compiled code looks for it. */
  #lookFor({ key, side, pair }: Ends, text: string): void {
    const { words } = this.memory;
    const { name, id } = this.scopeOf(text);
    words[KEY] = name;
    words[KEY + 1] = id;
    if (key === null) {
      words.fill(0, KEY + 2, KEY + 4 + 2 * ADDRESS);
      words[KEY + 2] = this.#nameOf(pair);
      words[KEY + 3] = NAMED;
      return;
    }
    const ports = key[1];
    words[KEY + 2] = side === 0 ? ports : (ports >>> 16) | (ports << 16);
    words[KEY + 3] = key[0];
    const [lower, higher] = side === 0 ? [2, 2 + ADDRESS] : [2 + ADDRESS, 2];
    for (let i = 0; i < ADDRESS; i++) {
      words[KEY + 4 + i] = key[lower + i];
      words[KEY + 4 + ADDRESS + i] = key[higher + i];
    }
  }

  /** Room for more, or for one. */
  #makeRoom(): void {
    const { memory, table } = this;
    const count = Math.min(this.#most - this.#made, Math.max(AT_ONCE, this.#made));
    if (count === 0) {
      this.#forgetOldest();
      return;
    }
    const room = memory.allocate(this.#size * count + FETCHED);
    const length = this.#indexLength * (2 * (this.#made + count) > this.#indexLength ? 4 : 1);
    const index = length === this.#indexLength ? -1 : memory.allocate(4 * length);
    if (room === 0 || index === 0) throw new RangeError("there is no memory left for conversations");
    if (index > 0) memory.code.reseat(table, index, length - 1);
    this.#indexLength = length;
    this.#made += count;
    memory.words[table / 4 + TABLE.room] = room;
    memory.words[table / 4 + TABLE.left] = count;
  }

  #forgetOldest(): void {
    const { memory } = this;
    for (;;) {
      if (this.#next === this.#oldest.length) this.#look();
      const { at, used, serial } = this.#oldest[this.#next++];
      if (memory.doubles[at / 8] !== used || this.serialOf(at) !== serial) continue;
      this.#forget(at);
      memory.code.unseat(this.table, at);
      return;
    }
  }

  /** Half of them will do for a while. */
  #look(): void {
    const { words, doubles } = this.memory;
    const index = words[this.table / 4 + TABLE.index] / 4;
    const all: Used[] = [];
    for (let i = index; i < index + this.#indexLength; i++) {
      const at = words[i];
      if (at !== 0) all.push({ at, used: doubles[at / 8], serial: this.serialOf(at) });
    }
    all.sort((a, b) => a.used - b.used);
    this.#oldest = all.slice(0, Math.ceil(all.length / 2));
    this.#next = 0;
  }

  /** What is told is of no packet that will be asked about: the same packet may have another one. */
  forgetTold(): void {
    const { doubles, facts } = this.memory;
    doubles[facts / 8 + Fact.number / 2] = NOBODY;
  }

  /** What is told of the last header, or of the one around the tunnel. */
  told(isOuter: boolean): Conversation {
    const { doubles, words, facts } = this.memory;
    const at = facts / 4 + (isOuter ? OUTER : 0);
    return {
      stream: words[at + Fact.stream] >>> 0,
      request: 0,
      sinceRequest: 0,
      repeats: 0,
      earlier: NONE_EARLIER,
      claimed: null,
      joined: NONE_JOINED,
      turn: null,
      previousTurn: null,
      firstSeconds: doubles[(at + Fact.firstSeconds) / 2],
      firstNanoseconds: words[at + Fact.firstNanoseconds],
      previousSeconds: doubles[(at + Fact.previousSeconds) / 2],
      previousNanoseconds: words[at + Fact.previousNanoseconds],
      tcp: null,
      counts: { own: null, other: null },
    };
  }
}
