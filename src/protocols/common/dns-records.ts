/** What DNS' rarer records consist of: the RFCs beside them, as IANA's registry lists them. Never on the hot path. */

import { ipv4Text, ipv6Text, timeText } from "../../core/format.ts";
import { bytesAt, hexText } from "../../core/values.ts";
import { type Cursor, type Parts, REST, tellParts } from "./cursor.ts";
import { domainName } from "./domain-name.ts";

const D = "dns.";

/** `start`: where the message begins, from where pointers count. */
type Read = (c: Cursor, start: number) => void;

function tellName(c: Cursor, field: string, start: number): string {
  const { text, size } = domainName(c.data, start, c.at, c.end);
  c.tell(D + field, size, text);
  return text;
}

/** Algorithms whose messages Wireshark reads (RFC 3645). */
const GSS: readonly string[] = ["gss-tsig", "gss.microsoft.com"];

/** Fields of so many bytes, then domain names. */
const behind =
  (parts: Parts, ...names: readonly string[]): Read =>
  (c, start) => {
    tellParts(
      c,
      parts.map(([name, size]) => [D + name, size] as const),
    );
    for (const name of names) tellName(c, name, start);
  };

/** Texts, each behind its length. */
const texts =
  (...names: readonly (readonly [length: string, text: string])[]): Read =>
  (c) => {
    for (const [length, text] of names) if (c.left > 0) c.text(D + text, c.number(D + length, 1));
  };

/** Seconds since 1970 (RFC 4034, 3.1.5). */
export function tellTime(c: Cursor, field: string, size = 4): void {
  c.tell(field, size, timeText(c.peek(size), 0));
}

const digest: Read = behind([
  ["ds.key_id", 2],
  ["ds.algorithm", 1],
  ["ds.digest_type", 1],
  ["ds.digest", REST],
]);

const RECORDS: Readonly<Record<number, Read>> = {
  11: (c) => {
    c.tell(`${D}wks.address`, 4).tell(`${D}wks.protocol`, 1);
    for (; c.left > 0; c.skip(1)) if (c.peek(1) !== 0) c.here(`${D}wks.bits`, 1);
  },
  14: behind([], "minfo.r", "minfo.e"),
  17: behind([], "rp.mailbox", "rp.txt_rr"),
  18: behind([["afsdb.subtype", 2]], "afsdb.hostname"),
  19: texts(["x25.length", "x25.psdn_address"]),
  20: texts(["idsn.length", "idsn.address"], ["idsn.sa.length", "idsn.sa.address"]),
  21: behind([["rt.subtype", 2]], "rt.intermediate_host"),
  22: behind([["nsap.rdata", REST]]),
  23: behind([], "nsap_ptr.owner"),
  25: (c) =>
    key(c, "key", [
      2,
      "authentication",
      "confidentiality",
      "required",
      "associated_user",
      "associated_named_entity",
      "ipsec",
      "mime",
      "signatory",
    ]),
  26: behind([["px.preference", 2]], "px.map822", "px.map400"),
  27: texts(
    ["gpos.longitude_length", "gpos.longitude"],
    ["gpos.latitude_length", "gpos.latitude"],
    ["gpos.altitude_length", "gpos.altitude"],
  ),
  29: place,
  30: (c, start) => {
    tellName(c, "nxt.next_domain_name", start);
    for (let type = 0; c.left > 0; c.skip(1), type += 8) bitmap(c, type);
  },
  36: behind([["kx.preference", 2]], "kx.key_exchange"),
  37: behind([
    ["cert.type", 2],
    ["cert.key_tag", 2],
    ["cert.algorithm", 1],
    ["cert.certificate", REST],
  ]),
  38: (c, start) => {
    const length = c.number(`${D}a6.prefix_len`, 1);
    const size = 16 - (Math.min(128, length) >> 3);
    address(c, "a6.address_suffix", size, 16 - size, true);
    if (length > 0) tellName(c, "a6.prefix_name", start);
  },
  42: prefixes,
  45: ipsecKey,
  47: types,
  48: dnsKey,
  49: behind([["dhcid.rdata", REST]]),
  50: (c) => {
    hashing(c, [`${D}nsec3.flags.opt_out`]);
    const size = c.number(`${D}nsec3.hash_length`, 1);
    c.need(size);
    c.tell(`${D}nsec3.hash_value`, size, base32(bytesAt(c.data, c.at, size)));
    types(c);
  },
  51: (c) => hashing(c, []),
  55: (c, start) => {
    const tag = c.number(`${D}hip.hit.length`, 1);
    const size = c.tell(`${D}hip.hit.pk.algo`, 1).number(`${D}hip.pk.length`, 2);
    c.tell(`${D}hip.hit`, tag).tell(`${D}hip.pk`, size);
    while (c.left > 0) tellName(c, "hip.rendezvous_server", start);
  },
  59: digest,
  60: dnsKey,
  61: (c) => c.text(`${D}openpgpkey`, c.left),
  62: (c) => {
    c.tell(`${D}csync.soa`, 4).here(`${D}csync.flags`, 2);
    c.bits(2, `${D}csync.flags.immediate`, `${D}csync.flags.soaminimum`).skip(2);
    c.here(`${D}csync.type_bitmap`, c.left);
    types(c);
  },
  63: behind([
    ["zonemd.serial", 4],
    ["zonemd.scheme", 1],
    ["zonemd.hash_algo", 1],
    ["zonemd.digest", REST],
  ]),
  104: behind([
    ["ilnp.nid.preference", 2],
    ["ilnp.nid", 8],
  ]),
  105: behind([
    ["ilnp.l32.preference", 2],
    ["ilnp.l32", 4],
  ]),
  106: behind([
    ["ilnp.l64.preference", 2],
    ["ilnp.l64", 8],
  ]),
  107: behind([["ilnp.lp.preference", 2]], "ilnp.lp"),
  108: behind([["eui48", 6]]),
  109: (c) => c.here(`${D}eui64`, 8, hexText(bytesAt(c.data, c.at, Math.min(8, c.left)), ":")),
  249: (c, start) => {
    tellName(c, "tkey.algo_name", start);
    tellTime(c, `${D}tkey.signature_inception`);
    tellTime(c, `${D}tkey.signature_expiration`);
    const size = c.tell(`${D}tkey.mode`, 2).tell(`${D}tkey.error`, 2).number(`${D}tkey.key_size`, 2);
    if (size > 0) c.tell(`${D}tkey.key_data`, size);
    const other = c.number(`${D}tkey.other_size`, 2);
    if (other > 0) c.tell(`${D}tkey.other_data`, other);
  },
  250: (c, start) => {
    const algorithm = tellName(c, "tsig.algorithm_name", start);
    tellTime(c, `${D}tsig.time_signed`, 6);
    const size = c.tell(`${D}tsig.fudge`, 2).number(`${D}tsig.mac_size`, 2);
    if (size > 0) {
      c.tell(`${D}tsig.mac`, size, true);
      if (!GSS.includes(algorithm))
        c.add(`${D}tsig.noalg`, c.at, 0, `No dissector for algorithm:${algorithm}`);
    }
    c.tell(`${D}tsig.original_id`, 2).tell(`${D}tsig.error`, 2);
    const other = c.number(`${D}tsig.other_len`, 2);
    if (other > 0) c.tell(`${D}tsig.other_data`, other);
  },
  257: authority,
  32769: digest,
};

