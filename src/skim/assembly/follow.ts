/** Packets of known flows, on their way to the conversations that each belongs to. */
import { SIZE, touch } from "./connection";
import { BEGUN, SERIAL } from "./conversation";
import { NUMBER, OUTER, SKIPPED } from "./facts";
import { ASIDE, endOf, LAST, LAYOUT, WORDS } from "./match";
import { around, last, seated } from "./seats";
import { beginsWith, segment } from "./tcp";
import { DATAGRAMS, datagram } from "./udp";

/**
 * Of a flow: the address of what its last header belongs to, plus which of the two ends sends, 0: to nothing; and its
 * SERIAL then. The same of UDP's header around the tunnel.
 */
export const CONNECTION: usize = ASIDE + 24;
const SERIAL_THEN: usize = ASIDE + 28;
export const AROUND: usize = ASIDE + 32;
const AROUND_SERIAL: usize = ASIDE + 36;

// A TCP header.
const SEQUENCE: usize = 4;
const ACKNOWLEDGMENT: usize = 8;
const DATA_OFFSET: usize = 12;
const WINDOW: usize = 14;
const OPTIONS: usize = 20;
const FLAGS: u32 = 0x0fff;
const SYN: u32 = 0x02;
// Its options.
const NOTHING: u32 = 1;
const WINDOW_SCALE: u32 = 3;
const MOST_SCALE: i32 = 14;
const SACK: u32 = 5;
const BLOCK: usize = 8;
/** The first twelve bytes of options that are nothing but two fillers and a timestamp. */
const TIMESTAMP: u32 = 0x0a080101;

let windowScale: i32 = -1;
let sacked: u64 = 0;

function u16At(at: usize): u32 {
  return bswap<u16>(load<u16>(at));
}

function u32At(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}

/** What the other direction has to know: as `agreements` in ../../protocols/common/tcp-options.ts. */
function agree(at: usize, end: usize): void {
  if (end - at === 12 && load<u32>(at) === TIMESTAMP) return;
  while (at < end) {
    const kind: u32 = load<u8>(at);
    if (kind === 0) break;
    if (kind === NOTHING) {
      at++;
      continue;
    }
    if (at + 2 > end) break;
    const size: usize = load<u8>(at, 1);
    if (size < 2 || at + size > end) break;
    if (kind === WINDOW_SCALE && size === 3 && windowScale < 0)
      windowScale = min<i32>(MOST_SCALE, load<u8>(at, 2));
    if (kind === SACK)
      for (let block = at + 2; block + BLOCK <= at + size; block += BLOCK)
        sacked += u32At(block + 4) - u32At(block);
    at += size;
  }
}

/** Whether it is still what it was, or nothing. */
function isValid(connection: usize, serial: u32): bool {
  return connection === 0 || load<u32>(connection & ~1, SERIAL) === serial;
}

/** Whether a packet begins the conversation of its flow's last header. */
export function beginsLast(flow: usize, packet: usize): bool {
  const connection: usize = load<u32>(flow, CONNECTION);
  const layout: usize = load<u32>(flow, LAYOUT);
  if (load<i32>(layout, WORDS) < 0) return beginsAround(connection);
  const at = packet + load<u32>(layout, LAST);
  const flags = u16At(at + DATA_OFFSET) & FLAGS;
  return beginsWith(connection & ~1, <u32>(connection & 1), u32At(at + SEQUENCE), flags);
}

/** The same of UDP's header around the tunnel. */
export function beginsAround(outer: usize): bool {
  return load<u8>(outer & ~1, BEGUN) === 0;
}

/** Bytes of what is known of the conversation of a flow's last header. */
export function sizeOfLast(flow: usize): usize {
  return load<i32>(<usize>load<u32>(flow, LAYOUT), WORDS) < 0 ? DATAGRAMS : SIZE;
}

/** Has a flow's packets followed by one of them. @returns false: that takes a closer look */
export function settle(flow: usize, packet: usize): bool {
  if (!seated(load<u32>(flow, LAYOUT), packet)) return false;
  connect(flow);
  return true;
}

/** Has a flow's packets followed, as `seated` has found for one of them. */
export function connect(flow: usize): void {
  store<u32>(flow, last, CONNECTION);
  store<u32>(flow, last === 0 ? 0 : load<u32>(last & ~1, SERIAL), SERIAL_THEN);
  store<u32>(flow, around, AROUND);
  store<u32>(flow, around === 0 ? 0 : load<u32>(around & ~1, SERIAL), AROUND_SERIAL);
}

/**
 * Takes a packet of a known flow into its conversations, if it has any, and tells what that makes of it.
 * @returns false: one of them was forgotten
 * @inline
 */
export function follow(
  flow: usize,
  packet: usize,
  original: u32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
): bool {
  const connection: usize = load<u32>(flow, CONNECTION);
  const outer: usize = load<u32>(flow, AROUND);
  if (!isValid(connection, load<u32>(flow, SERIAL_THEN))) return false;
  if (!isValid(outer, load<u32>(flow, AROUND_SERIAL))) return false;
  if (outer !== 0) datagram(outer & ~1, OUTER, number, seconds, nanoseconds);
  if (connection !== 0) {
    const layout: usize = load<u32>(flow, LAYOUT);
    if (load<i32>(layout, WORDS) < 0) datagram(connection & ~1, 0, number + 0.5, seconds, nanoseconds);
    else followSegment(connection, layout, packet, original, number, seconds, nanoseconds);
  }
  if (connection !== 0 || outer !== 0) store<f64>(NUMBER, number);
  return true;
}

/** @inline */
function followSegment(
  connection: usize,
  layout: usize,
  packet: usize,
  original: u32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
): void {
  const lastAt = load<u32>(layout, LAST);
  const at = packet + lastAt;
  const header = (<u32>(load<u8>(at, DATA_OFFSET) >> 4)) << 2;
  const wire = endOf(layout, packet, original, u32.MAX_VALUE);
  const behind = lastAt + header;
  const flags = u16At(at + DATA_OFFSET) & FLAGS;
  windowScale = -1;
  sacked = 0;
  // Blocks tell what is in flight; the scale is a SYN's.
  if (<usize>header > OPTIONS && ((flags & SYN) !== 0 || load<u32>(SKIPPED) === 0))
    agree(at + OPTIONS, packet + behind);
  segment(
    connection & ~1,
    <u32>(connection & 1),
    number,
    seconds,
    nanoseconds,
    u32At(at + SEQUENCE),
    u32At(at + ACKNOWLEDGMENT),
    flags,
    u16At(at + WINDOW),
    wire > behind ? wire - behind : 0,
    windowScale,
    <u32>min<u64>(sacked, u32.MAX_VALUE),
  );
}

/** Has the processor fetch what is known of a flow's conversations. */
export function touchOf(flow: usize): u32 {
  if (flow === 0) return 0;
  const around = <usize>load<u32>(flow, AROUND) & ~63;
  return load<u32>(around) | touch(<usize>load<u32>(flow, CONNECTION) & ~63);
}
