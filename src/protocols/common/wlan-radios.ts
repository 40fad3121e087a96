/** What follows from what a radio tells of an 802.11 frame: its channel, how fast it was sent, and how long that took. */
import { heRate, htRate, htStreams, vhtRate } from "./wlan-rates.ts";

/** Wireshark's numbers of the radios of clauses 14 to 27. */
export const Phy = { hopping: 1, spread: 3, b: 4, a: 5, g: 6, n: 7, ac: 8, ax: 11 };

/** What a radio's header says, as far as it does. Rates are in Mb/s, frequencies in MHz. */
export interface Radio {
  readonly get: (name: string) => number | undefined;
  rate?: number;
  frequency?: number;
  channel?: number;
  flags?: number;
  short?: boolean;
  signal?: number;
  noise?: number;
  time?: bigint;
  phy?: number;
}

/** IEEE 802.11, Annex E: by its first frequency every band counts its channels of 5 MHz. */
export function channelOf(frequency: number): number | undefined {
  if (frequency === 2484) return 14;
  const [start, first, last] =
    frequency < 2500
      ? [2407, 2412, 2472]
      : frequency < 5000
        ? [4000, 4910, 4980]
        : frequency < 5930
          ? [5000, 5000, 5925]
          : [5950, 5955, 7115];
  const number = (frequency - start) / 5;
  return frequency >= first && frequency <= last && Number.isInteger(number) ? number : undefined;
}

/** Microseconds of a preamble's training, one for each stream; of three there are four. */
const training = (streams: number): number => 4 * (streams === 3 ? 4 : streams);
/** Bits of a frame's service field and tail. */
const SERVICE = 22;

export interface Time {
  preamble: number;
  all: number;
}

/** How long a frame of so many bytes takes, in microseconds; null: not known. */
export function timeOf(radio: Radio, phy: number, bytes: number): Time | null {
  const { get, rate, short = true } = radio;
  const bits = 8 * bytes;
  if (phy === Phy.ac) {
    const streams = get("radiotap.vht.nss.0");
    const mbits = vhtOf(radio);
    if (streams === undefined || mbits === undefined) return null;
    const preamble = 32 + training(streams * (1 + (get("radiotap.vht.stbc") ?? 0)));
    return { preamble, all: Math.floor(preamble + (bits + SERVICE) / mbits) };
  }
  if (rate === undefined || rate === 0) return null;
  if (phy === Phy.b) {
    const preamble = short ? 96 : 192;
    return { preamble, all: preamble + Math.ceil(bits / rate) };
  }
  if (phy === Phy.a || phy === Phy.g)
    return { preamble: 20, all: 20 + 4 * Math.ceil((bits + SERVICE) / (4 * rate)) };
  return phy === Phy.n ? htTime(radio, bits) : null;
}

function htTime({ get }: Radio, bits: number): Time | null {
  const index = get("radiotap.mcs.index");
  if (index === undefined || htStreams(index) === 0) return null;
  const stbc = get("radiotap.mcs.stbc") ?? 0;
  const greenfield = get("radiotap.mcs.format") === 1;
  const extra = (get("radiotap.mcs.ness_bit0") ?? 0) + 2 * (get("radiotap.mcs.ness_bit1") ?? 0);
  const trained = training(htStreams(index) + stbc) + training(extra);
  const preamble = greenfield ? 20 + trained : 32 + trained;
  const short = (get("radiotap.mcs.gi") ?? 0) === 1;
  // Bits of a symbol, whatever its guard interval; with block codes over time they come in pairs.
  const symbol = 4 * htRate(index, get("radiotap.mcs.bw") === 1, false);
  const pairs = stbc > 0 ? 2 : 1;
  const symbols = pairs * Math.ceil((bits + SERVICE) / (symbol * pairs));
  return { preamble, all: Math.round(preamble + symbols * (short ? 3.6 : 4)) };
}

/** Of the last of the frame's receivers. */
export function vhtOf({ get }: Radio): number | undefined {
  const [width, guard] = [get("radiotap.vht.bw"), get("radiotap.vht.gi")];
  if (width === undefined || guard === undefined) return undefined;
  let rate: number | undefined;
  for (let user = 0; user < 4; user++) {
    const [index, streams] = [get(`radiotap.vht.mcs.${user}`), get(`radiotap.vht.nss.${user}`)];
    if (index !== undefined && streams !== undefined) rate = streams * vhtRate(index, width, guard === 1);
  }
  return rate;
}

export function heOf({ get }: Radio): number | undefined {
  const of = (name: string) => get(`radiotap.he.data_${name}`);
  const [index, width, guard, streams] = [
    of("3.data_mcs"),
    of("5.data_bw_ru_allocation"),
    of("5.gi"),
    of("6.nsts"),
  ];
  if (index === undefined || width === undefined || guard === undefined || streams === undefined)
    return undefined;
  return heRate(index, width, guard, streams) || undefined;
}
