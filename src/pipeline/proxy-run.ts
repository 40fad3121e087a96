/** One run over captures for proxies and ssh: packets in order, with what came in parts put together. */
import { type ReadControl, type ReadOptions, type ReadOutcome, readCaptures } from "../capture/capture.ts";
import { Counters } from "../facts/counters.ts";
import { Tracker } from "../proxies/tracker.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { Listing } from "./listing.ts";
import type { FilterOptions, ThreadOptions } from "./run.ts";

export interface ProxyRun {
  tracker: Tracker;
  counters: Counters;
}

/**
 * Reads captures in order as one. What `maxFlows` and `reassemblyMemory` cap are connections and the beginnings of
 * their streams, too.
 * @param onStart given what there is so far, before the first packet
 * @throws CaptureError as readCaptures does; what was read before is then in what onStart was given
 */
export async function runProxies(
  captures: string[],
  options: SessionOptions & ReadOptions & ThreadOptions & FilterOptions,
  control: ReadControl,
  onStart: (run: ProxyRun, finish: () => void) => void,
): Promise<ReadOutcome> {
  const { filter, maxFlows, reassemblyMemory } = options;
  const counters = new Counters();
  const tracker = new Tracker({
    logs: true,
    ...(maxFlows !== undefined && { maxConnections: maxFlows }),
    ...(reassemblyMemory !== undefined && { memory: reassemblyMemory }),
  });
  const conversations = filter?.needsConversations === true;
  const listing = new Listing({ ...options, conversations }, (packet) => {
    if (filter?.matches(packet) === false) return false;
    counters.packet(packet.captured, packet.original, packet.seconds, packet.nanoseconds);
    tracker.follow(packet);
    return true;
  });
  let ended = false;
  const finish = () => {
    if (!ended) listing.finish();
    ended = true;
  };
  onStart({ tracker, counters }, finish);
  const outcome = await readCaptures(captures, listing, options, control);
  finish();
  return outcome;
}
