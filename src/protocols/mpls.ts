// Multiprotocol Label Switching, RFC 3032 section 2.1: a stack of labels, the last of which has the S bit.
//
//  0              2    3    4
// +--------------+----+----+----
// | label      |ex|S | ttl | …
// +--------------+----+----+----
//
// Nothing says what follows the stack. The first four bits tell IP (BCP 128); Ethernet pseudowires (RFC 4448)
// have a control word that starts with 16 zeros, or none; an associated channel (RFC 5586) starts with 1.
//
// The label that names the tenant is the innermost one with a meaning of its own: labels up to 15 are the same
// for all, an entropy label (behind 7, RFC 6790) varies with each flow, behind 15 stands an extended special one.

import { ipVersion, mplsPseudowire } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { located } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import type { Lead, Steady } from "../core/steady.ts";
import { ipv4Length, ipv6Length, isEthernet } from "./common/plausible.ts";

const SPECIAL = {
  0: "IPv4 Explicit-Null",
  1: "Router Alert",
  2: "IPv6 Explicit-Null",
  3: "Implicit-Null",
  7: "Entropy Label Indicator (ELI)",
  13: "Generic Associated Channel Label (GAL)",
  14: "OAM Alert",
  15: "Extension Label",
};

const fields = [
  located("uint", 4, "mpls.label", "MPLS Label", { mask: 0xfffff000, values: SPECIAL }),
  located("uint", 4, "mpls.exp", "MPLS Experimental Bits", { mask: 0x00000e00 }),
  located("uint", 4, "mpls.bottom", "MPLS Bottom Of Label Stack", { mask: 0x00000100 }),
  located("uint", 4, "mpls.ttl", "MPLS TTL", { mask: 0x000000ff }),
];
const WORD = 4;
const BOTTOM = 0x100;
const LAST_SPECIAL = 15;
const ENTROPY_INDICATOR = 7;
const EXTENSION = 15;
const ASSOCIATED_CHANNEL = 13;
const OAM_ALERT = 14;
// Places in the demux table of pseudowires.
const CONTROL_WORD = 0;
const NO_CONTROL_WORD = 1;
const CHANNEL = 2;
const MAINTENANCE = 3;
const CHECKSUM = 4;
/** Bytes in which the makers of both interfaces stand, if it is Ethernet: fewer tell nothing. */
const MAKERS = 9;
/** Bytes of an Ethernet frame behind its header, at least. */
const SHORTEST = 46;
/** Bytes behind the labels that tell Ethernet: control word, addresses, two tags, type, start of IP. */
const ENOUGH = 4 + 12 + 8 + 2 + 6;

const MPLS = encapsulation({ name: "mpls", title: "MPLS", entropy: null, hash: "ports", oneWay: true });

export const mpls: Protocol = {
  name: "mpls",
  title: "MultiProtocol Label Switching Header",
  reference: "RFC 3032, 2.1",
  fields,
  claims: {
    ethertype: [0x8847, 0x8848],
    "ppp.protocol": [0x0281, 0x0283],
    "ip.proto": [137],
    "udp.port": [6635],
  },
  parse: parseMpls,
  steady,
  surmise: (d, o, lim, s) => {
    const length = stackLength(new DataView(d.buffer, d.byteOffset + o, lim - o));
    const bottom = length > 0 && (d.getInt32(o + length - WORD) & BOTTOM) !== 0;
    return bottom ? byItsBits(d, o + length, lim, s) : 0;
  },
  info: () => "MPLS Label Switched Packet",
  summary: ({ data }) => {
    const labels = [];
    for (let at = 0; at < stackLength(data); at += WORD) labels.push(data.getUint32(at) >>> 12);
    if (labels.length > 1) return `, Labels: ${labels.join(", ")}`;
    const word = data.getUint32(0);
    return `, Label: ${labels[0]}, Exp: ${(word >> 9) & 7}, S: ${(word >> 8) & 1}, TTL: ${word & 0xff}`;
  },
  locate,
  body: stackLength,
};

/** Of the labels that are there. */
function stackLength(data: DataView): number {
  let at = 0;
  while (at + WORD <= data.byteLength) {
    at += WORD;
    if ((data.getInt32(at - WORD) & BOTTOM) !== 0) break;
  }
  return at;
}

