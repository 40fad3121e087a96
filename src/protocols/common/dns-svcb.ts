// What service binding records (SVCB, HTTPS) tell of a service, RFC 9460 sections 2.2 and 7; ECH is draft-ietf-tls-svcb-ech.
//
//  0         2         4
// +---------+---------+------- …    one after the other, by rising keys
// | key     | length  | value
// +---------+---------+------- …
import type { Cursor } from "./cursor.ts";
import { mark, num, raw, str, v4, v6 } from "./located.ts";

const KEYS = {
  0: "mandatory",
  1: "alpn",
  2: "no-default-alpn",
  3: "port",
  4: "ipv4hint",
  5: "ech",
  6: "ipv6hint",
  7: "dohpath",
  8: "ohttp",
  32769: "odohconfig",
  65535: "invalid key",
};

export const serviceFields = [
  num(2, "dns.svcb.svcpriority", "SvcPriority"),
  str("dns.svcb.targetname", "TargetName"),
  mark("dns.svcb.svcparam", "SvcParam"),
  num(2, "dns.svcb.svcparam.key", "SvcParamKey", { values: KEYS }),
  num(2, "dns.svcb.svcparam.value.length", "SvcParamValue length"),
  num(2, "dns.svcb.svcparam.mandatory.key", "Mandatory key", { values: KEYS }),
  num(1, "dns.svcb.svcparam.alpn.length", "ALPN length"),
  str("dns.svcb.svcparam.alpn", "ALPN"),
  num(2, "dns.svcb.svcparam.port", "Port"),
  v4("dns.svcb.svcparam.ipv4hint.ip", "IP"),
  raw("dns.svcb.svcparam.echconfig", "ECHConfig"),
  v6("dns.svcb.svcparam.ipv6hint.ip", "IP"),
  raw("dns.svcb.svcparam.odohconfig", "ODoHConfig"),
  raw("dns.svcb.svcparam.value", "SvcParamValue"),
];

const each =
  (name: string, size: number) =>
  (c: Cursor): void => {
    while (c.left > 0) c.tell(name, size);
  };

const whole =
  (name: string) =>
  (c: Cursor): void => {
    c.tell(name, c.left);
  };

/** By key. */
const VALUES: Readonly<Record<number, (value: Cursor) => void>> = {
  0: each("dns.svcb.svcparam.mandatory.key", 2),
  1: (c) => {
    while (c.left > 0) c.text("dns.svcb.svcparam.alpn", c.number("dns.svcb.svcparam.alpn.length", 1));
  },
  3: (c) => c.tell("dns.svcb.svcparam.port", 2),
  4: each("dns.svcb.svcparam.ipv4hint.ip", 4),
  5: whole("dns.svcb.svcparam.echconfig"),
  6: each("dns.svcb.svcparam.ipv6hint.ip", 16),
  32769: whole("dns.svcb.svcparam.odohconfig"),
};

export function tellServiceParameters(c: Cursor): void {
  while (c.left > 0) {
    const p = c.part("dns.svcb.svcparam", 4 + c.peek(2, 2));
    const key = p.number("dns.svcb.svcparam.key", 2);
    const value = p.within(p.number("dns.svcb.svcparam.value.length", 2));
    if (value.left > 0) (VALUES[key] ?? whole("dns.svcb.svcparam.value"))(value);
  }
}
