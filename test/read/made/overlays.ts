/** Overlays, and what keeps them up, as they were seen on captures that nobody had chosen: the RFCs beside the packets. */
import type { Made } from "./packets.ts";

export const overlays: readonly Made[] = [
  {
    name: "MPLS: connectivity of a path is verified, behind the OAM alert label (RFC 3429; Y.1711)",
    on: "ethertype 8847",
    bytes: `00064040 0000e101                # a path, then label 14, TTL 1
      01 000000                                         # connectivity verification
      00000000000000000000 ffff 0a000001 fffffffe       # by which router, on which path
      00000000 00000000 00000000 00000000 0000 1234     # padding, parity`,
    tshark: `mpls.label 100,14
      mpls_y1711.function_type 0x01
      mpls_y1711.lsr_id 10.0.0.1
      mpls_y1711.lsp_id -2
      mpls_y1711.bip16 0x1234
      _ws.expert.message (missing)
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: CV)
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "MPLS: a defect, and nothing is what it ought to be",
    on: "ethertype 8847",
    bytes: `0000e740                     # label 14, EXP 3, TTL 64
      02 01 0203
      01000000000000000000 fffe 0a000001 00000007
      0000fde8 01 00000000000000000000000000 1234`,
    tshark: `mpls_y1711.defect_type 0x0203
      mpls_y1711.lsr_id 10.0.0.1
      mpls_y1711.lsp_id 7
      mpls_y1711.defect_location 65000
      mpls_y1711.exp_bits_not_0 1
      mpls_y1711.ttl_not_1 1
      _ws.expert.message Warning: Exp bits should be 0 for Y.1711,Warning: TTL should be 1 for Y.1711,Error: this byte is reserved and must be 0x00,Error: these bytes are padding and must be 0x00,Error: these bytes are padding and must be 0xFF,Error: these bytes are padding and must be 0x00
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: FDI)
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "MPLS: a defect of which nobody says where the path began",
    on: "ethertype 8847",
    bytes: `0000e101 03 00 0101 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00000000 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1234`,
    tshark: `mpls_y1711.function_type 0x03
      mpls_y1711.lsr_id (missing)
      mpls_y1711.ttsi_not_preset 1
      _ws.expert.message TTSI not preset (optional for FDI/BDI)
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: BDI)
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "MPLS: fast failure detection",
    on: "ethertype 8847",
    bytes: `0000e101 07 000000 00000000000000000000 ffff 0a000001 00000007 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1234`,
    tshark: `mpls_y1711.frequency 0x03
      mpls_y1711.lsr_id 10.0.0.1
      mpls_y1711.bip16 0x1234
      _ws.expert.message (missing)
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: FDD)
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "MPLS: no packet of maintenance has this function, or is so short",
    on: "ethertype 8847",
    bytes: `0000e101 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
    tshark: `mpls_y1711.function_type 0x05
      mpls_y1711.unknown_pdu 1
      _ws.expert.message Unknown MPLS Y.1711 PDU
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: reserved/unknown)
      frame.protocols eth:ethertype:mpls`,
  },
  {
    name: "MPLS: maintenance in fewer than 44 bytes",
    on: "ethertype 8847",
    bytes: `0000e101 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
    tshark: `mpls_y1711.function_type (missing)
      data.data 01000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      _ws.expert.message Error: must have a minimum payload length of 44 bytes
      _ws.col.Protocol MPLS
      _ws.col.Info MPLS Label Switched Packet (Y.1711: CV)
      frame.protocols eth:ethertype:mpls:data`,
  },
  {
    name: "STT: a frame of TCP whose checksum is whole says neither where it stands nor its longest segment",
    on: "ip 6",
    bytes: `c000 1d2f 0020 0000 00000007 5018 0000 0000 0000   # 32 bytes, all of them here
      00 09 00 00 0000 0000 0000000000000001 0000         # TCP, verified
      020000000001 020000000002 1234`,
    tshark: `stt.flags 0x09
      stt.l4offset 0
      stt.mss 0
      stt.l4offset_bad.expert (missing)
      stt.mss_bad.expert (missing)
      _ws.col.Protocol 0x1234
      _ws.col.Info Ethernet II
      frame.protocols eth:ethertype:ip:stt:eth`,
  },
  {
    name: "STT: a whole checksum, and where to put it",
    on: "ip 6",
    bytes: `c000 1d2f 0020 0000 00000007 5018 0000 0000 0000
      00 09 22 00 05b4 0000 0000000000000001 0000
      020000000001 020000000002 1234`,
    tshark: `stt.flags 0x09
      stt.l4offset 34
      stt.mss 1460
      stt.l4offset_bad.expert 1
      stt.mss_bad.expert 1
      _ws.col.Protocol 0x1234
      _ws.col.Info Ethernet II
      frame.protocols eth:ethertype:ip:stt:eth`,
  },
  {
    name: "STT: a partial checksum, and not where to put it",
    on: "ip 6",
    bytes: `c000 1d2f 0020 0000 00000007 5018 0000 0000 0000
      00 0a 00 00 05b4 0000 0000000000000001 0000
      020000000001 020000000002 1234`,
    tshark: `stt.flags 0x0a
      stt.l4offset 0
      stt.mss 1460
      stt.l4offset_bad.expert 1
      stt.mss_bad.expert (missing)
      _ws.col.Protocol 0x1234
      _ws.col.Info Ethernet II
      frame.protocols eth:ethertype:ip:stt:eth`,
  },
  {
    name: "ICMP: the start of a TCP header with options, as routers quote it, is no short segment",
    on: "ip 1",
    bytes: `03 04 0000 0000 0578
      4500 0034 0001 4000 40 06 0000 0a000005 0a000002     # 24 of its 52 bytes
      03e8 07d0 0000004d 00000058 80 10 ffff 0000 0000 0101080a`,
    tshark: `tcp.srcport 1000
      tcp.short_segment (missing)
      _ws.malformed (missing)
      _ws.col.Protocol ICMP
      _ws.col.Info Destination unreachable (Fragmentation needed)
      frame.protocols eth:ethertype:ip:icmp:ip:tcp`,
  },
  {
    name: "ICMP: how long the quote is, and the MTU, leave one byte unused (RFC 4884, 4.1)",
    on: "ip 1",
    bytes: `03 04 0000 00 07 0578
      4500 0020 0001 0000 40 11 0000 0a000005 0a000002  03e8 07d0 000c 0000 01020304`,
    tshark: `icmp.unused 00
      icmp.length 7
      icmp.mtu 1400
      _ws.col.Protocol ICMP
      _ws.col.Info Destination unreachable (Fragmentation needed)
      frame.protocols eth:ethertype:ip:icmp:ip:udp:data`,
  },
  {
    name: "CDP: a wrong checksum, over an even number of bytes",
    on: "linktype 1",
    bytes: `01000ccccccc 020000000001 0016 aaaa03 00000c 2000
      02 b4 1234 0001 000a 737769746368`,
    tshark: `cdp.checksum 0x1234
      cdp.checksum.status 0
      _ws.expert.message Bad checksum [should be 0xbcec]
      _ws.col.Protocol CDP
      _ws.col.Info Device ID: switch  
      frame.protocols eth:llc:cdp`,
  },
  {
    name: "CDP: a wrong checksum over an odd number of bytes",
    on: "linktype 1",
    bytes: `01000ccccccc 020000000001 0015 aaaa03 00000c 2000
      02 b4 1234 0001 0009 73776974c3`,
    tshark: `cdp.checksum 0x1234
      _ws.expert.message Bad checksum [should be 0x2093]
      _ws.col.Protocol CDP
      _ws.col.Info Device ID: swit�  
      frame.protocols eth:llc:cdp`,
  },
  {
    name: "ARP: a probe names nobody whom it is meant for (RFC 5227, 1.1)",
    on: "ethertype 0806",
    bytes: `0001 0800 06 04 0001 020000000001 00000000 000000000000 0a000002`,
    tshark: `arp.isprobe 1
      _ws.col.Protocol ARP
      _ws.col.Info Who has 10.0.0.2? (ARP Probe)
      frame.protocols eth:ethertype:arp`,
  },
  {
    name: "ARP: a question without an address of its own, to everybody",
    on: "ethertype 0806",
    bytes: `0001 0800 06 04 0001 020000000001 00000000 ffffffffffff 0a000002`,
    tshark: `arp.isprobe (missing)
      _ws.col.Protocol ARP
      _ws.col.Info Who has 10.0.0.2? Tell 0.0.0.0
      frame.protocols eth:ethertype:arp`,
  },
  {
    name: "HTTP: the method is all that was captured",
    on: "ethertype 0800",
    bytes: `4500 0049 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000001 00000001 5018 2000 0000 0000
      474554 # GET`,
    lost: 30,
    tshark: `tcp.len 33
      http.request 1
      http.request.method GET
      http.request.uri
      http.request.version
      http.chat 1
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=8192 Len=33[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp:http`,
  },
  {
    name: "HTTP: a request line that is cut",
    on: "ethertype 0800",
    bytes: `4500 0051 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000001 00000001 5018 2000 0000 0000
      50524f5046494e44202f61 # PROPFIND /a`,
    lost: 30,
    tshark: `http.request.method PROPFIND
      http.request.uri /a
      http.request.version
      http.chat 1
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=8192 Len=41[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp:http`,
  },
  {
    name: "HTTP: a method that is cut is none",
    on: "ethertype 0800",
    bytes: `4500 004b 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000001 00000001 5018 2000 0000 0000
      50524f5046 # PROPF`,
    lost: 30,
    tshark: `http.request (missing)
      http.request.method (missing)
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=8192 Len=35[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp:http:data`,
  },
  {
    name: "HTTP: a status line that is cut",
    on: "ethertype 0800",
    bytes: `4500 004b 0001 0000 40 06 0000 0a000001 0a000002
      9c40 0050 00000001 00000001 5018 2000 0000 0000
      485454502f # HTTP/`,
    lost: 30,
    tshark: `http.response 1
      http.response.version HTTP/
      http.response.code (missing)
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=8192 Len=35[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:tcp:http`,
  },
  {
    name: "SNMP: cut behind its name, of a get-next-request",
    on: "ethertype 0800",
    bytes: `4500 0047 0001 0000 40 11 0000 0a000001 0a000002
      9c40 00a1 0033 0000
      302902010104067075626c6963a11c020406a469c30201000201`,
    lost: 17,
    tshark: `snmp.version 1
      snmp.community public
      snmp.data 1
      snmp.request_id 111438275
      snmp.error_status 0
      snmp.variable_bindings (missing)
      snmp.name (missing)
      _ws.col.Protocol SNMP
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:snmp`,
  },
  {
    name: "SNMP: cut within what it is about",
    on: "ethertype 0800",
    bytes: `4500 0047 0001 0000 40 11 0000 0a000001 0a000002
      9c40 00a1 0033 0000
      302902010104067075626c6963a11c020406a469c3020100020100300e300c06082b06010201`,
    lost: 5,
    tshark: `snmp.version 1
      snmp.community public
      snmp.data 1
      snmp.request_id 111438275
      snmp.error_status 0
      snmp.variable_bindings 0
      snmp.name (missing)
      _ws.col.Protocol SNMP
      _ws.col.Info [Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:snmp`,
  },
  {
    name: "SIP: cut within its headers",
    on: "ethertype 0800",
    bytes: `4500 0082 0001 0000 40 11 0000 0a000001 0a000002
      9c40 13c4 006e 0000
      5245474953544552207369703a31302e312e302e32205349502f322e300d0a5669613a205349502f322e302f554450203130`,
    lost: 52,
    tshark: `sip.Method REGISTER
      _ws.col.Protocol SIP
      _ws.col.Info Request: REGISTER sip:10.1.0.2[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:sip`,
  },
  {
    name: "IKE: cut within its payloads",
    on: "ethertype 0800",
    bytes: `4500 0058 0001 0000 40 11 0000 0a000001 0a000002
      9c40 01f4 0044 0000
      0102030405060708000000000000000021202208000000000000003c000000200000001c01010000`,
    lost: 20,
    tshark: `isakmp.ispi 0102030405060708
      isakmp.nextpayload 33
      _ws.col.Protocol ISAKMP
      _ws.col.Info IKE_SA_INIT MID=00 Initiator Request[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:isakmp`,
  },
  {
    name: "PPPoE: its length is not what there is",
    on: "ethertype 8864",
    bytes: `11 00 0005 0031 0021 4500 0030 0001 0000 40 11 0000 0a000001 0a000002 9c40 9c41 001c 0000 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61`,
    tshark: `pppoe.payload_length 49
      pppoe.payload_length.bad 1
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 40001 [BAD UDP LENGTH 28 > IP PAYLOAD LENGTH] Len=20
      frame.protocols eth:ethertype:pppoes:ppp:ip:udp:data`,
  },
  {
    name: "PPPoE: behind its length stands the checksum of the frame",
    on: "ethertype 8864",
    bytes: `11 00 0005 0032 0021 4500 0030 0001 0000 40 11 0000 0a000001 0a000002 9c40 9c41 001c 0000 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 01020304`,
    tshark: `pppoe.payload_length 50
      pppoe.payload_length.bad (missing)
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 40001 Len=20
      frame.protocols eth:ethertype:pppoes:ppp:ip:udp:data`,
  },
  {
    name: "PPPoE: behind its length stands padding",
    on: "ethertype 8864",
    bytes: `11 00 0005 000a c021 09 01 0008 00000001 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
    tshark: `pppoe.payload_length 10
      pppoe.payload_length.bad (missing)
      _ws.col.Protocol PPP LCP
      _ws.col.Info Echo Request
      frame.protocols eth:ethertype:pppoes:ppp:lcp`,
  },
];
