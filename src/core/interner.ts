/**
 * Gives small numbers to what recurs in every packet: IPv6 addresses, tunnels, tenants.
 *
 * A tunnel node is one direction of one tunnel inside one chain of enclosing tunnels: (parent node, source,
 * destination, kind, id). Node 0 is "in no tunnel". A tenant is the same without the endpoints, but for
 * encapsulations without an id, whose endpoints are all they have. Tenant 0 is `native`.
 */
import { type KeyImage, KeyTable } from "./key-table.ts";
import { type LayerStack, MAX_TUNNELS } from "./stack.ts";

// Words of a tunnel node.
const PARENT = 0;
const SOURCE = 1;
const DESTINATION = 2;
const META = 3;
const HI = 4;
const LO = 5;
const TENANT = 6;
const ROOT = 7;
const REPEATS = 8;
// Doubles of a tunnel node: what passed through it into tunnels further inside.
const PASSED_PACKETS = 5;
const PASSED_BYTES = 6;
const NODE_STRIDE = 14;
const CACHE = 1024;

// Bits of META, of nodes and (without the protocol) of tenants.
const KIND_MASK = 0xff;
const PROTO_SHIFT = 8;
export const META_V6 = 1 << 16;
export const META_KEYLESS = 1 << 17;
/** No IP header carries the tunnel, so it has no endpoints. */
export const META_LINK = 1 << 18;

/** What an interner holds, without its indexes. */
export interface InternerImage {
  addresses: KeyImage;
  nodes: KeyImage;
  tenants: KeyImage;
}

export class Interner {
  readonly addresses: KeyTable;
  readonly nodes: KeyTable;
  readonly tenants: KeyTable;
  /** Nodes by a few bits of their words; node 0 matches nothing that is asked for. */
  private readonly cache = new Int32Array(CACHE);

  /**
   * @param limit most tunnel nodes, and most IPv6 addresses by two: beyond, new ones get the number -1
   * @param image what another one held, to be read and adopted; nothing can be interned in it
   */
  constructor(
    private readonly limit = Number.POSITIVE_INFINITY,
    image?: InternerImage,
  ) {
    if (image !== undefined) {
      this.addresses = KeyTable.bare(image.addresses);
      this.nodes = KeyTable.bare(image.nodes);
      this.tenants = KeyTable.bare(image.tenants);
      return;
    }
    this.addresses = new KeyTable(6);
    this.nodes = new KeyTable(NODE_STRIDE);
    this.tenants = new KeyTable(6);
    this.nodes.insert(0, 0, 0, 0, 0, 0);
    this.tenants.insert(0, 0, 0, 0, 0, 0);
  }

  /** The word for the IPv6 address at `o`: an intern number. */
  ipv6(d: DataView, o: number): number {
    return this.ipv6Words(d.getInt32(o), d.getInt32(o + 4), d.getInt32(o + 8), d.getInt32(o + 12));
  }

  private ipv6Words(a: number, b: number, c: number, d: number): number {
    const found = this.addresses.find(a, b, c, d, 0, 0);
    if (found >= 0 || this.addresses.size >= 2 * this.limit) return found;
    return this.addresses.insert(a, b, c, d, 0, 0);
  }

  /** The word for the source (at = 0) or destination (at = 1) of an IP header: the address, or its number. */
  address(d: DataView, o: number, version: number, at: number): number {
    return version === 4 ? d.getInt32(o + 12 + 4 * at) : this.ipv6(d, o + 8 + 16 * at);
  }

  /**
   * The node of the first `depth` tunnels in `s`, inside the node `parent`.
   * @returns -1 when there are too many
   */
  chain(d: DataView, s: LayerStack, depth: number, parent: number): number {
    let node = parent;
    for (let t = 0; t < depth && node >= 0; t++) {
      const ip = s.tunnelIp[t];
      let meta = s.tunnelKind[t] | (s.tunnelProto[t] << PROTO_SHIFT);
      let source = 0;
      let destination = 0;
      if (ip >= 0) {
        const o = s.off[ip];
        if (s.tunnelIpVersion[t] === 4) {
          source = d.getInt32(o + 12);
          destination = d.getInt32(o + 16);
        } else {
          meta |= META_V6;
          source = this.ipv6(d, o + 8);
          destination = this.ipv6(d, o + 24);
          if (source < 0 || destination < 0) return -1;
        }
      } else meta |= META_LINK;
      if (s.tunnelKeyless[t] !== 0) meta |= META_KEYLESS;
      node = this.node(node, source, destination, meta, s.tunnelHi[t], s.tunnelLo[t]);
    }
    return node;
  }

  /** The node with these words, made if need be. */
  node(parent: number, source: number, destination: number, meta: number, hi: number, lo: number): number {
    const nodes = this.nodes;
    // Few tunnels carry most packets: a small direct-mapped cache saves the hashing.
    const line =
      (source ^ (source >>> 7) ^ Math.imul(destination, 5) ^ Math.imul(lo ^ meta, 3)) & (CACHE - 1);
    const cached = this.cache[line];
    const k = cached * NODE_STRIDE;
    const w = nodes.i32;
    if (
      w[k + LO] === lo &&
      w[k + SOURCE] === source &&
      w[k + DESTINATION] === destination &&
      w[k + META] === meta &&
      w[k + PARENT] === parent &&
      w[k + HI] === hi
    ) {
      return cached;
    }
    const found = this.findOrMake(parent, source, destination, meta, hi, lo);
    if (found >= 0) this.cache[line] = found;
    return found;
  }

