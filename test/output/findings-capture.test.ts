import { describe, expect, test } from "vitest";
import type { EncapsulationReport } from "../../src/facts/report.ts";
import { findings } from "../../src/output/findings.ts";
import { datacenter } from "./datacenter.ts";
import { report, tenant } from "./sample.ts";

const row = (encap: string, packets: number, bytes: number, overhead_bytes: number): EncapsulationReport => ({
  encap,
  packets,
  bytes,
  inner_packets: packets,
  inner_bytes: bytes - overhead_bytes,
  overhead_bytes,
  tenants: 1,
  tunnels: 1,
});
const quiet = [row("vxlan", 1000, 1_000_000, 50_000)];

const texts = (parts: Parameters<typeof report>[0], reuse: Parameters<typeof report>[1] = null) =>
  findings(report({ encapsulations: quiet, ...parts }, reuse)).map((f) => `${f.severity} ${f.text}`);

test("a clean capture has no findings", () => expect(texts({})).toEqual([]));

describe("packets without a tenant", () => {
  const reason = (word: string, packets: number) =>
    texts({ unattributed: { packets, bytes: packets * 100, by_reason: { malformed: 0, [word]: packets } } });

  test.each([
    ["stt_first_piece_missing", "pieces of STT frames whose first piece was not captured"],
    ["fragment_first_missing", "IP fragments whose first fragment was not captured"],
    ["malformed", "broken tunnel header"],
    ["truncated", "cut by the snapshot length before the tenant; capture more of each packet"],
    ["too_deep", "more tunnels inside each other than are followed"],
    ["max_flows", "the flow table was full; raise --max-flows"],
    ["unsupported_linktype:IEEE802_11_RADIOTAP", "link type IEEE802_11_RADIOTAP, which is not decoded"],
    ["a_new_reason", "a_new_reason"],
    ["constructor", "constructor"],
  ])("%s", (word, text) => {
    expect(reason(word, 200)).toEqual([`warn no tenant for 200 packets (2.0 %): ${text}`]);
  });

  test("the part of the capture decides how bad it is", () => {
    const severity = (packets: number) => reason("malformed", packets)[0].split(" ")[0];
    expect([99, 100, 999, 1000].map(severity)).toEqual(["info", "warn", "warn", "bad"]);
  });

  test("two packets are never more than an info, however small the capture", () => {
    const of = (packets: number) =>
      texts({
        capture: { packets: 4 },
        unattributed: { packets, bytes: 9, by_reason: { malformed: packets } },
      })[0];
    expect(of(2)).toBe("info no tenant for 2 packets (50.0 %): broken tunnel header");
    expect(of(3)).toBe("bad no tenant for 3 packets (75.0 %): broken tunnel header");
  });

  test("a cap of ours is at least a warning", () => {
    expect(reason("max_flows", 1)).toEqual([
      "warn no tenant for 1 packet (<0.1 %): the flow table was full; raise --max-flows",
    ]);
  });
});

describe("STT", () => {
  test("frames that are not whole", () => {
    const of = (complete: number, incomplete: number, headerless: number) =>
      texts({
        stt: {
          pieces: 500,
          frames_complete: complete,
          frames_incomplete: incomplete,
          frames_headerless: headerless,
        },
      });
    expect(of(100, 8, 4)).toEqual([
      "warn STT: 12 of 112 frames are not whole (8 with a piece missing, 4 without their first): " +
        "packets lost, or outside of the capture",
    ]);
    expect(of(298, 2, 0)[0]).toMatch(/^info STT: 2 of 300 frames/);
    expect(of(297, 2, 1)[0]).toMatch(/^warn STT: 3 of 300 frames/);
    expect(of(298, 2, 1)[0]).toMatch(/^info STT: 3 of 301 frames/);
    expect(of(300, 0, 0)).toEqual([]);
  });

  test("frames that were given up for memory", () => {
    expect(texts({ stt: { evicted: 1 } })).toEqual([
      "warn STT: 1 open frame was given up for lack of reassembly memory: raise --reassembly-memory",
    ]);
  });

  describe("packets without a header", () => {
    const stt = { pieces: 1500, headerless_pieces: 1200, headerless_bytes: 1_840_000 };
    const encapsulations = [row("stt", 1500, 2_000_000, 60_000)];

    test("shares of packets and of bytes", () => {
      expect(texts({ stt, encapsulations })).toEqual([
        "info STT: 1,200 of 1,500 packets (80.0 %, 92.0 % of the bytes) carry no STT header: " +
          "a device without state cannot tell their tenant",
      ]);
      expect(texts({ stt: { pieces: 1500 }, encapsulations })).toEqual([]);
    });

    test("pieces without a tenant are in the whole", () => {
      const by_reason = { stt_first_piece_missing: 300 };
      const found = texts({ stt, encapsulations, unattributed: { packets: 300, bytes: 300_000, by_reason } });
      // 1.84 MB of 2.0 + 0.3 MB
      expect(found.join("\n")).toContain("(80.0 %, 80.0 % of the bytes)");
    });

    test("the whole is unknown when others are without a tenant, too", () => {
      const by_reason = { stt_first_piece_missing: 300, malformed: 1 };
      const found = texts({ stt, encapsulations, unattributed: { packets: 301, bytes: 300_000, by_reason } });
      expect(found.join("\n")).toContain("(80.0 %, 1.84 MB)");
    });
  });

  test("segments to its port that cannot be STT", () => {
    expect(texts({ stt: { rejected: 34 } })).toEqual([
      "info STT: 34 TCP segments to port 7471 cannot be STT (real TCP, or broken)",
    ]);
  });
});

