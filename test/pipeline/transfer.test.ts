// A summary that has been in another thread's hands says what it said before.
import { expect, it } from "vitest";
import { randomScenario } from "../../fixtures/make/random.ts";
import { report } from "../../src/facts/query.ts";
import { merge, type Summary } from "../../src/facts/summary.ts";
import { buffersOf, fromImage, type SummaryImage, toImage } from "../../src/facts/transfer.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { type Packet, part, whole } from "../support/capture.ts";

const packets: Packet[] = randomScenario(12, {
  packets: 400,
  ipv6: 0.5,
  duplicates: 0.2,
  loss: 0.1,
}).records.map((r) => ({
  bytes: r.bytes.slice(0, r.captured),
  original: r.bytes.length,
  linktype: r.linktype,
  seconds: Number((r.time ?? 0n) / 1_000_000_000n),
  nanoseconds: r.time === null ? -1 : Number(r.time % 1_000_000_000n),
}));

const parts = () => [packets.slice(0, 150), packets.slice(150, 290), packets.slice(290)].map(part);
const told = (all: Summary[]) =>
  JSON.stringify(report(resolve(all.reduce(merge, part([]))), [], []).stats, null, 1);

/** As it arrives in another thread. */
function sent(summary: Summary): Summary {
  const image = toImage(summary);
  return fromImage(structuredClone(image, { transfer: buffersOf(image) }));
}

it("sent and merged, summaries tell the same", () => {
  expect(told(parts().map(sent))).toBe(told(parts()));
  expect(told(parts().map(sent))).toBe(JSON.stringify(whole(packets), null, 1));
});

it("sent on, they still do", () => {
  expect(told(parts().map((p) => sent(sent(p))))).toBe(told(parts()));
});

it("nothing large is copied: every buffer of it is handed over", () => {
  const image = toImage(parts()[0]);
  const copy = structuredClone(image, { transfer: buffersOf(image) });
  const lengths = (value: unknown): number[] =>
    ArrayBuffer.isView(value)
      ? [value.byteLength]
      : typeof value === "object" && value !== null
        ? Object.values(value).flatMap(lengths)
        : [];
  expect(lengths(image).every((length) => length === 0)).toBe(true);
  expect(lengths(copy).filter((length) => length > 0).length).toBeGreaterThanOrEqual(6);
});

it("a ledger that was taken out is empty, and goes on", () => {
  const [first, second] = parts();
  const before = first.ledger.size;
  expect(before).toBeGreaterThan(0);
  const image: SummaryImage = toImage(first);
  expect(image.ledger.length).toBe(before);
  expect(first.ledger.size).toBe(0);
  first.ledger.concat(second.ledger, 0);
  expect(first.ledger.size).toBe(second.ledger.size);
});
