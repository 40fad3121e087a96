/** OpenFlow: switch specifications 1.0.0 and 1.3. */
import type { Made } from "./packets.ts";

export const switches: readonly Made[] = [
  {
    name: "OpenFlow 1.0: what a switch can do",
    on: "tcp 6653",
    bytes: `0106005000000007  # header
      0005020000000005  # what it is
      0000010002000000000000c700000fff  # buffers, tables, capabilities, actions
      000102000000000565746831000000000000000000000000  # a port
      0000005b00000001000004c0000002c0000002c000000000  # its words`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_FEATURES_REPLY
      openflow.version 0x01
      openflow_1_0.type 6
      openflow.length 80
      openflow.xid 7
      openflow.datapath_id 0x0005020000000005
      openflow.datapath_imp 0x0005
      openflow.datapath_mac 02:00:00:00:00:05
      openflow.n_buffers 256
      openflow.n_tables 2
      openflow.features_reply.pad 000000
      openflow.capabilities 0x000000c7
      openflow.flow_stats 1
      openflow.table_stats 1
      openflow.port_stats 1
      openflow.group_stats 0
      openflow.ip_reasm 0
      openflow.queue_stats 1
      openflow.port_blocked 0
      openflow.actions 0x00000fff
      openflow.output 1
      openflow.set_vlan_vid 1
      openflow.set_vlan_pcp 1
      openflow.strip_vlan 1
      openflow.set_dl_src 1
      openflow.set_dl_ds 1
      openflow.set_nw_src 1
      openflow.set_nw_ds 1
      openflow.set_nw_tos 1
      openflow.set_tp_src 1
      openflow.set_tp_dst 1
      openflow.enqueue 1
      openflow.port_no 1
      openflow.hw_add 02:00:00:00:00:05
      openflow.port_name eth1
      openflow.port_config 0x0000005b
      openflow.port_down 1
      openflow.no_stp 1
      openflow.no_recv 0
      openflow.no_recv_stp 1
      openflow.no_flood 1
      openflow.no_fwd 0
      openflow.no_packet_in 1
      openflow.port_state 0x00000001
      openflow.link_down 1
      openflow.port_curr 0x000004c0
      openflow.10mb_hd 0
      openflow.10mb_fd 0
      openflow.100mb_hd 0
      openflow.100mb_0fd 0
      openflow.1gb_hd 0
      openflow.1gb_fd 0
      openflow.10gb_fd 1
      openflow.copper 1
      openflow.fiber 0
      openflow.autoneg 0
      openflow.pause 1
      openflow.pause_asym 0
      openflow.port_advertised 0x000002c0
      openflow.port_supported 0x000002c0
      openflow.port_peer 0x00000000`,
  },
  {
    name: "OpenFlow 1.0: a flow",
    on: "tcp 6653",
    bytes: `010e005000000007  # header
      003820e00001020000000005020000000005000503000800100600000a0000010a00000200500051  # what it matches
      00000000000000050000000a00140064ffffffffffff0001  # cookie, command, timeouts
      0000000800020080  # output`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_FLOW_MOD
      openflow.version 0x01
      openflow_1_0.type 14
      openflow.length 80
      openflow.xid 7
      openflow.wildcards 3678432
      openflow.in_port 1
      openflow.eth_src 02:00:00:00:00:05
      openflow.eth_dst 02:00:00:00:00:05
      openflow.dl_vlan 5
      openflow.dl_vlan_pcp 3
      openflow.ofp_match.pad 00,0000
      openflow.ofp_match.dl_type 2048
      openflow.ofp_match.tos 16
      openflow.ofp_match.nw_proto 6
      openflow.ofp_match.source_addr 10.0.0.1
      openflow.ofp_match.dest_addr 10.0.0.2
      openflow.ofp_match.source_port 80
      openflow.ofp_match.dest_port 81
      openflow.cookie 0x0000000000000005
      openflow.command 0
      openflow.idle_timeout 10
      openflow.hard_timeout 20
      openflow.priority 100
      openflow.buffer_id 0xffffffff
      openflow.out_port 65535
      openflow.flags 1
      openflow.action_typ 0
      openflow.action_len 8
      openflow.output_port 2
      openflow.max_len 128`,
  },
  {
    name: "OpenFlow 1.0: what a switch is told, and asks",
    on: "tcp 6653",
    bytes: `0109000c00000007  # header
      00000080
      0102000c00000007  # header
      70696e67
      0110003800000007  # header
      00010000003820e00001020000000005020000000005000503000800100600000a0000010a00000200500051ff00ffff  # statistics of flows`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_STATS_REQUEST
      openflow.version 0x01,0x01,0x01
      openflow_1_0.type 9,2,16
      openflow.length 12,12,56
      openflow.xid 7,7,7
      openflow.config_flags 0x0000
      openflow.miss_send_len 0x0080
      openflow_1_0.type.undecoded 1
      openflow.stats.type 1
      openflow.flags 0
      openflow.wildcards 3678432
      openflow.in_port 1
      openflow.eth_src 02:00:00:00:00:05
      openflow.eth_dst 02:00:00:00:00:05
      openflow.dl_vlan 5
      openflow.dl_vlan_pcp 3
      openflow.ofp_match.pad 00,0000
      openflow.ofp_match.dl_type 2048
      openflow.ofp_match.tos 16
      openflow.ofp_match.nw_proto 6
      openflow.ofp_match.source_addr 10.0.0.1
      openflow.ofp_match.dest_addr 10.0.0.2
      openflow.ofp_match.source_port 80
      openflow.ofp_match.dest_port 81
      openflow.table_id 255
      openflow.stats.request_pad 0
      openflow.out_port 65535`,
  },
  {
    name: "OpenFlow 1.0: a frame on its way to the controller",
    on: "tcp 6653",
    bytes: `010a001200000007  # header
      00000007003c00010000  # buffer, length, port, reason`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_PACKET_IN
      openflow.version 0x01
      openflow_1_0.type 10
      openflow.length 18
      openflow.xid 7
      openflow.buffer_id 0x00000007
      openflow.total_len 60
      openflow.in_port 1
      openflow.reason 0
      openflow.pkt_in.pad 00`,
  },
  {
    name: "OpenFlow 1.3: a flow",
    on: "tcp 6653",
    bytes: `040e017000000007  # header
      000000000000000500000000000000060100000a00140064ffffffffffffffffffffffff00150000
      0001007580000004000000018000070c020000000005ffffffffffff80000a0286dd80000d0410051fff800014010680
      003520000000000000000000000000000000000000000000000000000000000000000080001a02005080000510000000
      000000000100000000000000038000440400000010000000  # what it matches
      0001000802000000000200180000000000000000000000050000000000000006000400980000000000000010fffffffd
      0080000000000000000b000800000000000c000800000000000f00084000000000100008000000000011000888a80000
      001200080000000000130008884700000014000808000000001500080000000300160008000000040017000805000000
      001800080000000000190010800016040a00000900000000001a000888e70000001b0008000000000006000800000001
      0005000800000000  # instructions`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_FLOW_MOD
      openflow_v4.version 0x04
      openflow_v4.type 14
      openflow_v4.length 368
      openflow_v4.xid 7
      openflow_v4.flowmod.cookie 0x0000000000000005
      openflow_v4.flowmod.cookie_mask 0x0000000000000006
      openflow_v4.flowmod.table_id 1
      openflow_v4.flowmod.command 0
      openflow_v4.flowmod.idle_timeout 10
      openflow_v4.flowmod.hard_timeout 20
      openflow_v4.flowmod.priority 100
      openflow_v4.flowmod.buffer_id 4294967295
      openflow_v4.flowmod.out_port 4294967295
      openflow_v4.flowmod.out_group 4294967295
      openflow_v4.flowmod.flags 0x0015
      openflow_v4.flowmod.flags.send_flow_rem 1
      openflow_v4.flowmod.flags.check_overlap 0
      openflow_v4.flowmod.flags.reset_counts 1
      openflow_v4.flowmod.flags.no_packet_counts 0
      openflow_v4.flowmod.flags.no_byte_counts 1
      openflow_v4.flowmod.pad 0000
      openflow_v4.match.type 1
      openflow_v4.match.length 117
      openflow_v4.oxm.class 0x8000,0x8000,0x8000,0x8000,0x8000,0x8000,0x8000,0x8000,0x8000,0x8000
      openflow_v4.oxm.field 0,3,5,6,10,26,13,2,34,11
      openflow_v4.oxm.hm 0,1,0,1,0,1,0,1,0,0
      openflow_v4.oxm.length 4,12,2,4,1,32,2,16,4,4
      openflow_v4.oxm.value_uint32 1,16
      openflow_v4.oxm.value_etheraddr 02:00:00:00:00:05
      openflow_v4.oxm.ether_mask ff:ff:ff:ff:ff:ff
      openflow_v4.oxm.value_ethertype 0x86dd
      openflow_v4.oxm.value_vlan_present 1
      openflow_v4.oxm.value_vlan_vid 5
      openflow_v4.oxm.vlan_mask 0x1fff
      openflow_v4.oxm.value_ipproto 6
      openflow_v4.oxm.value_ipv6addr ::
      openflow_v4.oxm.ipv6_mask ::
      openflow_v4.oxm.value_uint16 80
      openflow_v4.oxm.value 0000000000000001
      openflow_v4.oxm.mask 0000000000000003
      openflow_v4.match.pad 000000
      openflow_v4.instruction.type 1,2,4,6,5
      openflow_v4.instruction.length 8,24,152,8,8
      openflow_v4.instruction.goto_table.table_id 2
      openflow_v4.instruction.goto_table.pad 000000
      openflow_v4.instruction.write_metadata.pad 00000000
      openflow_v4.instruction.write_metadata.value 0x0000000000000005
      openflow_v4.instruction.write_metadata.mask 0x0000000000000006
      openflow_v4.instruction.actions.pad 00000000,00000000
      openflow_v4.action.type 0,11,12,15,16,17,18,19,20,21,22,23,24,25,26,27
      openflow_v4.action.length 16,8,8,8,8,8,8,8,8,8,8,8,8,16,8,8
      openflow_v4.action.output.port 4294967293
      openflow_v4.action.output.max_len 128
      openflow_v4.action.output.pad 000000000000
      openflow_v4.action.copy_ttl_out.pad 00000000
      openflow_v4.action.copy_ttl_in.pad 00000000
      openflow_v4.action.set_mpls_ttl.ttl 64
      openflow_v4.action.set_mpls_ttl.pad 000000
      openflow_v4.action.dec_mpls_ttl.pad 00000000
      openflow_v4.action.push_vlan.ethertype 0x88a8
      openflow_v4.action.push_vlan.pad 0000
      openflow_v4.action.pop_vlan.pad 00000000
      openflow_v4.action.push_mpls.ethertype 0x8847
      openflow_v4.action.push_mpls.pad 0000
      openflow_v4.action.pop_mpls.ethertype 0x0800
      openflow_v4.action.pop_mpls.pad 0000
      openflow_v4.action.set_queue.queue_id 3
      openflow_v4.action.group.group_id 4
      openflow_v4.action.set_nw_ttl.ttl 5
      openflow_v4.action.set_nw_ttl.pad 000000
      openflow_v4.action.dec_nw_ttl.pad 00000000
      openflow_v4.oxm.value_ipv4addr 10.0.0.9
      openflow_v4.action.set_field.pad 00000000
      openflow_v4.action.push_pbb.ethertype 0x88e7
      openflow_v4.action.push_pbb.pad 0000
      openflow_v4.action.pop_pbb.pad 00000000
      openflow_v4.instruction.meter.meter_id 1`,
  },
  {
    name: "OpenFlow 1.3: a port",
    on: "tcp 6653",
    bytes: `040c005000000007  # header
      0000000000000000
      000000010000000002000000000500006574683100000000000000000000000000000065000000040000284000002840
      0000ffff000000000098968000989680`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_PORT_STATUS
      openflow_v4.version 0x04
      openflow_v4.type 12
      openflow_v4.length 80
      openflow_v4.xid 7
      openflow_v4.port_status.reason 0
      openflow_v4.port_status.pad 00000000000000
      openflow_v4.port.port_no 1
      openflow_v4.port.pad 00000000
      openflow_v4.port.hw_addr 02:00:00:00:00:05
      openflow_v4.port.pad2 0000
      openflow_v4.port.name eth1
      openflow_v4.port.config 0x00000065
      openflow_v4.port.config.port_down 1
      openflow_v4.port.config.no_recv 1
      openflow_v4.port.config.no_fwd 1
      openflow_v4.port.config.no_packet_in 1
      openflow_v4.port.sate 0x00000004
      openflow_v4.port.state.link_down 0
      openflow_v4.port.state.blocked 0
      openflow_v4.port.state.live 1
      openflow_v4.port.current 0x00002840
      openflow_v4.port.current.10mb_hd 0
      openflow_v4.port.current.10mb_fd 0
      openflow_v4.port.current.100mb_hd 0
      openflow_v4.port.current.100mb_fd 0
      openflow_v4.port.current.1gb_hd 0
      openflow_v4.port.current.1gb_fd 0
      openflow_v4.port.current.10gb_fd 1
      openflow_v4.port.current.40gb_fd 0
      openflow_v4.port.current.100_gb_fd 0
      openflow_v4.port.current.1tb_fd 0
      openflow_v4.port.current.other 0
      openflow_v4.port.current.copper 1
      openflow_v4.port.current.fiber 0
      openflow_v4.port.current.autoneg 1
      openflow_v4.port.current.pause 0
      openflow_v4.port.current.pause_asym 0
      openflow_v4.port.advertised 0x00002840
      openflow_v4.port.advertised.10mb_hd 0
      openflow_v4.port.advertised.10mb_fd 0
      openflow_v4.port.advertised.100mb_hd 0
      openflow_v4.port.advertised.100mb_fd 0
      openflow_v4.port.advertised.1gb_hd 0
      openflow_v4.port.advertised.1gb_fd 0
      openflow_v4.port.advertised.10gb_fd 1
      openflow_v4.port.advertised.40gb_fd 0
      openflow_v4.port.advertised.100gb_fd 0
      openflow_v4.port.advertised.1tb_fd 0
      openflow_v4.port.advertised.other 0
      openflow_v4.port.advertised.copper 1
      openflow_v4.port.advertised.fiber 0
      openflow_v4.port.advertised.autoneg 1
      openflow_v4.port.advertised.pause 0
      openflow_v4.port.advertised.pause_asym 0
      openflow_v4.port.supported 0x0000ffff
      openflow_v4.port.supported.10mb_hd 1
      openflow_v4.port.supported.10mb_fd 1
      openflow_v4.port.supported.100mb_hd 1
      openflow_v4.port.supported.100mb_fd 1
      openflow_v4.port.supported.1gb_hd 1
      openflow_v4.port.supported.1gb_fd 1
      openflow_v4.port.supported.10gb_fd 1
      openflow_v4.port.supported.40gb_fd 1
      openflow_v4.port.supported.100gb_fd 1
      openflow_v4.port.supported.1tb_fd 1
      openflow_v4.port.supported.other 1
      openflow_v4.port.supported.copper 1
      openflow_v4.port.supported.fiber 1
      openflow_v4.port.supported.autoneg 1
      openflow_v4.port.supported.pause 1
      openflow_v4.port.supported.pause_asym 1
      openflow_v4.port.peer 0x00000000
      openflow_v4.port.peer.10mb_hd 0
      openflow_v4.port.peer.10mb_fd 0
      openflow_v4.port.peer.100mb_hd 0
      openflow_v4.port.peer.100mb_fd 0
      openflow_v4.port.peer.1gb_hd 0
      openflow_v4.port.peer.1gb_fd 0
      openflow_v4.port.peer.10gb_fd 0
      openflow_v4.port.peer.40gb_fd 0
      openflow_v4.port.peer.100gb_fd 0
      openflow_v4.port.peer.1tb_fd 0
      openflow_v4.port.peer.other 0
      openflow_v4.port.peer.copper 0
      openflow_v4.port.peer.fiber 0
      openflow_v4.port.peer.autoneg 0
      openflow_v4.port.peer.pause 0
      openflow_v4.port.peer.pause_asym 0
      openflow_v4.port.curr_speed 10000000
      openflow_v4.port.max_speed 10000000`,
  },
  {
    name: "OpenFlow 1.3: what a switch can do",
    on: "tcp 6653",
    bytes: `0406002000000007  # header
      000002000000000500000100fe0000000000004f00000000`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_FEATURES_REPLY
      openflow_v4.version 0x04
      openflow_v4.type 6
      openflow_v4.length 32
      openflow_v4.xid 7
      openflow_v4.switch_features.datapath_id 0x0000020000000005
      openflow_v4.switch_features.n_buffers 256
      openflow_v4.switch_features.n_tables 254
      openflow_v4.switch_features.auxiliary_id 0
      openflow_v4.switch_features.pad 0
      openflow_v4.switch_features.capabilities 0x0000004f
      openflow_v4.switch_features.capabilities.flow_stats 1
      openflow_v4.switch_features.capabilities.table_stats 1
      openflow_v4.switch_features.capabilities.port_stats 1
      openflow_v4.switch_features.capabilities.group_stats 1
      openflow_v4.switch_features.capabilities.ip_reasm 0
      openflow_v4.switch_features.capabilities.queue_stats 1
      openflow_v4.switch_features.capabilities.port_blocked 0
      openflow_v4.switch_features_reserved 0x00000000`,
  },
  {
    name: "OpenFlow 1.3: which versions, and who is who",
    on: "tcp 6653",
    bytes: `0400001000000007  # header
      0001000800000012
      0418001800000007  # header
      00000002000000000000000000000005
      0419001800000007  # header
      00000003000000000000000000000005
      0409000c00000007  # header
      00020080
      0411001000000007  # header
      0100000000000003
      0404001000000007  # header
      0000232000000018`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_EXPERIMENTER
      openflow_v4.version 0x04,0x04,0x04,0x04,0x04,0x04
      openflow_v4.type 0,24,25,9,17,4
      openflow_v4.length 16,24,24,12,16,16
      openflow_v4.xid 7,7,7,7,7,7
      openflow_v4.hello_element.type 1
      openflow_v4.hello_element.length 8
      openflow_v4.hello_element.version.bitmap 00000012
      openflow_v4.role_request.role 0x00000002
      openflow_v4.role_request.pad 00000000
      openflow_v4.role_request.generation_id 0x0000000000000005
      openflow_v4.role_reply.role 0x00000003
      openflow_v4.role_reply.pad 00000000
      openflow_v4.role_reply.generation_id 0x0000000000000005
      openflow_v4.switch_config.flags 0x0002
      openflow_v4.switch_config.flags.fragments 2
      openflow_v4.switch_config.miss_send_len 128
      openflow_v4.tablemod.table_id 1
      openflow_v4.tablemod.pad 000000
      openflow_v4.tablemod.config 00000003
      openflow_v4.experimenter.experimenter 0x00002320
      openflow_v4.experimenter.exp_type 24`,
  },
  {
    name: "OpenFlow 1.3: flows that end, groups",
    on: "tcp 6653",
    bytes: `040b004000000007  # header
      00000000000000050064010200000003000000040005000600000000000000070000000000000008
      0001000e800032060200000000050000
      040f003000000007  # header
      0000010000000009
      0020000100000002ffffffff0000000000000010000000020080000000000000  # a bucket`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_GROUP_MOD
      openflow_v4.version 0x04,0x04
      openflow_v4.type 11,15
      openflow_v4.length 64,48
      openflow_v4.xid 7,7
      openflow_v4.flow_removed.cookie 0x0000000000000005
      openflow_v4.flow_removed.priority 100
      openflow_v4.flow_removed.reason 1
      openflow_v4.flow_removed.table_id 2
      openflow_v4.flow_removed.duration_sec 3
      openflow_v4.flow_removed.duration_nsec 4
      openflow_v4.flow_removed.idle_timeout 5
      openflow_v4.flow_removed.hard_timeout 6
      openflow_v4.flow_removed.packet_count 7
      openflow_v4.flow_removed.byte_count 8
      openflow_v4.match.type 1
      openflow_v4.match.length 14
      openflow_v4.oxm.class 0x8000
      openflow_v4.oxm.field 25
      openflow_v4.oxm.hm 0
      openflow_v4.oxm.length 6
      openflow_v4.oxm.value_etheraddr 02:00:00:00:00:05
      openflow_v4.match.pad 0000
      openflow_v4.groupmod.command 0
      openflow_v4.groupmod.type 1
      openflow_v4.groupmod.pad 00
      openflow_v4.groupmod.group_id 9
      openflow_v4.bucket.length 32
      openflow_v4.bucket.weight 1
      openflow_v4.bucket.watch_port 2
      openflow_v4.bucket.watch_group 4294967295
      openflow_v4.bucket.pad 00000000
      openflow_v4.action.type 0
      openflow_v4.action.length 16
      openflow_v4.action.output.port 2
      openflow_v4.action.output.max_len 128
      openflow_v4.action.output.pad 000000000000`,
  },
  {
    name: "OpenFlow 1.3: a frame on its way to the controller",
    on: "tcp 6653",
    bytes: `040a004200000007  # header
      ffffffff003c01000000000000000005
      00010018800000040000000380004c08000000000000002a
      0000
      02000000000502000000000599997878  # the frame`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_PACKET_IN
      openflow_v4.version 0x04
      openflow_v4.type 10
      openflow_v4.length 66
      openflow_v4.xid 7
      openflow_v4.packet_in.buffer_id 4294967295
      openflow_v4.packet_in.total_len 60
      openflow_v4.packet_in.reason 1
      openflow_v4.packet_in.table_id 0
      openflow_v4.packet_in.cookie 0x0000000000000005
      openflow_v4.match.type 1
      openflow_v4.match.length 24
      openflow_v4.oxm.class 0x8000,0x8000
      openflow_v4.oxm.field 0,38
      openflow_v4.oxm.hm 0,0
      openflow_v4.oxm.length 4,8
      openflow_v4.oxm.value_uint32 3
      openflow_v4.oxm.value 000000000000002a
      openflow_v4.packet_in.pad 0000`,
  },
  {
    name: "OpenFlow 1.3: a frame on its way to a port",
    on: "tcp 6653",
    bytes: `040d002800000007  # header
      00000007fffffffd0010000000000000
      00000010000000020080000000000000`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_PACKET_OUT
      openflow_v4.version 0x04
      openflow_v4.type 13
      openflow_v4.length 40
      openflow_v4.xid 7
      openflow_v4.packet_out.buffer_id 7
      openflow_v4.packet_out.in_port 4294967293
      openflow_v4.packet_out.acts_len 16
      openflow_v4.packet_out.pad 000000000000
      openflow_v4.action.type 0
      openflow_v4.action.length 16
      openflow_v4.action.output.port 2
      openflow_v4.action.output.max_len 128
      openflow_v4.action.output.pad 000000000000`,
  },
  {
    name: "OpenFlow 1.3: flows are asked for",
    on: "tcp 6653",
    bytes: `0412003800000007  # header
      0001000100000000
      ff000000ffffffffffffffff0000000000000000000000050000000000000006
      0001000400000000`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REQUEST, OFPMP_FLOW
      openflow_v4.version 0x04
      openflow_v4.type 18
      openflow_v4.length 56
      openflow_v4.xid 7
      openflow_v4.multipart_request.type 1
      openflow_v4.multipart_request.flags 0x0001
      openflow_v4.multipart_request.flags.more 0x0001
      openflow_v4.multipart_request.pad 00000000
      openflow_v4.flow_stats_request.table_id 255
      openflow_v4.flow_stats_request.pad 000000
      openflow_v4.flow_stats_request.out_port 4294967295
      openflow_v4.flow_stats_request.out_group 4294967295
      openflow_v4.flow_stats_request.pad2 00000000
      openflow_v4.flow_stats_request.cookie 0x0000000000000005
      openflow_v4.flow_stats_request.cookie_mask 0x0000000000000006
      openflow_v4.match.type 1
      openflow_v4.match.length 4
      openflow_v4.match.pad 00000000`,
  },
  {
    name: "OpenFlow 1.3: ports are asked for",
    on: "tcp 6653",
    bytes: `0412001800000007  # header
      0004000000000000
      ffffffff00000000`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REQUEST, OFPMP_PORT_STATS
      openflow_v4.version 0x04
      openflow_v4.type 18
      openflow_v4.length 24
      openflow_v4.xid 7
      openflow_v4.multipart_request.type 4
      openflow_v4.multipart_request.flags 0x0000
      openflow_v4.multipart_request.flags.more 0x0000
      openflow_v4.multipart_request.pad 00000000
      openflow_v4.port_stats_request.port_no 4294967295
      openflow_v4.port_stats_request.pad 00000000`,
  },
  {
    name: "OpenFlow 1.3: statistics of flows",
    on: "tcp 6653",
    bytes: `0413006000000007  # header
      0001000000000000
      005001000000000200000003006400050006001100000000000000000000000700000000000000080000000000000009
      0001000a80000a020806000000000000
      00010008020000000006000800000001`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REPLY, OFPMP_FLOW
      openflow_v4.version 0x04
      openflow_v4.type 19
      openflow_v4.length 96
      openflow_v4.xid 7
      openflow_v4.multipart_reply.type 1
      openflow_v4.multipart_reply.flags 0x0000
      openflow_v4.multipart_reply.flags.more 0x0000
      openflow_v4.multipart_reply.pad 00000000
      openflow_v4.flow_stats.length 80
      openflow_v4.flow_stats.table_id 1
      openflow_v4.flow_stats.pad 00
      openflow_v4.flow_stats.duration_sec 2
      openflow_v4.flow_stats.duration_nsec 3
      openflow_v4.flow_stats.priority 100
      openflow_v4.flow_stats.idle_timeout 5
      openflow_v4.flow_stats.hard_timeout 6
      openflow_v4.flow_stats.flags 0x0011
      openflow_v4.flow_stats.flags.send_flow_rem 1
      openflow_v4.flow_stats.flags.check_overlap 0
      openflow_v4.flow_stats.flags.reset_counts 0
      openflow_v4.flow_stats.flags.no_packet_counts 0
      openflow_v4.flow_stats.flags.no_byte_counts 1
      openflow_v4.flow_stats.pad2 00000000
      openflow_v4.flow_stats.cookie 0x0000000000000007
      openflow_v4.flow_stats.packet_count 8
      openflow_v4.flow_stats.byte_count 9
      openflow_v4.match.type 1
      openflow_v4.match.length 10
      openflow_v4.oxm.class 0x8000
      openflow_v4.oxm.field 5
      openflow_v4.oxm.hm 0
      openflow_v4.oxm.length 2
      openflow_v4.oxm.value_ethertype 0x0806
      openflow_v4.match.pad 000000000000
      openflow_v4.instruction.type 1,6
      openflow_v4.instruction.length 8,8
      openflow_v4.instruction.goto_table.table_id 2
      openflow_v4.instruction.goto_table.pad 000000
      openflow_v4.instruction.meter.meter_id 1`,
  },
  {
    name: "OpenFlow 1.3: statistics of tables",
    on: "tcp 6653",
    bytes: `0413004000000007  # header
      0003000000000000
      010000000000000200000000000000030000000000000004010000000000000200000000000000030000000000000004`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REPLY, OFPMP_TABLE
      openflow_v4.version 0x04
      openflow_v4.type 19
      openflow_v4.length 64
      openflow_v4.xid 7
      openflow_v4.multipart_reply.type 3
      openflow_v4.multipart_reply.flags 0x0000
      openflow_v4.multipart_reply.flags.more 0x0000
      openflow_v4.multipart_reply.pad 00000000
      openflow_v4.table_stats.table_id 1,1
      openflow_v4.table_stats.pad 000000,000000
      openflow_v4.table_stats.active_count 2,2
      openflow_v4.table_stats.lookup_count 3,3
      openflow_v4.table_stats.match_count 4,4`,
  },
  {
    name: "OpenFlow 1.3: statistics of ports",
    on: "tcp 6653",
    bytes: `0413008000000007  # header
      0004000000000000
      000000010000000000000000000000000000000000000001000000000000000200000000000000030000000000000004
      00000000000000050000000000000006000000000000000700000000000000080000000000000009000000000000000a
      000000000000000b0000000d0000000e`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REPLY, OFPMP_PORT_STATS
      openflow_v4.version 0x04
      openflow_v4.type 19
      openflow_v4.length 128
      openflow_v4.xid 7
      openflow_v4.multipart_reply.type 4
      openflow_v4.multipart_reply.flags 0x0000
      openflow_v4.multipart_reply.flags.more 0x0000
      openflow_v4.multipart_reply.pad 00000000
      openflow_v4.port_stats.port_no 1
      openflow_v4.port_stats.pad 00000000
      openflow_v4.port_stats.rx_packets 0
      openflow_v4.port_stats.tx_packets 1
      openflow_v4.port_stats.rx_bytes 2
      openflow_v4.port_stats.tx_bytes 3
      openflow_v4.port_stats.rx_dropped 4
      openflow_v4.port_stats.tx_dropped 5
      openflow_v4.port_stats.rx_errors 6
      openflow_v4.port_stats.tx_errors 7
      openflow_v4.port_stats.rx_frame_error 8
      openflow_v4.port_stats.rx_over_error 9
      openflow_v4.port_stats.rx_crc_error 10
      openflow_v4.port_stats.collisions 11
      openflow_v4.port_stats.duration_sec 13
      openflow_v4.port_stats.duration_nsec 14`,
  },
  {
    name: "OpenFlow 1.3: descriptions of ports",
    on: "tcp 6653",
    bytes: `0413005000000007  # header
      000d000000000000
      000000010000000002000000000500006574683100000000000000000000000000000065000000040000284000002840
      0000ffff000000000098968000989680`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REPLY, OFPMP_PORT_DESC
      openflow_v4.version 0x04
      openflow_v4.type 19
      openflow_v4.length 80
      openflow_v4.xid 7
      openflow_v4.multipart_reply.type 13
      openflow_v4.multipart_reply.flags 0x0000
      openflow_v4.multipart_reply.flags.more 0x0000
      openflow_v4.multipart_reply.pad 00000000
      openflow_v4.port.port_no 1
      openflow_v4.port.pad 00000000
      openflow_v4.port.hw_addr 02:00:00:00:00:05
      openflow_v4.port.pad2 0000
      openflow_v4.port.name eth1
      openflow_v4.port.config 0x00000065
      openflow_v4.port.config.port_down 1
      openflow_v4.port.config.no_recv 1
      openflow_v4.port.config.no_fwd 1
      openflow_v4.port.config.no_packet_in 1
      openflow_v4.port.sate 0x00000004
      openflow_v4.port.state.link_down 0
      openflow_v4.port.state.blocked 0
      openflow_v4.port.state.live 1
      openflow_v4.port.current 0x00002840
      openflow_v4.port.current.10mb_hd 0
      openflow_v4.port.current.10mb_fd 0
      openflow_v4.port.current.100mb_hd 0
      openflow_v4.port.current.100mb_fd 0
      openflow_v4.port.current.1gb_hd 0
      openflow_v4.port.current.1gb_fd 0
      openflow_v4.port.current.10gb_fd 1
      openflow_v4.port.current.40gb_fd 0
      openflow_v4.port.current.100_gb_fd 0
      openflow_v4.port.current.1tb_fd 0
      openflow_v4.port.current.other 0
      openflow_v4.port.current.copper 1
      openflow_v4.port.current.fiber 0
      openflow_v4.port.current.autoneg 1
      openflow_v4.port.current.pause 0
      openflow_v4.port.current.pause_asym 0
      openflow_v4.port.advertised 0x00002840
      openflow_v4.port.advertised.10mb_hd 0
      openflow_v4.port.advertised.10mb_fd 0
      openflow_v4.port.advertised.100mb_hd 0
      openflow_v4.port.advertised.100mb_fd 0
      openflow_v4.port.advertised.1gb_hd 0
      openflow_v4.port.advertised.1gb_fd 0
      openflow_v4.port.advertised.10gb_fd 1
      openflow_v4.port.advertised.40gb_fd 0
      openflow_v4.port.advertised.100gb_fd 0
      openflow_v4.port.advertised.1tb_fd 0
      openflow_v4.port.advertised.other 0
      openflow_v4.port.advertised.copper 1
      openflow_v4.port.advertised.fiber 0
      openflow_v4.port.advertised.autoneg 1
      openflow_v4.port.advertised.pause 0
      openflow_v4.port.advertised.pause_asym 0
      openflow_v4.port.supported 0x0000ffff
      openflow_v4.port.supported.10mb_hd 1
      openflow_v4.port.supported.10mb_fd 1
      openflow_v4.port.supported.100mb_hd 1
      openflow_v4.port.supported.100mb_fd 1
      openflow_v4.port.supported.1gb_hd 1
      openflow_v4.port.supported.1gb_fd 1
      openflow_v4.port.supported.10gb_fd 1
      openflow_v4.port.supported.40gb_fd 1
      openflow_v4.port.supported.100gb_fd 1
      openflow_v4.port.supported.1tb_fd 1
      openflow_v4.port.supported.other 1
      openflow_v4.port.supported.copper 1
      openflow_v4.port.supported.fiber 1
      openflow_v4.port.supported.autoneg 1
      openflow_v4.port.supported.pause 1
      openflow_v4.port.supported.pause_asym 1
      openflow_v4.port.peer 0x00000000
      openflow_v4.port.peer.10mb_hd 0
      openflow_v4.port.peer.10mb_fd 0
      openflow_v4.port.peer.100mb_hd 0
      openflow_v4.port.peer.100mb_fd 0
      openflow_v4.port.peer.1gb_hd 0
      openflow_v4.port.peer.1gb_fd 0
      openflow_v4.port.peer.10gb_fd 0
      openflow_v4.port.peer.40gb_fd 0
      openflow_v4.port.peer.100gb_fd 0
      openflow_v4.port.peer.1tb_fd 0
      openflow_v4.port.peer.other 0
      openflow_v4.port.peer.copper 0
      openflow_v4.port.peer.fiber 0
      openflow_v4.port.peer.autoneg 0
      openflow_v4.port.peer.pause 0
      openflow_v4.port.peer.pause_asym 0
      openflow_v4.port.curr_speed 10000000
      openflow_v4.port.max_speed 10000000`,
  },
  {
    name: "OpenFlow 1.3: who made a switch",
    on: "tcp 6653",
    bytes: `0413043000000007  # header
      0000000000000000
      6d616b657200000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000006877000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000073770000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      310000000000000000000000000000000000000000000000000000000000000062723000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_MULTIPART_REPLY, OFPMP_DESC
      openflow_v4.version 0x04
      openflow_v4.type 19
      openflow_v4.length 1072
      openflow_v4.xid 7
      openflow_v4.multipart_reply.type 0
      openflow_v4.multipart_reply.flags 0x0000
      openflow_v4.multipart_reply.flags.more 0x0000
      openflow_v4.multipart_reply.pad 00000000
      openflow_v4.switch_description.mfr_desc maker
      openflow_v4.switch_description.hw_desc hw
      openflow_v4.switch_description.sw_desc sw
      openflow_v4.switch_description.serial_num 1
      openflow_v4.switch_description.dp_desc br0`,
  },
  {
    name: "OpenFlow 1.5: only its header is told",
    on: "tcp 6653",
    bytes: `0614000800000007  # header`,
    tshark: `_ws.col.Protocol OpenFlow
      _ws.col.Info Type: OFPT_BARRIER_REQUEST
      openflow_v6.version 0x06
      openflow_v6.type 20
      openflow_v6.length 8
      openflow_v6.xid 7`,
  },
];
