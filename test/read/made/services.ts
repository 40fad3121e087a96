/** SNMP: RFC 3416, RFC 3412 and RFC 3414; NetBIOS: RFC 1002; STUN: RFC 8489; TURN: RFC 8656; GTPv2: TS 29.274; MPLS echo: RFC 8029; syslog; SIP: RFC 3261. */
import type { Made } from "./packets.ts";

export const services: readonly Made[] = [
  {
    name: "SNMP: what every kind of variable holds",
    on: "udp 161",
    bytes: `3081ad                                 # a message
      02010104067075626c6963                 # version, community public
      a2819f                                 # what kind of message
      02021234020100020100                   # number, no error
      308192                                 # bindings
      300d06082b06010201010300430105         # sysUpTime: 5 ticks
      300e06082b060102010101000202fffe       # an integer: -2
      300e06082b0601020101040004026162       # octets
      300c06082b060102010106000500           # nothing
      301006082b0601020101020006042b060104   # the name of an object
      301006082b0601020101070040040a000001   # an address
      301106082b06010201010800410500ffffffff # a counter
      300e06082b0601020101080042020102       # a gauge
      300c06082b060102010108008100           # no such instance`,
    tshark: `snmp.version 1
      snmp.community public
      snmp.data 2
      snmp.get_response_element 1
      snmp.request_id 4660
      snmp.error_status 0
      snmp.error_index 0
      snmp.variable_bindings 9
      snmp.name 1.3.6.1.2.1.1.3.0,1.3.6.1.2.1.1.1.0,1.3.6.1.2.1.1.4.0,1.3.6.1.2.1.1.6.0,1.3.6.1.2.1.1.2.0,1.3.6.1.2.1.1.7.0,1.3.6.1.2.1.1.8.0,1.3.6.1.2.1.1.8.0,1.3.6.1.2.1.1.8.0
      snmp.value.timeticks 5
      snmp.value.int -2
      snmp.value.octets 6162
      snmp.value.null 1
      snmp.value.oid 1.3.6.1.4
      snmp.value.ipv4 10.0.0.1
      snmp.value.counter 4294967295
      snmp.value.g32 258
      snmp.noSuchInstance 1`,
  },
  {
    name: "SNMP version 1: a trap",
    on: "udp 162",
    bytes: `3034                                         # a message
      02010004067075626c6963                       # version, community public
      a427                                         # what kind of message
      06042b06010440040a00000902010602010743020102 # enterprise, agent, specific trap 7, 258 ticks
      300f                                         # bindings
      300d06082b06010201010300020109               # one`,
    tshark: `snmp.version 0
      snmp.community public
      snmp.data 4
      snmp.trap_element 1
      snmp.enterprise 1.3.6.1.4
      snmp.agent_addr 10.0.0.9
      snmp.generic_trap 6
      snmp.specific_trap 7
      snmp.time_stamp 258
      snmp.variable_bindings 1
      snmp.name 1.3.6.1.2.1.1.3.0
      snmp.value.int 9`,
  },
  {
    name: "SNMP version 3: encrypted",
    on: "udp 161",
    bytes: `3055020103                         # version 3
      301002021234020300ffe3040107020103 # header: number, longest answer, flags, user-based security
      04353033040d80001f8880616263646566676802010502020102040475736572
      040c00000000000000000000000004086162636465666768 # security parameters: engine, boots, time, user, authentication, privacy
      040701020304050607                 # what is encrypted`,
    tshark: `snmp.msgVersion 3
      snmp.msgGlobalData_element 1
      snmp.msgID 4660
      snmp.msgMaxSize 65507
      snmp.msgFlags 07
      snmp.v3.flags.report 1
      snmp.v3.flags.crypt 1
      snmp.v3.flags.auth 1
      snmp.msgSecurityModel 3`,
  },
  {
    name: "NetBIOS: a name of blanks alone is not shortened",
    on: "udp 137",
    bytes: `123401100001000000000000
      20 4341434143414341434143414341434143414341434143414341434143414141 00
      00200001                 # NB, IN`,
    tshark: `nbns.name ${" ".repeat(15)}<00>`,
  },
  {
    name: "NetBIOS: who has a name, twice",
    on: "udp 137",
    bytes: `123485800000000100000000 # a response with one answer
      2045494550464446454341434143414341434143414341434143414341434143
      4100                     # HOST, the server service
      002000010000012c000c     # NB, IN, 300 s, 12 bytes
      60000a000001             # unique
      e0000a000002             # a group`,
    tshark: `nbns.id 0x1234
      nbns.flags 0x8580
      nbns.flags.response 1
      nbns.flags.opcode 0
      nbns.flags.authoritative 1
      nbns.flags.truncated 0
      nbns.flags.recdesired 1
      nbns.flags.recavail 1
      nbns.flags.broadcast 0
      nbns.flags.rcode 0
      nbns.count.queries 0
      nbns.count.answers 1
      nbns.count.auth_rr 0
      nbns.count.add_rr 0
      nbns.name HOST<20> (Server service)
      nbns.type 32
      nbns.class 1
      nbns.ttl 300
      nbns.data_length 12
      nbns.nb_flags 0x6000,0xe000
      nbns.nb_flags.group 0,1
      nbns.nb_flags.ont 3,3
      nbns.addr 10.0.0.1,10.0.0.2`,
  },
  {
    name: "NetBIOS: what a node says of itself",
    on: "udp 137",
    bytes: `123484000000000100000000                     # a response with one answer
      20434b4141414141414141414141414141414141414141414141414141414141
      4100                                         # *, which every node answers to
      0021000100000000004f                         # NBSTAT, IN, 79 bytes
      02484f53542020202020202020202020000400       # two names: active
      4752502020202020202020202020201e8c00         # a group's, in conflict
      0201020304050102030405060708090a0b0c0d0e     # unit, jumpers, test, version, period, errors
      0f101112131415161718191a1b1c1d1e1f2021222324 # what was sent and received, sessions`,
    tshark: `nbns.id 0x1234
      nbns.flags 0x8400
      nbns.flags.response 1
      nbns.flags.opcode 0
      nbns.flags.authoritative 1
      nbns.flags.truncated 0
      nbns.flags.recdesired 0
      nbns.flags.recavail 0
      nbns.flags.broadcast 0
      nbns.flags.rcode 0
      nbns.count.queries 0
      nbns.count.answers 1
      nbns.count.auth_rr 0
      nbns.count.add_rr 0
      nbns.name *<00><00><00><00><00><00><00><00><00><00><00><00><00><00><00>
      nbns.type 33
      nbns.class 1
      nbns.ttl 0
      nbns.data_length 79
      nbns.number_of_names 2
      nbns.netbios_name HOST,GRP
      nbns.name_flags 0x0400,0x8c00
      nbns.name_flags.group 0,1
      nbns.name_flags.ont 0,0
      nbns.name_flags.drg 0,0
      nbns.name_flags.cnf 0,1
      nbns.name_flags.act 1,1
      nbns.name_flags.prm 0,0
      nbns.unit_id 02:01:02:03:04:05
      nbns.jumpers 0x01
      nbns.test_result 0x02
      nbns.version_number 0x0304
      nbns.period_of_statistics 0x0506
      nbns.num_crcs 1800
      nbns.num_alignment_errors 2314
      nbns.num_collisions 2828
      nbns.num_send_aborts 3342
      nbns.num_good_sends 252711186
      nbns.num_good_receives 320083222
      nbns.numretransmits 5912
      nbns.num_no_resource_conditions 6426
      nbns.numcommand_blocks 6940
      nbns.numpending_sessions 7454
      nbns.max_num_pending_sessions 7968
      nbns.max_total_sessions_possible 8482
      nbns.session_data_packet_size 8996`,
  },
  {
    name: "NetBIOS: a datagram",
    on: "udp 138",
    bytes: `100a00070a000001008a00470000 # direct, first and only, M node, number, source, length
      2045494550464446454341434143414341434143414341434143414341434141
      4100                         # from
      2045484643464143414341434143414341434143414341434143414341434142
      4f00                         # to
      616263                       # data`,
    tshark: `nbdgm.type 16
      nbdgm.flags 0x0a
      nbdgm.next 0
      nbdgm.first 1
      nbdgm.node_type 2
      nbdgm.dgram_id 0x0007
      nbdgm.src.ip 10.0.0.1
      nbdgm.src.port 138
      nbdgm.dgram_len 71
      nbdgm.pkt_offset 0
      nbdgm.source_name HOST<00>
      nbdgm.destination_name GRP<1e>`,
  },
  {
    name: "STUN: the address that a translator gave",
    on: "udp 3478",
    bytes: `010100502112a4420102030405060708090a0b0c         # binding, success
      00200008000129bc2b12a446                         # XOR-MAPPED-ADDRESS: 10.0.0.4:2222
      00200014000229bc0113a9fa0102030405060708090a0b0b # the same, 2001:db8::7
      802b000800010d960a000009                         # RESPONSE-ORIGIN
      80220006636f7475726e0000                         # SOFTWARE, filled up
      002400046e001eff                                 # PRIORITY`,
    tshark: ``,
  },
  {
    name: "TURN: refused",
    on: "udp 3478",
    bytes: `011300442112a4420102030405060708090a0b0c # allocate, error
      0009001000000401556e617574686f72697a6564 # ERROR-CODE 401
      00140004612e6567                         # REALM
      001500026e310000                         # NONCE
      0019000411000000                         # REQUESTED-TRANSPORT: UDP
      0017000402000000                         # REQUESTED-ADDRESS-FAMILY: IPv6
      8028000401020304                         # FINGERPRINT, not the right one`,
    tshark: ``,
  },
  {
    name: "GTPv2: a session is created",
    on: "udp 2123",
    bytes: `482100cf0000123400000700                                   # response, TEID, sequence
      020002001000                                               # cause: accepted
      0300010009                                                 # recovery
      4700100008696e7465726e6574066d6e63303031                   # APN
      48000800000003e8000007d0                                   # AMBR
      4f0016000340000102030405060708090a0b0c0d0e0f01020304       # PAA: both versions
      5200010006                                                 # RAT: EUTRAN
      56000d001821f354000121f35401020304                         # ULI: TAI and ECGI
      57001901ca000000090a000001000102030405060708090a0b0c0d0e0f # F-TEID: both versions
      5d00340049000100065700090284000000090a000001500016007c0900010203
      0405060708090a0b0c0d0e0f101112135e00040001020304           # bearer: EBI, F-TEID, QoS, charging id
      720002004001                                               # time zone
      8000010001                                                 # selection mode
      4b0008005309782017132306                                   # MEI`,
    tshark: `gtpv2.flags 0x48
      gtpv2.version 2
      gtpv2.p 0
      gtpv2.t 1
      gtpv2.mp 0
      gtpv2.message_type 33
      gtpv2.msg_length 207
      gtpv2.teid 0x00001234
      gtpv2.seq 0x000007
      gtpv2.spare 0
      gtpv2.ie_type 2,3,71,72,79,82,86,87,93,73,87,80,94,114,128,75
      gtpv2.ie_len 2,1,16,8,22,1,13,25,52,1,9,22,4,2,1,8
      gtpv2.cr 0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0
      gtpv2.instance 0,0,0,0,0,0,0,1,0,0,2,0,0,0,0,0
      gtpv2.cause 16
      gtpv2.spare_b7_b3 0
      gtpv2.pce 0
      gtpv2.bce 0
      gtpv2.cs 0
      gtpv2.rec 9
      gtpv2.apn internet.mnc001
      gtpv2.ambr_up 1000
      gtpv2.ambr_down 2000
      gtpv2.pdn_type 3
      gtpv2.pdn_ipv6_len 64
      gtpv2.pdn_addr_and_prefix.ipv6 1:203:405:607:809:a0b:c0d:e0f
      gtpv2.pdn_addr_and_prefix.ipv4 1.2.3.4
      gtpv2.rat_type 6
      gtpv2.uli_flags 0x18
      gtpv2.uli_ext_macro_enb_id_flg 0
      gtpv2.uli_macro_enb_id_flg 0
      gtpv2.uli_lai_flg 0
      gtpv2.uli_ecgi_flg 1
      gtpv2.uli_tai_flg 1
      gtpv2.uli_rai_flg 0
      gtpv2.uli_sai_flg 0
      gtpv2.uli_cgi_flg 0
      gtpv2.tai_tac 0x0001
      gtpv2.uli_ecgi_eci_spare 0
      gtpv2.ecgi_eci 16909060
      gtpv2.enodebid 66051
      gtpv2.cellid 4
      gtpv2.f_teid_v4 1,1
      gtpv2.f_teid_v6 1,0
      gtpv2.f_teid_interface_type 10,4
      gtpv2.f_teid_gre_key 0x00000009,0x00000009
      gtpv2.f_teid_ipv4 10.0.0.1,10.0.0.1
      gtpv2.f_teid_ipv6 1:203:405:607:809:a0b:c0d:e0f
      gtpv2.spare_bits 0
      gtpv2.ebi 6
      gtpv2.bearer_qos_pci 1
      gtpv2.bearer_qos_pl 15
      gtpv2.bearer_qos_pvi 0
      gtpv2.bearer_qos_label_qci 9
      gtpv2.bearer_qos_mbr_up 16909060
      gtpv2.bearer_qos_mbr_down 21575960585
      gtpv2.bearer_qos_gbr_up 43135012110
      gtpv2.bearer_qos_gbr_down 64694063635
      gtpv2.charging_id 16909060
      gtpv2.ue_time_zone_dst 1
      gtpv2.selec_mode 1
      gtpv2.mei 3590870271313260`,
  },
  {
    name: "MPLS: a path is asked for, and where it goes on",
    on: "udp 3503",
    bytes: `0001000101020301000012340000000500000000000000000000000000000000 # version 1, validate, request, reply by UDP, codes, handle, sequence, times
      00010038                                                         # FEC stack
      000100050a00000018000000                                         # LDP IPv4 prefix
      000300140a000001000000070a0000020a00000300000009                 # RSVP IPv4 tunnel
      0006000d00000000fde800010a01000010000000                         # VPN IPv4 prefix
      0002001405dc01030a0000010a0000020000000000064103                 # downstream: MTU, IPv4, flags, no multipath, label 100
      0003000401616263                                                 # pad
      00070010010000000a0000010a000002000641ff                         # interface and label stack`,
    tshark: `mpls_echo.version 1
      mpls_echo.flags 0x0001
      mpls_echo.flag_sbz 0x0000
      mpls_echo.flag_v 1
      mpls_echo.flag_t 0
      mpls_echo.flag_r 0
      mpls_echo.msg_type 1
      mpls_echo.reply_mode 2
      mpls_echo.return_code 3
      mpls_echo.return_subcode 1
      mpls_echo.sender_handle 0x00001234
      mpls_echo.sequence 5
      mpls_echo.tlv.type 1,2,3,7
      mpls_echo.tlv.len 56,20,4,16
      mpls_echo.tlv.fec.type 1,3,6
      mpls_echo.tlv.fec.len 5,20,13
      mpls_echo.tlv.fec.ldp_ipv4 10.0.0.0
      mpls_echo.tlv.fec.ldp_ipv4_mask 24
      mpls_echo.padding 000000,000000
      mpls_echo.tlv.fec.rsvp_ipv4_ep 10.0.0.1
      mpls_echo.tlv.fec.rsvp_ip_mbz1 0
      mpls_echo.tlv.fec.rsvp_ip_tun_id 7
      mpls_echo.tlv.fec.rsvp_ipv4_ext_tun_id 0x0a000002
      mpls_echo.tlv.fec.rsvp_ipv4_sender 10.0.0.3
      mpls_echo.tlv.fec.rsvp_ip_mbz2 0
      mpls_echo.tlv.fec.rsvp_ip_lsp_id 9
      mpls_echo.tlv.fec.vpn_route_dist 00000000fde80001
      mpls_echo.tlv.fec.vpn_ipv4 10.1.0.0
      mpls_echo.tlv.fec.vpn_len 16
      mpls_echo.tlv.ds_map.mtu 1500
      mpls_echo.tlv.ds_map.addr_type 1
      mpls_echo.tlv.ds_map.res 0x03
      mpls_echo.tlv.ds_map.flag_res 0x00
      mpls_echo.tlv.ds_map.flag_i 1
      mpls_echo.tlv.ds_map.flag_n 1
      mpls_echo.tlv.ds_map.ds_ip 10.0.0.1
      mpls_echo.tlv.ds_map.int_ip 10.0.0.2
      mpls_echo.tlv.ds_map.hash_type 0
      mpls_echo.tlv.ds_map.depth 0
      mpls_echo.tlv.ds_map.multi_len 0
      mpls_echo.tlv.ds_map.mp_label 100
      mpls_echo.tlv.ds_map.mp_exp 0
      mpls_echo.tlv.ds_map.mp_bos 1
      mpls_echo.tlv.ds_map.mp_proto 3
      mpls_echo.tlv.pad_action 1
      mpls_echo.tlv.pad_padding 616263
      mpls_echo.tlv.ilso.addr_type 1
      mpls_echo.tlv.ilso.mbz 0x000000
      mpls_echo.tlv.ilso_ipv4.addr 10.0.0.1
      mpls_echo.tlv.ilso_ipv4.int_addr 10.0.0.2
      mpls_echo.tlv.ilso_ipv4.label 100
      mpls_echo.tlv.ilso_ipv4.exp 0
      mpls_echo.tlv.ilso_ipv4.bos 1
      mpls_echo.tlv.ilso_ipv4.ttl 255`,
  },
  {
    name: "syslog: what its header consists of",
    on: "udp 514",
    bytes: `3c33343e3120323030332d31302d31315432323a31343a31352e3030335a2068
      20737520372049443437202d2078 # RFC 5424, 6.5`,
    tshark: `syslog.facility 4
      syslog.level 2
      syslog.msg 1 2003-10-11T22:14:15.003Z h su 7 ID47 - x
      syslog.version 1
      syslog.hostname h
      syslog.appname su
      syslog.procid 7
      syslog.msgid ID47 - x`,
  },
  {
    name: "syslog: as it was",
    on: "udp 514",
    bytes: `3c33343e4f63742031312032323a31343a3135206d796d616368696e65207375
      3a206661696c6564 # RFC 3164, 5.4`,
    tshark: `syslog.facility 4
      syslog.level 2
      syslog.msg Oct 11 22:14:15 mymachine su: failed
      syslog.timestamp_rfc3164 Oct 11 22:14:15
      syslog.hostname mymachine
      syslog.procid su
      syslog.msgid : failed`,
  },
  {
    name: "syslog: bytes that are no characters",
    on: "udp 514",
    bytes: `3c33343e4f63742031312032323a31343a3135206d796d616368696e65207375
      3a206661696c65647f7f7f # three deletes`,
    tshark: `syslog.procid su
      _ws.col.Info AUTH.CRIT: Oct 11 22:14:15 mymachine su: failed\\177\\177\\177`,
  },
  {
    name: "SIP: what its headers consist of",
    on: "udp 5060",
    bytes: `494e56495445207369703a626f6240622e6578616d706c653a353037303b7472
      616e73706f72743d756470205349502f322e300d0a               # request
      5669613a205349502f322e302f55445020612e6578616d706c653a353036363b
      6272616e63683d7a39684734624b373b72706f72742c205349502f322e302f54
      4350205b323030313a6462383a3a315d3a353036313b74746c3d350d0a # two ways back
      663a2022416c696365205322203c7369703a616c69636540612e6578616d706c
      653a353036313e3b7461673d31390d0a                         # From, short
      743a2022426f6222203c7369703a626f6240622e6578616d706c653e3b746167
      3d340d0a                                                 # to
      43616c6c2d49443a206138346240610d0a                       # Call-ID: a84b@a
      435365713a2033313431353920494e564954450d0a               # CSeq: 314159 INVITE
      436f6e746163743a203c7369703a616c69636540612e6578616d706c653b7472
      616e73706f72743d7463703e3b657870697265733d36302c203c7369703a6332
      4031302e302e302e323e0d0a                                 # two
      526f7574653a203c7369703a70312e6578616d706c653b6c723e0d0a # Route: <sip:p1.example;lr>
      417574686f72697a6174696f6e3a2044696765737420757365726e616d653d22
      616c222c207265616c6d3d2272220d0a                         # Authorization: Digest username="al", realm="r"
      4d61782d466f7277617264733a2037300d0a                     # Max-Forwards: 70
      6c3a20300d0a                                             # Content-Length
      0d0a                                                     # the end`,
    tshark: `sip.Request-Line INVITE sip:bob@b.example:5070;transport=udp SIP/2.0
      sip.Method INVITE
      sip.r-uri sip:bob@b.example:5070;transport=udp
      sip.r-uri.user bob
      sip.r-uri.host b.example
      sip.r-uri.port 5070
      sip.Via SIP/2.0/UDP a.example:5066;branch=z9hG4bK7;rport, SIP/2.0/TCP [2001:db8::1]:5061;ttl=5
      sip.Via.transport UDP,TCP
      sip.Via.sent-by.address a.example,2001:db8::1
      sip.Via.sent-by.port 5066,5061
      sip.Via.branch z9hG4bK7
      sip.Via.rport rport
      sip.Via.ttl 5
      sip.From "Alice S" <sip:alice@a.example:5061>;tag=19
      sip.from.display.info "Alice S"
      sip.display.info "Alice S","Bob"
      sip.from.addr sip:alice@a.example:5061
      sip.from.user alice
      sip.from.host a.example
      sip.from.port 5061
      sip.from.tag 19
      sip.tag 19,4
      sip.To "Bob" <sip:bob@b.example>;tag=4
      sip.to.display.info "Bob"
      sip.to.addr sip:bob@b.example
      sip.to.user bob
      sip.to.host b.example
      sip.to.tag 4
      sip.Call-ID a84b@a
      sip.call_id_generated a84b@a
      sip.CSeq 314159 INVITE
      sip.CSeq.seq 314159
      sip.CSeq.method INVITE
      sip.Contact <sip:alice@a.example;transport=tcp>;expires=60, <sip:c2@10.0.0.2>
      sip.contact.uri sip:alice@a.example;transport=tcp,sip:c2@10.0.0.2
      sip.contact.user alice,c2
      sip.contact.host a.example,10.0.0.2
      sip.contact.param transport=tcp
      sip.contact.parameter expires=60
      sip.Route <sip:p1.example;lr>
      sip.Route.uri sip:p1.example;lr
      sip.Route.host p1.example
      sip.Route.param lr
      sip.Authorization Digest username="al", realm="r"
      sip.auth.scheme Digest
      sip.auth.username "al"
      sip.auth.realm "r"
      sip.Max-Forwards 70
      sip.Content-Length 0`,
  },
  {
    name: "RADIUS: attributes by what their values are",
    on: "udp 1813",
    bytes: `040700d733333333333333333333333333333333 # accounting request
      0105626f62                               # User-Name
      021211111111111111111111111111111111     # User-Password
      03134222222222222222222222222222222222   # CHAP-Password
      04060a000001                             # NAS-IP-Address
      08060a080808                             # Framed-IP-Address
      280600000003                             # Acct-Status-Type
      37066553f100                             # Event-Timestamp
      380631000005                             # Egress-VLANID (RFC 4675)
      3a0831766c616e35                         # Egress-VLAN-Name
      40060100000d                             # Tunnel-Type, tag 1 (RFC 2868)
      4509018001aabbccdd                       # Tunnel-Password
      51043432                                 # Tunnel-Private-Group-Id without a tag
      5105023433                               # and with one
      5f1220010db8000000000000000000000009     # NAS-IPv6-Address
      610c004020010db800000000                 # Framed-IPv6-Prefix
      7c0a0000000000000005                     # MIP6-Feature-Vector
      1a0c00000009010661623d63                 # Cisco-AVPair
      1a12000001370706000000010b0601020304     # two of Microsoft's (RFC 2548)
      1a0d00003a8c0807314d2f314d               # one whose names are not here
      c804abcd                                 # not assigned
      06040001                                 # too short for a Service-Type`,
    tshark: `radius.code 4
      radius.id 7
      radius.length 215
      radius.authenticator 33333333333333333333333333333333
      radius.avp 0105626f62,021211111111111111111111111111111111,03134222222222222222222222222222222222,04060a000001,08060a080808,280600000003,37066553f100,380631000005,3a0831766c616e35,40060100000d,4509018001aabbccdd,51043432,5105023433,5f1220010db8000000000000000000000009,610c004020010db800000000,7c0a0000000000000005,1a0c00000009010661623d63,1a12000001370706000000010b0601020304,1a0d00003a8c0807314d2f314d,c804abcd,06040001
      radius.avp.type 1,2,3,4,8,40,55,56,58,64,69,81,81,95,97,124,26,26,26,200,6
      radius.avp.length 5,18,19,6,6,6,6,6,8,6,9,4,5,18,12,10,12,18,13,4,4
      radius.User_Name bob
      radius.User_Password_encrypted 11111111111111111111111111111111
      radius.CHAP_Password 4222222222222222222222222222222222
      radius.CHAP_Ident 0x42
      radius.CHAP_String 22222222222222222222222222222222
      radius.NAS_IP_Address 10.0.0.1
      radius.Framed-IP-Address 10.8.8.8
      radius.Acct_Status_Type 3
      radius.egress_vlanid_tag 0x00000031
      radius.egress_vlanid_pad 0x00000000
      radius.egress_vlanid 5
      radius.egress_vlan_name_tag 0x31
      radius.egress_vlan_name vlan5
      radius.Tunnel_Type.tag 0x01
      radius.Tunnel_Type 13
      radius.Tunnel_Password.tag 0x01
      radius.Tunnel_Password_encrypted 8001aabbccdd
      radius.Tunnel_Private_Group_Id 42,43
      radius.Tunnel_Private_Group_Id.tag 0x02
      radius.NAS_IPv6_Address 2001:db8::9
      radius.Framed_IPv6_Prefix 004020010db800000000
      radius.MIP6_Feature_Vector 0000000000000005
      radius.avp.vendor_id 9,311,14988
      radius.avp.vendor_type 1,7,11,8
      radius.avp.vendor_len 6,6,6,7
      radius.Cisco_AVPair ab=c
      radius.MS_MPPE_Encryption_Policy 1
      radius.MS_CHAP_Challenge 01020304
      radius.Service_Type 1`,
  },
  {
    name: "SCTP: parameters, gaps in what came, changes of streams and addresses",
    on: "ip 132",
    bytes: `271000091122334400000000                                         # header
      0100005e9f4b005f00020000000a08003b118214                         # INIT
      80080007c00f8200                                                 # supported extensions (RFC 5061)
      80020008a1b2c3d4                                                 # random number (RFC 4895)
      8004000600010000                                                 # HMACs
      8003000680c10000                                                 # chunks to authenticate
      c00600080000abcd                                                 # adaptation
      00090008000003e8                                                 # cookie preservative
      000b000a612e627879000000                                         # host name
      999900060102                                                     # unknown
      0000                                                             # chunk padding
      0301002400000010000100000003000100020002000400070009000900000012 # SACK with gaps
      82000038000d0014000000010000000200000003000100020010001400000001
      0000000100000005000000060011000c0000000700020000                 # RE_CONFIG (RFC 6525)
      c100002000000001000500080a000001c001001000000009000500080a000002 # ASCONF: an address more`,
    tshark: `sctp.srcport 10000
      sctp.dstport 9
      sctp.verification_tag 0x11223344
      sctp.checksum 0x00000000
      sctp.chunk_type 1
      sctp.chunk_bit_1 0
      sctp.chunk_bit_2 0
      sctp.chunk_flags 0x00
      sctp.chunk_length 94
      sctp.init_initiate_tag 0x9f4b005f
      sctp.initiate_tag 0x9f4b005f
      sctp.init_credit 131072
      sctp.init_nr_out_streams 10
      sctp.init_nr_in_streams 2048
      sctp.init_initial_tsn 991003156
      sctp.parameter_type 0x8008,0x8002,0x8004,0x8003,0xc006,0x0009,0x000b,0x9999,0x0301
      sctp.parameter_bit_1 1,1,1,1,1,0,0,1,0
      sctp.parameter_bit_2 0,0,0,0,1,0,0,0,0
      sctp.parameter_length 7,8,6,6,8,8,10,6,36
      sctp.supported_chunk_type 192,15,130
      sctp.parameter_padding 00,0000,0000,0000,0000
      sctp.random_number a1b2c3d4
      sctp.hmac_id 1
      sctp.chunk_type_to_auth 128,193
      sctp.adaptation_layer_indication 0x0000abcd
      sctp.parameter_cookie_preservative_incr 1000
      sctp.parameter_hostname a.bxy
      sctp.parameter_value 0102`,
  },
  {
    name: "TURN: data in a channel over UDP",
    on: "udp 3478",
    bytes: `4001 0003    # channel, three bytes
      616263 00    # of data, and one of padding`,
    tshark: `frame.protocols eth:ethertype:ip:udp:stun:data
      _ws.col.Info ChannelData TURN Message
      stun.channel 0x4001
      stun.length 3
      data.len 3`,
  },
  {
    name: "STUN: who connects, over which network, and what nobody knows",
    on: "udp 3478",
    bytes: `000b 0018 2112a442 000102030405060708090a0b  # ConnectionBind
      002a 0004 00000001                          # its id
      c057 0004 0002 000a                         # network 2, cost 10
      0050 0004 01020304                          # unknown`,
    tshark: `frame.protocols eth:ethertype:ip:udp:stun
      _ws.col.Info ConnectionBind Request
      stun.type 0x000b
      stun.type.class 0x0000
      stun.type.method 0x000b
      stun.type.method-assignment 0x0000
      stun.length 24
      stun.cookie 2112a442
      stun.id 000102030405060708090a0b
      stun.network_version 3
      stun.attributes 1
      stun.attribute 0x002a,0xc057
      stun.att.type 0x002a,0xc057
      stun.att.type.comprehension 0x0000,0x0001
      stun.att.type.assignment 0x0000,0x0001
      stun.att.length 4,4,4
      stun.value 00000001,01020304
      stun.att.google.network_id 2
      stun.att.google.network_cost 10
      stun.unknown_attribute 1`,
  },
  {
    name: "SDP: a session, what is said of it and of its media",
    on: "udp 5060",
    bytes: `494e56495445207369703a626f624062205349502f322e300d0a                                       # INVITE sip:bob@b SIP/2.0
      43616c6c2d49443a20780d0a                                                                   # Call-ID: x
      633a206170706c69636174696f6e2f7364700d0a                                                   # c: application/sdp
      0d0a                                                                                       # 
      763d300d0a                                                                                 # v=0
      6f3d6a6f2031203220494e204950342031302e302e302e310d0a                                       # o=jo 1 2 IN IP4 10.0.0.1
      733d74616c6b0d0a                                                                           # s=talk
      693d61626f75740d0a                                                                         # i=about
      753d687474703a2f2f612f0d0a                                                                 # u=http://a/
      653d6140620d0a                                                                             # e=a@b
      703d2b310d0a                                                                               # p=+1
      633d494e20495034203232342e302e302e312f3132372f330d0a                                       # c=IN IP4 224.0.0.1/127/3
      623d41533a36340d0a                                                                         # b=AS:64
      743d3120320d0a                                                                             # t=1 2
      723d37642031682030203235680d0a                                                             # r=7d 1h 0 25h
      7a3d35202d31680d0a                                                                         # z=5 -1h
      6b3d636c6561723a790d0a                                                                     # k=clear:y
      613d726563766f6e6c790d0a                                                                   # a=recvonly
      613d67726f75703a42554e444c4520300d0a                                                       # a=group:BUNDLE 0
      6d3d617564696f20343030302f32205254502f41565020302038203130312032300d0a                     # m=audio 4000/2 RTP/AVP 0 8 101 20
      693d766f6963650d0a                                                                         # i=voice
      613d7274706d61703a3130312074656c6570686f6e652d6576656e742f383030300d0a                     # a=rtpmap:101 telephone-event/8000
      613d666d74703a31303120302d31353b783d790d0a                                                 # a=fmtp:101 0-15;x=y
      613d7074696d653a32300d0a                                                                   # a=ptime:20
      613d63616e6469646174653a312031205544502039392031302e302e302e3120353030302074797020686f73740d0a # a=candidate:1 1 UDP 99 10.0.0.1 5000 typ host
      613d63727970746f3a31204145535f434d5f3132385f484d41435f534841315f38300d0a                   # a=crypto:1 AES_CM_128_HMAC_SHA1_80
      6d3d696d616765203520756470746c207433380d0a                                                 # m=image 5 udptl t38
      613d73656e646f6e6c790d0a                                                                   # a=sendonly`,
    tshark: `frame.protocols eth:ethertype:ip:udp:sip:sdp
      _ws.col.Protocol SIP/SDP
      _ws.col.Info Request: INVITE sip:bob@b |
      sdp.version 0
      sdp.owner jo 1 2 IN IP4 10.0.0.1
      sdp.owner.username jo
      sdp.owner.sessionid 1
      sdp.owner.version 2
      sdp.owner.network_type IN
      sdp.owner.address_type IP4
      sdp.owner.address 10.0.0.1
      sdp.session_name talk
      sdp.session_info about
      sdp.uri http://a/
      sdp.email a@b
      sdp.phone +1
      sdp.connection_info IN IP4 224.0.0.1/127/3
      sdp.connection_info.network_type IN
      sdp.connection_info.address_type IP4
      sdp.connection_info.address 224.0.0.1
      sdp.connection_info.ttl 127
      sdp.connection_info.num_addr 3
      sdp.bandwidth AS:64
      sdp.bandwidth.modifier AS
      sdp.bandwidth.value 64
      sdp.time 1 2
      sdp.time.start 1
      sdp.time.stop 2
      sdp.repeat_time 7d 1h 0 25h
      sdp.repeat_time.interval 7d
      sdp.repeat_time.duration 1h
      sdp.repeat_time.offset 0,25h
      sdp.timezone 5 -1h
      sdp.timezone.time 5
      sdp.timezone.offset -1h
      sdp.encryption_key clear:y
      sdp.encryption_key.type clear
      sdp.encryption_key.data y
      sdp.session_attr recvonly,group:BUNDLE 0
      sdp.session_attr.field group
      sdp.session_attr.value BUNDLE 0
      sdp.media audio 4000/2 RTP/AVP 0 8 101 20,image 5 udptl t38
      sdp.media.media audio,image
      sdp.media.port_string 4000,5
      sdp.media.port 4000,5
      sdp.media.portcount 2
      sdp.media.proto RTP/AVP,udptl
      sdp.media.format ITU-T G.711 PCMU,ITU-T G.711 PCMA,DynamicRTP-Type-101,Unassigned,101,101,t38
      sdp.media_title voice
      sdp.media_attr rtpmap:101 telephone-event/8000,fmtp:101 0-15;x=y,ptime:20,candidate:1 1 UDP 99 10.0.0.1 5000 typ host,crypto:1 AES_CM_128_HMAC_SHA1_80,sendonly
      sdp.media_attribute.field rtpmap,fmtp,ptime,candidate,crypto
      sdp.mime.type telephone-event
      sdp.sample_rate 8000
      sdp.fmtp.parameter 0-15,x=y
      sdp.media_attribute.value 20
      sdp.ice_candidate.foundation 1
      sdp.ice_candidate.componentid 1
      sdp.ice_candidate.transport UDP
      sdp.ice_candidate.priority 99
      sdp.ice_candidate.address 10.0.0.1
      sdp.ice_candidate.port 5000
      sdp.ice_candidate.type host
      sdp.crypto.tag 1
      sdp.crypto.crypto_suite AES_CM_128_HMAC_SHA1_80`,
  },
  {
    name: "SDP: lines that are none",
    on: "udp 5060",
    bytes: `494e56495445207369703a626f624062205349502f322e300d0a                                       # INVITE sip:bob@b SIP/2.0
      43616c6c2d49443a20780d0a                                                                   # Call-ID: x
      633a206170706c69636174696f6e2f7364700d0a                                                   # c: application/sdp
      0d0a                                                                                       # 
      68656c6c6f0d0a                                                                             # hello
      783d310d0a                                                                                 # x=1
      6d3d617564696f2031205254502f41565020300d0a                                                 # m=audio 1 RTP/AVP 0
      613d7274706d61703a0d0a                                                                     # a=rtpmap:`,
    tshark: `frame.protocols eth:ethertype:ip:udp:sip:sdp
      _ws.col.Protocol SIP/SDP
      sdp.invalid hello
      sdp.invalid_line.no_equal 1
      sdp.unknown x=1
      sdp.media audio 1 RTP/AVP 0
      sdp.media.media audio
      sdp.media.port_string 1
      sdp.media.port 1
      sdp.media.proto RTP/AVP
      sdp.media.format ITU-T G.711 PCMU
      sdp.media_attr rtpmap:
      sdp.media_attribute.field rtpmap
      sdp.invalid_line.missing_fields 1`,
  },
  {
    name: "SIP: a text",
    on: "udp 5060",
    bytes: `4d455353414745207369703a626f624062205349502f322e300d0a                                     # MESSAGE sip:bob@b SIP/2.0
      43616c6c2d49443a20780d0a                                                                   # Call-ID: x
      436f6e74656e742d547970653a20746578742f706c61696e0d0a                                       # Content-Type: text/plain
      436f6e74656e742d4c656e6774683a20320d0a                                                     # Content-Length: 2
      0d0a                                                                                       # 
      68690d0a                                                                                   # hi`,
    tshark: `frame.protocols eth:ethertype:ip:udp:sip:data-text-lines
      _ws.col.Protocol SIP
      _ws.col.Info Request: MESSAGE sip:bob@b |  (text/plain)
      sip.Content-Type text/plain
      sip.Content-Length 2`,
  },
  {
    name: "Dropbox: what a host says of itself",
    on: "udp 17500",
    bytes: `7b22686f73745f696e74223a20352c2022706f7274223a2031373530307d  # {"host_int": 5, "port": 17500}`,
    tshark: `frame.protocols eth:ethertype:ip:udp:db-lsp-disc:json
      _ws.col.Protocol DB-LSP-DISC/JSON
      _ws.col.Info Dropbox LAN sync Discovery Protocol, JavaScript Object Notation
      json.object 1
      json.member host_int,port
      json.path_with_value /host_int:5,/port:17500
      json.member_with_value host_int:5,port:17500
      json.value.number 5,17500
      json.key host_int,port
      json.path /host_int,/port`,
  },
];
