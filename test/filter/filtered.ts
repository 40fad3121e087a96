/** Runs captures through filters in the test's own process. */
import { ReadControl, readCaptures } from "../../src/capture/capture.ts";
import type { Skimmer } from "../../src/core/sink.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import type { Filtered } from "../../src/pipeline/filtered.ts";
import { Listing } from "../../src/pipeline/listing.ts";

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
