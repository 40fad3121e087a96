// Pieces of STT frames that are taken by their bytes: what they add is what dissecting each of them would have added.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { Session } from "../../src/session/session.ts";
import { check } from "../property.ts";
import { feed, type Packet } from "../support/capture.ts";
import { bodyOf, type Frame, packet, type Underlay } from "../support/stt-frames.ts";

const KINDS = [
  ...(["none", "twice", "soon", "later", "earlier", "swapped", "lost"] as const),
  ...(["open", "unlike", "fragment", "endless", "link"] as const),
];
/** How a packet differs from the piece that LSO makes. */
type Twist =
  | { kind: (typeof KINDS)[number] }
  | { kind: "flip"; byte: number; bit: number }
  | { kind: "cut"; captured: number }
  | { kind: "shorter" | "padded"; by: number };

function packetsOf(underlay: Underlay, frames: readonly Frame[], twists: readonly Twist[]): Packet[] {
  const packets: Packet[] = [];
  let seconds = 100;
  let n = 0;
  const add = (bytes: Uint8Array, original = bytes.length, linktype = 1) => {
    packets.push({ bytes, original, linktype, seconds, nanoseconds: ++n });
  };
  const count = Math.max(...frames.map(({ total, mss }) => Math.ceil(total / mss)));
  // A piece of each frame in turn.
  for (let i = 0; i < count; i++) {
    for (const frame of frames) {
      const offset = i * frame.mss;
      if (offset >= frame.total) continue;
      const twist = twists[n % twists.length];
      const piece = packet(underlay, frame, offset, bodyOf(frame).subarray(offset, offset + frame.mss));
      const { bytes, view, ip } = piece;
      const lengthAt = ip + (underlay === "v6" ? 4 : 2);
      if (twist.kind === "lost") n++;
      else if (twist.kind === "cut") add(bytes.subarray(0, twist.captured), bytes.length);
      else if (twist.kind === "padded") add(Uint8Array.from([...bytes, ...Array(twist.by).fill(7)]));
      else {
        if (twist.kind === "flip" && twist.byte < bytes.length) bytes[twist.byte] ^= 1 << twist.bit;
        if (twist.kind === "shorter") view.setUint16(lengthAt, view.getUint16(lengthAt) - twist.by);
        if (twist.kind === "endless") view.setUint16(lengthAt, 0);
        // What the sender of a segment, and routers, choose anew for each.
        if (twist.kind === "unlike")
          for (const at of [8, 10, 11]) bytes[ip + at] ^= underlay === "v6" ? 0 : 0x15;
        if (twist.kind === "fragment" && underlay !== "v6") view.setUint16(ip + 6, 0x2000);
        if (twist.kind === "later") seconds += 40;
        if (twist.kind === "soon") seconds += 25;
        if (twist.kind === "earlier") seconds -= 25;
        // A real TCP connection of the same client begins.
        if (twist.kind === "open") add(packet(underlay, frame, 0, new Uint8Array(0), 0x02).bytes);
        // The same bytes of another link layer: Linux's cooked capture, which takes them for something else.
        add(bytes, bytes.length, twist.kind === "link" ? 113 : 1);
        if (twist.kind === "twice") add(bytes);
        if (twist.kind === "swapped" && packets.length > 1)
          packets.splice(-2, 2, packets[packets.length - 1], packets[packets.length - 2]);
      }
    }
  }
  return packets;
}

/** The same twice, the second time so many seconds later. */
const twice = (packets: readonly Packet[], after: number): Packet[] => [
  ...packets,
  ...packets.map((packet) => ({ ...packet, seconds: packet.seconds + after })),
];

/** All that a session found, row by row; and how many pieces it took by their bytes. */
function found(packets: readonly Packet[], flowCache: boolean): { found: string; taken: number } {
  const session = new Session({ flowCache, tcpFlags: true });
  const { nextPiece } = session as unknown as { nextPiece: { takes(...of: unknown[]): boolean } | null };
  let taken = 0;
  if (nextPiece !== null) {
    const { takes } = nextPiece;
    nextPiece.takes = (...of) => {
      const does = takes.apply(nextPiece, of);
      if (does) taken++;
      return does;
    };
  }
  feed(session, packets);
  const summary = session.finish();
  const { table: t } = summary;
  const rows = Array.from({ length: t.size }, (_, r) => [
    ...t.rows.i32.slice(r * t.rows.stride, (r + 1) * t.rows.stride),
    t.firstPacket[r],
    t.tcpFlags[r],
  ]);
  return { found: JSON.stringify([report(summary, [], []).stats, rows], null, 1), taken };
}

