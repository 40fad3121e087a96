/** The fields of radiotap's header: https://www.radiotap.org/fields/. */
import type { Field } from "../../core/fields.ts";
import { type Bits, fieldsOfWord, fieldsOfWords, word } from "./little.ts";
import { mark, num, once, raw, real } from "./located.ts";
import { heWords } from "./radiotap-he.ts";

const T = "radiotap";
const named = (root: string, names: readonly (readonly [name: string, title: string])[]): Bits[] =>
  names.map(([name, title]) => (name === "" ? [1] : [1, `${root}.${name}`, title]));

const namespaces = named(`${T}.present`, [
  ["rtap_ns", "Radiotap NS next"],
  ["vendor_ns", "Vendor NS next"],
  ["ext", "Ext"],
]);
export const presentWord = once(() =>
  word(4, `${T}.present.word`, "Present flags word", [
    ...named(`${T}.present`, [
      ["tsft", "TSFT"],
      ["flags", "Flags"],
      ["rate", "Rate"],
      ["channel", "Channel"],
      ["fhss", "FHSS"],
      ["dbm_antsignal", "dBm Antenna Signal"],
      ["dbm_antnoise", "dBm Antenna Noise"],
      ["lock_quality", "Lock Quality"],
      ["tx_attenuation", "TX Attenuation"],
      ["db_tx_attenuation", "dB TX Attenuation"],
      ["dbm_tx_power", "dBm TX Power"],
      ["antenna", "Antenna"],
      ["db_antsignal", "dB Antenna Signal"],
      ["db_antnoise", "dB Antenna Noise"],
      ["rxflags", "RX flags"],
      ["txflags", "TX flags"],
      ["", ""],
      ["data_retries", "data retries"],
      ["xchannel", "Channel+"],
      ["mcs", "MCS information"],
      ["ampdu", "A-MPDU Status"],
      ["vht", "VHT information"],
      ["timestamp", "frame timestamp"],
      ["he", "HE information"],
      ["he_mu", "HE-MU information"],
      ["", ""],
      ["0_length.psdu", "0 Length PSDU"],
      ["l_sig", "L-SIG"],
      ["tlv", "TLVs"],
    ]),
    ...namespaces,
  ]),
);
/** Of a vendor only he knows what follows. */
export const vendorWord = once(() =>
  word(4, `${T}.present.word`, "Present flags word", [[29], ...namespaces]),
);

const SPECTRUM = [
  ["turbo", "Turbo"],
  ["cck", "Complementary Code Keying (CCK)"],
  ["ofdm", "Orthogonal Frequency-Division Multiplexing (OFDM)"],
  ["2ghz", "2 GHz spectrum"],
  ["5ghz", "5 GHz spectrum"],
  ["passive", "Passive"],
  ["dynamic", "Dynamic CCK-OFDM"],
  ["gfsk", "Gaussian Frequency Shift Keying (GFSK)"],
  ["gsm", "GSM (900MHz)"],
  ["sturbo", "Static Turbo"],
  ["half", "Half Rate Channel (10MHz Channel Width)"],
  ["quarter", "Quarter Rate Channel (5MHz Channel Width)"],
] as const;

