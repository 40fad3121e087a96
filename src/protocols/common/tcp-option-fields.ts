/** What TCP's options are called, and the fields that they consist of. */

import { located } from "../../core/fields.ts";
import { said } from "./located.ts";
import { mptcpFields } from "./mptcp.ts";

const KINDS: Readonly<Record<number, string>> = {
  0: "End of Option List",
  1: "No-Operation",
  2: "Maximum Segment Size",
  3: "Window Scale",
  4: "SACK Permitted",
  5: "SACK",
  6: "Echo",
  7: "Echo Reply",
  8: "Time Stamp Option",
  9: "Partial Order Connection Permitted",
  10: "Partial Order Service Profile",
  11: "CC",
  12: "CC.NEW",
  13: "CC.ECHO",
  14: "TCP Alternate Checksum Request",
  15: "TCP Alternate Checksum Data",
  19: "MD5 Signature Option",
  27: "Quick-Start Response",
  28: "User Timeout Option",
  29: "The TCP Authentication Option",
  30: "Multipath TCP",
  34: "TCP Fast Open Cookie",
  172: "Accurate ECN Order 0",
  174: "Accurate ECN Order 1",
  253: "RFC3692-style Experiment 1",
  254: "RFC3692-style Experiment 2",
};

/** Whole options by kind; Wireshark counts these names among its protocols. */
export const WHOLE: Readonly<Record<number, string>> = {
  0: "eol",
  1: "nop",
  2: "mss",
  3: "wscale",
  4: "sack_perm",
  5: "sack",
  6: "echo",
  7: "echo",
  8: "timestamp",
  11: "cc",
  12: "cc",
  13: "cc",
  19: "md5",
  20: "scps",
  21: "snack",
  22: "scpsrec",
  23: "scpscor",
  27: "qs",
  28: "user_to",
  29: "ao",
  34: "tfo",
  76: "rvbd.probe",
  78: "rvbd.trpy",
  172: "acc_ecn",
  174: "acc_ecn",
  253: "experimental",
  254: "experimental",
};

/** What they are called where their length is wrong. */
export const SHORT_NAMES: Readonly<Record<number, string>> = {
  0: "End of Option List (EOL)",
  1: "No-Operation (NOP)",
  2: "Maximum segment size",
  3: "Window scale",
  4: "SACK permitted",
  5: "SACK",
  6: "Echo",
  7: "Echo reply",
  8: "Timestamps",
  11: "CC",
  12: "CC.NEW",
  13: "CC.ECHO",
  19: "TCP MD5 signature",
  20: "SCPS capabilities",
  21: "Selective Negative Acknowledgment",
  22: "SCPS record boundary",
  23: "SCPS corruption experienced",
  27: "Quick-Start",
  28: "User Timeout",
  29: "TCP AO",
  30: "MPTCP",
  34: "TCP Fast Open",
  76: "Riverbed Probe",
  78: "Riverbed Transparency",
  172: "Accurate ECN",
  174: "Accurate ECN",
  253: "Experimental",
  254: "Experimental",
};
/** Lengths of those that have but one. */
export const LENGTHS: Readonly<Record<number, number>> = {
  ...{
    2: 4,
    3: 3,
    4: 2,
    6: 6,
    7: 6,
    8: 10,
    11: 6,
    12: 6,
    13: 6,
    19: 18,
    21: 6,
    22: 2,
    23: 2,
    27: 8,
    28: 4,
    78: 16,
  },
};
/** What the Info column says of them, however long they are. */
export const SAID: Readonly<Record<number, string>> = { 4: " SACK_PERM", 19: " MD5" };
export const INVALID = "tcp.option.len.invalid";

/** Larger shifts of the window count as this (RFC 7323, 2.3). */
export const MOST_SHIFT = 14;
/** That many bytes that do nothing, one after the other, were an option once. */
export const NOPS = 4;

export const UNKNOWN = "unknown";
export const MULTIPATH = 30;

