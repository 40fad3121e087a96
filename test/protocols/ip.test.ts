import { describe, expect, test } from "vitest";
import { hex, join, pattern, u8, u16 } from "../../fixtures/make/bytes.ts";
import {
  type IpHead,
  icmpBytes,
  igmpBytes,
  ip,
  PAD_OPTION,
  tcpBytes,
  udpBytes,
} from "../../fixtures/make/ip.ts";
import { vxlanBytes } from "../../fixtures/make/tunnels.ts";
import { dissected, ETHERNET, START } from "../dissect/dissected.ts";

const ENDS = { src: "192.0.2.1", dst: "198.51.100.2", sport: 40000, dport: 53 };
const ENDS6 = { src: "2001:db8::1", dst: "2001:db8:0:1::2", sport: 40000, dport: 53 };
const UDP = 17;
const udp = udpBytes(ENDS, pattern(4));
const udp6 = udpBytes(ENDS6, pattern(4));
const v4 = (payload: Uint8Array, head: Partial<IpHead> = {}) =>
  ip({ ...ENDS, protocol: UDP, ...head }, payload);
const v6 = (payload: Uint8Array, head: Partial<IpHead> = {}) =>
  ip({ ...ENDS6, protocol: UDP, ...head }, payload);
const LINE = "192.0.2.1>198.51.100.2";
const LINE6 = "2001:db8::1>2001:db8:0:1::2";

// RFC 791, appendix A; the addresses and the checksum, which it leaves open, are ours.
describe("IPv4, the examples of the RFC", () => {
  const ADDRESSES = "c0 00 02 01 c6 33 64 02";

  test("example 1: 21 bytes of protocol 1, whose message is too short to be one", () => {
    const found = dissected(hex(`45 00 00 15 00 6f 00 00 7b 01 00 00 ${ADDRESSES} 08`));
    expect(found).toMatchObject({
      layers: "raw:ip:icmp",
      ip: `${LINE} 1`,
      stop: "malformed",
      pending: "none",
    });
  });

  test("example 2: a datagram of 472 bytes in two fragments", () => {
    const first = join(hex(`45 00 01 14 00 6f 20 00 77 06 00 00 ${ADDRESSES}`), pattern(256));
    expect(dissected(first)).toMatchObject({
      layers: "raw:ip",
      pending: "ipFragment",
      ports: null,
      stack: { partId: 111, partOffset: 0, partLength: 256, partMore: 1, partPos: START + 20, ipProto: 6 },
    });
    const second = join(hex(`45 00 00 d8 00 6f 00 20 77 06 00 00 ${ADDRESSES}`), pattern(196));
    expect(dissected(second)).toMatchObject({
      layers: "raw:ip",
      pending: "ipFragment",
      stack: { partId: 111, partOffset: 256, partLength: 196, partMore: 0, ipProto: 6 },
    });
  });

  test("example 3: 12 bytes of options", () => {
    const options = "88 03 00 82 04 00 00 01 44 03 00 00";
    const bytes = join(
      hex(`48 00 02 40 00 6f 00 00 7b 06 00 00 ${ADDRESSES} ${options}`),
      tcpBytes(ENDS, {}, pattern(524)),
    );
    const found = dissected(bytes);
    expect(bytes).toHaveLength(576);
    expect(found).toMatchObject({ layers: "raw:ip:tcp", stop: "none", ports: "40000>53" });
    expect(found.stack.off[2]).toBe(START + 32);
  });
});

describe("IPv4", () => {
  test.each([
    ["version 5", "55 00 00 14"],
    ["a header of 16 bytes", "44 00 00 14"],
    ["no header at all", "40 00 00 14"],
    ["a total length below the header's", "46 00 00 14"],
  ])("%s is malformed", (_, start) => {
    const found = dissected(hex(`${start} 00 00 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02 01 01 01 01`), {
      link: 228,
    });
    expect(found).toMatchObject({ layers: "ip", stop: "malformed", open: false, ip: null });
  });

  test("the total length hides padding", () => {
    const padded = join(v4(pattern(5), { protocol: 50 }), new Uint8Array(20));
    expect(dissected(padded).stack.wire).toBe(START + 20 + 5);
  });

  test("total length 0 is segmentation offload: the enclosing length counts", () => {
    const bytes = v4(udp);
    bytes.set(u16(0), 2);
    const found = dissected(bytes);
    expect(found).toMatchObject({ layers: "raw:ip:udp", stop: "none", ports: "40000>53" });
    expect(found.stack.end[1]).toBe(START + bytes.length);
  });

  test("a total length beyond the wire does not make the packet longer", () => {
    const bytes = v4(udp);
    bytes.set(u16(1400), 2);
    expect(dissected(bytes).stack.wire).toBe(START + bytes.length);
  });

  test("options that were cut off are truncated; a tunnel may follow, so it stays open", () => {
    const bytes = v4(udp, { options: hex("94 04 00 00") });
    expect(dissected(bytes).ports).toBe("40000>53");
    expect(dissected(bytes, { captured: 22 })).toMatchObject({
      stop: "truncated",
      open: true,
      ip: `${LINE} 17`,
    });
  });

  test("don't fragment and the reserved bit make no fragment", () => {
    for (const flags of [0x4000, 0x8000, 0xc000]) {
      const bytes = v4(udp);
      bytes.set(u16(flags), 6);
      expect(dissected(bytes)).toMatchObject({ pending: "none", ports: "40000>53" });
    }
  });

  test("a fragment's length leaves out the padding of its frame", () => {
    const packet = v4(pattern(8), { fragment: { offset: 2048, more: false, id: 7 } });
    const bytes = join(hex("02 00 00 00 00 02 02 00 00 00 00 01 08 00"), packet, new Uint8Array(18));
    expect(dissected(bytes, { link: ETHERNET })).toMatchObject({
      layers: "eth:ip",
      pending: "ipFragment",
      stack: { partId: 7, partOffset: 2048, partLength: 8, partMore: 0 },
    });
  });

  test("a fragment that was cut keeps its length on the wire", () => {
    const bytes = v4(pattern(64), { fragment: { offset: 0, more: true, id: 7 } });
    expect(dissected(bytes, { captured: 30 })).toMatchObject({
      stop: "none",
      pending: "ipFragment",
      stack: { partLength: 64, lim: START + 30 },
    });
  });
});

