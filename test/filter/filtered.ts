/** Runs captures through filters in the test's own process. */
import { ReadControl, readCaptures } from "../../src/capture/capture.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { compileFilter } from "../../src/filter/compile.ts";
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
