/** How values are written: addresses, times. Never on the hot path. */
import { LatelyMade } from "./memo.ts";

const quads = new LatelyMade(
  (address) => `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`,
);

/** Dotted quad of a 32-bit address (RFC 791). */
export const ipv4Text = (address: number): string => quads.of(address, 0, 0, 0);

const groups = new LatelyMade(groupsText);

/** RFC 5952 text of an IPv6 address, given as four 32-bit words in network order. */
export const ipv6Text = (a: number, b: number, c: number, d: number): string => groups.of(a, b, c, d);

function groupsText(a: number, b: number, c: number, d: number): string {
  if (a === 0 && b === 0) {
    if (c >>> 0 === 0xffff) return `::ffff:${ipv4Text(d)}`;
    // An IPv4-compatible address (RFC 4291, 2.5.5.1), as inet_ntop writes it; ::1 and its like are none.
    if (c === 0 && d >>> 16 !== 0) return `::${ipv4Text(d)}`;
  }
  const groups = [a, b, c, d].flatMap((word) => [word >>> 16, word & 0xffff]);
  let from = -1;
  let length = 1; // a single zero group is not shortened (4.2.2)
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) {
      from = i;
      length = end - i;
    }
    if (end > i) i = end;
  }
  const hex = groups.map((g) => g.toString(16));
  if (from < 0) return hex.join(":");
  return `${hex.slice(0, from).join(":")}::${hex.slice(from + length).join(":")}`;
}

/** RFC 3339 in UTC with nanoseconds, for years 1970 to 9999; later ones are written as the last. */
export function timeText(seconds: number, nanoseconds: number): string {
  if (seconds !== lastSecond) {
    const LAST = 253402300799; // 9999-12-31T23:59:59Z
    lastDate = new Date(Math.min(seconds, LAST) * 1000).toISOString().slice(0, 19);
    lastSecond = seconds;
  }
  return `${lastDate}.${nineDigits(nanoseconds)}Z`;
}

/** The one that was asked for last: many packets come in a second. */
let lastSecond = Number.NaN;
let lastDate = "";

/** Of a number below 10^9. */
const nineDigits = (number: number): string => String(1_000_000_000 + number).slice(1);

/** Decimal text of a 64-bit id from its two words. */
export function idText(hi: number, lo: number): string {
  if (hi === 0) return String(lo >>> 0);
  return String((BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0));
}

/** Seconds with nine decimals. `nanoseconds` between -999,999,999 and 999,999,999; the sum may be below 0. */
export function secondsText(seconds: number, nanoseconds: number): string {
  const [s, n] = nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds];
  if (s >= 0) return `${s}.${nineDigits(n)}`;
  const [whole, rest] = n === 0 ? [-s, 0] : [-s - 1, 1e9 - n];
  return `-${whole}.${nineDigits(rest)}`;
}

/** Nanoseconds as seconds with nine decimals. */
export const durationText = (nanoseconds: number): string => {
  const seconds = Math.trunc(nanoseconds / 1e9);
  return secondsText(seconds, nanoseconds - seconds * 1e9);
};
