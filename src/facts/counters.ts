/** What is counted beside the fact table: the capture itself, STT's pieces, and packets of nobody. */

import { Stop } from "../core/stack.ts";

/** Why a packet belongs to no tenant; these three are in every report. */
export const Reason = {
  sttFirstPieceMissing: "stt_first_piece_missing",
  fragmentFirstMissing: "fragment_first_missing",
  malformed: "malformed",
  /** Cut by the snapshot length before it could be told whose it is. */
  truncated: "truncated",
  tooDeep: "too_deep",
  /** A fragment that came again, of a datagram that was itself a piece of something. */
  partRepeated: "part_repeated",
  /** More tunnels than `--max-flows`. */
  maxFlows: "max_flows",
} as const;

/** Why nobody knows whose a packet is at which dissecting stopped. */
export const reasonOf = (stop: number): string =>
  stop === Stop.tooDeep ? Reason.tooDeep : stop === Stop.truncated ? Reason.truncated : Reason.malformed;

export const unsupportedLinktype = (name: string): string => `unsupported_linktype:${name}`;

export class Counters {
  packets = 0;
  bytes = 0;
  capturedBytes = 0;
  truncatedPackets = 0;
  /** Nanoseconds below 0: no packet had a time. */
  firstSeconds = 0;
  firstNanoseconds = -1;
  lastSeconds = 0;
  lastNanoseconds = -1;

  unattributedPackets = 0;
  unattributedBytes = 0;
  readonly reasons = new Map<string, number>([
    [Reason.sttFirstPieceMissing, 0],
    [Reason.fragmentFirstMissing, 0],
    [Reason.malformed, 0],
  ]);

  readonly stt = {
    pieces: 0,
    frames_complete: 0,
    frames_incomplete: 0,
    frames_headerless: 0,
    duplicates: 0,
    overlaps: 0,
    rejected: 0,
    evicted: 0,
    headerless_pieces: 0,
    headerless_bytes: 0,
  };

  /**
   * Counts one captured packet. Lengths in bytes; nanoseconds -1: it has no time.
   * @returns whether its time is not before that of any packet so far
   */
  packet(captured: number, original: number, seconds: number, nanoseconds: number): boolean {
    this.packets++;
    this.bytes += original;
    this.capturedBytes += captured;
    if (captured < original) this.truncatedPackets++;
    if (nanoseconds < 0) return false;
    const last = this.lastSeconds;
    if (
      this.firstNanoseconds >= 0 &&
      (seconds > last || (seconds === last && nanoseconds >= this.lastNanoseconds))
    ) {
      this.lastSeconds = seconds;
      this.lastNanoseconds = nanoseconds;
      return true;
    }
    this.seen(seconds, nanoseconds);
    return false;
  }

  private seen(seconds: number, nanoseconds: number): void {
    const { lastSeconds, firstSeconds } = this;
    if (this.firstNanoseconds < 0) {
      this.firstSeconds = this.lastSeconds = seconds;
      this.firstNanoseconds = this.lastNanoseconds = nanoseconds;
      return;
    }
    if (seconds > lastSeconds || (seconds === lastSeconds && nanoseconds > this.lastNanoseconds)) {
      this.lastSeconds = seconds;
      this.lastNanoseconds = nanoseconds;
    }
    if (seconds < firstSeconds || (seconds === firstSeconds && nanoseconds < this.firstNanoseconds)) {
      this.firstSeconds = seconds;
      this.firstNanoseconds = nanoseconds;
    }
  }

  unattributed(reason: string, packets: number, bytes: number): void {
    this.unattributedPackets += packets;
    this.unattributedBytes += bytes;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + packets);
  }

  /** Adds the counts of a later part of the same traffic. */
  merge(other: Counters): void {
    this.packets += other.packets;
    this.bytes += other.bytes;
    this.capturedBytes += other.capturedBytes;
    this.truncatedPackets += other.truncatedPackets;
    if (other.firstNanoseconds >= 0) {
      this.seen(other.firstSeconds, other.firstNanoseconds);
      this.seen(other.lastSeconds, other.lastNanoseconds);
    }
    this.unattributedPackets += other.unattributedPackets;
    this.unattributedBytes += other.unattributedBytes;
    for (const [reason, n] of other.reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + n);
    for (const key of Object.keys(this.stt) as (keyof Counters["stt"])[]) this.stt[key] += other.stt[key];
  }
}
