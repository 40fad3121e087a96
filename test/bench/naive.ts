/**
 * Two yardsticks that know exactly the packets of the benchmark and check nothing, neither lengths nor versions
 * nor options nor fragments.
 *
 * `fill` is one monolithic function that leaves behind what the dissector leaves behind: the layers, roles and
 * tunnels of a LayerStack. What the dissector costs more is the price of tables, checks and one file a protocol.
 *
 * `Naive` keeps nothing but the last packet's inner flow, and counts it in a table of its own. What the whole
 * program costs more is the price of knowing layers, tenants and tunnels at all.
 */
import { encapsulations } from "../../src/core/encapsulations.ts";
import type { LayerStack } from "../../src/core/stack.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";

const [ETHERNET, IPV4, IPV6, UDP, TCP, VXLAN_LAYER, GRE_LAYER, NVGRE_LAYER, STT_LAYER] = [
  "eth",
  "ip",
  "ipv6",
  "udp",
  "tcp",
  "vxlan",
  "gre",
  "nvgre",
  "stt",
].map(protocolNumber);
const [VXLAN, GRE, NVGRE, IPIP, STT] = ["vxlan", "gre", "nvgre", "ipip", "stt"].map((name) =>
  encapsulations.findIndex((e) => e.name === name),
);

function layer(s: LayerStack, proto: number, o: number, end: number): void {
  s.proto[s.n] = proto;
  s.off[s.n] = o;
  s.end[s.n] = end;
  s.n++;
}

function tunnel(
  s: LayerStack,
  kind: number,
  lo: number,
  keyless: number,
  hash: number,
  carried: number,
  proto: number,
): void {
  s.tunnelKind[0] = kind;
  s.tunnelHi[0] = 0;
  s.tunnelLo[0] = lo;
  s.tunnelKeyless[0] = keyless;
  s.tunnelIp[0] = s.ip;
  s.tunnelIpVersion[0] = s.ipVersion;
  s.tunnelProto[0] = proto;
  s.tunnelHash[0] = hash;
  s.tunnelCarried[0] = carried;
  s.tunnels = 1;
  s.ethernet = -1;
}

/** Dissects the packet from `o` to `end` into `s`, which must have been reset. */
export function fill(d: DataView, o: number, end: number, s: LayerStack): void {
  layer(s, ETHERNET, o, end);
  s.ethernet = 0;
  s.ip = 1;
  let p = o + 14;
  let proto = 0;
  if (d.getUint16(o + 12) === 0x0800) {
    layer(s, IPV4, p, end);
    s.ipVersion = 4;
    proto = d.getUint8(p + 9);
    p += 20;
  } else {
    layer(s, IPV6, p, end);
    s.ipVersion = 6;
    proto = d.getUint8(p + 6);
    p += 40;
  }
  let frame = true;
  if (proto === 17) {
    layer(s, UDP, p, end);
    layer(s, VXLAN_LAYER, p + 8, end);
    tunnel(s, VXLAN, d.getUint32(p + 12) >>> 8, 0, d.getInt32(p), end - p - 16, 17);
    p += 16;
  } else if (proto === 47) {
    const key = d.getInt32(p + 4);
    frame = d.getUint16(p + 2) === 0x6558;
    layer(s, frame ? NVGRE_LAYER : GRE_LAYER, p, end);
    tunnel(s, frame ? NVGRE : GRE, frame ? key >>> 8 : key, 0, key, end - p - 8, 47);
    p += 8;
  } else if (proto === 4) {
    frame = false;
    tunnel(s, IPIP, 0, 1, 0, end - p, 4);
  } else if (proto === 6 && d.getUint16(p + 2) === 7471) {
    layer(s, STT_LAYER, p, end);
    tunnel(s, STT, d.getInt32(p + 32), 0, d.getInt32(p), end - p - 38, 6);
    p += 38;
  } else {
    s.ipProto = proto;
    s.l4 = 2;
    s.ports = d.getInt32(p);
    layer(s, TCP, p, end);
    return;
  }
  if (frame) {
    s.ethernet = s.n;
    layer(s, ETHERNET, p, end);
    p += 14;
  }
  s.ip = s.n;
  s.ipVersion = 4;
  layer(s, IPV4, p, end);
  s.ipProto = d.getUint8(p + 9);
  s.l4 = s.n;
  layer(s, TCP, p + 20, end);
  s.ports = d.getInt32(p + 20);
}

const ROW = 16;
const SLOTS = 1 << 17;

