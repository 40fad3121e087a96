// Layers and values of every packet of the corpus against tshark's. PARITY_REPORT names a file for what differs.
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";
import { index, pathOf, type TruthPacket, truthOf } from "./corpus.ts";
import { Mixed } from "./mixed.ts";
import { pairOf } from "./parity.ts";
import { Streams } from "./streams.ts";
import { Tally } from "./tally.ts";

const LAYERS_GOAL = 0.995;
const VALUES_GOAL = 0.999;

const tally = new Tally();
/** Captures of which the numbers of packets differ (custom blocks), or that only one of us reads. */
const left: string[] = [];

// What the truth was made with.
beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));

afterAll(() => {
  const text = [...tally.summary(), `  not compared: ${left.length} captures`];
  console.log(text.join("\n"));
  const file = process.env.PARITY_REPORT;
  if (file !== undefined) writeFileSync(file, [...text, ...tally.groups(), ""].join("\n"));
});

async function compare(capture: string, truth: readonly TruthPacket[]): Promise<void> {
  let packets = 0;
  await readCaptures([pathOf(capture)], { packet: () => packets++ });
  if (packets !== truth.length) {
    left.push(capture);
    return;
  }
  const mixed = new Mixed();
  const streams = new Streams();
  await show(capture, (packet) => mixed.note(packet));
  await show(capture, (packet) =>
    tally.add(pairOf(capture, mixed, streams, packet, truth[packet.number - 1])),
  );
}

async function show(capture: string, look: (packet: DissectedPacket) => void): Promise<void> {
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    packet.hideTold();
    look(packet);
    return true;
  });
  await readCaptures([pathOf(capture)], listing);
  listing.finish();
}

describe("parity", () => {
  it.each(index())("$capture", async ({ capture }) => {
    const truth = truthOf(capture);
    if (truth === null || truth.length === 0) return;
    try {
      await compare(capture, truth);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      left.push(capture);
    }
  });

  it("layers are equal", () => expect(tally.layersShare).toBeGreaterThanOrEqual(LAYERS_GOAL));
  it("values are equal", () => expect(tally.valuesShare).toBeGreaterThanOrEqual(VALUES_GOAL));
});
