/** RSVP: the RFCs beside the packets. */
import type { Made } from "./packets.ts";

export const reservations: readonly Made[] = [
  {
    name: "RSVP: a path for a tunnel (RFC 3209)",
    on: "ip 46",
    bytes: `11010000400000ec  # header
      001001070a000002000000050a000001  # session
      000c03010a00000100000003  # hop
      0008050100007530  # refresh
      002c140101080a000001200081080a00000220002004fde8021420010db80000000000000000000000018000  # route
      0008130100000800  # label request
      000ccf07070617036c737000  # attributes
      000c0b070a00000100000009  # sender
      00240c0200000007010000067f0000054974240049f424004b18968000000040000005dc  # traffic
      00300d020000000a010000080400000100000003060000014e6e6b2808000001000000050a000001000005dc05000000  # path
      000c17010100000200000007  # message
      000cc5010001000810000000  # LSP attributes
      0008c40180000001  # status`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info PATH Message. SESSION: IPv4-LSP, Destination 10.0.0.2, Short Call ID 0, Tunnel ID 5, Ext ID a000001. SENDER TEMPLATE: IPv4-LSP, Tunnel Source: 10.0.0.1, Short Call ID: 0, LSP ID: 9.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 1
      rsvp.path 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 236
      rsvp.session 1
      rsvp.length 16,12,8,44,8,12,12,36,48,12,12,8
      rsvp.object 1,3,5,20,19,207,11,12,13,23,197,196
      rsvp.ctype 7,1,1,1,1,7,7,2,2,1,1,1
      rsvp.ctype.session 7
      rsvp.session.ip 10.0.0.2
      rsvp.session.short_call_id 0
      rsvp.session.tunnel_id 5
      rsvp.extended_tunnel_id 167772161
      rsvp.session.ext_tunnel_id 167772161
      rsvp.hop 1
      rsvp.ctype.hop 1
      rsvp.hop.neighbor_address_ipv4 10.0.0.1
      rsvp.hop.logical_interface 3
      rsvp.time 1
      rsvp.ctype.time_values 1
      rsvp.refresh_interval 30000
      rsvp.explicit_route 1
      rsvp.ctype.explicit_route 1
      rsvp.loose_hop 0,1,0
      rsvp.type 1,1,32,2
      rsvp.ero_rro_subobjects.length 8,8,4,20
      rsvp.ero_rro_subobjects.ipv4_hop 10.0.0.1,10.0.0.2
      rsvp.ero_rro_subobjects.prefix_length 32,32,128
      rsvp.ero_rro_subobjects.autonomous_system 65000
      rsvp.ero_rro_subobjects.ipv6_hop 2001:db8::1
      rsvp.label_request 1
      rsvp.ctype.label_request 1
      rsvp.label_request.l3pid 0x0800
      rsvp.session_attribute 1
      rsvp.ctype.attribute 7
      rsvp.session_attribute.setup_priority 7
      rsvp.session_attribute.hold_priority 6
      rsvp.session_attribute.flags 0x17
      rsvp.sa.flags.local 1
      rsvp.sa.flags.label 1
      rsvp.sa.flags.se_style 1
      rsvp.sa.flags.bandwidth 0
      rsvp.sa.flags.node 1
      rsvp.session_attribute.name_length 3
      rsvp.session_attribute.name lsp
      rsvp.sender 1
      rsvp.ctype.template 7
      rsvp.sender.ip 10.0.0.1
      rsvp.sender.short_call_id 0
      rsvp.sender.lsp_id 9
      rsvp.tspec 1
      rsvp.ctype.tspec 2
      rsvp.tspec.message_format_version 0
      rsvp.data_length 7,6,10,8,0
      rsvp.tspec.service_header 1
      rsvp.parameter 127
      rsvp.parameter_flags 0x00
      rsvp.parameter_length 5
      rsvp.tspec.token_bucket_rate 1e+06
      rsvp.tspec.token_bucket_size 2e+06
      rsvp.tspec.peak_data_rate 1e+07
      rsvp.minimum_policed_unit 64
      rsvp.maximum_packet_size 1500
      rsvp.adspec 1
      rsvp.ctype.adspec 2
      rsvp.adspec.message_format_version 0
      rsvp.adspec.service_header 1,5
      rsvp.adspec.break_bit 0,0
      rsvp.adspec.type 4,6,8,10
      rsvp.adspec.len 1,1,1,1
      rsvp.adspec.uint 3,5,1500
      rsvp.adspec.float 1e+09
      rsvp.msgid 1
      rsvp.ctype.message_id 1
      rsvp.message_id.flags 1
      rsvp.message_id.epoch 2
      rsvp.message_id.message_id 7
      rsvp.lsp_attributes 1
      rsvp.ctype.lsp_attributes 1
      rsvp.lsp_attributes_tlv 0x00010008
      rsvp.lsp_attr 0x10000000
      rsvp.lsp_attr.e2e 0
      rsvp.lsp_attr.boundary 0
      rsvp.lsp_attr.segment 0
      rsvp.lsp_attr.integrity 1
      rsvp.lsp_attr.contiguous 0
      rsvp.lsp_attr.stitching 0
      rsvp.lsp_attr.preplanned 0
      rsvp.lsp_attr.nophp 0
      rsvp.lsp_attr.oobmap 0
      rsvp.lsp_attr.entropy 0
      rsvp.lsp_attr.oammep 0
      rsvp.lsp_attr.oammip 0
      rsvp.lsp_attr.srlgcollect 0
      rsvp.lsp_attr.Loopback 0
      rsvp.lsp_attr.p2mp 0
      rsvp.lsp_attr.rtm 0
      rsvp.lsp_attr.telinklabel 0
      rsvp.lsp_attr.lsi 0
      rsvp.lsp_attr.lsids2e 0
      rsvp.admin_status 1
      rsvp.ctype.admin_status 1
      rsvp.admin_status.bits 0x80000001
      rsvp.admin_status.reflect 1
      rsvp.admin_status.handover 0
      rsvp.admin_status.lockout 0
      rsvp.admin_status.inhibit 0
      rsvp.admin_status.callmgmt 0
      rsvp.admin_status.testing 0
      rsvp.admin_status.down 0
      rsvp.admin_status.delete 1`,
  },
  {
    name: "RSVP: a reservation (RFC 2205, 3.1.4)",
    on: "ip 46",
    bytes: `110200004000008c  # header
      001001070a000002000000050a000001  # session
      000c03010a00000100000003
      00080f010a000001  # confirm to
      0008080100000012  # style
      003009020000000a020000097f0000054974240049f424004b18968000000040000005dc820000024974240000000005  # flow
      000c0a070a00000100000009  # filter
      00081001000003e8  # label
      0014150101080a000001202f03080101000003e8  # route`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info RESV Message. SESSION: IPv4-LSP, Destination 10.0.0.2, Short Call ID 0, Tunnel ID 5, Ext ID a000001. FILTERSPEC: IPv4-LSP, Tunnel Source: 10.0.0.1, Short Call ID: 0, LSP ID: 9.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 2
      rsvp.resv 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 140
      rsvp.session 1
      rsvp.length 16,12,8,8,48,12,8,20
      rsvp.object 1,3,15,8,9,10,16,21
      rsvp.ctype 7,1,1,1,2,7,1,1,1
      rsvp.ctype.session 7
      rsvp.session.ip 10.0.0.2
      rsvp.session.short_call_id 0
      rsvp.session.tunnel_id 5
      rsvp.extended_tunnel_id 167772161
      rsvp.session.ext_tunnel_id 167772161
      rsvp.hop 1
      rsvp.ctype.hop 1
      rsvp.hop.neighbor_address_ipv4 10.0.0.1
      rsvp.hop.logical_interface 3
      rsvp.confirm 1
      rsvp.ctype.confirm 1
      rsvp.confirm.receiver_address_ipv4 10.0.0.1
      rsvp.style 1
      rsvp.ctype.style 1
      rsvp.style.flags 0x00
      rsvp.style.style 0x000012
      rsvp.flowspec 1
      rsvp.ctype.flowspec 2
      rsvp.flowspec.message_format_version 0
      rsvp.data_length 10,9
      rsvp.flowspec.service_header 2
      rsvp.parameter 127,130
      rsvp.parameter_flags 0x00,0x00
      rsvp.parameter_length 5,2
      rsvp.flowspec.token_bucket_rate 1e+06
      rsvp.flowspec.token_bucket_size 2e+06
      rsvp.flowspec.peak_data_rate 1e+07
      rsvp.minimum_policed_unit 64
      rsvp.maximum_packet_size 1500
      rsvp.flowspec.rate 1e+06
      rsvp.flowspec.slack_term 5
      rsvp.filter 1
      rsvp.ctype.template 7
      rsvp.sender.ip 10.0.0.1
      rsvp.sender.lsp_id 9
      rsvp.label 1
      rsvp.ctype.label 1
      rsvp.label.label 1000
      rsvp.record_route 1
      rsvp.ctype.record_route 1
      rsvp.type 1,3
      rsvp.ero_rro_subobjects.length 8,8
      rsvp.ero_rro_subobjects.ipv4_hop 10.0.0.1
      rsvp.ero_rro_subobjects.prefix_length 32
      rsvp.ero_rro_subobjects.flags 0x2f,0x01
      rsvp.rro.flags.local_avail 1
      rsvp.rro.flags.local_in_use 1
      rsvp.rro.flags.bandwidth 1
      rsvp.rro.flags.node 1
      rsvp.rro.flags.node_address 1
      rsvp.rro.flags.global_label 1
      rsvp.ero_rro_subobjects.label 1000`,
  },
  {
    name: "RSVP: to a group of receivers (RFC 4875, 19.1), which failed",
    on: "ip 46",
    bytes: `1103000040000054  # header
      0010010d00000001000000050a000001
      000c06010a00000105180003  # error
      000c0b010a00000100000050
      00240c0200000007010000067f0000054974240049f424004b18968000000040000005dc`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info PATH ERROR Message. SESSION: IPv4-P2MP LSP TUNNEL, P2MP ID 1, Tunnel ID 5, Ext Tunnel 10.0.0.1. SENDER TEMPLATE: IPv4, Sender 10.0.0.1, Port 80.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 3
      rsvp.perr 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 84
      rsvp.session 1
      rsvp.length 16,12,12,36
      rsvp.object 1,6,11,12
      rsvp.ctype 13,1,1,2
      rsvp.ctype.session 13
      rsvp.session.p2mp_id 1
      rsvp.session.tunnel_id 5
      rsvp.extended_tunnel 10.0.0.1
      rsvp.session.ext_tunnel_id 167772161
      rsvp.error 1
      rsvp.ctype.error 1
      rsvp.error.error_node_ipv4 10.0.0.1
      rsvp.error_flags 0x05
      rsvp.error_flags.path_state_removed 1
      rsvp.error_flags.not_guilty 0
      rsvp.error_flags.in_place 1
      rsvp.error.error_code 24
      rsvp.error_value 3
      rsvp.sender 1
      rsvp.ctype.template 1
      rsvp.sender.ip 10.0.0.1
      rsvp.sender.port 80
      rsvp.tspec 1
      rsvp.ctype.tspec 2
      rsvp.tspec.message_format_version 0
      rsvp.data_length 7,6
      rsvp.tspec.service_header 1
      rsvp.parameter 127
      rsvp.parameter_flags 0x00
      rsvp.parameter_length 5
      rsvp.tspec.token_bucket_rate 1e+06
      rsvp.tspec.token_bucket_size 2e+06
      rsvp.tspec.peak_data_rate 1e+07
      rsvp.minimum_policed_unit 64
      rsvp.maximum_packet_size 1500`,
  },
  {
    name: "RSVP: over IPv6",
    on: "ip 46",
    bytes: `1105000040000060  # header
      0028010820010db80000000000000000000000020000000520010db8000000000000000000000001
      0018030220010db800000000000000000000000100000003
      00180b0820010db800000000000000000000000100000009`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info PATH TEAR Message. SESSION: IPv6-LSP, Destination 2001:db8::2, Short Call ID 0, Tunnel ID 5, Ext ID 20010db8001. SENDER TEMPLATE: IPv6-LSP, Tunnel Source: 2001:db8::1, Short Call ID: 0, LSP ID: 9.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 5
      rsvp.ptear 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 96
      rsvp.session 1
      rsvp.length 40,24,24
      rsvp.object 1,3,11
      rsvp.ctype 8,2,8
      rsvp.ctype.session 8
      rsvp.session.short_call_id 0
      rsvp.session.tunnel_id 5
      rsvp.extended_tunnel_id_ipv6 2001:db8::1
      rsvp.session.ext_tunnel_id_ipv6 2001:db8::1
      rsvp.hop 1
      rsvp.ctype.hop 2
      rsvp.neighbor_address_ipv6 2001:db8::1
      rsvp.hop.logical_interface 3
      rsvp.sender 1
      rsvp.ctype.template 8
      rsvp.sender.short_call_id 0
      rsvp.sender.lsp_id 9`,
  },
  {
    name: "RSVP: of IPv4 and by port",
    on: "ip 46",
    bytes: `1106000040000020  # header
      000c01010a00000211000050
      000c0a010a00000100000063`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info RESV TEAR Message. SESSION: IPv4, Destination 10.0.0.2, Protocol 17, Port 80. FILTERSPEC: IPv4, Sender 10.0.0.1, Port 99.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 6
      rsvp.rtear 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 32
      rsvp.session 1
      rsvp.length 12,12
      rsvp.object 1,10
      rsvp.ctype 1,1
      rsvp.ctype.session 1
      rsvp.session.ip 10.0.0.2
      rsvp.session.proto 17
      rsvp.session.flags 0x00
      rsvp.session.port 80
      rsvp.filter 1
      rsvp.ctype.template 1
      rsvp.sender.ip 10.0.0.1
      rsvp.sender.port 99`,
  },
  {
    name: "RSVP: of IPv6 and by port",
    on: "ip 46",
    bytes: `1107000040000058  # header
      0018010220010db800000000000000000000000211000050
      0018060220010db800000000000000000000000100010004
      00140f0220010db8000000000000000000000001
      000c0a070a00000100000063`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info CONFIRM Message. SESSION: Type 2. FILTERSPEC: IPv4-LSP, Tunnel Source: 10.0.0.1, Short Call ID: 0, LSP ID: 99.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 7
      rsvp.resvconf 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 88
      rsvp.session 1
      rsvp.length 24,24,20,12
      rsvp.object 1,6,15,10
      rsvp.ctype 2,2,2,7
      rsvp.ctype.session 2
      rsvp.session.destination_address 2001:db8::2
      rsvp.session.protocol 17
      rsvp.session.flags 0x00
      rsvp.session.destination_port 80
      rsvp.error 1
      rsvp.ctype.error 2
      rsvp.error.error_node_ipv6 2001:db8::1
      rsvp.error_flags 0x00
      rsvp.error_flags.path_state_removed 0
      rsvp.error_flags.not_guilty 0
      rsvp.error_flags.in_place 0
      rsvp.error.error_code 1
      rsvp.error_value 4
      rsvp.confirm 1
      rsvp.ctype.confirm 2
      rsvp.confirm.receiver_address_ipv6 2001:db8::1
      rsvp.filter 1
      rsvp.ctype.template 7
      rsvp.sender.ip 10.0.0.1
      rsvp.sender.lsp_id 99`,
  },
  {
    name: "RSVP: hello, and a restart (RFC 3473, 9)",
    on: "ip 46",
    bytes: `1114000040000020  # header
      000c16010000000100000002
      000c83010000001e00000078`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info HELLO Message.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 20
      rsvp.hello 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 32
      rsvp.hello_obj 1
      rsvp.length 12,12
      rsvp.object 22,131
      rsvp.ctype 1,1
      rsvp.ctype.hello 1
      rsvp.hello.source_instance 0x00000001
      rsvp.hello.destination_instance 0x00000002
      rsvp.restart 1
      rsvp.ctype.restart_cap 1
      rsvp.restart_cap.restart_time 30
      rsvp.restart_cap.recovery_time 120`,
  },
  {
    name: "RSVP: messages that arrived, and are still meant (RFC 2961)",
    on: "ip 46",
    bytes: `110d000040000014  # header
      000c18010000000500000007`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info ACK Message.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 13
      rsvp.ack 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 20
      rsvp.msgid_ack 1
      rsvp.length 12
      rsvp.object 24
      rsvp.ctype.message_id_ack 1
      rsvp.message_id_ack.flags 0
      rsvp.message_id_ack.epoch 5
      rsvp.message_id_ack.message_id 7`,
  },
  {
    name: "RSVP: a list of those",
    on: "ip 46",
    bytes: `110f000040000018  # header
      00101901000000050000000700000008`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info SREFRESH Message.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 15
      rsvp.srefresh 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 24
      rsvp.msgid_list 1
      rsvp.length 16
      rsvp.object 25
      rsvp.ctype 1
      rsvp.ctype.message_id_list 1
      rsvp.message_id_list.flags 0
      rsvp.message_id_list.epoch 5
      rsvp.message_id_list.message_id 7,8`,
  },
  {
    name: "RSVP: a label of any kind (RFC 3471)",
    on: "ip 46",
    bytes: `1101000040000038  # header
      0008130408010021
      000823020000004d
      0018cf010000000100000002000000030707000178000000
      0008fa0161626364`,
    tshark: `_ws.col.Protocol RSVP
      _ws.col.Info PATH Message.
      rsvp.version 1
      rsvp.flags 0x01
      rsvp.msg 1
      rsvp.path 1
      rsvp.message_checksum 0x0000
      rsvp.sending_ttl 64
      rsvp.message_length 56
      rsvp.label_request 1
      rsvp.length 8,8,24,8
      rsvp.object 19,35,207,250
      rsvp.ctype 4,2,1,1
      rsvp.ctype.label_request 4
      rsvp.label_request.lsp_encoding_type 8
      rsvp.label_request.switching_type 1
      rsvp.label_request.g_pid 0x0021
      rsvp.upstream_label 1
      rsvp.ctype.label 2
      rsvp.label.generalized_label 77
      rsvp.session_attribute 1
      rsvp.ctype.attribute 1
      rsvp.session_attribute.exclude_any 0x00000001
      rsvp.session_attribute.include_any 0x00000002
      rsvp.session_attribute.include_all 0x00000003
      rsvp.session_attribute.setup_priority 7
      rsvp.session_attribute.hold_priority 7
      rsvp.session_attribute.flags 0x00
      rsvp.sa.flags.local 0
      rsvp.sa.flags.label 0
      rsvp.sa.flags.se_style 0
      rsvp.sa.flags.bandwidth 0
      rsvp.sa.flags.node 0
      rsvp.session_attribute.name_length 1
      rsvp.session_attribute.name x
      rsvp.obj_unknown 1
      rsvp.ctype.unknown 1
      rsvp.unknown.data 61626364`,
  },
];
