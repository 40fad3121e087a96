/** What the packet list says of a packet: its protocol, what it is about, and between whom it goes. */
import { type Field, LOCATED } from "./fields.ts";
import type { Layer, Packet } from "./layer.ts";
import { counts, ifThere } from "./mark.ts";
import { ofEach } from "./memo.ts";
import type { Protocol } from "./protocol.ts";
import { valueAt } from "./values.ts";

/** @param mark as `markOf` says; @returns undefined: of its link type nothing is dissected */
export function protocolOf(packet: Packet, layers: readonly Layer[], mark: string): string | undefined {
  if (packet.open?.isAlone === true)
    return mark === "" ? around("TCP", layers, packet.toldBehind?.index ?? 0) : "TCP";
  const { pieces } = packet;
  const isBegun = ({ frame }: Layer) => pieces.some((piece) => piece.isBegun && piece.frame === frame);
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer) || (pieces.length > 0 && isBegun(layer))) continue;
    const { column, name } = layer.protocol;
    const text = typeof column === "function" ? ifThere(() => column(layer)) : column;
    const shown = text ?? name.toUpperCase();
    if (shown !== "") return mark === "" ? around(shown, layers, i) : shown;
  }
  return packet.captured === 0 ? "" : undefined;
}

/** The column of layer `last`, as the layers that carry it have it; of a packet that was read to its end. */
function around(column: string, layers: readonly Layer[], last: number): string {
  let text = column;
  for (let i = last - 1; i > 0; i--) text = layers[i].protocol.columnAround?.(text, layers[i]) ?? text;
  return text;
}

/** What the layers that carry layer `last` put before its Info text. */
function ahead(layers: readonly Layer[], last: number): string {
  let text = "";
  for (let i = 1; i < last; i++) {
    const { infoAhead } = layers[i].protocol;
    if (infoAhead !== undefined && counts(layers[i])) text += infoAhead(layers[i]);
  }
  return text;
}

const OPEN = "[TCP segment of a reassembled PDU]";

/** @param mark as `markOf` says */
export function infoOf(packet: Packet, layers: readonly Layer[], mark: string): string {
  const { open, toldBehind } = packet;
  if (open === null || toldBehind === null) return `${infoText(packet, layers)}${mark}`;
  if (!open.isAlone) return `${infoText(packet, layers)}${open.words ?? ""}${mark}`;
  const { index } = toldBehind;
  const text =
    open.words === undefined ? lastText(layers.slice(0, index + 1)) : ahead(layers, index + 1) + open.words;
  return `${text}${text === "" ? "" : " "}${OPEN}${mark}`;
}

/** Of several runs of messages each one says something. */
function infoText(packet: Packet, layers: readonly Layer[]): string {
  if (packet.pieces.length < 2) return lastText(layers);
  const told = packet.pieces.filter(({ isBegun, isOuter }) => !isBegun && !isOuter);
  if (told.length === 0) return lastText(layers);
  const texts: string[] = [];
  let between = "";
  let separator = "";
  for (const { frame } of told) {
    const own = layers.filter((layer) => layer.frame === frame);
    const i = own.findLastIndex((layer) => textOf(layer) !== undefined);
    if (i < 0) continue;
    const { between: words = "", behindCarrier = "", apart } = own[i].protocol;
    between = words;
    separator = behindCarrier;
    if (own[i].again && apart === "last") texts.pop();
    texts.push(textOf(own[i]) ?? "");
  }
  // Who says nothing needs nothing in between.
  const text = texts.filter((words) => words !== "").join(between);
  return joined(ahead(layers, (packet.toldBehind?.index ?? 0) + 1), separator, text);
}

/** Who says nothing is parted from nothing. */
const joined = (before: string, separator: string, text: string): string =>
  before === "" || text === "" ? before + text : before + separator + text;

const textOf = (layer: Layer): string | undefined =>
  counts(layer) ? ifThere(() => layer.protocol.info?.(layer)) : undefined;

function lastText(layers: readonly Layer[]): string {
  let title = "";
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer)) continue;
    const text = textOf(layer);
    if (text !== undefined) return joined(ahead(layers, i), layer.protocol.behindCarrier ?? "", text);
    title ||= layer.protocol.title;
  }
  return title || "Link type that is not dissected";
}

interface Addresses {
  source?: Field;
  destination?: Field;
}

const KINDS: readonly string[] = ["ipv4", "ipv6", "mac"];
/** The fields that say between whom a protocol's packets go; null: it has no addresses. */
const fieldsOf = ofEach(({ fields }: Protocol): Addresses | null => {
  const find = (ends: RegExp) =>
    fields.find(({ name, kind, at }) => KINDS.includes(kind) && at !== LOCATED && ends.test(name));
  const source = find(/^\w+\.src(\.eth)?$/);
  const destination = find(/^\w+\.dst$/);
  return source === undefined ? null : { source, ...(destination === undefined ? {} : { destination }) };
});

/** Source and destination: the innermost addresses, never those that an ICMP error quotes. */
export function addressesOf(layers: readonly Layer[]): [string, string] {
  let source = "";
  let destination = "";
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer)) continue;
    const ends = layer.protocol.ends?.(layer);
    if (ends !== undefined) {
      source ||= ends[0];
      destination ||= ends[1];
      if (source !== "" && destination !== "") break;
    }
    const fields = fieldsOf(layer.protocol);
    if (fields === null) continue;
    // Where a header is cut between them, the one below has the other.
    source ||= addressAt(fields.source, layer);
    destination ||= addressAt(fields.destination, layer);
    if (source !== "" && (destination !== "" || fields.destination === undefined)) break;
  }
  return [source, destination];
}

function addressAt(field: Field | undefined, { data }: Layer): string {
  if (field === undefined || field.at + field.size > data.byteLength) return "";
  return String(valueAt(field, data, field.at, field.size));
}
