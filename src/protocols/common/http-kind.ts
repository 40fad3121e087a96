/** What a message of HTTP/1.x carries, by its headers: nothing, a text, a picture or something else. */
import { stringAt } from "../../core/values.ts";
import { lineAt, startsWith } from "./cursor.ts";
import { bodyBytes, type Codings, isPackedSo } from "./http-body.ts";
import { headersEnd, isEmptyBody, mayTell, startsMessage, VERSION } from "./http-message.ts";
import { Kind, kindOfType, PROMISED, pictureOf, plainType } from "./media-types.ts";

/** Of what stands at `o`; where no message begins there, all of it is a part of one's body. */
export function httpKind(d: DataView, o: number, lim: number): number {
  if (!startsMessage(d, o, lim)) return Kind.part;
  const at = headersEnd(d, o, lim);
  if (at >= lim || isEmptyBody(d, o, at, lim)) return Kind.nothing;
  const kind = kindOfBody(d, o, at, lim);
  return kind === Kind.other && bodyFrom(d, o, at, lim) >= lim ? Kind.nothing : kind;
}

/** Where the body of what stands at `o` begins; one that holds nothing is none, and ends at `lim`. */
export const bodyAt = (d: DataView, o: number, lim: number): number =>
  startsMessage(d, o, lim) ? bodyFrom(d, o, headersEnd(d, o, lim), lim) : o;

/** @param at where the headers end */
function bodyFrom(d: DataView, o: number, at: number, lim: number): number {
  if (at >= lim) return lim;
  // What stands behind a request without a body is the next one.
  if (!startsWith(d, o, lim, VERSION) && startsMessage(d, at, lim)) return lim;
  return isEmptyBody(d, o, at, lim) ? lim : at;
}

export interface Described extends Codings {
  /** The media type in small letters without its parameters, and all of it as it came; "": there is none. */
  type: string;
  full: string;
  /** Bytes of the body as they were sent; -1: nobody says. */
  length: number;
}

/** What the headers between `start` and `body` say of the body. */
export function describedAt(d: DataView, start: number, body: number): Described {
  const found: Described = { type: "", full: "", length: -1, isChunked: false, packing: "" };
  for (let at = start; at < body; ) {
    const { length, next } = lineAt(d, at, body);
    const line = mayTell(d, at) ? stringAt(d, at, length) : "";
    const header = /^(content-type|content-encoding|content-length|transfer-encoding):\s*(.*?)\s*$/i.exec(
      line,
    );
    if (header !== null) {
      const name = header[1].toLowerCase();
      if (name === "content-type") {
        found.full = header[2];
        found.type = plainType(header[2]);
      } else if (name === "content-length")
        found.length = /^\d{1,9}$/.test(header[2]) ? Number(header[2]) : -1;
      else if (name === "content-encoding") found.packing = header[2].toLowerCase();
      else found.isChunked = /\bchunked$/i.test(header[2]);
    }
    at = next;
  }
  return found;
}

/** Of the body that begins at `body` and holds something. @param start where its headers begin */
export function kindOfBody(d: DataView, start: number, body: number, lim: number): number {
  const described = describedAt(d, start, body);
  if (!isPackedSo(d, body, lim, described)) return Kind.other;
  const kind = described.type === "" ? Kind.other : kindOfType(described.type);
  if (kind !== Kind.media && described.type !== "") return kind;
  return pictureOf(bodyBytes(d, body, lim, described), kind);
}

/** What is wrong with the body of the message at `o`: the field that says it. */
export function bodyFault(d: DataView, o: number, lim: number): string | undefined {
  const body = bodyAt(d, o, lim);
  if (body >= lim || !startsMessage(d, o, lim)) return undefined;
  const described = describedAt(d, o, body);
  if (!isPackedSo(d, body, lim, described)) return "http.decompression_failed";
  const promised = Object.hasOwn(PROMISED, described.type) ? PROMISED[described.type] : undefined;
  if (promised === undefined || kindOfBody(d, o, body, lim) === promised) return undefined;
  return "http.subdissector_failed";
}

/** `accepts` of whoever reads bodies of that kind. */
export const readsKind =
  (kind: number) =>
  (d: DataView, o: number, lim: number, s: { off: Int32Array; n: number }): boolean => {
    const start = s.off[s.n - 1];
    return !isEmptyBody(d, start, o, lim) && kindOfBody(d, start, o, lim) === kind;
  };
