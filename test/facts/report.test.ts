// The report on random fact tables against sums over lists of rows: few addresses, ports and tunnels, so that flows are
// in several tunnels, keys in several tenants, and values of entropy fields belong to several flows. Compiled code
// (assembly/report.ts), which does reports of many rows, and JavaScript, which does those of few, say the same.
import * as fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { encapsulations } from "../../src/core/encapsulations.ts";
import { Counters } from "../../src/facts/counters.ts";
import { Ledger } from "../../src/facts/ledger.ts";
import { report } from "../../src/facts/query.ts";
import type { EntropyReport, ViewReport, WeightingReport } from "../../src/facts/report.ts";
import { roomFor, useCompiled } from "../../src/facts/room.ts";
import { Class, FactTable } from "../../src/facts/table.ts";
// Registers the kinds.
import "../../src/protocols/registry.ts";
import { check } from "../property.ts";

const [VXLAN, GENEVE, NVGRE, GRE] = ["vxlan", "geneve", "nvgre", "gre"].map((name) =>
  encapsulations.findIndex((e) => e.name === name),
);

/** A tunnel: endpoints are IPv4 addresses, the first of them below the second for a to b. */
interface Tunnel {
  kind: number;
  from: number;
  to: number;
  id: number;
}

interface Row {
  /** null: native. */
  tunnel: Tunnel | null;
  source: number;
  destination: number;
  ports: [number, number];
  proto: number;
  cast: number;
  /** GRE key or outer ports, where the tunnel has them. */
  outer: number;
  fragment: boolean;
  flow: boolean;
  packets: number;
  size: number;
}

const few = fc.integer({ min: 1, max: 3 });
const two = fc.integer({ min: 1, max: 2 });
const tunnel: fc.Arbitrary<Tunnel> = fc.record({
  kind: fc.constantFrom(VXLAN, GENEVE, NVGRE, GRE),
  from: few,
  to: few,
  id: two,
});
const row: fc.Arbitrary<Row> = fc.record({
  tunnel: fc.option(tunnel, { freq: 5 }),
  source: two,
  destination: two,
  ports: fc.tuple(two, fc.constant(1)),
  proto: fc.constantFrom(1, 6),
  cast: fc.constantFrom(0, 0, 0, Class.broadcast, Class.multicast),
  outer: fc.tuple(few, few).map(([a, b]) => (a << 16) | b),
  fragment: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  flow: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  packets: fc.oneof(two, fc.integer({ min: 1, max: 30 })),
  size: fc.integer({ min: 60, max: 1500 }),
});

const isPorts = ({ tunnel: t }: Row) => t !== null && (t.kind === VXLAN || t.kind === GENEVE);
const isKey = ({ tunnel: t }: Row) => t !== null && (t.kind === NVGRE || t.kind === GRE);
const tenantOf = ({ tunnel: t }: Row) => (t === null ? "native" : `${encapsulations[t.kind].name}:${t.id}`);
const flowOf = (r: Row) => [tenantOf(r), r.source, r.destination, r.ports, r.proto].join();
const conversationOf = (r: Row) =>
  [tenantOf(r), r.proto, ...[`${r.source} ${r.ports[0]}`, `${r.destination} ${r.ports[1]}`].sort()].join();

function ipOf(r: Row): string {
  if (r.tunnel === null) return ["native", r.source, r.destination, r.proto].join();
  return [isPorts(r) ? 17 : 47, r.tunnel.from, r.tunnel.to].join();
}
function fiveTupleOf(r: Row): string {
  if (r.fragment) return ipOf(r);
  if (isPorts(r)) return `${ipOf(r)} ${r.outer}`;
  return r.tunnel === null && r.proto !== 1 ? `${ipOf(r)} ${r.ports}` : ipOf(r);
}
const keyAwareOf = (r: Row) => (isKey(r) && !r.fragment ? `${ipOf(r)} key ${r.outer}` : fiveTupleOf(r));

function fieldOf(r: Row): string | null {
  const field = r.tunnel === null ? null : encapsulations[r.tunnel.kind].entropy;
  return field === null || r.fragment ? null : `${field.name} ${(r.outer >>> field.shift) & field.mask}`;
}

function group<T>(list: readonly T[], by: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return [...groups.values()];
}
const sum = (list: readonly Row[], of: (r: Row) => number) => list.reduce((n, r) => n + of(r), 0);
const bytesOf = (r: Row) => r.packets * r.size;

function view(weights: number[]): ViewReport {
  const total = weights.reduce((a, b) => a + b, 0);
  const bits = weights.reduce((n, w) => n - (w / total) * Math.log2(w / total), 0);
  return {
    keys: weights.length,
    bits,
    paths: 2 ** bits,
    max_share: total === 0 ? 0 : Math.max(...weights) / total,
  };
}

/** Rows of each flow that carry its most packets by one key, of equals the first; rows are in order of first packet. */
function winners(rows: Row[], key: (r: Row) => string): string[] {
  return group(rows, flowOf).map((flow) => {
    const keys = group(flow, key);
    const most = Math.max(...keys.map((k) => sum(k, (r) => r.packets)));
    return key((keys.find((k) => sum(k, (r) => r.packets) === most) as Row[])[0]);
  });
}

function weighting(rows: Row[], weigh: (key: (r: Row) => string) => number[]): WeightingReport {
  const of = (key: (r: Row) => string) =>
    rows.length === 0 ? { keys: 0, bits: 0, paths: 0, max_share: 0 } : view(weigh(key));
  return { five_tuple: of(fiveTupleOf), inner: of(flowOf), key_aware: of(keyAwareOf), ip: of(ipOf) };
}

