/**
 * Where in the middle of a capture file a record begins. Nothing marks that place, so it is guessed: from there
 * on, many record headers that make sense have to follow one another. Whoever reads from it has to verify that
 * the records before end there.
 */
import { readSync } from "node:fs";
import { maximumLength } from "./linktypes.ts";
import type { PcapShape } from "./pcap.ts";
import type { PcapngSection } from "./pcapng.ts";
import type { ReaderState } from "./reading.ts";

/** Headers that have to follow one another; fewer if the file ends exactly behind the last. */
const CHAIN = 16;
/** Bytes that are looked at: enough for packets of an Ethernet at first, then for larger ones. */
const PROBES = [128 * 1024, 1024 * 1024, 8 * 1024 * 1024];
/** A record is not looked for further than this: longer ones are rare, and the guess may fail. */
const LONGEST = 300 * 1024;
/** No packet is longer on the wire: what is further on in a record mostly gives larger numbers. */
const LARGEST = 1 << 20;
/** Of two records that follow one another, in seconds. */
const FAR_APART = 24 * 3600;

// Blocks of pcapng that hold a packet.
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Length of the record at `at`, -1 if there cannot be one; 0 if that takes more bytes. */
type Look = (view: DataView, at: number, end: number, before: number) => number;

/** @returns the offset from `from` on and below `to`; -1 if none is found */
export function findRecord(fd: number, from: number, to: number, state: ReaderState): number {
  const look =
    state.format === "pcap" ? pcapLook(state) : state.format === "pcapng" ? pcapngLook(state) : null;
  if (look === null) return -1;
  for (const size of PROBES) {
    const bytes = new Uint8Array(size);
    const there = readFully(fd, bytes, from);
    const over = there < size;
    const found = search(
      new DataView(bytes.buffer, 0, there),
      Math.min(there, to - from, LONGEST),
      over,
      look,
    );
    if (found !== MORE) return found < 0 ? -1 : from + found;
  }
  return -1;
}

const NONE = -1;
const MORE = -2;

/** @param over the input ends with the view @returns NONE, MORE if the view is too short, or the place */
export function search(view: DataView, limit: number, over: boolean, look: Look): number {
  for (let start = 0; start < limit; start++) {
    let at = start;
    let before = -1;
    for (let n = 0; ; n++) {
      if (n === CHAIN || (n > 0 && over && at === view.byteLength)) return start;
      const length = look(view, at, view.byteLength, before);
      if (length === 0 && !over) return MORE;
      if (length <= 0) break;
      before = at;
      at += length;
    }
  }
  return NONE;
}

function pcapLook({ what }: ReaderState): Look {
  const { little, scale, linktype, snaplen, header, order }: PcapShape = JSON.parse(what);
  const most = Math.min(maximumLength(linktype), snaplen === 0 ? Number.POSITIVE_INFINITY : snaplen);
  const units = 1_000_000_000 / scale;
  return (view, at, end, before) => {
    if (end - at < header) return 0;
    const [x, y] = [view.getUint32(at + 8, little), view.getUint32(at + 12, little)];
    const captured = order === "captured first" ? x : order === "original first" ? y : Math.min(x, y);
    const original = order === "captured first" ? y : order === "original first" ? x : Math.max(x, y);
    // Packets without a byte exist, but so do long rows of zeros.
    if (captured === 0 || captured > original || captured > most || original > LARGEST) return -1;
    if (view.getUint32(at + 4, little) >= units) return -1;
    const seconds = view.getUint32(at, little);
    if (before >= 0 && Math.abs(seconds - view.getUint32(before, little)) > FAR_APART) return -1;
    return end - at - header < captured ? 0 : header + captured;
  };
}

function pcapngLook({ what }: ReaderState): Look {
  const { little, interfaces }: PcapngSection = JSON.parse(what);
  return (view, at, end) => {
    if (end - at < 12) return 0;
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || length % 4 !== 0 || length > LONGEST) return -1;
    if (type === PACKET || type === ENHANCED_PACKET) {
      if (length < 32) return -1;
      if (end - at < 32) return 0;
      const of = type === PACKET ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
      if (of >= interfaces.length || view.getUint32(at + 20, little) > length - 32) return -1;
    } else if (type === SIMPLE_PACKET && length < 16) {
      return -1;
    }
    if (end - at < length) return 0;
    return view.getUint32(at + length - 4, little) === length ? length : -1;
  };
}

/** Fills `bytes` from `position` on as far as the file goes. @returns how many were read */
function readFully(fd: number, bytes: Uint8Array, position: number): number {
  let there = 0;
  try {
    while (there < bytes.length) {
      const count = readSync(fd, bytes, there, bytes.length - there, position + there);
      if (count === 0) break;
      there += count;
    }
  } catch {
    // Whoever reads the range is told.
  }
  return there;
}