  private findOrMake(
    parent: number,
    source: number,
    destination: number,
    meta: number,
    hi: number,
    lo: number,
  ): number {
    const nodes = this.nodes;
    const found = nodes.find(parent, source, destination, meta, hi, lo);
    if (found >= 0) return found;
    if (nodes.size > this.limit) return -1;
    const tenant = this.tenant(this.tenantOf(parent), source, destination, meta, hi, lo);
    const repeats = this.hasKind(parent, meta & KIND_MASK) ? 1 : 0;
    const node = nodes.insert(parent, source, destination, meta, hi, lo);
    const k = node * NODE_STRIDE;
    const words = nodes.i32;
    words[k + TENANT] = tenant;
    words[k + ROOT] = parent === 0 ? node : words[parent * NODE_STRIDE + ROOT];
    words[k + REPEATS] = repeats;
    return node;
  }

  private tenant(
    parent: number,
    source: number,
    destination: number,
    meta: number,
    hi: number,
    lo: number,
  ): number {
    const kind = meta & KIND_MASK;
    if ((meta & META_KEYLESS) === 0) return this.tenants.add(parent, kind, hi, lo, 0, 0);
    const version = meta & META_V6;
    const swap = this.compare(source, destination, version) > 0;
    const a = swap ? destination : source;
    const b = swap ? source : destination;
    return this.tenants.add(parent, kind | META_KEYLESS | version, 0, 0, a, b);
  }

  private hasKind(node: number, kind: number): boolean {
    for (let n = node; n > 0; n = this.parentOf(n)) if (this.kindOf(n) === kind) return true;
    return false;
  }

  /** Numeric order of two address words of the same version. */
  compare(a: number, b: number, v6: number): number {
    if ((v6 & META_V6) === 0) return (a >>> 0) - (b >>> 0);
    const words = this.addresses.i32;
    for (let i = 0; i < 4; i++) {
      const difference = (words[a * 6 + i] >>> 0) - (words[b * 6 + i] >>> 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Counts packets that went on through `node` into a tunnel further inside; the root is not a tunnel. */
  pass(node: number, packets: number, bytes: number): void {
    if (node === 0) return;
    const k = (node * NODE_STRIDE) / 2;
    this.nodes.f64[k + PASSED_PACKETS] += packets;
    this.nodes.f64[k + PASSED_BYTES] += bytes;
  }

  /** The node that stands to `to` as `node` stands to its ancestor `from`; -1 if one of them has no room. */
  rebase(node: number, from: number, to: number): number {
    if (node === from) return to;
    if (node <= 0) return -1;
    const parent = this.rebase(this.parentOf(node), from, to);
    const k = node * NODE_STRIDE;
    const w = this.nodes.i32;
    return parent < 0
      ? -1
      : this.node(parent, w[k + SOURCE], w[k + DESTINATION], w[k + META], w[k + HI], w[k + LO]);
  }

  parentOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + PARENT];
  }
  tenantOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + TENANT];
  }
  /** The outermost tunnel around a node, itself if it is that. */
  rootOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + ROOT];
  }
  sourceOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + SOURCE];
  }
  destinationOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + DESTINATION];
  }
  metaOf(node: number): number {
    return this.nodes.i32[node * NODE_STRIDE + META];
  }
  kindOf(node: number): number {
    return this.metaOf(node) & KIND_MASK;
  }
  protoOf(node: number): number {
    return (this.metaOf(node) >> PROTO_SHIFT) & 0xff;
  }
  /** An enclosing node is of the same kind. */
  repeats(node: number): boolean {
    return this.nodes.i32[node * NODE_STRIDE + REPEATS] !== 0;
  }
  passedPackets(node: number): number {
    return this.nodes.f64[(node * NODE_STRIDE) / 2 + PASSED_PACKETS];
  }
  passedBytes(node: number): number {
    return this.nodes.f64[(node * NODE_STRIDE) / 2 + PASSED_BYTES];
  }

  /** So many packets more can be in tunnels that are new, with addresses that are. */
  get spare(): number {
    const { limit, nodes, addresses } = this;
    const rooms = Math.min(limit - nodes.size, (2 * limit - addresses.size) / 2);
    return Math.floor(rooms / (MAX_TUNNELS + 1));
  }

  /** True if something new may have been refused for want of room, or may be at the next packet. */
  get full(): boolean {
    return this.nodes.size > this.limit || this.addresses.size >= 2 * this.limit;
  }

  /** Not copied: the interner must not be used any more once that is given away. */
  image(): InternerImage {
    return { addresses: this.addresses.image(), nodes: this.nodes.image(), tenants: this.tenants.image() };
  }

  /** Takes over another interner's address word. */
  adoptAddress(other: Interner, word: number, v6: number): number {
    if (v6 === 0) return word;
    const w = other.addresses.i32;
    const k = word * 6;
    return word < 0 ? word : this.ipv6Words(w[k], w[k + 1], w[k + 2], w[k + 3]);
  }

  /**
   * Takes over another interner's nodes with what passed through them.
   * @returns our number for each of its, -1 for those there was no room for
   */
  adoptNodes(other: Interner): Int32Array {
    const map = new Int32Array(other.nodes.size);
    const w = other.nodes.i32;
    for (let n = 1; n < other.nodes.size; n++) {
      const k = n * NODE_STRIDE;
      const meta = w[k + META];
      const v6 = meta & META_V6;
      const parent = map[w[k + PARENT]];
      const source = this.adoptAddress(other, w[k + SOURCE], v6);
      const destination = this.adoptAddress(other, w[k + DESTINATION], v6);
      const full = parent < 0 || (v6 !== 0 && (source < 0 || destination < 0));
      map[n] = full ? -1 : this.node(parent, source, destination, meta, w[k + HI], w[k + LO]);
      if (map[n] > 0) this.pass(map[n], other.passedPackets(n), other.passedBytes(n));
    }
    return map;
  }
}
