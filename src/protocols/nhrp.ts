// Next Hop Resolution Protocol, RFC 2332 section 5.2: fixed part and mandatory part.
//
//  0         2         4              9   10        12        14        16   17   18   19   20
// +---------+---------+--------------+----+---------+---------+---------+----+----+----+----+
// | family  | protocol| SNAP         |hops| size    | checksum| ext.    |ver |type|shtl|sstl|
// +---------+---------+--------------+----+---------+---------+---------+----+----+----+----+
//  20   21   22        24                  28
// +----+----+---------+-------------------+-----------------------------------------------
// |srcl|dstl| flags   | request id        | NBMA source, protocol source and destination, …
// +----+----+---------+-------------------+-----------------------------------------------

import { offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { raw, v4 } from "./common/located.ts";

const TYPES: Readonly<Record<number, string>> = {
  1: "NHRP Resolution Request",
  2: "NHRP Resolution Reply",
  3: "NHRP Registration Request",
  4: "NHRP Registration Reply",
  5: "NHRP Purge Request",
  6: "NHRP Purge Reply",
  7: "NHRP Error Indication",
  8: "NHRP Traffic Indication",
};
const RESOLUTION_REPLY = 2;
const REGISTRATION_REPLY = 4;
const ERROR = 7;
const CODES: Readonly<Record<number, string>> = {
  0: "Success",
  4: "Administratively Prohibited",
  5: "Insufficient Resources",
  12: "No Internetworking Layer Address to NBMA Address Binding Exists",
  13: "Binding Exists But Is Not Unique",
  14: "Unique Internetworking Layer Address Already Registered",
};

const fields = [
  u16(0, "nhrp.hdr.afn", "Address Family Number", { base: "hex" }),
  u16(2, "nhrp.hdr.pro.type", "Protocol Type (short form)", { base: "hex" }),
  u8(9, "nhrp.hdr.hopcnt", "Hop Count"),
  u16(10, "nhrp.hdr.pktsz", "Packet Length"),
  u16(12, "nhrp.hdr.chksum", "NHRP Packet Checksum", { base: "hex" }),
  u16(14, "nhrp.hdr.extoff", "Extension Offset"),
  u8(16, "nhrp.hdr.version", "Version"),
  u8(17, "nhrp.hdr.op.type", "NHRP Packet Type", { values: TYPES }),
  u8(18, "nhrp.hdr.shtl", "Source Address Type/Len"),
  u8(19, "nhrp.hdr.sstl", "Source SubAddress Type/Len"),
  u8(20, "nhrp.src.prot.len", "Source Protocol Len", { when: "request" }),
  u8(21, "nhrp.dst.prot.len", "Destination Protocol Len", { when: "request" }),
  u16(22, "nhrp.flags", "Flags", { base: "hex", when: "request" }),
  u32(24, "nhrp.reqid", "Request ID", { base: "hex", when: "request" }),
  v4("nhrp.src.nbma.addr", "Source NBMA Address"),
  raw("nhrp.src.nbma.saddr", "Source NBMA Sub Address"),
  v4("nhrp.src.prot.addr", "Source Protocol Address"),
  v4("nhrp.dst.prot.addr", "Destination Protocol Address"),
];
const at = offsets(fields);
const LEN = 20;
const MANDATORY = 28;
const IPV4_LENGTH = 4;
const SIZE = 0x3f;

export const nhrp: Protocol = {
  name: "nhrp",
  title: "NBMA Next Hop Resolution Protocol",
  reference: "RFC 2332, 5.2",
  fields,
  claims: { "gre.proto": [0x2001], "ip.proto": [54] },
  parse: atLeast(LEN),
  leaf: true,
  info: ({ data }) => {
    const type = data.getUint8(at["nhrp.hdr.op.type"]);
    const name = TYPES[type] ?? `Unknown (${type})`;
    if (type >= ERROR) return name;
    const id = `${name}, ID=${data.getUint32(at["nhrp.reqid"])}`;
    // Of a reply, the first byte behind the addresses says how it went.
    const code =
      type === RESOLUTION_REPLY || type === REGISTRATION_REPLY ? data.getUint8(behindAddresses(data)) : -1;
    return code < 0 ? id : `${id}, Code=${CODES[code] ?? `Unknown (${code})`}`;
  },
  parts: (data): Record<string, number> =>
    data.getUint8(at["nhrp.hdr.op.type"]) === ERROR ? {} : { request: 0 },
  locate: addresses,
};

const behindAddresses = (data: DataView): number =>
  MANDATORY +
  (data.getUint8(at["nhrp.hdr.shtl"]) & SIZE) +
  (data.getUint8(at["nhrp.hdr.sstl"]) & SIZE) +
  data.getUint8(at["nhrp.src.prot.len"]) +
  data.getUint8(at["nhrp.dst.prot.len"]);

function addresses({ data }: Layer, add: Add): void {
  if (data.getUint8(at["nhrp.hdr.op.type"]) === ERROR) return;
  const size = (name: keyof typeof at) => data.getUint8(at[name]) & SIZE;
  const c = new Cursor(data, add, MANDATORY);
  const tell = (name: string, length: number) => {
    if (length === IPV4_LENGTH) c.tell(name, length);
    else c.skip(length);
  };
  tell("nhrp.src.nbma.addr", size("nhrp.hdr.shtl"));
  if (size("nhrp.hdr.sstl") > 0) c.tell("nhrp.src.nbma.saddr", size("nhrp.hdr.sstl"));
  tell("nhrp.src.prot.addr", data.getUint8(at["nhrp.src.prot.len"]));
  tell("nhrp.dst.prot.addr", data.getUint8(at["nhrp.dst.prot.len"]));
}
