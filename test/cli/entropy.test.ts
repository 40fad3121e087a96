// The built program: what the demonstration capture must show, the options, and their mistakes.
import { describe, expect, test } from "vitest";
import type { GroupReport, LaboratoryReport, SpreadReport } from "../../src/facts/entropy-report.ts";
import type { StatsReport } from "../../src/facts/report.ts";
import { overshark, report } from "./program.ts";

const DEMO = "datacenter.pcapng";
const entropy = (...args: string[]): Promise<LaboratoryReport> => report(["entropy", ...args]);
const stats = (file: string): Promise<StatsReport> => report([file]);
const ALL = ["--function", "all", "--paths", "8"];
const viewOf = (row: GroupReport | undefined, name: string) =>
  row?.views.find((v) => v.view === name) as SpreadReport;
const at8 = (row: GroupReport | undefined, name: string) =>
  viewOf(row, name).paths.find((p) => p.paths === 8) as SpreadReport["paths"][number];

describe("the demonstration capture", () => {
  test("IP-in-IP: one path in use, whatever the function and whatever of the outer header is hashed", async () => {
    const { tunnels, encapsulations, settings } = await entropy(...ALL, DEMO);
    expect(settings.functions.length).toBeGreaterThanOrEqual(20);
    const ipip = tunnels.filter((t) => t.encap === "ipip");
    expect(ipip.length).toBe(4);
    for (const t of ipip) {
      for (const name of ["ip", "five_tuple", "key_aware"]) {
        expect(viewOf(t, name).keys).toBe(1);
        expect(at8(t, name)).toMatchObject({ fewest: 1, most: 1 });
      }
      expect(at8(t, "inner").most).toBeGreaterThan(2);
    }
    expect(encapsulations.map((e) => e.encap)).toEqual(["gre", "ipip", "native", "nvgre", "stt", "vxlan"]);
  });

  test("NVGRE: the same at a 5-tuple device, more where the GRE key is hashed", async () => {
    const { tunnels } = await entropy(...ALL, DEMO);
    const busy = tunnels.filter((t) => t.encap === "nvgre" && t.flows >= 8);
    expect(busy.length).toBeGreaterThan(0);
    for (const t of busy) {
      expect(at8(t, "five_tuple")).toMatchObject({ fewest: 1, most: 1 });
      expect(at8(t, "key_aware").most).toBeGreaterThan(3);
    }
  });

  test("VXLAN with hashed ports is close to chance, with one port it is caught and named", async () => {
    const { tenants } = await entropy("--function", "random,jhash,crc32", "--paths", "8", DEMO);
    const named = (name: string) => tenants.find((t) => t.tenant === name);
    const hashed = at8(named("vxlan:200"), "five_tuple");
    expect(hashed.most).toBeGreaterThan(0.95 * hashed.chance);
    expect(named("vxlan:200")?.field?.rule).toBe("rfc7348_range");
    expect(named("vxlan:300")?.field).toMatchObject({
      rule: "constant",
      distinct: 1,
      min: 48879,
      max: 48879,
    });
    expect(named("nvgre:6002")?.field?.rule).toBe("unused");
    expect(named("vxlan:400")?.field?.flows_with_several_values).toBe(4);
    const { stdout } = await overshark(["entropy", DEMO]);
    expect(stdout).toMatch(/bad {3}vxlan:300: 28 flows, UDP source port always 48879/);
    expect(stdout).toMatch(
      /bad {3}IP-in-IP 10\.0\.1\.250 ↔ 10\.0\.4\.250: 116 flows, 1 hash key a direction \(five_tuple\): 1 of 8 paths/,
    );
  });

  test("NVGRE by FlowIDs: as many keys as values", async () => {
    const file = "nvgre/many-flows-256-flow-ids.pcap";
    const { tunnels, tenants } = await entropy(file);
    const { tenants: told } = await stats(file);
    for (const t of tunnels) expect(viewOf(t, "five_tuple").keys).toBe(1);
    expect(tenants.map((t) => t.field?.distinct)).toEqual(told.map((t) => t.entropy.field.distinct));
  });

  test("STT's price: the pieces without header are those that stats counts", async () => {
    const { headerless } = await entropy(DEMO);
    const { stt, unattributed } = await stats(DEMO);
    const sum = (key: "headerless_packets" | "headerless_bytes") =>
      headerless.reduce((n, h) => n + h[key], 0);
    // Of some frames the first piece is missing: nobody knows whose they are.
    expect(sum("headerless_packets") + unattributed.by_reason.stt_first_piece_missing).toBe(
      stt.headerless_pieces,
    );
    expect(sum("headerless_bytes") + unattributed.bytes).toBe(stt.headerless_bytes);
  });

  test("keys and entropy are those of stats, in every view", async () => {
    const { overall, encapsulations } = await entropy(DEMO);
    const plain = await stats(DEMO);
    for (const v of overall.views) {
      const want = plain.overall.entropy.packets[v.view as "ip"];
      expect([v.keys, v.bits]).toEqual([want.keys, want.bits]);
    }
    const { native } = Object.fromEntries(encapsulations.map((e) => [e.encap, e]));
    expect(native.flows).toBe(plain.tenants.find((t) => t.tenant === "native")?.flows);
  });
});

