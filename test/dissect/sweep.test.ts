import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedCases } from "../../fixtures/make/cases/all.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { linktype as linktypes } from "../../src/core/demux.ts";
import { GreKey, LayerStack, MAX_LAYERS, MAX_TUNNELS, Pending, Stop } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { check } from "../property.ts";
import { dissectInto, ETHERNET, START } from "./dissected.ts";

const cases = generatedCases();
const records: { path: string; record: PacketRecord }[] = cases.flatMap(({ path, records }) =>
  records.map((record) => ({ path, record })),
);
const captured = (r: PacketRecord) => r.bytes.subarray(0, r.captured);

/** GRE and NVGRE, TCP and STT and others begin alike: until enough of the header is there, either name will do. */
const alike = new Map([
  ["nvgre", "gre"],
  ["stt", "tcp"],
  ["vxlan_gpe", "vxlan"],
  ["gtpv2", "gtp"],
]);
const nameless = protocols.map((p) => (p === null ? "" : (alike.get(p.name) ?? p.name)));

/** What is true of every result, whatever the bytes. Returns what is not. */
function contradiction(s: LayerStack, held: number, wire: number): string | null {
  if (s.n < 0 || s.n > MAX_LAYERS) return `${s.n} layers`;
  for (let i = 0; i < s.n; i++) {
    if (s.proto[i] === 0) return `layer ${i} is nobody`;
    if (s.off[i] < START || s.off[i] > s.end[i]) return `layer ${i} starts behind its end`;
    if (s.end[i] > START + Math.min(held, wire)) return `layer ${i} ends outside the packet`;
    if (i > 0 && s.off[i] < s.off[i - 1]) return `layer ${i} starts before the one that carries it`;
    if (i > 0 && s.end[i] > s.end[i - 1]) return `layer ${i} ends behind the one that carries it`;
  }
  if (s.lim > START + held || s.wire > START + wire || s.lim > s.wire) return "limits outside the packet";
  for (const layer of [s.ethernet, s.ip, s.l4]) if (layer >= s.n) return "a role of no layer";
  if (s.tunnels < 0 || s.tunnels > MAX_TUNNELS) return `${s.tunnels} tunnels`;
  for (let t = 0; t < s.tunnels; t++) {
    if (s.tunnelIp[t] >= s.n) return `tunnel ${t} hangs on no layer`;
    if (s.tunnelCarried[t] < 0 || s.tunnelCarried[t] > wire)
      return `tunnel ${t} carries ${s.tunnelCarried[t]}`;
    if (t > 0 && s.tunnelCarried[t] > s.tunnelCarried[t - 1])
      return `tunnel ${t} carries more than the one around it`;
  }
  if (s.stop === Stop.truncated && (s.need <= s.lim || s.need > s.wire))
    return `truncated, but needs ${s.need}`;
  if (s.stop === Stop.malformed && s.open === 0 && s.pending !== Pending.none) return "malformed and waiting";
  if (s.pending !== Pending.none) {
    if (s.partPos < START || s.partPos > s.wire) return "a part outside the packet";
    if (s.partPos + s.partLength > s.wire) return "a part longer than the packet";
  }
  return null;
}

/** Whether the layers of `cut` are the first layers of `whole`. */
function isPrefix(cut: LayerStack, whole: LayerStack): boolean {
  if (cut.n > whole.n) return false;
  for (let i = 0; i < cut.n; i++) {
    if (cut.off[i] !== whole.off[i]) return false;
    if (cut.proto[i] === whole.proto[i]) continue;
    const half = i === cut.n - 1 && (cut.stop !== Stop.none || cut.pending !== Pending.none);
    if (!half || nameless[cut.proto[i]] !== nameless[whole.proto[i]]) return false;
  }
  return true;
}