/** Tells a record's data, if it is one of these. @returns whether it is */
export function tellRecord(c: Cursor, type: number, start: number): boolean {
  RECORDS[type]?.(c, start);
  return RECORDS[type] !== undefined;
}

/** RFC 4034, 2.1 and appendix B; RFC 2535, 3.1. */
function key(c: Cursor, kind: string, [size, ...flags]: readonly [number, ...string[]]): void {
  const word = `${D}${kind}.flags`;
  let tag = 0;
  for (let i = 0; i < c.left; i++) tag += (i & 1) === 0 ? c.peek(1, i) << 8 : c.peek(1, i);
  tag = (tag + (tag >>> 16)) & 0xffff;
  c.here(word, size).bits(size, ...flags.map((name) => `${word}.${name}`));
  c.skip(size).tell(`${D}${kind}.protocol`, 1).tell(`${D}${kind}.algorithm`, 1);
  c.here(`${D}${kind}.key_id`, 0, tag).tell(`${D}${kind}.public_key`, c.left);
}

function dnsKey(c: Cursor): void {
  c.add(`${D}dnskey.flags.reserved`, c.at, 2, (c.peek(2) & 0xfe7e) >>> 1, c.depth + 1);
  key(c, "dnskey", [2, "zone_key", "key_revoked", "secure_entry_point"]);
}

/** RFC 1876, 2. */
function place(c: Cursor): void {
  if (c.peek(1) !== 0) {
    c.here(`${D}loc.version`, 1).tell(`${D}loc.unknown_data`, c.left);
    return;
  }
  for (const name of ["version", "size", "horizontal_precision", "vertical_precision"])
    c.tell(`${D}loc.${name}`, 1);
  for (const name of ["latitude", "longitude", "altitude"]) c.tell(`${D}loc.${name}`, 4);
}

/** Which types of records there are: blocks of 256 (RFC 4034, 4.1.2). */
function types(c: Cursor): void {
  while (c.left > 0) {
    const block = c.peek(1);
    const size = c.skip(1).peek(1);
    c.skip(1);
    for (let i = 0; i < size; i++, c.skip(1)) bitmap(c, 256 * block + 8 * i);
  }
}

function bitmap(c: Cursor, first: number): void {
  const bits = c.peek(1);
  for (let i = 0; i < 8; i++) if ((bits & (0x80 >> i)) !== 0) c.here(`${D}resp.type`, 1, first + i);
}

