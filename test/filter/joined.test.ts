// Tests that are put together must say one after the other what they say together.
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { u16 } from "../../src/core/fields.ts";
import {
  each,
  FAILS,
  type Joined,
  meets,
  negated,
  PASSES,
  stepsOf,
  testsIn,
} from "../../src/filter/joined.ts";
import { oneOf } from "../../src/filter/predicates.ts";
import { Programs } from "../../src/filter/programs.ts";
import { check } from "../property.ts";
import { packetsOf } from "../support/capture.ts";
import { bothWays } from "./filtered.ts";

/** Which of some answers a test says, or the opposite. */
interface Test {
  readonly of: number;
  readonly not: boolean;
}

const ANSWERS = 6;
const { tree } = fc.letrec<{ tree: Joined<Test>; part: Test | Joined<Test> }>((tie) => ({
  tree: fc.record({ every: fc.boolean(), spots: fc.array(tie("part"), { minLength: 1, maxLength: 4 }) }),
  part: fc.oneof({ maxDepth: 3 }, fc.record({ of: fc.nat(ANSWERS - 1), not: fc.boolean() }), tie("tree")),
}));
const answers = fc.array(fc.boolean(), { minLength: ANSWERS, maxLength: ANSWERS });

const said =
  (all: readonly boolean[]) =>
  ({ of, not }: Test): boolean =>
    all[of] !== not;

/** As it reads. */
const isTrue = ({ every, spots }: Joined<Test>, all: readonly boolean[]): boolean => {
  const is = (part: Test | Joined<Test>) => ("every" in part ? isTrue(part, all) : said(all)(part));
  return every ? spots.every(is) : spots.some(is);
};

it("says step by step what is said at once", () => {
  check(
    fc.property(tree, answers, (of, all) => {
      const steps = stepsOf(of);
      let next = 0;
      let asked = 0;
      while (next >= 0 && next < steps.length) {
        const { test, jumps, to } = steps[next];
        next = said(all)(test) === jumps ? to : next + 1;
        asked++;
      }
      expect(next === steps.length ? PASSES : next).toBe(isTrue(of, all) ? PASSES : FAILS);
      expect(asked).toBeLessThanOrEqual(testsIn(of).length);
      expect(meets(of, said(all))).toBe(isTrue(of, all));
    }),
    2000,
  );
});

it("says the opposite if all of it does", () => {
  const turned = (test: Test): Test => ({ ...test, not: !test.not });
  check(
    fc.property(tree, answers, (of, all) => {
      expect(isTrue(negated(of, turned), all)).toBe(!isTrue(of, all));
      const others = all.map((is) => !is);
      expect(isTrue(each(of, turned), all)).toBe(isTrue(of, others));
    }),
    1000,
  );
});

it("asks for one of many numbers as for one", () => {
  const own = oneOf("uint", [9, 5, 7, 1, 8]).check(u16(2, "a", "A"))?.spots;
  const ranges = [
    [1, 1],
    [5, 5],
    [7, 9],
  ];
  expect(own?.spots).toEqual([{ kind: "set", at: 2, size: 2, mask: 0xffff, outside: false, ranges }]);
});

/** Packets of a data centre, a few times over, which are known by their flows from the second time on. */
const STT = 7471;
const all = await packetsOf("fixtures/datacenter.pcapng");
// Without pieces of STT frames, which no flow is known by.
const ONCE = all.filter(({ bytes }) => (bytes[36] << 8) + bytes[37] !== STT);
const TIMES = 5;
const PACKETS = Array.from({ length: TIMES }, (_, i) =>
  ONCE.map((packet) => ({ ...packet, seconds: packet.seconds + 100 * i })),
).flat();

/** Of values of all sizes, and of terms that are put together in every way. */
const FILTERS = [
  "eth.addr == 02:04:0a:00:01:0b",
  "not eth.addr == 02:04:0a:00:01:0b",
  "eth.src != 02:04:0a:00:01:0b and eth.dst > 02:04:0a:00:02:0b",
  "eth.addr in {02:04:0a:00:01:0b, 02:04:0a:0a:00:10..02:04:0a:0a:01:00}",
  "eth.dst & 01:00:00:00:00:01",
  "ipv6.addr == 2001:db8::/32 or ip.ttl in {1..63, 65..255}",
  "ip.addr == 10.0.0.0/8 and tcp.port == 8080",
  "ip.addr == 10.0.0.0/8 and not (tcp.port == 80 or udp.port == 53) or arp",
  "(tcp.flags.syn == 1 or udp.length > 100) and (ip.ttl < 64 or frame.len in {60, 64, 100..200})",
  "!(tcp.window_size_value < 100) && !(tcp.len > 0 and tcp.port == 80)",
  "tcp.port in {80, 443, 8000..8100} and not ip.ttl == 63",
  "not (frame contains 00:00:00:00:00 and frame.len > 100)",
  "not tcp.checksum.status == 1 and not frame.time_relative > 150",
  "tcp.port in {9100, 80, 8000..8100, 8050..8200, 443, 22, 65000..65535}",
  "not ip.addr in {10.0.1.11, 10.10.0.0/24, 10.0.2.31, 10.0.4.0..10.0.4.20, 10.0.0.1} and tcp",
  "ip.ttl in {1, 3, 5, 7, 9, 60..64} and not tcp.flags in {0x10, 0x12, 0x14, 0x18}",
  "tcp.payload and not tcp.hdr_len > 32",
  "not (tcp.payload or udp.payload)",
  "frame.time_relative in {1..3, 100..120} and not udp",
];

it.each(FILTERS)("compiled code asks for %s", async (text) => {
  const ask = vi.spyOn(Programs.prototype, "ask");
  await bothWays(text, PACKETS);
  const asked = ask.mock.calls.length;
  ask.mockRestore();
  expect(asked, "packets that JavaScript was asked about").toBeLessThan(0.1 * PACKETS.length);
});
