// SOCKS 4, 4a (ftp.icm.edu.pl/packages/socks/socks4/SOCKS4.protocol) and 5 (RFC 1928; passwords RFC 1929).
//
//   5: 05 n methods | 05 method | 05 command 00 type address port | 05 result 00 type address port
//   4: 04 command port address user 00 [name 00] | 00 result port address
//   passwords: 01 length user length password | 01 status
//
// What a proxy carries afterwards is the destination's. A segment is read by itself: on port 1080 it is taken as
// Wireshark takes it, on any other only where every byte of it says what it is.

import { tcpApp } from "../core/demux.ts";
import { type Exchange, overPorts, type Teaching } from "../core/exchange.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Heard } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { num, str, v4, v6 } from "./common/located.ts";
import {
  address4At,
  addressAt,
  SOCKS_COMMANDS as COMMANDS,
  greetingEnd,
  isHost,
  isNamed,
  isPrintable,
  isTexts,
  loginEnd,
  SOCKS_METHODS as METHODS,
  message5End,
  SOCKS_RESULTS as RESULTS,
  reply4End,
  request4End,
  type SocksAddress,
  SOCKS_TYPES as TYPES,
  zeroAt,
} from "./common/socks-messages.ts";

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
  num(2, "socks.dstport", "Remote Port"),
  num(2, "socks.remote_host_port", "Remote Host Port"),
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
const [CONNECT, BIND] = [1, 2];
/** Of SOCKS 4's answers. */
const GRANTED = 90;

export const socks: Protocol = {
  name: "socks",
  title: "Socks Protocol",
  reference: "RFC 1928, 3-6",
  fields,
  claims: { "tcp.app": [PORT] },
  accepts: (d, o, lim, s) => onPort(s.ports) || isStrict(d, o, lim, s.ports),
  guessedOver: ["tcp"],
  opens: { starts: ["005.000000000000", "01", "0401", "0402", "05"], ports: [PORT] },
  parse: parseSocks,
  leaf: true,
  message: messageLength,
  carriesOnce: true,
  owns: () => true,
  // What the proxy carries is known by its looks.
  apps: new Uint8Array(tcpApp.length),
  column: "Socks",
  exchange,
  ...telling(tell),
};

const onPort = (ports: number): boolean => ports >>> 16 === PORT || (ports & 0xffff) === PORT;

/** A segment is a message; behind an answer that grants what was asked for its connection carries that. */
function messageLength(d: DataView, o: number, lim: number, { both, through }: Heard, ports: number): number {
  const kind = kindOf(d, o, lim, ports);
  if (kind === "request4") both.is = d.getUint16(o + 2);
  else if (kind === "request") both.is = d.getUint8(o + 1) === CONNECT ? d.getUint16(lim - 2) : 0;
  else if (kind === "reply" && d.getUint8(o + 1) === 0) through.is = both.is;
  else if (kind === "reply4" && d.getUint8(o + 1) === GRANTED) through.is = both.is;
  return lim - o;
}

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
  const version = d.getUint8(o);
  const asked = toProxy(ports);
  if (version === 5) {
    if (length === 2) return asked ? "other" : "selection";
    if (asked && greetingEnd(d, o, lim) === lim) return "greeting";
    if (message5End(d, o, lim) !== lim) return "other";
    return asked ? "request" : "reply";
  }
  if (version === 1) {
    if (length === 2) return asked ? "other" : "verdict";
    return asked && loginEnd(d, o, lim) === lim ? "login" : "other";
  }
  if (!asked) return reply4End(d, o, lim) === lim ? "reply4" : "other";
  const command = d.getUint8(o + 1);
  return (command === 1 || command === 2) && request4End(d, o, lim) === lim ? "request4" : "other";
}

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
      return d.getUint8(o + 1) >= 1 && d.getUint8(o + 1) <= 3 && isAddress(d, o);
    case "reply":
      return d.getUint8(o + 1) <= 8 && isAddress(d, o);
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

