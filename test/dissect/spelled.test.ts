// Layers' names in one line, told without making layers, are those of the layers.
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { Layer } from "../../src/core/layer.ts";
import { protocolsOf } from "../../src/core/spelling.ts";
import { Stop } from "../../src/core/stack.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { packetsOf } from "../support/capture.ts";

const CAPTURES = ["apps", "tunnels", "headers", "stt", "fragments", "ethernet", "nested", "mixed"].flatMap(
  (name) =>
    readdirSync(`fixtures/${name}`)
      .filter((file) => /\.pcapng$|\.pcap$/.test(file))
      .map((file) => `fixtures/${name}/${file}`),
);

/** Of TCP's flags. */
const RST = 0x04;

it("says what the layers say, of whole packets and cut ones", async () => {
  const packets = await packetsOf(...CAPTURES);
  const cut = packets.map((p, i) => ({ ...p, bytes: p.bytes.slice(0, 14 + ((i * 13) % 90)) }));
  let seen = 0;
  let ahead = 0;
  list([...packets, ...cut], (packet) => {
    const headers = Array.from({ length: packet.frameCount }, (_, f) => packet.spelledHeaders(f));
    const told = packet.spelled();
    expect(told).toBe(protocolsOf(packet.layers()));
    // Up to where a name ends, wherever that stands.
    for (const text of headers) expect(`:${told}:`, text).toContain(text === "" ? "" : `:${text}:`);
    if (headers.some((text) => text.includes(":"))) ahead++;
    if (told !== "") seen++;
  });
  expect(seen).toBe(packets.length + cut.length);
  expect(ahead).toBeGreaterThan(packets.length);
});

it("finds data where the last header's protocol says that it begins, and none behind a reset", async () => {
  const packets = await packetsOf(...CAPTURES);
  const resets: typeof packets = [];
  const before: boolean[] = [];
  list(packets, (packet) => {
    if (packet.frameCount > 1) return;
    const { carrier, data } = endOf(packet.layers());
    if (data !== null) expect(data.data.byteOffset - carrier.data.byteOffset).toBe(bodyOf(carrier));
    const { stack, start } = packet.frames[0];
    if (carrier.protocol.name !== "tcp" || stack.stop !== Stop.none) return;
    const reset = packets[packet.number - 1];
    const bytes = reset.bytes.slice();
    bytes[stack.off[stack.l4] - start + 13] |= RST;
    resets.push({ ...reset, bytes });
    before.push(data !== null);
  });
  const after: boolean[] = [];
  list(resets, (packet) => {
    const { carrier, data } = endOf(packet.layers());
    after.push(data !== null || packet.unread() !== null || bodyOf(carrier) < carrier.data.byteLength);
  });
  expect(before.filter((is) => is).length).toBeGreaterThan(20);
  expect(after).toEqual(before.map(() => false));
});

/** The last layer, and what it carries that nobody reads. */
function endOf(layers: readonly Layer[]): { carrier: Layer; data: Layer | null } {
  const own = layers.slice(0, -1);
  const last = own.at(-1) as Layer;
  return last.protocol.name === "data"
    ? { carrier: own.at(-2) as Layer, data: last }
    : { carrier: last, data: null };
}

const bodyOf = ({ protocol, data }: Layer): number => protocol.body?.(data) ?? -1;

function list(packets: Awaited<ReturnType<typeof packetsOf>>, look: (packet: DissectedPacket) => void): void {
  const listing = new Listing({}, (packet) => {
    look(packet);
    return true;
  });
  for (const p of packets) {
    const d = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    listing.packet(d, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
  listing.finish();
}
