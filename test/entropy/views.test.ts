import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FieldName,
  fieldsNamed,
  HASH_INPUT_BYTES,
  type HashFields,
  type Header,
  hashFields,
  hashInput,
  lookedUp,
  noFields,
  noHeader,
  project,
} from "../../src/entropy/fields.ts";
import { functionNamed } from "../../src/entropy/functions/table.ts";
import {
  contractViews,
  customView,
  devices,
  dissectorEnters,
  type HashView,
  linuxPolicy3,
  missesInner,
  ViewReader,
  viewNamed,
} from "../../src/entropy/views.ts";
import { bytesOf } from "./naive.ts";
import { anyHeader, level, tunnelled } from "./sample.ts";

const named = (name: string): HashView => {
  const view = viewNamed(name);
  if (view === undefined) throw new Error(name);
  return view;
};

const hex = (bytes: Iterable<number>) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(" ");

function seen(view: HashView, header: Header): string {
  const reader = new ViewReader(view);
  return hex(reader.bytes.subarray(0, reader.read(header)));
}

const inner = level("192.168.1.1", "192.168.1.2", { protocol: 6, srcPort: 1000, dstPort: 80 });
const vxlan = tunnelled(
  level("10.0.0.1", "10.0.0.2", { protocol: 17, srcPort: 50000, dstPort: 4789 }),
  inner,
  { tenantLo: 42 },
);
const nvgre = tunnelled(level("10.0.0.1", "10.0.0.2", { protocol: 47 }), inner, { greKey: 0x177109ab });
const ipip = tunnelled(level("10.0.0.1", "10.0.0.2", { protocol: 4 }), inner);

