import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressBytes } from "../../fixtures/make/addresses.ts";
import { hex, join, pattern, u32 } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { encapsulations } from "../../src/core/encapsulations.ts";
import { idText, ipv4Text, ipv6Text } from "../../src/core/format.ts";
import { Interner, META_KEYLESS, META_V6 } from "../../src/core/interner.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { dissectInto } from "../dissect/dissected.ts";
import { check } from "../property.ts";

const viewOf = (...parts: Uint8Array[]) => new DataView(join(...parts).buffer);
const number6 = (interner: Interner, address: string) => interner.ipv6(viewOf(addressBytes(address)), 0);
const word4 = (address: string) => viewOf(addressBytes(address)).getInt32(0);

/** A tunnel node in words, from the outermost on. */
function describeNode(interner: Interner, node: number): string {
  if (node === 0) return "";
  const meta = interner.metaOf(node);
  const address = (word: number) => {
    if ((meta & META_V6) === 0) return ipv4Text(word);
    const w = interner.addresses.i32.subarray(word * 6);
    return ipv6Text(w[0], w[1], w[2], w[3]);
  };
  const w = interner.nodes.i32.subarray(node * interner.nodes.stride);
  const id = meta & META_KEYLESS ? "" : idText(w[4], w[5]);
  const ends = `${address(interner.sourceOf(node))}>${address(interner.destinationOf(node))}`;
  return `${describeNode(interner, interner.parentOf(node))}/${interner.kindOf(node)}:${id} ${ends} ${interner.protoOf(node)}`;
}

/** The node of all tunnels of a packet. */
function nodeOf(interner: Interner, packet: Uint8Array, parent = 0): number {
  const s = new LayerStack();
  const view = dissectInto(s, packet);
  return interner.chain(view, s, s.tunnels, parent);
}
const tenantOf = (interner: Interner, packet: Uint8Array) => interner.tenantOf(nodeOf(interner, packet));

const A = "192.0.2.1";
const B = "198.51.100.2";
const C = "203.0.113.3";
const A6 = "2001:db8::1";
const B6 = "2001:db8::2";
const plain = ip(
  { src: "10.0.0.5", dst: "10.0.0.6", protocol: 17 },
  udpBytes({ src: "10.0.0.5", dst: "10.0.0.6", sport: 1, dport: 2 }, pattern(4)),
);
const plain6 = ip({ src: "2001:db8:a::5", dst: "2001:db8:a::6", protocol: 59 }, new Uint8Array());
const ipip = (src: string, dst: string, inner = plain, protocol = 4) => ip({ src, dst, protocol }, inner);
const gre = (src: string, dst: string, key: number | null, inner = plain) =>
  ip(
    { src, dst, protocol: 47 },
    join(hex(key === null ? "00 00 08 00" : "20 00 08 00"), key === null ? hex("") : u32(key), inner),
  );
const vxlan = (src: string, dst: string, vni: number, inner: Uint8Array, sport = 50000) =>
  ip(
    { src, dst, protocol: 17 },
    udpBytes(
      { src, dst, sport, dport: 4789 },
      join(hex("08 00 00 00"), u32(vni * 256), hex("02 00 00 00 00 06 02 00 00 00 00 05 08 00"), inner),
    ),
  );

describe("addresses", () => {
  test("IPv6: one number each, from the first on; IPv4: the address itself", () => {
    const interner = new Interner();
    expect(["::", "::1", "1::", "::", "::1", "1::"].map((a) => number6(interner, a))).toEqual([
      0, 1, 2, 0, 1, 2,
    ]);
    const v4 = viewOf(ip({ src: A, dst: B, protocol: 59 }, new Uint8Array()));
    expect([interner.address(v4, 0, 4, 0), interner.address(v4, 0, 4, 1)]).toEqual([word4(A), word4(B)]);
    const v6 = viewOf(plain6);
    expect([interner.address(v6, 0, 6, 0), interner.address(v6, 0, 6, 1)]).toEqual([3, 4]);
  });

  test("their order is that of their bytes", () => {
    const byte = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff);
    const bytes = (n: number) =>
      fc.array(byte, { minLength: n, maxLength: n }).map((b) => Uint8Array.from(b));
    const interner = new Interner();
    check(
      fc.property(bytes(16), bytes(16), (a, b) => {
        const order = interner.compare(interner.ipv6(viewOf(a), 0), interner.ipv6(viewOf(b), 0), META_V6);
        expect(Math.sign(order)).toBe(Buffer.compare(a, b));
      }),
      300,
    );
    check(
      fc.property(bytes(4), bytes(4), (a, b) => {
        const order = interner.compare(viewOf(a).getInt32(0), viewOf(b).getInt32(0), 0);
        expect(Math.sign(order)).toBe(Buffer.compare(a, b));
      }),
      300,
    );
  });
});

