/** Tunnels, what sets them up and what keeps them up; the RFCs stand beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** Of L2TP (RFC 2661, 4.1): flags and length, vendor, type, value. */
const avp = (flags: "8" | "c", vendor: string, type: string, value: string): string => {
  const [length, ...rest] = sized(2, `${vendor} ${type} ${value}`, 2).split(" ");
  return `${flags}${length.slice(1)} ${rest.join(" ")}`;
};
const l2tp = (version: string, ids: string, ...avps: string[]): string =>
  `c80${version} ${sized(2, `${ids} 0001 0002 ${avps.join("")}`, 4)}`;

const ERSPAN = "1000 22eb 00000001 2064 0064 11223344 0005";
const INSIDE = `020000000022 020000000021 0800
  4500 001c 0001 0000 40 11 0000 c0a80001 c0a80002 0001 0002 0008 0000`;

export const tunnels: readonly Made[] = [
  {
    name: "L2TP version 2: SCCRQ",
    on: "udp 1701",
    bytes: l2tp(
      "2",
      "0007 0000", // tunnel 7, no session yet
      avp("8", "0000", "0000", "0001"), // message type: SCCRQ
      avp("8", "0000", "0002", "01 00"), // protocol version 1, revision 0
      avp("8", "0000", "0003", "00000002"), // framing: asynchronous
      avp("8", "0000", "0004", "00000001"), // bearer: digital
      avp("8", "0000", "0005", "0102030405060708"), // tie breaker
      avp("8", "0000", "0007", "6c6163"), // host name: lac
      avp("8", "0000", "0009", "002a"), // assigned tunnel 42
      avp("8", "0000", "000a", "0008"), // window of 8
      avp("8", "0000", "0024", "aabbccdd"), // random vector
    ),
    tshark: `l2tp.avp.type 0,2,3,4,5,7,9,10,36
      l2tp.avp.message_type 1
      l2tp.avp.protocol_version 1
      l2tp.avp.async_framing_supported 1
      l2tp.avp.sync_framing_supported 0
      l2tp.avp.digital_access_supported 1
      l2tp.tie_breaker 0x0102030405060708
      l2tp.avp.host_name lac
      l2tp.avp.assigned_tunnel_id 42
      l2tp.avp.receive_window_size 8
      l2tp.avp.random_vector aabbccdd`,
  },
  {
    name: "L2TP version 2: a call ends, with an error and counts",
    on: "udp 1701",
    bytes: l2tp(
      "2",
      "0007 0009",
      avp("8", "0000", "0000", "000e"), // message type: CDN
      avp("8", "0000", "0001", "0002 0006 62757379"), // result 2, error 6, "busy"
      avp("8", "0000", "000c", "0010 01 6e6f"), // Q.931 cause 16, message 1, "no"
      avp("8", "0000", "0022", `0000 ${"00000001 00000002 00000003 00000004 00000005 00000006"}`), // call errors
    ),
    tshark: `l2tp.result_code 2
      l2tp.avp.error_code 6
      l2tp.avp.error_message busy
      l2tp.avp.cause_code 16
      l2tp.avp.advisory_msg no
      l2tp.avp.crc_errors 1
      l2tp.avp.framing_errors 2
      l2tp.avp.hardware_overruns 3
      l2tp.avp.buffer_overruns 4
      l2tp.avp.time_out_errors 5
      l2tp.avp.alignment_errors 6`,
  },
  {
    name: "L2TP version 3: ICRQ (RFC 3931, 5.4) with pairs of Cisco's",
    on: "udp 1701",
    bytes: l2tp(
      "3",
      "0000002a", // control connection 42
      avp("8", "0000", "0000", "000a"), // message type: ICRQ
      avp("8", "0000", "003f", "00000003"), // local session 3
      avp("8", "0000", "0044", "0005"), // pseudowire: Ethernet
      avp("8", "0000", "0047", "0003"), // circuit: new, up
      avp("8", "0000", "0041", "0102030405060708"), // cookie
      avp("8", "0000", "003e", "0004 0005"), // pseudowires that it can carry
      avp("8", "0000", "004a", "0000000005f5e100"), // transmits 100 Mbit/s
      avp("8", "0009", "0003", "00000003"), // Cisco: local session
      avp("8", "0009", "000e", "05dc"), // Cisco: MTU 1500
    ),
    tshark: `l2tp.ccid 0x0000002a
      l2tp.avp.local_session_id 3
      l2tp.avp.pseudowire_type 5
      l2tp.avp.circuit_status 1
      l2tp.avp.circuit_type 1
      l2tp.avp.assigned_cookie 0102030405060708
      l2tp.avp.pw_type 4,5
      l2tp.avp.tx_connect_speed_v3 100000000
      l2tp.avp.ciscotype 3,14
      l2tp.cisco.local_session_id 3
      l2tp.cisco.interface_mtu 1500`,
  },
  {
    name: "ERSPAN type III: platform 5",
    on: "ip 47",
    // Hardware 7 with a subheader; platform 5, switch 6, port 7, 8 seconds (draft-foschiano-erspan-03, 4.3).
    bytes: `${ERSPAN} 8071 14060007 00000008 ${INSIDE}`,
    tshark: `erspan.platid 5
      erspan.pid5.switchid 6
      erspan.pid5.port_index 7
      erspan.pid5.timestamp 8`,
  },
  {
    name: "ERSPAN type III: platform 7",
    on: "ip 47",
    // Platform 7, reserved 1, source 5, upper half of the timestamp 9.
    bytes: `${ERSPAN} 8071 1c100005 00000009 ${INSIDE}`,
    tshark: `erspan.platid 7
      erspan.pid7.rsvd1 1
      erspan.pid7.source_index 5
      erspan.pid7.timestamp 9`,
  },
  {
    name: "Geneve: what Google Cloud says of a packet",
    on: "udp 6081",
    bytes: `06 00 6558 00002a00        # six words of options, Ethernet, VNI 42
      0132 01 01 0000007f              # network 7, all reserved bits set, inwards
      0132 02 01 0a0b0c0d              # endpoint
      0132 03 01 00000009              # profile 9
      ${INSIDE}`,
    tshark: `geneve.option.class 0x0132,0x0132,0x0132
      geneve.option.gcp.vnid 7
      geneve.option.gcp.direction 1
      geneve.option.gcp.reserved 1
      geneve.option.gcp.endpoint 0a0b0c0d
      geneve.option.gcp.profile 9`,
  },
  {
    name: "GTP-U: a PDU session container (TS 38.415, 5.5.2.1)",
    on: "udp 2152",
    bytes: `34 ff ${sized(
      2,
      `00000001 0000 00 85                # TEID 1, no sequence, a container follows
      02 00 c9 e0 00 00 00 00            # two words: downlink, paged and reflective, QFI 9, PPI 7
      4500 001c 0001 0000 40 11 0000 c0a80001 c0a80002 0001 0002 0008 0000`,
      -4,
    )}`,
    tshark: `gtp.ext_hdr.pdu_ses_con.pdu_type 0
      gtp.ext_hdr.pdu_ses_cont.ppp 1
      gtp.ext_hdr.pdu_ses_cont.rqi 1
      gtp.ext_hdr.pdu_ses_con.qos_flow_id 9
      gtp.ext_hdr.pdu_ses_cont.ppi 7
      gtp.ext_hdr.next 0x85,0x00`,
  },
  {
    name: "GTP-U: an error indication (TS 29.281, 7.3.1)",
    on: "udp 2152",
    // TEID 1 and the address of who does not know it.
    bytes: "32 1a 0010 00000000 0001 00 00 10 00000001 85 0004 0a000001",
    tshark: `gtp.teid_data 0x00000001
      gtp.gsn_address_length 4
      gtp.gsn_ipv4 10.0.0.1`,
  },
  {
    name: "NHRP: a resolution reply with authentication (RFC 2332, 5.2.2, 5.3.4)",
    on: "ip 47",
    bytes: `0000 2001                  # GRE
      0001 0800 0000000000 ff 0050 442a 003c 01 02 04 00  # IPv4 in IPv4, 80 bytes, extensions at 60, reply
      04 04 7802 00000005              # protocol addresses of 4 bytes; authoritative, stable, unique, bound; NAT
      a9fe6401 9b010001 9b010002       # NBMA source, protocol source and destination
      00 20 0000 45f8 1c20 04 00 04 00 a9fe6402 9b010002  # success, /32, MTU 17912, 7200 s, both addresses
      8007 000c 0000 0001 01020304 61757468  # authentication: SPI 1, source, "auth"
      8000 0000                        # end`,
    tshark: `nhrp.hdr.chksum.status 1
      nhrp.flag.a 1
      nhrp.flag.nat 1
      nhrp.code 0
      nhrp.prefix 32
      nhrp.mtu 17912
      nhrp.htime 7200
      nhrp.client.nbma.addr 169.254.100.2
      nhrp.client.prot.addr 155.1.0.2
      nhrp.ext.type 0x0007,0x0000
      nhrp.auth_ext.spi 1
      nhrp.auth_ext.data 61757468`,
  },
  {
    name: "PPPoE: what a line's access node adds (TR-101, appendix A)",
    on: "ethertype 8863",
    bytes: `11 09 0000 ${sized(
      2,
      `0101 0003 697370                  # service name: isp
      0105 0016 00000de9                 # vendor: DSL Forum
        01 04 6c696e65                   # circuit: line
        81 04 00000bb8  82 04 00002710   # 3000 and 10000 kbit/s, up and down`,
    )}`,
    tshark: `pppoed.tags.service_name isp
      pppoed.tags.vendor_id 3561
      pppoed.tags.circuit_id line
      pppoed.tags.act_data_rate_up 3000
      pppoed.tags.act_data_rate_down 10000`,
  },
  {
    name: "LCP options (RFC 1661, 6; RFC 1990, 5.1)",
    on: "ethertype 8864",
    bytes: `11 00 0001 ${sized(
      2,
      `c021 01 01 ${sized(
        2,
        `01 04 05d4                      # MRU 1492
        02 06 000a0000                   # escape XON and XOFF
        03 05 c223 05                    # CHAP with MD5
        05 06 12345678                   # magic number
        07 02 08 02                      # compress protocol, and address and control
        11 04 05d4 13 09 03 020000000011 # MRRU 1492; a bundle's end by its MAC`,
        4,
      )}`,
    )}`,
    tshark: `lcp.opt.type 1,2,3,5,7,8,17,19
      lcp.opt.mru 1492
      lcp.opt.asyncmap 0x000a0000
      lcp.opt.asyncmap.dc1 1
      lcp.opt.asyncmap.dc2 0
      lcp.opt.auth_protocol 0xc223
      lcp.opt.algorithm 5
      lcp.opt.magic_number 0x12345678
      lcp.opt.mrru 1492
      lcp.opt.802_1_address 02:00:00:00:00:11`,
  },
  {
    name: "CCP and MPPE (RFC 3078, 2.1)",
    on: "ethertype 8864",
    // Stateless, 128 bits, with compression.
    bytes: `11 00 0001 000c 80fd 01 01 000a 12 06 01000041`,
    tshark: `ccp.opt.supported_bits.h 1
      ccp.opt.supported_bits.s 1
      ccp.opt.supported_bits.l 0
      ccp.opt.supported_bits.c 1`,
  },
  {
    name: "IPCP with header compression (RFC 3544, 2.1)",
    on: "ethertype 8864",
    bytes: `11 00 0001 ${sized(
      2,
      `8021 01 01 ${sized(
        2,
        `02 10 0061 0010 0011 0100 0005 00a8  01 02  # spaces, periods, header; of RTP too
        03 06 0a000001  81 06 08080808   # address, name server`,
        4,
      )}`,
    )}`,
    tshark: `ipcp.opt.tcp_space 16
      ipcp.opt.non_tcp_space 17
      ipcp.opt.f_max_period 256
      ipcp.opt.iphc.type 1
      ipcp.opt.ip_address 10.0.0.1
      ipcp.opt.pri_dns_address 8.8.8.8`,
  },
  {
    name: "BFD with a digest (RFC 5880, 4.4)",
    on: "udp 3784",
    bytes: `20 c4 03 34 00000001 00000002 000f4240 000f4240 00000000
      04 1c 01 00 00000005 ${"bb".repeat(20)}  # SHA1, 28 bytes, key 1, sequence 5`,
    tshark: `bfd.auth.type 4
      bfd.auth.len 28
      bfd.auth.key 1
      bfd.auth.seq_num 0x00000005
      bfd.checksum ${"bb".repeat(20)}`,
  },
];

