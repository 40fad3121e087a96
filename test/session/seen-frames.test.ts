// STT frames in one piece, counted by compiled code: what it adds is what dissecting each of them would have added, whatever
// comes again, is used again, or comes in pieces.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { checkAsync } from "../property.ts";
import { captured, feed, feedFile, type Packet } from "../support/capture.ts";
import { bodyOf, type Frame, packet, type Underlay } from "../support/stt-frames.ts";

interface Step {
  underlay: Underlay;
  frame: Frame;
  /** What the inner checksum's place holds, which tells frames apart that are alike else. */
  mark: number;
  /** It carries a tunnel of its own. */
  nested: boolean;
  /** In so many pieces; which of them is lost. */
  pieces: number;
  lost: number;
  /** One of the packets that came before comes again. */
  again: number | null;
  /** Seconds until the next one. */
  later: number;
}

/** Has a frame's body carry NVGRE, and in that what it carries else. */
function nest(body: Uint8Array): void {
  const view = new DataView(body.buffer);
  body.copyWithin(60, 18, 60);
  body[41] = 47;
  view.setUint32(52, 0x2000_6558);
  view.setUint32(56, 0x0000_0700);
  view.setUint16(76, body.length - 74);
  view.setUint16(98, body.length - 94);
}

function packetsOf(steps: readonly Step[]): Packet[] {
  const packets: Packet[] = [];
  let seconds = 1000;
  const add = (bytes: Uint8Array) => packets.push(captured(bytes, seconds, 1000 * packets.length));
  for (const { underlay, frame, mark, nested, pieces, lost, again, later } of steps) {
    if (again !== null && packets.length > 0)
      add(packets[packets.length - 1 - (again % packets.length)].bytes);
    const body = bodyOf(frame);
    body[58] = mark;
    if (nested) nest(body);
    const size = Math.ceil(body.length / pieces);
    for (let i = 0; i < pieces; i++) {
      if (pieces > 1 && i === lost) continue;
      add(packet(underlay, frame, i * size, body.subarray(i * size, (i + 1) * size)).bytes);
    }
    seconds += later;
  }
  return packets;
}

const step = fc.record<Step>({
  underlay: fc.constantFrom("v4", "v4", "v4", "vlan", "v6"),
  frame: fc.record({
    id: fc.constantFrom(1, 2, 3, 4),
    total: fc.constantFrom(300, 300, 320),
    mss: fc.constant(700),
    client: fc.constantFrom(1, 1, 2),
    context: fc.constantFrom(1, 1, 2),
  }),
  mark: fc.constantFrom(0, 0, 0, 1),
  nested: fc.constantFrom(false, false, true),
  pieces: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 3),
  lost: fc.constantFrom(0, 1, 2, 3, 3, 3),
  again: fc.option(fc.nat(8), { freq: 5 }),
  later: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 20, 40, -20),
});

/** All that is known of the packets in the end. @param text of a filter before the session; null: there is none */
async function found(packets: readonly Packet[], text: string | null, flowCache: boolean): Promise<unknown> {
  const session = new Session({ flowCache, tcpFlags: true });
  const sink = text === null ? session : filtered(compileFilter(text), { flowCache }, session);
  if (flowCache) await feedFile(sink, packets);
  else if (sink === session) feed(session, packets);
  else await feedFile(sink, packets);
  if ("finish" in sink && sink !== session) sink.finish();
  const summary = session.finish();
  const { table: t } = summary;
  const rows = Array.from({ length: t.size }, (_, r) => [
    ...t.rows.i32.slice(r * t.rows.stride, (r + 1) * t.rows.stride),
    t.tcpFlags[r],
  ]);
  // Behind a filter numbers tell only who came first.
  const order = rows.map((_, r) => r).sort((a, b) => t.firstPacket[a] - t.firstPacket[b]);
  return [report(summary, [], []).stats, order.map((r) => rows[r]), text === null && [...t.firstPacket]];
}

const FILTERS = [
  null,
  ...["stt.context_id == 1", "udp.srcport == 1000", "frame.len > 370", 'overshark.tenant == "stt:2"', "ipv6"],
  ...[
    "udp.stream == 0",
    "udp.time_delta > 0.1 or frame.number < 40",
    "stt.segment.count > 1",
    "frame.number > 30",
  ],
];

describe("frames in one piece", () => {
  it.each(FILTERS)("add what dissecting them would: %s", async (text) => {
    await checkAsync(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 120 }), async (steps) => {
        const packets = packetsOf(steps);
        expect(await found(packets, text, true)).toEqual(await found(packets, text, false));
      }),
      12,
    );
  });
});

/** Frames of one flow, which all are different. */
const alike = Array.from({ length: 400 }, (_, i) => {
  const frame = { id: 2 * i, total: 300, mss: 700, client: 1, context: 5 };
  return captured(packet("v4", frame, 0, bodyOf(frame)).bytes, 1000, 1000 * i);
});

/** So often the session dissects. */
function dissections(session: Session): () => number {
  let dissected = 0;
  const { reset } = session.stack;
  session.stack.reset = (...of) => {
    dissected++;
    reset.apply(session.stack, of);
  };
  return () => dissected;
}

it.each([
  null,
  'overshark.tenant == "stt:5"',
  "udp.srcport == 1",
  "udp.stream == 0",
  "ip.ttl == 64 and udp.length > 8",
])("few of a known flow are dissected: %s", async (text) => {
  const session = new Session();
  const filter = text === null ? null : filtered(compileFilter(text), {}, session);
  const dissected = dissections(session);
  await feedFile(filter ?? session, alike);
  filter?.finish();
  const { capture, stt } = report(session.finish(), [], []).stats;
  const count = text === "udp.srcport == 1" ? 0 : alike.length;
  expect([capture.packets, stt.pieces, stt.frames_complete, stt.duplicates]).toEqual([
    count,
    count,
    count,
    0,
  ]);
  expect(dissected()).toBeLessThan(40);
});

it("those of flows that are new are dissected by the filter alone", async () => {
  const packets = alike.map((_, i) => {
    const frame = { id: 2 * i, total: 300, mss: 700, client: i, context: 5 };
    return captured(packet("v4", frame, 0, bodyOf(frame)).bytes, 1000, 1000 * i);
  });
  const session = new Session();
  const dissected = dissections(session);
  const filter = filtered(compileFilter("udp"), {}, session);
  await feedFile(filter, packets);
  filter.finish();
  expect(report(session.finish(), [], []).stats.stt.frames_complete).toBe(packets.length);
  expect(dissected()).toBe(0);
});
