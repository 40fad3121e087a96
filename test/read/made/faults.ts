/** Tunnels that contradict themselves: RFC 2784, RFC 8926, RFC 3378, RFC 8300, draft-davie-stt-08, RFC 3768. */
import type { Made } from "./packets.ts";

export const faults: readonly Made[] = [
  {
    name: "GRE: a checksum that is none",
    on: "ip 47",
    bytes: `8000 0800 1234 0000                               # checksum present
      4500 0014 0000 0000 40 3b 0000 0a000001 0a000002`,
    tshark: `gre.checksum 0x1234
      gre.checksum.incorrect 1
      gre.checksum.status 0`,
  },
  {
    name: "Geneve: a version and an option that nobody has",
    on: "udp 6081",
    bytes: `42 00 6558 00002a 00  # version 1, 8 bytes of options
      0102 80 03 00000001   # OVN's, which is 16 bytes long`,
    tshark: `geneve.version 1
      geneve.version.unknown 1
      geneve.option.length 8
      geneve.option.length.invalid 1`,
  },
  {
    name: "EtherIP: another version",
    on: "ip 97",
    bytes: `4005
      020000000002 020000000001 9999 0000`,
    tshark: `etherip.ver 4
      etherip.ver.not3 1
      etherip.reserved 0x0005
      etherip.reserved.not0 1`,
  },
  {
    name: "NSH: four context headers in less room",
    on: "ethertype 894f",
    bytes: `0fc4 01 03 00002a ff  # length 4 words, MD type 1
      00000001 00000002`,
    tshark: `nsh.length 4
      nsh.length.invalid 1
      nsh.mdtype 1`,
  },
  {
    name: "VRRP: a checksum that is none",
    on: "ip 112",
    bytes: `21 01 64 01 00 01 1234 0a000001 0000000000000000`,
    tshark: `vrrp.checksum 0x1234
      vrrp.checksum_bad.expert 1
      vrrp.checksum.status 0`,
  },
  {
    name: "WireGuard: nothing but a tag",
    on: "udp 51820",
    bytes: `04 000000 01000000 0200000000000000  # counter 2
      11111111111111111111111111111111     # tag`,
    tshark: `wg.counter 2
      wg.keepalive 1`,
  },
];
