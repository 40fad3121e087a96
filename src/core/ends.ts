/** Between whom a conversation is. Texts for that are dear to make, so those that were used lately are kept. */
import { hash6 } from "./key-table.ts";

/** What somebody keeps of two ends in a scope, as long as that is kept. */
export interface Place {
  readonly owner: object;
  readonly scope: string;
  isKept: boolean;
}

/** Conversations of so many kinds and scopes stand between most ends. */
const MAX_PLACES = 4;

/** The two ends of a conversation as one of its directions names them. */
export class Ends {
  /** The same for both directions. */
  readonly pair: string;
  /** Which of the two sends: 0 or 1, by their order in `pair`. */
  readonly side: number;
  #scope = "";
  #named = "";
  #places: Place[] = [];

  constructor(
    readonly from: string,
    readonly to: string,
  ) {
    this.side = from < to ? 0 : 1;
    this.pair = this.side === 0 ? `${from} ${to}` : `${to} ${from}`;
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
    for (const place of this.#places)
      if (place.owner === owner && place.scope === scope && place.isKept) return place;
    return undefined;
  }

  remember(place: Place): void {
    if (this.#places.length === MAX_PLACES) this.#places = [];
    this.#places.push(place);
  }
}

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
    k.fill(0);
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
    const made = new Ends(hostAt(d, at, size) + port(16), hostAt(d, at + size, size) + port(0));
    this.#ends[slot] = made;
    return made;
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
