import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/facts/report.ts";
import { statsText } from "../../src/output/stats-text.ts";
import { visibleWidth } from "../../src/output/table.ts";
import { createTheme } from "../../src/output/theme.ts";
import { datacenter } from "./datacenter.ts";
import { entropy, field, report, tenant, tunnel } from "./sample.ts";

const plain = createTheme(false);
const lines = (r: Report, width = 80) => statsText(r, { width, theme: plain }).split("\n");
const section = (r: Report, title: string, width = 80) => {
  const all = lines(r, width);
  const start = all.indexOf(title);
  return start < 0 ? [] : all.slice(start + 1, all.indexOf("", start));
};

describe("the head", () => {
  test("what was captured", () => {
    expect(lines(datacenter()).slice(0, 4)).toEqual([
      "datacenter.pcapng",
      // 1,462,311 * 8 / 10.0021 s; 2,104 / 10.0021 s
      "2,104 packets (1,880 cut short), 1.46 MB in 10.0 s (1.17 Mbit/s, 210 packets/s)",
      "2026-03-01 12:00:00.123 UTC to 2026-03-01 12:00:10.123 UTC",
      // all but 33,800 native and 10,000 unattributed bytes
      "12 tenants in 9 tunnels carry 97.0 % of the bytes",
    ]);
  });

  test("files: a few by name, many by number, the end of a long name", () => {
    const first = (...files: string[]) => lines(report({ capture: { files } }))[0];
    expect(first("a.pcap", "b.pcap")).toBe("a.pcap, b.pcap");
    expect(first("-")).toBe("standard input");
    expect(first("1.pcap", "2.pcap", "3.pcap", "4.pcap")).toBe("1.pcap … 4.pcap (4 files)");
    expect(first(`/${"x".repeat(200)}/a.pcap`)).toMatch(/^…x+\/a\.pcap$/);
  });

  test("one packet, without time, has no rate", () => {
    const capture = { packets: 1, bytes: 100, duration_s: 0, first_time: null, last_time: null };
    expect(lines(report({ capture })).slice(1, 3)).toEqual(["1 packet, 100 B", ""]);
  });
});

test("findings: the severity as a word, continued under the sentence", () => {
  const found = section(datacenter(), "Findings");
  expect(found.slice(0, 2)).toEqual([
    "bad   IP-in-IP 10.0.1.1 ~ 10.0.2.1: 312 flows, 2 hash keys, one a direction: one",
    "      link each way carries everything",
  ]);
  expect(found).toContain("warn  vxlan:100: 5 of 120 flows changed their UDP source port: their packets may");
  const quiet = report({
    tenants: [tenant("vxlan:1")],
    encapsulations: datacenter().stats.encapsulations.slice(0, 1),
  });
  expect(section(quiet, "Findings")).toEqual(["none"]);
});

describe("tenants", () => {
  test("80 columns, by bytes; a long tenant does not move the others' columns", () => {
    expect(section(datacenter(), "Tenants").slice(0, 15)).toEqual([
      "tenant                    packets  bytes  flows  5-tuple  +key  possible  values",
      "stt:42                        300  27.4%     31     4.91            4.95      30",
      "vxlan:100                     300  20.5%    120     6.88            6.91     116",
      "nvgre:6001                    200  10.3%     64     1.00  5.93      6.00      60",
      "stt:18446744073709551615      130   7.5%     31     4.91            4.95      30",
      "vxlan:200                     120   7.5%     46     5.52            5.52      46",
      "ipip:10.0.1.1~10.0.2.1        400   5.5%    312     1.00            8.29       -",
      "vxlan:300                     140   5.5%     88     1.00            6.46       1",
      "nvgre:6002                    100   4.1%     40     1.00            5.32       1",
      "gre:7                         120   3.4%      2     1.00            1.00       -",
      "vxlan:400                      80   2.7%     22     4.39            4.46      21",
      "native                        124   2.3%     14     3.81            3.81       -",
      "gre:10.0.2.1~10.0.2.9          40   1.4%      2     1.00            1.00       -",
      "ipip:2001:db8:0:1::11~2001:db8:0:2::21",
      "                               20   0.6%      2     1.00            1.00       -",
    ]);
  });

  test("120 columns have room for hosts, inner packets, paths and the long tenant", () => {
    const [head, first, ...rest] = section(datacenter(), "Tenants", 120);
    expect(head.split(/ +/)).toEqual(
      "tenant packets bytes inner flows hosts 5-tuple paths +key possible values".split(" "),
    );
    expect(first.split(/ +/)).toEqual("stt:42 300 27.4% 40 31 8 4.91 30.0 4.95 30".split(" "));
    expect(rest[11]).toMatch(/^ipip:2001:db8:0:1::11~2001:db8:0:2::21 +20 /);
  });

  test("no +key column where no GRE key helps", () => {
    const e = entropy({ ip: 2, five: 20, inner: 20 }, field("udp.srcport", 20));
    const [head] = section(report({ tenants: [tenant("vxlan:1", { entropy: e })] }), "Tenants");
    expect(head).toBe("tenant   packets  bytes  inner  flows  hosts  5-tuple  paths  possible  values");
  });

  test("without an inner flow there is no entropy to show", () => {
    const e = entropy({ ip: 0, inner: 0 }, field("udp.srcport", 0, { min: null, max: null }));
    const rows = section(report({ tenants: [tenant("vxlan:1", { entropy: e })] }), "Tenants");
    expect(rows[1].split(/ +/)).toEqual("vxlan:1 1,000 10.0% 1,000 0 8 - - - 0".split(" "));
  });

  const many = (n: number) =>
    report({
      tenants: Array.from({ length: n }, (_, i) => tenant(`vxlan:${i}`, { bytes: i < 25 ? 390_000 : 2500 })),
    });

  test("more than fit are cut by bytes and counted", () => {
    const rows = section(many(37), "Tenants");
    expect(rows).toHaveLength(1 + 25 + 1);
    expect(rows[25]).toMatch(/^vxlan:24 /);
    // 12 * 2,500 of 10,000,000
    expect(rows[26]).toBe("… and 12 more tenants (0.3 % of bytes); --json has all");
  });

  test("a single one more takes no more room than the line that would count it", () => {
    expect(section(many(26), "Tenants").at(-1)).toMatch(/^vxlan:25 /);
    // 2 * 2,500 of 10,000,000 are half of 0.1 %
    expect(section(many(27), "Tenants").at(-1)).toBe(
      "… and 2 more tenants (<0.1 % of bytes); --json has all",
    );
  });
});

