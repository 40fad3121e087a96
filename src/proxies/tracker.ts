/**
 * Follows the TCP connections of a capture, packet by packet in order, for proxies and ssh. What it knows of a
 * connection while it goes on is told for each of its packets; the rest is asked for at the end.
 */
import { tcpApp } from "../core/demux.ts";
import { ipv4Text, ipv6Text } from "../core/format.ts";
import type { Frame, Packet } from "../core/layer.ts";
import type { LayerStack } from "../core/stack.ts";
import { protocolNumber } from "../protocols/registry.ts";
import type { HeadMemory } from "../reassembly/half-stream.ts";
import { Association, Associations } from "./associations.ts";
import {
  type Connection,
  endpointText,
  Flag,
  type KnownPorts,
  type Segment,
  type Stamp,
} from "./connection.ts";
import { Connections } from "./connections.ts";
import type { LogBudget } from "./log.ts";
import { ASSOCIATE } from "./socks5.ts";

const TCP = protocolNumber("tcp");
const UDP = protocolNumber("udp");
const SOCKS = protocolNumber("socks");
const SSH = protocolNumber("ssh");
const [TCP_PROTO, UDP_PROTO] = [6, 17];
const UDP_HEADER = 8;

export interface TrackerOptions {
  /** Most connections that are kept at a time, and most that are told of at the end. */
  maxConnections?: number | undefined;
  /** Most bytes for the beginnings of streams. */
  memory?: number;
  /** Keep when how many bytes came: what forwards are known by. */
  logs?: boolean;
  /** Only `follow` is asked, and nothing at the end. */
  hopsOnly?: boolean;
}

export const DEFAULT_MAX_CONNECTIONS = 100_000;
const DEFAULT_MEMORY = 64 << 20;
/** Segments of all logs together: 32 bytes each. */
const LOG_ENTRIES = 2 << 20;

const NOWHERE: readonly string[] = [];

export const knownPorts: KnownPorts = {
  isSocks: (port) => tcpApp[port] === SOCKS,
  isSsh: (port) => tcpApp[port] === SSH,
};

export class Tracker {
  readonly associations = new Associations();
  readonly associated: Association[] = [];
  /** Those that say something of a proxy or of ssh, and are no longer in use. */
  readonly kept: Connection[] = [];
  readonly connections: Connections;
  /** Connections that were pushed out by the cap while they may have gone on. */
  evicted = 0;
  /** Connections that would have been told of, beyond the cap. */
  untold = 0;
  readonly memory: HeadMemory = { used: 0 };
  readonly budget: LogBudget;
  private readonly most: number;
  private readonly mostMemory: number;
  private readonly segment: Segment = {
    direction: 0,
    sequence: 0,
    acknowledgment: 0,
    flags: 0,
    length: 0,
    captured: 0,
    pos: 0,
    data: new DataView(new ArrayBuffer(0)),
  };

  constructor(options: TrackerOptions = {}) {
    this.most = options.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
    this.mostMemory = options.memory ?? DEFAULT_MEMORY;
    this.budget = { left: options.logs === true ? LOG_ENTRIES : 0 };
    this.connections = new Connections(
      this.most,
      { ...knownPorts, hopsOnly: options.hopsOnly === true },
      this.memory,
      this.budget,
      (connection, evicted) => this.gone(connection, evicted),
    );
  }

  /** @returns where what the packet's connection carries goes to, as known before it; outermost proxy first */
  follow(packet: Packet): readonly string[] {
    const frame = packet.frames[packet.frameCount - 1];
    const s = frame.stack;
    if (s.l4 < 0 || s.ip < 0 || s.stop !== 0 || s.pending !== 0) return NOWHERE;
    if (s.ipProto === TCP_PROTO && s.proto[s.l4] === TCP) return this.tcp(packet, frame, s);
    if (s.ipProto === UDP_PROTO && s.proto[s.l4] === UDP && this.associations.size > 0)
      return this.udp(packet, frame, s);
    return NOWHERE;
  }

