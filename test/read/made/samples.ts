/** sFlow: sflow.org's version 5. */
import type { Made } from "./packets.ts";

/** A frame of UDP whose data nobody reads, and a request of ARP. */
const TWO_SAMPLES = `00000005 00000001 0a000009 00000000 00000001 00000064 00000002
      00000001 00000068 00000001 00000001 00000001 00000001 00000000 00000001 00000002 00000001
      00000001 00000040 00000001 0000004a 00000004 0000002e
        020000000002 020000000001 0800 45000020 00010000 40110000 0a000001 0a000002 9c40 270f 000c 0000 deadbeef 0000
      00000001 00000064 00000002 00000001 00000001 00000002 00000000 00000001 00000002 00000001
      00000001 0000003c 00000001 0000004a 00000004 0000002a
        ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002 0000`;

export const samples: readonly Made[] = [
  {
    name: "sFlow: a frame",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e800000001000000010000004c000000010000000300000200
      0000270f0000000000000003000000040000000100000001000000240000000100000018000000040000001402000000
      00020200000000019999616263646566`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 76
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 1
      sflow_5.flow_data_length 36
      sflow_245.header_protocol 1
      sflow_245.header.frame_length 24
      sflow_245.header.payload_stripped 4
      sflow_245.header.sampled_header_length 20
      sflow_245.header 0200000000020200000000019999616263646566`,
  },
  {
    name: "sFlow: an Ethernet header",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000100000040000000010000000300000200
      0000270f0000000000000003000000040000000100000002000000180000004000000200000000010000020000000002
      00000800`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 64
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 2
      sflow_5.flow_data_length 24
      sflow_245.ethernet.length 64
      sflow_245.ethernet.source_mac_address 00:00:02:00:00:00
      sflow_245.ethernet.destination_mac_address 00:00:02:00:00:00
      sflow_245.ethernet.packet_type 2048`,
  },
  {
    name: "sFlow: VLANs",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000100000038000000010000000300000200
      0000270f00000000000000030000000400000001000003e90000001000000001000000020000000300000004`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 56
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 1001
      sflow_5.flow_data_length 16
      sflow_245.vlan.in 1
      sflow_245.pri.in 2
      sflow_245.vlan.out 3
      sflow_245.pri.out 4`,
  },
  {
    name: "sFlow: a next hop",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000100000038000000010000000300000200
      0000270f00000000000000030000000400000001000003ea00000010000000010a0000090000001800000010`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 56
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 1002
      sflow_5.flow_data_length 16
      sflow_245.nexthop 10.0.0.9
      sflow_245.nexthop.src_mask 24
      sflow_245.nexthop.dst_mask 16`,
  },
  {
    name: "sFlow: a path of systems",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e800000001000000010000005c000000010000000300000200
      0000270f00000000000000030000000400000001000003eb00000034000000010a0000090000fde80000000100000002
      0000000100000002000000020000fde90000fdea000000010000000700000064`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 92
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 1003
      sflow_5.flow_data_length 52
      sflow_245.nexthop 10.0.0.9
      sflow_245.as 65000
      sflow_245.srcAS 1
      sflow_245.peerAS 2
      sflow_245.dstASentries 1
      sflow.as_type 2
      sflow_245.dstAS 65001,65002,7
      sflow_245.communityEntries 1
      sflow_245.localpref 100`,
  },
  {
    name: "sFlow: expanded, VLANs",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000300000044000000010000000000000003
      000002000000270f000000000000000000000003000000000000000400000001000003e9000000100000000100000002
      0000000300000004`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 3
      sflow_5.sample_length 68
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_type 0
      sflow.flow_sample.source_id_index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface_format 0
      sflow.flow_sample.input_interface_value 3
      sflow.flow_sample.output_interface.format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 1001
      sflow_5.flow_data_length 16
      sflow_245.vlan.in 1
      sflow_245.pri.in 2
      sflow_245.vlan.out 3
      sflow_245.pri.out 4`,
  },
  {
    name: "sFlow: counters of an interface",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e800000001000000020000006c000000010000000300000001
      00000001000000580000000300000006000000003b9aca00000000010000000300000000000000050000000100000002
      00000003000000040000000500000006000000000000000700000008000000090000000a0000000b0000000c0000000d`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 2
      sflow_5.sample_length 108
      sflow.counters_sample.sequence_number 1
      sflow.counters_sample.source_id_type 0
      sflow.counters_sample.source_id_index 3
      sflow.counters_sample.counters_records 1
      sflow_245.counters_record_format 1
      sflow_5.flow_data_length 88
      sflow_245.ifindex 3
      sflow_245.iftype 6
      sflow_245.ifspeed 1000000000
      sflow_245.ifdirection 1
      sflow_245.ifadmin_status 1
      sflow_245.ifoper_status 1
      sflow_245.ifinoct 5
      sflow_245.ifinpkt 1
      sflow_245.ifinmcast 2
      sflow_245.ifinbcast 3
      sflow_245.ifindisc 4
      sflow_245.ifinerr 5
      sflow_245.ifinunk 6
      sflow_245.ifoutoct 7
      sflow_245.ifoutpkt 8
      sflow_245.ifoutmcast 9
      sflow_245.ifoutbcast 10
      sflow_245.ifoutdisc 11
      sflow_245.ifouterr 12
      sflow_245.ifpromisc 13`,
  },
  {
    name: "sFlow: counters of Ethernet",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000200000048000000010000000300000001
      000000020000003400000000000000010000000200000003000000040000000500000006000000070000000800000009
      0000000a0000000b0000000c`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 2
      sflow_5.sample_length 72
      sflow.counters_sample.sequence_number 1
      sflow.counters_sample.source_id_type 0
      sflow.counters_sample.source_id_index 3
      sflow.counters_sample.counters_records 1
      sflow_245.counters_record_format 2
      sflow_5.flow_data_length 52
      sflow_245.dot3StatsAlignmentErrors 0
      sflow_245.dot3StatsFCSErrors 1
      sflow_245.dot3StatsSingleCollisionFrames 2
      sflow_245.dot3StatsMultipleCollisionFrames 3
      sflow_245.dot3StatsSQETestErrors 4
      sflow_245.dot3StatsDeferredTransmissions 5
      sflow_245.dot3StatsLateCollisions 6
      sflow_245.dot3StatsExcessiveCollisions 7
      sflow_245.dot3StatsInternalMacTransmitErrors 8
      sflow_245.dot3StatsCarrierSenseErrors 9
      sflow_245.dot3StatsFrameTooLongs 10
      sflow_245.dot3StatsInternalMacReceiveErrors 11
      sflow_245.dot3StatsSymbolErrors 12`,
  },
  {
    name: "sFlow: counters of a VLAN",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000200000030000000010000000300000001
      000000050000001c00000003000000000000000100000002000000030000000400000005`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 2
      sflow_5.sample_length 48
      sflow.counters_sample.sequence_number 1
      sflow.counters_sample.source_id_type 0
      sflow.counters_sample.source_id_index 3
      sflow.counters_sample.counters_records 1
      sflow_245.counters_record_format 5
      sflow_5.flow_data_length 28
      sflow_245.vlan_id 3
      sflow_245.octets 1
      sflow_245.ucastPkts 2
      sflow_245.multicastPkts 3
      sflow_245.broadcastPkts 4
      sflow_245.discards 5`,
  },
  {
    name: "sFlow: counters of a processor",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000200000030000000010000000300000001
      000003e90000001c00000001000000020000000300000000000000040000000000000005`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 2
      sflow_5.sample_length 48
      sflow.counters_sample.sequence_number 1
      sflow.counters_sample.source_id_type 0
      sflow.counters_sample.source_id_index 3
      sflow.counters_sample.counters_records 1
      sflow_245.counters_record_format 1001
      sflow_5.flow_data_length 28
      sflow_5.cpu_5s 1
      sflow_5.cpu_1m 2
      sflow_5.cpu_5m 3
      sflow_5.total_memory 4
      sflow_5.free_memory 5`,
  },
  {
    name: "sFlow: expanded counters",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000400000034000000010000000000000003
      00000001000000050000001c00000003000000000000000100000002000000030000000400000005`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 4
      sflow_5.sample_length 52
      sflow.counters_sample.sequence_number 1
      sflow.counters_sample.source_id_type 0
      sflow.counters_sample.source_id_index 3
      sflow.counters_sample.counters_records 1
      sflow_245.counters_record_format 5
      sflow_5.flow_data_length 28
      sflow_245.vlan_id 3
      sflow_245.octets 1
      sflow_245.ucastPkts 2
      sflow_245.multicastPkts 3
      sflow_245.broadcastPkts 4
      sflow_245.discards 5`,
  },
  {
    name: "sFlow: an IPv4 header",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000100000048000000010000000300000200
      0000270f00000000000000030000000400000001000000030000002000000028000000060a0000010a00000200000050
      000000510000000200000000`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 72
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 3
      sflow_5.flow_data_length 32
      sflow_245.ip.length 40
      sflow.ip_protocol 6
      sflow_245.ipv4_src 10.0.0.1
      sflow_245.ipv4_dst 10.0.0.2
      sflow_245.ip.source_port 80
      sflow.ip.destination_port 81
      sflow_245.ipv4_precedence_type 0
      sflow_245.ipv4_delay 0
      sflow_245.ipv4_throughput 0
      sflow_245.ipv4_reliability 0
      sflow_245.ipv4_cost 0`,
  },
  {
    name: "sFlow: an IPv6 header",
    on: "udp 6343",
    bytes: `00000005000000010a0000050000000000000007000003e8000000010000000100000060000000010000000300000200
      0000270f0000000000000003000000040000000100000004000000380000002800000006000000000000000000000000
      000000000000000000000000000000000000000000000050000000510000000200000000`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent 10.0.0.5, sub-agent ID 0, seq 7, 1 samples
      sflow_245.version 5
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 1
      sflow.enterprise 0,0
      sflow_245.sampletype 1
      sflow_5.sample_length 96
      sflow.flow_sample.sequence_number 1
      sflow.flow_sample.source_id_class 0
      sflow.flow_sample.index 3
      sflow.flow_sample.sampling_rate 512
      sflow.flow_sample.sample_pool 9999
      sflow.flow_sample.dropped_packets 0
      sflow.flow_sample.input_interface 3
      sflow.flow_sample.output_interface 0x00000004
      sflow.flow_sample.output_interface_format 0
      sflow.flow_sample.output_interface_value 4
      sflow.flow_sample.flow_record 1
      sflow_245.flow_record_format 4
      sflow_5.flow_data_length 56
      sflow_245.ip.length 40
      sflow.ip_protocol 6
      sflow_245.ipv6_src ::
      sflow_245.ipv6_dst ::
      sflow_245.ip.source_port 80
      sflow.ip.destination_port 81
      sflow_245.ipv6_priority 0`,
  },
  {
    name: "sFlow: from an agent with IPv6, no samples",
    on: "udp 6343",
    bytes: `0000000500000002000000000000000000000000000000000000000000000007000003e800000000`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V5, agent ::, sub-agent ID 0, seq 7, 0 samples
      sflow_245.version 5
      sflow_245.agenttype 2
      sflow_245.agent.v6 ::
      sflow_245.sub_agent_id 0
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 0`,
  },
  {
    name: "sFlow: version 4",
    on: "udp 6343",
    bytes: `00000004000000010a00000500000007000003e800000000`,
    tshark: `_ws.col.Protocol sFlow
      _ws.col.Info V4, agent 10.0.0.5, seq 7, 0 samples
      sflow_245.version 4
      sflow_245.agenttype 1
      sflow_245.agent 10.0.0.5
      sflow_245.sequence_number 7
      sflow_245.sysuptime 1000
      sflow_245.numsamples 0`,
  },
  {
    name: "sFlow: frames of two samples, and what nobody reads of the first",
    on: "udp 6343",
    bytes: TWO_SAMPLES,
    tshark: `frame.protocols eth:ethertype:ip:udp:sflow:eth:ethertype:ip:udp:data:eth:ethertype:arp
      data.data deadbeef
      arp.dst.proto_ipv4 10.0.0.2
      _ws.col.Info V5, agent 10.0.0.9, sub-agent ID 0, seq 1, 2 samples`,
  },
  {
    name: "sFlow: the same in an ICMP error that quotes all of it",
    on: "ip 1",
    bytes: `0303 0000 00000000 45000114 00010000 40110000 0a000001 0a000002 9c40 18c7 0100 0000 ${TWO_SAMPLES}`,
    tshark: `frame.protocols eth:ethertype:ip:icmp:ip:udp:sflow:eth:ethertype:ip:udp:data:eth:ethertype:arp
      data.data deadbeef`,
  },
];
