import { describe, expect, test } from "vitest";
import { Conversations } from "../../src/conversations/conversations.ts";
import { Ends } from "../../src/core/ends.ts";
import type { Exchange, Segment } from "../../src/core/exchange.ts";
import type { Conversation, Layer, Packet } from "../../src/core/layer.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import { Remark } from "../../src/core/tcp-remarks.ts";

/** A packet of IP layers and one layer above that tells an exchange. */
function packet(number: number, tenant: string | null, exchange: Exchange, seconds = number): Packet {
  const protocol = (name: string, of?: Exchange) =>
    ({ name, ...(of === undefined ? {} : { exchange: () => of }) }) as unknown as Protocol;
  const frame = { stack: { tunnels: tenant === "native" ? 0 : 1, tunnelLayer: [1] } };
  const layer = (of: Protocol) =>
    ({ protocol: of, quoted: false, conversation: undefined, frame, stackIndex: 1 }) as unknown as Layer;
  const layers = [layer(protocol("frame")), layer(protocol("ip")), layer(protocol("x", exchange))];
  const layered = { layers: () => layers, frames: [frame], frameCount: 1 };
  return { number, tenant, seconds, nanoseconds: 0, ...layered } as unknown as Packet;
}

function follow(memory: Conversations, ...args: Parameters<typeof packet>): Conversation {
  const p = packet(...args);
  memory.follow(p);
  return p.layers()[2].conversation as Conversation;
}

const between = (from: string, to: string, more: Partial<Exchange> = {}): Exchange => ({
  kind: "udp",
  ends: new Ends(from, to),
  ...more,
});

