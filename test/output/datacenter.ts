/** A small data centre with most of the faults that overshark tells, for the tests of the whole text. */
import type { Report } from "../../src/facts/report.ts";
import { entropy, field, report, tenant, tunnel } from "./sample.ts";

const port = (n: number, more = {}) => field("udp.srcport", n, more);
const sport = (n: number) => field("tcp.srcport", n);

export function datacenter(): Report {
  const ipip = entropy({ ip: 2, inner: 312 });
  const v100 = entropy({ ip: 6, five: 118, inner: 120 }, port(116, { flows_with_several_values: 5 }));
  const v200 = entropy({ ip: 2, five: 46, inner: 46 }, port(46));
  const v300 = entropy({ ip: 2, inner: 88 }, port(1, { min: 4789, max: 4789 }));
  const n1 = entropy({ ip: 2, key: 61, inner: 64 }, field("nvgre.flowid", 60, { min: 0, max: 255 }));
  const n2 = entropy({ ip: 2, key: 2, inner: 40 }, field("nvgre.flowid", 1, { min: 0, max: 0 }));
  const stt = entropy({ ip: 2, five: 30, inner: 31 }, sport(30));
  const v6 = entropy({ ip: 2, five: 21, inner: 22 }, port(21));
  const small = entropy({ ip: 2, inner: 2 });
  const mixed = entropy({ ip: 2, key: 62, inner: 104 }, field("nvgre.flowid", 60, { min: 0, max: 255 }));
  const of = (packets: number, bytes: number, more: object = {}) => ({ packets, bytes, ...more });
  return report(
    {
      capture: {
        files: ["datacenter.pcapng"],
        packets: 2104,
        bytes: 1_462_311,
        captured_bytes: 231_400,
        truncated_packets: 1880,
        duration_s: 10.0021,
      },
      encapsulations: [
        {
          encap: "gre",
          packets: 160,
          bytes: 70_000,
          inner_packets: 160,
          inner_bytes: 64_000,
          overhead_bytes: 6000,
          tenants: 2,
          tunnels: 2,
        },
        {
          encap: "ipip",
          packets: 420,
          bytes: 88_200,
          inner_packets: 420,
          inner_bytes: 65_940,
          overhead_bytes: 22_260,
          tenants: 2,
          tunnels: 2,
        },
        {
          encap: "nvgre",
          packets: 300,
          bytes: 210_311,
          inner_packets: 300,
          inner_bytes: 197_711,
          overhead_bytes: 12_600,
          tenants: 2,
          tunnels: 1,
        },
        {
          encap: "stt",
          packets: 430,
          bytes: 510_000,
          inner_packets: 62,
          inner_bytes: 480_000,
          overhead_bytes: 30_000,
          tenants: 2,
          tunnels: 1,
        },
        {
          encap: "vxlan",
          packets: 640,
          bytes: 530_000,
          inner_packets: 640,
          inner_bytes: 498_000,
          overhead_bytes: 32_000,
          tenants: 4,
          tunnels: 5,
        },
      ],
      tenants: [
        tenant(
          "gre:10.0.2.1~10.0.2.9",
          of(40, 20_000, { entropy: small, hosts: 2, pairs: [["10.0.2.1", "10.0.2.9"]] }),
        ),
        tenant("gre:7", of(120, 50_000, { entropy: small, hosts: 2, pairs: [["10.0.1.1", "10.0.2.1"]] })),
        tenant(
          "ipip:10.0.1.1~10.0.2.1",
          of(400, 80_000, { entropy: ipip, hosts: 40, pairs: [["10.0.1.1", "10.0.2.1"]] }),
        ),
        tenant(
          "ipip:2001:db8:0:1::11~2001:db8:0:2::21",
          of(20, 8200, { entropy: small, hosts: 2, pairs: [["2001:db8:0:1::11", "2001:db8:0:2::21"]] }),
        ),
        tenant("native", of(124, 33_800, { entropy: entropy({ ip: 10, five: 14, inner: 14 }), hosts: 6 })),
        tenant("nvgre:6001", of(200, 150_311, { entropy: n1 })),
        tenant("nvgre:6002", of(100, 60_000, { entropy: n2 })),
        tenant("stt:42", of(300, 400_000, { entropy: stt, inner_packets: 40 })),
        tenant("stt:18446744073709551615", of(130, 110_000, { entropy: stt, inner_packets: 22 })),
        tenant("vxlan:100", of(300, 300_000, { entropy: v100 })),
        tenant("vxlan:200", of(120, 110_000, { entropy: v200 })),
        tenant("vxlan:300", of(140, 80_000, { entropy: v300, pairs: [["10.0.1.3", "10.0.2.3"]] })),
        tenant(
          "vxlan:400",
          of(80, 40_000, { entropy: v6, pairs: [["2001:db8:0:1::11", "2001:db8:0:2::21"]] }),
        ),
      ],
      tunnels: [
        tunnel("gre", "10.0.1.1", "10.0.2.1", small, of(120, 50_000)),
        tunnel("gre", "10.0.2.1", "10.0.2.9", small, of(40, 20_000)),
        tunnel("ipip", "10.0.1.1", "10.0.2.1", ipip, of(400, 80_000)),
        tunnel("ipip", "2001:db8:0:1::11", "2001:db8:0:2::21", small, of(20, 8200)),
        tunnel("nvgre", "10.0.0.1", "10.0.0.2", mixed, of(300, 210_311, { tenants: 2 })),
        tunnel("stt", "10.0.0.1", "10.0.0.2", stt, of(430, 510_000, { tenants: 2 })),
        tunnel("vxlan", "10.0.0.1", "10.0.0.2", v100, of(420, 410_000, { tenants: 2 })),
        tunnel("vxlan", "10.0.1.3", "10.0.2.3", v300, of(140, 80_000)),
        tunnel("vxlan", "2001:db8:0:1::11", "2001:db8:0:2::21", v6, of(80, 40_000)),
      ],
      overall: {
        entropy: entropy({ ip: 22, five: 240, key: 301, inner: 720 }, { ...port(0), name: "mixed" }),
      },
      stt: {
        pieces: 440,
        frames_complete: 58,
        frames_incomplete: 4,
        frames_headerless: 1,
        duplicates: 7,
        rejected: 2,
        headerless_pieces: 378,
        headerless_bytes: 480_000,
      },
      unattributed: {
        packets: 12,
        bytes: 10_000,
        by_reason: { stt_first_piece_missing: 10, fragment_first_missing: 0, malformed: 2 },
      },
    },
    {
      addresses: 12,
      tenants: ["vxlan:100", "vxlan:200", "nvgre:6001", "stt:42"],
      example: "192.168.0.5",
      example_tenants: 4,
    },
  );
}
