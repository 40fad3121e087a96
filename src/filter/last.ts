/** Tests of what the last header of a packet tells with all that stands behind it: payloads, and checksums over them. */
import type { Frame, Packet } from "../core/layer.ts";
import { type Protocol, type Span, spanFrom, UNVERIFIED } from "../core/protocol.ts";
import { type LayerStack, Pending, Stop } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { UNKNOWN } from "./alike.ts";
import type { Match } from "./hot.ts";
import type { Named } from "./names.ts";
import { type Predicate, passes, type Scan } from "./predicates.ts";
import type { Values } from "./values.ts";

type Sum = NonNullable<Protocol["sums"]>[string];

/** By number of the protocol. */
interface Places {
  readonly spans: readonly (Span | null)[];
  readonly sums: readonly (Sum | null)[];
  /** Those that leave it to others to compare a checksum in what they carry. */
  readonly leaving: readonly (NonNullable<Protocol["unverified"]>["when"] | null)[];
}

/** Nobody knows without its layers; there is none; it does not pass; it does. */
const [CLOSELY, NONE, NO, YES] = [-1, 0, 1, 2];

/** A test that is told by a last header, and sums or searches of the bytes that it carries. */
export interface Last {
  /** Whether it is, of a frame in `d`, dissected, whose layers before `first` are not shown. */
  tells(d: DataView, s: LayerStack, first: number): boolean;
  /** What is searched for, and whether it is in the bytes from `from` to `to`; null: they are summed up. */
  readonly search: Search | null;
}

export interface Search {
  readonly part: Uint8Array;
  within(d: DataView, from: number, to: number): boolean;
}

/** A test of a packet that may be such a one. */
export type LastMatch = Match & { readonly last?: Last };

/** @param values says them where the header in question is not the last one of the packet's last frame, or not alone */
export function lastScan({ name, numbers, places }: Named, values: Values): Scan | null {
  const spans = protocols.map((p) => p?.spans?.[name] ?? null);
  const sums = protocols.map((p) => p?.sums?.[name] ?? null);
  const leaving = protocols.map((p) => (p?.unverified?.fields.includes(name) ? p.unverified.when : null));
  if (places.length === 0 || !numbers.every((number) => spans[number] !== null || sums[number] !== null))
    return null;
  const wanted = Uint8Array.from(protocols, (_, number) => (numbers.includes(number) ? 1 : 0));
  const where: Places = { spans, sums, leaving };
  return (predicate, every) => {
    const match: Match = (packet) => {
      const said = tell(packet, wanted, where, predicate);
      if (said === CLOSELY) return passes(values(packet), predicate.test, every);
      return said === YES;
    };
    const { within, part } = predicate;
    const search = within === undefined || part === undefined ? null : { within, part };
    if (search === null && places.some(({ number }) => spans[number] !== null)) return match;
    const tells: Last["tells"] = (d, s, first) => tellIn(d, s, first, wanted, where, predicate) !== CLOSELY;
    return Object.assign(match, { last: { tells, search } });
  };
}

function holds({ stack: { n, proto }, first }: Frame, wanted: Uint8Array): boolean {
  for (let i = first; i < n; i++) if (wanted[proto[i]] === 1) return true;
  return false;
}

function tell(packet: Packet, wanted: Uint8Array, where: Places, predicate: Predicate): number {
  const { frames, frameCount } = packet;
  for (let f = 0; f < frameCount - 1; f++) if (holds(frames[f], wanted)) return CLOSELY;
  const { view, stack, first } = frames[frameCount - 1];
  return tellIn(view, stack, first, wanted, where, predicate);
}

function tellIn(
  view: DataView,
  stack: LayerStack,
  first: number,
  wanted: Uint8Array,
  { spans, sums, leaving }: Places,
  predicate: Predicate,
): number {
  const { n, proto, off, end, lim, wire, l4 } = stack;
  let found = -1;
  for (let i = first; i < n; i++) {
    if (wanted[proto[i]] === 0) continue;
    if (found >= 0) return CLOSELY;
    found = i;
  }
  if (found < 0) return NONE;
  if (found !== l4 || found !== n - 1) return CLOSELY;
  if (stack.stop !== Stop.none || stack.pending !== Pending.none) return CLOSELY;
  const { test, within } = predicate;
  const at = off[found];
  const span = spans[proto[found]];
  if (span !== null) {
    const from = spanFrom(span, view, at);
    const to = Math.min(end[found], lim);
    if (from < 0 || from >= to) return NONE;
    const passed =
      within?.(view, from, to) ?? test(new Uint8Array(view.buffer, view.byteOffset + from, to - from));
    return passed ? YES : NO;
  }
  const sum = sums[proto[found]];
  // The addresses of one that carries a datagram's parts stand in another frame.
  if (sum === null || found <= first || found - 1 !== stack.ip) return CLOSELY;
  let i = found - 1;
  while (i >= 0 && leaving[proto[i]] === null) i--;
  const leaves = i >= 0 && leaving[proto[i]]?.(view, off[i]) === true;
  const value = leaves ? UNVERIFIED : sum(view, at, end[found], wire, off[found - 1]);
  if (value === UNKNOWN) return CLOSELY;
  return test(value) ? YES : NO;
}
