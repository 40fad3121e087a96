/**
 * Where packets with the same headers have what tells which conversations they belong to: flows that skimming has added get
 * their seats without being dissected.
 */
import { encapsulations } from "../core/encapsulations.ts";
import { endsAt } from "../core/ends.ts";
import type { Exchange } from "../core/exchange.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { protocols } from "../protocols/registry.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import { steadyOf } from "../skim/plain.ts";
import { idOf } from "../skim/row-places.ts";
import type { Kept, Scope } from "./kept.ts";

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
  readonly scope: Scope;
  /** Where the scope's number stands, with so many of 32 bits behind it; null: it is the same in all of them. */
  readonly id: { readonly at: number; readonly behind: number } | null;
}

/** Words of one in memory, and of what stands before them all. */
const [PLACE, HEAD] = [9, 2];

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

/**
 * Puts it where skim/assembly/seats.ts looks for it.
 * @param kinds by port: packets with one that is not 0 there may belong to more; null: none does
 * @returns its address; 0: it takes each packet
 */
export function writePlaces(
  memory: FlowMemory,
  packet: Packet,
  seated: readonly Seated[],
  kinds: Uint8Array | null,
): number {
  const places: Place[] = [];
  for (const of of seated) {
    const place = placeOf(packet, of);
    if (place === null) return 0;
    places.push(place);
  }
  const table = kinds === null ? 0 : memory.copyOf(kinds);
  const address = memory.allocate(4 * (HEAD + PLACE * places.length));
  if (address === 0 || (kinds !== null && table === 0)) return 0;
  memory.words.set([places.length, table], address / 4);
  for (const [i, { kept, isLast, addresses, size, ports, scope, id }] of places.entries()) {
    const where = [kept.table, isLast ? 1 : 0, addresses, size, ports, scope.name];
    memory.words.set([...where, id?.at ?? -1, id?.behind ?? 0, scope.id], address / 4 + HEAD + PLACE * i);
  }
  return address;
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
  if (stack.tunnels > 1) return null;
  const isInTunnel = stack.tunnels > 0 && stack.tunnelLayer[0] <= stackIndex;
  const id = isInTunnel ? idPlace(layer, scope) : null;
  if (isInTunnel && id === null) return null;
  const where = { addresses: addresses - start, size, ports: ports - start };
  return { kept, isLast: stackIndex === l4, ...where, scope: kept.scopeOf(scope), id };
}

/** Of a layer in one tunnel: where the number of its tenant stands; null: it takes more than that. */
function idPlace({ frame: { view: d, start, stack: s } }: Layer, scope: string): Place["id"] {
  const [layer, { name, oneWay, pair }] = [s.tunnelLayer[0], encapsulations[s.tunnelKind[0]]];
  // Whose ids hang on the direction, whoever speaks first tells.
  if (oneWay === true || pair === true || s.tunnelKeyless[0] !== 0 || s.tunnelHi[0] !== 0) return null;
  const id = idOf(d, s.off[layer], steadyOf(s.proto[layer]));
  if (id === undefined || `${name}:${d.getUint32(id.at) >>> (32 - id.bits)}` !== scope) return null;
  return { at: id.at - start, behind: 32 - id.bits };
}
