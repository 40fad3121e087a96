/** TLS: RFC 8446, RFC 5246, and the RFCs beside the bytes. */
import type { Made } from "./packets.ts";

export const tls: readonly Made[] = [
  {
    name: "TLS: a client's hello in the format of SSL 2.0 (RFC 5246, E.2), with a session",
    on: "tcp 443",
    bytes: `8021 01 0301                                 # record of SSL 2.0: client hello, TLS 1.0
      000c 0004 0008                             # lengths: ciphers, session, challenge
      00002f 000005 010080 0700c0                # two of TLS, two of SSL 2.0
      01020304 1112131415161718                  # session, challenge`,
    tshark: `tls.record.version 0x0002
      tls.record.length 33
      tls.handshake.type 1
      tls.handshake.version 0x0301
      tls.handshake.cipher_spec_len 12
      tls.handshake.session_id_length 4
      tls.handshake.challenge_length 8
      tls.handshake.cipherspec 0x00002f,0x000005,0x010080,0x0700c0
      tls.handshake.session_id 01020304
      tls.handshake.challenge 1
      _ws.col.Protocol SSLv2
      _ws.col.Info Client Hello`,
  },
  {
    name: "TLS 1.3 before its number was settled: a server's hello of draft 20, without a session",
    on: "tcp 443",
    bytes: `16 0301 0034                                                           # record: handshake
      02 000030                                                              # server hello
      7f14 1111111111111111111111111111111111111111111111111111111111111111  # draft 20, random
      1303 000a                                                              # cipher suite, extensions
      0028 0006 001d 0002 aabb                                               # key_share, as it was numbered
      17 0301 0003 010203                                                    # record: application data`,
    tshark: `tls.handshake.version 0x7f14
      tls.handshake.ciphersuite 0x1303
      tls.handshake.extensions_length 10
      tls.handshake.extension.type 40
      tls.record.content_type 22
      tls.record.opaque_type 23
      _ws.col.Protocol TLSv1.3
      _ws.col.Info Server Hello, Application Data`,
  },
  {
    name: "TLS: a client's hello with many extensions",
    on: "tcp 443",
    bytes: `16 0301 0125                                                           # record: handshake
      01 000121                                                              # client hello
      0303 1111111111111111111111111111111111111111111111111111111111111111  # TLS 1.2, random
      00 0006 1301 c02f 0a0a 01 00                                           # no session; three cipher suites, one to be ignored; no compression
      00f2                                                                   # extensions
      0000 0010 000e 00 000b 6578616d706c652e636f6d                          # server_name (RFC 6066, 3): example.com
      0001 0001 02                                                           # max_fragment_length: 1024
      0005 0005 01 0000 0000                                                 # status_request: OCSP
      0011 0009 0007 02 0004 0000 0000                                       # status_request_v2 (RFC 6961)
      000a 0006 0004 001d 0017                                               # supported_groups: x25519, secp256r1
      000b 0002 01 00                                                        # ec_point_formats
      000d 0006 0004 0403 0804                                               # signature_algorithms
      000f 0001 01                                                           # heartbeat (RFC 6520)
      0010 000e 000c 02 6832 08 687474702f312e31                             # ALPN (RFC 7301): h2, http/1.1
      0013 0003 02 02 00                                                     # client_certificate_type (RFC 7250)
      001b 0005 04 0001 0002                                                 # compress_certificate (RFC 8879)
      001c 0002 4000                                                         # record_size_limit (RFC 8449)
      002b 0005 04 0304 0303                                                 # supported_versions
      002c 0006 0004 636f6f6b                                                # cookie
      002d 0003 02 01 00                                                     # psk_key_exchange_modes
      0033 000c 000a 001d 0006 aabbccddeeff                                  # key_share
      0039 0017 0104 80007530 0302 45c0 1b02 abcd 0f04 61626364 0e01 04      # quic_transport_parameters (RFC 9000, 18)
      0029 0033 000e 0008 6162636465666768 00000005 0021 20 2222222222222222222222222222222222222222222222222222222222222222 # pre_shared_key`,
    tshark: `tls.record 1
      tls.handshake 1
      tls.handshake.type 1
      tls.handshake.version 0x0303
      tls.handshake.session_id_length 0
      tls.handshake.cipher_suites_length 6
      tls.handshake.ciphersuites 1
      tls.handshake.ciphersuite 0x1301,0xc02f,0x0a0a
      tls.handshake.comp_methods_length 1
      tls.handshake.comp_methods 1
      tls.handshake.comp_method 0
      tls.handshake.extensions_length 242
      tls.handshake.extension.type 0,1,5,17,10,11,13,15,16,19,27,28,43,44,45,51,57,41
      tls.handshake.extensions_server_name_list_len 14
      tls.handshake.extensions_server_name_type 0
      tls.handshake.extensions_server_name_len 11
      tls.handshake.extensions_server_name example.com
      tls.handshake.max_fragment_length 2
      tls.handshake.extensions_status_request_type 1,2
      tls.handshake.extensions_status_request_responder_ids_len 0,0
      tls.handshake.extensions_status_request_exts_len 0,0
      tls.handshake.extensions_status_request_list_len 7
      tls.handshake.extensions_status_request_len 4
      tls.handshake.extensions_supported_groups_length 4
      tls.handshake.extensions_supported_groups 1
      tls.handshake.extensions_supported_group 0x001d,0x0017
      tls.handshake.extensions_ec_point_formats_length 1
      tls.handshake.extensions_ec_point_formats 1
      tls.handshake.extensions_ec_point_format 0
      tls.handshake.sig_hash_alg_len 4
      tls.handshake.sig_hash_algs 1
      tls.handshake.sig_hash_alg 0x0403,0x0804
      tls.handshake.sig_hash_hash 4,8
      tls.handshake.sig_hash_sig 3,4
      tls.handshake.extension.heartbeat.mode 1
      tls.handshake.extensions_alpn_len 12
      tls.handshake.extensions_alpn_list 1
      tls.handshake.extensions_alpn_str_len 2,8
      tls.handshake.extensions_alpn_str h2,http/1.1
      tls.handshake.cert_type.types_len 2
      tls.handshake.cert_type.types 1
      tls.handshake.cert_type.type 0x02,0x00
      tls.compress_certificate.algorithms_length 4
      tls.compress_certificate.algorithm 1,2
      tls.record_size_limit 16384
      tls.handshake.extensions.supported_versions_len 4
      tls.handshake.extensions.supported_version 0x0304,0x0303
      tls.handshake.extensions.cookie_len 4
      tls.handshake.extensions.cookie 636f6f6b
      tls.extension.psk_ke_modes_length 2
      tls.extension.psk_ke_mode 1,0
      tls.handshake.extensions_key_share_client_length 10
      tls.handshake.extensions_key_share_group 29
      tls.handshake.extensions_key_share_key_exchange_length 6
      tls.handshake.extensions_key_share_key_exchange aabbccddeeff
      tls.quic.parameter.type 1,3,27,15,14
      tls.quic.parameter.length 4,2,2,4,1
      tls.quic.parameter.value 80007530,45c0,abcd,61626364,04
      tls.quic.parameter.max_idle_timeout 30000
      tls.quic.parameter.max_udp_payload_size 1472
      tls.quic.parameter.initial_source_connection_id 61626364
      tls.quic.parameter.active_connection_id_limit 4
      tls.handshake.extensions.psk.identities.length 14
      tls.handshake.extensions.psk.identity.identity_length 8
      tls.handshake.extensions.psk.identity.identity 6162636465666768
      tls.handshake.extensions.psk.identity.obfuscated_ticket_age 5
      tls.handshake.extensions.psk.binders_len 33
      tls.handshake.extensions.psk.binders 1
      tls.handshake.ja3_full 771,4865-49199,0-1-5-17-10-11-13-15-16-19-27-28-43-44-45-51-57-41,29-23,0`,
  },
  {
    name: "TLS: what a server sends for the exchange of keys",
    on: "tcp 443",
    bytes: `16 0303 00ae                                      # record
      02 000066 0303 1111111111111111111111111111111111111111111111111111111111111111 00 c02f 00 003e 0012 003a 0038 0036 00 3333333333333333333333333333333333333333333333333333333333333333 0000018bcfe56800 0000 0403 0007 30050203010203 # server hello: ECDHE_RSA, and a certificate's timestamp (RFC 6962, 3.2)
      16 000009 01 000005 3003 0a0106                   # certificate status (RFC 6066, 8)
      0c 000010 03 001d 04 aabbccdd 0401 0004 01020304  # server key exchange (RFC 8422, 5.4)
      0d 00000d 02 01 40 0002 0403 0004 0002 3000       # certificate request (RFC 5246, 7.4.4)
      04 00000a 0000012c 0004 7469636b                  # new session ticket (RFC 5077, 3.3)
      0e 000000                                         # server hello done`,
    tshark: `tls.record 1
      tls.handshake 1,1,1,1,1,1
      tls.handshake.type 2,22,12,13,4,14
      tls.handshake.length 102,9,16,13,10,0
      tls.handshake.version 0x0303
      tls.handshake.session_id_length 0
      tls.handshake.ciphersuite 0xc02f
      tls.handshake.comp_method 0
      tls.handshake.extensions_length 62
      tls.handshake.extension.type 18
      tls.handshake.extension.len 58
      tls.sct.scts_length 56
      tls.sct.sct_length 54
      tls.sct.sct_version 0
      tls.sct.sct_logid 3333333333333333333333333333333333333333333333333333333333333333
      tls.sct.sct_extensions_length 0
      tls.handshake.sig_hash_alg 0x0403,0x0401,0x0403
      tls.handshake.sig_hash_hash 4,4,4
      tls.handshake.sig_hash_sig 3,1,3
      tls.sct.sct_signature_length 7
      tls.sct.sct_signature 30050203010203
      tls.handshake.ja3s_full 771,49199,18
      tls.handshake.ja3s 7ba74df0004b8e0818833df313224210
      tls.handshake.extensions_status_request_type 1
      tls.handshake.ocsp_response_len 5
      tls.handshake.server_curve_type 0x03
      tls.handshake.server_named_curve 0x001d
      tls.handshake.server_point_len 4
      tls.handshake.server_point aabbccdd
      tls.handshake.sig_len 4
      tls.handshake.sig 01020304
      tls.handshake.cert_types_count 2
      tls.handshake.cert_types 1
      tls.handshake.cert_type 1,64
      tls.handshake.sig_hash_alg_len 2
      tls.handshake.sig_hash_algs 1
      tls.handshake.dnames_len 4
      tls.handshake.dnames 1
      tls.handshake.dname_len 2
      tls.handshake.dname 1
      tls.handshake.session_ticket_lifetime_hint 300
      tls.handshake.session_ticket_length 4
      tls.handshake.session_ticket 7469636b`,
  },
  {
    name: "TLS: what is encrypted behind a nonce of zeros, which are no requests for hellos",
    on: "tcp 443",
    bytes: `16 0303 0028 0000000000000000 ccd562d905b3e53a60fd5c0356e3db0ed2d99db864ee4aebf827e484a9626448`,
    tshark: `_ws.col.Info Encrypted Handshake Message
      tls.handshake.type (missing)`,
  },
  {
    name: "SSL 3.0: an encrypted secret without a length",
    on: "tcp 443",
    bytes: `16 0300 002a 02 000026 0300 1111111111111111111111111111111111111111111111111111111111111111 00 0004 00
      16 0300 0008 10 000004 c5f42daa`,
    tshark: `tls.handshake.type 2,16
      tls.handshake.epms c5f42daa
      tls.handshake.epms_len (missing)`,
  },
  {
    name: "TLS: a request for a hello",
    on: "tcp 443",
    bytes: "16 0303 0004 00 000000",
    tshark: `_ws.col.Info Hello Request
      tls.handshake.type 0`,
  },
  {
    name: "TLS: vectors that contradict themselves",
    on: "tcp 443",
    bytes: `16 0301 0042 01 00003e     # client hello
      0303 1111111111111111111111111111111111111111111111111111111111111111 00 0002 1301 01 00
      0013                       # extensions
      0000 0006 0020 00 0001 61  # a list of names that is longer than its extension
      000d 0005 0003 0403 08     # half a signature algorithm behind a whole one`,
    tshark: `tls.handshake.extensions_length 19
      tls.handshake.extension.type 0,13
      tls.handshake.extension.len 6,5
      tls.handshake.extensions_server_name_list_len 32
      tls.malformed.buffer_too_small 1
      tls.handshake.sig_hash_alg_len 3
      tls.handshake.sig_hash_algs 1
      tls.handshake.sig_hash_alg 0x0403
      tls.handshake.sig_hash_hash 4
      tls.handshake.sig_hash_sig 3
      tls.malformed.trailing_data 1
      tls.handshake.ja3_full 771,4865,0-13,,`,
  },
  {
    name: "TLS: an encrypted message whose nonce is zero looks like requests for a hello",
    on: "tcp 443",
    bytes: `14 0303 0001 01                                 # change cipher spec
      16 0303 0028 0000000000000000                   # 40 bytes: nonce, then what nobody can read
      a1b2c3d4e5f60718293a4b5c6d7e8f90 a1b2c3d4e5f60718293a4b5c6d7e8f90`,
    tshark: `tls.record.content_type 20,22
      tls.record.length 1,40
      _ws.col.Info Change Cipher Spec, Encrypted Handshake Message`,
  },
  {
    name: "TLS: a request for a hello",
    on: "tcp 443",
    bytes: `16 0303 0004 00 000000`,
    tshark: `tls.handshake.type 0
      tls.handshake.length 0
      _ws.col.Info Hello Request`,
  },
];
