/** What stands in the columns of the packet list, derived from a packet's layers. */
import { linktypeName } from "../capture/linktypes.ts";
import type { Field } from "../core/fields.ts";
import { LOCATED } from "../core/fields.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { counts, ifThere, markOf } from "../core/mark.ts";
import type { Protocol } from "../core/protocol.ts";
import { valueAt } from "../core/values.ts";
import { clean } from "./clean.ts";
import { type TimeFormat, timeColumn } from "./read-time.ts";

export interface Columns {
  number: string;
  time: string;
  source: string;
  destination: string;
  /** `vxlan:42`; empty: nobody knows. */
  tenant: string;
  protocol: string;
  length: string;
  info: string;
}

/** Names under which -e knows them; `_ws.col.Tenant` is ours. */
export const COLUMN_NAMES: Readonly<Record<string, keyof Columns>> = {
  "_ws.col.No.": "number",
  "_ws.col.Time": "time",
  "_ws.col.Source": "source",
  "_ws.col.Destination": "destination",
  "_ws.col.Tenant": "tenant",
  "_ws.col.Protocol": "protocol",
  "_ws.col.Length": "length",
  "_ws.col.Info": "info",
};

export function columnsOf(packet: Packet, time: TimeFormat): Columns {
  const layers = packet.layers();
  const [source, destination] = addressesOf(layers);
  const mark = markOf(packet, layers);
  return {
    number: String(packet.number),
    time: timeColumn(packet, time),
    source,
    destination,
    tenant: packet.tenant ?? "",
    protocol: clean(protocolOf(packet, layers, mark)),
    length: String(packet.original),
    info: clean(infoOf(packet, layers, mark)),
  };
}

function protocolOf(packet: Packet, layers: readonly Layer[], mark: string): string {
  if (packet.open?.isAlone === true)
    return mark === "" ? around("TCP", layers, packet.toldBehind?.index ?? 0) : "TCP";
  const begun = packet.pieces.filter(({ isBegun }) => isBegun).map(({ frame }) => frame);
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer) || begun.includes(layer.frame)) continue;
    const { column, name } = layer.protocol;
    const text = typeof column === "function" ? ifThere(() => column(layer)) : column;
    const shown = text ?? name.toUpperCase();
    if (shown !== "") return mark === "" ? around(shown, layers, i) : shown;
  }
  return packet.captured === 0 ? "" : linktypeName(packet.linktype);
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

function infoOf(packet: Packet, layers: readonly Layer[], mark: string): string {
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
  const told = packet.pieces.filter(({ isBegun, isOuter }) => !isBegun && !isOuter);
  if (told.length === 0 || packet.pieces.length === 1) return lastText(layers);
  const texts: string[] = [];
  let between = "";
  for (const { frame } of told) {
    const own = layers.filter((layer) => layer.frame === frame);
    const i = own.findLastIndex((layer) => textOf(layer) !== undefined);
    if (i < 0) continue;
    const { between: words = "", apart } = own[i].protocol;
    between = words;
    if (own[i].again && apart === "last") texts.pop();
    texts.push(textOf(own[i]) ?? "");
  }
  return joined(ahead(layers, (packet.toldBehind?.index ?? 0) + 1), between, texts.join(between));
}

/** Whoever puts something between what several say puts it behind what its carrier says, too. */
const joined = (before: string, between: string, text: string): string =>
  before === "" ? text : before + between + text;

const textOf = (layer: Layer): string | undefined =>
  counts(layer) ? ifThere(() => layer.protocol.info?.(layer)) : undefined;

function lastText(layers: readonly Layer[]): string {
  let title = "";
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer)) continue;
    const text = textOf(layer);
    if (text !== undefined) return joined(ahead(layers, i), layer.protocol.between ?? "", text);
    title ||= layer.protocol.title;
  }
  return title || "Link type that is not dissected";
}

interface Addresses {
  source?: Field;
  destination?: Field;
}

const KINDS: readonly string[] = ["ipv4", "ipv6", "mac"];
const addressFields = new WeakMap<Protocol, Addresses | null>();

/** The fields that say between whom the protocol's packets go; null: it has no addresses. */
function fieldsOf(protocol: Protocol): Addresses | null {
  let found = addressFields.get(protocol);
  if (found === undefined) {
    const find = (ends: RegExp) =>
      protocol.fields.find(({ name, kind, at }) => KINDS.includes(kind) && at !== LOCATED && ends.test(name));
    const source = find(/^\w+\.src(\.eth)?$/);
    const destination = find(/^\w+\.dst$/);
    found = source === undefined ? null : { source, ...(destination === undefined ? {} : { destination }) };
    addressFields.set(protocol, found);
  }
  return found;
}

/** The innermost addresses, never those that an ICMP error quotes. */
function addressesOf(layers: readonly Layer[]): [string, string] {
  let source = "";
  let destination = "";
  for (let i = layers.length - 1; i > 0; i--) {
    const layer = layers[i];
    if (!counts(layer)) continue;
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
  if (field === undefined) return "";
  return ifThere(() => String(valueAt(field, data, field.at, field.size))) ?? "";
}
