// Control planes and options, packet by packet: written by hand, with what tshark 4.0.17 showed of them. Then the
// same packets changed and cut at random: showing them ends, throws nothing, and stays within them.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { check } from "../property.ts";
import { made } from "./made/all.ts";
import { frameOf, linesOf } from "./made/packets.ts";

const ETHERNET = 1;
const HEADER = 14;

function show(bytes: Uint8Array, look: (packet: DissectedPacket) => void): void {
  const listing = new Listing({}, (packet) => {
    look(packet);
    return true;
  });
  listing.packet(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length, bytes.length, ETHERNET, 1, 0);
  listing.finish();
}

function valuesOf(bytes: Uint8Array): Map<string, string[]> {
  const values = new Map<string, string[]>();
  show(bytes, (packet) => {
    const { protocol, info } = columnsOf(packet, "r");
    values.set("_ws.col.Protocol", [protocol]).set("_ws.col.Info", [info.trim()]);
    for (const layer of packet.layers())
      eachField(layer, ({ field, value }) => {
        values.set(field.name, [...(values.get(field.name) ?? []), textOf(field, value)]);
      });
  });
  return values;
}

describe("what tshark shows", () => {
  test.each(made.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const values = valuesOf(frameOf(one));
    const ours = linesOf(one).map(([name]) => `${name} ${values.get(name)?.join() ?? "(missing)"}`);
    expect(ours).toEqual(linesOf(one).map(([name, value]) => `${name} ${value}`));
  });
});

test("changed and cut at random", () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));
  const frames = made.map(frameOf);
  let shown = 0;
  const look = (packet: DissectedPacket) => {
    for (const layer of packet.layers()) {
      const { protocol } = layer;
      eachField(layer, ({ field, value, at, size, data }) => {
        textOf(field, value);
        if (protocol.leaf) expect(at + size, field.name).toBeLessThanOrEqual(data.byteLength);
      });
    }
    shown++;
  };
  check(
    fc.property(
      fc.constantFrom(...frames),
      fc.array(fc.tuple(fc.nat(), byte), { maxLength: 5 }),
      fc.nat(),
      (frame, changes, cut) => {
        const bytes = Uint8Array.from(frame);
        for (const [at, value] of changes) bytes[HEADER + (at % (bytes.length - HEADER))] = value;
        show(bytes, look);
        show(bytes.subarray(0, HEADER + (cut % (bytes.length - HEADER + 1))), look);
      },
    ),
    600,
  );
  expect(shown).toBeGreaterThan(1000);
});
