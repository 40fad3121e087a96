import { describe, expect, test } from "vitest";
import { hex, join, pattern } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { LayerStack, MAX_LAYERS, MAX_TUNNELS } from "../../src/core/stack.ts";
import { dissected, ETHERNET } from "./dissected.ts";

const ENDS = { src: "10.0.0.5", dst: "10.0.0.6", sport: 40000, dport: 53 };
const udp = ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(4)));

/** `depth` times wrapped by `wrap`. */
function nest(depth: number, wrap: (inner: Uint8Array) => Uint8Array): Uint8Array {
  let bytes = udp;
  for (let i = 0; i < depth; i++) bytes = wrap(bytes);
  return bytes;
}

describe("tunnels in tunnels", () => {
  const MACS = hex("02 00 00 00 00 06 02 00 00 00 00 05 08 00");
  const outer = { src: "192.0.2.1", dst: "192.0.2.2", sport: 50000 };
  const carriers: [string, string, (inner: Uint8Array) => Uint8Array][] = [
    ["ipip", "ipip", (b) => ip({ ...outer, protocol: 4 }, b)],
    ["gre", "gre:7", (b) => ip({ ...outer, protocol: 47 }, join(hex("20 00 08 00 00 00 00 07"), b))],
    [
      "nvgre",
      "nvgre:6001",
      (b) => ip({ ...outer, protocol: 47 }, join(hex("20 00 65 58 00 17 71 00"), MACS, b)),
    ],
    [
      "vxlan",
      "vxlan:5",
      (b) =>
        ip(
          { ...outer, protocol: 17 },
          udpBytes({ ...outer, dport: 4789 }, join(hex("08 00 00 00 00 00 05 00"), MACS, b)),
        ),
    ],
    [
      "geneve",
      "geneve:5",
      (b) =>
        ip(
          { ...outer, protocol: 17 },
          udpBytes({ ...outer, dport: 6081 }, join(hex("00 00 08 00 00 00 05 00"), b)),
        ),
    ],
    [
      "pptp",
      "pptp",
      (b) => ip({ ...outer, protocol: 47 }, join(hex("30 01 88 0b 00 00 00 07 00 00 00 01 ff 03 00 21"), b)),
    ],
  ];

  test.each(carriers)("%s: eight are seen, the ninth is too deep", (_, id, wrap) => {
    expect(MAX_TUNNELS).toBe(8);
    const eight = dissected(nest(8, wrap));
    expect(eight).toMatchObject({ stop: "none", ip: "10.0.0.5>10.0.0.6 17", ports: "40000>53" });
    expect(eight.tunnels.map((t) => t.id)).toEqual(Array(8).fill(id));
    const nine = dissected(nest(9, wrap));
    expect(nine).toMatchObject({ stop: "tooDeep", open: true });
    expect(nine.tunnels).toHaveLength(8);
  });

  test("STT frames inside STT frames", () => {
    const wrap = (b: Uint8Array) => {
      const frame = join(hex("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 05 00 00"), MACS, b);
      const size = frame.length.toString(16).padStart(4, "0");
      return ip(
        { ...outer, protocol: 6 },
        join(hex(`c3 50 1d 2f ${size} 00 00 00 00 00 01 50 10 00 00 00 00 00 00`), frame),
      );
    };
    const three = dissected(nest(3, wrap));
    expect(three).toMatchObject({
      stop: "none",
      ports: "40000>53",
      stack: { wholeFrames: 3, wholeFrame: 1 },
    });
    expect(three.tunnels.map((t) => t.id)).toEqual(["stt:5", "stt:5", "stt:5"]);
    expect(dissected(nest(9, wrap)).stop).not.toBe("none");
  });
});

describe("layers", () => {
  const tagged = (tags: number) =>
    join(
      hex("02 00 00 00 00 02 02 00 00 00 00 01 81 00"),
      ...Array(tags - 1).fill(hex("00 05 81 00")),
      hex("00 05 88 b5"),
      pattern(46),
    );

  test("64 are seen, the next is too deep, and those before it stay", () => {
    expect(MAX_LAYERS).toBe(64);
    expect(dissected(tagged(63), { link: ETHERNET })).toMatchObject({ stop: "none", stack: { n: 64 } });
    expect(dissected(tagged(64), { link: ETHERNET })).toMatchObject({
      stop: "tooDeep",
      open: true,
      stack: { n: 64 },
    });
  });

  test("a chain of IPv6 extension headers ends there too", () => {
    const extensions = Array.from({ length: 70 }, () => ({
      type: 60 as const,
      body: hex("01 04 00 00 00 00"),
    }));
    const bytes = ip(
      { src: "2001:db8::1", dst: "2001:db8::2", protocol: 17, extensions },
      udpBytes(ENDS, pattern(4)),
    );
    expect(dissected(bytes)).toMatchObject({ stop: "tooDeep", open: true, stack: { n: 64 } });
  });
});

test("nothing of the last packet is left in the stack", () => {
  const used = new LayerStack();
  const fresh = new LayerStack();
  const results = [
    "n",
    "stop",
    "open",
    "ethernet",
    "ip",
    "ipProto",
    "l4",
    "ports",
    "arp",
    "tunnels",
    "pending",
    "wholeFrame",
    "wholeFrames",
    "refused",
    "connection",
  ] as const;
  for (const name of results) used[name] = 7;
  used.reset(1, 20, 30);
  fresh.reset(1, 20, 30);
  for (const name of [...results, "pos", "lim", "wire"] as const) expect(used[name], name).toBe(fresh[name]);
  expect([used.pos, used.lim, used.wire]).toEqual([1, 20, 30]);
});
