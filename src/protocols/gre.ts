// Generic Routing Encapsulation: RFC 2784, key and sequence number RFC 2890, routing RFC 1701, version 1
// (PPTP) RFC 2637 section 4.1, in UDP RFC 8086. Optional words follow in this order, each there if its flag is set:
//
//  0         2         4                   8              12             16
// +---------+---------+---------+---------+--------------+--------------+--------------+---------
// |CRKSs rec A  flg v | protocol| checksum| offset       | key          | sequence     | routing
// +---------+---------+---------+---------+--------------+--------------+--------------+---------
//                      (C or R)            (K)            (S)            (v1: A acknowledgment)

import { ethertype, greErspan, greNvgre, greProto, ipVersion } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, located, offsets, u8, u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Steady } from "../core/steady.ts";
import { isGood, ownFault } from "./common/checksum.ts";
import { Cursor } from "./common/cursor.ts";
import { GRE_PROTOCOLS } from "./common/gre-protocols.ts";
import { said } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import { vsidLead } from "./common/vsid.ts";

const wccp = { when: "wccp" };
const fields = [
  u16(0, "gre.flags_and_version", "Flags and Version", { base: "hex" }),
  flag(0, 2, 0x8000, "gre.flags.checksum", "Checksum Bit"),
  flag(0, 2, 0x4000, "gre.flags.routing", "Routing Bit"),
  flag(0, 2, 0x2000, "gre.flags.key", "Key Bit"),
  flag(0, 2, 0x1000, "gre.flags.sequence_number", "Sequence Number Bit"),
  flag(0, 2, 0x0800, "gre.flags.strict_source_route", "Strict Source Route Bit"),
  u16(0, "gre.flags.recursion_control", "Recursion control", { mask: 0x0700 }),
  flag(0, 2, 0x0080, "gre.flags.ack", "Acknowledgment", { when: "one" }),
  u16(0, "gre.flags.version", "Version", { mask: 0x0007, values: { 0: "GRE", 1: "Enhanced GRE" } }),
  u16(2, "gre.proto", "Protocol Type", { base: "hex", values: GRE_PROTOCOLS }),
  u16(0, "gre.checksum", "Checksum", { base: "hex", when: "checksum" }),
  located("uint", 2, "gre.flags.reserved", "Flags (Reserved)"),
  located("uint", 1, "gre.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  u16(2, "gre.offset", "Offset", { when: "checksum" }),
  u32(0, "gre.key", "Key", { base: "hex", when: "key" }),
  u16(0, "gre.key.payload_length", "Payload Length", { when: "pptp" }),
  u16(2, "gre.key.call_id", "Call ID", { when: "pptp" }),
  u32(0, "gre.sequence_number", "Sequence Number", { when: "sequence" }),
  u32(0, "gre.ack_number", "Acknowledgment Number", { when: "ack" }),
  located("uint", 2, "gre.routing.address_family", "Address Family"),
  located("uint", 1, "gre.routing.sre_offset", "SRE Offset"),
  located("uint", 1, "gre.routing.src_length", "SRE Length"),
  located("bytes", 0, "gre.routing.information", "Routing Information"),
  said("warning", "protocol", "gre.checksum.incorrect", "Incorrect GRE Checksum"),
  located("bool", 0, "gre.wccp.redirect_header", "Redirect Header"),
  flag(0, 1, 0x01, "gre.wccp.dynamic_service", "Dynamic Service", wccp),
  flag(0, 1, 0x02, "gre.wccp.alternative_bucket_used", "Alternative bucket used", wccp),
  flag(0, 1, 0x04, "gre.wccp.redirect_header_valid", "WCCP Redirect header is valid", wccp),
  u8(1, "gre.wccp.service_id", "Service ID", wccp),
  u8(2, "gre.wccp.alternative_bucket", "Alternative Bucket", wccp),
  u8(3, "gre.wccp.primary_bucket", "Primary Bucket", wccp),
];
const at = offsets(fields);
const LEN = 4;
const WORD = 4;
const ROUTE_LENGTH = 3;
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACK = 0x0080;
const RESERVED = 0x00f8;
const VERSION = 0x0007;
const TRANSPARENT_ETHERNET = 0x6558;
const PPP = 0x880b;
const EOIP = 0x6400;
const EOIP_FLAGS = 0x2001;
const ERSPAN = 0x88be;
const ERSPAN_III = 0x22eb;
const WCCP = 0x883e;

const KEYED = encapsulation({ name: "gre", title: "GRE", entropy: null, hash: "key" });
const PPTP = encapsulation({
  name: "pptp",
  title: "PPTP (GRE version 1)",
  entropy: null,
  hash: null,
  oneWay: true,
});
const IN_UDP = encapsulation({
  name: "gre_udp",
  title: "GRE in UDP",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});
/** MikroTik's Ethernet over IP: version 1 with its own protocol type and meaning of the key. */
const EOIP_TUNNEL = encapsulation({ name: "eoip", title: "EoIP", entropy: null, hash: null });

export const gre: Protocol = {
  name: "gre",
  title: "Generic Routing Encapsulation",
  reference: "RFC 2784, 2; RFC 2890, 2; RFC 1701; RFC 2637, 4.1; RFC 8086",
  fields,
  claims: { "ip.proto": [47], "udp.port": [4754] },
  parse: parseGre,
  steady,
  column: ({ data }) => (data.byteLength < 4 ? "" : "GRE"),
  // Nobody knows what further versions look like.
  tellsFault: ({ data }) => (data.getUint16(0) & VERSION) > 1 && bodyOf(data) <= data.byteLength,
  info: ({ data }) => `Encapsulated ${protocolName(data)}`,
  summary: ({ data }) => ` (${protocolName(data).replace(" (unknown)", " - unknown")})`,
  parts,
  partsDecided: true,
  locate,
  body: bodyOf,
  mayQuote: hasVersion,
  beyond: (d, o, lim, s) => (hasVersion(d, o) ? anyVersion(d, o, lim, s) : 0),
  despite: anyVersion,
};

function protocolName(data: DataView): string {
  const proto = data.getUint16(at["gre.proto"]);
  return GRE_PROTOCOLS[proto] ?? `0x${proto.toString(16).toUpperCase().padStart(4, "0")} (unknown)`;
}

/** Another one than 0. */
function hasVersion(d: DataView, o: number): boolean {
  return (d.getUint16(o) & VERSION) !== 0;
}

/** Only what carries a whole packet: others look at what follows. */
function steady(d: DataView, o: number): Steady | null {
  const flags = d.getUint16(o);
  const proto = d.getUint16(o + at["gre.proto"]);
  if ((flags & VERSION) === 1) return steadyOne(flags, proto);
  if ((flags & (ROUTING | VERSION)) !== 0 || proto === 0 || proto === WCCP) return null;
  const checksum = (flags & CHECKSUM) !== 0 ? "00 00 00 00" : "";
  const id = { at: checksum === "" ? LEN : LEN + WORD, bits: 32 };
  return {
    decides: "ff ff ff ff",
    tells: `00 00 00 00 ${checksum} ${(flags & KEY) !== 0 ? "ff ff ff ff" : ""}`,
    ...((flags & KEY) !== 0 && { id }),
    leads: flags === KEY && proto === TRANSPARENT_ETHERNET ? [vsidLead] : [],
  };
}

/** What PPTP carries. */
function steadyOne(flags: number, proto: number): Steady | null {
  if (proto !== PPP) return null;
  const words = [KEY, SEQUENCE, ACK].filter((flag) => (flags & flag) !== 0).length;
  return { decides: `ff ff ff ff ${"00".repeat(WORD * words)}` };
}

/**
 * Where the optional words stand, and the end of all but the routes. As Wireshark does, whoever carries PPP is of
 * version 1, whatever the header says, and nobody else.
 */
function words(data: DataView): { parts: Record<string, number>; end: number } {
  const flags = data.getUint16(0);
  const pptp = data.getUint16(at["gre.proto"]) === PPP;
  const found: Record<string, number> = pptp ? { one: 0 } : {};
  let end = LEN;
  const take = (name: string) => {
    found[name] = end;
    end += WORD;
  };
  if ((flags & (CHECKSUM | ROUTING)) !== 0) take("checksum");
  if ((flags & KEY) !== 0) take(pptp ? "pptp" : "key");
  if ((flags & SEQUENCE) !== 0) take("sequence");
  if ((flags & ACK) !== 0 && pptp) take("ack");
  return { parts: found, end };
}

function parts(data: DataView): Record<string, number> {
  const { parts: found } = words(data);
  const end = bodyOf(data);
  // Behind the routes; only the second version of the protocol has this header, and IP starts with 4.
  if (data.getUint16(at["gre.proto"]) === WCCP && end < data.byteLength && data.getUint8(end) >> 4 !== 4)
    found.wccp = end;
  return found;
}

function bodyOf(data: DataView): number {
  const { end } = words(data);
  const routed = (data.getUint16(0) & ROUTING) !== 0;
  return routed ? skipRouting(data, end, data.byteLength) : end;
}

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const { parts: found, end } = words(data);
  const flags = data.getUint16(0);
  add("gre.flags.reserved", 0, 2, (flags & (found.one === undefined ? RESERVED : RESERVED & ~ACK)) >> 3);
  if ((flags & CHECKSUM) !== 0 && found.checksum !== undefined) {
    const whole = layer.wireLength === data.byteLength;
    const status = whole ? Number(isGood(data, 0, data.byteLength)) : 2;
    add("gre.checksum.status", found.checksum, 0, status);
    if (status === 0) {
      const words = ownFault(layer, found.checksum, data.byteLength).replace(
        "Bad checksum",
        "Incorrect GRE Checksum",
      );
      add("gre.checksum.incorrect", 0, 0, words);
    }
  }
  const { wccp: redirect } = parts(data);
  if (redirect !== undefined) add("gre.wccp.redirect_header", redirect, WORD, true);
  if ((flags & ROUTING) === 0) return;
  const c = new Cursor(data, add, end);
  for (let length = -1; length !== 0; ) {
    c.tell("gre.routing.address_family", 2).tell("gre.routing.sre_offset", 1);
    length = c.number("gre.routing.src_length", 1);
    if (length > 0) c.tell("gre.routing.information", length);
  }
}

