import type { PacketSink, RecordShape } from "../core/sink.ts";
import { CaptureError } from "./errors.ts";
import { Clock, MICROSECONDS } from "./pcapng-clock.ts";
import { annotationAt, eachOption, padded, textAt } from "./pcapng-options.ts";
import type { ReaderState, Reading, RecordReader } from "./reading.ts";
import type { Window } from "./window.ts";

// pcapng (draft-ietf-opsawg-pcapng): blocks of type, total length, body, total length again.

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER = 0x1a2b3c4d;
/** The least that a block of a type has, in bytes: its fixed fields and both lengths. */
const LEAST_BLOCK = 12;
const LEAST_SECTION = 28;
const LEAST_INTERFACE = 20;
const LEAST_SIMPLE = 16;
const LEAST_PACKET = 32;
/** Blocks that are looked into have to fit into memory. */
const LONGEST_HEADER = 16 * 1024 * 1024;
const LONGEST_PACKET = 256 * 1024 * 1024;
const MOST_INTERFACES = 65536;

const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/** The last second that a date of four digits can tell: 9999-12-31T23:59:59Z. */
const LAST_SECOND = 253402300799;

interface Interface {
  linktype: number;
  /** In bytes; 0 is no limit. */
  snaplen: number;
  clock: Clock;
  /** What a sink may take many packets of at once by; null: their times take more than a division. */
  shape: RecordShape | null;
  /** What the clock was made of. */
  resolution: number;
  offset: number;
}

/** What a section has told so far: what a reader in the middle of it has to know. */
export interface PcapngSection {
  little: boolean;
  interfaces: Omit<Interface, "clock" | "shape">[];
  /** Of a block that nothing is wanted of: its length, and what of it is to come. */
  skipLength: number;
  skip: number;
  /** How many have begun. */
  number: number;
}

const FIRST: PcapngSection = { little: true, interfaces: [], skipLength: 0, skip: 0, number: 0 };

/** True if the 12 bytes at `at` begin a section header block of either byte order. */
export function isPcapng(view: DataView, at: number): boolean {
  if (view.getUint32(at) !== SECTION) return false;
  return view.getUint32(at + 8, false) === BYTE_ORDER || view.getUint32(at + 8, true) === BYTE_ORDER;
}

/** Starts on a pcapng file of which 12 bytes are in the window. Throws CaptureError. */
export async function openPcapng(window: Window, reading: Reading): Promise<RecordReader> {
  const little = window.view.getUint32(window.start + 8, true) === BYTE_ORDER;
  const length = window.view.getUint32(window.start + 4, little);
  const whole = await window.fill(Math.min(Math.max(length, LEAST_SECTION), LONGEST_HEADER));
  const wrong =
    window.length >= 16 ? sectionFault(window.view, window.start, little) : "the section header is cut short";
  if (wrong !== "") throw new CaptureError(reading.file, wrong);
  if (!whole) throw new CaptureError(reading.file, "the section header is cut short");
  return new PcapngRecords();
}

/** What is wrong with the section header block at `at` by its first 16 bytes. */
function sectionFault(view: DataView, at: number, little: boolean): string {
  const length = view.getUint32(at + 4, little);
  const major = view.getUint16(at + 12, little);
  const minor = view.getUint16(at + 14, little);
  if (length < LEAST_SECTION || length > LONGEST_HEADER) return `section header of ${length} bytes`;
  // 1.2 was written by some and is the same as 1.0.
  if (major !== 1 || (minor !== 0 && minor !== 2)) return `pcapng version ${major}.${minor} is not supported`;
  return "";
}

export class PcapngRecords implements RecordReader {
  #little: boolean;
  #interfaces: Interface[];
  /** A block that nothing is wanted of: where it starts, its length, and what of it is to come. */
  #skipAt = 0;
  #skipLength: number;
  #skip: number;
  /** Of the section. */
  #number: number;

