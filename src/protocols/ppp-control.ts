// What controls a PPP link: the link itself (RFC 1661 section 5) and one protocol for each that it carries, all
// of the same shape: IPCP (RFC 1332), IPv6CP (RFC 5072), CCP (RFC 1962) and others.
//
//  0    1    2         4
// +----+----+---------+-------------------------------------
// |code| id | length  | options (type, length, value), or data
// +----+----+---------+-------------------------------------

import { pppProtocol } from "../core/demux.ts";
import { type Field, u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, tellParts } from "./common/cursor.ts";
import { hexNum, num, once, raw } from "./common/located.ts";
import {
  AUTHENTICATION,
  CCP_OPTIONS,
  CHAP,
  CHAP_OPTION,
  COMPRESSION,
  ccpFields,
  compressionOption,
  ENDPOINT,
  endpointOption,
  IPCP_OPTIONS,
  IPV6CP_OPTIONS,
  ipcpFields,
  ipv6cpFields,
  LCP_OPTIONS,
  lcpFields,
  type PppOptions,
  SUB_OPTIONS,
} from "./common/ppp-options.ts";

const CODES: Readonly<Record<number, string>> = {
  0: "Vendor Specific",
  1: "Configuration Request",
  2: "Configuration Ack",
  3: "Configuration Nak",
  4: "Configuration Reject",
  5: "Termination Request",
  6: "Termination Ack",
  7: "Code Reject",
  8: "Protocol Reject",
  9: "Echo Request",
  10: "Echo Reply",
  11: "Discard Request",
  12: "Identification",
  13: "Time Remaining",
  14: "Reset Request",
  15: "Reset Ack",
};
/** Codes from 1 on that carry options. */
const LAST_WITH_OPTIONS = 4;
const PROTOCOL_REJECT = 8;
const FIRST_WITH_MAGIC = 9;
const LAST_WITH_MAGIC = 13;
const LEN = 4;

const header = [
  u8(0, "ppp.code", "Code", { values: CODES }),
  u8(1, "ppp.identifier", "Identifier"),
  u16(2, "ppp.length", "Length"),
];

function control(
  name: string,
  title: string,
  key: number,
  reference: string,
  own: { fields?: () => readonly Field[]; options?: PppOptions } = {},
): Protocol {
  const options = own.options;
  const fields = once((): readonly Field[] => {
    const opt =
      options === undefined
        ? []
        : [
            num(1, `${name}.opt.type`, "Type"),
            num(1, `${name}.opt.length`, "Length"),
            ...(own.fields?.() ?? []),
          ];
    // Those of an option are among the others where its names are another protocol's.
    const all = [...header, ...vendor, ...opt, raw("ppp.data", "Data")];
    return [...new Map(all.map((field) => [field.name, field])).values()];
  });
  return {
    name,
    roots: ["ppp", "ipcp", name],
    title,
    reference,
    get fields() {
      return fields();
    },
    claims: { "ppp.protocol": [key] },
    ...leaf(LEN),
    // Of a head that is cut its carrier speaks.
    column: ({ data: d }) => (d.byteLength < LEN ? "" : `PPP ${name.toUpperCase()}`),
    info: ({ data: d }) => (d.byteLength < LEN ? undefined : (CODES[d.getUint8(0)] ?? "Unknown")),
    locate: (layer, add) => tellBody(layer, add, name, options),
  };
}

/** Some links carry it without PPP's header, by the same number. */
const asEthertype = ({ claims }: Protocol): Protocol["claims"] => ({
  ...claims,
  ethertype: claims["ppp.protocol"],
});

/** RFC 2153, 2.1. */
const vendor = [
  hexNum(4, "ppp.magic_number", "Magic Number"),
  num(3, "ppp.oui", "OUI"),
  num(1, "ppp.kind", "Kind"),
];

