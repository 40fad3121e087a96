/** How fast frames of IEEE 802.11 are sent, in Mb/s: tables of clauses 19.5 (HT), 21.5 (VHT) and 27.5 (HE). */

/** Data bits a symbol and stream of a subcarrier: bits by the modulation, times the share that the coding leaves. */
const BITS = [0.5, 1, 1.5, 2, 3, 4, 4.5, 5, 6, 20 / 3, 7.5, 25 / 3];
/** Those of 802.11ac end here. */
const VHT_SCHEMES = 10;
/** A symbol with its guard interval, in microseconds. */
const [LONG, SHORT] = [4, 3.6];

const rate = (index: number, subcarriers: number, short: boolean): number =>
  (BITS[index] * subcarriers) / (short ? SHORT : LONG);

const MODULATIONS = 8;
const HT_STREAMS = 4;
/** Beyond these, streams differ in their modulation. */
const EQUAL = HT_STREAMS * MODULATIONS;

/** How many streams a modulation and coding scheme of 802.11n has; 0: not told by its number alone. */
export const htStreams = (index: number): number => (index < EQUAL ? Math.floor(index / MODULATIONS) + 1 : 0);

/** @param wide 40 MHz; @returns 0 where it is not known */
export function htRate(index: number, wide: boolean, short: boolean): number {
  if (index >= EQUAL) return 0;
  return htStreams(index) * rate(index % MODULATIONS, wide ? 108 : 52, short);
}

/** Subcarriers that carry data, of 20, 40, 80 and 160 MHz. */
const VHT_SUBCARRIERS = [52, 108, 234, 468];

/** The width of a channel by radiotap's number: 0 for 20 MHz up to 3 for 160. */
export function vhtWidth(bandwidth: number): number {
  if (bandwidth === 0) return 0;
  if (bandwidth <= 3) return 1;
  return bandwidth <= 10 ? 2 : 3;
}

/** Of one stream. */
export const vhtRate = (index: number, bandwidth: number, short: boolean): number =>
  index >= VHT_SCHEMES ? 0 : rate(index, VHT_SUBCARRIERS[vhtWidth(bandwidth)], short);

/** Subcarriers that carry data: of whole channels as above, and of parts of 26 to 2 times 996. */
const HE_SUBCARRIERS = [234, 468, 980, 1960, 24, 48, 102, 234, 468, 980, 1960];
/** A symbol, and its guard intervals by radiotap's number, in microseconds. */
const HE_SYMBOL = 12.8;
const HE_GUARDS = [0.8, 1.6, 3.2];

/** In tenths of a stream's rate, times the streams. @returns 0 where it is not known */
export function heRate(index: number, width: number, guard: number, streams: number): number {
  const interval = HE_GUARDS[guard];
  const carriers = HE_SUBCARRIERS[width];
  if (index >= BITS.length || interval === undefined || carriers === undefined) return 0;
  return (Math.round(((BITS[index] * carriers) / (HE_SYMBOL + interval)) * 10) / 10) * streams;
}
