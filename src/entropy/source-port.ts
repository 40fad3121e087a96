/**
 * How encapsulators make the UDP or TCP source port of a tunnel from a 32-bit hash of the inner flow: the
 * entropy field of VXLAN, Geneve, STT and GRE-in-UDP.
 */

export interface SourcePortRule {
  readonly name: string;
  readonly title: string;
  readonly reference: string;
  /** First and last port that can come out. */
  readonly first: number;
  readonly last: number;
  /** The port for a flow's hash (32 bits, unsigned). */
  readonly port: (hash: number) => number;
}

const scale = (hash: number, ports: number): number => Math.floor(((hash >>> 0) * ports) / 2 ** 32);

/**
 * Linux's `udp_flow_src_port()` (include/net/udp.h): VXLAN, Geneve, FOU, GUE; with 1 and 65535 the STT of Open
 * vSwitch's kernel module. The low half is mixed into the high one first, so two hashes whose halves cancel
 * (0 and 0xffffffff) share a port.
 *
 * @param min first port
 * @param max one more than the last port
 */
export function linuxSourcePort(hash: number, min = 32768, max = 60999): number {
  return min + scale(hash ^ (hash << 16), max - min);
}

/** Open vSwitch's userspace datapath (lib/netdev-native-tnl.c): the hash as it is, scaled to 32768 to 60999. */
export function ovsUserspaceSourcePort(hash: number): number {
  return 32768 + scale(hash, 61000 - 32768);
}

/** RFC 7348 section 5 (VXLAN) and RFC 8086 (GRE-in-UDP) recommend this range. */
export const DYNAMIC_PORTS = { first: 49152, last: 65535 } as const;

/** By name. */
export const sourcePortRule = (name: string): SourcePortRule =>
  sourcePortRules.find((r) => r.name === name) as SourcePortRule;

export const sourcePortRules: readonly SourcePortRule[] = [
  {
    name: "linux",
    title: "Linux VXLAN, Geneve, FOU, GUE",
    reference: "include/net/udp.h udp_flow_src_port, default ip_local_port_range",
    first: 32768,
    last: 60998,
    port: (hash) => linuxSourcePort(hash),
  },
  {
    name: "ovs-kernel-stt",
    title: "Open vSwitch kernel STT",
    reference: "Open vSwitch stt.c, ovs_stt_xmit",
    first: 1,
    last: 65534,
    port: (hash) => linuxSourcePort(hash, 1, 65535),
  },
  {
    name: "ovs-userspace",
    title: "Open vSwitch userspace VXLAN, Geneve",
    reference: "lib/netdev-native-tnl.c",
    first: 32768,
    last: 60999,
    port: (hash) => ovsUserspaceSourcePort(hash),
  },
  {
    name: "rfc7348",
    title: "RFC 7348 range",
    reference: "RFC 7348 section 5, with Linux's formula",
    first: DYNAMIC_PORTS.first,
    last: DYNAMIC_PORTS.last - 1,
    port: (hash) => linuxSourcePort(hash, DYNAMIC_PORTS.first, DYNAMIC_PORTS.last),
  },
];
