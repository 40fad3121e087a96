/** A packet as a tree, as -V prints it: a line a layer, its fields below, the bits of a word below the word. */
import { expertText } from "../core/expert.ts";
import { type Field, LOCATED } from "../core/fields.ts";
import type { Layer, Packet, PartOf, Seen } from "../core/layer.ts";
import { ifThere, markOf } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { GROUPS, SEVERITIES } from "../core/severity.ts";
import { eachField, hexText, textOf } from "../core/values.ts";
import { clean } from "./clean.ts";

const indentOf = (depth: number): string => "    ".repeat(depth + 1);
/** Nothing stands deeper but by chance. */
const INDENTS = Array.from({ length: 32 }, (_, depth) => indentOf(depth));
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
    text += `${INDENTS[depth] ?? indentOf(depth)}${words}\n`;
  };
  const depthOf = (seen: Seen): number => {
    const depth = seen.depth > 0 ? Math.min(seen.depth, above.length) : depthBelow(above, seen);
    above.length = depth;
    above.push(seen);
    return depth;
  };
  const all = ordered(layer);
  let next = all.length === 0 ? 0 : depthOf(all[0]);
  for (let i = 0; i < all.length; i++) {
    const depth = next;
    next = i + 1 < all.length ? depthOf(all[i + 1]) : 0;
    line(depth, fieldLine(all[i], next > depth));
    if (all[i].field.remark !== undefined) remarkLines(all[i], depth + 1, line);
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

/** What Wireshark knows as fields and shows nowhere. Remarks stand in the layers that they are about. */
const isHidden = (name: string): boolean =>
  name === "eth.dst.oui" || name === "eth.src.oui" || name.startsWith("_ws.");

const shownFields = new WeakMap<Protocol, ReadonlySet<string>>();

/** The names of a protocol's fields that are shown. */
function shownOf(protocol: Protocol): ReadonlySet<string> {
  let shown = shownFields.get(protocol);
  if (shown === undefined) {
    shown = new Set(protocol.fields.map(({ name }) => name).filter((name) => !isHidden(name)));
    shownFields.set(protocol, shown);
  }
  return shown;
}

/** A layer's fields in the order of their table: what had to be looked for stands among what has a fixed place. */
function ordered(layer: Layer): Seen[] {
  const fixed: Seen[] = [];
  const found: Seen[] = [];
  eachField(layer, (seen) => (seen.field.at === LOCATED ? found : fixed).push(seen), shownOf(layer.protocol));
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
  for (let i = above.length - 1; i >= 0; i--) if (goesOn(seen.field.name, above[i].field.name)) return i + 1;
  for (let i = above.length - 1; i >= 0; i--) if (isWordOf(above[i], seen)) return i + 1;
  return 0;
}

const goesOn = (name: string, from: string): boolean => name[from.length] === "." && name.startsWith(from);

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
  const text = isFound ? field.title : `${field.title}: ${valueText(seen)}${more}`;
  // What is written of numbers and bytes is ours.
  const words = typeof seen.value === "string" || more !== "" ? clean(text) : text;
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

/** By mask and byte: eight bits with points for those that are not the mask's. */
const octets: string[] = [];

function octetText(mask: number, byte: number): string {
  const known = octets[(mask << 8) | byte];
  if (known !== undefined) return known;
  let bits = "";
  for (let bit = 128; bit >= 1; bit >>= 1) {
    if (bit === 8) bits += " ";
    bits += (mask & bit) === 0 ? "." : (byte & bit) === 0 ? "0" : "1";
  }
  octets[(mask << 8) | byte] = bits;
  return bits;
}

/** `.... 0101`: the word of a masked field with the bits that are not its own as points. */
export function bitsOf({ field, data, at, size }: Seen): string {
  let text = "";
  for (let i = 0; i < size; i++) {
    const mask = Math.floor(field.mask / 256 ** (size - 1 - i)) % 256;
    if (i > 0) text += " ";
    text += octetText(mask, data.getUint8(at + i));
  }
  return text;
}
