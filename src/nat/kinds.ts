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

/** Hosts behind one prefix with the same host bits before they count as a map of networks. */
const NETWORK = 2;

/** Puts `basic` and `netmap` where sources have outside addresses of their own. */
export function refine(rows: readonly NatRow[]): void {
  const sources = rows.filter((r) => r.kind === "napt");
  const outsideOf = new Map<string, Set<string>>();
  const insideOf = new Map<string, Set<string>>();
  const newPort = new Set<string>();
  const add = (map: Map<string, Set<string>>, key: string, value: string) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, new Set([value]));
    else known.add(value);
  };
  for (const { original, translated, source_port } of sources) {
    add(outsideOf, original.src, translated.src);
    add(insideOf, translated.src, original.src);
    if (source_port === "new") newPort.add(translated.src);
  }
  /** One address, its own, and every port as it was. */
  const own = ({ original: o, translated: t }: NatRow): boolean =>
    outsideOf.get(o.src)?.size === 1 && insideOf.get(t.src)?.size === 1 && !newPort.has(t.src);
  const owners = new Map<string, string>();
  for (const row of sources) if (own(row)) owners.set(row.original.src, row.translated.src);
  // Two hosts with an address each are no chance: a masquerade would have given them the same one.
  if (owners.size < NETWORK) return;
  const tails = [...owners].map(([a, b]) => sameTail(a, b));
  const hosts = [...owners.keys()].map((a) => bitsOf(a) ?? 0n);
  const spread = hosts
    .reduce((most, h) => ((h ^ hosts[0]) > most ? h ^ hosts[0] : most), 0n)
    .toString(2).length;
  const mapped = tails.every((n) => n >= spread);
  for (const row of sources) if (own(row)) row.kind = mapped ? "netmap" : "basic";
}
