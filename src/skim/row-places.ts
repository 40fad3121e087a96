/**
 * Where packets with the same headers have what their row is of: those that skimming has added flows for get their rows
 * without being dissected, in one short loop, since code that runs a thousand times is slow in JavaScript until then.
 */
import { encapsulations } from "../core/encapsulations.ts";
import { type Interner, META_LINK, META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import { type SteadyOf, steadyAt } from "../core/steady.ts";
import { castOfIpv4, castOfIpv6, type Recorder } from "../facts/recorder.ts";
import { Class, type FactTable } from "../facts/table.ts";
import { protocols } from "../protocols/registry.ts";

/** Where an IP header has its source address, behind which the destination stands; and how long they are. */
const IPV4 = { addresses: 12, size: 4 };
const IPV6 = { addresses: 8, size: 16 };

/** Two addresses of a packet, one behind the other. */
interface Pair {
  /** Of the first one, in bytes from the packet's first one. */
  readonly at: number;
  readonly size: number;
}

function pairIn({ addresses, size }: typeof IPV4, ip: number): Pair {
  return { at: ip + addresses, size };
}

/** The word of an address: see `Interner.address`. */
function wordOf(interner: Interner, d: DataView, at: number, size: number): number {
  return size === IPV4.size ? d.getInt32(at) : interner.ipv6(d, at);
}

/** 16 bits of source port, and 16 of destination port: where the outer header's and the inner one's are. */
const isPorts = (name: string): boolean => name === "udp" || name === "tcp";

/** The tunnel that they are in: where its endpoints are, where its id, and what routers can hash; -1: nowhere. */
interface TunnelPlaces {
  readonly endpoints: Pair;
  readonly meta: number;
  readonly id: number;
  /** Bits of 32 that stand behind the id. */
  readonly behind: number;
  readonly outer: number;
}

/** In bytes from a packet's first one. */
export class RowPlaces {
  private constructor(
    private readonly tunnel: TunnelPlaces | null,
    private readonly addresses: Pair,
    private readonly ports: number,
    private readonly kind: number,
    /** Whether the inner destination tells packets to groups: there is no Ethernet header that would. */
    private readonly casts: boolean,
  ) {}

  /**
   * @param s a packet, dissected, which starts at `at`; the recorder has just made a row of it
   * @returns null: a row like this takes more
   */
  static of(d: DataView, at: number, s: LayerStack, recorder: Recorder): RowPlaces | null {
    const last = s.n - 1;
    if (s.tunnels > 1 || s.ip < 0 || s.l4 !== last || recorder.cast !== 0) return null;
    if (!isPorts(protocols[s.proto[last]]?.name ?? "")) return null;
    const tunnel = s.tunnels === 0 ? null : tunnelPlaces(d, at, s, recorder);
    if (tunnel === null && s.tunnels > 0) return null;
    const ports = s.off[last];
    const { source, destination, kind } = recorder;
    const { interner } = recorder.table;
    const addresses = pairIn(s.ipVersion === 4 ? IPV4 : IPV6, s.off[s.ip] - at);
    const { size } = addresses;
    const first = at + addresses.at;
    if (source !== wordOf(interner, d, first, size)) return null;
    if (destination !== wordOf(interner, d, first + size, size)) return null;
    if (d.getInt32(ports) !== recorder.ports) return null;
    return new RowPlaces(tunnel, addresses, ports - at, kind, s.ethernet < 0);
  }

  /** The row of another such packet, which starts at `at`, made if need be; -1: no room. @param number of the packet */
  row(table: FactTable, d: DataView, at: number, number: number): number {
    const { tunnel, addresses } = this;
    const { interner } = table;
    const { size } = addresses;
    const [first, second] = [at + addresses.at, at + addresses.at + size];
    const source = wordOf(interner, d, first, size);
    const destination = wordOf(interner, d, second, size);
    let { kind } = this;
    let node = 0;
    let outer = 0;
    if (tunnel !== null) {
      const { at: endpoints, size } = tunnel.endpoints;
      const id = tunnel.id < 0 ? 0 : (d.getInt32(at + tunnel.id) >>> tunnel.behind) | 0;
      const from = wordOf(interner, d, at + endpoints, size);
      const to = wordOf(interner, d, at + endpoints + size, size);
      const isFull = size > IPV4.size && (from < 0 || to < 0);
      node = isFull ? -1 : interner.node(0, from, to, tunnel.meta, 0, id);
      if (tunnel.outer >= 0) outer = d.getInt32(at + tunnel.outer);
      if (outer === 0) kind &= ~Class.outerPorts;
    }
    if (size > IPV4.size && (source < 0 || destination < 0))
      return table.row(node, 0, 0, 0, Class.overflow, 0, number);
    if (this.casts) kind |= size === IPV4.size ? castOfIpv4(destination) : castOfIpv6(d, second);
    return table.row(node, source, destination, d.getInt32(at + this.ports), kind, outer, number);
  }
}

function tunnelPlaces(d: DataView, at: number, s: LayerStack, recorder: Recorder): TunnelPlaces | null {
  const { interner } = recorder.table;
  const { node, outer } = recorder;
  const [ip, layer] = [s.tunnelIp[0], s.tunnelLayer[0]];
  const meta = interner.metaOf(node);
  if (node <= 0 || ip < 0 || s.tunnelHi[0] !== 0 || (meta & META_LINK) !== 0) return null;
  const endpoints = pairIn((meta & META_V6) === 0 ? IPV4 : IPV6, s.off[ip] - at);
  const known = { endpoints, meta };
  if (wordOf(interner, d, at + endpoints.at, endpoints.size) !== interner.sourceOf(node)) return null;
  const { hash } = encapsulations[s.tunnelKind[0]];
  if (s.tunnelKeyless[0] !== 0) return hash !== "ports" ? { ...known, id: -1, behind: 0, outer: -1 } : null;
  const id = idOf(d, s.off[layer], protocols[s.proto[layer]]?.steady);
  if (id === undefined || ((d.getInt32(id.at) >>> (32 - id.bits)) | 0) !== s.tunnelLo[0]) return null;
  const hashed = hash === "key" ? id.at : hash === "ports" && layer > ip + 1 ? s.off[ip + 1] : -1;
  // Where there are ports, the header behind IP has them.
  if (hashed < 0 || outer === 0 || d.getInt32(hashed) !== outer) return null;
  if (hash === "ports" && !isPorts(protocols[s.proto[ip + 1]]?.name ?? "")) return null;
  return { ...known, id: id.at - at, behind: 32 - id.bits, outer: hashed - at };
}

/** Where in `d` the id of a header that starts at `o` is. */
export function idOf(d: DataView, o: number, of: SteadyOf | undefined) {
  const id = steadyAt(of, d, o)?.id;
  return id === undefined ? undefined : { at: o + id.at, bits: id.bits };
}