export const words = once(() => ({
  flags: word(
    1,
    `${T}.flags`,
    "Flags",
    named(`${T}.flags`, [
      ["cfp", "CFP"],
      ["preamble", "Preamble"],
      ["wep", "WEP"],
      ["frag", "Fragmentation"],
      ["fcs", "FCS at end"],
      ["datapad", "Data Pad"],
      ["badfcs", "Bad FCS"],
      ["shortgi", "Short GI"],
    ]),
  ),
  channel: word(2, `${T}.channel.flags`, "Channel flags", [
    ...named(`${T}.channel.flags`, [
      ["700mhz", "700 MHz spectrum"],
      ["800mhz", "800 MHz spectrum"],
      ["900mhz", "900 MHz spectrum"],
    ]),
    [1],
    ...named(`${T}.channel.flags`, SPECTRUM),
  ]),
  received: word(2, `${T}.rxflags`, "RX flags", [[1], [1, `${T}.rxflags.badplcp`, "Bad PLCP"]]),
  sent: word(
    2,
    `${T}.txflags`,
    "TX flags",
    named(`${T}.rxflags`, [
      ["fail", "Fail"],
      ["cts", "CTS"],
      ["rts", "RTS/CTS"],
      ["noack", "No ACK"],
      ["noseqno", "Has Seqnum"],
      ["order", "Order"],
    ]),
  ),
  extended: word(4, `${T}.xchannel.flags`, "Channel flags", [
    [4],
    ...named(`${T}.xchannel.flags`, SPECTRUM.slice(0, 5)),
    [1, `${T}.channel.xtype.passive`, "Passive"],
    ...named(`${T}.xchannel.flags`, [
      ...SPECTRUM.slice(6),
      ["ht20", "HT Channel (20MHz Channel Width)"],
      ["ht40u", "HT Channel (40MHz Channel Width with Extension channel above)"],
      ["ht40d", "HT Channel (40MHz Channel Width with Extension channel below)"],
    ]),
  ]),
  known: word(
    1,
    `${T}.mcs.known`,
    "Known MCS information",
    named(`${T}.mcs`, [
      ["have_bw", "Bandwidth"],
      ["have_index", "MCS index"],
      ["have_gi", "Guard interval"],
      ["have_format", "Format"],
      ["have_fec", "FEC type"],
      ["have_stbc", "STBC streams"],
      ["have_ness", "Number of extension spatial streams"],
    ]),
  ),
  aggregate: word(2, `${T}.ampdu.flags`, "A-MPDU flags", [
    [1, `${T}.ampdu.flags.report_zerolen`, "Driver reports 0-length subframes in this A-MPDU"],
    [1, `${T}.ampdu.flags.is_zerolen`, "This is a 0-length subframe"],
    [1, `${T}.ampdu.flags.lastknown`, "Last subframe of this A-MPDU is known"],
    [1, `${T}.ampdu.flags.last`, "Last subframe of this A-MPDU"],
    [1, `${T}.ampdu.flags.delim_crc_error`, "Delimiter CRC error on this subframe"],
    [1],
    [1, `${T}.ampdu.flags.eof`, "EOF on this subframe"],
    [1, `${T}.ampdu.flags.eof_known`, "EOF of this A-MPDU is known"],
  ]),
  unit: word(1, "", "", [
    [4, `${T}.timestamp.unit`, "time unit"],
    [4, `${T}.timestamp.samplingpos`, "sampling position"],
  ]),
  stamp: word(1, "", "", [
    [1, `${T}.timestamp.flags.32bit`, "32-bit counter"],
    [1, `${T}.timestamp.flags.accuracy`, "accuracy field"],
  ]),
  legacy: word(2, `${T}.l_sig.data1`, "Data1", [
    [1, `${T}.l_sig.rate_known`, "rate known"],
    [1, `${T}.l_sig.length_known`, "length known"],
    [14, `${T}.l_sig.reserved`, "reserved", "hex"],
  ]),
  legacyRate: word(2, `${T}.l_sig.data2`, "Data2", [
    [4, `${T}.l_sig.rate`, "rate"],
    [12, `${T}.l_sig.length`, "length"],
  ]),
  knownVht: word(2, `${T}.vht.known`, "Known VHT information", [
    [1, `${T}.vht.have_stbc`, "STBC"],
    [1, `${T}.vht.have_txop_ps`, "TXOP_PS_NOT_ALLOWED"],
    [1, `${T}.vht.have_gi`, "Guard interval"],
    [1, `${T}.vht.have_sgi_nsym_da`, "SGI Nsym disambiguation"],
    [1],
    [1, `${T}.vht.have_beamformed`, "Beamformed"],
    [1, `${T}.mcs.have_bw`, "Bandwidth"],
    [1, `${T}.mcs.have_gid`, "Group ID"],
    [1, `${T}.mcs.have_paid`, "Partial AID"],
  ]),
}));

/** Of the four receivers that a frame by 802.11ac can have. */
const userFields = (user: number): Field[] => [
  num(1, `${T}.vht.mcs.${user}`, `MCS index ${user}`, { mask: 0xf0 }),
  num(1, `${T}.vht.nss.${user}`, `Spatial streams ${user}`, { mask: 0x0f }),
  num(1, `${T}.vht.nsts.${user}`, `Space-time streams ${user}`),
  num(1, `${T}.vht.coding.${user}`, `Coding ${user}`, { mask: 1 << user }),
  real(`${T}.vht.datarate.${user}`, `Data rate (Mb/s) ${user}`),
];

