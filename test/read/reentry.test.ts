// Who tells a layer's fields must not ask for them by name: a field in an optional part is found by telling all of them.
import { expect, test } from "vitest";
import { eachField } from "../../src/core/found.ts";
import type { Layer } from "../../src/core/layer.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { made } from "./made/all.ts";
import { frameOf, linktypeOf } from "./made/packets.ts";

/** Remarks are told of fields that were told, and what a layer carries is asked about by others. */
const DEEP = 3;

type Writable = { -readonly [K in keyof Protocol]: Protocol[K] };

/** By protocol: how deep the telling of one layer stands in itself at most. */
function watched(): Map<string, number> {
  const deepest = new Map<string, number>();
  for (const protocol of new Set(protocols)) {
    const { locate } = protocol ?? {};
    if (protocol === null || protocol === undefined || locate === undefined) continue;
    const open: Layer[] = [];
    (protocol as Writable).locate = (layer, add, wanted) => {
      open.push(layer);
      const depth = open.filter((one) => one === layer).length;
      deepest.set(protocol.name, Math.max(depth, deepest.get(protocol.name) ?? 0));
      try {
        if (depth <= DEEP) locate(layer, add, wanted);
      } finally {
        open.pop();
      }
    };
  }
  return deepest;
}

test("no layer is told within its own telling, over and over", () => {
  const deepest = watched();
  for (const one of made) {
    const bytes = frameOf(one);
    const listing = new Listing({ conversations: true, messages: true }, (packet) => {
      packet.hideTold();
      for (const layer of packet.layers()) eachField(layer, () => {});
      return true;
    });
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, linktypeOf(one), 1, 0);
    listing.finish();
  }
  expect(deepest.size).toBeGreaterThan(50);
  expect([...deepest].filter(([, depth]) => depth >= DEEP)).toEqual([]);
});
