// The body of an HTTP message whose type is text: Wireshark's "data-text-lines", and the types that it takes for
// such. It is what the headers before it say (RFC 9110, 8.3). And the parts of a mail on its way.

import type { Protocol } from "../core/protocol.ts";
import { readsKind } from "./common/http-kind.ts";
import { Kind } from "./common/media-types.ts";

export const dataTextLines: Protocol = {
  name: "data-text-lines",
  title: "Line-based text data",
  reference: "RFC 9110, 8.3",
  fields: [],
  claims: { "smtp.data": [0], "sip.body": [Kind.text] },
  guessedOver: ["http", "ssdp"],
  accepts: readsKind(Kind.text),
  parse: () => 0,
  leaf: true,
  locate: ({ data, wireLength }) => {
    if (data.byteLength < wireLength) throw new RangeError("a text that is cut");
  },
  column: ({ packet, index }) => packet.layers()[index - 1].protocol.name.toUpperCase(),
};
