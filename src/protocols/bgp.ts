// Border Gateway Protocol 4, RFC 4271 section 4.1. A segment that starts within a message is nobody's.
//
//  0                   16        18   19
// +-------------------+---------+----+---------
// | marker, all ones  | length  |type| by type
// +-------------------+---------+----+---------

import type { Add, Layer } from "../core/layer.ts";
import { MORE } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { attributes } from "./common/bgp-attributes.ts";
import { attributeFields, MESSAGES, messageFields, tunnelFields } from "./common/bgp-fields.ts";
import { flowspecFields } from "./common/bgp-flowspec.ts";
import { linkStateFields } from "./common/bgp-link-state-fields.ts";
import { communityFields, routeFields } from "./common/bgp-route-fields.ts";
import { prefixes } from "./common/bgp-routes.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { once } from "./common/located.ts";

const MARKER = 16;
const HEADER = 19;
const [OPEN, ALIVE] = [1, 4];

const fields = once(() => [
  ...messageFields(),
  ...attributeFields(),
  ...tunnelFields(),
  ...communityFields(),
  ...routeFields(),
  ...flowspecFields,
  ...linkStateFields,
]);

export const bgp: Protocol = {
  name: "bgp",
  title: "Border Gateway Protocol",
  reference: "RFC 4271, 4.1",
  get fields() {
    return fields();
  },
  claims: { "tcp.app": [179] },
  accepts: startsMessage,
  // One that says nothing but that somebody is there.
  soundly: (d, o, lim) =>
    lim - o === HEADER && d.getUint16(o + MARKER) === HEADER && d.getUint8(o + HEADER - 1) === ALIVE,
  parse: () => 0,
  leaf: true,
  message: messageLength,
  beginning: () => "",
  between: ", ",
  owns: () => true,
  ...telling(tell),
};

function startsMessage(d: DataView, o: number, lim: number): boolean {
  if (o + HEADER > lim) return false;
  for (let i = o; i < o + MARKER; i++) if (d.getUint8(i) !== 0xff) return false;
  return d.getUint16(o + MARKER) >= HEADER;
}

/** Where the first marker stands; at the end where there is none. */
function markerIn(d: DataView): number {
  let size = 0;
  for (let i = 0; i < d.byteLength; i++) {
    size = d.getUint8(i) === 0xff ? size + 1 : 0;
    if (size === MARKER) return i + 1 - MARKER;
  }
  return d.byteLength;
}

/** What stands before a marker is nobody's. */
function messageLength(d: DataView, o: number, lim: number): number {
  for (let i = o; i < Math.min(lim, o + MARKER); i++) if (d.getUint8(i) !== 0xff) return lim - o;
  if (o + HEADER > lim) return MORE;
  return startsMessage(d, o, lim) ? d.getUint16(o + MARKER) : lim - o;
}

function tell({ data, wireLength }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  // Nobody sees the rest of what was not captured.
  const isShort = data.byteLength < wireLength;
  let said = 0;
  const isLate = !startsMessage(data, 0, c.end);
  if (isShort || isLate) say("");
  // What begins in the middle of a message, as a capture may, goes on with the next one.
  c.at = markerIn(data);
  while (startsMessage(data, c.at, c.end)) {
    const length = c.peek(2, MARKER);
    // A message that ends in a later segment is told there, unless nothing else is here.
    const cut = length > c.left;
    if (cut && isLate) return;
    const message = c.within(Math.min(length, c.left), 0);
    message.tell("bgp.marker", MARKER).tell("bgp.length", 2);
    const type = message.number("bgp.type", 1);
    if (!cut || said === 0 || isShort) say(`${said++ > 0 ? ", " : ""}${MESSAGES[type] ?? unknown(type)}`);
    if (!cut || isShort) body(message, type);
  }
}

const unknown = (type: number): string => `Unknown message type (0x${type.toString(16).padStart(2, "0")})`;

