/** Runs captures through the pipeline in the test's own process. */
import { ReadControl, readCaptures, Window } from "../../src/capture/capture.ts";
import { readSource } from "../../src/capture/read.ts";
import type { PacketSink } from "../../src/core/sink.ts";
import { report } from "../../src/facts/query.ts";
import type { StatsReport } from "../../src/facts/report.ts";
import { merge, type Summary } from "../../src/facts/summary.ts";
import { resolve } from "../../src/pipeline/resolve.ts";
import { run } from "../../src/pipeline/run.ts";
import { Session } from "../../src/session/session.ts";
import type { SessionOptions } from "../../src/session/session-options.ts";
import { enhanced, interfaceBlock, join, pcapFile, pcapRecord, section } from "../capture/build.ts";
import { Pieces } from "../capture/collect.ts";

/** One packet of a capture, kept. */
export interface Packet {
  bytes: Uint8Array;
  original: number;
  linktype: number;
  seconds: number;
  nanoseconds: number;
}

/** An Ethernet frame of which all was captured. */
export function captured(bytes: Uint8Array, seconds: number, nanoseconds: number): Packet {
  return { bytes, original: bytes.length, linktype: 1, seconds, nanoseconds };
}

/** All packets of captures, copied out of the reader's buffer. */
export async function packetsOf(...captures: string[]): Promise<Packet[]> {
  const packets: Packet[] = [];
  const sink: PacketSink = {
    packet(data, offset, captured, original, linktype, seconds, nanoseconds) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset + offset, captured).slice();
      packets.push({ bytes, original, linktype, seconds, nanoseconds });
    },
  };
  await readCaptures(captures, sink, {}, new ReadControl());
  return packets;
}

export function feed(session: Session, packets: readonly Packet[]): void {
  for (const p of packets) {
    const view = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    session.packet(view, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
}

/** Files of packets of Ethernet, of which those of pcapng tell microseconds. */
export const FILES = {
  pcap: (packets: readonly Packet[]) =>
    pcapFile(
      { magic: 0xa1b23c4d },
      ...packets.map((p) => pcapRecord(true, p.seconds, p.nanoseconds, p.bytes, p.original)),
    ),
  pcapng: (packets: readonly Packet[]) =>
    join(
      section(true),
      interfaceBlock(true),
      interfaceBlock(true),
      ...packets.map((p, i) => {
        const ticks = BigInt(p.seconds) * 1_000_000n + BigInt(Math.floor(p.nanoseconds / 1000));
        return enhanced(true, Number(i % 9 === 0), ticks, p.bytes, p.original);
      }),
    ),
};

/** As `feed`, through a reader, which may let the sink skim; only the first `most` packets. */
export async function feedFile(
  sink: PacketSink,
  packets: readonly Packet[],
  file: keyof typeof FILES = "pcap",
  most = packets.length,
): Promise<void> {
  const source = new Pieces(FILES[file](packets), [1 << 30]);
  const control = new ReadControl();
  const window = new Window(source, control, 4096, (length) => sink.skimmer?.buffer(length) ?? null);
  const outcome = { files: [], damage: [], warnings: [], cutPipe: false };
  await readSource("x", source, window, sink, most, control, outcome);
}

/** The report of one run over all packets. */
export function whole(packets: readonly Packet[], options: SessionOptions = {}): StatsReport {
  const session = new Session(options);
  feed(session, packets);
  return report(session.finish(), [], []).stats;
}

/** The summary of a part that may not be the first. */
export function part(packets: readonly Packet[]): Summary {
  const session = new Session({ partial: true });
  feed(session, packets);
  return session.finish();
}

/** The report of parts, merged from the left. */
export function merged(parts: readonly Packet[][], options: SessionOptions = {}): StatsReport {
  const sum = parts.map(part).reduce(merge, part([]));
  return report(resolve(sum, options), [], []).stats;
}

export async function statsOf(capture: string, options: SessionOptions = {}): Promise<StatsReport> {
  const { summary, outcome } = await run([capture], options, new ReadControl());
  return report(summary, outcome.files, outcome.damage).stats;
}

/** Law 1: every packet is somebody's or nobody's, once. */
export function conservation(stats: StatsReport): { packets: number; bytes: number } {
  const sum = (key: "packets" | "bytes") =>
    stats.tenants.reduce((n, t) => n + t[key], stats.unattributed[key]);
  return { packets: sum("packets"), bytes: sum("bytes") };
}