export function parseGre(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) {
    // Flags and protocol, or none.
    s.end[s.n - 1] = o;
    return s.shortTunnel(o + LEN);
  }
  const flags = d.getUint16(o + at["gre.flags_and_version"]);
  const proto = d.getUint16(o + at["gre.proto"]);
  if (
    flags === KEY &&
    proto === TRANSPARENT_ETHERNET &&
    s.refused === 0 &&
    greNvgre[0] !== 0 &&
    s.ports === 0
  ) {
    s.passOn();
    s.pos = o;
    return greNvgre[0];
  }
  const version = flags & VERSION;
  if (version > 1) return s.malformedTunnel();
  let pos = o + LEN;
  if ((flags & (CHECKSUM | ROUTING)) !== 0 && version === 0) pos += WORD;
  let key = 0;
  let keyless = 1;
  if ((flags & KEY) !== 0) {
    if (pos + WORD > lim) return s.shortTunnel(pos + WORD);
    key = d.getInt32(pos);
    keyless = 0;
    pos += WORD;
  }
  if ((flags & SEQUENCE) !== 0) pos += WORD;
  if (version === 1) {
    if ((flags & ACK) !== 0) pos += WORD;
    return versionOne(flags, proto, key, pos, lim, s);
  }
  if ((flags & ROUTING) !== 0) pos = skipRouting(d, pos, lim);
  if (pos > lim) return s.shortTunnel(pos);
  s.pos = pos;
  // Its own header, or the lack of one, says which tunnel it is.
  if (proto === ERSPAN) return greErspan[(flags & SEQUENCE) !== 0 ? 1 : 0];
  if (proto === ERSPAN_III) return greErspan[1];
  // A Cisco keepalive is an empty GRE packet, sent inside another one with the endpoints reversed so that the
  // peer sends it back: nobody's flow.
  if (proto === 0 && pos >= s.wire) {
    if (s.tunnels > 0) s.ip = -1;
    return 0;
  }
  const ports = s.ports;
  const kind = ports === 0 ? KEYED : IN_UDP;
  if (!s.enterTunnel(kind, 0, key, keyless, ports === 0 ? key : ports, pos)) return 0;
  if (proto === WCCP) return redirected(d, pos, s);
  // Without a sequence number there may be no payload (RFC 1701, "Sequence Number Present").
  if (pos >= s.wire && (flags & SEQUENCE) === 0) return 0;
  const next = greProto[proto];
  return next !== 0 ? next : ethertype[proto];
}