/** LISP (RFC 9301): a record of 1440 minutes with one locator, 10.0.0.10, whose prefix is told. */
const record = (bits: string, prefix: string): string => `000005a0 01 ${bits} 1000 0000 ${prefix}
  01 64 ff 00 0005 0001 0a00000a   # priority 1, weight 100, none for multicast; local and reachable`;
const NONCE = "0102030405060708";

export const lisp: readonly Made[] = [
  {
    name: "LISP: a tenant's prefix is registered (5.6; RFC 8060, 4.1)",
    on: "udp 4342",
    bytes: `38 00 01 01 ${NONCE} 0001 0014 ${"aa".repeat(20)}   # proxies replies, wants to be notified; key 1
      ${record("18", "4003 00 00 02 20 000a 0000002a 0001 c0a80100")}   # instance 42, 192.168.1.0/24`,
    tshark: `lisp.mreg.flags.pmr 1
      lisp.mreg.flags.wmn 1
      lisp.keyid 0x0001
      lisp.authlen 20
      lisp.mapping.ttl 1440
      lisp.mapping.eid.masklen 24
      lisp.mapping.auth 1
      lisp.lcaf.type 2
      lisp.lcaf.iid 42
      lisp.lcaf.iid.ipv4 192.168.1.0
      lisp.loc.priority 1
      lisp.loc.flags.local 1
      lisp.loc.locator 10.0.0.10`,
  },
  {
    name: "LISP: a request in an encapsulated one (5.2, 5.8)",
    on: "udp 4342",
    bytes: `80000000                       # type 8
      4500 0048 0001 0000 40 11 0000 c0a80201 c0a80101  c350 10f6 0034 0000   # from the source to the wanted
      1a 00 01 01 ${NONCE} 0001 c0a80201        # authoritative, a probe; two routers; source 192.168.2.1
      0001 0a00000b 0001 0a00000c 00 20 0001 c0a80101  # both, and who is looked for`,
    tshark: `lisp.type 8,1
      lisp.ecm.flags.sec 0
      lisp.mreq.flags.auth 1
      lisp.mreq.flags.probe 1
      lisp.irc 1
      lisp.mreq.srceid.ipv4 192.168.2.1
      lisp.mreq.itr_rloc_ipv4 10.0.0.11,10.0.0.12
      lisp.mreq.record.prefix.length 32
      lisp.mreq.record.prefix.ipv4 192.168.1.1`,
  },
  {
    name: "LISP: what a NAT made of an address (RFC 8060, 4.4)",
    on: "udp 4342",
    bytes: `78 00 00 00 ${NONCE} 0000 0000 000005a0 00 00 0000
      4003 00 00 07 00 0010 10f6 1234 0001 0a00000a 0001 0a00000b`,
    tshark: `lisp.info.r 1
      lisp.lcaf.natt.msport 4342
      lisp.lcaf.natt.etrport 4660
      lisp.lcaf.natt.rloc.ipv4 10.0.0.10,10.0.0.11`,
  },
];

