// Per-Packet Information, CACE Technologies, PPI header format 1.0.10. All numbers are little-endian.
//
//  0    1    2         4              8         10        12                 length
// +----+----+---------+--------------+---------+---------+- - - - - -+- - - -+---------
// |ver |flag| length  | link type    | type    | length  | field     | more  | packet
// +----+----+---------+--------------+---------+---------+- - - - - -+- - - -+---------

import { LINKTYPES, linktype, wlanRadio } from "../core/demux.ts";
import type { Field } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { fieldsOfWord, LittleCursor, word } from "./common/little.ts";
import { hexNum, num, once } from "./common/located.ts";

enum At {
  FLAGS = 1,
  LENGTH = 2,
  LINKTYPE = 4,
  END = 8,
}
const IEEE_802_11 = 105;
/** Types of fields: of 802.11 in common, and of 802.11n. */
const [COMMON, N_MAC] = [2, 3];
const HEADER = 4;
const ALIGNED = 1;
/** Of the common field: where its flags stand, and the one for a check sequence. */
const COMMON_FLAGS = 8;
const WITH_FCS = 1;

const P = "ppi";
const C = `${P}.80211-common`;
const N = `${P}.80211n-mac`;

const words = once(() => ({
  flags: word(1, `${P}.flags`, "Flags", [
    [1, `${P}.flags.alignment`, "Alignment"],
    [7, `${P}.flags.reserved`, "Reserved", "hex"],
  ]),
  common: word(2, `${C}.flags`, "Flags", [
    [1, `${C}.flags.fcs`, "FCS present flag"],
    [1, `${C}.flags.tsft`, "TSFT flag"],
    [1, `${C}.flags.fcs-invalid`, "FCS validity"],
    [1, `${C}.flags.phy-err`, "PHY error flag"],
  ]),
  channel: word(2, `${C}.chan.flags`, "Channel flags", [
    [4],
    [1, `${C}.chan.flags.turbo`, "Turbo"],
    [1, `${C}.chan.flags.cck`, "Complementary Code Keying (CCK)"],
    [1, `${C}.chan.flags.ofdm`, "Orthogonal Frequency-Division Multiplexing (OFDM)"],
    [1, `${C}.chan.flags.2ghz`, "2 GHz spectrum"],
    [1, `${C}.chan.flags.5ghz`, "5 GHz spectrum"],
    [1, `${C}.chan.flags.passive`, "Passive"],
    [1, `${C}.chan.flags.dynamic`, "Dynamic CCK-OFDM"],
    [1, `${C}.chan.flags.gfsk`, "Gaussian Frequency Shift Keying (GFSK)"],
  ]),
  mac: word(4, `${N}.flags`, "MAC flags", [
    [1, `${N}.flags.greenfield`, "Greenfield flag"],
    [1, `${N}.flags.ht20_40`, "HT20/HT40 flag"],
    [1, `${N}.flags.rx.short_guard_interval`, "RX Short Guard Interval (SGI) flag"],
    [1, `${N}.flags.rx.duplicate`, "Duplicate RX flag"],
    [1, `${N}.flags.agg`, "Aggregate flag"],
    [1, `${N}.flags.more_agg`, "More aggregates flag"],
    [1, `${N}.flags.delim_crc_error_after`, "A-MPDU Delimiter CRC error after this frame flag"],
  ]),
}));

