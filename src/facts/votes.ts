/** In the weighting by flows each flow counts once in each scope: for the key that carried most of its packets there. */
import type { FlowGroups } from "./flow-groups.ts";
import type { Scopes } from "./scopes.ts";

/** What counts for a key: a row, or all rows of a node together that show no more than their addresses. */
export interface Keying {
  /** The key of a row that counts by itself; -1: it counts with its node. */
  readonly ofRow: (row: number) => number;
  /** How many such keys there are. */
  readonly rowKeys: number;
  /** Key of what counts with its node, by node. */
  readonly ofNode: Int32Array;
  readonly nodeKeys: number;
}

export interface Voters {
  readonly groups: FlowGroups;
  readonly scopes: Scopes;
  readonly packets: Float64Array;
  readonly node: Int32Array;
  readonly firstPacket: Float64Array;
}

/** Votes by row and by node, for the scopes of tenants and for those of tunnels; these are the same unless a flow is in several. */
export class Votes {
  readonly rows: Int32Array;
  readonly nodes: Int32Array;
  readonly rowsInTunnel: Int32Array;
  readonly nodesInTunnel: Int32Array;
  private readonly sums: Float64Array;

  /** @param alone by node: flows of which one of its rows that count with it is all */
  constructor(
    private readonly of: Voters,
    private readonly keying: Keying,
    alone: Int32Array,
  ) {
    const { groups } = of;
    this.rows = groups.alone;
    this.nodes = alone;
    this.rowsInTunnel = this.rows;
    this.nodesInTunnel = this.nodes;
    this.sums = new Float64Array(groups.several.length === 0 ? 0 : keying.rowKeys + keying.nodeKeys);
    if (groups.several.length === 0) return;
    this.rows = this.rows.slice();
    this.nodes = this.nodes.slice();
    const apart = groups.several.some((flow) => this.isApart(flow));
    this.rowsInTunnel = apart ? this.rows.slice() : this.rows;
    this.nodesInTunnel = apart ? this.nodes.slice() : this.nodes;
    for (const flow of groups.several) this.flow(flow, apart);
  }

  private tunnel(row: number): number {
    return this.of.scopes.tunnelOf[this.of.node[row]];
  }

  /** Whether a flow is in several tunnels. */
  private isApart(flow: number): boolean {
    const { heads, next } = this.of.groups.flows;
    const tunnel = this.tunnel(heads[flow]);
    for (let row = heads[flow]; row >= 0; row = next[row] - 1) if (this.tunnel(row) !== tunnel) return true;
    return false;
  }

  private flow(flow: number, apart: boolean): void {
    const { heads, next } = this.of.groups.flows;
    const rows: number[] = [];
    for (let row = heads[flow]; row >= 0; row = next[row] - 1) rows.push(row);
    const first = this.winner(rows, 0, rows.length);
    this.vote(first, this.rows, this.nodes);
    if (!apart) return;
    rows.sort((x, y) => this.tunnel(x) - this.tunnel(y));
    for (let from = 0; from < rows.length; ) {
      let to = from + 1;
      while (to < rows.length && this.tunnel(rows[to]) === this.tunnel(rows[from])) to++;
      this.vote(this.winner(rows, from, to), this.rowsInTunnel, this.nodesInTunnel);
      from = to;
    }
  }

  private vote(row: number, rows: Int32Array, nodes: Int32Array): void {
    if (this.keying.ofRow(row) >= 0) rows[row]++;
    else nodes[this.of.node[row]]++;
  }

  private key(row: number): number {
    const key = this.keying.ofRow(row);
    return key >= 0 ? key : this.keying.rowKeys + this.keying.ofNode[this.of.node[row]];
  }

  /** A row of the key with most packets; of equals, of that which was seen first. */
  private winner(rows: readonly number[], from: number, to: number): number {
    const { sums } = this;
    const { packets, firstPacket } = this.of;
    for (let i = from; i < to; i++) sums[this.key(rows[i])] += packets[rows[i]];
    let best = rows[from];
    for (let i = from + 1; i < to; i++) {
      const row = rows[i];
      const more = sums[this.key(row)] - sums[this.key(best)];
      // Rows of one key compare equal here, and the earliest of them stands for it.
      if (more > 0 || (more === 0 && firstPacket[row] < firstPacket[best])) best = row;
    }
    for (let i = from; i < to; i++) sums[this.key(rows[i])] = 0;
    return best;
  }
}
