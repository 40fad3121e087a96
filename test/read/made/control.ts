/** Multicast, redundancy, and what the Info column says of names: the RFCs beside the packets; HSRP version 2 is Cisco's. */
import type { Made } from "./packets.ts";

export const control: readonly Made[] = [
  {
    name: "PIM: who joins and leaves over IPv6 (RFC 7761, 4.9.5)",
    on: "ip 103",
    bytes: `23 00 0000                                        # join or prune, no checksum
      02 00 fe800000000000000000000000000001            # to whom
      00 01 00d2                                        # one group, 210 seconds
      02 00 80 80 ff3e0000000000000000000000000001      # the group
      0001 0001                                         # one joins, one leaves
      02 00 04 80 20010db8000000000000000000000001
      02 00 07 80 20010db8000000000000000000000002`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info Join/Prune
      pim.version 2
      pim.type 3
      pim.res_bytes 00,00
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.upstream_neighbor_ip6 fe80::1
      pim.addr_address_family 2,2,2,2
      pim.addr_encoding_type 0,0,0,0
      pim.unicast_ipv6 fe80::1
      pim.numgroups 1
      pim.holdtime 210
      pim.group_set
      pim.group_ip6 ff3e::1,ff3e::1
      pim.group_addr.flags 0x80
      pim.group_addr.flags.b 1
      pim.group_addr.flags.reserved 0x00
      pim.group_addr.flags.z 0
      pim.mask_len 128,128,128
      pim.numjoins 1
      pim.join_ip6 2001:db8::1
      pim.source_addr.flags 0x04,0x07
      pim.source_addr.flags.reserved 0x00,0x00
      pim.source_addr.flags.s 1,1
      pim.source_addr.flags.w 0,1
      pim.source_addr.flags.r 0,1
      pim.source_ip6 2001:db8::1,2001:db8::2
      pim.numprunes 1
      pim.prune_ip6 2001:db8::2`,
  },
  {
    name: "PIM: a bootstrap message (RFC 5059, 4.1)",
    on: "ip 103",
    bytes: `24 00 0000
      0008 1e 39         # fragment, mask, priority
      01 00 0a000003     # BSR
      01 00 00 18 ef010100
      01 01 0000         # one RP, of one
      01 00 0a000004 0096 c0 00`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info Bootstrap
      pim.version 2
      pim.type 4
      pim.res_bytes 00,00
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.fragment_tag 0x0008
      pim.hash_mask_len 30
      pim.bsr_priority 57
      pim.bsr 10.0.0.3
      pim.addr_address_family 1,1,1
      pim.addr_encoding_type 0,0,0
      pim.unicast 10.0.0.3,10.0.0.4
      pim.group 239.1.1.0,239.1.1.0
      pim.group_addr.flags 0x00
      pim.group_addr.flags.b 0
      pim.group_addr.flags.reserved 0x00
      pim.group_addr.flags.z 0
      pim.mask_len 24
      pim.rp_count 1
      pim.frp_count 1
      pim.priority 192
      pim.rp 10.0.0.4
      pim.holdtime 150`,
  },
  {
    name: "PIM: a candidate (RFC 5059, 4.2), a state (RFC 3973, 4.7.10)",
    on: "ip 103",
    bytes: `29 00 0000
      01 00 00 20 ef010101 01 00 0a000001 01 00 0a000002
      80000065 0000000a  # RPT, metrics
      18 05 e0 3c        # mask, TTL, all three bits, interval`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info State-Refresh
      pim.version 2
      pim.type 9
      pim.res_bytes 00
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.group 239.1.1.1,239.1.1.1
      pim.addr_address_family 1,1,1
      pim.addr_encoding_type 0,0,0
      pim.group_addr.flags 0x00
      pim.group_addr.flags.b 0
      pim.group_addr.flags.reserved 0x00
      pim.group_addr.flags.z 0
      pim.mask_len 32,24
      pim.source 10.0.0.1
      pim.unicast 10.0.0.1,10.0.0.2
      pim.originator 10.0.0.2
      pim.rpt 1
      pim.metric_pref 101
      pim.metric 10
      pim.ttl 5
      pim.prune_indicator 1
      pim.prune_now 1
      pim.assert_override 1
      pim.interval 60`,
  },
  {
    name: "PIM: a candidate RP",
    on: "ip 103",
    bytes: `28 00 0000
      01 c0 0096 01 00 0a000004 01 00 01 20 ef010101`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info Candidate-RP-Advertisement
      pim.version 2
      pim.type 8
      pim.res_bytes 00
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.prefix_count 1
      pim.priority 192
      pim.holdtime 150
      pim.rp 10.0.0.4
      pim.addr_address_family 1,1
      pim.addr_encoding_type 0,0
      pim.unicast 10.0.0.4
      pim.group 239.1.1.1,239.1.1.1
      pim.group_addr.flags 0x01
      pim.group_addr.flags.b 0
      pim.group_addr.flags.reserved 0x00
      pim.group_addr.flags.z 1
      pim.mask_len 32`,
  },
  {
    name: "PIM: who forwards both ways (RFC 5015, 3.7)",
    on: "ip 103",
    bytes: `2a 20 0000
      01 00 0a000003 00000064 00000014`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info DF election
      pim.version 2
      pim.type 10
      pim.df_elect.subtype 2
      pim.df_elect.rsvd 0
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.rp 10.0.0.3
      pim.addr_address_family 1
      pim.addr_encoding_type 0
      pim.unicast 10.0.0.3
      pim.metric_pref 100
      pim.metric 20`,
  },
  {
    name: "PIM: what is sent to a group, on its way to the RP",
    on: "ip 103",
    bytes: `21 00 0000 00000000
      4500 0021 0001 0000 40 11 0000 0a000005 ef010101  # IPv4
      1388 1770 000d 0000 7a7a7a7a7a`,
    tshark: `_ws.col.Protocol PIMv2
      _ws.col.Info Register
      ip.src 10.0.0.1,10.0.0.5
      pim.version 2
      pim.type 1
      pim.res_bytes 00
      pim.cksum 0x0000
      pim.bad_checksum 1
      pim.cksum.status 0
      pim.option 1
      pim.register_flag 0x00000000
      pim.register_flag.border 0
      pim.register_flag.null_register 0
      pim.ip_version 4`,
  },
  {
    name: "IGMP: groups without sources, and one that is left out (RFC 3376, 4.2.12)",
    on: "ip 2",
    bytes: `22 00 0000 0000 0003
      05 00 0000 ef010101
      06 00 0000 ef010102
      04 00 0001 ef010103 0a000009`,
    tshark: `_ws.col.Protocol IGMPv3
      _ws.col.Info Membership Report / Group 239.1.1.1, ALLOW_NEW_SOURCES but no source specified (?) / Group 239.1.1.2, BLOCK_OLD_SOURCES but no source specified (?) / Join group 239.1.1.3, for source not {10.0.0.9}
      igmp.version 3
      igmp.type 0x22
      igmp.reserved 00,0000
      igmp.checksum 0x0000
      igmp.bad_checksum 1
      igmp.checksum.status 0
      igmp.num_grp_recs 3
      igmp.record_type 5,6,4
      igmp.aux_data_len 0,0,0
      igmp.num_src 0,0,1
      igmp.maddr 239.1.1.1,239.1.1.2,239.1.1.3
      igmp.saddr 10.0.0.9`,
  },
  {
    name: "BFD: a packet that comes back (RFC 5881, 4)",
    on: "udp 3785",
    bytes: `20c80318000000010000000200000000`,
    tshark: `_ws.col.Protocol BFD Echo
      _ws.col.Info Originator specific content
      bfd_echo.packet 20c80318000000010000000200000000`,
  },
  {
    name: "BFD: a defect of connectivity, bits of which one must be clear",
    on: "udp 3784",
    bytes: `29 fb 03 18 00000001 00000002 000f4240 000493e0 00000000`,
    tshark: `_ws.col.Protocol BFD Control
      _ws.col.Info Diag: Mis-Connectivity Defect, State: Up, Flags: 0x3a
      bfd.version 1
      bfd.diag 0x09
      bfd.sta 0x03
      bfd.flags 0xfb
      bfd.flags.p 1
      bfd.flags.f 1
      bfd.flags.c 1
      bfd.flags.a 0
      bfd.flags.d 1
      bfd.flags.m 1
      bfd.detect_time_multiplier 3
      bfd.message_length 24
      bfd.my_discriminator 0x00000001
      bfd.your_discriminator 0x00000002
      bfd.desired_min_tx_interval 1000000
      bfd.required_min_rx_interval 300000
      bfd.required_min_echo_interval 0`,
  },
  {
    name: "HSRP: interface states alone (Cisco's version 2)",
    on: "ethertype 0800",
    bytes: `4500 0022 0001 0000 01 11 0000 0a000001 e0000066  # IPv4
      07c1 07c1 000e 0000  # UDP
      02 04 0001 0002`,
    tshark: `_ws.col.Protocol HSRPv2
      _ws.col.Info Interface State TLV (Act=1 Pass=2)
      hsrp2.interface_state_tlv 2
      hsrp2.active_groups 1
      hsrp2.passive_groups 2`,
  },
  {
    name: "HSRP: a group, and how it is signed",
    on: "ethertype 0800",
    bytes: `4500 006e 0001 0000 01 11 0000 0a000001 e0000066  # IPv4
      07c1 07c1 005a 0000  # UDP
      01 28 02 00 06 04 07d0 0050569f0001 00000064 00000bb8 00002710 0a0000fe 000000000000000000000000
      03 08 636973636f000000
      04 1c 01 00 0000 0a000001 00000005 000102030405060708090a0b0c0d0e0f`,
    tshark: `_ws.col.Protocol HSRPv2
      _ws.col.Info Hello (state Active)
      hsrp2.group_state_tlv 1
      hsrp2.version 2
      hsrp2.opcode 0
      hsrp2.state 6
      hsrp2.ipversion 4
      hsrp2.group 2000
      hsrp2.identifier 00:50:56:9f:00:01
      hsrp2.priority 100
      hsrp2.hellotime 3000
      hsrp2.holdtime 10000
      hsrp2.virt_ip 10.0.0.254
      hsrp2.text_auth_tlv 3
      hsrp2.auth_data cisco
      hsrp2.md5_auth_tlv 4
      hsrp2.md5_algorithm 1
      hsrp2.md5_padding 0x00
      hsrp2.md5_flags 0
      hsrp.md5_ip_address 10.0.0.1
      hsrp2.md5_key_id 5
      hsrp2.md5_auth_data 000102030405060708090a0b0c0d0e0f`,
  },
  {
    name: "HSRP: what an interface is (version 1)",
    on: "ethertype 0800",
    bytes: `4500 002c 0001 0000 01 11 0000 0a000001 e0000002  # IPv4
      07c1 07c1 0018 0000  # UDP
      00 03 0001 000a 03 00 0001 0002 00000000`,
    tshark: `_ws.col.Protocol HSRP
      _ws.col.Info Advertise (state Active)
      hsrp.version 0
      hsrp.opcode 3
      hsrp.adv.tlvtype 1
      hsrp.adv.tlvlength 10
      hsrp.adv.state 3
      hsrp.adv.reserved1 0
      hsrp.adv.activegrp 1
      hsrp.adv.passivegrp 2
      hsrp.adv.reserved2 0`,
  },
  {
    name: "DNS: what the Info column says of records",
    on: "udp 53",
    bytes: `0001 8180 0001 0005 0000 0000
      0171 00 0001 0001                      # q, A, IN
      c00c 0003 0001 00000005 0003 016d00    # MD: an owner
      c00c 000b 0001 00000005 0006 0a000005 0600
      c00c 0024 0001 00000005 0005 000a 016b00
      c00c 001d 0001 00000005 0010 00121613 80000001 80000002 00989680
      c00c 0037 0001 00000005 0006 00 05 0000 c00c`,
    tshark: `_ws.col.Protocol DNS
      _ws.col.Info Standard query response 0x0001 A q MD q WKS 10.0.0.5 KX 10 k LOC HIP q
      dns.resp.name q,q,q,q,q
      dns.resp.type 3,11,36,29,55
      dns.resp.len 3,6,5,16,6
      dns.md m
      dns.wks.address 10.0.0.5
      dns.kx.preference 10
      dns.kx.key_exchange k`,
  },
  {
    name: "DNS: a record that ends too early",
    on: "udp 53",
    bytes: `0001 8180 0001 0001 0000 0000
      0171 00 0001 0001
      c00c 000f 0001 00000005 0003 000a 05`,
    tshark: `_ws.col.Protocol DNS
      _ws.col.Info Standard query response 0x0001 A q MX[Malformed Packet]
      dns.resp.name q
      dns.resp.type 15
      dns.resp.len 3`,
  },
];
