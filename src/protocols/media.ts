// The body of an HTTP message of a type that nobody here reads (RFC 9110, 8.3): Wireshark's "media".

import type { Protocol } from "../core/protocol.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { raw } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const fields = [raw("media.type", "Media type")];

export const media: Protocol = {
  name: "media",
  title: "Media Type",
  reference: "RFC 9110, 8.3",
  fields,
  ...bodyReader(Kind.media, fields, (c) => c.tell("media.type", c.left)),
  column: columnWith(""),
};
