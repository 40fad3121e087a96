// What the headers of several kinds tell of a frame of IEEE 802.11 on the air, as Wireshark has it together: by which
// part of the standard it was sent, how fast, where, how loud, and how long it took. It has no bytes of its own.

import { wlanFrame } from "../core/demux.ts";
import { type Field, located } from "../core/fields.ts";
import { eachField } from "../core/found.ts";
import type { Add, Layer, Value } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Tell } from "../core/severity.ts";
import type { LayerStack } from "../core/stack.ts";
import { hexNum, mark, num, once, real, said } from "./common/located.ts";
import { channelOf, heOf, Phy, type Radio, timeOf, vhtOf } from "./common/wlan-radios.ts";

const W = "wlan_radio";
/** Clauses 14 to 21 and 27 by the words for their radios. */
const PHYS = {
  0: "Unknown",
  1: "802.11 FHSS",
  2: "802.11 IR",
  3: "802.11 DSSS",
  4: "802.11b (HR/DSSS)",
  5: "802.11a (OFDM)",
  6: "802.11g (ERP)",
  7: "802.11n (HT)",
  8: "802.11ac (VHT)",
  11: "802.11ax (HE)",
};

const assumed = (name: string, what: string): Field =>
  said("warning", "assumption", `${W}.assumed.${name}`, what);

const fields = once((): Field[] => [
  num(4, `${W}.phy`, "PHY type", { values: PHYS }),
  hexNum(1, `${W}.fhss.hop_set`, "Hop set"),
  hexNum(1, `${W}.fhss.hop_pattern`, "Hop pattern"),
  num(4, `${W}.11a.turbo_type`, "Turbo type"),
  num(4, `${W}.11g.mode`, "Proprietary mode"),
  num(4, `${W}.11n.mcs_index`, "MCS index"),
  num(4, `${W}.11n.bandwidth`, "Bandwidth"),
  located("bool", 0, `${W}.11n.short_gi`, "Short GI"),
  located("bool", 0, `${W}.11n.greenfield`, "Greenfield"),
  num(4, `${W}.11n.fec`, "FEC"),
  num(4, `${W}.11n.stbc_streams`, "Number of STBC streams"),
  num(4, `${W}.11n.ness`, "Number of extension spatial streams"),
  located("bool", 0, `${W}.11ac.short_gi`, "Short GI"),
  num(4, `${W}.11ac.bandwidth`, "Bandwidth"),
  located("bool", 0, `${W}.11ac.stbc`, "STBC"),
  located("bool", 0, `${W}.11ac.short_gi_nsym_disambig`, "Short GI Nsym disambiguation"),
  located("bool", 0, `${W}.11ac.ldpc_extra_ofdm_symbol`, "LDPC extra OFDM symbol"),
  located("bool", 0, `${W}.11ac.beamformed`, "Beamformed"),
  mark(`${W}.11ac.user`, "User"),
  num(4, `${W}.11ac.mcs`, "MCS index"),
  num(4, `${W}.11ac.nss`, "Spatial streams"),
  num(4, `${W}.11ac.nsts`, "Space-time streams"),
  num(4, `${W}.11ac.fec`, "FEC"),
  num(4, `${W}.11ac.gid`, "Group Id"),
  num(2, `${W}.11ac.paid`, "Partial AID"),
  located("bool", 0, `${W}.short_preamble`, "Short preamble"),
  real(`${W}.data_rate`, "Data rate"),
  num(4, `${W}.channel`, "Channel"),
  num(2, `${W}.frequency`, "Frequency"),
  num(1, `${W}.signal_db`, "Signal strength (dB)"),
  num(1, `${W}.signal_dbm`, "Signal strength (dBm)", { signed: true }),
  num(1, `${W}.noise_db`, "Noise level (dB)"),
  num(1, `${W}.noise_dbm`, "Noise level (dBm)", { signed: true }),
  num(4, `${W}.snr`, "Signal/noise ratio (dB)", { signed: true }),
  num(8, `${W}.timestamp`, "TSF timestamp"),
  located("bool", 0, `${W}.last_part_of_an_ampdu`, "Last part of an A-MPDU"),
  located("bool", 0, `${W}.a_mpdu_delim_crc_error`, "A-MPDU delimiter CRC error"),
  num(4, `${W}.a_mpdu_aggregate_id`, "A-MPDU aggregate ID"),
  num(4, `${W}.duration`, "Duration"),
  num(4, `${W}.preamble`, "Preamble"),
  num(8, `${W}.start_tsf`, "Start"),
  num(8, `${W}.end_tsf`, "End"),
  assumed("short_preamble", "No preamble length information was available, assuming short preamble."),
  assumed("non_greenfield", "No plcp type information was available, assuming non greenfield."),
  assumed("no_stbc", "No stbc information was available, assuming no stbc."),
  assumed(
    "no_extension_streams",
    "No extension stream information was available, assuming no extension streams.",
  ),
  assumed("bcc_fec", "No fec type information was available, assuming bcc fec."),
]);

