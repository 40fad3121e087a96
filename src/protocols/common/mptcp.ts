// Multipath TCP's option of TCP, RFC 8684 section 3 (version 0: RFC 6824).
//
//  0    1    2       3
// +----+----+---+---+-------
// | 30 |len |sub|   | by subtype
// +----+----+---+---+-------

import { located } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";

const SUBTYPES = {
  0: "Multipath Capable",
  1: "Join Connection",
  2: "Data Sequence Signal",
  3: "Add Address",
  4: "Remove Address",
  5: "Change Subflow Priority",
  6: "TCP Fallback",
  7: "Fast Close",
  8: "TCP Reset",
};

const RESET_REASONS = {
  0: "Unspecified error",
  1: "MPTCP specific error",
  2: "Lack of resources",
  3: "Administratively prohibited",
  4: "Too much outstanding data",
  5: "Unacceptable performance",
  6: "Middlebox interference",
};

export const mptcpFields = [
  located("uint", 1, "tcp.options.mptcp.subtype", "Multipath TCP subtype", { values: SUBTYPES }),
  located("uint", 1, "tcp.options.mptcp.version", "Multipath TCP version"),
  located("uint", 1, "tcp.options.mptcp.flags", "Multipath TCP flags", { base: "hex" }),
  located("uint", 1, "tcp.options.mptcp.checksumreq.flags", "Checksum required"),
  located("uint", 1, "tcp.options.mptcp.extensibility.flag", "Extensibility"),
  located(
    "uint",
    1,
    "tcp.options.mptcp.nomoresubflows.flag",
    "Do not attempt to establish new subflows to this address and port",
  ),
  located("uint", 1, "tcp.options.mptcp.sha1.flag", "Use HMAC-SHA1"),
  located("uint", 1, "tcp.options.mptcp.sha256.flag", "Use HMAC-SHA256"),
  located("uint", 1, "tcp.options.mptcp.reserved.flag", "Reserved", { base: "hex" }),
  located("uint", 2, "tcp.options.mptcp.reserved", "Reserved", { base: "hex" }),
  located("bool", 0, "tcp.options.mptcp.flag_U.flag", "Flag U"),
  located("bool", 0, "tcp.options.mptcp.flag_V.flag", "Flag V"),
  located("bool", 0, "tcp.options.mptcp.flag_W.flag", "Flag W"),
  located("bool", 0, "tcp.options.mptcp.flag_T.flag", "Transient"),
  located("uint", 1, "tcp.options.mptcp.rst_reason", "TCPRST Reason", { base: "hex", values: RESET_REASONS }),
  located("uint", 8, "tcp.options.mptcp.addaddrtrunchmac", "Truncated HMAC"),
  located("uint", 1, "tcp.options.mptcp.backup.flag", "Backup flag"),
  located("uint", 1, "tcp.options.mptcp.datafin.flag", "DATA_FIN"),
  located("uint", 1, "tcp.options.mptcp.dseqn8.flag", "Data Sequence Number is 8 octets"),
  located("uint", 1, "tcp.options.mptcp.dseqnpresent.flag", "Data Sequence Number and mapping present"),
  located("uint", 1, "tcp.options.mptcp.dataack8.flag", "Data ACK is 8 octets"),
  located("uint", 1, "tcp.options.mptcp.dataackpresent.flag", "Data ACK is present"),
  located("uint", 1, "tcp.options.mptcp.addrid", "Address ID"),
  located("uint", 8, "tcp.options.mptcp.sendkey", "Sender's Key"),
  located("uint", 8, "tcp.options.mptcp.recvkey", "Receiver's Key"),
  located("uint", 4, "tcp.options.mptcp.recvtok", "Receiver's Token"),
  located("uint", 4, "tcp.options.mptcp.sendrand", "Sender's Random Number"),
  located("uint", 8, "tcp.options.mptcp.sendtrunchmac", "Sender's Truncated HMAC"),
  located("bytes", 0, "tcp.options.mptcp.sendhmac", "Sender's HMAC"),
  located("uint", 8, "tcp.options.mptcp.rawdataack", "Original MPTCP Data ACK"),
  located("uint", 8, "tcp.options.mptcp.rawdataseqno", "Data Sequence Number"),
  located("uint", 4, "tcp.options.mptcp.subflowseqno", "Subflow Sequence Number"),
  located("uint", 2, "tcp.options.mptcp.datalvllen", "Data-level Length"),
  located("uint", 2, "tcp.options.mptcp.checksum", "Checksum", { base: "hex" }),
  located("uint", 1, "tcp.options.mptcp.ipver", "IP version"),
  located("uint", 1, "tcp.options.mptcp.echo", "Echo"),
  located("ipv4", 4, "tcp.options.mptcp.ipv4", "Advertised IPv4 Address"),
  located("ipv6", 16, "tcp.options.mptcp.ipv6", "Advertised IPv6 Address"),
  located("uint", 2, "tcp.options.mptcp.port", "Advertised port"),
];

