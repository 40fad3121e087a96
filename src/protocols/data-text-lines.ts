// The body of an HTTP message whose type is text: Wireshark's "data-text-lines", and the types that it takes for
// such. It is what the headers before it say (RFC 9110, 8.3). And the parts of a mail on its way.

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { lineAt } from "./common/cursor.ts";
import { isEmptyBody } from "./common/http-message.ts";

const TEXT = new RegExp(
  "^content-type:\\s*(text/(plain|html|css|javascript|richtext|enriched|parameters|vnd\\.sun\\.j2me\\.app-descriptor)" +
    "|application/(x-javascript|x-ns-proxy-autoconfig|x-tia-p25-issi))\\s*(;|$)",
);

export const dataTextLines: Protocol = {
  name: "data-text-lines",
  title: "Line-based text data",
  reference: "RFC 9110, 8.3",
  fields: [],
  claims: { "smtp.data": [0] },
  guessedOver: ["http"],
  accepts: (d, o, lim, s) => isText(d, s.off[s.n - 1], o, lim),
  parse: () => 0,
  leaf: true,
  locate: ({ data, wireLength }) => {
    if (data.byteLength < wireLength) throw new RangeError("a text that is cut");
  },
  column: ({ packet, index }) => packet.layers()[index - 1].protocol.name.toUpperCase(),
};

/** The headers between `start` and `body` promise text, and the body begins as its coding does. */
function isText(d: DataView, start: number, body: number, lim: number): boolean {
  let text = false;
  let chunked = false;
  let coding = "";
  for (let at = start; at < body; ) {
    const { length, next } = lineAt(d, at, body);
    const line = stringAt(d, at, length).toLowerCase();
    if (TEXT.test(line)) text = true;
    coding = /^content-encoding:\s*(\S*)/.exec(line)?.[1] ?? coding;
    if (/^transfer-encoding:\s*chunked/.test(line)) chunked = true;
    at = next;
  }
  if (!text || isEmptyBody(d, start, body, lim)) return false;
  const first = chunked ? lineAt(d, body, lim).next : body;
  if (coding === "" || coding === "identity") return true;
  if (!coding.includes("gzip")) return coding === "deflate" || coding === "br";
  return first + 2 <= lim && d.getUint16(first) === GZIP;
}

/** How what gzip packed begins (RFC 1952, 2.3). */
const GZIP = 0x1f8b;
