/** Between whom a conversation is. Texts for that are dear to make, so those that were used lately are kept. */
import { hash6 } from "./key-table.ts";

/** What somebody keeps of two ends in a scope, as long as that is kept. */
export interface Place {
  readonly owner: object;
  readonly scope: string;
  isKept: boolean;
}

/** The two ends of a conversation as one of its directions names them. */
export class Ends {
  /** The same for both directions. */
  readonly pair: string;
  #scope = "";
  #named = "";
  // Conversations of three kinds stand between most ends. No list of them, which would be one more place in memory.
  #first: Place | undefined;
  #second: Place | undefined;
  #third: Place | undefined;

  /** @param side which of the two sends: 0 or 1, and the other one in the other direction */
  constructor(
    readonly from: string,
    readonly to: string,
    readonly side: number = from < to ? 0 : 1,
    /** Which header, the ports and both addresses, as EndsTable has them; null: it is made of texts. */
    readonly key: Int32Array | null = null,
  ) {
    this.pair = side === 0 ? `${from} ${to}` : `${to} ${from}`;
  }

  /** Both of them in that scope, the same for both directions. */
  in(scope: string): string {
    if (this.#scope !== scope || this.#named === "") {
      this.#scope = scope;
      this.#named = `${scope} ${this.pair}`;
    }
    return this.#named;
  }

  /** What was remembered of that owner's; undefined: nothing, or it is no longer kept. */
  placeOf(owner: object, scope: string): Place | undefined {
    if (isThat(this.#first, owner, scope)) return this.#first;
    if (isThat(this.#second, owner, scope)) return this.#second;
    return isThat(this.#third, owner, scope) ? this.#third : undefined;
  }

  remember(place: Place): void {
    this.#third = this.#second;
    this.#second = this.#first;
    this.#first = place;
  }
}

const isThat = (place: Place | undefined, owner: object, scope: string): boolean =>
  place !== undefined && place.owner === owner && place.scope === scope && place.isKept;

const IPV4_BYTES = 4;
/** Which header, the ports, and both addresses: words of 32 bits. */
const KEY = 10;
/** In place of what an IPv4 header's key has there. */
const [WITH_PORTS, IPV6] = [1, 2];

export class EndsTable {
  readonly #slots: number;
  /** What stands in a slot, by what it was made of. */
  readonly #keys: Int32Array;
  readonly #ends: (Ends | undefined)[];
  readonly #key = new Int32Array(KEY);

  /** @param slots a power of two */
  constructor(slots: number) {
    this.#slots = slots;
    this.#keys = new Int32Array(slots * KEY);
    this.#ends = new Array(slots).fill(undefined);
  }

  /**
   * @param at    the source address, behind which the destination stands
   * @param size  bytes of an address: 4 or 16
   * @param ports the source's in the upper half; null: hosts alone
   */
  of(d: DataView, at: number, size: number, ports: number | null): Ends {
    const k = this.#key;
    const words = size / 4;
    // To fill it takes a call that is longer than that.
    for (let i = 2 + words; i < KEY; i++) k[i] = 0;
    k[0] = (ports === null ? 0 : WITH_PORTS) | (size === IPV4_BYTES ? 0 : IPV6);
    k[1] = ports ?? 0;
    for (let i = 0; i < words; i++) {
      k[2 + i] = d.getInt32(at + 4 * i);
      k[6 + i] = d.getInt32(at + size + 4 * i);
    }
    const slot = hash6(k[0], k[1], k[2] ^ k[3], k[4] ^ k[5], k[6] ^ k[7], k[8] ^ k[9]) & (this.#slots - 1);
    const known = this.#ends[slot];
    if (known !== undefined && this.#holds(slot * KEY)) return known;
    this.#keys.set(k, slot * KEY);
    const port = (shift: number) => (ports === null ? "" : String((ports >>> shift) & 0xffff));
    const [from, to] = [hostAt(d, at, size) + port(16), hostAt(d, at + size, size) + port(0)];
    const made = new Ends(from, to, this.#isAbove() ? 1 : 0, k.slice());
    this.#ends[slot] = made;
    return made;
  }

  /** Whether the source's address, or else its port, is the higher number. */
  #isAbove(): boolean {
    const k = this.#key;
    for (let i = 2; i < 6; i++) if (k[i] !== k[i + 4]) return k[i] >>> 0 > k[i + 4] >>> 0;
    return k[1] >>> 16 > (k[1] & 0xffff);
  }

  #holds(from: number): boolean {
    for (let i = 0; i < KEY; i++) if (this.#keys[from + i] !== this.#key[i]) return false;
    return true;
  }
}

function hostAt(d: DataView, at: number, size: number): string {
  let text = "";
  for (let i = at; i < at + size; i += 4) text += `${d.getInt32(i).toString(36)}.`;
  return text;
}

const SLOTS = 1 << 15;
/** One for all, made when the first packet is looked at: it only saves work. */
let lately: EndsTable | undefined;

/** As EndsTable.of, of those that were used lately. */
export function endsAt(d: DataView, at: number, size: number, ports: number | null): Ends {
  lately ??= new EndsTable(SLOTS);
  return lately.of(d, at, size, ports);
}
