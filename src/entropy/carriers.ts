/**
 * Encapsulations on paper: what each gives a router to hash and what it costs, with as good an entropy field as
 * its specification allows. `carriedBy` puts a traffic's inner flows into another one.
 */
import { type Columns, everyEntry } from "./columns.ts";
import { copyIp, noHeader } from "./fields.ts";
import { perfect } from "./functions/table.ts";
import { hashEntries } from "./keyed.ts";
import { DYNAMIC_PORTS, sourcePortRule } from "./source-port.ts";
import type { Traffic } from "./traffic.ts";
import { type HashView, viewNamed } from "./views.ts";

/** Which part of the outer header varies with the inner flow. */
type Varies = "port" | "flowid" | "nothing";

export interface Carrier {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  /** IP protocol of the outer header; null: 4 or 41, after the inner version. */
  readonly protocol: number | null;
  readonly destinationPort: number;
  readonly varies: Varies;
  /** First and last value of what varies. */
  readonly first: number;
  readonly last: number;
  /** Names its tenant in a GRE key. */
  readonly key: boolean;
  /** Carries Ethernet frames, else IP packets. */
  readonly ethernet: boolean;
  /** Bytes between the outer IP header and what is carried, of every packet. */
  readonly header: number;
}

const GRE = 47;
const UDP = 17;
const TCP = 6;
const PORT = { varies: "port", first: DYNAMIC_PORTS.first, last: DYNAMIC_PORTS.last } as const;
const NOTHING = { varies: "nothing", first: 0, last: 0, destinationPort: 0 } as const;

export const carriers: readonly Carrier[] = [
  {
    name: "vxlan",
    title: "VXLAN",
    reference: "RFC 7348",
    protocol: UDP,
    destinationPort: 4789,
    ...PORT,
    key: false,
    ethernet: true,
    header: 8 + 8,
  },
  {
    name: "nvgre",
    title: "NVGRE",
    reference: "RFC 7637",
    protocol: GRE,
    destinationPort: 0,
    varies: "flowid",
    first: 0,
    last: 255,
    key: true,
    ethernet: true,
    header: 8,
  },
  {
    name: "stt",
    title: "STT",
    reference: "draft-davie-stt-08, ports as Open vSwitch's",
    protocol: TCP,
    destinationPort: 7471,
    varies: "port",
    first: sourcePortRule("ovs-kernel-stt").first,
    last: sourcePortRule("ovs-kernel-stt").last,
    key: false,
    ethernet: true,
    header: 20 + 18,
  },
  {
    name: "geneve",
    title: "Geneve",
    reference: "RFC 8926, without options",
    protocol: UDP,
    destinationPort: 6081,
    ...PORT,
    key: false,
    ethernet: true,
    header: 8 + 8,
  },
  {
    name: "ipip",
    title: "IP-in-IP",
    reference: "RFC 2003, RFC 2473",
    protocol: null,
    ...NOTHING,
    key: false,
    ethernet: false,
    header: 0,
  },
  {
    name: "gre",
    title: "GRE with a key",
    reference: "RFC 2784, RFC 2890",
    protocol: GRE,
    ...NOTHING,
    key: true,
    ethernet: false,
    header: 8,
  },
  {
    name: "gre-in-udp",
    title: "GRE in UDP",
    reference: "RFC 8086",
    protocol: UDP,
    destinationPort: 4754,
    ...PORT,
    key: false,
    ethernet: false,
    header: 8 + 8,
  },
];

export const carrierNamed = (name: string): Carrier | undefined => carriers.find((c) => c.name === name);

export const valuesOf = (c: Carrier): number => c.last - c.first + 1;

const ETHERNET = 14;
const IPV4 = 20;
const IPV6 = 40;
/** STT's header proper is in a frame's first piece only. */
const STT_FRAME = 18;
const TCP_HEADER = 20;

export interface Burden {
  /** Packets on the wire, of which `frames` start an inner packet: the others continue one that STT cut. */
  readonly packets: number;
  readonly frames: number;
  readonly outerVersion: number;
  readonly innerVersion: number;
}

