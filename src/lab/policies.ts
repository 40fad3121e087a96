/**
 * What policers per tenant would do: one without state, which sees a tenant only in packets that carry the header
 * that names it, and one that follows frames. Each tunnel direction has buckets of its own.
 */
import { encapsulations } from "../core/encapsulations.ts";
import { TokenBucket } from "../entropy/policer.ts";
import type { PolicedReport, PolicyDirectionReport, PolicyReport } from "../facts/entropy-report.ts";
import { FAMILY } from "../facts/node-sums.ts";
import type { RowObserver } from "../facts/observer.ts";
import type { FactTable } from "../facts/table.ts";
import { compareAddresses, endpointText, tenantPath, tenantText } from "../facts/tenants.ts";
import { round } from "./round.ts";

export interface Policy {
  /** As reports write it. */
  readonly tenant: string;
  readonly bitsPerSecond: number;
  readonly burst: number;
}

const policed = (): PolicedReport => {
  return { passed_packets: 0, passed_bytes: 0, dropped_packets: 0, dropped_bytes: 0 };
};

function count(into: PolicedReport, passes: boolean, bytes: number): void {
  into[passes ? "passed_packets" : "dropped_packets"]++;
  into[passes ? "passed_bytes" : "dropped_bytes"] += bytes;
}

/** Both policers of one direction. */
class Meter {
  readonly stateless = policed();
  readonly following = policed();
  packets = 0;
  bytes = 0;
  headerlessPackets = 0;
  headerlessBytes = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  private readonly without: TokenBucket;
  private readonly within: TokenBucket;

  constructor(
    readonly policy: Policy,
    readonly root: number,
  ) {
    this.without = new TokenBucket(policy.bitsPerSecond / 8, policy.burst);
    this.within = new TokenBucket(policy.bitsPerSecond / 8, policy.burst);
  }

  offer(seconds: number, bytes: number, headerless: boolean): void {
    this.packets++;
    this.bytes += bytes;
    if (seconds > this.last) this.last = seconds;
    if (seconds < this.first && seconds !== Number.NEGATIVE_INFINITY) this.first = seconds;
    if (headerless) {
      this.headerlessPackets++;
      this.headerlessBytes += bytes;
    }
    count(this.stateless, headerless || this.without.passes(seconds, bytes), bytes);
    count(this.following, this.within.passes(seconds, bytes), bytes);
  }
}

/** Packets that wait for their turn: pieces are told of when their frame ends, and a policer wants the wire's order. */
const FIRST_ROOM = 1 << 16;
const NONE = -1;
const UNKNOWN = -2;

export class Policies implements RowObserver {
  readonly each = true;
  /** Must be set before the first packet. */
  table: FactTable | null = null;
  private readonly meters: Meter[] = [];
  /** The meter of each row. */
  private meterOfRow = new Int32Array(1024).fill(UNKNOWN);
  private number = new Float64Array(FIRST_ROOM);
  private time = new Float64Array(FIRST_ROOM);
  private bytes = new Float64Array(FIRST_ROOM);
  /** Twice the meter, plus 1 for a packet without header. */
  private what = new Int32Array(FIRST_ROOM);
  private waiting = 0;
  private origin = -1;
  private newest = Number.NEGATIVE_INFINITY;

  /** @param lag seconds of capture time that a piece may wait for its frame */
  constructor(
    private readonly policies: readonly Policy[],
    private readonly lag: number,
  ) {}

  packets(
    row: number,
    _packets: number,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    headerless: boolean,
  ): void {
    const meter = this.meterOf(row);
    if (meter < 0) return;
    if (this.origin < 0 && nanoseconds >= 0) this.origin = seconds;
    const time = nanoseconds < 0 ? Number.NEGATIVE_INFINITY : seconds - this.origin + nanoseconds / 1e9;
    if (time > this.newest) this.newest = time;
    if (this.waiting === this.number.length) this.makeRoom();
    const at = this.waiting++;
    this.number[at] = number;
    this.time[at] = time;
    this.bytes[at] = bytes;
    this.what[at] = 2 * meter + (headerless ? 1 : 0);
  }

