// What the drivers of Prism cards put before frames of IEEE 802.11, LINKTYPE_IEEE802_11_PRISM: little- or big-endian as the
// machine was, and the AVS header that came after it, LINKTYPE_IEEE802_11_AVS, big-endian.
//
// Prism: 0              4              8              24             28        30        32             36
//       +--------------+--------------+--------------+--------------+---------+---------+--------------+- - - -
//       | message      | length       | device name  | which value  | absent  | length  | value        | more
//       +--------------+--------------+--------------+--------------+---------+---------+--------------+- - - -
// AVS:   0              4              8              16             24             28             32
//       +--------------+--------------+--------------+--------------+--------------+--------------+- - - -
//       | 80211001     | length       | MAC time     | host's time  | radio        | channel      | more
//       +--------------+--------------+--------------+--------------+--------------+--------------+- - - -

import { linktype, wlanRadio } from "../core/demux.ts";
import type { Field } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Cursor } from "./common/cursor.ts";
import { hexNum, mark, num, once, str } from "./common/located.ts";

const AVS = 163;
/** An AVS header begins so, whatever its version. */
const AVS_MAGIC = 0x80211000;
const isAvs = (d: DataView, o: number): boolean => (d.getUint32(o) & 0xfffffff0) >>> 0 === AVS_MAGIC;

enum At {
  LENGTH = 4,
  NAME = 8,
  VALUES = 24,
  PRISM_END = 144,
  AVS_END = 64,
}
const NAME = 16;
const VALUE = 12;

const prismFields = once((): Field[] => [
  hexNum(4, "prism.msgcode", "Message Code"),
  num(4, "prism.msglen", "Message Length"),
  str("prism.devname", "Device Name"),
  mark("prism.did", "DID"),
  hexNum(4, "prism.did.type", "DID"),
  num(2, "prism.did.status", "Status"),
  num(2, "prism.did.length", "Length"),
  num(4, "prism.did.hosttime", "Host Time"),
  num(4, "prism.did.mactime", "MAC timestamp (lower 32 bits)"),
  num(4, "prism.did.channel", "Channel"),
  num(4, "prism.did.rssi", "RSSI", { signed: true }),
  num(4, "prism.did.sq", "Signal Quality"),
  num(4, "prism.did.signal", "Signal", { signed: true }),
  num(4, "prism.did.noise", "Noise", { signed: true }),
  num(4, "prism.did.rate", "Data rate (Mb/s)"),
  hexNum(4, "prism.did.istx", "IsTX"),
  num(4, "prism.did.frmlen", "Frame Length"),
  hexNum(4, "prism.did.unknown", "Unknown DID Field"),
]);
/** By the values' numbers from 1 on, which stand in the upper or the lower half as the driver has it. */
const DIDS = "hosttime mactime channel rssi sq signal noise rate istx frmlen".split(" ");
const SIGNED: readonly string[] = ["rssi", "signal", "noise"];

export const prism: Protocol = {
  name: "prism",
  title: "Prism capture header",
  reference: "LINKTYPE_IEEE802_11_PRISM",
  get fields() {
    return prismFields();
  },
  claims: { linktype: [119] },
  parse: parsePrism,
  column: "Prism",
  info: ({ data }) => (data.byteLength >= 4 && isAvs(data, 0) ? undefined : "Prism capture header"),
  locate: locatePrism,
  body: (data) => (isAvs(data, 0) ? 0 : At.PRISM_END),
};

function parsePrism(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.NAME > lim) return s.short(o + At.NAME);
  if (isAvs(d, o)) {
    s.pos = o;
    return linktype[AVS];
  }
  if (o + At.PRISM_END > lim) return s.short(o + At.PRISM_END);
  s.pos = o + At.PRISM_END;
  return wlanRadio[0];
}

/** The message's length is that of the header in one order of bytes alone. */
const isLittle = (data: DataView): boolean => data.getUint32(At.LENGTH, true) < data.getUint32(At.LENGTH);

