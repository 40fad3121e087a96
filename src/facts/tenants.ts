/** How tenants and tunnels are written and put in order. */
import { encapsulations } from "../core/encapsulations.ts";
import { idText, ipv4Text, ipv6Text } from "../core/format.ts";
import { type Interner, META_KEYLESS, META_LINK, META_V6 } from "../core/interner.ts";

const KIND_MASK = 0xff;
const TENANT_WORDS = 6;

/** One tunnel in a tenant's path. */
export interface PathElement {
  kind: number;
  encap: string;
  /** Decimal, two with a dot between them for a pair, or null where the encapsulation has no id. */
  id: string | null;
  hi: number;
  lo: number;
  v6: number;
  /** Endpoint words of an element without an id, the smaller first. */
  a: number;
  b: number;
}

/** Text of an address word. */
export function addressText(interner: Interner, word: number, v6: number): string {
  if (v6 === 0) return ipv4Text(word);
  const w = interner.addresses.i32;
  const k = word * TENANT_WORDS;
  return ipv6Text(w[k], w[k + 1], w[k + 2], w[k + 3]);
}

/** Text of a tunnel's endpoint; null where no IP header carries the tunnel (MPLS or PPPoE on Ethernet). */
export function endpointText(interner: Interner, word: number, meta: number): string | null {
  return (meta & META_LINK) !== 0 ? null : addressText(interner, word, meta & META_V6);
}

/** An id as it is written: decimal, two of them where the encapsulation has a pair. */
function idOf(kind: number, hi: number, lo: number): string {
  return encapsulations[kind].pair === true ? `${hi >>> 0}.${lo >>> 0}` : idText(hi, lo);
}

/** A tenant's tunnels, outside in; empty for native. */
export function tenantPath(interner: Interner, tenant: number): PathElement[] {
  if (tenant === 0) return [];
  const w = interner.tenants.i32;
  const k = tenant * TENANT_WORDS;
  const [parent, meta, hi, lo, a, b] = w.subarray(k, k + TENANT_WORDS);
  const keyless = (meta & META_KEYLESS) !== 0;
  const element: PathElement = {
    kind: meta & KIND_MASK,
    encap: encapsulations[meta & KIND_MASK].name,
    id: keyless ? null : idOf(meta & KIND_MASK, hi, lo),
    hi,
    lo,
    v6: meta & META_V6,
    a,
    b,
  };
  return [...tenantPath(interner, parent), element];
}

/** As the contract writes it: `ENCAP:ID`, `ENCAP:A~B`, nested ones joined by slashes, `native`. */
export function tenantText(interner: Interner, path: PathElement[]): string {
  if (path.length === 0) return "native";
  const endpoints = (e: PathElement) =>
    `${addressText(interner, e.a, e.v6)}~${addressText(interner, e.b, e.v6)}`;
  return path.map((e) => `${e.encap}:${e.id ?? endpoints(e)}`).join("/");
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of two address words: IPv4 before IPv6, then numeric. */
export function compareAddresses(interner: Interner, a: number, aV6: number, b: number, bV6: number): number {
  return aV6 !== bV6 ? aV6 - bV6 : interner.compare(a, b, aV6);
}

/** Report order: element by element by encapsulation, then numeric id (those without one last, by endpoints). */
export function comparePaths(interner: Interner, a: PathElement[], b: PathElement[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareElements(interner, a[i], b[i]);
    if (order !== 0) return order;
  }
  if (a.length > 0 && b.length > 0) return a.length - b.length;
  // One of them is native, which stands where its name does.
  return byText(a[0]?.encap ?? "native", b[0]?.encap ?? "native");
}

function compareElements(interner: Interner, x: PathElement, y: PathElement): number {
  return (
    byText(x.encap, y.encap) ||
    Number(x.id === null) - Number(y.id === null) ||
    (x.hi >>> 0) - (y.hi >>> 0) ||
    (x.lo >>> 0) - (y.lo >>> 0) ||
    (x.id === null
      ? compareAddresses(interner, x.a, x.v6, y.a, y.v6) || compareAddresses(interner, x.b, x.v6, y.b, y.v6)
      : 0)
  );
}
