// In which packets "Malformed Packet" stands, against tshark: `_ws.malformed` of its truth files. MALFORMED_REPORT names a file
// for what differs, the most frequent first.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import { protocolsOf } from "../../src/core/spelling.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";
import { index, pathOf, truthOf } from "./corpus.ts";
import { Differences, tell } from "./tshark.ts";

/** Of those that one of the two says. What differs is mostly what tshark reads and we do not, or takes for STT. */
const GOAL = 0.95;

let equal = 0;
let unequal = 0;
const differences = new Differences();
const filter = compileFilter("_ws.malformed");

async function run(capture: string): Promise<void> {
  const truth = truthOf(capture);
  if (truth === null) return;
  const theirs = new Map(truth.map(({ number, bad, protocols }) => [number, { bad, protocols }]));
  const listing = new Listing({}, (packet) => {
    const their = theirs.get(packet.number);
    if (their === undefined) return true;
    const ours = filter.matches(packet);
    const isTheirs = their.bad?.includes("_ws.malformed") === true;
    if (ours && isTheirs) equal++;
    else if (ours || isTheirs) {
      unequal++;
      const kind = `${ours ? "ours" : "tshark's"} alone: ${their.protocols.at(-1)}`;
      const own = protocolsOf(packet.layers());
      differences.add(kind, `${capture}#${packet.number}: ${their.protocols.join(":")}, ours ${own}`);
    }
    return true;
  });
  await readCaptures([pathOf(capture)], listing);
  listing.finish();
}

beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));

afterAll(() => {
  const text = `malformed: ${((100 * equal) / Math.max(1, equal + unequal)).toFixed(2)} % of ${equal + unequal} packets are the same`;
  tell(text, "MALFORMED_REPORT", () => differences.lines());
});

describe("malformed packets", () => {
  it.each(index())("$capture", async ({ capture }) => {
    try {
      await run(capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  });

  it("are the same", () => {
    expect(equal).toBeGreaterThan(2900);
    expect(equal / (equal + unequal)).toBeGreaterThanOrEqual(GOAL);
  });
});