/**
 * Bytes beyond the inner IP packets, without the link's own header. The packets stay as many as they are: what
 * STT sent as pieces of one large frame, another encapsulation sends as packets of their own, which repeat the
 * inner headers (of IP and TCP: only TCP is offloaded so).
 */
export function overheadBytes(c: Carrier, b: Burden): number {
  const outer = b.outerVersion === 6 ? IPV6 : IPV4;
  const link = c.ethernet ? ETHERNET : 0;
  const continued = Math.max(0, b.packets - b.frames);
  if (c.name === "stt") {
    return b.packets * (outer + c.header - STT_FRAME) + (b.packets - continued) * (STT_FRAME + link);
  }
  const repeated = (b.innerVersion === 6 ? IPV6 : IPV4) + TCP_HEADER;
  return b.packets * (outer + c.header + link) + continued * repeated;
}

/** What a perfect encapsulator would draw its field from: 32 bits of tenant and inner 5-tuple. */
export const flowHashes = (traffic: Traffic, entries: Int32Array): Uint32Array =>
  hashEntries(traffic, INNER, entries, perfect, { seed: 0x656e6361 });
const INNER = viewNamed("inner") as HashView;

/** Values of a carrier's field for flows with these hashes. */
export function fieldValues(c: Carrier, hashes: Uint32Array): Int32Array {
  const out = new Int32Array(hashes.length);
  const { first } = c;
  const values = valuesOf(c);
  for (let i = 0; i < out.length; i++) out[i] = first + Math.floor((hashes[i] * values) / 2 ** 32);
  return out;
}

/** NVGRE's has its FlowID in the lowest 8 bits, plain GRE's is the tenant. */
const greKey = (c: Carrier, tenant: number, value: number): number =>
  (c.varies === "flowid" ? (tenant << 8) | value : tenant) >>> 0;

const IN_IPV4 = 4;
const IN_IPV6 = 41;

/** The same flows between the same endpoints in another encapsulation. What is in no tunnel stays as it is. */
export function carriedBy(traffic: Traffic, carrier: Carrier): Traffic {
  const from = noHeader();
  const values = fieldValues(carrier, flowHashes(traffic, everyEntry(traffic.size)));
  return {
    size: traffic.size,
    weights: traffic.weights,
    columns: traffic.columns === undefined ? undefined : columnsBy(traffic.columns, carrier, values),
    header(entry, into) {
      const h = traffic.header(entry, from);
      if (h.tunnels === 0) return h;
      const value = values[entry];
      copyIp(h.inner, into.inner);
      copyIp(h.outer, into.outer);
      into.tunnels = 1;
      into.tenantHi = h.tenantHi;
      into.tenantLo = h.tenantLo;
      const { outer } = into;
      outer.fragment = false;
      outer.protocol = carrier.protocol ?? (h.inner.version === 6 ? IN_IPV6 : IN_IPV4);
      outer.srcPort = carrier.varies === "port" ? value : 0;
      outer.dstPort = carrier.destinationPort;
      into.greKey = carrier.key ? greKey(carrier, h.tenantLo, value) : -1;
      return into;
    },
  };
}

/** The same in columns. */
function columnsBy(from: Columns, carrier: Carrier, values: Int32Array): Columns {
  const { tunnels, inner, tenant, tenants } = from;
  const protocol = from.outer.protocol.slice();
  const ports = from.outer.ports.slice();
  const fragment = from.outer.fragment?.map((is, e) => (tunnels[e] === 0 ? is : 0)) ?? null;
  const keys = from.greKey.slice();
  for (let e = 0; e < tunnels.length; e++) {
    if (tunnels[e] === 0) continue;
    const value = values[e];
    protocol[e] = carrier.protocol ?? (inner.v6 !== null && inner.v6[e] !== 0 ? IN_IPV6 : IN_IPV4);
    ports[e] = ((carrier.varies === "port" ? value : 0) << 16) | carrier.destinationPort;
    const low = tenants.words[tenant[e] * tenants.stride + 1] >>> 0;
    keys[e] = carrier.key ? greKey(carrier, low, value) : 0;
  }
  return { ...from, outer: { ...from.outer, protocol, ports, fragment }, greKey: keys };
}
