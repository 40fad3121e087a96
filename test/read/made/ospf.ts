/** OSPF: version 2 is RFC 2328, version 3 RFC 5340; other RFCs stand beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** Header of version 2: no checksum, no authentication (A.3.1). */
const two = (type: string, body: string): string =>
  `02 ${type} ${sized(2, `0a000001 00000000 0000 0000 0000000000000000 ${body}`, 4)}`;
/** And of version 3, instance 0 (A.3.1). */
const three = (type: string, body: string): string =>
  `03 ${type} ${sized(2, `0a000001 00000000 0000 00 00 ${body}`, 4)}`;
/** An update of one advertisement of 10.0.0.1, of age 1, its first sequence number, with a checksum of abcd (A.4.1). */
const lsa = (head: string, body: string): string =>
  `00000001 0001 ${head} 0a000001 80000001 abcd ${sized(2, body, 20)}`;

export const ospf: readonly Made[] = [
  {
    name: "OSPF: a router's links (RFC 2328, A.4.2)",
    on: "ip 89",
    bytes: two(
      "04",
      lsa(
        "02 01 0a000001", // external routing; router, id
        `03 00 0002                           # border of area and system; two links
        0a000002 0a000001 02 00 000a          # to the network of 10.0.0.2 by 10.0.0.1, metric 10
        0a010000 ffffff00 03 00 0001          # to the stub 10.1.0.0/24, metric 1`,
      ),
    ),
    tshark: `ospf.msg.lsupdate 1
      ospf.ls.number_of_lsas 1
      ospf.lsa.age 1
      ospf.v2.options.e 1
      ospf.lsa 1
      ospf.lsa.id 10.0.0.1
      ospf.lsa.seqnum 0x80000001
      ospf.v2.router.lsa.flags.b 1
      ospf.v2.router.lsa.flags.v 0
      ospf.lsa.number_of_links 2
      ospf.lsa.router.linkid 10.0.0.2,10.1.0.0
      ospf.lsa.router.linkdata 10.0.0.1,255.255.255.0
      ospf.lsa.router.linktype 2,3
      ospf.lsa.router.metric0 10,1`,
  },
  {
    name: "OSPF: a route from another system (A.4.5)",
    on: "ip 89",
    bytes: two("04", lsa("20 05 0a020000", "ffffff00 80000014 0a000009 00000007")),
    tshark: `ospf.lsa.asext.netmask 255.255.255.0
      ospf.lsa.asext.type 1
      ospf.metric 20
      ospf.lsa.asext.fwdaddr 10.0.0.9
      ospf.lsa.asext.extrttag 7`,
  },
  {
    name: "OSPF: a database description (A.3.3)",
    on: "ip 89",
    // MTU 1500, options, initial, more, master, sequence 4660.
    bytes: two("02", "05dc 02 07 00001234"),
    tshark: `ospf.db.interface_mtu 1500
      ospf.dbd.i 1
      ospf.dbd.m 1
      ospf.dbd.ms 1
      ospf.db.dd_sequence 4660`,
  },
  {
    name: "OSPF: traffic engineering of a link (RFC 3630, 2.5)",
    on: "ip 89",
    bytes: two(
      "04",
      lsa(
        "02 0a 01000001", // an opaque one of the area, of kind 1, instance 1
        `0002 0020                # link
        0001 0001 01 000000       # point to point, and padding
        0002 0004 0a000002        # to 10.0.0.2
        0006 0004 4d3ebc20        # 200,000,000 bytes a second
        0005 0004 0000000a        # metric 10`,
      ),
    ),
    tshark: `ospf.lsid_opaque_type 1
      ospf.lsid_te_lsa.instance 1
      ospf.tlv_type 2,1,2,6,5
      ospf.mpls.linktype 1
      ospf.mpls.linkid 10.0.0.2
      ospf.mpls.link_max_bw 2e+08
      ospf.mpls.te_metric 10`,
  },
  {
    name: "OSPF: how a link performs (RFC 7471, 4)",
    on: "ip 89",
    bytes: two(
      "04",
      lsa(
        "02 0a 01000001",
        `0002 001c                # link
        001b 0004 80 0003e8       # 1 ms, anomalous
        001c 0008 00 000384 00 0007d0  # between 900 and 2000
        001d 0004 00 00000a`,
      ),
    ),
    tshark: `ospf.tlv.unidirectional_link_flags.a 1,0
      ospf.tlv.unidirectional_link_delay 1000
      ospf.tlv.unidirectional_link_delay_min 900
      ospf.tlv.unidirectional_link_delay_max 2000
      ospf.tlv.unidirectional_delay_variation 10`,
  },
  {
    name: "OSPF: a prefix's segment (RFC 8665, 5)",
    on: "ip 89",
    bytes: two(
      "04",
      lsa(
        "02 0a 07000001", // extended prefixes (RFC 7684, 2)
        `0001 0014 01 18 00 40 c0a80100   # within the area, 192.168.1.0/24, of the node itself
        0002 0008 40 00 00 00 00000064    # no penultimate hop popping, algorithm 0, index 100`,
      ),
    ),
    tshark: `ospf.tlv.extpfx.rotuetype 1
      ospf.prefix_length 24
      ospf.v3.address_prefix.ipv4 192.168.1.0
      ospf.tlv.extpfx.flags.n 1
      ospf.tlv.pfxsid.flags.np 1
      ospf.tlv.sid_label 100`,
  },
  {
    name: "OSPF version 3: prefixes within the area (RFC 5340, A.4.10)",
    on: "ip 89",
    bytes: three(
      "04",
      lsa(
        "2009 00000001",
        `0001 2001 00000000 0a000001      # one prefix, of the router advertised by 10.0.0.1
        40 02 000a 20010db8 00000000      # 2001:db8::/64, a local address, metric 10`,
      ),
    ),
    tshark: `ospf.v3.lsa 0x2009
      ospf.v3.lsa.fc 9
      ospf.v3.lsa.num_prefixes 1
      ospf.v3.lsa.referenced_ls_type 0x2001
      ospf.v3.prefix.options.la 1
      ospf.metric 10
      ospf.v3.address_prefix.ipv6 2001:db8::`,
  },
  {
    name: "OSPF version 3: a hello with link-local signaling (RFC 5613)",
    on: "ip 89",
    bytes: `${three("01", "00000005 01 000213 000a 0028 0a000001 00000000 0a000002")}
      fff6 0003 0001 0004 00000001   # checksum, three words; extended options: resynchronises`,
    tshark: `ospf.hello.interface_id 5
      ospf.v3.options.l 1
      ospf.v3.options.r 1
      ospf.hello.active_neighbor 10.0.0.2
      ospf.lls.data_length 12
      ospf.v3.lls.ext.options.lr 1`,
  },
];
