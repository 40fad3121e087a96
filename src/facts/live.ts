/** What came lately, while the session goes on: counts by tenant that cost a packet two additions. */
import { timeText } from "../core/format.ts";
import type { Counters } from "./counters.ts";
import type { RowObserver } from "./observer.ts";
import type { Recorder } from "./recorder.ts";
import type { FactTable } from "./table.ts";
import { comparePaths, type PathElement, tenantPath, tenantText } from "./tenants.ts";

/** A time of the capture. */
export interface Time {
  seconds: number;
  nanoseconds: number;
}

/** Packets and bytes on the wire in an interval of the capture's time. */
export interface LiveRate {
  packets: number;
  bytes: number;
  packets_per_s: number;
  bits_per_s: number;
}

export interface LiveTenant extends LiveRate {
  tenant: string;
  /** Since the beginning. */
  total_packets: number;
  total_bytes: number;
}

/**
 * One line of `stats --json --interval` (schema overshark/live/1): what was counted since the line before. Packets
 * count for their tenant when it is known; those that wait for the rest of their frame are told beside.
 */
export interface LiveReport extends LiveRate {
  schema: "overshark/live/1";
  /** The interval, in the capture's time; null if no packet has one. */
  from: string | null;
  to: string | null;
  interval_s: number;
  total_packets: number;
  total_bytes: number;
  /** Those that had packets in the interval, in report order. */
  tenants: LiveTenant[];
  unattributed: { packets: number; bytes: number; total_packets: number; total_bytes: number };
  waiting: { packets: number; bytes: number };
}

/** As long as there are few tenants. */
const LEAST = 64;

export class LiveCounts implements RowObserver {
  /** Of packets that need not wait it is told as the recorder's observer. */
  readonly each = false;
  readonly #table: FactTable;
  readonly #counters: Counters;
  /** By tenant: packets and bytes in all, and what of it was there at the last `next`. */
  #packets = new Float64Array(LEAST);
  #bytes = new Float64Array(LEAST);
  #packetsBefore = new Float64Array(LEAST);
  #bytesBefore = new Float64Array(LEAST);
  /** Tenants that had packets since. */
  #active: number[] = [];
  #total = { packets: 0, bytes: 0, unattributedPackets: 0, unattributedBytes: 0 };

  constructor({ table, counters }: Recorder) {
    this.#table = table;
    this.#counters = counters;
  }

  packets(row: number, packets: number, bytes: number): void {
    const tenant = this.#table.interner.tenantOf(this.#table.node(row));
    if (tenant >= this.#packets.length) this.#grow(tenant);
    if (this.#packets[tenant] === this.#packetsBefore[tenant]) this.#active.push(tenant);
    this.#packets[tenant] += packets;
    this.#bytes[tenant] += bytes;
  }

  #grow(tenant: number): void {
    const longer = (from: Float64Array) => {
      const to = new Float64Array(2 * Math.max(from.length, tenant));
      to.set(from);
      return to;
    };
    this.#packets = longer(this.#packets);
    this.#bytes = longer(this.#bytes);
    this.#packetsBefore = longer(this.#packetsBefore);
    this.#bytesBefore = longer(this.#bytesBefore);
  }

  /** Tenants that have packets. */
  get tenants(): number {
    let n = 0;
    for (const packets of this.#packets) if (packets > 0) n++;
    return n;
  }

  /** Whether packets were in no tunnel. */
  get native(): boolean {
    return this.#packets[0] > 0;
  }

  /** Whether anything was counted since the last `next`. */
  get changed(): boolean {
    const { packets, unattributedPackets } = this.#total;
    const now = this.#counters;
    return now.packets > packets || now.unattributedPackets > unattributedPackets || this.#active.length > 0;
  }

  /** What came in the interval, with the tenants that `choose` names. Nothing is changed. */
  report(from: Time, to: Time, choose: (counts: LiveCounts, seconds: number) => LiveTenant[]): LiveReport {
    const c = this.#counters;
    const before = this.#total;
    const seconds = to.seconds - from.seconds + (to.nanoseconds - from.nanoseconds) / 1e9;
    const timed = c.firstNanoseconds >= 0;
    let attributedPackets = 0;
    let attributedBytes = 0;
    for (const n of this.#packets) attributedPackets += n;
    for (const n of this.#bytes) attributedBytes += n;
    return {
      schema: "overshark/live/1",
      from: timed ? timeText(from.seconds, from.nanoseconds) : null,
      to: timed ? timeText(to.seconds, to.nanoseconds) : null,
      interval_s: Math.round(seconds * 1e9) / 1e9,
      ...rateOf(c.packets - before.packets, c.bytes - before.bytes, seconds),
      total_packets: c.packets,
      total_bytes: c.bytes,
      tenants: choose(this, seconds),
      unattributed: {
        packets: c.unattributedPackets - before.unattributedPackets,
        bytes: c.unattributedBytes - before.unattributedBytes,
        total_packets: c.unattributedPackets,
        total_bytes: c.unattributedBytes,
      },
      waiting: {
        packets: c.packets - c.unattributedPackets - attributedPackets,
        bytes: c.bytes - c.unattributedBytes - attributedBytes,
      },
    };
  }

  /** Those that had packets since the last `next`, in report order. */
  active(seconds: number): LiveTenant[] {
    const { interner } = this.#table;
    return this.#active
      .map((tenant) => ({ tenant, path: tenantPath(interner, tenant) }))
      .sort((a, b) => comparePaths(interner, a.path, b.path))
      .map(({ tenant, path }) => this.#tenant(tenant, path, seconds));
  }

  /** The `most` that had most bytes since the last `next`; of equals, those with most in all. */
  busiest(seconds: number, most: number): LiveTenant[] {
    const all: number[] = [];
    for (let tenant = 0; tenant < this.#packets.length; tenant++)
      if (this.#packets[tenant] > 0) all.push(tenant);
    const since = (tenant: number) => this.#bytes[tenant] - this.#bytesBefore[tenant];
    all.sort((a, b) => since(b) - since(a) || this.#bytes[b] - this.#bytes[a] || a - b);
    const { interner } = this.#table;
    return all.slice(0, most).map((tenant) => this.#tenant(tenant, tenantPath(interner, tenant), seconds));
  }

  #tenant(tenant: number, path: PathElement[], seconds: number): LiveTenant {
    const packets = this.#packets[tenant];
    const bytes = this.#bytes[tenant];
    return {
      tenant: tenantText(this.#table.interner, path),
      ...rateOf(packets - this.#packetsBefore[tenant], bytes - this.#bytesBefore[tenant], seconds),
      total_packets: packets,
      total_bytes: bytes,
    };
  }

  /** Begins the next interval. */
  next(): void {
    const { packets, bytes, unattributedPackets, unattributedBytes } = this.#counters;
    this.#total = { packets, bytes, unattributedPackets, unattributedBytes };
    for (const tenant of this.#active) {
      this.#packetsBefore[tenant] = this.#packets[tenant];
      this.#bytesBefore[tenant] = this.#bytes[tenant];
    }
    this.#active = [];
  }
}

const rounded = (n: number) => Math.round(n * 1000) / 1000;

function rateOf(packets: number, bytes: number, seconds: number): LiveRate {
  const per = (n: number) => (seconds > 0 ? rounded(n / seconds) : 0);
  return { packets, bytes, packets_per_s: per(packets), bits_per_s: per(8 * bytes) };
}
