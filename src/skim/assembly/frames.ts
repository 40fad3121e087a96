/**
 * STT frames that came in one piece lately, each of which may come again. A session has such a list, which JavaScript asks
 * about pieces (../seen-frames.ts), and which tells here whether a packet is a new frame. Where the session's pool may know
 * the frame, nothing is said.
 */
import { FRAME, LAYOUT, PAIR, TOLD } from "./match";
import { AT_NANOSECONDS, AT_SECONDS, CAPTURED, PACKET, WITH_END } from "./records";

// A list: what ../seen-frames.ts calls SEEN.
/** The place of the one that is entered next, and how many were since somebody asked. */
const NEXT: usize = 0;
const ENTERED: usize = 4;
/** What is open longest in the pool was opened then, NaN: nothing is; and it is given up when it is that far away, in seconds. */
const OPENED: usize = 8;
const TIMEOUT: usize = 16;
/** Which of the calls is the present one. */
const CALL: usize = 24;
/** In STT's header: where its ports, the frame's length and id are, and how long it is. */
const PORTS_AT: usize = 28;
const TOTAL_AT: usize = 32;
const ID_AT: usize = 36;
const HEADER: usize = 40;
/**
 * By hash, of those that the pool knows, u32s: the sum of their lowest bits, and above that how many they are.
 */
const POOLED: usize = 64;
const POOLED_SHIFT: u32 = 17;
const ONE: u32 = 1 << 20;
const LOWEST: u32 = 0xfff;
/** By hash, u32s: the last call that left a packet that may be one. */
const LEFT: usize = POOLED + (32768 << 2);
const LEFT_SHIFT: u32 = 20;
/** By hash: the one that was entered last, u16s, counted from 1 on. */
const HEADS: usize = LEFT + (4096 << 2);
const HEAD_SHIFT: u32 = 18;
const FRAMES: usize = HEADS + (16384 << 1);
const MOST: u32 = 8192;

// A frame: the addresses around it (0: none is there any more), its ports and id, its length (u16), the one before it of the
// same hash (u16), its fingerprint, its flow, and when it came, in seconds (f64).
const AROUND: usize = 0;
const PORTS: usize = 4;
const ID: usize = 8;
const TOTAL: usize = 12;
const BEFORE: usize = 14;
const PRINT: usize = 16;
const FLOW: usize = 20;
const TIME: usize = 24;
const FRAME_SIZE: usize = 32;
/** So many bytes a fingerprint is of: see reassembly/fingerprint.ts. */
const PRINTED: u32 = 64;

/** Where the lists stand of the session that packets are counted by, and of the one that a filter asks what came before; 0: there is none. */
const COUNTED: usize = TOLD + 100;
const TRACKED: usize = TOLD + 104;
/**
 * In a cache: how many places there are in packets where STT's header stands in frames that are known, and those, each with the
 * port to which they go (u16s).
 */
const PLACES: usize = 2048;
/** There as well, bits by number of a layout: its packets are frames in one piece. It is looked at for each packet. */
const LAYOUTS: usize = 2176;

/** Whether the packets of the layout with that number are frames in one piece. */
export function areFrames(cache: usize, number: u32): bool {
  return (load<u8>(cache + LAYOUTS + (number >> 3)) & (1 << (number & 7))) !== 0;
}

function hashOf(ports: u32, id: u32): u32 {
  return ((ports * 0x9e3779b1) ^ id) * 0x85ebca77;
}

function u32At(at: usize): u32 {
  return bswap<u32>(load<u32>(at));
}

function frameAt(list: usize, place: u32): usize {
  return list + FRAMES + (place - 1) * FRAME_SIZE;
}

function headOf(list: usize, hash: u32): usize {
  return list + HEADS + ((hash >> HEAD_SHIFT) << 1);
}

/** The frame with those ports and that id that was entered last, before `frame` unless that is 0. 0: there is none. */
export function seen(list: usize, ports: u32, id: u32, frame: usize): usize {
  let place: u32 = frame === 0 ? load<u16>(headOf(list, hashOf(ports, id))) : load<u16>(frame, BEFORE);
  while (place !== 0) {
    const at = frameAt(list, place);
    if (load<u32>(at, PORTS) === ports && load<u32>(at, ID) === id) return at;
    place = load<u16>(at, BEFORE);
  }
  return 0;
}

/** Forgets a frame. */
export function unsee(list: usize, frame: usize): void {
  let link = headOf(list, hashOf(load<u32>(frame, PORTS), load<u32>(frame, ID)));
  while (frameAt(list, load<u16>(link)) !== frame) link = frameAt(list, load<u16>(link)) + BEFORE;
  store<u16>(link, load<u16>(frame, BEFORE));
  store<u32>(frame, 0, AROUND);
}

function isPast(list: usize, first: f64): bool {
  return Math.abs(time - first) > load<f64>(list, TIMEOUT);
}

