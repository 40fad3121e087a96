/** Tenants' names by tunnel node. */
import type { Interner } from "../core/interner.ts";
import { tenantPath, tenantText } from "../facts/tenants.ts";

export class TenantNames {
  readonly #names: string[] = [];

  constructor(private readonly interner: Interner) {}

  of(node: number): string {
    const { interner } = this;
    this.#names[node] ??= tenantText(interner, tenantPath(interner, interner.tenantOf(node)));
    return this.#names[node];
  }
}