function entropy(all: Row[]): Omit<EntropyReport, "field"> & { field: Omit<EntropyReport["field"], "name"> } {
  const rows = all.filter((r) => r.flow);
  const shown = rows.filter((r) => fieldOf(r) !== null);
  const values = shown.map((r) => Number((fieldOf(r) as string).split(" ")[1]));
  const sums = (of: (r: Row) => number) => (key: (r: Row) => string) =>
    group(rows, key).map((k) => sum(k, of));
  return {
    packets: weighting(
      rows,
      sums((r) => r.packets),
    ),
    bytes: weighting(rows, sums(bytesOf)),
    flows: weighting(rows, (key) => group(winners(rows, key), (k) => k).map((k) => k.length)),
    field: {
      distinct: group(shown, (r) => fieldOf(r) as string).length,
      min: values.length === 0 ? null : Math.min(...values),
      max: values.length === 0 ? null : Math.max(...values),
      flows_with_several_values: group(shown, flowOf).filter((f) => new Set(f.map(fieldOf)).size > 1).length,
      values_with_several_flows: group(shown, (r) => fieldOf(r) as string).filter(
        (v) => new Set(v.map(flowOf)).size > 1,
      ).length,
      copied_inner_port_packets: sum(
        shown.filter((r, i) => r.proto !== 1 && values[i] === r.ports[0]),
        (r) => r.packets,
      ),
    },
  };
}

/** Rounded as the report is, but for the last digit. */
const close = (expected: unknown): unknown =>
  JSON.parse(JSON.stringify(expected), (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? expect.closeTo(value, 5) : value,
  );

const own = ({ field: { name: _, ...field }, ...rest }: EntropyReport) => ({ ...rest, field });

/** The same combination twice is one row. */
const identity = (r: Row) =>
  JSON.stringify([r.tunnel, r.source, r.destination, r.ports, r.proto, r.cast, r.outer, r.fragment, r.flow]);

afterEach(() => useCompiled(true));

test("every figure of tenants, tunnels and all together is what its rows add up to", () => {
  check(
    fc.property(fc.uniqueArray(row, { maxLength: 80, selector: identity, size: "max" }), (rows) => {
      const t = new FactTable();
      rows.forEach((r, n) => {
        const carrier = isPorts(r) ? 17 : 47;
        const { tunnel: at } = r;
        const node = at === null ? 0 : t.interner.node(0, at.from, at.to, at.kind | (carrier << 8), 0, at.id);
        const shown = isPorts(r) ? Class.outerPorts : isKey(r) ? Class.outerKey : 0;
        const kind =
          Class.ip | r.proto | r.cast | shown | (r.flow ? Class.flow : 0) | (r.fragment ? Class.fragment : 0);
        const ports = (r.ports[0] << 16) | r.ports[1];
        const made = t.row(node, r.source, r.destination, ports, kind, shown === 0 ? 0 : r.outer, n);
        t.add(made, r.packets, bytesOf(r), r.packets, bytesOf(r) - 50 * r.packets);
        t.seen(made, 1000 + ((n * 7) % 5), n);
        t.seen(made, 1004 + ((n * 3) % 7), n);
      });
      const found = [false, true].map((compiled) => {
        useCompiled(compiled, 1);
        expect(roomFor(1).compiled !== null).toBe(compiled);
        return report({ table: t, counters: new Counters(), ledger: new Ledger() }, [], []);
      });
      expect(JSON.stringify(found[1])).toBe(JSON.stringify(found[0]));
      const { stats } = found[1];

      for (const tenant of stats.tenants) {
        const its = rows.filter((r) => tenantOf(r) === tenant.tenant);
        const flows = its.filter((r) => r.flow);
        expect(own(tenant.entropy)).toEqual(close(entropy(its)));
        expect(tenant).toMatchObject({
          packets: sum(its, (r) => r.packets),
          inner_bytes: sum(its, (r) => bytesOf(r) - 50 * r.packets),
          flows: group(flows, flowOf).length,
          conversations: group(flows, conversationOf).length,
          hosts: new Set(its.map((r) => r.source)).size,
          multicast_packets: sum(
            its.filter((r) => r.cast === Class.multicast),
            (r) => r.packets,
          ),
        });
        const seconds = its.map((r) => 1000 + ((rows.indexOf(r) * 7) % 5));
        expect(Date.parse(String(tenant.first_time)) / 1000).toBeCloseTo(Math.min(...seconds), 5);
      }
      expect(stats.tenants.length).toBe(group(rows, tenantOf).length);

      const pairOf = (t: Tunnel) => `${encapsulations[t.kind].name} ${[t.from, t.to].sort()}`;
      const inTunnels = rows.filter((r) => r.tunnel !== null);
      for (const { encap, a, b, packets, tenants, entropy: got } of stats.tunnels) {
        const ends = [a, b].map((end) => Number(String(end).split(".")[3]));
        const its = inTunnels.filter((r) => pairOf(r.tunnel as Tunnel) === `${encap} ${ends}`);
        expect(own(got)).toEqual(close(entropy(its)));
        expect({ packets, tenants }).toEqual({
          packets: sum(its, (r) => r.packets),
          tenants: group(its, tenantOf).length,
        });
      }
      expect(stats.tunnels.length).toBe(group(inTunnels, (r) => pairOf(r.tunnel as Tunnel)).length);
      expect(own(stats.overall.entropy)).toEqual(close(entropy(inTunnels)));
    }),
    60,
  );
});
