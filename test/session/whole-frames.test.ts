// STT frames in one piece that are listed first and entered later: what is known of them then is as if each had been entered.
import fc from "fast-check";
import { expect, test } from "vitest";
import { onEthernet, tcp } from "../../fixtures/make/built.ts";
import { ANN, BOB, WESTBOUND, WESTBOUND6 } from "../../fixtures/make/cases/case.ts";
import { sttPieces, vxlan } from "../../fixtures/make/wrap.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { Recorder } from "../../src/facts/recorder.ts";
import { fingerprint } from "../../src/reassembly/fingerprint.ts";
import { MAX_DONE, Pool } from "../../src/reassembly/pool.ts";
import { WholeFrames } from "../../src/session/whole-frames.ts";
import { check } from "../property.ts";

const ETHERNET = 1;
const TIMEOUT = 30;

interface Frame {
  d: DataView;
  s: LayerStack;
}

function dissected(d: DataView): Frame {
  const s = new LayerStack();
  s.reset(0, d.byteLength, d.byteLength);
  dissect(d, ETHERNET, s);
  return { d, s };
}

type Ends = typeof WESTBOUND;

function frame(ends: Ends, packetId: number, port: number, bytes: number, around?: Ends): Frame {
  const inner = onEthernet(tcp({ src: ANN, dst: BOB, sport: 1, dport: port }, bytes, { seq: 1 }));
  const [piece] = sttPieces(inner, { ...ends, sport: 50001, packetId }, { context: 42n, flags: 1 }, [9000]);
  const packet =
    around === undefined ? piece : vxlan(onEthernet(piece), { ...around, sport: 50002 }, { vni: 7 });
  return dissected(new DataView(onEthernet(packet).bytes.slice().buffer));
}

/** Some with the same key, of which some differ in their length or in their bytes. */
const FRAMES = [WESTBOUND, WESTBOUND6].flatMap((through) =>
  [1, 2, 3].flatMap((id) => [
    frame(through, id, 80, 100),
    frame(through, id, 81, 100),
    frame(through, id, 80, 101),
  ]),
);

/** In another tunnel they are none of those. */
const WITHIN = frame(WESTBOUND, 4, 80, 100, WESTBOUND);
const LIKE_WITHIN = frame(WESTBOUND, 4, 80, 100);

/** Who looks frames up, with the time that it goes by. */
class Looking {
  now = 0;
  readonly pool = new Pool(1 << 20, TIMEOUT);
  readonly #frames = new WholeFrames(this.pool, new Recorder(), this);

  close(): void {
    throw new Error("nothing is open");
  }

  takes({ d, s }: Frame, now: number, lists: boolean): void {
    this.now = now;
    this.pool.expired(now);
    if (lists) this.#frames.note(d, s);
    else this.#frames.enter(d, s, 0, 0);
  }

  enterListed(): void {
    this.#frames.enterListed();
  }

  /** Of each of them, whether it would be one that was seen before. */
  knows(frames: readonly Frame[]): boolean[] {
    return frames.map(({ d, s }) => {
      const print = fingerprint(d, s.framePos, s.lim - s.framePos);
      const { framePorts, frameId, frameTotal, frameIp, off } = s;
      const v4 = d.getUint8(off[frameIp]) >> 4 === 4;
      // Addresses of IPv6 are the first that were numbered.
      const [source, destination] = v4
        ? [d.getInt32(off[frameIp] + 12), d.getInt32(off[frameIp] + 16)]
        : [0, 1];
      const e = this.pool.find(0, source, destination, framePorts, frameId, v4 ? 2 : 2 | (1 << 16));
      return e >= 0 && !this.pool.isOld(e, this.now) && this.pool.isRepeat(e, frameTotal, print);
    });
  }
}

test("those that were listed are known as those that were entered", () => {
  const step = fc.record({
    frame: fc.constantFrom(...FRAMES, WITHIN),
    gap: fc.constantFrom(0, 1, TIMEOUT - 1, TIMEOUT + 1, -5),
    listed: fc.integer({ min: 0, max: 9 }),
  });
  let seen = 0;
  check(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const [entering, listing] = [new Looking(), new Looking()];
      let now = 1000;
      for (const { frame, gap, listed } of steps) {
        now += gap;
        entering.takes(frame, now, false);
        listing.takes(frame, now, listed > 0);
      }
      listing.enterListed();
      const all = [...FRAMES, LIKE_WITHIN];
      const known = entering.knows(all);
      expect(listing.knows(all)).toEqual(known);
      seen += known.filter((is) => is).length;
    }),
  );
  expect(seen).toBeGreaterThan(0);
});

test("so many are remembered as if each had been entered", () => {
  const [entering, listing] = [new Looking(), new Looking()];
  const count = 3 * MAX_DONE + 7;
  const one = frame(WESTBOUND, 0, 80, 100);
  const all = Array.from({ length: count }, (_, i): Frame => {
    const { s } = one;
    return { d: one.d, s: Object.assign(Object.create(s), { frameId: i }) };
  });
  for (const each of all) {
    entering.takes(each, 0, false);
    listing.takes(each, 0, true);
  }
  listing.enterListed();
  const known = entering.knows(all);
  expect(listing.knows(all)).toEqual(known);
  expect(known.filter((is) => is)).toHaveLength(MAX_DONE);
});
