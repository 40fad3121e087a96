/** A packet that is a part of something, on its way through a filter. */
import type { Frame, PartOf } from "../core/layer.ts";
import type { Waiting } from "../session/waiting.ts";
import { Lone } from "./listing-options.ts";
import type { Slab } from "./slabs.ts";

/** What the filter said of a packet: nothing so far. */
export enum Said {
  nothing = 0,
  no = 1,
  yes = 2,
}

/** A packet that may have to wait, and those behind it with it. */
export class PartHeld implements Waiting {
  /** Which of all it is, from 0 on; what it is a part of tells of it by that and 1, as packets are numbered. */
  order = 0;
  number = 1;
  captured = 0;
  original = 0;
  linktype = 0;
  seconds = 0;
  nanoseconds = -1;
  waits = false;
  hung = false;
  node = -1;
  frames: Frame[] = [];
  partOf: PartOf[] = [];
  said = Said.nothing;
  /** That stands, whatever it shows later on. */
  isFinal = false;
  /** That holds for all parts of the same, and nobody else asks what they are parts of. */
  isSure = false;
  /** How many frames it had then. */
  asked = 0;
  /** Where its bytes are kept, and how many of them. */
  slab: Slab | null = null;
  at = 0;
  kept = 0;
  readonly lone = new Lone();

  /** It is another packet now. */
  renew(
    order: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    this.order = order;
    this.number = order + 1;
    this.captured = captured;
    this.original = original;
    this.linktype = linktype;
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.waits = false;
    this.node = -1;
    this.said = Said.nothing;
    this.isFinal = false;
    this.isSure = false;
    this.lone.flow = -1;
    if (this.frames.length > 0) this.frames = [];
    if (this.partOf.length > 0) this.partOf = [];
  }
}
