// The body of an HTTP message whose type is text: Wireshark's "data-text-lines", and the types that it takes for
// such. It is what the headers before it say (RFC 9110, 8.3).

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { lineAt } from "./common/cursor.ts";

const TEXT = new RegExp(
  "^content-type:\\s*(text/(plain|html|css|javascript|richtext|enriched|parameters|vnd\\.sun\\.j2me\\.app-descriptor)" +
    "|application/(x-javascript|x-ns-proxy-autoconfig|x-tia-p25-issi))\\s*(;|$)",
);

export const dataTextLines: Protocol = {
  name: "data-text-lines",
  title: "Line-based text data",
  reference: "RFC 9110, 8.3",
  fields: [],
  claims: {},
  guessedOver: ["http"],
  accepts: (d, o, _lim, s) => isPlainText(d, s.off[s.n - 1], o),
  parse: () => 0,
  leaf: true,
  locate: ({ data, wireLength }) => {
    if (data.byteLength < wireLength) throw new RangeError("a text that is cut");
  },
  column: (layer) => layer.below("http")?.protocol.name.toUpperCase() ?? "HTTP",
};

/** The headers between `start` and `end` promise text, as it is. */
function isPlainText(d: DataView, start: number, end: number): boolean {
  let text = false;
  for (let at = start; at < end; ) {
    const { length, next } = lineAt(d, at, end);
    const line = stringAt(d, at, length).toLowerCase();
    if (TEXT.test(line)) text = true;
    if (/^content-encoding:\s*(?!identity)/.test(line)) return false;
    if (/^transfer-encoding:\s*chunked/.test(line)) return false;
    at = next;
  }
  return text;
}