function wordsFor(name: string): string {
  const kind = Object.keys(WHOLE).find((one) => WHOLE[Number(one)] === name);
  return kind === undefined ? "Unknown" : KINDS[Number(kind)];
}

export const tcpOptionFields = [
  located("bytes", 0, "tcp.options", "TCP Options"),
  ...[...new Set([...Object.values(WHOLE), UNKNOWN])].map((name) =>
    located("bytes", 0, `tcp.options.${name}`, `TCP Option - ${wordsFor(name)}`),
  ),
  located("uint", 1, "tcp.option_kind", "Kind", { values: KINDS }),
  located("uint", 1, "tcp.option_len", "Length"),
  located("bytes", 0, "tcp.options.unknown.payload", "Payload"),
  said("note", "sequence", INVALID, "Invalid length for option"),
  said("warning", "protocol", "tcp.nop", `${NOPS} NOP in a row - a router may have removed some options`),
  said(
    "error",
    "protocol",
    "tcp.non_zero_bytes_after_eol",
    "Non zero bytes in option space after EOL option",
  ),
  said("note", "protocol", "tcp.options.mss.absent", "The SYN packet does not contain a MSS option"),
  said("warning", "protocol", "tcp.options.mss.present", "The non-SYN packet does contain a MSS option"),
  located("uint", 2, "tcp.options.mss_val", "MSS Value"),
  located("uint", 1, "tcp.options.wscale.shift", "Shift count"),
  located("uint", 2, "tcp.options.wscale.multiplier", "Multiplier"),
  said("warning", "protocol", "tcp.options.wscale.shift.invalid", `Window scale shift exceeds ${MOST_SHIFT}`),
  located("uint", 4, "tcp.options.sack_le", "TCP SACK Left Edge"),
  located("uint", 4, "tcp.options.sack_re", "TCP SACK Right Edge"),
  located("uint", 1, "tcp.options.sack.count", "TCP SACK Count"),
  said("error", "malformed", "tcp.suboption_malformed", "suboption would go past end of option"),
  located("uint", 4, "tcp.options.sack.dsack_le", "TCP D-SACK Left Edge"),
  located("uint", 4, "tcp.options.sack.dsack_re", "TCP D-SACK Right Edge"),
  said("warning", "sequence", "tcp.options.sack.dsack", "D-SACK Sequence"),
  located("uint", 4, "tcp.options.echo_value", "TCP Echo Option"),
  located("uint", 4, "tcp.options.timestamp.tsval", "Timestamp value"),
  located("uint", 4, "tcp.options.timestamp.tsecr", "Timestamp echo reply"),
  located("uint", 4, "tcp.options.cc_value", "TCP CC Option"),
  located("bytes", 0, "tcp.options.md5.digest", "MD5 digest"),
  located("bool", 0, "tcp.options.user_to_granularity", "Granularity"),
  located("uint", 2, "tcp.options.user_to_val", "User Timeout"),
  located("uint", 1, "tcp.options.ao.keyid", "AO KeyID"),
  located("uint", 1, "tcp.options.ao.rnextkeyid", "AO RNextKeyID"),
  located("bytes", 0, "tcp.options.ao.mac", "AO MAC"),
  located("bool", 0, "tcp.options.tfo.request", "Fast Open Cookie Request"),
  located("bytes", 0, "tcp.options.tfo.cookie", "Fast Open Cookie"),
  located("uint", 3, "tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter"),
  located("uint", 3, "tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter"),
  located("uint", 3, "tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter"),
  located("uint", 1, "tcp.options.qs.rate", "QS Rate"),
  located("uint", 1, "tcp.options.qs.ttl_diff", "QS Rate"),
  located("uint", 2, "tcp.options.experimental.exid", "Experiment Identifier", { base: "hex" }),
  located("bytes", 0, "tcp.options.experimental.data", "Data"),
  located("uint", 1, "tcp.options.tarr.rate", "TARR Rate"),
  located("uint", 1, "tcp.options.tar.reserved", "TARR Reserved"),
  ...mptcpFields,
];