test("tunnels: an IPv6 pair that does not fit stands alone, the columns stay", () => {
  expect(section(datacenter(), "Tunnels")).toEqual([
    "tunnel  endpoints            packets  bytes  flows  5-tuple  +key  possible",
    "stt     10.0.0.1 ~ 10.0.0.2      430  34.9%     31     4.91            4.95",
    "vxlan   10.0.0.1 ~ 10.0.0.2      420  28.0%    120     6.88            6.91",
    "nvgre   10.0.0.1 ~ 10.0.0.2      300  14.4%    104     1.00  5.95      6.70",
    "ipip    10.0.1.1 ~ 10.0.2.1      400   5.5%    312     1.00            8.29",
    "vxlan   10.0.1.3 ~ 10.0.2.3      140   5.5%     88     1.00            6.46",
    "gre     10.0.1.1 ~ 10.0.2.1      120   3.4%      2     1.00            1.00",
    "vxlan   2001:db8:0:1::11 ~ 2001:db8:0:2::21",
    "                                  80   2.7%     22     4.39            4.46",
    "gre     10.0.2.1 ~ 10.0.2.9       40   1.4%      2     1.00            1.00",
    "ipip    2001:db8:0:1::11 ~ 2001:db8:0:2::21",
    "                                  20   0.6%      2     1.00            1.00",
    "all tunnels: 7.91 bits by 5-tuple (240 equal paths), 8.23 with the GRE key, 9.49",
    "possible",
  ]);
});

test("encapsulations: what they carry and cost", () => {
  expect(section(datacenter(), "Encapsulation")).toEqual([
    "encapsulation  tenants  packets    bytes  inner packets  overhead  a packet",
    "VXLAN                4      640   530 kB            640      6.0%    50.0 B",
    "STT                  2      430   510 kB             62      5.9%    69.8 B",
    "NVGRE                2      300   210 kB            300      6.0%    42.0 B",
    "IP-in-IP             2      420  88.2 kB            420     25.2%    53.0 B",
    "GRE                  2      160  70.0 kB            160      8.6%    37.5 B",
  ]);
});

test("STT and unattributed: only what occurred", () => {
  expect(section(datacenter(), "STT reassembly").join(" ")).toBe(
    "440 pieces: 58 complete frames, 4 incomplete, 1 without first piece, 7 duplicate pieces, 2 rejected",
  );
  expect(section(datacenter(), "Unattributed")).toEqual([
    "12 packets (0.6 %), 10.0 kB: stt_first_piece_missing 10, malformed 2",
  ]);
  const none = lines(report({ tenants: [tenant("vxlan:1")] }));
  expect(none).not.toContain("STT reassembly");
  expect(none).not.toContain("Unattributed");
});

test("an empty capture is a head and a finding", () => {
  const capture = { packets: 0, bytes: 0, duration_s: 0, first_time: null, last_time: null };
  expect(lines(report({ capture }))).toEqual([
    "a.pcap",
    "0 packets, 0 B",
    "",
    "Findings",
    "info  the capture holds no packets",
    "",
  ]);
});

