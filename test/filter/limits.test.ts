// Where there is no room for all flows and tunnels, those that come first have it, behind a filter as well, whether packets
// are asked about by their bytes or dissected one by one.
import { describe, test } from "vitest";
import { frame } from "../nat/packets.ts";
import { captured, type Packet } from "../support/capture.ts";
import { IN_PARTS, IN_TWO_TUNNELS, inTwo, MANY, sttPiece, tunnelled } from "./captures.ts";
import { bothWays } from "./filtered.ts";

/** Of flows that are known by their headers, and of others, in turn; most come for the first time. */
const NEW: Packet[] = [...MANY.slice(0, 40), ...IN_TWO_TUNNELS];

const segment = (i: number): Uint8Array => {
  const tcp = Uint8Array.of(
    i >> 4,
    0x80 | (i & 15),
    1,
    187,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    0x50,
    0x10,
    1,
    0,
    0,
    0,
    0,
    0,
    9,
  );
  return frame({ src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 1 }, 6, tcp);
};

/** With four bytes of options in its outermost IPv4 header, for which no layout is kept. */
function withOptions(bytes: Uint8Array): Uint8Array {
  const more = Uint8Array.of(...bytes.slice(0, 34), 1, 1, 1, 0, ...bytes.slice(34));
  more[14] = 0x46;
  return more;
}

/** Each in a tunnel of its own; of every third one the outer header is none that is known. */
const TENANTS: Packet[] = Array.from({ length: 600 }, (_, i) => {
  const bytes = tunnelled(i, segment(i));
  return captured(i % 3 === 1 ? withOptions(bytes) : bytes, 1, i);
});

/** In tunnels, in parts that wait for each other: the second part of each comes when the first one of the next has come. */
const late = (parts: readonly (readonly [Uint8Array, Uint8Array])[]): Packet[] =>
  parts
    .flatMap(([first], i) => (i === 0 ? [first] : [first, parts[i - 1][1]]))
    .map((bytes, i) => captured(bytes, 1, i));
const FRAGMENTS = late(Array.from({ length: 200 }, (_, i) => inTwo(tunnelled(i, segment(i)), i)));
const PIECES = late(
  Array.from({ length: 200 }, (_, i) => [
    sttPiece(i, [0, i], segment(i), 0, 60),
    sttPiece(i, [0, i], segment(i), 60),
  ]),
);

const TUNNELLED = ['overshark.tenant contains "1" and tcp.stream', "tcp.stream > 3"];
const CASES: [string, Packet[], string[]][] = [
  ["flows", NEW, ["tcp", "ip.ttl == 64 and frame.len < 122", "tcp.stream > 3", "udp.stream == 1"]],
  ["tunnels", TENANTS, ['overshark.tenant contains "1"', 'overshark.tenant != "vxlan:7"', "vxlan.vni > 9"]],
  ["flows, while others wait", IN_PARTS, ["tcp.stream > 3", "udp.stream > 3 and udp.time_delta >= 0"]],
  ["tunnels in fragments", FRAGMENTS, TUNNELLED],
  ["tunnels in pieces", PIECES, TUNNELLED],
];

describe.each([20, 150, 400])("with room for %i", (maxFlows) => {
  describe.each(CASES)("%s", (_, packets, filters) => {
    test.each(filters)("%s", async (text) => {
      await bothWays(text, packets, { maxFlows });
    });
  });
});