describe("IPv6", () => {
  test("version, length, addresses", () => {
    expect(dissected(v6(udp6))).toMatchObject({
      layers: "raw:ipv6:udp",
      ip: `${LINE6} 17`,
      ports: "40000>53",
      stop: "none",
    });
    const wrong = v6(udp6);
    wrong[0] = 0x50;
    expect(dissected(wrong, { link: 229 })).toMatchObject({ layers: "ipv6", stop: "malformed", ip: null });
  });

  test("the payload length hides padding; 0 is a jumbogram or segmentation offload", () => {
    const padded = join(v6(udp6), new Uint8Array(20));
    expect(dissected(padded).stack.wire).toBe(START + 40 + 12);
    expect(dissected(join(v6(pattern(5), { protocol: 59 }), new Uint8Array(20))).stack.wire).toBe(
      START + 40 + 5,
    );
    const fragment = v6(pattern(8), { fragment: { offset: 8, more: false, id: 1 } });
    expect(dissected(join(fragment, new Uint8Array(20))).stack.partLength).toBe(8);
    const zero = v6(udp6);
    zero.set(u16(0), 4);
    expect(dissected(zero)).toMatchObject({ ports: "40000>53", stop: "none" });
  });

  // RFC 8200 4.1: this is the recommended order.
  test("a chain of extension headers: the upper-layer protocol is the last one's", () => {
    const long = { type: 60 as const, body: new Uint8Array(22) };
    const extensions = [
      { type: 0 as const, body: PAD_OPTION },
      long,
      { type: 43 as const, body: PAD_OPTION },
    ];
    const found = dissected(v6(udp6, { extensions, fragment: { offset: 0, more: false, id: 9 } }));
    expect(found).toMatchObject({
      layers: "raw:ipv6:ipv6.hopopts:ipv6.dstopts:ipv6.routing:ipv6.fraghdr:udp",
      ip: `${LINE6} 17`,
      ports: "40000>53",
      pending: "none",
    });
    expect(Array.from(found.stack.off.subarray(2, 7), (o) => o - START)).toEqual([40, 48, 72, 80, 88]);
  });

  test("an extension header cut off, or longer than the packet", () => {
    const bytes = v6(udp6, { extensions: [{ type: 60, body: new Uint8Array(22) }] });
    expect(dissected(bytes, { captured: 47 })).toMatchObject({
      layers: "raw:ipv6:ipv6.dstopts",
      stop: "truncated",
      open: true,
      ip: `${LINE6} 60`,
    });
    expect(dissected(bytes, { captured: 60 })).toMatchObject({
      layers: "raw:ipv6:ipv6.dstopts",
      stop: "truncated",
      open: true,
    });
    const wrong = v6(udp6, { extensions: [{ type: 60, body: PAD_OPTION }] });
    wrong[41] = 200;
    expect(dissected(wrong)).toMatchObject({
      layers: "raw:ipv6:ipv6.dstopts",
      stop: "malformed",
      open: false,
    });
  });

  test("no next header (59) ends the chain", () => {
    expect(dissected(v6(u8(), { protocol: 59 }))).toMatchObject({ layers: "raw:ipv6", stop: "none" });
  });

  // RFC 6946: a fragment header with offset 0 and nothing to come is a whole packet.
  test.each([
    ["atomic", 0, false, "none", "40000>53"],
    ["first", 0, true, "ipFragment", null],
    ["middle", 8, true, "ipFragment", null],
    ["last", 65528, false, "ipFragment", null],
  ])("fragment header: %s", (_, offset, more, pending, ports) => {
    const found = dissected(v6(udp6, { fragment: { offset, more, id: 0xfedcba98 } }));
    expect(found).toMatchObject({ pending, ports, ip: `${LINE6} 17` });
    if (pending === "none") return;
    const { stack } = found;
    expect(found.layers).toBe("raw:ipv6:ipv6.fraghdr");
    expect([stack.partOffset, stack.partLength, stack.partMore]).toEqual([offset, udp6.length, Number(more)]);
    expect(stack.partId >>> 0).toBe(0xfedcba98);
  });

  test("reserved bits of the fragment header are ignored", () => {
    const bytes = v6(udp6, { fragment: { offset: 0, more: false, id: 1 } });
    bytes[41] = 0xff;
    bytes[43] = 0x06;
    expect(dissected(bytes)).toMatchObject({ pending: "none", ports: "40000>53" });
  });
});