describe("overhead", () => {
  test("from 15 % and 100 packets on", () => {
    expect(texts({ encapsulations: [row("vxlan", 100, 10_000, 1500)] })).toEqual([
      "info VXLAN: 15.0 % of the bytes are encapsulation (15.0 bytes a packet)",
    ]);
    expect(texts({ encapsulations: [row("vxlan", 99, 10_000, 1500)] })).toEqual([]);
    expect(texts({ encapsulations: [row("vxlan", 100, 10_000, 1499)] })).toEqual([]);
  });
});

describe("inner addresses in several tenants", () => {
  const tenants = ["vxlan:1", "vxlan:2", "stt:3", "gre:4"];
  const reuse = (addresses: number, example: string, example_tenants = 4) =>
    texts({}, { addresses, tenants, example, example_tenants });
  const apart = "kept apart here, mixed by tools that ignore the tenant";

  test("the address that most tenants use, and how many more there are", () => {
    expect(reuse(1, "10.0.0.5")).toEqual([`info 4 tenants use 10.0.0.5: ${apart}`]);
    expect(reuse(12, "10.0.0.5", 3)).toEqual([
      `info 3 tenants use 10.0.0.5, and 11 more inner addresses are in several tenants: ${apart}`,
    ]);
  });

  test("the unspecified address, from which every host asks for one, is no example", () => {
    expect(reuse(1, "0.0.0.0")).toEqual([]);
    expect(reuse(1, "::")).toEqual([]);
    expect(reuse(3, "0.0.0.0")).toEqual([
      `info 3 inner addresses are in use by several of 4 tenants: ${apart}`,
    ]);
  });

  test("none", () => expect(texts({}, null)).toEqual([]));
});

describe("the capture itself", () => {
  const damage = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      file: `${i}.pcap`,
      packet: 12,
      offset: 3456,
      what: "record cut",
    }));

  test("damage comes before everything else", () => {
    const { stats, reuse } = datacenter();
    stats.capture.damage = damage(1);
    expect(findings({ stats, reuse })[0]).toEqual({
      severity: "bad",
      text: "0.pcap is damaged at packet 12 (byte 3,456): record cut; the rest of the file was not read",
    });
  });

  test("many damaged files: the first three and a count", () => {
    const found = texts({ capture: { damage: damage(9) } });
    expect(found.map((line) => line.split(" ")[1])).toEqual(["0.pcap", "1.pcap", "2.pcap", "6"]);
    expect(found[3]).toBe("bad 6 more capture files are damaged");
  });

  test("packets cut by the snapshot length", () => {
    expect(texts({ capture: { truncated_packets: 1, captured_bytes: 9_000_000 } })).toEqual([
      "info 1 packet is cut by the snapshot length (9.00 MB of 10.0 MB captured): all figures are lengths on the wire",
    ]);
  });

  test("no tunnels, no packets", () => {
    const of = (packets: number, unattributed = {}) =>
      findings(report({ capture: { packets }, tenants: [tenant("native")], unattributed })).map(
        (f) => f.text,
      );
    expect(of(0)).toEqual(["the capture holds no packets"]);
    expect(of(9)).toEqual(["no tunnels; one on a port of its own needs decode-as: -d udp.port==8472,vxlan"]);
    expect(of(9, { packets: 9, bytes: 9, by_reason: { malformed: 9 } })).toHaveLength(1);
  });
});

test("worst first, tenants as in the report, and not too many", () => {
  const found = findings(datacenter());
  const severities = found.map((f) => f.severity);
  expect(severities.join()).toMatch(/^(bad,)+(warn,)+(info,?)+$/);
  expect(found.length).toBeLessThanOrEqual(15);
  expect(found.flatMap((f) => f.tenant ?? [])).toEqual(["vxlan:300", "nvgre:6002", "vxlan:100"]);
});