/** The reserved byte is 0, and a name is one of hosts. */
const isAddress = (d: DataView, o: number): boolean => d.getUint8(o + 2) === 0 && isHost(d, o + 3);

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
      add("socks.version", 0, 0, 5);
      c.tell("socks.subnegotiation_version", 1);
      for (const name of ["socks.username", "socks.password"]) {
        const size = c.peek(1);
        c.skip(1).text(name, size);
      }
      return;
    case "verdict":
      say("Version: 5 User authentication reply");
      add("socks.version", 0, 0, 5);
      c.tell("socks.subnegotiation_version", 1).tell("socks.auth_status", 1);
      return;
    case "request":
      say(`Version: 5 Command Request - ${COMMANDS[c.peek(1, 1)] ?? "Unknown"}`);
      c.tell("socks.version", 1).tell("socks.command", 1);
      address(c);
      return;
    case "reply": {
      const { command, replies } = askedBefore(layer) ?? NOTHING_ASKED;
      // A server that waits for somebody answers once more when he has come (RFC 1928, 6).
      const isSecond = command === BIND && replies > 0;
      say(
        isSecond
          ? "Version: 5 Command Response: Bind remote host info"
          : `Version: 5 Command Response - ${COMMANDS[command] ?? "Unknown"}`,
      );
      c.tell("socks.version", 1).tell("socks.results", 1);
      address(c, isSecond ? "socks.remote_host_port" : "socks.port");
      return;
    }
    case "request4": {
      say("Version: 4 Connect to server request");
      c.tell("socks.version", 1).tell("socks.command", 1).tell("socks.dstport", 2).tell("socks.dst", 4);
      const end = zeroAt(data, c.at, data.byteLength);
      c.text("socks.username", end - c.at);
      if (isNamed(data, 0)) c.text("socks.v4a_dns_name", c.left);
      return;
    }
    case "reply4":
      say("Version: 4 Connect Response");
      c.tell("socks.version", 1).tell("socks.results", 1).tell("socks.dstport", 2).tell("socks.dst", 4);
      return;
    default:
      tellRequest(layer, add, say);
  }
}

/** What a client asked of its proxy, and how many answers it got. */
interface Asked {
  readonly version: number;
  readonly command: number;
  /** Null: it gave a name. */
  readonly address: string | null;
  readonly port: number;
  readonly replies: number;
}
const ASKED = "asked";
const NOTHING_ASKED: Asked = { version: 0, command: 0, address: null, port: 0, replies: 0 };

const askedIn = (learnt: NonNullable<Layer["conversation"]>["learnt"]): Asked | undefined =>
  learnt?.get(ASKED)?.value as Asked | undefined;
const askedBefore = (layer: Layer): Asked | undefined => askedIn(layer.conversation?.learnt);

/** A request is of use for all that its connection carries. */
function exchange(layer: Layer): Exchange | undefined {
  const ends = overPorts(layer, "socks");
  const teaches = ends && teaching(layer);
  return teaches === undefined ? ends : { ...(ends as Exchange), teaches };
}

function teaching(layer: Layer): Teaching | undefined {
  const { data } = layer;
  switch (kindOf(data, 0, data.byteLength, portsOf(layer))) {
    case "request":
      return asking(5, data.getUint8(1), addressAt(data, 3));
    case "request4":
      return asking(4, data.getUint8(1), address4At(data, 0, data.byteLength));
    case "reply":
      return (before) => {
        const asked = askedIn(before);
        return asked === undefined ? [] : [[ASKED, { ...asked, replies: asked.replies + 1 }]];
      };
    default:
      return undefined;
  }
}

const asking = (version: number, command: number, { address, port }: SocksAddress): Teaching => [
  [ASKED, { version, command, address, port, replies: 0 }],
];

/** What was asked for in the connection, where nothing else is said. */
function tellRequest(layer: Layer, add: Add, say: (words: string) => void): void {
  const asked = askedBefore(layer);
  say(asked === undefined ? "Unknown" : `Version: ${asked.version}`);
  if (asked === undefined) return;
  add("socks.version", 0, 0, asked.version);
  add("socks.command", 0, 0, asked.command);
  const { address } = asked;
  if (address !== null) add(address.includes(":") ? "socks.dstV6" : "socks.dst", 0, 0, address);
  add("socks.dstport", 0, 0, asked.port);
}

/** The ports of the TCP header below, as the stack has them. */
function portsOf(layer: Layer): number {
  const tcp = layer.below("tcp");
  const [source, destination] = [tcp?.get("tcp.srcport"), tcp?.get("tcp.dstport")] as number[];
  return source * 65536 + destination;
}

/** From the reserved byte on. */
function address(c: Cursor, port = "socks.port"): void {
  c.tell("socks.reserved", 1);
  const type = c.number("socks.address_type", 1);
  if (type === 1) c.tell("socks.dst", 4);
  else if (type === 4) c.tell("socks.dstV6", 16);
  else {
    const size = c.peek(1);
    c.skip(1).text("socks.remote_name", size);
  }
  c.tell(port, 2);
}
