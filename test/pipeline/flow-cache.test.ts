// The flow cache may only save time: what it tells of a packet is what dissecting that packet says.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { FlowCache } from "../../src/pipeline/flow-cache.ts";
import { Session } from "../../src/pipeline/session.ts";
import { check } from "../property.ts";
import { feed, type Packet, packetsOf } from "../support/capture.ts";

const ETHERNET = 1;

/** All Ethernet packets of directories of fixtures. */
async function ethernetOf(...directories: string[]): Promise<Packet[]> {
  const captures = directories.flatMap((name) =>
    readdirSync(`fixtures/${name}`)
      .filter((file) => /\.pcapng$|\.pcap$/.test(file))
      .sort()
      .map((file) => `fixtures/${name}/${file}`),
  );
  return (await packetsOf(...captures)).filter((p) => p.linktype === ETHERNET);
}

const POOL = await ethernetOf(..."vxlan gre nvgre tunnels ip nested mixed stt fragments ethernet".split(" "));

/** Packets much like each other: a few of the pool, again and again, with small changes. */
const streams = fc.array(
  fc.record({
    packet: fc.nat(POOL.length - 1),
    flips: fc.array(fc.record({ byte: fc.nat(140), bit: fc.nat(7) }), { maxLength: 2 }),
    /** Bytes that the snapshot length, and the packet itself, lack or have more. */
    captured: fc.option(fc.nat(140)),
    original: fc.constantFrom(0, 0, 0, 0, 1, 20, -1, -6, -40),
    times: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 5, maxLength: 60 },
);

function changed(
  like: Packet,
  flips: { byte: number; bit: number }[],
  captured: number | null,
  more: number,
) {
  const bytes = like.bytes.slice(0, captured ?? like.bytes.length);
  for (const { byte, bit } of flips) if (byte < bytes.length) bytes[byte] ^= 1 << bit;
  return { ...like, bytes, original: Math.max(0, like.original + more) };
}

/** All that a session found, row by row. */
function found(packets: readonly Packet[], flowCache: boolean): string {
  const session = new Session({ flowCache, tcpFlags: true });
  feed(session, packets);
  const summary = session.finish();
  const { table: t } = summary;
  const rows = Array.from({ length: t.size }, (_, r) => [
    ...t.rows.i32.slice(r * t.rows.stride, (r + 1) * t.rows.stride),
    t.firstPacket[r],
    t.tcpFlags[r],
  ]);
  return JSON.stringify([report(summary, [], []).stats, rows], null, 1);
}

describe("the flow cache", () => {
  it("says what dissecting says, of packets that differ by little", () => {
    check(
      fc.property(streams, (parts) => {
        const packets = parts.flatMap(({ packet, flips, captured, original, times }) => {
          const p = POOL[packet];
          return [...Array(times).fill(p), changed(p, flips, captured, original), p];
        });
        expect(found(packets, true)).toBe(found(packets, false));
      }),
      300,
    );
  });

  it("says so bit by bit of every packet", () => {
    const kinds = POOL.filter((_, i) => i % 7 === 0);
    for (const p of kinds) {
      const variants: Packet[] = [p];
      for (let bit = 0; bit < 8 * Math.min(110, p.bytes.length); bit++)
        variants.push(changed(p, [{ byte: bit >> 3, bit: bit & 7 }], null, 0));
      for (let length = 0; length < Math.min(130, p.bytes.length); length++)
        variants.push(changed(p, [], length, 0), changed(p, [], length, length - p.original));
      expect(found(variants, true)).toBe(found(variants, false));
    }
  });

  it.each([["vxlan"], ["nvgre"], ["gre"], ["ip"]])("knows packets that come again: %s", async (directory) => {
    const packets = await ethernetOf(directory);
    const cache = new FlowCache();
    let hits = 0;
    const session = new Session();
    Object.assign(session, { cache });
    feed(session, packets);
    const { find } = cache;
    cache.find = (...packet) => {
      const row = find.apply(cache, packet);
      if (row >= 0) hits++;
      return row;
    };
    feed(session, packets);
    // The rest are fragments, nested tunnels, groups, errors and the like.
    expect(hits).toBeGreaterThan(packets.length / 3);
  });
});