  private meterOf(row: number): number {
    if (row >= this.meterOfRow.length) {
      const longer = new Int32Array(2 * row).fill(UNKNOWN);
      longer.set(this.meterOfRow);
      this.meterOfRow = longer;
    }
    if (this.meterOfRow[row] === UNKNOWN) this.meterOfRow[row] = this.findMeter(row);
    return this.meterOfRow[row];
  }

  private findMeter(row: number): number {
    const t = this.table as FactTable;
    const i = t.interner;
    const tenant = tenantText(i, tenantPath(i, i.tenantOf(t.node(row))));
    const policy = this.policies.find((p) => p.tenant === tenant);
    if (policy === undefined) return NONE;
    const root = i.rootOf(t.node(row));
    const like = (m: Meter) =>
      m.policy === policy &&
      i.sourceOf(m.root) === i.sourceOf(root) &&
      i.destinationOf(m.root) === i.destinationOf(root) &&
      i.metaOf(m.root) === i.metaOf(root);
    const found = this.meters.findIndex(like);
    return found >= 0 ? found : this.meters.push(new Meter(policy, root)) - 1;
  }

  /** Polices what nothing earlier can come before any more, or else finds more room. */
  private makeRoom(): void {
    this.police(this.newest - this.lag);
    if (this.waiting <= this.number.length / 2) return;
    const longer = <A extends Float64Array | Int32Array>(array: A): A => {
      const out = new (array.constructor as new (n: number) => A)(2 * array.length);
      out.set(array);
      return out;
    };
    this.number = longer(this.number);
    this.time = longer(this.time);
    this.bytes = longer(this.bytes);
    this.what = longer(this.what);
  }

  /** Polices in the order of the capture, up to the first packet that is later than `until`. */
  private police(until: number): void {
    const { number, time, bytes, what } = this;
    const order = Int32Array.from({ length: this.waiting }, (_, i) => i);
    if (order.some((i) => i > 0 && number[i] < number[i - 1])) order.sort((a, b) => number[a] - number[b]);
    const stop = order.findIndex((i) => time[i] > until);
    const done = stop < 0 ? order.length : stop;
    for (const i of order.subarray(0, done)) {
      this.meters[what[i] >> 1].offer(time[i], bytes[i], (what[i] & 1) === 1);
    }
    const left = order.subarray(done);
    for (const array of [number, time, bytes, what]) array.set(pick(array, left));
    this.waiting = left.length;
  }

  report(): PolicyReport[] {
    this.police(Number.POSITIVE_INFINITY);
    return this.policies.map((policy) => ({
      tenant: policy.tenant,
      bits_per_second: policy.bitsPerSecond,
      burst_bytes: policy.burst,
      directions: this.sorted(this.meters.filter((m) => m.policy === policy)).map((m) => this.direction(m)),
    }));
  }

  private sorted(meters: Meter[]): Meter[] {
    const i = (this.table as FactTable).interner;
    const v6 = (m: Meter) => i.metaOf(m.root) & FAMILY;
    const by = (of: (node: number) => number) => (a: Meter, b: Meter) =>
      compareAddresses(i, of(a.root), v6(a), of(b.root), v6(b));
    return meters.sort(
      (a, b) => by((root) => i.sourceOf(root))(a, b) || by((root) => i.destinationOf(root))(a, b),
    );
  }

  private direction(m: Meter): PolicyDirectionReport {
    const i = (this.table as FactTable).interner;
    const v6 = i.metaOf(m.root) & FAMILY;
    const seconds = m.last > m.first ? m.last - m.first : 0;
    return {
      encap: encapsulations[i.kindOf(m.root)].name,
      from: endpointText(i, i.sourceOf(m.root), v6),
      to: endpointText(i, i.destinationOf(m.root), v6),
      packets: m.packets,
      bytes: m.bytes,
      seconds: round(seconds),
      headerless_packets: m.headerlessPackets,
      headerless_bytes: m.headerlessBytes,
      allowed_bytes: round(m.policy.burst + (seconds * m.policy.bitsPerSecond) / 8),
      stateless: m.stateless,
      following: m.following,
    };
  }
}

const pick = (array: Float64Array | Int32Array, at: Int32Array): Float64Array =>
  Float64Array.from(at, (i) => array[i]);
