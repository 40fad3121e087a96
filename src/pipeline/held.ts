/** Packets that are held back until it is known what they, or those before them, are a part of. */
import type { Annotation, CaptureInterface } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Waiting } from "../session/waiting.ts";
import type { Slab } from "./slabs.ts";

/** Those that came behind a held one, before the next one, and did not wait: how many, and when the last of them came. */
export interface Behind {
  packets: number;
  /** Captured. */
  bytes: number;
  seconds: number;
  nanoseconds: number;
}

export interface Held extends Waiting {
  packet: DissectedPacket;
  /** As whoever shows it counts: see `KnownFlows`. */
  rank: number;
  /** It may begin conversations. */
  begins: boolean;
  /** Nothing is shown of it but what it completes, or shows itself of a frame that never was whole. */
  isBare: boolean;
  /** Where its bytes are kept; null: they are where they were read. */
  slab: Slab | null;
  behind: Behind | null;
}

export const newHeldOf = (packet: DissectedPacket): Held => ({
  ...{ number: 0, waits: false, hung: false, node: -1, frames: [], partOf: [] },
  packet,
  rank: 0,
  begins: false,
  isBare: false,
  slab: null,
  behind: null,
});

/** A packet that is whole in itself and waits for those before it: it is dissected again when its turn comes. */
export class Whole {
  readonly waits = false;
  behind: Behind | null = null;
  rank = 0;
  begins = false;
  number = 0;
  captured = 0;
  original = 0;
  linktype = 0;
  seconds = 0;
  nanoseconds = -1;
  interfaceId = -1;
  source: CaptureInterface | null = null;
  annotation: Annotation | null = null;

  constructor(
    public slab: Slab,
    public at: number,
  ) {}

  /** It is another packet now. */
  renew(
    number: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
    interfaceId: number,
    source: CaptureInterface | null,
    annotation: Annotation | null,
  ): void {
    this.number = number;
    this.captured = captured;
    this.original = original;
    this.linktype = linktype;
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.interfaceId = interfaceId;
    this.source = source;
    this.annotation = annotation;
  }
}

/** Most packets and bytes that are held back; then the oldest goes out with what is known of it. */
export const MAX_HELD = 50_000;
export const MAX_HELD_BYTES = 128 << 20;

/**
 * All that are held back, in their order. Objects live long enough there to be costly to get rid of, so that they are
 * used again: there are never more of them than were held at once.
 */
export class Line {
  readonly #spareWholes: Whole[] = [];
  readonly #spare: Held[] = [];
  #held: (Held | Whole)[] = [];
  /** Those from here on are left. */
  #next = 0;
  /** With those that did not wait: whoever is held is held no longer for that. */
  #packets = 0;
  #bytes = 0;
  #beginning = 0;

  /** The oldest; undefined: there is none. */
  get first(): Held | Whole | undefined {
    return this.#held[this.#next];
  }

  get isTooLong(): boolean {
    return this.first !== undefined && (this.#packets > MAX_HELD || this.#bytes > MAX_HELD_BYTES);
  }

  clear(): void {
    this.#held = [];
    this.#next = this.#packets = this.#bytes = this.#beginning = 0;
  }

  /** @returns one to be filled in */
  whole(slab: Slab, at: number): Whole {
    const whole = this.#spareWholes.pop();
    if (whole === undefined) return new Whole(slab, at);
    whole.slab = slab;
    whole.at = at;
    return whole;
  }

  /** @param make makes one, if there is none that was used before */
  held(make: () => Held): Held {
    return this.#spare.pop() ?? make();
  }

  /** What was taken out was shown. */
  leave(held: Held | Whole): void {
    held.behind = null;
    if (held instanceof Whole) this.#spareWholes.push(held);
    // Else what it waits for knows it.
    else if (!held.waits) {
      held.slab = null;
      this.#spare.push(held);
    }
  }

  push(held: Held | Whole): void {
    this.#held.push(held);
    if (held.begins) this.#beginning++;
    this.#packets++;
    this.#bytes += capturedOf(held);
  }

  /** How many are held that may begin conversations. */
  get beginning(): number {
    return this.#beginning;
  }

  /** Notes packets that do not wait for those before them. */
  passBy(captured: number, seconds: number, nanoseconds: number, packets = 1): void {
    const last = this.#held[this.#held.length - 1];
    last.behind ??= { packets: 0, bytes: 0, seconds, nanoseconds: -1 };
    const { behind } = last;
    behind.packets += packets;
    behind.bytes += captured;
    if (nanoseconds >= 0) {
      behind.seconds = seconds;
      behind.nanoseconds = nanoseconds;
    }
    this.#packets += packets;
    this.#bytes += captured;
  }

  /** Takes the oldest out. */
  shift(): Held | Whole {
    const held = this.#held[this.#next++];
    // Those that were shown would be kept with the others.
    if (this.#next * 2 >= this.#held.length) {
      this.#held = this.#held.slice(this.#next);
      this.#next = 0;
    }
    const { behind } = held;
    if (held.begins) this.#beginning--;
    this.#packets -= 1 + (behind?.packets ?? 0);
    this.#bytes -= capturedOf(held) + (behind?.bytes ?? 0);
    return held;
  }
}

const capturedOf = (held: Held | Whole): number =>
  held instanceof Whole ? held.captured : held.packet.captured;
export const secondsOf = (held: Held | Whole): number =>
  held instanceof Whole ? held.seconds : held.packet.seconds;

export const showsNothing = ({ isBare, frames }: Held): boolean => isBare && frames.length === 0;

/** What the packet before, whose object it is, was a part of. */
export function forget(held: Held): void {
  if (held.frames.length > 0) held.frames = [];
  if (held.partOf.length > 0) held.partOf = [];
}
