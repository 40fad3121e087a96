/** What keeps links and fabrics going: MAC control (IEEE 802.3, 31), slow protocols (57), RoCE (InfiniBand, annex A17), RIPng (RFC 2080). */
import type { Made } from "./packets.ts";

export const fabric: readonly Made[] = [
  {
    name: "MAC control: a pause",
    on: "ethertype 8808",
    bytes: `0001 00ff    # for 255 quanta
      0000000000000000000000000000`,
    tshark: `_ws.col.Protocol MAC CTRL
      _ws.col.Info Pause: pause_time: 255 quanta
      macc.opcode 0x0001
      macc.dst_address_invalid 1
      macc.pause_time 255`,
  },
  {
    name: "MAC control: priorities 3 and 4 pause (IEEE 802.1Q, 36.1)",
    on: "ethertype 8808",
    bytes: `0101 0018          # the classes
      0000 0000 0000 ffff 0064 0000 0000 0000 # for how long each`,
    tshark: `_ws.col.Protocol MAC CTRL
      _ws.col.Info Class Based Flow Control [CBFC] Pause
      macc.opcode 0x0101
      macc.dst_address_invalid 1
      macc.cbfc.enbv 0x0018
      macc.cbfc.enbv.c0 0
      macc.cbfc.enbv.c1 0
      macc.cbfc.enbv.c2 0
      macc.cbfc.enbv.c3 1
      macc.cbfc.enbv.c4 1
      macc.cbfc.enbv.c5 0
      macc.cbfc.enbv.c6 0
      macc.cbfc.enbv.c7 0
      macc.cbfc.pause_time.c0 0
      macc.cbfc.pause_time.c1 0
      macc.cbfc.pause_time.c2 0
      macc.cbfc.pause_time.c3 65535
      macc.cbfc.pause_time.c4 100
      macc.cbfc.pause_time.c5 0
      macc.cbfc.pause_time.c6 0
      macc.cbfc.pause_time.c7 0`,
  },
  {
    name: "MAC control: a station registers, and is registered",
    on: "ethertype 8808",
    bytes: `0005 00000010 0007 03 0020 04    # when, port, flags, how long, how many`,
    tshark: `_ws.col.Protocol MAC CTRL
      _ws.col.Info Register
      macc.opcode 0x0005
      macc.timestamp 16
      macc.reg.assignedport 7
      macc.reg.flags 0x03
      macc.reg.synctime 32
      macc.reg.grants 4`,
  },
  {
    name: "MAC control: nobody knows it",
    on: "ethertype 8808",
    bytes: `0009 0000`,
    tshark: `_ws.col.Protocol MAC CTRL
      _ws.col.Info Unknown
      macc.opcode 0x0009
      macc.opcode.unknown 1`,
  },
  {
    name: "Marker: has all arrived?",
    on: "ethertype 8809",
    bytes: `02 01 01 10   # subtype, version, information
      0007 020000000001 0000002a 0001 # port, system, transaction, a pad that is not 0
      00 00 000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000`,
    tshark: `_ws.col.Protocol Marker
      _ws.col.Info Information SysId=02:00:00:00:00:01, P=7, TId=42
      marker.version 0x01
      marker.tlvType 0x01,0x00
      marker.tlvLen 0x10,0x00
      marker.requesterPort 7
      marker.requesterSystem 02:00:00:00:00:01
      marker.requesterTransId 42
      marker.requesterPad 1
      marker.wrong_pad_value 1
      marker.reserved 000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000`,
  },
  {
    name: "Ethernet OAM: two that see each other (57.5.2)",
    on: "ethertype 8809",
    bytes: `03 0050 00                        # stable, information
      01 10 01 0001 01 01 05ee 0019a7 01020304 # local
      02 10 01 0002 04 00 05ee 0019a8 00000000 # remote
      fe 08 0019a7 aabbcc                      # a company's
      00`,
    tshark: `_ws.col.Protocol OAM
      _ws.col.Info OAMPDU: Information
      oampdu.flags 0x0050
      oampdu.code 0x00
      oampdu.info.type 0x01,0x02,0xfe
      oampdu.info.length 16,16,8
      oampdu.info.version 0x01,0x01
      oampdu.info.revision 1,2
      oampdu.info.state 0x01,0x04
      oampdu.info.state.parser 0x01,0x00
      oampdu.info.state.multiplexer 0,1
      oampdu.info.oamConfig 0x01,0x00
      oampdu.info.oamConfig.mode 1,0
      oampdu.info.oampduConfig 1518,1518
      oampdu.info.oui 6567,6568,6567
      oampdu.info.vendor 01020304,00000000,aabbcc`,
  },
  {
    name: "Ethernet OAM: errors were counted (57.5.3)",
    on: "ethertype 8809",
    bytes: `03 0057 01 0008                       # faults, an event
      01 28 0001 0000000000000064 0000000000000001 0000000000000002 0000000000000003 00000004
      02 1a 0001 0064 00000001 00000002 0000000000000003 00000004
      03 1c 0002 00000064 00000001 00000002 0000000000000003 00000004
      04 12 0003 0064 0001 0002 00000003 00000004
      00`,
    tshark: `_ws.col.Protocol OAM
      _ws.col.Info OAMPDU: Event Notification
      oampdu.flags 0x0057
      oampdu.code 0x01
      oampdu.event.sequence 8
      oampdu.event.type 0x01,0x02,0x03,0x04
      oampdu.event.length 0x28,0x1a,0x1c,0x12
      oampdu.event.timestamp 1,1,2,3
      oampdu.event.espeWindow 100
      oampdu.event.espeThreshold 1
      oampdu.event.espeErrors 2
      oampdu.event.espeTotalErrors 3
      oampdu.event.espeTotalEvents 4
      oampdu.event.efeWindow 100
      oampdu.event.efeThreshold 1
      oampdu.event.efeErrors 2,2,2
      oampdu.event.efeTotalErrors 3
      oampdu.event.efeTotalEvents 4
      oampdu.event.efpeWindow 100
      oampdu.event.efpeThreshold 1
      oampdu.event.efpeTotalErrors 3
      oampdu.event.efpeTotalEvents 4
      oampdu.event.efsseWindow 100
      oampdu.event.efsseThreshold 1
      oampdu.event.efsseTotalErrors 3
      oampdu.event.efsseTotalEvents 4`,
  },
  {
    name: "Ethernet OAM: variables, and one that nobody has",
    on: "ethertype 8809",
    bytes: `03 0050 03 07 0002 04 00000009        # an attribute
      07 0005 a1                              # why not
      04 0003 c0
      00`,
    tshark: `_ws.col.Protocol OAM
      _ws.col.Info OAMPDU: Variable Response
      oampdu.flags 0x0050
      oampdu.code 0x03
      oampdu.variable.branch 0x07,0x07,0x04
      oampdu.variable.attribute 0x0002,0x0005
      oampdu.variable.width 4
      oampdu.variable.value 00000009
      oampdu.variable.indication 0x21,0x40
      oampdu.variable.package 0x0003`,
  },
  {
    name: "Ethernet OAM: a loop is asked for",
    on: "ethertype 8809",
    bytes: `03 0050 04 01`,
    tshark: `_ws.col.Protocol OAM
      _ws.col.Info OAMPDU: Loopback Control
      oampdu.flags 0x0050
      oampdu.code 0x04
      oampdu.lpbk.commands 0x01
      oampdu.lpbk.commands.enable 1
      oampdu.lpbk.commands.disable 0`,
  },
  {
    name: "ESMC: from a primary reference clock",
    on: "ethertype 8809",
    bytes: `0a 0019a7 0001 10 000000     # subtype, ITU-T, ESMC, version
      01 0004 02                              # quality`,
    tshark: `_ws.col.Protocol ESMC
      _ws.col.Info Event:Information, QL-PRC
      ossp.oui 6567
      ossp.itu.subtype 0x0001
      ossp.esmc.version 0x01
      ossp.esmc.event_flag 0
      ossp.esmc.reserved_bits 0x00
      ossp.esmc.reserved 0x000000
      ossp.esmc.tlv 1
      ossp.esmc.tlv_type 0x01
      ossp.esmc.tlv_length 0x0004
      ossp.esmc.tlv_ql_unused 0x00
      ossp.esmc.tlv_ql_ssm 0x02
      ossp.esmc.ql 0x0002`,
  },
  {
    name: "ESMC: at once, from an enhanced one, and padding",
    on: "ethertype 8809",
    bytes: `0a 0019a7 0001 18 000000
      01 0004 02
      02 0014 21 0102030405060708 03 01 02 0000000000 # enhanced, whose clock, flags, how many
      0000`,
    tshark: `_ws.col.Protocol ESMC
      _ws.col.Info Event:Time-critical, QL-ePRTC
      ossp.oui 6567
      ossp.itu.subtype 0x0001
      ossp.esmc.version 0x01
      ossp.esmc.event_flag 1
      ossp.esmc.reserved_bits 0x00
      ossp.esmc.reserved 0x000000
      ossp.esmc.tlv 1,1
      ossp.esmc.tlv_type 0x01,0x02
      ossp.esmc.tlv_length 0x0004,0x0014
      ossp.esmc.tlv_ql_unused 0x00
      ossp.esmc.tlv_ql_ssm 0x02
      ossp.esmc.tlv_ext_ql_essm 0x21
      ossp.esmc.tlv_ext_ql_clockid 0x0102030405060708
      ossp.esmc.tlv_ext_ql_flag_reserved 0x00
      ossp.esmc.tlv_ext_ql_flag_chain 1
      ossp.esmc.tlv_ext_ql_flag_mixed 1
      ossp.esmc.tlv_ext_ql_eeec 1
      ossp.esmc.tlv_ext_ql_eec 2
      ossp.esmc.tlv_ext_ql_reserved 0x0000000000000000
      ossp.esmc.ql 0x2102
      ossp.esmc.padding 0000`,
  },
  {
    name: "ESMC: a quality that nobody knows",
    on: "ethertype 8809",
    bytes: `0a 0019a7 0001 10 000000 01 0004 05`,
    tshark: `_ws.col.Protocol ESMC
      _ws.col.Info Event:Information, Unknown Quality Level
      ossp.oui 6567
      ossp.itu.subtype 0x0001
      ossp.esmc.version 0x01
      ossp.esmc.event_flag 0
      ossp.esmc.reserved_bits 0x00
      ossp.esmc.reserved 0x000000
      ossp.esmc.tlv 1
      ossp.esmc.tlv_type 0x01
      ossp.esmc.tlv_length 0x0004
      ossp.esmc.tlv_ql_unused 0x00
      ossp.esmc.tlv_ql_ssm 0x05
      ossp.esmc.ql 0x0005
      ossp.esmc.ql.invalid 1`,
  },
  {
    name: "RoCE: what is sent, in the middle (9.2)",
    on: "udp 4791",
    bytes: `01 40 ffff 00 00012a 00000007 0102030405060708 aabbccdd  # headers, payload, checksum`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Send Middle QP=0x00012a
      infiniband.bth 0140ffff0000012a00000007
      infiniband.bth.opcode 1
      infiniband.bth.se 0
      infiniband.bth.m 1
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 7
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: written to memory, with a number for who waits",
    on: "udp 4791",
    bytes: `0b c0 ffff 40 00012a 80000008         # write only, immediate
      00007f0000001000 00001234 00000008      # where, with what key, how much
      0000002a 0102030405060708 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC RDMA Write Only Immediate QP=0x00012a
      infiniband.bth 0bc0ffff4000012a80000008
      infiniband.bth.opcode 11
      infiniband.bth.se 1
      infiniband.bth.m 1
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 40
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 1
      infiniband.bth.reserved7 0
      infiniband.bth.psn 8
      infiniband.reth 00007f00000010000000123400000008
      infiniband.reth.va 0x00007f0000001000
      infiniband.reth.r_key 0x00001234
      infiniband.reth.dmalen 8
      infiniband.immdt 0000002a,0000002a
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: refused",
    on: "udp 4791",
    bytes: `11 00 ffff 00 00012a 00000008 62 000003 aabbccdd # acknowledge, remote access error`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Acknowledge QP=0x00012a [Remote Access Error]
      infiniband.bth 1100ffff0000012a00000008
      infiniband.bth.opcode 17
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 8
      infiniband.aeth 62000003
      infiniband.aeth.syndrome 98
      infiniband.aeth.syndrome.reserved 0
      infiniband.aeth.syndrome.opcode 3
      infiniband.aeth.syndrome.error_code 2
      infiniband.aeth.msn 3
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: not ready",
    on: "udp 4791",
    bytes: `11 00 ffff 00 00012a 00000008 2e 000003 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Acknowledge QP=0x00012a
      infiniband.bth 1100ffff0000012a00000008
      infiniband.bth.opcode 17
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 8
      infiniband.aeth 2e000003
      infiniband.aeth.syndrome 46
      infiniband.aeth.syndrome.reserved 0
      infiniband.aeth.syndrome.opcode 1
      infiniband.aeth.syndrome.timer 14
      infiniband.aeth.msn 3
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: compare and swap, and the answer",
    on: "udp 4791",
    bytes: `13 00 ffff 00 00012a 80000009 00007f0000001000 00001234 0000000000000001 0000000000000002 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Compare Swap QP=0x00012a
      infiniband.bth 1300ffff0000012a80000009
      infiniband.bth.opcode 19
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 1
      infiniband.bth.reserved7 0
      infiniband.bth.psn 9
      infiniband.atomiceth 00007f00000010000000123400000000000000010000000000000002
      infiniband.reth.va 0x00007f0000001000
      infiniband.reth.r_key 0x00001234
      infiniband.atomiceth.swapdt 1
      infiniband.atomiceth.cmpdt 2
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: the answer",
    on: "udp 4791",
    bytes: `12 00 ffff 00 00012a 00000009 1f 000004 0000000000000002 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Atomic Acknowledge QP=0x00012a
      infiniband.bth 1200ffff0000012a00000009
      infiniband.bth.opcode 18
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 9
      infiniband.aeth 1f000004
      infiniband.aeth.syndrome 31
      infiniband.aeth.syndrome.reserved 0
      infiniband.aeth.syndrome.opcode 0
      infiniband.aeth.syndrome.credit_count 31
      infiniband.aeth.msn 4
      infiniband.atomicacketh 0000000000000002
      infiniband.atomicacketh.origremdt 2
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: a key is taken back",
    on: "udp 4791",
    bytes: `17 00 ffff 00 00012a 00000009 00001234 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info RC Send Only Invalidate QP=0x00012a
      infiniband.bth 1700ffff0000012a00000009
      infiniband.bth.opcode 23
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 9
      infiniband.ieth 00001234,00001234
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RoCE: a datagram",
    on: "udp 4791",
    bytes: `64 00 ffff 00 00012a 00000009 80010000 00 000030 0102030405060708090a0b0c0d0e0f101112 aabbccdd`,
    tshark: `_ws.col.Protocol RRoCE
      _ws.col.Info UD Send Only QP=0x00012a
      infiniband.bth 6400ffff0000012a00000009
      infiniband.bth.opcode 100
      infiniband.bth.se 0
      infiniband.bth.m 0
      infiniband.bth.padcnt 0
      infiniband.bth.tver 0
      infiniband.bth.p_key 65535
      infiniband.reserved 00,00
      infiniband.bth.destqp 0x00012a
      infiniband.bth.a 0
      infiniband.bth.reserved7 0
      infiniband.bth.psn 9
      infiniband.deth 8001000000000030
      infiniband.deth.q_key 0x0000000080010000
      infiniband.deth.srcqp 0x00000030
      infiniband.invariant.crc 0xaabbccdd`,
  },
  {
    name: "RIPng: two routes (RFC 2080, 2.1)",
    on: "udp 521",
    bytes: `02 01 0000           # response
      20010db8000000000000000000000000 0007 20 02  # prefix, tag, length, metric
      00000000000000000000000000000000 0000 00 10`,
    tshark: `_ws.col.Protocol RIPng
      _ws.col.Info Command Response, Version 1
      ripng.cmd 2
      ripng.version 1
      ripng.reserved 0000
      ripng.rte 1,1
      ripng.rte.ipv6_prefix 2001:db8::,::
      ripng.rte.route_tag 0x0007,0x0000
      ripng.rte.prefix_length 32,0
      ripng.rte.metric 2,16`,
  },
];
