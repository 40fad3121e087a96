/**
 * What an entropy is told of: each tenant, each outermost tunnel, and all tunnels together. All are unions of tunnel
 * nodes, so that what is counted by node is counted for each of them.
 */
import { encapsulations } from "../core/encapsulations.ts";
import type { Interner } from "../core/interner.ts";
import { KeyTable } from "../core/key-table.ts";
import { SUM_ROWS } from "./layout.ts";
import { FAMILY, Sums } from "./node-sums.ts";
import type { Room } from "./room.ts";
import { compareAddresses } from "./tenants.ts";

/** Two endpoints in one encapsulation, whatever the id, the smaller address first. */
export interface Tunnel {
  kind: number;
  a: number;
  b: number;
  /** What the words of the endpoints are: bits of FAMILY. */
  family: number;
}

/** Numbers of scopes: nodes first, then tenants, then tunnels, then all tunnels together. */
export interface Scopes {
  readonly nodes: number;
  readonly tenants: number;
  /** In report order. */
  readonly tunnels: readonly Tunnel[];
  readonly count: number;
  /** Number of the first tenant, of the first tunnel, and of all tunnels. */
  readonly tenant: number;
  readonly tunnel: number;
  readonly overall: number;
  /** By node: its tenant and its tunnel, counted from 0; -1: no rows, or in no tunnel. */
  readonly tenantOf: Int32Array;
  readonly tunnelOf: Int32Array;
  /** By node: 1 if its outermost tunnel goes from a to b. */
  readonly forward: Uint8Array;
}

export function scopesOf(i: Interner, sums: Sums, room: Room): Scopes {
  const nodes = i.nodes.size;
  const tenants = i.tenants.size;
  const tenantOf = room.ints(nodes);
  const tunnelOf = room.ints(nodes).fill(-1);
  const forward = new Uint8Array(nodes);
  const ids = new KeyTable(6);
  const found: Tunnel[] = [];
  for (let node = 1; node < nodes; node++) {
    tenantOf[node] = i.tenantOf(node);
    if (sums.of(node, SUM_ROWS) === 0) continue;
    const root = i.rootOf(node);
    const family = i.metaOf(root) & FAMILY;
    const source = i.sourceOf(root);
    const destination = i.destinationOf(root);
    const kind = i.kindOf(root);
    const ahead = i.compare(source, destination, family) <= 0;
    forward[node] = ahead ? 1 : 0;
    const a = ahead ? source : destination;
    const b = ahead ? destination : source;
    const at = ids.add(kind, a, b, family, 0, 0);
    if (at === found.length) found.push({ kind, a, b, family });
    tunnelOf[node] = at;
  }
  const order = inOrder(i, found);
  const place = new Int32Array(found.length);
  for (let n = 0; n < order.length; n++) place[order[n]] = n;
  for (let node = 1; node < nodes; node++) if (tunnelOf[node] >= 0) tunnelOf[node] = place[tunnelOf[node]];
  const tunnel = nodes + tenants;
  const overall = tunnel + found.length;
  const code = room.compiled?.code;
  code?.setScopes(nodes, tenantOf.byteOffset, tunnelOf.byteOffset, nodes, tunnel, overall);
  return {
    nodes,
    tenants,
    tunnels: order.map((n) => found[n]),
    count: overall + 1,
    tenant: nodes,
    tunnel,
    overall,
    tenantOf,
    tunnelOf,
    forward,
  };
}

/** Places of tunnels in report order: by encapsulation, then endpoints. */
function inOrder(i: Interner, tunnels: readonly Tunnel[]): number[] {
  const name = (kind: number) => encapsulations[kind].name;
  return tunnels
    .map((_, n) => n)
    .sort((m, n) => {
      const [x, y] = [tunnels[m], tunnels[n]];
      return (
        (name(x.kind) < name(y.kind) ? -1 : name(x.kind) > name(y.kind) ? 1 : 0) ||
        compareAddresses(i, x.a, x.family, y.a, y.family) ||
        compareAddresses(i, x.b, x.family, y.b, y.family)
      );
    });
}

/** The sums of nodes, and those of all scopes behind them. */
export function scopeSums(ofNodes: Sums, scopes: Scopes, room: Room): Sums {
  const sums = new Sums(scopes.count, room);
  for (let node = 0; node < scopes.nodes; node++) {
    if (ofNodes.of(node, SUM_ROWS) === 0) continue;
    sums.add(node, ofNodes, node);
    sums.add(scopes.tenant + scopes.tenantOf[node], ofNodes, node);
    if (scopes.tunnelOf[node] < 0) continue;
    sums.add(scopes.tunnel + scopes.tunnelOf[node], ofNodes, node);
    sums.add(scopes.overall, ofNodes, node);
  }
  return sums;
}