/** By AVS's number: hopping, spread, infrared, 802.11b twice, 802.11g twice, 802.11a. */
const AVS_PHYS = [0, 1, 3, 2, 4, 4, 6, 6, 5];

/** The last value of each field, as several antennas have each their own. */
function lastValues(layer: Layer): Map<string, Value> {
  const values = new Map<string, Value>();
  eachField(layer, ({ field, value }) => values.set(field.name, value));
  return values;
}

const number = (value: Value | undefined): number | undefined =>
  typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : undefined;

const big = (value: Value | undefined): bigint | undefined =>
  typeof value === "number" || typeof value === "bigint" ? BigInt(value) : undefined;

/** Leaves out what is not there. */
function some(of: { [K in keyof Radio]: Radio[K] | undefined }): Radio {
  return Object.fromEntries(
    Object.entries(of).filter(([, value]) => value !== undefined),
  ) as unknown as Radio;
}

/** By the header's protocol; AVS's may stand behind Prism's, which is empty then. */
const RADIOS: Readonly<
  Record<string, (get: Radio["get"], time: (name: string) => bigint | undefined) => Radio>
> = {
  radiotap: (get, time) => {
    const flags = get("radiotap.flags.preamble");
    return some({
      get,
      rate: get("radiotap.datarate"),
      frequency: get("radiotap.channel.freq"),
      flags: get("radiotap.channel.flags"),
      short: flags === undefined ? undefined : flags !== 0,
      signal: get("radiotap.dbm_antsignal"),
      noise: get("radiotap.dbm_antnoise"),
      time: time("radiotap.mactime"),
    });
  },
  ppi: (get, time) => {
    const rate = get("ppi.80211-common.rate");
    const since = time("ppi.80211-common.tsft");
    return some({
      get,
      rate: rate === undefined ? undefined : rate / 1000,
      frequency: get("ppi.80211-common.chan.freq"),
      flags: get("ppi.80211-common.chan.flags"),
      signal: get("ppi.80211-common.dbm.antsignal"),
      noise: get("ppi.80211-common.dbm.antnoise"),
      time: since === 0n ? undefined : since,
    });
  },
  wlancap: (get, time) => {
    const rate = get("wlancap.data_rate");
    const preamble = get("wlancap.preamble");
    return some({
      get,
      rate: rate === undefined ? undefined : rate / 1_000_000,
      channel: get("wlancap.channel"),
      short: preamble === 1 || preamble === 2 ? preamble === 1 : undefined,
      signal: get("wlancap.dbm_antsignal"),
      noise: get("wlancap.dbm_antnoise"),
      time: time("wlancap.mactime"),
      phy: AVS_PHYS[get("wlancap.phytype") ?? 0],
    });
  },
  prism: (get, time) => {
    const rate = get("prism.did.rate");
    return some({
      get,
      rate: rate === undefined ? undefined : rate / 2,
      channel: get("prism.did.channel"),
      signal: get("prism.did.rssi"),
      time: time("prism.did.mactime"),
    });
  },
};

/** Those of 802.11b and of the radios before it. */
const SLOW: readonly number[] = [1, 2, 5.5, 11, 22, 33];

