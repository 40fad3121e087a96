// Network Time Protocol, RFC 5905 section 7.3; control messages (mode 6) are RFC 9327, private ones (7) ntpd's.
//
//  0    1    2    3    4         8         12        16        24       32       40       48
// +----+----+----+----+---------+---------+---------+---------+--------+--------+--------+----
// |flag|stra|poll|prec|root del.|root disp| refer id| updated | origin | receiv.|transmit| key …
// +----+----+----+----+---------+---------+---------+---------+--------+--------+--------+----

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, telling } from "./common/cursor.ts";
import { hexNum, num, raw, str } from "./common/located.ts";
import { controlFields, tellControl } from "./common/ntp-control.ts";
import { extensionFields, tellExtensions } from "./common/ntp-extensions.ts";
import { privateFields, tellPrivate } from "./common/ntp-private.ts";

const MODES: Record<number, string> = {
  0: "reserved",
  1: "symmetric active",
  2: "symmetric passive",
  3: "client",
  4: "server",
  5: "broadcast",
  6: "control",
  7: "private",
};

const fields = [
  hexNum(1, "ntp.flags", "Flags"),
  num(1, "ntp.flags.li", "Leap Indicator", { mask: 0xc0 }),
  num(1, "ntp.flags.vn", "Version number", { mask: 0x38 }),
  num(1, "ntp.flags.mode", "Mode", { mask: 0x07, values: MODES }),
  num(1, "ntp.stratum", "Peer Clock Stratum"),
  num(1, "ntp.ppoll", "Peer Polling Interval"),
  num(1, "ntp.precision", "Peer Clock Precision"),
  num(4, "ntp.rootdelay", "Root Delay"),
  num(4, "ntp.rootdispersion", "Root Dispersion"),
  raw("ntp.refid", "Reference ID", 4),
  str("ntp.reftime", "Reference Timestamp"),
  str("ntp.org", "Origin Timestamp"),
  str("ntp.rec", "Receive Timestamp"),
  str("ntp.xmt", "Transmit Timestamp"),
  ...extensionFields,
  ...controlFields,
  ...privateFields,
];
const CONTROL = 6;
const PRIVATE = 7;

export const ntp: Protocol = {
  name: "ntp",
  title: "Network Time Protocol",
  reference: "RFC 5905, 7.3",
  fields,
  claims: { "udp.app": [123] },
  parse: atLeast(1),
  leaf: true,
  summary: ({ data }) => ` (NTP Version ${(data.getUint8(0) >> 3) & 7}, ${MODES[data.getUint8(0) & 7]})`,
  ...telling(tell),
};

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(layer.data, add);
  const flags = c.peek(1);
  const mode = flags & 7;
  say(`NTP Version ${(flags >> 3) & 7}, ${MODES[mode]}`);
  const bits = new Cursor(layer.data, add, 0, c.end, 1);
  c.tell("ntp.flags", 1);
  const isPrivate = mode === PRIVATE;
  if (isPrivate) bits.here("ntp.priv.flags.r", 1).here("ntp.priv.flags.more", 1);
  else bits.here("ntp.flags.li", 1);
  bits.here("ntp.flags.vn", 1).here("ntp.flags.mode", 1);
  if (isPrivate) tellPrivate(bits, say, timestamp);
  else if (mode === CONTROL) tellControl(c);
  else tellTimes(c);
}

function tellTimes(c: Cursor): void {
  c.tell("ntp.stratum", 1).tell("ntp.ppoll", 1).tell("ntp.precision", 1);
  c.tell("ntp.rootdelay", 4).tell("ntp.rootdispersion", 4).tell("ntp.refid", 4);
  for (const name of ["ntp.reftime", "ntp.org", "ntp.rec", "ntp.xmt"]) c.tell(name, 8, timestamp(c));
  tellExtensions(c);
}

/** Seconds from 1900 to 1970. */
const ERA_0 = 2_208_988_800;
/** Seconds with a clear top bit are of the era that starts in 2036 (RFC 4330, 3). */
const ERA_1 = 2 ** 32 - ERA_0;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Seconds since 1900 in 32.32 bits, as a time in UTC; all zeros: no time was told. */
function timestamp(c: Cursor): string {
  const [seconds, fraction] = [c.peek(4), c.peek(4, 4)];
  if (seconds === 0 && fraction === 0) return "NULL";
  const since1970 = seconds + (seconds >= 2 ** 31 ? -ERA_0 : ERA_1);
  const date = new Date(since1970 * 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  const nanoseconds = String(Math.floor((fraction * 1e9) / 2 ** 32)).padStart(9, "0");
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${MONTHS[date.getUTCMonth()]} ${day}, ${date.getUTCFullYear()} ${clock}.${nanoseconds} UTC`;
}
