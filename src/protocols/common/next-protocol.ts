import { ethertype, ipVersion } from "../../core/demux.ts";

const TRANSPARENT_ETHERNET = 0x6558;
const MPLS = 0x8847;
const NSH = 0x894f;

/** Names of the numbers that `nextProtocol` takes. */
export const NEXT_PROTOCOLS = { 1: "IPv4", 2: "IPv6", 3: "Ethernet", 4: "Network Service Header", 5: "MPLS" };

/** Who follows by the numbers that NSH (RFC 8300, 2.2) and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe, 3.2) share. */
export function nextProtocol(number: number): number {
  switch (number) {
    case 1:
      return ipVersion[4];
    case 2:
      return ipVersion[6];
    case 3:
      return ethertype[TRANSPARENT_ETHERNET];
    case 4:
      return ethertype[NSH];
    case 5:
      return ethertype[MPLS];
    default:
      return 0;
  }
}