function locate({ data, wireLength }: Layer, add: Add): void {
  const end = stackLength(data);
  for (let at = 0; at < end; at += WORD) for (const { name } of fields) add(name, at, WORD);
  if (end === wireLength) throw new RangeError("labels of nothing");
  if (end === 0 || (data.getInt32(end - WORD) & BOTTOM) === 0) throw new RangeError("no end of the labels");
}

function parseMpls(d: DataView, o: number, lim: number, s: LayerStack): number {
  let pos = o;
  let named = -1;
  let label = 0;
  let skip = false;
  let bottom = false;
  while (!bottom) {
    if (pos + WORD > lim) return s.shortTunnel(pos + WORD);
    const word = d.getInt32(pos);
    pos += WORD;
    label = word >>> 12;
    if (!skip && label > LAST_SPECIAL) named = label;
    skip = !skip && (label === ENTROPY_INDICATOR || label === EXTENSION);
    bottom = (word & BOTTOM) !== 0;
  }
  s.pos = pos;
  if (!s.enterTunnel(MPLS, 0, named < 0 ? label : named, 0, s.ports, pos)) return 0;
  if (pos >= s.wire) return 0;
  if (pos >= lim) return s.short(pos + 1);
  if (label === ASSOCIATED_CHANNEL) return mplsPseudowire[CHANNEL];
  return label === OAM_ALERT ? mplsPseudowire[MAINTENANCE] : underLabels(d, pos, lim, s);
}

/** By the upper 16 of a label's 20 bits: it may be one of those that mean something. */
const mayBeSpecial = new Uint8Array(0x10000).fill(1, 0, 1);

/** Labels that mean nothing but a path, in front of something that fills the rest: IP, or it is read as something else. */
function steady(d: DataView, o: number): Steady | null {
  const leads: Lead[] = [];
  for (let at = 0, word = 0; (word & BOTTOM) === 0; at += WORD) {
    word = d.getInt32(o + at);
    if (word >>> 16 === 0) return null;
    leads.push({ at, by: mayBeSpecial });
  }
  const { length } = leads;
  return {
    decides: "00 00 01 00".repeat(length),
    tells: "ff ff f0 00".repeat(length),
    leads,
    filled: true,
  };
}

/** What Wireshark goes by where there is no more: the first bits, and whether a control word can stand there. */
function byItsBits(d: DataView, pos: number, lim: number, s: LayerStack): number {
  if (pos >= lim) return 0;
  const nibble = d.getUint8(pos) >> 4;
  if (nibble === 0 && pos + MAKERS > lim) return 0;
  s.pos = pos;
  if (nibble === 1) return mplsPseudowire[CHANNEL];
  if (nibble > 0) return ipVersion[nibble];
  return mplsPseudowire[d.getUint16(pos) === 0 ? CONTROL_WORD : NO_CONTROL_WORD];
}

/** IP takes all the room but the padding of a short frame, or a checksum that was captured with it. */
const fills = (length: number, rest: number): boolean =>
  length > 0 && length <= rest && (rest - length <= CHECKSUM || rest <= SHORTEST);

function underLabels(d: DataView, pos: number, lim: number, s: LayerStack): number {
  const rest = s.wire - pos;
  const nibble = d.getUint8(pos) >> 4;
  if (nibble === 4 || nibble === 6) {
    const tell = Math.min(pos + 6, s.wire);
    if (lim < tell) return s.short(tell);
    if (rest >= 6 && fills(nibble === 4 ? ipv4Length(d, pos) : ipv6Length(d, pos), rest))
      return ipVersion[nibble];
  }
  const tell = Math.min(pos + ENOUGH, s.wire);
  if (lim < tell) return s.short(tell);
  if (isEthernet(d, pos, lim, rest)) return mplsPseudowire[NO_CONTROL_WORD];
  if (nibble === 0) {
    const marked = rest >= 2 && d.getUint16(pos) === 0;
    return mplsPseudowire[marked || isEthernet(d, pos + 4, lim, rest - 4) ? CONTROL_WORD : NO_CONTROL_WORD];
  }
  if (nibble === 1) return mplsPseudowire[CHANNEL];
  // IP that contradicts itself, or something that nobody knows.
  return ipVersion[nibble];
}