/** What is carried in a version that does not carry it. */
function anyVersion(d: DataView, o: number, lim: number, s: LayerStack): number {
  const data = new DataView(d.buffer, d.byteOffset + o, lim - o);
  const flags = data.getUint16(0);
  const proto = data.getUint16(at["gre.proto"]);
  const pos = o + bodyOf(data);
  if (pos > lim) return s.short(pos);
  s.pos = pos;
  if (pos === lim) return 0;
  if (proto === ERSPAN || proto === ERSPAN_III)
    return greErspan[proto === ERSPAN_III || (flags & SEQUENCE) !== 0 ? 1 : 0];
  if (proto === EOIP) return ethertype[TRANSPARENT_ETHERNET];
  return greProto[proto] || ethertype[proto];
}

function versionOne(
  flags: number,
  proto: number,
  key: number,
  pos: number,
  lim: number,
  s: LayerStack,
): number {
  if (proto === EOIP && flags === EOIP_FLAGS) {
    if (pos > lim) return s.shortTunnel(pos);
    // Length of the frame, and the tunnel's number in little-endian order.
    s.narrow(pos + (key >>> 16));
    s.pos = pos;
    const id = ((key & 0xff) << 8) | ((key >>> 8) & 0xff);
    if (!s.enterTunnel(EOIP_TUNNEL, 0, id, 0, 0, pos)) return 0;
    return pos < s.wire ? ethertype[TRANSPARENT_ETHERNET] : 0;
  }
  if (proto !== PPP) return 0;
  if (pos > lim) return s.shortTunnel(pos);
  s.pos = pos;
  // Without a sequence number there is no payload: an acknowledgment on its own.
  const empty = (flags & SEQUENCE) === 0;
  if (!s.enterTunnel(PPTP, 0, 0, 1, 0, empty ? s.wire : pos)) return 0;
  return empty ? 0 : ethertype[proto];
}

/** A packet that a router hands to a web cache: behind a header of a word since WCCP version 2. */
function redirected(d: DataView, pos: number, s: LayerStack): number {
  if (pos + 1 > s.lim) return s.short(pos + 1);
  const inner = d.getUint8(pos) >> 4 === 4 ? pos : pos + WORD;
  if (inner > s.lim) return s.short(inner);
  s.pos = inner;
  return ipVersion[4];
}

/**
 * Source route entries of RFC 1701, until one has length 0.
 * @returns their end; what they want at least, beyond `lim`, if they do not end before
 */
function skipRouting(d: DataView, o: number, lim: number): number {
  let pos = o;
  while (pos + WORD <= lim) {
    const length = d.getUint8(pos + ROUTE_LENGTH);
    pos += WORD;
    if (length === 0) return pos;
    pos += length;
  }
  return pos + WORD;
}
