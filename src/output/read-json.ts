/** -T json and -T ek: packets as objects. */
import { timeText } from "../core/format.ts";
import { eachField } from "../core/found.ts";
import type { Layer, Packet, Seen, Value } from "../core/layer.ts";
import { hexText, textOf } from "../core/values.ts";
import { safeJson } from "./json.ts";

/** What a key holds: its value, or all of them if it occurs more than once. */
type Entry = unknown;

/**
 * A packet as one object, a line with its end. Its layers are a list, so that the outer and the inner ones stay what they
 * are. Numbers are numbers, but those of 64 bits decimal strings; bytes are hex.
 *
 * @param fields the values of these names instead of the layers
 */
export function packetJson(packet: Packet, fields: Record<string, string[]> | null): string {
  return safeJson(
    JSON.stringify({
      number: packet.number,
      time: packet.nanoseconds < 0 ? null : timeText(packet.seconds, packet.nanoseconds),
      length: packet.original,
      captured: packet.captured,
      tenant: packet.tenant,
      ...(fields === null ? { layers: packet.layers().map(layerObject) } : { fields }),
    }),
  );
}

function layerObject(layer: Layer): Record<string, Entry> {
  const entries = new Entries([["protocol", layer.protocol.name]]);
  eachField(layer, ({ field, value }) => entries.put(field.name, plain(value, field.size > 6)));
  return entries.object();
}

/** @param wide of 64 bits: a string however small it is, so that a key has one type */
function plain(value: Value, wide: boolean): unknown {
  if (value instanceof Uint8Array) return hexText(value);
  if (typeof value === "bigint" || (wide && typeof value === "number")) return String(value);
  return value;
}

/** Keys in the order in which they came, a list where one came again. */
class Entries {
  readonly #map: Map<string, Entry>;
  readonly #lists = new Set<string>();

  constructor(start: readonly [string, Entry][] = []) {
    this.#map = new Map(start);
  }

  put(key: string, value: unknown): void {
    const before = this.#map.get(key);
    if (this.#lists.has(key)) (before as unknown[]).push(value);
    else if (!this.#map.has(key)) this.#map.set(key, value);
    else {
      this.#map.set(key, [before, value]);
      this.#lists.add(key);
    }
  }

  object(): Record<string, Entry> {
    return Object.fromEntries(this.#map);
  }
}

/**
 * A packet for Elasticsearch' bulk interface, as tshark writes it: a line that names the index, and one with the
 * packet. Values are text, flags true or false, and a layer that occurs more than once is a list.
 */
export function packetEk(packet: Packet, fields: Record<string, string[]> | null): string {
  const timed = packet.nanoseconds >= 0;
  const time = timed ? timeText(packet.seconds, packet.nanoseconds) : "1970-01-01";
  const index = { index: { _index: `packets-${time.slice(0, 10)}`, _type: "doc" } };
  const milliseconds = packet.seconds * 1000 + Math.floor(packet.nanoseconds / 1e6);
  const layers = new Entries();
  if (fields === null) {
    for (const layer of packet.layers()) layers.put(underscored(layer.protocol.name), ekLayer(layer));
  } else {
    for (const [name, values] of Object.entries(fields))
      if (values.length > 0) layers.put(underscored(name), values);
  }
  const document = { ...(timed && { timestamp: String(milliseconds) }), layers: layers.object() };
  return `${JSON.stringify(index)}\n${safeJson(JSON.stringify(document))}`;
}

const underscored = (name: string) => name.replaceAll(".", "_");

function ekLayer(layer: Layer): Record<string, Entry> {
  const entries = new Entries();
  const prefix = underscored(layer.protocol.name);
  eachField(layer, (seen) => entries.put(`${prefix}_${underscored(seen.field.name)}`, ekValue(seen)));
  return entries.object();
}

function ekValue({ field, value }: Seen): unknown {
  if (typeof value === "boolean") return value;
  return value instanceof Uint8Array ? hexText(value, ":") : textOf(field, value);
}
