/** Times as they are written, in nanoseconds. */

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?(?:\d\d)?)?$/;
const LONG = /^([A-Z][a-z]{2}) +(\d{1,2}), +(\d{4}) +(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: +(UTC))?$/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * `2026-11-22 10:00:00.5+01:00` or `Nov 22, 2026 10:00:00`, in local time if no zone is given, as in Wireshark;
 * or a number of seconds.
 * @returns nanoseconds since 1970 UTC, null if it is none
 */
export function readTime(text: string): bigint | null {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, y, mo, d, h = "0", mi = "0", s = "0", fraction = "", zone] = iso;
    return instant([y, mo, d, h, mi, s].map(Number), fraction, zone);
  }
  const long = LONG.exec(text);
  if (long === null) return readSeconds(text);
  const [, month, d, y, h, mi, s, fraction = "", zone] = long;
  return instant([y, MONTHS.indexOf(month) + 1, d, h, mi, s].map(Number), fraction, zone);
}

function instant(parts: number[], fraction: string, zone: string | undefined): bigint | null {
  const [y, mo, d, h, mi, s] = parts;
  const day = new Date(Date.UTC(y, mo - 1, d));
  if (day.getUTCMonth() !== mo - 1 || day.getUTCDate() !== d || h > 23 || mi > 59 || s > 60) return null;
  let time = Date.UTC(y, mo - 1, d, h, mi, s);
  if (zone === undefined) time = new Date(y, mo - 1, d, h, mi, s).getTime();
  else if (zone !== "Z" && zone !== "UTC") {
    const digits = zone.replace(/\D/g, "").padEnd(4, "0");
    const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
    time -= (zone.startsWith("-") ? -minutes : minutes) * 60_000;
  }
  return BigInt(time) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Seconds with up to nine decimals, to nanoseconds. */
export function readSeconds(text: string): bigint | null {
  const found = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (found === null) return null;
  return BigInt(found[1]) * 1_000_000_000n + BigInt((found[2] ?? "").padEnd(9, "0"));
}
