/** Values as text. */
import { ipv4Text, ipv6Text } from "../core/format.ts";
import { hexText } from "../core/values.ts";
import type { Type, V } from "./types.ts";

/** By their type; those without are text, or have none. */
export const TEXTS: Partial<Record<Type, (v: V) => string>> = {
  uint: String,
  float: String,
  ipv4: (v) => ipv4Text(Number(v)),
  ipv6: (v) => {
    const bytes = v as Uint8Array;
    const d = new DataView(bytes.buffer, bytes.byteOffset, 16);
    return ipv6Text(d.getInt32(0), d.getInt32(4), d.getInt32(8), d.getInt32(12));
  },
  mac: (v) => hexText(v as Uint8Array, ":"),
};
