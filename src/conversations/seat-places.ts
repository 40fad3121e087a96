/**
 * Where packets with the same headers have what tells which conversations they belong to: flows that skimming has added get
 * their seats without being dissected.
 */
import { encapsulations } from "../core/encapsulations.ts";
import { endsAt } from "../core/ends.ts";
import type { Exchange } from "../core/exchange.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { protocols } from "../protocols/registry.ts";
import { idOf } from "../skim/row-places.ts";
import type { Kept } from "./kept.ts";

/** Where a conversation stands in memory, which of its ends sends, and how often that room was used before. */
export interface Seat {
  readonly at: number;
  readonly side: number;
  readonly serial: number;
  /** It is that of the packet's last header; else of one around a tunnel. */
  readonly isLast: boolean;
}

/** A header of a packet that belongs to a conversation. */
export interface Seated {
  readonly layer: Layer;
  readonly exchange: Exchange;
  readonly kept: Kept;
  readonly scope: string;
}

/** The same of all packets with the same headers, in bytes from their first one. */
interface Place {
  readonly kept: Kept;
  readonly isLast: boolean;
  readonly addresses: number;
  /** Bytes of one. */
  readonly size: number;
  readonly ports: number;
  readonly scope: string | ScopePlace;
}

/** A tenant's number of 32 bits at most stands there, with as many bits behind it as are missing. */
interface ScopePlace {
  readonly name: string;
  readonly at: number;
  readonly behind: number;
  /** What they are called, as far as they came. */
  readonly scopes: Map<number, string>;
}

/** Where IP headers have their addresses, and how long these are. */
const ADDRESSES: Readonly<Record<string, { readonly at: number; readonly size: number } | undefined>> = {
  ip: { at: 12, size: 4 },
  ipv6: { at: 8, size: 16 },
};

export function seatOf({ layer, exchange, kept, scope }: Seated, number: number): Seat {
  const at = kept.address(exchange.ends, scope, number);
  const isLast = layer.stackIndex === layer.frame.stack.l4;
  return { at, serial: kept.serialOf(at), side: exchange.ends.side, isLast };
}

export class SeatPlaces {
  private constructor(private readonly places: readonly Place[]) {}

  /** @returns null: it takes the packet */
  static of(packet: Packet, seated: readonly Seated[]): SeatPlaces | null {
    const places: Place[] = [];
    for (const of of seated) {
      const place = placeOf(packet, of);
      if (place === null) return null;
      places.push(place);
    }
    return new SeatPlaces(places);
  }

  /** Those of another such packet, which starts at `at`. @param number of the packet */
  seats(d: DataView, at: number, number: number): Seat[] {
    return this.places.map(({ kept, isLast, addresses, size, ports, scope }) => {
      const ends = endsAt(d, at + addresses, size, d.getInt32(at + ports));
      const seat = kept.address(ends, typeof scope === "string" ? scope : scopeAt(scope, d, at), number);
      return { at: seat, serial: kept.serialOf(seat), side: ends.side, isLast };
    });
  }
}

function placeOf({ frames }: Packet, { layer, exchange, kept, scope }: Seated): Place | null {
  const { view: d, start, stack } = frames[0];
  const { proto, off, l4 } = stack;
  const { stackIndex } = layer;
  let ip = stackIndex - 1;
  while (ip >= 0 && ADDRESSES[protocols[proto[ip]]?.name ?? ""] === undefined) ip--;
  if (layer.frame !== frames[0] || ip < 0) return null;
  const { at, size } = ADDRESSES[protocols[proto[ip]]?.name ?? ""] as { at: number; size: number };
  const [addresses, ports] = [off[ip] + at, off[stackIndex]];
  if (endsAt(d, addresses, size, d.getInt32(ports)).pair !== exchange.ends.pair) return null;
  const isInTunnel = stack.tunnels > 0 && stack.tunnelLayer[0] <= stackIndex;
  const inScope = isInTunnel ? scopePlace(layer, scope) : scope;
  if (inScope === null || stack.tunnels > 1) return null;
  const isLast = stackIndex === l4;
  return { kept, isLast, addresses: addresses - start, size, ports: ports - start, scope: inScope };
}

/** Of a layer in one tunnel. */
function scopePlace({ frame: { view: d, start, stack: s } }: Layer, scope: string): ScopePlace | null {
  const [layer, { name, oneWay, pair }] = [s.tunnelLayer[0], encapsulations[s.tunnelKind[0]]];
  // Whose ids hang on the direction, whoever speaks first tells.
  if (oneWay === true || pair === true || s.tunnelKeyless[0] !== 0 || s.tunnelHi[0] !== 0) return null;
  const id = idOf(d, s.off[layer], protocols[s.proto[layer]]?.steady);
  if (id === undefined) return null;
  const place = { name, at: id.at - start, behind: 32 - id.bits, scopes: new Map<number, string>() };
  return scopeAt(place, d, start) === scope ? place : null;
}

function scopeAt({ name, at, behind, scopes }: ScopePlace, d: DataView, packet: number): string {
  const id = d.getUint32(packet + at) >>> behind;
  let scope = scopes.get(id);
  if (scope === undefined) {
    scope = `${name}:${id}`;
    scopes.set(id, scope);
  }
  return scope;
}
