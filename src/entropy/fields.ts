/**
 * What a device can feed its ECMP or LAG hash, in SAI's and SONiC's words (SAI saihash.h, SONiC hash-design.md).
 * Fields that SAI lacks are named after its pattern: GRE_KEY, INNER_IPV6_FLOW_LABEL, TENANT.
 */

/** What one level of headers, outer or inner, offers a hash. Everything absent is 0. */
export interface HashFields {
  /** MAC addresses as 48-bit integers. */
  srcMac: number;
  dstMac: number;
  etherType: number;
  /** 12 bits. */
  vlan: number;
  /** 4 or 6; 0: there is no IP header. */
  version: number;
  /** Four 32-bit words in network order. An IPv4 address is the last one, the others are 0. */
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  /** IP protocol; of IPv6 the one behind the extension headers. */
  protocol: number;
  /** 20 bits. */
  flowLabel: number;
  srcPort: number;
  dstPort: number;
  /** The packet is an IP fragment, the first included: devices find no ports in it. */
  fragment: boolean;
}

/** A packet as devices see it. For one in no tunnel both levels are the packet's own headers. */
export interface Header {
  outer: HashFields;
  /** The innermost headers. */
  inner: HashFields;
  /** Tunnels around the inner packet; 0: it is in none. */
  tunnels: number;
  /** All 32 bits of the outer GRE key, NVGRE's FlowID in the lowest 8; -1: none. */
  greKey: number;
  /** Tells tenants apart: their 64-bit id, or any number where the encapsulation has none. */
  tenantHi: number;
  tenantLo: number;
}

/** Headers with nothing in them. */
export function noFields(): HashFields {
  return {
    srcMac: 0,
    dstMac: 0,
    etherType: 0,
    vlan: 0,
    version: 0,
    src: new Uint32Array(4),
    dst: new Uint32Array(4),
    protocol: 0,
    flowLabel: 0,
    srcPort: 0,
    dstPort: 0,
    fragment: false,
  };
}

export function noHeader(): Header {
  return { outer: noFields(), inner: noFields(), tunnels: 0, greKey: -1, tenantHi: 0, tenantLo: 0 };
}

type LinkKey = "srcMac" | "dstMac" | "etherType" | "vlan";
type AddressKey = "src" | "dst";
type PortKey = "srcPort" | "dstPort";
type IpKey = "protocol" | "flowLabel";

/** SAI's name of a field, the property that holds it, and how many bytes of hash input it makes. */
type Part = readonly [
  name: string,
  key: LinkKey | AddressKey | PortKey | IpKey,
  bytes: number,
  title: string,
];

/** An address is 16 bytes of IPv6, 4 bytes of IPv4 and of no address at all. */
const ADDRESS_BYTES = 16;

const PARTS = [
  ["SRC_IP", "src", ADDRESS_BYTES, "source address"],
  ["DST_IP", "dst", ADDRESS_BYTES, "destination address"],
  ["IP_PROTOCOL", "protocol", 1, "IP protocol"],
  ["L4_SRC_PORT", "srcPort", 2, "source port"],
  ["L4_DST_PORT", "dstPort", 2, "destination port"],
  ["IPV6_FLOW_LABEL", "flowLabel", 3, "IPv6 flow label"],
  ["SRC_MAC", "srcMac", 6, "source MAC address"],
  ["DST_MAC", "dstMac", 6, "destination MAC address"],
  ["ETHERTYPE", "etherType", 2, "Ethernet type"],
  ["VLAN_ID", "vlan", 2, "VLAN"],
] as const satisfies readonly Part[];

type PartName = (typeof PARTS)[number][0];
export type FieldName = PartName | `INNER_${PartName}` | "GRE_KEY" | "TENANT";

export interface HashField {
  readonly name: FieldName;
  readonly title: string;
  readonly inner: boolean;
  /** Most bytes of hash input. */
  readonly bytes: number;
  /** The property of `HashFields`; null: of `Header` itself. */
  readonly key: Part[1] | null;
}

/** Every field by name, the outer ones first. */
export const hashFields: ReadonlyMap<FieldName, HashField> = new Map(
  [
    ...PARTS.map(([name, key, bytes, title]) => ({ name, key, bytes, title, inner: false })),
    { name: "GRE_KEY", key: null, bytes: 4, title: "GRE key", inner: false } as const,
    ...PARTS.map(([name, key, bytes, title]) => {
      return { name: `INNER_${name}`, key, bytes, title: `inner ${title}`, inner: true } as const;
    }),
    { name: "TENANT", key: null, bytes: 8, title: "tenant", inner: true } as const,
  ].map((f) => [f.name, f]),
);

/** Long enough for all fields together. */
export const HASH_INPUT_BYTES = [...hashFields.values()].reduce((sum, f) => sum + f.bytes, 0);

/**
 * The fields of a list of names, in that order; case does not matter.
 * @throws RangeError that names what is no field
 */
