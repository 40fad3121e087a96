// `overshark flows`: every conversation of every tenant against sums over what the generator knows.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type RandomOptions, randomScenario } from "../fixtures/make/random.ts";
import type { Flow, Scenario } from "../fixtures/make/scenario.ts";
import { settle } from "../fixtures/make/truth-settle.ts";
import type { FlowDirection, FlowRecord } from "../src/facts/flow-record.ts";
import { FLOW_ORDERS, type FlowOrder, flowRecords } from "../src/facts/flows.ts";
import { orderedTenants } from "../src/facts/query.ts";
import { communityId } from "../src/output/community-id.ts";
import { flowColumns, flowCsv, flowCsvHeader } from "../src/output/flows.ts";
import { Session } from "../src/pipeline/session.ts";
import { feed, type Packet, packetsOf } from "./support/capture.ts";

function recordsOf(packets: readonly Packet[], order: FlowOrder = "first"): FlowRecord[] {
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
    expect(out.has(k), `${k} twice`).toBe(false);
    out.set(k, { packets: d.outer_pkts, bytes: d.outer_bytes });
  };
  for (const f of records) {
    const [a, b] = [f["id.orig_h"], f["id.resp_h"]];
    const [p, q] = [f["id.orig_p"], f["id.resp_p"]];
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
    const first = recordsOf(packets, "first").map((f) => f.ts ?? "");
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

  // Published examples of the specification and of an independent implementation.
  test.each([
    ["128.232.110.120", 34855, "66.35.250.204", 80, 6, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
    ["192.168.1.42", 4242, "8.8.8.8", 53, 17, "1:vTdrngJjlP5eZ9mw9JtnKyn99KM="],
  ])("%s:%d %s:%d", (a, p, b, q, proto, id) => {
    expect(communityId(v4(a), v4(b), proto, p, q)).toBe(id);
    expect(communityId(v4(b), v4(a), proto, q, p)).toBe(id);
  });

  test("ICMP has none, since its type is not part of a flow here", () => {
    expect(communityId(v4("10.0.0.1"), v4("10.0.0.2"), 1, 0, 0)).toBe(null);
  });
});

test("a CSV line has a cell for every name of the header", () => {
  for (const f of recordsOf(asPackets(randomScenario(3, { packets: 100 })))) {
    expect(flowCsv(f).split(",")).toHaveLength(flowCsvHeader(f).split(",").length);
    expect(Object.values(flowColumns(f)).some((value) => value === undefined)).toBe(false);
  }
});
