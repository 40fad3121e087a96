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
    name: "DHCP: an offset west of UTC (RFC 2132, 3.4)",
    on: "udp 67",
    bytes: request("02 04 ffffb9b0"),
    tshark: "dhcp.option.time_offset -18000",
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
  {
    name: "DHCP: the client by a UUID (RFC 4578, 2.3), a name, an address of other hardware, and what it takes (RFC 6704)",
    on: "udp 67",
    bytes: request(`
      61 11 00 00010203 0405 0607 08090a0b0c0d0e0f
      3d 05 00 6e616d65
      3d 07 06 020000000001
      91 02 01 02
      `),
    tshark: `dhcp.client_id.uuid 03020100-0504-0706-0809-0a0b0c0d0e0f
      dhcp.client_id.type 0
      dhcp.client_id.undef name
      dhcp.client_id (missing)
      dhcp.hw.type 0x01,0x06
      dhcp.hw.mac_addr 02:00:00:00:00:01,02:00:00:00:00:01
      dhcp.option.forcerenew_nonce.algorithm 1,2
      _ws.col.Protocol DHCP
      _ws.col.Info DHCP Discover - Transaction ID 0x12345678
      frame.protocols eth:ethertype:ip:udp:dhcp`,
  },
  {
    name: "DHCP: the client by an enterprise and by an address (RFC 4361), servers of SIP by address (RFC 3361)",
    on: "udp 67",
    bytes: request(`
      3d 0d ff 00112233 0002 00000009 6162
      3d 0f ff 00112233 0003 0001 020000000001
      78 09 01 0a000001 0a000002
      `),
    tshark: `dhcp.client_id.iaid 00112233,00112233
      dhcp.client_id.duid_type 2,3
      dhcp.client_id.enterprise_num 9
      dhcp.client_id 6162
      dhcp.client_id.duid_ll_hw_type 1
      dhcp.client_id.duid_llt_hw_type (missing)
      dhcp.client_id.link_layer_address 02:00:00:00:00:01
      dhcp.option.sip_server.encoding 1
      dhcp.option.sip_server.address 10.0.0.1,10.0.0.2
      _ws.col.Protocol DHCP
      _ws.col.Info DHCP Discover - Transaction ID 0x12345678
      frame.protocols eth:ethertype:ip:udp:dhcp`,
  },
  {
    name: "DHCP: servers of SIP by name",
    on: "udp 67",
    bytes: request(`
      78 08 00 03736970 0165 00
      `),
    tshark: `dhcp.option.sip_server.encoding 0
      dhcp.option.sip_server.name sip.e
      _ws.col.Protocol DHCP
      _ws.col.Info DHCP Discover - Transaction ID 0x12345678
      frame.protocols eth:ethertype:ip:udp:dhcp`,
  },
  {
    name: "DHCPv6: a relay agent's message, and what a client says of itself",
    on: "udp 547",
    bytes: `0c 01 20010db8000000000000000000000001 20010db8000000000000000000000002  # Relay-forw, one hop
      0012 0004 65746830                       # interface "eth0"
      0025 0006 00000009 0102                  # remote id (RFC 4649)
      0009 006d 01 123456                      # the client's Solicit
      0027 0013 05 04686f7374 07 6578616d706c65 03636f6d 00  # host.example.com (RFC 4704): N, S
      0010 000a 00000009 0004 61626364         # vendor class
      0011 000c 00000009 0001 0004 61626364    # vendor options
      0004 0004 00000002                       # a temporary address
      0067 0008 687474703a2f2f78               # captive portal (RFC 8910)
      000b 001c 03 01 00 0000000000000001 01 ${"aa".repeat(16)}  # reconfigure key`,
    tshark: `dhcpv6.option.type_str Interface-Id,Remote Identifier,Relay Message,Client Fully Qualified Domain Name,Vendor Class,Vendor-specific Information,Identity Association for Temporary Address,Captive Portal,Authentication
      dhcpv6.interface_id 65746830
      dhcpv6.remoteid.enterprise 9
      dhcpv6.clientfqdn.client.n 1
      dhcpv6.client_domain host.example.com.
      dhcpv6.vendorclass.data abcd
      dhcpv6.vendoropts.enterprise.option_data 61626364
      dhcpv6.iata 00000002
      dhcpv6.captive_portal http://x
      dhcpv6.auth.replay_detection 0000000000000001`,
  },
  {
    name: "DHCPv6: softwires, prefixes, servers, failover",
    on: "udp 546",
    bytes: `07 123456                                # Reply
      0018 0017 04686f7374 07 6578616d706c65 03636f6d 00 03666f6f 00  # search host.example.com and foo
      0038 0015 0003 0011 036e7470 07 6578616d706c65 03636f6d 00      # time server's name (RFC 5908)
      005e 0018 0059 0014 01 10 18 0a000100 20 20010db8  005d 0004 04 08 1200  # MAP-E (RFC 7598)
      0019 002f 00000001 00000e10 00001518
        001a 001f 00000e10 00001518 38 20010db8000000000000000000000000 0043 0002 40 12  # less a /64 (RFC 6603)
      0083 0001 07   0084 0001 02              # failover (RFC 8156)`,
    tshark: `dhcpv6.search_list_entry host.example.com.
      dhcpv6.tld foo.
      dhcpv6.ntpserver.fqdn ntp.example.com.
      dhcpv6.s46_rule.ipv4_prefix 10.0.1.0
      dhcpv6.s46_rule.ipv6_prefix 2001:db8::
      dhcpv6.s46_portparam.psid 18
      dhcpv6.pd_exclude.subnet_id 12
      dhcpv6.failover.server.flags.c 1
      dhcpv6.failover.server_state 2`,
  },
];
