/**
 * What kind of translation a row is. Its own tuples say which ends changed; whether a source was given an address
 * of its own, or shares one, only all rows together can say.
 */
import type { Kind, NatRow } from "../facts/nat-report.ts";

/** An address as bits: 32 or 128 of them. */
function bitsOf(address: string): bigint | null {
  if (!address.includes(":")) return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [head, tail] = address.split("::");
  const groups = (text: string | undefined) => (text === undefined || text === "" ? [] : text.split(":"));
  if (address.includes(".")) return null;
  const [front, back] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => "0");
  return [...front, ...zeros, ...back].reduce((sum, g) => (sum << 16n) | BigInt(`0x${g}`), 0n);
}

/** Host bits that both addresses have in common, from the right: what NETMAP leaves. */
function sameTail(a: string, b: string): number {
  const [x, y] = [bitsOf(a), bitsOf(b)];
  if (x === null || y === null) return 0;
  const differing = x ^ y;
  let n = 0;
  while (n < 128 && ((differing >> BigInt(n)) & 1n) === 0n) n++;
  return n;
}

const isV6 = (address: string) => address.includes(":");
const LOOPBACK = /^127\.|^::1$/;

/** The kind by the row's own tuples; sources alone are `napt` until all rows say more. */
export function kindOf(
  row: Pick<NatRow, "original" | "translated" | "direction">,
  routers: ReadonlySet<string>,
): Kind {
  const { original: o, translated: t } = row;
  if (isV6(o.src) !== isV6(t.src)) return isV6(o.src) ? "nat64" : "nat46";
  if (row.direction === "inside") return "hairpin";
  if (isV6(o.src)) return "nat66";
  const source = o.src !== t.src || o.src_port !== t.src_port;
  const destination = o.dst !== t.dst || o.dst_port !== t.dst_port;
  if (!destination) return "napt";
  if (LOOPBACK.test(t.dst) || routers.has(t.dst)) return "redirect";
  return source ? "both" : "dnat";
}

/** Hosts that must have an address each before that is no chance: a masquerade would give them the same one. */
const HOSTS = 2;
/** Bits at the end that a map of networks leaves alone, at least: fewer are like by chance. */
const TAIL = 6;

/** An inner address and what it is outside, of rows that change no port. */
const pairOf = ({ kind, original: o, translated: t }: NatRow): readonly [string, string] | null =>
  kind === "napt" ? [o.src, t.src] : kind === "dnat" ? [t.dst, o.dst] : null;

/** Puts `basic` and `netmap` where inner hosts have outside addresses of their own. */
export function refine(rows: readonly NatRow[]): void {
  const outsideOf = new Map<string, Set<string>>();
  const insideOf = new Map<string, Set<string>>();
  const changed = new Set<string>();
  const add = (map: Map<string, Set<string>>, key: string, value: string) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, new Set([value]));
    else known.add(value);
  };
  for (const row of rows) {
    const pair = pairOf(row);
    if (pair === null) continue;
    const [inner, outer] = pair;
    add(outsideOf, inner, outer);
    add(insideOf, outer, inner);
    if (row.source_port === "new" || row.destination_port === "new") changed.add(outer);
  }
  const owns = ([inner, outer]: readonly [string, string]): boolean =>
    outsideOf.get(inner)?.size === 1 && insideOf.get(outer)?.size === 1 && !changed.has(outer);
  const owners = new Map<string, string>();
  for (const row of rows) {
    const pair = pairOf(row);
    if (pair !== null && owns(pair)) owners.set(...pair);
  }
  if (owners.size < HOSTS) return;
  const tails = [...owners].map(([inner, outer]) => sameTail(inner, outer));
  const mapped = tails.every((n) => n >= TAIL);
  for (const row of rows) {
    const pair = pairOf(row);
    if (pair === null || !owns(pair)) continue;
    if (mapped) row.kind = "netmap";
    else if (row.kind === "napt") row.kind = "basic";
  }
}
