/** Inner hosts: the distinct inner IP source addresses of a tenant, and those that several tenants use. */
import { META_V6 } from "../core/interner.ts";
import { Pairs } from "./chains.ts";
import type { AddressReuse } from "./report.ts";
import { PLAIN } from "./room.ts";
import type { FactTable } from "./table.ts";
import { addressText, compareAddresses, type PathElement, tenantText } from "./tenants.ts";

const ADDRESS_WORDS = 6;

/** A host is a pair of words: tenant and version, and the address. */
export const hostTenant = (tenant: number, v6: number): number => 2 * tenant + (v6 === 0 ? 0 : 1);

/** Addresses that everybody has on every link say nothing: unspecified, IPv4 and IPv6 link-local. */
function isOnEveryLink(t: FactTable, address: number, v6: number): boolean {
  if (v6 === 0) return address === 0 || address >>> 16 === 0xa9fe;
  const k = address * ADDRESS_WORDS;
  const w = t.interner.addresses.i32;
  return w[k] >>> 22 === 0x3fa || (w[k] | w[k + 1] | w[k + 2] | w[k + 3]) === 0;
}

/** @param hosts pairs of hostTenant and an address word */
export function addressReuse(
  t: FactTable,
  hosts: Pairs,
  ordered: { tenant: number; path: PathElement[] }[],
): AddressReuse | null {
  const w = hosts.words;
  const tenantOf = (h: number) => w[2 * h] >>> 1;
  const addresses = new Pairs(PLAIN, hosts.size);
  const users = new Int32Array(hosts.size);
  const addressOfHost = new Int32Array(hosts.size).fill(-1);
  for (let h = 0; h < hosts.size; h++) {
    const v6 = (w[2 * h] & 1) === 0 ? 0 : META_V6;
    if (isOnEveryLink(t, w[2 * h + 1], v6)) continue;
    const a = addresses.add(v6, w[2 * h + 1]);
    addressOfHost[h] = a;
    users[a]++;
  }
  const sharing = new Set<number>();
  for (let h = 0; h < hosts.size; h++)
    if (addressOfHost[h] >= 0 && users[addressOfHost[h]] > 1) sharing.add(tenantOf(h));
  if (sharing.size === 0) return null;
  const version = (a: number) => addresses.words[2 * a];
  const word = (a: number) => addresses.words[2 * a + 1];
  let example = 0;
  let shared = 0;
  for (let a = 0; a < addresses.size; a++) {
    if (users[a] > 1) shared++;
    const more = users[a] - users[example];
    if (
      more > 0 ||
      (more === 0 && compareAddresses(t.interner, word(a), version(a), word(example), version(example)) < 0)
    )
      example = a;
  }
  return {
    addresses: shared,
    tenants: ordered.filter((o) => sharing.has(o.tenant)).map((o) => tenantText(t.interner, o.path)),
    example: addressText(t.interner, word(example), version(example)),
    example_tenants: users[example],
  };
}
