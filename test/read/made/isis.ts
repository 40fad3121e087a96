/** IS-IS: ISO/IEC 10589, section 9; RFCs stand beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** A message with its length (of two bytes, behind what stands before it) and its TLVs; levels' checksums are wrong. */
const message = (head: string, before: string, behind: string, tlvs: string): string => {
  const size = sized(2, `${head}${before}${behind}${tlvs}`, 2).slice(0, 4);
  return `${head} ${before} ${size} ${behind} ${tlvs}`;
};
const SYSTEM = "1921 6800 1001";

/** Header of 20 bytes, version 1, systems of 6 bytes; between two routers, of both levels; held for 30 s; circuit 1. */
const hello = (tlvs: string): string => message("83 14 01 00 11 01 00 00", `03 ${SYSTEM} 001e`, "01", tlvs);
/** Header of 27 bytes; lives for 1200 s, first sequence number, of level 1. */
const linkState = (tlvs: string): string =>
  message("83 1b 01 00 12 01 00 00", "", `04b0 ${SYSTEM} 00 00 00000001 abcd 03`, tlvs);

export const isis: readonly Made[] = [
  {
    name: "IS-IS hello",
    on: "llc fe",
    bytes: hello(`01 04 03 490001                # area 49.0001
      81 02 cc 8e                            # IPv4 and IPv6
      84 04 0a000001                         # interface (RFC 1195, 5.3.3)
      e5 04 0000 8002                        # topologies 0, and overloaded 2 (RFC 5120, 7.2)
      f0 0f 02 00000005 1921 6800 1002 00000006  # down, circuits of both and the neighbour (RFC 5303, 3)
      d3 03 02 001e                          # acknowledges a restart, 30 s left (RFC 8706, 3)
      0a 11 36 ${"aa".repeat(16)}                # HMAC-MD5 (RFC 5304, 2)`),
    tshark: `isis.hello.circuit_type 0x03
      isis.hello.clv.type 1,129,132,229,240,211,10
      isis.hello.area_address 03490001
      isis.hello.clv_nlpid.nlpid 0xcc,0x8e
      isis.hello.clv_ipv4_int_addr 10.0.0.1
      isis.hello.clv_mt 0x0000,0x8002
      isis.hello.adjacency_state 2
      isis.hello.extended_local_circuit_id 0x00000005
      isis.hello.neighbor_systemid 1921.6800.1002
      isis.hello.clv_restart_flags.ra 1
      isis.hello.clv_restart.remain_time 30
      isis.hello.clv_authentication ${"aa".repeat(16)}`,
  },
  {
    name: "IS-IS link state: neighbours, prefixes, segments",
    on: "llc fe",
    bytes: linkState(`89 06 726f75746572           # "router" (RFC 5301, 3)
      16 1e ${SYSTEM} 02 00000a 13           # extended reachability (RFC 5305, 3), metric 10
        06 04 0a000001  09 04 4d3ebc20         # interface; 200,000,000 bytes a second
        1f 05 30 00 005dc0                     # adjacency's segment: label 24000, local (RFC 8667, 2.2.1)
      87 12 0000000d 60 0a000003 08            # 10.0.0.3/32, metric 13, with sub-TLVs (RFC 5305, 4)
        03 06 40 00 00000064                   # its segment: node, algorithm 0, index 100 (RFC 8667, 2.1)
      ec 0e 0000000a 00 40 20010db8 00000000   # 2001:db8::/64, metric 10 (RFC 5308, 2)
      f2 10 0a000001 01 02 09 c0 0003e8 01 03 003e80  # router 10.0.0.1, blocks of 1000 labels from 16000 on
      80 0c 0a 80 80 80 0a010000 ffffff00      # 10.1.0.0/24 as in old times, metric 10 alone (RFC 1195, 5.3.1)`),
    tshark: `isis.lsp.lsp_id 1921.6800.1001.00-00
      isis.lsp.checksum.status 0
      isis.lsp.is_type 3
      isis.lsp.hostname router
      isis.lsp.ext_is_reachability.is_neighbor_id 1921.6800.1001.02
      isis.lsp.ext_is_reachability.metric 10
      isis.lsp.ext_is_reachability.ipv4_interface_address 10.0.0.1
      isis.lsp.maximum_link_bandwidth 1600
      isis.lsp.adj_sid.flags.v 1
      isis.lsp.sid.sli_label 24000
      isis.lsp.ext_ip_reachability.ipv4_prefix 10.0.0.3
      isis.lsp.ext_ip_reachability.prefix_sid.flags.n 1
      isis.lsp.sid.sli_index 0x00000064
      isis.lsp.ipv6_reachability.ipv6_prefix 2001:db8::
      isis.lsp.rt_capable.router_id 0x0a000001
      isis.lsp.sr_cap.range 1000
      isis.lsp.sr_cap.label 16000
      isis.lsp.ip_reachability.ipv4_prefix 10.1.0.0
      isis.lsp.ip_reachability.delay_metric_support 1`,
  },
  {
    name: "IS-IS: how a link performs (RFC 8570, 4)",
    on: "llc fe",
    bytes: linkState(`16 39 ${SYSTEM} 00 00000a 2e
      21 04 80 0003e8  22 08 00 000384 00 0007d0  23 04 00 00000a  # delays: 1 ms, between 900 and 2000
      24 04 00 000005  25 04 4d3ebc20  26 04 4d3ebc20  27 04 4d3ebc20`),
    tshark: `isis.lsp.ext_is_reachability.unidirectional_link_flags.a 1,0,0
      isis.lsp.ext_is_reachability.unidirectional_link_delay 1000
      isis.lsp.ext_is_reachability.unidirectional_link_delay_min 900
      isis.lsp.ext_is_reachability.unidirectional_link_delay_max 2000
      isis.lsp.ext_is_reachability.unidirectional_delay_variation 10
      isis.lsp.ext_is_reachability.unidirectional_link_loss 5
      isis.lsp.ext_is_reachability.unidirectional_residual_bandwidth 2e+08`,
  },
  {
    name: "IS-IS: what is known (9.10)",
    on: "llc fe",
    bytes: message(
      "83 21 01 00 18 01 00 00",
      "",
      `${SYSTEM} 00 000000000000 0000 ffffffffffff ffff`,
      `09 10 04b0 ${SYSTEM} 00 00 00000001 abcd`,
    ),
    tshark: `isis.csnp.start_lsp_id 0000.0000.0000.00-00
      isis.csnp.clv.type 9
      isis.csnp.lsp_id 1921.6800.1001.00-00
      isis.csnp.lsp_seq_num 0x00000001
      isis.csnp.lsp_remain_life 1200
      isis.csnp.lsp_checksum 0xabcd`,
  },
];