export class Naive {
  kind = 0;
  tenant = 0;
  outerSource = 0;
  outerDestination = 0;
  outer = 0;
  source = 0;
  destination = 0;
  proto = 0;
  ports = 0;
  inner = 0;

  /** Finds tunnel, tenant, inner 5-tuple, inner length and outer hash word of the packet at `o`. */
  dissect(d: DataView, o: number, end: number): void {
    let p = o + 14;
    let proto = 0;
    this.kind = 0;
    this.tenant = 0;
    this.outer = 0;
    this.inner = end - o;
    if (d.getUint16(o + 12) === 0x0800) {
      proto = d.getUint8(p + 9);
      this.source = d.getInt32(p + 12);
      this.destination = d.getInt32(p + 16);
      p += 20;
    } else {
      proto = d.getUint8(p + 6);
      this.source = d.getInt32(p + 20);
      this.destination = d.getInt32(p + 36);
      p += 40;
    }
    this.outerSource = this.source;
    this.outerDestination = this.destination;
    if (proto === 17) {
      if (d.getUint16(p + 2) === 4789) {
        this.kind = 1;
        this.outer = d.getInt32(p);
        this.tenant = d.getUint32(p + 12) >>> 8;
        this.inner = end - p - 16;
        p = this.ip(d, p + 16 + 14);
      }
    } else if (proto === 47) {
      this.kind = 2;
      this.tenant = d.getInt32(p + 4);
      this.outer = this.tenant;
      this.inner = end - p - 8;
      p = this.ip(d, d.getUint16(p + 2) === 0x6558 ? p + 8 + 14 : p + 8);
    } else if (proto === 4) {
      this.kind = 3;
      this.inner = end - p;
      p = this.ip(d, p);
    } else if (proto === 6 && d.getUint16(p + 2) === 7471) {
      this.kind = 4;
      this.outer = d.getInt32(p);
      this.tenant = d.getInt32(p + 32);
      this.inner = end - p - 38;
      p = this.ip(d, p + 20 + 18 + 14);
    }
    this.proto = proto;
    this.ports = d.getInt32(p);
  }

  private ip(d: DataView, p: number): number {
    this.source = d.getInt32(p + 12);
    this.destination = d.getInt32(p + 16);
    return p + 20;
  }

  // The same facts a row as the real table: nine key words, packets, bytes, inner bytes, first and last time.
  private readonly words = new Int32Array(ROW * SLOTS);
  private readonly doubles = new Float64Array(3 * SLOTS);
  packets = 0;
  bytes = 0;

  count(bytes: number, seconds: number, nanoseconds: number): void {
    const { kind, tenant, outerSource, outerDestination, outer, source, destination, proto, ports } = this;
    this.packets++;
    this.bytes += bytes;
    let h =
      Math.imul(source ^ (source >>> 16), 0x9e3779b1) +
      Math.imul(destination ^ (destination >>> 15), 0x85ebca77) +
      Math.imul(ports ^ (ports >>> 14), 0xc2b2ae3d) +
      Math.imul(outer ^ (outer >>> 16), 0x27d4eb2f) +
      Math.imul(tenant ^ (outerSource + outerDestination), 0x165667b1);
    h ^= h >>> 15;
    h = Math.imul(h, 0x297a2d39);
    h ^= h >>> 14;
    const { words, doubles } = this;
    for (let i = h & (SLOTS - 1); ; i = (i + 1) & (SLOTS - 1)) {
      const k = i * ROW;
      if (words[k + 9] === 0) {
        words[k] = kind;
        words[k + 1] = tenant;
        words[k + 2] = outerSource;
        words[k + 3] = outerDestination;
        words[k + 4] = outer;
        words[k + 5] = source;
        words[k + 6] = destination;
        words[k + 7] = proto;
        words[k + 8] = ports;
        words[k + 10] = seconds;
        words[k + 11] = nanoseconds;
      } else if (
        words[k] !== kind ||
        words[k + 1] !== tenant ||
        words[k + 2] !== outerSource ||
        words[k + 3] !== outerDestination ||
        words[k + 4] !== outer ||
        words[k + 5] !== source ||
        words[k + 6] !== destination ||
        words[k + 7] !== proto ||
        words[k + 8] !== ports
      ) {
        continue;
      }
      words[k + 9]++;
      words[k + 12] = seconds;
      words[k + 13] = nanoseconds;
      doubles[3 * i] += bytes;
      doubles[3 * i + 1] += this.inner;
      return;
    }
  }
}
