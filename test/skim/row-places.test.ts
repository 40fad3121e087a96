// Rows that are made of a few bytes are those that dissecting the packet makes, in as much room.
import { expect, it } from "vitest";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { Recorder } from "../../src/facts/recorder.ts";
import { RowPlaces } from "../../src/skim/row-places.ts";
import { packetsOf } from "../support/capture.ts";

const ETHERNET = 1;

const FILES = [
  ...["headers/ipv6", "vxlan/inner-ipv6", "vxlan/ipv6-outside-no-checksum", "nvgre/ipv6-outside"],
  ...["gre/keyless-ipv6-inside", "gre/ipv6-outside"],
];

/** All that tells the rows of a table. */
const rowsOf = ({ table }: Recorder) =>
  Array.from({ length: table.size }, (_, row) => [
    ...[table.node(row), table.source(row), table.destination(row), table.ports(row)],
    ...[table.kind(row), table.outer(row), table.firstPacket[row]],
  ]);

function dissected(bytes: Uint8Array, s: LayerStack): DataView {
  const d = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  s.reset(0, bytes.length, bytes.length);
  dissect(d, ETHERNET, s);
  return d;
}

const headersOf = ({ n, proto, off }: LayerStack): string => `${proto.slice(0, n)} ${off.slice(0, n)}`;

it.each(FILES.flatMap((file) => [undefined, 40].map((most) => [file, most] as const)))(
  "says so of %s, of which there are %s rows",
  async (file, most) => {
    let made = 0;
    for (const { bytes } of await packetsOf(`fixtures/${file}.pcap`)) {
      const [quick, slow] = [new Recorder(most), new Recorder(most)];
      // Most of the room for addresses is taken.
      const taken = new DataView(new ArrayBuffer(16));
      for (let i = 0; i < 2 * (most ?? 0) - 12; i++) {
        taken.setInt32(0, -i);
        for (const { table } of [quick, slow]) table.interner.ipv6(taken, 0);
      }
      const s = new LayerStack();
      const first = dissected(bytes, s);
      for (const recorder of [quick, slow]) recorder.packet(first, s, bytes.length, 1, 0, 0, true);
      const places = RowPlaces.of(first, 0, s, quick);
      if (places === null) continue;
      const headers = headersOf(s);
      const ends = s.off[s.l4] + 4;
      for (let i = 0; i < 4 * ends; i++) {
        const other = bytes.slice();
        const at = i % ends;
        other[at] = i < 2 * ends ? 0xff : other[at] ^ (1 << (i % 8));
        if (at > 0 && i > ends) other[at - 1] ^= i;
        const d = dissected(other, s);
        // That it is for a group is told by Ethernet, and alike in all packets of a layout.
        const isGroup = s.ethernet >= 0 && (other[s.off[s.ethernet]] & 1) !== 0;
        if (headersOf(s) !== headers || s.stop !== 0 || isGroup) continue;
        const row = slow.rowOf(d, s, 1, 0, i);
        expect(places.row(quick.table, d, 0, i)).toBe(row);
        made++;
      }
      expect(rowsOf(quick)).toEqual(rowsOf(slow));
      expect(quick.table.interner.addresses.size).toBe(slow.table.interner.addresses.size);
    }
    expect(made).toBeGreaterThan(100);
  },
);
