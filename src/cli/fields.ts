/** `overshark fields`: every name that filters and `read -e` know. */
import type { Protocol } from "../core/protocol.ts";
import { fieldsJson, fieldsText, fieldType, type ListedField } from "../output/listing-fields.ts";
import { protocols } from "../protocols/registry.ts";
import type { Command } from "./command.ts";
import { list, listingOptions } from "./listing.ts";

const USAGE = `Usage: overshark fields [OPTION...] [WORD...]

Every field by its name in filters and for read -e, with its type, its title,
its protocol and where that is written down. With words: those fields in whose
name, title or protocol all of them are found.`;

export const fields: Command = {
  name: "fields",
  describe: "which fields packets have, for filters and read -e",
  usage: USAGE,
  options: listingOptions,
  words: "field",
  examples: [
    ["overshark fields vxlan", "fields of VXLAN"],
    ["overshark fields address --json", "addresses, for a program"],
  ],
  run: (given) => {
    const all = rows();
    return list(
      given,
      all,
      (row) => `${row.name} ${row.title} ${row.protocols.join(" ")}`,
      [...new Set(all.flatMap((row) => [...row.protocols, row.name]))],
      { text: fieldsText, json: fieldsJson },
    );
  },
};

/** A name once, however many protocols have it; of several titles the first. By name. */
function rows(): ListedField[] {
  const byName = new Map<string, ListedField & { protocols: string[] }>();
  for (const protocol of protocols) {
    if (protocol === null) continue;
    for (const field of protocol.fields) {
      const { name, title, values } = field;
      const known = byName.get(name);
      if (known !== undefined) {
        if (!known.protocols.includes(protocol.name)) known.protocols.push(protocol.name);
        continue;
      }
      const { reference } = protocol;
      const row = { name, title, type: fieldType(field), protocols: [protocol.name], reference };
      byName.set(name, values === undefined ? row : { ...row, values });
    }
  }
  for (const protocol of protocols) if (protocol !== null) addAliases(protocol, byName);
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function addAliases(
  { name, reference, aliases, texts = [] }: Protocol,
  byName: Map<string, ListedField>,
): void {
  for (const [alias, names] of Object.entries(aliases ?? {})) {
    if (byName.has(alias)) continue;
    const type = texts.includes(alias) ? "text" : (byName.get(names[0])?.type ?? "");
    const title = `${names.join(" or ")}`;
    byName.set(alias, { name: alias, title, type, protocols: [name], reference, names });
  }
}
