/**
 * Hash views: which fields a class of device feeds its hash. The first four are the report's own, the others
 * are devices and settings by name. A view says nothing of the function, but a device may imply one.
 */
import {
  ALL_PORTS,
  copyIp,
  copyLink,
  type FieldName,
  HASH_INPUT_BYTES,
  type HashField,
  type HashFields,
  type Header,
  lookedUp,
  noFields,
  noHeader,
  type PortProtocols,
  project,
  ROUTER_PORTS,
  writeFields,
} from "./fields.ts";

/** How deep a device looks. */
type Sight =
  /** The named fields, wherever they are. */
  | "named"
  /** Inner fields only where Linux's flow dissector gets to them. */
  | "dissector"
  /** The outer names mean the innermost header that the flow dissector gets to; MAC addresses stay outer. */
  | "dissected";

export interface HashView {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  readonly fields: readonly FieldName[];
  /** Fed as well when the (outer) header is IPv6. */
  readonly ipv6Fields: readonly FieldName[];
  readonly sight: Sight;
  readonly ports: PortProtocols;
  /** Both ends sorted first, so that both directions hash alike. */
  readonly symmetric: boolean;
  /** The device's own hash function; null: not fixed by the view. */
  readonly function: string | null;
  /** Why a next hop cannot be foretold although the fields are known; null: it can. */
  readonly unpredictable: string | null;
}

const ADDRESSES = ["SRC_IP", "DST_IP"] as const;
const PORTS = ["L4_SRC_PORT", "L4_DST_PORT"] as const;
const FIVE_TUPLE = [...ADDRESSES, ...PORTS, "IP_PROTOCOL"] as const;
const ETHERNET = ["SRC_MAC", "DST_MAC", "ETHERTYPE"] as const;

const view = (
  name: string,
  title: string,
  fields: readonly FieldName[],
  more: Partial<HashView> = {},
): HashView => ({
  name,
  title,
  fields,
  reference: "",
  ipv6Fields: [],
  sight: "named",
  ports: ROUTER_PORTS,
  symmetric: false,
  function: null,
  unpredictable: null,
  ...more,
});

/** Any set of fields (`--hash-fields`), as a SAI or SONiC switch takes it. */
export const customView = (fields: readonly FieldName[]): HashView =>
  view(fields.join(","), "chosen fields", fields, { reference: "SAI native hash fields" });

/** The report's four views. */
export const contractViews: readonly HashView[] = [
  view("ip", "outer addresses and protocol", [...ADDRESSES, "IP_PROTOCOL"]),
  view("five_tuple", "outer addresses, protocol and ports", FIVE_TUPLE),
  view("key_aware", "outer 5-tuple and GRE key", [...FIVE_TUPLE, "GRE_KEY"]),
  view("inner", "inner 5-tuple and tenant", [
    "TENANT",
    "INNER_SRC_IP",
    "INNER_DST_IP",
    "INNER_L4_SRC_PORT",
    "INNER_L4_DST_PORT",
    "INNER_IP_PROTOCOL",
  ]),
];

const KEYED = "the kernel keys this hash with a secret drawn at boot";
const KEYED_SKB = "the kernel takes a keyed hash of the flow where the packet has one";

const linuxEcmp = (
  policy: number,
  title: string,
  fields: readonly FieldName[],
  more: Partial<HashView> = {},
) =>
  view(`linux-policy-${policy}`, title, fields, {
    reference: "Linux ip-sysctl.rst, fib_multipath_hash_policy",
    ports: ALL_PORTS,
    symmetric: true,
    unpredictable: KEYED,
    ...more,
  });

