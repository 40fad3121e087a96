/** Internet key exchange: RFC 7296 and RFC 2408. */
import { bytesOf, type Made } from "./packets.ts";

/** The header (both SPIs, the first payload, version, exchange, flags, message 1, length), and the payloads. */
function ike(first: string, version: string, exchange: string, flags: string, payloads: string): string {
  const length = (28 + bytesOf(payloads).length).toString(16).padStart(8, "0");
  return `a8a8a8a8a8a8a8a8 b1b1b1b1b1b1b1b1  ${first} ${version} ${exchange} ${flags} 00000001 ${length}\n${payloads}`;
}

const keys = "cc".repeat(8);
const spi = "ab".repeat(16);

export const ike2: readonly Made[] = [
  {
    name: "IKEv2: proposals for a tunnel, keys, and what both can do",
    on: "udp 500",
    bytes: ike(
      "21",
      "20",
      "22",
      "08", // IKE_SA_INIT of the initiator
      `22 00 0030                               # association; then key exchange
        00 00 002c 01 01 00 04                 # one proposal for IKE of 4 transforms
          03 00 000c 01 00 0014 800e 0100      # AES-GCM-16, 256 bits
          03 00 0008 02 00 0005                # SHA-256
          03 00 0008 04 00 001f                # curve 25519
          00 00 0008 05 00 0000                # 32-bit sequence numbers
      29 00 0010 001f 0000 ${keys}             # key exchange of group 31; then notify
      29 00 000c 00 00 402f 0002 0003          # hashes of signatures (RFC 7427): SHA-256 and 384
      2b 00 0012 00 00 4017 03 08 676174652e6e6574  # redirect to gate.net (RFC 5685)
      00 80 0014 882fe56d6fd20dbc2251613b2ebe5beb   # vendor, critical`,
    ),
    tshark: `isakmp.typepayload 33,2,3,3,3,3,34,41,41,43
      isakmp.nextpayload 33,34,0,3,3,3,0,41,41,43,0
      isakmp.prop.transforms 4
      isakmp.tf.type 1,2,4,5
      isakmp.tf.id.encr 20
      isakmp.ike2.attr.key_length 256
      isakmp.tf.id.dh 31
      isakmp.key_exchange.dh_group 31
      isakmp.notify.msgtype 16431,16407
      isakmp.notify.data.signature_hash_algorithms 2,3
      isakmp.notify.data.redirect.new_resp_gw_ident.fqdn gate.net
      isakmp.vid_string strongSwan
      isakmp.criticalpayload 0,0,0,0,1`,
  },
  {
    name: "IKEv2: who it is and what the tunnel is for",
    on: "udp 500",
    bytes: ike(
      "23",
      "20",
      "23",
      "08", // IKE_AUTH, as within what is encrypted
      `27 00 000c 02 000000 686f7374            # identity "host"; then authentication
      2c 00 0010 02 000000 ${keys}             # shared key
      2d 00 0018 01 000000 07 00 0010 0000 ffff 0a000000 0a0000ff  # traffic from 10.0.0.0/24
      2f 00 0030 01 000000 08 06 0028 0050 0050 20010db8${"00".repeat(11)}01 20010db8${"00".repeat(11)}09  # to TCP 80
      2e 00 0021 01 000000 0001 0000 0008 0011 20010db8${"00".repeat(11)}01 40  # asks for addresses
      2a 00 0010 01020304 ${keys}              # encrypted`,
    ),
    tshark: `isakmp.typepayload 35,39,44,45,47,46
      isakmp.id.data.fqdn host
      isakmp.auth.method 2
      isakmp.ts.start_ipv4 10.0.0.0
      isakmp.ts.end_ipv6 2001:db8::9
      isakmp.ts.start_port 0,80
      isakmp.cfg.attr.type 1,8
      isakmp.cfg.attr.internal_ip6_address 2001:db8::1
      isakmp.cfg.attr.internal_ip6_address.prefix 64
      isakmp.enc.iv 01020304`,
  },
  {
    name: "IKEv1: quick mode, a lifetime, a dead peer, deletion",
    on: "udp 500",
    bytes: ike(
      "01",
      "10",
      "20",
      "00", // quick mode, not encrypted
      `05 00 0038 00000001 00000001             # association of IPsec; then identity
        00 00 002c 01 03 04 01 01020304        # one proposal: ESP
          00 00 0020 01 0c 0000 8004 0001 8005 0005 8006 0100 8001 0001 0002 0004 00015180  # tunnel, SHA-256, 256 bits, 1 day
      0b 00 0010 04 06 0050 0a000000 ff000000  # identity: 10.0.0.0/8, TCP 80; then notification
      0c 00 0020 00000001 01 10 8d28 ${spi} 00000007  # dead peer detection (RFC 3706), 7; then deletion
      0d 00 0014 00000001 03 04 0002 01020304 01020305
      00 00 0014 4a131c81070358455c5728f20e95452f  # vendor: NAT traversal (RFC 3947)`,
    ),
    tshark: `isakmp.typepayload 1,2,3,5,11,12,13
      isakmp.sa.situation 00000001
      isakmp.spi 01020304,abababababababababababababababab
      isakmp.ipsec.attr.encap_mode 1
      isakmp.ipsec.attr.auth_algorithm 5
      isakmp.ipsec.attr.life_duration 86400
      isakmp.id.port 80
      isakmp.id.data.ipv4_subnet 255.0.0.0
      isakmp.notify.data.dpd.are_you_there 7
      isakmp.delete.spi 01020304,01020305
      isakmp.vid_string RFC 3947 Negotiation of NAT-Traversal in the IKE`,
  },
];
