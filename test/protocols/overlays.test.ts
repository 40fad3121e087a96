import { describe, expect, test } from "vitest";
import { hex, join, pattern } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { arpBytes, ethernet } from "../../fixtures/make/link.ts";
import { dissected, ETHERNET } from "../dissect/dissected.ts";

const OUTER = { src: "192.0.2.1", dst: "192.0.2.2", sport: 50000, dport: 4789 };
const OUTER6 = { src: "2001:db8::1", dst: "2001:db8::2", sport: 50000, dport: 4789 };
const LINE = "192.0.2.1>192.0.2.2";
const LINE6 = "2001:db8::1>2001:db8::2";
const ENDS = { src: "10.0.0.5", dst: "10.0.0.6", sport: 40000, dport: 53 };
const MACS = { dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05" };
const inner = ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(4)));
const inner6 = ip({ src: "2001:db8:a::5", dst: "2001:db8:a::6", protocol: 17 }, udpBytes(ENDS, pattern(4)));
const frame = ethernet({ ...MACS, type: 0x0800 }, inner);
const INSIDE = { ip: "10.0.0.5>10.0.0.6 17", ports: "40000>53", stop: "none", open: false } as const;

/** UDP without checksum, which is what encapsulators send. */
const over = (header: string, payload = frame, ends = OUTER) =>
  ip({ ...ends, protocol: 17 }, udpBytes(ends, join(hex(header), payload), false));

// RFC 7348 5.
describe("VXLAN", () => {
  test.each([
    ["08 00 00 00 00 00 2a 00", "vxlan:42"],
    ["08 00 00 00 00 00 00 00", "vxlan:0"],
    ["08 00 00 00 ff ff ff 00", "vxlan:16777215"],
    // All bits but I are ignored: group policy, reserved ones, the last byte.
    ["88 00 12 34 00 00 2a 00", "vxlan:42"],
    ["ff ff ff ff 00 00 2a ff", "vxlan:42"],
  ])("%s is %s", (header, id) => {
    const found = dissected(over(header));
    expect(found).toMatchObject({ layers: "raw:ip:udp:vxlan:eth:ip:udp", ...INSIDE, ethernet: true });
    expect(found.tunnels).toEqual([{ id, ends: LINE, carried: frame.length }]);
    expect(found.stack.tunnelHash[0] >>> 0).toBe(50000 * 65536 + 4789);
    expect(found.stack.tunnelProto[0]).toBe(17);
  });

  test("without the I flag it is malformed, and nobody's", () => {
    const found = dissected(over("f7 ff 00 00 00 00 2a 00"));
    expect(found).toMatchObject({ layers: "raw:ip:udp:vxlan", tunnels: [], stop: "malformed", open: true });
  });

  test("only the destination port counts", () => {
    const from = { ...OUTER, sport: 4789, dport: 50000 };
    expect(dissected(over("08 00 00 00 00 00 2a 00", frame, from))).toMatchObject({
      layers: "raw:ip:udp",
      tunnels: [],
      ports: "4789>50000",
    });
    const both = { ...OUTER, sport: 4789 };
    expect(dissected(over("08 00 00 00 00 00 2a 00", frame, both)).tunnels[0].id).toBe("vxlan:42");
  });

  test("over IPv6", () => {
    expect(dissected(over("08 00 00 00 00 00 2a 00", frame, OUTER6))).toMatchObject({
      layers: "raw:ipv6:udp:vxlan:eth:ip:udp",
      ...INSIDE,
      tunnels: [{ id: "vxlan:42", ends: LINE6, carried: frame.length }],
    });
  });

  test("roles are those of the inner packet", () => {
    const arp = ethernet(
      { dst: "ff:ff:ff:ff:ff:ff", src: MACS.src, type: 0x0806 },
      arpBytes({
        operation: 1,
        senderMac: MACS.src,
        senderIp: "10.0.0.5",
        targetMac: "00:00:00:00:00:00",
        targetIp: "10.0.0.6",
      }),
    );
    expect(dissected(over("08 00 00 00 00 00 2a 00", arp))).toMatchObject({
      arp: true,
      ip: null,
      ports: null,
      ethernet: true,
      stack: { ethernet: 4 },
    });
    const unknown = ethernet({ ...MACS, type: 0x88b5 }, pattern(50));
    expect(dissected(over("08 00 00 00 00 00 2a 00", unknown))).toMatchObject({
      arp: false,
      ip: null,
      ports: null,
      stop: "none",
      tunnels: [{ carried: 64 }],
    });
  });

  test("what is padded inside is carried, what is padded outside is not", () => {
    const short = ethernet({ ...MACS, type: 0x0800, pad: 60 }, inner);
    const outer = join(
      ethernet({ ...MACS, type: 0x0800 }, over("08 00 00 00 00 00 2a 00", short)),
      pattern(9),
    );
    expect(dissected(outer, { link: ETHERNET })).toMatchObject({ ...INSIDE, tunnels: [{ carried: 60 }] });
  });

  test("bytes behind the UDP length are not carried", () => {
    const udp = join(udpBytes(OUTER, join(hex("08 00 00 00 00 00 2a 00"), frame)), pattern(9));
    expect(dissected(ip({ ...OUTER, protocol: 17 }, udp))).toMatchObject({
      ...INSIDE,
      tunnels: [{ carried: frame.length }],
    });
  });

  test("cut in its header nobody knows whose it is; cut behind it, one does", () => {
    const bytes = over("08 00 00 00 00 00 2a 00");
    for (let captured = 24; captured < 36; captured++) {
      expect(dissected(bytes, { captured })).toMatchObject({ tunnels: [], stop: "truncated", open: true });
    }
    for (let captured = 36; captured < 36 + 14 + 20 + 4; captured++) {
      const found = dissected(bytes, { captured });
      expect(found).toMatchObject({
        tunnels: [{ id: "vxlan:42", carried: frame.length }],
        stop: "truncated",
        ports: null,
      });
    }
  });

  test("nested: outside in, each with its own endpoints and length", () => {
    const ends = { src: "10.9.0.1", dst: "10.9.0.2", sport: 50001, dport: 4789 };
    const middle = ethernet({ ...MACS, type: 0x0800 }, over("08 00 00 00 00 00 c8 00", frame, ends));
    expect(dissected(over("08 00 00 00 00 00 64 00", middle))).toMatchObject({
      layers: "raw:ip:udp:vxlan:eth:ip:udp:vxlan:eth:ip:udp",
      ...INSIDE,
      tunnels: [
        { id: "vxlan:100", ends: LINE, carried: middle.length },
        { id: "vxlan:200", ends: "10.9.0.1>10.9.0.2", carried: frame.length },
      ],
    });
  });
});

