/** The records of a capture, made entries of: what is skimmed side by side. */
import { endOf, LAYOUT, LEAST, LONGEST, TOLD_CARRIED, TOLD_END, TOLD_FLAGS } from "./match";

/** Header of a record of classic pcap: seconds, fraction, captured and original length. */
export const RECORD: u32 = 16;
/**
 * pcapng's enhanced packet block: type, length, interface, upper and lower half of the time, captured and original
 * length; the packet, filled up to a multiple of four; the length again.
 */
const ENHANCED_PACKET: u32 = 6;
export const BLOCK_HEADER: u32 = 28;
const LEAST_BLOCK: u32 = 32;
const SECOND: u64 = 1_000_000_000;

// A record that is being skimmed. Some are looked up side by side: each flow is somewhere in memory, and the processor
// fetches many of them at once only if little else stands between the loads.
export const PACKET: usize = 0;
export const CAPTURED: usize = 4;
export const ORIGINAL: usize = 8;
export const AT_SECONDS: usize = 12;
export const AT_NANOSECONDS: usize = 16;
export const AS: usize = 20;
export const AS_HASH: usize = 24;
export const FOUND: usize = 28;
export const WITH_CARRIED: usize = 32;
export const WITH_FLAGS: usize = 36;
export const ORDER: usize = 40;
/** Where the packet ends on the wire by the lengths of its layout, counted from its first byte; and where its record does. */
export const WITH_END: usize = 44;
export const NEXT: usize = 48;
/** Behind a filter, what is said of it: an answer up to ASKED. */
export const SAID: usize = 52;
/** If no flow is known for it: what is said of that, an answer. */
export const SAID_FIRST: usize = 56;
/** If no flow is known for it: the number of the layout that suits it, or 0. */
export const SUITED: usize = 60;
export const ENTRY: usize = 64;
export const BATCH: usize = 2560;
function enter(e: usize, packet: usize, next: usize, captured: u32, original: u32): void {
  store<u32>(e, <u32>packet, PACKET);
  store<u32>(e, <u32>next, NEXT);
  store<u32>(e, captured, CAPTURED);
  store<u32>(e, original, ORIGINAL);
  store<u32>(e, <u32>((e - BATCH) / ENTRY), ORDER);
}

/** Keeps what `fits` has told of its packet. */
export function keepFit(e: usize): void {
  store<u32>(e, load<u32>(TOLD_CARRIED), WITH_CARRIED);
  store<u32>(e, load<u32>(TOLD_FLAGS), WITH_FLAGS);
  store<u32>(e, load<u32>(TOLD_END), WITH_END);
}

/** Where a packet of a flow ends on the wire, in bytes from its first one. */
export function endIn(flow: usize, packet: usize, original: u32): u32 {
  return endOf(load<u32>(flow, LAYOUT), packet, original, LONGEST);
}

/** Makes entries of the whole records of classic pcap from `at` on. @returns where they end */
export function gatherRecords(at: usize, end: usize, most: u32, scale: u32, longest: u32): usize {
  let e = BATCH;
  const full = BATCH + ENTRY * most;
  while (e < full && end - at >= RECORD) {
    const captured = load<u32>(at, 8);
    const original = load<u32>(at, 12);
    const nanoseconds: u64 = <u64>load<u32>(at, 4) * scale;
    if (captured > longest || end - at - RECORD < captured || captured < LEAST) break;
    if (original > LONGEST || nanoseconds >= SECOND) break;
    const next = at + RECORD + captured;
    enter(e, at + RECORD, next, captured, original);
    store<u32>(e, load<u32>(at), AT_SECONDS);
    store<u32>(e, <u32>nanoseconds, AT_NANOSECONDS);
    e += ENTRY;
    at = next;
  }
  return e;
}

/** The same of blocks of pcapng, up to the first that is none of a packet of that interface. */
export function gatherBlocks(at: usize, end: usize, most: u32, scale: u32, longest: u32, id: u32): usize {
  let e = BATCH;
  const full = BATCH + ENTRY * most;
  const units = SECOND / scale;
  while (e < full && end - at >= LEAST_BLOCK) {
    const length = load<u32>(at, 4);
    if (load<u32>(at) !== ENHANCED_PACKET || load<u32>(at, 8) !== id) break;
    if (length < LEAST_BLOCK || length > LONGEST) break;
    const whole = (length + 3) & ~3;
    if (end - at < whole || load<u32>(at + whole - 4) !== length) break;
    const captured = load<u32>(at, 20);
    const original = load<u32>(at, 24);
    if (captured > longest || captured > whole - LEAST_BLOCK || captured < LEAST || original > LONGEST) break;
    const ticks = ((<u64>load<u32>(at, 12)) << 32) | load<u32>(at, 16);
    const seconds = ticks / units;
    if (seconds > 0xffffffff) break;
    enter(e, at + BLOCK_HEADER, at + whole, captured, original);
    store<u32>(e, <u32>seconds, AT_SECONDS);
    store<u32>(e, <u32>((ticks - seconds * units) * scale), AT_NANOSECONDS);
    e += ENTRY;
    at += whole;
  }
  return e;
}
