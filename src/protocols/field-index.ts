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

interface Index {
  places: Map<string, Place[]>;
  aliases: Map<string, string[]>;
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
  index = { places: new Map(), aliases: new Map(), byProtocol: new Map() };
  const { places, aliases, byProtocol } = index;
  for (const [number, protocol] of protocols.entries()) {
    if (protocol === null) continue;
    for (const field of protocol.fields) put(places, field.name, { protocol, number, field });
    for (const [alias, names] of Object.entries(protocol.aliases ?? {}))
      for (const name of names) put(aliases, alias, name);
    put(byProtocol, protocol.name, number);
    if (typeof protocol.spelling === "string" && protocol.spelling !== "")
      put(byProtocol, protocol.spelling, number);
  }
  return index;
}

/** Every place of a field's name, or of the names that it stands for; empty: there is no such field. */
export function placesOf(name: string): readonly Place[] {
  const { places, aliases } = indexed();
  return places.get(name) ?? (aliases.get(name) ?? []).flatMap((real) => places.get(real) ?? []);
}

/** The names that an alias stands for. */
export const aliasOf = (name: string): readonly string[] | undefined => indexed().aliases.get(name);

/** Numbers of the protocols that a name means in a filter; empty: there is no such protocol. */
export const protocolsNamed = (name: string): readonly number[] => indexed().byProtocol.get(name) ?? [];

/** All names of fields, aliases and protocols, for suggestions and listings. */
export const allNames = (): string[] =>
  Object.values(indexed()).flatMap((map: Map<string, unknown>) => [...map.keys()]);
