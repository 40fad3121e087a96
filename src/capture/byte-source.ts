/** Where the bytes of captures come from, as whoever reads them sees it. */

/** Why a source gave no more bytes although its end was not reached. */
export interface SourceFailure {
  what: string;
  /** It stops too early, but what there is of it is sound. */
  cut: boolean;
}

/** Bytes in order. One read at a time; nothing is read before it is asked for. */
export interface ByteSource {
  /**
   * Puts 1 to `length` bytes into `into` from index `at` on and returns how many; 0 is the end.
   * Never rejects: a failure ends the bytes and is told in `failure`.
   */
  read(into: Uint8Array, at: number, length: number): Promise<number>;
  readonly failure: SourceFailure | null;
  /**
   * Whoever fills it may stop in the middle of a record without anything being wrong: what happened then, for
   * the user. Undefined: it is damage.
   */
  readonly halfway?: string | undefined;
  /** Ends a read that waits. */
  cancel(): void;
  close(): void;
  /** It has its bytes in memory of its own, where they can be looked at instead. */
  readonly pieces?: Pieces;
  /** The same bytes once more from the first one; null when they are gone. */
  again?(): Promise<ByteSource | null>;
}

/** Where a source has its bytes in memory of its own, piece by piece. */
export interface Pieces {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Bytes in front of a piece that whoever takes it may use. */
  readonly room: number;
  /** Where the piece that was taken last starts. */
  readonly at: number;
  /** Takes the next piece. @returns its length, 0 at the end. The one before is there until `free`. */
  take(): Promise<number>;
  /** The piece before the one that was taken last is wanted no more. */
  free(): void;
}
