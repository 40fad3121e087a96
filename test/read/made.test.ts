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
import { frameOf, linesOf, linktypeOf, type Made } from "./made/packets.ts";

const HEADER = 14;

function show(
  bytes: Uint8Array,
  linktype: number,
  look: (packet: DissectedPacket) => void,
  original = bytes.length,
): void {
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    look(packet);
    return true;
  });
  listing.packet(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length, original, linktype, 1, 0);
  listing.finish();
}

function valuesOf(one: Made): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const frame = frameOf(one);
  const look = (packet: DissectedPacket) => {
    const { protocol, info, source, destination } = columnsOf(packet, "r");
    values.set("_ws.col.Protocol", [protocol]).set("_ws.col.Info", [info.trim()]);
    values.set("_ws.col.Source", [source]).set("_ws.col.Destination", [destination]);
    for (const layer of packet.layers())
      eachField(layer, ({ field, value }) => {
        values.set(field.name, [...(values.get(field.name) ?? []), textOf(field, value)]);
      });
  };
  show(frame, linktypeOf(one), look, frame.length + (one.lost ?? 0));
  return values;
}

describe("what tshark shows", () => {
  test.each(made.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const values = valuesOf(one);
    const ours = linesOf(one).map(([name]) => `${name} ${values.get(name)?.join() ?? "(missing)"}`);
    expect(ours).toEqual(linesOf(one).map(([name, value]) => `${name} ${value}`));
  });
});

test("changed and cut at random", () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));
  const frames = made.map((one) => {
    const linktype = linktypeOf(one);
    return { frame: frameOf(one), linktype, header: linktype === 1 ? HEADER : 0 };
  });
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
      ({ frame, linktype, header }, changes, cut) => {
        const bytes = Uint8Array.from(frame);
        for (const [at, value] of changes) bytes[header + (at % (bytes.length - header))] = value;
        show(bytes, linktype, look);
        show(bytes.subarray(0, header + (cut % (bytes.length - header + 1))), linktype, look);
      },
    ),
    600,
  );
  expect(shown).toBeGreaterThan(1000);
});
