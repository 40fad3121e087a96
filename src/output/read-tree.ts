/** A packet as a tree, as -V prints it: a line a layer, its fields below, the bits of a word below the word. */
import { expertText } from "../core/expert.ts";
import { type Field, LOCATED } from "../core/fields.ts";
import type { Layer, Packet, PartOf, Seen } from "../core/layer.ts";
import { ifThere, markOf } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { GROUPS, SEVERITIES } from "../core/severity.ts";
import { eachField, hexText, textOf } from "../core/values.ts";
import { clean } from "./clean.ts";

const INDENT = "    ";
/** Longer runs of bytes are cut, as in Wireshark. */
const MOST_BYTES = 36;
/** What has bits is no longer than that; what is longer begins with them. */
const MOST_OF_A_WORD = 8;

type Line = (depth: number, words: string) => void;

/**
 * The tree, with a line break at its end.
 * @param only details of these protocols alone; null: of all
 */
export function packetTree(packet: Packet, only: ReadonlySet<string> | null): string {
  const layers = packet.layers();
  let text = "";
  for (const layer of layers) {
    text += `${titleOf(layer)}\n`;
    if (only === null || only.has(layer.protocol.name)) text += fieldLines(layer);
  }
  const mark = markOf(packet, layers);
  return mark === "" ? text : `${text}${mark}\n`;
}

/** "User Datagram Protocol, Src Port: 53, Dst Port: 40000" */
export function titleOf(layer: Layer): string {
  const { summary, heading } = layer.protocol;
  const title = (heading && ifThere(() => heading(layer))) ?? layer.protocol.title;
  if (layer.protocol.name === "frame") return frameTitle(layer.packet);
  const more = summary === undefined ? undefined : ifThere(() => summary(layer));
  // Of a header that is cut not all of it is known.
  if (more?.includes("undefined")) return clean(title);
  return clean(`${title}${more ?? ""}`);
}

function frameTitle({ number, original, captured, source, interfaceId }: Packet): string {
  const size = (n: number) => `${n} byte${n === 1 ? "" : "s"}`;
  const bits = (n: number) => `(${n * 8} bits)`;
  const name = source?.name ? ` ${clean(source.name)},` : "";
  const where = interfaceId < 0 ? "" : ` on interface${name} id ${interfaceId}`;
  return `Frame ${number}: ${size(original)} on wire ${bits(original)}, ${size(captured)} captured ${bits(captured)}${where}`;
}

function fieldLines(layer: Layer): string {
  let text = "";
  const above: Seen[] = [];
  const line: Line = (depth, words) => {
    text += `${INDENT.repeat(depth + 1)}${words}\n`;
  };
  const all = ordered(layer);
  const depths = all.map((seen) => {
    const depth = seen.depth > 0 ? Math.min(seen.depth, above.length) : depthBelow(above, seen);
    above.length = depth;
    above.push(seen);
    return depth;
  });
  for (const [i, seen] of all.entries()) {
    line(depths[i], fieldLine(seen, depths[i + 1] > depths[i]));
    if (seen.field.remark !== undefined) remarkLines(seen, depths[i] + 1, line);
  }
  if (layer.protocol.name === "overshark") for (const part of layer.packet.partOf) partLine(part, line);
  return text;
}

/** The same again, in its parts. */
function remarkLines({ field: { remark, title }, message }: Seen, depth: number, line: Line): void {
  if (remark === undefined) return;
  line(depth, `[${clean(message ?? title)}]`);
  line(depth, `[Severity level: ${SEVERITIES[remark.severity]}]`);
  line(depth, `[Group: ${GROUPS[remark.group]}]`);
}

const tables = new WeakMap<Protocol, Map<Field, number>>();

/** Where each field stands in its protocol's table. */
function placesIn(protocol: Protocol): Map<Field, number> {
  let places = tables.get(protocol);
  if (places === undefined) {
    places = new Map(protocol.fields.map((field, i) => [field, i]));
    tables.set(protocol, places);
  }
  return places;
}

/** What Wireshark knows as fields and shows nowhere. */
const HIDDEN: ReadonlySet<string> = new Set(["eth.dst.oui", "eth.src.oui"]);

