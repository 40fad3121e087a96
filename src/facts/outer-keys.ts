/** What routers can hash of the outer headers: rows by outer addresses and ports, or GRE key. */
import { META_V6 } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import { Chains, Pairs, slotsFor } from "./chains.ts";
import type { FieldValues } from "./field-values.ts";
import type { FlowGroups } from "./flow-groups.ts";
import {
  DESTINATION,
  FRAGMENT,
  HAS_FLOW,
  KIND,
  NODE,
  OUTER,
  OUTER_KEY,
  OUTER_PORTS,
  PORTS,
  ROW_WORDS,
  SOURCE,
  SUM_ROWS,
} from "./layout.ts";
import type { NodeSums, Sums } from "./node-sums.ts";
import { type Compiled, PLAIN, type Room } from "./room.ts";
import { Class, type FactTable } from "./table.ts";

const TCP = 6;
const UDP = 17;

/** Rows of which a router sees no more than what all rows of their node have in common. */
export interface NodeTotals {
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  /** Flows that are one of these rows and no other. */
  readonly alone: Int32Array;
}

const nodeTotals = (nodes: number, room: Room): NodeTotals => ({
  packets: room.doubles(nodes),
  bytes: room.doubles(nodes),
  alone: room.ints(nodes),
});

export class OuterKeys {
  /** Nodes that have rows by the addresses and the protocol of their outermost header. */
  readonly addresses: Chains;
  /** Native rows by their addresses and protocol; null: there are none. */
  nativeAddresses: Chains | null = null;
  /** Rows by outer ports, within the addresses; all native ones are in it. */
  readonly ports: Chains;
  /** Rows by GRE key, within the addresses; null: none has one. */
  greKeys: Chains | null = null;
  /** Rows that show neither ports nor a GRE key, and those with a key, by node. */
  readonly bare: NodeTotals;
  readonly keyed: NodeTotals;

  private readonly words: Int32Array;
  private readonly nodes: number;
  /** What numbers the keys of `ports` and `greKeys`. */
  private readonly pairs: Pairs;
  private keyPairs: Pairs | null = null;
  private readonly nativeIds = new KeyTable(6, 1024);

  constructor(
    private readonly t: FactTable,
    private readonly of: NodeSums,
    private readonly groups: FlowGroups,
    private readonly fields: FieldValues,
    private readonly room: Room,
  ) {
    const rows = t.size;
    this.nodes = t.interner.nodes.size;
    this.words = t.rows.i32;
    this.addresses = outermostAddresses(t, of.sums, room);
    this.ports = new Chains(room, rows);
    this.bare = nodeTotals(this.nodes, room);
    this.keyed = nodeTotals(this.nodes, room);
    this.pairs = new Pairs(PLAIN, room.compiled === null ? rows : 0);
    if (room.compiled === null) this.group(rows);
    else this.groupBy(room.compiled, rows);
  }

  /** As `group`, by compiled code, which then counts the values of fields too. */
  private groupBy(compiled: Compiled, rows: number): void {
    const { addresses, ports, groups, of } = this;
    // Only if there may be such rows.
    const gre = (of.kinds & OUTER_KEY) !== 0 ? new Chains(compiled, rows) : null;
    const ofNative = of.sums.of(0, SUM_ROWS);
    const native = ofNative > 0 ? new Chains(compiled, rows) : null;
    // From here on what is needed no longer when all is grouped.
    const pairs = new Pairs(compiled, rows);
    const grePairs = new Pairs(compiled, gre === null ? 0 : rows);
    const index = compiled.ints(slotsFor(ofNative));
    const totals = [this.bare, this.keyed].map(
      ({ packets, bytes, alone }) => compiled.record(packets, bytes, alone).byteOffset,
    );
    const record = compiled.record(
      ...[addresses.key, ports.address(), pairs.address(), gre?.address() ?? 0, grePairs.address()],
      ...[native?.address() ?? 0, ...totals, groups.alone, groups.flows.address(), index, index.length - 1],
    );
    const fields = this.fields.record(compiled);
    compiled.code.outerKeys(record.byteOffset, fields.byteOffset);
    compiled.code.fieldValues(fields.byteOffset, groups.flows.address());
    for (const chains of [ports, gre, native]) chains?.told();
    compiled.free(pairs.words);
    if (gre !== null && gre.count > 0) this.greKeys = gre;
    if (native !== null && native.count > 0) this.nativeAddresses = native;
  }

  private group(rows: number): void {
    const { words: w, ports, pairs, fields } = this;
    const { key } = this.addresses;
    for (let row = 0; row < rows; row++) {
      const k = row * ROW_WORDS;
      const kind = w[k + KIND];
      if ((kind & HAS_FLOW) === 0) continue;
      const node = w[k + NODE];
      if (node === 0) {
        this.native(row, k, kind);
        continue;
      }
      const outer = w[k + OUTER];
      const shown = kind & (OUTER_PORTS | OUTER_KEY | FRAGMENT);
      if (shown === OUTER_PORTS) ports.add(row, pairs.add(key[node], outer));
      else this.portless(row, node, shown, outer);
      if (shown === OUTER_PORTS || shown === OUTER_KEY) fields.add(row, node, outer, w[k + PORTS]);
    }
  }

  private portless(row: number, node: number, shown: number, outer: number): void {
    const isKeyed = shown === OUTER_KEY;
    const totals = isKeyed ? this.keyed : this.bare;
    totals.packets[node] += this.of.columns.packets[row];
    totals.bytes[node] += this.of.columns.bytes[row];
    totals.alone[node] += this.groups.alone[row];
    if (!isKeyed) return;
    this.greKeys ??= new Chains(this.room, this.t.size);
    this.keyPairs ??= new Pairs(this.room, this.t.size);
    this.greKeys.add(row, this.keyPairs.add(this.addresses.key[node], outer));
  }

  /** The outer header of native traffic is its own; one pair of words is its flow, or its addresses. */
  private native(row: number, k: number, kind: number): void {
    const w = this.words;
    const proto = kind & Class.proto;
    const addresses = this.nativeIds.add(w[k + SOURCE], w[k + DESTINATION], proto, kind & Class.v6, 0, 0);
    this.nativeAddresses ??= new Chains(this.room, this.t.size);
    this.nativeAddresses.add(row, addresses);
    const hasPorts = (kind & FRAGMENT) === 0 && (proto === TCP || proto === UDP);
    // Not among the numbers of other addresses.
    const x = this.nodes + (hasPorts ? 0 : 1);
    this.ports.add(row, this.pairs.add(x, hasPorts ? this.groups.flows.key[row] : addresses));
  }
}

function outermostAddresses(t: FactTable, sums: Sums, room: Room): Chains {
  const i = t.interner;
  const ids = new KeyTable(6, 1024);
  const chains = new Chains(room, i.nodes.size);
  for (let node = 1; node < i.nodes.size; node++) {
    if (sums.of(node, SUM_ROWS) === 0) continue;
    const root = i.rootOf(node);
    const v6 = i.metaOf(root) & META_V6;
    const key = ids.add(i.sourceOf(root), i.destinationOf(root), i.protoOf(root), v6, 0, 0);
    chains.add(node, key);
  }
  return chains;
}
