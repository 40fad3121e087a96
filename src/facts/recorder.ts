/** From a dissected packet to its row of the fact table. */
import { hasPorts } from "../core/demux.ts";
import { encapsulations } from "../core/encapsulations.ts";
import { ICMP_UNKNOWN, icmpPorts, isIcmp } from "../core/icmp-ports.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { Counters, Reason, reasonOf } from "./counters.ts";
import type { RowObserver } from "./observer.ts";
import { Class, FactTable, timeHigh, timeLow } from "./table.ts";

/** IPv6 extension headers: a packet that stops in one has not told its upper-layer protocol. */
const isExtension = new Uint8Array(256);
for (const proto of [0, 43, 44, 60]) isExtension[proto] = 1;

/** Of a packet that stopped: whether its tunnel, if it is in one, could not be read. */
const isUnreadable = (s: LayerStack): boolean => s.open !== 0 && s.tunnels === 0;

const BROADCAST = -1;
const IPV4_MULTICAST = 0xe; // 224.0.0.0/4
const IPV6_MULTICAST = 0xff; // ff00::/8

export class Recorder {
  readonly table: FactTable;
  readonly counters = new Counters();
  /** Class bits of the outer hash word by kind of encapsulation. */
  private readonly outerClass = Uint16Array.from(encapsulations, (e) =>
    e.hash === "ports" ? Class.outerPorts : e.hash === "key" ? Class.outerKey : 0,
  );

  /** Is told of every packet that gets a row here; null: nobody. */
  observer: RowObserver | null = null;

  /** The tunnel node of the last packet, -1: none. */
  node = -1;

  /** Whether rows keep the TCP flags of their packets, and ICMP has its types for ports. */
  keepsTcpFlags = false;

  // What `classify` found.
  tcpFlags = 0;
  source = 0;
  destination = 0;
  ports = 0;
  kind = 0;
  cast = 0;
  outer = 0;

  constructor(maxRows?: number) {
    this.table = new FactTable(maxRows);
  }

  /**
   * Records one captured packet that is whole in itself: `bytes` on the wire, `number` counting from 0.
   * @param inOrder its time is not before that of any packet so far
   * @returns its row, -1 if it has none
   */
  packet(
    d: DataView,
    s: LayerStack,
    bytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
    inOrder: boolean,
  ): number {
    const tunnels = s.tunnels;
    this.node = -1;
    if (s.stop !== Stop.none && this.isNobodys(s, 1, bytes)) return -1;
    const node = this.locate(d, s);
    let innerPackets = 1;
    let innerBytes = bytes;
    if (tunnels > 0) {
      innerBytes = s.tunnelCarried[tunnels - 1];
      if (innerBytes <= 0) {
        innerPackets = 0;
        innerBytes = 0;
      }
      if (tunnels > 1) this.passThrough(s, node, tunnels - 1);
    }
    const t = this.table;
    let row = t.count(
      node,
      this.source,
      this.destination,
      this.ports,
      this.kind,
      this.outer,
      bytes,
      innerPackets,
      innerBytes,
      inOrder,
      timeLow(seconds),
      timeHigh(seconds, nanoseconds),
    );
    if (row < 0) {
      row = this.row(node, number);
      if (row < 0) {
        this.counters.unattributed(Reason.maxFlows, 1, bytes);
        return -1;
      }
      t.add(row, 1, bytes, innerPackets, innerBytes);
      t.seen(row, seconds, nanoseconds);
    } else if (!inOrder) t.seen(row, seconds, nanoseconds);
    if (this.keepsTcpFlags) t.tcpFlags[row] |= this.tcpFlags;
    if (this.observer !== null) this.observer.packets(row, 1, bytes, seconds, nanoseconds, number, false);
    return row;
  }

  /** Sets `node` and all else that a row is of. @returns the node, -1: there is no room for it */
  private locate(d: DataView, s: LayerStack): number {
    this.classify(d, s);
    let node = 0;
    if (s.tunnels === 0) {
      this.kind |= this.cast;
      this.outer = 0;
    } else {
      node = this.table.interner.chain(d, s, s.tunnels, 0);
      this.kind |= this.cast | this.classifyOuter(s);
    }
    this.node = node;
    return node;
  }

  /** The row of a packet that is read to its end and counted elsewhere, made if need be; -1: no room. */
  rowOf(d: DataView, s: LayerStack, seconds: number, nanoseconds: number, number: number): number {
    const row = this.row(this.locate(d, s), number);
    if (row >= 0) this.table.seen(row, seconds, nanoseconds);
    return row;
  }

  /**
   * As `packet`, for one of which all is known: its row, what its tunnel, if it is in one, carries, and those around that
   * as `FactTable.passThrough` takes it.
   */
  again(
    row: number,
    bytes: number,
    innerBytes: number,
    seconds: number,
    nanoseconds: number,
    inOrder: boolean,
    tcpFlags: number,
    around: readonly number[],
  ): void {
    const t = this.table;
    t.add(row, 1, bytes, 1, innerBytes);
    if (around.length > 0) t.passThrough(row, 1, innerBytes, around);
    if (inOrder) t.seenLast(row, timeLow(seconds), timeHigh(seconds, nanoseconds));
    else t.seen(row, seconds, nanoseconds);
    if (this.keepsTcpFlags) t.tcpFlags[row] |= tcpFlags;
    if (this.observer !== null)
      this.observer.packets(row, 1, bytes, seconds, nanoseconds, this.counters.packets - 1, false);
  }

