/** What bridges tell one another: LLDP (IEEE 802.1AB, 8.5, with annex D of 802.1Q, 79 of 802.3, and TIA-1057). */
import type { Made } from "./packets.ts";

/** Chassis by its MAC, port "eth0", 120 s; the end behind the others. */
const lldp = (tlvs: string): string => `0207 04 020000000001  0405 05 65746830  0602 0078 ${tlvs} 0000`;

export const bridges: readonly Made[] = [
  {
    name: "LLDP: VLANs and data centre bridging",
    on: "ethertype 88cc",
    bytes: lldp(`fe06 0080c2 01 0064              # port's VLAN 100
      fe07 0080c2 02 06 0065                      # by protocol: supported, enabled, 101
      fe0b 0080c2 03 0066 04 766c616e             # VLAN 102, named "vlan"
      fe19 0080c2 09 c3 01234567 0a0a0a0a0a0a1414 0202020202020000  # ETS: willing, shaper, 3; groups, shares, ETS
      fe06 0080c2 0b 88 08                        # PFC: willing, 8 classes, priority 3
      fe08 0080c2 0c 00 61 8906                   # FCoE has priority 3`),
    tshark: `lldp.ieee.802_1.port_vlan.id 100
      lldp.ieee.802_1.port_and_vlan_id_flag.enabled 1
      lldp.ieee.802_1.vlan.name vlan
      lldp.dcbx.ieee.willing 1,1
      lldp.dcbx.ieee.ets.maxtcs 3
      lldp.dcbx.feature.pg.pgid_prio5 5
      lldp.dcbx.feature.pg.per7 20
      lldp.dcbx.ieee.ets.tsa0 2
      lldp.dcbx.ieee.pfc.numtcs 8
      lldp.dcbx.feature.pfc.prio3 1
      lldp.dcbx.ieee.app.prio 3
      lldp.dcbx.feature.app.proto 0x8906`,
  },
  {
    name: "LLDP: links, power, telephones",
    on: "ethertype 88cc",
    bytes: lldp(`fe09 00120f 01 03 6c01 001e      # negotiates: 10 and 100BASE-T, 1000BASE-T in full duplex
      fe0c 00120f 02 0f 01 05 52 00fa 00f0        # power: asks for 25 W, gets 24 W
      fe06 00120f 04 05dc                         # frames of 1500 bytes
      fe08 0012bb 02 01 40 c8 6e                  # voice in VLAN 100, priority 1, DSCP 46
      100c 05 01 0a000001 02 00000005 00          # managed at 10.0.0.1, interface 5`),
    tshark: `lldp.ieee.802_3.mac_phy_auto_neg_status.enabled 1
      lldp.ieee.802_3.pmd_auto_neg_advertised_caps 0x6c01
      lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_tfd 1
      lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t4 0
      lldp.ieee.802_3.mdi_power_priority 2
      lldp.ieee.802_3.mdi_pde_requested 250
      lldp.media.tag_flag 1
      lldp.media.vlan_id 100
      lldp.media.l2_prio 1
      lldp.media.dscp 46
      lldp.mgn.addr.ip4 10.0.0.1
      lldp.mgn.interface.number 5`,
  },
];
