/** Names of what TLS's extensions and key exchanges tell by number (IANA's registries, and drafts). Never on the hot path. */
import { isGrease } from "./tls-ciphers.ts";

const named = (list: string): Readonly<Record<number, string>> => {
  const names: Record<number, string> = {};
  for (const pair of list.trim().split(/,\s+/)) {
    const at = pair.indexOf(" ");
    names[Number.parseInt(pair.slice(0, at), 16)] = pair.slice(at + 1);
  }
  for (let value = 0x0a0a; value < 0x10000; value += 0x1010)
    if (isGrease(value)) names[value] ??= "Reserved (GREASE)";
  return names;
};

export const TLS_GROUPS = named(`
1 sect163k1, 2 sect163r1, 3 sect163r2, 4 sect193r1, 5 sect193r2, 6 sect233k1, 7 sect233r1, 8 sect239k1,
9 sect283k1, a sect283r1, b sect409k1, c sect409r1, d sect571k1, e sect571r1, f secp160k1, 10 secp160r1,
11 secp160r2, 12 secp192k1, 13 secp192r1, 14 secp224k1, 15 secp224r1, 16 secp256k1, 17 secp256r1,
18 secp384r1, 19 secp521r1, 1a brainpoolP256r1, 1b brainpoolP384r1, 1c brainpoolP512r1, 1d x25519, 1e x448,
29 curveSM2, 100 ffdhe2048, 101 ffdhe3072, 102 ffdhe4096, 103 ffdhe6144, 104 ffdhe8192, 200 frodo640aes,
201 frodo640shake, 202 frodo976aes, 203 frodo976shake, 204 frodo1344aes, 205 frodo1344shake,
214 ntru_hps2048509, 215 ntru_hps2048677, 216 ntru_hps4096821, 217 ntru_hrss701, 218 lightsaber, 219 saber,
21a firesaber, 21b sidhp434, 21c sidhp503, 21d sidhp610, 21e sidhp751, 21f sikep434, 220 sikep503,
221 sikep610, 222 sikep751, 22c hqc128, 22d hqc192, 22e hqc256, 22f ntrulpr653, 230 ntrulpr761,
231 ntrulpr857, 232 sntrup653, 233 sntrup761, 234 sntrup857, 238 bikel1, 23a kyber512, 23b bikel3,
23c kyber768, 23d kyber1024, 23e kyber90s512, 23f kyber90s768, 240 kyber90s1024, 241 ntrulpr1277,
242 sntrup1277, 245 ntru_hps40961229, 246 ntru_hrss1373, 2f00 p256_frodo640aes, 2f01 p256_frodo640shake,
2f02 p384_frodo976aes, 2f03 p384_frodo976shake, 2f04 p521_frodo1344aes, 2f05 p521_frodo1344shake,
2f14 p256_ntru_hps2048509, 2f15 p384_ntru_hps2048677, 2f16 p521_ntru_hps4096821, 2f17 p384_ntru_hrss701,
2f18 p256_lightsaber, 2f19 p384_saber, 2f1a p521_firesaber, 2f1b p256_sidhp434, 2f1c p256_sidhp503,
2f1d p384_sidhp610, 2f1e p521_sidhp751, 2f1f p256_sikep434, 2f20 p256_sikep503, 2f21 p384_sikep610,
2f22 p521_sikep751, 2f2c p256_hqc128, 2f2d p384_hqc192, 2f2e p521_hqc256, 2f2f p256_ntrulpr653,
2f31 p384_ntrulpr857, 2f32 p256_sntrup653, 2f34 p384_sntrup857, 2f38 p256_bikel1, 2f3a p256_kyber512,
2f3b p384_bikel3, 2f3c p384_kyber768, 2f3d p521_kyber1024, 2f3e p256_kyber90s512, 2f3f p384_kyber90s768,
2f40 p521_kyber90s1024, 2f41 p521_ntrulpr1277, 2f42 p521_sntrup1277, 2f43 p256_ntrulpr761,
2f44 p256_sntrup761, 2f45 p521_ntru_hps40961229, 2f46 p521_ntru_hrss1373,
ff01 arbitrary_explicit_prime_curves, ff02 arbitrary_explicit_char2_curves
`);