describe("every packet of every generated fixture", () => {
  test("cut at every length: the layers found are the first of the whole packet's, and the stop says why", () => {
    const cut = new LayerStack();
    const whole = new LayerStack();
    const wrong: string[] = [];
    for (const { path, record } of records) {
      const wire = record.bytes.length;
      dissectInto(whole, record.bytes, { captured: record.captured, link: record.linktype });
      const buffer = new Uint8Array(START + record.captured);
      buffer.set(captured(record), START);
      for (let length = 0; length < record.captured; length++) {
        const where = () => `${path}: ${length} of ${wire} bytes`;
        cut.reset(START, START + length, START + wire);
        // The view ends with the cut: reading further throws.
        dissect(new DataView(buffer.buffer, 0, START + length), linktypes[record.linktype], cut);
        const error = contradiction(cut, length, wire);
        if (error !== null) wrong.push(`${where()}: ${error}`);
        if (!isPrefix(cut, whole)) wrong.push(`${where()}: other layers`);
        if (cut.n < whole.n && cut.stop !== Stop.truncated)
          wrong.push(`${where()}: lost layers, stop ${cut.stop}`);
        if (cut.tunnels > whole.tunnels) wrong.push(`${where()}: more tunnels`);
        for (let t = 0; t < cut.tunnels; t++) {
          if (cut.tunnelCarried[t] !== whole.tunnelCarried[t])
            wrong.push(`${where()}: carries something else`);
          if (cut.tunnelLo[t] !== whole.tunnelLo[t]) wrong.push(`${where()}: another id`);
        }
      }
      if (wrong.length > 20) break;
    }
    expect(wrong).toEqual([]);
  });

  test("with more bytes behind it in its frame: the same layers, roles, tunnels and lengths", () => {
    const plain = new LayerStack();
    const padded = new LayerStack();
    const wrong: string[] = [];
    for (const { path, record } of records) {
      if (record.linktype !== ETHERNET || record.captured < record.bytes.length) continue;
      const frame = new Uint8Array(record.bytes.length + 1 + (record.bytes.length % 46)).fill(0x45);
      frame.set(record.bytes);
      dissectInto(plain, record.bytes, { link: ETHERNET });
      dissectInto(padded, frame, { link: ETHERNET });
      if (shape(plain) !== shape(padded)) wrong.push(`${path}: ${shape(plain)} but padded ${shape(padded)}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Everything that facts are made of, without the limits of the frame itself. */
function shape(s: LayerStack): string {
  const layers = Array.from(s.proto.subarray(0, s.n));
  const offsets = Array.from(s.off.subarray(0, s.n));
  // Directly on a link, most tunnels have no length, and cannot tell padding from what they carry.
  const carried = Array.from({ length: s.tunnels }, (_, t) => (s.tunnelIp[t] < 0 ? 0 : s.tunnelCarried[t]));
  const part =
    s.pending === Pending.none ? [] : [s.partOffset, s.partLength, s.partId, s.partMore, s.partPos];
  return JSON.stringify([layers, offsets, carried, part, s.stop, s.open, s.ip, s.l4, s.ports, s.wholeFrame]);
}

describe("bytes that nobody meant", () => {
  const s = new LayerStack();
  const dissectable = [...linktypes.keys()].filter((n) => linktypes[n] !== 0);

  test("packets with some bytes changed: no exception, no contradiction", () => {
    const change = fc.record({ at: fc.nat({ max: 159 }), to: fc.integer({ min: 0, max: 255 }) });
    const example = fc.record({
      which: fc.nat({ max: records.length - 1 }),
      changes: fc.array(change, { minLength: 1, maxLength: 6 }),
      cut: fc.option(fc.nat({ max: 160 }), { freq: 2 }),
      greKey: fc.constantFrom(...Object.values(GreKey)),
    });
    check(
      fc.property(example, ({ which, changes, cut, greKey }) => {
        const { record } = records[which];
        const bytes = record.bytes.slice();
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        const held = Math.min(record.captured, cut ?? record.captured);
        dissectInto(s, bytes, { link: record.linktype, captured: held, greKey });
        expect(contradiction(s, held, bytes.length)).toBe(null);
      }),
      20_000,
    );
  });

  test("any bytes on any link: no exception, no contradiction", () => {
    // Bytes that lead from header to header are likelier than chance would have it.
    const leading = [
      0, 1, 4, 6, 8, 17, 41, 43, 44, 45, 47, 60, 0x45, 0x60, 0x65, 0x58, 0x86, 0xdd, 0x81, 0x12, 0xb5,
    ];
    const byte = fc.oneof(
      { arbitrary: fc.constantFrom(...leading), weight: 3 },
      { arbitrary: fc.nat(255), weight: 1 },
    );
    const bytes = fc.array(byte, { minLength: 1, maxLength: 120, size: "max" });
    check(
      fc.property(fc.constantFrom(...dissectable), bytes, fc.nat({ max: 40 }), (link, values, more) => {
        const captured = values.length;
        const wire = Uint8Array.from([...values, ...Array<number>(more).fill(0)]);
        dissectInto(s, wire, { link, captured });
        expect(contradiction(s, captured, wire.length)).toBe(null);
      }),
      10_000,
    );
  });

  test("a record that claims more captured bytes than were on the wire: the wire's length holds", () => {
    const bytes = new Uint8Array(100).fill(0x45);
    const view = new DataView(bytes.buffer);
    for (const link of dissectable) {
      s.reset(0, 100, 30);
      dissect(view, linktypes[link], s);
      expect(s.lim).toBeLessThanOrEqual(30);
      for (let i = 0; i < s.n; i++) expect(s.end[i]).toBeLessThanOrEqual(30);
    }
  });
});
