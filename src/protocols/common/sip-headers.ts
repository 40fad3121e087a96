/** Headers of SIP and what stands in them: RFC 3261, 20 and 25. */
import type { Field } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { num, str } from "./located.ts";

/** A header's value: its text, and where it stands in the message. */
interface Text {
  text: string;
  at: number;
}
type Read = (value: Text, add: Add) => unknown;

/** Of names, those that are written short (RFC 3261, 7.3.3). */
const SHORT: Readonly<Record<string, string>> = {
  c: "content-type",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  k: "supported",
  l: "content-length",
  m: "contact",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
};

const plain =
  `Accept Accept-Encoding Accept-Language Alert-Info Allow Allow-Events Call-Info Content-Disposition
  Content-Encoding Content-Language Content-Type Date Error-Info Event Expires Max-Forwards MIME-Version Min-Expires
  Min-SE Organization P-Access-Network-Info P-Charging-Vector Path Priority Privacy Proxy-Require RAck RSeq Reason
  Refer-To Reply-To Require Retry-After Server Service-Route Session-Expires Subject
  Subscription-State Supported Timestamp Unsupported User-Agent Warning`.split(/\s+/);

/** Headers by their names in small letters: how Wireshark spells them, and what stands in them. */
const HEADERS: ReadonlyMap<string, readonly [spelling: string, read?: Read]> = new Map<
  string,
  readonly [spelling: string, read?: Read]
>([
  ...plain.map((name): [string, readonly [string]] => [name.toLowerCase(), [name]]),
  ["authorization", ["Authorization", tellCredentials]],
  ["call-id", ["Call-ID", (value, add) => piece(value, add, "sip.call_id_generated", 0, value.text, 2)]],
  ["contact", ["Contact", tellContacts]],
  ["content-length", ["Content-Length"]],
  ["cseq", ["CSeq", tellSequence]],
  ["from", ["From", (value, add) => tellParty(value, add, "from")]],
  ["p-asserted-identity", ["P-Asserted-Identity", (value, add) => tellAddress(value, add, "pai", "addr")]],
  ["p-preferred-identity", ["P-Preferred-Identity", (value, add) => tellAddress(value, add, "ppi", "addr")]],
  ["proxy-authenticate", ["Proxy-Authenticate", tellCredentials]],
  ["proxy-authorization", ["Proxy-Authorization", tellCredentials]],
  ["record-route", ["Record-Route", (value, add) => tellRoutes(value, add, "Record-Route")]],
  ["route", ["Route", (value, add) => tellRoutes(value, add, "Route")]],
  ["to", ["To", (value, add) => tellParty(value, add, "to")]],
  ["via", ["Via", tellVia]],
  ["www-authenticate", ["WWW-Authenticate", tellCredentials]],
]);

const PARTS = ["user", "host", "port"];
const NUMBERS = new Set(["Content-Length", "Max-Forwards", "Expires", "Min-Expires"]);
const CREDENTIALS = "username realm nonce response uri algorithm qop nc cnonce opaque stale domain".split(
  " ",
);
const PARTIES = ["from", "to"];
const ROUTES = ["Route", "Record-Route"];

export const sipHeaderFields: readonly Field[] = [
  str("sip.msg_hdr", "Message Header"),
  ...PARTS.map((part) => str(`sip.r-uri.${part}`, `Request-URI ${part}`)),
  ...[...HEADERS.values()].map(([name]) =>
    NUMBERS.has(name) ? num(4, `sip.${name}`, name) : str(`sip.${name}`, name),
  ),
  str("sip.Via.transport", "Transport"),
  str("sip.Via.sent-by.address", "Sent-by Address"),
  num(2, "sip.Via.sent-by.port", "Sent-by port"),
  ...["branch", "rport", "received", "ttl", "maddr", "comp"].map((name) => str(`sip.Via.${name}`, name)),
  str("sip.display.info", "SIP Display info"),
  ...PARTIES.flatMap((who) => [
    str(`sip.${who}.display.info`, `SIP ${who} display info`),
    str(`sip.${who}.addr`, `SIP ${who} address`),
    ...PARTS.map((part) => str(`sip.${who}.${part}`, `SIP ${who} address ${part}`)),
    str(`sip.${who}.tag`, `SIP ${who} tag`),
  ]),
  str("sip.tag", "SIP tag"),
  str("sip.call_id_generated", "Generated Call-ID"),
  num(4, "sip.CSeq.seq", "Sequence Number"),
  str("sip.CSeq.method", "Method"),
  ...["pai", "ppi"].flatMap((who) =>
    ["display.info", "addr", ...PARTS].map((part) => str(`sip.${who}.${part}`, part)),
  ),
  str("sip.contact.display.info", "SIP C-URI display info"),
  ...["uri", ...PARTS, "param", "parameter"].map((part) => str(`sip.contact.${part}`, `Contact ${part}`)),
  ...ROUTES.flatMap((name) =>
    ["display.info", "uri", ...PARTS, "param"].map((part) => str(`sip.${name}.${part}`, `${name} ${part}`)),
  ),
  str("sip.auth.scheme", "Authentication Scheme"),
  ...CREDENTIALS.map((name) => str(authField(name), name)),
];

