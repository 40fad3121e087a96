/** Compiled filters against the plain meaning (naive.ts), on random traffic. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type RandomOptions, randomScenario } from "../../fixtures/make/random.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { holds, type Naive, OPS, textOf, valuesOf } from "./naive.ts";

const NUMBERS = [
  ...["ip.ttl", "ip.len", "ip.proto", "ip.hdr_len", "ip.id", "ip.flags.mf", "ip.frag_offset", "ipv6.plen"],
  ...[
    "ipv6.nxt",
    "udp.srcport",
    "udp.dstport",
    "udp.port",
    "udp.length",
    "tcp.srcport",
    "tcp.port",
    "tcp.flags",
  ],
  ...["tcp.flags.ack", "vxlan.vni", "vxlan.flags", "gre.key", "gre.proto", "nvgre.vsid", "nvgre.flowid"],
  ...["stt.pkt_len", "stt.seg_off", "stt.context_id", "stt.version", "stt.flags.tcp", "vlan.id", "eth.type"],
  ...["arp.opcode", "icmp.type", "frame.number", "frame.len", "frame.cap_len", "overshark.part", "data.len"],
  // Those that are worked out: from the header at once, or from a layer that is made alone.
  ...["tcp.len", "tcp.checksum.status", "udp.checksum.status", "tcp.option_len"],
];
const ADDRESSES = ["ip.src", "ip.dst", "ip.addr", "ipv6.src", "ipv6.addr"];
const MACS = ["eth.src", "eth.addr"];
const PROTOCOLS = [
  "eth",
  "ip",
  "ipv6",
  "udp",
  "tcp",
  "vxlan",
  "gre",
  "nvgre",
  "stt",
  "vlan",
  "arp",
  "icmp",
  "data",
];
/** Values that occur, as the filter language writes them; others come from the packets. */
const SOME = { numbers: ["0", "1", "6", "64", "100", "4789", "9000"], macs: ["02:00:00:00:00:07"] };

const pick = (names: readonly string[]) => fc.constantFrom(...names);
const op = fc.constantFrom(...OPS);
const quantifier = fc.constantFrom("" as const, "any " as const, "all " as const);
const layer = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);

/** One test. `seen` holds values that occur, by field. */
function term(seen: (name: string) => fc.Arbitrary<string>): fc.Arbitrary<Naive> {
  const valued = pick([...NUMBERS, ...ADDRESSES, ...MACS]);
  return fc.oneof(
    fc.record({ kind: fc.constant("exists" as const), name: valued, layer }),
    // Wireshark has no layer of that name, so its number has no meaning beside GRE's.
    fc
      .record({ kind: fc.constant("protocol" as const), name: pick(PROTOCOLS), layer })
      .map((f) => (f.name === "nvgre" ? { ...f, name: "gre" } : f)),
    valued.chain((name) =>
      fc.record({
        kind: fc.constant("compare" as const),
        name: fc.constant(name),
        layer,
        op,
        quantifier,
        value: seen(name),
      }),
    ),
    valued.chain((name) =>
      fc.record({
        kind: fc.constant("in" as const),
        name: fc.constant(name),
        values: fc.array(seen(name), { minLength: 1, maxLength: 3 }),
        range: fc.option(fc.tuple(seen(name), seen(name))),
      }),
    ),
    fc.record({
      kind: fc.constant("mask" as const),
      name: pick(["ip.len", "tcp.flags", "gre.key", "udp.port", "stt.context_id"]),
      mask: fc.integer({ min: 1, max: 300 }),
    }),
    pick(MACS).chain((name) =>
      seen(name).chain((value) =>
        fc.record({ from: fc.nat(4), length: fc.integer({ min: 1, max: 4 }) }).map(({ from, length }) => ({
          kind: "slice" as const,
          name,
          from,
          length,
          value: value
            .split(":")
            .slice(from, from + length)
            .join(":"),
          op: from % 2 === 0 ? ("==" as const) : ("!=" as const),
        })),
      ),
    ),
    fc.record({
      kind: fc.constant("fields" as const),
      left: pick(["ip.ttl", "ip.len", "tcp.srcport", "udp.port", "vxlan.vni", "data.len"]),
      op,
      right: pick(["ip.proto", "frame.len", "udp.length", "tcp.dstport", "udp.srcport", "gre.key"]),
    }),
  );
}

