/** A message over TCP of which segments are still to come: the bytes that came, and up to where it goes as far as known. */

import type { Brought } from "../core/layer.ts";
import { after } from "./tcp-unacked.ts";

/** Most bytes of one message that are kept, and of all: of a longer one nothing is shown. */
const MAX_MESSAGE = 16 << 20;
const MAX_HELD = 64 << 20;
/** Most parts that are kept behind a gap. */
const MAX_PARTS = 64;
const ROOM = 4096;
const NOTHING = new Uint8Array(0);

/** Bytes that all of them hold. */
export interface Gathering {
  held: number;
}

export class Gathered {
  /** The next segment belongs to it whole, however long it is. */
  entire = false;
  /** What those say that go on with it without a gap. */
  words: string | undefined;
  /** How far it was looked through for its end. */
  seen = { is: 0 };
  private bytes = NOTHING;
  /** Bytes from its start on without a gap. */
  private upto = 0;
  private later: { at: number; bytes: Uint8Array }[] = [];
  /** Who brought some of it, and from where on. */
  private readonly bringers: { at: number; packet: number }[] = [];
  private isOver = false;

  /**
   * @param sequence where it begins
   * @param next     behind its last byte
   * @param packet   the first packet that brought some of it
   */
  constructor(
    private readonly gathering: Gathering,
    readonly sequence: number,
    public next: number,
    readonly packet: number,
  ) {}

  /** Takes in what a segment brought. @returns all of it if it is whole now; null: not yet, or it was before */
  take(sequence: number, view: DataView, from: number, size: number, packet: number): Uint8Array | null {
    if (this.isOver) return null;
    const at = (sequence - this.sequence) >>> 0;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + from, size);
    if (!this.has(at, at + size)) this.bring(packet, at);
    if (at <= this.upto) this.append(at, bytes);
    else if (this.later.length < MAX_PARTS) this.later.push({ at, bytes: bytes.slice() });
    for (let i = 0; i < this.later.length; i++) {
      if (this.later[i].at > this.upto) continue;
      const [part] = this.later.splice(i, 1);
      this.append(part.at, part.bytes);
      i = -1;
    }
    return this.all();
  }

  /** A packet belongs to it, by what stands at `at` from its start on, or without any bytes. */
  bring(packet: number, at = this.upto): void {
    if (this.bringers.at(-1)?.packet !== packet) this.bringers.push({ at, packet });
  }

  /** The packets that brought it, in the order of what they brought. */
  get brought(): readonly Brought[] {
    return this.bringers.sort((a, b) => a.at - b.at).map(({ packet }) => ({ packet }));
  }

  /** Whether one before brought all of that: a segment that is sent again brings nothing. */
  private has(from: number, to: number): boolean {
    return to <= this.upto || this.later.some(({ at, bytes }) => at <= from && to <= at + bytes.length);
  }

  /** Whether what comes at `sequence` goes on with what is there. */
  isNext(sequence: number): boolean {
    return (sequence - this.sequence) >>> 0 <= this.upto;
  }

  /** What is there, if that is all up to its end as it is known. */
  all(): Uint8Array | null {
    const size = (this.next - this.sequence) >>> 0;
    return this.isOver || this.entire || this.upto < size ? null : this.bytes.subarray(0, size);
  }

  /** It is longer than was known: by so many bytes, or MORE or TO_END. */
  goOn(missing: number): void {
    this.entire = missing < 0;
    this.next = (this.next + Math.max(1, missing)) >>> 0;
  }

  /** Nothing comes after what is there. */
  close(): void {
    this.entire = false;
    this.next = (this.sequence + this.upto) >>> 0;
  }

  /** Nobody asks for its bytes any more. */
  drop(): void {
    this.isOver = true;
    this.gathering.held -= this.bytes.length;
    this.bytes = NOTHING;
    this.later = [];
  }

  private append(at: number, bytes: Uint8Array): void {
    const end = at + bytes.length;
    if (end <= this.upto) return;
    if (end > this.bytes.length) {
      const room = Math.max(ROOM, 2 * end);
      if (end > MAX_MESSAGE || this.gathering.held + room > MAX_HELD) {
        this.drop();
        return;
      }
      this.gathering.held += room - this.bytes.length;
      const more = new Uint8Array(room);
      more.set(this.bytes.subarray(0, this.upto));
      this.bytes = more;
    }
    this.bytes.set(bytes.subarray(this.upto - at), this.upto);
    this.upto = end;
  }
}

/** The message that goes on with what comes there. */
export function openAt(messages: readonly Gathered[], sequence: number): Gathered | undefined {
  const last = messages.findLast((m) => after(sequence, m.sequence));
  return last !== undefined && after(last.next, sequence) ? last : undefined;
}
