// The flow cache may only save time: what it tells of a packet is what dissecting that packet says.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { report } from "../../src/facts/query.ts";
import { Session } from "../../src/session/session.ts";
import { FlowCache } from "../../src/skim/flow-cache.ts";
import type { Shortcut } from "../../src/skim/shortcut.ts";
import { check, checkAsync } from "../property.ts";
import { type FILES, feed, feedFile, type Packet, packetsOf } from "../support/capture.ts";

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
  return foundBy(session);
}

/** The same from a file of them, of which the session takes records that it knows without being given each. */
async function skimmed(
  packets: readonly Packet[],
  file: keyof typeof FILES,
  flowCache: boolean,
): Promise<{ found: string; records: number; adopted: number }> {
  const session = new Session({ flowCache, tcpFlags: true });
  let records = 0;
  let adopted = 0;
  const { shortcut } = session;
  if (shortcut !== null) {
    const { skim } = shortcut;
    shortcut.skim = (...of) => {
      const next = skim.apply(shortcut, of);
      if (next > of[1]) records += shortcut.skimmed;
      adopted += shortcut.cache.memory.adopted;
      return next;
    };
  }
  await feedFile(session, packets, file);
  return { found: foundBy(session), records, adopted };
}

function foundBy(session: Session): string {
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

  it.each(["pcap", "pcapng"] as const)(
    "says so of records of %s, wherever it may not go on",
    async (file) => {
      let records = 0;
      let packets = 0;
      await checkAsync(
        fc.asyncProperty(streams, fc.array(fc.nat(200), { maxLength: 3 }), async (parts, back) => {
          const stream = parts.flatMap(({ packet, flips, captured, original, times }) => {
            const p = POOL[packet];
            return [...Array(3 * times).fill(p), changed(p, flips, captured, original), p];
          });
          // Most packets come a little later than the one before, some earlier, some at no time that there is.
          const timed = stream.map((p, i) => ({
            ...p,
            seconds: 1000 + (i >> 3) - (back.includes(i) ? 5 : 0),
            nanoseconds: back.includes(i + 1) ? 3_000_000_000 : (i & 7) * 100_000_000,
          }));
          const quick = await skimmed(timed, file, true);
          expect(quick.found).toBe((await skimmed(timed, file, false)).found);
          records += quick.records;
          packets += timed.length;
        }),
        200,
      );
      expect(records).toBeGreaterThan(packets / 8);
    },
  );

  it("adds new flows to those with the same headers, and no others", async () => {
    // Ports of tunnels and of nobody, the first VSID and the last before it, groups' addresses.
    const values = [4789, 6081, 4754, 3544, 7471, 8472, 53, 0, 0x0010, 0x000f, 0xe000, 0xff02, 0xffff];
    let adopted = 0;
    for (const p of POOL.filter((_, i) => i % 29 === 0)) {
      const variants: Packet[] = [p, p];
      for (const value of values) {
        for (let at = 0; at < Math.min(110, p.bytes.length - 1); at++) {
          const bytes = p.bytes.slice();
          bytes[at] = value >> 8;
          bytes[at + 1] = value;
          variants.push({ ...p, bytes });
        }
        // Once more, as it was, with all that was learnt of the others.
        variants.push(p);
      }
      const timed = variants.map((v, i) => ({ ...v, seconds: 1000 + i, nanoseconds: 0 }));
      const quick = await skimmed(timed, "pcap", true);
      expect(quick.found).toBe((await skimmed(timed, "pcap", false)).found);
      adopted += quick.adopted;
    }
    expect(adopted).toBeGreaterThan(1000);
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

  it.each(["vxlan", "nvgre", "gre", "ip"])("knows packets that come again: %s", async (directory) => {
    const packets = await ethernetOf(directory);
    // The rest are fragments, errors and the like.
    expect(hitsOf(packets)).toBeGreaterThan(packets.length / 3);
  });

  it("takes no header that carries nothing for one that does, nor the other way round", () => {
    for (const name of ["vxlan", "gre", "ip"]) {
      const like = POOL.find(
        ({ bytes }) => bytes[12] === 8 && bytes[23] === { vxlan: 17, gre: 47, ip: 4 }[name],
      );
      expect(like).toBeDefined();
      const whole = like as Packet;
      const bytes = whole.bytes.slice();
      // The total length is that of the header, and of UDP's.
      bytes[16] = 0;
      bytes[17] = name === "vxlan" ? 28 : 20;
      if (name === "vxlan") bytes.set([0, 8], 38);
      const empty = { ...whole, bytes };
      for (const packets of [
        [empty, whole, empty, whole],
        [whole, empty, whole, empty],
      ])
        expect(found(packets, true)).toBe(found(packets, false));
    }
  });

  it("knows those of every other tunnel, tunnels in tunnels, and what carries nothing", async () => {
    const names = "erspan geneve-options gtp-u l2tp l2tpv3 mpls nsh nsh-in-vxlan-gpe pppoe teredo vxlan-gpe";
    const files = [
      ...names.split(" ").map((name) => `tunnels/${name}`),
      ...["three-deep", "ipip-in-vxlan", "vxlan-in-gre"].map((name) => `nested/${name}`),
      // Linux says in destination options how deep tunnels may be.
      "real/gre-over-ipv6",
    ];
    const unknown: string[] = [];
    for (const file of files) {
      const packets = (await packetsOf(`fixtures/${file}.pcap`)).filter((p) => p.linktype === ETHERNET);
      if (hitsOf(packets) < packets.length / 3) unknown.push(file);
    }
    expect(unknown).toEqual([]);
  });

  it.each(["vxlan-and-native-any-sll2", "ssh-forwards-client"])(
    "knows packets of Linux cooked captures, and none of another link's: %s",
    async (name) => {
      const cooked = await packetsOf(`fixtures/real/${name}.pcap`);
      expect(hitsOf(cooked)).toBeGreaterThan(cooked.length / 3);
      const mixed = [...cooked, ...cooked].flatMap((p, i) => [p, POOL[i % POOL.length]]);
      expect(found(mixed, true)).toBe(found(mixed, false));
      // What begins with an Ethernet header might as well begin with another.
      const [like] = cooked;
      const others = [like, { ...like, linktype: 1 }, like, { ...like, linktype: 1 }];
      expect(found(others, true)).toBe(found(others, false));
    },
  );
});

it.each([
  ["rests", null, false],
  ["rests behind a filter", false, false],
  ["does not rest behind one that follows packets", true, true],
])("of captures of strangers it %s", (_, follows, knows) => {
  const cache = new FlowCache();
  if (follows !== null) cache.gate(follows);
  const view = ({ bytes }: Packet) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const find = (p: Packet) => cache.find(view(p), 0, p.bytes.length, p.original, ETHERNET);
  const [own] = POOL;
  const stack = new LayerStack();
  stack.reset(0, own.bytes.length, own.original);
  dissect(view(own), ETHERNET, stack);
  cache.learn(view(own), 0, own.bytes.length, own.original, ETHERNET, stack, 7);
  expect(find(own)).toBe(7);
  const stranger = { ...own, bytes: own.bytes.map((byte) => byte ^ 0xff) };
  for (let i = 0; i < 5000; i++) expect(find(stranger)).toBe(-1);
  expect(find(own)).toBe(7);
  for (let i = 0; i < 5000; i++) expect(find(stranger)).toBe(-1);
  expect(find(own)).toBe(knows ? 7 : -1);
  // It tries again some time later.
  for (let i = 0; i < 16_000; i++) find(stranger);
  expect(find(own)).toBe(7);
});

/** How many of some packets are known when they come for the second time. */
function hitsOf(packets: readonly Packet[]): number {
  const session = new Session();
  feed(session, packets);
  const { cache } = session.shortcut as Shortcut;
  const { find } = cache;
  let hits = 0;
  cache.find = (...packet) => {
    const row = find.apply(cache, packet);
    if (row >= 0) hits++;
    return row;
  };
  feed(session, packets);
  return hits;
}
