/**
 * Conversations by whom they are between, for ../../conversations/kept.ts, and for flows that are new, which belong to one.
 * Addresses and lengths are in bytes.
 */
import { LAST } from "./match";

// All conversations of one kind: the index of their addresses (u32s, 0: none; open addressing) and its length less one,
// how many more there may be, those of them that were used before, where the others are, and the bytes of one.
const INDEX: usize = 0;
const INDEX_MASK: usize = 4;
const LEFT: usize = 8;
const FREE: usize = 12;
const ROOM: usize = 16;
const SIZE: usize = 20;

/** Between whom one is stands in its last line, with the hash of that and, if it is used no more, the next one. */
const LINE: usize = 64;
const HASH: usize = 48;
const LINK: usize = 52;
/** The hash of that without its scope. */
const PAIR: usize = 56;
/** There it stands of the one that is looked for: scope (two words), ports, form, and two addresses of four words. */
const KEY: usize = 5696;
const ID: usize = 4;
const PORTS: usize = 8;
const FORM: usize = 12;
const ADDRESSES: usize = 16;
const ADDRESS: usize = 16;
// As in ../../core/ends.ts.
const WITH_PORTS: u32 = 1;
const IPV6: u32 = 2;
const IPV4_BYTES: u32 = 4;

// Of a layout, what tells it where packets say between whom they are; 0: nobody has told. How many headers of theirs belong
// to a conversation; a table of bytes by port, which says so of those whose both ports have 0 there (0: of all); and of each: the table of its kind, whether it is the last header, where its addresses are and the bytes
// of one, its ports, the first word of the scope, and where the second stands with so many bits behind it, or that itself.
const SEATS: usize = 2368;
const KINDS: usize = 4;
const PLACES: usize = 8;
const PLACE: usize = 36;
const TABLE: usize = 0;
const IS_LAST: usize = 4;
const ADDRESSES_AT: usize = 8;
const ADDRESS_BYTES: usize = 12;
const PORTS_AT: usize = 16;
const SCOPE: usize = 20;
const ID_AT: usize = 24;
const ID_BEHIND: usize = 28;
const OWN_ID: usize = 32;

/** What `seated` has found: the addresses of two conversations, plus which end sends; 0: there is none. */
export let last: u32 = 0;
export let around: u32 = 0;

function keyOf(table: usize, c: usize): usize {
  return c + load<u32>(table, SIZE) - LINE;
}

/** A hash of what is looked for. */
export function hashed(): u32 {
  let h: u64 = 0;
  for (let at = KEY; at < KEY + HASH; at += 16) {
    h = rotl<u64>((h ^ load<u64>(at)) * 0x9e3779b97f4a7c15, 29);
    h = rotl<u64>((h ^ load<u64>(at, 8)) * 0xc2b2ae3d27d4eb4f, 31);
  }
  h = (h ^ (h >> 32)) * 0x165667b19e3779f9;
  return <u32>(h >> 32);
}

/** The same of what is looked for, whatever its scope. */
export function pair(): u32 {
  let h: u64 = 0;
  for (let at = KEY + PORTS; at < KEY + HASH; at += 8) {
    h = rotl<u64>((h ^ load<u64>(at)) * 0x9e3779b97f4a7c15, 29);
  }
  return <u32>((h * 0xc2b2ae3d27d4eb4f) >> 32);
}

/** That of a conversation of so many bytes. */
export function pairOf(c: usize, bytes: usize): u32 {
  return load<u32>(c + bytes, PAIR);
}

/** The same with its scope. */
export function hashOf(c: usize, bytes: usize): u32 {
  return load<u32>(c + bytes, HASH);
}

function isKey(key: usize): bool {
  const first = v128.xor(v128.load(key), v128.load(KEY));
  const second = v128.xor(v128.load(key, 16), v128.load(KEY, 16));
  return !v128.any_true(v128.or(v128.or(first, second), v128.xor(v128.load(key, 32), v128.load(KEY, 32))));
}

/** Where in the index the conversation stands that is looked for, or would. */
function placeOf(table: usize, hash: u32): usize {
  const index: usize = load<u32>(table, INDEX);
  const mask = load<u32>(table, INDEX_MASK);
  let at = index + ((hash & mask) << 2);
  for (let c: usize = load<u32>(at); c !== 0; c = load<u32>(at)) {
    if (load<u32>(keyOf(table, c), HASH) === hash && isKey(keyOf(table, c))) break;
    at = index + (((((at - index) >> 2) + 1) & mask) << 2);
  }
  return at;
}

/** The conversation that is looked for; 0: there is none. */
export function lookFor(table: usize): usize {
  return load<u32>(placeOf(table, hashed()));
}

/** The same, made if need be; 0: there is no room. */
export function seat(table: usize): usize {
  const hash = hashed();
  const place = placeOf(table, hash);
  const known: usize = load<u32>(place);
  if (known !== 0) return known;
  const left = load<u32>(table, LEFT);
  if (left === 0) return 0;
  store<u32>(table, left - 1, LEFT);
  let c: usize = load<u32>(table, FREE);
  if (c !== 0) store<u32>(table, load<u32>(keyOf(table, c), LINK), FREE);
  else {
    c = load<u32>(table, ROOM);
    store<u32>(table, <u32>(c + load<u32>(table, SIZE)), ROOM);
  }
  memory.copy(keyOf(table, c), KEY, HASH);
  store<u32>(keyOf(table, c), hash, HASH);
  store<u32>(keyOf(table, c), pair(), PAIR);
  store<u32>(place, <u32>c);
  return c;
}

