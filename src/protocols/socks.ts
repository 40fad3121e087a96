// SOCKS 4, 4a (ftp.icm.edu.pl/packages/socks/socks4/SOCKS4.protocol) and 5 (RFC 1928; passwords RFC 1929).
//
//   5: 05 n methods | 05 method | 05 command 00 type address port | 05 result 00 type address port
//   4: 04 command port address user 00 [name 00] | 00 result port address
//   passwords: 01 length user length password | 01 status
//
// What a proxy carries afterwards is the destination's. A segment is read by itself: on port 1080 it is taken as
// Wireshark takes it, on any other only where every byte of it says what it is.

import { tcpApp } from "../core/demux.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { num, str, v4, v6 } from "./common/located.ts";

const COMMANDS: Record<number, string> = {
  1: "Connect",
  2: "Bind",
  3: "UdpAssociate",
  128: "Ping",
  129: "Traceroute",
};
const RESULTS: Record<number, string> = {
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
const METHODS: Record<number, string> = {
  0: "No authentication",
  1: "GSSAPI",
  2: "Username/Password",
  255: "no acceptable method",
};
const TYPES: Record<number, string> = { 1: "IPv4", 3: "Domain Name", 4: "IPv6" };

const fields = [
  num(1, "socks.version", "Version"),
  num(1, "socks.auth_method_count", "Authentication Method Count"),
  num(1, "socks.auth_method", "Method", { values: METHODS }),
  num(1, "socks.auth_accepted_method", "Accepted Auth Method", { values: METHODS }),
  num(1, "socks.subnegotiation_version", "Subnegotiation Version"),
  str("socks.username", "User name"),
  str("socks.password", "Password"),
  num(1, "socks.auth_status", "Status"),
  num(1, "socks.command", "Command", { values: COMMANDS }),
  num(1, "socks.results", "Results", { values: RESULTS }),
  num(1, "socks.reserved", "Reserved"),
  num(1, "socks.address_type", "Address Type", { values: TYPES }),
  v4("socks.dst", "Remote Address"),
  v6("socks.dstV6", "Remote Address(ipv6)"),
  str("socks.remote_name", "Remote name"),
  num(2, "socks.port", "Port"),
  str("socks.v4a_dns_name", "SOCKS v4a Remote Domain Name"),
];

/** What a segment is. */
type Kind =
  | "greeting"
  | "selection"
  | "login"
  | "verdict"
  | "request"
  | "reply"
  | "request4"
  | "reply4"
  | "other";

const PORT = 1080;

export const socks: Protocol = {
  name: "socks",
  title: "Socks Protocol",
  reference: "RFC 1928, 3-6",
  fields,
  claims: { "tcp.app": [PORT] },
  accepts: (d, o, lim, s) => onPort(s.ports) || isStrict(d, o, lim, s.ports),
  guessedOver: ["tcp"],
  parse: parseSocks,
  leaf: true,
  // What the proxy carries is known by its looks.
  apps: new Uint8Array(tcpApp.length),
  column: "Socks",
  ...telling(tell),
};

const onPort = (ports: number): boolean => ports >>> 16 === PORT || (ports & 0xffff) === PORT;

/** Whether the segment goes to the proxy: to port 1080, else to the lower one. */
function toProxy(ports: number): boolean {
  const [source, destination] = [ports >>> 16, ports & 0xffff];
  if (onPort(ports)) return destination === PORT;
  return destination < source;
}

export function parseSocks(d: DataView, o: number, lim: number, s: LayerStack): number {
  s.pos = kindOf(d, o, lim, s.ports) === "other" ? o : lim;
  return 0;
}

/** The kind of the segment that its form allows. */
function kindOf(d: DataView, o: number, lim: number, ports: number): Kind {
  const length = lim - o;
  if (length < 2) return "other";
  const [version, second] = [d.getUint8(o), d.getUint8(o + 1)];
  const asked = toProxy(ports);
  if (version === 5) {
    if (length === 2) return asked ? "other" : "selection";
    if (asked && length === 2 + second && second > 0) return "greeting";
    if (addressEnd(d, o, lim) !== lim) return "other";
    return asked ? "request" : "reply";
  }
  if (version === 1) {
    if (length === 2) return asked ? "other" : "verdict";
    const at = o + 2 + second;
    return asked && at < lim && at + 1 + d.getUint8(at) === lim ? "login" : "other";
  }
  if (version === 4 && asked && (second === 1 || second === 2))
    return namesEnd(d, o, lim) === lim ? "request4" : "other";
  return version === 0 && !asked && length === 8 && second >= 90 && second <= 93 ? "reply4" : "other";
}

/** Where the address and port of a version 5 message at `o` end; beyond `lim`: not there. */
function addressEnd(d: DataView, o: number, lim: number): number {
  if (o + 5 > lim) return lim + 1;
  const type = d.getUint8(o + 3);
  const size = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + d.getUint8(o + 4) : lim;
  return o + 4 + size + 2;
}

/** Where the texts of a version 4 request at `o` end; beyond `lim`: not there. */
function namesEnd(d: DataView, o: number, lim: number): number {
  if (o + 9 > lim) return lim + 1;
  const user = zeroAt(d, o + 8, lim);
  return isNamed(d, o) && user < lim ? zeroAt(d, user, lim) : user;
}

/** Behind the next zero; beyond `lim` if there is none. */
function zeroAt(d: DataView, at: number, lim: number): number {
  for (let i = at; i < lim; i++) if (d.getUint8(i) === 0) return i + 1;
  return lim + 1;
}

/** 4a: an address that cannot be, 0.0.0.x, asks for the name behind the user. */
const isNamed = (d: DataView, o: number): boolean => {
  const address = d.getUint32(o + 4);
  return address !== 0 && address < 256;
};

/** On any port: every byte of the segment is what such a message has there, and nothing else would have. */
function isStrict(d: DataView, o: number, lim: number, ports: number): boolean {
  switch (kindOf(d, o, lim, ports)) {
    case "greeting": {
      for (let i = o + 2; i < lim; i++) {
        // Registered methods, none twice.
        if (d.getUint8(i) > 9 || (i > o + 2 && d.getUint8(i) <= d.getUint8(i - 1))) return false;
      }
      return true;
    }
    case "login":
      return (
        lim - o > 6 &&
        isPrintable(d, o + 2, o + 2 + d.getUint8(o + 1)) &&
        isPrintable(d, o + 3 + d.getUint8(o + 1), lim)
      );
    case "request":
      return d.getUint8(o + 1) >= 1 && d.getUint8(o + 1) <= 3 && isAddress(d, o, lim);
    case "reply":
      return d.getUint8(o + 1) <= 8 && isAddress(d, o, lim);
    case "request4": {
      const port = d.getUint16(o + 2);
      return port !== 0 && d.getUint32(o + 4) !== 0 && isTexts(d, o + 8, lim);
    }
    case "reply4":
      // Nearly nothing is in it: only where address and port are unused, as most servers leave them.
      return d.getUint16(o + 2) === 0 && d.getUint32(o + 4) === 0;
    default:
      return false;
  }
}

const isPrintable = (d: DataView, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (d.getUint8(i) < 0x20 || d.getUint8(i) > 0x7e) return false;
  return to > from;
};

const isTexts = (d: DataView, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const byte = d.getUint8(i);
    if (byte !== 0 && (byte < 0x20 || byte > 0x7e)) return false;
  }
  return true;
};

