// Whatever a packet shows, a filter that asks whether it is there lets the packet through: read to be shown, all layers are
// found; behind a filter, only those that what it asks for may stand in are looked for.
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { linktypeName, ReadControl, readCaptures } from "../../src/capture/capture.ts";
import { eachField } from "../../src/core/found.ts";
import type { PacketSink } from "../../src/core/sink.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { run } from "../../src/pipeline/run.ts";
import { Session } from "../../src/session/session.ts";
import { made } from "../read/made/all.ts";
import { frameOf, linktypeOf, type Made } from "../read/made/packets.ts";

/** By name of a field or protocol: how many packets show it. */
class Shown {
  readonly counts = new Map<string, number>();
  readonly listing = new Listing({ linktypeName, conversations: true }, (packet) => {
    const names = new Set<string>();
    for (const layer of packet.layers()) {
      names.add(layer.protocol.name);
      eachField(layer, ({ field }) => names.add(field.name));
    }
    for (const name of names) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    return true;
  });
}

/** The first is dissected, others may be known by their bytes. */
const TIMES = 3;

function feed(sink: PacketSink & { finish(): unknown }, one: Made): void {
  const bytes = frameOf(one);
  for (let n = 0; n < TIMES; n++)
    sink.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, linktypeOf(one), 1, n);
  sink.finish();
}

function countedBy(name: string, one: Made): number {
  const session = new Session();
  feed(filtered(compileFilter(name), {}, session), one);
  return session.finish().counters.packets;
}

test("what is shown of packets written by hand is found by its name", () => {
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const one of made) {
    const shown = new Shown();
    feed(shown.listing, one);
    for (const [name, count] of shown.counts) {
      if (seen.has(name)) continue;
      seen.add(name);
      const found = countedBy(name, one);
      if (found !== count) wrong.push(`${name}: ${found} of ${count} (${one.name})`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen.size).toBeGreaterThan(4000);
});

test("an answer is known by its question where only these are followed", () => {
  // GTPv2's echo request and its response, of one number, with a restart counter (TS 29.274, 7.1).
  const echo = (type: string): Made => ({
    ...{ name: "", on: "udp 2123", tshark: "" },
    bytes: `40 ${type} 0009 000007 00 03000100 05`,
  });
  for (const name of ["gtpv2.response_to", "gtpv2.response_time"]) {
    const session = new Session();
    const sink = filtered(compileFilter(name), {}, session);
    for (const one of [echo("01"), echo("02")]) {
      const bytes = frameOf(one);
      sink.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, 1, 1, 0);
    }
    sink.finish();
    expect(session.finish().counters.packets, name).toBe(1);
  }
});

const APPS = readdirSync("fixtures/apps").filter((name) => name.endsWith(".pcap"));

test.each([
  ...APPS.map((name) => [`fixtures/apps/${name}`, /./] as const),
  // Frames in pieces, of records that have an interface.
  ["fixtures/datacenter.pcapng", /^(frame|stt|overshark|_ws\.expert)/] as const,
])("what is shown of %s is found by its name", async (file, names) => {
  const shown = new Shown();
  await readCaptures([file], shown.listing, {}, new ReadControl());
  shown.listing.finish();
  const wrong: string[] = [];
  for (const [name, count] of shown.counts) {
    if (!names.test(name)) continue;
    const { summary } = await run([file], { filter: compileFilter(name), linktypeName }, new ReadControl());
    const found = summary.counters.packets;
    if (found !== count) wrong.push(`${name}: ${found} of ${count}`);
  }
  expect(wrong).toEqual([]);
});
