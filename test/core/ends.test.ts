// Ends that are kept are those that anew would be made: against texts made of the bytes here.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EndsTable } from "../../src/core/ends.ts";
import { check } from "../property.ts";

const end = fc.record({ host: fc.integer({ min: 0, max: 3 }), port: fc.integer({ min: 0, max: 2 }) });
const asked = fc.record({
  source: end,
  destination: end,
  isIpv6: fc.boolean(),
  hasPorts: fc.boolean(),
  scope: fc.constantFrom("", "a", "b"),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

test("kept ends are those of their packet", () =>
  check(fc.property(fc.array(asked, { maxLength: 60 }), same)));

function same(packets: readonly Asked[]): void {
  // So few slots that most packets push others out.
  const table = new EndsTable(4);
  const names = new Map<string, string>();
  for (const { source, destination, isIpv6, hasPorts, scope } of packets) {
    const size = isIpv6 ? 16 : 4;
    const d = new DataView(new ArrayBuffer(2 * size + 3), 3);
    d.setUint8(size - 1, source.host);
    d.setUint8(2 * size - 1, destination.host);
    const ends = table.of(d, 0, size, hasPorts ? (source.port << 16) | destination.port : null);
    const text = ({ host, port }: { host: number; port: number }) =>
      `${isIpv6 ? "6" : "4"} ${host} ${hasPorts ? port : ""}`;
    const [from, to] = [text(source), text(destination)];
    // The same name to the same two ends in the same scope, whoever of them sends, and to nobody else.
    const meant = JSON.stringify([scope, [from, to].sort()]);
    const name = ends.in(scope);
    expect(names.get(meant) ?? name).toBe(name);
    for (const [other, of] of names) if (of === name) expect(other).toBe(meant);
    names.set(meant, name);
    const back = table.of(turned(d, size), 0, size, hasPorts ? (destination.port << 16) | source.port : null);
    expect([back.from, back.to]).toEqual([ends.to, ends.from]);
    expect(back.side).toBe(from === to ? ends.side : 1 - ends.side);
  }
}

function turned(d: DataView, size: number): DataView {
  const bytes = new Uint8Array(d.buffer, d.byteOffset);
  return new DataView(new Uint8Array([...bytes.slice(size, 2 * size), ...bytes.slice(0, size)]).buffer);
}

test("hosts alone are no hosts with ports 0", () => {
  const d = new DataView(new ArrayBuffer(8));
  const table = new EndsTable(1);
  expect(table.of(d, 0, 4, null).pair).not.toBe(table.of(d, 0, 4, 0).pair);
});
