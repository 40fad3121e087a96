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

import { bytes, offsets, u8, u16, u24, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { ownStatus } from "./common/checksum.ts";
import { Cursor, leaf } from "./common/cursor.ts";
import { bit, hexNum, num, raw, v4 } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

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
  bytes(4, 5, "nhrp.protocol_type", "Protocol Type (long form)", { when: "plain" }),
  u24(4, "nhrp.hdr.pro.snap.oui", "Protocol Type (long form) - OUI", { when: "snap" }),
  u16(7, "nhrp.hdr.pro.snap.pid", "Protocol Type (long form) - PID", { base: "hex", when: "snap" }),
  u8(9, "nhrp.hdr.hopcnt", "Hop Count"),
  u16(10, "nhrp.hdr.pktsz", "Packet Length"),
  u16(12, "nhrp.hdr.chksum", "NHRP Packet Checksum", { base: "hex" }),
  num(1, "nhrp.hdr.chksum.status", "NHRP Packet Checksum Status", { values: CHECKSUM_STATUS }),
  u16(14, "nhrp.hdr.extoff", "Extension Offset"),
  u8(16, "nhrp.hdr.version", "Version"),
  u8(17, "nhrp.hdr.op.type", "NHRP Packet Type", { values: TYPES }),
  u8(18, "nhrp.hdr.shtl", "Source Address Type/Len"),
  u8(18, "nhrp.hdr.shtl.type", "Type", { mask: 0x40 }),
  u8(18, "nhrp.hdr.shtl.len", "Length", { mask: 0x3f }),
  u8(19, "nhrp.hdr.sstl", "Source SubAddress Type/Len"),
  u8(19, "nhrp.hdr.sstl.type", "Type", { mask: 0x40 }),
  u8(19, "nhrp.hdr.sstl.len", "Length", { mask: 0x3f }),
  u8(20, "nhrp.src.prot.len", "Source Protocol Len"),
  u8(21, "nhrp.dst.prot.len", "Destination Protocol Len"),
  u16(22, "nhrp.flags", "Flags", { base: "hex", when: "request" }),
  bit(2, 0x8000, "nhrp.flag.q", "Is Router"),
  bit(2, 0x8000, "nhrp.flag.n", "Expected Purge Reply"),
  bit(2, 0x4000, "nhrp.flag.a", "Authoritative"),
  bit(2, 0x2000, "nhrp.flag.d", "Stable Association"),
  bit(2, 0x1000, "nhrp.flag.u", "Uniqueness Bit"),
  bit(2, 0x0800, "nhrp.flag.s", "Stable Binding"),
  bit(2, 0x0002, "nhrp.flag.nat", "Cisco NAT Supported"),
  u32(24, "nhrp.reqid", "Request ID", { base: "hex", when: "request" }),
  num(2, "nhrp.err.code", "Error Code"),
  num(2, "nhrp.err.offset", "Error Offset"),
  v4("nhrp.src.nbma.addr", "Source NBMA Address"),
  raw("nhrp.src.nbma.saddr", "Source NBMA Sub Address"),
  v4("nhrp.src.prot.addr", "Source Protocol Address"),
  v4("nhrp.dst.prot.addr", "Destination Protocol Address"),
  raw("nhrp.src.nbma.addr_bytes", "Source NBMA Address"),
  raw("nhrp.src.prot.addr_bytes", "Source Protocol Address"),
  raw("nhrp.dst.prot.addr_byets", "Destination Protocol Address"),
  num(1, "nhrp.code", "Code"),
  num(1, "nhrp.prefix", "Prefix Length"),
  num(2, "nhrp.unused", "Unused"),
  num(2, "nhrp.mtu", "Max Transmission Unit"),
  num(2, "nhrp.htime", "Holding Time (s)"),
  num(1, "nhrp.cli.addr_tl", "Client Address Type/Len"),
  num(1, "nhrp.cli.addr_tl.type", "Type", { mask: 0x40 }),
  num(1, "nhrp.cli.addr_tl.len", "Length", { mask: 0x3f }),
  num(1, "nhrp.cli.saddr_tl", "Client Sub Address Type/Len"),
  num(1, "nhrp.cli.saddr_tl.type", "Type", { mask: 0x40 }),
  num(1, "nhrp.cli.saddr_tl.len", "Length", { mask: 0x3f }),
  num(1, "nhrp.prot.len", "Client Protocol Length"),
  num(1, "nhrp.pref", "CIE Preference Value"),
  v4("nhrp.client.nbma.addr", "Client NBMA Address"),
  raw("nhrp.client.nbma.addr_bytes", "Client NBMA Address"),
  raw("nhrp.client.nbma.saddr", "Client NBMA Sub Address"),
  v4("nhrp.client.prot.addr", "Client Protocol Address"),
  raw("nhrp.client.prot.addr_bytes", "Client Protocol Address"),
  bit(2, 0x8000, "nhrp.ext.c", "Compulsory Flag"),
  hexNum(2, "nhrp.ext.type", "Extension Type", { mask: 0x3fff }),
  num(2, "nhrp.ext.len", "Extension length"),
  num(2, "nhrp.auth_ext.reserved", "Reserved"),
  num(2, "nhrp.auth_ext.spi", "SPI"),
  v4("nhrp.auth_ext.src_addr", "Source Address"),
  raw("nhrp.auth_ext.data", "Data"),
  num(3, "nhrp.vendor_ext.id", "Vendor ID"),
  raw("nhrp.vendor_ext.data", "Data"),
  hexNum(4, "nhrp.devcap_ext.srccap", "Source Capabilities"),
  bit(4, 0x1, "nhrp.devcap_ext.srccap.V", "VPN-aware"),
  hexNum(4, "nhrp.devcap_ext.dstcap", "Destination Capabilities"),
  bit(4, 0x1, "nhrp.devcap_ext.dstcap.V", "VPN-aware"),
  raw("nhrp.unknown_ext.value", "Extension Value"),
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
  ...leaf(LEN),
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
  parts: (data): Record<string, number> => {
    const protocol = data.getUint16(at["nhrp.hdr.pro.type"]) === SNAP ? "snap" : "plain";
    return data.getUint8(at["nhrp.hdr.op.type"]) >= ERROR ? { [protocol]: 0 } : { [protocol]: 0, request: 0 };
  },
  locate,
};
const SNAP = 0x0080;

