/** RIP: RFC 2453 and RFC 4822; SNMP: RFC 3416 and RFC 3411; Telnet's options; EIGRP: RFC 7868; STUN: RFC 5780. */
import type { Made } from "./packets.ts";

export const management: readonly Made[] = [
  {
    name: "RIP: all routes are asked for (RFC 2453, 3.9.1)",
    on: "udp 520",
    bytes: "01020000 0000 0000 00000000 00000000 00000000 00000010",
    tshark: `rip.command 1
      rip.family 0
      rip.route_tag 0
      rip.ip (missing)
      rip.netmask 0.0.0.0
      rip.next_hop 0.0.0.0
      rip.metric 16`,
  },
  {
    name: "RIP: routes with a digest behind them (RFC 4822, 3)",
    on: "udp 520",
    bytes: `02020000 ffff 0003 002c 01 10 00000007 0000000000000000   # 44 bytes on; key 1
      0002 0000 0a001700 ffffff00 00000000 00000001
      ffff 0001 000102030405060708090a0b0c0d0e0f`,
    tshark: `rip.auth.type 3
      rip.digest_offset 44
      rip.key_id 1
      rip.auth_data_len 16
      rip.seq_num 7
      rip.authentication_data 000102030405060708090a0b0c0d0e0f
      rip.family 2
      rip.ip 10.0.23.0
      rip.metric 1`,
  },
  {
    name: "RIP: a password (RFC 2453, 4.1)",
    on: "udp 520",
    bytes: `02020000 ffff 0002 73656372657400000000000000000000
      0002 0000 0a001700 ffffff00 00000000 00000001`,
    tshark: `rip.auth.type 2
      rip.auth.passwd secret
      rip.family 2`,
  },
  {
    name: "SNMP: the engine of Net-SNMP, and what there is not (RFC 3411, 5; RFC 3416, 4.2.1)",
    on: "udp 161",
    bytes: `30 5d 02 01 03  30 0e 02 01 01 02 03 00ffe3 04 01 00 02 01 03
      04 21 30 1f 04 11 80001f88 80 13764e27 1ac8096b00000000 02 01 01 02 01 02 04 00 04 00 04 00
      30 25 04 09 8000000901 0a000001 04 00               # of Cisco, by its address
      a2 16 02 01 05 02 01 00 02 01 00 30 0b 30 09 06 05 2b06010201 80 00`,
    tshark: `snmp.engineid.conform 1,1
      snmp.engineid.enterprise 8072,9
      snmp.engineid.format 128,1
      snmp.engineid.data 13764e27
      snmp.engineid.ipv4 10.0.0.1
      snmp.contextName ${""}
      snmp.noSuchObject 1
      snmp.varbind.response 1`,
  },
  {
    name: "SNMP: a trap of version 1, with what the system says of itself",
    on: "udp 162",
    bytes: `30 38 02 01 00 04 06 7075626c6963 a4 2b 06 07 2b06010401bf08 40 04 0a010001 02 01 06 02 01 11 43 03 10e0da
      30 0f 30 0d 06 08 2b06010201010100 04 01 78`,
    tshark: `snmp.enterprise 1.3.6.1.4.1.8072
      snmp.var-bind_str x
      _ws.col.Info trap iso.3.6.1.4.1.8072 1.3.6.1.2.1.1.1.0`,
  },
  {
    name: "Telnet: what options say",
    on: "tcp 23",
    bytes: `ff fa 1f 0050 0018 ff f0            # a window of 80 by 24 (RFC 1073)
      ff fa 18 00 787465726d ff f0          # xterm (RFC 1091)
      ff fa 18 01 ff f0
      ff fa 21 03 ff f0                     # RFC 1372
      ff fa 26 01 ff f0                     # RFC 2946
      ff fa 22 01 ffff 02 ff f0             # a byte of ones, twice`,
    tshark: `telnet.naws_subopt.width 80
      telnet.naws_subopt.height 24
      telnet.string_subopt.value xterm
      telnet.rfc_subopt.cmd 3
      telnet.enc.cmd 1
      telnet.subcmd 31,24,0,24,1,33,38,34`,
  },
  {
    name: "EIGRP: flags of a route",
    on: "ip 88",
    bytes: `02 01 0000 00000000 00000002 00000001 0000 0064
      0102 001d 00000000 00000a00 00006400 000001 00 ff 01 00 06 20 0aff0001`,
    tshark: `eigrp.metric.flags.srcwd 0
      eigrp.metric.flags.cd 1
      eigrp.metric.flags.active 1
      eigrp.metric.flags.repl 0
      eigrp.ipv4.destination 10.255.0.1`,
  },
  {
    name: "STUN: an answer from another address is asked for (RFC 5780, 7.2), with padding",
    on: "udp 3478",
    bytes: `0001 0014 2112a442 000102030405060708090a0b 0003 0004 00000006 0026 0008 0000000000000000`,
    tshark: `stun.att.change-ip 1
      stun.att.change-port 1
      stun.att.padding 8`,
  },
  {
    name: "STUN: a response with a user's name of zeros",
    on: "udp 3478",
    bytes: "0101 0008 2112a442 ad0c59670625895b0e11a779 0006 0004 00000004",
    tshark: `stun.type 0x0101
      stun.id ad0c59670625895b0e11a779
      _ws.col.Info Binding Success Response user:`,
  },
  {
    name: "DHCP: a class of users as a text, and as RFC 3004 has it",
    on: "udp 67",
    bytes: `01 01 06 00 12345678 0000 0000 ${"00".repeat(16)} 020000000001 ${"00".repeat(10 + 192)} 63825363
      35 01 01  4d 06 75636c617373  ff`,
    tshark: `dhcp.option.user_class.text uclass
      dhcp.option.user_class (missing)`,
  },
];