/** What stands behind the header, by type. */
const BODIES: Readonly<Record<number, (c: Cursor) => void>> = {
  [OPEN]: open,
  2: update,
  3: notification,
  5: refresh,
  6: (c) => {
    while (c.left >= 4) capability(c.tell("bgp.cap.action", 1));
  },
  128: refresh,
};

function body(c: Cursor, type: number): void {
  BODIES[type]?.(c);
}

/** RFC 4271, 4.2, and RFC 9072: a length of 255 and a type of 255 announce lengths of two bytes. */
function open(c: Cursor): void {
  c.tell("bgp.open.version", 1).tell("bgp.open.myas", 2).tell("bgp.open.holdtime", 2);
  c.tell("bgp.open.identifier", 4);
  const isLong = c.peek(1) === 0xff && c.left >= 4 && c.peek(1, 1) === 0xff;
  c.tell("bgp.open.opt.len", 1);
  if (isLong) c.skip(3);
  if (c.left === 0) return;
  const list = c.part("bgp.open.opt", c.left);
  const head = isLong ? 3 : 2;
  while (list.left >= head) {
    const one = list.part("bgp.open.opt.param", Math.min(list.left, head + list.peek(head - 1, 1)));
    const type = one.number("bgp.open.opt.param.type", 1);
    one.tell("bgp.open.opt.param.len", head - 1);
    if (type === 2) while (one.left >= 2) capability(one);
    else if (one.left > 0) one.tell(`bgp.open.opt.param.${type === 1 ? "auth" : "unknown"}`, one.left);
  }
}

const list =
  (prefix: string, ...parts: readonly (readonly [string, number])[]) =>
  (c: Cursor): void => {
    while (c.left > 0)
      for (const [name, size] of parts)
        c.tell(name === "reserved" ? "bgp.cap.reserved" : prefix + name, size);
  };

const orf = (c: Cursor): void => {
  const O = "bgp.cap.orf";
  while (c.left > 0) {
    c.tell(`${O}.afi`, 2).tell("bgp.cap.reserved", 1).tell(`${O}.safi`, 1);
    for (let n = c.number(`${O}.number`, 1); n > 0; n--) c.tell(`${O}.type`, 1).tell(`${O}.sendreceive`, 1);
  }
};

/** By code, RFC 5492 and the registry of IANA. */
const CAPABILITIES: Readonly<Record<number, (c: Cursor) => void>> = {
  1: list("bgp.cap.mp.", ["afi", 2], ["reserved", 1], ["safi", 1]),
  3: orf,
  5: list("bgp.cap.enh.", ["afi", 2], ["safi", 2], ["nhafi", 2]),
  7: (c) => {
    const B = "bgp.cap.bgpsec";
    c.here(`${B}.flags`, 1).bits(1, `${B}.version`, `${B}.sendreceive`, `${B}.reserved`);
    c.skip(1).tell(`${B}.afi`, 2);
  },
  64: (c) => {
    const G = "bgp.cap.gr";
    if (c.left === 2) c.here(`${G}.helper_mode_only`, 0, true);
    c.here(`${G}.timers`, 2);
    c.bits(2, ...["restart_flag", "notification_flag", "restart_time"].map((name) => `${G}.timers.${name}`));
    c.skip(2);
    while (c.left > 0) {
      c.tell(`${G}.afi`, 2).tell(`${G}.safi`, 1).here(`${G}.flag`, 1).bits(1, `${G}.flag.pfs`);
      c.skip(1);
    }
  },
  65: (c) => c.tell("bgp.cap.4as", 4),
  67: list("bgp.cap.", ["dc", 1]),
  69: list("bgp.cap.ap.", ["afi", 2], ["safi", 1], ["sendreceive", 1]),
  73: (c) => {
    for (const name of ["hostname", "domain_name"])
      c.text(`bgp.cap.orf.fqdn.${name}`, c.number(`bgp.cap.orf.fqdn.${name}.len`, 1));
  },
  130: orf,
  131: (c) => c.tell("bgp.cap.multisession.flags", 1),
};

