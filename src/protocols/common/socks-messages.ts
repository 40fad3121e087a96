/**
 * Messages of SOCKS 4, 4a and 5 (RFC 1928 sections 3 to 7; RFC 1929 section 2) byte by byte: how long each is, and
 * whether what stands in it can be. A length is told as the place behind the message: beyond `lim` where bytes of
 * it are still to come, and NEVER where no such message begins so. Never on the hot path.
 */
import { ipv4Text } from "../../core/format.ts";
import { ipv6TextAt, stringAt } from "../../core/values.ts";

/** In place of an end: the bytes that are there cannot be that message. */
export const NEVER = -1;

export const SOCKS_COMMANDS: Readonly<Record<number, string>> = {
  1: "Connect",
  2: "Bind",
  3: "UdpAssociate",
  128: "Ping",
  129: "Traceroute",
};
export const SOCKS_RESULTS: Readonly<Record<number, string>> = {
  0: "Succeeded",
  1: "General SOCKS server failure",
  2: "Connection not allowed by ruleset",
  3: "Network unreachable",
  4: "Host unreachable",
  5: "Connection refused",
  6: "TTL expired",
  7: "Command not supported",
  8: "Address type not supported",
  90: "Granted",
  91: "Rejected or Failed",
  92: "Rejected because SOCKS server cannot connect to identd on the client",
  93: "Rejected because the client program and identd report different user-ids",
};
export const SOCKS_METHODS: Readonly<Record<number, string>> = {
  0: "No authentication",
  1: "GSSAPI",
  2: "Username/Password",
  255: "no acceptable method",
};
export const SOCKS_TYPES: Readonly<Record<number, string>> = { 1: "IPv4", 3: "Domain Name", 4: "IPv6" };

const [IPV4, NAME, IPV6] = [1, 3, 4];
const FIRST_GRANTED = 90;
const LAST_REJECTED = 93;
/** Version, command, port, address. */
const REQUEST4_HEAD = 8;

/** An address or a name, and a port. */
export interface SocksAddress {
  /** Null: an address is given. */
  name: string | null;
  /** Null: a name is given. */
  address: string | null;
  port: number;
}

/** 05 n methods */
export function greetingEnd(d: DataView, o: number, lim: number): number {
  if (o < lim && d.getUint8(o) !== 5) return NEVER;
  if (o + 2 > lim) return lim + 1;
  const count = d.getUint8(o + 1);
  return count === 0 ? NEVER : o + 2 + count;
}

/** 01 length user length password */
export function loginEnd(d: DataView, o: number, lim: number): number {
  if (o < lim && d.getUint8(o) !== 1) return NEVER;
  if (o + 2 > lim) return lim + 1;
  const at = o + 2 + d.getUint8(o + 1);
  return at < lim ? at + 1 + d.getUint8(at) : lim + 1;
}

/** Where type, address and port at `o` end. */
export function addressEnd(d: DataView, o: number, lim: number): number {
  if (o >= lim) return lim + 1;
  const type = d.getUint8(o);
  if (type === IPV4) return o + 1 + 4 + 2;
  if (type === IPV6) return o + 1 + 16 + 2;
  if (type !== NAME) return NEVER;
  return o + 2 > lim ? lim + 1 : o + 2 + d.getUint8(o + 1) + 2;
}

/** 05 command or result, a reserved byte, type, address, port */
export function message5End(d: DataView, o: number, lim: number): number {
  if (o < lim && d.getUint8(o) !== 5) return NEVER;
  return o + 3 < lim ? addressEnd(d, o + 3, lim) : lim + 1;
}

/** 04 command port address user 00 [name 00] */
export function request4End(d: DataView, o: number, lim: number): number {
  if (o < lim && d.getUint8(o) !== 4) return NEVER;
  if (o + REQUEST4_HEAD + 1 > lim) return lim + 1;
  const user = zeroAt(d, o + REQUEST4_HEAD, lim);
  return isNamed(d, o) ? zeroAt(d, user, lim) : user;
}

/** 00 result port address */
export function reply4End(d: DataView, o: number, lim: number): number {
  if (o < lim && d.getUint8(o) !== 0) return NEVER;
  if (o + 1 >= lim) return lim + 1;
  const result = d.getUint8(o + 1);
  return result >= FIRST_GRANTED && result <= LAST_REJECTED ? o + REQUEST4_HEAD : NEVER;
}

/** Behind the next zero; beyond `lim` if there is none. */
export function zeroAt(d: DataView, at: number, lim: number): number {
  for (let i = at; i < lim; i++) if (d.getUint8(i) === 0) return i + 1;
  return lim + 1;
}

/** 4a: an address that cannot be, 0.0.0.x, asks for the name behind the user. Needs the first 8 bytes. */
export const isNamed = (d: DataView, o: number): boolean => {
  const address = d.getUint32(o + 4);
  return address !== 0 && address < 256;
};

/** Type, address and port at `o`, which are all there. */
export function addressAt(d: DataView, o: number): SocksAddress {
  switch (d.getUint8(o)) {
    case IPV4:
      return { name: null, address: ipv4Text(d.getInt32(o + 1)), port: d.getUint16(o + 5) };
    case IPV6:
      return { name: null, address: ipv6TextAt(d, o + 1), port: d.getUint16(o + 17) };
    default: {
      const size = d.getUint8(o + 1);
      return { name: stringAt(d, o + 2, size), address: null, port: d.getUint16(o + 2 + size) };
    }
  }
}

/** The destination of a whole version 4 request at `o`. */
export function address4At(d: DataView, o: number, lim: number): SocksAddress {
  const port = d.getUint16(o + 2);
  if (!isNamed(d, o)) return { name: null, address: ipv4Text(d.getInt32(o + 4)), port };
  const at = zeroAt(d, o + REQUEST4_HEAD, lim);
  return { name: stringAt(d, at, zeroAt(d, at, lim) - 1 - at), address: null, port };
}

/** The user of a whole version 4 request at `o`. */
export const user4At = (d: DataView, o: number, lim: number): string =>
  stringAt(d, o + REQUEST4_HEAD, zeroAt(d, o + REQUEST4_HEAD, lim) - 1 - o - REQUEST4_HEAD);

/** User and password of a whole login at `o`. */
export function loginAt(d: DataView, o: number): { user: string; password: string } {
  const size = d.getUint8(o + 1);
  const at = o + 2 + size;
  return { user: stringAt(d, o + 2, size), password: stringAt(d, at + 1, d.getUint8(at)) };
}

export const isPrintable = (d: DataView, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (d.getUint8(i) < 0x20 || d.getUint8(i) > 0x7e) return false;
  return to > from;
};

/** Printable texts with zeros behind them. */
export const isTexts = (d: DataView, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const byte = d.getUint8(i);
    if (byte !== 0 && (byte < 0x20 || byte > 0x7e)) return false;
  }
  return true;
};

const HOST_CHARACTERS = /^[A-Za-z0-9._:-]+$/;

/** Whether the type and address at `o` are one, or a name of a host. They are all there. */
export function isHost(d: DataView, o: number): boolean {
  if (d.getUint8(o) !== NAME) return true;
  return HOST_CHARACTERS.test(stringAt(d, o + 2, d.getUint8(o + 1)));
}
