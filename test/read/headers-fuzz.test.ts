// Headers with bytes changed or cut, and random bytes behind every link type: showing them ends and throws nothing.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";
import { bytesUnder } from "../support/pcap.ts";

const DIRECTORY = "fixtures/headers";
const ETHERNET = 1;
const linktypes = protocols.flatMap((p) => p?.claims.linktype ?? []);

const samples = bytesUnder(DIRECTORY);

let shown = 0;
let second = 1;
const listing = new Listing({ conversations: true }, (packet) => {
  shown++;
  for (const layer of packet.layers()) {
    expect(layer.wireLength).toBeGreaterThanOrEqual(layer.data.byteLength);
    eachField(layer, ({ field, value, at, size, data }) => {
      expect(textOf(field, value), field.name).toBeTypeOf("string");
      expect(at + size, field.name).toBeLessThanOrEqual(data.byteLength);
    });
    try {
      layer.protocol.summary?.(layer);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
  }
  expect(columnsOf(packet, "r").info).toBeTypeOf("string");
  return true;
});

/** Many seconds after the last one, so that nothing waits for long. */
function show(bytes: Uint8Array, original: number, linktype: number): void {
  const copy = Uint8Array.from(bytes);
  second += 31;
  listing.packet(new DataView(copy.buffer), 0, copy.length, original, linktype, second, 0);
}

const byte = fc.oneof(fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));

test("packets with some bytes changed, or cut", () => {
  const change = fc.tuple(fc.nat(), byte);
  const runs = 3000;
  check(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(change, { maxLength: 5 }),
      fc.nat(),
      (sample, changes, cut) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) bytes[12 + (at % (bytes.length - 12))] = value;
        show(bytes, bytes.length, ETHERNET);
        show(bytes.subarray(0, cut % bytes.length), bytes.length, ETHERNET);
      },
    ),
    runs,
  );
  listing.finish();
  expect(shown).toBeGreaterThan(runs);
});

test("random bytes behind every link type", () => {
  expect(linktypes.length).toBeGreaterThan(10);
  const payload = fc.array(byte, { maxLength: 120 }).map((bytes) => Uint8Array.from(bytes));
  check(
    fc.property(fc.constantFrom(...linktypes), payload, (linktype, bytes) =>
      show(bytes, bytes.length, linktype),
    ),
    2000,
  );
});
