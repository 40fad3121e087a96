/** The captures of `make bench`: made once, the same on every machine. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { KINDS, type Kind, traffic } from "./traffic.ts";

/** Packets of one chunk: as many as are made in memory at once. */
const CHUNK = 100_000;
const RECORD = 16;
const BUFFER = 8 << 20;

export interface Capture {
  name: string;
  /** What it shows. */
  title: string;
  packets: number;
  write(file: PcapFile, packets: number): void;
}

/** A classic pcap with microseconds, little-endian, of Ethernet. */
class PcapFile {
  private readonly fd: number;
  private readonly bytes = new Uint8Array(BUFFER);
  private readonly view = new DataView(this.bytes.buffer);
  private at = 24;
  private count = 0;

  constructor(path: string) {
    this.fd = openSync(path, "w");
    const words = [0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1];
    words.forEach((word, i) => {
      this.view.setUint32(4 * i, word, true);
    });
  }

  /** One packet; a microsecond after the one before. */
  packet(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.at + RECORD + length > BUFFER) this.flush();
    const micros = this.count++;
    const { view, at } = this;
    view.setUint32(at, 1_700_000_000 + Math.floor(micros / 1_000_000), true);
    view.setUint32(at + 4, micros % 1_000_000, true);
    view.setUint32(at + 8, length, true);
    view.setUint32(at + 12, length, true);
    this.bytes.set(bytes.subarray(from, to), at + RECORD);
    this.at += RECORD + length;
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  private flush(): void {
    for (let done = 0; done < this.at; ) done += writeSync(this.fd, this.bytes, done, this.at - done);
    this.at = 0;
  }
}

/** Packets of some kinds, evenly mixed. */
export function plain(kinds: readonly Kind[], flows: number, payload: number): Capture["write"] {
  return (file, packets) => {
    for (let done = 0; done < packets; done += CHUNK) {
      const { data, offsets } = traffic(
        "",
        kinds,
        Math.min(CHUNK, packets - done),
        flows,
        payload,
        42 + done,
      );
      const bytes = new Uint8Array(data.buffer);
      for (let i = 0; i + 1 < offsets.length; i++) file.packet(bytes, offsets[i], offsets[i + 1]);
    }
  };
}

const FRAME = 65_000;
const MSS = 1448;
const HEADERS = 14 + 20 + 20;
/** One piece in so many trades places with the next. */
const SHUFFLED = 100;

/**
 * STT frames of 64 kB in pieces of one segment.
 * @param open how many frames are sent at a time, a piece of each in turn
 */
export function sttPieces(flows: number, open = 1): Capture["write"] {
  return (file, packets) => {
    let held: Uint8Array | null = null;
    let n = 0;
    for (let frame = 0; n < packets; frame += open) {
      const frames = Array.from({ length: open }, (_, i) => pieces(frame + i, flows));
      for (let p = 0; p < frames[0].length && n < packets; p++) {
        for (let i = 0; i < open && n < packets; i++, n++) {
          const piece = frames[i][p];
          if (held === null && n % SHUFFLED === 0) {
            held = piece;
            continue;
          }
          file.packet(piece, 0, piece.length);
          if (held !== null) file.packet(held, 0, held.length);
          held = null;
        }
      }
    }
    if (held !== null) file.packet(held, 0, held.length);
  };
}

/** The packets that LSO makes of one frame. */
function pieces(frame: number, flows: number): Uint8Array[] {
  const { data, offsets } = traffic("", ["stt"], 1, flows, FRAME, Math.imul(frame, 0x9e3779b1) >>> 0);
  const whole = new Uint8Array(data.buffer, 0, offsets[1]);
  const body = whole.subarray(HEADERS);
  return Array.from({ length: Math.ceil(body.length / MSS) }, (_, i) => {
    const part = body.subarray(i * MSS, (i + 1) * MSS);
    const piece = new Uint8Array(HEADERS + part.length);
    piece.set(whole.subarray(0, HEADERS));
    piece.set(part, HEADERS);
    const view = new DataView(piece.buffer);
    view.setUint16(16, piece.length - 14);
    // STT: the length of the frame and the offset of the piece in TCP's sequence number, the frame's id in its
    // acknowledgment number.
    view.setUint16(38, body.length);
    view.setUint16(40, i * MSS);
    view.setUint32(42, frame);
    return piece;
  });
}

const [BIG, SMALL] = [540, 26];
const FLOWS = 20_000;

export const CAPTURES: readonly Capture[] = [
  { name: "big", title: "VXLAN, big packets", packets: 2_000_000, write: plain(["vxlan"], FLOWS, BIG) },
  { name: "small", title: "VXLAN, small packets", packets: 8_000_000, write: plain(["vxlan"], FLOWS, SMALL) },
  {
    name: "mix",
    title: "all encapsulations, IPv4 and IPv6",
    packets: 2_000_000,
    write: plain(KINDS, FLOWS, BIG),
  },
  { name: "ipv6", title: "VXLAN over IPv6", packets: 2_000_000, write: plain(["vxlan6"], FLOWS, BIG) },
  { name: "stt", title: "STT, pieces of 64 kB frames", packets: 850_000, write: sttPieces(FLOWS) },
  {
    name: "flows",
    title: "VXLAN, a million flows",
    packets: 6_000_000,
    write: plain(["vxlan"], 1_000_000, SMALL),
  },
];

/** Makes a capture unless it is there. @param scale share of its packets @returns its path */
export function make(capture: Capture, directory: string, scale: number): string {
  const packets = Math.ceil(capture.packets * scale);
  const path = join(directory, `${capture.name}-${packets}.pcap`);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  const file = new PcapFile(`${path}.part`);
  capture.write(file, packets);
  file.close();
  renameSync(`${path}.part`, path);
  return path;
}
