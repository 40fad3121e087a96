/** Runs captures through filters in the test's own process. */
import { expect } from "vitest";
import { ReadControl, readCaptures } from "../../src/capture/capture.ts";
import { Depth } from "../../src/core/recall.ts";
import type { Skimmer } from "../../src/core/sink.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { type Filtered, filtered } from "../../src/pipeline/filtered.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { Session } from "../../src/session/session.ts";
import type { SessionOptions } from "../../src/session/session-options.ts";
import { feedFile, type Packet } from "../support/capture.ts";

export const fixture = (name: string): string => new URL(`../../fixtures/${name}`, import.meta.url).pathname;

/** Calls `visit` with every packet of a capture. */
export async function eachPacket(capture: string, visit: (packet: DissectedPacket) => void): Promise<void> {
  const listing = new Listing({}, (packet) => {
    visit(packet);
    return true;
  });
  await readCaptures([capture], listing, {}, new ReadControl());
  listing.finish();
}

/** Numbers of the packets that each filter lets through. */
export async function numbersOf(capture: string, texts: readonly string[]): Promise<number[][]> {
  const filters = texts.map((text) => compileFilter(text));
  const found: number[][] = texts.map(() => []);
  // Each packet is new for each filter, so that none sees what another made of it.
  await eachPacket(capture, (packet) => {
    for (const [i, filter] of filters.entries()) if (filter.matches(packet)) found[i].push(packet.number);
  });
  return found;
}

/** @returns how many packets the sink skimmed since */
export function skims(sink: Filtered & { skim?: Skimmer["skim"] }): () => number {
  let skimmed = 0;
  const { skim } = sink;
  if (skim !== undefined)
    sink.skim = (...of) => {
      const before = sink.given;
      const next = skim.apply(sink, of);
      skimmed += sink.given - before;
      return next;
    };
  return () => skimmed;
}

/** Of all protocols, each packet is followed by its layers, and all is told of it. */
const ALL = { follows: new Uint8Array(256).fill(1), depth: Depth.flight };

/** What a filter lets through. @param flowCache packets of known flows are asked about, and followed, by their bytes */
export async function counted(
  text: string,
  packets: readonly Packet[],
  flowCache: boolean,
  options: SessionOptions = {},
) {
  const session = new Session({ ...options, flowCache });
  const filter = compileFilter(text);
  const asked = flowCache ? filter : { ...filter, ...ALL };
  const sink = filtered(asked, { ...options, flowCache }, session);
  const skimmed = skims(sink);
  await feedFile(sink, packets);
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  return { skimmed: skimmed(), packets: stats.capture.packets, stats: JSON.stringify(stats, null, 1) };
}

/** A filter lets through the same either way: some of those packets, and not all. */
export async function bothWays(text: string, packets: readonly Packet[], options?: SessionOptions) {
  const quick = await counted(text, packets, true, options);
  expect(quick.stats).toBe((await counted(text, packets, false, options)).stats);
  expect(quick.packets).toBeGreaterThan(0);
  expect(quick.packets).toBeLessThan(packets.length);
  return quick;
}
