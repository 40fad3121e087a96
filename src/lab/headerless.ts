/** Which packets do not name their tenant: pieces that LSO cut behind STT's header, and fragments behind a tunnel's. */
import type { HeaderlessReport } from "../facts/entropy-report.ts";
import type { RowObserver } from "../facts/observer.ts";
import type { FactTable } from "../facts/table.ts";
import { tenantPath, tenantText } from "../facts/tenants.ts";

export class Headerless implements RowObserver {
  readonly each = false;
  private counts = new Float64Array(2048);

  /** Forgets all: the run begins anew. */
  reset(): void {
    this.counts.fill(0);
  }

  packets(
    row: number,
    packets: number,
    bytes: number,
    _s: number,
    _n: number,
    _p: number,
    without: boolean,
  ): void {
    if (!without) return;
    if (2 * row >= this.counts.length) {
      const longer = new Float64Array(4 * row + 2);
      longer.set(this.counts);
      this.counts = longer;
    }
    this.counts[2 * row] += packets;
    this.counts[2 * row + 1] += bytes;
  }

  /** Tenants that have such packets. @param order tenants of the interner, as they are to be listed */
  report(t: FactTable, order: readonly number[]): HeaderlessReport[] {
    const sums = new Map(order.map((tenant) => [tenant, [0, 0, 0, 0]]));
    for (let r = 0; r < t.size; r++) {
      const sum = sums.get(t.interner.tenantOf(t.node(r)));
      if (sum === undefined) continue;
      sum[0] += t.packets(r);
      sum[1] += t.bytes(r);
      sum[2] += this.counts[2 * r] ?? 0;
      sum[3] += this.counts[2 * r + 1] ?? 0;
    }
    return [...sums]
      .filter(([, sum]) => sum[2] > 0)
      .map(([tenant, [packets, bytes, headerless_packets, headerless_bytes]]) => {
        const name = tenantText(t.interner, tenantPath(t.interner, tenant));
        return { tenant: name, packets, bytes, headerless_packets, headerless_bytes };
      });
  }
}