describe("hash input, in network order", () => {
  test("IPv4 5-tuple", () => {
    expect(seen(named("five_tuple"), vxlan)).toBe("0a 00 00 01 0a 00 00 02 c3 50 12 b5 11");
    expect(seen(named("ip"), vxlan)).toBe("0a 00 00 01 0a 00 00 02 11");
  });

  test("IPv6 addresses are 16 bytes", () => {
    const h = {
      ...noHeader(),
      outer: level("2001:db8::1", "ff02::1", { protocol: 17, srcPort: 1, dstPort: 2 }),
    };
    const expected = [...bytesOf("2001:db8::1", "ff02::1", 1, 2), 17];
    expect(seen(named("five_tuple"), h)).toBe(hex(expected));
  });

  test("GRE key of 32 bits, 0 where there is none", () => {
    expect(seen(named("key_aware"), nvgre)).toBe("0a 00 00 01 0a 00 00 02 00 00 00 00 2f 17 71 09 ab");
    expect(seen(named("key_aware"), ipip)).toBe("0a 00 00 01 0a 00 00 02 00 00 00 00 04 00 00 00 00");
  });

  test("inner 5-tuple behind the 64-bit tenant", () => {
    const h = { ...vxlan, tenantHi: 0xffffffff, tenantLo: 0xfffffffe };
    const tuple = "c0 a8 01 01 c0 a8 01 02 03 e8 00 50 06";
    expect(seen(named("inner"), h)).toBe(`ff ff ff ff ff ff ff fe ${tuple}`);
  });

  test("fragments, the first included, show neither ports nor key; other protocols no ports", () => {
    const fragment = (h: Header) => ({ ...h, outer: { ...h.outer, fragment: true } });
    expect(seen(named("five_tuple"), fragment(vxlan))).toBe("0a 00 00 01 0a 00 00 02 00 00 00 00 11");
    expect(seen(customView(["GRE_KEY"]), fragment(nvgre))).toBe("00 00 00 00");
    const sctp = { ...vxlan, outer: { ...vxlan.outer, protocol: 132 } };
    expect(seen(customView(["L4_SRC_PORT"]), sctp)).toBe("00 00");
    expect(seen(named("linux-policy-1"), sctp)).toContain("12 b5 c3 50");
  });

  test("every field by itself", () => {
    const h: Header = {
      outer: level("1.2.3.4", "5.6.7.8", {
        srcMac: 0x0a0b0c0d0e0f,
        dstMac: 0xfffefdfcfbfa,
        vlan: 0xabc,
        protocol: 6,
        flowLabel: 0xfedcb,
        srcPort: 0x1122,
        dstPort: 0x3344,
      }),
      inner: level("::1", "::2", {
        srcMac: 1,
        dstMac: 2,
        vlan: 3,
        protocol: 17,
        flowLabel: 4,
        srcPort: 5,
        dstPort: 6,
      }),
      tunnels: 1,
      greKey: 0xdeadbeef,
      tenantHi: 7,
      tenantLo: 8,
    };
    const zeros = (n: number, last: number) => `${"00 ".repeat(n)}0${last}`;
    const expected: Record<FieldName, string> = {
      SRC_IP: "01 02 03 04",
      DST_IP: "05 06 07 08",
      IP_PROTOCOL: "06",
      L4_SRC_PORT: "11 22",
      L4_DST_PORT: "33 44",
      IPV6_FLOW_LABEL: "0f ed cb",
      SRC_MAC: "0a 0b 0c 0d 0e 0f",
      DST_MAC: "ff fe fd fc fb fa",
      ETHERTYPE: "08 00",
      VLAN_ID: "0a bc",
      GRE_KEY: "de ad be ef",
      INNER_SRC_IP: zeros(15, 1),
      INNER_DST_IP: zeros(15, 2),
      INNER_IP_PROTOCOL: "11",
      INNER_L4_SRC_PORT: "00 05",
      INNER_L4_DST_PORT: "00 06",
      INNER_IPV6_FLOW_LABEL: "00 00 04",
      INNER_SRC_MAC: zeros(5, 1),
      INNER_DST_MAC: zeros(5, 2),
      INNER_ETHERTYPE: "86 dd",
      INNER_VLAN_ID: "00 03",
      TENANT: "00 00 00 07 00 00 00 08",
    };
    expect([...hashFields.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [name, bytes] of Object.entries(expected)) {
      const out = new Uint8Array(16).fill(0xee);
      const length = hashInput(h, [name as FieldName], out);
      expect(hex(out.subarray(0, length)), name).toBe(bytes);
      expect(length).toBeLessThanOrEqual(hashFields.get(name as FieldName)?.bytes ?? 0);
    }
  });

  test("all fields together fit", () => {
    fc.assert(
      fc.property(anyHeader, (h) => {
        const out = new Uint8Array(HASH_INPUT_BYTES);
        return hashInput(h, [...hashFields.keys()], out) <= HASH_INPUT_BYTES;
      }),
    );
  });

  test("an absent header is zeros", () => {
    const h = { ...noHeader(), outer: level("1.2.3.4", "5.6.7.8") };
    expect(seen(customView(["INNER_SRC_IP", "INNER_IP_PROTOCOL"]), h)).toBe("00 00 00 00 00");
  });

  test("names of fields, in any case", () => {
    expect(fieldsNamed(["src_ip", " INNER_DST_IP "])).toEqual(["SRC_IP", "INNER_DST_IP"]);
    expect(() => fieldsNamed(["SRC_IP", "TTL"])).toThrow('no hash field is called "TTL"');
  });
});

describe("what Linux's flow dissector gets to", () => {
  const five = "c0 a8 01 01 c0 a8 01 02";
  test("GRE, NVGRE and IP-in-IP, but nothing in UDP or TCP, and no fragment", () => {
    const stt = tunnelled(level("10.0.0.1", "10.0.0.2", { protocol: 6, dstPort: 7471 }), inner);
    const sixInFour = tunnelled(level("10.0.0.1", "10.0.0.2", { protocol: 41 }), inner);
    const cut = { ...nvgre, outer: { ...nvgre.outer, fragment: true } };
    const native = { ...noHeader(), outer: inner, inner };
    expect([nvgre, ipip, sixInFour].map(dissectorEnters)).toEqual([true, true, true]);
    expect([vxlan, stt, cut, native].map(dissectorEnters)).toEqual([false, false, false, false]);
  });

  test("policy 2 takes the inner addresses where it can", () => {
    expect(seen(named("linux-policy-2"), nvgre)).toBe(five);
    expect(seen(named("linux-policy-2"), vxlan)).toBe("0a 00 00 01 0a 00 00 02");
    expect(missesInner(named("linux-policy-2"), vxlan)).toBe(true);
    expect(missesInner(named("linux-policy-2"), nvgre)).toBe(false);
    expect(missesInner(named("linux-policy-1"), vxlan)).toBe(false);
    expect(missesInner(named("inner"), vxlan)).toBe(false);
    expect(missesInner(linuxPolicy3(), vxlan)).toBe(false);
    expect(missesInner(linuxPolicy3(0xc0), vxlan)).toBe(true);
  });

  test("policy 3 takes the fields of its mask, inner ones only where it gets to them", () => {
    expect(linuxPolicy3().fields).toEqual(["SRC_IP", "DST_IP", "IP_PROTOCOL"]);
    expect(seen(linuxPolicy3(0xc0), ipip)).toBe(five);
    expect(seen(linuxPolicy3(0xc0), vxlan)).toBe("00 00 00 00 00 00 00 00");
    expect(seen(linuxPolicy3(0x400), ipip)).toBe("03 e8");
    const port = (a: number, b: number) =>
      seen(linuxPolicy3(0x400), tunnelled(ipip.outer, { ...inner, srcPort: a, dstPort: b }));
    // a lone end stays that end, although the kernel sorts both
    expect(port(9, 2)).toBe("00 09");
  });

  test("IPv6 headers add flow label and protocol to the L3 policies", () => {
    const h = { ...noHeader(), outer: level("::1", "::2", { protocol: 17, flowLabel: 0x12345 }) };
    const both = hex(bytesOf("::1", "::2"));
    expect(seen(named("linux-policy-0"), h)).toBe(`${both} 01 23 45 11`);
    expect(seen(named("linux-policy-2"), tunnelled(ipip.outer, h.outer))).toBe(`${both} 01 23 45 11`);
    expect(seen(named("linux-policy-0"), ipip)).toBe("0a 00 00 01 0a 00 00 02");
  });

  test("both directions look alike to the ECMP policies", () => {
    const turn = (f: HashFields): HashFields => {
      return { ...f, src: f.dst, dst: f.src, srcPort: f.dstPort, dstPort: f.srcPort };
    };
    fc.assert(
      fc.property(anyHeader, fc.constantFrom(0, 1, 2, 3), (h, policy) => {
        const view = policy === 3 ? linuxPolicy3(0xfff) : named(`linux-policy-${policy}`);
        return seen(view, h) === seen(view, { ...h, outer: turn(h.outer), inner: turn(h.inner) });
      }),
    );
    expect(seen(named("five_tuple"), vxlan)).not.toBe(
      seen(named("five_tuple"), { ...vxlan, outer: turn(vxlan.outer) }),
    );
  });

  test("bonding's encap policies mix outer MAC and inner IP addresses", () => {
    const outer = { ...nvgre.outer, srcMac: 0xe3, dstMac: 0xa0 };
    const h = tunnelled(outer, { ...inner, srcMac: 0x11, dstMac: 0x22 });
    const f = new ViewReader(named("linux-bond-encap2+3")).project(h);
    expect([f.srcMac, f.dstMac, f.src[3], f.dst[3], f.srcPort]).toEqual([
      0xe3, 0xa0, 0xc0a80101, 0xc0a80102, 0,
    ]);
    const g = new ViewReader(named("linux-bond-encap3+4")).project(h);
    expect([g.srcMac, g.src[3], g.srcPort, g.dstPort]).toEqual([0, 0xc0a80101, 1000, 80]);
    const plain = new ViewReader(named("linux-bond-layer3+4")).project(h);
    expect([plain.src[3], plain.srcPort]).toEqual([0x0a000001, 0]);
  });
});

describe("every view is its description", () => {
  type Level = HashFields;
  const dec = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * (bytes - 1 - i))) & 255n));
  const ip = (l: Level, end: "src" | "dst") =>
    [...l[end]].slice(l.version === 6 ? 0 : 3).flatMap((w) => dec(w, 4));
  const ports = (l: Level, protocols: number[]) =>
    !l.fragment && protocols.includes(l.protocol) ? [l.srcPort, l.dstPort] : [0, 0];
  const ascending = (a: number[], b: number[]) =>
    hex(a) <= hex(b) || a.length !== b.length ? [...a, ...b] : [...b, ...a];
  const sortedIps = (l: Level) => ascending(ip(l, "src"), ip(l, "dst"));
  const pair = (p: number[]) => p.flatMap((x) => dec(x, 2));
  const sorted = (p: number[]) => [...p].sort((a, b) => a - b);
  const ROUTER = [6, 17];
  const HOST = [6, 17, 33, 132, 136];
  const l3 = (l: Level) => [
    ...sortedIps(l),
    ...(l.version === 6 ? [...dec(l.flowLabel, 3), l.protocol] : []),
  ];
  const ends = (l: Level) => [...ip(l, "src"), ...ip(l, "dst")];
  const ethernet = (l: Level) => [...dec(l.srcMac, 6), ...dec(l.dstMac, 6), ...dec(l.etherType, 2)];
  const reached = (h: Header) =>
    h.tunnels > 0 && [4, 41, 47].includes(h.outer.protocol) && !h.outer.fragment ? h.inner : h.outer;
  const five = (l: Level) => [...ends(l), ...pair(ports(l, ROUTER)), l.protocol];
  const key = (h: Header) => dec(h.outer.fragment || h.greKey < 0 ? 0 : h.greKey, 4);
  const tenant = (h: Header) => [...dec(h.tenantHi, 4), ...dec(h.tenantLo, 4)];

  const described: Record<string, (h: Header) => number[]> = {
    ip: (h) => [...ends(h.outer), h.outer.protocol],
    five_tuple: (h) => five(h.outer),
    key_aware: (h) => [...five(h.outer), ...key(h)],
    inner: (h) => [...tenant(h), ...ends(h.inner), ...pair(ports(h.inner, HOST)), h.inner.protocol],
    "linux-policy-0": (h) => l3(h.outer),
    "linux-policy-1": (h) => [...sortedIps(h.outer), ...pair(sorted(ports(h.outer, HOST))), h.outer.protocol],
    "linux-policy-2": (h) => l3(reached(h)),
    "linux-policy-3": (h) => [...sortedIps(h.outer), h.outer.protocol],
    "linux-bond-layer2": (h) => ethernet(h.outer),
    "linux-bond-layer2+3": (h) => [...ethernet(h.outer), ...ends(h.outer)],
    "linux-bond-layer3+4": (h) => [...ends(h.outer), ...pair(ports(h.outer, HOST))],
    "linux-bond-encap2+3": (h) => [...ethernet(h.outer), ...ends(reached(h))],
    "linux-bond-encap3+4": (h) => [...ends(reached(h)), ...pair(ports(reached(h), HOST))],
    "rtag7-like": (h) => five(h.outer),
  };

  test.each([...contractViews, ...devices].map((v) => [v.name, v] as const))("%s", (name, view) => {
    fc.assert(
      fc.property(anyHeader, (h) => {
        expect(seen(view, h)).toBe(hex(described[name](h)));
      }),
      { numRuns: 150 },
    );
  });
});