export function fieldsNamed(names: readonly string[]): FieldName[] {
  return names.map((text) => {
    const name = text.trim().toUpperCase() as FieldName;
    if (!hashFields.has(name)) throw new RangeError(`no hash field is called ${JSON.stringify(text)}`);
    return name;
  });
}

/** Protocols in whose first four bytes a device looks for ports, as a table of 256 flags. */
export type PortProtocols = Uint8Array;
const protocols = (...numbers: number[]): PortProtocols => {
  const flags = new Uint8Array(256);
  for (const n of numbers) flags[n] = 1;
  return flags;
};

/** TCP and UDP: the usual router. */
export const ROUTER_PORTS = protocols(6, 17);
/** And DCCP, SCTP, UDP-Lite: Linux, and the 5-tuple of an inner flow. */
export const ALL_PORTS = protocols(6, 17, 33, 132, 136);

function word(value: number, out: Uint8Array, at: number): number {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
  return at + 4;
}

function number(value: number, bytes: number, out: Uint8Array, at: number): number {
  if (bytes === 4) return word(value, out, at);
  if (bytes > 4) return word(value, out, number(value / 2 ** 32, bytes - 4, out, at));
  let end = at;
  for (let shift = 8 * bytes - 8; shift >= 0; shift -= 8) out[end++] = value >>> shift;
  return end;
}

function address(words: Uint32Array, version: number, out: Uint8Array, at: number): number {
  let end = at;
  for (let w = version === 6 ? 0 : 3; w < 4; w++) end = word(words[w], out, end);
  return end;
}

function fieldValue(level: HashFields, key: LinkKey | PortKey | IpKey, ports: PortProtocols): number {
  const isPort = key === "srcPort" || key === "dstPort";
  if (isPort && (level.fragment || ports[level.protocol] === 0)) return 0;
  return level[key];
}

function writeField(h: Header, field: HashField, ports: PortProtocols, out: Uint8Array, at: number): number {
  const { key } = field;
  if (key === null) {
    if (field.name === "GRE_KEY") return word(h.greKey < 0 || h.outer.fragment ? 0 : h.greKey, out, at);
    return word(h.tenantLo, out, word(h.tenantHi, out, at));
  }
  const level = field.inner ? h.inner : h.outer;
  if (key === "src" || key === "dst") return address(level[key], level.version, out, at);
  return number(fieldValue(level, key, field.inner ? ALL_PORTS : ports), field.bytes, out, at);
}

/** Fields looked up once, for many headers. */
export const lookedUp = (names: readonly FieldName[]): HashField[] =>
  names.map((name) => hashFields.get(name) as HashField);

/** `hashInput` with fields looked up, from `start` on. @returns where it ends */
export function writeFields(
  header: Header,
  fields: readonly HashField[],
  out: Uint8Array,
  ports: PortProtocols,
  start = 0,
): number {
  let at = start;
  for (let i = 0; i < fields.length; i++) at = writeField(header, fields[i], ports, out, at);
  return at;
}

/**
 * Writes fields one after the other in network order, absent ones as 0 (as SAI has it).
 *
 * @param out   `HASH_INPUT_BYTES` long, unless fewer fields are known to fit
 * @param ports in which outer protocols the device looks for ports
 * @returns bytes written
 */
export const hashInput = (
  header: Header,
  fields: readonly FieldName[],
  out: Uint8Array,
  ports: PortProtocols = ROUTER_PORTS,
): number => writeFields(header, lookedUp(fields), out, ports);

/** Takes over addresses and everything else of the IP level, but not of the link. */
export function copyIp(from: HashFields, into: HashFields): void {
  into.version = from.version;
  into.src.set(from.src);
  into.dst.set(from.dst);
  into.protocol = from.protocol;
  into.flowLabel = from.flowLabel;
  into.srcPort = from.srcPort;
  into.dstPort = from.dstPort;
  into.fragment = from.fragment;
}

export function copyLink(from: HashFields, into: HashFields): void {
  into.srcMac = from.srcMac;
  into.dstMac = from.dstMac;
  into.etherType = from.etherType;
  into.vlan = from.vlan;
}

const NOTHING = noFields();

/**
 * Sets the one level of headers that a hash defined on fields gets: only the fields that are fed, an inner field
 * in place of the outer one of the same name where there is an inner header.
 */
export function project(
  header: Header,
  fields: readonly HashField[],
  into: HashFields,
  ports: PortProtocols = ROUTER_PORTS,
): void {
  copyIp(NOTHING, into);
  copyLink(NOTHING, into);
  for (let pass = 0; pass < 2; pass++) {
    const level = pass === 0 ? header.outer : header.inner;
    if (level.version === 0) continue;
    for (let i = 0; i < fields.length; i++) {
      const { key, inner } = fields[i];
      if (key === null || inner !== (pass === 1)) continue;
      if (key === "src" || key === "dst") {
        into[key].set(level[key]);
        into.version = level.version;
      } else {
        into[key] = fieldValue(level, key, inner ? ALL_PORTS : ports);
      }
    }
  }
}
