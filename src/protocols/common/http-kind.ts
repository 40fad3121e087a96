/** What a message of HTTP/1.x carries, by its headers: nothing, a text or something else. */
import { stringAt } from "../../core/values.ts";
import { lineAt, startsWith } from "./cursor.ts";
import { headersEnd, isEmptyBody, mayTell, startsMessage, VERSION } from "./http-message.ts";

/** Nothing, or another message; a text; something else, which is nobody's; nothing but that. */
const [NOTHING, TEXT_LINES, OTHER, PART] = [0, 1, 2, 3];

const TEXT = new RegExp(
  "^content-type:\\s*(text/(plain|html|css|javascript|richtext|enriched|parameters|vnd\\.sun\\.j2me\\.app-descriptor)" +
    "|application/(x-javascript|x-ns-proxy-autoconfig|x-tia-p25-issi))\\s*(;|$)",
);

/** Of what stands at `o`; where no message begins there, all of it is a part of one's body. */
export function httpKind(d: DataView, o: number, lim: number): number {
  if (!startsMessage(d, o, lim)) return PART;
  const at = headersEnd(d, o, lim);
  if (at >= lim) return NOTHING;
  if (isText(d, o, at, lim)) return TEXT_LINES;
  return bodyFrom(d, o, at, lim) < lim ? OTHER : NOTHING;
}

/** Where the body of what stands at `o` begins; one that holds nothing is none, and ends at `lim`. */
export const bodyAt = (d: DataView, o: number, lim: number): number =>
  startsMessage(d, o, lim) ? bodyFrom(d, o, headersEnd(d, o, lim), lim) : o;

/** @param at where the headers end */
function bodyFrom(d: DataView, o: number, at: number, lim: number): number {
  // What stands behind a request without a body is the next one.
  if (!startsWith(d, o, lim, VERSION) && startsMessage(d, at, lim)) return lim;
  return isEmptyBody(d, o, at, lim) ? lim : at;
}

/** The headers between `start` and `body` promise text, and the body begins as its coding does. */
export function isText(d: DataView, start: number, body: number, lim: number): boolean {
  let text = false;
  let chunked = false;
  let coding = "";
  for (let at = start; at < body; ) {
    const { length, next } = lineAt(d, at, body);
    const line = mayTell(d, at) ? stringAt(d, at, length).toLowerCase() : "";
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
