/** TCP connections by tenant, addresses and ports: so many at most, the one silent longest goes first. */
import { type Ends, endsAt } from "../core/ends.ts";
import { ipv4Text } from "../core/format.ts";
import { Recent } from "../core/recent.ts";
import { ipv6TextAt } from "../core/values.ts";
import type { HeadMemory } from "../reassembly/half-stream.ts";
import { Connection, type Endpoint, type KnownPorts, type Stamp } from "./connection.ts";
import type { LogBudget } from "./log.ts";

export class Connections {
  readonly #kept: Recent<Connection>;
  /** How many there ever were. */
  count = 0;
  /** Which direction the packet that was looked for has. */
  direction = 0;

  constructor(
    most: number,
    private readonly known: KnownPorts,
    private readonly memory: HeadMemory,
    private readonly budget: LogBudget,
    /** Is told of every one that is no longer kept. */
    private readonly gone: (connection: Connection, evicted: boolean) => void,
  ) {
    this.#kept = new Recent(
      most,
      ({ last }) => last.number,
      (connection) => gone(connection, true),
    );
  }

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** The connection of an IP packet at `ip`, made if need be. */
  of(d: DataView, ip: number, version: number, ports: number, tenant: string, stamp: Stamp): Connection {
    const [at, size] = version === 6 ? [ip + 8, 16] : [ip + 12, 4];
    const ends = endsAt(d, at, size, ports);
    this.direction = ends.side;
    const known = this.#kept.get(ends, tenant);
    if (known !== undefined) return known;
    const source = { address: addressAt(d, at, size), port: ports >>> 16 };
    const destination = { address: addressAt(d, at + size, size), port: ports & 0xffff };
    const named: [Endpoint, Endpoint] = ends.side === 0 ? [source, destination] : [destination, source];
    return this.#kept.set(ends, tenant, () => this.#make(ends, named, tenant, stamp));
  }

  /** Puts another in the place of one whose ports are used again. */
  renew(old: Connection, stamp: Stamp): Connection {
    this.gone(old, false);
    const { between, ends, tenant } = old;
    return this.#kept.set(between, tenant, () => this.#make(between, ends, tenant, stamp));
  }

  /** All that are kept, by the time they were heard of last. */
  all(): Connection[] {
    return this.#kept.all();
  }

  #make(between: Ends, ends: readonly [Endpoint, Endpoint], tenant: string, stamp: Stamp): Connection {
    const { known, memory, budget } = this;
    return new Connection(this.count++, between, tenant, ends, stamp, known, memory, budget);
  }
}

const addressAt = (d: DataView, at: number, size: number): string =>
  size === 16 ? ipv6TextAt(d, at) : ipv4Text(d.getInt32(at));
