import { type Interner, META_V6 } from "../core/interner.ts";
import { Connection, type LayerStack } from "../core/stack.ts";
import type { Pool } from "../reassembly/pool.ts";
import { TCP_CONNECTION } from "./entries.ts";

/** Real TCP connections to STT's port, by client. They are remembered in the pool, as long as finished frames. */
export class Connections {
  /** How many were learnt, those included that were known. */
  learnt = 0;

  constructor(
    private readonly pool: Pool,
    private readonly interner: Interner,
  ) {}

  /**
   * Learns from a TCP segment on STT's port, in the tunnel `node`.
   * @returns false if it proves nothing and belongs to no known connection: a segment that STT rejects
   */
  note(d: DataView, s: LayerStack, node: number, now: number): boolean {
    const { interner, pool } = this;
    const o = s.off[s.ip];
    const v6 = s.ipVersion === 6 ? META_V6 : 0;
    const tenant = node < 0 ? 0 : interner.tenantOf(node);
    let source = interner.address(d, o, s.ipVersion, 0);
    let destination = interner.address(d, o, s.ipVersion, 1);
    let ports = s.ports;
    if (s.connection === Connection.reply) {
      [source, destination] = [destination, source];
      ports = (ports << 16) | (ports >>> 16);
    }
    if (s.connection === Connection.notStt) return this.isKnown(tenant, source, destination, ports, v6, now);
    const old = pool.find(tenant, source, destination, ports, 0, TCP_CONNECTION | v6);
    if (old >= 0) pool.drop(old);
    pool.startFinished(tenant, source, destination, ports, 0, TCP_CONNECTION | v6, 0, now);
    this.learnt++;
    return true;
  }

  /** Whether a TCP connection from this client was seen lately. */
  isKnown(
    tenant: number,
    source: number,
    destination: number,
    ports: number,
    v6: number,
    now: number,
  ): boolean {
    const e = this.pool.find(tenant, source, destination, ports, 0, TCP_CONNECTION | v6);
    return e >= 0 && !this.pool.isOld(e, now);
  }
}