export const TLS_SIGNATURES = named(`
201 rsa_pkcs1_sha1, 203 ecdsa_sha1, 401 rsa_pkcs1_sha256, 403 ecdsa_secp256r1_sha256, 501 rsa_pkcs1_sha384,
503 ecdsa_secp384r1_sha384, 601 rsa_pkcs1_sha512, 603 ecdsa_secp521r1_sha512, 708 sm2sig_sm3,
804 rsa_pss_rsae_sha256, 805 rsa_pss_rsae_sha384, 806 rsa_pss_rsae_sha512, 807 ed25519, 808 ed448,
809 rsa_pss_pss_sha256, 80a rsa_pss_pss_sha384, 80b rsa_pss_pss_sha512, fe0b falcon512,
fe0c p256_falcon512, fe0d rsa3072_falcon512, fe0e falcon1024, fe0f p521_falcon1024, fe1b picnic3l1,
fe1c p256_picnic3l1, fe1d rsa3072_picnic3l1, fe27 rainbowIclassic, fe28 p256_rainbowIclassic,
fe29 rsa3072_rainbowIclassic, fe3c rainbowVclassic, fe3d p521_rainbowVclassic,
fe42 sphincsharaka128frobust, fe43 p256_sphincsharaka128frobust, fe44 rsa3072_sphincsharaka128frobust,
fe5e sphincssha256128frobust, fe5f p256_sphincssha256128frobust, fe60 rsa3072_sphincssha256128frobust,
fe7a sphincsshake256128frobust, fe7b p256_sphincsshake256128frobust,
fe7c rsa3072_sphincsshake256128frobust, fe96 picnicl1full, fe97 p256_picnicl1full,
fe98 rsa3072_picnicl1full, fea0 dilithium2, fea1 p256_dilithium2, fea2 rsa3072_dilithium2, fea3 dilithium3,
fea4 p384_dilithium3, fea5 dilithium5, fea6 p521_dilithium5, fea7 dilithium2_aes, fea8 p256_dilithium2_aes,
fea9 rsa3072_dilithium2_aes, feaa dilithium3_aes, feab p384_dilithium3_aes, feac dilithium5_aes,
fead p521_dilithium5_aes
`);

export const TLS_EXTENSIONS = named(`
0 server_name, 1 max_fragment_length, 2 client_certificate_url, 3 trusted_ca_keys, 4 truncated_hmac,
5 status_request, 6 user_mapping, 7 client_authz, 8 server_authz, 9 cert_type, a supported_groups,
b ec_point_formats, c srp, d signature_algorithms, e use_srtp, f heartbeat,
10 application_layer_protocol_negotiation, 11 status_request_v2, 12 signed_certificate_timestamp,
13 client_certificate_type, 14 server_certificate_type, 15 padding, 16 encrypt_then_mac,
17 extended_master_secret, 18 token_binding, 19 cached_info, 1b compress_certificate, 1c record_size_limit,
22 delegated_credentials, 23 session_ticket, 28 Reserved (key_share), 29 pre_shared_key, 2a early_data,
2b supported_versions, 2c cookie, 2d psk_key_exchange_modes, 2e Reserved (ticket_early_data_info),
2f certificate_authorities, 30 oid_filters, 31 post_handshake_auth, 32 signature_algorithms_cert,
33 key_share, 34 transparency_info, 35 connection_id (deprecated), 36 connection_id, 37 external_id_hash,
38 external_session_id, 39 quic_transport_parameters, 3a ticket_request, 3b dnssec_chain,
3374 next_protocol_negotiation, 4469 application_settings, 754f channel_id_old, 7550 channel_id,
ff01 renegotiation_info, ffa5 quic_transport_parameters (drafts version), ffce encrypted_server_name
`);

export const TLS_HASHES = {
  0: "None",
  1: "MD5",
  2: "SHA1",
  3: "SHA224",
  4: "SHA256",
  5: "SHA384",
  6: "SHA512",
  7: "SM3",
};
export const TLS_SIGNERS = { 0: "Anonymous", 1: "RSA", 2: "DSA", 3: "ECDSA", 4: "SM2" };
export const TLS_POINTS = {
  0: "uncompressed",
  1: "ansiX962_compressed_prime",
  2: "ansiX962_compressed_char2",
};
export const TLS_STATUS = { 1: "OCSP", 2: "OCSP Multi" };
export const TLS_COMPRESSION = { 0: "null", 1: "DEFLATE", 64: "LZS" };
