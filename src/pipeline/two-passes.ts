/**
 * Packets behind a filter, of files. Who shows a packet may have to know all that its conversation said before, so all
 * conversations are followed; most captures hold many of which nothing is shown. So they are read twice, if they are long:
 * first only to find of whom something is shown, by headers and at the speed of `stats`; then for showing.
 */
import {
  CaptureError,
  checkNames,
  type ReadControl,
  type ReadOutcome,
  readInputs,
} from "../capture/capture.ts";
import { widerThan } from "../filter/wider.ts";
import type { Listing } from "./listing.ts";
import { Related } from "./related.ts";
import { type RunOptions, run } from "./run.ts";
import { Sparing } from "./sparing.ts";

/** So many packets are shown as they are read: whoever looks at the first ones only need not wait, nor who has no more. */
const AT_ONCE = 20_000;
/** Where one in so many is shown, most are related to what is shown; as many must be such as can be followed by headers. */
const MANY = 4;

/**
 * Reads captures into a listing of what the filter lets through, if there is one. As readInputs.
 * @param atOnce so many packets are shown as they are read; for tests, which have small captures
 */
export async function readTwice(
  captures: string[],
  listing: Listing,
  options: RunOptions,
  control: ReadControl,
  atOnce = AT_ONCE,
): Promise<ReadOutcome> {
  const { filter } = options;
  const wider = filter === undefined ? null : widerThan(filter);
  if (
    wider === null ||
    !(listing instanceof Sparing) ||
    !(await canBegin(captures, options, atOnce, control))
  )
    return readInputs(captures, listing, options, control);
  const outcome = await readInputs(captures, listing, { ...options, limit: atOnce }, control);
  if (control.stopped || listing.given < atOnce) return outcome;
  listing.begin();
  control.bytesRead = 0;
  const { shown, plain } = listing;
  const isWorthIt = shown * MANY < atOnce && (!wider.needsConversations || (atOnce - plain) * MANY < atOnce);
  if (isWorthIt) {
    const outcome = await find(captures, listing, { ...options, filter: wider }, control);
    if (outcome !== null) return outcome;
    control.bytesRead = 0;
  }
  return readInputs(captures, listing, options, control);
}

/** Tells the listing of whom something is shown. @returns what came of reading all, if it is of nobody; else null */
async function find(
  captures: string[],
  listing: Sparing,
  options: RunOptions,
  control: ReadControl,
): Promise<ReadOutcome | null> {
  try {
    const { summary, outcome } = await run(captures, options, control);
    if (control.stopped) return outcome;
    if (summary.counters.packets === 0) {
      listing.drop();
      return outcome;
    }
    const related = Related.of(summary);
    if (related !== null) listing.spare(related);
  } catch (error) {
    // It comes up again when what stands before it has been shown.
    if (!(error instanceof CaptureError)) throw error;
  }
  return null;
}

/** Whether they are files that are over, of which there may be enough, and all conversations can be kept apart. */
async function canBegin(
  captures: string[],
  { follow, maxFlows, limit = Number.POSITIVE_INFINITY }: RunOptions,
  atOnce: number,
  control: ReadControl,
): Promise<boolean> {
  if (follow !== undefined || maxFlows !== undefined || limit <= atOnce) return false;
  const sizes = await checkNames(captures, control);
  return sizes.every((size) => size > 0);
}