/** Bits of `fib_multipath_hash_fields` (ip-sysctl.rst). */
export const LINUX_HASH_FIELDS: readonly (readonly [bit: number, field: FieldName])[] = [
  [0x1, "SRC_IP"],
  [0x2, "DST_IP"],
  [0x4, "IP_PROTOCOL"],
  [0x8, "IPV6_FLOW_LABEL"],
  [0x10, "L4_SRC_PORT"],
  [0x20, "L4_DST_PORT"],
  [0x40, "INNER_SRC_IP"],
  [0x80, "INNER_DST_IP"],
  [0x100, "INNER_IP_PROTOCOL"],
  [0x200, "INNER_IPV6_FLOW_LABEL"],
  [0x400, "INNER_L4_SRC_PORT"],
  [0x800, "INNER_L4_DST_PORT"],
];
const LINUX_DEFAULT_HASH_FIELDS = 0x7;
/** As sysctl has it. */
const [LEAST_MASK, MOST_MASK] = [0x1, 0xfff];

/** Linux's policy 3 with a mask of `fib_multipath_hash_fields`. */
export function linuxPolicy3(mask = LINUX_DEFAULT_HASH_FIELDS): HashView {
  const fields = LINUX_HASH_FIELDS.filter(([bit]) => (mask & bit) !== 0).map(([, field]) => field);
  const hex = `0x${mask.toString(16)}`;
  const name = mask === LINUX_DEFAULT_HASH_FIELDS ? "linux-policy-3" : `linux-policy-3:${hex}`;
  return linuxEcmp(3, `fields of mask ${hex}`, fields, { name, sight: "dissector" });
}

const WITH_MASK = /^linux-policy-3:(0x[\da-f]+|\d+)$/i;

function policy3Named(name: string): HashView | undefined {
  const mask = Number(WITH_MASK.exec(name)?.[1]);
  return mask >= LEAST_MASK && mask <= MOST_MASK ? linuxPolicy3(mask) : undefined;
}

const linuxBond = (
  policy: string,
  title: string,
  fields: readonly FieldName[],
  more: Partial<HashView> = {},
) =>
  view(`linux-bond-${policy}`, title, fields, {
    reference: "Linux bonding.rst, xmit_hash_policy",
    ports: ALL_PORTS,
    function: `linux-bond-${policy}`,
    ...more,
  });

/** Of IPv6 headers Linux's L3 policies take these too. */
const IPV6_L3: readonly FieldName[] = ["IPV6_FLOW_LABEL", "IP_PROTOCOL"];
const LAYER23 = [...ETHERNET, ...ADDRESSES] as const;
const LAYER34 = [...ADDRESSES, ...PORTS] as const;

/** Devices and settings by name (`--device`). */
export const devices: readonly HashView[] = [
  linuxEcmp(0, "addresses", ADDRESSES, { ipv6Fields: IPV6_L3 }),
  linuxEcmp(1, "outer 5-tuple", FIVE_TUPLE),
  linuxEcmp(2, "addresses, inner ones if there are", ADDRESSES, { ipv6Fields: IPV6_L3, sight: "dissected" }),
  linuxPolicy3(),
  linuxBond("layer2", "MAC addresses", ETHERNET),
  linuxBond("layer2+3", "MAC and IP addresses", LAYER23),
  linuxBond("layer3+4", "addresses and ports", LAYER34),
  linuxBond("encap2+3", "MAC and inner IP addresses", LAYER23, { sight: "dissected" }),
  linuxBond("encap3+4", "inner addresses and ports", LAYER34, {
    sight: "dissected",
    unpredictable: KEYED_SKB,
  }),
  view("rtag7-like", "outer 5-tuple, in bins", FIVE_TUPLE, {
    reference: "OpenBCM trident/hashing.c",
    function: "rtag7-like",
  }),
];

/** One of `devices`, or `linux-policy-3:0x37` with any mask of `fib_multipath_hash_fields`. */
export const deviceNamed = (name: string): HashView | undefined =>
  devices.find((v) => v.name === name) ?? policy3Named(name);

export const viewNamed = (name: string): HashView | undefined =>
  contractViews.find((v) => v.name === name) ?? deviceNamed(name);

/** Outer protocols that Linux's flow dissector enters: IPv4 and IPv6 in IP, GRE (with Ethernet too: NVGRE). */
const ENTERED = new Set([4, 41, 47]);

/**
 * Does Linux's flow dissector (net/core/flow_dissector.c) get to the inner header? It follows GRE and IP-in-IP
 * but has no case for UDP or TCP, so never VXLAN, Geneve or STT, and it stops at a fragment. Only the outermost
 * tunnel is looked at: of nested ones it is taken to follow all or none.
 */
