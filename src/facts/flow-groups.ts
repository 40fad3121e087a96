/** Rows by flow, and what is counted on the way: conversations and hosts. */
import { Chains, Pairs, slotsFor } from "./chains.ts";
import { hostTenant } from "./hosts.ts";
import {
  DESTINATION,
  FLOW_BITS,
  HAS_FLOW,
  IS_IP,
  KIND,
  NODE,
  PORTS,
  ROW_WORDS,
  SOURCE,
  SUM_FLOWLESS_ROWS,
  SUM_ROWS,
  V6,
} from "./layout.ts";
import type { Sums } from "./node-sums.ts";
import type { Compiled, Room } from "./room.ts";
import type { Scopes } from "./scopes.ts";
import type { FactTable } from "./table.ts";

const EMPTY = new Int32Array(0);

export class FlowGroups {
  /** Rows that have a flow. */
  readonly flows: Chains;
  /** Flows of more than one row. */
  several: number[] | Int32Array = [];
  /** By row that has a flow: 1 if it is all of it, 0: there are others. */
  readonly alone: Int32Array;
  /** By node: flows of which one of its rows is all. */
  readonly aloneIn: Int32Array;
  // By tenant.
  readonly flowsOf: Int32Array;
  readonly conversationsOf: Int32Array;
  readonly hostsOf: Int32Array;
  /** Pairs of hostTenant and an address word. */
  readonly hosts: Pairs;

  private readonly words: Int32Array;
  private readonly tenantOf: Int32Array;
  /** By hash of a conversation: the row it was first seen in plus 1; 0: free. */
  private index: Int32Array = EMPTY;
  /** By flow: that of the other direction, plus 1; 0: none was seen after it. */
  private reverse: Int32Array = EMPTY;

  constructor(t: FactTable, scopes: Scopes, sums: Sums, room: Room) {
    this.words = t.rows.i32;
    this.tenantOf = scopes.tenantOf;
    this.flows = new Chains(room, t.size);
    this.alone = room.ints(t.size).fill(1);
    this.aloneIn = room.ints(scopes.nodes);
    this.flowsOf = new Int32Array(scopes.tenants);
    this.conversationsOf = room.ints(scopes.tenants);
    this.hostsOf = new Int32Array(scopes.tenants);
    this.hosts = new Pairs(room, t.size);
    for (let node = 0; node < scopes.nodes; node++)
      this.aloneIn[node] = sums.of(node, SUM_ROWS) - sums.of(node, SUM_FLOWLESS_ROWS);
    const several = room.ints(room.compiled === null ? 0 : t.size >> 1);
    this.index = room.ints(slotsFor(t.size));
    this.reverse = room.ints(t.size);
    if (room.compiled === null) this.group(t.size);
    else this.groupBy(room.compiled, several);
    this.index = EMPTY;
    this.reverse = EMPTY;
    this.count(scopes);
  }

  /** As `group`, by compiled code. */
  private groupBy(compiled: Compiled, several: Int32Array): void {
    const { flows, hosts, index, reverse, alone, aloneIn, conversationsOf } = this;
    const [count, last] = [0, index.length - 1];
    const found = compiled.record(
      ...[flows.address(), hosts.address(), index, last, reverse, alone, aloneIn, conversationsOf],
      ...[several, count],
    );
    compiled.code.group(found.byteOffset);
    flows.told();
    hosts.told();
    this.several = several.subarray(0, found.at(-1));
    compiled.free(index);
  }

  /** One loop over all rows, and in it all that most of them need: reports are made by code that runs once. */
  private group(rows: number): void {
    const { words: w, tenantOf, index, flows, hosts } = this;
    const mask = index.length - 1;
    for (let row = 0; row < rows; row++) {
      const k = row * ROW_WORDS;
      const kind = w[k + KIND];
      const source = w[k + SOURCE];
      const tenant = tenantOf[w[k + NODE]];
      if ((kind & HAS_FLOW) === 0) {
        if ((kind & IS_IP) !== 0) hosts.add(hostTenant(tenant, kind & V6), source);
        continue;
      }
      const destination = w[k + DESTINATION];
      const ports = w[k + PORTS];
      const bits = kind & FLOW_BITS;
      let slot = hashBothWays(tenant ^ bits, source, ports >>> 16, destination, ports & 0xffff) & mask;
      let first = index[slot];
      while (first !== 0 && !this.isIn(first - 1, row, tenant, source, destination, ports, bits)) {
        slot = (slot + 1) & mask;
        first = index[slot];
      }
      if (first !== 0) continue;
      index[slot] = row + 1;
      flows.begin(row);
      hosts.add(hostTenant(tenant, bits & V6), source);
    }
  }

  /** Adds a row to the conversation that was first seen in the row `first`, if it is of that. */
  private isIn(
    first: number,
    row: number,
    tenant: number,
    source: number,
    destination: number,
    ports: number,
    bits: number,
  ): boolean {
    const w = this.words;
    const k = first * ROW_WORDS;
    const seen = w[k + PORTS];
    const swapped = (ports << 16) | (ports >>> 16);
    if (seen !== ports && seen !== swapped) return false;
    if ((w[k + KIND] & FLOW_BITS) !== bits || this.tenantOf[w[k + NODE]] !== tenant) return false;
    const from = w[k + SOURCE];
    const to = w[k + DESTINATION];
    const flow = this.flows.key[first];
    if (seen === ports && from === source && to === destination) {
      this.join(row, flow);
      return true;
    }
    if (seen !== swapped || from !== destination || to !== source) return false;
    if (this.reverse[flow] !== 0) this.join(row, this.reverse[flow] - 1);
    else {
      this.reverse[flow] = this.flows.begin(row) + 1;
      this.conversationsOf[tenant]--;
      this.hosts.add(hostTenant(tenant, bits & V6), source);
    }
    return true;
  }

  private join(row: number, flow: number): void {
    const several = this.several as number[];
    const head = this.flows.heads[flow];
    if (this.alone[head] === 1) {
      several.push(flow);
      this.notAlone(head);
    }
    this.notAlone(row);
    this.flows.join(row, flow);
  }

  private notAlone(row: number): void {
    this.alone[row] = 0;
    this.aloneIn[this.words[row * ROW_WORDS + NODE]]--;
  }

  /** After the last row: adds up by tenant. So far there are as many conversations less as were seen both ways. */
  private count({ nodes, tenantOf, tenants }: Scopes): void {
    for (let node = 0; node < nodes; node++) this.flowsOf[tenantOf[node]] += this.aloneIn[node];
    for (const flow of this.several)
      this.flowsOf[tenantOf[this.words[this.flows.heads[flow] * ROW_WORDS + NODE]]]++;
    for (let tenant = 0; tenant < tenants; tenant++) this.conversationsOf[tenant] += this.flowsOf[tenant];
    for (let host = 0; host < this.hosts.size; host++) this.hostsOf[this.hosts.words[2 * host] >>> 1]++;
  }
}

/** The same for both directions. */
function hashBothWays(
  seed: number,
  source: number,
  sourcePort: number,
  destination: number,
  destinationPort: number,
): number {
  const a = Math.imul(source ^ (source >>> 16) ^ Math.imul(sourcePort, 0x9e3779b1), 0x85ebca77);
  const b = Math.imul(
    destination ^ (destination >>> 16) ^ Math.imul(destinationPort, 0x9e3779b1),
    0x85ebca77,
  );
  const h = Math.imul((a ^ (a >>> 15)) + (b ^ (b >>> 15)) + seed, 0x297a2d39);
  return h ^ (h >>> 15);
}
