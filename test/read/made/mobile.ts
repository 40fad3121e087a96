/** GTP's control of contexts: TS 29.060; DNS: RFC 1035. */
import type { Made } from "./packets.ts";

export const mobile: readonly Made[] = [
  {
    name: "GTP: a context is asked for (TS 29.060, 7.3.1)",
    on: "udp 2123",
    bytes: `32 10 0043 00000000 0801 00 00  # create PDP context request
      02 42 00 01 21 43 65 87 f9      # IMSI
      0e 02                           # recovery
      0f fd                           # selection mode
      10 00000001                     # TEID for data
      11 00000002                     # TEID for control
      14 05                           # NSAPI
      1a 0800                         # charging: normal
      80 0006 f1 21 0a000007          # end user: IPv4 10.0.0.7
      83 0009 08 696e7465726e6574     # APN: internet
      85 0004 ac140002                # GSN's address
      87 0004 00 0b 92 1f             # quality of service`,
    tshark: `gtp.message 0x10
      gtp.length 67,6
      gtp.teid 0x00000000
      gtp.seq_number 0x0801
      gtp.recovery 2
      gtp.sel_mode 1
      gtp.teid_data 0x00000001
      gtp.teid_cp 0x00000002
      gtp.nsapi 5
      gtp.chrg_char 2048
      gtp.chrg_char_s 0
      gtp.chrg_char_n 1
      gtp.chrg_char_p 0
      gtp.chrg_char_f 0
      gtp.chrg_char_h 0
      gtp.chrg_char_r 0
      gtp.user_addr_pdp_org 1
      gtp.user_addr_pdp_type 0x21
      gtp.user_ipv4 10.0.0.7
      gtp.apn_length 9
      gtp.apn internet
      gtp.gsn_address_length 4
      gtp.gsn_ipv4 172.20.0.2
      gtp.qos_umts_length 4
      gtp.qos_al_ret_priority 0
      gtp.qos_spare1 0
      gtp.qos_delay 1
      gtp.qos_reliability 3
      gtp.qos_peak 9
      gtp.qos_spare2 0
      gtp.qos_precedence 2
      gtp.qos_spare3 0
      gtp.qos_mean 31`,
  },
  {
    name: "GTP: it is given",
    on: "udp 2123",
    bytes: `32 11 000d 00000002 0801 00 00  # response
      01 80                           # cause: accepted
      08 fe                           # no reordering
      7f 00000009                     # charging id`,
    tshark: `gtp.message 0x11
      gtp.length 13
      gtp.teid 0x00000002
      gtp.seq_number 0x0801
      gtp.cause 128
      gtp.reorder 0
      gtp.chrg_id 0x00000009`,
  },
  {
    name: "DNS: a record that nobody knows, and one without data",
    on: "udp 53",
    bytes: `1234 8180 0000 0002 0000 0000
      00 fe00 0001 0000003c 0002 abcd  # type 65024
      00 0010 0001 0000003c 0000       # TXT`,
    tshark: `dns.resp.type 65024,16
      dns.undecoded.type 1
      dns.data abcd`,
  },
];
