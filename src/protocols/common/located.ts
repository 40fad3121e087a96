/** Short words for tables of LOCATED fields: those of headers whose parts follow one another. */
import { type Field, located } from "../../core/fields.ts";
import { Group, Severity } from "../../core/severity.ts";

interface Extra {
  mask?: number;
  scale?: number;
  base?: "dec" | "hex";
  values?: Readonly<Record<number, string>>;
  signed?: true;
}

/** A number, unsigned if nothing else is said, of `size` bytes. */
export const num = <N extends string>(size: number, name: N, title: string, extra: Extra = {}): Field<N> =>
  located("uint", size, name, title, extra);

/** The same in hexadecimal digits. */
export const hexNum = <N extends string>(size: number, name: N, title: string, extra: Extra = {}): Field<N> =>
  located("uint", size, name, title, { base: "hex", ...extra });

/** One bit of a word of `size` bytes. */
export const bit = <N extends string>(size: number, mask: number, name: N, title: string): Field<N> =>
  located("bool", size, name, title, { mask });

export const str = <N extends string>(name: N, title: string): Field<N> => located("string", 0, name, title);

/** A time since 1970 UTC, told as a text. */
export const moment = <N extends string>(name: N, title: string): Field<N> => located("time", 0, name, title);
/** A number of seconds with nine decimals, told as a text. */
export const duration = <N extends string>(name: N, title: string): Field<N> =>
  located("duration", 0, name, title);

/** Bytes as they are; `size` 0: it differs. */
export const raw = <N extends string>(name: N, title: string, size = 0): Field<N> =>
  located("bytes", size, name, title);

export const v4 = <N extends string>(name: N, title: string): Field<N> => located("ipv4", 4, name, title);
export const v6 = <N extends string>(name: N, title: string): Field<N> => located("ipv6", 16, name, title);
export const hw = <N extends string>(name: N, title: string): Field<N> => located("mac", 6, name, title);

/** What has no value of its own: it is there, or a part of the header begins. */
export const mark = <N extends string>(name: N, title: string): Field<N> => located("bool", 0, name, title);

/** What is remarkable, how severely, and of which kind. Its title is what it says, unless something else is told. */
export const said = <N extends string>(
  severity: keyof typeof Severity,
  group: keyof typeof Group,
  name: N,
  title: string,
): Field<N> =>
  located("bool", 0, name, title, { remark: { severity: Severity[severity], group: Group[group] } });

/** A floating-point number of 4 bytes, IEEE 754. */
export const real = <N extends string>(name: N, title: string): Field<N> => located("float", 4, name, title);

/** A table that is made when it is first looked at: counting packets shows none, and starts without them. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
