// Tunnels beside the five that the tool is about: what names the tenant, what they carry, and what a header that is
// cut or contradicts itself leaves to say. Bytes are written from the documents named beside them.
import { describe, expect, test } from "vitest";
import { hex, join, pattern, u16, u32 } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { ethernet } from "../../fixtures/make/link.ts";
import { labelBytes } from "../../fixtures/make/wrap-more.ts";
import { dissected, ETHERNET } from "../dissect/dissected.ts";

const OUTER = { src: "192.0.2.1", dst: "192.0.2.2" };
const LINE = "192.0.2.1>192.0.2.2";
const ENDS = { src: "10.0.0.5", dst: "10.0.0.6", sport: 40000, dport: 53 };
const inner = ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(4)));
const frame = ethernet({ dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05", type: 0x0800 }, inner);
const INSIDE = { ip: "10.0.0.5>10.0.0.6 17", ports: "40000>53", stop: "none", open: false } as const;

const onIp = (protocol: number, ...parts: Uint8Array[]) => ip({ ...OUTER, protocol }, join(...parts));
const onUdp = (ports: [number, number], ...parts: Uint8Array[]) =>
  onIp(17, udpBytes({ ...OUTER, sport: ports[0], dport: ports[1] }, join(...parts), false));
const onEthernet = (type: number, ...parts: Uint8Array[]) =>
  ethernet({ dst: "02:00:00:00:aa:02", src: "02:00:00:00:aa:01", type }, join(...parts));
const linked = (type: number, ...parts: Uint8Array[]) =>
  dissected(onEthernet(type, ...parts), { link: ETHERNET });

describe("MPLS (RFC 3032)", () => {
  // RFC 6790, 3: an entropy label follows 7; RFC 7274, 3: an extended special label follows 15.
  test.each([
    [[100], 100],
    [[16, 100], 100],
    [[0], 0],
    [[300, 0], 300],
    [[1, 300], 300],
    [[16, 300, 7, 99999], 300],
    [[7, 99999], 99999],
    [[300, 15, 50], 300],
    [[16, 15], 16],
    [[1048575], 1048575],
  ])("labels %j are tenant %d", (labels, id) => {
    const found = linked(0x8847, labelBytes(labels), inner);
    expect(found).toMatchObject({ layers: "eth:mpls:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: `mpls:${id}`, ends: "", carried: inner.length }]);
  });

  test("a stack that does not end, and one with nothing under it", () => {
    const endless = linked(0x8847, u32(100 << 12, 200 << 12));
    expect(endless).toMatchObject({ layers: "eth:mpls", tunnels: [], stop: "malformed", open: true });
    expect(linked(0x8847, labelBytes([100]))).toMatchObject({ tunnels: [{ carried: 0 }], stop: "none" });
  });

  // RFC 4448, 4.6: the control word of an Ethernet pseudowire starts with 16 zeros. RFC 4928: 4 and 6 are IP's.
  test.each([
    ["control word", join(hex("0000 0000"), frame), "pwethcw:eth:ip:udp"],
    ["control word with a number", join(hex("0000 1234"), frame), "pwethcw:eth:ip:udp"],
    ["address 02…", frame, "pwethnocw:eth:ip:udp"],
    ["address 00…", join(hex("00 00 00"), frame.subarray(3)), "pwethnocw:eth:ip:udp"],
    ["address 45…, which IP is not", join(hex("45 00 ff"), frame.subarray(3)), "pwethnocw:eth:ip:udp"],
    [
      "address 60…, which IP is not",
      join(hex("60 00 00 00 0f 06"), frame.subarray(6)),
      "pwethnocw:eth:ip:udp",
    ],
    ["address fe…", join(hex("fe 00 00"), frame.subarray(3)), "pwethnocw:eth:ip:udp"],
    ["associated channel", join(hex("1000 0021"), inner), "pwach"],
    ["nothing known", hex("f0 01 02 03 04 05 06 07"), ""],
  ])("%s", (_, payload, layers) => {
    expect(linked(0x8847, labelBytes([100]), payload).layers).toBe(`eth:mpls${layers && ":"}${layers}`);
  });

  test("the associated channel's label says so whatever the first four bits are", () => {
    expect(linked(0x8847, labelBytes([100, 13]), hex("0000 0021 0000")).layers).toBe("eth:mpls:pwach");
  });

  test("in UDP, in IP, in GRE, on PPP", () => {
    const labels = labelBytes([100]);
    expect(dissected(onUdp([50000, 6635], labels, inner))).toMatchObject({
      ...INSIDE,
      tunnels: [{ id: "mpls:100", ends: LINE }],
    });
    expect(dissected(onIp(137, labels, inner)).tunnels).toMatchObject([{ id: "mpls:100", ends: LINE }]);
    const inGre = dissected(onIp(47, hex("0000 8847"), labels, inner));
    expect(inGre.tunnels).toMatchObject([
      { id: "gre", ends: LINE },
      { id: "mpls:100", ends: "" },
    ]);
    expect(dissected(join(hex("ff03 0281"), labels, inner), { link: 9 }).layers).toBe("ppp:mpls:ip:udp");
  });
});

describe("PPPoE (RFC 2516)", () => {
  const session = (header: string, ...payload: Uint8Array[]) => linked(0x8864, hex(header), ...payload);

  test("the length leaves padding out", () => {
    const header = `11 00 0011 ${(inner.length + 2).toString(16).padStart(4, "0")}`;
    const found = session(header, hex("0021"), inner, new Uint8Array(20));
    expect(found).toMatchObject({ layers: "eth:pppoes:ppp:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: "pppoe:17", ends: "", carried: inner.length + 2 }]);
  });

  test.each(["21 00 0011 0004", "12 00 0011 0004"])("version and type %s", (header) => {
    expect(session(header, pattern(4))).toMatchObject({ tunnels: [], stop: "malformed", open: true });
  });

  test("an empty frame carries nothing", () => {
    expect(session("11 00 0011 0000", new Uint8Array(40))).toMatchObject({
      layers: "eth:pppoes",
      tunnels: [{ carried: 0 }],
      stop: "none",
    });
  });
});

describe("L2TP (RFC 2661, RFC 3931)", () => {
  const PPP = hex("ff03 0021");
  const data = (flags: string, rest: string, ports: [number, number] = [1701, 1701]) =>
    dissected(onUdp(ports, hex(flags), hex(rest), PPP, inner));
  const length = (12 + 4 + inner.length).toString(16).padStart(4, "0");

  test.each([
    ["ids alone", "0002", "802d 238f"],
    ["sequence", "0802", "802d 238f 0005 0000"],
    ["length and sequence", "4802", `${length} 802d 238f 0005 0000`],
    ["offset of 3", "0202", "802d 238f 0003 000000"],
  ])("data with %s", (_, flags, rest) => {
    const found = data(flags, rest);
    expect(found).toMatchObject({ layers: "raw:ip:udp:l2tp:ppp:ip:udp", ...INSIDE });
    expect(found.tunnels).toMatchObject([{ ends: LINE, carried: inner.length + 4 }]);
    expect([found.stack.tunnelHi[0], found.stack.tunnelLo[0]]).toEqual([0x802d, 0x238f]);
  });

  test("a control message is no tunnel", () => {
    expect(dissected(onUdp([1701, 1701], hex("c802 000c 0001 0000 0002 0003")))).toMatchObject({
      layers: "raw:ip:udp:l2tp",
      tunnels: [],
      ports: "1701>1701",
      stop: "none",
    });
  });

  test("what only comes from its port must look like it", () => {
    expect(data("0002", "802d 238f", [1701, 40000]).tunnels).toHaveLength(1);
    expect(data("2002", "802d 238f", [1701, 40000])).toMatchObject({ layers: "raw:ip:udp", tunnels: [] });
    expect(data("0001", "802d 238f")).toMatchObject({ layers: "raw:ip:udp", tunnels: [], stop: "none" });
  });

  test("version 3 names its session, and hides what it carries", () => {
    const overUdp = dissected(onUdp([1701, 1701], hex("0003 0000 000003e9"), frame));
    expect(overUdp).toMatchObject({ layers: "raw:ip:udp:l2tp", tunnels: [{ id: "l2tpv3:1001" }] });
    expect(dissected(onIp(115, hex("000003e9"), frame))).toMatchObject({
      layers: "raw:ip:l2tp",
      tunnels: [{ id: "l2tpv3:1001", carried: frame.length }],
      ip: null,
    });
    expect(dissected(onIp(115, hex("00000000 c803"), pattern(10)))).toMatchObject({ tunnels: [] });
  });
});

describe("GTP (TS 29.281)", () => {
  const gtp = (header: string, payload = inner, ports: [number, number] = [50000, 2152]) => {
    const [flags, type, teid, ...rest] = header.split(" ");
    const body = join(hex(rest.join("")), payload);
    return dissected(onUdp(ports, hex(flags + type), u16(body.length), hex(teid), body));
  };

  test.each([
    ["no options", "30 ff 00000001"],
    ["a sequence number", "32 ff 00000001 0102 00 00"],
    ["an extension header", "34 ff 00000001 0000 00 85 01 00 09 00"],
    ["two, the first of two words", "34 ff 00000001 0000 00 c0 02 0102 0000 0000 85 01 00 09 00"],
  ])("a T-PDU with %s", (_, header) => {
    const found = gtp(header);
    expect(found).toMatchObject({ layers: "raw:ip:udp:gtp:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: "gtp:1", ends: LINE, carried: inner.length }]);
  });

  test("an extension header without a length ends nothing", () => {
    expect(gtp("34 ff 00000001 0000 00 85 00 00 09 00")).toMatchObject({
      tunnels: [{ id: "gtp:1", carried: 0 }],
      stop: "malformed",
      ip: null,
    });
  });

  test("what is no payload is no tunnel; an end marker is one with nothing in it", () => {
    expect(gtp("32 01 00000000 0001 00 00", hex(""))).toMatchObject({
      layers: "raw:ip:udp:gtp",
      tunnels: [],
    });
    expect(gtp("30 fe 00000007", hex("")).tunnels).toEqual([{ id: "gtp:7", ends: LINE, carried: 0 }]);
  });

  test("an answer from the port must be as long as it says", () => {
    expect(gtp("30 ff 00000001", inner, [2152, 40000]).tunnels).toHaveLength(1);
    const longer = onUdp([2152, 40000], hex("30ff 0001 00000001"), inner);
    expect(dissected(longer)).toMatchObject({ layers: "raw:ip:udp", tunnels: [] });
  });

  test("version 2, and what no version is", () => {
    expect(gtp("48 20 00000000", pattern(8), [2123, 2123]).layers).toBe("raw:ip:udp:gtpv2");
    expect(gtp("f0 ff 00000001").layers).toBe("raw:ip:udp");
  });
});

describe("Teredo (RFC 4380)", () => {
  const six = (src: string, payload = 4) =>
    ip(
      { src, dst: "2001:db8::6", protocol: 17 },
      udpBytes({ ...ENDS, src, dst: "2001:db8::6" }, pattern(payload)),
    );
  const client = six("2001:0:c000:201::1");
  const authentication = hex("0001 00 00 0102030405060708 00");
  const origin = hex("0000 63bf 3ffffdfe");
  const layers = (ports: [number, number], ...parts: Uint8Array[]) =>
    dissected(onUdp(ports, ...parts)).layers;

  test.each([
    ["no indication", [client]],
    ["origin", [origin, client]],
    ["authentication", [authentication, client]],
    ["both", [authentication, origin, client]],
    ["authentication with names", [hex("0001 01 02 aa bbbb 0102030405060708 00"), client]],
  ])("%s", (_, parts) => {
    const found = dissected(onUdp([40000, 3544], ...parts));
    expect(found).toMatchObject({ layers: "raw:ip:udp:teredo:ipv6:udp", stop: "none" });
    expect(found.tunnels).toEqual([{ id: "teredo", ends: LINE, carried: client.length }]);
  });

  test("on other ports everything must be true of it", () => {
    const yes = "raw:ip:udp:teredo:ipv6:udp";
    expect(layers([40000, 45678], client)).toBe(yes);
    expect(layers([40000, 45678], six("2001:db8::5"))).toBe("raw:ip:udp");
    expect(layers([40000, 45678], client, pattern(1))).toBe("raw:ip:udp");
    expect(layers([40000, 45678], origin, client)).toBe("raw:ip:udp");
    expect(layers([3544, 40000], pattern(60))).toBe("raw:ip:udp");
  });
});

describe("ERSPAN (draft-foschiano-erspan-03), EoIP, WCCP in GRE", () => {
  const gre = (header: string, ...parts: Uint8Array[]) => dissected(onIp(47, hex(header), ...parts));
  const SESSION_100 = "10 00 0064";

  test.each([
    ["type I", "0000 88be", "erspan"],
    ["type II", `1000 88be 00000001  ${SESSION_100} 0000007b`, "erspan:100"],
    ["type III", "1000 22eb 00000001  20 00 0064 00000000 0000 8070", "erspan:100"],
    [
      "type III with a subheader",
      `1000 22eb 00000001  20 00 03ff 00000000 0000 8071 ${"00".repeat(8)}`,
      "erspan:1023",
    ],
  ])("%s", (_, header, id) => {
    const found = gre(header, frame);
    expect(found).toMatchObject({ layers: "raw:ip:gre:erspan:eth:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id, ends: LINE, carried: frame.length }]);
  });

  test("frames that are IP, of another kind, of another version", () => {
    expect(gre("1000 22eb 00000001  20 00 0064 00000000 0000 8870", inner).layers).toBe(
      "raw:ip:gre:erspan:ip:udp",
    );
    expect(gre("1000 22eb 00000001  20 00 0064 00000000 0000 9c70", inner).layers).toBe("raw:ip:gre:erspan");
    expect(gre("1000 88be 00000001  70 00 0064 00000000", frame)).toMatchObject({
      tunnels: [],
      stop: "malformed",
      open: true,
    });
  });

  // https://help.mikrotik.com/docs/display/ROS/EoIP: length big-endian, tunnel id little-endian.
  test("EoIP", () => {
    const header = `2001 6400 ${frame.length.toString(16).padStart(4, "0")} 0201`;
    const found = gre(header, frame, new Uint8Array(9));
    expect(found).toMatchObject({ layers: "raw:ip:gre:eth:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: "eoip:258", ends: LINE, carried: frame.length }]);
    expect(gre("2001 6400 0000 0201").tunnels).toEqual([{ id: "eoip:258", ends: LINE, carried: 0 }]);
  });

  test("WCCP with and without a redirect header", () => {
    expect(gre("0000 883e", inner).layers).toBe("raw:ip:gre:ip:udp");
    expect(gre("0000 883e 01000001", inner).layers).toBe("raw:ip:gre:ip:udp");
  });

  // RFC 8086: the key is one of plain GRE, never NVGRE's.
  test("GRE in UDP", () => {
    const found = dissected(onUdp([50000, 4754], hex("2000 6558 00177107"), frame));
    expect(found).toMatchObject({ layers: "raw:ip:udp:gre:eth:ip:udp", ...INSIDE });
    expect(found.tunnels[0].id).toBe("gre_udp:1536263");
    expect(found.stack.tunnelHash[0] >>> 0).toBe(50000 * 65536 + 4754);
  });
});

describe("VXLAN-GPE and NSH (RFC 8300)", () => {
  const gpe = (header: string, ...parts: Uint8Array[]) =>
    dissected(onUdp([50000, 4790], hex(header), ...parts));

  test.each([
    ["0c 0000 01 00002a 00", inner, "ip:udp", "vxlan_gpe:42"],
    ["0c 0000 03 00002a 00", frame, "eth:ip:udp", "vxlan_gpe:42"],
    ["08 0000 00 00002a 00", frame, "eth:ip:udp", "vxlan_gpe:42"],
    ["04 0000 01 00002a 00", inner, "ip:udp", "vxlan_gpe"],
    ["0c 0000 05 00002a 00", join(labelBytes([100]), inner), "mpls:ip:udp", "vxlan_gpe:42"],
    ["0c 0000 63 00002a 00", inner, "", "vxlan_gpe:42"],
  ])("header %s", (header, payload, layers, id) => {
    const found = gpe(header, payload);
    expect(found.layers).toBe(`raw:ip:udp:vxlan_gpe${layers && ":"}${layers}`);
    expect(found.tunnels[0]).toEqual({ id, ends: LINE, carried: payload.length });
  });

  test("the P flag on VXLAN's own port, where Ethernet is what it carries anyway", () => {
    const on4789 = (header: string, payload: Uint8Array) =>
      dissected(onUdp([50000, 4789], hex(header), payload));
    expect(on4789("0c 0000 01 00002a 00", inner).tunnels[0].id).toBe("vxlan_gpe:42");
    expect(on4789("0c 0000 03 00002a 00", frame).tunnels[0].id).toBe("vxlan:42");
    expect(on4789("0c 0000 00 00002a 00", frame).tunnels[0].id).toBe("vxlan:42");
  });

  test.each([
    ["0f c2 02 01 000009 ff", inner, "eth:nsh:ip:udp", 0],
    ["0f c6 01 03 000009 ff", join(pattern(16), frame), "eth:nsh:eth:ip:udp", 16],
    ["0f c3 02 02 000009 ff", join(pattern(4), inner), "eth:nsh:ipv6", 4],
  ])("NSH %s", (header, payload, layers, context) => {
    const found = linked(0x894f, hex(header), payload);
    expect(found.layers).toBe(layers);
    expect(found.tunnels).toEqual([{ id: "nsh:9", ends: "", carried: payload.length - context }]);
  });

  test.each(["4f c2 02 01 000009 ff", "0f c1 02 01 000009 ff"])("%s is malformed", (header) => {
    expect(linked(0x894f, hex(header), inner)).toMatchObject({ tunnels: [], stop: "malformed", open: true });
  });
});

describe("CAPWAP (RFC 5415, 4.3) and IEEE 802.11", () => {
  const capwap = (text: string, ports: [number, number] = [40000, 5247]) =>
    dissected(onUdp(ports, hex(text.replaceAll(/#.*/g, ""))));
  const digits = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const inside = `aaaa03 000000 0800 ${digits(inner)}`;
  const addresses = "020000000001 020000000002 020000000003";

  test("a frame of 802.11, type and flags in the other order, and one of 802.3", () => {
    const found = capwap(`00 204320 0000 0000 01 04e94b 00000000 0108 0000 ${addresses} 0000 ${inside}`);
    expect(found).toMatchObject({ layers: "raw:ip:udp:capwap.data:wlan:llc:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: "capwap", ends: LINE, carried: 24 + 8 + inner.length }]);
    const plain = capwap(`00 100200 0000 0000 ${digits(frame)}`, [5247, 40000]);
    expect(plain).toMatchObject({ layers: "raw:ip:udp:capwap.data:eth:ip:udp", ...INSIDE });
    expect(plain.tunnels).toEqual([{ id: "capwap", ends: LINE, carried: frame.length }]);
  });

  test.each([
    ["01 000000 16fefd", "encrypted"],
    ["00 100208 0000 0000 0001", "kept open"],
    ["00 100280 0001 0000 0801", "the first part of a frame"],
    ["00 100700 0000 0000 0801", "a radio of another kind"],
    ["00 080200 0000 0000 0801", "a header that ends before its end"],
  ])("%s belongs to nobody: %s", (text) => {
    expect(capwap(text)).toMatchObject({ layers: "raw:ip:udp:capwap.data", tunnels: [], stop: "none" });
  });

  test("a header that is cut leaves it open", () => {
    const packet = onUdp([40000, 5247], hex("00 204320 0000 0000 01 04e94b 00000000"));
    expect(dissected(packet, { captured: packet.length - 6 })).toMatchObject({
      ...{ tunnels: [], stop: "truncated", open: true },
    });
  });

  test.each([
    ["0801", "", "wlan:llc:ip:udp"],
    ["0802", "", "wlan:llc:ip:udp"],
    ["0803", "020000000004", "wlan:llc:ip:udp"],
    ["8801", "0000", "wlan:llc:ip:udp"],
    ["8881", "0000 11223344", "wlan:llc:ip:udp"],
    ["8802", "0001 001d01000000", "wlan:llc:ip:udp"],
    ["0841", "", "wlan"],
    ["0805", "", "wlan"],
    ["4801", "", "wlan"],
    ["8000", "", "wlan"],
  ])("Aruba's GRE: a frame that begins with %s", (control, more, layers) => {
    const found = dissected(
      onIp(47, hex("0000 8200"), hex(`${control} 0000 ${addresses} 0000 ${more} ${inside}`)),
    );
    expect(found.layers).toBe(`raw:ip:gre:${layers}`);
    expect(found.tunnels).toMatchObject([{ id: "gre" }]);
  });

  test("of two frames in one the first is read", () => {
    const length = (8 + inner.length).toString(16).padStart(4, "0");
    const two = `8801 0000 ${addresses} 0000 8000 020000000003 020000000002 ${length} ${inside} 0000`;
    expect(dissected(onIp(47, hex("0000 8200"), hex(two)))).toMatchObject({
      layers: "raw:ip:gre:wlan:llc:ip:udp",
      ...INSIDE,
    });
  });
});

describe("TZSP", () => {
  const tzsp = (header: string, payload = frame) => dissected(onUdp([50000, 37008], hex(header), payload));

  test.each([
    ["01 00 0001 01", "eth:ip:udp", frame],
    ["01 01 0001 0a01c4 00 00 01", "eth:ip:udp", frame],
    ["01 00 0007 01", "raw:ip:udp", inner],
    ["01 00 007e 01 00000800 00000000 8000", "radiotap:wlan_radio:wlan", new Uint8Array(24)],
  ])("%s carries %s", (header, layers, payload) => {
    const found = tzsp(header, payload);
    expect(found.layers).toBe(`raw:ip:udp:tzsp:${layers}`);
    expect(found.tunnels).toMatchObject([{ id: "tzsp", ends: LINE }]);
  });

  test.each([
    ["02 00 0001 01", "raw:ip:udp"],
    ["01 02 0063 01", "raw:ip:udp:tzsp"],
    ["01 00 0063 01", "raw:ip:udp"],
    ["01 00 0001 0aff", "raw:ip:udp"],
    ["01 04 0000", "raw:ip:udp:tzsp"],
    ["01 06 0001 01", "raw:ip:udp"],
  ])("%s carries nothing: the port may be anybody's", (header, layers) => {
    expect(tzsp(header, new Uint8Array(3))).toMatchObject({ layers, tunnels: [], stop: "none" });
  });
});

describe("others", () => {
  test("EtherIP (RFC 3378), Ethernet in IP (RFC 8986)", () => {
    expect(dissected(onIp(97, hex("3000"), frame))).toMatchObject({
      layers: "raw:ip:etherip:eth:ip:udp",
      tunnels: [{ id: "etherip", ends: LINE, carried: frame.length }],
      ...INSIDE,
    });
    expect(dissected(onIp(97, hex("4000"), frame))).toMatchObject({ tunnels: [], stop: "malformed" });
    expect(dissected(onIp(143, frame))).toMatchObject({
      layers: "raw:ip:eth:ip:udp",
      tunnels: [{ id: "ethernet", ends: LINE, carried: frame.length }],
      ...INSIDE,
    });
  });

  test("PBB (802.1ah): the customer's addresses are the inner frame's", () => {
    const found = linked(0x88e7, hex("00 010203"), frame);
    expect(found).toMatchObject({ layers: "eth:ieee8021ah:ieee8021ah:ip:udp", ...INSIDE, ethernet: true });
    expect(found.tunnels).toEqual([{ id: "pbb:66051", ends: "", carried: frame.length }]);
    expect(found.stack.off[found.stack.ethernet]).toBe(3 + 14 + 4);
  });

  // IEEE 802.1AE, 9.3 to 9.5: C and E tell whether the frame is readable; SL is its length if it is short.
  test("MACsec", () => {
    const icv = new Uint8Array(16).fill(0xee);
    const data = join(hex("0800"), inner);
    const readable = { layers: "eth:macsec:ip:udp", tunnels: [], ...INSIDE };
    expect(linked(0x88e5, hex("20 00 00000007 0200000000010001"), data, icv)).toMatchObject(readable);
    expect(
      linked(0x88e5, hex("00"), Uint8Array.of(data.length), hex("00000007"), data, icv, pattern(9)),
    ).toMatchObject(readable);
    const secret = { layers: "eth:macsec", ip: null, stop: "none" };
    expect(linked(0x88e5, hex("0c 00 00000007"), data, icv)).toMatchObject(secret);
    expect(linked(0x88e5, hex("04 00 00000007"), data, icv)).toMatchObject(secret);
  });

  // RFC 4302, 2.2: the length is in words, less two.
  test("AH hides nothing", () => {
    const header = (next: string, words: string) =>
      hex(`${next} ${words} 0000 00001001 00000001 ${"00".repeat(12)}`);
    const packet = udpBytes(ENDS, pattern(4));
    expect(dissected(onIp(51, header("11", "04"), packet))).toMatchObject({
      layers: "raw:ip:ah:udp",
      ip: `${LINE} 17`,
      ports: "40000>53",
    });
    expect(dissected(onIp(51, header("04", "04"), inner)).tunnels).toMatchObject([
      { id: "ipip", ends: LINE },
    ]);
    expect(dissected(onIp(51, header("11", "00"), packet))).toMatchObject({ stop: "malformed", ports: null });
  });

  test("LISP data (RFC 9300): without an instance there are only the ends", () => {
    const lisp = (header: string) => dissected(onUdp([50000, 4341], hex(header), inner)).tunnels[0];
    expect(lisp("08 000000 000064 00")).toEqual({ id: "lisp:100", ends: LINE, carried: inner.length });
    expect(lisp("c0 123456 00000001")).toEqual({ id: "lisp", ends: LINE, carried: inner.length });
  });
});
