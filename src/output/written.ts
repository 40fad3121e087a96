/**
 * Text as bytes, written one piece behind the other. What is printed of a packet consists of hundreds of small pieces:
 * as strings they would be made, joined, copied flat and encoded, each of which costs more than to write them.
 */
import { clean } from "./clean.ts";
import { safeJson } from "./json.ts";

const SIZE = 1 << 17;
/** Longer texts are written faster by Node itself. */
const LONG = 200;
/** More bytes are copied faster by Node itself. */
const MANY = 64;
const ZERO = 0x30;
const SPACE = 0x20;
const QUOTE = 0x22;
/** What is no ASCII in most lines. */
const [ARROW, ELLIPSIS] = ["→", "…"].map((c) => c.charCodeAt(0));

/** The digits of every byte in hex, first and second. */
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => (byte >> 4).toString(16).charCodeAt(0));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => (byte & 15).toString(16).charCodeAt(0));

export class Written {
  bytes = Buffer.allocUnsafe(SIZE);
  /** So many of them are written. */
  used = 0;

  /** Makes sure that there is room for so many bytes more. */
  room(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.used + more));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }

  byte(byte: number): void {
    this.room(1);
    this.bytes[this.used++] = byte;
  }

  chunk(chunk: Uint8Array): void {
    const { length } = chunk;
    this.room(length);
    const { bytes, used } = this;
    if (length > MANY) bytes.set(chunk, used);
    else for (let i = 0; i < length; i++) bytes[used + i] = chunk[i];
    this.used = used + length;
  }

  /**
   * A whole number from 0 on, exact up to 2^53.
   * @param width at least so many characters
   * @param fill  what stands before the digits up to there
   */
  decimal(value: number, width = 0, fill = SPACE): void {
    let digits = 1;
    for (let most = 10; value >= most; most *= 10) digits++;
    if (width > digits) this.fill(fill, width - digits);
    if (value > 0xffffffff) {
      this.text(String(value));
      return;
    }
    this.room(digits);
    const { bytes } = this;
    this.used += digits;
    let rest = value >>> 0;
    for (let at = this.used - 1; digits > 0; digits--) {
      const tens = (rest / 10) >>> 0;
      bytes[at--] = ZERO + (rest - tens * 10);
      rest = tens;
    }
  }

  /** The same in hex, with zeros in front up to so many digits. */
  hex(value: number, digits: number): void {
    if (value > 0xffffffff || digits > 8 || (digits < 8 && value >>> (4 * digits) !== 0)) {
      this.text(value.toString(16).padStart(digits, "0"));
      return;
    }
    this.room(digits);
    const { bytes } = this;
    let at = this.used;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) bytes[at++] = LOW[(value >>> shift) & 15];
    this.used = at;
  }

  /** The same character so many times. */
  fill(byte: number, times: number): void {
    this.room(times);
    for (let i = 0; i < times; i++) this.bytes[this.used++] = byte;
  }

  /** Bytes in hex. @param separator a character between them, 0: none */
  pairs(source: Uint8Array, at: number, size: number, separator = 0): void {
    this.room(3 * size);
    const { bytes } = this;
    let to = this.used;
    for (let i = at; i < at + size; i++) {
      if (i > at && separator > 0) bytes[to++] = separator;
      bytes[to++] = HIGH[source[i]];
      bytes[to++] = LOW[source[i]];
    }
    this.used = to;
  }

  /** For each byte what a table has. */
  mapped(source: Uint8Array, at: number, size: number, table: Uint8Array): void {
    this.room(size);
    const { bytes, used } = this;
    for (let i = 0; i < size; i++) bytes[used + i] = table[source[at + i]];
    this.used = used + size;
  }

  /** Any text, in UTF-8. */
  text(text: string): void {
    this.room(3 * text.length);
    if (text.length > LONG || !this.plain(text)) this.used += this.bytes.write(text, this.used);
  }

  /** Text that was captured: see clean.ts. */
  clean(text: string): void {
    this.room(3 * text.length);
    if (!this.plain(text)) this.text(clean(text));
  }

  /** Text with spaces up to a width in front of it, if that is above 0, or else behind it. */
  padded(text: string, width: number): void {
    const spaces = Math.abs(width) - text.length;
    if (width > 0) this.fill(SPACE, spaces);
    this.text(text);
    if (width < 0) this.fill(SPACE, spaces);
  }

  /** A string of JSON, with its quotes: see json.ts. */
  json(text: string): void {
    this.room(3 * text.length + 2);
    const start = this.used;
    this.bytes[this.used++] = QUOTE;
    if (!text.includes('"') && !text.includes("\\") && this.plain(text)) this.bytes[this.used++] = QUOTE;
    else {
      this.used = start;
      this.text(safeJson(JSON.stringify(text)).trimEnd());
    }
  }

  /** Writes text of nothing but plain characters, for which there is room. @returns false: there are others */
  private plain(text: string): boolean {
    const { length } = text;
    const { bytes } = this;
    let at = this.used;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x20 && code < 0x7f) bytes[at++] = code;
      else if (code === ARROW || code === ELLIPSIS) {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else return false;
    }
    this.used = at;
    return true;
  }

  /** What was written since this was asked for last; good until more is. */
  take(): Buffer {
    const { used } = this;
    this.used = 0;
    return this.bytes.subarray(0, used);
  }

  /** The same as a string. */
  takeText(): string {
    return this.take().toString();
  }
}
