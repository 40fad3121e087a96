// Whether a header may quote a packet is asked of one packet of a flow: it has to hang on bits that all of them have in common.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { steadyAt, steadyBits } from "../../src/core/steady.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";

const LENGTH = 64;
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const quoting = protocols.flatMap((p) => (p?.mayQuote === undefined ? [] : [p]));

describe("whether a header may quote something", () => {
  it.each(quoting.map((p) => [p.name, p] as const))(
    "hangs on bits of %s that the flow cache compares",
    (_, p) => {
      const { steady, mayQuote = () => false } = p;
      let compared = 0;
      check(
        fc.property(
          fc.uint8Array({ minLength: LENGTH, maxLength: LENGTH }),
          // Of the first bytes, which tell most, all values come up.
          fc.uint8Array({ minLength: 4, maxLength: 4 }),
          fc.nat(8 * LENGTH - 1),
          (bytes, first, bit) => {
            bytes.set(first.map((byte) => (byte < 128 ? byte & 0x0f : byte)));
            const own = steadyAt(steady, viewOf(bytes), 0);
            if (own === null) return;
            const bits = steadyBits(own);
            for (const at of [bit, bit % 32]) {
              const mask = 1 << (at & 7);
              if (((bits[at >> 3] ?? 0) & mask) !== 0) continue;
              const other = bytes.slice();
              other[at >> 3] ^= mask;
              compared++;
              expect(mayQuote(viewOf(other), 0)).toBe(mayQuote(viewOf(bytes), 0));
            }
          },
        ),
        2000,
      );
      // What no flow is made of says nothing of flows.
      expect(compared > 0).toBe(steady !== undefined);
    },
  );

  it("is asked of some", () => {
    expect(quoting.map(({ name }) => name)).toContain("icmp");
  });
});