function authField(name: string): string {
  return `sip.auth.${name === "response" ? "digest.response" : name}`;
}

/** Tells a header of that name, if it is one that is known. @param size of its whole line without the end */
export function tellSipHeader(name: string, line: Text, value: Text, add: Add): void {
  const lower = name.toLowerCase();
  const known = HEADERS.get(SHORT[lower] ?? lower);
  if (known === undefined) return;
  const [spelling, read] = known;
  if (NUMBERS.has(spelling)) {
    if (/^\d{1,9}$/.test(value.text))
      add(`sip.${spelling}`, line.at, line.text.length, Number(value.text), 1);
    return;
  }
  add(`sip.${spelling}`, line.at, line.text.length, value.text, 1);
  read?.(value, add);
}

/** Tells whom a request is for. @returns where its parameters begin */
export const tellRequestUri = (uri: Text, add: Add): number => tellUri(uri, add, "sip.r-uri", 2);

function piece(from: Text, add: Add, field: string, at: number, text: string, depth: number): void {
  add(field, from.at + at, text.length, text, depth);
}

const partOf = ({ text, at }: Text, from: number, to: number): Text => ({
  text: text.slice(from, to),
  at: at + from,
});

/** sip:user@host:port;parameters (RFC 3261, 19.1): user, host and port. @returns where its parameters begin */
function tellUri(uri: Text, add: Add, field: string, depth: number): number {
  const found = /^sips?:(?:([^@;?]*)@)?(\[[^\]]*\]|[^:;?]*)(?::(\d+))?/i.exec(uri.text);
  if (found === null) return uri.text.length;
  const [whole, user, host, port] = found;
  let at = uri.text.indexOf(":") + 1;
  if (user !== undefined) {
    piece(uri, add, `${field}.user`, at, user, depth);
    at += user.length + 1;
  }
  piece(uri, add, `${field}.host`, at, host, depth);
  if (port !== undefined) piece(uri, add, `${field}.port`, whole.length - port.length, port, depth);
  return whole.length;
}

/** A name and an address, in brackets or up to its parameters. */
const ADDRESS = /^\s*((?:"(?:[^"\\]|\\.)*"|[^<"]*?)(?=\s*<)\s*)?(?:<([^>]*)>|([^;,\s]*))/;

interface Address {
  name: string;
  uri: Text;
  /** Behind it. */
  rest: number;
}

function addressAt(value: Text): Address {
  const [whole = "", name = "", inside, bare = ""] = ADDRESS.exec(value.text) ?? [];
  const address = inside ?? bare;
  const from = inside === undefined ? whole.length - bare.length : whole.length - address.length - 1;
  // A quoted name goes without what stands behind it, one of words with the space.
  const shown = name.startsWith('"') ? name.trimEnd() : name;
  return { name: shown, uri: partOf(value, from, from + address.length), rest: whole.length };
}

function tellAddress(value: Text, add: Add, who: string, field: string): number {
  const { name, uri, rest } = addressAt(value);
  if (name !== "") {
    piece(value, add, `sip.${who}.display.info`, 0, name, 2);
    piece(value, add, "sip.display.info", 0, name, 2);
  }
  piece(uri, add, `sip.${who}.${field}`, 0, uri.text, 2);
  tellUri(uri, add, `sip.${who}`, 3);
  return rest;
}

