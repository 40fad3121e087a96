/** Options of IP and TCP: RFC 791, RFC 9293, and the RFCs beside the bytes. */
import type { Made } from "./packets.ts";

export const options: readonly Made[] = [
  {
    name: "IPv4: security (RFC 1108), and a router that asks for speed (RFC 4782)",
    on: "ethertype 0800",
    bytes: `4a00 0035 0001 0000 40 11 0000 0a000001 0a000002  # IPv4 with 20 bytes of options
      82 05 ab 41 0a                                    # Security: unclassified, SIOP-ESI and one more byte
      85 04 01 77                                       # Extended security
      19 08 05 3c 00000008                              # Quick-Start: 1.28 Mbit/s
      00 00 00
      1388 1770 000d 0000 7a7a7a7a7a                    # UDP`,
    tshark: `ip.options.security 8205ab410a
      ip.opt.type 130,133,25,0
      ip.opt.type.copy 1,1,0,0
      ip.opt.type.class 0,0,0,0
      ip.opt.type.number 2,5,25,0
      ip.opt.len 5,4,8
      ip.opt.sec_cl 0xab
      ip.opt.sec_prot_auth_flags 0x41,0x0a
      ip.opt.sec_prot_auth_genser 0
      ip.opt.sec_prot_auth_siop_esi 1
      ip.opt.sec_prot_auth_sci 0
      ip.opt.sec_prot_auth_nsa 0
      ip.opt.sec_prot_auth_doe 0
      ip.opt.sec_prot_auth_unassigned 0x00,0x05
      ip.opt.sec_prot_auth_fti 1,0
      ip.options.ext_security 85040177
      ip.opt.ext_sec_add_sec_info_format_code 0x01
      ip.opt.ext_sec_add_sec_info 77
      ip.options.qs 1908053c00000008
      ip.opt.qs_func 0
      ip.opt.qs_rate 5
      ip.opt.qs_ttl 60
      ip.opt.qs_ttl_diff 4
      ip.opt.qs_nonce 0x00000002
      ip.opt.qs_reserved 0x00000000
      ip.options.eol 00`,
  },
  {
    name: "IPv4: routes, and pointers that point nowhere",
    on: "ethertype 0800",
    bytes: `4e00 0045 0001 0000 40 11 0000 0a000001 0a000002  # IPv4 with 36 bytes of options
      83 0b 04 0a000009 0a00000a                        # Loose source route
      07 0b 08 0a00000b 00000000                        # Record route
      07 07 05 0a00000c                                 # Record route whose pointer is within an address
      95 06 0a00000d                                    # Selective directed broadcast
      00
      1388 1770 000d 0000 7a7a7a7a7a                    # UDP`,
    tshark: `ip.cur_rt 10.0.0.2
      ip.cur_rt_host 10.0.0.2
      ip.options.route 830b040a0000090a00000a
      ip.opt.type 131,7,7,149,0
      ip.opt.type.copy 1,0,0,1,0
      ip.opt.type.class 0,0,0,0,0
      ip.opt.type.number 3,7,7,21,0
      ip.opt.len 11,11,7,6
      ip.opt.ptr 4,8,5
      ip.src_rt 10.0.0.9
      ip.src_rt_host 10.0.0.9
      ip.options.record_route 070b080a00000b00000000,0707050a00000c
      ip.rec_rt 10.0.0.11
      ip.rec_rt_host 10.0.0.11
      ip.empty_rt 0.0.0.0
      ip.empty_rt_host 0.0.0.0
      ip.opt.ptr.middle_address 1
      ip.options.sdb 95060a00000d
      ip.opt.addr 10.0.0.13`,
  },
  {
    name: "IPv4: CIPSO's categories by bits and ranges, and an option that is too long",
    on: "ethertype 0800",
    bytes: `4b00 0039 0001 0000 40 11 0000 0a000001 0a000002  # IPv4 with 24 bytes of options
      86 10 00000005                                    # CIPSO (FIPS 188): domain 5
      01 06 00 02 a001                                  # bits 0, 2 and 15
      05 04 00 03                                       # ranges: none
      01 01 01 01                                       # four of nothing
      07 c8                                             # Record route beyond the header
      0000
      1388 1770 000d 0000 7a7a7a7a7a                    # UDP`,
    tshark: `ip.opt.len 16
      ip.cipso.doi 5
      ip.cipso.tag_type 1,5
      ip.cipso.sensitivity_level 2,3
      ip.cipso.categories 0,2,15
      ip.nop 1
      ip.opt.len.invalid 1`,
  },
  {
    name: "TCP: options of the wrong length",
    on: "ip 6",
    bytes: `9c40 0050 00000001 00000001 b002 2000 0000 0000  # TCP with 24 bytes of options
      02 05 05b400                                     # Maximum segment size in 5 bytes
      03 03 0f                                         # Window scale beyond 14
      1b 08 05 3c 00000000                             # Quick-Start (RFC 4782)
      ac 05 000001                                     # Accurate ECN: one counter
      08 1e 00                                         # Time stamps beyond the header`,
    tshark: `tcp.options.mss 020505b400
      tcp.option_len 5,3,8,5
      tcp.option.len.invalid 1,1
      tcp.options.wscale 03030f
      tcp.options.wscale.shift 15
      tcp.options.wscale.shift.invalid 1
      tcp.options.wscale.multiplier 16384
      tcp.options.qs 1b08053c00000000
      tcp.options.qs.rate 5
      tcp.options.qs.ttl_diff 60
      tcp.options.acc_ecn ac05000001
      tcp.options.acc_ecn.ee0b 1`,
  },
  {
    name: "TCP: a block that arrived twice (RFC 2883), and what stands behind the end",
    on: "ip 6",
    bytes: `9c40 0050 00000001 00000001 b010 2000 0000 0000  # TCP with 24 bytes of options
      01 01 01 01                                      # four of nothing
      05 0a 00000000 00000001                          # SACK before what is acknowledged
      1d 03 01                                         # Authentication in 3 bytes
      02 04 05b4                                       # Maximum segment size without SYN
      00 01 00                                         # the end, and no end`,
    tshark: `tcp.options.nop 01,01,01,01
      tcp.nop 1
      tcp.options.sack 050a0000000000000001
      tcp.option_len 10,3,4
      tcp.options.sack_le 0
      tcp.options.sack_re 1
      tcp.options.sack.count 1
      tcp.options.sack.dsack_le 0
      tcp.options.sack.dsack_re 1
      tcp.options.sack.dsack 1
      tcp.options.ao 1d0301
      tcp.option.len.invalid 1
      tcp.options.mss 020405b4
      tcp.options.mss.present 1
      tcp.options.mss_val 1460
      tcp.options.eol 00
      tcp.non_zero_bytes_after_eol 1`,
  },
  {
    name: "MPTCP: keys in both versions",
    on: "ip 6",
    bytes: `9c4000500000000100000001b014200000000000 # TCP with 24 bytes of options
      1e0c00811122334455667788                 # version 0: checksums, HMAC-SHA1
      1e0c01a31122334455667788                 # version 1: no more subflows, HMAC-SHA256`,
    tshark: `tcp.options.mptcp.subtype 0,0
      tcp.options.mptcp.version 0,1
      tcp.options.mptcp.flags 0x81,0xa3
      tcp.options.mptcp.checksumreq.flags 1,1
      tcp.options.mptcp.extensibility.flag 0,0
      tcp.options.mptcp.sha1.flag 1
      tcp.options.mptcp.reserved.flag 0x00,0x01
      tcp.options.mptcp.sendkey 1234605616436508552,1234605616436508552
      tcp.options.mptcp.nomoresubflows.flag 1
      tcp.options.mptcp.sha256.flag 1`,
  },
  {
    name: "MPTCP: a subflow's third packet, and a reset",
    on: "ip 6",
    bytes: `9c4000500000000100000001c014200000000000         # TCP with 28 bytes of options
      1e181000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa # HMAC
      1e048103                                         # transient: administratively prohibited`,
    tshark: `tcp.options.mptcp.subtype 1,8
      tcp.options.mptcp.reserved 0x0000
      tcp.options.mptcp.sendhmac aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      tcp.options.mptcp.flags 0x81
      tcp.options.mptcp.flag_U.flag 0
      tcp.options.mptcp.flag_V.flag 0
      tcp.options.mptcp.flag_W.flag 0
      tcp.options.mptcp.flag_T.flag 1
      tcp.options.mptcp.rst_reason 0x03`,
  },
  {
    name: "MPTCP: an address with its HMAC, and a priority",
    on: "ip 6",
    bytes: `9c4000500000000100000001f014200000000000 # TCP with 40 bytes of options
      1e1030050a0000031122334455667788         # no port
      1e1230060a0000031f901122334455667788     # port 8080
      1e045105                                 # backup
      0101`,
    tshark: `tcp.options.mptcp.subtype 3,3,5
      tcp.options.mptcp.echo 0,0
      tcp.options.mptcp.addrid 5,6,5
      tcp.options.mptcp.ipv4 10.0.0.3,10.0.0.3
      tcp.options.mptcp.addaddrtrunchmac 1234605616436508552,1234605616436508552
      tcp.options.mptcp.port 8080
      tcp.options.mptcp.flags 0x51
      tcp.options.mptcp.backup.flag 1`,
  },
  {
    name: "MPTCP: failed, closed",
    on: "ip 6",
    bytes: `9c4000500000000100000001b014200000000000 # TCP with 24 bytes of options
      1e0c60001122334455667788                 # from here on TCP alone
      1e0c70008877665544332211                 # the receiver's key`,
    tshark: `tcp.options.mptcp.subtype 6,7
      tcp.options.mptcp.reserved 0x0000,0x0000
      tcp.options.mptcp.rawdataseqno 1234605616436508552
      tcp.options.mptcp.recvkey 9833440827789222417`,
  },
];