export const radiotapFields = once((): Field[] => [
  num(1, `${T}.version`, "Header revision"),
  num(1, `${T}.pad`, "Header pad"),
  num(2, `${T}.length`, "Header length"),
  mark(`${T}.present`, "Present flags"),
  ...fieldsOfWord(presentWord()),
  ...fieldsOfWords(Object.values(words())),
  num(8, `${T}.mactime`, "MAC timestamp"),
  real(`${T}.datarate`, "Data rate (Mb/s)"),
  num(4, `${T}.channel.freq`, "Channel frequency"),
  num(1, `${T}.fhss.hopset`, "FHSS Hop Set"),
  num(1, `${T}.fhss.pattern`, "FHSS Pattern"),
  num(1, `${T}.dbm_antsignal`, "Antenna signal", { signed: true }),
  num(1, `${T}.dbm_antnoise`, "Antenna noise", { signed: true }),
  num(2, `${T}.quality`, "Signal Quality"),
  num(2, `${T}.txattenuation`, "TX attenuation"),
  num(2, `${T}.db_txattenuation`, "dB TX attenuation"),
  num(1, `${T}.txpower`, "Transmit power", { signed: true }),
  num(4, `${T}.antenna`, "Antenna"),
  num(1, `${T}.db_antsignal`, "dB antenna signal"),
  num(1, `${T}.db_antnoise`, "dB antenna noise"),
  num(1, `${T}.data_retries`, "data retries"),
  raw(`${T}.tlv.unknown_data`, "unknown TLV data"),
  num(4, `${T}.xchannel.channel`, "Channel number"),
  num(4, `${T}.xchannel.freq`, "Channel frequency"),
  mark(`${T}.mcs`, "MCS information"),
  num(1, `${T}.mcs.ness_bit1`, "Number of extension spatial streams bit 1", { mask: 0x80 }),
  num(1, `${T}.mcs.bw`, "Bandwidth", { mask: 0x03 }),
  num(1, `${T}.mcs.gi`, "Guard interval", { mask: 0x04 }),
  num(1, `${T}.mcs.format`, "Format", { mask: 0x08 }),
  num(1, `${T}.mcs.fec`, "FEC type", { mask: 0x10 }),
  num(1, `${T}.mcs.stbc`, "STBC streams", { mask: 0x60 }),
  num(1, `${T}.mcs.ness_bit0`, "Number of extension spatial streams bit 0", { mask: 0x80 }),
  num(1, `${T}.mcs.index`, "MCS index"),
  mark(`${T}.ampdu`, "A-MPDU status"),
  num(4, `${T}.ampdu.reference`, "A-MPDU reference number"),
  num(1, `${T}.ampdu.delim_crc`, "A-MPDU subframe delimiter CRC", { base: "hex" }),
  mark(`${T}.vht`, "VHT information"),
  num(1, `${T}.vht.stbc`, "STBC", { mask: 0x01 }),
  num(1, `${T}.vht.txop_ps`, "TXOP_PS_NOT_ALLOWED", { mask: 0x02 }),
  num(1, `${T}.vht.gi`, "Guard interval", { mask: 0x04 }),
  num(1, `${T}.vht.sgi_nsym_da`, "SGI Nsym disambiguation", { mask: 0x08 }),
  num(2, `${T}.vht.ldpc_extra`, "LDPC extra OFDM symbol"),
  num(1, `${T}.vht.beamformed`, "Beamformed", { mask: 0x20 }),
  num(1, `${T}.vht.bw`, "Bandwidth"),
  mark(`${T}.vht.user`, "User"),
  ...[0, 1, 2, 3].flatMap(userFields),
  num(1, `${T}.vht.gid`, "Group Id"),
  num(2, `${T}.vht.paid`, "Partial AID"),
  mark(`${T}.timestamp`, "timestamp information"),
  num(8, `${T}.timestamp.ts`, "timestamp"),
  num(2, `${T}.timestamp.accuracy`, "accuracy"),
  ...heWords().flatMap(fieldsOfWord),
  num(1, `${T}.0_len_psdu.type`, "Type", { base: "hex" }),
  raw(`${T}.vendor_namespace`, "Vendor namespace"),
  num(3, `${T}.vendor_oui`, "Vendor OUI"),
  num(1, `${T}.vendor_subns`, "Vendor sub namespace"),
  num(2, `${T}.vendor_data_len`, "Vendor data length"),
  mark(`${T}.vendor_data`, "Vendor data"),
]);
