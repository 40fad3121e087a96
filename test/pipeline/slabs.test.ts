// Bytes of packets that are held back.
import { expect, it } from "vitest";
import { type Slab, Slabs } from "../../src/pipeline/slabs.ts";
import { STAGE_LENGTH } from "../../src/skim/flow-memory.ts";

const bytesOf = (n: number, length: number): Uint8Array => new Uint8Array(length).fill(n);

it("keeps packets until they are no longer wanted, and lets one read on behind what was kept", () => {
  const slabs = new Slabs();
  const held: { slab: Slab; at: number; length: number; n: number }[] = [];
  for (let n = 0; n < 9000; n++) {
    const length = n % 4000 === 7 ? 400_000 : 96 + (n % 13);
    const slab = slabs.copy(new DataView(bytesOf(n & 0xff, length).buffer), 0, length);
    held.push({ slab, at: slabs.at, length, n: n & 0xff });
    // The flow of a packet is looked for in so many bytes from where it begins.
    expect(slab.view.byteLength - slabs.at).toBeGreaterThanOrEqual(STAGE_LENGTH);
    if (held.length < 6000) continue;
    const { slab: oldest, at, length: kept, n: own } = held.splice(0, 1)[0];
    expect(oldest.bytes.subarray(at, at + kept).every((byte) => byte === own)).toBe(true);
    slabs.leave(oldest);
  }
});