function fingerprint(at: usize, end: usize): u32 {
  let h: u32 = 0;
  for (; at + 4 <= end; at += 4) h = ((h ^ u32At(at)) * 0x9e3779b1) ^ (h >> 15);
  return h;
}

/** Of the frame that is asked about: what tells it. */
let around: u32 = 0;
let ports: u32 = 0;
let id: u32 = 0;
let total: u32 = 0;
let print: u32 = 0;
let time: f64 = 0;

/** Whether it did not come before, as far as is known; a list of no session has nothing against it. */
function isNew(list: usize, hash: u32): bool {
  if (list === 0) return true;
  const pooled = load<u32>(list + ((hash >> POOLED_SHIFT) << 2), POOLED);
  if (pooled > ONE + LOWEST || pooled === ONE + (hash & LOWEST)) return false;
  if (load<u32>(list + ((hash >> LEFT_SHIFT) << 2), LEFT) === load<u32>(list, CALL)) return false;
  if (isPast(list, load<f64>(list, OPENED))) return false;
  for (let frame = seen(list, ports, id, 0); frame !== 0; frame = seen(list, ports, id, frame)) {
    if (load<u32>(frame, AROUND) !== around) continue;
    if (
      !isPast(list, load<f64>(frame, TIME)) &&
      load<u16>(frame, TOTAL) === total &&
      load<u32>(frame, PRINT) === print
    )
      return false;
    // Its id was used again.
    unsee(list, frame);
    break;
  }
  return true;
}

function enter(list: usize, hash: u32, flow: usize): void {
  if (list === 0) return;
  const place = load<u32>(list, NEXT);
  const frame = frameAt(list, place + 1);
  if (load<u32>(frame, AROUND) !== 0) unsee(list, frame);
  const head = headOf(list, hash);
  store<u32>(frame, around, AROUND);
  store<u32>(frame, ports, PORTS);
  store<u32>(frame, id, ID);
  store<u16>(frame, total, TOTAL);
  store<u16>(frame, load<u16>(head), BEFORE);
  store<u32>(frame, print, PRINT);
  store<u32>(frame, <u32>flow, FLOW);
  store<f64>(frame, time, TIME);
  store<u16>(head, place + 1);
  store<u32>(list, (place + 1) % MOST, NEXT);
  store<u32>(list, load<u32>(list, ENTERED) + 1, ENTERED);
}

/**
 * Enters the frame of an entry, if it did not come before.
 * @param counts it does, and not only for who asks what came before
 * @returns whether it was; false: somebody has to look closely at it
 */
export function entered(flow: usize, e: usize, counts: bool): bool {
  const counted: usize = counts ? load<u32>(COUNTED) : 0;
  const tracked: usize = load<u32>(TRACKED);
  const list = counted !== 0 ? counted : tracked;
  if (list === 0) return !counts;
  around = load<u32>(flow, PAIR);
  if (around === 0) return false;
  const packet: usize = load<u32>(e, PACKET);
  const header = packet + (load<u32>(load<u32>(flow, LAYOUT), FRAME) & 0xffff);
  ports = u32At(header + load<u32>(list, PORTS_AT));
  id = u32At(header + load<u32>(list, ID_AT));
  total = bswap<u16>(load<u16>(header + load<u32>(list, TOTAL_AT)));
  const from = header + load<u32>(list, HEADER);
  const end = packet + min(load<u32>(e, CAPTURED), load<u32>(e, WITH_END));
  print = fingerprint(from, min(end, from + PRINTED));
  time = <f64>load<u32>(e, AT_SECONDS) + <f64>load<u32>(e, AT_NANOSECONDS) / 1e9;
  const hash = hashOf(ports, id);
  if (!isNew(counted, hash) || !isNew(tracked, hash)) return false;
  enter(counted, hash, flow);
  enter(tracked, hash, flow);
  return true;
}

/** A packet is left that may be a piece: frames behind it with the same ports and id are as well. */
export function leaves(cache: usize, e: usize): void {
  const counted: usize = load<u32>(COUNTED);
  const tracked: usize = load<u32>(TRACKED);
  const list = counted !== 0 ? counted : tracked;
  if (list === 0) return;
  const packet: usize = load<u32>(e, PACKET);
  const captured = load<u32>(e, CAPTURED);
  const end = cache + PLACES + (load<u32>(cache, PLACES) << 2);
  for (let place = cache + PLACES + 4; place <= end; place += 4) {
    const header = packet + load<u16>(place);
    if (header + load<u32>(list, HEADER) > packet + captured) continue;
    const ports = u32At(header + load<u32>(list, PORTS_AT));
    if ((ports & 0xffff) !== load<u16>(place, 2)) continue;
    const hash = hashOf(ports, u32At(header + load<u32>(list, ID_AT)));
    const marks = (hash >> LEFT_SHIFT) << 2;
    if (counted !== 0) store<u32>(counted + marks, load<u32>(counted, CALL), LEFT);
    if (tracked !== 0) store<u32>(tracked + marks, load<u32>(tracked, CALL), LEFT);
    return;
  }
}
