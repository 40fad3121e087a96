/** DNS: RFC 1035, and the RFCs beside the bytes. */
import { type Made, sized } from "./packets.ts";

/** A response: question host.example.com of any type, so many records, whose names c00c points to the question's. */
const response = (count: string, records: string): string => `1234 8180 0001 ${count} 0000 0000
  04686f7374 076578616d706c65 03636f6d 00  00ff 0001
  ${records}`;

const record = (type: string, data: string, name = "c00c"): string =>
  `${name} ${type} 0001 0000003c ${sized(2, data)}`;

export const names: readonly Made[] = [
  {
    name: "DNS: options of EDNS (RFC 6891)",
    on: "udp 53",
    bytes: response(
      "0001",
      `00 0029 1000 00 00 8000 ${sized(
        2,
        `0005 0002 0508                     # algorithms understood (RFC 6975)
        0008 0007 0001 18 00 0a0001        # client's subnet 10.0.1.0/24 (RFC 7871)
        0008 000b 0002 38 00 20010db8000001  # and 2001:db8:0:100::/56
        000a 0010 ${"aa".repeat(8)} ${"bb".repeat(8)}  # cookies (RFC 7873)
        000b 0002 0064                     # TCP is kept for 10 s (RFC 7828)
        000c 0002 0000                     # padding (RFC 7830)
        000f 0005 0012 626164`, // error (RFC 8914): prohibited, "bad"
      )}`,
    ),
    tshark: `dns.opt.code 5,8,8,10,11,12,15
      dns.opt.dau 5,8
      dns.opt.client.netmask 24,56
      dns.opt.client.addr4 10.0.1.0
      dns.opt.client.addr6 2001:db8:0:100::
      dns.opt.cookie.server bbbbbbbbbbbbbbbb
      dns.opt.edns_tcp_keepalive.timeout 100
      dns.opt.padding 0000
      dns.opt.ext_error.info_code 18
      dns.opt.ext_error.extra_text bad`,
  },
  {
    name: "DNS: records of security and services",
    on: "udp 53",
    bytes: response(
      "000a",
      `${record("0021", "0001 0002 0050 00", "055f68747470 045f746370 c00c")}  # SRV of _http._tcp
      ${record("0101", "80 05 6973737565 6c657473")}                # CAA, critical: issue "lets" (RFC 8659)
      ${record("0030", `0101 03 0d ${"aa".repeat(32)}`)}            # DNSKEY (RFC 4034): zone's, entry point
      ${record("0032", `01 01 000a 04 aabbccdd 14 ${"bb".repeat(20)} 0006 400000000002`)}  # NSEC3 (RFC 5155): A, RRSIG
      ${record("001d", "00 12 15 13 88050000 65d38000 00989680")}   # LOC (RFC 1876)
      ${record("002a", "0001 18 03 0a0001  0001 18 81 0a")}         # APL (RFC 3123): 10.0.1.0/24, not 10.0.0.0/24
      ${record("002d", "01 01 02 0a000001 aabb")}                   # IPSECKEY (RFC 4025)
      ${record("0025", "0001 1234 08 aabb")}                        # CERT (RFC 4398)
      ${record("006c", "020000000001")}                             # EUI48 (RFC 7043)
      ${record("ff00", "deadbeef")}                                 # nobody's`,
    ),
    tshark: `dns.srv.service _http
      dns.srv.proto _tcp
      dns.srv.name host.example.com
      dns.caa.flags.issuer_critical 1
      dns.caa.issue lets
      dns.dnskey.flags.secure_entry_point 1
      dns.dnskey.key_id 44728
      dns.nsec3.salt_value aabbccdd
      dns.nsec3.hash_value netrnetrnetrnetrnetrnetrnetrnetr
      dns.resp.type 33,257,48,50,1,46,29,42,45,37,108,65280
      dns.loc.latitude 2282029056
      dns.apl.negation 0,1
      dns.apl.afdpart.ipv4 10.0.1.0,10.0.0.0
      dns.ipseckey.gateway_ipv4 10.0.0.1
      dns.cert.key_tag 0x1234
      dns.eui48 02:00:00:00:00:01
      dns.data deadbeef`,
  },
  {
    name: "DNS: TSIG with a code, and an error without",
    on: "udp 53",
    bytes: `0001 8000 0000 0000 0000 0002                # a response with two additional records
      016b 00 00fa 00ff 00000000 001e              # k, TSIG, any class, no TTL, 30 bytes
      0b686d61632d73686132353600                   # hmac-sha256
      000065000000 012c 0001 ff 0001 0000 0000     # time, fudge, one byte of code, id, no error, no more
      016b 00 00fa 00ff 00000000 001d
      0b686d61632d73686132353600
      000065000000 012c 0000 0001 0010 0000        # no code: a bad signature`,
    tshark: `frame.protocols eth:ethertype:ip:udp:dns
      dns.tsig.algorithm_name hmac-sha256,hmac-sha256
      dns.tsig.fudge 300,300
      dns.tsig.mac_size 1,0
      dns.tsig.mac 1
      dns.tsig.noalg 1
      dns.tsig.original_id 1,1
      dns.tsig.error 0,16
      dns.tsig.other_len 0,0`,
  },
];
