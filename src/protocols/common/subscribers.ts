/** Numbers of subscribers and networks (ITU-T E.212 and E.164), two digits a byte with the low one first. */
import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { num, str } from "./located.ts";

/** Digits up to a filler. @param size bytes */
export function digitsOf(c: Cursor, size: number): string {
  let text = "";
  for (let i = 0; i < 2 * size; i++) {
    const digit = (c.peek(1, i >> 1) >> (4 * (i & 1))) & 15;
    if (digit === 15) break;
    text += digit < 10 ? String(digit) : "?";
  }
  return text;
}

export const subscriberFields: readonly Field[] = [
  str("e212.imsi", "IMSI"),
  str("e212.assoc.imsi", "Association IMSI"),
  str("e164.msisdn", "E.164 number (MSISDN)"),
];

/** A subscriber's number, and again for the session that it belongs to, as Wireshark has it. */
export function tellSubscriber(c: Cursor, size: number): void {
  const text = digitsOf(c, size);
  c.here("e212.imsi", size, text).tell("e212.assoc.imsi", size, text);
}

/** Fields of a network's codes: `e212.mcc` and `e212.mnc`, with a word between if it is one of several. */
export const networkFields = (...kinds: readonly string[]): Field[] =>
  kinds.flatMap((kind) => [
    num(2, `e212.${kind}mcc`, "Mobile Country Code (MCC)"),
    num(2, `e212.${kind}mnc`, "Mobile Network Code (MNC)"),
  ]);

/** Country and network in three bytes (3GPP TS 24.008, 10.5.1.3): networks have two or three digits. */
export function tellNetworkCodes(c: Cursor, kind = ""): void {
  const [a, b, d] = [c.peek(1), c.peek(1, 1), c.peek(1, 2)];
  const country = (a & 15) * 100 + (a >> 4) * 10 + (b & 15);
  const two = (d & 15) * 10 + (d >> 4);
  c.here(`e212.${kind}mcc`, 2, country).skip(1);
  c.tell(`e212.${kind}mnc`, 2, b >> 4 === 15 ? two : two * 10 + (b >> 4));
}
