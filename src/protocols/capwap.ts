// Control And Provisioning of Wireless Access Points, RFC 5415 sections 4.1 to 4.5.
//
//  0    1              4         6         8              12   13        15   16
// +----+--------------+---------+---------+- - - - - - - +--------------+---------+----+----------
// |v|ty| length, flags| fragment| offset  | radio, WLAN  | message type | seq | length | elements
// +----+--------------+---------+---------+- - - - - - - +--------------+---------+----+----------
//
// Type 1 in the first byte: DTLS follows behind 4 bytes.

import { capwapSecure, ethertype, wlanFrame } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { bit, hexNum, hw, mark, num, raw, said } from "./common/located.ts";

const MESSAGES =
  "Discovery Request,Discovery Response,Join Request,Join Response,Configuration Status Request,Configuration Status Response,Configuration Update Request,Configuration Update Response,WTP Event Request,WTP Event Response,Change State Request,Change State Response,Echo Request,Echo Response,Image Data Request,Image Data Response,Reset Request,Reset Response,Primary Discovery Request,Primary Discovery Response,Data Transfer Request,Data Transfer Response,Clear Configuration Request,Clear Configuration Response,Station Configuration Request,Station Configuration Response".split(
    ",",
  );

const WIRELESS = "capwap.header.wireless";
const HEADER_FLAGS = ["t", "f", "l", "w", "m", "k"];
const preamble = [
  mark("capwap.preamble", "Preamble"),
  u8(0, "capwap.preamble.version", "Version", { mask: 0xf0 }),
  u8(0, "capwap.preamble.type", "Type", { mask: 0x0f }),
  num(3, "capwap.preamble.reserved", "Reserved"),
  mark("capwap.header", "Header"),
  num(3, "capwap.header.length", "Header Length", { mask: 0xf80000 }),
  said("warning", "malformed", "capwap.header.length.bad", "Wrong calculate length"),
  num(3, "capwap.header.rid", "Radio ID", { mask: 0x07c000 }),
  num(3, "capwap.header.wbid", "Wireless Binding ID", { mask: 0x003e00 }),
  hexNum(3, "capwap.header.flags", "Header Flags", { mask: 0x0001ff }),
  bit(3, 0x000100, "capwap.header.flags.t", "Payload Type"),
  bit(3, 0x000080, "capwap.header.flags.f", "Fragment"),
  bit(3, 0x000040, "capwap.header.flags.l", "Last Fragment"),
  bit(3, 0x000020, "capwap.header.flags.w", "Wireless header"),
  bit(3, 0x000010, "capwap.header.flags.m", "Radio MAC header"),
  bit(3, 0x000008, "capwap.header.flags.k", "Keep-Alive"),
  hexNum(3, "capwap.header.flags.r", "Reserved", { mask: 0x000007 }),
  num(2, "capwap.header.fragment.id", "Fragment ID"),
  num(2, "capwap.header.fragment.offset", "Fragment Offset", { mask: 0xfff8 }),
  num(1, "capwap.header.fragment.reserved", "Reserved", { mask: 0x07 }),
  num(1, "capwap.header.mac.length", "MAC length"),
  hw("capwap.header.mac.eui48", "MAC address"),
  raw("capwap.header.mac.data", "MAC address"),
  num(1, `${WIRELESS}.length`, "Wireless length"),
  raw(`${WIRELESS}.data`, "Wireless data"),
  raw(`${WIRELESS}.data.ieee80211.fi`, "Wireless data ieee80211 Frame Info"),
  num(1, `${WIRELESS}.data.ieee80211.fi.rssi`, "Wireless data ieee80211 RSSI (dBm)", { signed: true }),
  num(1, `${WIRELESS}.data.ieee80211.fi.snr`, "Wireless data ieee80211 SNR (dB)"),
  num(2, `${WIRELESS}.data.ieee80211.fi.data_rate`, "Wireless data ieee80211 Data Rate (Mbps)"),
  raw("capwap.header.padding", "Padding for 4 Byte Alignment"),
];
const SECURE = 1;
const DTLS_PREAMBLE = 4;
/** Bytes of the header that says what the payload is. */
const HEADER = 8;
const FLAGS = 2;
const FRAGMENT = 0x80;
const LAST = 0x40;
const KEEP_ALIVE = 0x08;
/** The radio's own frames; else those of 802.3. */
const NATIVE = 0x0100;
/** What the radio's are: of 802.11, whose type and flags nearly all controllers send in the other order. */
const BINDING = 0x3e00;
const IEEE_802_11 = 0x0200;
const SWAPPED = 4;
const RADIO_ADDRESS = 0x10;
const WIRELESS_INFORMATION = 0x20;
const TRANSPARENT_ETHERNET = 0x6558;

export const capwap: Protocol = {
  name: "capwap",
  title: "Control And Provisioning of Wireless Access Points - Control",
  reference: "RFC 5415, 4",
  fields: [
    ...preamble,
    num(4, "capwap.control.header.message_type", "Message Type"),
    num(1, "capwap.control.header.sequence_number", "Sequence Number"),
    num(2, "capwap.control.header.message_element_length", "Message Element Length"),
  ],
  claims: { "udp.app": [5246] },
  parse: parseCapwap,
  leaf: true,
  beyond: secure,
  column: "CAPWAP-Control",
  ...telling((layer, add, say) => tell(layer, add, say, "CAPWAP-Control")),
};

/** Each access point has its tunnel; what it carries has no id. */
const CAPWAP = encapsulation({ name: "capwap", title: "CAPWAP", entropy: null, hash: "ports" });

