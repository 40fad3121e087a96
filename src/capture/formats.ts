import type { ByteSource } from "./byte-source.ts";
import { CODECS, DecodedSource } from "./compression.ts";
import type { ReadControl } from "./control.ts";
import { CaptureError } from "./errors.ts";
import { openPcap, FILE_HEADER as PCAP_HEADER, PcapRecords, parsePcapHeader } from "./pcap.ts";
import { isPcapng, openPcapng, PcapngRecords } from "./pcapng.ts";
import type { ReaderState, Reading, RecordReader } from "./reading.ts";
import { KeptSource, PrefixedSource } from "./replay.ts";
import { openSnoop, FILE_HEADER as SNOOP_HEADER, SnoopRecords } from "./snoop.ts";
import type { Window } from "./window.ts";

interface Format {
  name: string;
  /** Its first bytes, in either byte order. */
  magic: readonly string[];
  /** Bytes that have to be there to open it. */
  header: number;
  is(view: DataView, at: number): boolean;
  open(window: Window, reading: Reading): Promise<RecordReader>;
}

const FORMATS: readonly Format[] = [
  {
    name: "pcap",
    magic: ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1"],
    header: PCAP_HEADER,
    is: (view, at) => parsePcapHeader(view, at) !== null,
    open: openPcap,
  },
  { name: "pcapng", magic: ["0a0d0d0a"], header: 12, is: isPcapng, open: openPcapng },
  {
    name: "snoop",
    magic: ["736e6f6f70000000"],
    header: SNOOP_HEADER,
    is: () => true,
    open: openSnoop,
  },
];

/** What overshark does not read but can tell, and what to do then. */
const OTHERS: readonly { magic: string; name: string; hint: string }[] = [
  { magic: "52545353", name: "Microsoft Network Monitor 1", hint: "editcap -F pcapng" },
  { magic: "474d4255", name: "Microsoft Network Monitor 2", hint: "editcap -F pcapng" },
  { magic: "fd377a585a00", name: "xz", hint: "xz -dc" },
  { magic: "425a68", name: "bzip2", hint: "bzip2 -dc" },
  { magic: "04224d18", name: "lz4", hint: "lz4 -dc" },
  { magic: "504b0304", name: "zip", hint: "unzip -p" },
];

const LONGEST_MAGIC = 8;

function hex(window: Window, count: number): string {
  return Buffer.from(
    window.bytes.subarray(window.start, window.start + Math.min(count, window.length)),
  ).toString("hex");
}

/**
 * Looks at the first bytes of the source and, if they are those of a compressed stream, has the
 * window read what is in it. Returns the source that the window reads then.
 */
export async function unwrap(source: ByteSource, window: Window): Promise<ByteSource> {
  await window.fill(4);
  const first = hex(window, 4);
  const codec = CODECS.find(({ magic }) => first.startsWith(Buffer.from(magic).toString("hex")));
  if (codec === undefined) return source;
  const prefixed = new PrefixedSource(window.bytes.slice(window.start, window.end), source);
  const decoded = await DecodedSource.open(
    source.again === undefined ? new KeptSource(prefixed) : prefixed,
    codec,
  );
  window.reset(decoded);
  return decoded;
}

/**
 * Finds the format of what is in the window and reads its header. Null if the reading was stopped
 * before that was possible.
 *
 * @throws CaptureError if it is empty, no capture that overshark reads, or has half a header
 */
export async function openFormat(
  source: ByteSource,
  window: Window,
  reading: Reading,
  control: ReadControl,
): Promise<RecordReader | null> {
  const { file } = reading;
  await window.fill(LONGEST_MAGIC);
  const first = hex(window, LONGEST_MAGIC);
  const format = FORMATS.find(({ magic }) => magic.some((bytes) => first.startsWith(bytes)));
  const whole = format !== undefined && (await window.fill(format.header));
  if (control.stopped && !whole) return null;
  if (format !== undefined && whole && format.is(window.view, window.start))
    return format.open(window, reading);
  if (source.failure !== null) throw new CaptureError(file, source.failure.what);
  if (window.length === 0) throw new CaptureError(file, "empty");
  if (format !== undefined && !whole)
    throw new CaptureError(
      file,
      `the ${format.name} file header is cut short: ${window.length} of ${format.header} bytes`,
    );
  const other = OTHERS.find(({ magic }) => first.startsWith(magic));
  const seen = `first bytes ${hex(window, LONGEST_MAGIC).replace(/..(?=.)/g, "$& ")}`;
  throw new CaptureError(
    file,
    `not a capture file that overshark reads (${other === undefined ? seen : other.name})`,
    other && advice(other.hint, file),
  );
}

/** A reader that goes on where another one was. */
export function readerAt({ format, what }: ReaderState): RecordReader {
  const state = JSON.parse(what);
  if (format === "pcap") return new PcapRecords(state);
  return format === "pcapng" ? new PcapngRecords(state) : new SnoopRecords(state);
}

function advice(command: string, file: string): string {
  return command.startsWith("editcap")
    ? `convert it: ${command} ${file} out.pcapng`
    : `unpack it: ${command} ${file} | overshark -`;
}
