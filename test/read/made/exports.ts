/** NetFlow 1, 5 and 7: Cisco, NetFlow Export Datagram Formats; NetFlow 9: RFC 3954; IPFIX: RFC 7011. */
import type { Made } from "./packets.ts";

export const exports: readonly Made[] = [
  {
    name: "NetFlow 5: two flows, in a fabric's leaf",
    on: "udp 2055",
    bytes: `00050002000186a06553f100075bcd150000002a01074064 # version, 2 flows, up 100 s, when, sequence, engine 1.7, one in 100
      0a0100010a0200020a030003000500060000000a000003e800015f9000017318
      04d20050001b0608fde9fdea18100000 # a flow: 10.1.0.1 to 10.2.0.2 by 10.3.0.3
      0a0100010a0200020a030003000500060000000b000003e800015f9000017318
      04d20050001b0608fde9fdea18100000 # and the same with another packet`,
    tshark: `cflow.version 5
      cflow.count 2
      cflow.sysuptime 100.000000000
      cflow.unix_secs 1700000000
      cflow.unix_nsecs 123456789
      cflow.sequence 42
      cflow.engine_type 1
      cflow.engine_id 7
      cflow.samplingmode 1
      cflow.samplerate 100
      cflow.srcaddr 10.1.0.1,10.1.0.1
      cflow.dstaddr 10.2.0.2,10.2.0.2
      cflow.nexthop 10.3.0.3,10.3.0.3
      cflow.inputint 5,5
      cflow.outputint 6,6
      cflow.packets 10,11
      cflow.octets 1000,1000
      cflow.timedelta 5.000000000,5.000000000
      cflow.timestart 90.000000000,90.000000000
      cflow.timeend 95.000000000,95.000000000
      cflow.srcport 1234,1234
      cflow.dstport 80,80
      cflow.tcpflags 0x1b,0x1b
      cflow.protocol 6,6
      cflow.tos 0x08,0x08
      cflow.srcas 65001,65001
      cflow.dstas 65002,65002
      cflow.srcmask 24,24
      cflow.dstmask 16,16
      cflow.padding 00,0000,00,0000`,
  },
  {
    name: "NetFlow 7: a flow, and where a switch sent it itself",
    on: "udp 9996",
    bytes: `00070001000013886553f100000000070000000900000000 # version, a flow
      0a0100010a0200020a030003000500060000000a000003e800015f9000017318
      04d20050001b0608fde9fdea181000000a090001 # the flow`,
    tshark: `cflow.version 7
      cflow.count 1
      cflow.sysuptime 5.000000000
      cflow.unix_secs 1700000000
      cflow.unix_nsecs 7
      cflow.sequence 9
      cflow.srcaddr 10.1.0.1
      cflow.dstaddr 10.2.0.2
      cflow.nexthop 10.3.0.3
      cflow.inputint 5
      cflow.outputint 6
      cflow.packets 10
      cflow.octets 1000
      cflow.timedelta 5.000000000
      cflow.timestart 90.000000000
      cflow.timeend 95.000000000
      cflow.srcport 1234
      cflow.dstport 80
      cflow.flags 0x00
      cflow.tcpflags 0x1b
      cflow.protocol 6
      cflow.tos 0x08
      cflow.srcas 65001
      cflow.dstas 65002
      cflow.srcmask 24
      cflow.dstmask 16
      cflow.routersc 10.9.0.1
      cflow.reserved 00000000
      cflow.padding 0000`,
  },
  {
    name: "NetFlow 1",
    on: "udp 9996",
    bytes: `00010001000013886553f10000000007 # version, a flow
      0a0100010a0200020a030003000500060000000a000003e800015f9000017318
      04d20050000011040200000000000000 # the flow`,
    tshark: `cflow.version 1
      cflow.count 1
      cflow.sysuptime 5.000000000
      cflow.unix_secs 1700000000
      cflow.unix_nsecs 7
      cflow.srcaddr 10.1.0.1
      cflow.dstaddr 10.2.0.2
      cflow.nexthop 10.3.0.3
      cflow.inputint 5
      cflow.outputint 6
      cflow.packets 10
      cflow.octets 1000
      cflow.timedelta 5.000000000
      cflow.timestart 90.000000000
      cflow.timeend 95.000000000
      cflow.srcport 1234
      cflow.dstport 80
      cflow.tcpflags 0x02
      cflow.protocol 17
      cflow.tos 0x04
      cflow.reserved 00000000
      cflow.padding 0000,000000`,
  },
  {
    name: "NetFlow 9: a template, two flows after it, a template of options",
    on: "udp 2055",
    bytes: `00090003000186a06553f1000000002b00000063 # version, 3 records, clocks, sequence, source 99
      000000180100000400080004000c00040004000100010004 # template 256: 8, 12, 4, 1
      010000200a0100010a02000206000001f40a0100010a02000206000001f40000 # its records
      0001001401010004000400010004002200040000 # template 257 of options`,
    tshark: `_ws.col.Protocol CFLOW
      _ws.col.Info total: 3 (v9) records Obs-Domain-ID=   99 [Data-Template:256] [Data:256] [Options-Template:257]
      cflow.version 9
      cflow.count 3
      cflow.sysuptime 100.000000000
      cflow.unix_secs 1700000000
      cflow.sequence 43
      cflow.source_id 99
      cflow.flowset_id 0,256,1
      cflow.flowset_length 24,32,20
      cflow.template_id 256,257
      cflow.template_field_count 4
      cflow.template_field_type 8,12,4,1,34
      cflow.template_field_length 4,4,1,4,4,4
      cflow.template_frame 1
      cflow.srcaddr 10.1.0.1,10.1.0.1
      cflow.dstaddr 10.2.0.2,10.2.0.2
      cflow.protocol 6,6
      cflow.octets 500,500
      cflow.padding 0000,0000
      cflow.option_scope_length 4
      cflow.option_length 4
      cflow.scope_field_type 1`,
  },
  {
    name: "IPFIX: a template with an element of a company's own",
    on: "udp 4739",
    bytes: `000a004d6553f1000000000700000200 # version, length, when, sequence, domain 512
      0002001c0100000400080004000c0004000400018001000200001adc # template 256
      000300120102000200010095000400290008 # template 258 of options
      0100000f0a0100010a020002060005 # a record`,
    tshark: `_ws.col.Protocol CFLOW
      _ws.col.Info IPFIX flow (  77 bytes) Obs-Domain-ID=  512 [Data-Template:256] [Options-Template:258] [Data:256]
      cflow.version 10
      cflow.len 77
      cflow.exporttime 1700000000
      cflow.sequence 7
      cflow.od_id 512
      cflow.flowset_id 2,3,256
      cflow.flowset_length 28,18,15
      cflow.template_id 256,258
      cflow.template_field_count 4
      cflow.template_ipfix_pen_provided 0,0,0,1,0,0
      cflow.template_ipfix_field_type 8,12,4,149,41
      cflow.template_field_length 4,4,1,2,4,8
      cflow.template_ipfix_field_type_enterprise 1
      cflow.template_ipfix_field_pen 6876
      cflow.template_ipfix_total_field_count 2
      cflow.template_ipfix_scope_field_count 1
      cflow.template_frame 1
      cflow.srcaddr 10.1.0.1
      cflow.dstaddr 10.2.0.2
      cflow.protocol 6
      cflow.enterprise_private_entry 0005`,
  },
  {
    name: "IPFIX: what a virtual switch exports, with times, tags, names and tunnels",
    on: "udp 4739",
    bytes: `000a 00e5 6553f100 00000000 00000200
      0002 0064 0100 0017               # template 256 of 23 elements
      001b 0010  001c 0010              # addresses
      0006 0001  0059 0001  0050 0006   # flags, forwarding, address of the station
      0098 0008  0099 0008              # when it began and ended
      0096 0004  0097 0004
      0052 ffff  003a 0002  003d 0001   # interface's name, VLAN, direction
      015f 0008  0128 0004  0100 0002   # segment, GRE key, ethertype
      0088 0001  00e9 0001  00e6 0001   # why it ended, firewall, NAT
      00e1 0004  00e3 0002  0055 0008   # translated to, octets
      0020 0002  00ea 0004              # ICMP, VRF
      0100 0071                         # its record
      fd000000000000000000000000000001 fd000000000000000000000000000002
      12 40 020000000001
      0000018bcfe56800 0000018bcfe56be8
      6553f100 6553f105
      04 65746830 0064 01
      0000000000001389 00001234 0800
      03 01 04 c0000201 04d2 00000000000003e8
      0800 00000007`,
    tshark: `_ws.col.Protocol CFLOW
      _ws.col.Info IPFIX flow ( 229 bytes) Obs-Domain-ID=  512 [Data-Template:256] [Data:256]
      cflow.version 10
      cflow.len 229
      cflow.exporttime 1700000000
      cflow.sequence 0
      cflow.od_id 512
      cflow.flowset_id 2,256
      cflow.flowset_length 100,113
      cflow.template_id 256
      cflow.template_field_count 23
      cflow.template_ipfix_pen_provided 0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0
      cflow.template_ipfix_field_type 27,28,6,89,80,152,153,150,151,82,58,61,351,296,256,136,233,230,225,227,85,32,234
      cflow.template_field_length 16,16,1,1,6,8,8,4,4,65535,2,1,8,4,2,1,1,1,4,2,8,2,4
      cflow.template_frame 1
      cflow.srcaddrv6 fd00::1
      cflow.dstaddrv6 fd00::2
      cflow.tcpflags 0x12
      cflow.tcpflags.reserved 0x00
      cflow.tcpflags.urg 0
      cflow.tcpflags.ack 1
      cflow.tcpflags.psh 0
      cflow.tcpflags.rst 0
      cflow.tcpflags.syn 1
      cflow.tcpflags.fin 0
      cflow.forwarding_status 1
      cflow.forwarding_status_forward_code 0
      cflow.dstmac 02:00:00:00:00:01
      cflow.timedelta 1.000000000,5.000000000
      cflow.if_name eth0
      cflow.string_len_short 4
      cflow.vlanid 100
      cflow.direction 1
      cflow.layer2_segment_id 5001
      cflow.gre_key 4660
      cflow.ethernet_type 2048
      cflow.flow_end_reason 3
      cflow.firewall_event 1
      cflow.nat_event 4
      cflow.post_natsource_ipv4_address 192.0.2.1
      cflow.post_naptsource_transport_port 1234
      cflow.permanent_octets 1000
      cflow.icmp_type_code_ipv4 0x0800
      cflow.ingress_vrfid 7`,
  },
  {
    name: "IPFIX: times before the message (RFC 5102, 5.9), other times, and elements of higher numbers",
    on: "udp 4739",
    bytes: `000a 0059 6553f100 00000001 00000007
      0002 0024 0100 0007 009e 0004 009f 0004 00a1 0004 00ae 0008 0102 0008 0170 0004 019d 0001
      0100 0025 000f4240 0007a120 00000005 0000000000000002 0000018bcfe56800 00000006 03`,
    tshark: `cflow.abstimestart 2023-11-14T22:13:19.000000000Z
      cflow.abstimeend 2023-11-14T22:13:19.500000000Z
      cflow.timedelta 0.500000000,0.005000000
      cflow.post_total_mulpackets 2
      cflow.collection_time_milliseconds 2023-11-14T22:13:20.000000000Z
      cflow.ingress_interface_type 6
      cflow.dot1q_service_instance_priority 3`,
  },
];