/** The reserved byte is 0, and a name is one of hosts. */
function isAddress(d: DataView, o: number, lim: number): boolean {
  if (d.getUint8(o + 2) !== 0) return false;
  if (d.getUint8(o + 3) !== 3) return true;
  for (let i = o + 5; i < lim - 2; i++) {
    if (!/[A-Za-z0-9._:-]/.test(String.fromCharCode(d.getUint8(i)))) return false;
  }
  return lim - 2 > o + 5;
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  switch (kindOf(data, 0, data.byteLength, portsOf(layer))) {
    case "greeting": {
      say("Version: 5 Connect to server request");
      c.tell("socks.version", 1);
      for (let n = c.number("socks.auth_method_count", 1); n > 0; n--) c.tell("socks.auth_method", 1);
      return;
    }
    case "selection":
      say("Version: 5 Connect to server response");
      c.tell("socks.version", 1).tell("socks.auth_accepted_method", 1);
      return;
    case "login":
      say("Version: 5 User authentication request");
      c.tell("socks.subnegotiation_version", 1);
      for (const name of ["socks.username", "socks.password"]) {
        const size = c.peek(1);
        c.skip(1).text(name, size);
      }
      return;
    case "verdict":
      say("Version: 5 User authentication reply");
      c.tell("socks.subnegotiation_version", 1).tell("socks.auth_status", 1);
      return;
    case "request":
      say(`Version: 5 Command Request - ${COMMANDS[c.peek(1, 1)] ?? "Unknown"}`);
      c.tell("socks.version", 1).tell("socks.command", 1);
      address(c);
      return;
    case "reply":
      // Which command it answers is known to the connection only.
      say(`Version: 5 Command Response - ${RESULTS[c.peek(1, 1)] ?? "Unknown"}`);
      c.tell("socks.version", 1).tell("socks.results", 1);
      address(c);
      return;
    case "request4": {
      say("Version: 4 Connect to server request");
      c.tell("socks.version", 1).tell("socks.command", 1).tell("socks.port", 2).tell("socks.dst", 4);
      const end = zeroAt(data, c.at, data.byteLength);
      c.text("socks.username", end - c.at);
      if (isNamed(data, 0)) c.text("socks.v4a_dns_name", c.left);
      return;
    }
    case "reply4":
      say("Version: 4 Connect Response");
      c.tell("socks.version", 1).tell("socks.results", 1).tell("socks.port", 2).tell("socks.dst", 4);
      return;
    default:
      say("Unknown");
  }
}

/** The ports of the TCP header below, as the stack has them. */
function portsOf(layer: Layer): number {
  const tcp = layer.below("tcp");
  const [source, destination] = [tcp?.get("tcp.srcport"), tcp?.get("tcp.dstport")] as number[];
  return source * 65536 + destination;
}

/** From the reserved byte on. */
function address(c: Cursor): void {
  c.tell("socks.reserved", 1);
  const type = c.number("socks.address_type", 1);
  if (type === 1) c.tell("socks.dst", 4);
  else if (type === 4) c.tell("socks.dstV6", 16);
  else {
    const size = c.peek(1);
    c.skip(1).text("socks.remote_name", size);
  }
  c.tell("socks.port", 2);
}