const behindAddresses = (data: DataView): number =>
  MANDATORY +
  (data.getUint8(at["nhrp.hdr.shtl"]) & SIZE) +
  (data.getUint8(at["nhrp.hdr.sstl"]) & SIZE) +
  data.getUint8(at["nhrp.src.prot.len"]) +
  data.getUint8(at["nhrp.dst.prot.len"]);

/** Bits of the flags' word by the kind of message, RFC 2332, 5.2.1 to 5.2.6. */
const RESOLUTION = ["q", "a", "d", "u", "s", "nat"];
const FLAGS: Readonly<Record<number, readonly string[]>> = {
  1: RESOLUTION,
  2: RESOLUTION,
  3: ["u", "nat"],
  4: ["u", "nat"],
  5: ["n", "nat"],
  6: ["n", "nat"],
};
const FLAG_WORD = 22;
const FIRST_FLAG = 0x8000;
const REGISTRATIONS = [3, 4];

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  add("nhrp.hdr.chksum.status", 12, 2, ownStatus(layer, data.getUint16(at["nhrp.hdr.pktsz"])));
  const type = data.getUint8(at["nhrp.hdr.op.type"]);
  const extensionsAt = data.getUint16(at["nhrp.hdr.extoff"]);
  const size = Math.min(data.byteLength, data.getUint16(at["nhrp.hdr.pktsz"]));
  const end = extensionsAt >= MANDATORY && extensionsAt <= size ? extensionsAt : size;
  const c = new Cursor(data, add, FLAG_WORD, end);
  if (type === ERROR) c.tell("nhrp.err.code", 2).tell("nhrp.err.offset", 2);
  for (const name of FLAGS[type] ?? []) {
    // In registrations, the first bit is that of uniqueness.
    const isFirst = name === "u" && REGISTRATIONS.includes(type);
    c.here(`nhrp.flag.${name}`, 2, isFirst ? (c.peek(2) & FIRST_FLAG) !== 0 : undefined);
  }
  c.at = MANDATORY;
  const length = (name: keyof typeof at) => data.getUint8(at[name]) & SIZE;
  address(c, "nhrp.src.nbma.addr", length("nhrp.hdr.shtl"));
  if (length("nhrp.hdr.sstl") > 0) c.tell("nhrp.src.nbma.saddr", length("nhrp.hdr.sstl"));
  address(c, "nhrp.src.prot.addr", data.getUint8(at["nhrp.src.prot.len"]));
  address(c, "nhrp.dst.prot.addr", data.getUint8(at["nhrp.dst.prot.len"]));
  if (type >= ERROR) return;
  while (c.left >= ENTRY) entry(c);
  if (end === extensionsAt) extensions(new Cursor(data, add, end, size));
}

