// `overshark flows`: every conversation of every tenant against sums over what the generator knows.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type RandomOptions, randomScenario } from "../fixtures/make/random.ts";
import type { Flow, Scenario } from "../fixtures/make/scenario.ts";
import { settle } from "../fixtures/make/truth-settle.ts";
import { icmpHalves, icmpPorts, isIcmp, isOneWay } from "../src/core/icmp-ports.ts";
import type { FlowDirection, FlowRecord } from "../src/facts/flow-record.ts";
import { FLOW_ORDERS, type FlowOrder, flowRecords } from "../src/facts/flows.ts";
import { orderedTenants } from "../src/facts/query.ts";
import { communityId } from "../src/output/community-id.ts";
import { flowFigures, flowFormats, flowNames } from "../src/output/flows.ts";
import { Session } from "../src/session/session.ts";
import { feed, type Packet, packetsOf } from "./support/capture.ts";
import { files } from "./support/files.ts";

function recordsOf(packets: readonly Packet[], order: FlowOrder = "start"): FlowRecord[] {
  const session = new Session({ tcpFlags: true });
  feed(session, packets);
  const { table } = session.finish();
  const tenants = orderedTenants(table).map(({ tenant }) => tenant);
  const { count, record } = flowRecords(table, order, tenants);
  return Array.from({ length: count }, (_, i) => record(i));
}

const asPackets = (scenario: Scenario): Packet[] =>
  scenario.records.map((r) => ({
    bytes: r.bytes.slice(0, r.captured),
    original: r.bytes.length,
    linktype: r.linktype,
    seconds: Number((r.time ?? 0n) / 1_000_000_000n),
    nanoseconds: r.time === null ? -1 : Number(r.time % 1_000_000_000n),
  }));

const key = (tenant: string, from: string, to: string, fromPort: number, toPort: number, proto: number) =>
  `${tenant} ${proto} ${from} ${fromPort} > ${to} ${toPort}`;

/** Outer packets and bytes of every direction, from the notes. */
function expected(scenario: Scenario): Map<string, { packets: number; bytes: number }> {
  const sums = new Map<string, { packets: number; bytes: number }>();
  for (const { tenant, reason, inner, record } of settle(scenario.records).facts) {
    if (reason !== null || inner.flow === null) continue;
    const f: Flow = inner.flow;
    const k = key(tenant, f.src, f.dst, f.srcPort, f.dstPort, f.protocol);
    const sum = sums.get(k) ?? { packets: 0, bytes: 0 };
    sum.packets++;
    sum.bytes += record.bytes.length;
    sums.set(k, sum);
  }
  return sums;
}

function directions(records: readonly FlowRecord[]): Map<string, { packets: number; bytes: number }> {
  const out = new Map<string, { packets: number; bytes: number }>();
  const put = (k: string, d: FlowDirection) => {
    if (d.outer_pkts === 0) return;
    const before = out.get(k);
    // The notes know ICMP by its addresses alone: its kinds of messages are added up.
    expect(before === undefined || / (1|58) /.test(k), `${k} twice`).toBe(true);
    out.set(k, {
      packets: (before?.packets ?? 0) + d.outer_pkts,
      bytes: (before?.bytes ?? 0) + d.outer_bytes,
    });
  };
  for (const f of records) {
    const [a, b] = [f["id.orig_h"], f["id.resp_h"]];
    const port = (p: number | null) => (isIcmp(f.ip_proto) ? 0 : (p ?? -1));
    const [p, q] = [port(f["id.orig_p"]), port(f["id.resp_p"])];
    put(key(f.tenant, a, b, p, q, f.ip_proto), f.orig);
    put(key(f.tenant, b, a, q, p, f.ip_proto), f.resp);
  }
  return out;
}

