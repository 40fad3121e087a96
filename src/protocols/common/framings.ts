/**
 * How long messages are of protocols over TCP that are not dissected here, by their registered ports: so that one which
 * takes several segments is known to begin, go on and end. Bytes that cannot be theirs are taken as they are.
 */
import { counted, inLines, type MessageLength, MORE, NOTHING, TO_END, told } from "../../core/messages.ts";
import { stringAt } from "../../core/values.ts";
import { lineAt } from "./cursor.ts";

const LINE_FEED = 0x0a;

/** Only what `isOne` says of its first `size` bytes, and without them nothing is waited for. */
const ifBegun =
  (size: number, isOne: (d: DataView, o: number) => boolean, length: MessageLength): MessageLength =>
  (d, o, lim, heard, ports) =>
    o + size > lim || !isOne(d, o) ? lim - o : length(d, o, lim, heard, ports);

/** As `counted`, least significant byte first, of up to four bytes. */
const countedBack =
  (header: number, at: number, size: number, plus: number): MessageLength =>
  (d, o, lim) => {
    if (o + header > lim) return MORE;
    let length = 0;
    for (let i = size - 1; i >= 0; i--) length = length * 256 + d.getUint8(o + at + i);
    return length + plus < header ? lim - o : length + plus;
  };

/** RFC 1006, 6: version 3. */
const isTpkt = (d: DataView, o: number): boolean => d.getUint8(o) === 3 && d.getUint8(o + 1) === 0;
const tpkt = counted(4, 2, 2, 0);
const always = () => true;
/** S, N and G. */
const ENCRYPTION = [0x53, 0x4e, 0x47];

/** NetBIOS sessions (RFC 1002, 4.3.1) and SMB without NetBIOS. */
const session: MessageLength = (d, o) => 4 + (d.getUint32(o) & 0xffffff);

/** A record's fragment (RFC 5531, 11). */
const record: MessageLength = (d, o) => 4 + (d.getUint32(o) & 0x7fffffff);

/** The outermost value of BER (X.690, 8.1), a sequence. */
export function berLength(d: DataView, o: number, lim: number): number {
  if (o + 2 > lim) return MORE;
  if (d.getUint8(o) !== 0x30) return lim - o;
  const first = d.getUint8(o + 1);
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  if (size === 0 || size > 4) return lim - o;
  if (o + 2 + size > lim) return MORE;
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + d.getUint8(o + 2 + i);
  return 2 + size + length;
}

export const berSequence: MessageLength = berLength;

/** A start-up message has no type before its length; the answer to who wants to encrypt is one byte, which is no message. */
function postgres(d: DataView, o: number, lim: number): number {
  if (lim - o === 1 && ENCRYPTION.includes(d.getUint8(o))) return NOTHING;
  if (o + 5 > lim) return MORE;
  return d.getUint8(o) === 0 ? d.getUint32(o) : 1 + d.getUint32(o + 1);
}

/** MQTT 5, 2.1.4: seven bits a byte. */
function mqtt(d: DataView, o: number, lim: number): number {
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    if (o + i >= lim) return MORE;
    const byte = d.getUint8(o + i);
    length += (byte & 0x7f) * 128 ** (i - 1);
    if (byte < 0x80) return 1 + i + length;
  }
  return lim - o;
}

/** AMQP 0-9-1, 2.3.5; it begins with eight bytes of its name and version. */
function amqp(d: DataView, o: number, lim: number): number {
  if (o + 7 > lim) return MORE;
  return d.getUint8(o) === 0x41 ? 8 : 8 + d.getUint32(o + 3);
}

/** Headers to an empty line and a body of a told length (RFC 7826, 5), or data between them (14). */
function rtsp(d: DataView, o: number, lim: number): number {
  if (d.getUint8(o) === 0x24) return o + 4 > lim ? MORE : 4 + d.getUint16(o + 2);
  if (!/^([A-Z_]+ rtsp:|RTSP\/)/i.test(stringAt(d, o, Math.min(24, lim - o)))) return lim - o;
  let body = 0;
  for (let at = o; at < lim; ) {
    const { length, next } = lineAt(d, at, lim);
    if (d.getUint8(next - 1) !== LINE_FEED) return MORE;
    if (length === 0) return next - o + body;
    const told = /^content-length:\s*(\d{1,9})/i.exec(stringAt(d, at, length));
    if (told !== null) body = Number(told[1]);
    at = next;
  }
  return MORE;
}

/** Binary ones have a header of 24 bytes; else lines. */
function memcache(d: DataView, o: number, lim: number): number {
  if (d.getUint8(o) !== 0x80 && d.getUint8(o) !== 0x81) return inLines(d, o, lim);
  return counted(24, 8, 4, 24)(d, o, lim);
}

