// JavaScript Object Notation in the body of an HTTP message, RFC 8259: objects and arrays, one behind the other.
//
//   {"name": "x", "list": [1, true, null]}

import type { Protocol } from "../core/protocol.ts";
import type { Cursor } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { type Json, jsonAt } from "./common/json-text.ts";
import { mark, str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const fields = [
  mark("json.object", "Object"),
  mark("json.array", "Array"),
  str("json.member", "Member"),
  str("json.key", "Key"),
  str("json.path", "Path"),
  str("json.path_with_value", "Path with value"),
  str("json.member_with_value", "Member with value"),
  str("json.value.string", "String value"),
  str("json.value.number", "Number value"),
  mark("json.value.true", "True value"),
  mark("json.value.false", "False value"),
  mark("json.value.null", "Null value"),
  mark("json.value.nan", "NaN value"),
];

export const json: Protocol = {
  name: "json",
  title: "JavaScript Object Notation",
  reference: "RFC 8259",
  fields,
  ...bodyReader(Kind.json, fields, tell),
  claims: { "sip.body": [Kind.json], "db-lsp-disc.body": [0] },
  column: columnWith("/JSON"),
};

function tell(c: Cursor): void {
  for (let at = 0; ; ) {
    const value = jsonAt(c.data, at);
    if (value === undefined) return;
    tellValue(c, value, "", "", 0);
    at = value.end;
  }
}

/** @param name of the member whose value it is; "[]" in an array */
function tellValue(c: Cursor, value: Json, path: string, name: string, depth: number): void {
  const size = value.end - value.at;
  const { kind, text } = value;
  if (kind !== "object" && kind !== "array") {
    c.add("json.path_with_value", value.at, size, `${path}:${text}`, depth);
    c.add("json.member_with_value", value.at, size, `${name}:${text}`, depth);
    c.add(`json.value.${kind}`, value.at, size, kind === "string" || kind === "number" ? text : true, depth);
    return;
  }
  c.add(`json.${kind}`, value.at, size, true, depth);
  for (const { key, of } of value.members) {
    if (key === undefined) {
      tellValue(c, of, `${path}/[]`, "[]", depth + 1);
      continue;
    }
    const [own, long] = [`${path}/${key.text}`, of.end - key.at];
    c.add("json.member", key.at, long, key.text, depth + 1);
    tellValue(c, of, own, key.text, depth + 2);
    c.add("json.key", key.at, key.end - key.at, key.text, depth + 2);
    c.add("json.path", key.at, long, own, depth + 2);
  }
}
