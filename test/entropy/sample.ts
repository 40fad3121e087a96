import fc from "fast-check";
import { type HashFields, type Header, noFields, noHeader } from "../../src/entropy/fields.ts";
import { words } from "./naive.ts";

type Level = Partial<Omit<HashFields, "src" | "dst">>;

/** One level of headers between two address texts. */
export function level(src: string, dst: string, more: Level = {}): HashFields {
  const v6 = src.includes(":");
  const f = { ...noFields(), version: v6 ? 6 : 4, etherType: v6 ? 0x86dd : 0x0800, ...more };
  f.src.set(words(src));
  f.dst.set(words(dst));
  return f;
}

/** A packet in one tunnel. */
export const tunnelled = (outer: HashFields, inner: HashFields, more: Partial<Header> = {}): Header => ({
  ...noHeader(),
  outer,
  inner,
  tunnels: 1,
  ...more,
});

const u32 = fc.nat(0xffffffff);
const port = fc.nat(65535);
const address = (v6: boolean) => (v6 ? fc.tuple(u32, u32, u32, u32) : u32.map((w) => [0, 0, 0, w]));

const anyLevel: fc.Arbitrary<HashFields> = fc.boolean().chain((v6) =>
  fc
    .record({
      srcMac: fc.nat(2 ** 48 - 1),
      dstMac: fc.nat(2 ** 48 - 1),
      etherType: fc.constant(v6 ? 0x86dd : 0x0800),
      vlan: fc.nat(4095),
      version: fc.constant(v6 ? 6 : 4),
      src: address(v6),
      dst: address(v6),
      protocol: fc.constantFrom(1, 4, 6, 17, 41, 47, 132),
      flowLabel: fc.nat(0xfffff),
      srcPort: port,
      dstPort: port,
      fragment: fc.boolean(),
    })
    .map((f) => ({ ...f, src: Uint32Array.from(f.src), dst: Uint32Array.from(f.dst) })),
);

/** Any packet, in a tunnel or not. */
export const anyHeader: fc.Arbitrary<Header> = fc
  .record({
    outer: anyLevel,
    inner: anyLevel,
    tunnels: fc.nat(2),
    greKey: fc.oneof(fc.constant(-1), u32),
    tenantHi: u32,
    tenantLo: u32,
  })
  .map((h) => (h.tunnels === 0 ? { ...h, inner: h.outer, greKey: -1 } : h));
