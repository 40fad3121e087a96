// In which scope a conversation is. The protocols are there for their tunnels.
import { expect, test } from "vitest";
import { readCaptures } from "../../src/capture/capture.ts";
import { Scopes, scopeOf } from "../../src/conversations/scopes.ts";
import { Ends } from "../../src/core/ends.ts";
import type { Exchange, Segment } from "../../src/core/exchange.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { pcapFile, pcapRecord } from "../capture/build.ts";
import { frame, udp, vxlan } from "../nat/packets.ts";
import { files } from "../support/files.ts";

const write = files();
const [SYN, ACK] = [0x02, 0x10];
const forth: Exchange = { kind: "tcp", ends: new Ends("a", "b") };
const back: Exchange = { kind: "tcp", ends: new Ends("b", "a") };
const segment = (flags: number, sequence: number, acknowledgment: number): Segment => ({
  sequence,
  acknowledgment,
  flags,
  window: 0,
  length: 0,
  windowScale: -1,
  sacked: 0,
});
const asks = (sequence: number): Exchange => ({ ...forth, segment: segment(SYN, sequence, 0) });
const answers = (acknowledgment: number): Exchange => ({
  ...back,
  segment: segment(SYN | ACK, 5, acknowledgment),
});

/** The scopes that one memory finds for some conversations, in order. */
function scopes(most: number, ...list: readonly (readonly [string, Exchange])[]): string[] {
  const memory = new Scopes(most);
  return list.map(([scope, exchange]) => memory.paired(scope, exchange));
}

test.each(["gtp", "mpls", "l2tp", "l2tpv3", "pptp"])("%s: two ids, one for each direction", (kind) => {
  const [one, two, other] = [`${kind}:7`, `${kind}:8`, `${kind}:9`];
  // The third one has the same ends, but the other direction is taken already.
  expect(scopes(9, [one, forth], [two, back], [one, forth], [two, back], [other, back])).toEqual([
    one,
    one,
    one,
    one,
    other,
  ]);
});

test("tunnels whose id is that of both directions stay apart, also around or inside the others", () => {
  expect(scopes(9, ["vxlan:7", forth], ["vxlan:8", back])).toEqual(["vxlan:7", "vxlan:8"]);
  expect(scopes(9, ["mpls:16/vxlan:7", forth], ["mpls:17/vxlan:8", back])).toEqual([
    "mpls:16/vxlan:7",
    "mpls:17/vxlan:8",
  ]);
  expect(scopes(9, ["mpls:16/vxlan:7", forth], ["mpls:17/vxlan:7", back])[1]).toBe("mpls:16/vxlan:7");
});

test("an id that both directions have is paired with no other", () => {
  const one = "mpls:16";
  expect(scopes(9, [one, forth], [one, back], ["mpls:17", back])).toEqual([one, one, "mpls:17"]);
});

test("of several customers with the same addresses the acknowledgment tells", () => {
  const asked = [
    ["gtp:1", asks(100)],
    ["gtp:2", asks(2 ** 32 - 1)],
    ["gtp:3", asks(300)],
  ] as const;
  const got = scopes(9, ...asked, ["gtp:11", answers(0)], ["gtp:12", answers(301)], ["gtp:13", answers(500)]);
  // Two were found; the last one can only mean the one that is left, and does not answer too far behind it.
  expect(got.slice(3)).toEqual(["gtp:2", "gtp:3", "gtp:1"]);
  expect(scopes(9, ...asked, ["gtp:13", answers(500)]).at(-1)).toBe("gtp:13");
  expect(scopes(9, asked[0], ["gtp:13", answers(99)]).at(-1)).toBe("gtp:13");
});

test("what was heard longest ago is forgotten", () => {
  const [one, two] = ["gtp:7", "gtp:8"];
  const other: Exchange = { kind: "tcp", ends: new Ends("a", "c") };
  expect(scopes(2, [one, forth], [one, other], [two, back])).toEqual([one, one, one]);
  expect(scopes(1, [one, forth], [one, other], [two, back])).toEqual([one, one, two]);
});

test("a layer's scope is that of the tunnels around it, whatever lies inside", async () => {
  const outer = { src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 0 };
  const arp = new Uint8Array(42);
  arp.set([0x08, 0x06], 12);
  const inner = frame(outer, 17, udp(1, 2, 0, new Uint8Array(4)));
  const frames = [vxlan(42, inner), vxlan(42, arp), vxlan(42, vxlan(43, arp))];
  const path = write("scopes.pcap", pcapFile({}, ...frames.map((f, i) => pcapRecord(true, i, 0, f))));
  const found: string[] = [];
  const listing = new Listing({}, (packet) => {
    for (const layer of packet.layers())
      if (layer.protocol.name === "udp") found.push(`${packet.number} ${scopeOf(packet, layer)}`);
    return true;
  });
  await readCaptures([path], listing);
  listing.finish();
  expect(found).toEqual(["1 native", "1 vxlan:42", "2 native", "3 native", "3 vxlan:42"]);
});
