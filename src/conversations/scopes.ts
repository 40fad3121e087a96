/** Whose the conversations are that packets belong to: tenants that use the same addresses are kept apart. */
import { encapsulations } from "../core/encapsulations.ts";
import type { Exchange, Segment } from "../core/exchange.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { ACK, FIN, SYN } from "../core/tcp-flags.ts";

/** How far behind a first segment an acknowledgment is still believed to be of the same connection. */
const FAR = 2 ** 30;

/** In front of how deep it lies, in place of a tenant that nobody knows. */
const UNKNOWN = "#";

/** What one direction said of a conversation in its own scope. */
interface Way {
  readonly scope: string;
  /** Which of the two ends were heard in it or in the scope that was paired with it: bits 0 and 1. */
  sides: number;
  /** The sequence number behind its first segment; -1: it was none of TCP. */
  readonly next: number;
}

/**
 * The scope of a layer in a packet: the tenant without the tunnels that lie inside of the layer. What lies in tunnels
 * of which nobody knows the tenant has scopes of its own, by that depth.
 */
export function scopeOf(packet: Packet, layer: Layer): string {
  const { frames, frameCount } = packet;
  const own = frames.indexOf(layer.frame);
  let [around, inside] = [0, 0];
  for (let i = 0; i < frameCount; i++) {
    const { tunnels, tunnelLayer } = frames[i].stack;
    for (let t = 0; t < tunnels; t++) {
      if (i < own || (i === own && tunnelLayer[t] <= layer.stackIndex)) around++;
      else inside++;
    }
  }
  if (around === 0) return "native";
  const { tenant } = packet;
  if (tenant === null) return UNKNOWN + inside;
  return inside === 0 ? tenant : outside(tenant, inside);
}

/** By how many tunnels less, the last tenant that was asked about, and what is left of it. */
const shortened: { tenant: string; left: string }[] = [];

/** The tenant without its innermost tunnels. */
function outside(tenant: string, tunnels: number): string {
  const last = shortened[tunnels];
  if (last?.tenant === tenant) return last.left;
  const left = tenant.split("/").slice(0, -tunnels).join("/");
  shortened[tunnels] = { tenant, left };
  return left;
}

/**
 * Joins the two directions of conversations in tunnels whose ids each receiver chooses for itself: an MPLS label, a
 * GTP TEID, an L2TP session or a PPTP call names one direction alone. Two scopes that differ in such ids only are one to a
 * conversation in which one end was heard in the one and the other in the other. Where several could be meant, TCP's
 * acknowledgment of a first segment tells; without it they stay apart.
 */
export class Scopes {
  /** By scope and ends, oldest first. */
  readonly #ways = new Map<string, Way>();
  /** By scope without such ids, and ends: those of which only one end was heard. */
  readonly #halves = new Map<string, Way[]>();
  readonly #families = new Map<string, string | null>();

  /** @param most directions that are kept in mind; the oldest is forgotten first */
  constructor(private readonly most: number) {}

  /** In which scope a packet's conversation is: that of its layer, or of the other direction. */
  of(packet: Packet, layer: Layer, exchange: Exchange): string {
    return this.paired(scopeOf(packet, layer), exchange);
  }

  /** The same if that is known, and the packet changes nothing of it; undefined: it has to be asked for in its turn. */
  known(packet: Packet, layer: Layer, { kind, ends: between }: Exchange): string | undefined {
    const scope = scopeOf(packet, layer);
    // Whose it is may be known when it is asked for.
    if (scope.startsWith(UNKNOWN)) return undefined;
    if (this.#familyOf(scope) === null) return scope;
    const way = this.#ways.get(`${scope} ${kind} ${between.pair}`);
    return way !== undefined && (way.sides & (1 << between.side)) !== 0 ? way.scope : undefined;
  }

  /** The same from the scope of the layer. */
  paired(scope: string, { kind, ends: between, segment }: Exchange): string {
    const family = this.#familyOf(scope);
    if (family === null) return scope;
    const side = 1 << between.side;
    const ends = ` ${kind} ${between.pair}`;
    const known = this.#ways.get(scope + ends);
    if (known !== undefined) {
      known.sides |= side;
      return known.scope;
    }
    const halves = this.#halves.get(family + ends) ?? [];
    const open = halves.filter(({ sides, next }) => (sides & side) === 0 && mayAnswer(segment, next));
    const other = open.length > 1 ? open.find(({ next }) => segment?.acknowledgment === next) : open.at(0);
    let way: Way;
    if (other === undefined) {
      way = { scope, sides: side, next: behind(segment) };
      halves.push(way);
      this.#halves.set(family + ends, halves);
    } else {
      way = other;
      way.sides |= side;
      halves.splice(halves.indexOf(way), 1);
      if (halves.length === 0) this.#halves.delete(family + ends);
    }
    this.#ways.set(scope + ends, way);
    if (this.#ways.size > this.most) this.#forgetOldest();
    return way.scope;
  }

  /** The scope with kinds alone in place of ids that have one direction; null: it has none. */
  #familyOf(scope: string): string | null {
    let family = this.#families.get(scope);
    if (family === undefined) {
      const parts = scope.split("/").map((part) => {
        const [name] = part.split(":", 1);
        return isOneWay(name) ? name : part;
      });
      family = parts.join("/");
      if (family === scope) family = null;
      if (this.#families.size >= this.most) this.#families.clear();
      this.#families.set(scope, family);
    }
    return family;
  }

  #forgetOldest(): void {
    const [[key, way]] = this.#ways;
    this.#ways.delete(key);
    const ends = key.slice(key.indexOf(" "));
    const half = (this.#familyOf(way.scope) ?? "") + ends;
    const halves = this.#halves.get(half) ?? [];
    const at = halves.indexOf(way);
    if (at >= 0) halves.splice(at, 1);
    if (halves.length === 0) this.#halves.delete(half);
  }
}

const isOneWay = (kind: string): boolean =>
  encapsulations.some(({ name, oneWay }) => name === kind && oneWay === true);

/** The sequence number that answers a first segment; -1: the segment is none, or nothing of TCP. */
function behind(segment: Segment | undefined): number {
  if (segment === undefined || (segment.flags & SYN) === 0) return -1;
  const { sequence, length, flags } = segment;
  return (sequence + length + 1 + ((flags & FIN) === 0 ? 0 : 1)) >>> 0;
}

/** Whether a segment may answer one behind which that number stands. */
const mayAnswer = (segment: Segment | undefined, next: number): boolean =>
  segment === undefined ||
  next < 0 ||
  (segment.flags & ACK) === 0 ||
  (segment.acknowledgment - next) >>> 0 < FAR;
