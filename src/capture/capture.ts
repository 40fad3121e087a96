/** Reading captures from files and pipes: the door of this room. */
export type { StartHelper } from "./ahead.ts";
export { type Block, BlockCutter, BUFFER, readBlock } from "./blocks.ts";
export { CaptureWriter, FormatError, WRITTEN_FORMATS } from "./capture-writer.ts";
export { ReadControl } from "./control.ts";
export { CaptureError, type Damage, displayName, type ReadOutcome } from "./errors.ts";
export { readInputs } from "./follow.ts";
export { linktypeName } from "./linktypes.ts";
export {
  checkNames,
  type FollowOptions,
  openUnlessStopped,
  type ReadOptions,
  readCaptures,
  readSource,
  warnOfTimes,
} from "./read.ts";
export type { ReaderState } from "./reading.ts";
export {
  closeSplit,
  type FileRange,
  openSplit,
  type RangeRead,
  rangesOf,
  readRange,
  type SplitFile,
} from "./split.ts";
export { Window } from "./window.ts";
export { type PcapFormat, pcapHeader, pcapRecord } from "./writer.ts";