const sorted = <V>(map: Map<string, V>): [string, V][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

const VARIANTS: Partial<RandomOptions>[] = [
  {},
  { loss: 0.2, duplicates: 0.3, window: 64 },
  { outerFragments: 0.3, innerFragments: 0.3 },
  { ipv6: 0.9 },
];

describe("random traffic", () => {
  it("has every direction of every inner 5-tuple once, with its outer packets and bytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.constantFrom(...VARIANTS), (seed, options) => {
        const scenario = randomScenario(seed, { packets: 250, ...options });
        expect(sorted(directions(recordsOf(asPackets(scenario))))).toEqual(sorted(expected(scenario)));
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  it("stands in the order that was asked for", () => {
    const packets = asPackets(randomScenario(11, { packets: 400 }));
    const bytes = (f: FlowRecord) => f.orig.outer_bytes + f.resp.outer_bytes;
    const count = (f: FlowRecord) => f.orig.outer_pkts + f.resp.outer_pkts;
    const descends = (values: number[]) => values.every((v, i) => i === 0 || values[i - 1] >= v);
    expect(descends(recordsOf(packets, "bytes").map(bytes))).toBe(true);
    expect(descends(recordsOf(packets, "packets").map(count))).toBe(true);
    expect(descends(recordsOf(packets, "duration").map((f) => Number(f.duration)))).toBe(true);
    const first = recordsOf(packets, "start").map((f) => f.ts ?? "");
    expect(first).toEqual([...first].sort());
    const names = recordsOf(packets, "tenant").map((f) => f.tenant);
    expect(names.filter((name, i) => name !== names[i - 1]).length).toBe(new Set(names).size);
    for (const order of FLOW_ORDERS) expect(recordsOf(packets, order)).toHaveLength(names.length);
  });
});

// Flags and directions by hand: fixtures/stt/02-in-order.pcap is one ACK segment in three pieces.
test("an STT frame is one packet of its flow, in three outer ones", async () => {
  const [flow, ...others] = recordsOf(await packetsOf("fixtures/stt/02-in-order.pcap"));
  expect(others).toEqual([]);
  expect(flow).toMatchObject({ tenant: "stt:42", outer_src: "192.0.2.1", outer_dst: "192.0.2.2" });
  expect(flow.orig).toMatchObject({ pkts: 1, outer_pkts: 3, tcp_flags: "A", hash_field: "tcp.srcport" });
  expect(flow.resp).toMatchObject({
    pkts: 0,
    outer_pkts: 0,
    tcp_flags: "",
    hash_values: 0,
    hash_value: null,
  });
});

describe("community id", () => {
  const v4 = (text: string) => [text.split(".").reduce((word, part) => (word << 8) | Number(part), 0)];
  /** Of an address with eight groups. */
  const v6 = (text: string) => {
    const groups = text.split(":").map((group) => Number.parseInt(group, 16));
    return [0, 2, 4, 6].map((i) => (groups[i] << 16) | groups[i + 1]);
  };

  // Published examples: the specification's baseline and the tests of its reference implementation.
  test.each([
    ["128.232.110.120", 34855, "66.35.250.204", 80, 6, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
    ["192.168.1.52", 54585, "8.8.8.8", 53, 17, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="],
    ["192.168.1.42", 4242, "8.8.8.8", 53, 17, "1:vTdrngJjlP5eZ9mw9JtnKyn99KM="],
    ["192.168.170.8", 7, "192.168.170.56", 80, 132, "1:jQgCxbku+pNGw8WPbEc/TS/uTpQ="],
  ])("%s:%d %s:%d", (a, p, b, q, proto, id) => {
    expect(communityId(v4(a), v4(b), proto, p, q, false)).toBe(id);
    expect(communityId(v4(b), v4(a), proto, q, p, false)).toBe(id);
  });

  const [A, B] = ["192.168.0.89", "192.168.0.1"];
  const [C, D] = ["fe80:0:0:0:200:86ff:fe05:80da", "fe80:0:0:0:260:97ff:fe07:69ea"];
  const [E, F] = ["3ffe:507:0:1:260:97ff:fe07:69ea", "3ffe:507:0:1:200:86ff:fe05:80da"];
  test.each([
    [A, B, 1, 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
    [B, A, 1, 0, 8, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
    // An answer's code does not count.
    [B, A, 1, 0, 20, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
    [A, B, 1, 20, 0, "1:3o2RFccXzUgjl7zDpqmY7yJi8rI="],
    [A, B, 1, 20, 1, "1:tz/fHIDUHs19NkixVVoOZywde+I="],
    [C, D, 58, 135, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="],
    [D, C, 58, 136, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="],
    // What has no answers is not the other direction of anything.
    [E, F, 58, 3, 0, "1:NdobDX8PQNJbAyfkWxhtL2Pqp5w="],
    [F, E, 58, 3, 0, "1:/OGBt9BN1ofenrmSPWYicpij2Vc="],
  ])("%s %s ICMP %d, type %d, code %d", (a, b, proto, type, code, id) => {
    const words = proto === 1 ? v4 : v6;
    const ports = icmpPorts(proto, type, code);
    expect(communityId(words(a), words(b), proto, ...icmpHalves(ports), isOneWay(ports))).toBe(id);
  });
});

const TSHARK = spawnSync("tshark", ["-v"]).status === 0;

describe.skipIf(!TSHARK)("beside tshark (skipped where it is not installed)", () => {
  // Of Ethernet, by little-endian microseconds; without STT, which tshark takes for TCP, and without fragments.
  const FILES = [
    "vxlan/one-tenant",
    "vxlan/inner-icmp-error",
    "vxlan/two-tenants-same-inner",
    "vxlan/inner-ipv6",
    "nvgre/flow-ids",
    "gre/two-keys-same-inner",
    "nested/three-deep",
    "ip/ipip-hundred-flows-one-key",
    "ip/ipip-6in4",
    "ip/esp-has-no-ports",
    "ip/icmp-echo",
    "ip/icmpv6-echo",
    "apps/dns-in-two-tenants",
    "headers/icmp",
    "headers/icmpv6",
    "headers/tcp-conversation",
  ];
  const write = files();

  /** One ICMP message, with enough behind its type and code for any of them. */
  function icmp(v6: boolean, type: number, code: number, back: boolean): Buffer {
    const hosts = [Buffer.alloc(16, 0x20), Buffer.alloc(16, 0x21)];
    const [from, to] = back ? hosts.reverse() : hosts;
    const message = Buffer.alloc(72);
    message.writeUInt16BE((type << 8) | code, 0);
    const ip = v6
      ? Buffer.concat([Buffer.from([0x60, 0, 0, 0, 0, message.length, 58, 64]), from, to])
      : Buffer.concat([
          Buffer.from([0x45, 0, 0, 20 + message.length, 0, 0, 0, 0, 64, 1, 0, 0]),
          from.subarray(0, 4),
          to.subarray(0, 4),
        ]);
    const ethernet = Buffer.alloc(14, 2);
    ethernet.writeUInt16BE(v6 ? 0x86dd : 0x0800, 12);
    return Buffer.concat([ethernet, ip, message]);
  }

  const record = (data: Buffer): Buffer => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(data.length, 8);
    head.writeUInt32LE(data.length, 12);
    return Buffer.concat([head, data]);
  };

  function everyIcmp(): Buffer[] {
    // Without groups and records tshark calls these two malformed, and gives them no id.
    const types = Array.from({ length: 256 }, (_, type) => type).filter((t) => t !== 138 && t !== 143);
    return [false, true].flatMap((v6) =>
      types.flatMap((type) =>
        [0, 1, 3].flatMap((code) => [false, true].map((back) => record(icmp(v6, type, code, back)))),
      ),
    );
  }

  /** What one frame adds to. */
  interface Sum {
    packets: number;
    bytes: number;
    flags: number;
    first: string;
    last: string;
  }

  /** By community id, and of TCP by the source port as well: each direction by itself. */
  function tsharkSums(capture: string): Map<string, Sum> {
    const fields = [
      "frame.protocols",
      "tcp.srcport",
      "tcp.flags",
      "frame.len",
      "frame.time_epoch",
      "communityid",
      "arp.opcode",
    ];
    const { stdout } = spawnSync(
      "tshark",
      [
        "-r",
        capture,
        "-o",
        "ip.defragment:FALSE",
        "--enable-protocol",
        "communityid",
        "-T",
        "fields",
        "-E",
        "occurrence=l",
        ...fields.flatMap((f) => ["-e", f]),
      ],
      { encoding: "utf8", maxBuffer: 1 << 26 },
    );
    const sums = new Map<string, Sum>();
    for (const row of stdout.split("\n").filter((row) => row !== "")) {
      const [protocols, port, tcpFlags, bytes, time, id, arp] = row.split("\t");
      // An error's quote is nobody's TCP.
      const flags = protocols.includes("icmp") ? "" : tcpFlags;
      if (id === "" || arp !== "") continue;
      const key = flags === "" ? id : `${id} ${port}`;
      const sum = sums.get(key) ?? { packets: 0, bytes: 0, flags: 0, first: time, last: time };
      sum.packets++;
      sum.bytes += Number(bytes);
      sum.flags |= Number(flags);
      if (Number(time) < Number(sum.first)) sum.first = time;
      if (Number(time) > Number(sum.last)) sum.last = time;
      sums.set(key, sum);
    }
    return sums;
  }

  function ourSums(records: readonly FlowRecord[]): Map<string, Omit<Sum, "first" | "last">> {
    const sums = new Map<string, Omit<Sum, "first" | "last">>();
    for (const f of records) {
      const id = flowFigures(f).community_id;
      for (const [port, d] of [
        [f["id.orig_p"], f.orig],
        [f["id.resp_p"], f.resp],
      ] as const) {
        if (d.outer_pkts === 0) continue;
        const key = f.ip_proto === 6 ? `${id} ${port}` : `${id}`;
        const sum = sums.get(key) ?? { packets: 0, bytes: 0, flags: 0 };
        sum.packets += d.outer_pkts;
        sum.bytes += d.outer_bytes;
        for (const letter of d.tcp_flags) sum.flags |= 1 << "FSRPAUEC".indexOf(letter);
        sums.set(key, sum);
      }
    }
    return sums;
  }

  it("ids, packets, bytes and TCP flags of every conversation and every type of ICMP", async () => {
    const captures = FILES.map((name) => readFileSync(`fixtures/${name}.pcap`));
    const path = write(
      "all.pcap",
      Buffer.concat([captures[0].subarray(0, 24), ...captures.map((c) => c.subarray(24)), ...everyIcmp()]),
    );
    const theirs = tsharkSums(path);
    const ours = ourSums(recordsOf(await packetsOf(path)));
    expect(theirs.size).toBeGreaterThan(1000);
    const plain = [...theirs].map(
      ([key, { packets, bytes, flags }]) => [key, { packets, bytes, flags }] as const,
    );
    expect(sorted(ours)).toEqual(sorted(new Map(plain)));
  });

  it("times", async () => {
    const path = "fixtures/ip/ipip-hundred-flows-one-key.pcap";
    const theirs = tsharkSums(path);
    for (const f of recordsOf(await packetsOf(path))) {
      const id = flowFigures(f).community_id;
      const sides = [...theirs].filter(([key]) => key.startsWith(`${id}`)).map(([, sum]) => sum);
      const first = Math.min(...sides.map((sum) => Number(sum.first)));
      const last = Math.max(...sides.map((sum) => Number(sum.last)));
      expect(Date.parse(f.ts ?? "") / 1000).toBeCloseTo(first, 3);
      expect(Number(f.duration)).toBeCloseTo(last - first, 5);
    }
  });
});

describe("formats", () => {
  const records = recordsOf(asPackets(randomScenario(3, { packets: 100 })));
  const text = ({ head, line }: (typeof flowFormats)["csv"]) => head + records.map((f) => line(f)).join("");

  it("CSV has a cell for every name of the header", () => {
    for (const line of text(flowFormats.csv).trimEnd().split("\n"))
      expect(line.split(",")).toHaveLength(flowNames.length);
    for (const f of records) expect(Object.values(flowFigures(f))).not.toContain(undefined);
  });

  it("Zeek's has one for every field, with Zeek's types, and the same figures", () => {
    const lines = text(flowFormats.zeek).trimEnd().split("\n");
    const head = Object.fromEntries(
      lines
        .filter((line) => line.startsWith("#"))
        .map((line) => [line.split(/[\t ]/)[0], line.split("\t").slice(1)]),
    );
    expect(lines[0]).toBe("#separator \\x09");
    expect(head["#fields"]).toEqual(flowNames);
    expect(head["#types"]).toHaveLength(flowNames.length);
    const rows = lines.filter((line) => !line.startsWith("#"));
    expect(rows).toHaveLength(records.length);
    for (const [i, row] of rows.entries()) {
      const cells = row.split("\t");
      const figures = Object.values(flowFigures(records[i]));
      expect(cells).toHaveLength(figures.length);
      for (const [k, cell] of cells.entries()) {
        const figure = figures[k];
        if (figure === null) expect(cell).toBe("-");
        else if (head["#types"][k] === "time") {
          const milliseconds = BigInt(cell.replace(".", "")) / 1_000_000n;
          expect(new Date(Number(milliseconds)).toISOString().slice(0, 23)).toBe(String(figure).slice(0, 23));
          expect(cell.slice(-9)).toBe(String(figure).slice(-10, -1));
        } else if (typeof figure === "number") expect(Number(cell)).toBe(figure);
        else expect(cell).toBe(figure === "" ? "(empty)" : figure);
      }
    }
  });
});

test("ICMP of which the type was not captured has neither ports nor an id", async () => {
  const [whole] = await packetsOf("fixtures/ip/icmp-echo.pcap");
  const [cut] = recordsOf([{ ...whole, bytes: whole.bytes.slice(0, 14 + 20 + 1) }]);
  expect(cut).toMatchObject({ ip_proto: 1, "id.orig_p": null, "id.resp_p": null });
  expect(flowFigures(cut)).toMatchObject({ community_id: null, proto: "icmp" });
  expect(recordsOf([whole])[0]).toMatchObject({ "id.orig_p": 8, "id.resp_p": 0 });
});
