import fc from "fast-check";
import { expect, test } from "vitest";
import { linuxSourcePort, ovsUserspaceSourcePort, sourcePortRules } from "../../src/entropy/source-port.ts";

// hash -> port in 32768 to 60999, 1 to 65535, 49152 to 65535 (upper ends exclusive)
test.each([
  [0x00000000, 32768, 1, 49152],
  [0x12345678, 40299, 17484, 53522],
  [0x80000000, 46883, 32768, 57343],
  [0x0000ffff, 60998, 65534, 65534],
  [0xffffffff, 32768, 1, 49152],
])("udp_flow_src_port of %i", (hash, standard, all, dynamic) => {
  expect(linuxSourcePort(hash)).toBe(standard);
  expect(linuxSourcePort(hash, 1, 65535)).toBe(all);
  expect(linuxSourcePort(hash, 49152, 65535)).toBe(dynamic);
});

test("Open vSwitch's userspace does not mix the halves", () => {
  expect(ovsUserspaceSourcePort(0x80000000)).toBe(46884);
  expect(ovsUserspaceSourcePort(0xffffffff)).toBe(60999);
});

test("the kernel's 64-bit arithmetic", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(65535), fc.nat(65535), (hash, a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const mixed = BigInt(hash) ^ ((BigInt(hash) << 16n) & 0xffffffffn);
      const port = ((mixed * BigInt(max - min)) >> 32n) + BigInt(min);
      return linuxSourcePort(hash, min, max) === Number(port);
    }),
  );
});

test.each(sourcePortRules.map((r) => [r.name, r] as const))("%s: first to last, both reached", (_, r) => {
  const edges = [0, 0xffffffff, 0x0000ffff, 0xffff0000, 0xfffeffff];
  const ports = edges.map(r.port);
  expect(Math.min(...ports)).toBe(r.first);
  expect(Math.max(...ports)).toBe(r.last);
  fc.assert(fc.property(fc.nat(0xffffffff), (hash) => r.port(hash) >= r.first && r.port(hash) <= r.last));
});
