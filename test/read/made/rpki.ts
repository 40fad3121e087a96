/** What a router is told of who may announce which prefix. */
import type { Made } from "./packets.ts";

export const rpki: readonly Made[] = [
  {
    name: "RPKI to router: a cache notifies, and is asked",
    on: "tcp 323",
    bytes: `01 00 002a 0000000c 00000007  01 01 002a 0000000c 00000006  01 02 0000 00000008`,
    tshark: `rpki-rtr.version 1,1,1
      rpki-rtr.pdu_type 0,1,2
      rpki-rtr.session_id 42,42
      rpki-rtr.length 12,12,8
      rpki-rtr.serial_number 7,6
      rpki-rtr.reserved 0000
      _ws.col.Protocol RPKI-RTR
      _ws.col.Info Serial Notify, Serial Query, Reset Query
      frame.protocols eth:ethertype:ip:tcp:rpkirtr`,
  },
  {
    name: "RPKI to router: prefixes",
    on: "tcp 323",
    bytes: `01 03 002a 00000008  01 04 0000 00000014 01 18 18 00 c0000200 0000fde9  01 06 0000 00000020 00 20 30 00 20010db8000000000000000000000000 0000fde9`,
    tshark: `rpki-rtr.version 1,1,1
      rpki-rtr.pdu_type 3,4,6
      rpki-rtr.session_id 42
      rpki-rtr.length 8,20,32
      rpki-rtr.flags 0x01,0x00
      rpki-rtr.flags.aw 1,0
      rpki-rtr.prefix_length 24,32
      rpki-rtr.max_length 24,48
      rpki-rtr.ipv4_prefix 192.0.2.0
      rpki-rtr.ipv6_prefix 2001:db8::
      rpki-rtr.as_number 65001,65001
      rpki-rtr.reserved 0000,00,0000,00
      _ws.col.Protocol RPKI-RTR
      _ws.col.Info Cache Response, IPv4 Prefix, IPv6 Prefix
      frame.protocols eth:ethertype:ip:tcp:rpkirtr`,
  },
  {
    name: "RPKI to router: the end of data, of both versions",
    on: "tcp 323",
    bytes: `00 07 002a 0000000c 00000007  01 07 002a 00000018 00000007 00000e10 00000258 00001c20  01 08 0000 00000008`,
    tshark: `rpki-rtr.version 0,1,1
      rpki-rtr.pdu_type 7,7,8
      rpki-rtr.serial_number 7,7
      rpki-rtr.refresh_interval 3600
      rpki-rtr.retry_interval 600
      rpki-rtr.expire_interval 7200
      _ws.col.Protocol RPKI-RTR
      _ws.col.Info End of Data, End of Data, Cache Reset
      frame.protocols eth:ethertype:ip:tcp:rpkirtr`,
  },
  {
    name: "RPKI to router: an error",
    on: "tcp 323",
    bytes: `01 0a 0004 0000001d 00000008 0202000000000008 00000005 776f726473`,
    tshark: `rpki-rtr.version 1
      rpki-rtr.pdu_type 10
      rpki-rtr.error_code 4
      rpki-rtr.length_pdu 8
      rpki-rtr.error_pdu 0202000000000008
      rpki-rtr.length_text 5
      rpki-rtr.error_text words
      _ws.col.Protocol RPKI-RTR
      _ws.col.Info Error Report
      frame.protocols eth:ethertype:ip:tcp:rpkirtr`,
  },
  {
    name: "RPKI to router: a key of a router",
    on: "tcp 323",
    bytes: `01 09 01 00 00000026 0102030405060708091011121314151617181920 0000fde9 300406022a03`,
    tshark: `rpki-rtr.version 1
      rpki-rtr.pdu_type 9
      rpki-rtr.flags 0x01
      rpki-rtr.flags.rk 1
      rpki-rtr.subject_key_identifier 0102030405060708091011121314151617181920
      rpki-rtr.as_number 65001
      _ws.col.Protocol RPKI-RTR
      frame.protocols eth:ethertype:ip:tcp:rpkirtr`,
  },
];