/** RFC 5155, 3.2 and 4.2. */
function hashing(c: Cursor, flags: readonly string[]): void {
  c.tell(`${D}nsec3.algo`, 1)
    .here(`${D}nsec3.flags`, 1)
    .bits(1, ...flags)
    .skip(1);
  const size = c.tell(`${D}nsec3.iterations`, 2).number(`${D}nsec3.salt_length`, 1);
  c.tell(`${D}nsec3.salt_value`, size);
}

/** RFC 4648, 7. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ((held >> (bits - 5)) & 31).toString(32);
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ((held << (5 - bits)) & 31).toString(32) : text;
}

/** The address whose bytes from `from` on are the next `size`. */
function address(c: Cursor, field: string, size: number, from: number, isV6: boolean): void {
  if (from + size > (isV6 ? 16 : 4)) throw new RangeError("too long an address");
  const words = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) words[(from + i) >> 2] |= c.peek(1, i) << (24 - 8 * ((from + i) & 3));
  c.tell(D + field, size, isV6 ? ipv6Text(words[0], words[1], words[2], words[3]) : ipv4Text(words[0]));
}

/** RFC 3123, 4. */
function prefixes(c: Cursor): void {
  while (c.left > 0) {
    const family = c.number(`${D}apl.address_family`, 2);
    const size = c.tell(`${D}apl.coded_prefix`, 1).peek(1) & 0x7f;
    c.here(`${D}apl.negation`, 1).tell(`${D}apl.afdlength`, 1);
    if (family === 1 || family === 2)
      address(c, `apl.afdpart.ipv${family === 1 ? 4 : 6}`, size, 0, family === 2);
    else if (size > 0) c.tell(`${D}apl.afdpart.data`, size);
  }
}

/** RFC 4025, 2. */
function ipsecKey(c: Cursor, start: number): void {
  const [V4, V6, NAME] = [1, 2, 3];
  const type = c.tell(`${D}ipseckey.gateway_precedence`, 1).number(`${D}ipseckey.gateway_type`, 1);
  c.tell(`${D}ipseckey.gateway_algorithm`, 1);
  if (type === V4) c.tell(`${D}ipseckey.gateway_ipv4`, 4);
  else if (type === V6) c.tell(`${D}ipseckey.gateway_ipv6`, 16);
  else if (type === NAME) tellName(c, "ipseckey.gateway_dns", start);
  if (c.left > 0) c.tell(`${D}ipseckey.public_key`, c.left);
}

/** RFC 8659, 4.1. */
function authority(c: Cursor): void {
  const NAMED = ["issue", "issuewild", "iodef"];
  c.here(`${D}caa.flags`, 1).bits(1, `${D}caa.flags.issuer_critical`).skip(1);
  const size = c.peek(1);
  const whole = c.left;
  c.need(1 + size);
  const tag = String.fromCharCode(...bytesAt(c.data, c.at + 1, size));
  const value = String.fromCharCode(...bytesAt(c.data, c.at + 1 + size, whole - 1 - size));
  c.here(`${D}caa.${NAMED.includes(tag) ? tag : "unknown"}`, whole, value);
  c.tell(`${D}caa.tag_length`, 1).text(`${D}caa.tag`, size);
  if (c.left > 0) c.text(`${D}caa.value`, c.left);
}

/** What options of EDNS say besides their bytes (RFC 6891, 6.1.2). */
const OPTIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  5: (c) => each(c, "dau"),
  6: (c) => each(c, "dhu"),
  7: (c) => each(c, "n3u"),
  8: subnet,
  10: (c) => {
    // RFC 7873, 4: what the client chose, and behind it what the server did.
    if (c.left >= 8) c.tell(`${D}opt.cookie.client`, 8).tell(`${D}opt.cookie.server`, c.left);
  },
  11: (c) => {
    if (c.left > 0) c.tell(`${D}opt.edns_tcp_keepalive.timeout`, 2);
  },
  12: (c) => c.tell(`${D}opt.padding`, c.left),
  13: (c) => tellName(c, "opt.chain.fqdn", c.at),
  15: (c) => {
    c.tell(`${D}opt.ext_error.info_code`, 2);
    if (c.left > 0) c.text(`${D}opt.ext_error.extra_text`, c.left);
  },
  20730: subnet,
};

export function tellOptions(outer: Cursor): void {
  while (outer.left > 0) {
    const c = outer.part(`${D}opt`, 4 + outer.peek(2, 2));
    const code = c.number(`${D}opt.code`, 2);
    const size = c.number(`${D}opt.len`, 2);
    if (size > 0) c.here(`${D}opt.data`, size);
    OPTIONS[code]?.(c);
  }
}

function each(c: Cursor, name: string): void {
  while (c.left > 0) c.tell(`${D}opt.${name}`, 1);
}

/** RFC 7871, 6. */
function subnet(c: Cursor): void {
  const client = `${D}opt.client`;
  const family = c.number(`${client}.family`, 2);
  c.tell(`${client}.netmask`, 1).tell(`${client}.scope`, 1);
  if (family === 1 || family === 2)
    address(c, `opt.client.addr${family === 1 ? 4 : 6}`, c.left, 0, family === 2);
  else if (c.left > 0) c.tell(`${client}.addr`, c.left);
}