export function dissectorEnters(h: Header): boolean {
  return h.tunnels > 0 && h.inner.version !== 0 && !h.outer.fragment && ENTERED.has(h.outer.protocol);
}

/** The device was set to hash inner headers, but cannot see this packet's. */
export function missesInner(v: HashView, h: Header): boolean {
  const wants = v.sight === "dissected" || v.fields.some((f) => f.startsWith("INNER_"));
  return v.sight !== "named" && wants && h.tunnels > 0 && !dissectorEnters(h);
}

function greater(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return false;
}

/** Sorts the ends of `f`; addresses and ports each for themselves, as Linux does. */
function sort(f: HashFields, addresses: boolean, ports: boolean): void {
  if (addresses && greater(f.src, f.dst)) {
    for (let i = 0; i < f.src.length; i++) {
      const word = f.src[i];
      f.src[i] = f.dst[i];
      f.dst[i] = word;
    }
  }
  if (ports && f.srcPort > f.dstPort) {
    const port = f.srcPort;
    f.srcPort = f.dstPort;
    f.dstPort = port;
  }
}

const NOTHING = noFields();

/** Reads headers through a view: what reaches the device's hash, as bytes and as fields. One record reused. */
export class ViewReader {
  /** What `read` wrote. */
  readonly bytes = new Uint8Array(HASH_INPUT_BYTES);
  private readonly fields = noFields();
  private readonly seen = noHeader();
  private readonly ipv4: readonly HashField[];
  private readonly ipv6: readonly HashField[];
  private readonly sorts: Record<"addresses" | "ports", [outer: boolean, inner: boolean]>;

  constructor(readonly view: HashView) {
    this.ipv4 = lookedUp(view.fields);
    this.ipv6 = lookedUp([...view.fields, ...view.ipv6Fields]);
    // A lone end is not sorted: there is nothing to sort it with.
    const both = (a: FieldName, b: FieldName) =>
      view.symmetric && view.fields.includes(a) && view.fields.includes(b);
    this.sorts = {
      addresses: [both("SRC_IP", "DST_IP"), both("INNER_SRC_IP", "INNER_DST_IP")],
      ports: [both("L4_SRC_PORT", "L4_DST_PORT"), both("INNER_L4_SRC_PORT", "INNER_L4_DST_PORT")],
    };
  }

  /** The hash input of a header in `bytes`. @returns its length */
  read(h: Header): number {
    return this.write(h, this.bytes, 0);
  }

  /** The same into `out` from `at` on. @returns where it ends */
  write(h: Header, out: Uint8Array, at: number): number {
    const seen = this.see(h);
    return writeFields(seen, this.fed(seen), out, this.view.ports, at);
  }

  /** The same for a hash defined on fields; valid until the next call. */
  project(h: Header): HashFields {
    const seen = this.see(h);
    project(seen, this.fed(seen), this.fields, this.view.ports);
    return this.fields;
  }

  private fed(seen: Header): readonly HashField[] {
    return seen.outer.version === 6 ? this.ipv6 : this.ipv4;
  }

  private see(h: Header): Header {
    const { sight, symmetric } = this.view;
    if (sight === "named" && !symmetric) return h;
    const { seen, sorts } = this;
    const enters = sight !== "named" && dissectorEnters(h);
    copyIp(sight === "dissected" && enters ? h.inner : h.outer, seen.outer);
    copyLink(h.outer, seen.outer);
    const inner = sight === "named" || enters ? h.inner : NOTHING;
    copyIp(inner, seen.inner);
    copyLink(inner, seen.inner);
    seen.tunnels = h.tunnels;
    seen.greKey = h.greKey;
    seen.tenantHi = h.tenantHi;
    seen.tenantLo = h.tenantLo;
    sort(seen.outer, sorts.addresses[0], sorts.ports[0]);
    sort(seen.inner, sorts.addresses[1], sorts.ports[1]);
    return seen;
  }
}
