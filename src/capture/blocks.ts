/** A stream of bytes (a pipe, what a decoder gives) in blocks of whole records, for others to read. */

import type { ByteSource } from "./byte-source.ts";
import { ReadControl } from "./control.ts";
import { readerAt } from "./formats.ts";
import type { Pump } from "./read.ts";
import { type ReaderState, Reading } from "./reading.ts";
import { Window } from "./window.ts";

/** Whole records, and the reader in front of them. */
export interface Block {
  /** In shared memory; the block goes from `start` to `end`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  state: ReaderState;
}

/** Bytes that make a block; as much work as to be worth a message to another thread. */
const BLOCK = 512 * 1024;
/** A buffer holds several blocks, so that seldom the beginning of a record has to be moved to the next. */
export const BUFFER = 4 * BLOCK;
/** With less room than this at its end, a buffer is left. */
const ROOM = 64 * 1024;
/** What waits to become a block is handed over after so many milliseconds without any more. */
const IDLE = 20;

/** Where the blocks go. */
export interface BlockTaker {
  /** Whether packets are still to be read in place, before anything is cut. Asked once a read. */
  inPlace(bytesRead: number): boolean;
  /**
   * A shared buffer that nobody reads any more. Waits until there is one.
   * @param least its length in bytes
   * @returns null if the rest of the input is to be read in place
   */
  buffer(least: number): Promise<Uint8Array | null>;
  take(block: Block): void;
  /** No more blocks of this buffer will come. */
  leave(bytes: Uint8Array): void;
  /** Reads in place: as `records`, and its packets are the taker's. */
  direct: Pump;
}

/**
 * Cuts an input into blocks: walks over its records without looking into them, so that damage is found where and
 * told as if they had been read in place.
 */
export class BlockCutter {
  readonly #block: number;

  /** @param block bytes that make a block; tests have small ones */
  constructor(
    private readonly to: BlockTaker,
    block = BLOCK,
  ) {
    this.#block = block;
  }

  readonly pump: Pump = async (records, window, reading) => {
    const { to } = this;
    const going = () => reading.left > 0 && reading.bad === "";
    while (to.inPlace(window.base + window.end)) {
      await to.direct(records, window, reading);
      if (!going() || !(await window.more())) return;
    }
    const own = window.bytes;
    const { sink } = reading;
    reading.sink = { packet() {} };
    let state = stateOf(records);
    let start = window.start;
    const cut = () => {
      if (window.start === start) return;
      to.take({ bytes: window.bytes, start, end: window.start, state });
      start = window.start;
      state = stateOf(records);
    };
    const move = (bytes: Uint8Array) => {
      cut();
      const old = window.bytes;
      window.moveTo(bytes);
      start = 0;
      if (old !== own) to.leave(old);
    };
    /** Others read what is in the shared buffers, so the rest has to go back into our own. */
    const back = () => {
      move(own.length < window.length ? new Uint8Array(window.length) : own);
      reading.sink = sink;
    };
    const room = async () => {
      cut();
      const bytes = await to.buffer(Math.max(window.length, reading.need) + ROOM);
      if (bytes !== null) move(bytes);
      return bytes !== null;
    };
    let shared = await room();
    while (shared) {
      records.records(window, reading);
      if (!going()) break;
      if (window.start - start >= this.#block) {
        cut();
        // What the others have done comes as messages, and a fast pipe alone would leave no time for them.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (window.bytes.length - window.end < ROOM) shared = await room();
      if (shared && !(await orIdle(window.append(), cut))) break;
    }
    back();
    while (!shared && going()) {
      await to.direct(records, window, reading);
      if (!going() || !(await window.more())) return;
    }
  };
}

/** Calls `idle` if the promise takes long. */
async function orIdle<T>(promise: Promise<T>, idle: () => void): Promise<T> {
  const timer = setTimeout(idle, IDLE);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function stateOf(records: Parameters<Pump>[0]): ReaderState {
  const state = records.state?.();
  if (state === undefined) throw new Error("this reader's input cannot be cut into blocks");
  return state;
}

const NOWHERE: ByteSource = { failure: null, read: async () => 0, cancel() {}, close() {} };

/** Hands the packets of a block to the sink. @returns how many */
export function readBlock({ bytes, start, end, state }: Block, sink: Reading["sink"]): number {
  const window = new Window(NOWHERE, new ReadControl(), 0);
  window.moveTo(bytes);
  window.start = start;
  window.end = end;
  const reading = new Reading("", sink, Number.MAX_SAFE_INTEGER);
  readerAt(state).records(window, reading);
  return reading.packets;
}
