/** ICMPv6: RFC 4861, and the RFCs beside the bytes. */
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
];
