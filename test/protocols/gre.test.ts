import { describe, expect, test } from "vitest";
import { hex, join, pattern, u16, u32 } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { ethernet, ppp } from "../../fixtures/make/link.ts";
import { GreKey } from "../../src/core/stack.ts";
import { dissected, ETHERNET, START } from "../dissect/dissected.ts";

const OUTER = { src: "192.0.2.1", dst: "192.0.2.2", protocol: 47 };
const LINE = "192.0.2.1>192.0.2.2";
const ENDS = { src: "10.0.0.5", dst: "10.0.0.6", sport: 40000, dport: 53 };
const inner = ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(4)));
const frame = ethernet({ dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05", type: 0x0800 }, inner);
/** Behind 20 bytes of IPv4. */
const gre = (header: string | Uint8Array, payload = inner) =>
  ip(OUTER, join(typeof header === "string" ? hex(header) : header, payload));
const INSIDE = { ip: "10.0.0.5>10.0.0.6 17", ports: "40000>53", stop: "none", open: false } as const;

// RFC 2784 2.1, RFC 2890 2: the words stand in this order, each there if its bit is set. RFC 1701 puts the first
// word there for the routing bit too, and the routes last.
describe("optional words", () => {
  const WORDS = { checksum: "ab cd 00 00", key: "de ad be ef", sequence: "00 00 00 63" };
  const ROUTE = "08 00 00 04 c6 33 64 09 00 00 00 00";
  const every = [...Array(16).keys()].map((bits) => ({
    checksum: (bits & 8) !== 0,
    routing: (bits & 4) !== 0,
    key: (bits & 2) !== 0,
    sequence: (bits & 1) !== 0,
  }));

  test.each(every)(
    "checksum $checksum, routing $routing, key $key, sequence $sequence",
    ({ checksum, routing, key, sequence }) => {
      const flags =
        (checksum ? 0x8000 : 0) | (routing ? 0x4000 : 0) | (key ? 0x2000 : 0) | (sequence ? 0x1000 : 0);
      const words = [
        checksum || routing ? WORDS.checksum : "",
        key ? WORDS.key : "",
        sequence ? WORDS.sequence : "",
        routing ? ROUTE : "",
      ].join("");
      const header = join(u16(flags, 0x0800), hex(words));
      const bytes = gre(header);
      const tunnel = { id: key ? "gre:3735928559" : "gre", ends: LINE, carried: inner.length };
      const found = dissected(bytes);
      expect(found).toMatchObject({ layers: "raw:ip:gre:ip:udp", tunnels: [tunnel], ...INSIDE });
      expect(found.stack.off[3]).toBe(START + 20 + header.length);
      expect(found.stack.tunnelHash[0] >>> 0).toBe(key ? 0xdeadbeef : 0);

      for (let captured = 20; captured < 20 + header.length; captured++) {
        const cut = dissected(bytes, { captured });
        expect(cut, `${captured - 20} of ${header.length} bytes`).toMatchObject({
          layers: "raw:ip:gre",
          tunnels: [],
          stop: "truncated",
          open: true,
        });
        const short = dissected(ip(OUTER, header.subarray(0, captured - 20)));
        // An IP packet that ends with its header has no GRE in it.
        expect(short).toMatchObject(
          captured > 20
            ? { layers: "raw:ip:gre", tunnels: [], stop: "malformed", open: true }
            : { layers: "raw:ip", tunnels: [], stop: "none", open: false },
        );
      }
    },
  );

  test("several routes, and routes that do not end", () => {
    const routes = "08 00 00 08 c6 33 64 09 c6 33 64 0a  00 02 00 04 00 01 00 02  00 00 00 00";
    expect(dissected(gre(`40 00 08 00 00 00 00 00 ${routes}`))).toMatchObject({
      ...INSIDE,
      tunnels: [{ id: "gre", carried: inner.length }],
    });
    const endless = ip(OUTER, hex(`40 00 08 00 00 00 00 00 08 00 00 ff 00 00`));
    expect(dissected(endless)).toMatchObject({
      layers: "raw:ip:gre",
      tunnels: [],
      stop: "malformed",
      open: true,
    });
  });

  test("key 0 is a key", () => {
    expect(dissected(gre("20 00 08 00 00 00 00 00")).tunnels).toEqual([
      { id: "gre:0", ends: LINE, carried: inner.length },
    ]);
    expect(dissected(gre("00 00 08 00")).tunnels).toEqual([{ id: "gre", ends: LINE, carried: inner.length }]);
  });

  // RFC 2784 2.2.2: bits 6 to 12 are ignored on receipt.
  test("reserved bits are ignored", () => {
    expect(dissected(gre("03 f8 08 00"))).toMatchObject({
      ...INSIDE,
      tunnels: [{ id: "gre", carried: inner.length }],
    });
  });

  test.each([2, 3, 7])("version %d is malformed, and whose packet it is stays unknown", (version) => {
    expect(dissected(gre(join(u16(version, 0x0800))))).toMatchObject({
      layers: "raw:ip:gre",
      tunnels: [],
      stop: "malformed",
      open: true,
    });
  });

  test("what is inside", () => {
    const layers = (protocol: number, payload: Uint8Array) =>
      dissected(gre(u16(0, protocol), payload)).layers;
    expect(layers(0x6558, frame)).toBe("raw:ip:gre:eth:ip:udp");
    expect(
      layers(0x86dd, ip({ src: "2001:db8::1", dst: "2001:db8::2", protocol: 59 }, new Uint8Array())),
    ).toBe("raw:ip:gre:ipv6");
    expect(layers(0x88b5, pattern(20))).toBe("raw:ip:gre");
    expect(layers(0x0800, gre("00 00 08 00"))).toBe("raw:ip:gre:ip:gre:ip:udp");
  });

  test("the padding of the outer frame is not carried", () => {
    const outer = ethernet(
      { dst: "02:00:00:00:00:02", src: "02:00:00:00:00:01", type: 0x0800, pad: 100 },
      gre("00 00 08 00"),
    );
    expect(outer).toHaveLength(100);
    expect(dissected(outer, { link: ETHERNET })).toMatchObject({
      ...INSIDE,
      tunnels: [{ id: "gre", carried: inner.length }],
    });
  });
});

// A router that sends keepalives puts an empty GRE packet with the endpoints exchanged into its tunnel.
describe("Cisco keepalive", () => {
  const answer = ip({ src: "192.0.2.2", dst: "192.0.2.1", protocol: 47 }, hex("00 00 00 00"));

  test("belongs to the tunnel, but is no flow", () => {
    const found = dissected(gre("00 00 08 00", answer));
    expect(found).toMatchObject({ layers: "raw:ip:gre:ip:gre", ip: null, ports: null, stop: "none" });
    expect(found.tunnels).toEqual([{ id: "gre", ends: LINE, carried: 24 }]);
  });

  test("padding makes it no fuller", () => {
    const padded = ethernet(
      { dst: "02:00:00:00:00:02", src: "02:00:00:00:00:01", type: 0x0800, pad: 80 },
      gre("00 00 08 00", answer),
    );
    expect(dissected(padded, { link: ETHERNET })).toMatchObject({
      layers: "eth:ip:gre:ip:gre",
      ip: null,
      tunnels: [{ carried: 24 }],
    });
  });

  test("protocol 0 with something inside is none", () => {
    expect(dissected(gre("00 00 00 00", pattern(8)))).toMatchObject({ tunnels: [{ id: "gre", carried: 8 }] });
  });
});

// RFC 2637 4.1: the key is payload length and call id; no payload without a sequence number.
describe("version 1 (PPTP)", () => {
  const payload = ppp(0x0021, inner);

  test.each([
    ["a sequence number", "30 01 88 0b 00 30 00 07  00 00 00 01", 12],
    ["both numbers", "30 81 88 0b 00 30 00 07  00 00 00 01  00 00 00 02", 16],
  ])("payload with %s", (_, header, length) => {
    const found = dissected(gre(header, payload));
    expect(found).toMatchObject({ layers: "raw:ip:gre:ppp:ip:udp", ...INSIDE });
    expect(found.tunnels).toEqual([{ id: "pptp", ends: LINE, carried: payload.length }]);
    expect(found.stack.off[3]).toBe(START + 20 + length);
    // What varies in the key is no hash that a tunnel offers: no tenant, no key.
    expect(found.stack.tunnelHash[0]).toBe(0);
  });

  test("an acknowledgment alone carries nothing", () => {
    const found = dissected(gre("20 81 88 0b 00 00 00 07  00 00 00 02", new Uint8Array()));
    expect(found).toMatchObject({ layers: "raw:ip:gre", stop: "none", ip: null });
    expect(found.tunnels).toEqual([{ id: "pptp", ends: LINE, carried: 0 }]);
  });

  test("bytes behind an acknowledgment are no payload", () => {
    const found = dissected(gre("20 81 88 0b 00 00 00 07  00 00 00 02", pattern(9)));
    expect(found).toMatchObject({
      layers: "raw:ip:gre",
      stop: "none",
      tunnels: [{ id: "pptp", carried: 0 }],
    });
  });

  test.each([1, 3, 4, 7, 8, 11, 12, 15])("cut after %d of 16 bytes", (held) => {
    const bytes = gre("30 81 88 0b 00 30 00 07  00 00 00 01  00 00 00 02", payload);
    expect(dissected(bytes, { captured: 20 + held })).toMatchObject({
      layers: "raw:ip:gre",
      tunnels: [],
      stop: "truncated",
      open: true,
    });
  });
});

// RFC 7637 3.2: flags exactly K, protocol exactly 0x6558, VSID in the upper 24 bits of the key. VSIDs below 0x1000
// are reserved, so a key up to 0xfffff is more likely a number of plain GRE.
describe("NVGRE", () => {
  const { auto, nvgre, gre: never } = GreKey;
  test.each([
    [auto, 0x00100000, "nvgre:4096", "nvgre"],
    [auto, 0x001000ff, "nvgre:4096", "nvgre"],
    [auto, 0x000fffff, "gre:1048575", "gre"],
    [auto, 0x00000005, "gre:5", "gre"],
    [auto, 0x00000000, "gre:0", "gre"],
    [auto, 0xffffff01, "nvgre:16777215", "nvgre"],
    [auto, 0x80000000, "nvgre:8388608", "nvgre"],
    [nvgre, 0x000fffff, "nvgre:4095", "nvgre"],
    [nvgre, 0x00000005, "nvgre:0", "nvgre"],
    [never, 0x00100000, "gre:1048576", "gre"],
    [never, 0xffffffff, "gre:4294967295", "gre"],
  ])("setting %d, key %d is %s", (greKey, key, id, name) => {
    const bytes = gre(join(u16(0x2000, 0x6558), u32(key)), frame);
    const found = dissected(bytes, { greKey });
    expect(found).toMatchObject({ layers: `raw:ip:${name}:eth:ip:udp`, ...INSIDE, ethernet: true });
    expect(found.tunnels).toEqual([{ id, ends: LINE, carried: frame.length }]);
    expect(found.stack.tunnelHash[0] >>> 0).toBe(key);
  });

  test.each([
    ["another flag", "30 00 65 58 00 17 71 07 00 00 00 01"],
    ["a reserved bit", "20 08 65 58 00 17 71 07"],
  ])("%s makes it plain GRE, under any setting", (_, header) => {
    for (const greKey of [auto, nvgre]) {
      expect(dissected(gre(header, frame), { greKey }).tunnels).toEqual([
        { id: "gre:1536263", ends: LINE, carried: frame.length },
      ]);
    }
  });

  test("IP under a key is plain GRE", () => {
    expect(dissected(gre("20 00 08 00 00 17 71 07")).tunnels[0].id).toBe("gre:1536263");
  });

  test("each level of nested tunnels is judged for itself", () => {
    const small = ip(
      { src: "10.0.0.1", dst: "10.0.0.2", protocol: 47 },
      join(hex("20 00 65 58 00 00 00 05"), frame),
    );
    const large = ip(
      { src: "10.0.0.1", dst: "10.0.0.2", protocol: 47 },
      join(hex("20 00 65 58 00 17 71 07"), frame),
    );
    const wrap = (packet: Uint8Array) =>
      ethernet({ dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05", type: 0x0800 }, packet);
    const ids = (bytes: Uint8Array) => dissected(bytes).tunnels.map((t) => t.id);
    expect(ids(gre("20 00 65 58 00 17 71 07", wrap(small)))).toEqual(["nvgre:6001", "gre:5"]);
    expect(ids(gre("20 00 65 58 00 00 00 05", wrap(large)))).toEqual(["gre:5", "nvgre:6001"]);
  });

  test.each([4, 5, 7])("cut after %d of 8 bytes: which it is stays open", (held) => {
    const bytes = gre("20 00 65 58 00 17 71 07", frame);
    expect(dissected(bytes, { captured: 20 + held })).toMatchObject({
      tunnels: [],
      stop: "truncated",
      open: true,
    });
  });
});

test("protocol types of GRE that are no ethertypes: CDP and Frame Relay", () => {
  const carrying = (type: string, after: string) =>
    dissected(gre(`00 00 ${type} ${after}`, new Uint8Array()), { link: 101 }).layers;
  expect(carrying("20 00", "02 b4 00 00")).toBe("raw:ip:gre:cdp");
  expect(carrying("65 59", "18 41 03 cc 45")).toBe("raw:ip:gre:fr:ip");
});
