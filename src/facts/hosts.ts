/** Inner hosts: the distinct inner IP source addresses of a tenant, and those that several tenants use. */
import { KeyTable } from "../core/key-table.ts";
import type { AddressReuse } from "./report.ts";
import { Class, type FactTable } from "./table.ts";
import { addressText, compareAddresses, type PathElement, tenantText } from "./tenants.ts";

const TENANT = 0;
const ADDRESS = 1;
const V6 = 2;
const WORDS = 6;

export interface Hosts {
  /** (tenant, address, version) of every host. */
  readonly table: KeyTable;
  /** Hosts by tenant number. */
  readonly count: Int32Array;
}

export function tenantHosts(t: FactTable): Hosts {
  const table = new KeyTable(WORDS, 256);
  for (let r = 0; r < t.size; r++) {
    const kind = t.kind(r);
    if ((kind & Class.ip) !== 0)
      table.add(t.interner.tenantOf(t.node(r)), t.source(r), kind & Class.v6, 0, 0, 0);
  }
  const count = new Int32Array(t.interner.tenants.size);
  for (let h = 0; h < table.size; h++) count[table.i32[h * WORDS + TENANT]]++;
  return { table, count };
}

/** Addresses that everybody has on every link say nothing: unspecified, IPv4 and IPv6 link-local. */
function isOnEveryLink(t: FactTable, address: number, v6: number): boolean {
  if (v6 === 0) return address === 0 || address >>> 16 === 0xa9fe;
  const k = address * WORDS;
  const w = t.interner.addresses.i32;
  return w[k] >>> 22 === 0x3fa || (w[k] | w[k + 1] | w[k + 2] | w[k + 3]) === 0;
}

export function addressReuse(
  t: FactTable,
  hosts: Hosts,
  ordered: { tenant: number; path: PathElement[] }[],
): AddressReuse | null {
  const w = hosts.table.i32;
  const addresses = new KeyTable(WORDS, 256);
  const users: number[] = [];
  const addressOfHost = new Int32Array(hosts.table.size).fill(-1);
  for (let h = 0; h < hosts.table.size; h++) {
    const [address, v6] = [w[h * WORDS + ADDRESS], w[h * WORDS + V6]];
    if (isOnEveryLink(t, address, v6)) continue;
    const a = addresses.add(address, v6, 0, 0, 0, 0);
    addressOfHost[h] = a;
    users[a] = (users[a] ?? 0) + 1;
  }
  const sharing = new Set<number>();
  for (let h = 0; h < hosts.table.size; h++) {
    if (addressOfHost[h] >= 0 && users[addressOfHost[h]] > 1) sharing.add(w[h * WORDS + TENANT]);
  }
  if (sharing.size === 0) return null;
  const word = (a: number) => addresses.i32[a * WORDS];
  const version = (a: number) => addresses.i32[a * WORDS + 1];
  let example = 0;
  for (let a = 1; a < users.length; a++) {
    const more = users[a] - users[example];
    const lower = compareAddresses(t.interner, word(a), version(a), word(example), version(example)) < 0;
    if (more > 0 || (more === 0 && lower)) example = a;
  }
  return {
    addresses: users.filter((n) => n > 1).length,
    tenants: ordered.filter((o) => sharing.has(o.tenant)).map((o) => tenantText(t.interner, o.path)),
    example: addressText(t.interner, word(example), version(example)),
    example_tenants: users[example],
  };
}
