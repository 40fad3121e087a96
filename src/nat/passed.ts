/**
 * What is known of the router by what went through it: hosts whose packets it passed on with a lower TTL, so that
 * they are not itself, how low their TTL was then, how soon they answered, and from which MAC addresses it sends.
 */
import { KeyTable } from "../core/key-table.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { ttlStep } from "./habits.ts";

/** TTLs that packets start with. */
const FRESH: readonly number[] = [64, 128, 255];
export const isFresh = (ttl: number): boolean => FRESH.includes(ttl);

// Words of a host behind its key: TTL of what the router passed on (0: nothing), whether that looks as sent by
// itself; and as a double, the least time until it answered.
const PASSED_TTL = 6;
const LOOKS_FRESH = 7;
const QUICKEST = 4; // double
const STRIDE = 10;

export class Passed {
  private readonly hosts = new KeyTable(STRIDE);
  /** MAC addresses, by tenant and number, from which the router sends to the inside what came through. */
  private readonly inner = new Set<number>();
  /** Tenants of the inside by those of the outside. */
  private readonly tenants = new Map<number, Set<number>>();
  /** Packets were passed on without looking as if the router itself had sent them, and such that do. */
  private lowered = false;
  private fresh = false;

  constructor(private readonly f: Fingerprints) {}

  /** Takes up a pair of partners. @param across `a` is inside, `b` outside; false: both are of one capture */
  learn(a: number, b: number, crossed: number, across: boolean): void {
    for (let d = 0; d < 2; d++) {
      const step = ttlStep(this.f, a, b, crossed, d);
      if (step < 0) this.cameIn(a, d, b, d ^ crossed);
      else if (step > 0 && !across) this.cameIn(b, d ^ crossed, a, d);
    }
  }

  /** The router has passed on to `inner` what `outer` was sent, in these directions. */
  private cameIn(inner: number, direction: number, outer: number, other: number): void {
    const { f } = this;
    if (f.link(inner, direction) !== 0) this.inner.add(keyOf(f.tenant(inner), f.link(inner, direction)));
    const known = this.tenants.get(f.tenant(outer));
    if (known === undefined) this.tenants.set(f.tenant(outer), new Set([f.tenant(inner)]));
    else known.add(f.tenant(inner));
    const sender = f.address(inner, direction);
    if (f.v6(inner) !== f.v6(outer) || sender !== f.address(outer, other)) return;
    const k = this.host(f.tenant(inner), sender, f.v6(inner));
    const { i32, f64 } = this.hosts;
    i32[k + PASSED_TTL] = f.ttl(inner, direction);
    if (isFresh(f.ttl(inner, direction))) {
      i32[k + LOOKS_FRESH] = 1;
      this.fresh = true;
    } else this.lowered = true;
    f64[k / 2 + QUICKEST] = Math.min(f64[k / 2 + QUICKEST], answerTime(f, inner, direction));
  }

  /** Takes up hosts that speak with the router on the outside: they are not itself. */
  elsewhere(routers: ReadonlySet<number>): void {
    const { f } = this;
    for (let c = 0; c < f.size; c++) {
      if (!f.outside(c) || f.v6(c) !== 0) continue;
      for (let end = 0; end < 2; end++) {
        if (f.packets(c, end) === 0 || !routers.has(f.address(c, end ^ 1))) continue;
        for (const tenant of this.tenants.get(f.tenant(c)) ?? []) this.host(tenant, f.address(c, end), 0);
      }
    }
  }

  /** Whether a host, by its address, is known not to be the router. */
  isElsewhere(tenant: number, address: number, v6: number): boolean {
    return this.hosts.find(tenant, address, v6, 0, 0, 0) >= 0;
  }

  /** Whether what comes from there through the router can be told by its TTL from what the router itself sends. */
  tellsByTtl(tenant: number, address: number, v6: number): boolean {
    const row = this.hosts.find(tenant, address, v6, 0, 0, 0);
    if (row < 0 || this.hosts.i32[row * STRIDE + PASSED_TTL] === 0) return this.lowered && !this.fresh;
    return this.hosts.i32[row * STRIDE + LOOKS_FRESH] === 0;
  }

  /** TTL with which a host's packets came through; null: none did. */
  ttl(tenant: number, address: number, v6: number): number | null {
    const row = this.hosts.find(tenant, address, v6, 0, 0, 0);
    return row < 0 ? null : this.hosts.i32[row * STRIDE + PASSED_TTL] || null;
  }

  /** Nanoseconds that the quickest answer of a host took through the router; infinite: none is known. */
  quickest(tenant: number, address: number, v6: number): number {
    const row = this.hosts.find(tenant, address, v6, 0, 0, 0);
    return row < 0 ? Number.POSITIVE_INFINITY : this.hosts.f64[(row * STRIDE) / 2 + QUICKEST];
  }

  /** Whether the router sends from a MAC address to the inside; null: the capture has no MAC addresses. */
  isRouters(tenant: number, mac: number): boolean | null {
    return this.inner.size === 0 ? null : this.inner.has(keyOf(tenant, mac));
  }

  private host(tenant: number, address: number, v6: number): number {
    const { hosts } = this;
    const { size } = hosts;
    const k = hosts.add(tenant, address, v6, 0, 0, 0) * STRIDE;
    if (hosts.size > size) hosts.f64[k / 2 + QUICKEST] = Number.POSITIVE_INFINITY;
    return k;
  }
}

const keyOf = (tenant: number, mac: number): number => tenant * 2 ** 32 + (mac >>> 0);

/** Nanoseconds from the first packet to the first answer, where `direction` answers; infinite: it did not. */
export function answerTime(f: Fingerprints, c: number, direction: number): number {
  const time = f.first(c, direction) - f.first(c, direction ^ 1);
  return time > 0 ? time : Number.POSITIVE_INFINITY;
}
