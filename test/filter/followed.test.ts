// Filters that ask what came before must let through the same packets whether those of known flows are followed by their
// bytes or dissected one by one.
import { expect, test } from "vitest";
import type { Skimmer } from "../../src/core/sink.ts";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { type Filtered, filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/pipeline/session.ts";
import { frame, vxlan } from "../nat/packets.ts";
import { chaos } from "../read/tcp-chaos.ts";
import { feedFile, type Packet } from "../support/capture.ts";

const FILTERS = [
  "tcp.stream == 5",
  "tcp.stream in {0, 3..4} or tcp.analysis.window_update",
  "tcp.analysis",
  "tcp.analysis.flags",
  "not tcp.analysis.flags && vxlan",
  "tcp.analysis.retransmission == 1",
  "tcp.analysis.fast_retransmission or tcp.analysis.spurious_retransmission",
  "tcp.analysis.out_of_order or tcp.analysis.lost_segment or tcp.analysis.ack_lost_segment",
  "tcp.analysis.duplicate_ack_num > 1 and tcp.analysis.duplicate_ack_frame < 700",
  "tcp.analysis.acks_frame >= 20",
  "tcp.analysis.ack_rtt > 0.001",
  "tcp.analysis.initial_rtt",
  "tcp.analysis.rto <= 1.5 or tcp.analysis.rto_frame == 1",
  "tcp.analysis.bytes_in_flight > 100",
  "tcp.analysis.push_bytes_sent != 10",
  "tcp.seq == 1 or tcp.ack > 300",
  "tcp.nxtseq <= 100",
  "tcp.window_size > 2000 and tcp.window_size_scalefactor == 4",
  "tcp.window_size_scalefactor < 0",
  "tcp.completeness == 31 or tcp.completeness < 7",
  "tcp.connection.fin_active xor tcp.connection.fin_passive",
  "tcp.time_relative > 1.25",
  "tcp.time_delta == 0 or tcp.time_delta > 0.9",
  "tcp.time_delta in {0.0001, 0.0029}",
  "frame.number > 20 and tcp.stream < 3",
  "frame.time_delta > 0.001 and tcp.analysis.flags",
  "ip.src#2 == 10.0.0.1 and tcp.analysis.flags",
];

/** Connections of their own in two tenants, and in none. */
const PACKETS: Packet[] = [1, 2, 3]
  .flatMap((seed) =>
    chaos(seed, 6, 300).map(({ time, src, dst, bytes }) => {
      const own = frame({ src, dst, ttl: 64, id: 1 }, 6, bytes);
      return { time, bytes: seed === 3 ? own : vxlan(100 + seed, own) };
    }),
  )
  .sort((a, b) => a.time - b.time)
  .map(({ time, bytes }) => {
    const [seconds, nanoseconds] = [1 + Math.floor(time / 1e9), time % 1e9];
    return { bytes, original: bytes.length, linktype: 1, seconds, nanoseconds };
  });

async function counted(text: string, flowCache: boolean) {
  const session = new Session({ flowCache });
  const sink = filtered(compileFilter(text), { flowCache }, session) as Filtered & { skim?: Skimmer["skim"] };
  let skimmed = 0;
  const { skim } = sink;
  if (skim !== undefined)
    sink.skim = (...of) => {
      const before = sink.given;
      const next = skim.apply(sink, of);
      skimmed += sink.given - before;
      return next;
    };
  await feedFile(sink, PACKETS);
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  return { skimmed, packets: stats.capture.packets, stats: JSON.stringify(stats, null, 1) };
}

test.each(FILTERS)("%s", async (text) => {
  const quick = await counted(text, true);
  expect(quick.stats).toBe((await counted(text, false)).stats);
  expect(quick.skimmed).toBeGreaterThan(0.9 * PACKETS.length);
  expect(quick.packets).toBeGreaterThan(0);
  expect(quick.packets).toBeLessThan(PACKETS.length);
});
