/** Rows by flow, and what is counted on the way: conversations and hosts. */
import { Chains, hash2, Pairs, slotsFor } from "./chains.ts";
import { hostTenant } from "./hosts.ts";
import type { Scopes } from "./scopes.ts";
import { Class, DESTINATION, type FactTable, KIND, NODE, PORTS, ROW_WORDS, SOURCE } from "./table.ts";

const FLOW_BITS = Class.proto | Class.v6;

export class FlowGroups {
  /** Rows that have a flow. */
  readonly flows: Chains;
  /** Flows of more than one row. */
  readonly several: number[] = [];
  /** By row: 1 if it is all of its flow. */
  readonly alone: Int32Array<ArrayBuffer>;
  /** By node: flows of which one of its rows is all. */
  readonly aloneIn: Int32Array<ArrayBuffer>;
  /** By tenant. */
  readonly flowsOf: Int32Array;
  readonly conversationsOf: Int32Array;
  readonly hostsOf: Int32Array;
  /** Pairs of hostTenant and an address word. */
  readonly hosts: Pairs;

  private readonly words: Int32Array;
  private readonly tenantOf: Int32Array;
  /** By hash of a conversation: the row it was first seen in plus 1; 0: free. */
  private readonly index: Int32Array;
  /** By flow: that of the other direction, plus 1. */
  private readonly reverse: Int32Array;

  constructor(t: FactTable, scopes: Scopes) {
    this.words = t.rows.i32;
    this.tenantOf = scopes.tenantOf;
    this.flows = new Chains(t.size);
    this.alone = new Int32Array(t.size);
    this.aloneIn = new Int32Array(scopes.nodes);
    this.flowsOf = new Int32Array(scopes.tenants);
    this.conversationsOf = new Int32Array(scopes.tenants);
    this.hostsOf = new Int32Array(scopes.tenants);
    this.hosts = new Pairs(t.size);
    this.index = new Int32Array(slotsFor(t.size));
    this.reverse = new Int32Array(t.size);
    for (let row = 0; row < t.size; row++) this.add(row);
  }

  private add(row: number): void {
    const w = this.words;
    const k = row * ROW_WORDS;
    const kind = w[k + KIND];
    if ((kind & (Class.ip | Class.flow)) === 0) return;
    const tenant = this.tenantOf[w[k + NODE]];
    if ((kind & Class.flow) === 0) this.host(tenant, w[k + SOURCE], kind);
    else this.flow(row, tenant, w[k + SOURCE], w[k + DESTINATION], w[k + PORTS], kind & FLOW_BITS);
  }

  private flow(
    row: number,
    tenant: number,
    source: number,
    destination: number,
    ports: number,
    bits: number,
  ): void {
    const { words: w, tenantOf, index } = this;
    const mask = index.length - 1;
    const swapped = (ports << 16) | (ports >>> 16);
    // The same for both directions.
    let slot = hash2(source, ports >>> 16) + hash2(destination, ports & 0xffff) + hash2(tenant, bits);
    for (slot = (slot ^ (slot >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const at = index[slot] - 1;
      if (at < 0) break;
      const k = at * ROW_WORDS;
      const seen = w[k + PORTS];
      if (seen !== ports && seen !== swapped) continue;
      if ((w[k + KIND] & FLOW_BITS) !== bits || tenantOf[w[k + NODE]] !== tenant) continue;
      const from = w[k + SOURCE];
      const to = w[k + DESTINATION];
      if (seen === ports && from === source && to === destination) {
        this.join(row, this.flows.key[at]);
        return;
      }
      if (seen === swapped && from === destination && to === source) {
        const flow = this.flows.key[at];
        if (this.reverse[flow] === 0) this.reverse[flow] = this.begin(row, tenant, source, bits) + 1;
        else this.join(row, this.reverse[flow] - 1);
        return;
      }
    }
    index[slot] = row + 1;
    this.conversationsOf[tenant]++;
    this.begin(row, tenant, source, bits);
  }

  private begin(row: number, tenant: number, source: number, bits: number): number {
    this.flowsOf[tenant]++;
    this.alone[row] = 1;
    this.aloneIn[this.words[row * ROW_WORDS + NODE]]++;
    this.host(tenant, source, bits);
    return this.flows.begin(row);
  }

  private join(row: number, flow: number): void {
    const head = this.flows.heads[flow];
    if (this.alone[head] === 1) {
      this.alone[head] = 0;
      this.aloneIn[this.words[head * ROW_WORDS + NODE]]--;
      this.several.push(flow);
    }
    this.flows.join(row, flow);
  }

  private host(tenant: number, source: number, bits: number): void {
    const { hosts } = this;
    const before = hosts.size;
    hosts.add(hostTenant(tenant, bits & Class.v6), source);
    if (hosts.size > before) this.hostsOf[tenant]++;
  }
}
