/**
 * The protocols by number. A new one is its file and its line in list.ts. Those of the hot path stand here, with
 * an import, a row and a case each: the row's position is its number, which the case repeats. The written switch
 * with direct calls is what lets V8 inline the parsers into the loop; calling through an array, as for those of
 * list.ts, costs a fifth to a third more time.
 */
import { claim } from "../core/demux.ts";
import { parsePorts } from "../core/ports.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { arp, parseArp } from "./arp.ts";
import { dccp } from "./dccp.ts";
import { ethernet, parseEthernet } from "./ethernet.ts";
import { geneve, parseGeneve } from "./geneve.ts";
import { gre, parseGre } from "./gre.ts";
import { icmp, parseIcmp } from "./icmp.ts";
import { icmpv6, parseIcmpv6 } from "./icmpv6.ts";
import { igmp, parseIgmp } from "./igmp.ts";
import { ipv4, parseIpv4 } from "./ipv4.ts";
import { ipv6, parseIpv6 } from "./ipv6.ts";
import {
  ipv6Destination,
  ipv6Fragment,
  ipv6HopByHop,
  ipv6Routing,
  parseIpv6Fragment,
  parseIpv6Options,
} from "./ipv6-extensions.ts";
import { linuxCooked, linuxCookedV2, parseLinuxCooked, parseLinuxCookedV2 } from "./linux-cooked.ts";
import * as list from "./list.ts";
import { llc, parseLlc } from "./llc.ts";
import { nullLoopback, parseNullLoopback } from "./null-loopback.ts";
import { nvgre, parseNvgre } from "./nvgre.ts";
import { parsePpp, ppp } from "./ppp.ts";
import { parseRawIp, rawIp } from "./raw-ip.ts";
import { sctp } from "./sctp.ts";
import { parseStp, stp } from "./stp.ts";
import { parseStt, stt } from "./stt.ts";
import { parseTcp, tcp } from "./tcp.ts";
import { parseUdp, udp } from "./udp.ts";
import { parseUdpLite, udpLite } from "./udp-lite.ts";
import { parseServiceVlan, parseVlan, serviceVlan, vlan } from "./vlan.ts";
import { parseVxlan, vxlan } from "./vxlan.ts";

export { framings } from "./common/framings.ts";

/** Number 0 is nobody. */
export const protocols: readonly (Protocol | null)[] = [
  null,
  ethernet, // 1
  vlan, // 2
  serviceVlan, // 3
  ipv4, // 4
  udp, // 5
  tcp, // 6
  vxlan, // 7
  stt, // 8
  gre, // 9
  nvgre, // 10
  ipv6, // 11
  ipv6HopByHop, // 12
  ipv6Routing, // 13
  ipv6Destination, // 14
  ipv6Fragment, // 15
  icmp, // 16
  icmpv6, // 17
  igmp, // 18
  arp, // 19
  llc, // 20
  stp, // 21
  sctp, // 22
  dccp, // 23
  udpLite, // 24
  ppp, // 25
  linuxCooked, // 26
  linuxCookedV2, // 27
  nullLoopback, // 28
  rawIp, // 29
  geneve, // 30
  ...Object.values(list),
];

if (protocols.length > 256) throw new Error("the stack keeps a protocol's number in 8 bits");

export function parseLayer(p: number, d: DataView, o: number, lim: number, s: LayerStack): number {
  switch (p) {
    case 1:
      return parseEthernet(d, o, lim, s);
    case 2:
      return parseVlan(d, o, lim, s);
    case 3:
      return parseServiceVlan(d, o, lim, s);
    case 4:
      return parseIpv4(d, o, lim, s);
    case 5:
      return parseUdp(d, o, lim, s);
    case 6:
      return parseTcp(d, o, lim, s);
    case 7:
      return parseVxlan(d, o, lim, s);
    case 8:
      return parseStt(d, o, lim, s);
    case 9:
      return parseGre(d, o, lim, s);
    case 10:
      return parseNvgre(d, o, lim, s);
    case 11:
      return parseIpv6(d, o, lim, s);
    case 12:
      return parseIpv6Options(d, o, lim, s);
    case 13:
      return parseIpv6Options(d, o, lim, s);
    case 14:
      return parseIpv6Options(d, o, lim, s);
    case 15:
      return parseIpv6Fragment(d, o, lim, s);
    case 16:
      return parseIcmp(d, o, lim, s);
    case 17:
      return parseIcmpv6(d, o, lim, s);
    case 18:
      return parseIgmp(d, o, lim, s);
    case 19:
      return parseArp(d, o, lim, s);
    case 20:
      return parseLlc(d, o, lim, s);
    case 21:
      return parseStp(d, o, lim, s);
    case 22:
      return parsePorts(d, o, lim, s);
    case 23:
      return parsePorts(d, o, lim, s);
    case 24:
      return parseUdpLite(d, o, lim, s);
    case 25:
      return parsePpp(d, o, lim, s);
    case 26:
      return parseLinuxCooked(d, o, lim, s);
    case 27:
      return parseLinuxCookedV2(d, o, lim, s);
    case 28:
      return parseNullLoopback(d, o, lim, s);
    case 29:
      return parseRawIp(d, o, lim, s);
    case 30:
      return parseGeneve(d, o, lim, s);
    default:
      return p < protocols.length ? parseListed(p, d, o, lim, s) : 0;
  }
}

function parseListed(p: number, d: DataView, o: number, lim: number, s: LayerStack): number {
  return protocols[p]?.parse(d, o, lim, s) ?? 0;
}

for (const [number, protocol] of protocols.entries()) {
  if (protocol === null) continue;
  for (const [table, keys] of Object.entries(protocol.claims)) {
    for (const key of keys) claim(table, key, number);
  }
}

/** The number of a protocol by its name, 0 if there is none. */
export function protocolNumber(name: string): number {
  return Math.max(
    0,
    protocols.findIndex((p) => p?.name === name),
  );
}

/** 1 for upper-layer protocols of IP behind which no tunnel can stand (unknown ones included). */
export function leafIpProtocols(table: Uint8Array): Uint8Array {
  return table.map((number) => (number === 0 || protocols[number]?.leaf === true ? 1 : 0));
}
