// Portable Network Graphics in the body of an HTTP message, W3C's PNG specification, 5: chunks behind a signature.
//
//   | length (32) | type (4 letters) | data | CRC (32) |

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { type Cursor, type Parts, tellParts } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { bit, hexNum, mark, num, raw, str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const COLOURS: Readonly<Record<number, string>> = {
  0: "Greyscale",
  2: "Truecolour",
  3: "Indexed-colour",
  4: "Greyscale with alpha",
  6: "Truecolour with alpha",
};

const fields = [
  raw("png.signature", "PNG Signature", 8),
  num(4, "png.chunk.len", "Len"),
  str("png.chunk.type", "Chunk"),
  bit(4, 0x20000000, "png.chunk.flag.ancillary", "Ancillary"),
  bit(4, 0x00200000, "png.chunk.flag.private", "Private"),
  bit(4, 0x00000020, "png.chunk.flag.stc", "Safe To Copy"),
  mark("png.chunk.data", "Data"),
  hexNum(4, "png.chunk.crc", "CRC"),
  num(4, "png.ihdr.width", "Width"),
  num(4, "png.ihdr.height", "Height"),
  num(1, "png.ihdr.bitdepth", "Bit Depth"),
  num(1, "png.ihdr.colour_type", "Colour Type", { values: COLOURS }),
  num(1, "png.ihdr.compression_method", "Compression Method", { values: { 0: "Deflate" } }),
  num(1, "png.ihdr.filter_method", "Filter Method", { values: { 0: "Adaptive" } }),
  num(1, "png.ihdr.interlace_method", "Interlace Method", { values: { 0: "No interlace", 1: "Adam7" } }),
  str("png.text.keyword", "Keyword"),
  str("png.text.string", "String"),
  num(2, "png.time.year", "Year"),
  num(1, "png.time.month", "Month"),
  num(1, "png.time.day", "Day"),
  num(1, "png.time.hour", "Hour"),
  num(1, "png.time.minute", "Minute"),
  num(1, "png.time.second", "Second"),
  num(4, "png.phys.horiz", "Horizontal pixels per unit"),
  num(4, "png.phys.vert", "Vertical pixels per unit"),
  num(1, "png.phys.unit", "Unit", { values: { 0: "Unit is unknown", 1: "Unit is METRE" } }),
];

export const png: Protocol = {
  name: "png",
  title: "Portable Network Graphics",
  reference: "W3C PNG, 5",
  fields,
  ...bodyReader(Kind.png, fields, tell),
  column: columnWith(""),
};

/** What stands in chunks of some types. */
const CHUNKS: Readonly<Record<string, Parts>> = {
  IHDR: [
    ["png.ihdr.width", 4],
    ["png.ihdr.height", 4],
    ["png.ihdr.bitdepth", 1],
    ["png.ihdr.colour_type", 1],
    ["png.ihdr.compression_method", 1],
    ["png.ihdr.filter_method", 1],
    ["png.ihdr.interlace_method", 1],
  ],
  tIME: [
    ["png.time.year", 2],
    ["png.time.month", 1],
    ["png.time.day", 1],
    ["png.time.hour", 1],
    ["png.time.minute", 1],
    ["png.time.second", 1],
  ],
  pHYs: [
    ["png.phys.horiz", 4],
    ["png.phys.vert", 4],
    ["png.phys.unit", 1],
  ],
};

/** Length, type and CRC of a chunk. */
const CHUNK = 12;

function tell(c: Cursor): void {
  c.tell("png.signature", 8);
  while (c.left > 0) {
    c.need(CHUNK + c.peek(4));
    const size = c.number("png.chunk.len", 4);
    c.here("png.chunk.type", 4, stringAt(c.data, c.at, 4));
    const type = stringAt(c.data, c.at, 4);
    c.bits(4, "png.chunk.flag.ancillary", "png.chunk.flag.private", "png.chunk.flag.stc").skip(4);
    if (size > 0) tellChunk(c.within(size, 1), type);
    c.tell("png.chunk.crc", 4);
  }
}

function tellChunk(c: Cursor, type: string): void {
  if (Object.hasOwn(CHUNKS, type)) tellParts(c, CHUNKS[type]);
  else if (type === "tEXt") {
    let size = 0;
    while (size < c.left && c.peek(1, size) !== 0) size++;
    c.text("png.text.keyword", size);
    if (c.left > 1) c.skip(1).text("png.text.string", c.left);
  } else c.tell("png.chunk.data", c.left, true);
}
