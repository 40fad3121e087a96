// Two hosts that say the same address is theirs: in one tenant a fault, in two no more than overlapping addresses.
// tshark 4.0.17 tells tenants apart nowhere, so that it calls that a duplicate as well; and it counts what a reply
// repeats of whoever asked for a use of that address, which is the answerer's word, not its owner's.
import { expect, test } from "vitest";
import { hex, join, u16 } from "../../fixtures/make/bytes.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const ETHERNET = 1;
const [REQUEST, REPLY, INVERSE_REQUEST] = [1, 2, 8];
const mac = (host: number) => Uint8Array.of(2, 0, 0, 0, 0, host);
const ip = (host: number) => Uint8Array.of(10, 0, 0, host);

interface Arp {
  opcode: number;
  /** 0: it tells no hardware address. */
  by: number;
  /** 0: a probe, which has no address yet. */
  address: number;
  vni?: number;
}

function arp({ opcode, by, address }: Arp): Uint8Array {
  const sender = join(
    by === 0 ? new Uint8Array(6) : mac(by),
    address === 0 ? new Uint8Array(4) : ip(address),
  );
  return join(
    ...[hex("ffffffffffff"), mac(by), hex("0806 0001 0800 06 04"), u16(opcode), sender],
    ...[new Uint8Array(6), ip(99)],
  );
}

function inVxlan(vni: number, inner: Uint8Array): Uint8Array {
  const vxlan = join(hex("08000000"), Uint8Array.of(0, 0, vni, 0), inner);
  const udp = join(u16(50000, 4789, 8 + vxlan.length, 0), vxlan);
  const head = join(hex("4500"), u16(20 + udp.length), hex("0000 0000 4011 f69b c0000201 c0000202"));
  return join(mac(101), mac(102), hex("0800"), head, udp);
}

/** What every packet says of the earlier use: its frame, the seconds since then, and the end of its info. */
function said(packets: readonly Arp[]): string[] {
  const lines: string[] = [];
  const listing = new Listing({ conversations: true }, (packet: DissectedPacket) => {
    const layer = packet.layers().findLast(({ protocol }) => protocol.name === "arp");
    const of = (name: string) => layer?.get(`arp.${name}`);
    const frame = of("duplicate-address-frame");
    const info = columnsOf(packet, "r").info.match(/ \(duplicate.*$/)?.[0] ?? "";
    const since = of("seconds-since-duplicate-address-frame");
    const remark = packet.layers().at(-1)?.get("_ws.expert.message");
    lines.push(frame === undefined ? info : `${frame} ${since} ${remark}${info}`);
    return true;
  });
  for (const [i, one] of packets.entries()) {
    const bytes = one.vni === undefined ? arp(one) : inVxlan(one.vni, arp(one));
    listing.packet(
      new DataView(bytes.buffer, bytes.byteOffset),
      0,
      bytes.length,
      bytes.length,
      ETHERNET,
      i,
      0,
    );
  }
  listing.finish();
  return lines;
}

const duplicate = (frame: number, since: number) =>
  `${frame} ${since} Duplicate IP address configured (10.0.0.1) (duplicate use of 10.0.0.1 detected!)`;

test("whoever said it first has the address; others are told the last packet in which it did", () => {
  // As tshark 4.0.17 says of the same requests.
  expect(
    said([
      { opcode: REQUEST, by: 1, address: 1 },
      { opcode: REQUEST, by: 3, address: 1 },
      { opcode: REQUEST, by: 1, address: 1 },
      { opcode: REPLY, by: 3, address: 1 },
      { opcode: REQUEST, by: 3, address: 1 },
      { opcode: REQUEST, by: 4, address: 2 },
    ]),
  ).toEqual(["", duplicate(1, 1), "", duplicate(3, 1), duplicate(3, 2), ""]);
});

test("probes and questions for other addresses claim nothing", () => {
  expect(
    said([
      { opcode: REQUEST, by: 1, address: 0 },
      { opcode: REQUEST, by: 2, address: 0 },
      { opcode: INVERSE_REQUEST, by: 1, address: 1 },
      { opcode: REQUEST, by: 2, address: 1 },
    ]),
  ).toEqual(["", "", "", ""]);
});

test("nobody's hardware address claims nothing", () => {
  // As tshark 4.0.17 says of the same requests.
  expect(
    said([
      { opcode: REQUEST, by: 0, address: 1 },
      { opcode: REQUEST, by: 1, address: 1 },
      { opcode: REPLY, by: 0, address: 1 },
    ]),
  ).toEqual(["", "", ""]);
});

test("tenants may use the same addresses", () => {
  expect(
    said([
      { opcode: REQUEST, by: 1, address: 1 },
      { opcode: REQUEST, by: 2, address: 1, vni: 7 },
      { opcode: REQUEST, by: 3, address: 1, vni: 8 },
      { opcode: REQUEST, by: 4, address: 1, vni: 7 },
    ]),
  ).toEqual(["", "", "", duplicate(2, 2)]);
});
