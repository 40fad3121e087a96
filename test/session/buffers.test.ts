// What is kept of parts and frames stands in buffers that are used again, one after the other and never two at once.
import { expect, it } from "vitest";
import { Buffers } from "../../src/session/buffers.ts";

it("holds as many bytes as are asked for", () => {
  const buffers = new Buffers();
  for (const length of [1, 63, 64, 65, 1480, 2048, 2049, 65536, 70_000, 1 << 17, 200_000])
    expect(buffers.take(length).byteLength).toBeGreaterThanOrEqual(length);
});

it("gives back what was left, once", () => {
  const buffers = new Buffers();
  const first = buffers.take(100);
  const second = buffers.take(100);
  expect(second).not.toBe(first);
  buffers.leave(first);
  expect(buffers.take(200)).not.toBe(first);
  expect(buffers.take(128)).toBe(first);
  expect(buffers.take(128)).not.toBe(first);
});

it("takes none of another length back, nor more than it may keep", () => {
  const buffers = new Buffers();
  for (const length of [0, 32, 100, 576, 1 << 18]) {
    const other = new DataView(new ArrayBuffer(length));
    buffers.leave(other);
    expect(buffers.take(Math.max(1, length))).not.toBe(other);
  }
  const many = Array.from({ length: 40 }, () => buffers.take(1 << 16));
  for (const buffer of many) buffers.leave(buffer);
  const again = new Set(many.map(() => buffers.take(1 << 16)));
  expect(many.filter((buffer) => again.has(buffer)).length).toBe(16);
});
