/** What the snapshot length cut, or is shorter than it says, of single headers. */
import type { Made } from "./packets.ts";

export const truncated: readonly Made[] = [
  {
    name: "802.1ad: a tag whose type was cut",
    on: "ethertype 88a8",
    bytes: `0303`,
    lost: 20,
    tshark: `ieee8021ad.id (missing)
      _ws.col.Protocol 802.1ad
      _ws.col.Info PRI: 0  DROP: 0 ID: 771[Packet size limited during capture]
      frame.protocols eth:ethertype:ieee8021ad`,
  },
  {
    name: "ARP: a reverse request without its addresses",
    on: "ethertype 8035",
    bytes: `0001 0800 06 04 0003`,
    tshark: `arp.opcode 3
      _ws.col.Protocol ARP
      _ws.col.Info [Malformed Packet]
      frame.protocols eth:ethertype:arp`,
  },
  {
    name: "IPv4: another version, cut",
    on: "ethertype 0800",
    bytes: `05`,
    lost: 30,
    tshark: `ip.version 0
      _ws.col.Protocol IPv4
      _ws.col.Info Bogus IPv4 version (0, must be 4)
      frame.protocols eth:ethertype:ip`,
  },
  {
    name: "TCP: a segment that has no room for its header",
    on: "ip 6",
    bytes: `9c40 01bb 00000001 00000000 5002 1000 0000`,
    tshark: `tcp.flags 0x0002
      tcp.short_segment 1
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 443 [SYN] Seq=1 Win=4096[Malformed Packet]
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "DTLS: an encrypted alert, cut",
    on: "ethertype 0800",
    bytes: `4500 0064 0001 0000 40 11 0000 0a000001 0a000002
      9c40 0355 0050 0000
      15 feff 0001 000000000001 0030 00112233`,
    lost: 55,
    tshark: `dtls.record.content_type 21
      dtls.record.length 48
      _ws.col.Protocol DTLSv1.0
      _ws.col.Info Encrypted Alert
      frame.protocols eth:ethertype:ip:udp:dtls`,
  },
  {
    name: "DTLS: a hello of which its head was captured",
    on: "ethertype 0800",
    bytes: `4500 0064 0001 0000 40 11 0000 0a000001 0a000002
      9c40 0355 0050 0000
      16 feff 0000 000000000001 0036  01 00002a 0000 000000 00002a feff`,
    lost: 44,
    tshark: `dtls.record.length 54
      dtls.handshake.type 1
      dtls.handshake.length 42
      _ws.col.Protocol DTLS
      _ws.col.Info Client Hello[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:udp:dtls`,
  },
  {
    name: "NVGRE: its header is cut behind the type",
    on: "ip 47",
    bytes: `2000 6558 0012`,
    tshark: `gre.proto 0x6558
      _ws.col.Info Encapsulated Transparent Ethernet bridging[Malformed Packet]
      frame.protocols eth:ethertype:ip:gre`,
  },
  {
    name: "ERSPAN: type III, cut in front of what its header is like at its end",
    on: "ethertype 0800",
    bytes: `4500 0064 0001 0000 40 2f 0000 0a000001 0a000002 1000 22eb 00000001 2064 0001 00000007`,
    lost: 60,
    tshark: `erspan.version 2
      erspan.vlan 100
      erspan.spanid 1
      _ws.col.Protocol ERSPAN
      _ws.col.Info ERSPAN:[Packet size limited during capture]
      frame.protocols eth:ethertype:ip:gre:erspan`,
  },
  {
    name: "ERSPAN: type I, and the beginning of a frame",
    on: "ip 47",
    bytes: `0000 88be 020000000022`,
    tshark: `_ws.col.Protocol Ethernet
      _ws.col.Info ERSPAN:[Malformed Packet]
      frame.protocols eth:ethertype:ip:gre:erspan:eth
      _ws.col.Destination 02:00:00:00:00:22`,
  },
  {
    name: "VXLAN-GPE: a frame that is cut",
    on: "ethertype 0800",
    bytes: `4500 0064 0001 0000 40 11 0000 0a000001 0a000002  9c40 12b6 0050 0000
      0c 0000 03 00002a 00  0200`,
    lost: 62,
    tshark: `vxlan.vni 42
      _ws.col.Protocol Ethernet
      _ws.col.Info [Packet size limited during capture]`,
  },
  {
    name: "VXLAN-GPE: IP of another version",
    on: "udp 4790",
    bytes: `0c 0000 01 00002a 00  55 00 0000`,
    tshark: `vxlan.vni 42
      _ws.col.Protocol IP
      _ws.col.Info Bogus IP version (5)`,
  },
  {
    name: "NSH: IP of another version",
    on: "ethertype 894f",
    bytes: `0f c6 01 01 00000105 00000000000000000000000000000000  05 00 0000`,
    tshark: `nsh.spi 1
      _ws.col.Protocol IP
      _ws.col.Info Bogus IP version (0)
      frame.protocols eth:ethertype:nsh:ip`,
  },
  {
    name: "ESP: cut in what nobody reads",
    on: "ethertype 0800",
    bytes: `4500 0064 0001 0000 40 32 0000 0a000001 0a000002 00001001 00000007 1122`,
    lost: 70,
    tshark: `esp.spi 0x00001001
      esp.sequence 7
      _ws.col.Protocol ESP
      _ws.col.Info ESP (SPI=0x00001001)
      frame.protocols eth:ethertype:ip:esp`,
  },
  {
    name: "PPP: IPCP without its head",
    on: "ethertype 8864",
    bytes: `11 00 0007 000c 8021 0101`,
    lost: 8,
    tshark: `ppp.protocol 0x8021
      pap.data (missing)
      pap.peer_id (missing)
      chap.data (missing)
      chap.value (missing)
      _ws.col.Protocol PPPoES
      _ws.col.Info Session Data[Packet size limited during capture]
      frame.protocols eth:ethertype:pppoes:ppp:ipcp`,
  },
  {
    name: "PPP: PAP without its head",
    on: "ethertype 8864",
    bytes: `11 00 0007 000e c023 0101`,
    lost: 10,
    tshark: `ppp.protocol 0xc023
      pap.data (missing)
      pap.peer_id (missing)
      chap.data (missing)
      chap.value (missing)
      _ws.col.Protocol PPP PAP
      _ws.col.Info Authenticate-Request[Packet size limited during capture]
      frame.protocols eth:ethertype:pppoes:ppp:pap`,
  },
  {
    name: "PPP: a name and a password of which the latter was not captured",
    on: "ethertype 8864",
    bytes: `11 00 0007 000e c023 0101000c 04 75736572 02`,
    lost: 2,
    tshark: `ppp.protocol 0xc023
      pap.data 1
      pap.peer_id user
      chap.data (missing)
      chap.value (missing)
      _ws.col.Protocol PPP PAP
      _ws.col.Info Authenticate-Request[Packet size limited during capture]
      frame.protocols eth:ethertype:pppoes:ppp:pap`,
  },
  {
    name: "PPP: a challenge without its name",
    on: "ethertype 8864",
    bytes: `11 00 0007 000f c223 0101000d 04 aabbccdd`,
    lost: 4,
    tshark: `ppp.protocol 0xc223
      pap.data (missing)
      pap.peer_id (missing)
      chap.data 1
      chap.value aabbccdd
      _ws.col.Protocol PPP CHAP
      _ws.col.Info Challenge[Packet size limited during capture]
      frame.protocols eth:ethertype:pppoes:ppp:chap`,
  },
  {
    name: "TCP: a segment that has no room for its header has no length either",
    on: "ip 6",
    bytes: `9c40 01bb 00000001 00000000 5002 1000 0000`,
    tshark: `tcp.len (missing)
      tcp.nxtseq (missing)
      _ws.col.Protocol TCP
      _ws.col.Info 40000 → 443 [SYN] Seq=1 Win=4096[Malformed Packet]
      frame.protocols eth:ethertype:ip:tcp`,
  },
  {
    name: "IPv4: a header of another length, cut",
    on: "ethertype 0800",
    bytes: `44 03`,
    lost: 30,
    tshark: `ip.version 4
      ip.dsfield (missing)
      _ws.col.Protocol IPv4
      _ws.col.Info Bogus IP header length (16, must be at least 20)
      frame.protocols eth:ethertype:ip`,
  },
  {
    name: "MACsec: no room for a tag",
    on: "ethertype 88e5",
    bytes: `0c`,
    tshark: `macsec.TCI (missing)
      _ws.col.Protocol 0x88e5
      _ws.col.Info 802.1AE (MACsec)
      frame.protocols eth:ethertype:data`,
  },
  {
    name: "MACsec: no room for its identifier",
    on: "ethertype 88e5",
    bytes: `2c 00 01020304 0200000000`,
    tshark: `macsec.TCI (missing)
      _ws.col.Protocol 0x88e5
      _ws.col.Info 802.1AE (MACsec)
      frame.protocols eth:ethertype:data`,
  },
];
