/** Distance vectors and what is sent around in circles: Babel (RFC 8966), RIP (RFC 2453), Ethernet's loops; odds and ends of others. */
import { type Made, sized } from "./packets.ts";

/** A packet of messages, and a trailer behind them. */
const babel = (name: string, messages: string, tshark: string, trailer = ""): Made => ({
  name: `Babel: ${name}`,
  on: "udp 6696",
  bytes: `2a 02 ${sized(2, messages)} ${trailer}`,
  tshark,
});

export const distance: readonly Made[] = [
  babel(
    "a hello with what may stand behind it",
    `00  01 02 0000                  # one byte to be skipped, and four
    04 19 0000 0001 0190           # hello
    02 02 0102  00  01 01 00       # channels, padding
    09 03 78797a  80 04 0a000001   # nobody's`,
    `_ws.col.Info Babel pad1 padn hello
      babel.message 0,1,4
      babel.message.type 0,1,4
      babel.message.length 2,25
      babel.message.seqno 0x0001
      babel.message.interval 400
      babel.subtlv.type 2,0,1,9,128
      babel.subtlv.length 2,1,3,4
      babel.subtlv.diversity.channel 1,2`,
  ),
  babel(
    "who heard whom, and where to",
    `05 0e 0300 0060 03e8 0060012c20f542ff
    05 0a 0100 0060 03e8 0a000001
    06 0a 0000 0101010101010101
    07 06 01 00 0a000001
    03 02 aabb  02 06 0000 aabb 0064
    11 0e 00000001 08080808080808080808`,
    `babel.message.type 5,5,6,7,3,2,17
      babel.message.ae 3,1,1
      babel.message.rxcost 0x0060,0x0060
      babel.message.interval 1000,1000,100
      babel.message.prefix 006003e80060012c20f542ff,006003e80a000001,0a000001
      babel.message.routerid 0101010101010101
      babel.message.nonce 0xaabb,0xaabb
      babel.message.index 1`,
  ),
  babel(
    "routes, and who asks for them; what stands behind is not authenticated",
    `08 0d 01 c0 18 00 0190 0001 0060 0a0001
    08 0c 02 00 40 06 0190 0001 0060 0009
    08 0a 00 00 00 00 0190 0001 ffff
    09 02 00 00  09 05 01 18 0a0001
    0a 11 01 18 0001 40 00 0505050505050505 0a0001`,
    `babel.message.type 8,8,8,9,9,10,16
      babel.message.flags 0xc0,0x00,0x00
      babel.message.metric 96,96,65535
      babel.message.ae 1,2,0,0,1,1
      babel.message.plen 24,64,0,0,24,24
      babel.message.omitted 0,6,0
      babel.message.prefix 0a0001,0009,<none>,<none>,0a0001,0a0001
      babel.message.seqno 0x0001,0x0001,0x0001,0x0001
      babel.message.hopcount 64`,
    `10 10 ${"07".repeat(16)}`,
  ),
  {
    name: "RIP: routes of a family that nobody has",
    on: "udp 520",
    bytes: `02 02 0000
      0007 0000 0a000000 ff000000 00000000 00000001
      0002 0000 0a000000 ff000000 00000000 00000001`,
    tshark: `rip.unknown_address_family 1
      rip.family 2
      rip.ip 10.0.0.0`,
  },
  {
    name: "loops of Ethernet: one forwards, the next one replies",
    on: "ethertype 9000",
    bytes: "0000 0200 aabbccddeeff 0100 3412 64617461",
    tshark: `_ws.col.Info Forward Data
      loop.skipcount 0
      loop.relevant_function 2
      loop.function 2,1
      loop.forwarding_address aa:bb:cc:dd:ee:ff
      loop.receipt_number 4660
      data.data 64617461`,
  },
  {
    name: "loops of Ethernet: what is skipped is longer than the frame",
    on: "ethertype 9000",
    bytes: `6400 0100 0000 ${"00".repeat(40)}`,
    tshark: `_ws.col.Info No valid function found
      loop.skipcount 100
      loop.function 1
      loop.receipt_number 0`,
  },
  {
    name: "DNS: bytes behind a message",
    on: "udp 53",
    bytes: "1234 0100 0001 0000 0000 0000 0161 027878 00 0001 0001 000100",
    tshark: `dns.extraneous 1
      dns.extraneous.length 3
      dns.extraneous.data 000100`,
  },
  {
    name: "ICMPv6: a search list is filled up",
    on: "ethertype 86dd",
    bytes: `6000 0000 0028 3a ff fe800000000000000000000000000001 ff020000000000000000000000000001 # IPv6
      86 00 0000 3c 08 000c 00001388 00000190      # router advertisement
      1f 03 0000 0000000c 07 6578616d706c65 03 6e6574 00 000000`,
    tshark: `icmpv6.opt.dnssl example.net
      icmpv6.opt.padding 1`,
  },
  {
    name: "TCP: a cookie opens fast (RFC 7413)",
    on: "ip 6",
    bytes: "9c40 0050 00000064 00000000 8002 2000 0000 0000 01 01 22 0a 0102030405060708",
    tshark: "tcp.analysis.tfo_syn 1",
  },
  {
    name: "TCP: as it was an experiment",
    on: "ip 6",
    bytes: "9c40 0050 00000064 00000000 7002 2000 0000 0000 fe 08 f989 01020304",
    tshark: "tcp.analysis.tfo_syn 1",
  },
];
