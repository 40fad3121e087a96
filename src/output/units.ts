/** Figures for people: the same in every locale, decimal prefixes, three significant digits. */

const SIZES = ["B", "kB", "MB", "GB", "TB", "PB"];
const RATES = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];
const COUNTS = ["", "k", "M", "G", "T"];

/** A whole number with thousands separators: 1,234,567. */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Three significant digits, at most two of them behind the point: 0.25, 1.23, 12.3, 1,234. */
function digits(value: number): string {
  if (value === 0) return "0";
  if (value < 1) return value.toFixed(2);
  const rounded = value.toPrecision(3);
  return Number(rounded) < 1000 ? rounded : count(value);
}

/** The value with the largest prefix that leaves at least 1; the prefix is chosen after rounding. */
function scaled(value: number, units: readonly string[]): [string, string] {
  let v = value;
  let i = 0;
  while (i < units.length - 1 && Number(v.toPrecision(3)) >= 1000) {
    v /= 1000;
    i++;
  }
  return [digits(v), units[i]];
}

/** A count in at most `width` characters, if need be with k, M, G: 9,999 but 12.3k. */
export function shortCount(n: number, width: number): string {
  const full = count(n);
  return full.length <= width || n < 1000 ? full : scaled(n, COUNTS).join("");
}

/** Bytes: 999 B, 1.46 MB. */
export function size(bytes: number): string {
  return bytes < 1000 ? `${Math.round(bytes)} B` : scaled(bytes, SIZES).join(" ");
}

/** Bits a second: 1.17 Mbit/s. */
export function rate(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, RATES).join(" ");
}

/** A number without unit to three significant digits: packets a second, equal paths. */
export function figure(value: number): string {
  return digits(value);
}

/** Entropy in bits. Never -0. */
export function bits(value: number): string {
  return (value + 0).toFixed(2);
}

/** `part` of `whole`, 0 where there is no whole. */
export function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** A share from 0 to 1. "0 %" and "100 %" are exact, everything near them says so: <0.1 %, >99.9 %. */
export function percent(share: number): string {
  if (share <= 0) return "0 %";
  if (share >= 1) return "100 %";
  if (share < 0.001) return "<0.1 %";
  if (share > 0.999) return ">99.9 %";
  return `${(share * 100).toFixed(1)} %`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** Seconds: 12.3 ms, 59.9 s, 2 min 05 s, 1 h 02 min, 3 d 04 h. */
export function duration(seconds: number): string {
  if (seconds <= 0) return "0 s";
  if (Number(seconds.toPrecision(3)) < 60) {
    const [factor, unit] =
      seconds < 0.9995e-6
        ? [1e9, "ns"]
        : seconds < 0.9995e-3
          ? [1e6, "µs"]
          : seconds < 0.9995
            ? [1e3, "ms"]
            : [1, "s"];
    return `${digits(seconds * factor)} ${unit}`;
  }
  const s = Math.round(seconds);
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  const min = Math.round(seconds / 60);
  if (min < 1440) return `${Math.floor(min / 60)} h ${two(min % 60)} min`;
  const h = Math.round(seconds / 3600);
  return `${count(Math.floor(h / 24))} d ${two(h % 24)} h`;
}

/** "1 packet", "2 packets". Irregular words give their plural. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
