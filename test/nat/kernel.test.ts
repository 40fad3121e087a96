// Captures around the NAT of the Linux kernel (fixtures/nat/make.sh) against the router's own table, row by row with
// its packets and bytes. tayga, which does NAT64, has none: what it must have done follows from its configuration.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ours, translations } from "./conntrack.ts";
import { natOf, type Whole } from "./paired.ts";

const file = (name: string) => `fixtures/nat/${name}`;
const both = (name: string) =>
  natOf([file(`${name}-inside.pcap`), file(`${name}-inside2.pcap`)], [file(`${name}-outside.pcap`)]);
const table = (name: string) => translations(readFileSync(file(`${name}-conntrack.txt`), "utf8"));
const kinds = ({ rows }: Whole) => [...new Set(rows.map((r) => r.kind))].sort();

describe("both sides captured", () => {
  it.each([
    ["random", ["napt"]],
    ["pool", ["basic"]],
    ["dnat", ["dnat"]],
    ["hairpin", ["dnat", "hairpin", "napt"]],
    ["netmap", ["netmap"]],
    ["both", ["both"]],
    ["nat66", ["nat66"]],
  ])("%s: every row of the router's table, with its packets and bytes, and no other", async (name, want) => {
    const report = await both(name);
    const rows = ours(report);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows).toEqual(table(name));
    expect(report.ambiguous).toEqual([]);
    expect(kinds(report)).toEqual(want);
  });

  it("redirect: what the router answered itself is told, with no row; its new port is on no wire", async () => {
    const report = await both("redirect");
    const redirected = ({ tuple }: { tuple: string }) => tuple.includes("sport=3128");
    expect(table("redirect").filter(redirected).length).toBe(3);
    expect(ours(report)).toEqual(table("redirect").filter((e) => !redirected(e)));
    const told = report.alone.filter((a) => a.answered_by_router);
    const tuples = told.map(
      ({ proto, tuple: t }) => `${proto} src=${t.src} dst=${t.dst} sport=${t.src_port} `,
    );
    const want = table("redirect")
      .filter(redirected)
      .map((e) => e.tuple.replace(/dport.*/, ""));
    expect(tuples.sort()).toEqual(want.sort());
  });

  it("nat64", async () => {
    const { rows, ambiguous } = await both("nat64");
    // fd00:a::2 came first and got the first address of the pool, as its log said.
    const pool: Record<string, string> = {};
    for (const { original: o, translated: t } of rows) {
      expect(o.dst).toBe("2001:db8:64::cb00:7150");
      expect(t.dst).toBe("203.0.113.80");
      pool[o.src] ??= t.src;
      expect(t).toMatchObject({ src: pool[o.src], src_port: o.src_port, dst_port: o.dst_port });
    }
    expect(pool["fd00:a::2"]).toMatch(/^192\.168\.255\./);
    expect(pool["fd00:a::3"]).toMatch(/^192\.168\.255\./);
    expect(pool["fd00:a::2"]).not.toBe(pool["fd00:a::3"]);
    const sent = rows.map((r) => `${r.proto} ${r.original.src} ${r.original.dst_port}`).sort();
    expect(sent).toEqual([
      "icmpv6 fd00:a::2 0",
      "tcp fd00:a::2 80",
      "tcp fd00:a::3 80",
      "udp fd00:a::2 53",
      "udp fd00:a::2 7",
      "udp fd00:a::3 53",
      "udp fd00:a::3 53",
      "udp fd00:a::3 7",
    ]);
    expect(new Set(rows.map((r) => r.kind))).toEqual(new Set(["nat64"]));
    expect(ambiguous).toEqual([]);
  });
});

describe("one capture of all interfaces", () => {
  it.each(["dnat", "random"])("%s", async (name) => {
    const tuples = (entries: { tuple: string }[]) => entries.map(({ tuple }) => tuple);
    expect(tuples(ours(await natOf([file(`${name}-any.pcap`)], null)))).toEqual(tuples(table(name)));
  });
});

it("the sides the other way round: the same rows", async () => {
  const report = await natOf(
    [file("random-outside.pcap")],
    [file("random-inside.pcap"), file("random-inside2.pcap")],
  );
  expect(ours(report)).toEqual(table("random"));
  expect(new Set(report.rows.map((r) => r.direction))).toEqual(new Set(["in"]));
});
