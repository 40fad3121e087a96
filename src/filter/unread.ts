/** Tests of what stands behind a packet's headers and nobody reads: Wireshark's pseudo-protocol "data", without a layer. */
import { protocolNumber } from "../protocols/registry.ts";
import { NO, type Quick, withSpots, YES } from "./alike.ts";
import { ANY, searched } from "./bare.ts";
import { each } from "./joined.ts";
import { hasApps, type Named } from "./names.ts";
import { type Predicate, passes, type Scan } from "./predicates.ts";
import type { AlikeOf } from "./reads.ts";
import type { Bounds, Datum, Spots } from "./spots.ts";
import type { Range } from "./syntax.ts";
import { Protocol, type V } from "./types.ts";
import type { Values } from "./values.ts";

const DATA = protocolNumber("data");

/** Its value by name, of those bytes. */
const READS: Readonly<Record<string, (bytes: Uint8Array) => V>> = {
  data: (bytes) => new Protocol(bytes, bytes),
  "data.data": (bytes) => bytes,
  "data.len": (bytes) => bytes.length,
};

export const isUnread = ({ name, numbers }: Named, ranges: readonly Range[] | null): boolean =>
  ranges === null && Object.hasOwn(READS, name) && numbers.every((number) => number === DATA);

/** @param values says them where a packet was put together from others */
export function unreadScan({ name }: Named, values: Values): Scan {
  const read = READS[name];
  return (predicate, every) => (packet) => {
    if (packet.toldBehind !== null) return passes(values(packet), predicate.test, every);
    const found = packet.unread();
    if (found === null || predicate === ANY) return found !== null;
    return passesIn(predicate, read, found, 0, found.byteLength);
  };
}

/** Of packets that carry something which nobody reads, or nothing, as the given one does. */
export function unreadAlike({ name }: Named): AlikeOf {
  const read = READS[name];
  return (predicate) => (headers, packet) => {
    const found = packet.unread();
    if (found === null || predicate === ANY) return found !== null;
    // Of a header without ports its bytes tell where it begins.
    if (!hasApps(headers.proto[headers.n - 1])) return null;
    const { captured, original } = packet;
    const { view, start } = packet.frames[0];
    const ends = headers.ends(headers.n);
    const own = { d: view, at: start, original };
    const from = headers.behind(own);
    const to = Math.min(start + captured, start + ends(own));
    // Of some headers nobody knows where they end.
    if (found.byteOffset !== view.byteOffset + from || found.byteLength !== to - from) return null;
    const quick: Quick = (p) => {
      const end = p.at + Math.min(p.captured, ends(p));
      return passesIn(predicate, read, p.d, headers.behind(p), end) ? YES : NO;
    };
    const { sure, words } = headers;
    const at = words < 0 ? sure : headers.off[headers.n - 1];
    const count = headers.lengthsIn(headers.n);
    return withSpots(quick, spotsOf(name, predicate, at, words, count));
  };
}

function passesIn(
  { within, test }: Predicate,
  read: (bytes: Uint8Array) => V,
  d: DataView,
  from: number,
  to: number,
): boolean {
  return within?.(d, from, to) ?? test(read(new Uint8Array(d.buffer, d.byteOffset + from, to - from)));
}

/** The same as data. @param lengths how many of those in its headers say where a packet ends */
function spotsOf(
  name: string,
  { within, part, bounds }: Predicate,
  at: number,
  words: number,
  lengths: number,
): Spots | undefined {
  if (within !== undefined) return searched(part, { at, words, ends: lengths, unless: null });
  if (name !== "data.len" || bounds === undefined) return undefined;
  const rest = { kind: "rest", at, words, wires: lengths, captured: true } as const;
  return each<Bounds, Datum>(bounds, (own) => ({ ...rest, ...own }));
}
