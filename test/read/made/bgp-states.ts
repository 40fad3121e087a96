/** BGP: flows and link states, the RFCs beside the packets. */
import type { Made } from "./packets.ts";

export const bgpStates: readonly Made[] = [
  {
    name: "BGP: which flows (RFC 8955)",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff00470200000030  # header
      900e002c00018500002601180a00010200038106040350c55a05911f900781080881000982120a9405dc0b812e0c8105`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.flowspec_nlri 2601180a00010200038106040350c55a05911f900781080881000982120a9405dc0b812e0c8105
      bgp.flowspec_nlri.length 38
      bgp.flowspec_nlri.filter 1,1,1,1,1,1,1,1,1,1,1
      bgp.flowspec_nlri.filter_type 1,2,3,4,5,7,8,9,10,11,12
      bgp.prefix_length 24,0
      bgp.flowspec_nlri.dst_prefix_filter 10.0.1.0
      bgp.flowspec_nlri.src_prefix_filter 0.0.0.0
      bgp.flowspec_nlri.opflags 0x81,0x03,0xc5,0x91,0x81,0x81,0x82,0x94,0x81,0x81
      bgp.flowspec_nlri.op.eol 1,0,1,1,1,1,1,1,1,1
      bgp.flowspec_nlri.op.and 0,0,1,0,0,0,0,0,0,0
      bgp.flowspec_nlri.op.val_len 0,0,0,1,0,0,0,1,0,0
      bgp.flowspec_nlri.op.un_bit4 0,0,0,0,0,0,0,0,0,0
      bgp.flowspec_nlri.op.lt 0,0,1,0,0,0,1
      bgp.flowspec_nlri.op.gt 0,1,0,0,0,0,0
      bgp.flowspec_nlri.op.equal 1,1,1,1,1,1,0
      bgp.flowspec_nlri.dec_val_8 6,80,90,8,0
      bgp.flowspec_nlri.dec_val_16 8080,1500
      bgp.flowspec_nlri.op.un_bit5 0,0,0
      bgp.flowspec_nlri.op.flg_not 1,0,0
      bgp.flowspec_nlri.op.flg_match 0,1,1
      bgp.flowspec_nlri.val_tcp.flags 0x12
      bgp.flowspec_nlri.val_tcp.flags.cwr 0
      bgp.flowspec_nlri.val_tcp.flags.ecn 0
      bgp.flowspec_nlri.val_tcp.flags.urg 0
      bgp.flowspec_nlri.val_tcp.flags.ack 1
      bgp.flowspec_nlri.val_tcp.flags.push 0
      bgp.flowspec_nlri.val_tcp.flags.reset 0
      bgp.flowspec_nlri.val_tcp.flags.syn 1
      bgp.flowspec_nlri.val_tcp.flags.fin 0
      bgp.flowspec_nlri.val_dsfield 0x2e
      bgp.flowspec_nlri.val_frag 0x05
      bgp.flowspec_nlri.val_frag_lf 0
      bgp.flowspec_nlri.val_frag_ff 1
      bgp.flowspec_nlri.val_frag_isf 0
      bgp.flowspec_nlri.val_frag_df 1`,
  },
  {
    name: "BGP: which flows of IPv6 (RFC 8956)",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff0042020000002b  # header
      900e002700028500002101400020010db80000000002800020010db800000000000000000000000103813a`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.flowspec_nlri 2101400020010db80000000002800020010db800000000000000000000000103813a
      bgp.flowspec_nlri.length 33
      bgp.flowspec_nlri.filter 1,1,1
      bgp.flowspec_nlri.filter_type 1,2,3
      bgp.flowspec_nlri.ipv6_pref_length 64,128
      bgp.flowspec_nlri.ipv6_pref_offset 0,0
      bgp.flowspec_nlri.dst_ipv6_pref 2001:db8::
      bgp.flowspec_nlri.src_ipv6_pref 2001:db8::1
      bgp.flowspec_nlri.opflags 0x81
      bgp.flowspec_nlri.op.eol 1
      bgp.flowspec_nlri.op.and 0
      bgp.flowspec_nlri.op.val_len 0
      bgp.flowspec_nlri.op.un_bit4 0
      bgp.flowspec_nlri.op.lt 0
      bgp.flowspec_nlri.op.gt 0
      bgp.flowspec_nlri.op.equal 1
      bgp.flowspec_nlri.dec_val_8 58`,
  },
  {
    name: "BGP: nodes and links (RFC 9552)",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff00e402000000cd  # header
      900e00c9400447040a000001000001002f02000000000000000001000022020000040000fde802010004000000000202
      000400000001020300060000000000010002008902000000000000000001000022020000040000fde802010004000000
      0002020004000000010203000600000000000101010012020000040000fde80203000600000000000201020008000000
      0100000002010300040a000001010400040a0000010105001020010db80000000000000000000000010106001020010d
      b8000000000000000000000001`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.ls.nlri 1,1
      bgp.ls.nlri_type 1,2
      bgp.ls.nlri_length 47,137
      bgp.ls.nlri_node 1
      bgp.ls.nlri_node.protocol_id 2,2
      bgp.ls.nlri_node.identifier 0,0
      bgp.ls.tlv.local_node_descriptors 1,1
      bgp.ls.type 256,512,513,514,515,256,512,513,514,515,257,512,515,258,259,260,261,262
      bgp.ls.length 34,4,4,4,6,34,4,4,4,6,18,4,6,8,4,4,16,16
      bgp.ls.tlv.autonomous_system 1,1,1
      bgp.ls.tlv.autonomous_system.id 65000,65000,65000
      bgp.ls.tlv.bgp_ls_identifier 1,1
      bgp.ls.tlv.bgp_ls_identifier_id 0,0
      bgp.ls.tlv.area_id 1,1
      bgp.ls.tlv.area_id.id 1,1
      bgp.ls.tlv.igp_router 1,1,1
      bgp.ls.tlv.igp_router_id 000000000001,000000000001,000000000002
      bgp.ls.nlri_link 1
      bgp.ls.tlv.remote_node_descriptors 1
      bgp.ls.nlri_link_descriptors_tlv 1
      bgp.ls.tlv.link_local_remote_identifiers 1
      bgp.ls.nlri_link_local_identifier 0x00000001
      bgp.ls.nlri_link_remote_identifier 0x00000002
      bgp.ls.tlv.ipv4_interface_address 1
      bgp.ls.nlri_ipv4_interface_address 10.0.0.1
      bgp.ls.tlv.ipv4_neighbor_address 1
      bgp.ls.nlri_ipv4_neighbor_address 10.0.0.1
      bgp.ls.tlv.ipv6_interface_address 1
      bgp.ls.nlri_ipv6_interface_address 2001:db8::1
      bgp.ls.tlv.ipv6_neighbor_address 1
      bgp.ls.nlri_ipv6_neighbor_address 2001:db8::1`,
  },
  {
    name: "BGP: prefixes, and what is behind them",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff00d102000000ba  # header
      900e0089400447040a000001000003003c03000000000000000001000022020000040000fde802010004000000000202
      00040000000102030006000000000001010800010101090004160a01fc0004003c020000000000000000010000220200
      00040000fde80201000400000000020200040000000102030006000000000001010900094020010db800000000
      901d0029048000018004810004000000080483000400000014048400040a000001048600084000000000000005`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.ls.nlri 1,1
      bgp.ls.nlri_type 3,4
      bgp.ls.nlri_length 60,60
      bgp.ls.ipv4_topology_prefix 1
      bgp.ls.nlri_node.protocol_id 3,2
      bgp.ls.nlri_node.identifier 0,0
      bgp.ls.tlv.local_node_descriptors 1,1
      bgp.ls.type 256,512,513,514,515,264,265,256,512,513,514,515,265,1152,1153,1155,1156,1158
      bgp.ls.length 34,4,4,4,6,1,4,34,4,4,4,6,9,1,4,4,4,8
      bgp.ls.tlv.autonomous_system 1,1
      bgp.ls.tlv.autonomous_system.id 65000,65000
      bgp.ls.tlv.bgp_ls_identifier 1,1
      bgp.ls.tlv.bgp_ls_identifier_id 0,0
      bgp.ls.tlv.area_id 1,1
      bgp.ls.tlv.area_id.id 1,1
      bgp.ls.tlv.igp_router 1,1
      bgp.ls.tlv.igp_router_id 000000000001,000000000001
      bgp.ls.nlri_prefix_descriptors_tlv 1,1
      bgp.ls.tlv.ospf_route_type 1
      bgp.ls.nlri_ospf_route_type 1
      bgp.ls.tlv.ip_reachability_information 1,1
      bgp.prefix_length 22,64
      bgp.ls.nlri_ip_reachability_prefix_ip 10.1.252.0
      bgp.ls.ipv6_topology_prefix 1
      bgp.ls.nlri_ip_reachability_prefix_ip6 2001:db8::
      bgp.update.path_attribute.link_state 1
      bgp.ls.tlv.igp_flags 1
      bgp.ls.protocol_mask_tlv.igp_flags_flag_d.d 1
      bgp.ls.tlv.route_tag 1
      bgp.ls.tlv.route_tag_value 0x00000008
      bgp.ls.tlv.prefix_metric 1
      bgp.ls.tlv.prefix_metric_value 0x00000014
      bgp.ls.tlv.ospf_forwarding_address 1
      bgp.ls.tlv.ospf_forwarding_address_ipv4 10.0.0.1
      bgp.ls.sr.tlv.prefix.sid 1
      bgp.ls.sr.tlv.prefix.sid.flags 0x40
      bgp.ls.sr.tlv.prefix.sid.flags.r 0
      bgp.ls.sr.tlv.prefix.sid.flags.n 1
      bgp.ls.sr.tlv.prefix.sid.flags.p 0
      bgp.ls.sr.tlv.prefix.sid.flags.e 0
      bgp.ls.sr.tlv.prefix.sid.flags.v 0
      bgp.ls.sr.tlv.prefix.sid.flags.l 0
      bgp.ls.sr.tlv.prefix.sid.algo 0
      bgp.ls.sr.tlv.prefix.sid.index 5`,
  },
  {
    name: "BGP: what a node is",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff007c0200000065  # header
      901d0061010a0004010a020504000001b004020007726f757465723104030003490001040400040a0000010405001020
      010db8000000000000000000000001040a000c8000001f4004890003003e80040b00020001040c000c00000003e80489
      0003003a98`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.update.path_attribute.link_state 1
      bgp.ls.tlv.node_msd 1
      bgp.ls.type 266,1024,1026,1027,1028,1029,1034,1161,1035,1036,1161
      bgp.ls.length 4,1,7,3,4,16,12,3,2,12,3
      bgp.ls.tlv.igp_msd_type 1,2
      bgp.ls.tlv.igp_msd_value 10,5
      bgp.ls.tlv.node_flags_bits 1
      bgp.ls.node_flag_bits.overload 1
      bgp.ls.node_flag_bits.attached 0
      bgp.ls.node_flag_bits.external 1
      bgp.ls.node_flag_bits.abr 1
      bgp.ls.tlv.node_name 1
      bgp.ls.tlv.node_name_value router1
      bgp.ls.tlv.is_is_area_identifier 1
      bgp.ls.tlv.is_is_area_identifier_value 490001
      bgp.ls.tlv.ipv4_router_id_of_local_node 1
      bgp.ls.tlv.ipv4_router_id_value 10.0.0.1
      bgp.ls.tlv.ipv6_router_id_of_local_node 1
      bgp.ls.tlv.ipv6_router_id_of_local_node_value 2001:db8::1
      bgp.ls.sr.tlv.capabilities 1
      bgp.ls.sr.tlv.capabilities.flags 0x80
      bgp.ls.sr.tlv.capabilities.flags.i 1
      bgp.ls.sr.tlv.capabilities.flags.v 0
      bgp.ls.sr.tlv.capabilities.flags.h 0
      bgp.ls.sr.tlv.capabilities.flags.reserved 0x00
      bgp.ls.sr.tlv.capabilities.range_size 8000
      bgp.ls.sr.tlv.capabilities.sid.label 16000
      bgp.ls.sr.tlv.algorithm 1
      bgp.ls.sr.tlv.algorithm.value 0,1
      bgp.ls.sr.tlv.local_block 1
      bgp.ls.sr.tlv.local_block.flags 0x00
      bgp.ls.sr.tlv.local_block.range_size 1000
      bgp.ls.sr.tlv.local_block.sid.label 15000`,
  },
  {
    name: "BGP: what a link is",
    on: "tcp 179",
    bytes: `ffffffffffffffffffffffffffffffff00b4020000009d  # header
      901d0099040600040a000001044100044e6e6b28044200044e6e6b28044300204cbebc204cbebc204cbebc204cbebc20
      4cbebc204cbebc204cbebc204cbebc20044400040000000a04450002040004460001c004470003000100044800080000
      004d0000004e044a00046c696e6b044b000730000000005dc0045a000480000064045b000800000064000000c8045c00
      0400000007045d000400000003`,
    tshark: `_ws.col.Protocol BGP
      _ws.col.Info UPDATE Message
      bgp.update.path_attribute.link_state 1
      bgp.ls.tlv.ipv4_router_id_of_remote_node 1
      bgp.ls.type 1030,1089,1090,1091,1092,1093,1094,1095,1096,1098,1099,1114,1115,1116,1117
      bgp.ls.length 4,4,4,32,4,2,1,3,8,4,7,4,8,4,4
      bgp.ls.tlv.ipv4_router_id_value 10.0.0.1
      bgp.ls.tlv.maximum_link_bandwidth 1
      bgp.ls.bandwidth_value 8000,8000,800,800,800,800,800,800,800,800
      bgp.ls.tlv.maximum_reservable_link_bandwidth 1
      bgp.ls.tlv.unreserved_bandwidth 1
      bgp.ls.tlv.te_default_metric 1
      bgp.ls.tlv.te_default_metric_value 0x0000000a
      bgp.ls.tlv.link_protection_type 1
      bgp.ls.tlv.link_protection_type_value 0x04
      bgp.ls.link_protection_type.extra_traffic 0
      bgp.ls.link_protection_type.unprotected 0
      bgp.ls.link_protection_type.shared 1
      bgp.ls.link_protection_type.dedicated_1colon1 0
      bgp.ls.link_protection_type.dedicated_1plus1 0
      bgp.ls.link_protection_type.enhanced 0
      bgp.ls.tlv.mpls_protocol_mask 1
      bgp.ls.protocol_mask_tlv.mpls_protocol.l 1
      bgp.ls.protocol_mask_tlv.mpls_protocol.r 1
      bgp.ls.tlv.metric 1
      bgp.ls.tlv.metric_value 0x000100
      bgp.ls.tlv.shared_risk_link_group 1
      bgp.ls.tlv.shared_risk_link_group_value 0x0000004d,0x0000004e
      bgp.ls.tlv.link_name_attribute 1
      bgp.ls.tlv.link_name_attribute_value link
      bgp.ls.sr.tlv.adjacency.sid 1
      bgp.ls.sr.tlv.adjacency.sid.flags 0x30
      bgp.ls.sr.tlv.adjacency.sid.flags.f 0
      bgp.ls.sr.tlv.adjacency.sid.flags.b 0
      bgp.ls.sr.tlv.adjacency.sid.flags.v 1
      bgp.ls.sr.tlv.adjacency.sid.flags.l 1
      bgp.ls.sr.tlv.adjacency.sid.flags.s 0
      bgp.ls.sr.tlv.adjacency.sid.weight 0
      bgp.ls.sr.tlv.adjacency.sid.label 24000
      bgp.ls.igp_te_metric.delay 1
      bgp.ls.igp_te_metric.flags 0x80,0x00,0x00
      bgp.ls.igp_te_metric.flags.a 1,0,0
      bgp.ls.igp_te_metric.flags.reserved 0x00,0x00,0x00
      bgp.ls.igp_te_metric.delay_value 100
      bgp.ls.igp_te_metric.delay_min_max 1
      bgp.ls.igp_te_metric.delay_min 100
      bgp.ls.igp_te_metric.reserved 0x00,0x00
      bgp.ls.igp_te_metric.delay_max 200
      bgp.ls.igp_te_metric.delay_variation 1
      bgp.ls.igp_te_metric.delay_variation_value 7
      bgp.ls.igp_te_metric.link_loss 1
      bgp.ls.igp_te_metric.link_loss_value 3`,
  },
];
