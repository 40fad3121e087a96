/** DHCP options: RFC 2132 and the RFCs beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** A request: one hop, transaction 12345678, broadcast, relayed by 10.0.0.9, for 02:00:00:00:00:01; then options. */
const request = (options: string): string => `01 01 06 01 12345678 0000 8000
  00000000 00000000 00000000 0a000009  020000000001 ${"00".repeat(10)} ${"00".repeat(64 + 128)}
  63825363  35 01 01  ${options}  ff`;

export const dhcp: readonly Made[] = [
  {
    name: "DHCP: what a relay agent adds for a tenant (RFC 3046)",
    on: "udp 67",
    bytes: request(
      `52 ${sized(
        1,
        `01 06 000400640102                # circuit: VLAN 100, module 1, port 2
        02 08 0006020000000001             # remote id: a MAC
        05 04 0a000100                     # link selection (RFC 3527): 10.0.1.0
        0b 04 0a000001                     # server's id overridden (RFC 5107)
        97 08 01 00000c 00000007           # VPN (RFC 6607): 00000c:7
        09 09 00000de9 04 01024142         # vendor DSL Forum (RFC 4243)`,
      )}`,
    ),
    tshark: `dhcp.option.agent_information_option.suboption 1,2,5,11,151,9
      dhcp.option.suboption_length 6,8,4,4,8,9
      dhcp.option.agent_information_option.agent_circuit_id 000400640102
      dhcp.option.agent_information_option.agent_remote_id 0006020000000001
      dhcp.option.agent_information_option.link_selection 10.0.1.0
      dhcp.option.agent_information_option.server_id_override 10.0.0.1
      dhcp.option.agent_information_option.vi.enterprise 3561`,
  },
  {
    name: "DHCP: routes, search list, classes, identities",
    on: "udp 67",
    bytes: request(
      `79 0d 18 0a0100 0a000001  00 0a000002   # 10.1.0.0/24 and the rest (RFC 3442)
      77 17 03666f6f 076578616d706c65 03636f6d 00 03626172 c004  # foo.example.com, bar.… by a pointer (RFC 3397)
      7c 0a 00000009 05 0461626364             # vendor class of Cisco (RFC 3925, 3)
      7d 0b 00000009 06 01 04 61626364         # and its options (4)
      3d 13 ff 00000001 0001 0001 12345678 020000000001  # interface 1 and a DUID by time (RFC 4361, 6.1)
      51 11 05 00 00 04686f7374 076578616d706c65 00  # host.example, which the server is to update (RFC 4702)
      d4 16 06 20 20010db8 ${"00".repeat(12)} 0a000001   # 6rd (RFC 5969): 6 bits, 2001:db8::/32`,
    ),
    tshark: `dhcp.option.classless_static_route 180a01000a000001,000a000002
      dhcp.option.dhcp_dns_domain_search_list_fqdn foo.example.com,bar.example.com
      dhcp.option.vi_class.enterprise 9
      dhcp.option.vi.enterprise 9
      dhcp.vendor.suboption 1
      dhcp.vendor.data 61626364
      dhcp.client_id.iaid 00000001
      dhcp.client_id.duid_type 1
      dhcp.client_id.link_layer_address 02:00:00:00:00:01
      dhcp.fqdn.s 1
      dhcp.fqdn.e 1
      dhcp.fqdn.name host.example
      dhcp.option.6RD.prefix_len 32
      dhcp.option.6RD.border_relay_ip 10.0.0.1`,
  },
];
