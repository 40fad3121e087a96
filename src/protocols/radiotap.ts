// Radiotap, what a radio tells of a frame of IEEE 802.11: https://www.radiotap.org. All numbers are little-endian.
//
//  0    1    2         4              8                    length
// +----+----+---------+--------------+- - - - - - +- - - - - - - -+---------
// |ver | 0  | length  | what follows | more words | fields        | frame
// +----+----+---------+--------------+- - - - - - +- - - - - - - -+---------
//
// A field is there if its bit is set, in the order of the bits, and stands at a multiple of its own alignment.

import { wlanRadio } from "../core/demux.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { LittleCursor } from "./common/little.ts";
import { presentWord, radiotapFields, vendorWord, words } from "./common/radiotap-fields.ts";
import { tellHe } from "./common/radiotap-he.ts";
import { htRate, vhtRate } from "./common/wlan-rates.ts";

enum At {
  LENGTH = 2,
  PRESENT = 4,
  END = 8,
}
const WORD = 4;
/** Bits of the words that say what follows. */
const [TSFT, FLAGS, NO_FRAME] = [0x01, 0x02, 0x0400_0000];
const [STANDARD_NEXT, VENDOR_NEXT, MORE] = [0x2000_0000, 0x4000_0000, 0x8000_0000];
/** Bits of the flags: the frame has its check sequence, and is padded behind its header. */
const [WITH_FCS, WITH_PAD] = [0x10, 0x20];
const FIELDS = 29;

const T = "radiotap";

type Read = (c: LittleCursor) => void;

/** How a field of that bit stands: at multiples of the first number, so many bytes long. */
type Placed = readonly [align: number, size: number, read: Read];

const byte = (name: string): Placed => [1, 1, (c) => c.tell(`${T}.${name}`, 1)];
const decibels = (name: string): Placed => [1, 1, (c) => c.signed(`${T}.${name}`)];
const short = (name: string): Placed => [2, 2, (c) => c.little(`${T}.${name}`, 2)];

/** By the number of the bit. */
const PLACED: readonly (Placed | null)[] = [
  [8, 8, (c) => c.long(`${T}.mactime`)],
  [1, 1, (c) => c.word(words().flags)],
  [1, 1, (c) => c.tell(`${T}.datarate`, 1, c.peek(1) / 2)],
  [
    2,
    4,
    (c) => {
      c.little(`${T}.channel.freq`, 2);
      c.word(words().channel);
    },
  ],
  [2, 2, (c) => c.tell(`${T}.fhss.hopset`, 1).tell(`${T}.fhss.pattern`, 1)],
  decibels("dbm_antsignal"),
  decibels("dbm_antnoise"),
  short("quality"),
  short("txattenuation"),
  short("db_txattenuation"),
  decibels("txpower"),
  [1, 1, (c) => c.little(`${T}.antenna`, 1)],
  byte("db_antsignal"),
  byte("db_antnoise"),
  [2, 2, (c) => c.word(words().received)],
  [2, 2, (c) => c.word(words().sent)],
  byte("tlv.unknown_data"),
  byte("data_retries"),
  [4, 8, tellExtendedChannel],
  [1, 3, tellHt],
  [4, 8, tellAggregate],
  [2, 12, tellVht],
  [8, 12, tellStamp],
  [2, 12, tellHe],
  [2, 12, () => {}],
  [2, 6, () => {}],
  byte("0_len_psdu.type"),
  [
    2,
    4,
    (c) => {
      c.word(words().legacy);
      c.word(words().legacyRate);
    },
  ],
];

function tellExtendedChannel(c: LittleCursor): void {
  c.add(`${T}.xchannel.channel`, c.at + 6, 1, c.ahead(1, 6));
  c.add(`${T}.xchannel.freq`, c.at + 4, 2, c.ahead(2, 4));
  c.word(words().extended);
}

/** Which of its bits are known, by 802.11n. */
const Ht = { bandwidth: 1, index: 2, guard: 4, format: 8, fec: 16, stbc: 32, ness: 64 };

