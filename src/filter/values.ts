/** What a name in a filter yields from a packet where the fast way (hot.ts) does not reach: values of all kinds. */

import { eachField } from "../core/found.ts";
import type { Layer, Packet, Seen } from "../core/layer.ts";
import type { Protocol as Described } from "../core/protocol.ts";
import { bytesAt } from "../core/values.ts";
import { readBytes, readIpv4, readIpv6 } from "./addresses.ts";
import { counted, type Named, pseudo } from "./names.ts";
import { inRanges } from "./ranges.ts";
import type { Range } from "./syntax.ts";
import { readSeconds, readTime } from "./times.ts";
import { Protocol, type Type, type V } from "./types.ts";

/** All values of something in a packet, outermost first. */
export type Values = (packet: Packet) => V[];

/** Something that a packet has one value of at most. */
export type Single = (packet: Packet) => V | undefined;

const seconds = (s: number, ns: number): bigint => BigInt(s) * 1_000_000_000n + BigInt(ns);

function since(p: Packet, s: number, ns: number): V | undefined {
  if (p.nanoseconds < 0) return undefined;
  return ns < 0 ? 0n : seconds(p.seconds - s, p.nanoseconds - ns);
}

const time: Single = (p) => (p.nanoseconds < 0 ? undefined : seconds(p.seconds, p.nanoseconds));

/** By name. What Wireshark's `frame` and our own pseudo-layer would say. */
export const SINGLES: Readonly<Record<string, Single>> = {
  frame: (p) => {
    const { view, start, end } = p.frames[0];
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, end - start);
    return new Protocol(bytes, bytes);
  },
  "frame.number": (p) => p.number,
  "frame.len": (p) => p.original,
  "frame.cap_len": (p) => p.captured,
  "frame.time": time,
  "frame.time_epoch": time,
  "frame.time_delta": (p) => since(p, p.previousSeconds, p.previousNanoseconds),
  "frame.time_delta_displayed": (p) => since(p, p.shownSeconds, p.shownNanoseconds),
  "frame.time_relative": (p) => since(p, p.firstSeconds, p.firstNanoseconds),
  "frame.interface_id": (p) => (p.interfaceId < 0 ? undefined : p.interfaceId),
  "frame.protocols": (p) => p.spelled(),
  "overshark.tenant": (p) => p.tenant ?? undefined,
};

/** Those that ask for the packet's layers. */
export const LAYERED: readonly string[] = ["frame.protocols"];

/** Whether the headers of a frame pass, of which the value of those has all in it. */
export const headersPass =
  (test: (v: V) => boolean): ((packet: Packet) => boolean) =>
  (packet) => {
    for (let f = 0; f < packet.frameCount; f++) if (test(packet.spelledHeaders(f))) return true;
    return false;
  };

const NONE: V[] = [];

/** Whether a layer of one of those protocols was found in the first frames: making all layers to see that there is none costs too much. */
function holdsOne({ frames, frameCount }: Packet, wanted: Uint8Array, end = frameCount): boolean {
  for (let f = 0; f < end; f++) {
    const { first, stack } = frames[f];
    const { n, proto } = stack;
    // The layer before the first is the part's that the frame completed, and may lend its optional words.
    for (let i = Math.max(0, first - 1); i < n; i++) if (wanted[proto[i]] === 1) return true;
  }
  return false;
}

/** The values of a field or protocol, from the packet's layers. `raw`: the bytes that it stands in. */
export function valuesOf(what: Named, ranges: readonly Range[] | null, raw: boolean): Values {
  const wanted = new Uint8Array(256);
  for (const number of what.numbers) wanted[number] = 1;
  const names = new Set(what.places.map(({ field }) => field.name));
  const isShown = what.numbers.some((number) => pseudo[number] === 1);
  const isPlain = ranges === null && what.type !== "protocol" && !isShown;
  const read = (layer: Layer, values: V[]): void => {
    const take = (seen: Seen) => {
      const value = raw ? bytesAt(seen.data, seen.at, seen.size) : valueIn(seen, what.type);
      if (value !== undefined) values.push(value);
    };
    eachField(layer, take, names);
  };
  /** The values from layers of their own; undefined: it takes all layers. */
  const alone = (packet: Packet): V[] | undefined => {
    const { frames, frameCount } = packet;
    const { first, stack } = frames[frameCount - 1];
    if (frameCount > 1 && (holdsOne(packet, wanted, frameCount - 1) || wanted[stack.proto[first - 1]] === 1))
      return undefined;
    const values: V[] = [];
    const { proto, n } = stack;
    for (let i = first; i < n; i++) {
      if (wanted[proto[i]] === 0) continue;
      const layer = packet.layerAlone(i);
      if (layer === undefined) return undefined;
      read(layer, values);
    }
    return values;
  };
  return (packet) => {
    if (!isShown && !holdsOne(packet, wanted)) return NONE;
    if (isPlain) {
      const values = alone(packet);
      if (values !== undefined) return values;
    }
    const values: V[] = [];
    const layers = packet.layers();
    const counts = ranges === null ? null : new Map<number, number>();
    for (const layer of layers) {
      if (counts !== null && ranges !== null) {
        const kind = counted[layer.protocolNumber];
        const ordinal = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, ordinal);
        const total = () => layers.filter((l) => counted[l.protocolNumber] === kind).length;
        if (!inRanges(ranges, ordinal, total)) continue;
      }
      if (wanted[layer.protocolNumber] === 0) continue;
      if (what.type === "protocol") {
        const protocol = protocolOf(layer, layers[layer.index + 1]);
        values.push(raw ? protocol.header : protocol);
        continue;
      }
      read(layer, values);
    }
    return values;
  };
}

function protocolOf({ protocol, data, frame, stackIndex }: Layer, next: Layer | undefined): Protocol {
  const follows = next !== undefined && next.frame === frame && next.stackIndex >= 0 && stackIndex >= 0;
  return protocolAt(protocol, data, follows ? next.data.byteOffset - data.byteOffset : data.byteLength);
}

/** @param end where the header ends at the latest: the next one begins there */
export function protocolAt({ body }: Described, data: DataView, end: number): Protocol {
  const all = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let length: number | undefined;
  try {
    length = body?.(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return new Protocol(all.subarray(0, length ?? end), all);
}

/** A field's value in the form that the filter works with; undefined: it is none of that type. */
function valueIn({ field, value }: Seen, type: Type): V | undefined {
  switch (type) {
    case "uint":
    case "bool":
    case "float":
      if (typeof value === "boolean") return value ? 1 : 0;
      if (typeof value === "number" || typeof value === "bigint") return value;
      return typeof value === "string" && value !== "" && !Number.isNaN(Number(value))
        ? Number(value)
        : undefined;
    case "string":
      return typeof value === "object" ? undefined : String(value);
    case "time":
    case "duration": {
      const text = String(value);
      if (field.kind === "time") return readTime(text) ?? undefined;
      const positive = readSeconds(text.replace(/^-/, ""));
      return positive === null ? undefined : text.startsWith("-") ? -positive : positive;
    }
    case "ipv4":
      return typeof value === "string" ? (readIpv4(value) ?? undefined) : undefined;
    case "ipv6":
      return typeof value === "string" ? (readIpv6(value) ?? undefined) : undefined;
    default:
      if (value instanceof Uint8Array) return value;
      return typeof value === "string" ? (readBytes(value) ?? undefined) : undefined;
  }
}
