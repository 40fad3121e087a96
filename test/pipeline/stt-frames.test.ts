// STT frames behind filters: what is said of those in one piece is told by their flows, whoever is held back before them,
// and what is said of pieces by their bytes.
import { expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { bodyOf, type Frame, packet } from "../support/stt-frames.ts";

/** One frame whose second piece is lost, then frames in one piece, all of the same flow. */
function* lone(): Generator<Uint8Array> {
  const open: Frame = { id: 2, total: 900, mss: 600, client: 1, context: 5 };
  yield packet("v4", open, 0, bodyOf(open).subarray(0, open.mss)).bytes;
  for (let id = 4; id < 200; id += 2) {
    const frame = { ...open, id, total: 300 };
    yield packet("v4", frame, 0, bodyOf(frame)).bytes;
  }
}

interface Found {
  /** How many of the packets count, of how many the filter was asked, and how many the session dissected. */
  count: number;
  asked: number;
  dissected: number;
  stats: ReturnType<typeof report>["stats"];
}

function ask(text: string, packets: Iterable<Uint8Array>, flowCache = true): Found {
  let [asked, dissected] = [0, 0];
  const filter = compileFilter(text);
  const session = new Session({ flowCache });
  const { stack } = session;
  const { reset } = stack;
  stack.reset = (...of) => {
    dissected++;
    reset.apply(stack, of);
  };
  const counting = (p: Parameters<typeof filter.matches>[0]) => {
    asked++;
    return filter.matches(p);
  };
  const sink = filtered({ ...filter, matches: counting }, { flowCache }, session);
  for (const bytes of packets) {
    const view = new DataView(bytes.buffer);
    sink.packet(view, 0, bytes.length, bytes.length, 1, 100, 0);
  }
  sink.finish();
  const { stats } = report(session.finish(), [], []);
  return { count: stats.capture.packets, asked, dissected, stats };
}

it.each([
  ["udp.srcport == 1000", 99],
  ["udp.srcport == 1001", 0],
])("%s is asked of few of them, while others are held", (text, expected) => {
  const { count, asked } = ask(text, lone());
  expect(count).toBe(expected);
  expect(asked).toBeLessThan(8);
});

it("frames in one piece that were held back are not dissected when their turn comes, nor when they come again", () => {
  const [first, ...others] = lone();
  const packets = [first, ...others, ...others];
  const { count, dissected, stats } = ask("udp.srcport == 1000", packets);
  expect(count).toBe(1 + 2 * others.length);
  expect(dissected).toBeLessThan(8);
  expect(stats.stt).toMatchObject({ frames_complete: others.length, duplicates: others.length });
  expect(stats).toEqual(ask("udp.srcport == 1000", packets, false).stats);
});

const FRAMES = 20;
const PIECES = 30;

/** Frames of two flows in turn, the pieces of each one behind the other. */
function* pieces(): Generator<Uint8Array> {
  for (let id = 1; id <= FRAMES; id++) {
    const frame: Frame = { id, total: PIECES * 600, mss: 600, client: 1, context: 5 };
    for (let offset = 0; offset < frame.total; offset += frame.mss)
      yield packet("v4", frame, offset, bodyOf(frame).subarray(offset, offset + frame.mss)).bytes;
  }
}

// What a frame holds is shown in the packet that completed it.
it.each([
  ["udp.srcport == 1000", FRAMES / 2],
  ["udp.stream == 0", FRAMES / 2],
  ["udp.time_delta >= 0", FRAMES],
  // What hangs on records alone is asked before anybody looks for a frame: these count, and those do not.
  ["frame.len > 600", FRAMES * PIECES],
  ["frame.len < 600", 0],
  // It stands in first pieces alone: there, and in what the last ones completed.
  ["stt.context_id == 5", 2 * FRAMES],
  ["stt.context_id == 6", 0],
])("%s is asked of few pieces", (text, expected) => {
  const { count, asked } = ask(text, pieces());
  expect(count).toBe(expected);
  expect(asked).toBeLessThan(5 * FRAMES);
});
