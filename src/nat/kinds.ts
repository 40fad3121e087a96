/**
 * What kind of translation a row is. Its own tuples say which ends changed; whether a source was given an address
 * of its own, or shares one, only all rows together can say.
 */
import type { Kind } from "../facts/nat-report.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { isIcmp, type Translations } from "./translations.ts";

/** What was there and what it became: address words, and whether ports changed. */
interface Ends {
  v6: boolean;
  newV6: boolean;
  src: number;
  dst: number;
  newSrc: number;
  newDst: number;
  newSourcePort: boolean;
  newDestinationPort: boolean;
}

function endsOf(f: Fingerprints, t: Translations, row: number): Ends {
  const pair = t.first(row);
  const [from, to, a, b] = [t.from(pair), t.to(pair), t.inFrom(pair), t.inTo(pair)];
  return {
    v6: f.v6(from) !== 0,
    newV6: f.v6(to) !== 0,
    src: f.address(from, a),
    dst: f.address(from, a ^ 1),
    newSrc: f.address(to, b),
    newDst: f.address(to, b ^ 1),
    newSourcePort: f.port(from, a) !== f.port(to, b),
    newDestinationPort: !isIcmp(f.proto(from)) && f.port(from, a ^ 1) !== f.port(to, b ^ 1),
  };
}

const isLoopback = (word: number): boolean => word >>> 24 === 127;

/** The kind by the row's own tuples; sources alone are `napt` until all rows say more. */
function kindOf(e: Ends, inside: boolean, routers: ReadonlySet<number>): Kind {
  if (e.v6 !== e.newV6) return e.v6 ? "nat64" : "nat46";
  if (inside) return "hairpin";
  if (e.v6) return "nat66";
  if (e.dst === e.newDst && !e.newDestinationPort) return "napt";
  if (isLoopback(e.newDst) || routers.has(e.newDst)) return "redirect";
  return e.src !== e.newSrc || e.newSourcePort ? "both" : "dnat";
}

/** IPv4 addresses that speak for the router: what sources were turned into. */
export function routersOf(f: Fingerprints, t: Translations): Set<number> {
  const routers = new Set<number>();
  for (let row = 0; row < t.size; row++) {
    const e = endsOf(f, t, row);
    if (!e.newV6 && (e.v6 || e.src !== e.newSrc)) routers.add(e.newSrc);
  }
  return routers;
}

/** Hosts that must have an address each before that is no chance: a masquerade would give them the same one. */
const HOSTS = 2;
/** Bits at the end that a map of networks leaves alone, at least: fewer are like by chance. */
const TAIL = 6;

/** Host bits that both addresses have in common, from the right: what NETMAP leaves. */
const sameTail = (a: number, b: number): number => {
  const differing = a ^ b;
  return differing === 0 ? 32 : 31 - Math.clz32(differing & -differing);
};

/** Of several. */
const MANY = Number.NaN;

/** The kind of each row. */
export function kindsOf(f: Fingerprints, t: Translations, routers: ReadonlySet<number>): Kind[] {
  const kinds: Kind[] = [];
  for (let row = 0; row < t.size; row++)
    kinds.push(kindOf(endsOf(f, t, row), t.direction(t.first(row)) === "inside", routers));
  refine(f, t, kinds);
  return kinds;
}

/** Puts `basic` and `netmap` where inner hosts have outside addresses of their own. */
function refine(f: Fingerprints, t: Translations, kinds: Kind[]): void {
  const outsideOf = new Map<number, number>();
  const insideOf = new Map<number, number>();
  /** Outside addresses of which a port was changed. */
  const changed = new Set<number>();
  const add = (map: Map<number, number>, key: number, value: number) => {
    const known = map.get(key);
    if (known !== value) map.set(key, known === undefined ? value : MANY);
  };
  /** Hands each row's inner address and what that is outside to `look`. */
  const eachPair = (look: (row: number, inner: number, outer: number, e: Ends) => void): void => {
    for (let row = 0; row < kinds.length; row++) {
      if (kinds[row] !== "napt" && kinds[row] !== "dnat") continue;
      const e = endsOf(f, t, row);
      if (kinds[row] === "napt") look(row, e.src, e.newSrc, e);
      else look(row, e.newDst, e.dst, e);
    }
  };
  eachPair((_, inner, outer, { newSourcePort, newDestinationPort }) => {
    add(outsideOf, inner, outer);
    add(insideOf, outer, inner);
    if (newSourcePort || newDestinationPort) changed.add(outer);
  });
  const owns = (inner: number, outer: number): boolean =>
    outsideOf.get(inner) === outer && insideOf.get(outer) === inner && !changed.has(outer);
  const owners = [...outsideOf].filter(([inner, outer]) => owns(inner, outer));
  if (owners.length < HOSTS) return;
  const mapped = owners.every(([inner, outer]) => sameTail(inner, outer) >= TAIL);
  eachPair((row, inner, outer) => {
    if (!owns(inner, outer)) return;
    if (mapped) kinds[row] = "netmap";
    else if (kinds[row] === "napt") kinds[row] = "basic";
  });
}