  /** The tunnel node of a packet that is whole in itself, -1: nobody's. Nothing is recorded. */
  nodeOf(d: DataView, s: LayerStack): number {
    if (s.stop === Stop.tooDeep || (s.stop !== Stop.none && isUnreadable(s))) return -1;
    return s.tunnels === 0 ? 0 : this.table.interner.chain(d, s, s.tunnels, 0);
  }

  /** Counts packets whose tunnel could not be read; false if they are somebody's. */
  isNobodys(s: LayerStack, packets: number, bytes: number): boolean {
    if (s.stop !== Stop.tooDeep && !isUnreadable(s)) return false;
    this.counters.unattributed(reasonOf(s.stop), packets, bytes);
    return true;
  }

  /** The row of what was classified, in `node`. -1: no room. */
  row(node: number, number: number): number {
    if (node < 0) return -1;
    if ((this.kind & Class.v6) !== 0 && (this.source < 0 || this.destination < 0)) {
      return this.table.row(node, 0, 0, 0, Class.overflow, 0, number);
    }
    return this.table.row(node, this.source, this.destination, this.ports, this.kind, this.outer, number);
  }

  /** Counts what the first `depth` tunnels of `s`, of which `innermost` is the last one's node, carried. */
  passThrough(s: LayerStack, innermost: number, depth: number): void {
    if (innermost < 0) return;
    const interner = this.table.interner;
    let node = innermost;
    for (let t = s.tunnels - 1; t >= 0; t--) {
      const carried = s.tunnelCarried[t];
      if (t < depth && carried > 0) interner.pass(node, 1, carried);
      node = interner.parentOf(node);
    }
  }

  /** Sets source, destination, ports, kind and cast to what the innermost tunnel of `s` carries. */
  classify(d: DataView, s: LayerStack): void {
    let kind = 0;
    this.source = 0;
    this.destination = 0;
    this.ports = 0;
    const ip = s.ip;
    if (ip >= 0) {
      const o = s.off[ip];
      const proto = s.ipProto;
      kind = Class.ip | proto;
      if (s.ipVersion === 4) {
        this.source = d.getInt32(o + 12);
        this.destination = d.getInt32(o + 16);
      } else {
        kind |= Class.v6;
        this.source = this.table.interner.ipv6(d, o + 8);
        this.destination = this.table.interner.ipv6(d, o + 24);
      }
      if (hasPorts[proto] !== 0) {
        if (s.l4 >= 0 && s.open === 0) {
          kind |= Class.flow;
          this.ports = s.ports;
        }
      } else if (s.stop === Stop.none || (s.open === 0 && isExtension[proto] === 0)) {
        kind |= Class.flow;
      }
    } else if (s.arp !== 0) {
      kind = Class.nonIp | Class.arp;
    } else if (s.stop === Stop.none) {
      kind = Class.nonIp;
    }
    this.kind = kind;
    this.cast = this.castOf(d, s);
    if (this.keepsTcpFlags) {
      this.tcpFlags = tcpFlagsOf(d, s);
      if ((kind & Class.flow) !== 0 && isIcmp(s.ipProto)) this.ports = icmpPortsOf(d, s);
    }
  }

  /** Class bits for a group destination: of the inner Ethernet header, of the inner IP header without one. */
  castOf(d: DataView, s: LayerStack): number {
    if (s.ethernet >= 0) {
      const o = s.off[s.ethernet];
      if ((d.getUint8(o) & 1) === 0) return 0;
      return d.getInt32(o) === BROADCAST && d.getInt16(o + 4) === BROADCAST
        ? Class.broadcast
        : Class.multicast;
    }
    if (s.ip < 0) return 0;
    const o = s.off[s.ip];
    if (s.ipVersion === 6) return castOfIpv6(d, o + 24);
    return castOfIpv4(d.getInt32(o + 16));
  }

  /** Sets `outer` to what the outermost header of `s` offers a hash. @returns its class bits */
  classifyOuter(s: LayerStack): number {
    this.outer = 0;
    if (s.tunnels === 0) return 0;
    const bits = this.outerClass[s.tunnelKind[0]];
    if (bits === 0 || (bits === Class.outerKey && s.tunnelKeyless[0] !== 0)) return 0;
    // Carried by something without ports: IP itself, or a link.
    if (bits === Class.outerPorts && s.tunnelHash[0] === 0) return 0;
    this.outer = s.tunnelHash[0];
    return bits;
  }
}

/** Class bits for an IPv4 destination that is a group. */
export function castOfIpv4(destination: number): number {
  if (destination === BROADCAST) return Class.broadcast;
  return destination >>> 28 === IPV4_MULTICAST ? Class.multicast : 0;
}

/** The same for an IPv6 destination, which starts at `at`. */
export const castOfIpv6 = (d: DataView, at: number): number =>
  d.getUint8(at) === IPV6_MULTICAST ? Class.multicast : 0;

const TCP = 6;
const TCP_FLAGS = 13;

/** The flags byte of the innermost TCP header; 0 if there is none, or it was not captured. */
function tcpFlagsOf(d: DataView, s: LayerStack): number {
  if (s.l4 < 0 || s.ipProto !== TCP) return 0;
  const at = s.off[s.l4] + TCP_FLAGS;
  return at < s.end[s.l4] ? d.getUint8(at) : 0;
}

/** What stands for ports of the innermost header, which is ICMP's. */
function icmpPortsOf(d: DataView, s: LayerStack): number {
  // Nothing follows it but what it quotes, which is looked at by nobody here.
  const at = s.off[s.n - 1];
  if (s.n - 1 <= s.ip || at + 2 > s.end[s.n - 1]) return ICMP_UNKNOWN;
  return icmpPorts(s.ipProto, d.getUint8(at), d.getUint8(at + 1));
}
