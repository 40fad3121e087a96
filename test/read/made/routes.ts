/** Options and routes of IPv6: RFC 8200, and the RFCs beside the bytes. */
import type { Made } from "./packets.ts";

export const routes: readonly Made[] = [
  {
    name: "IPv6: what nodes noted on the way (RFC 9486)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0043 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 07                           # hop-by-hop options, 64 bytes
      31 32                           # IOAM, 50 bytes
      00 00                           # pre-allocated trace (RFC 9197, 4.4)
      002a 1482                       # namespace 42, nodes of 2 words, overflow no, 2 words left
      c00000 00                       # hop limit and id, interfaces
      0000000000000000                # free
      40000001 00020003               # node 1, in by 2, out by 3
      3f000004 00050006               # node 4
      3e000007 00080009               # node 7
      01 06 000000000000
      1388 1770 000d 0000 7a7a7a7a7a  # UDP`,
    tshark: `ipv6.opt.type 0x31,0x13
      ipv6.opt.type.action 0,0
      ipv6.opt.type.change 1,0
      ipv6.opt.type.rest 0x11,0x13
      ipv6.opt.length 50,136
      ipv6.opt.ioam.rsv 0
      ipv6.opt.ioam.opt_type 0
      ipv6.opt.ioam.trace.ns 42
      ipv6.opt.ioam.trace.nodelen 2
      ipv6.opt.ioam.trace.flags 0x0009
      ipv6.opt.ioam.trace.flag.o 1
      ipv6.opt.ioam.trace.flag.l 0
      ipv6.opt.ioam.trace.flag.a 0
      ipv6.opt.ioam.trace.flag.rsv 1
      ipv6.opt.ioam.trace.remlen 2
      ipv6.opt.ioam.trace.type 0xc00000
      ipv6.opt.ioam.trace.type.bit0 1
      ipv6.opt.ioam.trace.type.bit1 1
      ipv6.opt.ioam.trace.type.bit2 0
      ipv6.opt.ioam.trace.type.bit3 0
      ipv6.opt.ioam.trace.type.bit4 0
      ipv6.opt.ioam.trace.type.bit5 0
      ipv6.opt.ioam.trace.type.bit6 0
      ipv6.opt.ioam.trace.type.bit7 0
      ipv6.opt.ioam.trace.type.bit8 0
      ipv6.opt.ioam.trace.type.bit9 0
      ipv6.opt.ioam.trace.type.bit10 0
      ipv6.opt.ioam.trace.type.bit11 0
      ipv6.opt.ioam.trace.type.undef 0
      ipv6.opt.ioam.trace.type.bit22 0
      ipv6.opt.ioam.trace.type.rsv 0
      ipv6.opt.ioam.trace.rsv 0
      ipv6.opt.ioam.trace.free_space 0000000000000000
      ipv6.opt.ioam.trace.node.hlim 64,63,62,1
      ipv6.opt.ioam.trace.node.id 0x000001,0x000004,0x000007,0x060000
      ipv6.opt.ioam.trace.node.iif 0x0002,0x0005,0x0008,0x0000
      ipv6.opt.ioam.trace.node.eif 0x0003,0x0006,0x0009,0x0000`,
  },
  {
    name: "IPv6: options of security, paths and networks with little power",
    on: "ethertype 86dd",
    bytes: `6000 0000 003d 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 05                               # hop-by-hop options, 48 bytes
      07 0c 00000005 01 02 1234 80000000  # CALIPSO (RFC 5570)
      30 04 05dc 0579                     # path MTU (RFC 9268)
      63 04 a0 01 0100                    # RPL (RFC 6553)
      6d 04 60 07 aabb                    # MPL (RFC 7731)
      ee 03 30 0009                       # DFF (RFC 6971)
      05 02 0000                          # router alert
      01 03 000000
      1388 1770 000d 0000 7a7a7a7a7a      # UDP`,
    tshark: `ipv6.opt.type 0x07,0x30,0x63,0x6d,0xee,0x05,0x01
      ipv6.opt.type.action 0,0,1,1,3,0,0
      ipv6.opt.type.change 0,1,1,1,1,0,0
      ipv6.opt.type.rest 0x07,0x10,0x03,0x0d,0x0e,0x05,0x01
      ipv6.opt.length 12,4,4,4,3,2,3
      ipv6.opt.calipso.doi 5
      ipv6.opt.calipso.cmpt.length 1
      ipv6.opt.calipso.sens_level 2
      ipv6.opt.calipso.checksum 0x1234
      ipv6.opt.calipso.cmpt_bitmap 80000000
      ipv6.opt.pmtu.min 1500
      ipv6.opt.pmtu.rtn 1400
      ipv6.opt.pmtu.r_flag 1
      ipv6.opt.rpl.flag 0xa0
      ipv6.opt.rpl.flag.o 1
      ipv6.opt.rpl.flag.r 0
      ipv6.opt.rpl.flag.f 1
      ipv6.opt.rpl.flag.rsv 0x00
      ipv6.opt.rpl.instance_id 0x01
      ipv6.opt.rpl.sender_rank 0x0100
      ipv6.opt.mpl.flag 0x60
      ipv6.opt.mpl.flag.s 1
      ipv6.opt.mpl.flag.m 1
      ipv6.opt.mpl.flag.v 0
      ipv6.opt.mpl.flag.rsv 0x00
      ipv6.opt.mpl.sequence 0x07
      ipv6.opt.mpl.seed_id aabb
      ipv6.opt.dff.flags 0x30
      ipv6.opt.dff.flag.ver 0
      ipv6.opt.dff.flag.dup 1
      ipv6.opt.dff.flag.ret 1
      ipv6.opt.dff.flag.rsv 0x00
      ipv6.opt.dff.sequence_number 9
      ipv6.opt.router_alert 0
      ipv6.opt.padn 000000`,
  },
  {
    name: "IPv6: options that are too long or in the wrong header",
    on: "ethertype 86dd",
    bytes: `6000 0000 001b 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 01
      05 04 00000000                  # router alert for a destination, in 4 bytes
      04 04 0a000000
      1388 1770 000d 0000 7a7a7a7a7a  # UDP`,
    tshark: `ipv6.opt.type 0x05,0x04,0x13
      ipv6.opt.header_mismatch 1
      ipv6.opt.type.action 0,0,0
      ipv6.opt.type.change 0,0,0
      ipv6.opt.type.rest 0x05,0x04,0x13
      ipv6.opt.length 4,4,136
      ipv6.opt.invalid_len 1,1
      ipv6.opt.router_alert 0
      ipv6.opt_unknown_data 0000,000000
      ipv6.opt.unknown_data.expert 1,1
      ipv6.opt.tel 10`,
  },
  {
    name: "IPv6: a route by numbers (RFC 9631)",
    on: "ethertype 86dd",
    bytes: `6000 0000 001d 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 01 05 01 0007 0008 0009 0000 0000 0000  # segments 7, 8, 9; one left
      1388 1770 000d 0000 7a7a7a7a7a             # UDP`,
    tshark: `ipv6.routing.nxt 17
      ipv6.routing.len 1
      ipv6.routing.len_oct 16
      ipv6.routing.type 5
      ipv6.routing.segleft 1
      ipv6.routing.crh16.current_sid 8
      ipv6.routing.crh16.sid 7,8,9`,
  },
  {
    name: "IPv6: a route that is not used any more (RFC 5095)",
    on: "ethertype 86dd",
    bytes: `6000 0000 0025 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 02 00 01 00000000 20010db8000000000000000000000005
      1388 1770 000d 0000 7a7a7a7a7a                         # UDP`,
    tshark: `ipv6.routing.nxt 17
      ipv6.routing.len 2
      ipv6.routing.len_oct 24
      ipv6.routing.type 0
      ipv6.routing.deprecated 1
      ipv6.routing.segleft 1
      ipv6.routing.src.reserved 00000000
      ipv6.routing.src.addr 2001:db8::5`,
  },
  {
    name: "IPv6: a route that is longer than its packet",
    on: "ethertype 86dd",
    bytes: `6000 0000 0018 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 04 04 01 01 00 0000 20010db8000000000000000000000005`,
    tshark: `_ws.col.Protocol IPv6
      ipv6.routing.nxt 17
      ipv6.routing.len 4
      ipv6.routing.type 4
      ipv6.routing.segleft 1`,
  },
  {
    name: "IPv6: options that are longer than their packet",
    on: "ethertype 86dd",
    bytes: `6000 0000 0008 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002 # IPv6
      11 04 01 04 00000000`,
    tshark: `_ws.col.Protocol IPv6
      _ws.col.Info IPv6 destination options[Malformed Packet]
      ipv6.dstopts.nxt 17
      ipv6.dstopts.len 4`,
  },
];
