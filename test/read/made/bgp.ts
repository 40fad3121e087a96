/** BGP: RFC 4271 and the RFCs that stand beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** Marker, length, type (RFC 4271, 4.1). */
const message = (type: string, body: string): string =>
  `${"ff".repeat(16)} ${sized(2, `${type} ${body}`, 18)}`;
/** Nothing withdrawn unless it is told, path attributes, and routes (4.3). */
const update = (attributes: string, routes = "", withdrawn = ""): string =>
  message("02", `${sized(2, withdrawn)} ${sized(2, attributes)} ${routes}`);

/** MP_REACH_NLRI (RFC 4760, 3). */
const EVPN = `
  0019 46 04 0a000001 00 # L2VPN, EVPN, next hop 10.0.0.1, no SNPA
  02 28                  # MAC and IP (RFC 7432, 7.2), 40 bytes
    0001 0a000001 0064   # distinguisher 10.0.0.1:100
    01 020000000011 0007 00  # segment: LACP system and port key
    00000000 30 020000000022 # tag 0, MAC of 48 bits
    20 c0a80001          # IP of 32 bits
    002774 00c351        # VNIs 10100 and 50001
  02 21                  # MAC alone
    0000 fde9 00000064   # distinguisher 65001:100
    00 000000000000000000  # no segment
    00000000 30 020000000023 00 002774
  03 11                  # inclusive multicast (7.3)
    0001 0a000001 0064 00000000 20 0a000001
  04 17                  # segment (7.4)
    0002 0000fde9 0064   # distinguisher 65001:100
    03 020000000011 000001  # by the system's MAC
    20 0a000001
  05 22                  # prefix (RFC 9136, 3.1)
    0001 0a000001 0064 00 000000000000000000
    00000000 18 c0a80100 00000000 00c351  # 192.168.1.0/24, no gateway, VNI 50001
  01 19                  # auto-discovery of a segment (RFC 7432, 7.1)
    0001 0a000001 0064
    04 0a000001 00000007 00  # by the router's id
    ffffffff 000000`;

const CAPABILITIES = `
  01 04 0019 00 46       # multiprotocol: L2VPN, EVPN (RFC 4760, 8)
  02 00  46 00           # route refresh (RFC 2918), enhanced (RFC 7313)
  41 04 0000fde9         # AS of four bytes: 65001 (RFC 6793)
  40 06 8078 0001 01 80  # restarted, 120 s; IPv4 unicast keeps forwarding (RFC 4724)
  45 04 0019 46 01       # paths have numbers in what it receives for EVPN (RFC 7911)
  05 06 0001 0001 0002   # IPv4 unicast with IPv6 next hops (RFC 8950)
  49 06 04 6c656166 00   # its name is "leaf", without a domain (draft-walton-bgp-hostname-capability)
  43 02 01 02            # may change capabilities 1 and 2`;