describe("options", () => {
  test("--as: the flows of IP-in-IP would be spread by Geneve", async () => {
    const { tunnels, settings, encapsulators } = await entropy("--as", "geneve", ...ALL, DEMO);
    expect(settings.as).toBe("geneve");
    const [first] = tunnels.filter((t) => t.encap === "ipip" && t.flows === 58);
    expect(viewOf(first, "five_tuple").keys).toBe(58);
    expect(first.field).toBeNull();
    expect(encapsulators).toEqual([]);
  });

  test("--device: Linux does not look into VXLAN", async () => {
    const { overall, settings } = await entropy("--device", "linux-policy-2", DEMO);
    expect(settings.views[0].unpredictable).toContain("secret");
    const plain = await stats(DEMO);
    const udp = plain.tunnels.filter((t) => ["vxlan", "stt"].includes(t.encap));
    expect(overall.views[0].missed_packets).toBeGreaterThan(0);
    expect(overall.views[0].missed_packets).toBeLessThanOrEqual(udp.reduce((n, t) => n + t.packets, 0));
    const { stdout } = await overshark(["entropy", "--device", "linux-policy-2", DEMO]);
    expect(stdout.replace(/\s+/g, " ")).toContain("but never UDP or TCP");
  });

  test("a bonding device says what of it depends on machine and kernel", async () => {
    const { stdout } = await overshark(["entropy", "--device", "linux-bond-layer2+3", DEMO]);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain(
      "byte-swapped; Ethernet type as a number, older kernels XOR it byte-swapped (0x0008)",
    );
    expect(text).toContain("SRC_MAC, DST_MAC count as 0");
  });

  test("a bonding device has its own function only", async () => {
    const { overall } = await entropy("--device", "linux-bond-layer3+4", "--paths", "2", DEMO);
    expect(overall.views[0].simulations.map((s) => s.function)).toEqual(["linux-bond-layer3+4"]);
  });

  test("--seed and --offset change paths, not keys", async () => {
    const args = ["--function", "jhash", "--view", "five_tuple", "--paths", "8", DEMO];
    const plain = await entropy(...args);
    for (const other of [
      ["--seed", "7"],
      ["--offset", "8"],
    ]) {
      const changed = await entropy(...other, ...args);
      const [a, b] = [plain, changed].map((r) => r.overall.views[0]);
      expect(b.keys).toBe(a.keys);
      expect(b.simulations[0].packets.loads).not.toEqual(a.simulations[0].packets.loads);
    }
  });

  test("--interval and --policy", async () => {
    const { intervals, policies } = await entropy(
      "--interval",
      "100ms",
      "--policy",
      "stt:42 1Mbit 3kB",
      DEMO,
    );
    expect(intervals?.seconds).toBe(0.1);
    expect(intervals?.worst).toHaveLength(4 * 6 * 5);
    expect(policies[0]).toMatchObject({ tenant: "stt:42", bits_per_second: 1e6, burst_bytes: 3000 });
    expect(policies[0].directions.length).toBeGreaterThan(1);
  });

  test("the same answer on several threads", async () => {
    const one = await overshark(["entropy", "--json", "-j", "1", DEMO]);
    const three = await overshark(["entropy", "--json", "-j", "3", "--part-size", "20000", DEMO]);
    expect(three.stdout).toBe(one.stdout);
  });

  test("a Toeplitz key, and a mask of Linux's policy 3", async () => {
    const colons = Array<string>(20).fill("6D:5A").join(":");
    const args = ["--function", `toeplitz-symmetric,toeplitz:${colons}`, "--device", "linux-policy-3:0x37"];
    const { settings, overall } = await entropy(...args, "--paths", "8", DEMO);
    expect(settings.functions.map((f) => f.function)).toEqual([
      "toeplitz-symmetric",
      `toeplitz:${"6d5a".repeat(20)}`,
    ]);
    expect(settings.views.map((v) => [v.view, v.fields.join()])).toEqual([
      ["linux-policy-3:0x37", "SRC_IP,DST_IP,IP_PROTOCOL,L4_SRC_PORT,L4_DST_PORT"],
    ]);
    const [named, given] = overall.views[0].simulations;
    expect(given.packets).toEqual(named.packets);
  });

  test("--flows: on paper", async () => {
    const { paper, schema } = await report(["entropy", "--flows", "64", "--encap", "vxlan", "--paths", "16"]);
    expect(schema).toBe("overshark/entropy/1");
    // Jain of 64 flows on 16 paths is 0.81 by chance (reference: 1 / (1 + 15/64)).
    expect(paper[0].paths[0].possible.jain).toBeCloseTo(1 / (1 + 15 / 64), 6);
    const { stdout, code } = await overshark(["entropy", "--flows", "64"]);
    expect(code).toBe(0);
    expect(stdout).toContain("GRE in UDP");
  });

  test("a capture without tunnels, and one without packets", async () => {
    for (const file of ["ip/icmp-echo.pcap", "formats/pcap-no-packets.pcap"]) {
      const { code, stdout, stderr } = await overshark(["entropy", file]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("No packet is in a tunnel");
    }
  });

  test("several files, and damage", async () => {
    const { code, stdout } = await overshark(["entropy", "--json", "formats/damage-in-last-record.pcap"]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).capture.damage).toHaveLength(1);
  });
});

