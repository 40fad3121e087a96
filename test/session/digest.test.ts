// What is kept of frames whose payload is searched and summed up: it must tell what all of their bytes would.
import fc from "fast-check";
import { expect, it } from "vitest";
import { onEthernet, tcp } from "../../fixtures/make/built.ts";
import { ANN, ANN6, BOB, BOB6, WESTBOUND } from "../../fixtures/make/cases/case.ts";
import { sttFrameBytes } from "../../fixtures/make/tunnels.ts";
import { sttPieces } from "../../fixtures/make/wrap.ts";
import { ipProto } from "../../src/core/demux.ts";
import { HEAD } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Digest } from "../../src/session/digest.ts";
import { makeWhole, stacksOf } from "../../src/session/heads.ts";
import { check } from "../property.ts";

const IPIP = 4;
/** Of IPv4 and STT, which stand before a frame, and of TCP. */
const [HEADERS, TCP] = [40, 20];
/** Behind a packet, in its frame. */
const PADDING = 5;
const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const STT = { context: 42n, flags: 1 };
/** Headers that reach nearly as far as what is kept of a frame. */
const far = Array.from({ length: 4 }, (_, i) => ({
  type: 60 as const,
  body: new Uint8Array(i === 0 ? 126 : 94),
}));

/** A digest of a frame, which has learnt what those filters ask; the frame, and where TCP begins in it. Around the payload are a's. */
function begun(payload: Uint8Array, texts: readonly string[], isFar = false) {
  const packet = isFar
    ? tcp({ src: ANN6, dst: BOB6, sport: 1, dport: 9 }, payload, { seq: 1 }, { extensions: far })
    : tcp({ src: ANN, dst: BOB, sport: 1, dport: 9 }, payload, { seq: 1 });
  const inner = onEthernet(packet, { pad: packet.bytes.length + 14 + PADDING });
  const bytes = sttFrameBytes(STT, inner.bytes);
  const segment = bytes.length - PADDING - payload.length - TCP;
  bytes.fill(letters("a")[0], -PADDING);
  if (isFar) bytes.fill(letters("a")[0], segment + TCP - 2, segment + TCP);
  const [first] = sttPieces(inner, { ...WESTBOUND, sport: 50001, packetId: 1 }, STT, [HEAD]);
  const head = new DataView(first.bytes.slice().buffer);
  new Uint8Array(head.buffer).set(bytes.subarray(0, HEAD), HEADERS);
  // As the session does, which knows how long it is.
  head.setUint16(2, 0);
  makeWhole(head, HEADERS, bytes.length);
  const digest = new Digest(texts.flatMap((text) => compileFilter(text).lasts));
  const [, s] = stacksOf(0, true);
  s.reset(0, HEADERS + bytes.length, HEADERS + bytes.length);
  dissect(digest.begin(head, HEADERS), ipProto[IPIP], s);
  return { digest, learns: digest.learns(s), bytes, segment };
}

const filterOf = (part: string) => `tcp.payload contains "${part}"`;

/** The one's complement sum of bytes, one at a time. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  bytes.forEach((byte, i) => {
    sum += i % 2 === 0 ? byte * 256 : byte;
  });
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

/** Lengths of pieces behind the first one. */
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 });
/** What is searched for, and where it stands: once, if at all. */
const searches = fc.uniqueArray(fc.record({ part: fc.stringMatching(/^[ac]{1,12}$/), at: fc.nat(700) }), {
  ...{ minLength: 1, maxLength: 3 },
  selector: ({ part }) => part,
});
/** Of the pieces, which one was cut, and to how many bytes, and which one never came; 0: none. */
const odd = fc.record({ cut: fc.nat(40), captured: fc.nat(20), lost: fc.nat(60), order: fc.nat(1 << 20) });

it("finds what stands in a payload, and sums it up, in whatever pieces and order", () => {
  check(
    fc.property(
      cuts,
      searches,
      odd,
      fc.boolean(),
      (lengths, wanted, { cut, captured, lost, order }, isFar) => {
        let text = "b".repeat(600);
        for (const { part, at } of wanted)
          text = `${text.slice(0, at)}${part}${text.slice(at + part.length)}`;
        // With such headers the pseudo-header stands elsewhere.
        const texts = [
          ...(isFar ? [] : ["tcp.checksum.status == 1"]),
          ...wanted.map(({ part }) => filterOf(part)),
        ];
        const { digest, learns, bytes, segment } = begun(letters(text), texts, isFar);
        expect(learns).toBe(true);

        const pieces: { offset: number; length: number; kept: number }[] = [];
        for (let offset = 0; offset < bytes.length; ) {
          const own = offset === 0 ? HEAD : lengths[pieces.length % lengths.length];
          const length = Math.min(own, bytes.length - offset);
          const isCut = cut > 0 && pieces.length === cut;
          pieces.push({ offset, length, kept: isCut ? Math.min(captured, length) : length });
          offset += length;
        }
        const some = pieces.filter((_, i) => i === 0 || i !== lost);
        const [first, ...rest] = some;
        const rank = ({ offset }: { offset: number }) => (offset * order) % 1013;
        if (order % 3 !== 0) rest.sort((a, b) => rank(a) - rank(b));
        for (const { offset, length, kept } of [first, ...rest])
          digest.add(offset, length, new DataView(bytes.slice(offset, offset + kept).buffer), 0, kept);

        let end = 0;
        for (const { offset, kept } of some) if (offset === end) end = offset + kept;
        expect(digest.finish()).toBe(end);
        const start = segment + TCP;
        const known = text.slice(0, end - start);
        for (const { search } of digest.lasts) {
          if (search === null) continue;
          const part = String.fromCharCode(...search.part);
          const found = digest.contains(
            HEADERS + start,
            HEADERS + Math.min(end, start + text.length),
            search.part,
          );
          expect(found, part).toBe(known.includes(part));
        }
        if (isFar || end < bytes.length) return;
        const size = TCP + text.length;
        const sum = digest.sum(HEADERS + segment, size);
        expect(sum % 0xffff).toBe(sumOf(bytes.slice(segment, segment + size)) % 0xffff);
      },
    ),
    400,
  );
});

it("is none for what takes more than a frame's last header and its payload", () => {
  const learns = (...texts: string[]) => begun(new Uint8Array(2000), texts).learns;
  expect(learns(filterOf("a"), "tcp.checksum.status == 1")).toBe(true);
  expect(learns(filterOf("a".repeat(64)))).toBe(true);
  expect(learns(filterOf("a".repeat(65)))).toBe(false);
  expect(learns("ip.checksum.status == 1")).toBe(false);
});
