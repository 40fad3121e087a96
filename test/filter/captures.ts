/** Captures that filters are asked about: known flows, and what comes between them. */
import { frame, vxlan } from "../nat/packets.ts";
import { chaos } from "../read/tcp-chaos.ts";
import { captured, type Packet } from "../support/capture.ts";

/** In VXLAN, whose source port hangs on the ends, as it should. */
export function tunnelled(vni: number, inner: Uint8Array): Uint8Array {
  const bytes = vxlan(vni, inner);
  bytes[35] ^= inner[29] & 3;
  return bytes;
}

/** Questions and their answers in a tenant, some of which come twice. */
export const NAMES: Packet[] = Array.from({ length: 60 }, (_, i) => {
  const [id, isAnswer] = [i >> 2, i % 4 === 2 || i % 12 === 3];
  const [src, dst] = isAnswer ? ["10.0.0.9", "10.0.0.8"] : ["10.0.0.8", "10.0.0.9"];
  const [from, to] = isAnswer ? [53, 5353 + (id % 3)] : [5353 + (id % 3), 53];
  const dns = [0, id, ...(isAnswer ? [0x81, 0x80] : [1, 0]), 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 0, 0, 1, 0, 1];
  const udp = [from >> 8, from & 255, to >> 8, to & 255, 0, 8 + dns.length, 0, 0, ...dns];
  const bytes = vxlan(7, frame({ src, dst, ttl: 64, id: 1 }, 17, Uint8Array.from(udp)));
  return captured(bytes, 1 + (i >> 1), 500 * i);
});

/** Of many flows, each with a tenant's connection of its own, three segments; in between questions by names. */
export const MANY: Packet[] = Array.from({ length: 3 * 400 }, (_, i) => {
  const [flow, turn] = [i % 400, Math.floor(i / 400)];
  const ports = [flow >> 4, 0x80 | (flow & 15), 1, 187];
  const tcp = [...ports, 0, 0, 0, 1 + turn, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0, 9];
  const inner = frame({ src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 1 }, 6, Uint8Array.from(tcp));
  const bytes = i % 40 === 39 ? NAMES[Math.floor(i / 40)].bytes : tunnelled(5, inner);
  return captured(bytes, 1 + turn, 1000 * flow);
});

/** Each flow in two tunnels, one of which has headers that nobody has a layout for: now the one is first, now the other. */
export const IN_TWO_TUNNELS: Packet[] = [0, 1, 2, 3].flatMap((part) => {
  const own = MANY.slice(100 * part, 100 * (part + 1));
  const others = own.map((packet) => {
    const ends = { src: "fd00::1", dst: "fd00::2", ttl: 64, id: 1 };
    const bytes = frame(ends, 0, Uint8Array.of(17, 0, 1, 4, 0, 0, 0, 0, ...packet.bytes.subarray(34)));
    return { ...packet, bytes, original: bytes.length };
  });
  return part % 2 === 0 ? [...others, ...own.reverse()] : [...own, ...others.reverse()];
});

/** Bytes of an STT frame from `from` up to `to`, in a segment. @param context the two words of its id */
export function sttPiece(
  id: number,
  context: readonly number[],
  inner: Uint8Array,
  from = 0,
  to = 1e9,
): Uint8Array {
  const content = new Uint8Array(18 + inner.length);
  const d = new DataView(content.buffer);
  // Now and then whoever receives it has to finish its checksum.
  d.setUint8(1, id % 5 === 0 ? 2 : 0);
  context.forEach((word, i) => {
    d.setUint32(8 + 4 * i, word);
  });
  content.set(inner, 18);
  const part = content.subarray(from, to);
  const segment = new Uint8Array(20 + part.length);
  const header = new DataView(segment.buffer);
  header.setUint16(0, 0xc000 | (inner[29] & 3));
  header.setUint16(2, 7471);
  header.setUint16(4, content.length);
  header.setUint16(6, from);
  header.setUint32(8, id);
  header.setUint16(12, 0x5018);
  segment.set(part, 20);
  const ends = id % 11 === 0 ? ["fd00::1", "fd00::2"] : ["192.0.2.1", "192.0.2.2"];
  return frame({ src: ends[0], dst: ends[1], ttl: 64, id: 1 }, 6, segment);
}

/** A datagram that holds next to nothing, and bytes behind it that nobody reads. */
const PADDED = Uint8Array.of(
  ...frame(
    { src: "10.0.0.3", dst: "10.0.0.4", ttl: 64, id: 1 },
    17,
    Uint8Array.of(0, 7, 0, 7, 0, 10, 0, 0, 1, 2),
  ),
  ...Array<number>(30).fill(1),
);

