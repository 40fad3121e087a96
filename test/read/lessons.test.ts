// What a packet teaches those behind it: templates of NetFlow 9 (RFC 3954, 5), by exporter and source; the order of ESP.
import { expect, test } from "vitest";
import { hex, join, u16, u32 } from "../../fixtures/make/bytes.ts";
import { expertsOf } from "../../src/core/expert.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const ETHERNET = 1;

/** One set from a source, sent by 10.0.0.`host`. */
function packet(host: number, source: number, set: number, body: string): Uint8Array {
  const bytes = hex(body);
  const payload = join(u16(9, 1), u32(100_000, 1_700_000_000, 1, source), u16(set, 4 + bytes.length), bytes);
  const udp = join(u16(40000, 2055, 8 + payload.length, 0), payload);
  const ip = join(hex("4500"), u16(20 + udp.length), hex("0001 0000 4011 0000 0a0000"), Uint8Array.of(host));
  return join(hex("020000000002 020000000001 0800"), ip, hex("0a000063"), udp);
}

/** Of each packet, who sent the flow, and where the template of it is. */
function flows(packets: readonly Uint8Array[]): string[] {
  const shown: string[] = [];
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    const layer = packet.layers().find(({ protocol }) => protocol.name === "cflow");
    shown.push(`${layer?.get("cflow.srcaddr")} ${layer?.get("cflow.template_frame")}`);
    return true;
  });
  for (const [i, bytes] of packets.entries())
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, i, 0);
  listing.finish();
  return shown;
}

const TEMPLATE = "0100 0002 0008 0004 000c 0004"; // 256: source and destination
const TURNED = "0100 0002 000c 0004 0008 0004";
const RECORD = "0a010001 0a020002";
const NONE = "undefined undefined";

test("records are read by the last template before them, of their exporter and source", () => {
  const shown = flows([
    packet(1, 7, 256, RECORD),
    packet(1, 7, 0, TEMPLATE),
    packet(1, 7, 0, TEMPLATE), // said again
    packet(1, 7, 256, RECORD),
    packet(1, 8, 256, RECORD),
    packet(2, 7, 256, RECORD),
    packet(1, 7, 257, RECORD),
    packet(1, 7, 0, TURNED),
    packet(1, 7, 256, RECORD),
  ]);
  expect(shown).toEqual([NONE, NONE, NONE, "10.1.0.1 2", NONE, NONE, NONE, NONE, "10.2.0.2 8"]);
});

test("an endless number of templates is not kept: the oldest are forgotten", () => {
  const many = Array.from({ length: 1030 }, (_, i) => (256 + i).toString(16).padStart(4, "0"));
  const shown = flows([
    ...many.map((id) => packet(1, 7, 0, `${id} 0002 0008 0004 000c 0004`)),
    packet(1, 7, 256, RECORD),
    packet(1, 7, 256 + 1029, RECORD),
  ]);
  expect(shown.slice(-2)).toEqual([NONE, "10.1.0.1 1030"]);
});

/** A message of IPFIX from domain 7: its sequence, and sets. */
function message(sequence: number, sets: string): Uint8Array {
  const bytes = hex(sets);
  const payload = join(u16(10, 16 + bytes.length), u32(1_700_000_000, sequence, 7), bytes);
  const udp = join(u16(40000, 4739, 8 + payload.length, 0), payload);
  const ip = join(hex("4500"), u16(20 + udp.length), hex("0001 0000 4011 0000 0a000001 0a000063"));
  return join(hex("020000000002 020000000001 0800"), ip, udp);
}

test("IPFIX counts records, of variable length as well: what is not the next number is remarkable (RFC 7011, 3.1)", () => {
  const shown: string[] = [];
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    const layer = packet.layers().find(({ protocol }) => protocol.name === "cflow");
    const names = ["expected_sn", "previous_frame"].map((name) => `cflow.sequence_analysis.${name}`);
    shown.push(names.map((name) => layer?.get(name) ?? "-").join(" "));
    return true;
  });
  const packets = [
    message(5, "0002 000c 0100 0001 0052 ffff"), // 256: the name of an interface
    message(5, "0100 000b 02 6f30 03 6f3031"), // two records
    message(7, "0101 0008 00000000"), // of a template that nobody has
    message(7, "0100 0006 01 61"),
    message(9, "0100 0006 01 61"),
  ];
  for (const [i, bytes] of packets.entries())
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, i, 0);
  listing.finish();
  expect(shown).toEqual(["- -", "- -", "- -", "- -", "8 4"]);
});

test("ESP: a packet that does not come behind the one before it (RFC 4303, 2.2; tshark 4.0)", () => {
  const esp = (receiver: number, spi: number, number: number): Uint8Array => {
    const payload = join(u32(spi, number), hex("ee".repeat(24)));
    const ip = join(hex("4500"), u16(20 + payload.length), hex("0001 0000 4032 0000 0a000001 0a0000"));
    return join(hex("020000000002 020000000001 0800"), ip, Uint8Array.of(receiver), payload);
  };
  const names = ["expected-sn", "previous-frame"];
  const shown: string[] = [];
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    const layer = packet.layers().find(({ protocol }) => protocol.name === "esp");
    const values = names.map((name) => layer?.get(`esp.sequence-analysis.${name}`) ?? "");
    const said = expertsOf(packet).find(({ message }) => message.startsWith("Wrong"));
    shown.push([...values, said?.message ?? ""].join(" "));
    return true;
  });
  const packets = [1, 2, 4, 4, 3, 10, 11].map((number) => esp(2, 0x100, number));
  packets.push(
    esp(2, 0x200, 5),
    esp(9, 0x100, 5),
    esp(2, 0x100, 12),
    esp(2, 0x300, 0xffffffff),
    esp(2, 0x300, 0),
  );
  for (const [i, bytes] of packets.entries())
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, i, 0);
  listing.finish();
  const said = (words: string) => `Wrong Sequence Number for SPI 00000100 - ${words}`;
  const none = "  ";
  expect(shown).toEqual([
    none,
    none,
    `3 2 ${said("1 missing")}`,
    `5 3 ${said("4 repeated")}`,
    `5 4 ${said("2 less than expected")}`,
    `4 5 ${said("6 missing")}`,
    ...Array(6).fill(none),
  ]);
});
