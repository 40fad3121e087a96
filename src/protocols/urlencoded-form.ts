// A form in the body of an HTTP message: names and values of the WHATWG's URL standard, 5.
//
//   name=a+text&other=%41

import type { Protocol } from "../core/protocol.ts";
import type { Cursor } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const fields = [str("urlencoded-form.key", "Key"), str("urlencoded-form.value", "Value")];

export const urlencodedForm: Protocol = {
  name: "urlencoded-form",
  title: "HTML Form URL Encoded",
  reference: "URL Standard, 5",
  fields,
  ...bodyReader(Kind.form, fields, tell),
  column: columnWith(""),
};

/** A name goes on to the next equals sign, a value to the next ampersand. What is coded wrongly ends it. */
function tell(c: Cursor): void {
  const bytes = Buffer.from(c.data.buffer, c.data.byteOffset, c.data.byteLength);
  while (c.left > 0) {
    const equals = bytes.indexOf("=", c.at);
    const key = decoded(bytes.subarray(c.at, equals < 0 ? c.end : equals));
    if (key === undefined) return;
    const from = equals < 0 ? c.end : equals + 1;
    c.add("urlencoded-form.key", c.at, (equals < 0 ? c.end : equals) - c.at, key);
    const ampersand = bytes.indexOf("&", from);
    const to = ampersand < 0 ? c.end : ampersand;
    const value = decoded(bytes.subarray(from, to));
    if (value === undefined) return;
    c.add("urlencoded-form.value", from, to - from, value);
    c.at = Math.min(c.end, to + 1);
  }
}

const [PERCENT, PLUS, BLANK] = [0x25, 0x2b, 0x20];

/** A plus stands for a blank, a percent sign and two digits for a byte. */
function decoded(bytes: Buffer): string | undefined {
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== PERCENT) {
      out.push(bytes[i] === PLUS ? BLANK : bytes[i]);
      continue;
    }
    const digits = bytes.toString("latin1", i + 1, i + 3);
    if (!/^[0-9a-f]{2}$/i.test(digits)) return undefined;
    out.push(Number.parseInt(digits, 16));
    i += 2;
  }
  return Buffer.from(out).toString("utf8");
}