test("a view changes no header that it reads", () => {
  fc.assert(
    fc.property(anyHeader, fc.constantFrom(...contractViews, ...devices), (h, view) => {
      const before = structuredClone(h);
      const reader = new ViewReader(view);
      reader.read(h);
      reader.project(h);
      expect(h).toEqual(before);
    }),
  );
});

test("projection keeps what is fed, and prefers inner fields", () => {
  const f = noFields();
  project(vxlan, lookedUp(["SRC_IP", "L4_DST_PORT"]), f);
  expect([f.version, f.src[3], f.dst[3], f.srcPort, f.dstPort, f.protocol]).toEqual([
    4, 0x0a000001, 0, 0, 4789, 0,
  ]);
  project(vxlan, lookedUp(["INNER_SRC_IP", "SRC_IP", "DST_IP"]), f);
  expect([f.src[3], f.dst[3], f.dstPort]).toEqual([0xc0a80101, 0x0a000002, 0]);
  project({ ...noHeader(), outer: vxlan.outer }, lookedUp(["INNER_SRC_IP", "SRC_IP"]), f);
  expect(f.src[3]).toBe(0x0a000001);
});

test("views are named once, and name functions that there are", () => {
  const names = [...contractViews, ...devices].map((v) => v.name);
  expect(new Set(names).size).toBe(names.length);
  expect(contractViews.map((v) => v.name)).toEqual(["ip", "five_tuple", "key_aware", "inner"]);
  for (const v of devices) {
    expect(v.reference, v.name).not.toBe("");
    if (v.function !== null) expect(functionNamed(v.function)?.on).toBe("fields");
  }
  expect(viewNamed("nexus")).toBeUndefined();
});
