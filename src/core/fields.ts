/**
 * Field tables: what a protocol's header consists of, one row a field. The printed tree, JSON, `-e`, filters
 * and the offsets that `parse` reads through all derive from them, so no offset is written twice.
 */
import type { Remarkable } from "./severity.ts";

/** A time since 1970 UTC, and a number of seconds, are told as texts. */
export type FieldKind =
  | "uint"
  | "bool"
  | "ipv4"
  | "ipv6"
  | "mac"
  | "bytes"
  | "string"
  | "time"
  | "duration"
  | "float";

/** At `at`: the protocol's `locate` says where the field stands, or what it is. */
export const LOCATED = -1;

export interface Field<Name extends string = string> {
  /** Wireshark's filter name. */
  readonly name: Name;
  readonly title: string;
  /** Byte offset from the start of the header (of its optional word, where `when` names one), or LOCATED. */
  readonly at: number;
  readonly kind: FieldKind;
  /** Length in bytes; 0: up to the end of the header. */
  readonly size: number;
  /** Bits of the big-endian word at `at` that are the field's, 0: all of them. */
  readonly mask: number;
  /** The value that is shown is that of the bits times this: a length in words of 4 bytes has 4. */
  readonly scale: number;
  readonly base: "dec" | "hex";
  readonly values: Readonly<Record<number, string>> | undefined;
  /** A number in two's complement; without a mask and a scale. */
  readonly signed: true | undefined;
  /** The optional part that must be present; the protocol says where it starts. */
  readonly when: string | undefined;
  /** It is there where something is remarkable; what is told of it is what it says, if not its title. */
  readonly remark: Remarkable | undefined;
}

interface Extra {
  mask?: number;
  scale?: number;
  base?: "dec" | "hex";
  values?: Readonly<Record<number, string>>;
  signed?: true;
  when?: string;
  remark?: Remarkable;
}

const NO_MORE: Extra = {};

function field<N extends string>(
  kind: FieldKind,
  size: number,
  at: number,
  name: N,
  title: string,
  { mask = 0, scale = 1, base = "dec", values, signed, when, remark }: Extra = NO_MORE,
): Field<N> {
  // All of one shape: at every start there are thousands, and every packet that is shown reads hundreds of them.
  return { name, title, at, kind, size, mask, scale, base, values, signed, when, remark };
}

/** Big-endian unsigned integers of 1, 2, 3, 4 and 8 bytes. */
export const u8 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("uint", 1, at, name, title, extra);
export const u16 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("uint", 2, at, name, title, extra);
export const u24 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("uint", 3, at, name, title, extra);
export const u32 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("uint", 4, at, name, title, extra);
export const u64 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("uint", 8, at, name, title, extra);
/** A flag: one bit of a word of `size` bytes at `at`. */
export const flag = <N extends string>(
  at: number,
  size: 1 | 2 | 4,
  mask: number,
  name: N,
  title: string,
  extra?: Extra,
) => field("bool", size, at, name, title, { ...extra, mask });
export const mac = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("mac", 6, at, name, title, extra);
export const ip4 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("ipv4", 4, at, name, title, extra);
export const ip6 = <N extends string>(at: number, name: N, title: string, extra?: Extra) =>
  field("ipv6", 16, at, name, title, extra);
/** `size` bytes, 0: up to the end of the header. */
export const bytes = <N extends string>(at: number, size: number, name: N, title: string, extra?: Extra) =>
  field("bytes", size, at, name, title, extra);

/** A field whose place or value `locate` tells. `size` in bytes, 0: it differs. */
export const located = <N extends string>(
  kind: FieldKind,
  size: number,
  name: N,
  title: string,
  extra?: Extra,
) => field(kind, size, LOCATED, name, title, extra);

/** Offsets by field name, for `parse`. */
export function offsets<N extends string>(fields: readonly Field<N>[]): Readonly<Record<N, number>> {
  const at = {} as Record<N, number>;
  for (const f of fields) at[f.name] = f.at;
  return Object.freeze(at);
}