function filter(one: fc.Arbitrary<Naive>): fc.Arbitrary<Naive> {
  const { tree } = fc.letrec<{ tree: Naive }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      { weight: 4, arbitrary: one },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("not" as const), of: tie("tree") }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom("and" as const, "or" as const, "xor" as const),
          left: tie("tree"),
          right: tie("tree"),
        }),
      },
    ),
  }));
  return tree;
}

const VARIANTS: [string, Partial<RandomOptions>][] = [
  ["everything", { packets: 200, odd: 0.1 }],
  ["lossy, in pieces", { packets: 200, loss: 0.2, outerFragments: 0.3, innerFragments: 0.3, window: 40 }],
  ["cut by the snapshot length", { packets: 200, snaplen: 170, odd: 0.1 }],
];

test.each(VARIANTS)("%s: compiled filters say what the plain ones say", (_, options) => {
  const { records } = randomScenario(77, options);
  /** Runs `visit` on every packet, each made anew. */
  const run = (visit: (packet: Parameters<typeof holds>[1]) => void) => {
    const listing = new Listing({}, (packet) => {
      visit(packet);
      return true;
    });
    for (const r of records) {
      const view = new DataView(r.bytes.buffer, r.bytes.byteOffset, r.captured);
      const time = r.time ?? 0n;
      const [s, ns] = [Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)];
      listing.packet(view, 0, r.captured, r.bytes.length, r.linktype, s, ns);
    }
    listing.finish();
  };

  const values = new Map<string, string[]>();
  run((packet) => {
    for (const name of [...NUMBERS, ...ADDRESSES, ...MACS]) {
      const list = values.get(name) ?? [];
      for (const v of valuesOf(packet, name))
        if (!list.includes(String(v)) && list.length < 8) list.push(String(v));
      values.set(name, list);
    }
  });
  const limits: Record<string, number> = {
    "ip.ttl": 255,
    "ip.proto": 255,
    "ipv6.nxt": 255,
    "icmp.type": 255,
  };
  const seen = (name: string): fc.Arbitrary<string> => {
    const found = values.get(name) ?? [];
    if (ADDRESSES.includes(name))
      return pick(found.length > 0 ? found : name.startsWith("ipv6") ? ["::1"] : ["1.2.3.4"]);
    if (MACS.includes(name)) return pick([...found, ...SOME.macs]);
    // Every number but 0 is true.
    if (/flags\.(mf|ack|tcp)$/.test(name)) return pick(["0", "1"]);
    const most = limits[name] ?? (/flags|version|flowid|hdr_len|status|option_len/.test(name) ? 255 : 65535);
    return pick([...found, ...SOME.numbers.filter((n) => Number(n) <= most)]);
  };

  const filters = fc.sample(filter(term(seen)), { numRuns: 200, seed: 5 });
  const compiled = filters.map((f) => compileFilter(textOf(f)));
  const plain: number[][] = filters.map(() => []);
  run((packet) => {
    for (const [i, f] of filters.entries()) if (holds(f, packet)) plain[i].push(packet.number);
  });
  // One filter a run for the first ones: none may rely on what another one made of the packet.
  const alone = 25;
  const found: number[][] = filters.map(() => []);
  for (let i = 0; i < alone; i++)
    run((packet) => compiled[i].matches(packet) && found[i].push(packet.number));
  run((packet) => {
    for (let i = alone; i < filters.length; i++)
      if (compiled[i].matches(packet)) found[i].push(packet.number);
  });
  const told = (lists: number[][]) => lists.map((list, i) => `${textOf(filters[i])}: ${list.join(" ")}`);
  expect(told(found)).toEqual(told(plain));
  // Some keep a part of the packets, so that the comparison says something.
  expect(plain.filter((list) => list.length > 0 && list.length < records.length).length).toBeGreaterThan(60);
});