/** By its rate, where the channel's flags leave it open. */
const guessed = (rate: number, isHigh: boolean): number =>
  SLOW.includes(rate) ? Phy.b : isHigh ? Phy.a : Phy.g;

function phyOf({ get, rate, frequency = 0, flags, phy }: Radio): number {
  if (get("radiotap.he.data_1") !== undefined) return Phy.ax;
  if (get("radiotap.vht.bw") !== undefined || get("radiotap.vht.nss.0") !== undefined) return Phy.ac;
  if (get("radiotap.mcs.known") !== undefined) return Phy.n;
  if (get("radiotap.fhss.hopset") !== undefined) return Phy.hopping;
  if (phy !== undefined) return phy;
  switch (flags) {
    case 0x0080:
      return Phy.spread;
    case 0x00a0:
      return Phy.b;
    case 0x0880:
      return Phy.hopping;
    case 0x0140:
    case 0x0150:
    case 0x1140:
      return Phy.a;
    case 0x00c0:
    case 0x0480:
      return rate === undefined ? Phy.g : guessed(rate, false);
    default:
      return rate === undefined ? 0 : guessed(rate, ((flags ?? 0) & 0x100) !== 0 || frequency > 4000);
  }
}

/** What the header below says; null: there is none. */
function radioOf(layer: Layer): Radio | null {
  for (const [name, read] of Object.entries(RADIOS)) {
    const below = layer.below(name);
    if (below === undefined) continue;
    const values = lastValues(below);
    return read(
      (field) => number(values.get(field)),
      (field) => big(values.get(field)),
    );
  }
  return null;
}

function locate(layer: Layer, add: Add): void {
  const radio = radioOf(layer);
  if (radio === null) return;
  const { get } = radio;
  const put = (name: string, value: Value | undefined, depth = 0) => {
    if (value !== undefined) add(`${W}.${name}`, 0, 0, value, depth);
  };
  const phy = phyOf(radio);
  if (phy !== 0) put("phy", phy);
  if (phy === Phy.hopping) {
    put("fhss.hop_set", get("radiotap.fhss.hopset"));
    put("fhss.hop_pattern", get("radiotap.fhss.pattern"));
  }
  if (phy === Phy.b) put("short_preamble", radio.short);
  if (phy === Phy.g && (radio.flags === 0xc0 || radio.flags === 0x480)) put("11g.mode", 0);
  if (phy === Phy.a && [0x140, 0x150, 0x1140].includes(radio.flags ?? 0))
    put("11a.turbo_type", radio.flags === 0x150 ? 2 : 0);
  if (phy === Phy.n) tellHt(get, put);
  if (phy === Phy.ac) tellVht(get, put);
  const rate = phy === Phy.ac ? vhtOf(radio) : phy === Phy.ax ? heOf(radio) : radio.rate;
  if (rate !== undefined && rate > 0) put("data_rate", rate);
  put("channel", radio.channel ?? channelOf(radio.frequency ?? 0));
  put("frequency", radio.frequency ?? frequencyOf(radio));
  put("signal_db", get("radiotap.db_antsignal"));
  put("signal_dbm", radio.signal);
  put("noise_db", get("radiotap.db_antnoise"));
  put("noise_dbm", radio.noise);
  if (radio.signal !== undefined && radio.noise !== undefined) put("snr", radio.signal - radio.noise);
  put("timestamp", radio.time);
  if (get("radiotap.ampdu.flags.lastknown") === 1)
    put("last_part_of_an_ampdu", get("radiotap.ampdu.flags.last") === 1);
  if (get("radiotap.ampdu.flags") !== undefined)
    put("a_mpdu_delim_crc_error", get("radiotap.ampdu.flags.delim_crc_error") === 1);
  put("a_mpdu_aggregate_id", get("radiotap.ampdu.reference"));
  const time = timeOf(radio, phy, layer.wireLength);
  if (time === null) return;
  put("duration", time.all);
  put("preamble", time.preamble, 1);
  if (radio.time === undefined) return;
  // Radios tell when they had all of it.
  put("start_tsf", BigInt.asUintN(64, radio.time - BigInt(time.all)), 1);
  put("end_tsf", radio.time, 1);
}

