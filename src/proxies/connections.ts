/** TCP connections by tenant, addresses and ports: so many at most, the one silent longest goes first. */
import { ipv4Text, ipv6Text } from "../core/format.ts";
import { hash6 } from "../core/key-table.ts";
import type { HeadMemory } from "../reassembly/half-stream.ts";
import { Connection, type Endpoint, type KnownPorts, type Stamp } from "./connection.ts";
import type { LogBudget } from "./log.ts";

const WORDS = 8;

export class Connections {
  private readonly byHash = new Map<number, Connection>();
  private oldest: Connection | null = null;
  private newest: Connection | null = null;
  /** Those that are kept, and all that there ever were. */
  size = 0;
  count = 0;
  /** Words of the addresses that are looked for: those of direction 0's source first. */
  private readonly words = new Int32Array(WORDS);
  private ports = 0;
  /** Which direction the packet that was looked for has. */
  direction = 0;

  constructor(
    private readonly most: number,
    private readonly known: KnownPorts,
    private readonly memory: HeadMemory,
    private readonly budget: LogBudget,
    /** Is told of every one that is no longer kept. */
    private readonly gone: (connection: Connection, evicted: boolean) => void,
  ) {}

  /** The connection of an IP packet at `ip`, made if need be. */
  of(
    d: DataView,
    ip: number,
    version: number,
    ports: number,
    tenant: string,
    tenantNumber: number,
    stamp: Stamp,
  ): Connection {
    this.look(d, ip, version, ports);
    const w = this.words;
    const hash =
      hash6(w[0] ^ w[1], w[2] ^ w[3], w[4] ^ w[5], w[6] ^ w[7], this.ports, tenantNumber) ^ version;
    for (let c = this.byHash.get(hash) ?? null; c !== null; c = c.alike) {
      if (
        c.tenantNumber === tenantNumber &&
        c.ports === this.ports &&
        c.version === version &&
        this.equals(c)
      ) {
        this.touch(c);
        return c;
      }
    }
    return this.make(hash, tenant, tenantNumber, version, stamp);
  }

  /** Puts another in the place of one whose ports are used again. */
  renew(old: Connection, stamp: Stamp): Connection {
    this.words.set(old.words);
    this.ports = old.ports;
    this.remove(old);
    this.gone(old, false);
    return this.make(old.hash, old.tenant, old.tenantNumber, old.version, stamp);
  }

  /** All that are kept, by the time they were heard of last. */
  *all(): Iterable<Connection> {
    for (let c = this.oldest; c !== null; c = c.newer) yield c;
  }

  /** Reads the key into `words` and `ports`, the smaller end first, and sets `direction`. */
  private look(d: DataView, ip: number, version: number, ports: number): void {
    const w = this.words;
    const size = version === 6 ? 4 : 1;
    const at = ip + (version === 6 ? 8 : 12);
    w.fill(0);
    let order = 0;
    for (let i = 0; i < size; i++) {
      const source = d.getInt32(at + 4 * i);
      const destination = d.getInt32(at + 4 * (size + i));
      w[i] = source;
      w[4 + i] = destination;
      if (order === 0) order = (source >>> 0) - (destination >>> 0);
    }
    if (order === 0) order = (ports >>> 16) - (ports & 0xffff);
    this.direction = order > 0 ? 1 : 0;
    this.ports = ports;
    if (order <= 0) return;
    for (let i = 0; i < 4; i++) {
      const word = w[i];
      w[i] = w[4 + i];
      w[4 + i] = word;
    }
    this.ports = (ports << 16) | (ports >>> 16);
  }

  private equals(c: Connection): boolean {
    for (let i = 0; i < WORDS; i++) if (c.words[i] !== this.words[i]) return false;
    return true;
  }

  private make(
    hash: number,
    tenant: string,
    tenantNumber: number,
    version: number,
    stamp: Stamp,
  ): Connection {
    if (this.size >= this.most && this.oldest !== null) {
      const { oldest } = this;
      this.remove(oldest);
      this.gone(oldest, true);
    }
    const words = this.words.slice();
    const { ports } = this;
    const ends: [Endpoint, Endpoint] = [
      { address: addressOf(words, 0, version), port: ports >>> 16 },
      { address: addressOf(words, 4, version), port: ports & 0xffff },
    ];
    const c = new Connection(
      this.count++,
      tenant,
      tenantNumber,
      hash,
      words,
      ports,
      version,
      ends,
      stamp,
      this.known,
      this.memory,
      this.budget,
    );
    c.alike = this.byHash.get(hash) ?? null;
    this.byHash.set(hash, c);
    this.size++;
    this.append(c);
    return c;
  }

  private touch(c: Connection): void {
    if (c === this.newest) return;
    this.unlink(c);
    this.append(c);
  }

  private append(c: Connection): void {
    c.older = this.newest;
    c.newer = null;
    if (this.newest === null) this.oldest = c;
    else this.newest.newer = c;
    this.newest = c;
  }

  private unlink(c: Connection): void {
    if (c.older === null) this.oldest = c.newer;
    else c.older.newer = c.newer;
    if (c.newer === null) this.newest = c.older;
    else c.newer.older = c.older;
  }

  private remove(c: Connection): void {
    this.unlink(c);
    this.size--;
    let before: Connection | null = null;
    let at = this.byHash.get(c.hash) ?? null;
    while (at !== null && at !== c) {
      before = at;
      at = at.alike;
    }
    if (before !== null) before.alike = c.alike;
    else if (c.alike !== null) this.byHash.set(c.hash, c.alike);
    else this.byHash.delete(c.hash);
    c.alike = null;
    c.older = null;
    c.newer = null;
  }
}

const addressOf = (w: Int32Array, at: number, version: number): string =>
  version === 6 ? ipv6Text(w[at], w[at + 1], w[at + 2], w[at + 3]) : ipv4Text(w[at]);