describe("colour", () => {
  const ESC = "\u001b[";
  const SGR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);
  const coloured = statsText(datacenter(), { width: 100, theme: createTheme(true) });

  test("off: not one escape sequence; on: the same text under it", () => {
    const off = statsText(datacenter(), { width: 100, theme: plain });
    expect(off).not.toContain("\u001b");
    expect(coloured.split(SGR).join("")).toBe(off);
  });

  test("one key for many flows is red, well spread is green, native is neither", () => {
    const row = (start: string) =>
      coloured.split("\n").find((line) => line.includes(`${ESC}1m${start}${ESC}`));
    expect(row("vxlan:300")).toContain(`${ESC}31m1.00`);
    expect(row("vxlan:100")).toContain(`${ESC}32m6.88`);
    expect(row("nvgre:6001")).toContain(`${ESC}31m1.00`);
    expect(row("nvgre:6001")).toContain(`${ESC}32m5.93`);
    expect(row("native")).not.toMatch(/\[3[123]m/);
    expect(row("gre:7")).not.toMatch(/\[3[123]m/);
  });
});

/** A report whose every text and number is arbitrary. */
const arbitrary = fc
  .record({
    text: fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
    n: fc.integer({ min: 0, max: 2 ** 40 }),
    rows: fc.integer({ min: 0, max: 30 }),
    keys: fc.integer({ min: 0, max: 5000 }),
    flows: fc.integer({ min: 0, max: 1e7 }),
  })
  .map(({ text, n, rows, keys, flows }) => {
    const e = entropy({ ip: 1, five: keys, key: keys + 1, inner: flows }, field("udp.srcport", keys));
    const named = Array.from({ length: rows }, (_, i) => `vxlan:${i}${text}`);
    const row = { packets: n, bytes: n, tenants: n, inner_packets: n };
    return report(
      {
        capture: {
          files: [text],
          packets: n,
          bytes: n,
          truncated_packets: n,
          duration_s: n / 3,
          first_time: text,
          last_time: text,
          damage: [{ file: text, packet: n, offset: n, what: text }],
        },
        encapsulations: [{ encap: text, ...row, inner_bytes: n, overhead_bytes: n, tunnels: n }],
        tenants: named.map((name) => tenant(name, { ...row, hosts: n, entropy: e, pairs: [[text, text]] })),
        tunnels: named.map(() => tunnel("vxlan", text, text, e, { packets: n, bytes: n, tenants: n })),
        stt: {
          pieces: n,
          frames_incomplete: n,
          headerless_pieces: n,
          headerless_bytes: n,
          rejected: n,
          evicted: n,
        },
        unattributed: {
          packets: n,
          bytes: n,
          by_reason: { malformed: n, [`unsupported_linktype:${text}`]: n },
        },
      },
      { addresses: n, tenants: named, example: text, example_tenants: n },
    );
  });

test("no text from a capture reaches the terminal with a control character in it", () => {
  fc.assert(
    fc.property(arbitrary, fc.constantFrom(80, 100, 120), (r, width) => {
      expect(statsText(r, { width, theme: plain }).replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u,
      );
    }),
    { numRuns: 60 },
  );
});

test.each([80, 100, 120])("no line is over %d columns, but for an address that is", (width) => {
  const long = "2001:db8:1111:2222:3333:4444:5555:6666";
  const wide = datacenter();
  wide.stats.tunnels.push(tunnel("ipip", long, long, entropy({ ip: 2, inner: 1_234_567 }), { bytes: 1 }));
  wide.stats.tenants.push(
    tenant(`ipip:${long}~${long}`, { pairs: [[long, long]], bytes: 1, packets: 99_999_999_999, flows: 1e9 }),
  );
  for (const r of [datacenter(), wide, report()])
    for (const line of lines(r, width))
      if (!line.includes(long)) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
  fc.assert(
    fc.property(arbitrary, (r) => {
      // Arbitrary texts may be one long word; figures alone must not be too wide for the columns.
      const tidy = JSON.parse(JSON.stringify(r), (_, v) =>
        typeof v === "string" ? v.replace(/[^a-z0-9:.]/g, "") : v,
      );
      for (const line of lines(tidy, width)) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
    }),
    { numRuns: 60 },
  );
});

test("a terminal narrower than 80 is written as for 80, a wider one than 120 as for 120", () => {
  expect(lines(datacenter(), 20)).toEqual(lines(datacenter(), 80));
  expect(lines(datacenter(), 300)).toEqual(lines(datacenter(), 120));
});

test("the report is left as it was", () => {
  const r = datacenter();
  statsText(r, { width: 80, theme: plain });
  expect(r).toEqual(datacenter());
});
