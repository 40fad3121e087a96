/** Packets as other captures have them than those that Wireshark was compared on first; mostly what is short or cut. */
import type { Made } from "./packets.ts";

export const unseen: readonly Made[] = [
  {
    name: "GTP: a frame of Ethernet in a PDU session (3GPP TS 23.501, 5.6.10.2)",
    on: "udp 2152",
    bytes: `34 ff 0032 00000007 0000 00 85
      01 00 09 00                                            # PDU session: downlink, flow 9
      020000000022 020000000021 0800
      4500 001c 0001 0000 40 11 0000 c0a80001 c0a80002 0001 0002 0008 0000`,
    tshark: `gtp.teid 0x00000007
      gtp.ext_hdr.pdu_ses_con.qos_flow_id 9
      eth.dst 02:00:00:00:00:02,02:00:00:00:00:22
      ip.dst 10.0.0.2,192.168.0.2
      _ws.col.Protocol GTP <UDP>
      _ws.col.Info 1 → 2 Len=0
      frame.protocols eth:ethertype:ip:udp:gtp:eth:ethertype:ip:udp`,
  },
  {
    name: "GTP: what is no packet, and too short for a frame",
    on: "udp 2152",
    bytes: `30 ff 0008 00000007 7000000012345678`,
    tshark: `gtp.teid 0x00000007
      gtp.tpdu_data 7000000012345678
      _ws.col.Protocol GTP <GTP>
      _ws.col.Info T-PDU
      frame.protocols eth:ethertype:ip:udp:gtp`,
  },
  {
    name: "GTP: a packet, whose source stands where a type of Ethernet would",
    on: "udp 2152",
    bytes: `30 ff 001c 00000007  4500 001c 0001 0000 40 11 0000 08000001 0a000002 0001 0002 0008 0000`,
    tshark: `gtp.teid 0x00000007
      ip.src 10.0.0.1,8.0.0.1
      udp.dstport 2152,2
      _ws.col.Protocol GTP <UDP>
      _ws.col.Info 1 → 2 Len=0
      frame.protocols eth:ethertype:ip:udp:gtp:ip:udp`,
  },
  {
    name: "ICMP: not even a header",
    on: "ip 1",
    bytes: `08 00 f7ff 01`,
    tshark: `_ws.col.Protocol ICMP
      _ws.col.Info [Malformed Packet]
      frame.protocols eth:ethertype:ip:icmp`,
  },
  {
    name: "ICMP: as much of a header as is shown",
    on: "ip 1",
    bytes: `08 00 f7ff 0001`,
    tshark: `icmp.type 8
      icmp.code 0
      icmp.checksum 0xf7ff
      _ws.col.Protocol ICMP
      _ws.col.Info Echo (ping) request [Malformed Packet]
      frame.protocols eth:ethertype:ip:icmp`,
  },
  {
    name: "IGMP: a report without its group",
    on: "ip 2",
    bytes: `16 00 e9ff`,
    tshark: `igmp.version 2
      igmp.type 0x16
      igmp.checksum.status 2
      _ws.col.Protocol IGMPv2
      _ws.col.Info Membership Report[Malformed Packet]
      frame.protocols eth:ethertype:ip:igmp:igmp`,
  },
  {
    name: "IGMP: a query of version 3, cut",
    on: "ethertype 0800",
    bytes: `4500 0020 0001 0000 01 02 0000 0a000001 e0000001
      11 64 0000`,
    lost: 8,
    tshark: `igmp.version 3
      igmp.type 0x11
      _ws.col.Protocol IGMPv3
      _ws.col.Info Membership Query[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:igmp:igmp`,
  },
  {
    name: "IGMP: a message of another kind",
    on: "ip 2",
    bytes: `99 00 0000 00000000`,
    tshark: `igmp.type 0x99
      igmp.checksum (missing)
      _ws.col.Protocol IGMP
      _ws.col.Info Unknown Type:0x99
      frame.protocols eth:ethertype:ip:igmp`,
  },
  {
    name: "IGMP: who joins the group of mDNS goes one hop",
    on: "ethertype 0800",
    bytes: `46c0 0020 0001 0000 01 02 4215 0a000001 e00000fb 94040000   # router alert
      16 00 0904 e00000fb`,
    tshark: `ip.ttl 1
      ip.ttl.lncb (missing)
      igmp.maddr 224.0.0.251
      _ws.col.Protocol IGMPv2
      _ws.col.Info Membership Report group 224.0.0.251
      frame.protocols eth:ethertype:ip:igmp:igmp`,
  },
  {
    name: "MPLS: labels of nothing",
    on: "ethertype 8847",
    bytes: `00259140`,
    tshark: `mpls.label 601
      mpls.bottom 1
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet[Malformed Packet]
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "Geneve: another version, and not all of its header",
    on: "udp 6081",
    bytes: `40 00`,
    tshark: `geneve.version 1
      _ws.col.Protocol Geneve
      _ws.col.Info Unknown Geneve version 1[Malformed Packet]
      frame.protocols eth:ethertype:ip:udp:geneve`,
  },
  {
    name: "SCTP: a chunk that is longer than its packet",
    on: "ip 132",
    bytes: `c000 8e3c 10213243 00000000  00 03 0014 00000001 0000 0000`,
    tshark: `sctp.chunk_type 0
      sctp.chunk_flags 0x03
      sctp.chunk_length 20
      sctp.data_tsn (missing)
      sctp.chunk_length.bad 1
      _ws.col.Protocol SCTP
      _ws.col.Info DATA [Malformed Packet]
      frame.protocols eth:ethertype:ip:sctp`,
  },
  {
    name: "TCP: an option of Multipath TCP without a length",
    on: "ip 6",
    bytes: `9c40 01bb 000003e8 00000000 6002 1000 0000 0000  1e00 0000`,
    tshark: `tcp.flags 0x0002
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 443 [SYN] Seq=0 Win=4096 Len=0
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "OSI: IP stands behind its identifier",
    on: "llc fe",
    bytes: `cc 4500 001c 0001 0000 40 11 0000 c0a80001 c0a80002 0001 0002 0008 0000`,
    tshark: `osi.nlpid 0xcc
      ip.src 192.168.0.1
      udp.dstport 2
      _ws.col.Protocol UDP
      _ws.col.Info 1 → 2 Len=0
      frame.protocols eth:llc:osi:ip:udp`,
  },
  {
    name: "VXLAN: nothing but a destination of a frame",
    on: "udp 4789",
    bytes: `08 000000 00002a 00  020000000022 0200`,
    tshark: `vxlan.vni 42
      eth.dst 02:00:00:00:00:02
      _ws.col.Source 10.0.0.1
      _ws.col.Destination 02:00:00:00:00:22
      _ws.col.Protocol Ethernet
      _ws.col.Info [Malformed Packet]
      frame.protocols eth:ethertype:ip:udp:vxlan:eth`,
  },
  {
    name: "VXLAN: the addresses of a frame, and no type",
    on: "udp 4789",
    bytes: `08 000000 00002a 00  020000000022 020000000021 08`,
    tshark: `vxlan.vni 42
      eth.dst 02:00:00:00:00:02
      _ws.col.Source 02:00:00:00:00:21
      _ws.col.Destination 02:00:00:00:00:22
      _ws.col.Protocol Ethernet
      _ws.col.Info [Malformed Packet]
      frame.protocols eth:ethertype:ip:udp:vxlan:eth`,
  },
  {
    name: "QUIC: an Initial packet that is cut (RFC 9001, A.2): its number is told",
    on: "ethertype 0800",
    bytes: `4500 04cc 0001 0000 40 11 0000 0a000001 0a000002
      9c40 01bb 04b8 0000
      c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92ec356c0bab7df5976d27cd449f63300099f399`,
    lost: 1136,
    tshark: `quic.packet_number 2
      quic.packet_number_length 3
      quic.long.reserved 0
      _ws.col.Protocol QUIC
      _ws.col.Info Initial, DCID=8394c8f03e515708, PKN: 2
      frame.protocols eth:ethertype:ip:udp:quic`,
  },
  {
    name: "QUIC: an Initial packet that is cut in front of the sample that its number hangs on",
    on: "ethertype 0800",
    bytes: `4500 04cc 0001 0000 40 11 0000 0a000001 0a000002
      9c40 01bb 04b8 0000
      c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8`,
    lost: 1170,
    tshark: `udp.dstport 443
      _ws.col.Protocol QUIC
      _ws.col.Info 40000 → 443 Len=1200[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:quic`,
  },
  {
    name: "TLS: a record of data that is cut",
    on: "ethertype 0800",
    bytes: `4500 0068 0001 0000 40 06 0000 0a000001 0a000002
      9c40 01bb 00000001 00000001 5018 2000 0000 0000
      14 0303 0001 01  17 0303 0035 5f39eb`,
    lost: 50,
    tshark: `tls.record.length 1,53
      tls.app_data (missing)
      _ws.col.Protocol TLSv1.2
      _ws.col.Info Change Cipher Spec[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp:tls`,
  },
  {
    name: "TLS: a record that goes on in later segments, cut",
    on: "ethertype 0800",
    bytes: `4500 0068 0001 0000 40 06 0000 0a000001 0a000002
      9c40 01bb 00000001 00000001 5018 2000 0000 0000
      14 0303 0001 01  17 0303 0735 5f39eb`,
    lost: 50,
    tshark: `tcp.len 64
      _ws.col.Protocol TLSv1.2
      _ws.col.Info Change Cipher Spec
      frame.protocols eth:ethertype:ip:tcp:tls`,
  },
  {
    name: "UDP: a length of 0 over IPv6 is a jumbogram (RFC 2675, 4), and this is none",
    on: "ethertype 86dd",
    bytes: `6000 0000 000c 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002  9c40 270f 0000 1234 01020304`,
    tshark: `udp.length 0
      udp.length.bad_zero 1
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 9999 Len=4 [Jumbogram]
      frame.protocols eth:ethertype:ipv6:udp:data`,
  },
];