/** Nobody finds a conversation any more, and its room may be used. */
export function unseat(table: usize, c: usize): void {
  const index: usize = load<u32>(table, INDEX);
  const mask = load<u32>(table, INDEX_MASK);
  let hole = load<u32>(keyOf(table, c), HASH) & mask;
  while (<usize>load<u32>(index + (hole << 2)) !== c) hole = (hole + 1) & mask;
  // Who stands behind and would be found no more moves up.
  for (let place = (hole + 1) & mask; ; place = (place + 1) & mask) {
    const other: usize = load<u32>(index + (place << 2));
    if (other === 0) break;
    const home = load<u32>(keyOf(table, other), HASH) & mask;
    if (((place - home) & mask) < ((place - hole) & mask)) continue;
    store<u32>(index + (hole << 2), <u32>other);
    hole = place;
  }
  store<u32>(index + (hole << 2), 0);
  store<u32>(keyOf(table, c), load<u32>(table, FREE), LINK);
  store<u32>(table, <u32>c, FREE);
  store<u32>(table, load<u32>(table, LEFT) + 1, LEFT);
}

/** Moves the index to an empty one. */
export function reseat(table: usize, index: usize, mask: u32): void {
  const old: usize = load<u32>(table, INDEX);
  const end = old + ((<usize>load<u32>(table, INDEX_MASK) + 1) << 2);
  for (let at = old; at < end; at += 4) {
    const c: usize = load<u32>(at);
    if (c === 0) continue;
    let place = load<u32>(keyOf(table, c), HASH) & mask;
    while (load<u32>(index + (place << 2)) !== 0) place = (place + 1) & mask;
    store<u32>(index + (place << 2), <u32>c);
  }
  store<u32>(table, <u32>index, INDEX);
  store<u32>(table, mask, INDEX_MASK);
}

function kindOf(kinds: usize, port: usize): u32 {
  return load<u8>(kinds + <usize>bswap<u16>(load<u16>(port)));
}

function wordAt(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}

/** Whether the source is the higher one of a packet's ends. */
function isAbove(addresses: usize, bytes: u32, ports: usize): bool {
  for (let i: u32 = 0; i < bytes; i += 4) {
    const from = wordAt(addresses + i);
    const to = wordAt(addresses + bytes + i);
    if (from !== to) return from > to;
  }
  return bswap<u16>(load<u16>(ports)) > bswap<u16>(load<u16>(ports, 2));
}

/** Puts between whom a packet's header is where it is looked for. @returns which end sends */
function readKey(place: usize, packet: usize): u32 {
  const addresses = packet + load<u32>(place, ADDRESSES_AT);
  const bytes = load<u32>(place, ADDRESS_BYTES);
  const ports = packet + load<u32>(place, PORTS_AT);
  const side: u32 = isAbove(addresses, bytes, ports) ? 1 : 0;
  const idAt = load<i32>(place, ID_AT);
  const id = idAt < 0 ? load<u32>(place, OWN_ID) : wordAt(packet + idAt) >>> load<u32>(place, ID_BEHIND);
  store<u32>(KEY, load<u32>(place, SCOPE));
  store<u32>(KEY, id, ID);
  store<u32>(KEY, side === 0 ? wordAt(ports) : rotl<u32>(wordAt(ports), 16), PORTS);
  store<u32>(KEY, bytes === IPV4_BYTES ? WITH_PORTS : WITH_PORTS | IPV6, FORM);
  memory.fill(KEY + ADDRESSES, 0, 2 * ADDRESS);
  const lower = KEY + ADDRESSES;
  for (let i: u32 = 0; i < bytes; i += 4) {
    store<u32>(lower + <usize>side * ADDRESS + i, wordAt(addresses + i));
    store<u32>(lower + <usize>(1 - side) * ADDRESS + i, wordAt(addresses + bytes + i));
  }
  return side;
}

/**
 * Finds the conversations of a packet that has a layout's headers, or begins them: `last` and `around`.
 * @returns false: that takes a closer look
 */
export function seated(layout: usize, packet: usize): bool {
  last = 0;
  around = 0;
  const places: usize = load<u32>(layout, SEATS);
  if (places === 0) return false;
  const kinds: usize = load<u32>(places, KINDS);
  const ports = packet + load<u32>(layout, LAST);
  if (kinds !== 0 && (kindOf(kinds, ports) | kindOf(kinds, ports + 2)) !== 0) return false;
  const end = places + PLACES + PLACE * load<u32>(places);
  for (let place = places + PLACES; place < end; place += PLACE) {
    const side = readKey(place, packet);
    const c = seat(load<u32>(place, TABLE));
    if (c === 0) return false;
    if (load<u32>(place, IS_LAST) !== 0) last = <u32>c + side;
    else around = <u32>c + side;
  }
  return true;
}