/**
 * Connections and questions in STT: in one piece, which come again whole or cut, and in pieces, some of which are lost. Now
 * and then nobody remembers what came before.
 */
export const IN_STT: Packet[] = [1, 2]
  .flatMap((seed) => chaos(seed, 6, 300).map((segment) => ({ seed, ...segment })))
  .sort((a, b) => a.time - b.time)
  .flatMap(({ seed, time, src, dst, bytes }, i) => {
    const context = seed === 1 ? [0, 7] : [i % 2, 8];
    const segment = frame({ src, dst, ttl: 64, id: i % 7 }, 6, bytes);
    const own = i % 9 === 4 ? NAMES[i % 60].bytes.subarray(50) : i % 9 === 5 ? PADDED : segment;
    const seconds = 1 + Math.floor(time / 1e8) + 40 * Math.floor((i + 125) / 130);
    const packet = (...of: Parameters<typeof sttPiece>): Packet => {
      const made = sttPiece(...of);
      return captured(made, seconds, time % 1e9);
    };
    const whole = packet(i, context, own);
    const pieces = [packet(i, context, own, 0, 73), packet(i, context, own, 73)];
    if (own.length < 56) return [whole];
    if (i % 13 === 5 || i % 9 === 5) return [whole, ...pieces, whole];
    if (i % 17 === 6) return [pieces[0], whole, pieces[1]];
    if (i % 50 === 7) return [pieces[0]];
    if (i % 19 === 8)
      return [
        whole,
        packet(
          i,
          context,
          own.map((byte, k) => (k < 60 ? byte : byte ^ 1)),
        ),
      ];
    return [whole];
  });

/** One of the segments that `partly` sends. */
interface Sent {
  readonly i: number;
  readonly ip: { src: string; dst: string; ttl: number; id: number };
  readonly bytes: Uint8Array;
}

/** Segments of connections, of each what `now` makes of it, and what it makes to come `late`: once three of these wait. */
export function partly(make: (segment: Sent) => { now: Uint8Array[]; late?: Uint8Array }): Packet[] {
  const waiting: Uint8Array[] = [];
  return chaos(9, 60, 1200).flatMap(({ bytes, src, dst }, i) => {
    const { now, late } = make({ i, ip: { src, dst, ttl: 64, id: 1 + i }, bytes });
    if (late !== undefined) waiting.push(late);
    const all = waiting.length > 2 ? [...now, ...waiting.splice(i % 3, 1)] : now;
    return all.map((of) => captured(of, 1 + (i >> 4), i));
  });
}

/**
 * Connections and fragments of what they say: whole ones, some that nothing completes, and some of which the first part comes
 * late. Each goes on, or begins anew, while others are held back, in a tunnel or in none.
 */
export const IN_PARTS = partly(({ i, ip, bytes }) => {
  const [isLost, isLate, isTunnelled, isUdp] = [i % 29 === 3, i % 31 === 5, i % 3 === 1, i % 11 === 7];
  const own = isUdp ? Uint8Array.of(i >> 4, 9, 0, 9 + (i & 3), 0, 40, 0, 0, ...Array(32).fill(1)) : bytes;
  const through = (of: Uint8Array) => (isTunnelled ? tunnelled(3, of) : of);
  const proto = isUdp ? 17 : 6;
  const isCut = own.length > 24 && (i % 7 === 2 || isLost || isLate);
  if (!isCut) return { now: [through(frame(ip, proto, own))] };
  const head = through(frame(ip, proto, own.subarray(0, 24), { offset: 0, more: true }));
  const rest = through(frame(ip, proto, own.subarray(24), { offset: 24, more: false }));
  const [now, late] = isLate ? [rest, head] : [head, rest];
  return isLost ? { now: [now] } : { now: [now], late };
});

/** An Ethernet frame's IPv4 packet in two fragments, of which the first one carries that many bytes. */
export function inTwo(bytes: Uint8Array, id = 0, length = 48): [Uint8Array, Uint8Array] {
  const cut = 34 + length;
  const [first, second] = [bytes.slice(0, cut), Uint8Array.of(...bytes.slice(0, 34), ...bytes.slice(cut))];
  for (const [part, flags] of [
    [first, 0x2000],
    [second, length >> 3],
  ] as const) {
    const d = new DataView(part.buffer);
    d.setUint16(16, part.length - 14);
    d.setUint16(18, id);
    d.setUint16(20, flags);
  }
  return [first, second];
}
