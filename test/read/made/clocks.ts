/** Clocks and metrics: PTP (IEEE 1588, clauses 13 and 15), NTP (RFC 5905, RFC 7822) and EIGRP (RFC 7868). */
import type { Made } from "./packets.ts";

/** Header: type, version 2.0, length, domain 0, flags; no correction; clock and port of the sender; number, control, interval. */
const head = (
  type: string,
  length: string,
  flags: string,
  end: string,
  correction = "000000000000",
): string => `${type} 02 ${length} 00 00 ${flags} ${correction} 0000 00000000  020000fffe000001 0001 ${end}`;

/** NTP version 4, from a client, with four times (RFC 5905, 7.3). */
const TIMES = `23 02 06 ec 00000123 00000456 47505300
  e8fd8080 00000000 e8fd8081 00000000 e8fd8082 00000000 e8fd8083 00000000`;

export const clocks: readonly Made[] = [
  {
    name: "PTP announcement",
    on: "ethertype 88f7",
    bytes: `${head("0b", "0040", "0300", "0007 05 fe")}
      000000000000 00000000                    # no time of its own
      0025 00                                  # UTC is 37 s behind
      80 f8 fe ffff 81 020000fffe000001        # priority, class, accuracy, variance, priority, grandmaster
      0002 a0                                  # two steps away, internal oscillator`,
    tshark: `ptp.v2.an.grandmasterclockaccuracy 0xfe
      ptp.v2.an.grandmasterclockclass 248
      ptp.v2.an.grandmasterclockidentity 0x020000fffe000001
      ptp.v2.an.grandmasterclockvariance 65535
      ptp.v2.an.localstepsremoved 2
      ptp.v2.an.origincurrentutcoffset 37
      ptp.v2.an.origintimestamp.nanoseconds 0
      ptp.v2.an.origintimestamp.seconds 0
      ptp.v2.an.priority1 128
      ptp.v2.an.priority2 129
      ptp.v2.clockidentity 0x020000fffe000001
      ptp.v2.correction.ns 0
      ptp.v2.flags 0x0300
      ptp.v2.flags.alternatemaster 1
      ptp.v2.flags.frequencytraceable 0
      ptp.v2.flags.li59 0
      ptp.v2.flags.li61 0
      ptp.v2.flags.security 0
      ptp.v2.flags.specific1 0
      ptp.v2.flags.specific2 0
      ptp.v2.flags.synchronizationUncertain 0
      ptp.v2.flags.timescale 0
      ptp.v2.flags.timetraceable 0
      ptp.v2.flags.twostep 1
      ptp.v2.flags.unicast 0
      ptp.v2.flags.utcreasonable 0
      ptp.v2.logmessageperiod -2
      ptp.v2.messagetype 0x0b
      ptp.v2.messagetypespecific 0
      ptp.v2.minorsdoid 0
      ptp.v2.minorversionptp 0
      ptp.v2.sourceportid 1
      ptp.v2.timesource 0xa0`,
  },
  {
    name: "PTP management: the current data set, as a response",
    on: "ethertype 88f7",
    bytes: `${head("0d", "0036", "0400", "0009 04 7f")}
      ffffffffffffffff ffff 01 02 02 00        # to all ports, hops, response
      0001 0002 2001                           # management TLV`,
    tshark: `ptp.v2.mm.action 2
      ptp.v2.mm.boundaryhops 2
      ptp.v2.mm.managementId 8193
      ptp.v2.mm.startingboundaryhops 1
      ptp.v2.mm.targetportid 65535
      ptp.v2.mm.targetportidentity 0xffffffffffffffff`,
  },
  {
    name: "PTP delay response",
    on: "ethertype 88f7",
    bytes: `${head("09", "0036", "0000", "0003 03 00", "000000010000").replace("00 00 0000", "01 00 0000")}
      00000000aabb 00001234                    # when the request came
      020000fffe000002 0005                    # whose it was`,
    tshark: `ptp.v2.clockidentity 0x020000fffe000001
      ptp.v2.correction.ns 65536
      ptp.v2.dr.receivetimestamp.nanoseconds 4660
      ptp.v2.dr.receivetimestamp.seconds 43707
      ptp.v2.dr.requestingsourceportid 5
      ptp.v2.dr.requestingsourceportidentity 0x020000fffe000002
      ptp.v2.flags 0x0000
      ptp.v2.flags.alternatemaster 0
      ptp.v2.flags.frequencytraceable 0
      ptp.v2.flags.li59 0
      ptp.v2.flags.li61 0
      ptp.v2.flags.security 0
      ptp.v2.flags.specific1 0
      ptp.v2.flags.specific2 0
      ptp.v2.flags.synchronizationUncertain 0
      ptp.v2.flags.timescale 0
      ptp.v2.flags.timetraceable 0
      ptp.v2.flags.twostep 0
      ptp.v2.flags.unicast 0
      ptp.v2.flags.utcreasonable 0
      ptp.v2.logmessageperiod 0
      ptp.v2.messagetype 0x09
      ptp.v2.messagetypespecific 0
      ptp.v2.minorsdoid 0
      ptp.v2.minorversionptp 0
      ptp.v2.sourceportid 1`,
  },
  {
    name: "EIGRP hello: parameters, version, stub, a route",
    on: "ip 88",
    bytes: `02 05 0000 00000008 00000000 00000000 0000 0064
      0001 000c 01 00 01 00 00 00 000f         # K1 and K3, held for 15 s
      0004 0008 0c04 0102                      # release 12.4, TLVs 1.2
      0006 0006 000b                           # stub: connected, static, redistributed
      0102 001c 00000000 00000a00 00000064 0005dc 03 ff 01 07 00  18 0a0102  # 10.1.2.0/24 (6.8.2)`,
    tshark: `eigrp.as 100
      eigrp.flags 0x00000008
      eigrp.flags.condrecv 0
      eigrp.flags.eot 1
      eigrp.flags.init 0
      eigrp.flags.restart 0
      eigrp.ipv4.destination 10.1.2.0
      eigrp.ipv4.nexthop 0.0.0.0
      eigrp.ipv4.prefixlen 24
      eigrp.old_metric.bw 100
      eigrp.old_metric.delay 2560
      eigrp.old_metric.hopcount 3
      eigrp.old_metric.intag 7
      eigrp.old_metric.load 1
      eigrp.old_metric.mtu 1500
      eigrp.old_metric.rel 255
      eigrp.par.holdtime 15
      eigrp.par.k1 1
      eigrp.par.k2 0
      eigrp.par.k3 1
      eigrp.par.k4 0
      eigrp.par.k5 0
      eigrp.par.k6 0
      eigrp.release_version 3076
      eigrp.stub_options 0x000b
      eigrp.stub_options.connected 1
      eigrp.stub_options.leakmap 0
      eigrp.stub_options.recvonly 0
      eigrp.stub_options.redist 1
      eigrp.stub_options.static 1
      eigrp.stub_options.summary 0
      eigrp.tlv.len 12,8,6,28
      eigrp.tlv_type 0x0001,0x0004,0x0006,0x0102
      eigrp.tlv_version 258`,
  },
  {
    name: "NTP: extension fields of network time security (RFC 8915, 5), then a key",
    on: "udp 123",
    bytes: `${TIMES}
      0104 0010 000102030405060708090a0b         # unique identifier
      0204 0014 c0c1c2c3c4c5c6c7c8c9cacbcccdcecf # cookie
      0404 0010 0004 0004 a0a1a2a3 b0b1b2b3      # authenticator
      00000007 d0d1d2d3d4d5d6d7d8d9dadbdcdddedf`,
    tshark: `ntp.flags 0x23
      ntp.xmt Nov 14, 2023 05:13:39.000000000 UTC
      ntp.ext 1,1,1
      ntp.ext.type 0x0104,0x0204,0x0404
      ntp.ext.length 16,20,16
      ntp.ext.value 000102030405060708090a0b,c0c1c2c3c4c5c6c7c8c9cacbcccdcecf,00040004a0a1a2a3b0b1b2b3
      ntp.keyid 00000007
      ntp.mac d0d1d2d3d4d5d6d7d8d9dadbdcdddedf
      _ws.col.Protocol NTP
      _ws.col.Info NTP Version 4, client
      frame.protocols eth:ethertype:ip:udp:ntp`,
  },
  {
    name: "NTP: an extension field whose length is no multiple of four (RFC 7822, 3)",
    on: "udp 123",
    bytes: `${TIMES} 0104 0011 00000000000000000000000000 00000000`,
    tshark: `ntp.ext.type 0x0104
      ntp.ext.length 17
      ntp.ext.value (missing)
      ntp.keyid (missing)
      ntp.ext.invalid_length 1
      _ws.col.Protocol NTP
      _ws.col.Info NTP Version 4, client
      frame.protocols eth:ethertype:ip:udp:ntp`,
  },
  {
    name: "NTP: a key without a digest",
    on: "udp 123",
    bytes: `${TIMES} 00000007`,
    tshark: `ntp.ext (missing)
      ntp.keyid 00000007
      ntp.mac (missing)
      _ws.col.Protocol NTP
      _ws.col.Info NTP Version 4, client
      frame.protocols eth:ethertype:ip:udp:ntp`,
  },
];
