// Addresses of OSI's network layer, which have no separators of their own.
import { bytesAt, hexText } from "../../core/values.ts";

/** In pairs of bytes from the end on, as is usual: 49.0001.1920.6800.1001. @throws RangeError */
export function nsapText(data: DataView, at: number, size: number): string {
  const digits = hexText(bytesAt(data, at, size));
  const first = digits.length % 4 === 0 ? 4 : 2;
  const rest = digits.slice(first).match(/.{4}/g) ?? [];
  return [digits.slice(0, first), ...rest].join(".");
}
