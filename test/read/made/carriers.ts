/** What carries IP or is carried by it, seldom seen: messages of telephony over SCTP, mobile nodes, InfiniBand. */
import type { Made } from "./packets.ts";

export const carriers: readonly Made[] = [
  {
    name: "SCTP: a message of S1AP by its identifier, one by its port (3GPP TS 36.412, 7)",
    on: "ip 132",
    bytes: `c350 8e3c 00000001 00000000  00 03 0018 00000001 0000 0000 00000012 6031004000000000
      00 03 0018 00000002 0000 0001 00000000 6031004000000000`,
    tshark: `sctp.data_payload_proto_id 18,0
      _ws.col.Protocol S1AP
      frame.protocols eth:ethertype:ip:sctp:s1ap:s1ap`,
  },
  {
    name: "SCTP: a message of M3UA (RFC 4666)",
    on: "ip 132",
    bytes: `c350 c351 00000001 00000000  00 03 0018 00000001 0000 0000 00000003 0100030100000008`,
    tshark: `sctp.data_payload_proto_id 3
      _ws.col.Protocol M3UA (RFC 4666)
      frame.protocols eth:ethertype:ip:sctp:m3ua`,
  },
  {
    name: "SCTP: a message of nobody",
    on: "ip 132",
    bytes: `c350 c351 00000001 00000000  00 03 0018 00000001 0000 0000 00000000 0100030100000008`,
    tshark: `sctp.data_payload_proto_id 0
      _ws.col.Protocol SCTP
      frame.protocols eth:ethertype:ip:sctp:data`,
  },
  {
    name: "Mobile IPv6: a gateway updates a binding, and asks for a tunnel of GRE (RFC 5213, 8; RFC 5845, 4)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0038 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 06 05 00 1234 0007 8200 0064
      08 05 01 6e6f6465  17 02 00 01  18 02 00 04  21 06 0000 00000539  03 10 20010db8000000000000000000000099 00 00 00`,
    tshark: `mip6.proto 59
      mip6.hlen 6
      mip6.mhtype 5
      mip6.csum 0x1234
      mip6.bu.seqnr 7
      mip6.bu.a_flag 1
      mip6.bu.h_flag 0
      mip6.bu.p_flag 1
      mip6.nemo.bu.r_flag 0
      mip6.bu.lifetime 100
      mip6.mnid.subtype 1
      mip6.mnid.identifier node
      mip6.hi 1
      mip6.att 4
      mip6.gre_key 1337
      mip6.acoa.acoa 2001:db8::99
      _ws.col.Protocol MIPv6
      _ws.col.Info Binding Update
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: a binding is acknowledged",
    on: "ethertype 86dd",
    bytes: `6000 0000 0020 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 03 06 00 1234 00 60 0007 0064  02 02 0005  04 04 0001 0002  1c 04 00000009 01 02 0000`,
    tshark: `mip6.ba.status 0
      mip6.ba.k_flag 0
      mip6.nemo.ba.r_flag 1
      mip6.ba.p_flag 1
      mip6.ba.seqnr 7
      mip6.ba.lifetime 100
      mip6.bra.interval 5
      mip6.ni.hni 1
      mip6.ni.cni 2
      _ws.col.Protocol NEMO
      _ws.col.Info Binding Acknowledgement
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: care-of test",
    on: "ethertype 86dd",
    bytes: `6000 0000 0018 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 02 04 00 1234 0005 0102030405060708 1112131415161718`,
    tshark: `mip6.cot.nindex 5
      mip6.cot.cookie 0x0102030405060708
      _ws.col.Protocol MIPv6
      _ws.col.Info Care-of Test
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: home test",
    on: "ethertype 86dd",
    bytes: `6000 0000 0018 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 02 03 00 1234 0005 0102030405060708 1112131415161718`,
    tshark: `mip6.hot.nindex 5
      mip6.hot.cookie 0x0102030405060708
      mip6.hot.token 0x1112131415161718
      _ws.col.Protocol MIPv6
      _ws.col.Info Home Test
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: a binding that is wrong",
    on: "ethertype 86dd",
    bytes: `6000 0000 0018 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 02 07 00 1234 01 00 20010db8000000000000000000000099`,
    tshark: `mip6.be.status 1
      mip6.be.haddr 2001:db8::99
      _ws.col.Protocol MIPv6
      _ws.col.Info Binding Error
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: a heartbeat (RFC 5847)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0010 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 01 0d 00 1234 0001 00000003 01 02 0000`,
    tshark: `mip6.hb.u_flag 0
      mip6.hb.r_flag 1
      mip6.hb.seqnr 3
      _ws.col.Protocol MIPv6
      _ws.col.Info Heartbeat
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: a message that nobody knows",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 00 63 00 1234 0005`,
    tshark: `mip6.mhtype 99
      _ws.col.Protocol MIPv6
      _ws.col.Info Unknown Mobility Header (99)
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "Mobile IPv6: a message that asks for an update, cut",
    on: "ethertype 86dd",
    bytes: `6000 0000 0018 87 40 20010db8000000000000000000000001 20010db8000000000000000000000002
      3b 02 00 00 1234 0005`,
    lost: 16,
    tshark: `mip6.binding_refresh_request 0005
      _ws.col.Protocol MIPv6
      _ws.col.Info Binding Refresh Request[Packet size limited during capture]
      frame.protocols eth:ethertype:ipv6:mipv6`,
  },
  {
    name: "IPoIB: IP (RFC 4391, 6)",
    on: "linktype 242",
    bytes: `00000000000000000000000000000000 00000000 80 000550 fe800000000000000010e000664ab451
      0800 0000
      4500 001c 0001 0000 40 11 0000 c0a80001 c0a80002 0001 0002 0008 0000`,
    tshark: `ipoib.daddr.qpn 0x000550
      ipoib.dgid fe80::10:e000:664a:b451
      ipoib.type 0x0800
      ipoib.reserved 0x0000
      ip.src 192.168.0.1
      udp.dstport 2
      _ws.col.Protocol UDP
      _ws.col.Info 1 → 2 Len=0
      frame.protocols ipoib:ip:udp
      _ws.col.Source 192.168.0.1`,
  },
  {
    name: "IPoIB: ARP",
    on: "linktype 242",
    bytes: `00000000000000000000000000000000 00000000 80 000550 fe800000000000000010e000664ab451
      0806 0000
      0020 0800 14 04 0001 80000550fe800000000000000010e000664ab451 c0a80001 0000000000000000000000000000000000000000 c0a80002`,
    tshark: `ipoib.type 0x0806
      arp.opcode 1
      _ws.col.Protocol ARP
      _ws.col.Info Who has 192.168.0.2? Tell 192.168.0.1
      frame.protocols ipoib:arp`,
  },
  {
    name: "IPoIB: what nobody reads",
    on: "linktype 242",
    bytes: `00000000000000000000000000000000 00000000 80 000550 fe800000000000000010e000664ab451
      1234 0000
      01020304`,
    tshark: `ipoib.type 0x1234
      data.data (missing)
      _ws.col.Protocol IPoIB
      _ws.col.Info IP over Infiniband
      frame.protocols ipoib`,
  },
];