function tellHt(c: LittleCursor): void {
  const { at } = c;
  const n = c.part(`${T}.mcs`, 3);
  const known = n.word(words().known);
  if ((known & Ht.ness) !== 0) n.add(`${T}.mcs.ness_bit1`, at, 1, undefined, n.depth + 1);
  const bits = n.peek(1);
  const put = (flag: number, ...names: string[]) => {
    for (const name of names) if ((known & flag) !== 0) n.here(`${T}.mcs.${name}`, 1);
  };
  put(Ht.bandwidth, "bw");
  put(Ht.guard, "gi");
  put(Ht.format, "format");
  put(Ht.fec, "fec");
  put(Ht.stbc, "stbc");
  put(Ht.ness, "ness_bit0");
  n.skip(1);
  put(Ht.index, "index");
  const all = Ht.bandwidth | Ht.index | Ht.guard;
  if ((known & all) !== all) return;
  const rate = htRate(n.peek(1), (bits & 3) === 1, (bits & 4) !== 0);
  if (rate > 0) c.add(`${T}.datarate`, at, 3, rate, c.depth);
}

function tellAggregate(c: LittleCursor): void {
  const n = c.part(`${T}.ampdu`, 8);
  n.little(`${T}.ampdu.reference`, 4);
  const flags = n.word(words().aggregate);
  if ((flags & 0x20) !== 0) n.here(`${T}.ampdu.delim_crc`, 1);
}

const Vht = { stbc: 1, txop: 2, guard: 4, symbols: 8, extra: 16, beam: 32, width: 64, gid: 128, paid: 256 };

function tellVht(c: LittleCursor): void {
  const n = c.part(`${T}.vht`, 12);
  const known = n.wordHere(words().knownVht);
  const put = (flag: number, name: string) => {
    if ((known & flag) !== 0) n.here(`${T}.vht.${name}`, 1);
  };
  n.add(`${T}.vht.ldpc_extra`, n.at, 2, (known & Vht.extra) === 0 ? 0 : 1, n.depth + 1);
  n.skip(2);
  const bits = n.peek(1);
  put(Vht.stbc, "stbc");
  put(Vht.txop, "txop_ps");
  put(Vht.guard, "gi");
  put(Vht.symbols, "sgi_nsym_da");
  if ((known & Vht.extra) !== 0) n.here(`${T}.vht.ldpc_extra`, 1, (bits >> 4) & 1);
  put(Vht.beam, "beamformed");
  n.skip(1);
  put(Vht.width, "bw");
  const width = n.peek(1);
  n.skip(1);
  for (let user = 0; user < 4; user++) {
    const scheme = n.peek(1, user);
    if ((scheme & 15) === 0) continue;
    const at = n.at + user;
    const depth = n.depth + 1;
    n.add(`${T}.vht.user`, n.at, 5, true, n.depth);
    n.add(`${T}.vht.mcs.${user}`, at, 1, undefined, depth);
    n.add(`${T}.vht.nss.${user}`, at, 1, undefined, depth);
    const streams = (scheme & 15) * (((known & Vht.stbc) !== 0 ? bits & 1 : 0) + 1);
    if ((known & Vht.stbc) !== 0) n.add(`${T}.vht.nsts.${user}`, at, 1, streams, depth);
    n.add(`${T}.vht.coding.${user}`, n.at + 4, 1, undefined, depth);
    const all = Vht.guard | Vht.width;
    const rate = vhtRate(scheme >> 4, width, (bits & 4) !== 0);
    // In tenths of a stream's, as the standard's tables have them.
    const rounded = (Math.round(rate * 10) / 10) * (scheme & 15);
    if ((known & all) === all && rate > 0) n.add(`${T}.vht.datarate.${user}`, c.at, 0, rounded, depth);
  }
  n.skip(5);
  put(Vht.gid, "gid");
  n.skip(1);
  if ((known & Vht.paid) !== 0) n.here(`${T}.vht.paid`, 2, n.ahead(2));
}

function tellStamp(c: LittleCursor): void {
  const n = c.part(`${T}.timestamp`, 12);
  n.long(`${T}.timestamp.ts`);
  n.little(`${T}.timestamp.accuracy`, 2);
  n.word(words().unit);
  n.word(words().stamp);
}

