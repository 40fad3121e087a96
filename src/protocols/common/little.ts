/** Headers whose numbers have their least significant byte first, and words of bits told from the lowest on. */
import { type Field, located } from "../../core/fields.ts";
import { Cursor } from "./cursor.ts";

/** Some bits of a word; without a name they are passed over. A single one is true or false, unless it has a base. */
export type Bits = readonly [size: number, name?: string, title?: string, base?: "dec" | "hex"];

/** A number of up to 6 bytes, and its bits one step further in, from the lowest on. */
export interface Word {
  /** Of the number itself; "": it has none. */
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly bits: readonly Bits[];
}

export const word = (size: number, name: string, title: string, bits: readonly Bits[]): Word => ({
  ...{ size, name, title, bits },
});

const isFlag = ([size, , , base]: Bits): boolean => size === 1 && base === undefined;

/** Those of a word and its bits. A byte is its own bits in whatever order bytes stand, so those have masks. */
export function fieldsOfWord({ name, title, size, bits }: Word): Field[] {
  const fields = name === "" ? [] : [located("uint", size, name, title, { base: "hex" })];
  let place = 1;
  for (const some of bits) {
    const [width, own, words = "", base = "dec"] = some;
    const mask = size === 1 ? (2 ** width - 1) * place : 0;
    if (own !== undefined)
      fields.push(
        isFlag(some)
          ? located("bool", size === 1 ? 1 : 0, own, words, { mask })
          : located("uint", size, own, words, { mask, base }),
      );
    place *= 2 ** width;
  }
  return fields;
}

/** The same of several; what two of them have in common is there once. */
export function fieldsOfWords(words: readonly Word[]): Field[] {
  const seen = new Set<string>();
  return words.flatMap(fieldsOfWord).filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** As a cursor, of such headers. */
export class LittleCursor extends Cursor {
  /** The unsigned number of `size` bytes (up to 6) here, `ahead` bytes on. */
  ahead(size: number, ahead = 0): number {
    this.need(ahead + size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.data.getUint8(this.at + ahead + i);
    return value;
  }

  /** Tells a number's field here, goes behind it and gives the number. */
  little(name: string, size: number): number {
    const value = this.ahead(size);
    this.tell(name, size, value);
    return value;
  }

  /** The same of 8 bytes. */
  long(name: string): bigint {
    this.need(8);
    const value = this.data.getBigUint64(this.at, true);
    this.tell(name, 8, value);
    return value;
  }

  /** The same of a number with a sign in one byte. */
  signed(name: string): number {
    this.need(1);
    const value = this.data.getInt8(this.at);
    this.tell(name, 1, value);
    return value;
  }

  /** Tells a word and its bits, goes behind it and gives its number. */
  word(of: Word): number {
    const value = this.wordHere(of);
    this.at += of.size;
    return value;
  }

  /** The same, and stays. */
  wordHere({ name, size, bits }: Word): number {
    const value = this.ahead(size);
    if (name !== "") this.here(name, size, value);
    const depth = name === "" ? this.depth : this.depth + 1;
    let rest = value;
    for (const some of bits) {
      const [width, own] = some;
      const part = rest % 2 ** width;
      if (own !== undefined) this.add(own, this.at, size, isFlag(some) ? part !== 0 : part, depth);
      rest = Math.floor(rest / 2 ** width);
    }
    return value;
  }

  override within(size: number, deeper = 1): LittleCursor {
    this.need(size);
    const inner = new LittleCursor(this.data, this.add, this.at, this.at + size, this.depth + deeper);
    this.at += size;
    return inner;
  }

  override part(name: string, size: number): LittleCursor {
    this.here(name, size, true);
    return this.within(size);
  }
}
