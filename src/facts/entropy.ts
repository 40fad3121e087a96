/** The contract's entropy figures of every scope, exactly and whatever order the rows are in. */
import { FieldValues } from "./field-values.ts";
import { FlowGroups } from "./flow-groups.ts";
import { SUM_BYTES, SUM_FLOWLESS_BYTES, SUM_FLOWLESS_PACKETS, SUM_PACKETS } from "./layout.ts";
import type { NodeSums } from "./node-sums.ts";
import { type NodeTotals, OuterKeys } from "./outer-keys.ts";
import type { EntropyReport, WeightingReport } from "./report.ts";
import type { Room } from "./room.ts";
import type { Scopes } from "./scopes.ts";
import { BY_BYTES, BY_FLOWS, BY_PACKETS, Spreads, type Units } from "./spreads.ts";
import type { FactTable } from "./table.ts";
import { type Keying, type Voters, Votes } from "./votes.ts";

export class Entropy {
  readonly groups: FlowGroups;
  private readonly fields: FieldValues;
  private readonly outer: OuterKeys;
  private readonly voters: Voters;
  /** Numbers of the nodes: for units that are nodes. */
  private readonly nodes: Int32Array;
  // The hash views; two are the same where no row has a GRE key.
  private readonly inner: Spreads;
  private readonly ip: Spreads;
  private readonly fiveTuple: Spreads;
  private readonly keyAware: Spreads;

  /** @param of with the sums of all scopes */
  constructor(
    t: FactTable,
    private readonly scopes: Scopes,
    private readonly of: NodeSums,
    private readonly room: Room,
  ) {
    const { packets, node } = of.columns;
    this.groups = new FlowGroups(t, scopes, of.sums, room);
    this.fields = new FieldValues(t, scopes, of.columns, room);
    this.outer = new OuterKeys(t, of, this.groups, this.fields, room);
    this.fields.finish(this.groups, room.compiled !== null);
    this.voters = { groups: this.groups, scopes, packets, node, firstPacket: t.firstPacket };
    this.nodes = Int32Array.from({ length: scopes.nodes }, (_, n) => n);
    this.inner = this.innerView();
    this.ip = this.ipView();
    this.fiveTuple = this.fiveTupleView();
    this.keyAware = this.keyAwareView();
  }

  private innerView(): Spreads {
    const { flows } = this.groups;
    const ofRow = (row: number) => flows.key[row];
    const votes = this.votes(ofRow, flows.count, new Int32Array(this.scopes.nodes));
    const spreads = new Spreads(this.scopes, this.room);
    spreads.keys(flows, this.rowUnits(votes));
    spreads.finish();
    return spreads;
  }

  private ipView(): Spreads {
    const { scopes, outer } = this;
    const { sums } = this.of;
    const native = outer.nativeAddresses;
    const ofRow = native === null ? () => -1 : (row: number) => native.key[row];
    const votes = this.votes(ofRow, native?.count ?? 0, this.groups.aloneIn);
    const packets = new Float64Array(scopes.nodes);
    const bytes = new Float64Array(scopes.nodes);
    for (let node = 1; node < scopes.nodes; node++) {
      packets[node] = sums.of(node, SUM_PACKETS) - sums.of(node, SUM_FLOWLESS_PACKETS);
      bytes[node] = sums.of(node, SUM_BYTES) - sums.of(node, SUM_FLOWLESS_BYTES);
    }
    const spreads = new Spreads(scopes, this.room);
    spreads.keys(outer.addresses, this.nodeUnits({ packets, bytes }, votes));
    if (native !== null) spreads.keys(native, this.rowUnits(votes));
    spreads.finish();
    return spreads;
  }

  private fiveTupleView(): Spreads {
    const { ports, bare, keyed, addresses, greKeys } = this.outer;
    const both = greKeys === null ? bare : together(bare, keyed);
    const votes = this.votes((row) => ports.key[row], ports.count, both.alone);
    const spreads = new Spreads(this.scopes, this.room);
    spreads.keys(ports, this.rowUnits(votes));
    spreads.keys(addresses, this.nodeUnits(both, votes));
    spreads.finish();
    return spreads;
  }

  private keyAwareView(): Spreads {
    const { ports, bare, addresses, greKeys } = this.outer;
    if (greKeys === null) return this.fiveTuple;
    const ofRow = (row: number) =>
      ports.key[row] >= 0 ? ports.key[row] : greKeys.key[row] >= 0 ? ports.count + greKeys.key[row] : -1;
    const votes = this.votes(ofRow, ports.count + greKeys.count, bare.alone);
    const spreads = new Spreads(this.scopes, this.room);
    spreads.keys(ports, this.rowUnits(votes));
    spreads.keys(greKeys, this.rowUnits(votes));
    spreads.keys(addresses, this.nodeUnits(bare, votes));
    spreads.finish();
    return spreads;
  }

  private votes(ofRow: Keying["ofRow"], rowKeys: number, alone: Int32Array): Votes {
    const { key, count } = this.outer.addresses;
    return new Votes(this.voters, { ofRow, rowKeys, ofNode: key, nodeKeys: count }, alone);
  }

  private rowUnits({ rows, rowsInTunnel }: Votes): Units {
    const { packets, bytes, node } = this.of.columns;
    return { packets, bytes, node, votes: rows, tunnelVotes: rowsInTunnel };
  }

  private nodeUnits({ packets, bytes }: Omit<NodeTotals, "alone">, { nodes, nodesInTunnel }: Votes): Units {
    return { packets, bytes, node: this.nodes, votes: nodes, tunnelVotes: nodesInTunnel };
  }

  /** @param kinds of the outermost tunnels of the scope */
  report(scope: number, kinds: Iterable<number>): EntropyReport {
    const { inner } = this;
    const { sums } = this.of;
    const flows = inner.keysOf(scope, BY_FLOWS);
    const packets = sums.of(scope, SUM_PACKETS) - sums.of(scope, SUM_FLOWLESS_PACKETS);
    const bytes = sums.of(scope, SUM_BYTES) - sums.of(scope, SUM_FLOWLESS_BYTES);
    return {
      packets: this.weighting(scope, BY_PACKETS, packets),
      bytes: this.weighting(scope, BY_BYTES, bytes),
      flows: this.weighting(scope, BY_FLOWS, flows),
      field: this.fields.report(scope, kinds),
    };
  }

  private weighting(scope: number, weighting: number, total: number): WeightingReport {
    return {
      five_tuple: this.fiveTuple.report(scope, weighting, total),
      inner: this.inner.report(scope, weighting, total),
      key_aware: this.keyAware.report(scope, weighting, total),
      ip: this.ip.report(scope, weighting, total),
    };
  }
}

function together(a: NodeTotals, b: NodeTotals): NodeTotals {
  return {
    packets: a.packets.map((packets, node) => packets + b.packets[node]),
    bytes: a.bytes.map((bytes, node) => bytes + b.bytes[node]),
    alone: a.alone.map((alone, node) => alone + b.alone[node]),
  };
}