export const capwapData: Protocol = {
  name: "capwap.data",
  title: "Control And Provisioning of Wireless Access Points - Data",
  reference: "RFC 5415, 4",
  fields: preamble,
  claims: { "udp.port": [5247], "udp.srcport": [5247] },
  parse: parseCapwapData,
  beyond: secure,
  column: "CAPWAP-Data",
  body: (data) => (hasPayload(data) ? headerLength(data, 0) : data.byteLength),
  ...telling((layer, add, say) => tell(layer, add, say, "CAPWAP-Data")),
};

/** Whole frames alone start a tenant: parts of them are not put together, and what is encrypted stays so. */
function parseCapwapData(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + DTLS_PREAMBLE > lim) return s.shortTunnel(o + DTLS_PREAMBLE);
  if (isSecure(d, o)) return 0;
  if (o + HEADER > lim) return s.shortTunnel(o + HEADER);
  const start = o + headerLength(d, o);
  if (start < o + HEADER || start > s.wire || !isFrame(d, o)) return 0;
  if (start > lim) return s.shortTunnel(start);
  s.pos = start;
  if (!s.enterTunnel(CAPWAP, 0, 0, 1, s.ports, start)) return 0;
  return isNative(d, o) ? wlanFrame[SWAPPED] : ethertype[TRANSPARENT_ETHERNET];
}

function parseCapwap(_d: DataView, o: number, lim: number, s: LayerStack): number {
  return o + DTLS_PREAMBLE > lim ? s.shortLeaf(o + DTLS_PREAMBLE) : 0;
}

const isSecure = (d: DataView, o: number): boolean => (d.getUint8(o) & 0x0f) === SECURE;
const headerLength = (d: DataView, o: number): number => (d.getUint8(o + 1) >> 3) * 4;

/** Behind the short preamble nothing but DTLS stands. */
function secure(d: DataView, o: number, _lim: number, s: LayerStack): number {
  if (!isSecure(d, o)) return 0;
  s.pos = o + DTLS_PREAMBLE;
  return capwapSecure[0];
}

const isNative = (d: DataView, o: number): boolean => (d.getUint16(o + FLAGS) & NATIVE) !== 0;

/** A whole frame of 802.3 or 802.11, and no message that keeps the channel open. */
function isFrame(d: DataView, o: number): boolean {
  const flags = d.getUint16(o + FLAGS);
  const whole = (flags & FRAGMENT) === 0 || ((flags & LAST) !== 0 && d.getUint16(o + HEADER - 2) >> 3 === 0);
  const known = (flags & NATIVE) === 0 || (flags & BINDING) === IEEE_802_11;
  return whole && known && (flags & KEEP_ALIVE) === 0;
}

const hasPayload = (data: DataView): boolean => (data.getUint16(FLAGS) & KEEP_ALIVE) === 0;

function tell({ data }: Layer, add: Add, say: (words: string) => void, who: string): void {
  say(who);
  const c = new Cursor(data, add);
  if ((data.getUint8(0) & 0x0f) === SECURE) {
    c.here("capwap.preamble", DTLS_PREAMBLE, true).skip(1).tell("capwap.preamble.reserved", 3);
    return;
  }
  c.here("capwap.preamble", 1, true).skip(1);
  const start = (c.peek(1) >> 3) * 4;
  c.here("capwap.header", Math.max(7, start - 1), true);
  c.here("capwap.header.length", 3).here("capwap.header.rid", 3).here("capwap.header.wbid", 3);
  c.here("capwap.header.flags", 3).bits(3, ...HEADER_FLAGS.map((name) => `capwap.header.flags.${name}`));
  c.tell("capwap.header.flags.r", 3).tell("capwap.header.fragment.id", 2);
  c.here("capwap.header.fragment.offset", 2).skip(1).tell("capwap.header.fragment.reserved", 1);
  tellOptions(c, start);
  if (c.at !== start) add("capwap.header.length.bad", 0, 0, wrongLength(c.at, start));
  if (who !== "CAPWAP-Control" || start < 8) return;
  const m = new Cursor(data, add, start);
  const type = m.number("capwap.control.header.message_type", 4);
  say(` - ${MESSAGES[type - 1] ?? `Unknown (${type})`}`);
  m.tell("capwap.control.header.sequence_number", 1);
  m.tell("capwap.control.header.message_element_length", 2);
}

/** Both without the preamble, as Wireshark counts. */
const wrongLength = (own: number, told: number): string =>
  `Wrong calculate length (${own - 1}) =! header length (${told - 1}) ! (May be try to use Cisco Wireless Controller Support Preference ?)`;

/** What stands between the header's fixed part and `end`: the radio's address, and what it says of the frame. */
function tellOptions(c: Cursor, end: number): void {
  const flags = c.data.getUint16(FLAGS);
  const padded = () => {
    const size = Math.min(-c.at & 3, end - c.at);
    if (size > 0) c.tell("capwap.header.padding", size);
  };
  if ((flags & RADIO_ADDRESS) !== 0) {
    const size = c.number("capwap.header.mac.length", 1);
    c.tell(size === 6 ? "capwap.header.mac.eui48" : "capwap.header.mac.data", size);
    padded();
  }
  if ((flags & WIRELESS_INFORMATION) === 0) return;
  const size = c.number(`${WIRELESS}.length`, 1);
  c.here(`${WIRELESS}.data`, size);
  if ((flags & BINDING) === IEEE_802_11) {
    const n = new Cursor(c.data, c.add, c.at);
    n.here(`${WIRELESS}.data.ieee80211.fi`, 4);
    n.bits(1, `${WIRELESS}.data.ieee80211.fi.rssi`)
      .skip(1)
      .bits(1, `${WIRELESS}.data.ieee80211.fi.snr`)
      .skip(1);
    n.bits(2, `${WIRELESS}.data.ieee80211.fi.data_rate`);
  }
  c.skip(size);
  padded();
}
