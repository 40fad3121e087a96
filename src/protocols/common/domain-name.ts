/** Domain names as DNS writes them (RFC 1035, 3.1 and 4.1.4). Never on the hot path. */
import { stringAt } from "../../core/values.ts";

export interface DomainName {
  /** Labels joined by dots; "<Root>" for none, which counts as one. */
  text: string;
  /** Bytes that it takes where it stands, pointers not followed. */
  size: number;
  labels: number;
}

const MAX_OCTETS = 255;
const LOOPS = "<Name contains a pointer that loops>";

/**
 * The name at `at`, before `end`. Compression pointers count from `start`, where the message begins.
 * Loops end since every step adds to an allowance of bytes.
 * @throws RangeError if it is not all there
 */
export function domainName(d: DataView, start: number, at: number, end: number): DomainName {
  const labels: string[] = [];
  let size = -1;
  let octets = 0;
  let i = at;
  for (let jumps = 0; ; ) {
    if (i >= end) throw new RangeError("beyond the message");
    const length = d.getUint8(i);
    if (length === 0) {
      if (size < 0) size = i + 1 - at;
      break;
    }
    if ((length & 0xc0) === 0xc0) {
      if (i + 2 > end) throw new RangeError("beyond the message");
      if (size < 0) size = i + 2 - at;
      i = start + (d.getUint16(i) & 0x3fff);
      if (++jumps > MAX_OCTETS) return { text: LOOPS, size, labels: 1 };
      continue;
    }
    // 0x40 and 0x80 are label types that nobody uses (RFC 6891, 5).
    if ((length & 0xc0) !== 0) throw new RangeError("no such label type");
    octets += length + 1;
    if (octets > MAX_OCTETS) return { text: LOOPS, size: size < 0 ? i - at : size, labels: 1 };
    if (i + 1 + length > end) throw new RangeError("beyond the message");
    labels.push(stringAt(d, i + 1, length));
    i += 1 + length;
  }
  return {
    text: labels.length === 0 ? "<Root>" : labels.join("."),
    size,
    labels: Math.max(1, labels.length),
  };
}
