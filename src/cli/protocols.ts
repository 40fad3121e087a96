/** `overshark protocols`: what is dissected, where it is looked for, and how filters call it. */
import type { Protocol } from "../core/protocol.ts";
import { type ListedProtocol, protocolsJson, protocolsText } from "../output/listing-protocols.ts";
import { protocols as registered } from "../protocols/registry.ts";
import type { Command } from "./command.ts";
import { list, listingOptions } from "./listing.ts";

const USAGE = `Usage: overshark protocols [OPTION...] [WORD...]

Every protocol: its name in filters, how many fields it has, where it is looked
for, and where its format is written down. With words: those in whose name,
title or reference all of them are found.`;

export const protocols: Command = {
  name: "protocols",
  describe: "which protocols are dissected",
  usage: USAGE,
  options: listingOptions,
  words: "protocol",
  examples: [
    ["overshark protocols", "all of them"],
    ["overshark protocols rfc 7348", "those that this RFC describes"],
  ],
  run: (given) =>
    list(
      given,
      rows(),
      (row) => `${row.name} ${row.title} ${row.reference}`,
      rows().map(({ name }) => name),
      { text: protocolsText, json: protocolsJson },
    ),
};

function rows(): ListedProtocol[] {
  return registered
    .filter((p): p is Protocol => p !== null)
    .map(({ name, title, reference, claims, guessedOver = [], fields }) => ({
      name,
      title,
      reference,
      claims,
      guessed: guessedOver,
      fields: new Set(fields.map((field) => field.name)).size,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
