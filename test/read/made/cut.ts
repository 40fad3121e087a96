/** Packets that the snapshot length cut, and others that live captures of tunnels show: what is there is told. */
import type { Made } from "./packets.ts";

export const cut: readonly Made[] = [
  {
    name: "ARP: MARS, and addresses that are longer than what is shown",
    on: "ethertype 0806",
    bytes: `0010 0800 28 04 000b                 # ATM's hardware addresses have other names; of these nobody knows
      0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728 0a000001
      0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728 0a000002`,
    tshark: `arp.opcode 11
      _ws.col.Protocol MARS
      _ws.col.Info MARS request from 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324… at 10.0.0.1
      frame.protocols eth:ethertype:arp`,
  },
  {
    name: "ARP: nobody asks for nobody",
    on: "ethertype 0806",
    bytes: `0001 0800 00 00 0001`,
    tshark: `arp.opcode 1
      _ws.col.Protocol ARP
      _ws.col.Info Who has <No address>? Tell <No address>
      frame.protocols eth:ethertype:arp`,
  },
  {
    name: "TCP: the capture ends in its options",
    on: "ethertype 0800",
    bytes: `4500 003c 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000005 00000000 a002 2000 0000 0000  # SYN
      0204 05b4 0402 080a 00000001 0000               # up to the middle of a timestamp`,
    lost: 6,
    tshark: `tcp.seq 0
      tcp.options.mss_val 1460
      tcp.options.timestamp.tsval 1
      tcp.option_kind 2,4,8
      tcp.window_size 8192
      tcp.stream 0
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [SYN] Seq=0 Win=8192 Len=0 MSS=1460 SACK_PERM[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "TCP: the capture ends behind the window",
    on: "ethertype 0800",
    bytes: `4500 003c 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000005 00000000 a002 2000`,
    lost: 24,
    tshark: `tcp.seq 0
      tcp.flags 0x0002
      tcp.window_size 8192
      tcp.stream 0
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [SYN] Seq=0 Win=8192[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "TCP: options that a draft still wants",
    on: "ethertype 0800",
    bytes: `4500 0034 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000005 00000001 8012 2000 0000 0000
      fe05 00ac 0d fe04 00ac 01 0000`,
    tshark: `tcp.option_kind 254,254,1,0,0
      tcp.options.experimental.exid 0x00ac,0x00ac
      tcp.options.tarr.rate 6
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [SYN, ACK] Seq=0 Ack=1 Win=8192 Len=0 TARR=6 TARR
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "IPv4: the capture ends in its options",
    on: "ethertype 0800",
    bytes: `4f00 0054 0001 0000 40 01 0000 0a000001 0a000002
      01 07 27 08 0a000001 0a000002`,
    lost: 54,
    tshark: `ip.src 10.0.0.1
      ip.dst 10.0.0.2
      _ws.col.Protocol IPv4
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip`,
  },
  {
    name: "IPv4 in GRE: the capture ends in its header",
    on: "ethertype 0800",
    bytes: `4500 0044 0001 0000 40 2f 0000 0a000001 0a000002
      0000 0800 4500 002c 0001 2000`,
    lost: 36,
    tshark: `ip.len 68,44
      ip.version 4,4
      _ws.col.Protocol IPv4
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:gre:ip`,
  },
  {
    name: "IPv6 in GRE: the capture ends in its header",
    on: "ethertype 0800",
    bytes: `4500 0058 0001 0000 40 2f 0000 0a000001 0a000002
      0000 86dd 6000 0000 0024 11 40 fe80000000000000 00005efe0a000001 fe80`,
    lost: 46,
    tshark: `ipv6.plen 36
      ipv6.src fe80::5efe:a00:1
      _ws.col.Protocol IPv6
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:gre:ipv6`,
  },
  {
    name: "IPv6: the capture ends behind destination options",
    on: "ethertype 86dd",
    bytes: `6000 0000 0014 3c 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      11 00 01 04 00000000`,
    lost: 12,
    tshark: `ipv6.dstopts.nxt 17
      ipv6.opt.type 0x01
      _ws.col.Protocol IPv6
      _ws.col.Info IPv6 destination options[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:ipv6.dstopts:udp`,
  },
  {
    name: "ICMP: the capture ends right behind an echo, of which only data is missing",
    on: "ethertype 0800",
    bytes: `4500 0054 0001 0000 40 01 0000 0a000001 0a000002
      0800 0000 0001 0002`,
    lost: 56,
    tshark: `icmp.seq 2
      _ws.col.Protocol ICMP
      _ws.col.Info Echo (ping) request  id=0x0001, seq=2/512, ttl=64
      frame.protocols eth:ethertype:ip:icmp`,
  },
  {
    name: "ICMP: the capture ends in an echo",
    on: "ethertype 0800",
    bytes: `4500 0054 0001 0000 40 01 0000 0a000001 0a000002
      0800 0000 0001`,
    lost: 58,
    tshark: `icmp.type 8
      _ws.col.Protocol ICMP
      _ws.col.Info Echo (ping) request [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:icmp`,
  },
  {
    name: "ICMPv6: the capture ends right behind an echo, of which only data is missing",
    on: "ethertype 86dd",
    bytes: `6000 0000 0040 3a 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      8000 0000 0001 0002`,
    lost: 56,
    tshark: `icmpv6.echo.sequence_number 2
      _ws.col.Protocol ICMPv6
      _ws.col.Info Echo (ping) request id=0x0001, seq=2, hop limit=64
      frame.protocols eth:ethertype:ipv6:icmpv6`,
  },
  {
    name: "ICMPv6: the capture ends in a record of a report",
    on: "ethertype 86dd",
    bytes: `6000 0000 001c 3a 01 fe800000000000000000000000000001 ff020000000000000000000000000016
      8f00 0000 0000 0001 0400 0000 ff02`,
    lost: 14,
    tshark: `icmpv6.mldr.mar 1
      icmpv6.mldr.mar.record_type 4
      icmpv6.mldr.mar.nb_sources 0
      _ws.col.Protocol ICMPv6
      _ws.col.Info Multicast Listener Report Message v2[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:icmpv6`,
  },
  {
    name: "ICMPv6: a neighbour on a tunnel, whose address is as long as IPv6",
    on: "ethertype 86dd",
    bytes: `6000 0000 0030 3a ff fe800000000000000000000000000001 fe800000000000000000000000000002
      8700 0000 00000000 fe800000000000000000000000000002
      01 03 fd070000000000000000000000000002 000000000000`,
    tshark: `icmpv6.opt.type 1
      _ws.col.Protocol ICMPv6
      _ws.col.Info Neighbor Solicitation for fe80::2
      frame.protocols eth:ethertype:ipv6:icmpv6`,
  },
  {
    name: "IPv6: the capture ends in an option",
    on: "ethertype 86dd",
    bytes: `6000 0000 0038 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016
      3a 00 05 02 00`,
    lost: 51,
    tshark: `ipv6.hopopts.nxt 58
      ipv6.opt 1
      ipv6.opt.type 0x05
      ipv6.opt.length 2
      _ws.col.Protocol IPv6
      _ws.col.Info IPv6 hop-by-hop options[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:ipv6.hopopts`,
  },
  {
    name: "Geneve: a bit that is reserved",
    on: "udp 6081",
    bytes: `00 10 6558 00000500
      020000000004 020000000003 0806 0001 0800 06 04 0001 020000000003 0a000003 000000000000 0a000004`,
    tshark: `geneve.flags 0x10
      geneve.flags.reserved 1
      geneve.vni 0x000005
      _ws.col.Protocol ARP
      _ws.col.Info Who has 10.0.0.4? Tell 10.0.0.3
      frame.protocols eth:ethertype:ip:udp:geneve:eth:ethertype:arp`,
  },
  {
    name: "ERSPAN: a version that nobody knows",
    on: "ip 47",
    bytes: `1000 88be 00000001
      7001 0002 00000003`,
    tshark: `gre.proto 0x88be
      _ws.col.Protocol ERSPAN
      _ws.col.Info ERSPAN:
      frame.protocols eth:ethertype:ip:gre:erspan`,
  },
  {
    name: "GRE: a version that nobody knows",
    on: "ip 47",
    bytes: `0007 f1d2 0102030405060708`,
    tshark: `gre.flags.version 7
      _ws.col.Protocol GRE
      _ws.col.Info Encapsulated 0xF1D2 (unknown)
      frame.protocols eth:ethertype:ip:gre:data`,
  },
  {
    name: "DNS: a name with characters that no terminal should see",
    on: "udp 53",
    bytes: `1234 0100 0001 0000 0000 0000
      03 61 1b 62 02 09 7f 00 0001 0001`,
    tshark: `dns.id 0x1234
      _ws.col.Info Standard query 0x1234 A a\\033b.\\t\\177`,
  },
  {
    name: "GRE: the capture ends in its first word",
    on: "ethertype 0800",
    bytes: `4500 003c 0001 0000 40 2f 0000 0a000001 0a000002
      2000`,
    lost: 38,
    tshark: `ip.proto 47
      _ws.col.Protocol IPv4
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:gre`,
  },
  {
    name: "IPv6 with destination options, then GRE: the capture ends there",
    on: "ethertype 86dd",
    bytes: `6000 0000 0040 3c 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      2f 00 04 01 04 01 00 00
      1000`,
    lost: 54,
    tshark: `ipv6.dstopts.nxt 47
      ipv6.opt.tel 4
      _ws.col.Protocol IPv6
      _ws.col.Info IPv6 destination options[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:ipv6.dstopts:gre`,
  },
  {
    name: "Geneve: the capture ends in its header",
    on: "ethertype 0800",
    bytes: `4500 005a 0001 0000 40 11 0000 0a000001 0a000002
      9c40 17c1 0046 0000 0000 6558`,
    lost: 58,
    tshark: `udp.dstport 6081
      _ws.col.Protocol Geneve
      _ws.col.Info Encapsulated Transparent Ethernet bridging[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:geneve`,
  },
  {
    name: "Geneve: the capture ends in its options",
    on: "ethertype 0800",
    bytes: `4500 005a 0001 0000 40 11 0000 0a000001 0a000002
      9c40 17c1 0046 0000 0500 6558 00000500
      0102 80 01 11223344 0103 01`,
    lost: 43,
    tshark: `geneve.vni 0x000005
      _ws.col.Protocol Geneve
      _ws.col.Info Encapsulated Transparent Ethernet bridging[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:geneve`,
  },
  {
    name: "SCTP: the capture ends in its header",
    on: "ethertype 0800",
    bytes: `4500 003c 0001 0000 40 84 0000 0a000001 0a000002
      2329 2328 00000001 0000`,
    lost: 30,
    tshark: `ip.proto 132
      _ws.col.Protocol SCTP
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:sctp`,
  },
  {
    name: "SCTP: the capture ends in a chunk",
    on: "ethertype 0800",
    bytes: `4500 0050 0001 0000 40 84 0000 0a000001 0a000002
      2329 2328 00000001 00000000
      0003 0030 00000005 0001 0002 00000000 3132`,
    lost: 30,
    tshark: `sctp.srcport 9001
      sctp.verification_tag 0x00000001
      _ws.col.Protocol SCTP
      _ws.col.Info DATA [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:sctp`,
  },
  {
    name: "TCP: the capture ends before the window",
    on: "ethertype 0800",
    bytes: `4500 003c 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000005 00000000`,
    lost: 28,
    tshark: `tcp.srcport 40000
      tcp.dstport 80
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "GRE: a router hands a packet to a web cache, WCCP version 2",
    on: "ip 47",
    bytes: `0000 883e 02 a7 c7 23
      4500 0018 0001 0000 40 fd 0000 0a000001 0a000002 01020304`,
    tshark: `gre.wccp.redirect_header 1
      gre.wccp.service_id 167
      gre.wccp.primary_bucket 35
      _ws.col.Protocol IPv4
      _ws.col.Info Unknown (253)
      frame.protocols eth:ethertype:ip:gre:ip:data`,
  },
  {
    name: "ICMPv6: a code that nobody has",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 3a 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      9b 08 0000 00000000`,
    tshark: `icmpv6.code 8
      _ws.col.Info RPL Control (Unknown (8))`,
  },
  {
    name: "ICMP: a router's advertisement with a code that nobody has",
    on: "ip 1",
    bytes: `09 07 0000 00 02 0708`,
    tshark: `icmp.code 7
      _ws.col.Protocol ICMP
      _ws.col.Info Router advertisement (Unknown code: 7)
      frame.protocols eth:ethertype:ip:icmp`,
  },
  {
    name: "GTP: a PDCP number with a bit that should be zero",
    on: "udp 2152",
    bytes: `34 ff 0020 00000007 0000 00 c0
      01 8001 00
      4500 0018 0001 0000 40 fd 0000 0a000001 0a000002 01020304`,
    tshark: `gtp.teid 0x00000007
      gtp.ext_hdr.pdcp_sn 32769
      gtp.ext_hdr.pdcp_sn.non_zero 1`,
  },
  {
    name: "IPv6: the capture ends in the value of an option",
    on: "ethertype 86dd",
    bytes: `6000 0000 0038 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016
      3a 00 05 02 00`,
    lost: 51,
    tshark: `ipv6.opt.type 0x05
      ipv6.opt.length 2
      ipv6.opt.invalid_len (missing)
      _ws.col.Protocol IPv6
      _ws.col.Info IPv6 hop-by-hop options[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:ipv6.hopopts`,
  },
  {
    name: "IPv6: the capture ends in the header of a fragment",
    on: "ethertype 86dd",
    bytes: `6000 0000 0038 2c 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      11 00 0001`,
    lost: 52,
    tshark: `ipv6.nxt 44
      ipv6.fraghdr.nxt (missing)
      _ws.col.Protocol IPv6
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:ipv6.fraghdr`,
  },
  {
    name: "IPv6: hop-by-hop options that are longer than the packet, of a protocol that nobody knows",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 00 40 fd000000000000000000000000000001 fd000000000000000000000000000002
      aa 14 05 02 0000 0100`,
    tshark: `ipv6.hopopts.len 20
      _ws.col.Protocol IPv6
      _ws.col.Info IPv6 hop-by-hop options[Malformed Packet]
      frame.protocols eth:ethertype:ipv6:ipv6.hopopts`,
  },
  {
    name: "GRE: a version that nobody knows, whose words are not all there",
    on: "ip 47",
    bytes: `b007 f1d2 01020304 05060708`,
    tshark: `gre.flags.version 7
      _ws.col.Protocol GRE
      _ws.col.Info Encapsulated 0xF1D2 (unknown)[Malformed Packet]
      frame.protocols eth:ethertype:ip:gre`,
  },
];
