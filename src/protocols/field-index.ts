/** Fields by name, over all protocols: what `-e`, filters and the listing of fields look names up in. */
import type { Field } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import { protocols } from "./registry.ts";

/** Where a name stands: a protocol, its number, and its field. */
export interface Place {
  protocol: Protocol;
  number: number;
  field: Field;
}

/** Made of protocols alone: what fields each has, it says when it is first asked. */
interface Index {
  /** Protocols with fields that begin so. */
  byRoot: Map<string, number[]>;
  aliases: Map<string, string[]>;
  texts: Set<string>;
  byProtocol: Map<string, number[]>;
}

/** Made when the first name is looked up: counting packets needs none. */
let index: Index | undefined;

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function indexed(): Index {
  if (index !== undefined) return index;
  index = { byRoot: new Map(), aliases: new Map(), texts: new Set(), byProtocol: new Map() };
  const { byRoot, aliases, texts, byProtocol } = index;
  for (const [number, protocol] of protocols.entries()) {
    if (protocol === null) continue;
    for (const root of protocol.roots ?? [rootOf(protocol.name)]) put(byRoot, root, number);
    for (const [alias, names] of Object.entries(protocol.aliases ?? {}))
      for (const name of names) put(aliases, alias, name);
    for (const alias of protocol.texts ?? []) texts.add(alias);
    put(byProtocol, protocol.name, number);
    if (typeof protocol.spelling === "string" && protocol.spelling !== "")
      put(byProtocol, protocol.spelling, number);
  }
  return index;
}

const rootOf = (name: string): string => {
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
};

const found = new Map<string, readonly Place[]>();

/** Where fields of exactly that name stand. */
function standing(name: string): readonly Place[] {
  let places = found.get(name);
  if (places === undefined) {
    places = (indexed().byRoot.get(rootOf(name)) ?? []).flatMap((number) => {
      const protocol = protocols[number] as Protocol;
      const field = protocol.fields.find((one) => one.name === name);
      return field === undefined ? [] : [{ protocol, number, field }];
    });
    found.set(name, places);
  }
  return places;
}

/** Every place of a field's name, or of the names that it stands for; empty: there is no such field. */
export function placesOf(name: string): readonly Place[] {
  const places = standing(name);
  return places.length > 0 ? places : (indexed().aliases.get(name) ?? []).flatMap(standing);
}

/** The names that an alias stands for. */
export const aliasOf = (name: string): readonly string[] | undefined => indexed().aliases.get(name);

/** Whether an alias is the text of what it stands for. */
export const isText = (name: string): boolean => indexed().texts.has(name);

/** Numbers of the protocols that a name means in a filter; empty: there is no such protocol. */
export const protocolsNamed = (name: string): readonly number[] => indexed().byProtocol.get(name) ?? [];

/** All names of fields, aliases and protocols, for suggestions and listings. */
export function allNames(): string[] {
  const { aliases, byProtocol } = indexed();
  const fields = protocols.flatMap((protocol) => protocol?.fields.map(({ name }) => name) ?? []);
  return [...new Set(fields), ...aliases.keys(), ...byProtocol.keys()];
}