export const radiotap: Protocol = {
  name: "radiotap",
  title: "Radiotap Header",
  reference: "radiotap.org",
  get fields() {
    return radiotapFields();
  },
  claims: { linktype: [127] },
  parse: parseRadiotap,
  heading: ({ data }) => `Radiotap Header v${data.getUint8(0)}, Length ${data.getUint16(At.LENGTH, true)}`,
  column: "802.11",
  info: ({ data }) => `Radiotap Capture v${data.getUint8(0)}, Length ${data.getUint16(At.LENGTH, true)}`,
  locate,
  body: (data) => data.getUint16(At.LENGTH, true),
};

function parseRadiotap(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  const end = o + d.getUint16(o + At.LENGTH, true);
  if (end < o + At.END) return s.malformed();
  if (end > lim) return s.short(end);
  s.pos = end;
  // Of other versions nothing is known but where they end.
  const first = d.getUint8(o) === 0 ? d.getUint32(o + At.PRESENT, true) : 0;
  if ((first & NO_FRAME) !== 0) return 0;
  if ((first & FLAGS) === 0) return wlanRadio[0];
  let at = o + At.PRESENT;
  while (at + WORD <= end && (d.getUint32(at, true) & MORE) !== 0) at += WORD;
  at += WORD;
  if ((first & TSFT) !== 0) at = o + aligned(at - o, 8) + 8;
  const flags = at < end ? d.getUint8(at) : 0;
  return wlanRadio[((flags & WITH_FCS) >> 4) | ((flags & WITH_PAD) >> 4)];
}

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

function locate({ data }: Layer, add: Add): void {
  const length = data.getUint16(At.LENGTH, true);
  const c = new LittleCursor(data, add, 0, length);
  c.tell(`${T}.version`, 1).tell(`${T}.pad`, 1).little(`${T}.length`, 2);
  if (data.getUint8(0) !== 0) return;
  const present = presentWords(c);
  let standard = true;
  let first = true;
  for (const bits of present) {
    if (standard && first) tellFields(c, bits);
    // The same once more, or a vendor's; without either, bits that nobody knows.
    first = (bits & (STANDARD_NEXT | VENDOR_NEXT)) !== 0;
    if ((bits & VENDOR_NEXT) !== 0) tellVendor(c);
    if (first) standard = (bits & VENDOR_NEXT) === 0;
  }
}

/** Tells the words that say what follows, and goes behind them. */
function presentWords(c: LittleCursor): number[] {
  let count = 1;
  while ((c.ahead(WORD, WORD * (count - 1)) & MORE) !== 0) count++;
  const n = c.part(`${T}.present`, WORD * count);
  const all: number[] = [];
  let standard = true;
  for (let i = 0; i < count; i++) {
    const bits = n.word(standard ? presentWord() : vendorWord());
    all.push(bits);
    standard = (bits & STANDARD_NEXT) !== 0;
  }
  return all;
}

function tellFields(c: LittleCursor, bits: number): void {
  for (let bit = 0; bit < FIELDS; bit++) {
    if ((bits & (1 << bit)) === 0) continue;
    const placed = PLACED[bit] ?? null;
    // Where it stands would say where the next one does.
    if (placed === null) return;
    const [align, size, read] = placed;
    const at = aligned(c.at, align);
    if (at + size > c.end) return;
    c.at = at;
    read(new LittleCursor(c.data, c.add, at, at + size, c.depth));
    c.at = at + size;
  }
}

const VENDOR = 6;

function tellVendor(c: LittleCursor): void {
  c.at = aligned(c.at, 2);
  const length = c.ahead(2, VENDOR - 2);
  const n = c.here(`${T}.vendor_namespace`, VENDOR + length).within(VENDOR + length);
  n.tell(`${T}.vendor_oui`, 3).tell(`${T}.vendor_subns`, 1).little(`${T}.vendor_data_len`, 2);
  if (length > 0) n.here(`${T}.vendor_data`, length, true);
}
