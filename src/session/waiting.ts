import type { Frame, PartOf } from "../core/layer.ts";

/** A captured packet that may have to wait until it is known what it is a part of. */
export interface Waiting {
  /** From 1 on. */
  number: number;
  /** It hangs on something that is open, or, if packets are not told what they are a part of, it may still show that. */
  waits: boolean;
  /** It waited, and what it waited for may know it still. */
  hung: boolean;
  /** Tunnel node that it belongs to, -1: nobody's. */
  node: number;
  /** What its last part completed, or what its first part shows of a frame that never was; outermost first. */
  frames: Frame[];
  partOf: PartOf[];
}
