import type { Duplex } from "node:stream";
import type { ByteSource, SourceFailure } from "./byte-source.ts";
import { Puller } from "./stream-source.ts";

/** Node's decoders count the bytes that they have used. */
type Decoder = Duplex & { readonly bytesWritten?: number };

/** A wrapper around a capture, told by its first bytes. */
export interface Codec {
  name: string;
  magic: readonly number[];
  /** Compressed bytes that go into the decoder at once: bounds what comes out of it at once. */
  slice: number;
  /** A decoder of all members or frames that follow one another. */
  create(): Promise<Decoder>;
  /** Node's zstd ends at the end of a frame if more follows in the same slice: that is for the next one. */
  partial: boolean;
}

/** Loaded when something is compressed. */
const zlib = () => process.getBuiltinModule("node:zlib");

/** Bytes that a decoder gives at once. */
const CHUNK = 128 * 1024;

export const CODECS: readonly Codec[] = [
  {
    name: "gzip",
    magic: [0x1f, 0x8b],
    slice: 16 * 1024,
    partial: false,
    create: async () => zlib().createGunzip({ chunkSize: CHUNK }),
  },
  { name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd], slice: 1024, partial: true, create: createUnzstd },
];

/** Node has zstd since 22.15, but does not tell there that the data is cut short: that is true of 24 and newer. */
const NATIVE_ZSTD = 24;

async function createUnzstd(): Promise<Decoder> {
  const native = (zlib() as { createZstdDecompress?: (options: object) => Decoder }).createZstdDecompress;
  if (native !== undefined && Number.parseInt(process.versions.node, 10) >= NATIVE_ZSTD)
    return native({ chunkSize: CHUNK });
  const { Decompress } = await import("fzstd");
  const { Transform } = process.getBuiltinModule("node:stream");
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      // The decoder keeps what it was given until a block is whole; the buffer below it is reused.
      attempt(() => decoder.push(Uint8Array.from(chunk)), done);
    },
    flush(done) {
      attempt(() => decoder.push(new Uint8Array(0), true), done);
    },
  });
  const decoder = new Decompress((data) => {
    if (data.length > 0) stream.push(data);
  });
  return stream;
}