/** A header of 48 bytes, more headers by words, data by bytes, up to a word (RFC 7143, 11.2). */
const iscsi: MessageLength = (d, o) =>
  48 + 4 * d.getUint8(o + 4) + (((d.getUint32(o + 4) & 0xffffff) + 3) & ~3);

/** Four hex digits count themselves. */
function git(d: DataView, o: number, lim: number): number {
  if (o + 4 > lim) return MORE;
  const digits = stringAt(d, o, 4);
  return /^[0-9a-f]{4}$/i.test(digits) ? Math.max(4, Number.parseInt(digits, 16)) : lim - o;
}

/** A question is a line, the answer all that its sender has to say. */
const answered =
  (server: number): MessageLength =>
  (d, o, lim, _heard, ports) => {
    if (ports >>> 16 === server) return TO_END;
    return d.getUint8(lim - 1) === LINE_FEED ? lim - o : MORE;
  };

/** DCE 1.1 RPC, 12.6.3: version 5.0; which byte comes first is told. */
const isDcerpc = (d: DataView, o: number): boolean => d.getUint8(o) === 5 && d.getUint8(o + 1) === 0;
const dcerpc: MessageLength = (d, o) => d.getUint16(o + 8, (d.getUint8(o + 4) & 0x10) !== 0);

const onPorts = (ports: readonly number[], length: MessageLength): [number, MessageLength][] =>
  ports.map((port) => [port, length]);

const lengths = new Map<number, MessageLength>([
  ...onPorts([102], (d, o, lim) => (o + 4 > lim ? MORE : isTpkt(d, o) ? tpkt(d, o, lim) : lim - o)),
  ...onPorts([1720, 3389], ifBegun(4, isTpkt, tpkt)),
  ...onPorts([139, 445], ifBegun(4, always, session)),
  ...onPorts([111, 2049], ifBegun(8, always, record)),
  ...onPorts([10_000], (d, o, lim, ...more) => (o + 4 > lim ? MORE : record(d, o, lim, ...more))),
  ...onPorts([389, 3268], ifBegun(6, always, berLength)),
  ...onPorts([88, 464], counted(4, 0, 4, 4)),
  ...onPorts([3306], countedBack(4, 0, 3, 4)),
  ...onPorts([5432], postgres),
  ...onPorts([1433, 2433], counted(8, 2, 2, 0)),
  ...onPorts([1521], ifBegun(8, always, counted(8, 0, 2, 0))),
  ...onPorts([3868], (d, o, lim) => (o + 4 > lim ? MORE : d.getUint32(o) & 0xffffff)),
  ...onPorts([1883], mqtt),
  ...onPorts([5672], amqp),
  ...onPorts(
    [502],
    ifBegun(8, (d, o) => d.getUint16(o + 2) === 0, counted(8, 4, 2, 6)),
  ),
  ...onPorts([2404], (d, o, lim) =>
    o + 2 > lim ? MORE : d.getUint8(o) === 0x68 ? 2 + d.getUint8(o + 1) : lim - o,
  ),
  ...onPorts([4840], countedBack(8, 4, 4, 0)),
  ...onPorts([2775], ifBegun(16, always, counted(16, 0, 4, 0))),
  ...onPorts([554, 7236, 8554], rtsp),
  ...onPorts([5222], (d, o, lim) => (d.getUint8(lim - 1) === 0x3e ? lim - o : MORE)),
  ...onPorts([11_211], memcache),
  ...onPorts([135], ifBegun(16, isDcerpc, dcerpc)),
  ...onPorts([3260], ifBegun(48, always, iscsi)),
  ...onPorts([9418], git),
  ...onPorts([9042], counted(9, 5, 4, 9)),
  ...onPorts([9092], counted(4, 0, 4, 4)),
  ...onPorts([104], counted(6, 2, 4, 6)),
  ...onPorts([13_400], counted(8, 4, 4, 8)),
  ...onPorts([1194], counted(2, 0, 2, 2)),
  ...onPorts([2000], ifBegun(12, always, countedBack(12, 0, 4, 8))),
  ...[43, 79].map((port): [number, MessageLength] => [port, answered(port)]),
  ...onPorts([49], counted(12, 8, 4, 12)),
  ...onPorts([8009], counted(4, 2, 2, 4)),
  ...onPorts([5050], ifBegun(20, always, counted(20, 8, 2, 20))),
]);

/** Ports of those whose sizes Wireshark tells in the TCP layer. */
const TOLD = new Set([
  ...[49, 88, 135, 389, 464, 502, 1194, 1433, 1521, 1883, 2000, 2404, 2433, 2775, 3268, 3306, 4840, 5432],
  ...[5672, 8009, 9042, 9092, 9418, 11_211, 13_400],
]);

export const framings: ReadonlyMap<number, MessageLength> = new Map(
  [...lengths].map(([port, length]) => [port, TOLD.has(port) ? told(length) : length]),
);
