/**
 * Where packets with the same headers have what their row is of: those that skimming has added flows for get their rows
 * without being dissected, in one short loop, since code that runs a thousand times is slow in JavaScript until then.
 */
import { encapsulations } from "../core/encapsulations.ts";
import { META_LINK, META_V6 } from "../core/interner.ts";
import type { LayerStack } from "../core/stack.ts";
import { type SteadyOf, steadyAt } from "../core/steady.ts";
import { castOfIpv4, type Recorder } from "../facts/recorder.ts";
import { Class, type FactTable } from "../facts/table.ts";
import { protocols } from "../protocols/registry.ts";

/** Where an IPv4 header has its source address, behind which the destination stands. */
const ADDRESSES = 12;
/** 16 bits of source port, and 16 of destination port: where the outer header's and the inner one's are. */
const isPorts = (name: string): boolean => name === "udp" || name === "tcp";

/** The tunnel that they are in: where its endpoints are, where its id, and what routers can hash; -1: nowhere. */
interface TunnelPlaces {
  readonly endpoints: number;
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
    private readonly addresses: number,
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
    if (s.tunnels > 1 || s.ip < 0 || s.ipVersion !== 4 || s.l4 !== last || recorder.cast !== 0) return null;
    if (!isPorts(protocols[s.proto[last]]?.name ?? "")) return null;
    const tunnel = s.tunnels === 0 ? null : tunnelPlaces(d, at, s, recorder);
    if (tunnel === null && s.tunnels > 0) return null;
    const [addresses, ports] = [s.off[s.ip] + ADDRESSES, s.off[last]];
    const { source, destination, kind } = recorder;
    if (d.getInt32(addresses) !== source || d.getInt32(addresses + 4) !== destination) return null;
    if (d.getInt32(ports) !== recorder.ports) return null;
    return new RowPlaces(tunnel, addresses - at, ports - at, kind, s.ethernet < 0);
  }

  /** The row of another such packet, which starts at `at`, made if need be; -1: no room. @param number of the packet */
  row(table: FactTable, d: DataView, at: number, number: number): number {
    const { tunnel } = this;
    const destination = d.getInt32(at + this.addresses + 4);
    let { kind } = this;
    let node = 0;
    let outer = 0;
    if (tunnel !== null) {
      const from = at + tunnel.endpoints;
      const id = tunnel.id < 0 ? 0 : (d.getInt32(at + tunnel.id) >>> tunnel.behind) | 0;
      node = table.interner.node(0, d.getInt32(from), d.getInt32(from + 4), tunnel.meta, 0, id);
      if (tunnel.outer >= 0) outer = d.getInt32(at + tunnel.outer);
      if (outer === 0) kind &= ~Class.outerPorts;
    }
    if (this.casts) kind |= castOfIpv4(destination);
    const source = d.getInt32(at + this.addresses);
    return table.row(node, source, destination, d.getInt32(at + this.ports), kind, outer, number);
  }
}

function tunnelPlaces(d: DataView, at: number, s: LayerStack, recorder: Recorder): TunnelPlaces | null {
  const { interner } = recorder.table;
  const { node, outer } = recorder;
  const [ip, layer] = [s.tunnelIp[0], s.tunnelLayer[0]];
  const meta = interner.metaOf(node);
  if (node <= 0 || ip < 0 || s.tunnelHi[0] !== 0 || (meta & (META_V6 | META_LINK)) !== 0) return null;
  const endpoints = s.off[ip] + ADDRESSES;
  const known = { endpoints: endpoints - at, meta };
  if (d.getInt32(endpoints) !== interner.sourceOf(node)) return null;
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
