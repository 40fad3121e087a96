// The NAT captures of the corpus: masquerade row by row against the router's own table, NAT66, NAT inside VXLAN.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ours, translations } from "../nat/conntrack.ts";
import { natOf } from "../nat/paired.ts";
import { CORPUS, pathOf } from "./corpus.ts";

const capture = (name: string) => pathOf(`own/nat/${name}.pcap`);
const there = existsSync(capture("masq-inside"));

describe.skipIf(!there)("NAT (skipped where the corpus has no own/nat)", () => {
  it("masquerade", async () => {
    const report = await natOf([capture("masq-inside"), capture("masq-inside2")], [capture("masq-outside")]);
    const table = translations(readFileSync(join(CORPUS, "truth/own/nat/masq-conntrack.txt"), "utf8"));
    const rows = ours(report).map((e) => e.tuple);
    const missing = table.filter(({ tuple }) => !rows.includes(tuple)).map(({ tuple }) => tuple);
    const more = rows.filter((row) => !table.some(({ tuple }) => tuple === row));
    console.log(`  masquerade: ${rows.length - more.length} of ${table.length} rows of the router's table`);
    console.log(`  in the captures but no more in the table: ${more.join("; ")}`);
    expect(missing).toEqual([]);
    // A connection that a reset ended: the router forgets it after ten seconds, both captures hold it.
    expect(more).toEqual([
      "tcp src=10.0.0.2 dst=203.0.113.80 sport=51014 dport=81 src=203.0.113.80 dst=203.0.113.1 sport=81 dport=51014",
    ]);
    // Its TTL ended at the router.
    expect(report.alone.map((a) => [a.why, a.icmp_error, a.tuple.src_port, a.tuple.dst_port])).toEqual([
      ["rejected", "11/0", 38605, 33434],
    ]);
    expect(report.ambiguous).toEqual([]);
    expect(report.clock?.offset_s).toBeCloseTo(0, 4);
  });

  it("NAT66", async () => {
    const report = await natOf([capture("nat66-inside")], [capture("nat66-outside")]);
    expect(ours(report).map((e) => e.tuple)).toEqual([
      "icmpv6 src=fd00:a::2 dst=2001:db8:f::80 type=128 code=0 id=8785 src=2001:db8:f::80 dst=2001:db8:f::2 type=129 code=0 id=8785",
      "tcp src=fd00:a::2 dst=2001:db8:f::80 sport=38316 dport=80 src=2001:db8:f::80 dst=2001:db8:f::1 sport=80 dport=38316",
    ]);
    expect(report.rows.every(({ kind }) => kind === "nat66")).toBe(true);
  });

  it("inside VXLAN", async () => {
    const report = await natOf([capture("vxlan-nat-inside")], [capture("vxlan-nat-outside")]);
    expect(ours(report).map((e) => e.tuple)).toEqual([
      "icmp src=172.16.0.2 dst=203.0.113.80 type=8 code=0 id=9182 src=203.0.113.80 dst=203.0.113.1 type=0 code=0 id=9182",
      "tcp src=172.16.0.2 dst=203.0.113.80 sport=38030 dport=80 src=203.0.113.80 dst=203.0.113.1 sport=80 dport=38030",
    ]);
    for (const { original, translated } of report.rows)
      expect([original.tenant, translated.tenant]).toEqual(["vxlan:1001", "native"]);
    expect(report.alone).toEqual([]);
  });
});