function attempt(work: () => void, done: (error?: Error) => void): void {
  try {
    work();
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}

/** Compressed bytes that are read at once. */
const RAW = 256 * 1024;

/** One pass of a decoder over compressed bytes. */
class Pass {
  /** Compressed bytes that were given to the decoder before the slice it has now. */
  fed = 0;
  /** The decoder failed before it was told that the input is over: the bytes are wrong, not few. */
  broken = false;
  readonly source: ByteSource;
  #decoder: Decoder;
  #puller: Puller;
  readonly #codec: Codec;
  readonly #slowFrom: number;
  readonly #raw = new Uint8Array(RAW);
  #at = 0;
  #end = 0;
  #ended = false;
  #feeding = false;
  /** The decoder is at its end, and something of the slice is left for the next one. */
  #leftOver = false;

  /** From the compressed byte `slowFrom` on, bytes are decoded one by one. */
  constructor(source: ByteSource, decoder: Decoder, codec: Codec, slowFrom: number) {
    this.source = source;
    this.#decoder = decoder;
    this.#puller = new Puller(decoder);
    this.#codec = codec;
    this.#slowFrom = slowFrom;
  }

  get error(): Error | null {
    return this.#puller.error;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    for (;;) {
      const count = this.#puller.take(into, at, length);
      if (count > 0) {
        // The next slice is decoded, on another thread, while what is here is looked at.
        if (this.#decoder.readableLength === 0) this.#feedMore();
        return count;
      }
      // Its end may be told before what it has used; a failed decoder may never tell that.
      if (this.#puller.over && (this.error !== null || !this.#feeding)) {
        if (this.error !== null || !this.#leftOver) {
          this.broken = this.error !== null && !this.#ended;
          return 0;
        }
        this.#decoder.destroy();
        this.#decoder = await this.#codec.create();
        this.#puller = new Puller(this.#decoder);
        this.#leftOver = false;
      }
      this.#feedMore();
      await this.#puller.wait();
    }
  }

  #feedMore(): void {
    if (this.#feeding || this.#ended || this.#leftOver || this.#puller.over) return;
    this.#feeding = true;
    void this.#feed().then(() => {
      this.#feeding = false;
      this.#puller.wake();
    });
  }

  async #feed(): Promise<void> {
    if (this.#at === this.#end) {
      this.#at = 0;
      this.#end = await this.source.read(this.#raw, 0, RAW);
      if (this.#end === 0) {
        this.#ended = true;
        this.#decoder.end();
        return;
      }
    }
    const count = Math.min(this.#end - this.#at, this.#step());
    const piece = this.#raw.subarray(this.#at, this.#at + count);
    const before = this.#decoder.bytesWritten ?? 0;
    await new Promise<void>((resolve) => this.#decoder.write(piece, () => resolve()));
    if (this.error !== null) return;
    const used = this.#codec.partial ? (this.#decoder.bytesWritten ?? 0) - before : 0;
    // None used is all used: by a decoder that does not count, or that has them all and waits.
    this.#leftOver = used > 0 && used < count;
    this.fed += used || count;
    this.#at += used || count;
  }

  /** Bytes to give to the decoder at once. */
  #step(): number {
    const { slice } = this.#codec;
    if (this.#slowFrom < 0) return slice;
    return this.fed < this.#slowFrom ? Math.min(slice, this.#slowFrom - this.fed) : 1;
  }

  close(): void {
    this.#decoder.destroy();
  }
}

/**
 * The decompressed bytes of a source. A decoder that fails throws away what it had of the slice it
 * was given; so the bytes are then decoded again, and that slice byte by byte, and nothing before
 * the damage is lost. (Only a pipe of which too much has gone by cannot be read again.)
 */
export class DecodedSource implements ByteSource {
  failure: SourceFailure | null = null;
  readonly #codec: Codec;
  readonly #source: ByteSource;
  #pass: Pass;
  #delivered = 0;
  #skip = 0;

  private constructor(source: ByteSource, codec: Codec, decoder: Decoder) {
    this.#source = source;
    this.#codec = codec;
    this.#pass = new Pass(source, decoder, codec, -1);
  }

  static async open(source: ByteSource, codec: Codec): Promise<DecodedSource> {
    return new DecodedSource(source, codec, await codec.create());
  }

  get halfway(): string | undefined {
    return this.#source.halfway;
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    for (;;) {
      let count = await this.#pass.read(into, at, length);
      if (count > 0) {
        const skip = Math.min(count, this.#skip);
        this.#skip -= skip;
        if (skip > 0) into.copyWithin(at, at + skip, at + count);
        count -= skip;
        this.#delivered += count;
        if (count > 0) return count;
      } else if (!(await this.#restart())) {
        return 0;
      }
    }
  }

  async #restart(): Promise<boolean> {
    const { error, broken, fed, source } = this.#pass;
    if (source.failure !== null) this.failure ??= source.failure;
    if (error === null || this.failure !== null) return false;
    const { name } = this.#codec;
    this.failure = broken
      ? { what: `the ${name} data is broken (${error.message})`, cut: false }
      : { what: `the ${name} data is cut short`, cut: true };
    const again = broken ? await this.#source.again?.() : null;
    if (!again) return false;
    this.#pass.close();
    this.#pass = new Pass(again, await this.#codec.create(), this.#codec, fed);
    this.#skip = this.#delivered;
    return true;
  }

  cancel(): void {
    this.#source.cancel();
  }

  close(): void {
    this.#pass.close();
    if (this.#pass.source !== this.#source) this.#pass.source.close();
    this.#source.close();
  }
}
