// Layers' names in one line, told without making layers, are those of the layers.
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { protocolsOf } from "../../src/core/spelling.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { packetsOf } from "../support/capture.ts";

const CAPTURES = ["apps", "tunnels", "headers", "stt", "fragments", "ethernet", "nested", "mixed"].flatMap(
  (name) =>
    readdirSync(`fixtures/${name}`)
      .filter((file) => /\.pcapng$|\.pcap$/.test(file))
      .map((file) => `fixtures/${name}/${file}`),
);

it("says what the layers say, of whole packets and cut ones", async () => {
  const packets = await packetsOf(...CAPTURES);
  const cut = packets.map((p, i) => ({ ...p, bytes: p.bytes.slice(0, 14 + ((i * 13) % 90)) }));
  let seen = 0;
  const listing = new Listing({}, (packet) => {
    const told = packet.spelled();
    expect(told).toBe(protocolsOf(packet.layers()));
    if (told !== "") seen++;
    return true;
  });
  for (const p of [...packets, ...cut]) {
    const d = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    listing.packet(d, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
  listing.finish();
  expect(seen).toBe(packets.length + cut.length);
});