function capability(outer: Cursor): void {
  const c = outer.part("bgp.cap", Math.min(outer.left, 2 + outer.peek(1, 1)));
  const code = c.number("bgp.cap.type", 1);
  c.tell("bgp.cap.length", 1);
  const known = CAPABILITIES[code];
  if (c.left === 0) return;
  if (known === undefined) c.tell("bgp.cap.unknown", c.left);
  else known(c);
}

/** RFC 4271, 4.3. */
function update(c: Cursor): void {
  const withdrawn = c.number("bgp.update.withdrawn_routes.length", 2);
  if (withdrawn > 0) prefixes(c.part("bgp.update.withdrawn_routes", withdrawn), "bgp.withdrawn_prefix", 1);
  const size = c.number("bgp.update.path_attributes.length", 2);
  if (size > 0) attributes(c.within(size, 0));
  if (c.left > 0) prefixes(c.part("bgp.update.nlri", c.left), "bgp.nlri_prefix", 1);
}

/** What the second number of an error is called, by the first: RFC 4271, 4.5. */
const MINOR: Readonly<Record<number, string>> = {
  1: "",
  2: "_open",
  3: "_update",
  4: "_expired",
  5: "_state",
  6: "_cease",
  7: "_capability",
};
const BAD_CAPABILITY = 7;
const BAD_PEER = 2;
const [BY_HAND, RESET] = [2, 4];
const CEASE = 6;

function notification(c: Cursor): void {
  const N = "bgp.notify";
  const major = c.number(`${N}.major_error`, 1);
  const minor = c.number(`${N}.minor_error${MINOR[major] ?? "_unknown"}`, 1);
  if (MINOR[major] === undefined) c.here(`${N}.minor_error.unknown`, 0, true);
  if (c.left === 0) return;
  if (major === 2 && minor === BAD_PEER) c.tell(`${N}.error_open.bad_peer_as`, c.left < 4 ? 2 : 4);
  else if (major === 2 && minor === BAD_CAPABILITY) while (c.left >= 2) capability(c);
  else if (major === CEASE && (minor === BY_HAND || minor === RESET)) {
    // RFC 9003: words for people.
    const size = c.number(`${N}.communication_length`, 1);
    c.text(`${N}.communication`, Math.min(size, c.left));
  } else c.tell(`${N}.minor_data`, c.left);
}

/** RFC 2918, 3; RFC 5291, 4: with filters by which the other side is to send; of prefixes, RFC 5292. */
function refresh(c: Cursor): void {
  const R = "bgp.route_refresh";
  c.tell(`${R}.afi`, 2).tell(`${R}.subtype`, 1).tell(`${R}.safi`, 1);
  while (c.left >= 4) {
    const filter = c.part(`${R}.orf`, Math.min(c.left, 4 + c.peek(2, 2)));
    filter.tell(`${R}.orf.flag`, 1);
    const type = filter.number(`${R}.orf.type`, 1);
    filter.tell(`${R}.orf.length`, 2);
    if (type !== PREFIX_LIST && type !== PREFIX_LIST_CISCO) continue;
    while (filter.left > 0) {
      const E = `${R}.orf.entry`;
      const entry = filter.part(E, filter.left);
      const isAll = entry.peek(1) >> 6 === REMOVE_ALL;
      entry.here(`${E}.action`, 1).tell(`${E}.match`, 1);
      if (!isAll) {
        entry.tell(`${E}.sequence`, 4).tell(`${E}.prefixmask_lower`, 1).tell(`${E}.prefixmask_upper`, 1);
        prefixes(entry.within(1 + Math.ceil(entry.peek(1) / 8)), `${E}.ip`, 1);
      }
      filter.at = entry.at;
    }
  }
}
const PREFIX_LIST = 64;
const PREFIX_LIST_CISCO = 128;
const REMOVE_ALL = 2;
