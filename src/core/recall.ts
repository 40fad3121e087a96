/**
 * What is told of a packet after those before it, as numbers in memory: see skim/assembly/facts.ts. Filters ask there,
 * so that no layer has to be made.
 */

/** Where it stands, in words of 32 bits; those up to `beforeSeconds` are doubles. */
export enum Fact {
  number = 0,
  duplicateOf = 2,
  acknowledges = 4,
  sinceAcknowledged = 6,
  roundTrip = 8,
  resends = 10,
  sinceResent = 12,
  pushBytes = 14,
  firstSeconds = 16,
  previousSeconds = 18,
  firstNanoseconds = 20,
  previousNanoseconds = 21,
  stream = 22,
  baseSequence = 23,
  baseAcknowledgment = 24,
  windowScale = 25,
  remarks = 26,
  isNoted = 27,
  duplicates = 28,
  bytesInFlight = 29,
  parts = 30,
  closesFirst = 31,
  /** As they are shown: a retransmission of a known kind is one nevertheless. */
  shownRemarks = 32,
  /** Counted from the connection's first ones. */
  sequence = 33,
  nextSequence = 34,
  acknowledgment = 35,
  /** Scaled. */
  window = 36,
  /** What it was scaled by; -1: not known, -2: none is used. */
  factor = 37,
  /** A sum of There. */
  there = 38,
  // Of the record that is looked at: its number; when the first one came, the one before, and the one before that counts.
  recordNumber = 87,
  firstRecordSeconds = 88,
  firstRecordNanoseconds = 90,
  lastRecordSeconds = 92,
  lastRecordNanoseconds = 94,
  countedSeconds = 96,
  countedNanoseconds = 98,
  /** When all times begin. */
  epochSeconds = 100,
  epochNanoseconds = 102,
  /** So many of what `Depth` names are skipped, from its end on. */
  skipped = 103,
}

/** So many words behind it is told of UDP's header around the tunnel: its number and times, as of the last header. */
export const OUTER = 40;

/** How much of what was said before it takes to tell, each with all before it. */
export enum Depth {
  /** Where the conversation stands: its number, its first ones, when it was. */
  place = 0,
  /** What is remarkable about a segment. */
  remarks = 1,
  /** What nobody has acknowledged yet. */
  flight = 2,
}

/** Which fields there are. */
export enum There {
  analysis = 1,
  acksFrame = 2,
  ackTime = 4,
  roundTrip = 8,
  bytesInFlight = 16,
  pushBytes = 32,
  resends = 64,
  sinceResent = 128,
  factor = 256,
  closesFirst = 512,
  closesLast = 1024,
}

export interface Told {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** Where the first word stands, in bytes. */
  readonly facts: number;
}

/** How the value of a field is found there. */
export interface Recall {
  /**
   * A whole number; one that may be below 0; one that may be more than 32 bits; nanoseconds; how long it is since
   * these seconds and the nanoseconds at `nanoseconds`; nothing but that it is there.
   */
  readonly as: "number" | "signed" | "large" | "duration" | "since" | "there";
  readonly word: Fact;
  readonly nanoseconds?: Fact;
  /** It is there if one of these bits is set; it always is. */
  readonly if?: { readonly word: Fact; readonly mask: number };
  /** What it takes to tell; `place` if that is not said. */
  readonly depth?: Depth;
}
