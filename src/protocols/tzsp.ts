// TaZmen Sniffer Protocol: frames that a sensor captured, sent on. There is no document but what senders do (MikroTik's
// "streaming" sniffer, access points).
//
//  0    1    2         4
// +----+----+---------+----+----+---- - - -+----+---------
// |ver |type| what    |tag |len | value    | 1  | frame
// +----+----+---------+----+----+---- - - -+----+---------
//
// Tag 0 is padding and tag 1 the end; these two have no length.

import { linktype, wlanFrame } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor, word } from "./common/cursor.ts";
import { hexNum, hw, mark, num, raw, str } from "./common/located.ts";

enum At {
  TYPE = 1,
  ENCAPSULATION = 2,
  END = 4,
}
const VERSION = 1;
const TYPES = {
  0: "Received packet",
  1: "Packet for transmit",
  3: "Configuration",
  4: "Keepalive",
  5: "Port opener",
};
/** Types up to this one carry a frame. */
const LAST_WITH_FRAME = 1;
const LAST_TYPE = 5;
const ENCAPSULATIONS = {
  1: "Ethernet",
  2: "Token Ring",
  3: "SLIP",
  4: "PPP",
  5: "FDDI",
  7: "Raw IP",
  18: "IEEE 802.11",
  119: "IEEE 802.11 with Prism headers",
  126: "IEEE 802.11 with radiotap headers",
  127: "IEEE 802.11 with AVS headers",
};
const IEEE_802_11 = 18;
/** Link types by what is carried, where they have other numbers here than in captures. */
const LINKTYPES: Readonly<Record<number, number>> = { 1: 1, 4: 9, 7: 101, 119: 119, 126: 127, 127: 163 };
const [PAD, END] = [0, 1];

const TZSP = encapsulation({ name: "tzsp", title: "TZSP", entropy: null, hash: "ports" });

/** By tag. */
const OPTIONS: Readonly<Record<number, string>> = {
  10: "wlan.signal",
  11: "wlan.silence",
  12: "wlan.rate",
  13: "wlan.time",
  14: "wlan.status.msg_type",
  15: "wlan.status.pcf",
  16: "wlan.status.undecrypted",
  17: "wlan.status.fcs_err",
  18: "wlan.channel",
  40: "packet_id",
  41: "original_length",
  60: "sensormac",
  80: "device_name",
  81: "capture_location",
  83: "device_info",
  84: "device_id",
};
const TEXTS: readonly number[] = [80, 81, 83];

export const tzsp: Protocol = {
  name: "tzsp",
  title: "TZSP",
  reference: "TZSP",
  fields: [
    u8(0, "tzsp.version", "Version"),
    u8(At.TYPE, "tzsp.type", "Type", { values: TYPES }),
    u16(At.ENCAPSULATION, "tzsp.encap", "Encapsulation", { values: ENCAPSULATIONS }),
    num(1, "tzsp.option_tag", "Option Tag"),
    num(1, "tzsp.option_length", "Option Length"),
    num(1, "tzsp.wlan.signal", "Signal", { signed: true }),
    num(1, "tzsp.wlan.silence", "Silence", { signed: true }),
    num(1, "tzsp.wlan.rate", "Rate"),
    hexNum(4, "tzsp.wlan.time", "Time"),
    hexNum(1, "tzsp.wlan.status.msg_type", "Type"),
    mark("tzsp.wlan.status.pcf", "PCF"),
    mark("tzsp.wlan.status.undecrypted", "Undecrypted"),
    mark("tzsp.wlan.status.fcs_err", "FCS"),
    num(2, "tzsp.wlan.channel", "Channel"),
    num(4, "tzsp.packet_id", "Packet Id"),
    num(2, "tzsp.original_length", "Original Length", { signed: true }),
    hw("tzsp.sensormac", "Sensor Address"),
    str("tzsp.device_name", "Device Name"),
    str("tzsp.capture_location", "Capture Location"),
    str("tzsp.device_info", "Capture Information"),
    num(4, "tzsp.device_id", "Capture Id"),
    raw("tzsp.unknown", "Unknown tag"),
  ],
  claims: { "udp.port": [37008] },
  parse: parseTzsp,
  column: "TZSP",
  info: ({ data }) =>
    data.byteLength < At.END ? "" : word(ENCAPSULATIONS, data.getUint16(At.ENCAPSULATION)),
  locate,
  body: (data) =>
    data.getUint8(At.TYPE) > LAST_WITH_FRAME ? data.byteLength : behindTags(data, 0, data.byteLength),
};

/** Where the tags behind the header at `o` end; -1: not before `lim`. */
function behindTags(d: DataView, o: number, lim: number): number {
  let at = o + At.END;
  while (at < lim) {
    const tag = d.getUint8(at);
    if (tag === END) return at + 1;
    if (tag === PAD) at++;
    else if (at + 1 < lim) at += 2 + d.getUint8(at + 1);
    else return -1;
  }
  return -1;
}

/** The port is one of those that hosts choose for themselves, so all has to fit. */
function parseTzsp(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.shortTunnel(o + At.END);
  const type = d.getUint8(o + At.TYPE);
  const carries = d.getUint16(o + At.ENCAPSULATION);
  const link = LINKTYPES[carries] ?? -1;
  const next = carries === IEEE_802_11 ? wlanFrame[0] : link < 0 ? 0 : linktype[link];
  const start = behindTags(d, o, lim);
  const isOne = d.getUint8(o) === VERSION && type <= LAST_TYPE;
  const isCut = start < 0 && lim < s.wire;
  if (!isOne || (type <= LAST_WITH_FRAME && (next === 0 || (start < 0 && !isCut)))) {
    s.pop();
    s.pos = o;
    return 0;
  }
  if (type > LAST_WITH_FRAME) return 0;
  if (start < 0) return s.shortTunnel(lim + 1);
  s.pos = start;
  return s.enterTunnel(TZSP, 0, 0, 1, s.ports, start) ? next : 0;
}

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, At.END);
  while (c.left > 0) {
    const tag = c.number("tzsp.option_tag", 1);
    if (tag === END) return;
    if (tag === PAD) continue;
    const size = c.number("tzsp.option_length", 1);
    const name = OPTIONS[tag];
    if (name === undefined) c.tell("tzsp.unknown", size);
    else if (TEXTS.includes(tag)) c.text(`tzsp.${name}`, size);
    else if (tag >= 15 && tag <= 17) c.tell(`tzsp.${name}`, size, c.peek(size) !== 0);
    else c.tell(`tzsp.${name}`, size);
  }
}
