import { EventEmitter } from "node:events";
import type { PacketHeader, parse } from "pcap-parser";
import type { ByteSource } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";
import { CaptureError } from "./errors.ts";
import { openFormat } from "./formats.ts";
import { maximumLength } from "./linktypes.ts";
import { FILE_HEADER, parsePcapHeader } from "./pcap.ts";
import { describeFile, type Reading, type RecordReader } from "./reading.ts";
import type { Window } from "./window.ts";

const RECORD_HEADER = 16;

/**
 * Starts on an input with the npm package pcap-parser, which reads classic pcap of version 2.4 with
 * microseconds, in either byte order. Throws CaptureError for anything else.
 */
export async function openPcapParser(
  source: ByteSource,
  window: Window,
  reading: Reading,
  control: ReadControl,
): Promise<RecordReader | null> {
  const whole = await window.fill(FILE_HEADER);
  const header = whole ? parsePcapHeader(window.view, window.start) : null;
  if (header !== null && header.major === 2 && header.minor === 4 && isMicrosecond(window)) {
    const { linktype, snaplen } = header;
    describeFile(reading.sink, { format: "pcap", linktype, snaplen, resolution: 6 });
    return new ParserRecords(await loadParser(), window, reading, linktype);
  }
  // What no reader can open is told in the words of the other one.
  const other = await openFormat(source, window, reading, control);
  if (other === null) return null;
  throw new CaptureError(
    reading.file,
    "pcap-parser reads only classic pcap 2.4 with microseconds",
    "use --reader fast",
  );
}

/** Loaded only when it is wanted: few runs do. */
async function loadParser(): Promise<typeof parse> {
  return (await import("pcap-parser")).parse;
}

function isMicrosecond(window: Window): boolean {
  const magic = window.view.getUint32(window.start);
  return magic === 0xa1b2c3d4 || magic === 0xd4c3b2a1;
}

/** The stream that the parser listens to. It is given bytes when the loop around it has them. */
class Feed extends EventEmitter {
  pause(): void {}
  resume(): void {}
}

class ParserRecords implements RecordReader {
  readonly #feed = new Feed();
  readonly #reading: Reading;
  /** Offsets in the file: of the record that the parser is at, and behind what it was given. */
  #at: number;
  #given: number;
  #need = 0;

  constructor(parsePcap: typeof parse, window: Window, reading: Reading, linktype: number) {
    this.#reading = reading;
    this.#at = window.offset + FILE_HEADER;
    this.#given = window.offset;
    const maximum = maximumLength(linktype);
    const parser = parsePcap(this.#feed);
    parser.on("error", (error: Error) => {
      reading.bad ||= error.message;
    });
    parser.on("packetHeader", ({ capturedLength }: PacketHeader) => {
      this.#need = RECORD_HEADER + capturedLength;
      // The parser would collect the rest of the file for such a record.
      if (capturedLength > maximum)
        reading.bad ||= `captured length ${capturedLength} is over the maximum of ${maximum}`;
    });
    parser.on("packet", ({ header, data }: { header: PacketHeader; data: Buffer }) => {
      if (reading.bad !== "" || reading.left === 0) return;
      const { timestampSeconds, timestampMicroseconds, originalLength } = header;
      const seconds = timestampSeconds + Math.floor(timestampMicroseconds / 1_000_000);
      const nanoseconds = (timestampMicroseconds % 1_000_000) * 1000;
      const view = new DataView(data.buffer);
      reading.sink.packet(view, data.byteOffset, data.length, originalLength, linktype, seconds, nanoseconds);
      reading.left--;
      reading.packets++;
      this.#at += this.#need;
      this.#need = 0;
    });
  }

  records(window: Window): void {
    const reading = this.#reading;
    // The parser calls `new Buffer`, of which Node would warn the user.
    const quiet = process.noDeprecation;
    process.noDeprecation = true;
    try {
      // It keeps parts of what it is given, and the window's buffer is used again.
      this.#feed.emit("data", Buffer.from(window.bytes.slice(window.start, window.end)));
    } finally {
      process.noDeprecation = quiet ?? false;
    }
    this.#given += window.length;
    window.start = window.end;
    reading.at = this.#at;
    // A record of which the end never comes is dropped by the parser without a word.
    reading.need = this.#given > this.#at ? this.#need || RECORD_HEADER : 0;
  }
}
