/**
 * Frames of which only the head is there: whether that tells a filter all that it asks of them. Then nobody need keep
 * the rest.
 */

import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { isSelfContained, Stop } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { reachOf } from "./fixed-places.ts";
import { hasApps, hasMore } from "./names.ts";
import { NOBODY, takersOf } from "./takers.ts";

/** @param s a frame in `d`, dissected and not extended, of which perhaps not all is there */
export type Suffices = (d: DataView, s: LayerStack) => boolean;

/** So many bytes tell whether somebody takes what begins so: see `Opens`. */
const OPENING = 8;

/**
 * Of a filter that asks for records, headers, and who is there behind these.
 * @param wanted numbers of the protocols that only showing a packet finds; null: all of them
 * @param asksSpelling it is asked how the headers are named, or whether nobody reads what stands behind them
 */
export function sufficing(
  needsExtension: boolean,
  wanted: Uint8Array | null,
  asksSpelling: boolean,
): Suffices {
  const takers = needsExtension ? takersOf(wanted) : null;
  return (d, s) => {
    const { n, proto, off, pos, lim, ports } = s;
    if (n === 0 || s.stop !== Stop.none || !isSelfContained(s)) return false;
    const last = proto[n - 1];
    if (hasMore(s) || pos > lim || off[n - 1] + reachOf(last) > lim) return false;
    if (takers === null && !asksSpelling) return true;
    // Of other headers nobody knows as easily what showing them finds.
    if (!hasApps(last)) return !asksSpelling;
    const { odd, oddOn } = protocols[last] as Protocol;
    if (asksSpelling && (odd?.(d, off[n - 1], lim) !== false || oddOn?.(ports) === true)) return false;
    const { numbers, starts, but, cut } = takers?.(last, ports) ?? NOBODY;
    if (numbers.length === 0) return !asksSpelling || pos < lim;
    // What is cut is what only the head is there of.
    if (cut || but.has(ports >>> 16) || but.has(ports & 0xffff)) return false;
    return pos + OPENING <= lim && !starts.some((start) => begins(d, pos, start));
  };
}

/** @param start hex digits, dots for any */
function begins(d: DataView, at: number, start: string): boolean {
  for (let i = 0; i < start.length; i++) {
    if (start[i] === ".") continue;
    const byte = d.getUint8(at + (i >> 1));
    if ((i % 2 === 0 ? byte >> 4 : byte & 0x0f) !== Number.parseInt(start[i], 16)) return false;
  }
  return true;
}
