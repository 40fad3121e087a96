import type { ByteSource, SourceFailure } from "./byte-source.ts";

/** Some bytes that were read already, and then the rest of the source they came from. */
export class PrefixedSource implements ByteSource {
  readonly again?: () => Promise<ByteSource | null>;
  readonly #source: ByteSource;
  readonly #prefix: Uint8Array;
  #at = 0;

  constructor(prefix: Uint8Array, source: ByteSource) {
    this.#prefix = prefix;
    this.#source = source;
    const again = source.again?.bind(source);
    if (again !== undefined) this.again = again;
  }

  get failure(): SourceFailure | null {
    return this.#source.failure;
  }

  get halfway(): string | undefined {
    return this.#source.halfway;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const count = Math.min(length, this.#prefix.length - this.#at);
    if (count === 0) return this.#source.read(into, at, length);
    into.set(this.#prefix.subarray(this.#at, this.#at + count), at);
    this.#at += count;
    return count;
  }

  cancel(): void {
    this.#source.cancel();
  }

  close(): void {
    this.#source.close();
  }
}

/** How much of a source that cannot be read twice is kept, in bytes. */
const KEPT = 8 * 1024 * 1024;

/** Keeps the beginning of a source that cannot be read twice, so that it can. */
export class KeptSource implements ByteSource {
  readonly #source: ByteSource;
  #kept: Uint8Array[] | null = [];
  #size = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get failure(): SourceFailure | null {
    return this.#source.failure;
  }

  get halfway(): string | undefined {
    return this.#source.halfway;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    const count = await this.#source.read(into, at, length);
    this.#size += count;
    if (this.#size > KEPT) this.#kept = null;
    else this.#kept?.push(into.slice(at, at + count));
    return count;
  }

  async again(): Promise<ByteSource | null> {
    return this.#kept && new PrefixedSource(Buffer.concat(this.#kept), NOTHING);
  }

  cancel(): void {
    this.#source.cancel();
  }

  close(): void {
    this.#source.close();
  }
}

const NOTHING: ByteSource = {
  failure: null,
  read: async () => 0,
  cancel() {},
  close() {},
};
