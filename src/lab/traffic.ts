/** The fact table as a traffic that can be hashed: every sample gives the header that a router saw. */
import { META_LINK, META_V6 } from "../core/interner.ts";
import type { Columns } from "../entropy/columns.ts";
import { copyIp, type HashFields, type Header, noFields } from "../entropy/fields.ts";
import { halfSipHash } from "../entropy/functions/random.ts";
import type { Traffic } from "../entropy/traffic.ts";
import { Class } from "../facts/table.ts";
import { tenantPath, tenantText } from "../facts/tenants.ts";
import { byNode, type Samples, tenantsOf } from "./samples.ts";

/** Fields that rows have no room for: the tool looks at what is the same on every hop, but for the flow label. */
export const ABSENT_FIELDS = ["SRC_MAC", "DST_MAC", "VLAN_ID", "IPV6_FLOW_LABEL"] as const;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ADDRESS_WORDS = 6;

const encoder = new TextEncoder();
const [HIGH, LOW] = [halfSipHash(1, 0), halfSipHash(2, 0)];

/**
 * A number for a tenant that is the same in every run. The id would not do: two encapsulations may use the same,
 * nested ones have several, and some have none.
 */
function tenantNumber(text: string): [hi: number, lo: number] {
  const bytes = encoder.encode(text);
  return [HIGH(bytes, bytes.length), LOW(bytes, bytes.length)];
}

/** The same as `header` below tells, all samples at once. */
function columnsOf(samples: Samples, tenants: Uint32Array): Columns {
  const { table: t, size, node, source, destination, ports } = samples;
  const i = t.interner;
  const column = () => new Int32Array(size);
  const inner = { src: source, dst: destination, protocol: column(), ports };
  const greKey = column();
  const ofRoot = (of: (root: number) => number) => byNode(samples, (n) => (n === 0 ? 0 : of(i.rootOf(n))));
  const has = (bit: number) => ofRoot((root) => ((i.metaOf(root) & bit) !== 0 ? 1 : 0));
  const outer = {
    src: ofRoot((root) => i.sourceOf(root)),
    dst: ofRoot((root) => i.destinationOf(root)),
    protocol: ofRoot((root) => i.protoOf(root)),
    ports: column(),
  };
  const tunnels = ofRoot(() => 1);
  const tenant = tenantsOf(samples);
  const [outerV6, innerV6, link, fragment] = [has(META_V6), column(), has(META_LINK), column()];
  let [anyOuterV6, anyInnerV6, anyLink, anyFragment] = [0, 0, 0, 0];
  for (let e = 0; e < size; e++) {
    const kind = samples.kind[e];
    inner.protocol[e] = kind & Class.proto;
    anyInnerV6 |= innerV6[e] = (kind & Class.v6) !== 0 ? 1 : 0;
    anyFragment |= fragment[e] = (kind & Class.fragment) !== 0 ? 1 : 0;
    if (node[e] === 0) {
      outer.src[e] = inner.src[e];
      outer.dst[e] = inner.dst[e];
      outer.protocol[e] = inner.protocol[e];
      outer.ports[e] = inner.ports[e];
      anyOuterV6 |= outerV6[e] = innerV6[e];
      continue;
    }
    anyOuterV6 |= outerV6[e];
    anyLink |= link[e];
    const offered = samples.outer[e];
    if ((kind & Class.outerPorts) !== 0) outer.ports[e] = offered;
    if ((kind & Class.outerKey) !== 0 && fragment[e] === 0) greKey[e] = offered;
  }
  const ifAny = (any: number, values: Int32Array) => (any === 0 ? null : values);
  return {
    outer: {
      ...outer,
      v6: ifAny(anyOuterV6, outerV6),
      link: ifAny(anyLink, link),
      fragment: ifAny(anyFragment, fragment),
    },
    inner: { ...inner, v6: ifAny(anyInnerV6, innerV6), link: null, fragment: null },
    tunnels,
    greKey,
    tenant,
    addresses: { words: i.addresses.i32, stride: ADDRESS_WORDS, width: 4 },
    tenants: { words: new Int32Array(tenants.buffer), stride: 2, width: 2 },
  };
}

/** @param samples all of them are entries, in their order; flows have no weight here, it depends on the view */
export function tableTraffic(samples: Samples): Traffic {
  const { table: t, rows, packets, bytes } = samples;
  const i = t.interner;
  const tenants = new Uint32Array(2 * i.tenants.size);
  for (let n = 0; n < i.tenants.size; n++) tenants.set(tenantNumber(tenantText(i, tenantPath(i, n))), 2 * n);
  const native = noFields();
  const address = (word: number, v6: number, into: Uint32Array) => {
    if (v6 === 0) {
      into[0] = into[1] = into[2] = 0;
      into[3] = word;
      return;
    }
    const w = i.addresses.i32;
    const k = word * ADDRESS_WORDS;
    for (let n = 0; n < 4; n++) into[n] = w[k + n];
  };
  const level = (f: HashFields, source: number, destination: number, v6: number, protocol: number) => {
    f.version = v6 === 0 ? 4 : 6;
    f.etherType = v6 === 0 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
    address(source, v6, f.src);
    address(destination, v6, f.dst);
    f.protocol = protocol;
  };
  // One record for each tunnel: only the ports differ between its packets.
  const outerOf = new Map<number, HashFields>();
  const outerFields = (root: number): HashFields => {
    const f = noFields();
    const meta = i.metaOf(root);
    level(f, i.sourceOf(root), i.destinationOf(root), meta & META_V6, i.protoOf(root));
    if ((meta & META_LINK) !== 0) f.version = f.etherType = 0;
    outerOf.set(root, f);
    return f;
  };
  let [lastRoot, lastOuter] = [-1, noFields()];
  return {
    size: rows.length,
    weights: { flows: new Float64Array(rows.length), packets, bytes },
    columns: columnsOf(samples, tenants),
    header(entry: number, into: Header): Header {
      const r = rows[entry];
      const kind = t.kind(r);
      const node = t.node(r);
      const { inner } = into;
      const words = t.ports(r);
      level(inner, t.source(r), t.destination(r), kind & Class.v6, kind & Class.proto);
      inner.srcPort = words >>> 16;
      inner.dstPort = words & 0xffff;
      inner.fragment = false;
      const tenant = i.tenantOf(node);
      into.tenantHi = tenants[2 * tenant];
      into.tenantLo = tenants[2 * tenant + 1];
      into.greKey = (kind & Class.outerKey) !== 0 ? t.outer(r) >>> 0 : -1;
      if (node === 0) {
        copyIp(inner, native);
        native.etherType = inner.etherType;
        native.fragment = (kind & Class.fragment) !== 0;
        into.tunnels = 0;
        into.greKey = -1;
        into.outer = native;
        return into;
      }
      const root = i.rootOf(node);
      if (root !== lastRoot) {
        lastRoot = root;
        lastOuter = outerOf.get(root) ?? outerFields(root);
      }
      const ports = (kind & Class.outerPorts) !== 0 ? t.outer(r) : 0;
      lastOuter.srcPort = ports >>> 16;
      lastOuter.dstPort = ports & 0xffff;
      lastOuter.fragment = (kind & Class.fragment) !== 0;
      into.tunnels = 1;
      into.outer = lastOuter;
      return into;
    },
  };
}
