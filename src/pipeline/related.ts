/**
 * Whose packets belong to conversations of which something is shown. Numbers that are mixed from addresses and ports stand
 * for them: if two are taken for one, more is looked at than need be, and nothing is shown otherwise.
 */

import { type Interner, META_V6 } from "../core/interner.ts";
import { hash6 } from "../core/key-table.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { DESTINATION, KIND, NODE, PORTS, ROW_WORDS, SOURCE } from "../facts/layout.ts";
import type { Summary } from "../facts/summary.ts";
import { Class, type FactTable } from "../facts/table.ts";
import { protocolNumber } from "../protocols/registry.ts";

const TCP = 6;
const [IPV4, IPV6] = [protocolNumber("ip"), protocolNumber("ipv6")];
/** What is in no IP packet belongs together. */
const NO_HOSTS = 0;

export class Related {
  readonly #keys = new Set<number>();
  /** Between whom the tunnels are that they are in: whose packets belong to one conversation of the tunnel's own. */
  readonly #around = new Set<number>();
  /** Hosts of conversations over UDP: a SOCKS proxy carries those for whoever asked for it over TCP. */
  readonly #hosts = new Set<number>();

  /**
   * @param summary of the packets that are shown
   * @returns null: it does not tell of all of them whose they are, as of a fragment that is shown without the first one
   */
  static of({ counters, table }: Pick<Summary, "counters" | "table">): Related | null {
    if (counters.unattributedPackets > 0) return null;
    const related = new Related();
    const nodes = new Set<number>();
    const { i32, size } = table.rows;
    for (let row = 0; row < size; row++) {
      const at = row * ROW_WORDS;
      const kind = i32[at + KIND];
      if ((kind & (Class.flow | Class.nonIp)) === 0) return null;
      related.#add(table, kind, i32[at + SOURCE], i32[at + DESTINATION], i32[at + PORTS]);
      nodes.add(i32[at + NODE]);
    }
    const { interner } = table;
    for (const innermost of nodes)
      for (let node = innermost; node > 0; node = interner.parentOf(node)) {
        const isV6 = (interner.metaOf(node) & META_V6) !== 0;
        const [a, b] = [interner.sourceOf(node), interner.destinationOf(node)];
        related.#around.add(between(hostOf(interner, isV6, a), hostOf(interner, isV6, b)));
      }
    return related;
  }

  #add({ interner }: FactTable, kind: number, source: number, destination: number, ports: number): void {
    if ((kind & Class.ip) === 0) {
      this.#keys.add(NO_HOSTS);
      return;
    }
    const isV6 = (kind & Class.v6) !== 0;
    const [a, b] = [hostOf(interner, isV6, source), hostOf(interner, isV6, destination)];
    const isConnection = (kind & Class.proto) === TCP;
    this.#keys.add(isConnection ? connection(a, b, ports) : between(a, b));
    if (isConnection) return;
    this.#hosts.add(a);
    this.#hosts.add(b);
  }

  /**
   * Whether a packet that is whole in itself may belong to such a conversation.
   * @param s       it is dissected
   * @param proxies what TCP says of UDP is wanted, too
   */
  has(d: DataView, s: LayerStack, proxies: boolean): boolean {
    if (s.stop !== Stop.none) return true;
    if (s.ip < 0) return this.#keys.has(NO_HOSTS);
    const [a, b] = [hostAt(d, s.off[s.ip], 0), hostAt(d, s.off[s.ip], 1)];
    if (this.#keys.has(between(a, b))) return true;
    if (s.ipProto !== TCP || s.l4 < 0) return false;
    if (proxies && (this.#hosts.has(a) || this.#hosts.has(b))) return true;
    return this.#keys.has(connection(a, b, s.ports));
  }

  /** Whether such a packet may belong to a conversation that something shown belongs to as well, be it of a tunnel around. */
  hasAround(d: DataView, { n, proto, off }: LayerStack): boolean {
    for (let i = 0; i < n; i++) {
      if (proto[i] !== IPV4 && proto[i] !== IPV6) continue;
      const hosts = between(hostAt(d, off[i], 0), hostAt(d, off[i], 1));
      if (this.#around.has(hosts) || this.#keys.has(hosts)) return true;
    }
    return false;
  }
}

/** From a word of the table. */
function hostOf({ addresses: { i32, stride } }: Interner, isV6: boolean, word: number): number {
  const at = word * stride;
  return isV6 ? hash6(i32[at], i32[at + 1], i32[at + 2], i32[at + 3], 0, 0) : word;
}

/** The source (0) or destination (1) of an IP header. */
function hostAt(d: DataView, o: number, which: number): number {
  if (d.getUint8(o) >> 4 === 4) return d.getInt32(o + 12 + 4 * which);
  const at = o + 8 + 16 * which;
  return hash6(d.getInt32(at), d.getInt32(at + 4), d.getInt32(at + 8), d.getInt32(at + 12), 0, 0);
}

// The same for both directions.
const between = (a: number, b: number): number => hash6((a + b) | 0, a ^ b, 1, 0, 0, 0);
function connection(a: number, b: number, ports: number): number {
  const from = hash6(a, ports >>> 16, 0, 0, 0, 0);
  const to = hash6(b, ports & 0xffff, 0, 0, 0, 0);
  return hash6((from + to) | 0, from ^ to, 2, 0, 0, 0);
}
