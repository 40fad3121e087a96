/**
 * Transmit policies of Linux bonding (drivers/net/bonding/bond_main.c), as 32-bit values; the link is the value
 * modulo the number of links.
 *
 * Two traps. Addresses and ports are used as they lie in memory, so a little-endian machine hashes them
 * byte-swapped (`byteOrder`). The Ethernet type was used that way as well, and is taken as a number in newer
 * kernels (`etherType`). And until commit 49aefd131739 (2022) layer2+3 lost its lowest bit too (`halved`).
 *
 * The encap policies are the same arithmetic on the headers that the flow dissector ends at, which is a matter
 * of the view. With encap3+4 the kernel prefers a keyed hash of the flow where the packet has one. Not
 * modelled: of ICMP echoes the kernel hashes type, code and id in place of the ports.
 */
import type { HashFields } from "../fields.ts";
import type { FieldFunction, FieldHash, HashOptions } from "./types.ts";

const swap16 = (x: number): number => ((x & 0xff) << 8) | (x >>> 8);
const swap32 = (x: number): number => (x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);

interface Policy {
  /** Starts from MAC addresses and Ethernet type (else from the ports). */
  readonly ethernet: boolean;
  readonly addresses: boolean;
}

const LAYER2: Policy = { ethernet: true, addresses: false };
const LAYER23: Policy = { ethernet: true, addresses: true };
const LAYER34: Policy = { ethernet: false, addresses: true };

const foldWords = (w: Uint32Array): number => w[0] ^ w[1] ^ w[2] ^ w[3];

function hash(policy: Policy, options: HashOptions): FieldHash {
  const little = options.byteOrder !== "big";
  const inMemory = options.etherType === "memory" && little;
  const halved = !policy.ethernet || options.halved === "all";
  const load = little ? swap32 : (x: number) => x;
  const ethernet = (f: HashFields): number =>
    ((f.srcMac ^ f.dstMac) & 0xff) ^ (inMemory ? swap16(f.etherType) : f.etherType);
  const ports = (f: HashFields): number => load((f.srcPort << 16) | f.dstPort);
  const start = policy.ethernet ? ethernet : ports;
  if (!policy.addresses) return (f) => start(f) >>> 0;
  return (f) => {
    let h = start(f) ^ load(foldWords(f.src)) ^ load(foldWords(f.dst));
    h ^= h >>> 16;
    h ^= h >>> 8;
    return halved ? h >>> 1 : h >>> 0;
  };
}

const policies: readonly (readonly [name: string, title: string, policy: Policy])[] = [
  ["layer2", "Linux bonding layer2", LAYER2],
  ["layer2+3", "Linux bonding layer2+3", LAYER23],
  ["layer3+4", "Linux bonding layer3+4", LAYER34],
  ["encap2+3", "Linux bonding encap2+3", LAYER23],
  ["encap3+4", "Linux bonding encap3+4", LAYER34],
];

export const bondingFunctions: readonly FieldFunction[] = policies.map(([name, title, policy]) => ({
  name: `linux-bond-${name}`,
  title,
  reference: "Linux bonding.rst, xmit_hash_policy",
  width: 32,
  seed: null,
  affine: false,
  linear: true,
  options: ["byteOrder", "etherType", "halved"],
  on: "fields",
  make: (options) => hash(policy, options),
}));
