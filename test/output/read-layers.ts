/** Packets of made-up protocols, for what writes layers. */
import type { Field } from "../../src/core/fields.ts";
import { eachField } from "../../src/core/found.ts";
import type { Layer, Packet } from "../../src/core/layer.ts";
import type { Protocol } from "../../src/core/protocol.ts";

export const protocol = (name: string, fields: readonly Field[], more: Partial<Protocol> = {}): Protocol => ({
  name,
  title: `The ${name} protocol`,
  reference: "none",
  fields,
  claims: {},
  parse: () => 0,
  ...more,
});

export type Part = readonly [Protocol, readonly number[]];

/** A packet of these layers, each with its bytes. */
export function packetOf(...parts: readonly Part[]): Packet {
  const layers: Layer[] = [];
  const packet = {
    number: 7,
    seconds: 1714564800,
    nanoseconds: 1_000_000,
    captured: 60,
    original: 60,
    tenant: "stt:18446744073709551615",
    partOf: [],
    frameCount: 1,
    frames: [{ whole: true, end: 60, wire: 60 }],
    stopOf: () => 0,
    layers: () => layers,
  } as unknown as Packet;
  for (const [i, [of, bytes]] of parts.entries()) {
    const layer = {
      packet,
      protocol: of,
      index: i,
      stackIndex: i,
      data: new DataView(Uint8Array.from(bytes).buffer),
      also: null,
      quoted: false,
      get(name: string) {
        let found: unknown;
        eachField(layer, ({ field, value }) => {
          if (field.name === name) found ??= value;
        });
        return found;
      },
    } as unknown as Layer;
    layers.push(layer);
  }
  return packet;
}