describe("upper layers", () => {
  test.each([
    [
      "icmp",
      v4(icmpBytes(ENDS.src, ENDS.dst, { type: 8, rest: hex("00 01 00 01") }, pattern(8)), { protocol: 1 }),
      "raw:ip:icmp",
    ],
    [
      "icmpv6",
      v6(icmpBytes(ENDS6.src, ENDS6.dst, { type: 128, rest: hex("00 01 00 01") }, pattern(8)), {
        protocol: 58,
      }),
      "raw:ipv6:icmpv6",
    ],
    ["igmp", v4(igmpBytes(0x16, "239.1.2.3"), { protocol: 2 }), "raw:ip:igmp"],
    ["esp: opaque", v4(pattern(40), { protocol: 50 }), "raw:ip:esp"],
  ])("%s has no ports", (_, bytes, layers) => {
    expect(dissected(bytes)).toMatchObject({ layers, ports: null, stop: "none" });
  });

  test("the packet that an ICMP error quotes is not looked at", () => {
    const quoted = v4(udpBytes({ ...ENDS, dport: 4789 }, vxlanBytes({ vni: 1 }, pattern(60))));
    const bytes = v4(icmpBytes(ENDS.dst, ENDS.src, { type: 3, code: 4, rest: hex("00 00 05 dc") }, quoted), {
      protocol: 1,
    });
    expect(dissected(bytes)).toMatchObject({ layers: "raw:ip:icmp", tunnels: [], ports: null });
  });

  test.each([
    ["sctp", 132],
    ["dccp", 33],
    ["udplite", 136],
  ])("%s: two ports, and no further", (name, protocol) => {
    const bytes = v4(hex("9c 40 12 b5 00 00 00 00"), { protocol });
    expect(dissected(bytes)).toMatchObject({
      layers: `raw:ip:${name}`,
      ports: "40000>4789",
      tunnels: [],
      stop: "none",
    });
    expect(dissected(bytes, { captured: 23 })).toMatchObject({ ports: null, stop: "truncated", open: false });
  });

  test("TCP: options count as header; a header below 20 bytes is malformed, a cut one truncated", () => {
    const bytes = v4(tcpBytes(ENDS, { options: hex("02 04 05 b4") }, pattern(4)), { protocol: 6 });
    const found = dissected(bytes);
    expect(found).toMatchObject({ layers: "raw:ip:tcp", ports: "40000>53", stop: "none" });
    expect(found.stack.pos).toBe(START + 20 + 24);
    expect(dissected(bytes, { captured: 43 })).toMatchObject({
      ports: "40000>53",
      stop: "truncated",
      open: false,
    });
    expect(dissected(bytes, { captured: 30 })).toMatchObject({
      ports: "40000>53",
      stop: "truncated",
      open: false,
    });
    expect(dissected(bytes, { captured: 23 })).toMatchObject({ ports: null, stop: "truncated", open: true });
    bytes[32] = 0x40;
    expect(dissected(bytes)).toMatchObject({ ports: "40000>53", stop: "malformed", open: false });
    bytes[32] = 0xf0;
    expect(dissected(bytes)).toMatchObject({ ports: "40000>53", stop: "malformed", open: false });
  });

  test("UDP: its length counts, 0 means the rest, below 8 is malformed", () => {
    const long = v4(join(udp, pattern(30)));
    expect(dissected(long).stack.wire).toBe(START + 20 + 12);
    long.set(u16(0), 24);
    expect(dissected(long)).toMatchObject({ stop: "none", stack: { wire: START + 20 + 42 } });
    long.set(u16(7), 24);
    expect(dissected(long)).toMatchObject({ stop: "malformed", open: false, ports: "40000>53" });
  });

  test("UDP cut behind its ports: open only if they are a tunnel's", () => {
    expect(dissected(v4(udp), { captured: 26 })).toMatchObject({
      stop: "truncated",
      open: false,
      ports: "40000>53",
    });
    const vxlan = v4(udpBytes({ ...ENDS, dport: 4789 }, pattern(60)));
    expect(dissected(vxlan, { captured: 26 })).toMatchObject({ stop: "truncated", open: true, tunnels: [] });
    expect(dissected(v4(udp), { captured: 23 })).toMatchObject({
      stop: "truncated",
      open: true,
      ports: null,
    });
  });
});
