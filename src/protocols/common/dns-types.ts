/**
 * Resource record types (IANA's registry "Domain Name System Parameters") and what their data consists of, and the words
 * for a message's numbers. Never on the hot path.
 */

export const OPCODES = {
  0: "Standard query",
  1: "Inverse query",
  2: "Server status request",
  4: "Zone change notification",
  5: "Dynamic update",
  6: "DNS Stateful operations (DSO)",
};
export const RCODES = {
  0: "No error",
  1: "Format error",
  2: "Server failure",
  3: "No such name",
  4: "Not implemented",
  5: "Refused",
  6: "Name exists",
  7: "RRset exists",
  8: "RRset does not exist",
  9: "Not authoritative",
  10: "Name out of zone",
  11: "DSO-Type not implemented",
};
export const CLASSES = { 1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY" };

/** What a part of a record's data is: bytes of a number or address, a name, a text behind its length, the rest. */
export type RecordPart = readonly [
  field: string,
  how: number | "name" | "counted" | "texts" | "rest" | "time" | "parameters",
];

export interface RecordType {
  word: string;
  parts?: readonly RecordPart[];
  /** The first so many parts are named in the Info column, but for the lengths of texts. */
  told?: number;
  /** The Info column names the owner instead. */
  owner?: boolean;
}

const name = (word: string, field: string): RecordType => ({ word, parts: [[field, "name"]], told: 1 });
const owner = (word: string): RecordType => ({ word, owner: true });
/** The Info column names whose it is, not who it is. */
const ofOwner = (word: string, field: string): RecordType => ({
  word,
  owner: true,
  parts: [[field, "name"]],
});
const service = (word: string): RecordType => ({
  word,
  parts: [
    ["dns.svcb.svcpriority", 2],
    ["dns.svcb.targetname", "name"],
    ["dns.svcb.svcparam", "parameters"],
  ],
});

/** RFC 4034, 3.1. */
const SIGNATURE: readonly RecordPart[] = [
  ["dns.rrsig.type_covered", 2],
  ["dns.rrsig.algorithm", 1],
  ["dns.rrsig.labels", 1],
  ["dns.rrsig.original_ttl", 4],
  ["dns.rrsig.signature_expiration", "time"],
  ["dns.rrsig.signature_inception", "time"],
  ["dns.rrsig.key_tag", 2],
  ["dns.rrsig.signers_name", "name"],
  ["dns.rrsig.signature", "rest"],
];

export const RECORD_TYPES: Readonly<Record<number, RecordType>> = {
  0: { word: "Unused" },
  1: { word: "A", parts: [["dns.a", 4]], told: 1 },
  2: name("NS", "dns.ns"),
  3: ofOwner("MD", "dns.md"),
  4: ofOwner("MF", "dns.mf"),
  5: name("CNAME", "dns.cname"),
  6: {
    word: "SOA",
    told: 1,
    parts: [
      ["dns.soa.mname", "name"],
      ["dns.soa.rname", "name"],
      ["dns.soa.serial_number", 4],
      ["dns.soa.refresh_interval", 4],
      ["dns.soa.retry_interval", 4],
      ["dns.soa.expire_limit", 4],
      ["dns.soa.minimum_ttl", 4],
    ],
  },
  7: ofOwner("MB", "dns.mb"),
  8: ofOwner("MG", "dns.mg"),
  9: ofOwner("MR", "dns.mr"),
  10: { word: "NULL", owner: true, parts: [["dns.null", "rest"]] },
  11: { word: "WKS" },
  12: name("PTR", "dns.ptr.domain_name"),
  13: {
    word: "HINFO",
    told: 2,
    parts: [
      ["dns.hinfo.cpu", "counted"],
      ["dns.hinfo.os", "counted"],
    ],
  },
  14: owner("MINFO"),
  15: {
    word: "MX",
    told: 2,
    parts: [
      ["dns.mx.preference", 2],
      ["dns.mx.mail_exchange", "name"],
    ],
  },
  16: { word: "TXT", parts: [["dns.txt", "texts"]] },
  17: owner("RP"),
  18: owner("AFSDB"),
  19: owner("X25"),
  20: owner("ISDN"),
  21: owner("RT"),
  22: owner("NSAP"),
  23: owner("NSAP-PTR"),
  24: { word: "SIG", parts: SIGNATURE },
  25: { word: "KEY" },
  26: owner("PX"),
  27: owner("GPOS"),
  28: { word: "AAAA", parts: [["dns.aaaa", 16]], told: 1 },
  29: { word: "LOC" },
  30: { word: "NXT" },
  31: { word: "EID" },
  32: { word: "NIMLOC" },
  33: {
    word: "SRV",
    told: 4,
    parts: [
      ["dns.srv.priority", 2],
      ["dns.srv.weight", 2],
      ["dns.srv.port", 2],
      ["dns.srv.target", "name"],
    ],
  },
  34: { word: "ATMA" },
  35: {
    word: "NAPTR",
    told: 3,
    parts: [
      ["dns.naptr.order", 2],
      ["dns.naptr.preference", 2],
      ["dns.naptr.flags", "counted"],
      ["dns.naptr.service", "counted"],
      ["dns.naptr.regex", "counted"],
      ["dns.naptr.replacement", "name"],
    ],
  },
  36: { word: "KX" },
  37: { word: "CERT" },
  38: { word: "A6" },
  39: name("DNAME", "dns.dname"),
  40: { word: "SINK" },
  41: { word: "OPT" },
  42: owner("APL"),
  43: {
    word: "DS",
    parts: [
      ["dns.ds.key_id", 2],
      ["dns.ds.algorithm", 1],
      ["dns.ds.digest_type", 1],
      ["dns.ds.digest", "rest"],
    ],
  },
  44: {
    word: "SSHFP",
    parts: [
      ["dns.sshfp.algorithm", 1],
      ["dns.sshfp.fingerprint.type", 1],
      ["dns.sshfp.fingerprint", "rest"],
    ],
  },
  45: { word: "IPSECKEY" },
  46: { word: "RRSIG", parts: SIGNATURE },
  47: name("NSEC", "dns.nsec.next_domain_name"),
  48: { word: "DNSKEY" },
  49: owner("DHCID"),
  50: { word: "NSEC3" },
  51: owner("NSEC3PARAM"),
  52: {
    word: "TLSA",
    owner: true,
    parts: [
      ["dns.tlsa.certificate_usage", 1],
      ["dns.tlsa.selector", 1],
      ["dns.tlsa.matching_type", 1],
      ["dns.tlsa.certificate_association_data", "rest"],
    ],
  },
  53: { word: "SMIMEA" },
  55: owner("HIP"),
  57: { word: "RKEY" },
  58: { word: "TALINK" },
  59: { word: "CDS" },
  60: { word: "CDNSKEY" },
  61: { word: "OPENPGPKEY" },
  62: { word: "CSYNC" },
  63: { word: "ZONEMD" },
  64: service("SVCB"),
  65: service("HTTPS"),
  104: { word: "NID" },
  105: { word: "L32" },
  106: { word: "L64" },
  107: { word: "LP" },
  108: { word: "EUI48" },
  109: { word: "EUI64" },
  100: { word: "UINFO" },
  101: { word: "UID" },
  102: { word: "GID" },
  103: { word: "UNSPEC" },
  99: { word: "SPF", parts: [["dns.spf", "texts"]] },
  249: { word: "TKEY" },
  250: { word: "TSIG" },
  251: { word: "IXFR" },
  252: { word: "AXFR" },
  253: { word: "MAILB" },
  254: { word: "MAILA" },
  255: { word: "ANY" },
  256: { word: "URI" },
  257: { word: "CAA" },
  32768: { word: "TA" },
  32769: { word: "DLV" },
  65281: { word: "WINS" },
  65422: { word: "XPF" },
};

export const RECORD_WORDS: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(RECORD_TYPES).map(([type, { word }]) => [type, word]),
);

export const recordWord = (type: number): string => RECORD_WORDS[type] ?? `Unknown (${type})`;