describe("mistakes", () => {
  test.each([
    [["--paths", "0"], "--paths takes whole numbers from 1 to 65536"],
    [["--paths", "4,x"], '--paths takes whole numbers from 1 to 65536, not "x"'],
    [["--function", "crc31"], '--function has no "crc31"'],
    [["--view", "six_tuple"], '--view has no "six_tuple"'],
    [["--device", "nexus"], '--device has no "nexus"'],
    [["--device", "linux-policy-3:0x1000"], '--device has no "linux-policy-3:0x1000"'],
    [["--device", "linux-policy-3:0"], '--device has no "linux-policy-3:0"'],
    [["--function", "toeplitz:6d5"], '--function has no "toeplitz:6d5"'],
    [["--hash-fields", "SRC_IP,TTL"], 'no hash field is called "TTL"'],
    [["--seed", "-1"], "--seed takes whole numbers"],
    [["--as", "mpls"], '--as has no "mpls"'],
    [["--fabric", "4"], "--fabric takes two numbers"],
    [["--interval", "100x"], "--interval takes a time"],
    [["--policy", "stt:42"], "--policy takes a tenant and a rate"],
    [["--policy", "stt:42 1Gbit", "--policy", "stt:42 2Gbit"], "--policy names stt:42 twice"],
    [["--encap", "vxlan"], "--encap is for paper"],
    [["--flows", "5"], "--flows is for paper"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await overshark(["entropy", ...args, DEMO]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
