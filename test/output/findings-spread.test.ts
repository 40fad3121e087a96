import { describe, expect, test } from "vitest";
import type { EntropyReport, TenantReport } from "../../src/facts/report.ts";
import { findings } from "../../src/output/findings.ts";
import { judgeSpread } from "../../src/output/spread.ts";
import { entropy, field, report, tenant, tunnel, view } from "./sample.ts";

const texts = (...args: Parameters<typeof report>) =>
  findings(report(...args)).map((f) => `${f.severity} ${f.text}`);

/** The findings about one tenant in its one tunnel; the encapsulations row keeps "no tunnels" away. */
function about(name: string, e: EntropyReport, of: Partial<TenantReport> = {}) {
  const encap = name.split(":")[0];
  return texts({
    encapsulations: [row(encap)],
    tenants: [tenant(name, { entropy: e, ...of })],
    tunnels: [tunnel(encap, "10.0.0.1", "10.0.0.2", e)],
  });
}

const row = (encap: string) => ({
  encap,
  packets: 1000,
  bytes: 1_000_000,
  inner_packets: 1000,
  inner_bytes: 950_000,
  overhead_bytes: 50_000,
  tenants: 1,
  tunnels: 1,
});

const srcport = (distinct: number, more = {}) => field("udp.srcport", distinct, more);
const flowid = (distinct: number, more = {}) => field("nvgre.flowid", distinct, more);

describe("a tunnel with one hash key", () => {
  test("one direction", () => {
    expect(about("ipip:10.0.0.1~10.0.0.2", entropy({ ip: 1, inner: 312 }))).toEqual([
      "bad IP-in-IP 10.0.0.1 ~ 10.0.0.2: 312 flows, 1 hash key: one link carries everything",
    ]);
  });

  test("both directions", () => {
    expect(about("ipip:10.0.0.1~10.0.0.2", entropy({ ip: 2, inner: 312 }))).toEqual([
      "bad IP-in-IP 10.0.0.1 ~ 10.0.0.2: 312 flows, 2 hash keys, one a direction: one link each way carries everything",
    ]);
  });

  test("from four flows a direction on", () => {
    expect(about("gre:1.1.1.1~2.2.2.2", entropy({ ip: 1, inner: 4 }))).toHaveLength(1);
    expect(about("gre:1.1.1.1~2.2.2.2", entropy({ ip: 1, inner: 3 }))).toEqual([]);
    expect(about("gre:1.1.1.1~2.2.2.2", entropy({ ip: 2, inner: 8 }))).toHaveLength(1);
    expect(about("gre:1.1.1.1~2.2.2.2", entropy({ ip: 2, inner: 7 }))).toEqual([]);
    expect(about("gre:1.1.1.1~2.2.2.2", entropy({ ip: 1, inner: 1 }))).toEqual([]);
  });

  test("a GRE key helps a router that hashes it: only a warning", () => {
    const e = entropy({ ip: 2, key: 6, inner: 90 });
    const names = ["gre:7", "gre:8", "gre:9"];
    expect(
      texts({
        encapsulations: [row("gre")],
        tenants: names.map((name) => tenant(name, { entropy: entropy({ ip: 2, inner: 30 }) })),
        tunnels: [tunnel("gre", "10.0.0.1", "10.0.0.2", e, { tenants: 3 })],
      }),
    ).toEqual([
      "warn GRE 10.0.0.1 ~ 10.0.0.2: 90 flows of 3 tenants, 2 hash keys, one a direction: one link each way " +
        "carries everything; a router that hashes the GRE key would see 6 keys",
    ]);
  });

  test("outer fragments, which lack the key, are no help", () => {
    expect(about("gre:7", entropy({ ip: 1, key: 2, inner: 30 }))).toEqual([
      "bad GRE 10.0.0.1 ~ 10.0.0.2: 30 flows, 1 hash key: one link carries everything",
    ]);
  });

  test("a tunnel inside of another is not what the network sees", () => {
    const e = entropy({ ip: 2, five: 60, inner: 60 }, srcport(60));
    expect(
      texts({
        encapsulations: [row("vxlan"), row("ipip")],
        tenants: [tenant("vxlan:1/ipip:1.1.1.1~2.2.2.2", { entropy: e })],
        tunnels: [
          tunnel("ipip", "1.1.1.1", "2.2.2.2", entropy({ ip: 2, inner: 60 })),
          tunnel("vxlan", "10.0.0.1", "10.0.0.2", e),
        ],
      }),
    ).toEqual([]);
  });

  test("native traffic is no tunnel", () => {
    expect(
      texts({
        encapsulations: [row("vxlan")],
        tenants: [tenant("native", { entropy: entropy({ ip: 1, inner: 99 }) })],
      }),
    ).toEqual([]);
  });
});

