// STT frames in one piece behind filters: what is said of them is told by their flows, whoever is held back before them.
import { expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { bodyOf, type Frame, packet } from "../support/stt-frames.ts";

/** One frame whose second piece is lost, then frames in one piece, all of the same flow. */
function* packets(): Generator<Uint8Array> {
  const open: Frame = { id: 2, total: 900, mss: 600, client: 1, context: 5 };
  yield packet("v4", open, 0, bodyOf(open).subarray(0, open.mss)).bytes;
  for (let id = 4; id < 200; id += 2) {
    const frame = { ...open, id, total: 300 };
    yield packet("v4", frame, 0, bodyOf(frame)).bytes;
  }
}

it.each([
  ["udp.srcport == 1000", 99],
  ["udp.srcport == 1001", 0],
])("%s is asked of few of them, while others are held", (text, count) => {
  let asked = 0;
  const filter = compileFilter(text);
  const session = new Session();
  const counting = (p: Parameters<typeof filter.matches>[0]) => {
    asked++;
    return filter.matches(p);
  };
  const sink = filtered({ ...filter, matches: counting }, {}, session);
  for (const bytes of packets()) {
    const view = new DataView(bytes.buffer);
    sink.packet(view, 0, bytes.length, bytes.length, 1, 100, 0);
  }
  sink.finish();
  expect(report(session.finish(), [], []).stats.capture.packets).toBe(count);
  expect(asked).toBeLessThan(8);
});
