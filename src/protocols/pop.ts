// Post Office Protocol: RFC 1939 section 3. Commands in lines of text; answers begin with an indicator, and some go on in
// lines up to a dot. A segment is read by itself: what begins with no indicator is more of a mail.

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, shown, telling } from "./common/cursor.ts";
import { str } from "./common/located.ts";
import { startsTlsRecord } from "./common/tls-record.ts";

const PORT = 110;
const INDICATOR = /^(\+OK|-ERR)(?: ([\s\S]*))?$/;

/** All but what follows where the two agreed to encrypt (RFC 2595): records begin as no line does. */
const isText = (d: DataView, o: number, lim: number): boolean => !startsTlsRecord(d, o, lim);

export const pop: Protocol = {
  name: "pop",
  title: "Post Office Protocol",
  reference: "RFC 1939, 3",
  fields: [
    str("pop.request", "Request"),
    str("pop.request.command", "Request command"),
    str("pop.request.parameter", "Request parameter"),
    str("pop.request.data", "Data"),
    str("pop.response", "Response"),
    str("pop.response.indicator", "Response indicator"),
    str("pop.response.description", "Response description"),
    str("pop.response.data", "Data"),
  ],
  claims: { "tcp.app": [PORT] },
  parse: () => 0,
  leaf: true,
  accepts: isText,
  owns: isText,
  ...telling(tell),
};

/** On ports of others, through a proxy: the lower one is the server's. */
function isAnswer(layer: Layer): boolean {
  const tcp = layer.below("tcp");
  const [source, target] = ["tcp.srcport", "tcp.dstport"].map((name) => Number(tcp?.get(name)));
  return source === PORT || (target !== PORT && source < target);
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const { data } = layer;
  const c = new Cursor(data, add);
  const { length, next } = lineAt(data, 0, c.end);
  const text = stringAt(data, 0, length);
  if (!isAnswer(layer)) {
    const [, command, parameter] = /^(\S*) ?([\s\S]*)$/.exec(text) as RegExpExecArray;
    add("pop.request", 0, next, `${text}\r\n`);
    add("pop.request.command", 0, Math.min(command.length, length), command, 1);
    if (parameter !== "") add("pop.request.parameter", 0, length, parameter, 1);
    say(`C: ${shown(text)}`);
    tellMore(c, next, "pop.request.data");
    return;
  }
  const [, indicator, description] = INDICATOR.exec(text) ?? [];
  if (indicator === undefined) {
    say(`S: DATA fragment, ${layer.wireLength} bytes`);
    return;
  }
  add("pop.response", 0, next, `${text}\r\n`);
  add("pop.response.indicator", 0, indicator.length, indicator, 1);
  if (description !== undefined) add("pop.response.description", indicator.length, 0, description, 1);
  say(`S: ${shown(text)}`);
  tellMore(c, next, "pop.response.data");
}

/** The lines behind the first one. */
function tellMore(c: Cursor, from: number, name: string): void {
  for (c.at = from; c.left > 0; ) {
    const { length, next } = lineAt(c.data, c.at, c.end);
    c.tell(name, next - c.at, `${stringAt(c.data, c.at, length)}\r\n`);
  }
}
