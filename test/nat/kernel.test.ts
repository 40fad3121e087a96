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

/** Rows that the router answered itself, in place of a host that is known not to be the router. */
const redirects = ({ rows }: Whole) =>
  rows
    .filter(({ kind }) => kind === "redirect")
    .map(({ proto, original: o, translated: t }) => {
      expect([t.src, t.src_port, t.dst_port]).toEqual([o.src, o.src_port, null]);
      return `${proto} ${o.src} ${o.src_port} ${o.dst} ${o.dst_port} ${t.dst}`;
    })
    .sort();
const TO_ROUTER = / sport=(3128|5353) /;
const passedOn = (name: string) => table(name).filter(({ tuple }) => !TO_ROUTER.test(tuple));
/** The same from the router's table, for 203.0.113.80, whose other connections went through. */
const redirected = (name: string, which: RegExp) =>
  table(name)
    .filter(({ tuple }) => TO_ROUTER.test(tuple) && tuple.includes("dst=203.0.113.80 ") && which.test(tuple))
    .map(({ tuple }) => {
      const [proto, src, dst, sport, dport, answerer] = tuple
        .split(" ")
        .map((field) => field.replace(/.*=/, ""));
      return `${proto} ${src} ${sport} ${dst} ${dport} ${answerer}`;
    })
    .sort();

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

  it("redirect: what the router answered in another host's name, but for its port, which is on no wire", async () => {
    const report = await both("redirect");
    expect(ours(report)).toEqual(passedOn("redirect"));
    expect(redirects(report)).toEqual(redirected("redirect", /./));
    for (const row of report.rows.filter(({ kind }) => kind === "redirect")) {
      expect(row.evidence.answered).toMatchObject({
        ttl: 64,
        passed_ttl: 63,
        router_mac: true,
        covered: true,
      });
      expect(row.confidence).toBeLessThan(0.99);
    }
    // Of these nothing shows that they are not the router's own addresses; two of them are.
    const asked = report.alone
      .filter((a) => a.answered_by_router)
      .map(({ tuple: t }) => `${t.dst} ${t.dst_port}`);
    expect(asked.sort()).toEqual(["10.0.0.1 7", "10.0.0.1 80", "203.0.113.1 8080", "203.0.113.81 80"]);
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

  it("redirect: the MAC addresses of the cooked capture tell the router's own connections apart", async () => {
    const report = await natOf([file("redirect-any.pcap")], null);
    expect(ours(report).map(({ tuple }) => tuple)).toEqual(passedOn("redirect").map(({ tuple }) => tuple));
    // Of the answer in fragments this capture has the first one only.
    expect(redirects(report)).toEqual(redirected("redirect", /sport=(40000|5555) /));
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
