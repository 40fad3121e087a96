// Fragments of a datagram that come twice, or say something else than those before: what tshark 4.0 shows of them.
import { expect, it } from "vitest";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const ETHERNET = 1;
const ETHERNET_HEADER = "020000000002020000000001";
const UDP = `9c401e6100480000${Array.from({ length: 64 }, (_, i) => i.toString(16).padStart(2, "0")).join("")}`;
const NINES = "09".repeat(8);
const hex4 = (n: number) => n.toString(16).padStart(4, "0");

/** @param offset in bytes */
const v4 = (offset: number, more: boolean, part: string) =>
  `${ETHERNET_HEADER}08004500${hex4(20 + part.length / 2)}0007${hex4((more ? 0x2000 : 0) + offset / 8)}40110000` +
  `0a0000010a000002${part}`;
const v6 = (offset: number, more: boolean, part: string) =>
  `${ETHERNET_HEADER}86dd60000000${hex4(8 + part.length / 2)}2c40${"fd".padEnd(31, "0")}1${"fd".padEnd(31, "0")}2` +
  `1100${hex4(offset + (more ? 1 : 0))}00000007${part}`;

const NAMES = [
  "fragment",
  "fragment.error",
  "fragment.overlap",
  "fragment.overlap.conflict",
  "fragment.count",
];

function shownOf(packets: readonly string[], prefix: string): string[] {
  const values = NAMES.map((): string[] => []);
  const listing = new Listing({}, (packet) => {
    for (const layer of packet.layers())
      eachField(layer, ({ field, value }) => {
        values[NAMES.indexOf(field.name.replace(`${prefix}.`, ""))]?.push(textOf(field, value));
      });
    return true;
  });
  packets.forEach((packet, i) => {
    const bytes = Uint8Array.from(Buffer.from(packet, "hex"));
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, i, 0);
  });
  listing.finish();
  return NAMES.map((name, i) => `${name} ${values[i].join()}`.trim());
}

it.each([
  ["ip", v4],
  ["ipv6", v6],
] as const)("%s", (prefix, part) => {
  const packets = [
    part(0, true, UDP.slice(0, 48)),
    part(24, true, UDP.slice(48, 96)),
    part(24, true, UDP.slice(48, 96)),
    part(24, true, NINES + UDP.slice(64, 96)),
    part(48, false, UDP.slice(96)),
  ];
  expect(shownOf(packets, prefix)).toEqual([
    "fragment 1,2,3,5",
    "fragment.error 4",
    "fragment.overlap 1,1",
    "fragment.overlap.conflict 1",
    "fragment.count 5",
  ]);
});