/** Of IPv4, or as bytes. */
function address(c: Cursor, name: string, size: number): void {
  if (size === IPV4_LENGTH) c.tell(name, size);
  else if (size > 0) c.tell(`${name}${name.startsWith("nhrp.dst") ? "_byets" : "_bytes"}`, size);
}

const ENTRY = 12;
/** A client information entry, RFC 2332, 5.2.0.1. */
function entry(outer: Cursor): void {
  const c = new Cursor(outer.data, outer.add, outer.at, outer.end, outer.depth + 1);
  c.tell("nhrp.code", 1)
    .tell("nhrp.prefix", 1)
    .tell("nhrp.unused", 2)
    .tell("nhrp.mtu", 2)
    .tell("nhrp.htime", 2);
  const sizes = ["addr", "saddr"].map((name) => {
    const size = c.peek(1) & SIZE;
    c.here(`nhrp.cli.${name}_tl`, 1).bits(1, `nhrp.cli.${name}_tl.type`, `nhrp.cli.${name}_tl.len`).skip(1);
    return size;
  });
  const protocol = c.number("nhrp.prot.len", 1);
  c.tell("nhrp.pref", 1);
  address(c, "nhrp.client.nbma.addr", sizes[0]);
  if (sizes[1] > 0) c.tell("nhrp.client.nbma.saddr", sizes[1]);
  address(c, "nhrp.client.prot.addr", protocol);
  outer.at = c.at;
}

const entries = (c: Cursor): void => {
  while (c.left >= ENTRY) entry(c);
};
/** By type: RFC 2332, 5.3; the address behind NAT and the capabilities are Cisco's. */
const EXTENSIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  3: entries,
  4: entries,
  5: entries,
  7: (c) => {
    c.tell("nhrp.auth_ext.reserved", 2).tell("nhrp.auth_ext.spi", 2).tell("nhrp.auth_ext.src_addr", 4);
    if (c.left > 0) c.tell("nhrp.auth_ext.data", c.left);
  },
  8: (c) => {
    c.tell("nhrp.vendor_ext.id", 3);
    if (c.left > 0) c.tell("nhrp.vendor_ext.data", c.left);
  },
  9: entries,
  10: (c) => {
    for (const side of ["src", "dst"])
      c.here(`nhrp.devcap_ext.${side}cap`, 4).bits(4, `nhrp.devcap_ext.${side}cap.V`).skip(4);
  },
};

function extensions(c: Cursor): void {
  while (c.left >= 4) {
    const type = c.peek(2) & 0x3fff;
    c.here("nhrp.ext.c", 2).tell("nhrp.ext.type", 2);
    const value = c.within(c.number("nhrp.ext.len", 2));
    if (type === 0) return;
    const known = EXTENSIONS[type];
    if (value.left === 0) continue;
    if (known === undefined) value.tell("nhrp.unknown_ext.value", value.left);
    else known(value);
  }
}
