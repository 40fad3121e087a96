import { describe, expect, test } from "vitest";
import { hex, join, pattern, u16, u32 } from "../../fixtures/make/bytes.ts";
import { ip, udpBytes } from "../../fixtures/make/ip.ts";
import { ethernet } from "../../fixtures/make/link.ts";
import { sttFrameBytes } from "../../fixtures/make/tunnels.ts";
import { Connection, HEAD } from "../../src/core/stack.ts";
import { dissected, ETHERNET, START } from "../dissect/dissected.ts";

const OUTER = { src: "192.0.2.1", dst: "192.0.2.2", protocol: 6 };
const LINE = "192.0.2.1>192.0.2.2";
const ENDS = { src: "10.0.0.5", dst: "10.0.0.6", sport: 40000, dport: 53 };
const inner = ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(4)));
const ether = ethernet({ dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05", type: 0x0800 }, inner);
const frame = sttFrameBytes({ context: 0xfedcba9876543210n }, ether);

interface Piece {
  sport?: number;
  dport?: number;
  total?: number;
  offset?: number;
  /** Data offset and flags of the TCP-like header. */
  word?: number;
  options?: string;
  payload?: Uint8Array;
}

/** draft-davie-stt-08 3.1, field by field; ACK alone, as the draft wants it. */
function segment({
  sport = 51000,
  dport = 7471,
  total,
  offset = 0,
  word,
  options = "",
  payload = frame,
}: Piece): Uint8Array {
  const header = hex(options);
  return join(
    u16(sport, dport, total ?? frame.length, offset),
    u32(0x89abcdef),
    u16(word ?? (((20 + header.length) / 4) << 12) | 0x10, 0, 0, 0),
    header,
    payload,
  );
}
const packet = (piece: Piece) => ip(OUTER, segment(piece));

const PIECE = {
  layers: "raw:ip:stt",
  pending: "sttPiece",
  stop: "none",
  tunnels: [],
  stack: { connection: 0, wholeFrame: 0 },
} as const;
const TCP = { layers: "raw:ip:tcp", pending: "none", stop: "none", tunnels: [] } as const;

describe("a whole frame in one segment", () => {
  test("starts a tenant with all 64 bits of its context id", () => {
    const found = dissected(packet({}));
    expect(found).toMatchObject({
      layers: "raw:ip:stt:eth:ip:udp",
      pending: "none",
      stop: "none",
      ip: "10.0.0.5>10.0.0.6 17",
      ports: "40000>53",
      ethernet: true,
      tunnels: [{ id: "stt:18364758544493064720", ends: LINE, carried: ether.length }],
    });
    const { stack } = found;
    expect([stack.wholeFrame, stack.wholeFrames, stack.frameTotal]).toEqual([1, 1, frame.length]);
    expect(stack.frameId >>> 0).toBe(0x89abcdef);
    expect(stack.tunnelHash[0] >>> 0).toBe(51000 * 65536 + 7471);
  });

  test("a frame without an inner packet is still a frame", () => {
    expect(dissected(packet({ total: 18, payload: frame.subarray(0, 18) }))).toMatchObject({
      layers: "raw:ip:stt:eth",
      stop: "malformed",
      tunnels: [{ carried: 0 }],
      stack: { wholeFrame: 1 },
    });
  });

  test("no more of it is looked at than is kept of a frame in pieces", () => {
    const long = sttFrameBytes(
      { context: 1n },
      ethernet(
        { dst: "02:00:00:00:00:06", src: "02:00:00:00:00:05", type: 0x0800 },
        ip({ ...ENDS, protocol: 17 }, udpBytes(ENDS, pattern(1200))),
      ),
    );
    const found = dissected(packet({ total: long.length, payload: long }));
    expect(found).toMatchObject({
      ports: "40000>53",
      stop: "none",
      tunnels: [{ carried: long.length - 18 }],
    });
    expect(found.stack.lim).toBe(START + 40 + HEAD);
  });

  test("cut in its header, whose it is stays unknown", () => {
    const bytes = packet({});
    for (let captured = 41; captured < 58; captured++) {
      expect(dissected(bytes, { captured })).toMatchObject({
        layers: "raw:ip:stt",
        tunnels: [],
        stop: "truncated",
        open: true,
        stack: { wholeFrame: 1 },
      });
    }
    expect(dissected(bytes, { captured: 58 })).toMatchObject({
      layers: "raw:ip:stt:eth",
      stop: "truncated",
      tunnels: [{ id: "stt:18364758544493064720" }],
    });
  });

  test("inside another tunnel: the number says how many are around it", () => {
    const nested = ip({ src: "198.51.100.1", dst: "198.51.100.2", protocol: 4 }, packet({}));
    expect(dissected(nested)).toMatchObject({
      tunnels: [{ id: "ipip" }, { id: "stt:18364758544493064720", ends: LINE }],
      stack: { wholeFrame: 2, wholeFrames: 1 },
    });
  });
});

describe("a piece", () => {
  test("of any offset waits for the rest", () => {
    const first = dissected(packet({ total: 3000, payload: join(frame, pattern(100)) }));
    expect(first).toMatchObject({
      ...PIECE,
      stack: { partOffset: 0, partLength: frame.length + 100, partTotal: 3000, partPos: START + 40 },
    });
    expect(first.stack.partId >>> 0).toBe(0x89abcdef);
    const last = packet({ total: 3000, offset: 2900, payload: pattern(100) });
    expect(dissected(last)).toMatchObject({
      ...PIECE,
      stack: { partOffset: 2900, partLength: 100, partTotal: 3000 },
    });
  });

  test("the shortest frame there can be, the longest, the last byte", () => {
    expect(dissected(packet({ total: 18, offset: 17, payload: pattern(1) }))).toMatchObject(PIECE);
    expect(dissected(packet({ total: 65535, offset: 65534, payload: pattern(1) }))).toMatchObject(PIECE);
  });

  test("its length is what IP says, padding and cut aside", () => {
    const bytes = packet({ total: 3000, offset: 1000, payload: pattern(4) });
    const padded = ethernet(
      { dst: "02:00:00:00:00:02", src: "02:00:00:00:00:01", type: 0x0800, pad: 60 },
      bytes,
    );
    expect(padded.length).toBe(60);
    const long = join(padded, pattern(20));
    expect(dissected(long, { link: ETHERNET })).toMatchObject({
      pending: "sttPiece",
      stack: { partLength: 4 },
    });
    const cut = packet({ total: 3000, offset: 1000, payload: pattern(400) });
    expect(dissected(cut, { captured: 50 })).toMatchObject({
      ...PIECE,
      stack: { partLength: 400, lim: START + 50 },
    });
  });

  test("options of the TCP-like header are not its payload", () => {
    const bytes = packet({
      total: 3000,
      offset: 1000,
      options: "01 01 08 0a 00 00 00 01 00 00 00 02",
      payload: pattern(100),
    });
    expect(dissected(bytes)).toMatchObject({
      ...PIECE,
      stack: { partLength: 100, partPos: START + 20 + 32 },
    });
  });

  test("flags other than SYN, FIN and RST make no difference, nor do window and urgent pointer", () => {
    for (const flags of [0x000, 0x008, 0x010, 0x018, 0x020, 0x040, 0x080, 0x100, 0xff8]) {
      const bytes = packet({ total: 3000, offset: 1000, word: 0x5000 | flags, payload: pattern(9) });
      bytes.set(u16(0xffff), 34);
      bytes.set(u16(0xffff), 38);
      expect(dissected(bytes)).toMatchObject(PIECE);
    }
  });
});

// What a receiver cannot take for a piece stays TCP. One rule at a time: everything else about the segment is right.
describe("no piece", () => {
  const fine: Piece = { total: 3000, offset: 1000, payload: pattern(100) };
  test.each([
    // An empty segment with one of these is proof of a connection; with bytes it may be a damaged piece.
    ["FIN", { ...fine, word: 0x5011 }, 0],
    ["SYN", { ...fine, word: 0x5002 }, 0],
    ["RST", { ...fine, word: 0x5004 }, 0],
    ["FIN without payload", { ...fine, word: 0x5011, payload: new Uint8Array() }, Connection.request],
    ["SYN without payload", { ...fine, word: 0x5002, payload: new Uint8Array() }, Connection.request],
    ["RST without payload", { ...fine, word: 0x5004, payload: new Uint8Array() }, Connection.request],
    ["no payload", { ...fine, payload: new Uint8Array() }, Connection.notStt],
    [
      "a total below the frame header",
      { total: 17, offset: 0, payload: new Uint8Array(17) },
      Connection.notStt,
    ],
    ["a total of 0", { total: 0, offset: 0, payload: new Uint8Array(1) }, Connection.notStt],
    ["one byte beyond the total", { ...fine, offset: 2901 }, Connection.notStt],
    ["an offset beyond the total", { ...fine, offset: 3001 }, Connection.notStt],
    ["more bytes than the total", { total: 99, offset: 0, payload: new Uint8Array(100) }, Connection.notStt],
    ["version 1", { total: 3000, offset: 0, payload: hex("01 00 00 00") }, Connection.notStt],
  ])("%s", (_, piece, sign) => {
    expect(dissected(packet(fine))).toMatchObject(PIECE);
    expect(dissected(packet(piece))).toMatchObject({
      ...TCP,
      ports: "51000>7471",
      stack: { connection: sign, wholeFrame: 0 },
    });
  });

  test("the first byte is a version only at offset 0", () => {
    expect(dissected(packet({ ...fine, payload: hex("01 00 00 00") }))).toMatchObject(PIECE);
  });

  test("a header length below 20 bytes: neither", () => {
    for (const word of [0x0010, 0x4010]) {
      expect(dissected(packet({ ...fine, word }))).toMatchObject({
        layers: "raw:ip:tcp",
        stop: "malformed",
        pending: "none",
      });
    }
  });

  test("another destination port; from port 7471 only a TCP server answers", () => {
    expect(dissected(packet({ ...fine, dport: 7472 }))).toMatchObject({ ...TCP, stack: { connection: 0 } });
    expect(dissected(packet({ ...fine, sport: 7471, dport: 40000 }))).toMatchObject({
      ...TCP,
      stack: { connection: Connection.reply },
    });
  });

  test("port 7471 on both sides is STT: any source port is a legal hash value", () => {
    expect(dissected(packet({ ...fine, sport: 7471 }))).toMatchObject(PIECE);
  });

  test("cut in the TCP-like header: undecided", () => {
    const bytes = packet(fine);
    for (let captured = 24; captured < 40; captured++) {
      expect(dissected(bytes, { captured })).toMatchObject({
        stop: "truncated",
        open: true,
        pending: "none",
        tunnels: [],
      });
    }
  });
});
