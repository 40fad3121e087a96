import type { RecordShape } from "../core/sink.ts";
import { CaptureError } from "./errors.ts";
import { maximumLength } from "./linktypes.ts";
import { chooseLayout, MODIFIED, type PcapHeader, type RecordLayout, STANDARD } from "./pcap-layout.ts";
import { describeFile, type ReaderState, type Reading, type RecordReader } from "./reading.ts";
import type { Window } from "./window.ts";

// Classic pcap (draft-ietf-opsawg-pcap): a 24-byte file header, then records of a 16-byte header
// (seconds, fraction, captured length, original length) and the packet.

export const FILE_HEADER = 24;
/** Length of a record's header, but in modified variants. */
const RECORD = 16;

/** By the magic number: nanoseconds a unit of the fraction, and the record layouts it may stand for. */
const MAGIC = new Map<number, { scale: number; layouts: readonly RecordLayout[] }>([
  [0xa1b2c3d4, { scale: 1000, layouts: STANDARD }],
  [0xa1b23c4d, { scale: 1, layouts: [STANDARD[0]] }],
  [0xa1b2cd34, { scale: 1000, layouts: MODIFIED }],
]);

/** Which of the two lengths in a record header comes first depends on the version. */
type Order = "captured first" | "original first" | "larger is original";

/** Reads the 24 bytes of a file header at `at`; null if they do not start with a pcap magic number. */
export function parsePcapHeader(view: DataView, at: number): PcapHeader | null {
  const little = !MAGIC.has(view.getUint32(at));
  const magic = MAGIC.get(view.getUint32(at, little));
  if (magic === undefined) return null;
  return {
    ...magic,
    little,
    major: view.getUint16(at + 4, little),
    minor: view.getUint16(at + 6, little),
    snaplen: view.getUint32(at + 16, little),
    // The upper half of the word tells the length of the frame check sequence.
    linktype: view.getUint32(at + 20, little) & 0xffff,
  };
}

/** Starts on a classic pcap whose 24 bytes of file header are in the window. Throws CaptureError. */
export async function openPcap(window: Window, reading: Reading): Promise<RecordReader> {
  const header = parsePcapHeader(window.view, window.start) as PcapHeader;
  const { major, minor, linktype } = header;
  if (major < 2) throw new CaptureError(reading.file, `pcap version ${major}.${minor} is not supported`);
  window.start += FILE_HEADER;
  const order = lengthOrder(major, minor);
  // Only writers of version 2.4 made the layouts that nothing but the records tells apart.
  const layout = order === "captured first" ? await chooseLayout(window, header) : header.layouts[0];
  const { little, scale, snaplen } = header;
  describeFile(reading.sink, { format: "pcap", linktype, snaplen, resolution: scale === 1 ? 9 : 6 });
  return new PcapRecords({ little, scale, linktype, snaplen, header: layout.header, order });
}

function lengthOrder(major: number, minor: number): Order {
  if (major === 543 || (major === 2 && minor < 3)) return "original first";
  return major === 2 && minor === 3 ? "larger is original" : "captured first";
}

/** What the records of a file have in common. */
export interface PcapShape {
  little: boolean;
  /** Nanoseconds a unit of the fraction. */
  scale: number;
  linktype: number;
  snaplen: number;
  /** Length of a record header in bytes. */
  header: number;
  order: Order;
}

export class PcapRecords implements RecordReader {
  readonly #shape: PcapShape;
  readonly #little: boolean;
  readonly #scale: number;
  readonly #linktype: number;
  readonly #header: number;
  readonly #maximum: number;
  readonly #capturedAt: number;
  readonly #originalAt: number;
  readonly #larger: boolean;
  /** Records of the usual shape, which a sink may take many of at once. */
  readonly #plain: RecordShape | null;

  constructor(shape: PcapShape) {
    const { order } = shape;
    this.#shape = shape;
    this.#little = shape.little;
    this.#scale = shape.scale;
    this.#linktype = shape.linktype;
    this.#header = shape.header;
    this.#maximum = maximumLength(shape.linktype);
    this.#capturedAt = order === "original first" ? 12 : 8;
    this.#originalAt = order === "original first" ? 8 : 12;
    this.#larger = order === "larger is original";
    const { little, scale, linktype } = shape;
    const plain = little && shape.header === RECORD && order === "captured first";
    this.#plain = plain ? { interfaceId: -1, linktype, scale, longest: this.#maximum } : null;
  }

  state(): ReaderState {
    return { format: "pcap", what: JSON.stringify(this.#shape) };
  }

  records(window: Window, reading: Reading): void {
    const { view, end } = window;
    const { sink } = reading;
    const plain = this.#plain;
    const little = this.#little;
    const scale = this.#scale;
    const linktype = this.#linktype;
    const header = this.#header;
    const maximum = this.#maximum;
    const capturedAt = this.#capturedAt;
    const originalAt = this.#originalAt;
    const larger = this.#larger;
    const before = reading.left;
    let left = before;
    let at = window.start;
    reading.need = 0;
    while (left > 0 && at < end) {
      const { skimmer } = sink;
      if (plain !== null && skimmer) {
        const next = skimmer.skim(view, at, end, left, plain);
        if (next > at) left -= skimmer.skimmed;
        at = next;
        if (left === 0 || at === end) break;
      }
      if (end - at < header) {
        reading.need = header;
        break;
      }
      let captured = view.getUint32(at + capturedAt, little);
      let original = view.getUint32(at + originalAt, little);
      if (larger && captured > original) {
        const swap = captured;
        captured = original;
        original = swap;
      }
      if (captured > maximum) {
        reading.bad = `captured length ${captured} is over the maximum of ${maximum}`;
        break;
      }
      if (end - at - header < captured) {
        reading.need = header + captured;
        break;
      }
      let seconds = view.getUint32(at, little);
      let nanoseconds = view.getUint32(at + 4, little) * scale;
      if (nanoseconds > 999_999_999) {
        seconds += Math.floor(nanoseconds / 1_000_000_000);
        nanoseconds %= 1_000_000_000;
      }
      sink.packet(view, at + header, captured, original, linktype, seconds, nanoseconds);
      at += header + captured;
      left--;
    }
    window.start = at;
    reading.at = window.offset;
    reading.left = left;
    reading.packets += before - left;
  }
}
