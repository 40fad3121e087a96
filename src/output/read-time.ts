/** The time column, in the formats of tshark's -t. */
import { secondsText } from "../core/format.ts";
import type { Packet } from "../core/layer.ts";
import type { Written } from "./written.ts";

export const TIME_FORMATS = ["r", "a", "ad", "adoy", "d", "dd", "e", "u", "ud", "udoy"] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** Digits behind the point: as many as the capture has. A resolution in powers of two gets all nine. */
export function digitsOf({ source }: Packet): number {
  if (source === null) return 9;
  return source.resolution & 0x80 ? 9 : Math.min(9, source.resolution);
}

/** The text of a packet's time; empty if it has none. */
export function timeColumn(packet: Packet, format: TimeFormat): string {
  const p = packet;
  if (p.nanoseconds < 0) return "";
  const digits = digitsOf(p);
  switch (format) {
    case "e":
      return cut(secondsText(p.seconds, p.nanoseconds), digits);
    case "r":
      return since(p, p.firstSeconds, p.firstNanoseconds, digits);
    case "d":
      return since(p, p.previousSeconds, p.previousNanoseconds, digits);
    case "dd":
      return since(p, p.shownSeconds, p.shownNanoseconds, digits);
    default:
      return dateText(p, format, digits);
  }
}

const [POINT, ZERO] = [0x2e, 0x30];

/** Writes the same with spaces in front up to a width. */
export function writeTime(out: Written, p: Packet, format: TimeFormat, width: number): void {
  const { firstSeconds, firstNanoseconds } = p;
  // Mostly it is this one, and counts forward.
  let seconds = p.seconds - firstSeconds;
  let nanoseconds = p.nanoseconds - firstNanoseconds;
  if (nanoseconds < 0) {
    seconds--;
    nanoseconds += 1e9;
  }
  const digits = digitsOf(p);
  if (format !== "r" || p.nanoseconds < 0 || firstNanoseconds < 0 || seconds < 0 || digits === 0) {
    out.padded(timeColumn(p, format), width);
    return;
  }
  out.decimal(seconds, width - 1 - digits);
  out.byte(POINT);
  out.decimal(Math.trunc(nanoseconds / 10 ** (9 - digits)), digits, ZERO);
}

function since(p: Packet, seconds: number, nanoseconds: number, digits: number): string {
  if (nanoseconds < 0) return cut(secondsText(0, 0), digits);
  return cut(secondsText(p.seconds - seconds, p.nanoseconds - nanoseconds), digits);
}

/** Of nine digits behind the point the first few. */
function cut(text: string, digits: number): string {
  if (digits === 9) return text;
  return text.slice(0, text.length - 9 + digits - (digits === 0 ? 1 : 0));
}

/** The last second that has a date of four digits for its year: 9999-12-31T23:59:59Z. */
const LAST = 253402300799;
const DAY = 86_400_000;

function dateText(p: Packet, format: TimeFormat, digits: number): string {
  const utc = format.startsWith("u");
  const date = new Date(Math.min(p.seconds, LAST) * 1000);
  // A date whose UTC parts are those of the local time.
  const shown = utc ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  const fraction = digits === 0 ? "" : `.${String(p.nanoseconds).padStart(9, "0").slice(0, digits)}`;
  const [day, time] = shown.toISOString().split(/[TZ]/);
  const clock = `${time.slice(0, 8)}${fraction}`;
  if (format.endsWith("doy")) {
    const number = Math.floor((shown.getTime() - Date.UTC(shown.getUTCFullYear(), 0, 1)) / DAY) + 1;
    return `${day.slice(0, -6)}/${String(number).padStart(3, "0")} ${clock}`;
  }
  return format.endsWith("d") ? `${day} ${clock}` : clock;
}