describe("an entropy field that does not vary", () => {
  test("VXLAN: the tenant is named, the tunnel not again", () => {
    const e = entropy({ ip: 2, inner: 88 }, srcport(1, { min: 4789, max: 4789 }));
    expect(about("vxlan:300", e)).toEqual([
      "bad vxlan:300: 88 flows, UDP source port always 4789: the encapsulator does not hash, " +
        "each tunnel stays on one link",
    ]);
    expect(findings(report({ tenants: [tenant("vxlan:300", { entropy: e })] }))[0].tenant).toBe("vxlan:300");
  });

  test("outer fragments, whose key has no ports, do not hide it", () => {
    const e = entropy({ ip: 2, five: 4, inner: 88 }, srcport(1));
    expect(about("vxlan:300", e)[0]).toMatch(/^bad vxlan:300: 88 flows, UDP source port always 50000/);
  });

  test("every endpoint has one port of its own", () => {
    const e = entropy({ ip: 2, inner: 40 }, { ...srcport(2), name: "tcp.srcport" });
    expect(about("stt:42", e)).toEqual([
      "bad stt:42: 40 flows, one TCP source port for each tunnel and direction (2 values): " +
        "the encapsulator does not hash, each tunnel stays on one link",
    ]);
  });

  test("too few flows to know", () => {
    expect(about("vxlan:300", entropy({ ip: 2, inner: 8 }, srcport(1)))).toHaveLength(1);
    expect(about("vxlan:300", entropy({ ip: 2, inner: 7 }, srcport(1)))).toEqual([]);
  });

  test("a tunnel of many tenants, each with too few flows, is told itself", () => {
    const few = entropy({ ip: 2, inner: 2 }, srcport(1));
    expect(
      texts({
        encapsulations: [row("vxlan")],
        tenants: [1, 2, 3, 4, 5].map((n) => tenant(`vxlan:${n}`, { entropy: few })),
        tunnels: [
          tunnel("vxlan", "10.0.0.1", "10.0.0.2", entropy({ ip: 2, inner: 10 }, srcport(1)), { tenants: 5 }),
        ],
      }),
    ).toEqual([
      "bad VXLAN 10.0.0.1 ~ 10.0.0.2: 10 flows of 5 tenants, UDP source port always 50000: " +
        "the encapsulator does not hash, each tunnel stays on one link",
    ]);
  });

  test("NVGRE FlowID always 0", () => {
    const zero = entropy({ ip: 2, inner: 40 }, flowid(1, { min: 0, max: 0 }));
    expect(about("nvgre:6002", zero)).toEqual([
      "bad nvgre:6002: 40 flows, FlowID always 0: even a router that hashes the GRE key cannot spread them",
    ]);
  });

  test("NVGRE with FlowIDs: only the usual router sees one key", () => {
    const e = entropy({ ip: 2, key: 38, inner: 40 }, flowid(36, { min: 0, max: 255 }));
    expect(about("nvgre:6001", e)).toEqual([
      "warn NVGRE 10.0.0.1 ~ 10.0.0.2: 40 flows, 2 hash keys, one a direction: one link each way " +
        "carries everything; a router that hashes the GRE key would see 38 keys",
    ]);
  });

  test("one tenant's constant FlowID does not hide that the other's would help", () => {
    const zero = entropy({ ip: 2, inner: 40 }, flowid(1, { min: 0, max: 0 }));
    const varied = entropy({ ip: 2, key: 61, inner: 64 }, flowid(60));
    const found = texts({
      encapsulations: [row("nvgre")],
      tenants: [tenant("nvgre:6001", { entropy: varied }), tenant("nvgre:6002", { entropy: zero })],
      tunnels: [
        tunnel("nvgre", "10.0.0.1", "10.0.0.2", entropy({ ip: 2, key: 63, inner: 104 }, flowid(61)), {
          tenants: 2,
        }),
      ],
    });
    expect(found.map((text) => text.split(":").slice(0, 2).join(":"))).toEqual([
      "bad nvgre:6002",
      "warn NVGRE 10.0.0.1 ~ 10.0.0.2: 104 flows of 2 tenants, 2 hash keys, one a direction",
    ]);
    expect(found[1]).toMatch(/would see 63 keys$/);
  });

  test("a few values for very many flows", () => {
    const e = (flows: number) => entropy({ ip: 2, five: 8, inner: flows }, srcport(4));
    expect(about("vxlan:7", e(64))).toEqual([
      "warn vxlan:7: 64 flows share 8 hash keys (UDP source port): too few to fill several links",
    ]);
    expect(about("vxlan:7", e(63))).toEqual([]);
    expect(about("vxlan:7", entropy({ ip: 2, five: 9, inner: 200 }, srcport(5)))).toEqual([]);
  });
});