describe("whose a packet is", () => {
  test("in no tunnel: node 0 and tenant 0", () => {
    const interner = new Interner();
    expect(nodeOf(interner, plain)).toBe(0);
    expect(interner.tenantOf(0)).toBe(0);
  });

  test("an id names its tenant, whatever the endpoints, ports and direction", () => {
    const interner = new Interner();
    const tenants = [
      vxlan(A, B, 7, plain),
      vxlan(B, A, 7, plain, 60000),
      vxlan(A, C, 7, plain6),
      vxlan(A6, B6, 7, plain),
    ];
    expect(new Set(tenants.map((p) => tenantOf(interner, p))).size).toBe(1);
    expect(new Set(tenants.map((p) => nodeOf(interner, p))).size).toBe(4);
    expect(nodeOf(interner, vxlan(A, B, 7, plain6, 9))).toBe(nodeOf(interner, vxlan(A, B, 7, plain)));
  });

  test("kinds, ids and keys never mix", () => {
    const interner = new Interner();
    const packets = [
      vxlan(A, B, 7, plain),
      vxlan(A, B, 8, plain),
      gre(A, B, 7),
      gre(A, B, 8),
      gre(A, B, 0),
      gre(A, B, null),
      gre(A, C, null),
      ipip(A, B),
      ipip(A, C),
      // The numbers of these addresses are 0 and 1; 0.0.0.0 and 0.0.0.1 as IPv4 are others.
      ipip("::", "::1"),
      ipip("0.0.0.0", "0.0.0.1"),
    ];
    number6(interner, "::");
    number6(interner, "::1");
    const tenants = packets.map((p) => tenantOf(interner, p));
    expect(new Set([0, ...tenants]).size).toBe(packets.length + 1);
  });

  test.each([
    ["IPv4", A, B],
    ["IPv4 across the sign bit", "10.0.0.1", "192.0.2.1"],
    ["IPv6", A6, B6],
  ])("keyless, %s: both directions are one tenant, and two nodes", (_, a, b) => {
    const interner = new Interner();
    for (const wrap of [ipip, (x: string, y: string) => gre(x, y, null)]) {
      expect(tenantOf(interner, wrap(a, b))).toBe(tenantOf(interner, wrap(b, a)));
      expect(nodeOf(interner, wrap(a, b))).not.toBe(nodeOf(interner, wrap(b, a)));
    }
    const words = interner.tenants.i32.subarray(6, 12);
    expect(interner.compare(words[4], words[5], words[1] & META_V6)).toBeLessThan(0);
  });

  test("IP in IP is one tenant for both inner versions, told apart by the node", () => {
    const interner = new Interner();
    const four = nodeOf(interner, ipip(A, B, plain, 4));
    const six = nodeOf(interner, ipip(A, B, plain6, 41));
    expect(interner.tenantOf(four)).toBe(interner.tenantOf(six));
    expect([interner.protoOf(four), interner.protoOf(six)]).toEqual([4, 41]);
  });

  test("nested tunnels: the whole path counts, and its order", () => {
    const interner = new Interner();
    const packets = [
      vxlan(A, B, 1, plain),
      vxlan(A, B, 2, plain),
      vxlan(A, B, 1, vxlan(A, B, 2, plain)),
      vxlan(A, B, 2, vxlan(A, B, 1, plain)),
      vxlan(A, B, 1, vxlan(A, B, 1, plain)),
      vxlan(A, B, 1, ipip(A, B)),
      ipip(A, B, vxlan(A, B, 1, plain)),
      gre(A, B, 1, gre(A, B, 1)),
    ];
    expect(new Set(packets.map((p) => tenantOf(interner, p))).size).toBe(packets.length);
    const inside = nodeOf(interner, packets[2]);
    expect(interner.parentOf(inside)).toBe(nodeOf(interner, packets[0]));
    expect(interner.rootOf(inside)).toBe(nodeOf(interner, packets[0]));
    expect(interner.rootOf(interner.parentOf(inside))).toBe(interner.parentOf(inside));
    expect(packets.map((p) => interner.repeats(nodeOf(interner, p)))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
    // The inner tunnel between other machines is the same tenant.
    expect(tenantOf(interner, vxlan(A, B, 1, vxlan(C, A, 2, plain)))).toBe(interner.tenantOf(inside));
  });

  test("what is inside a known node goes on from there", () => {
    const interner = new Interner();
    const outer = nodeOf(interner, gre(A, B, 5));
    expect(nodeOf(interner, vxlan(A, B, 2, plain), outer)).toBe(
      nodeOf(interner, gre(A, B, 5, vxlan(A, B, 2, plain))),
    );
  });

  test("the cache of recent nodes changes nothing", () => {
    const interner = new Interner();
    const kind = encapsulations.length - 1;
    const ends = Array.from({ length: 3000 }, (_, i) => [Math.imul(i, 0x01000193), i << 10] as const);
    const first = ends.map(([a, b]) => interner.node(0, a, b, kind, 0, 0));
    expect(new Set(first).size).toBe(3000);
    const wrong = ends.filter(
      ([a, b], i) =>
        interner.node(0, a, b, kind, 0, 0) !== first[i] ||
        interner.sourceOf(first[i]) !== a ||
        interner.destinationOf(first[i]) !== b,
    );
    expect(wrong).toEqual([]);
  });
});

describe("limits", () => {
  test("beyond them new tunnels get -1, known ones their node", () => {
    const interner = new Interner(3);
    const nodes = [1, 2, 3, 4, 5].map((vni) => nodeOf(interner, vxlan(A, B, vni, plain)));
    expect(nodes).toEqual([1, 2, 3, -1, -1]);
    expect(nodeOf(interner, vxlan(A, B, 2, plain))).toBe(2);
    expect(nodeOf(interner, vxlan(A, B, 2, ipip(A, B)))).toBe(-1);
    expect(nodeOf(interner, vxlan(A, B, 9, ipip(A, B)))).toBe(-1);
  });

  test("twice as many IPv6 addresses", () => {
    const interner = new Interner(2);
    expect(["::1", "::2", "::3", "::4", "::5", "::2"].map((a) => number6(interner, a))).toEqual([
      0, 1, 2, 3, -1, 1,
    ]);
  });

  test("a tunnel between addresses that there is no room for has no node", () => {
    const full = () => {
      const interner = new Interner(3);
      for (const host of ["::1", "::2", "::3", "::4", "::5", A6]) number6(interner, host);
      return interner;
    };
    const other = new Interner();
    const nodes = [
      nodeOf(other, vxlan(A6, B6, 1, plain)),
      nodeOf(other, vxlan("::1", A6, 1, plain)),
      nodeOf(other, vxlan(A, B, 1, plain)),
    ];
    expect([...full().adoptNodes(other)]).toEqual([0, -1, 1, 2]);
    expect(nodes).toEqual([1, 2, 3]);
    const interner = full();
    expect(nodeOf(interner, vxlan(A6, B6, 1, plain))).toBe(-1);
    expect(nodeOf(interner, vxlan(B6, A6, 1, plain))).toBe(-1);
    expect(nodeOf(interner, vxlan("::1", A6, 1, plain))).toBe(1);
    // As IPv4 the word -1 is an address.
    expect(nodeOf(interner, vxlan(A, "255.255.255.255", 1, plain))).toBe(2);
  });

  test("what is taken over keeps to them too", () => {
    const other = new Interner();
    for (const vni of [1, 2, 3, 4]) nodeOf(other, vxlan(A, B, vni, ipip(A, B)));
    const interner = new Interner(3);
    const map = interner.adoptNodes(other);
    expect([...map]).toEqual([0, 1, 2, 3, -1, -1, -1, -1, -1]);
  });
});

describe("moving nodes", () => {
  test("rebase: what hung on one node hangs on another", () => {
    const interner = new Interner();
    const from = nodeOf(interner, gre(A, B, 1));
    const to = nodeOf(interner, ipip(B, C));
    const node = nodeOf(interner, vxlan(A, B, 2, vxlan(A, C, 3, plain)), from);
    expect(interner.rebase(node, from, to)).toBe(nodeOf(interner, vxlan(A, B, 2, vxlan(A, C, 3, plain)), to));
    expect(interner.rebase(node, 0, to)).toBe(
      nodeOf(interner, gre(A, B, 1, vxlan(A, B, 2, vxlan(A, C, 3, plain))), to),
    );
    expect(interner.rebase(node, from, 0)).toBe(nodeOf(interner, vxlan(A, B, 2, vxlan(A, C, 3, plain))));
    expect(interner.rebase(node, from, from)).toBe(node);
    expect(interner.rebase(from, from, to)).toBe(to);
    const full = new Interner(1);
    expect(full.rebase(nodeOf(full, gre(A, B, 1)), 0, nodeOf(full, gre(A, B, 1)))).toBe(-1);
  });

  const address4 = fc.constantFrom(A, B, C, "10.0.0.1", "255.255.255.255");
  const address6 = fc.constantFrom(A6, B6, "::", "ffff::", "fe80::1");
  const ends = fc.oneof(fc.tuple(address4, address4), fc.tuple(address6, address6));
  const level = fc.tuple(
    ends,
    fc.constantFrom<number | "ipip" | "gre" | "vxlan">("ipip", "gre", "vxlan", 0, 7, 0xffffffff),
  );
  const packet = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) =>
    levels.reduce((inner, [[src, dst], how]) => {
      if (how === "ipip") return ip({ src, dst, protocol: inner[0] >> 4 === 4 ? 4 : 41 }, inner);
      const type = inner[0] >> 4 === 4 ? "08 00" : "86 dd";
      if (how === "vxlan") {
        const frame = join(hex(`02 00 00 00 00 06 02 00 00 00 00 05 ${type}`), inner);
        return ip(
          { src, dst, protocol: 17 },
          udpBytes({ src, dst, sport: 1, dport: 4789 }, join(hex("08 00 00 00 00 00 07 00"), frame)),
        );
      }
      const head = how === "gre" ? hex(`00 00 ${type}`) : join(hex(`20 00 ${type}`), u32(how));
      return ip({ src, dst, protocol: 47 }, join(head, inner));
    }, plain),
  );

  test("adoptNodes: the same paths, the same tenants, what passed added up", () => {
    check(
      fc.property(
        fc.array(packet, { maxLength: 12 }),
        fc.array(packet, { maxLength: 12 }),
        (ours, theirs) => {
          const [one, other, both] = [new Interner(), new Interner(), new Interner()];
          const passed = new Map<string, number>();
          const fill = (interner: Interner, packets: Uint8Array[], count: boolean) => {
            for (const p of packets) {
              const node = nodeOf(interner, p);
              interner.pass(node, 1, p.length);
              if (count)
                passed.set(
                  describeNode(interner, node),
                  (passed.get(describeNode(interner, node)) ?? 0) + p.length,
                );
            }
          };
          fill(one, ours, true);
          fill(other, theirs, true);
          fill(both, ours, false);
          fill(both, theirs, false);
          const map = one.adoptNodes(other);
          expect(map).toHaveLength(other.nodes.size);
          map.forEach((node, n) => {
            expect(describeNode(one, node)).toBe(describeNode(other, n));
          });
          expect([one.nodes.size, one.tenants.size, one.addresses.size]).toEqual([
            both.nodes.size,
            both.tenants.size,
            both.addresses.size,
          ]);
          for (let n = 1; n < one.nodes.size; n++) {
            const words = describeNode(one, n);
            expect(one.passedBytes(n), words).toBe(passed.get(words) ?? 0);
          }
          // Two nodes are one tenant in the one if they are in the other.
          const tenants = new Map<string, number>();
          for (let n = 0; n < both.nodes.size; n++) tenants.set(describeNode(both, n), both.tenantOf(n));
          const pairs = new Set<string>();
          for (let n = 0; n < one.nodes.size; n++)
            pairs.add(`${one.tenantOf(n)} ${tenants.get(describeNode(one, n))}`);
          expect(pairs.size).toBe(one.tenants.size);
        },
      ),
      80,
    );
  });

  test("node 0 is no tunnel: nothing passes through it", () => {
    const interner = new Interner();
    interner.pass(0, 1, 100);
    expect([interner.passedPackets(0), interner.passedBytes(0)]).toEqual([0, 0]);
  });
});
