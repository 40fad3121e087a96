import type { HashFields } from "../fields.ts";
import type { LoopCode } from "../loops.ts";

/** A hash of `length` bytes of `data`, from `from` on (default 0): an unsigned integer of the function's width. */
export type ByteHash = (data: Uint8Array, length: number, from?: number) => number;

/** The same of many inputs, compiled beforehand: see ../loops.ts. */
export type HashLoop = (code: LoopCode, bytes: number, starts: number, inputs: number, out: number) => void;

/** A hash defined on header fields rather than on bytes. */
export type FieldHash = (fields: HashFields) => number;

/** Each function documents which of these it takes; the others are ignored. */
export interface HashOptions {
  /** 32 bits, default 0: the published function. */
  readonly seed?: number;
  /** Toeplitz: the key, instead of the named one. */
  readonly key?: Uint8Array;
  /** Linux bonding: of the machine. Default little (x86, ARM). */
  readonly byteOrder?: "little" | "big";
  /** Linux bonding: the Ethernet type as a number (newer kernels, default) or as it lies in memory (older). */
  readonly etherType?: "number" | "memory";
  /** Linux bonding: which policies drop the lowest bit: those with ports (since 2022, default), or layer2+3 too. */
  readonly halved?: "ports" | "all";
  /** RTAG7: one of `RTAG7_ALGORITHMS`. */
  readonly algorithm?: string;
  /** RTAG7: mix each bin's bits first. */
  readonly preprocess?: boolean;
  /** RTAG7: IPv6 addresses are XOR-folded (default) or only their last 32 bits count. */
  readonly ipv6?: "fold" | "low";
}

interface Common {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  /** Bits of the result. */
  readonly width: 8 | 16 | 32;
  /** What `seed` does; null: the function has none and ignores it. */
  readonly seed: string | null;
  /**
   * Another seed XORs one and the same number to the results of all inputs of one length, as with everything linear:
   * such a seed renames the paths of a power of two, and parts no two flows that shared one.
   */
  readonly affine: boolean;
  /** The result is a constant XORed with what each bit of the input contributes by its place, whatever the others. */
  readonly linear: boolean;
  /** Options taken beside `seed`. */
  readonly options: readonly (keyof HashOptions)[];
}

export interface ByteFunction extends Common {
  readonly on: "bytes";
  readonly make: (options: HashOptions) => ByteHash;
  readonly loop?: (options: HashOptions) => HashLoop;
}

export interface FieldFunction extends Common {
  readonly on: "fields";
  readonly make: (options: HashOptions) => FieldHash;
}

export type HashFunction = ByteFunction | FieldFunction;

/** Seed of options, as 32 bits unsigned. */
export const seedOf = (options: HashOptions): number => (options.seed ?? 0) >>> 0;