// RFC 2003, 2473, 4213: the four pairs of versions.
describe("IP in IP", () => {
  const four = { src: OUTER.src, dst: OUTER.dst };
  const six = { src: OUTER6.src, dst: OUTER6.dst };
  test.each([
    ["4 in 4", ip({ ...four, protocol: 4 }, inner), "raw:ip:ip:udp", LINE, inner.length],
    ["6 in 4", ip({ ...four, protocol: 41 }, inner6), "raw:ip:ipv6:udp", LINE, inner6.length],
    ["4 in 6", ip({ ...six, protocol: 4 }, inner), "raw:ipv6:ip:udp", LINE6, inner.length],
    ["6 in 6", ip({ ...six, protocol: 41 }, inner6), "raw:ipv6:ipv6:udp", LINE6, inner6.length],
  ])("%s", (_, bytes, layers, ends, carried) => {
    const found = dissected(bytes);
    expect(found).toMatchObject({
      layers,
      stop: "none",
      ports: "40000>53",
      tunnels: [{ id: "ipip", ends, carried }],
    });
    expect(found.stack.tunnelHash[0]).toBe(0);
  });

  test("behind extension headers of the outer packet", () => {
    const extensions = [{ type: 60 as const, body: hex("01 04 00 00 00 00") }];
    const bytes = ip({ ...six, protocol: 4, extensions }, inner);
    expect(dissected(bytes)).toMatchObject({
      layers: "raw:ipv6:ipv6.dstopts:ip:udp",
      ...INSIDE,
      tunnels: [{ carried: inner.length }],
    });
  });

  test("the tunnel is known before the inner header is read", () => {
    const bytes = ip({ ...four, protocol: 4 }, inner);
    expect(dissected(bytes, { captured: 20 })).toMatchObject({
      tunnels: [{ ends: LINE, carried: inner.length }],
      ip: null,
      stop: "truncated",
    });
    bytes[20] = 0x60;
    expect(dissected(bytes)).toMatchObject({ tunnels: [{ ends: LINE }], ip: null, stop: "malformed" });
  });

  test("inside another tunnel an IP header is no IP-in-IP", () => {
    expect(dissected(over("08 00 00 00 00 00 2a 00")).tunnels.map((t) => t.id)).toEqual(["vxlan:42"]);
  });

  test("behind Ethernet in GRE in IP it is none either", () => {
    const bytes = ip({ ...four, protocol: 47 }, join(hex("00 00 65 58"), frame));
    expect(dissected(bytes).tunnels.map((t) => t.id)).toEqual(["gre"]);
  });
});

// RFC 8926 3.4.
describe("Geneve", () => {
  const ends = { ...OUTER, dport: 6081 };
  test("frames, IP, options", () => {
    const tunnel = { id: "geneve:42", ends: LINE };
    expect(dissected(over("00 00 65 58 00 00 2a 00", frame, ends))).toMatchObject({
      layers: "raw:ip:udp:geneve:eth:ip:udp",
      ...INSIDE,
      tunnels: [{ ...tunnel, carried: frame.length }],
    });
    expect(dissected(over("00 00 08 00 00 00 2a 00", inner, ends))).toMatchObject({
      layers: "raw:ip:udp:geneve:ip:udp",
      ...INSIDE,
      tunnels: [{ ...tunnel, carried: inner.length }],
    });
    expect(dissected(over("02 40 65 58 00 00 2a 00 01 02 80 01 de ad be ef", frame, ends))).toMatchObject({
      ...INSIDE,
      tunnels: [{ ...tunnel, carried: frame.length }],
    });
  });

  test("another version is malformed, and nobody's", () => {
    const found = dissected(over("40 00 65 58 00 00 2a 00", frame, ends));
    expect(found).toMatchObject({ layers: "raw:ip:udp:geneve", tunnels: [], stop: "malformed", open: true });
  });

  test("options longer than the packet are malformed: its tenant's, but they leave no inner packet", () => {
    const found = dissected(over("3f 00 65 58 00 00 2a 00", frame, ends));
    expect(found).toMatchObject({
      layers: "raw:ip:udp:geneve",
      tunnels: [{ id: "geneve:42", ends: LINE, carried: 0 }],
      stop: "malformed",
    });
  });

  test("cut in the options, its tenant is known", () => {
    const bytes = over("02 40 65 58 00 00 2a 00 01 02 80 01 de ad be ef", frame, ends);
    expect(dissected(bytes, { captured: 40 })).toMatchObject({
      tunnels: [{ id: "geneve:42", carried: frame.length }],
      stop: "truncated",
    });
  });
});
