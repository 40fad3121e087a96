import { describe, expect, test } from "vitest";
import { hex } from "../../fixtures/make/bytes.ts";
import { ipProto, tableNames } from "../../src/core/demux.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { leafIpProtocols, parseLayer, protocolNumber, protocols } from "../../src/protocols/registry.ts";

const all = protocols.flatMap((p, number) => (p === null ? [] : [[p, number] as [Protocol, number]]));

describe("claims", () => {
  test("no key is claimed twice", () => {
    const owner = new Map<string, string>();
    const twice: string[] = [];
    for (const [{ claims, name }] of all) {
      for (const [table, keys] of Object.entries(claims)) {
        for (const key of keys) {
          const slot = `${table} ${key}`;
          if (owner.has(slot)) twice.push(`${slot}: ${owner.get(slot)} and ${name}`);
          owner.set(slot, name);
        }
      }
    }
    expect(twice).toEqual([]);
  });

  test("every table leads to somebody, and every protocol is led to", () => {
    const claimed = new Set(all.flatMap(([p]) => Object.keys(p.claims)));
    // GRE versions above 0 are read where version 0 is.
    expect(tableNames().filter((name) => !claimed.has(name) && name !== "gre.version")).toEqual([]);
    // Guessed from their bytes, or no protocols at all.
    const led = ([p]: [Protocol, number]) =>
      Object.values(p.claims).flat().length > 0 || p.guessedOver !== undefined;
    expect(all.filter((entry) => !led(entry)).map(([p]) => p.name)).toEqual(["data", "frame", "overshark"]);
  });

  // https://www.iana.org/assignments/protocol-numbers, /ieee-802-numbers, /service-names-port-numbers
  test.each([
    ["ip.proto", 1, "icmp"],
    ["ip.proto", 2, "igmp"],
    ["ip.proto", 4, "ip"],
    ["ip.proto", 6, "tcp"],
    ["ip.proto", 17, "udp"],
    ["ip.proto", 33, "dccp"],
    ["ip.proto", 41, "ipv6"],
    ["ip.proto", 43, "ipv6.routing"],
    ["ip.proto", 44, "ipv6.fraghdr"],
    ["ip.proto", 47, "gre"],
    ["ip.proto", 58, "icmpv6"],
    ["ip.proto", 60, "ipv6.dstopts"],
    ["ip.proto", 132, "sctp"],
    ["ip.proto", 136, "udplite"],
    ["udp.port", 4789, "vxlan"],
    ["udp.port", 6081, "geneve"],
    ["tcp.port", 7471, "stt"],
    ["ip.proto", 50, "esp"],
    ["ip.proto", 51, "ah"],
    ["ip.proto", 97, "etherip"],
    ["ip.proto", 115, "l2tp"],
    ["ip.proto", 137, "mpls"],
    ["udp.port", 1701, "l2tp"],
    ["udp.port", 2152, "gtp"],
    ["udp.port", 3544, "teredo"],
    ["udp.port", 4341, "lisp-data"],
    ["udp.port", 4754, "gre"],
    ["udp.port", 4790, "vxlan_gpe"],
    ["udp.port", 6635, "mpls"],
    ["ethertype", 0x8847, "mpls"],
    ["ethertype", 0x8848, "mpls"],
    ["ethertype", 0x8863, "pppoed"],
    ["ethertype", 0x8864, "pppoes"],
    ["ethertype", 0x88e5, "macsec"],
    ["ethertype", 0x88e7, "ieee8021ah"],
    ["ethertype", 0x894f, "nsh"],
    ["ppp.protocol", 0xc021, "lcp"],
    ["ppp.protocol", 0x8021, "ipcp"],
    ["ethertype", 0x0800, "ip"],
    ["ethertype", 0x0806, "arp"],
    ["ethertype", 0x6558, "eth"],
    ["ethertype", 0x8100, "vlan"],
    ["ethertype", 0x86dd, "ipv6"],
    ["ethertype", 0x88a8, "ieee8021ad"],
    ["linktype", 1, "eth"],
    ["linktype", 113, "sll"],
    ["linktype", 276, "sll"],
  ])("%s %d is %s", (table, key, name) => {
    expect(all.filter(([p]) => p.claims[table]?.includes(key)).map(([p]) => p.name)).toEqual([name]);
  });
});

test("each number's case reads what the list says: the layer it pushes is short of the same header", () => {
  // Bytes that a header needs before anything else; from the pictures in the protocols' standards.
  const least: Record<string, number> = {
    eth: 14,
    vlan: 4,
    ieee8021ad: 4,
    ip: 20,
    udp: 8,
    tcp: 20,
    vxlan: 8,
    stt: 20,
    gre: 4,
    nvgre: 8,
    ipv6: 40,
    "ipv6.hopopts": 8,
    "ipv6.routing": 8,
    "ipv6.dstopts": 8,
    "ipv6.fraghdr": 8,
    icmp: 4,
    icmpv6: 4,
    igmp: 8,
    arp: 8,
    llc: 3,
    stp: 4,
    sctp: 4,
    dccp: 4,
    udplite: 4,
    ppp: 1,
    null: 4,
    raw: 1,
    geneve: 8,
  };
  const empty = new DataView(new ArrayBuffer(0));
  for (const [p, number] of all) {
    // Those of list.ts have no case.
    if (number > 30) continue;
    const s = new LayerStack();
    s.reset(0, 0, 100);
    s.n = 1;
    expect(parseLayer(number, empty, 0, 0, s), p.name).toBe(0);
    const sll = p.title.endsWith("v2") ? 20 : 16;
    expect(s.need, p.name).toBe(p.name === "sll" ? sll : least[p.name]);
  }
});

test("a number that is nobody's reads nothing", () => {
  const s = new LayerStack();
  s.reset(0, 4, 4);
  expect(parseLayer(0, new DataView(hex("01020304").buffer), 0, 4, s)).toBe(0);
  expect(parseLayer(protocols.length, new DataView(hex("01020304").buffer), 0, 4, s)).toBe(0);
});

test("names to numbers", () => {
  for (const [p, number] of all) expect(protocols[protocolNumber(p.name)]?.name, String(number)).toBe(p.name);
  expect(protocolNumber("vxlan")).toBeGreaterThan(0);
  expect(protocolNumber("")).toBe(0);
  expect(protocolNumber("VXLAN")).toBe(0);
});

// What may hold a tunnel: IP itself, its extension headers (AH is one), GRE, UDP, TCP (STT), EtherIP, L2TPv3, MPLS,
// Ethernet.
test("upper-layer protocols behind which no tunnel can stand", () => {
  const leaf = leafIpProtocols(ipProto);
  expect([...leaf.keys()].filter((proto) => leaf[proto] === 0)).toEqual([
    0, 4, 6, 17, 41, 43, 44, 47, 51, 60, 97, 115, 137, 143,
  ]);
});

test("what is the same for all headers of a protocol has its optional parts at their beginning", () => {
  const steady = all.filter(([p]) => typeof p.steady === "object" && p.parts !== undefined);
  expect(steady.map(([p]) => p.name)).toEqual(["eth", "vlan", "ip", "stp", "sll", "sll", "slarp", "nhrp"]);
  // Every value of the first bytes, and those of a type or length.
  const header = new DataView(new ArrayBuffer(64));
  for (const [{ parts, name }] of steady)
    for (let at = 0; at < 14; at++)
      for (let value = 0; value < 0x10000; value += 0x101) {
        header.setUint16(at, value);
        for (const offset of Object.values(parts?.(header) ?? {})) expect(offset, name).toBe(0);
      }
});
