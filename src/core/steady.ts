/**
 * What of a header is the same in all packets that are read and counted alike. The flow cache is made of it
 * (skim/flow-cache.ts): it says nothing that `parse` does not, but says it as data.
 */
export interface Steady {
  /** Bits on which it depends what follows and where: hex, two digits a byte, from the header's first byte on. */
  readonly decides: string;
  /** Bits that tell whose packet it is: addresses, ports, ids. In the same form. What follows hangs on `leads` of it. */
  readonly tells?: string;
  /** If it starts a tunnel that has an id of at most 32 bits: where that stands, and how many of 32 it takes. */
  readonly id?: { readonly at: number; readonly bits: number };
  /** By which of `tells` it is decided what follows; each counts only if the one before says 0. */
  readonly leads?: readonly Lead[];
  /** The packet ends where a length of 16 bits at `at`, counted from `from`, says. 0 says nothing. */
  readonly length?: { readonly at: number; readonly from: number };
  /** Nothing stands behind it that is read, however much a packet holds: it can be the last one. */
  readonly last?: true;
  /** What it carries ends, by its own length, right where the packet does. */
  readonly filled?: true;
  /** By its own length it ends right where what carries it does. */
  readonly exact?: true;
  /** If nothing follows: at the top of this byte stands the header's length in words of 32 bits. */
  readonly words?: number;
  /** If nothing follows: a byte with these four bits at its top would be read. */
  readonly unless?: number;
  /** All this is so of most headers, and of the one at `o` as well, but for what this says; null: it is none of them. */
  readonly finer?: (d: DataView, o: number) => Steady | null;
}

/** The same for all headers of a protocol, or made for each; null: it is none that most packets have. */
export type SteadyOf = Steady | ((d: DataView, o: number) => Steady | null);

/** What is steady in the header at `o`; null: it has to be dissected. */
export function steadyAt(of: SteadyOf | undefined, d: DataView, o: number): Steady | null {
  const own = typeof of === "function" ? of(d, o) : (of ?? null);
  return own?.finer === undefined ? own : own.finer(d, o);
}

/** Of a header behind which nothing is read, if these bytes are there. */
export const leafOf = (bytes: number): Steady => ({ decides: "00".repeat(bytes), last: true });

/** 16 bits, `at` bytes behind the header's first one, and what a table of 65,536 numbers says of them. */
export interface Lead {
  readonly at: number;
  readonly by: Uint8Array;
}

const known = new Map<string, readonly number[]>();

/** Bytes of a text of hex digits, of which there are few. */
export function bytesOf(hex: string): readonly number[] {
  let bytes = known.get(hex);
  if (bytes === undefined) {
    bytes = (hex.replaceAll(" ", "").match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
    known.set(hex, bytes);
  }
  return bytes;
}

/** All bits of a header that are compared. */
export function steadyBits({ decides, tells = "" }: Steady): Uint8Array {
  const [a, b] = [bytesOf(decides), bytesOf(tells)];
  return Uint8Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) | (b[i] ?? 0));
}
