import { expect, test } from "vitest";
import { bytes, flag, located, u8, u16, u64 } from "../../src/core/fields.ts";
import type { Packet } from "../../src/core/layer.ts";
import * as json from "../../src/output/read-json.ts";
import { Written } from "../../src/output/written.ts";
import { packetOf, protocol } from "./read-layers.ts";

const written = (write: typeof json.packetJson) => (of: Packet, fields: Record<string, string[]> | null) => {
  const out = new Written();
  write(out, of, fields);
  return out.takeText();
};
const packetJson = written(json.packetJson);
const packetEk = written(json.packetEk);

const ip = protocol("ip", [
  u8(0, "ip.ttl", "TTL"),
  u16(1, "ip.id", "Identification", { base: "hex" }),
  flag(3, 1, 0x40, "ip.flags.df", "DF"),
  bytes(3, 2, "ip.bytes", "Bytes"),
]);
const stt = protocol("stt.x", [u64(0, "stt.context_id", "Context ID")]);
const dns = protocol("dns", [located("string", 0, "dns.a", "Address"), u8(0, "dns.n", "N")], {
  locate: (_, add) => {
    add("dns.a", 0, 0, "10.0.0.1");
    add("dns.a", 0, 0, "10.0.0.2\u007f");
    add("dns.a", 0, 0, "10.0.0.3");
  },
});
const IP = [64, 0x12, 0x34, 0x40, 0xff];
const packet = packetOf(
  [ip, IP],
  [stt, [255, 255, 255, 255, 255, 255, 255, 255]],
  [ip, [1, 0, 0, 0, 0]],
  [dns, [3]],
);

test("json: a line with outer and inner layers in order, numbers, and 64 bits as a decimal string", () => {
  const text = packetJson(packet, null);
  expect(text).toMatch(/^\{.*\}\n$/);
  expect(text).not.toContain("\u007f");
  expect(JSON.parse(text)).toEqual({
    number: 7,
    time: "2024-05-01T12:00:00.001000000Z",
    length: 60,
    captured: 60,
    tenant: "stt:18446744073709551615",
    layers: [
      { protocol: "ip", "ip.ttl": 64, "ip.id": 0x1234, "ip.flags.df": true, "ip.bytes": "40ff" },
      { protocol: "stt.x", "stt.context_id": "18446744073709551615" },
      { protocol: "ip", "ip.ttl": 1, "ip.id": 0, "ip.flags.df": false, "ip.bytes": "0000" },
      { protocol: "dns", "dns.n": 3, "dns.a": ["10.0.0.1", "10.0.0.2\u007f", "10.0.0.3"] },
    ],
  });
});

test("json with names: their values alone", () => {
  expect(JSON.parse(packetJson(packet, { "ip.ttl": ["64", "1"], "arp.opcode": [] }))).toMatchObject({
    number: 7,
    fields: { "ip.ttl": ["64", "1"], "arp.opcode": [] },
  });
  expect(packetJson(packet, {})).not.toContain("layers");
});

// The shape is that of tshark 4.0 -T ek: names with underscores behind the layer's, values as text, flags as
// true and false, bytes with colons, layers and fields that come again as lists.
test("ek: a line for the index and one for the packet", () => {
  const [index, document, end] = packetEk(packet, null).split("\n");
  expect(end).toBe("");
  expect(index).toBe('{"index":{"_index":"packets-2024-05-01","_type":"doc"}}');
  expect(JSON.parse(document)).toEqual({
    timestamp: "1714564800001",
    layers: {
      ip: [
        { ip_ip_ttl: "64", ip_ip_id: "0x1234", ip_ip_flags_df: true, ip_ip_bytes: "40:ff" },
        { ip_ip_ttl: "1", ip_ip_id: "0x0000", ip_ip_flags_df: false, ip_ip_bytes: "00:00" },
      ],
      stt_x: { stt_x_stt_context_id: "18446744073709551615" },
      dns: { dns_dns_n: "3", dns_dns_a: ["10.0.0.1", "10.0.0.2\u007f", "10.0.0.3"] },
    },
  });
});

test("ek with names: those that are there", () => {
  const [, document] = packetEk(packet, { "ip.ttl": ["64", "1"], "arp.opcode": [] }).split("\n");
  expect(JSON.parse(document)).toEqual({ timestamp: "1714564800001", layers: { ip_ttl: ["64", "1"] } });
});

test("without a time there is none", () => {
  const untimed = { ...packet, nanoseconds: -1, layers: () => [] };
  expect(JSON.parse(packetJson(untimed, null)).time).toBeNull();
  expect(JSON.parse(packetEk(untimed, null).split("\n")[1])).toEqual({ layers: {} });
});