describe("the inner source port as outer source port", () => {
  const copied = (packets: number, flows = 60) =>
    about(
      "vxlan:5",
      entropy({ ip: 2, five: 14, inner: flows }, srcport(9, { copied_inner_port_packets: packets })),
    );

  test("from half of the packets on", () => {
    expect(copied(980)).toEqual([
      "warn vxlan:5: UDP source port is a copy of the inner source port in 98.0 % of the packets " +
        "(9 values for 60 flows): all answers of a server share one hash key",
    ]);
    expect(copied(500)).toHaveLength(1);
    expect(copied(499)).toEqual([]);
    expect(copied(0)).toEqual([]);
  });

  test("not for a flow or two", () => expect(copied(1000, 7)).toEqual([]));

  test("it explains one value for all flows, which is then not told as a fault of its own", () => {
    const e = entropy({ ip: 1, inner: 60 }, srcport(1, { copied_inner_port_packets: 1000 }));
    expect(about("vxlan:5", e).map((t) => t.slice(0, 40))).toEqual([
      "warn vxlan:5: UDP source port is a copy ",
    ]);
  });

  test("a FlowID is no port", () => {
    const e = entropy({ ip: 2, key: 38, inner: 40 }, flowid(36, { copied_inner_port_packets: 1000 }));
    expect(about("nvgre:6001", e).join()).not.toContain("copy");
  });
});

describe("flows that change their value", () => {
  const good = (n: number) =>
    entropy({ ip: 2, five: 118, inner: 120 }, srcport(116, { flows_with_several_values: n }));

  test("any number, none", () => {
    expect(about("vxlan:100", good(5))).toEqual([
      "warn vxlan:100: 5 of 120 flows changed their UDP source port: their packets may be reordered",
    ]);
    expect(about("vxlan:100", good(0))).toEqual([]);
  });

  test("a FlowID matters to those who hash it", () => {
    const e = entropy({ ip: 1, key: 3, inner: 3 }, flowid(4, { flows_with_several_values: 1 }));
    expect(about("nvgre:6001", e)).toEqual([
      "warn nvgre:6001: 1 of 3 flows changed their FlowID: a router that hashes it may reorder their packets",
    ]);
  });
});

describe("an elephant", () => {
  // The report has 10 MB, the tenant below 2 MB of them.
  const of = (five: number, inner: number, flows = 120, bytes = 2_000_000) =>
    about(
      "vxlan:100",
      entropy({ ip: 2, five: 110, inner: flows }, srcport(110), {
        five_tuple: view(110, 4, five),
        inner: view(flows, 4, inner),
      }),
      { bytes },
    );

  test("one flow", () => {
    expect(of(0.62, 0.62)).toEqual([
      "info vxlan:100: one of 120 flows carries 62.0 % of the bytes: no hash can spread it",
    ]);
  });

  test("several flows on one key", () => {
    expect(of(0.62, 0.12)).toEqual([
      "info vxlan:100: one hash key carries 62.0 % of the bytes, the largest of 120 flows only 12.0 %",
    ]);
  });

  test("not below half of the bytes, among few flows, or where it is little of the capture", () => {
    expect(of(0.5, 0.5)).toHaveLength(1);
    expect(of(0.499, 0.499)).toEqual([]);
    expect(of(0.62, 0.62, 16)).toHaveLength(1);
    expect(of(0.62, 0.62, 15)).toEqual([]);
    expect(of(0.5, 0.5, 120, 1_999_999)).toEqual([]);
  });
});

test("good tunnels are not talked about", () => {
  expect(about("vxlan:1", entropy({ ip: 2, five: 118, inner: 120 }, srcport(116)))).toEqual([]);
  expect(
    about("stt:1", entropy({ ip: 2, five: 20, inner: 20 }, { ...srcport(20), name: "tcp.srcport" })),
  ).toEqual([]);
});

test("well spread is at most one bit behind the possible", () => {
  const of = (five: number, inner: number) =>
    judgeSpread(entropy({ ip: 2, five, inner }, srcport(five)), "five_tuple");
  expect(of(64, 128)).toBe("good");
  expect(of(63, 128)).toBe("fair");
  expect(of(2, 7)).toBe("unknown");
  expect(of(2, 8)).toBe("none");
});

describe("repetitions", () => {
  const many = (n: number) => {
    const pairs = Array.from({ length: n }, (_, i): [string, string] => ["10.0.0.1", `10.0.1.${i + 1}`]);
    return texts({
      encapsulations: [row("ipip")],
      tenants: pairs.map(([a, b]) => tenant(`ipip:${a}~${b}`, { pairs: [[a, b]] })),
      tunnels: pairs.map(([a, b], i) => tunnel("ipip", a, b, entropy({ ip: 1, inner: 100 + i }))),
    });
  };

  test("four are told one by one", () => expect(many(4)).toHaveLength(4));

  test("of forty the three heaviest, the other 37 in one line with their sum", () => {
    const lines = many(40);
    expect(lines.slice(0, 3).map((line) => line.split(":")[0])).toEqual([
      "bad IP-in-IP 10.0.0.1 ~ 10.0.1.40",
      "bad IP-in-IP 10.0.0.1 ~ 10.0.1.39",
      "bad IP-in-IP 10.0.0.1 ~ 10.0.1.38",
    ]);
    // 100 + 101 + … + 136 = 37 * 118
    expect(lines.slice(3)).toEqual([
      "bad 37 more tunnels with one hash key a direction for several flows (4,366 flows)",
    ]);
  });
});
