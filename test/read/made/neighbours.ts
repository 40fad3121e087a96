/** ICMPv6: RFC 4861, and the RFCs beside the bytes; CDP: as Cisco sends it; ICMP: RFC 4884. */
import type { Made } from "./packets.ts";

export const neighbours: readonly Made[] = [
  {
    name: "ICMPv6: a router's advertisement with flags, context and registration",
    on: "ethertype 86dd",
    bytes: `6000 0000 0048 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6 with ICMPv6
      86 00 0000
      40 00 0708 00000000 00000000
      1a 01 a800 00000000                                        # flags (RFC 5175)
      22 03 40 11 0000 000a 20010db8 00000000 00000000 00000000  # 6LoWPAN context (RFC 6775)
      21 02 01 000000 003c 0200 00ff fe00 0001                   # registration (RFC 6775)
      fd 01 010203040506                                         # experiment`,
    tshark: `icmpv6.type 134
      icmpv6.code 0
      icmpv6.nd.ra.cur_hop_limit 64
      icmpv6.nd.ra.flag 0x00
      icmpv6.nd.ra.flag.m 0
      icmpv6.nd.ra.flag.o 0
      icmpv6.nd.ra.flag.h 0
      icmpv6.nd.ra.flag.prf 0
      icmpv6.nd.ra.flag.p 0
      icmpv6.nd.ra.flag.rsv 0
      icmpv6.nd.ra.router_lifetime 1800
      icmpv6.nd.ra.reachable_time 0
      icmpv6.nd.ra.retrans_timer 0
      icmpv6.opt 1,1,1,1
      icmpv6.opt.type 26,34,33,253
      icmpv6.opt.length 1,3,2,1
      icmpv6.opt.efo 0xa800
      icmpv6.opt.efo.m 1
      icmpv6.opt.efo.o 0
      icmpv6.opt.efo.h 1
      icmpv6.opt.efo.prf 1
      icmpv6.opt.efo.p 0
      icmpv6.opt.efo.rsv 0
      icmpv6.opt.reserved 1,1,1
      icmpv6.opt.6co.context_length 64
      icmpv6.opt.6co.flag 0x11
      icmpv6.opt.6co.flag.c 1
      icmpv6.opt.6co.flag.cid 1
      icmpv6.opt.6co.flag.reserved 0
      icmpv6.opt.6co.valid_lifetime 10
      icmpv6.opt.6co.context_prefix 2001:db8::
      icmpv6.opt.aro.status 1
      icmpv6.opt.aro.registration_lifetime 60
      icmpv6.opt.aro.eui64 02:00:00:ff:fe:00:00:01
      icmpv6.undecoded.option 1
      icmpv6.data 010203040506`,
  },
  {
    name: "ICMP: what tells of less than 128 bytes is no length of a quote (RFC 4884, 4)",
    on: "ip 1",
    bytes: `0b00 0000 01 06 d825                         # time exceeded, by a router that leaves old bytes there
      4500 002c 0000 0000 01 06 0000 0a000001 0a000002 # what it quotes
      03e8 0050 00000001 00000000 6002 16d0 0000 0000 02040578`,
    tshark: `icmp.type 11
      icmp.length 6
      tcp.hdr_len 24
      tcp.flags.syn 1
      tcp.window_size_value 5840
      tcp.options.mss_val 1400`,
  },
  {
    name: "UDP: a header that is cut, and says that more follows than there is",
    on: "ip 17",
    bytes: "0375 1397 f2ef",
    tshark: `udp.length 62191
      _ws.col.Info 885 → 5015 [BAD UDP LENGTH 62191 > IP PAYLOAD LENGTH] Len=62183[Malformed Packet]`,
  },
  {
    name: "ICMPv6: a redirect, and what it brings back",
    on: "ethertype 86dd",
    bytes: `6000 0000 0038 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6 with ICMPv6
      89 00 0000
      00000000 20010db8000000000000000000000005 20010db8000000000000000000000005
      04 02 000000000000 0102030405060708  # redirected header`,
    tshark: `icmpv6.type 137
      icmpv6.code 0
      icmpv6.reserved 00000000
      icmpv6.nd.rd.target_address 2001:db8::5
      icmpv6.rd.na.destination_address 2001:db8::5
      icmpv6.opt 1
      icmpv6.opt.type 4
      icmpv6.opt.length 2
      icmpv6.opt.reserved 1
      icmpv6.opt.redirected_packet 1`,
  },
  {
    name: "ICMPv6: a node's name and addresses (RFC 4620)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0024 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6 with ICMPv6
      8c 00 0000
      0003 002a 1122334455667788                 # node addresses
      0000003c 20010db8000000000000000000000005`,
    tshark: `icmpv6.type 140
      icmpv6.code 0
      icmpv6.ni.qtype 3
      icmpv6.ni.flag 0x002a
      icmpv6.ni.flag.g 1
      icmpv6.ni.flag.s 0
      icmpv6.ni.flag.l 1
      icmpv6.ni.flag.c 0
      icmpv6.ni.flag.a 1
      icmpv6.ni.flag.t 0
      icmpv6.ni.flag.rsv 0x0000
      icmpv6.ni.nonce 0x1122334455667788
      icmpv6.ni.reply.node_ttl 60
      icmpv6.ni.reply.node_address 2001:db8::5`,
  },
  {
    name: "ICMPv6: a type that nobody knows",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6 with ICMPv6
      64 00 0000
      deadbeef`,
    tshark: `icmpv6.type 100
      icmpv6.code 0
      icmpv6.undecoded.type 1
      icmpv6.data deadbeef`,
  },
  {
    name: "ICMPv6: is there one (RFC 8335)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6 with ICMPv6
      a1 00 0000
      0001 02 a5  # stale: it is active, with IPv6`,
    tshark: `icmpv6.type 161
      icmpv6.code 0
      icmpv6.echo.identifier 0x0001
      icmpv6.ext.echo.seq 2
      icmpv6.ext.echo.rsp.state 5
      icmpv6.ext.echo.rsp.res 0x00
      icmpv6.ext.echo.rsp.active 1
      icmpv6.ext.echo.rsp.ipv4 0
      icmpv6.ext.echo.rsp.ipv6 1`,
  },
  {
    name: "CDP: what a switch says of itself",
    on: "ip 47",
    bytes: `00002000                             # GRE
      02b4c957                             # version 2, 180 s, checksum
      00010007737731                       # device
      0002002d000000020101cc00040a0000010208aaaa0300000086dd0010000102
      030405060708090a0b0c0d0e0f           # addresses: IPv4 by NLPID, IPv6 by SNAP
      000400080000062b                     # capabilities
      00050012494f530a56657273696f6e203135 # software
      000700080a000009                     # a stub's router
      0008002400000c011200000000ffffffff010221ff0001020304050000000000
      00ff0001                             # cluster
      0008000b00000c01130102               # another hello
      000a0006000a                         # native VLAN
      000b000501                           # duplex
      000e0007010064                       # voice VLAN
      001000061800                         # power
      00110008000005dc                     # MTU
      0012000501                           # trust
      0013000505                           # class of service
      001400086e616d65                     # system
      00150008060a2b06                     # its object
      00160011000000010101cc00040a000002   # management address
      0017000b00726f6f6d2037               # location
      001900100001000200000064000000c8     # power requested
      001a00100001000200000064ffffffff     # and available
      001f000505                           # spare pairs
      001b000580                           # unknown; odd, and the last byte has a sign`,
    tshark: `cdp.version 2
      cdp.ttl 180
      cdp.checksum 0xc957
      cdp.checksum.status 1
      cdp.tlv.type 0x0001,0x0002,0x0004,0x0005,0x0007,0x0008,0x0008,0x000a,0x000b,0x000e,0x0010,0x0011,0x0012,0x0013,0x0014,0x0015,0x0016,0x0017,0x0019,0x001a,0x001f,0x001b
      cdp.tlv.len 7,45,8,18,8,36,11,6,5,7,6,8,5,5,8,8,17,11,16,16,5,5
      cdp.deviceid sw1
      cdp.number_of_addresses 2,1
      cdp.protocol_type 0x01,0x02,0x01
      cdp.protocol_length 1,8,1
      cdp.protocol cc,aaaa0300000086dd,cc
      cdp.address_length 4,16,4
      cdp.nrgyz.ip_address 10.0.0.1,10.0.0.2
      cdp.nrgyz.ipv6_address 1:203:405:607:809:a0b:c0d:e0f
      cdp.capabilities 0x0000062b
      cdp.capabilities.router 1
      cdp.capabilities.trans_bridge 1
      cdp.capabilities.src_bridge 0
      cdp.capabilities.switch 1
      cdp.capabilities.host 0
      cdp.capabilities.igmp_capable 1
      cdp.capabilities.repeater 0
      cdp.capabilities.voip_phone 0
      cdp.capabilities.remote 0
      cdp.capabilities.cvta 1
      cdp.capabilities.mac_relay 1
      cdp.software_version IOS,Version 15
      cdp.odr_default_gateway 10.0.0.9
      cdp.oui 12,12
      cdp.protocol_id 0x0112,0x0113
      cdp.cluster.master_ip 0.0.0.0
      cdp.cluster.ip 255.255.255.255
      cdp.cluster.version 0x01
      cdp.cluster.sub_version 0x02
      cdp.cluster.status 0x21
      cdp.cluster.unknown 0xff,0xff
      cdp.cluster.commander_mac 00:01:02:03:04:05
      cdp.cluster.switch_mac 00:00:00:00:00:00
      cdp.cluster.management_vlan 1
      cdp.hello.unknown 0102
      cdp.native_vlan 10
      cdp.duplex 1
      cdp.data 01,80
      cdp.voice_vlan 100
      cdp.power_consumption 6144
      cdp.mtu 1500
      cdp.trust_bitmap 0x01
      cdp.untrusted_port_cos 0x05
      cdp.system_name name
      cdp.system_object_identifier 060a2b06
      cdp.location.unknown 0x00
      cdp.location room 7
      cdp.request_id 1,1
      cdp.management_id 2,2
      cdp.power_requested 100,200
      cdp.power_available 100,4294967295
      cdp.spare_poe_tlv 0x05
      cdp.spare_poe_tlv.poe 1
      cdp.spare_poe_tlv.spare_pair_arch 0
      cdp.spare_poe_tlv.req_spare_pair_poe 1
      cdp.spare_poe_tlv.pse_spare_pair_poe 0`,
  },
  {
    name: "ICMP: time exceeded, with the labels and the interface",
    on: "ip 1",
    bytes: `0b00000000000000                                           # no length of the quote
      4500001c00010000401100000a0000010a00000203e882a50008000000000000
      0000000000000000000000000000000000000000000000000000000000000000
      0000000000000000000000000000000000000000000000000000000000000000
      0000000000000000000000000000000000000000000000000000000000000000 # a datagram, filled up
      2000ab92                                                   # version 2
      00080101000161ff                                           # RFC 4950: label 22
      001d024f00000007000100000a000003096574683031323334000005dc # RFC 5837: index, address, name and MTU
      00060901abcd                                               # unknown`,
    tshark: `icmp.ext 1
      icmp.ext.version 2
      icmp.ext.res 0x0000
      icmp.ext.checksum 0xab92
      icmp.ext.checksum.status 1
      icmp.ext.length 8,29,6
      icmp.ext.class 1,2,9
      icmp.ext.ctype 1,79,1
      icmp.mpls.label 22
      icmp.mpls.exp 0
      icmp.mpls.s 1
      icmp.mpls.ttl 255
      icmp.int_info.role 1
      icmp.int_info.reserved 0
      icmp.int_info.ifindex 1
      icmp.int_info.ipaddr 1
      icmp.int_info.name_present 1
      icmp.int_info.mtu_present 1
      icmp.int_info.index 7
      icmp.int_info.afi 1
      icmp.reserved 0000
      icmp.int_info.ipv4 10.0.0.3
      icmp.int_info.name_length 9
      icmp.int_info.name eth01234
      icmp.int_info.mtu 1500
      icmp.ext.data abcd`,
  },
];