/** Who tells the channel alone tells the band by the radio. */
function frequencyOf({ channel, phy }: Radio): number | undefined {
  if (channel === undefined || phy === undefined) return undefined;
  if (phy === Phy.a) return 5000 + 5 * channel;
  return channel === 14 ? 2484 : 2407 + 5 * channel;
}

type Get = Radio["get"];
type Put = (name: string, value: Value | undefined, depth?: number) => void;

function tellHt(get: Get, put: Put): void {
  const bit = (name: string) => {
    const value = get(`radiotap.mcs.${name}`);
    return value === undefined ? undefined : value === 1;
  };
  put("11n.mcs_index", get("radiotap.mcs.index"));
  put("11n.bandwidth", get("radiotap.mcs.bw"));
  put("11n.short_gi", bit("gi"));
  put("11n.greenfield", bit("format"));
  put("11n.fec", get("radiotap.mcs.fec"));
  put("11n.stbc_streams", get("radiotap.mcs.stbc"));
  const ness = get("radiotap.mcs.ness_bit0");
  put("11n.ness", ness === undefined ? undefined : ness + 2 * (get("radiotap.mcs.ness_bit1") ?? 0));
}

function tellVht(get: Get, put: Put): void {
  const of = (name: string) => get(`radiotap.vht.${name}`);
  const bit = (name: string) => {
    const value = of(name);
    return value === undefined ? undefined : value === 1;
  };
  put("11ac.short_gi", bit("gi"));
  put("11ac.bandwidth", of("bw"));
  put("11ac.stbc", bit("stbc"));
  put("11ac.short_gi_nsym_disambig", bit("sgi_nsym_da"));
  put("11ac.beamformed", bit("beamformed"));
  for (let user = 0; user < 4; user++) {
    if (of(`nss.${user}`) === undefined) continue;
    put("11ac.user", true);
    put("11ac.mcs", of(`mcs.${user}`), 1);
    put("11ac.nss", of(`nss.${user}`), 1);
    put("11ac.nsts", of(`nsts.${user}`), 1);
    put("11ac.fec", of(`coding.${user}`), 1);
  }
  put("11ac.gid", of("gid"));
  put("11ac.paid", of("paid"));
}

function remarks(layer: Layer, tell: Tell): void {
  const radio = radioOf(layer);
  if (radio === null) return;
  const phy = phyOf(radio);
  if (timeOf(radio, phy, layer.wireLength) === null) return;
  const { get } = radio;
  const assume = (name: string, isKnown: boolean) => {
    if (!isKnown) tell(`${W}.assumed.${name}`);
  };
  if (phy === Phy.b) assume("short_preamble", radio.short !== undefined);
  if (phy === Phy.ac) assume("no_stbc", get("radiotap.vht.stbc") !== undefined);
  if (phy !== Phy.n) return;
  assume("non_greenfield", get("radiotap.mcs.format") !== undefined);
  assume("no_stbc", get("radiotap.mcs.stbc") !== undefined);
  assume("no_extension_streams", get("radiotap.mcs.ness_bit0") !== undefined);
  assume("bcc_fec", get("radiotap.mcs.fec") !== undefined);
}

/** @param kind of frame, as the table of their readers has it */
const radioFor = (kind: number): Protocol => ({
  name: W,
  title: "802.11 radio information",
  reference: "IEEE 802.11, 15 to 27",
  get fields() {
    return fields();
  },
  claims: { "wlan_radio.frame": [kind] },
  parse: (_d: DataView, o: number, _lim: number, s: LayerStack) => {
    s.pos = o;
    return wlanFrame[kind];
  },
  column: "",
  locate,
  remarks,
});

export const wlanRadio = radioFor(0);
export const wlanRadioChecked = radioFor(1);
export const wlanRadioPadded = radioFor(2);
export const wlanRadioCheckedPadded = radioFor(3);
