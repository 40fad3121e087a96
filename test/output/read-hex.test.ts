import { expect, test } from "vitest";
import type { Packet } from "../../src/core/layer.ts";
import * as hex from "../../src/output/read-hex.ts";
import { Written } from "../../src/output/written.ts";

const written = (write: (out: Written) => void) => {
  const out = new Written();
  write(out);
  return out.takeText();
};
const hexDump = (of: Uint8Array) => written((out) => hex.hexDump(out, of));
const packetHex = (of: Packet) => written((out) => hex.packetHex(out, of));

// What tshark -x prints of the first packet of fixtures/datacenter.pcapng, a BPDU.
const BPDU = `\
0000  01 80 c2 00 00 00 02 00 00 00 01 00 00 26 42 42   .............&BB
0010  03 00 00 00 00 00 80 00 02 00 00 00 01 00 00 00   ................
0020  00 04 80 00 02 00 00 00 01 00 80 01 00 00 14 00   ................
0030  02 00 0f 00 00 00 00 00 00 00 00 00               ............
`;
const bytes = Uint8Array.from(
  BPDU.trim()
    .split("\n")
    .flatMap((line) =>
      [...line.slice(6, 53).matchAll(/[0-9a-f]{2}/g)].map(([hex]) => Number.parseInt(hex, 16)),
    ),
);

test("as tshark -x", () => {
  expect(bytes.length).toBe(60);
  expect(hexDump(bytes)).toBe(BPDU);
});

test("printable ASCII only: no character that a terminal obeys", () => {
  const text = hexDump(Uint8Array.from({ length: 256 }, (_, i) => i));
  const shown = text
    .split("\n")
    .map((line) => line.slice(56))
    .join("");
  expect(shown.length).toBe(256);
  expect([...shown].filter((c) => c !== ".").join("")).toBe(
    Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
      .join("")
      .replace(".", ""),
  );
});

test("offsets get the digits that they need, from the first line on", () => {
  expect(hexDump(new Uint8Array(0x10000)).split("\n")[0]).toMatch(/^0000 {2}00/);
  expect(hexDump(new Uint8Array(0x10001)).split("\n")[0]).toMatch(/^00000 {2}00/);
  expect(hexDump(new Uint8Array())).toBe("");
});

test("frames have titles where there are several, and begin where they begin", () => {
  const view = new DataView(bytes.buffer);
  const one = { view, start: 0, end: 60, title: "Frame" };
  const two = { view, start: 59, end: 60, title: "Reassembled STT frame" };
  const packet = (...frames: object[]) => ({ frames, frameCount: frames.length }) as unknown as Packet;
  expect(packetHex(packet(one))).toBe(BPDU);
  expect(packetHex(packet(one, two))).toBe(
    `Frame (60 bytes):\n${BPDU}\nReassembled STT frame (1 byte):\n0000  00${" ".repeat(48)}.\n`,
  );
});