/** Who calls, or is called: RFC 3261, 20.20 and 20.39. */
function tellParty(value: Text, add: Add, who: string): void {
  const behind = partOf(value, tellAddress(value, add, who, "addr"), value.text.length);
  const tag = /;\s*tag=([^;\s]+)/i.exec(behind.text);
  if (tag === null) return;
  const at = tag.index + tag[0].length - tag[1].length;
  piece(behind, add, `sip.${who}.tag`, at, tag[1], 2);
  piece(behind, add, "sip.tag", at, tag[1], 2);
}

/** The values of a header that has several, with commas outside of quotes and brackets between them. */
function* valuesOf(value: Text): Generator<Text> {
  for (const found of value.text.matchAll(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^",<])+/g)) {
    const from = found.index + found[0].search(/\S|$/);
    yield partOf(value, from, found.index + found[0].trimEnd().length);
  }
}

function tellContacts(value: Text, add: Add): void {
  if (value.text === "*") return;
  for (const one of valuesOf(value)) {
    const { uri } = addressAt(one);
    const rest = tellAddress(one, add, "contact", "uri");
    tellParameters(uri, add, "sip.contact.param", 3);
    tellParameters(partOf(one, rest, one.text.length), add, "sip.contact.parameter", 2);
  }
}

function tellRoutes(value: Text, add: Add, name: string): void {
  for (const one of valuesOf(value)) {
    tellAddress(one, add, name, "uri");
    tellParameters(addressAt(one).uri, add, `sip.${name}.param`, 3);
  }
}

function tellParameters(value: Text, add: Add, field: string, depth: number): void {
  for (const found of value.text.matchAll(/;\s*([^;?]+)/g))
    piece(value, add, field, found.index + found[0].length - found[1].length, found[1].trimEnd(), depth);
}

/** The way that answers go: RFC 3261, 20.42. */
function tellVia(value: Text, add: Add): void {
  for (const one of valuesOf(value)) {
    const found = /^SIP\s*\/\s*2\.0\s*\/\s*(\S+)\s+(\[[^\]]*\]|[^\s:;,]+)(?::(\d+))?/i.exec(one.text);
    if (found === null) continue;
    const [whole, transport, address, port] = found;
    piece(one, add, "sip.Via.transport", whole.indexOf(transport, 4), transport, 2);
    const bare = address.replace(/^\[|\]$/g, "");
    piece(one, add, "sip.Via.sent-by.address", whole.indexOf(bare, 4 + transport.length), bare, 2);
    if (port !== undefined)
      add("sip.Via.sent-by.port", one.at + whole.length - port.length, port.length, Number(port), 2);
    for (const parameter of one.text.slice(whole.length).matchAll(/;\s*([a-z]+)(?:=([^;\s]*))?/gi)) {
      const [all, name, what = name] = parameter;
      if (VIA.has(name.toLowerCase()))
        piece(
          one,
          add,
          `sip.Via.${name.toLowerCase()}`,
          whole.length + parameter.index + all.length - what.length,
          what,
          2,
        );
    }
  }
}
const VIA = new Set(["branch", "rport", "received", "ttl", "maddr", "comp"]);

function tellSequence(value: Text, add: Add): void {
  const found = /^(\d{1,10})\s+(\S+)/.exec(value.text);
  if (found === null) return;
  add("sip.CSeq.seq", value.at, found[1].length, Number(found[1]), 2);
  piece(value, add, "sip.CSeq.method", found[0].length - found[2].length, found[2], 2);
}

/** A scheme and its parameters: RFC 3261, 20.7 and RFC 8760. */
function tellCredentials(value: Text, add: Add): void {
  const scheme = /^\S+/.exec(value.text)?.[0] ?? "";
  piece(value, add, "sip.auth.scheme", 0, scheme, 2);
  for (const found of value.text.matchAll(/([a-z]+)\s*=\s*("[^"]*"|[^,\s]+)/gi)) {
    const name = found[1].toLowerCase();
    if (CREDENTIALS.includes(name))
      piece(value, add, authField(name), found.index + found[0].length - found[2].length, found[2], 2);
  }
}
