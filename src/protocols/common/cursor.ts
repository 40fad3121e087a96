/** Reading a header whose fields follow one another: tells each and goes on. Never on the hot path. */
import { escaped } from "../../core/escapes.ts";
import type { Add, Layer, Value } from "../../core/layer.ts";
import type { Parse, Protocol } from "../../core/protocol.ts";
import { leafOf } from "../../core/steady.ts";
import { stringAt } from "../../core/values.ts";

/** From the first zero on: texts end there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the zero is what is looked for
const ZEROS = /\u0000[\s\S]*$/;

/**
 * A place in a layer's bytes. Whatever reaches beyond `end` throws a RangeError, which marks the layer as
 * malformed; every loop over a cursor moves it forward, so none is endless.
 */
export class Cursor {
  constructor(
    readonly data: DataView,
    readonly add: Add,
    public at = 0,
    readonly end: number = data.byteLength,
    readonly depth = 0,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  /** @throws RangeError if there are not so many bytes left */
  need(size: number): void {
    if (size < 0 || this.at + size > this.end) throw new RangeError("beyond the end");
  }

  /** The unsigned big-endian number of `size` bytes (up to 6) here, `ahead` bytes on. */
  peek(size: number, ahead = 0): number {
    this.need(ahead + size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.data.getUint8(this.at + ahead + i);
    return value;
  }

  /** Tells that field of `size` bytes here and stays. */
  here(name: string, size: number, value?: Value): this {
    this.need(size);
    this.add(name, this.at, size, value, this.depth);
    return this;
  }

  /** Tells that field of `size` bytes here and goes behind it. */
  tell(name: string, size: number, value?: Value): this {
    this.here(name, size, value);
    this.at += size;
    return this;
  }

  /** Tells single bits, and other parts of the word of `size` bytes here that was told before, one step further in. */
  bits(size: number, ...names: readonly string[]): this {
    this.need(size);
    for (const name of names) this.add(name, this.at, size, undefined, this.depth + 1);
    return this;
  }

  /** Tells a part that has no value of its own, of the next `size` bytes. @returns a cursor over them */
  part(name: string, size: number): Cursor {
    this.here(name, size, true);
    return this.within(size);
  }

  /** Tells a number's field here, goes behind it and gives the number. */
  number(name: string, size: number): number {
    const value = this.peek(size);
    this.tell(name, size);
    return value;
  }

  /** Tells a text of `size` bytes without the zeros behind it, goes on and gives it. */
  text(name: string, size: number): string {
    this.need(size);
    const text = stringAt(this.data, this.at, size).replace(ZEROS, "");
    this.tell(name, size, text);
    return text;
  }

  skip(size: number): this {
    this.need(size);
    this.at += size;
    return this;
  }

  /** A cursor over the next `size` bytes, one step further in; this one goes behind them. */
  within(size: number, deeper = 1): Cursor {
    this.need(size);
    const inner = new Cursor(this.data, this.add, this.at, this.at + size, this.depth + deeper);
    this.at += size;
    return inner;
  }
}

/**
 * Tells parts whose lengths are known before: what is wrong in one ends it alone, and is thrown when all are told.
 * @param next tells the next part, or leaves it to the function that it gives back; null: there is none
 */
export function tellAll(next: () => (() => void) | null): void {
  let broken: RangeError | undefined;
  for (let part = next(); part !== null; part = next()) {
    try {
      part();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      broken ??= error;
    }
  }
  if (broken !== undefined) throw broken;
}

/** What is left of a value, as bytes or as text. */
export const REST = 0;
export const TEXT = -1;

/** Fields that follow one another, each of so many bytes; what has no name is passed over. */
export type Parts = readonly (readonly [name: string, size: number])[];

const STAY = 16;
/** Of `size` bytes that the next field has too. */
export const stay = (size: number): number => -STAY - size;

/** Tells as many of them as there are bytes left for. */
export function tellParts(c: Cursor, parts: Parts): void {
  for (const [name, size] of parts) {
    if (c.left === 0) return;
    if (name === "") c.skip(size);
    else if (size > 0) c.tell(name, size);
    else if (size === REST) c.tell(name, c.left);
    else if (size === TEXT) c.text(name, c.left);
    else c.here(name, -size - STAY);
  }
}

/** `parse` of a protocol that is shown and never followed: it wants `size` bytes. */
export const atLeast =
  (size: number): Parse =>
  (_d, o, lim, s) =>
    o + size > lim ? s.shortLeaf(o + size) : 0;

/** Of a protocol that is shown and never followed: nothing else in it matters than that `size` bytes are there. */
export const leaf = (size: number) => ({ parse: atLeast(size), steady: leafOf(size), leaf: true }) as const;

/** Tells a layer's fields in their order, and says what the Info column says, piece by piece. */
export type Tell = (layer: Layer, add: Add, say: (words: string) => void) => void;

/**
 * What the Info column says: what ends too early keeps what was said before.
 * @param ifCut in place of that, if it was nothing
 */
export function wordsOf(tell: Tell, layer: Layer, ifCut: string | undefined): string | undefined {
  let text: string | undefined;
  const say = (words: string) => {
    text = (text ?? "") + words;
  };
  try {
    tell(layer, () => {}, say);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    text ??= ifCut;
  }
  return text;
}

/** Both members of a protocol that follow from one reading. */
export const telling = (tell: Tell): Required<Pick<Protocol, "locate" | "info">> => ({
  locate: (layer, add) => tell(layer, add, () => {}),
  info: (layer) => wordsOf(tell, layer, ""),
});

/** An Info text that is left to the layer below where the bytes for it are not all there. */
export const whole =
  (info: (layer: Layer) => string | undefined) =>
  (layer: Layer): string | undefined => {
    try {
      return info(layer);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };

/** A layer's number by the name of its field. @throws RangeError where the layer ends before it */
export function numberOf(layer: Layer, name: string): number {
  const value = layer.get(name);
  if (typeof value !== "number") throw new RangeError(`no ${name}`);
  return value;
}

/** A number in `digits` hexadecimal digits behind 0x. */
export const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;

/** The word for a number, or the number in brackets behind `other`: "Unknown (7)". */
export const word = (
  words: Readonly<Record<number, string>> | undefined,
  value: number,
  other = "Unknown",
): string => words?.[value] ?? `${other} (${value})`;

/** Whether the bytes from `o` on, before `lim`, are this ASCII text. */
export function startsWith(d: DataView, o: number, lim: number, text: string): boolean {
  if (o + text.length > lim) return false;
  for (let i = 0; i < text.length; i++) if (d.getUint8(o + i) !== text.charCodeAt(i)) return false;
  return true;
}

/** Length of the line at `at` without its end (CR LF or LF), and where the next one starts. */
export function lineAt(d: DataView, at: number, end: number): { length: number; next: number } {
  for (let i = at; i < end; i++) {
    if (d.getUint8(i) !== 0x0a) continue;
    const length = i > at && d.getUint8(i - 1) === 0x0d ? i - 1 - at : i - at;
    return { length, next: i + 1 };
  }
  return { length: end - at, next: end };
}

/** A text with its control characters written as C writes them. */
export function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f]/g, escaped);
}
