// The types that are configured lack it; these are the parts that are used here.
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array);
  }

  /** Lengths in pages of 64 KiB. */
  class Memory<Buffer extends ArrayBufferLike = ArrayBuffer> {
    constructor(pages: { initial: number; maximum?: number; shared?: boolean });
    /** Another object, longer, after it has grown. */
    readonly buffer: Buffer;
    grow(pages: number): number;
  }

  class Instance {
    constructor(module: Module, imports: Record<string, object>);
    readonly exports: unknown;
  }
}