const fields = once((): Field[] => [
  num(1, `${P}.version`, "Version"),
  ...Object.values(words()).flatMap(fieldsOfWord),
  num(2, `${P}.length`, "Header length"),
  num(4, `${P}.dlt`, "DLT"),
  num(2, `${P}.field_type`, "Field type", { values: { 2: "802.11-Common", 3: "802.11n MAC Extensions" } }),
  num(2, `${P}.field_len`, "Field length"),
  num(8, `${C}.tsft`, "TSFT"),
  num(2, `${C}.rate`, "Data rate"),
  num(2, `${C}.chan.freq`, "Channel frequency"),
  hexNum(1, `${C}.fhss.hopset`, "FHSS hopset"),
  hexNum(1, `${C}.fhss.pattern`, "FHSS pattern"),
  num(1, `${C}.dbm.antsignal`, "dBm antenna signal", { signed: true }),
  num(1, `${C}.dbm.antnoise`, "dBm antenna noise", { signed: true }),
  hexNum(4, `${N}.ampdu_id`, "AMPDU-ID"),
  num(1, `${N}.num_delimiters`, "Num-Delimiters"),
  hexNum(3, `${N}.reserved`, "Reserved"),
]);

export const ppi: Protocol = {
  name: "ppi",
  title: "PPI",
  reference: "PPI header format 1.0.10",
  get fields() {
    return fields();
  },
  claims: { linktype: [192] },
  parse: parsePpi,
  heading: ({ data }) => `PPI version ${data.getUint8(0)}, ${data.getUint16(At.LENGTH, true)} bytes`,
  column: "PPI",
  info: ({ data }) => `PPI version ${data.getUint8(0)}, ${data.getUint16(At.LENGTH, true)} bytes`,
  locate,
  body: (data) => data.getUint16(At.LENGTH, true),
};

function parsePpi(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + At.END > lim) return s.short(o + At.END);
  const end = o + d.getUint16(o + At.LENGTH, true);
  if (end < o + At.END) return s.malformed();
  if (end > lim) return s.short(end);
  s.pos = end;
  const carried = d.getUint32(o + At.LINKTYPE, true);
  if (carried !== IEEE_802_11) return carried < LINKTYPES ? linktype[carried] : 0;
  const isAligned = (d.getUint8(o + At.FLAGS) & ALIGNED) !== 0;
  for (let at = o + At.END; at + HEADER <= end; ) {
    const body = at + HEADER;
    const size = d.getUint16(at + 2, true);
    if (d.getUint16(at, true) === COMMON && size > COMMON_FLAGS && body + size <= end)
      return wlanRadio[d.getUint8(body + COMMON_FLAGS) & WITH_FCS];
    at = body + (isAligned ? (size + 3) & ~3 : size);
  }
  return wlanRadio[0];
}

/** Kilobits a second of half a megabit. */
const HALF_A_MEGABIT = 500;

function locate({ data }: Layer, add: Add): void {
  const c = new LittleCursor(data, add, 0, data.getUint16(At.LENGTH, true));
  c.tell(`${P}.version`, 1);
  const isAligned = (c.word(words().flags) & ALIGNED) !== 0;
  c.little(`${P}.length`, 2);
  c.little(`${P}.dlt`, 4);
  while (c.left >= HEADER) {
    const type = c.little(`${P}.field_type`, 2);
    const size = c.little(`${P}.field_len`, 2);
    const n = c.within(size);
    if (type === COMMON && size === 20) tellCommon(n);
    else if (type === N_MAC && size === 12) tellMac(n);
    if (isAligned) c.at = Math.min(c.end, (c.at + 3) & ~3);
  }
}

function tellCommon(c: LittleCursor): void {
  c.long(`${C}.tsft`);
  c.word(words().common);
  c.tell(`${C}.rate`, 2, c.ahead(2) * HALF_A_MEGABIT);
  c.little(`${C}.chan.freq`, 2);
  c.word(words().channel);
  c.tell(`${C}.fhss.hopset`, 1).tell(`${C}.fhss.pattern`, 1);
  c.signed(`${C}.dbm.antsignal`);
  c.signed(`${C}.dbm.antnoise`);
}

function tellMac(c: LittleCursor): void {
  c.word(words().mac);
  c.little(`${N}.ampdu_id`, 4);
  c.tell(`${N}.num_delimiters`, 1);
  c.little(`${N}.reserved`, 3);
}
