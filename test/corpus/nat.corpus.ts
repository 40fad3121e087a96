// The NAT captures of the corpus: masquerade row by row against the router's own table, NAT66, NAT inside VXLAN.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture.ts";
import { ours, translations } from "../nat/conntrack.ts";
import { natOf } from "../nat/paired.ts";
import { CORPUS, index, pathOf } from "./corpus.ts";

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

/** Real ones, each one packet seen before and behind a router: same IP id and payload, TTL one less. */
const TRANSLATED: Record<string, string> = {
  "OISF+suricata-verify/tests/bug-5437-01/input.pcap":
    "tcp src=183.171.100.129 dst=1.19.8.213 sport=59938 dport=80 src=213.39.205.178 dst=183.171.100.129 sport=80 dport=59938",
  "OISF+suricata-verify/tests/vxlan-decoder-01/input.pcap":
    "udp src=10.96.0.10 dst=185.27.115.6 sport=53 dport=12345 src=185.27.115.6 dst=109.105.110.193 sport=12345 dport=32021",
};

it("invents nothing in any capture that holds no router", async () => {
  const found: Record<string, string> = {};
  let read = 0;
  for (const { capture: name } of index()) {
    try {
      const report = await natOf([pathOf(name)], null);
      read++;
      const rows = ours(report).map((e) => e.tuple);
      // What the router answered itself has no line there.
      for (const { kind, original: o } of report.rows)
        if (kind === "redirect") rows.push(`redirect ${o.src} ${o.dst} ${o.dst_port}`);
      if (rows.length > 0) found[name] = rows.join("; ");
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  }
  console.log(`  ${read} captures, rows in ${Object.keys(found).length}`);
  const known = Object.entries(TRANSLATED).filter(([name]) => existsSync(pathOf(name)));
  expect(found).toEqual(Object.fromEntries(known));
});
