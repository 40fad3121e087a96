/** Reading captures from files and pipes: the door of this room. */
export { ReadControl } from "./control.ts";
export { CaptureError, type Damage, type ReadOutcome } from "./errors.ts";
export { linktypeName } from "./linktypes.ts";
export { type ReadOptions, readCaptures } from "./read.ts";
export { type PcapFormat, pcapHeader, pcapRecord } from "./writer.ts";