  private tcp(packet: Packet, frame: Frame, s: LayerStack): readonly string[] {
    const { tenant } = packet;
    if (tenant === null) return NOWHERE;
    const d = frame.view;
    const stamp = stampOf(packet);
    const { connections, segment } = this;
    let c = connections.of(d, s.off[s.ip], s.ipVersion, s.ports, tenant, stamp);
    const o = s.off[s.l4];
    segment.direction = connections.direction;
    segment.sequence = d.getUint32(o + 4);
    segment.acknowledgment = d.getUint32(o + 8);
    segment.flags = d.getUint8(o + 13);
    segment.captured = Math.max(0, s.lim - s.pos);
    segment.length = Math.max(segment.captured, wireEnd(packet, s) - s.pos);
    segment.pos = s.pos;
    segment.data = d;
    if (c.isReusedBy(segment)) c = connections.renew(c, stamp);
    const decided = c.decided;
    c.take(segment, stamp);
    if (!decided && c.chain !== null) this.associate(c);
    if (this.memory.used > this.mostMemory) this.freeMemory();
    return (segment.flags & Flag.syn) === 0 ? c.destinationsOf(packet.number) : NOWHERE;
  }

  /** The oldest connections give up their bytes. */
  private freeMemory(): void {
    for (const c of this.connections.all()) {
      if (this.memory.used <= this.mostMemory * 0.9) return;
      c.giveUp();
    }
  }

  private associate(c: Connection): void {
    for (const hop of c.chain?.hops ?? []) {
      if (hop.command !== ASSOCIATE || hop.outcome !== "associated") continue;
      const bound = hop.replies[0]?.bound ?? null;
      if (bound === null || bound.port === 0) continue;
      // Only the first proxy of several is reached by what is captured here.
      if (c.chain?.hops[0] !== hop || this.associated.at(-1)?.connection === c) continue;
      const proxy = c.ends[1 - c.client];
      const own = bound.address === null || bound.address === "0.0.0.0" || bound.address === "::";
      const relay = { address: own ? proxy.address : (bound.address as string), port: bound.port };
      if (this.associated.length >= this.most) return;
      const association = new Association(c, hop, c.ends[c.client].address, relay);
      this.associated.push(association);
      this.associations.add(association);
    }
  }

  private udp(packet: Packet, frame: Frame, s: LayerStack): readonly string[] {
    const { tenant } = packet;
    if (tenant === null) return NOWHERE;
    const d = frame.view;
    const [source, destination] = addresses(d, s.off[s.ip], s.ipVersion);
    const [from, to] = [s.ports >>> 16, s.ports & 0xffff];
    const sent = this.associations.find(tenant, destination, to, source, from);
    const found = sent ?? this.associations.find(tenant, source, from, destination, to);
    if (found === null) return NOWHERE;
    const start = s.off[s.l4] + UDP_HEADER;
    const told = found.take(d, start, s.lim, wireEnd(packet, s) - start, sent !== null, stampOf(packet));
    return told === null ? NOWHERE : [endpointText(told.name ?? told.address ?? "", told.port)];
  }

  private gone(c: Connection, evicted: boolean): void {
    if (evicted && !c.isClosed) this.evicted++;
    c.settle();
    if (isTold(c) || (c.log.length > 0 && !evicted)) {
      if (this.kept.length < this.most) this.kept.push(c);
      else this.untold++;
    } else c.log.drop();
  }

  /** All connections in the order of their first packets. Nothing may be followed afterwards. */
  finish(): Connection[] {
    for (const c of this.connections.all()) c.settle();
    return [...this.kept, ...this.connections.all()].sort((a, b) => a.index - b.index);
  }
}

const isTold = (c: Connection): boolean =>
  (c.chain?.hops.length ?? 0) > 0 || c.carried?.protocol === "ssh" || c.isSshPort;

const stampOf = ({ number, seconds, nanoseconds }: Packet): Stamp => ({ number, seconds, nanoseconds });

/** Where the innermost layer ends on the wire; of a datagram that never was whole, where what came of it ends. */
function wireEnd(packet: Packet, s: LayerStack): number {
  const part = packet.frameCount > 1 ? packet.partOf.at(-1) : undefined;
  return part !== undefined && part.reassembledIn === 0 ? s.lim : s.wire;
}

function addresses(d: DataView, o: number, version: number): [string, string] {
  if (version === 4) return [ipv4Text(d.getInt32(o + 12)), ipv4Text(d.getInt32(o + 16))];
  const at = (k: number) =>
    ipv6Text(d.getInt32(o + k), d.getInt32(o + k + 4), d.getInt32(o + k + 8), d.getInt32(o + k + 12));
  return [at(8), at(24)];
}
