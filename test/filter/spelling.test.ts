// What is searched for among the layers' names, and stands in one of them, is found by who may be named so.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { protocolsOf } from "../../src/core/spelling.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { made } from "../read/made/all.ts";
import { frameOf, linktypeOf } from "../read/made/packets.ts";
import { packetsOf } from "../support/capture.ts";
import { eachPacket, fixture, numbersOf } from "./filtered.ts";

const CAPTURES = [
  "stt",
  "vxlan",
  "nested",
  "fragments",
  "apps",
  "mixed",
  "gre",
  "tunnels",
  "ethernet",
  "real",
].flatMap((directory) =>
  readdirSync(fixture(directory))
    .filter((name, i) => i % 2 === 0 && /\.pcap(ng)?$/.test(name))
    .map((name) => `${directory}/${name}`),
);

const contains = (name: string): string => `frame.protocols contains "${name}"`;

/** What each packet of a capture is named, by its number less one. */
async function namesIn(capture: string): Promise<string[]> {
  const names: string[] = [];
  await eachPacket(capture, (packet) => {
    names.push(packet.spelled());
  });
  return names;
}

describe("tests of the layers' names", () => {
  it.each(CAPTURES)("let through the packets of %s that have the name", async (name) => {
    const capture = fixture(name);
    const names = await namesIn(capture);
    const single = [...new Set(names.flatMap((all) => all.split(":")))].filter((one) => one !== "");
    const parts = new Set([
      ...single,
      ...single.map((one) => one.slice(-2)),
      ...single.map((one) => one.slice(0, 3)),
    ]);
    const rows = [...new Set(names)].flatMap((all) => {
      const own = all.split(":");
      return [1, 2, 3].map((at) =>
        own
          .slice(at, 2 * at + 1)
          .join(":")
          .slice(at - 1),
      );
    });
    for (const part of [...parts, ...new Set(rows.filter((row) => row !== "")), "http", "p", "x509", "zz"]) {
      const [found, others] = [
        ...(await numbersOf(capture, [contains(part)])),
        ...(await numbersOf(capture, [`not (frame.protocols matches "${part}" or ${contains("vxlan")})`])),
      ];
      const having = (tests: (all: string) => boolean) =>
        names.flatMap((all, i) => (tests(all) ? i + 1 : []));
      expect(found, part).toEqual(having((all) => all.includes(part)));
      expect(others, part).toEqual(having((all) => !all.includes(part) && !all.includes("vxlan")));
    }
  });

  it("find only those who may have it", () => {
    for (const name of ["vxlan", "gre", "tcp", "stt", "ipv6", "arp", "zz"])
      expect(compileFilter(`not ${contains(name)} and ip.ttl > 3`).needsExtension, name).toBe(false);
    expect(compileFilter('frame.protocols ~ "vxlan|geneve"').needsExtension).toBe(false);
    const wantedBy = (text: string) => compileFilter(text).alike?.wanted?.filter((is) => is === 1).length;
    expect(wantedBy(contains("dns"))).toBeLessThan(5);
    // As do those that follow each other, options that have names, and types.
    for (const name of ["mptcp", "ethertype", "vxlan:eth", "udp:vxlan:eth:ethertype:ip:arp"])
      expect(compileFilter(contains(name)).needsExtension, name).toBe(false);
    for (const name of ["ip:gre:ip", "udp:dns", "eth:ethertype:ip:udp:dns"])
      expect(wantedBy(contains(name)), name).toBeLessThan(20);
    // What nobody reads takes all layers.
    for (const name of ["data", "udp:data", "vxlan:", ":eth", ""])
      expect(wantedBy(contains(name)), name).toBe(undefined);
    expect(wantedBy('frame.protocols matches "vxlan.*tcp"')).toBe(undefined);
    expect(wantedBy('frame.protocols == "eth:ethertype:arp"')).toBe(undefined);
  });
});

describe("names that are put together", () => {
  const declared = (number: number): string[] => {
    const { name, spells } = protocols[number] ?? { name: "" };
    return [name, ...(spells?.besides ?? [])];
  };

  it("are all told beforehand", async () => {
    for (const p of protocols) if (typeof p?.spelling === "function") expect(p.spells, p.name).toBeDefined();
    const seen = new Set<string>();
    const listing = new Listing({}, (packet) => {
      for (const layer of packet.layers()) {
        const { name, spelling, spells } = layer.protocol;
        if (typeof spelling !== "function") continue;
        const names = protocolsOf([layer])
          .split(":")
          .filter((one) => one !== "");
        for (const one of names) expect(declared(layer.protocolNumber), name).toContain(one);
        if (spells?.own === "always") expect(names).toContain(name);
        for (const one of names) seen.add(one);
      }
      return true;
    });
    let seconds = 0;
    const show = (bytes: Uint8Array, linktype: number) => {
      seconds += 40;
      for (const to of [bytes.length, ...Array.from({ length: Math.min(90, bytes.length) }, (_, k) => k)]) {
        const d = new DataView(Uint8Array.from(bytes.subarray(0, to)).buffer);
        listing.packet(d, 0, to, bytes.length, linktype, seconds, 0);
      }
    };
    for (const packet of made) show(frameOf(packet), linktypeOf(packet));
    for (const name of CAPTURES.filter((name) => /apps|ethernet|tunnels/.test(name)))
      for (const { bytes, linktype } of await packetsOf(fixture(name))) show(bytes, linktype);
    for (const name of ["mptcp", "x509sat", "isis.lsp", "openflow_v4", "stt", "data", "ethertype", "m3ua"])
      expect(seen).toContain(name);
  });
});