describe("streams", () => {
  test("both directions are one, other ends and other kinds are others", () => {
    const memory = new Conversations();
    const streams = [
      between("a1", "b2"),
      between("b2", "a1"),
      between("a1", "b3"),
      between("a1", "b2", { kind: "tcp" }),
      between("b3", "a1"),
      between("a1", "b2"),
    ].map((exchange, i) => follow(memory, i + 1, "native", exchange).stream);
    expect(streams).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test("tenants are apart, and so is what nobody knows the tenant of", () => {
    const memory = new Conversations();
    const streams = ["vxlan:1", "vxlan:2", null, "vxlan:1", null, "native"].map(
      (tenant, i) => follow(memory, i + 1, tenant, between("a", "b")).stream,
    );
    expect(streams).toEqual([0, 1, 2, 0, 2, 3]);
  });

  test("the one that was silent longest is forgotten first", () => {
    const memory = new Conversations(2);
    const streams = ["a", "b", "a", "c", "a", "b"].map(
      (end, i) => follow(memory, i + 1, "native", between(end, "z")).stream,
    );
    // c pushes b out, which is a new one then and pushes c out.
    expect(streams).toEqual([0, 1, 0, 2, 0, 3]);
  });
});

describe("answers", () => {
  const ask = (key: string, isAnswer: boolean) =>
    isAnswer
      ? between("b", "a", { kind: "icmp", question: { key, isAnswer } })
      : between("a", "b", { kind: "icmp", question: { key, isAnswer } });

  test("name the question and the time since then, once", () => {
    const memory = new Conversations();
    follow(memory, 1, "native", ask("1", false), 10);
    follow(memory, 2, "native", ask("2", false), 11);
    expect(follow(memory, 3, "native", ask("1", true), 13)).toMatchObject({ request: 1, sinceRequest: 3 });
    expect(follow(memory, 4, "native", ask("1", true), 14)).toMatchObject({ request: 0, sinceRequest: 0 });
    expect(follow(memory, 5, "native", ask("3", true), 14)).toMatchObject({ request: 0 });
  });

  test("are never another tenant's", () => {
    const memory = new Conversations();
    follow(memory, 1, "vxlan:1", ask("1", false));
    expect(follow(memory, 2, "vxlan:2", ask("1", true)).request).toBe(0);
    expect(follow(memory, 3, "vxlan:1", ask("1", true)).request).toBe(1);
  });

  test("to the oldest of too many questions are not known", () => {
    const memory = new Conversations();
    for (let i = 0; i < 300; i++) follow(memory, i + 1, "native", ask(String(i), false));
    expect(follow(memory, 301, "native", ask("0", true)).request).toBe(0);
    expect(follow(memory, 302, "native", ask("299", true)).request).toBe(300);
  });
});

describe("TCP", () => {
  const [SYN, ACK] = [2, 16];
  const segment = (
    flags: number,
    sequence: number,
    acknowledgment = 0,
    more: Partial<Segment> = {},
  ): Segment => ({
    flags,
    sequence,
    acknowledgment,
    window: 100,
    length: 0,
    windowScale: -1,
    sacked: 0,
    ...more,
  });
  const there = (of: Segment) => between("a1", "b2", { kind: "tcp", segment: of });
  const back = (of: Segment) => between("b2", "a1", { kind: "tcp", segment: of });

  test("numbers count from the SYNs; scales hold if both sides offer one", () => {
    const memory = new Conversations();
    follow(memory, 1, "native", there(segment(SYN, 4294967295, 0, { windowScale: 7 })));
    const answer = follow(memory, 2, "native", back(segment(SYN | ACK, 500, 0, { windowScale: 2 })));
    expect(answer.tcp).toMatchObject({ baseSequence: 500, baseAcknowledgment: 4294967295, windowScale: 2 });
    const ack = follow(memory, 3, "native", there(segment(ACK, 0, 501)));
    expect(ack.tcp).toMatchObject({ baseSequence: 4294967295, baseAcknowledgment: 500, windowScale: 7 });
  });

  test("one side without a scale leaves both without", () => {
    const memory = new Conversations();
    follow(memory, 1, "native", there(segment(SYN, 1, 0, { windowScale: 7 })));
    follow(memory, 2, "native", back(segment(SYN | ACK, 5, 2)));
    expect(follow(memory, 3, "native", there(segment(ACK, 2, 6))).tcp?.windowScale).toBe(-2);
  });

  test("without a SYN a direction counts from 1, the other from what was acknowledged", () => {
    const memory = new Conversations();
    const first = follow(memory, 1, "native", there(segment(ACK, 1000, 2000, { length: 10 })));
    expect(first.tcp).toMatchObject({ baseSequence: 999, baseAcknowledgment: 1999, windowScale: -1 });
    expect(follow(memory, 2, "native", back(segment(ACK, 2000, 1010))).tcp).toMatchObject({ remarks: 0 });
  });

  // Wireshark 4.0 shows what a cut segment holds unless it plainly comes again or out of order.
  test.each([
    ["acknowledged before", 50, true],
    ["acknowledged before, cut", 40, false],
  ])("a segment that was %s shows nothing: %d bytes captured", (_, captured, isHidden) => {
    const memory = new Conversations();
    const data = segment(ACK, 100, 1, { length: 50 });
    follow(memory, 1, "native", there(data), 1);
    follow(memory, 2, "native", back(segment(ACK, 1, 150)), 2);
    const again = packet(3, "native", there(data), 3);
    const layer = again.layers()[2] as { data?: DataView; wireLength?: number };
    layer.data = new DataView(new ArrayBuffer(20 + captured));
    layer.wireLength = 70;
    memory.follow(again);
    expect(again.layers()[2].conversation?.tcp?.remarks).toBe(Remark.spurious);
    expect(again.toldBehind).toBe(isHidden ? layer : undefined);
  });

  test("a tenant's segment repeats nothing of another's", () => {
    const memory = new Conversations();
    const data = segment(ACK, 100, 1, { length: 50 });
    const remarks = ["stt:1", "stt:2", "stt:1"].map(
      (tenant, i) => follow(memory, i + 1, tenant, there(data)).tcp?.remarks,
    );
    expect(remarks).toEqual([0, 0, Remark.retransmission]);
  });

  test("a SYN with another number opens a new connection", () => {
    const memory = new Conversations();
    expect(follow(memory, 1, "native", there(segment(SYN, 10))).stream).toBe(0);
    expect(follow(memory, 2, "native", there(segment(SYN, 10))).stream).toBe(0);
    const again = follow(memory, 3, "native", there(segment(SYN, 99)));
    expect(again).toMatchObject({
      stream: 1,
      tcp: { remarks: Remark.reusedPorts, baseSequence: 99 },
    });
  });
});