/** A layer's fields in the order of their table: what had to be looked for stands among what has a fixed place. */
function ordered(layer: Layer): Seen[] {
  const fixed: Seen[] = [];
  const found: Seen[] = [];
  eachField(layer, (seen) => {
    const { name, at } = seen.field;
    // Remarks stand in the layers that they are about.
    if (!HIDDEN.has(name) && !name.startsWith("_ws.")) (at === LOCATED ? found : fixed).push(seen);
  });
  if (found.length === 0) return fixed;
  const places = placesIn(layer.protocol);
  const placeOf = ({ field }: Seen): number => places.get(field) ?? 0;
  const all: Seen[] = [];
  let next = 0;
  for (const seen of found) {
    while (next < fixed.length && placeOf(fixed[next]) < placeOf(seen)) all.push(fixed[next++]);
    all.push(seen);
  }
  return [...all, ...fixed.slice(next)];
}

/** A field is a child of the field whose name its own goes on from, else of the word whose bits it is. */
function depthBelow(above: readonly Seen[], seen: Seen): number {
  const named = above.findLastIndex(({ field }) => seen.field.name.startsWith(`${field.name}.`));
  return 1 + (named >= 0 ? named : above.findLastIndex((parent) => isWordOf(parent, seen)));
}

function isWordOf(parent: Seen, { field, data, at, size }: Seen): boolean {
  if (field.mask === 0 || parent.field.mask !== 0 || parent.field.kind !== "uint") return false;
  return parent.data === data && parent.at <= at && at + size <= parent.at + parent.size;
}

function partLine({ packets, reassembledIn }: PartOf, line: Line): void {
  if (packets.length === 0) return;
  line(0, `[${packets.length} parts: ${packets.map((n) => `#${n}`).join(", ")}; whole in #${reassembledIn}]`);
}

/** @param leads other fields stand below it */
function fieldLine(seen: Seen, leads: boolean): string {
  const { field, size, layer, message } = seen;
  if (field.remark !== undefined) return `[${clean(expertText(field.remark, message ?? field.title))}]`;
  // Of what was found, and stands nowhere, or is what others stand in, the title says it all.
  const isFound =
    seen.value === true && (size === 0 || (leads && field.mask === 0)) && field.values === undefined;
  const note = layer.protocol.notes?.[field.name];
  const more = note === undefined ? "" : (ifThere(() => note(layer)) ?? "");
  const words = clean(isFound ? field.title : `${field.title}: ${valueText(seen)}${more}`);
  // No bytes stand for it: it was worked out.
  if (size === 0 && layer.stackIndex >= 0) return `[${words}]`;
  return field.mask === 0 || size === 0 || size > MOST_OF_A_WORD ? words : `${bitsOf(seen)} = ${words}`;
}

/** Durations are written to the nanosecond. */
const DURATION = /^-?\d+\.\d{9}$/;

function valueText({ field, value }: Seen): string {
  if (typeof value === "boolean") return field.values?.[value ? 1 : 0] ?? (value ? "Set" : "Not set");
  if (value instanceof Uint8Array) {
    if (value.length === 0) return "<none>";
    return value.length > MOST_BYTES ? `${hexText(value.subarray(0, MOST_BYTES))}…` : hexText(value);
  }
  const text = textOf(field, value);
  if (typeof value === "number" && field.scale > 1 && field.values === undefined)
    return `${text} bytes (${value / field.scale})`;
  if (field.kind === "string" && DURATION.test(text)) return `${text} seconds`;
  if (field.values === undefined || typeof value !== "number") return text;
  return `${field.values[value] ?? "Unknown"} (${text})`;
}

/** `.... 0101`: the word of a masked field with the bits that are not its own as points. */
export function bitsOf({ field, data, at, size }: Seen): string {
  const groups: string[] = [];
  for (let i = 0; i < size; i++) {
    const byte = data.getUint8(at + i);
    const mask = Math.floor(field.mask / 256 ** (size - 1 - i)) % 256;
    let bits = "";
    for (let bit = 128; bit >= 1; bit >>= 1)
      bits += (mask & bit) === 0 ? "." : (byte & bit) === 0 ? "0" : "1";
    groups.push(bits.slice(0, 4), bits.slice(4));
  }
  return groups.join(" ");
}
