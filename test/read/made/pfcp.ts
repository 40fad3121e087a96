/** PFCP: 3GPP TS 29.244, 7.4 to 7.6 and 8.2. */
import type { Made } from "./packets.ts";

export const pfcp: readonly Made[] = [
  {
    name: "PFCP: two find each other",
    on: "udp 8805",
    bytes: `20 05 00b1 000007 00
      003c 0005 00 0a000001  # Node ID
      003c 0011 01 fd000000000000000000000000000001  # Node ID
      003c 000a 02 04757066310365 7863  # Node ID
      0060 0004 e8f10000  # Recovery Time Stamp
      002b 0002 1103  # UP Function Features
      002b 0002 ffff  # UP Function Features
      002b 0004 ffffff ff  # UP Function Features
      002b 0006 ff ff ff ff ff ff  # UP Function Features
      002b 0009 ff ff ff ff ff ff ff ff ff  # UP Function Features
      0059 0001 03  # CP Function Features
      0059 0002 ff 03  # CP Function Features
      0074 0005 01 0a000001  # User Plane IP Resource Information (removed in Rel 16.3)
      0074 0006 05 80 0a000001  # User Plane IP Resource Information (removed in Rel 16.3)
      0074 000f 6d 80 0a000001 696e7465726e6574 01  # User Plane IP Resource Information (removed in Rel 16.3)
      0074 0019 22 fd000000000000000000000000000001 696e7465726e6574  # User Plane IP Resource Information (removed in Rel 16.3)`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Association Setup Request
      pfcp.flags 0x20
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 0
      pfcp.msg_type 5
      pfcp.length 177
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 60,60,60,96,43,43,43,43,43,89,89,116,116,116,116
      pfcp.ie_len 5,17,10,4,2,2,4,6,9,1,2,5,6,15,25
      pfcp.spare_h1 0,0,0,0
      pfcp.node_id_type 0,1,2
      pfcp.node_id_ipv4 10.0.0.1
      pfcp.node_id_ipv6 fd00::1
      pfcp.node_id_fqdn upf1.exc
      pfcp.up_function_features.treu 0,1,1,1,1
      pfcp.up_function_features.heeu 0,1,1,1,1
      pfcp.up_function_features.pfdm 0,1,1,1,1
      pfcp.up_function_features.ftup 1,1,1,1,1
      pfcp.up_function_features.trst 0,1,1,1,1
      pfcp.up_function_features.dlbd 0,1,1,1,1
      pfcp.up_function_features.ddnd 0,1,1,1,1
      pfcp.up_function_features.bucp 1,1,1,1,1
      pfcp.up_function_features.epfar 0,1,1,1,1
      pfcp.up_function_features.pfde 0,1,1,1,1
      pfcp.up_function_features.frrt 0,1,1,1,1
      pfcp.up_function_features.trace 0,1,1,1,1
      pfcp.up_function_features.quoac 0,1,1,1,1
      pfcp.up_function_features.udbc 0,1,1,1,1
      pfcp.up_function_features.pdiu 1,1,1,1,1
      pfcp.up_function_features.empu 1,1,1,1,1
      pfcp.up_function_features.gcom 1,1,1
      pfcp.up_function_features.bundl 1,1,1
      pfcp.up_function_features.mte_n4 1,1,1
      pfcp.up_function_features.mnop 1,1,1
      pfcp.up_function_features.sset 1,1,1
      pfcp.up_function_features.ueip 1,1,1
      pfcp.up_function_features.adpdp 1,1,1
      pfcp.up_function_features.dpdra 1,1,1
      pfcp.up_function_features.mptcp 1,1,1
      pfcp.up_function_features.tscu 1,1,1
      pfcp.up_function_features.ip6pl 1,1,1
      pfcp.up_function_features.iptv 1,1,1
      pfcp.up_function_features.norp 1,1,1
      pfcp.up_function_features.vtime 1,1,1
      pfcp.up_function_features.rttl 1,1,1
      pfcp.up_function_features.mpas 1,1,1
      pfcp.up_function_features.rds 1,1
      pfcp.up_function_features.ddds 1,1
      pfcp.up_function_features.ethar 1,1
      pfcp.up_function_features.ciot 1,1
      pfcp.up_function_features.mtedt 1,1
      pfcp.up_function_features.gpqm 1,1
      pfcp.up_function_features.qfqm 1,1
      pfcp.up_function_features.atsss_ll 1,1
      pfcp.up_function_features.dnsts 1,1
      pfcp.up_function_features.iprep 1,1
      pfcp.up_function_features.resps 1,1
      pfcp.up_function_features.upber 1,1
      pfcp.up_function_features.l2tp 1,1
      pfcp.up_function_features.nspoc 1,1
      pfcp.up_function_features.quasf 1,1
      pfcp.up_function_features.rttwp 1,1
      pfcp.spare_b7_b6 3,0,0,1,0
      pfcp.up_function_features.upidp 1
      pfcp.up_function_features.ratp 1
      pfcp.up_function_features.eppi 1
      pfcp.up_function_features.drqos 1
      pfcp.ie_data_not_decoded 1
      pfcp.cp_function_features.uiaur 0,1
      pfcp.cp_function_features.ardr 0,1
      pfcp.cp_function_features.mpas 0,1
      pfcp.cp_function_features.bundl 0,1
      pfcp.cp_function_features.sset 0,1
      pfcp.cp_function_features.epfar 0,1
      pfcp.cp_function_features.ovrl 1,1
      pfcp.cp_function_features.load 1,1
      pfcp.spare_b7_b2 0
      pfcp.cp_function_features.rpgur 1
      pfcp.cp_function_features.psucc 1
      pfcp.upiri_flags.assosi 0,0,1,0
      pfcp.upiri_flags.assoni 0,0,1,1
      pfcp.upiri_flags.teidri 0x00,0x01,0x03,0x00
      pfcp.upiri_flags.v6 0,0,0,1
      pfcp.upiri_flags.v4 1,1,1,0
      pfcp.upiri.teidri 0,1,3,0
      pfcp.upiri.ipv4_addr 10.0.0.1,10.0.0.1,10.0.0.1
      pfcp.upiri.teid_range 0x00000080,0x00000080
      pfcp.network_instance internet,internet
      pfcp.source_interface 1
      pfcp.upiri.ipv6_addr fd00::1`,
  },
  {
    name: "PFCP: an answer: refused, with a number of a company's",
    on: "udp 8805",
    bytes: `21 33 0026 0000000000000001 000007 00
      0013 0001 43  # Cause
      0028 0002 0013  # Offending IE
      8001 0004 28af aabb  # a company's
      0072 0003 00 0001  # Failed Rule ID`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Establishment Response
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 51
      pfcp.length 38
      pfcp.seid 0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 19,40,114
      pfcp.ie_len 1,2,4,3
      pfcp.cause 67
      pfcp.offending_ie 19
      pfcp.enterprise_ie 32769
      pfcp.enterprise_id 10415
      pfcp.failed_rule_id_type 0
      pfcp.pdr_id 1`,
  },
  {
    name: "PFCP: a session: rules for packets, forwarding, usage and quality",
    on: "udp 8805",
    bytes: `21 32 00ee 0000000000000001 000007 00
      003c 0005 00 0a000001  # Node ID
      0039 000d 02 0000000000000001 0a000001  # F-SEID
      0001 0053 0038 0002 0001 001d 0004 000000ff 0002 0033 0014 0001 00 0015 0009 01 00000007 0a000001 0016 0009 08 696e7465726e6574 005d 0005 02 0a000007 0018 0007 796f7574756265 005f 0002 00 01 006c 0004 00000001  # Create PDR
      0003 0024 006c 0004 80000001 002c 0001 02 0004 0013 002a 0001 01 0054 000a 0100 00000009 0a000002  # Create FAR
      0007 0020 006d 0004 00000001 0019 0001 05 001a 000a 00000003e8 00000007d0 007c 0001 09  # Create QER
      0006 0021 0051 0004 00000001 003e 0001 02 0025 0003 0200 00 001f 0009 01 0000000000000001  # Create URR`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Establishment Request
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0,0
      pfcp.spare_b3 0,0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 50
      pfcp.length 238
      pfcp.seid 0x0000000000000001,0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 60,57,1,56,29,2,20,21,22,93,24,95,108,3,108,44,4,42,84,7,109,25,26,124,6,81,62,37,31
      pfcp.ie_len 5,13,83,2,4,51,1,9,9,5,7,2,4,36,4,1,19,1,10,32,4,1,10,1,33,4,1,3,9
      pfcp.spare_h1 0,0,0
      pfcp.node_id_type 0
      pfcp.node_id_ipv4 10.0.0.1
      pfcp.spare_b7 0,0
      pfcp.spare_b6 0
      pfcp.spare_b5 0
      pfcp.spare_b2 0
      pfcp.f_seid_flags.v4 1
      pfcp.f_seid_flags.v6 0
      pfcp.f_seid.ipv4 10.0.0.1
      pfcp.pdr_id 1
      pfcp.precedence 255
      pfcp.source_interface 0
      pfcp.fteid_flg.spare 0
      pfcp.f_teid_flags.ch_id 0
      pfcp.f_teid_flags.ch 0
      pfcp.f_teid_flags.v6 0
      pfcp.f_teid_flags.v4 1
      pfcp.f_teid.teid 0x00000007
      pfcp.f_teid.ipv4_addr 10.0.0.1
      pfcp.network_instance internet
      pfcp.ue_ip_address_flag.v6pl 0
      pfcp.ue_ip_address_flag.chv6 0
      pfcp.ue_ip_address_flag.chv4 0
      pfcp.ue_ip_address_flag.v6d 0
      pfcp.ue_ip_address_flag.sd 0
      pfcp.ue_ip_address_flag.v4 1
      pfcp.ue_ip_address_flag.v6 0
      pfcp.ue_ip_addr_ipv4 10.0.0.7
      pfcp.application_id_str youtube
      pfcp.out_hdr_desc 0
      pfcp.gtpu_ext_hdr_del.pdu_sess_cont 1
      pfcp.far_id_flg 0,1
      pfcp.far_id 1,1
      pfcp.apply_action.dfrt 0
      pfcp.apply_action.ipmd 0
      pfcp.apply_action.ipma 0
      pfcp.apply_action.dupl 0
      pfcp.apply_action.nocp 0
      pfcp.apply_action.buff 0
      pfcp.apply_action.forw 1
      pfcp.apply_action.drop 0
      pfcp.dst_interface 1
      pfcp.outer_hdr_desc 256
      pfcp.outer_hdr_creation.teid 0x00000009
      pfcp.outer_hdr_creation.ipv4 10.0.0.2
      pfcp.qer_id_flg 0
      pfcp.qer_id 1
      pfcp.gate_status.ulgate 1
      pfcp.gate_status.dlgate 1
      pfcp.ul_mbr 1000
      pfcp.dl_mbr 2000
      pfcp.spare_b7_b6 0
      pfcp.qfi_value 0x09
      pfcp.urr_id_flg 0
      pfcp.urr_id 1
      pfcp.spare_b7_b3 0,0
      pfcp.measurement_method_flags.event 0
      pfcp.measurement_method_flags.volume 1
      pfcp.measurement_method_flags.durat 0
      pfcp.reporting_triggers_flags.liusa 0
      pfcp.reporting_triggers_flags.droth 0
      pfcp.reporting_triggers_flags.stopt 0
      pfcp.reporting_triggers_flags.start 0
      pfcp.reporting_triggers_flags.quhti 0
      pfcp.reporting_triggers_flags.timth 0
      pfcp.reporting_triggers_flags.volth 1
      pfcp.reporting_triggers_flags.perio 0
      pfcp.reporting_triggers_flags.quvti 0
      pfcp.reporting_triggers_flags.ipmjl 0
      pfcp.reporting_triggers_flags.evequ 0
      pfcp.reporting_triggers_flags.eveth 0
      pfcp.reporting_triggers_flags.macar 0
      pfcp.reporting_triggers_flags.envcl 0
      pfcp.reporting_triggers_flags.timqu 0
      pfcp.reporting_triggers_flags.volqu 0
      pfcp.spare_b7_b2 0
      pfcp.reporting_triggers_flags.upint 0
      pfcp.reporting_triggers_flags.reemr 0
      pfcp.volume_threshold_flags.dlvol 0
      pfcp.volume_threshold_flags.ulvol 0
      pfcp.volume_threshold_flags.tovol 1
      pfcp.volume_threshold.tovol 1`,
  },
  {
    name: "PFCP: what packets are like",
    on: "udp 8805",
    bytes: `21 34 015f 0000000000000001 000007 00
      0015 0009 01 00000007 0a000001  # F-TEID
      0015 0019 03 00000007 0a000001 fd000000000000000000000000000001  # F-TEID
      0015 0001 05  # F-TEID
      0015 0002 0d 09  # F-TEID
      0017 000e 01 00 000a 7065726d6974206f7574  # SDF Filter
      0017 000f 1e 00 b8 fc 00001234 012345 00000009  # SDF Filter
      001b 000a 00000003e8 00000007d0  # GBR
      001c 0004 00000005  # QER Correlation ID
      001e 0002 b8 fc  # Transport Level Marking
      005c 0006 01 0003 616263  # Flow Information
      005d 0005 02 0a000007  # UE IP Address
      005d 0005 06 0a000007  # UE IP Address
      005d 0011 01 fd000000000000000000000000000001  # UE IP Address
      005d 0016 0b 0a000007 fd000000000000000000000000000001 40  # UE IP Address
      005d 0012 41 fd000000000000000000000000000001 40  # UE IP Address
      005d 0001 10  # UE IP Address
      005f 0001 00  # Outer Header Removal
      005f 0002 06 01  # Outer Header Removal
      0061 0005 03 b8fc 0105  # DL Flow Level Marking
      0061 0003 01 b8fc  # DL Flow Level Marking
      0062 000a 00 04 486f7374 03 612e62  # Header Enrichment
      0085 0007 01 020000000001  # MAC address
      0085 0019 0f 020000000001 020000000002 020000000003 020000000004  # MAC address
      0086 0003 07 2164  # C-TAG
      0087 0003 07 2964  # S-TAG
      0088 0002 0800  # Ethertype
      0089 0001 03  # Proxying
      008a 0004 00000001  # Ethernet Filter ID
      008b 0001 01  # Ethernet Filter Properties`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Modification Request
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 52
      pfcp.length 351
      pfcp.seid 0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 21,21,21,21,23,23,27,28,30,92,93,93,93,93,93,93,95,95,97,97,98,133,133,134,135,136,137,138,139
      pfcp.ie_len 9,25,1,2,14,15,10,4,2,6,5,5,17,22,18,1,1,2,5,3,10,7,25,3,3,2,1,4,1
      pfcp.fteid_flg.spare 0,0,0,0
      pfcp.f_teid_flags.ch_id 0,0,0,1
      pfcp.f_teid_flags.ch 0,0,1,1
      pfcp.f_teid_flags.v6 0,1,0,0
      pfcp.f_teid_flags.v4 1,1,1,1
      pfcp.f_teid.teid 0x00000007,0x00000007
      pfcp.f_teid.ipv4_addr 10.0.0.1,10.0.0.1
      pfcp.f_teid.ipv6_addr fd00::1
      pfcp.f_teid.choose_id 09
      pfcp.spare_h1 0,1
      pfcp.sdf_filter.bid 0,1
      pfcp.sdf_filter.fl 0,1
      pfcp.sdf_filter.spi 0,1
      pfcp.sdf_filter.ttc 0,1
      pfcp.sdf_filter.fd 1,0
      pfcp.spare 0,0
      pfcp.flow_desc_len 10,3
      pfcp.flow_desc permit out,abc
      pfcp.traffic_class 0xb8,0xb8,0xb8,0xb8
      pfcp.traffic_mask 0xfc,0xfc,0xfc,0xfc
      pfcp.spi 0x00001234
      pfcp.flow_label_spare_bit 0
      pfcp.flow_label 0x012345
      pfcp.sdf_filter_id 9
      pfcp.ul_gbr 1000
      pfcp.dl_gbr 2000
      pfcp.qer_correlation_id 5
      pfcp.spare_b7_b3 0,0,0
      pfcp.flow_dir 1
      pfcp.spare_b7 0,0,0,0,0,0
      pfcp.ue_ip_address_flag.v6pl 0,0,0,0,1,0
      pfcp.ue_ip_address_flag.chv6 0,0,0,0,0,0
      pfcp.ue_ip_address_flag.chv4 0,0,0,0,0,1
      pfcp.ue_ip_address_flag.v6d 0,0,0,1,0,0
      pfcp.ue_ip_address_flag.sd 0,1,0,0,0,0
      pfcp.ue_ip_address_flag.v4 1,1,0,1,0,0
      pfcp.ue_ip_address_flag.v6 0,0,1,1,1,0
      pfcp.ue_ip_addr_ipv4 10.0.0.7,10.0.0.7,10.0.0.7
      pfcp.ue_ip_addr_ipv6 fd00::1,fd00::1,fd00::1
      pfcp.ue_ip_addr_ipv6_prefix 64
      pfcp.ue_ip_addr_ipv6_prefix_length 64
      pfcp.out_hdr_desc 0,6
      pfcp.gtpu_ext_hdr_del.pdu_sess_cont 1
      pfcp.spare_b7_b2 0,0,0
      pfcp.dl_flow_level_marking.sci 1,0
      pfcp.dl_flow_level_marking.ttc 1,1
      pfcp.sci 0x0105
      pfcp.spare_b7_b5 0
      pfcp.header_type 0
      pfcp.hf_len 4
      pfcp.hf_name 486f7374
      pfcp.hf_val_len 3
      pfcp.hf_val 612e62
      pfcp.spare_b7_b4 0,0
      pfcp.mac_address.flags.udes 0,1
      pfcp.mac_address.flags.usuo 0,1
      pfcp.mac_address.flags.dest 0,1
      pfcp.mac_address.flags.sour 1,1
      pfcp.mac_address.sour 020000000001,020000000001
      pfcp.mac_address.dest 020000000002
      pfcp.mac_address.usou 020000000003
      pfcp.mac_address.udes 020000000004
      pfcp.c_tag.flags.vid 1
      pfcp.c_tag.flags.dei 1
      pfcp.c_tag.flags.pcp 1
      pfcp.c_tag.cvid 0x0264
      pfcp.c_tag.dei_flag 0
      pfcp.c_tag.pcp 1
      pfcp.s_tag.flags.vid 1
      pfcp.s_tag.flags.dei 1
      pfcp.s_tag.flags.pcp 1
      pfcp.s_tag.svid 0x0264
      pfcp.s_tag.dei_flag 1
      pfcp.s_tag.pcp 1
      pfcp.ethertype 0x0800
      pfcp.proxying.flags.ins 1
      pfcp.proxying.flags.arp 1
      pfcp.ethertype_filter_id 1
      pfcp.spare_b7_b1 0
      pfcp.ethertype_filter_properties.flags.bide 1`,
  },
  {
    name: "PFCP: usage: what is counted, and until when",
    on: "udp 8805",
    bytes: `21 38 01c0 0000000000000001 000007 00
      001f 0019 07 0000000000000001 0000000000000002 0000000000000003  # Volume Threshold
      001f 0009 02 0000000000000002  # Volume Threshold
      0020 0004 0000000a  # Time Threshold
      0022 0019 07 0000000000000001 0000000000000002 0000000000000003  # Subsequent Volume Threshold
      0023 0004 0000000a  # Subsequent Time Threshold
      0024 0004 0000000a  # Inactivity Detection Time
      003e 0001 07  # Measurement Method
      003f 0002 01 00  # Usage Report Trigger
      003f 0003 ff ff 3f  # Usage Report Trigger
      0040 0004 0000003c  # Measurement Period
      0042 0019 07 0000000000000001 0000000000000002 0000000000000003  # Volume Measurement
      0042 0031 3f 0000000000000001 0000000000000002 0000000000000003 0000000000000004 0000000000000005 0000000000000006  # Volume Measurement
      0043 0004 0000003c  # Duration Measurement
      0047 0004 0000003c  # Quota Holding Time
      0048 0011 03 0000000000000001 0000000000000002  # Dropped DL Traffic Threshold
      0049 0019 07 0000000000000001 0000000000000002 0000000000000003  # Volume Quota
      004a 0004 0000003c  # Time Quota
      0051 0004 00000001  # URR ID
      0051 0004 80000001  # URR ID
      0052 0004 00000001  # Linked URR ID
      005a 0001 05  # Usage Information
      0064 0001 ff  # Measurement Information
      0068 0004 00000001  # UR-SEQN
      0073 0005 00 0000000a  # Time Quota Mechanism
      0073 0005 01 0000000a  # Time Quota Mechanism
      0077 000c 0000000000000005 fffffffe  # Multiplier
      0079 0019 07 0000000000000001 0000000000000002 0000000000000003  # Subsequent Volume Quota
      007a 0004 0000000a  # Subsequent Time Quota
      007d 0004 00000001  # Query URR Reference
      007e 0002 8005  # Additional Usage Reports Information
      0094 0004 0000000a  # Event Quota
      0095 0004 0000000a  # Event Threshold
      0096 0004 0000000a  # Subsequent Event Quota
      0097 0004 0000000a  # Subsequent Event Threshold`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Report Request
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 56
      pfcp.length 448
      pfcp.seid 0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 31,31,32,34,35,36,62,63,63,64,66,66,67,71,72,73,74,81,81,82,90,100,104,115,115,119,121,122,125,126,148,149,150,151
      pfcp.ie_len 25,9,4,25,4,4,1,2,3,4,25,49,4,4,17,25,4,4,4,4,1,1,4,5,5,12,25,4,4,2,4,4,4,4
      pfcp.spare_b7_b3 0,0,0,0,0,0
      pfcp.volume_threshold_flags.dlvol 1,0
      pfcp.volume_threshold_flags.ulvol 1,1
      pfcp.volume_threshold_flags.tovol 1,0
      pfcp.volume_threshold.tovol 1
      pfcp.volume_threshold.ulvol 2,2
      pfcp.volume_threshold.dlvol 3
      pfcp.time_threshold 10
      pfcp.subseq_volume_threshold.dlvol_flg 1
      pfcp.subseq_volume_threshold.ulvol_flg 1
      pfcp.subseq_volume_threshold.tovol_flg 1
      pfcp.subseq_volume_threshold.tovol 1
      pfcp.subseq_volume_threshold.ulvol 2
      pfcp.subseq_volume_threshold.dlvol 3
      pfcp.subsequent_time_threshold 10
      pfcp.inactivity_detection_time 10
      pfcp.measurement_method_flags.event 1
      pfcp.measurement_method_flags.volume 1
      pfcp.measurement_method_flags.durat 1
      pfcp.usage_report_trigger.immer 0,1
      pfcp.usage_report_trigger_flags.droth 0,1
      pfcp.usage_report_trigger_flags.stopt 0,1
      pfcp.usage_report_trigger_flags.start 0,1
      pfcp.usage_report_trigger_flags.quhti 0,1
      pfcp.usage_report_trigger_flags.timth 0,1
      pfcp.usage_report_trigger_flags.volth 0,1
      pfcp.usage_report_trigger_flags.perio 1,1
      pfcp.usage_report_trigger_flags.eveth 0,1
      pfcp.usage_report_trigger_flags.macar 0,1
      pfcp.usage_report_trigger_flags.envcl 0,1
      pfcp.usage_report_trigger.monit 0,1
      pfcp.usage_report_trigger.term 0,1
      pfcp.usage_report_trigger_flags.liusa 0,1
      pfcp.usage_report_trigger_flags.timqu 0,1
      pfcp.usage_report_trigger_flags.volqu 0,1
      pfcp.spare_b7_b6 0,0,0
      pfcp.usage_report_trigger_flags.upint 1
      pfcp.usage_report_trigger_flags.emrre 1
      pfcp.usage_report_trigger_flags.quvti 1
      pfcp.usage_report_trigger_flags.ipmjl 1
      pfcp.usage_report_trigger_flags.tebur 1
      pfcp.usage_report_trigger_flags.evequ 1
      pfcp.measurement_period 60
      pfcp.volume_measurement_flags.dlnops 0,1
      pfcp.volume_measurement_flags.ulnop 0,1
      pfcp.volume_measurement_flags.tonop 0,1
      pfcp.volume_measurement_flags.dlvol 1,1
      pfcp.volume_measurement_flags.ulvol 1,1
      pfcp.volume_measurement_flags.tovol 1,1
      pfcp.volume_measurement.tovol 1,1
      pfcp.volume_measurement.ulvol 2,2
      pfcp.volume_measurement.dlvol 3,3
      pfcp.volume_measurement.tonop 4
      pfcp.volume_measurement.ulnop 5
      pfcp.volume_measurement.dlnop 6
      pfcp.duration_measurement 60
      pfcp.quota_holding_time 60
      pfcp.dropped_dl_traffic_threshold.dlby_flg 1
      pfcp.dropped_dl_traffic_threshold.dlpa_flg 1
      pfcp.downlink_packets 1
      pfcp.bytes_downlink_data 2
      pfcp.volume_quota_flags.dlvol 1
      pfcp.volume_quota_flags.ulvol 1
      pfcp.volume_quota_flags.tovol 1
      pfcp.volume_quota.tovol 1
      pfcp.volume_quota.ulvol 2
      pfcp.volume_quota.dlvol 3
      pfcp.time_quota 60
      pfcp.urr_id_flg 0,1,0
      pfcp.urr_id 1,1,1
      pfcp.spare_h1 0
      pfcp.usage_information.ube 0
      pfcp.usage_information.uae 1
      pfcp.usage_information.aft 0
      pfcp.usage_information.bef 1
      pfcp.measurement_info.ciam 1
      pfcp.measurement_info.aspoc 1
      pfcp.measurement_info.sspoc 1
      pfcp.measurement_info.mnop 1
      pfcp.measurement_info.istm 1
      pfcp.measurement_info.radi 1
      pfcp.measurement_info.inam 1
      pfcp.measurement_info.fd 1
      pfcp.ur_seqn 1
      pfcp.time_quota_mechanism_bti_type 0,1
      pfcp.time_quota_mechanism_bti 10,10
      pfcp.multiplier.value_digits 5
      pfcp.multiplier.exponent 4294967294
      pfcp.subsequent_volume_quota_flags.dlvol 1
      pfcp.subsequent_volume_quota_flags.ulvol 1
      pfcp.subsequent_volume_quota_flags.tovol 1
      pfcp.subsequent_volume_quota.tovol 1
      pfcp.subsequent_volume_quota.ulvol 2
      pfcp.subsequent_volume_quota.dlvol 3
      pfcp.subsequent_time_quota 10
      pfcp.query_urr_reference 1
      pfcp.additional_usage_reports_information_auri 1
      pfcp.additional_usage_reports_information_value 5
      pfcp.event_quota 10
      pfcp.event_threshold 10
      pfcp.subsequent_event_quota 10
      pfcp.subsequent_event_threshold 10`,
  },
  {
    name: "PFCP: where it goes, and what to do with it",
    on: "udp 8805",
    bytes: `21 34 0177 0000000000000001 000007 00
      0025 0002 0100  # Reporting Triggers
      0025 0002 ff ff  # Reporting Triggers
      0025 0003 ff ff 03  # Reporting Triggers
      0026 000e 02 000b 687474703a2f2f612e6263  # Redirect Information
      0027 0001 3f  # Report Type
      0029 0004 03 616263  # Forwarding Policy
      002a 0001 00  # Destination Interface
      002a 0001 05  # Destination Interface
      002c 0001 02  # Apply Action
      002c 0002 ff 1f  # Apply Action
      002d 0003 03 05 09  # Downlink Data Service Information
      002d 0002 01 05  # Downlink Data Service Information
      002e 0001 05  # Downlink Data Notification Delay
      002f 0001 21  # DL Buffering Duration
      0030 0001 05  # DL Buffering Suggested Packet Count
      0030 0002 0102  # DL Buffering Suggested Packet Count
      0031 0001 07  # PFCPSMReq-Flags
      0032 0001 01  # PFCPSRRsp-Flags
      0054 000a 0100 00000009 0a000002  # Outer Header Creation
      0054 0016 0200 00000009 fd000000000000000000000000000001  # Outer Header Creation
      0054 0008 0400 0a000002 1234  # Outer Header Creation
      0054 0014 0800 fd000000000000000000000000000001 1234  # Outer Header Creation
      0054 0006 1000 0a000002  # Outer Header Creation
      0054 0005 4000 072164  # Outer Header Creation
      0054 0005 8000 072164  # Outer Header Creation
      0054 001a 0300 00000009 0a000002 fd000000000000000000000000000001  # Outer Header Creation
      0058 0001 01  # BAR ID
      005e 0004 01 00 0064  # Packet Rate
      005e 0007 03 00 0064 01 00c8  # Packet Rate
      0065 0001 3f  # Node Report Type
      0067 0005 02 0a000001  # Remote GTP-U Peer
      0067 000d 0e 0a000001 0001 00 0003 616263  # Remote GTP-U Peer
      0067 0011 01 fd000000000000000000000000000001  # Remote GTP-U Peer
      006a 0005 72756c6531  # Activate Predefined Rules
      006b 0005 72756c6531  # Deactivate Predefined Rules
      006e 0001 01  # OCI Flags
      006f 0001 01  # PFCP Association Release Request
      0070 0001 21  # Graceful Release Period
      0071 0001 01  # PDN Type`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Modification Request
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 52
      pfcp.length 375
      pfcp.seid 0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 37,37,37,38,39,41,42,42,44,44,45,45,46,47,48,48,49,50,84,84,84,84,84,84,84,84,88,94,94,101,103,103,103,106,107,110,111,112,113
      pfcp.ie_len 2,2,3,14,1,4,1,1,1,2,3,2,1,1,1,2,1,1,10,22,8,20,6,5,5,26,1,4,7,1,5,13,17,5,5,1,1,1,1
      pfcp.reporting_triggers_flags.liusa 0,1,1
      pfcp.reporting_triggers_flags.droth 0,1,1
      pfcp.reporting_triggers_flags.stopt 0,1,1
      pfcp.reporting_triggers_flags.start 0,1,1
      pfcp.reporting_triggers_flags.quhti 0,1,1
      pfcp.reporting_triggers_flags.timth 0,1,1
      pfcp.reporting_triggers_flags.volth 0,1,1
      pfcp.reporting_triggers_flags.perio 1,1,1
      pfcp.reporting_triggers_flags.quvti 0,1,1
      pfcp.reporting_triggers_flags.ipmjl 0,1,1
      pfcp.reporting_triggers_flags.evequ 0,1,1
      pfcp.reporting_triggers_flags.eveth 0,1,1
      pfcp.reporting_triggers_flags.macar 0,1,1
      pfcp.reporting_triggers_flags.envcl 0,1,1
      pfcp.reporting_triggers_flags.timqu 0,1,1
      pfcp.reporting_triggers_flags.volqu 0,1,1
      pfcp.spare_b7_b2 0,0,0
      pfcp.reporting_triggers_flags.upint 1
      pfcp.reporting_triggers_flags.reemr 1
      pfcp.spare_h1 0,0,0,0
      pfcp.redirect_address_type 2
      pfcp.redirect_server_addr_len 11
      pfcp.redirect_server_address http://a.bc
      pfcp.spare_b7 0
      pfcp.report_type.uisr 0
      pfcp.report_type.sesr 1
      pfcp.report_type.tmir 1
      pfcp.report_type.upir 1
      pfcp.report_type.erir 1
      pfcp.report_type.usar 1
      pfcp.report_type.dldr 1
      pfcp.forwarding_policy_id_len 3
      pfcp.forwarding_policy_id 616263
      pfcp.dst_interface 0,5,0
      pfcp.apply_action.dfrt 0,1
      pfcp.apply_action.ipmd 0,1
      pfcp.apply_action.ipma 0,1
      pfcp.apply_action.dupl 0,1
      pfcp.apply_action.nocp 0,1
      pfcp.apply_action.buff 0,1
      pfcp.apply_action.forw 1,1
      pfcp.apply_action.drop 0,1
      pfcp.spare_b7_b5 0,0
      pfcp.apply_action.mbsu 1
      pfcp.apply_action.fssm 1
      pfcp.apply_action.ddpn 1
      pfcp.apply_action.bdpn 1
      pfcp.apply_action.edrt 1
      pfcp.dl_data_service_inf.qfii 1,0
      pfcp.dl_data_service_inf.ppi 1,1
      pfcp.spare_b7_b6 0,0,0,0
      pfcp.ppi 5,5
      pfcp.qfi_value 0x09
      pfcp.dl_data_notification_delay 5
      pfcp.timer_unit 1,1
      pfcp.timer_value 1,1
      pfcp.packet_count 5,258
      pfcp.smreq_flags.rumuc 0
      pfcp.smreq_flags.sumpc 0
      pfcp.smreq_flags.qaurr 1
      pfcp.smreq_flags.sndem 1
      pfcp.smreq_flags.drobu 1
      pfcp.spare_b7_b1 0,0,0
      pfcp.srrsp_flags.drobu 1
      pfcp.outer_hdr_desc 256,512,1024,2048,4096,16384,32768,768
      pfcp.outer_hdr_creation.teid 0x00000009,0x00000009,0x00000009
      pfcp.outer_hdr_creation.ipv4 10.0.0.2,10.0.0.2,10.0.0.2,10.0.0.2
      pfcp.outer_hdr_creation.ipv6 fd00::1,fd00::1,fd00::1
      pfcp.outer_hdr_creation.port 4660,4660
      pfcp.spare_b7_b3 0,0,0,0,0
      pfcp.c_tag.flags.vid 1
      pfcp.c_tag.flags.dei 1
      pfcp.c_tag.flags.pcp 1
      pfcp.c_tag.cvid 0x0264
      pfcp.c_tag.dei_flag 0
      pfcp.c_tag.pcp 1
      pfcp.s_tag.flags.vid 1
      pfcp.s_tag.flags.dei 1
      pfcp.s_tag.flags.pcp 1
      pfcp.s_tag.svid 0x0264
      pfcp.s_tag.dei_flag 0
      pfcp.s_tag.pcp 1
      pfcp.bar_id 1
      pfcp.spare_b7_b4 0,0,0,0,0
      pfcp.packet_rate.aprc 0,0
      pfcp.packet_rate.dlpr 0,1
      pfcp.packet_rate.ulpr 1,1
      pfcp.ul_time_unit 0,0
      pfcp.max_ul_pr 100,100
      pfcp.dl_time_unit 1
      pfcp.max_dl_pr 200
      pfcp.node_report_type.pvsrurr 1
      pfcp.node_report_type.purr 1
      pfcp.node_report_type.gpqr 1
      pfcp.node_report_type.ckdr 1
      pfcp.node_report_type.uprr 1
      pfcp.node_report_type.upfr 1
      pfcp.remote_gtp_u_peer_flags.ni 0,1,0
      pfcp.remote_gtp_u_peer_flags.di 0,1,0
      pfcp.remote_gtp_u_peer_flags.v4 1,1,0
      pfcp.remote_gtp_u_peer_flags.v6 0,0,1
      pfcp.node_id_ipv4 10.0.0.1,10.0.0.1
      pfcp.node_id_length_di 1
      pfcp.node_id_length_ni 3
      pfcp.network_instance abc
      pfcp.node_id_ipv6 fd00::1
      pfcp.predef_rules_name 72756c6531,72756c6531
      pfcp.oci_flags.aoci 1
      pfcp.assoc_rel_req.sarr 1
      pfcp.pdn_type 1`,
  },
  {
    name: "PFCP: who it is for",
    on: "udp 8805",
    bytes: `21 34 01b3 0000000000000001 000007 00
      0039 000d 02 0000000000000001 0a000001  # F-SEID
      0039 001d 03 0000000000000001 0a000001 fd000000000000000000000000000001  # F-SEID
      0039 0019 01 0000000000000001 fd000000000000000000000000000001  # F-SEID
      003d 0007 01 00 0003 616263  # PFD contents
      003d 0015 0f 00 0003 616263 0003 616263 0003 616263 0002 aabb  # PFD contents
      0041 0007 01 0a000001 0007  # FQ-CSID
      0041 0015 12 fd000000000000000000000000000001 0007 0008  # FQ-CSID
      0041 0007 21 12345678 0007  # FQ-CSID
      005b 0003 616263  # Application Instance ID
      0075 0004 0000000a  # User Plane Inactivity Timer
      0078 0004 00000001  # Aggregated URR ID IE
      007b 0001 01  # RQI
      0083 0001 05  # Traffic Endpoint ID
      008c 0001 05  # Suggested Buffering Packets Count
      008d 000a 01 08 1021436587f90000  # User ID
      008d 0011 06 08 1021436587f90000 06 214365870921  # User ID
      008d 0005 08 03 616263  # User ID
      008d 000d 70 03 616263 03 616263 03 616263  # User ID
      008e 0001 01  # Ethernet PDU Session Information
      0090 000f 02 020000000001 020000000002 00 00  # MAC Addresses Detected
      0090 000f 01 020000000001 03 072164 03 072164  # MAC Addresses Detected
      0091 0009 01 020000000001 00 00  # MAC Addresses Removed
      0092 0004 0000000a  # Ethernet Inactivity Timer
      0099 0003 616263  # Framed-Route
      009a 0004 00000001  # Framed-Routing
      009b 0003 616263  # Framed-IPv6-Route
      009d 0004 000007d0  # Averaging Window
      009e 0001 05  # Paging Policy Indicator
      009f 0009 08 696e7465726e6574  # APN/DNN
      00a0 0001 0b  # 3GPP Interface Type
      00a1 0001 01  # PFCPSRReq-Flags
      00a2 0001 01  # PFCPAUReq-Flags
      00aa 0002 0001  # a company's
      00ab 0001 01  # a company's
      00ac 0001 02  # a company's
      00ad 0001 32  # a company's
      00ae 0001 01  # a company's
      00b1 0005 0003 616263  # UE IP address Pool Identity`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Session Modification Request
      pfcp.flags 0x21
      pfcp.version 1
      pfcp.spare_b4 0,0,0,0
      pfcp.spare_b3 0,0,0,0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 1
      pfcp.msg_type 52
      pfcp.length 435
      pfcp.seid 0x0000000000000001,0x0000000000000001,0x0000000000000001,0x0000000000000001
      pfcp.seqno 7
      pfcp.spare_oct 0,0,0
      pfcp.ie_type 57,57,57,61,61,65,65,65,91,117,120,123,131,140,141,141,141,141,142,144,144,145,146,153,154,155,157,158,159,160,161,162,170,171,172,173,174,177
      pfcp.ie_len 13,29,25,7,21,7,21,7,3,4,4,1,1,1,10,17,5,13,1,15,15,9,4,3,4,3,4,1,9,1,1,1,2,1,1,1,1,5
      pfcp.spare_b7 0,0,0,0,0,0,0
      pfcp.spare_b6 0,0,0
      pfcp.spare_b5 0,0,0
      pfcp.spare_b2 0,0,0
      pfcp.f_seid_flags.v4 1,1,0
      pfcp.f_seid_flags.v6 0,1,1
      pfcp.f_seid.ipv4 10.0.0.1,10.0.0.1
      pfcp.f_seid.ipv6 fd00::1,fd00::1
      pfcp.pfd_contents_flags.adnp 0,0
      pfcp.pfd_contents_flags.aurl 0,0
      pfcp.pfd_contents_flags.afd 0,0
      pfcp.pfd_contents_flags.dnp 0,0
      pfcp.pfd_contents_flags.cp 0,1
      pfcp.pfd_contents_flags.dn 0,1
      pfcp.pfd_contents_flags.url 0,1
      pfcp.pfd_contents_flags.fd 1,1
      pfcp.flow_desc_len 3,3
      pfcp.flow_desc abc,abc
      pfcp.url_len 3
      pfcp.url abc
      pfcp.dn_len 3
      pfcp.dn abc
      pfcp.cp_len 2
      pfcp.cp aabb
      pfcp.fq_csid_node_id_type 0,1,2
      pfcp.num_csid 1,2,1
      pfcp.q_csid_node_id.ipv4 10.0.0.1
      pfcp.csid 7,7,8,7
      pfcp.q_csid_node_id.ipv6 fd00::1
      pfcp.q_csid_node_id.mcc_mnc 74565
      pfcp.q_csid_node_id.int 1656
      pfcp.application_instance_id_str abc
      pfcp.user_plane_inactivity_time 10
      pfcp.urr_id_flg 0
      pfcp.urr_id 1
      pfcp.spare_b7_b1 0,0,0,0
      pfcp.rqi_flag 1
      pfcp.traffic_endpoint_id 5
      pfcp.suggested_buffering_packets_count.packet_count 5
      pfcp.user_id.flags.peif 0,0,0,1
      pfcp.user_id.flags.gpsif 0,0,0,1
      pfcp.user_id.flags.supif 0,0,0,1
      pfcp.user_id.flags.naif 0,0,1,0
      pfcp.user_id.flags.msisdnf 0,1,0,0
      pfcp.user_id.flags.imeif 0,1,0,0
      pfcp.user_id.flags.imsif 1,0,0,0
      pfcp.user_id.length_of_imsi 8
      e212.imsi 01123456789
      e212.assoc.imsi 01123456789
      pfcp.user_id.length_of_imei 8
      pfcp.user_id.imei 01123456789
      pfcp.user_id.length_of_msisdn 6
      e164.msisdn 123456789012
      pfcp.user_id.length_of_nai 3
      pfcp.user_id.nai abc
      pfcp.user_id.length_of_supi 3
      pfcp.user_id.supi abc
      pfcp.user_id.length_of_gpsi 3
      pfcp.user_id.gpsi abc
      pfcp.user_id.length_of_pei 3
      pfcp.user_id.pei abc
      pfcp.ethernet_pdu_session_information.flags.ethi 1
      pfcp.mac_addresses_detected.number_of_mac_addresses 2,1
      pfcp.mac_addresses_detected.mac_address 020000000001,020000000002,020000000001
      pfcp.mac_addresses_detected.length_of_ctag 0,3
      pfcp.mac_addresses_detected.length_of_stag 0,3
      pfcp.spare_b7_b3 0,0
      pfcp.c_tag.flags.vid 1
      pfcp.c_tag.flags.dei 1
      pfcp.c_tag.flags.pcp 1
      pfcp.c_tag.cvid 0x0264
      pfcp.c_tag.dei_flag 0
      pfcp.c_tag.pcp 1
      pfcp.s_tag.flags.vid 1
      pfcp.s_tag.flags.dei 1
      pfcp.s_tag.flags.pcp 1
      pfcp.s_tag.svid 0x0264
      pfcp.s_tag.dei_flag 0
      pfcp.s_tag.pcp 1
      pfcp.mac_addresses_removed.number_of_mac_address 1
      pfcp.mac_addresses_removed.mac_addresses 020000000001
      pfcp.mac_addresses_removed.length_of_ctag 0
      pfcp.mac_addresses_removed.length_of_stag 0
      pfcp.ethernet 10
      pfcp.framed_route abc
      pfcp.framed_routing 00000001
      pfcp.framed_ipv6_route abc
      pfcp.averaging_window 2000
      pfcp.ppi 5
      pfcp.apn_dnn internet
      pfcp.spare_h1 0
      pfcp.tgpp_interface_type 11
      pfcp.srreq_flags.psdbu 1
      pfcp.aureq_flags.parps 1
      pfcp.mar_id 1
      pfcp.steering_functionality 1
      pfcp.steering_mode 2
      pfcp.weight 50
      pfcp.priority 1
      pfcp.ue_ip_address_pool_length 3
      pfcp.ue_ip_address_pool_identity 616263`,
  },
  {
    name: "PFCP: elements that nobody reads",
    on: "udp 8805",
    bytes: `20 01 0021 000007 00
      0000 0001 aa  # Reserved
      03e7 0002 aabb  # a company's
      0034 0004 00000001  # Sequence Number
      0035 0001 32  # Metric
      0037 0001 21  # Timer`,
    tshark: `_ws.col.Protocol PFCP
      _ws.col.Info PFCP Heartbeat Request
      pfcp.flags 0x20
      pfcp.version 1
      pfcp.spare_b4 0
      pfcp.spare_b3 0
      pfcp.fo_flag 0
      pfcp.mp_flag 0
      pfcp.s 0
      pfcp.msg_type 1
      pfcp.length 33
      pfcp.seqno 7
      pfcp.spare_oct 0
      pfcp.ie_type 0,999,52,53,55
      pfcp.ie_len 1,2,4,1,1
      pfcp.ie_id_reserved 1
      pfcp.ie_not_decoded 1
      pfcp.sequence_number 1
      pfcp.metric 50
      pfcp.timer_unit 1
      pfcp.timer_value 1`,
  },
];
