/** -T fields: the values of named fields, a line a packet, as tshark -e and -E print them. */

import { Found } from "../core/found.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { bytesAt, hexText, textOf } from "../core/values.ts";
import { aliasOf, placesOf, protocolsNamed } from "../protocols/field-index.ts";
import { clean } from "./clean.ts";
import { COLUMN_NAMES, columnsOf } from "./read-columns.ts";
import type { TimeFormat } from "./read-time.ts";
import { titleOf } from "./read-tree.ts";

/** The options of -E. */
export interface FieldStyle {
  header: boolean;
  bom: boolean;
  separator: string;
  aggregator: string;
  occurrence: "f" | "l" | "a";
  quote: "d" | "s" | "n";
}

export const DEFAULT_STYLE: FieldStyle = {
  header: false,
  bom: false,
  separator: "\t",
  aggregator: ",",
  occurrence: "a",
  quote: "n",
};

/** All values of some names in a packet, in the order of its layers. */
export type Extract = (packet: Packet) => string[][];

/** Whether -e knows a name: a field, an alias of some, a protocol, or a column. */
export const isExtractable = (name: string): boolean =>
  Object.hasOwn(COLUMN_NAMES, name) || placesOf(name).length > 0 || protocolsNamed(name).length > 0;

/** @param names each one extractable @returns for every packet, a list of values for every name */
export function extractor(names: readonly string[], time: TimeFormat): Extract {
  const byField = new Map<string, number[]>();
  const byProtocol = new Map<number, number[]>();
  const columns: [number, keyof ReturnType<typeof columnsOf>][] = [];
  const layersOf = new Set<number>();
  for (const [i, name] of names.entries()) {
    if (Object.hasOwn(COLUMN_NAMES, name)) {
      columns.push([i, COLUMN_NAMES[name]]);
      continue;
    }
    const places = placesOf(name);
    if (places.length === 0) for (const number of protocolsNamed(name)) push(byProtocol, number, i);
    for (const real of places.length === 0 ? [] : (aliasOf(name) ?? [name])) push(byField, real, i);
    for (const { number } of places) layersOf.add(number);
  }
  const wanted = new Set(byField.keys());
  return (packet) => {
    const values: string[][] = names.map(() => []);
    if (columns.length > 0) {
      const texts = columnsOf(packet, time);
      for (const [i, column] of columns) values[i].push(texts[column]);
    }
    for (const layer of packet.layers()) {
      for (const i of byProtocol.get(layer.protocolNumber) ?? []) values[i].push(wholeOf(layer));
      if (layersOf.has(layer.protocolNumber)) collect(layer, byField, wanted, values);
    }
    return values;
  };
}

/** What is printed of a layer whose protocol is asked for. */
const wholeOf = (layer: Layer): string =>
  layer.protocol.uninterpreted === true
    ? hexText(bytesAt(layer.data, 0, layer.data.byteLength))
    : titleOf(layer);

/** Of the layer whose fields are taken: nothing that is asked meanwhile takes others. */
const found = new Found();

function collect(
  layer: Layer,
  byField: ReadonlyMap<string, number[]>,
  wanted: ReadonlySet<string>,
  values: string[][],
): void {
  found.read(layer, wanted);
  for (let k = 0; k < found.n; k++) {
    const { field, value } = found.spots[k];
    const text = clean(textOf(field, value));
    for (const i of byField.get(field.name) ?? []) values[i].push(text);
  }
}

function push<K>(map: Map<K, number[]>, key: K, i: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [i]);
  else list.push(i);
}

const QUOTES = { d: '"', s: "'", n: "" } as const;

/** What stands before the first line. */
export function fieldsHead(names: readonly string[], style: FieldStyle): string {
  return `${style.bom ? "\ufeff" : ""}${style.header ? `${names.join(style.separator)}\n` : ""}`;
}

/** The line of a packet, without its end. */
export function fieldsLine(values: readonly string[][], style: FieldStyle): string {
  const quote = QUOTES[style.quote];
  const cells = values.map((all) => {
    if (all.length === 0) return "";
    const text =
      style.occurrence === "f"
        ? all[0]
        : style.occurrence === "l"
          ? (all.at(-1) as string)
          : all.join(style.aggregator);
    return `${quote}${text}${quote}`;
  });
  return cells.join(style.separator);
}