  constructor({ little, interfaces, skipLength, skip, number } = FIRST) {
    this.#little = little;
    this.#number = number;
    this.#skipLength = skipLength;
    this.#skip = skip;
    this.#interfaces = interfaces.map((i, id) => ({
      ...i,
      clock: new Clock(i.resolution, i.offset),
      shape: shapeOf(id, i),
    }));
  }

  state(): ReaderState {
    const section: PcapngSection = {
      little: this.#little,
      interfaces: this.#interfaces.map(({ clock, shape, ...rest }) => rest),
      skipLength: this.#skip > 0 ? this.#skipLength : 0,
      skip: this.#skip,
      number: this.#number,
    };
    return { format: "pcapng", what: JSON.stringify(section) };
  }

  records(window: Window, reading: Reading): void {
    const { view, end } = window;
    const { sink } = reading;
    let little = this.#little;
    let interfaces = this.#interfaces;
    // A sink that does not keep the interface is not told of it.
    const numbered = sink.interfaceId !== undefined;
    const annotates = sink.annotation !== undefined;
    let number = sink.interfaceId ?? -1;
    const before = reading.left;
    let left = before;
    let at = window.start;
    let block = window.offset;
    /** Where skimming has ended. */
    let skimmed = -1;
    reading.need = 0;
    while (left > 0) {
      if (this.#skip > 0) {
        // The last four bytes are the length again and have to be there at once.
        const count = Math.min(end - at, this.#skip > 4 ? this.#skip - 4 : 0);
        at += count;
        this.#skip -= count;
        block = this.#skipAt;
        if (this.#skip > 4 || end - at < 4) {
          reading.need = this.#skipLength;
          break;
        }
        reading.bad = trailerFault(view, at + 4, this.#skipLength, little);
        if (reading.bad !== "") break;
        at += 4;
        this.#skip = 0;
      }
      block = window.base + at;
      const there = end - at;
      if (there === 0) break;
      if (there < LEAST_BLOCK) {
        reading.need = LEAST_BLOCK;
        break;
      }
      const type = view.getUint32(at, little);
      const { skimmer } = sink;
      if (skimmer && little && type === ENHANCED_PACKET && at !== skimmed) {
        const index = view.getUint32(at + 8, true);
        const shape = index < interfaces.length ? interfaces[index].shape : null;
        if (shape !== null) {
          if (numbered && index !== number) {
            number = index;
            sink.interfaceId = index;
          }
          skimmed = skimmer.skim(view, at, end, left, shape);
          if (skimmed > at) {
            left -= skimmer.skimmed;
            at = skimmed;
            continue;
          }
        }
      }
      if (type === SECTION) {
        // Each section has its own byte order, which its length is written in.
        little = view.getUint32(at + 8, true) === BYTE_ORDER;
        this.#little = little;
      }
      const length = view.getUint32(at + 4, little);
      // Some writers leave the pad out of the length; the next block starts on a multiple of four.
      const whole = length + (-length & 3);

      if (type === ENHANCED_PACKET || type === PACKET) {
        if (length < LEAST_PACKET) {
          reading.bad = `packet block of ${length} bytes`;
          break;
        }
        if (there < LEAST_PACKET) {
          reading.need = LEAST_PACKET;
          break;
        }
        const captured = view.getUint32(at + 20, little);
        if (captured > LONGEST_PACKET || whole - LEAST_PACKET < captured) {
          reading.bad = `captured length ${captured} in a packet block of ${length} bytes`;
          break;
        }
        if (there < whole) {
          reading.need = whole;
          break;
        }
        reading.bad = trailerFault(view, at + whole, length, little);
        if (reading.bad !== "") break;
        const index = type === PACKET ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
        if (index >= interfaces.length) {
          reading.bad = `interface ${index} where the section has ${interfaces.length}`;
          break;
        }
        if (numbered && index !== number) {
          number = index;
          sink.interfaceId = index;
        }
        const options = at + LEAST_PACKET - 4 + padded(captured);
        if (annotates && (sink.annotation !== null || at + whole - 4 > options))
          sink.annotation = annotationAt(view, options, at + whole - 4, little);
        const { clock, linktype } = interfaces[index];
        clock.set(view.getUint32(at + 12, little), view.getUint32(at + 16, little));
        const original = view.getUint32(at + 24, little);
        if (clock.seconds >= 0 && clock.seconds <= LAST_SECOND) {
          sink.packet(view, at + 28, captured, original, linktype, clock.seconds, clock.nanoseconds);
        } else {
          sink.packet(view, at + 28, captured, original, linktype, 0, -1);
          reading.untimed++;
        }
        left--;
      } else if (type === SIMPLE_PACKET) {
        if (length < LEAST_SIMPLE || length > LONGEST_PACKET) {
          reading.bad = `simple packet block of ${length} bytes`;
          break;
        }
        if (there < whole) {
          reading.need = whole;
          break;
        }
        reading.bad = trailerFault(view, at + whole, length, little);
        if (reading.bad !== "") break;
        if (interfaces.length === 0) {
          reading.bad = "simple packet block before any interface";
          break;
        }
        if (numbered && number !== 0) {
          number = 0;
          sink.interfaceId = 0;
        }
        if (annotates) sink.annotation = null;
        const { snaplen, linktype } = interfaces[0];
        const original = view.getUint32(at + 8, little);
        let captured = Math.min(original, length - LEAST_SIMPLE);
        if (snaplen > 0 && snaplen < captured) captured = snaplen;
        sink.packet(view, at + 12, captured, original, linktype, 0, -1);
        left--;
      } else if (type === SECTION || type === INTERFACE) {
        const least = type === SECTION ? LEAST_SECTION : LEAST_INTERFACE;
        if (length < least || length > LONGEST_HEADER) {
          reading.bad = `${type === SECTION ? "section header" : "interface"} block of ${length} bytes`;
          break;
        }
        if (there < whole) {
          reading.need = whole;
          break;
        }
        if (type === SECTION) {
          interfaces = [];
          this.#interfaces = interfaces;
          this.#number++;
          reading.bad = isPcapng(view, at)
            ? sectionFault(view, at, little)
            : "section header without a byte order";
        } else {
          reading.bad = addInterface(view, at, length, little, interfaces, sink, this.#number);
        }
        if (reading.bad === "") reading.bad = trailerFault(view, at + whole, length, little);
        if (reading.bad !== "") break;
      } else {
        if (length < LEAST_BLOCK) {
          reading.bad = `block of ${length} bytes`;
          break;
        }
        this.#skipAt = block;
        this.#skipLength = length;
        this.#skip = whole;
        continue;
      }
      at += whole;
    }
    window.start = at;
    reading.at = block;
    reading.left = left;
    reading.packets += before - left;
  }
}

/** Compares the length at the end of a block, just before `end`, with the one at its start. */
function trailerFault(view: DataView, end: number, length: number, little: boolean): string {
  const again = view.getUint32(end - 4, little);
  // Rounded as the first: a writer may have rounded one of the two.
  if (again + (-again & 3) === length + (-length & 3)) return "";
  return `block length ${length} at its start, ${again} at its end`;
}

/** Adds the interface of the block at `at`; returns what is wrong with it. */
function addInterface(
  view: DataView,
  at: number,
  length: number,
  little: boolean,
  interfaces: Interface[],
  sink: PacketSink,
  section: number,
): string {
  if (interfaces.length === MOST_INTERFACES) return `more than ${MOST_INTERFACES} interfaces in a section`;
  let resolution = MICROSECONDS;
  let offset = 0;
  let name = "";
  let description = "";
  const fault = eachOption(view, at + 16, at + length - 4, little, (code, from, size) => {
    if (code === IF_TSRESOL && size === 1) resolution = view.getUint8(from);
    if (code === IF_NAME) name = textAt(view, from, size);
    if (code === IF_DESCRIPTION) description = textAt(view, from, size);
    if (code === IF_TSOFFSET && size === 8) offset = Number(view.getBigInt64(from, little));
  });
  if (fault !== "") return `interface ${fault}`;
  const linktype = view.getUint16(at + 8, little);
  const snaplen = view.getUint32(at + 12, little);
  sink.describes?.(interfaces.length, {
    format: "pcapng",
    linktype,
    snaplen,
    resolution,
    name,
    description,
    section,
  });
  const made = { linktype, snaplen, resolution, offset };
  const shape = shapeOf(interfaces.length, made);
  interfaces.push({ ...made, clock: new Clock(resolution, offset), shape });
  return "";
}

/** Nanoseconds a unit of the usual clocks, by if_tsresol. */
const SCALES: Readonly<Record<number, number>> = { 3: 1e6, 6: 1000, 9: 1 };

function shapeOf(
  interfaceId: number,
  { linktype, resolution, offset }: Pick<Interface, "linktype" | "resolution" | "offset">,
): RecordShape | null {
  const scale = SCALES[resolution];
  if (scale === undefined || offset !== 0) return null;
  return { interfaceId, linktype, scale, longest: LONGEST_PACKET };
}