const frame = fc.record({
  id: fc.integer({ min: 1, max: 4 }),
  total: fc.integer({ min: 560, max: 3000 }),
  mss: fc.constantFrom(20, 90, 300, 520, 700),
  client: fc.integer({ min: 1, max: 2 }),
  context: fc.integer({ min: 1, max: 2 }),
});
const twist: fc.Arbitrary<Twist> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Twist>({ kind: "none" }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(...KINDS).map((kind): Twist => ({ kind }) as Twist),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("flip" as const), byte: fc.nat(80), bit: fc.nat(7) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cut" as const), captured: fc.integer({ min: 14, max: 90 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("shorter" as const, "padded" as const),
      by: fc.integer({ min: 1, max: 700 }),
    }),
  },
);

describe("pieces that follow others", () => {
  it("add what dissecting them would, whatever comes between, and however often", () => {
    let taken = 0;
    check(
      fc.property(
        fc.constantFrom<Underlay>("v4", "vlan", "v6", "options"),
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        fc.array(twist, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(null, 0, 1, 29, 31),
        (underlay, frames, twists, after) => {
          const once = packetsOf(underlay, frames, twists);
          const packets = after === null ? once : twice(once, after);
          const quick = found(packets, true);
          taken += quick.taken;
          expect(quick.found).toBe(found(packets, false).found);
        },
      ),
      800,
    );
    expect(taken).toBeGreaterThan(1000);
  });

  it.each(["v4", "vlan", "v6"] as const)(
    "are all of a frame but its first two and its last, over %s",
    (underlay) => {
      const frames = [1, 2, 3].map((id) => ({ id, total: 5200, mss: 520, client: id, context: id }));
      const { taken } = found(packetsOf(underlay, frames, [{ kind: "none" }, { kind: "unlike" }]), true);
      // Ten pieces each. Of the first one headers are kept, the second one is learnt, the last one makes it whole.
      expect(taken).toBe(3 * 7);
    },
  );

  const three = [1, 2, 3].map((id) => ({ id, total: 5200, mss: 520, client: id, context: id }));

  it("are all of a frame that comes again", () => {
    const packets = packetsOf("v4", three, [{ kind: "none" }]);
    expect(found(twice(packets, 1), true).taken).toBe(3 * 7 + 3 * 10);
  });

  it("are all that come again of a frame that never was whole", () => {
    // The last piece of each is lost.
    const packets = packetsOf("v4", three, [
      ...Array(27).fill({ kind: "none" }),
      ...Array(3).fill({ kind: "lost" }),
    ]);
    expect(packets.length).toBe(3 * 9);
    expect(found(twice(packets, 1), true).taken).toBe(3 * 7 + 3 * 9);
  });

  it("are not first pieces with the id of another frame, nor what holds a whole frame", () => {
    const first = packetsOf("v4", three, [{ kind: "none" }]);
    const other = packetsOf(
      "v4",
      three.map((frame) => ({ ...frame, context: 9 })),
      [{ kind: "none" }],
    );
    const whole = packetsOf(
      "v4",
      three.map((frame) => ({ ...frame, mss: 5200 })),
      [{ kind: "none" }],
    );
    const packets = [...first, ...other, ...whole];
    expect(found(packets, true).found).toBe(found(packets, false).found);
    expect(found(packets, true).taken).toBe(2 * 3 * 7);
  });

  it("are none of a longer frame that began with the id of theirs meanwhile", () => {
    const short = { id: 2, total: 2600, mss: 520, client: 1, context: 1 };
    const all = packetsOf("v4", [short], [{ kind: "none" }]);
    const last = all[all.length - 1];
    // TCP options, which keep it from being learnt.
    const [longer] = packetsOf("options", [{ ...short, total: 5200 }], [{ kind: "none" }]).slice(4);
    const packets = [...all, longer, all[3], last].map((packet, i) => ({ ...packet, seconds: 100 + i }));
    expect(found(packets, true).found).toBe(found(packets, false).found);
    const { stt } = JSON.parse(found(packets, true).found)[0];
    expect(stt.rejected).toBe(2);
  });
});
