import { CaptureError } from "./errors.ts";
import { maximumLength } from "./linktypes.ts";
import { describeFile, type ReaderState, type Reading, type RecordReader } from "./reading.ts";
import type { Window } from "./window.ts";

// Sun's snoop (RFC 1761), always big-endian: a 16-byte file header (identification, version, datalink
// type), then records of original length, included length, record length, drops, seconds,
// microseconds, the packet and a pad.

export const FILE_HEADER = 16;
const RECORD_HEADER = 24;
/** A pad fills up to a multiple of a few bytes; this is far more than any writer uses. */
const LONGEST_PAD = 65536;

/** Snoop's datalink types (RFC 1761 and Solaris' dlpi.h) as LINKTYPE_ numbers. */
const LINKTYPES = new Map([
  [0, 1], // IEEE 802.3
  [2, 6], // token ring
  [4, 1], // Ethernet
  [8, 10], // FDDI
  [26, 242], // IP over InfiniBand
  [28, 226], // Solaris ipnet
]);

/** Starts on a snoop file whose 16 bytes of header are in the window. Throws CaptureError. */
export async function openSnoop(window: Window, reading: Reading): Promise<RecordReader> {
  const version = window.view.getUint32(window.start + 8);
  const datalink = window.view.getUint32(window.start + 12);
  if (version !== 2) throw new CaptureError(reading.file, `snoop version ${version} is not supported`);
  const linktype = LINKTYPES.get(datalink);
  if (linktype === undefined)
    throw new CaptureError(reading.file, `snoop datalink type ${datalink} is not supported`);
  window.start += FILE_HEADER;
  describeFile(reading.sink, { format: "snoop", linktype, snaplen: 0, resolution: 6 });
  return new SnoopRecords(linktype);
}

export class SnoopRecords implements RecordReader {
  readonly #linktype: number;
  readonly #maximum: number;

  constructor(linktype: number) {
    this.#linktype = linktype;
    this.#maximum = maximumLength(linktype);
  }

  state(): ReaderState {
    return { format: "snoop", what: String(this.#linktype) };
  }

  records(window: Window, reading: Reading): void {
    const { view, end } = window;
    const { sink } = reading;
    const linktype = this.#linktype;
    const maximum = this.#maximum;
    const before = reading.left;
    let left = before;
    let at = window.start;
    reading.need = 0;
    while (left > 0 && at < end) {
      if (end - at < RECORD_HEADER) {
        reading.need = RECORD_HEADER;
        break;
      }
      const captured = view.getUint32(at + 4);
      const length = view.getUint32(at + 8);
      if (captured > maximum) {
        reading.bad = `captured length ${captured} is over the maximum of ${maximum}`;
        break;
      }
      const pad = length - RECORD_HEADER - captured;
      if (pad < 0 || pad > LONGEST_PAD) {
        reading.bad = `record length ${length} does not fit ${captured} bytes of packet`;
        break;
      }
      if (end - at < length) {
        reading.need = length;
        break;
      }
      let seconds = view.getUint32(at + 16);
      let nanoseconds = view.getUint32(at + 20) * 1000;
      if (nanoseconds > 999_999_999) {
        seconds += Math.floor(nanoseconds / 1_000_000_000);
        nanoseconds %= 1_000_000_000;
      }
      sink.packet(view, at + RECORD_HEADER, captured, view.getUint32(at), linktype, seconds, nanoseconds);
      at += length;
      left--;
    }
    window.start = at;
    reading.at = window.offset;
    reading.left = left;
    reading.packets += before - left;
  }
}