function locatePrism({ data }: Layer, add: Add): void {
  if (isAvs(data, 0)) return;
  const little = isLittle(data);
  const long = (at: number): number => data.getUint32(at, little);
  add("prism.msgcode", 0, 4, long(0));
  add("prism.msglen", At.LENGTH, 4, long(At.LENGTH));
  const c = new Cursor(data, add, At.NAME, At.PRISM_END);
  c.text("prism.devname", NAME);
  while (c.left >= VALUE) {
    const { at } = c;
    const type = long(at);
    const n = c.part("prism.did", VALUE);
    n.tell("prism.did.type", 4, type);
    const isAbsent = data.getUint16(at + 4, little);
    n.tell("prism.did.status", 2, isAbsent);
    n.tell("prism.did.length", 2, data.getUint16(at + 6, little));
    if (isAbsent !== 0) continue;
    const name = DIDS[(type >>> 16 === 0 ? type >>> 12 : type >>> 16) - 1] ?? "unknown";
    n.tell(`prism.did.${name}`, 4, SIGNED.includes(name) ? data.getInt32(at + 8, little) : long(at + 8));
  }
}

const avsFields = once((): Field[] => [
  hexNum(4, "wlancap.magic", "Header magic", { mask: 0xfffffff0 }),
  num(4, "wlancap.version", "Header revision", { mask: 0x0000000f }),
  num(4, "wlancap.length", "Header length"),
  num(8, "wlancap.mactime", "MAC timestamp"),
  num(8, "wlancap.hosttime", "Host timestamp"),
  num(4, "wlancap.phytype", "PHY type"),
  num(4, "wlancap.channel", "Channel"),
  num(8, "wlancap.data_rate", "Data Rate"),
  num(4, "wlancap.antenna", "Antenna"),
  num(4, "wlancap.priority", "Priority"),
  num(4, "wlancap.ssi_type", "SSI Type"),
  num(4, "wlancap.normrssi_antsignal", "Normalized RSSI Signal"),
  num(4, "wlancap.dbm_antsignal", "SSI Signal (dBm)", { signed: true }),
  num(4, "wlancap.rawrssi_antsignal", "Raw RSSI Signal"),
  num(4, "wlancap.normrssi_antnoise", "Normalized RSSI Noise"),
  num(4, "wlancap.dbm_antnoise", "SSI Noise (dBm)", { signed: true }),
  num(4, "wlancap.rawrssi_antnoise", "Raw RSSI Noise"),
  num(4, "wlancap.preamble", "Preamble"),
  num(4, "wlancap.encoding", "Encoding Type"),
]);
/** How loud is told: by numbers of this kind. */
const LOUDNESS: Readonly<Record<number, string>> = { 1: "normrssi", 2: "dbm", 3: "rawrssi" };
/** Smaller rates are in steps of 100 kbit/s. */
const LEAST_RATE = 100_000;

export const wlancap: Protocol = {
  name: "wlancap",
  title: "AVS WLAN Capture header",
  reference: "LINKTYPE_IEEE802_11_AVS",
  get fields() {
    return avsFields();
  },
  claims: { linktype: [AVS] },
  parse: parseAvs,
  column: "WLAN",
  info: ({ data }) => `AVS WLAN Capture v${data.getUint32(0) & 15}, Length ${data.getUint32(At.LENGTH)}`,
  locate: locateAvs,
  body: (data) => data.getUint32(At.LENGTH),
};

function parseAvs(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.NAME > lim) return s.short(o + At.NAME);
  const length = d.getUint32(o + At.LENGTH);
  if (!isAvs(d, o) || length < At.AVS_END) return s.malformed();
  // Longer than any header: it would wrap around.
  if (length > 0xffff) return s.malformed();
  if (o + length > lim) return s.short(o + length);
  s.pos = o + length;
  return wlanRadio[0];
}

function locateAvs({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, 0);
  const tell = (name: string) => c.number(`wlancap.${name}`, 4);
  c.here("wlancap.magic", 4).tell("wlancap.version", 4);
  tell("length");
  c.tell("wlancap.mactime", 8).tell("wlancap.hosttime", 8);
  tell("phytype");
  tell("channel");
  const rate = c.peek(4);
  c.tell("wlancap.data_rate", 4, rate < LEAST_RATE ? rate * LEAST_RATE : rate);
  tell("antenna");
  tell("priority");
  const loudness = LOUDNESS[tell("ssi_type")];
  if (loudness === undefined) c.skip(8);
  else {
    tell(`${loudness}_antsignal`);
    tell(`${loudness}_antnoise`);
  }
  tell("preamble");
  tell("encoding");
}