/** A message of LDP with its PDU before it: router 10.0.0.1, label space 0, message 1. */
const message = (type: string, tlvs: string): string =>
  `0001 ${sized(2, `0a000001 0000  ${type} ${sized(2, `00000001 ${tlvs}`)}`)}`;

export const ldp: readonly Made[] = [
  {
    name: "LDP: hellos of a link, with the generalized TTL security and without (RFC 6720, 2)",
    on: "udp 646",
    bytes: `0001 0026 0a000001 0000
      0100 000c 00000001 0400 0004 000f 2000
      0100 000c 00000002 0400 0004 000f 0000`,
    tshark: `ldp.msg.tlv.hello.gtsm 1,0
      ldp.gtsm_supported 1
      ldp.gtsm_not_supported 1`,
  },
  {
    name: "LDP: a label for an Ethernet pseudowire with its interface's parameters (RFC 8077)",
    on: "tcp 646",
    bytes: message(
      "0400", // Label Mapping
      `0100 ${sized(
        2,
        `80 8005 1a 00000001 00000064      # PWid FEC: control word, Ethernet; group 1, pseudowire 100
        01 04 05dc  03 06 6c616e31        # MTU 1500, "lan1"
        0c 04 02 03  06 04 0064           # VCCV: router alert; ICMP and LSP ping; VLAN 100
        17 04 c000                        # flow label sent and received (RFC 6391)`,
      )}
      0200 0004 00000064                  # label 100
      096a 0004 00000003                  # status: not forwarding, attachment circuit fails
      0103 0001 02`, // hops
    ),
    tshark: `ldp.msg.tlv.type 0x0100,0x0200,0x096a,0x0103
      ldp.msg.tlv.fec.type 128
      ldp.msg.tlv.fec.pw.controlword 1
      ldp.msg.tlv.fec.pw.pwtype 0x0005
      ldp.msg.tlv.fec.pw.pwid 100
      ldp.msg.tlv.fec.vc.intparam.mtu 1500
      ldp.msg.tlv.fec.vc.intparam.desc lan1
      ldp.msg.tlv.fec.vc.intparam.vccv.cctype_mplsra 1
      ldp.msg.tlv.fec.vc.intparam.vccv.cvtype_lspping 1
      ldp.msg.tlv.fec.vc.intparam.vlanid 100
      ldp.msg.tlv.generic.label 100
      ldp.msg.tlv.pwstatus.code.pwnotforward 1
      ldp.msg.tlv.pwstatus.code.pwlacegresstransfault 0
      ldp.msg.tlv.hc.value 2`,
  },
  {
    name: "LDP: prefixes, a generalized pseudowire, a tree, and what went wrong",
    on: "tcp 646",
    bytes: `${message(
      "0400",
      `0100 ${sized(
        2,
        `02 0001 18 0a0100                  # 10.1.0.0/24
        02 0002 40 20010db800000001         # 2001:db8:0:1::/64
        81 8005 16  01 08 0000000100000064  01 04 0a000001  01 04 0a000002  # group, source, target (RFC 8077, 6.1)
        06 0001 04 0a000001 0007 01 0004 00000001  # tree of 10.0.0.1 (RFC 6388)`,
      )}
      096b 0004 01 04 2328                # MTU 9000
      0104 0008 0a000002 0a000003`, // path
    )} ${message("0001", "0300 000a 8000000a 00000001 0400")}  # fatal: status 10, of message 1`,
    tshark: `ldp.msg.type 0x0400,0x0001
      ldp.msg.tlv.fec.pfval 10.1.0.0,2001:db8:0:1::
      ldp.msg.tlv.fec.gen.agi.value 0000000100000064
      ldp.msg.tlv.fec.gen.taii.value 0a000002
      ldp.msg.tlv.ldp_p2mp.ipv4_rtnodeaddr 10.0.0.1
      ldp.msg.tlv.intparam.mtu 9000
      ldp.msg.tlv.pv.lsrid 10.0.0.2,10.0.0.3
      ldp.msg.tlv.status.ebit 1
      ldp.msg.tlv.status.data 0x0000000a`,
  },
  {
    name: "LACP: both ends' states, and the end of its TLVs",
    on: "ethertype 8809",
    bytes: `01 01                              # subtype, version
      01 14 8000 020000000001 0001 8000 0005 3d 000000  # actor: active, aggregating, in sync, collecting, distributing
      02 14 8000 020000000002 0001 8000 0006 45 000000  # partner: defaulted
      03 10 0000 ${"00".repeat(12)}  00 00 ${"00".repeat(50)}`,
    tshark: `lacp.actor.state_str **DCSG*A
      lacp.partner.state_str *F***G*A
      lacp.tlv_type 0x01,0x02,0x03,0x00
      lacp.coll_reserved ${"00".repeat(12)}
      lacp.pad ${"00".repeat(50)}`,
  },
  {
    name: "IPv4: a tunnel's protocol, and nothing behind the header",
    on: "ip 47",
    bytes: `# nothing`,
    tshark: `frame.protocols eth:ethertype:ip
      _ws.col.Protocol IPv4
      _ws.col.Info
      ip.proto 47`,
  },
  {
    name: "UDP: to the port of a tunnel, and nothing behind the header",
    on: "udp 4789",
    bytes: `# nothing`,
    tshark: `frame.protocols eth:ethertype:ip:udp
      _ws.col.Protocol UDP
      _ws.col.Info 40000 → 4789 Len=0
      udp.length 8`,
  },
];
