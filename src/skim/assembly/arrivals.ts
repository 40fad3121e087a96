/** What a call tells of flows that are new, and of packets that it leaves: whoever calls finds out whose they are. */
import { AT_NANOSECONDS, AT_SECONDS, CAPTURED, ORDER, ORIGINAL, PACKET } from "./records";

// What is told of each flow: where it is, its first packet that counts, and how many packets counted before that. Of a packet
// that has to be looked at closely the same, but for the flow: 0, or of a frame in one piece of a known flow that and KNOWN;
// behind a filter also how many records were taken before it.
const NEW: usize = 8192;
const NEW_SIZE: usize = 32;
const NEW_FLOW: usize = 0;
const NEW_PACKET: usize = 4;
const NEW_CAPTURED: usize = 8;
const NEW_ORIGINAL: usize = 12;
const NEW_SECONDS: usize = 16;
const NEW_NANOSECONDS: usize = 20;
const NEW_AFTER: usize = 24;
const NEW_ORDER: usize = 28;
/** Flows stand at even places. */
export const KNOWN: usize = 1;

/** Flows that were told of, and packets left, since the present call began. */
export let adopted: u32 = 0;
export let left: u32 = 0;
/** Packets that were looked at closely in the midst of it. */
export let handed: u32 = 0;
let most: u32 = 0;

/** A call begins. @param mostNew flows that it may tell of */
export function expect(mostNew: u32): void {
  adopted = 0;
  left = 0;
  handed = 0;
  most = mostNew;
}

/** So many flows more may be told of. */
export function roomForNew(): u32 {
  return most > adopted ? most - adopted : 0;
}

/**
 * Tells of a new flow.
 * @param before so many packets count before that of the entry
 * @param taken  so many records were taken before those that are looked up with it
 */
export function arrive(e: usize, flow: usize, before: u32, taken: u32): void {
  tell(e, flow, before, taken);
  adopted++;
}

/** Tells of a packet that is left; parameters as `arrive`. @param flow see NEW */
export function leave(e: usize, flow: usize, before: u32, taken: u32): void {
  tell(e, flow, before, taken);
  left++;
}

/** Tells of no packet that was looked at closely, but counts it. */
export function handOver(): void {
  handed++;
}

function tell(e: usize, flow: usize, before: u32, taken: u32): void {
  const told = NEW + NEW_SIZE * (adopted + left);
  store<u32>(told, <u32>flow, NEW_FLOW);
  store<u32>(told, load<u32>(e, PACKET), NEW_PACKET);
  store<u32>(told, load<u32>(e, CAPTURED), NEW_CAPTURED);
  store<u32>(told, load<u32>(e, ORIGINAL), NEW_ORIGINAL);
  store<u32>(told, load<u32>(e, AT_SECONDS), NEW_SECONDS);
  store<u32>(told, load<u32>(e, AT_NANOSECONDS), NEW_NANOSECONDS);
  store<u32>(told, before, NEW_AFTER);
  store<u32>(told, taken + load<u32>(e, ORDER), NEW_ORDER);
}