function tellBody({ data: d }: Layer, add: Add, name: string, options?: PppOptions): void {
  const code = d.getUint8(0);
  const c = new Cursor(d, add, LEN, Math.max(LEN, d.getUint16(2)));
  if (code === 0) c.tell("ppp.magic_number", 4).tell("ppp.oui", 3).tell("ppp.kind", 1);
  else if (options !== undefined && code <= LAST_WITH_OPTIONS) tellOptions(c, name, options);
  else if (name === "lcp") {
    if (code === PROTOCOL_REJECT) {
      // What was rejected is a layer of its own.
      c.tell("lcp.rej_proto", 2);
      return;
    }
    if (code >= FIRST_WITH_MAGIC && code <= LAST_WITH_MAGIC) c.tell("lcp.magic_number", 4);
    if (code === 13) c.tell("lcp.secs_remaining", 4);
    if (code >= 12 && code <= LAST_WITH_MAGIC && c.left > 0) c.text("lcp.message", c.left);
  }
  if (c.left > 0) c.tell(name === "lcp" && code >= FIRST_WITH_MAGIC ? "lcp.data" : "ppp.data", c.left);
}

function tellOptions(c: Cursor, name: string, options: PppOptions): void {
  while (c.left >= 2) {
    const type = c.peek(1);
    const size = Math.max(2, c.peek(1, 1));
    const isCompression = type === COMPRESSION && name !== "ccp" && name !== "lcp";
    const kind = size > 3 ? c.peek(2, 2) : 0;
    let known = options[type];
    if (name === "lcp" && type === AUTHENTICATION && kind === CHAP) known = CHAP_OPTION;
    else if (isCompression) known = compressionOption(kind);
    else if (name === "lcp" && type === ENDPOINT) known = endpointOption(size > 2 ? c.peek(1, 2) : 0);
    if (known !== undefined) c.here(known.whole, size);
    const one = c.within(size);
    const prefix = isCompression ? "ipcp" : name;
    one.tell(`${prefix}.opt.type`, 1).tell(`${prefix}.opt.length`, 1);
    if (known === undefined) continue;
    tellParts(one, known.value);
    const sub = isCompression ? SUB_OPTIONS[kind] : undefined;
    if (sub !== undefined) tellSubOptions(one, sub);
  }
}

function tellSubOptions(c: Cursor, { prefix, types }: (typeof SUB_OPTIONS)[number]): void {
  while (c.left >= 2) {
    const known = types[c.peek(1)];
    const size = Math.max(2, c.peek(1, 1));
    if (known !== undefined) c.here(known.whole, size);
    const one = c.within(size);
    one.tell(`${prefix}.type`, 1).tell(`${prefix}.length`, 1);
    if (known !== undefined) while (one.left > 0 && known.value.length > 0) tellParts(one, known.value);
  }
}

const link = control("lcp", "PPP Link Control Protocol", 0xc021, "RFC 1661, 5", {
  fields: lcpFields,
  options: LCP_OPTIONS,
});

/** Who rejects a protocol quotes what it got (RFC 1661, 5.7). */
export const lcp: Protocol = {
  ...link,
  claims: asEthertype(link),
  quotes: true,
  beyond: (d, o, lim, s) => {
    if (o + LEN + 2 > lim || d.getUint8(o) !== PROTOCOL_REJECT) return 0;
    s.pos = o + LEN + 2;
    s.narrow(o + d.getUint16(o + 2));
    return s.pos < s.lim ? pppProtocol[d.getUint16(o + LEN)] : 0;
  },
  body: (d) => (d.getUint8(0) === PROTOCOL_REJECT ? LEN + 2 : d.byteLength),
};

const ip = control("ipcp", "PPP IP Control Protocol", 0x8021, "RFC 1332, 2", {
  fields: ipcpFields,
  options: IPCP_OPTIONS,
});
export const ipcp: Protocol = { ...ip, claims: asEthertype(ip) };

export const ipv6cp = control("ipv6cp", "PPP IPv6 Control Protocol", 0x8057, "RFC 5072, 4", {
  fields: ipv6cpFields,
  options: IPV6CP_OPTIONS,
});

export const ccp = control("ccp", "PPP Compression Control Protocol", 0x80fd, "RFC 1962, 2", {
  fields: ccpFields,
  options: CCP_OPTIONS,
});

export const mplscp = control("mplscp", "PPP MPLS Control Protocol", 0x8281, "RFC 3032, 4");
export const osinlcp = control("osinlcp", "PPP OSI Network Layer Control Protocol", 0x8023, "RFC 1377, 3");
export const cdpcp = control("cdpcp", "PPP CDP Control Protocol", 0x8207, "RFC 1661, 5");
export const cbcp = control("cbcp", "PPP Callback Control Protocol", 0xc029, "MS-CBCP");
