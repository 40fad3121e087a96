import type { ByteSource } from "../../src/capture/byte-source.ts";
import { ReadControl } from "../../src/capture/control.ts";
import type { ReadOutcome } from "../../src/capture/errors.ts";
import { type ReadOptions, readSource } from "../../src/capture/read.ts";
import { Window } from "../../src/capture/window.ts";
import type { PacketSink } from "../../src/core/sink.ts";

export interface Packet {
  bytes: string;
  original: number;
  linktype: number;
  seconds: number;
  nanoseconds: number;
}

/** Keeps what it is given, and throws if that breaks the promises of PacketSink. */
export class Collector implements PacketSink {
  readonly packets: Packet[] = [];

  packet(
    data: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (!(seconds >= 0 && Number.isSafeInteger(seconds))) throw new Error(`seconds ${seconds}`);
    if (!(Number.isInteger(nanoseconds) && nanoseconds >= -1 && nanoseconds <= 999_999_999))
      throw new Error(`nanoseconds ${nanoseconds}`);
    // Throws a RangeError if the packet is not inside the buffer.
    const bytes = new Uint8Array(data.buffer, data.byteOffset + offset, captured);
    this.packets.push({
      bytes: Buffer.from(bytes).toString("hex"),
      original,
      linktype,
      seconds,
      nanoseconds,
    });
  }
}

/** Hands out bytes in pieces of the given sizes, over and over. */
export class Pieces implements ByteSource {
  readonly failure = null;
  readonly halfway: string | undefined;
  readonly #data: Uint8Array;
  readonly #sizes: readonly number[];
  #at = 0;
  #reads = 0;

  constructor(data: Uint8Array, sizes: readonly number[], pipe = false) {
    this.#data = data;
    this.#sizes = sizes;
    this.halfway = pipe ? "the pipe ended" : undefined;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const size = this.#sizes[this.#reads++ % this.#sizes.length];
    const count = Math.min(size, length, this.#data.length - this.#at);
    into.set(this.#data.subarray(this.#at, this.#at + count), at);
    this.#at += count;
    return count;
  }

  cancel(): void {}
  close(): void {}
}

export interface Result extends ReadOutcome {
  packets: Packet[];
  /** Packets that were still wanted at the end. */
  left: number;
}

export interface Reading extends ReadOptions {
  /** Sizes of the pieces in which the bytes come; all at once when there are none. */
  sizes?: readonly number[];
  pipe?: boolean;
  /** Size of the buffer at the beginning; small ones are quick to make. */
  buffer?: number;
}

/** Reads bytes as one input named `x`. */
export async function readBytes(data: Uint8Array, reading: Reading = {}): Promise<Result> {
  const control = new ReadControl();
  const source = new Pieces(data, reading.sizes ?? [data.length || 1], reading.pipe);
  const window = new Window(source, control, reading.buffer ?? 4096);
  const outcome: ReadOutcome = { files: ["x"], damage: [], warnings: [], cutPipe: false };
  const sink = new Collector();
  const limit = reading.limit ?? 1e9;
  const left = await readSource("x", source, window, sink, limit, control, outcome, reading);
  return { ...outcome, packets: sink.packets, left };
}