export const bgp: readonly Made[] = [
  {
    name: "BGP OPEN with capabilities",
    on: "tcp 179",
    bytes: message(
      "01",
      `04 fde9 00b4 0a000001  # version 4, AS 65001, hold time 180, identifier
      ${sized(
        1,
        `02 ${sized(1, CAPABILITIES)}`, // one parameter: capabilities
      )}`,
    ),

    tshark: `bgp.open.myas 65001
      bgp.open.opt.len 52
      bgp.open.opt.param.type 2
      bgp.cap.type 1,2,70,65,64,69,5,73,67
      bgp.cap.length 4,0,0,4,6,4,6,6,2
      bgp.cap.mp.afi 25
      bgp.cap.mp.safi 70
      bgp.cap.4as 65001
      bgp.cap.gr.timers 0x8078
      bgp.cap.gr.timers.restart_flag 1
      bgp.cap.gr.timers.restart_time 120
      bgp.cap.gr.flag.pfs 1
      bgp.cap.ap.sendreceive 1
      bgp.cap.enh.nhafi 2
      bgp.cap.orf.fqdn.hostname leaf
      bgp.cap.dc 1,2`,
  },
  {
    name: "EVPN: a host, a flood list, a segment and a prefix of VXLAN",
    on: "tcp 179",
    bytes: update(`
      40 01 01 00            # ORIGIN: IGP
      40 02 06 02 01 0000fde9  # AS_PATH: a sequence of one, 65001
      c0 10 10               # EXTENDED COMMUNITIES (RFC 4360)
      00 02 fde9 00002774    # route target 65001:10100
      03 0c 0000 0000 0008   # encapsulation: VXLAN (RFC 9012, 4.1)
      c0 16 09 00 06 002774 0a000001  # PMSI: ingress replication, VNI 10100, to 10.0.0.1 (RFC 6514, 5)
      90 0e ${sized(2, EVPN)}`),
    tshark: `bgp.update.path_attribute.type_code 1,2,16,22,14
      bgp.update.path_attribute.as_path_segment.as4 65001
      bgp.ext_com.type 0x00,0x03
      bgp.ext_com.stype_tr_as2 0x02
      bgp.ext_com.value_an4 10100
      bgp.ext_com.tunnel_type 8
      bgp.update.path_attribute.pmsi.tunnel.type 6
      bgp.update.path_attribute.pmsi.ingress_rep_ip 10.0.0.1
      bgp.update.path_attribute.mp_reach_nlri.safi 70
      bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4 10.0.0.1
      bgp.evpn.nlri.rt 2,2,3,4,5,1
      bgp.evpn.nlri.rd 00010a0000010064,0000fde900000064,00010a0000010064,00020000fde90064,00010a0000010064,00010a0000010064
      bgp.evpn.nlri.esi.type 1,0,3,0,4
      bgp.evpn.nlri.esi.lacp_mac 02:00:00:00:00:11
      bgp.evpn.nlri.esi.lacp_portkey 7
      bgp.evpn.nlri.esi.system_mac 02:00:00:00:00:11
      bgp.evpn.nlri.esi.router_id 10.0.0.1
      bgp.evpn.nlri.etag 0,0,0,0,4294967295
      bgp.evpn.nlri.mac_addr 02:00:00:00:00:22,02:00:00:00:00:23
      bgp.evpn.nlri.iplen 32,0,32,32
      bgp.evpn.nlri.ip.addr 192.168.0.1,10.0.0.1,10.0.0.1,192.168.1.0
      bgp.evpn.nlri.ipv4.gtw_addr 0.0.0.0
      bgp.evpn.nlri.vni 10100,10100,50001,10100,50001,0`,
  },
  {
    name: "routes of VPNs and with labels, communities, paths of two bytes",
    on: "tcp 179",
    bytes: update(
      `40 02 06 02 02 fde9 fdea  # AS_PATH: 65001 65002, of two bytes
      40 03 04 0a000001      # NEXT_HOP
      80 04 04 00000064      # MULTI_EXIT_DISC 100
      c0 08 08 ffffff01 fde90064  # COMMUNITY: NO_EXPORT, 65001:100 (RFC 1997)
      c0 20 0c 0000fde9 00000001 00000002  # LARGE_COMMUNITY (RFC 8092)
      80 1a 0b 01 000b 0000000000000064  # AIGP: 100 (RFC 7311)
      c0 10 08 8006 fde9 4a989680  # at most 5,000,000 bytes a second (RFC 8955, 7.1)
      80 0e 20               # MP_REACH_NLRI, 32 bytes
      0001 80 0c 0000000000000000 0a000001 00  # IPv4, VPN; next hop behind a distinguisher of zeros
      70 000641 0000 fde9 00000064 c0a801  # label 100, 65001:100, 192.168.1.0/24 (RFC 4364, RFC 8277)`,
      "10 ac10", // 172.16.0.0/16
      "18 c0a802", // 192.168.2.0/24
    ),
    tshark: `bgp.withdrawn_prefix 192.168.2.0
      bgp.update.path_attribute.as_path_segment.as2 65001,65002
      bgp.update.path_attribute.next_hop 10.0.0.1
      bgp.update.path_attribute.multi_exit_disc 100
      bgp.update.path_attribute.community_wellknown 0xffffff01
      bgp.update.path_attribute.community_as 65001
      bgp.update.path_attribute.community_value 100
      bgp.large_communities.ldp2 2
      bgp.update.attribute.aigp.accu_igp_metric 100
      bgp.ext_com_flow.rate_limit 5e+06
      bgp.update.path_attribute.mp_reach_nlri.next_hop.rd 0:0
      bgp.prefix_length 24,112,16
      bgp.label_stack 100 (bottom)
      bgp.rd 65001:100
      bgp.mp_reach_nlri_ipv4_prefix 192.168.1.0
      bgp.nlri_prefix 172.16.0.0`,
  },
  {
    name: "BGP NOTIFICATION with words, ROUTE-REFRESH with a filter",
    on: "tcp 179",
    bytes:
      message("03", "06 02 03 6f6666") + // cease, shut down by hand: "off" (RFC 9003)
      message(
        "05",
        `0001 00 01                   # IPv4, unicast
        01 80 000b                   # at once, prefixes in Cisco's numbering (RFC 5292 has 40), 11 bytes
        00 0000000a 08 20 18 c0a801  # add, permit, number 10, lengths 8 to 32 of 192.168.1.0/24`,
      ),
    tshark: `bgp.length 25,38
      bgp.notify.major_error 6
      bgp.notify.minor_error_cease 2
      bgp.notify.communication off
      bgp.route_refresh.orf.type 128
      bgp.route_refresh.orf.entry.sequence 10
      bgp.route_refresh.orf.entry.ip 192.168.1.0`,
  },
];
