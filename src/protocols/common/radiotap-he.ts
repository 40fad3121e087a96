/** What radiotap tells of frames by IEEE 802.11ax: https://www.radiotap.org/fields/HE.html. */
import { type Bits, type LittleCursor, type Word, word } from "./little.ts";
import { once } from "./located.ts";

const HE = "radiotap.he.data";
const known = (name: string, title: string): Bits => [1, `${HE}_${name}_known`, `${title} known`];

const heFirst = once(() =>
  word(2, `${HE}_1`, "HE Data 1", [
    [2, `${HE}_1.ppdu_format`, "PPDU Format", "hex"],
    known("1.bss_color", "BSS Color"),
    known("1.beam_change", "Beam Change"),
    known("1.ul_dl", "UL/DL"),
    known("1.data_mcs", "data MCS"),
    known("1.data_dcm", "data DCM"),
    known("1.coding", "Coding"),
    known("1.ldpc_extra_symbol_segment", "LDPC extra symbol segment"),
    known("1.stbc", "STBC"),
    known("1.spatial_reuse_1", "Spatial Reuse 1"),
    known("1.spatial_reuse_2", "Spatial Reuse 2"),
    known("1.spatial_reuse_3", "Spatial Reuse 3"),
    known("1.spatial_reuse_4", "Spatial Reuse 4"),
    known("1.data_bw_ru_allocation", "data BW/RU allocation"),
    known("1.doppler", "Doppler"),
  ]),
);
const heSecond = once(() =>
  word(2, `${HE}_2`, "HE Data 2", [
    known("2.pri_sec_80_mhz", "pri/sec 80 MHz"),
    known("2.gi", "GI"),
    known("2.num_ltf_symbols", "LTF symbols"),
    known("2.pre_fec_padding_factor", "Pre-FEC Padding Factor"),
    known("2.txbf", "TxBF"),
    known("2.pe_disambiguity", "PE Disambiguity"),
    known("2.txop", "TXOP"),
    known("2.midamble_periodicity", "midamble periodicity"),
    [6, `${HE}_2.ru_allocation_offset`, "RU allocation offset", "hex"],
    [1, `${HE}_2.ru_allocation_offseti_known`, "RU allocation offset known"],
    [1, `${HE}_2.pri_sec_80_mhz`, "pri/sec 80 MHz"],
  ]),
);

/** Bits that are told under another name where `knownBy`, a bit of the first two numbers together, says that they are unknown. */
type Told = readonly [size: number, name: string, title: string, knownBy?: number];

const third: readonly Told[] = [
  [6, "data_3.bss_color", "BSS Color", 2],
  [1, "data_3.beam_change", "Beam Change", 3],
  [1, "data_3.ul_dl", "UL/DL", 4],
  [4, "data_3.data_mcs", "data MCS", 5],
  [1, "data_3.data_dcm", "data DCM", 6],
  [1, "data_3.coding", "Coding", 7],
  [1, "data_3.ldpc_extra_symbol_segment", "LDPC extra symbol segment", 8],
  [1, "data_3.stbc", "STBC", 9],
];
/** To one receiver, to several, and to the access point. */
const fourth: readonly (readonly Told[])[] = [
  [
    [4, "data_4.spatial_reuse", "Spatial Reuse", 10],
    [12, "data_4.reserved_d4_fff0", "Reserved"],
  ],
  [
    [4, "data_4.spatial_reuse", "Spatial Reuse", 10],
    [11, "data_4.sta_id_user", "STA-ID of user data captured for"],
    [1, "data_4.reserved_d4_b15", "Reserved"],
  ],
  [
    [4, "data_4.spatial_reuse_1", "Spatial Reuse 1", 10],
    [4, "data_4.spatial_reuse_2", "Spatial Reuse 2", 11],
    [4, "data_4.spatial_reuse_3", "Spatial Reuse 3", 12],
    [4, "data_4.spatial_reuse_4", "Spatial Reuse 4", 13],
  ],
];
const fifth: readonly Told[] = [
  [4, "data_5.data_bw_ru_allocation", "data Bandwidth/RU allocation", 14],
  [2, "data_5.gi", "GI", 17],
  [2, "data_5.ltf_symbol_size", "LTF symbol size", 18],
  [3, "num_ltf_symbols", "LTF symbols", 18],
  [1, "data_5.reserved_d5_b11", "reserved"],
  [2, "pre_fec_padding_factor", "Pre-FEC Padding Factor", 19],
  [1, "txbf", "TxBF", 20],
  [1, "pe_disambiguity", "PE Disambiguity", 21],
];
const sixth: readonly Told[] = [
  [4, "data_6.nsts", "NSTS"],
  [1, "data_6.doppler_value", "Doppler value", 15],
  [3, "data_6.reserved_d6_00e0", "Reserved"],
  [7, "data_6.txop_value", "TXOP value", 22],
  [1, "data_6.midamble_periodicity", "midamble periodicity", 23],
];

/** Those bits as a word, of which are known those that `isKnown` says; null: both names of all. */
function told(place: number, parts: readonly Told[], isKnown: ((bit: number) => boolean) | null): Word {
  const bits: Bits[] = [];
  for (const [size, name, title, knownBy] of parts) {
    const sure: Bits = [size, `radiotap.he.${name}`, title, "hex"];
    const unsure: Bits = [size, `radiotap.he.${name}_unknown`, `${title} unknown`, "hex"];
    if (knownBy === undefined) bits.push(sure);
    else if (isKnown === null) bits.push(sure, unsure);
    else bits.push(isKnown(knownBy) ? sure : unsure);
  }
  return word(2, `${HE}_${place}`, `HE Data ${place}`, bits);
}

const [, MULTI_USER, TRIGGERED] = [0, 2, 3];

/** All words, for the table of fields; no field twice. */
export function heWords(): Word[] {
  const seen = new Set<string>();
  const once = fourth.flat().filter(([, name]) => !seen.has(name) && seen.add(name));
  return [
    ...[heFirst(), heSecond(), told(3, third, null), told(4, once, null)],
    ...[told(5, fifth, null), told(6, sixth, null)],
  ];
}

/** Tells the six numbers here and goes behind them. */
export function tellHe(c: LittleCursor): void {
  const first = c.word(heFirst());
  const all = first + 65_536 * c.word(heSecond());
  const isKnown = (bit: number) => Math.floor(all / 2 ** bit) % 2 === 1;
  const format = first & 3;
  const uses = format === TRIGGERED ? fourth[2] : format === MULTI_USER ? fourth[1] : fourth[0];
  for (const [i, parts] of [third, uses, fifth, sixth].entries()) c.word(told(3 + i, parts, isKnown));
}