const name = (field: string) => `tcp.options.mptcp.${field}`;
const bit = (value: number, mask: number): number => ((value & mask) === 0 ? 0 : 1);
/** Numbers of 4 or 8 bytes share a field of 8. */
const number = (c: Cursor, field: string, size: number) =>
  size === 8 ? c.tell(name(field), 8) : c.tell(name(field), size, c.peek(size));

/** Twelve bits, of which the subtype's byte has the upper ones. */
function reserved(c: Cursor): void {
  c.here(name("reserved"), 1, c.peek(2, -1) & 0x0fff).skip(1);
}

const SUBTYPE_BODIES: Readonly<Record<number, (c: Cursor, low: number) => void>> = {
  0: (c, low) => {
    const flags = c.here(name("version"), 0, low).peek(1);
    c.here(name("flags"), 1).here(name("checksumreq.flags"), 1, bit(flags, 0x80));
    c.here(name("extensibility.flag"), 1, bit(flags, 0x40));
    // Version 0 knows one bit less.
    if (low > 0) c.here(name("nomoresubflows.flag"), 1, bit(flags, 0x20));
    c.here(name(low > 0 ? "sha256.flag" : "sha1.flag"), 1, bit(flags, 0x01));
    c.here(name("reserved.flag"), 1, (flags & (low > 0 ? 0x1e : 0x3e)) >> 1).skip(1);
    for (const key of ["sendkey", "recvkey"]) if (c.left >= 8) c.tell(name(key), 8);
    if (c.left >= 2) c.tell(name("datalvllen"), 2);
    if (c.left >= 2) c.tell(name("checksum"), 2);
  },
  1: (c, low) => {
    // SYN, SYN with ACK, and ACK are told apart by what is left.
    if (c.left >= 20) {
      reserved(c);
      c.tell(name("sendhmac"), c.left);
      return;
    }
    c.here(name("flags"), 0, 0x10 | low)
      .here(name("backup.flag"), 0, low & 1)
      .tell(name("addrid"), 1);
    if (c.left === 8) c.tell(name("recvtok"), 4).tell(name("sendrand"), 4);
    else c.tell(name("sendtrunchmac"), 8).tell(name("sendrand"), 4);
  },
  2: (c) => {
    const flags = c.peek(1);
    c.here(name("flags"), 1);
    for (const [field, mask] of [
      ["datafin.flag", 0x10],
      ["dseqn8.flag", 0x08],
      ["dseqnpresent.flag", 0x04],
      ["dataack8.flag", 0x02],
      ["dataackpresent.flag", 0x01],
    ] as const)
      c.here(name(field), 1, bit(flags, mask));
    c.skip(1);
    if (flags & 1) number(c, "rawdataack", flags & 2 ? 8 : 4);
    if ((flags & 4) === 0) return;
    number(c, "rawdataseqno", flags & 8 ? 8 : 4);
    c.tell(name("subflowseqno"), 4).tell(name("datalvllen"), 2);
    if (c.left >= 2) c.tell(name("checksum"), 2);
  },
  3: (c, low) => {
    // Version 0 has the IP version here, version 1 whether it is an echo; the length tells the address.
    c.here(name(low === 4 || low === 6 ? "ipver" : "echo"), 0, low).tell(name("addrid"), 1);
    if (c.left >= 16 && low !== 4) c.tell(name("ipv6"), 16);
    else if (c.left >= 4) c.tell(name("ipv4"), 4);
    if (c.left % 8 === 2) c.tell(name("port"), 2);
    if (c.left >= 8) c.tell(name("addaddrtrunchmac"), 8);
  },
  4: (c) => {
    while (c.left > 0) c.tell(name("addrid"), 1);
  },
  5: (c, low) => {
    c.here(name("flags"), 0, 0x50 | low).here(name("backup.flag"), 0, low & 1);
    if (c.left > 0) c.tell(name("addrid"), 1);
  },
  6: (c) => {
    reserved(c);
    c.tell(name("rawdataseqno"), 8);
  },
  7: (c) => {
    reserved(c);
    c.tell(name("recvkey"), 8);
  },
  8: (c, low) => {
    c.here(name("flags"), 0, 0x80 | low);
    for (const [i, flag] of ["U", "V", "W", "T"].entries())
      c.here(name(`flag_${flag}.flag`), 0, (low & (8 >> i)) !== 0);
    c.tell(name("rst_reason"), 1);
  },
};

/** What stands behind the option's kind and length. */
export function tellMptcp(c: Cursor): void {
  const first = c.peek(1);
  c.tell(name("subtype"), 1, first >> 4);
  SUBTYPE_BODIES[first >> 4]?.(c, first & 0x0f);
}
