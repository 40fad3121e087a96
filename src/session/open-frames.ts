/** What a watch keeps of frames and datagrams that are open, in objects that are used again when they are whole. */
import type { Brought, PartOf } from "../core/layer.ts";
import type { Buffers } from "./buffers.ts";
import type { Waiting } from "./waiting.ts";

/** So many frames, and parts, are kept that are not in use. */
const SPARE = 4096;

export interface OpenPart {
  offset: number;
  length: number;
  /** The packet that brought it, or what it is part of itself. */
  last: Waiting;
  /** The parts' notes, to be completed when the whole is known. */
  notes: readonly PartOf[];
  /** It begins with so many bytes that are the part's. */
  bytes: DataView;
  kept: number;
  /** Of those, how many are in `bytes`. */
  held: number;
}

export interface OpenFrame {
  packets: Waiting[];
  parts: OpenPart[];
  /** Parts that brought what was there before, and who brought them. */
  repeats: { offset: number; notes: readonly PartOf[]; by: Brought }[];
}

export class OpenFrames {
  readonly #frames: OpenFrame[] = [];
  readonly #parts: OpenPart[] = [];
  readonly #buffers: Buffers;

  /** @param buffers of which the bytes of parts are */
  constructor(buffers: Buffers) {
    this.#buffers = buffers;
  }

  /** A frame of which nothing has come yet. */
  begin(): OpenFrame {
    return this.#frames.pop() ?? { packets: [], parts: [], repeats: [] };
  }

  /** Adds a part to a frame; parameters as `OpenPart`. */
  add(
    frame: OpenFrame,
    offset: number,
    length: number,
    last: Waiting,
    notes: readonly PartOf[],
    bytes: DataView,
    kept: number,
    held: number,
  ): void {
    const part = this.#parts.pop() ?? { offset, length, last, notes, bytes, kept, held };
    part.offset = offset;
    part.length = length;
    part.last = last;
    part.notes = notes;
    part.bytes = bytes;
    part.kept = kept;
    part.held = held;
    frame.parts.push(part);
  }

  /** Nobody asks for that frame any more, nor for what was kept of it. */
  leave(frame: OpenFrame): void {
    const { packets, parts, repeats } = frame;
    for (const part of parts) {
      this.#buffers.leave(part.bytes);
      if (this.#parts.length < SPARE) this.#parts.push(part);
    }
    if (this.#frames.length === SPARE) return;
    packets.length = 0;
    parts.length = 0;
    repeats.length = 0;
    this.#frames.push(frame);
  }
}
