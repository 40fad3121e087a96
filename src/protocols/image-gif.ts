// CompuServe's Graphics Interchange Format in the body of an HTTP message, GIF89a: blocks that begin with what they are.
// Numbers are little-endian.
//
//   | "GIF89a" | screen (7) | colors | ! extension, sub-blocks | , image (9), colors, code size, sub-blocks | ; |

import type { Protocol } from "../core/protocol.ts";
import type { Cursor } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { hexNum, mark, num, raw, str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const LABELS: Readonly<Record<number, string>> = {
  1: "Plain Text",
  249: "Graphics Control",
  254: "Comment",
  255: "Application",
};

const fields = [
  str("image-gif.version", "Version"),
  num(2, "image-gif.screen.width", "Screen width"),
  num(2, "image-gif.screen.height", "Screen height"),
  num(1, "image-gif.global.color_map.present", "Global color map is present", { mask: 0x80 }),
  num(1, "image-gif.global.color_bpp", "Bits per color minus 1", { mask: 0x70 }),
  num(1, "image-gif.global.color_map.ordered", "Global color map is ordered", { mask: 0x08 }),
  num(1, "image-gif.global.bpp", "Image bits per pixel minus 1", { mask: 0x07 }),
  num(1, "image-gif.image_background_index", "Background color index"),
  num(2, "image-gif.global.pixel_aspect_ratio", "Global pixel aspect ratio"),
  raw("image-gif.global.color_map", "Global color map"),
  mark("image-gif.extension", "Extension"),
  hexNum(1, "image-gif.extension.label", "Extension label", { values: LABELS }),
  raw("image-gif.data_block", "Data block"),
  mark("image-gif.image", "Image"),
  num(2, "image-gif.image.left", "Image left position"),
  num(2, "image-gif.image.top", "Image top position"),
  num(2, "image-gif.image.width", "Image width"),
  num(2, "image-gif.image.height", "Image height"),
  num(1, "image-gif.local.color_map.present", "Local color map is present", { mask: 0x80 }),
  num(1, "image-gif.local.color_bpp", "Bits per color minus 1", { mask: 0x70 }),
  num(1, "image-gif.local.color_map.ordered", "Local color map is ordered", { mask: 0x08 }),
  raw("image-gif.local.color_map", "Local color map"),
  num(1, "image-gif.image.code_size", "LZW minimum code size"),
  mark("image-gif.end", "Trailer (End of the GIF stream)"),
];

export const imageGif: Protocol = {
  name: "image-gif",
  title: "Compuserve GIF",
  reference: "GIF89a",
  fields,
  ...bodyReader(Kind.gif, fields, tell),
  column: columnWith(""),
};

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];

function tell(c: Cursor): void {
  const isNew = c.text("image-gif.version", 6) === "GIF89a";
  little(c, "image-gif.screen.width");
  little(c, "image-gif.screen.height");
  const flags = c.peek(1);
  c.bits(1, "image-gif.global.color_map.present", "image-gif.global.color_bpp");
  if (isNew) c.bits(1, "image-gif.global.color_map.ordered");
  c.bits(1, "image-gif.global.bpp").skip(1).tell("image-gif.image_background_index", 1);
  if (isNew && c.peek(1) !== 0) c.here("image-gif.global.pixel_aspect_ratio", 1);
  c.skip(1);
  colors(c, flags, "image-gif.global.color_map");
  while (c.left > 0) {
    const block = c.peek(1);
    if (block === EXTENSION) tellBlock(c, "image-gif.extension", 1, tellExtension);
    else if (block === IMAGE) tellBlock(c, "image-gif.image", 0, (inner) => tellImage(inner, isNew));
    else {
      if (block === TRAILER) c.here("image-gif.end", 1, true);
      return;
    }
  }
}

function tellBlock(c: Cursor, name: string, more: number, tellParts: (inner: Cursor) => void): void {
  const end = blockEnd(c, more);
  tellParts(c.part(name, end - c.at));
}

/** Where the block here ends: behind its header, its colors if it has such, and an empty sub-block. */
function blockEnd(c: Cursor, isExtension: number): number {
  let at = 2;
  if (isExtension === 0) {
    const flags = c.peek(1, 9);
    at = 10 + (flags & 0x80 ? colorBytes(flags) : 0) + 1;
  }
  while (c.peek(1, at) !== 0) at += 1 + c.peek(1, at);
  return c.at + at + 1;
}

function tellExtension(c: Cursor): void {
  c.skip(1).tell("image-gif.extension.label", 1);
  subBlocks(c);
}

function tellImage(c: Cursor, isNew: boolean): void {
  c.skip(1);
  for (const name of ["left", "top", "width", "height"]) little(c, `image-gif.image.${name}`);
  const flags = c.peek(1);
  c.bits(1, "image-gif.local.color_map.present", "image-gif.local.color_bpp");
  if (isNew) c.bits(1, "image-gif.local.color_map.ordered");
  c.bits(1, "image-gif.global.bpp").skip(1);
  colors(c, flags, "image-gif.local.color_map");
  c.tell("image-gif.image.code_size", 1);
  subBlocks(c);
}

function subBlocks(c: Cursor): void {
  while (c.left > 0) {
    const size = c.peek(1);
    c.need(1 + size);
    c.add(
      "image-gif.data_block",
      c.at,
      1 + size,
      new Uint8Array(c.data.buffer, c.data.byteOffset + c.at + 1, size),
      c.depth,
    );
    c.skip(1 + size);
  }
}

const colorBytes = (flags: number): number => 3 * (2 << (flags & 0x07));

function colors(c: Cursor, flags: number, name: string): void {
  if ((flags & 0x80) !== 0) c.tell(name, colorBytes(flags));
}

function little(c: Cursor, name: string): void {
  c.tell(name, 2, c.peek(1) + 256 * c.peek(1, 1));
}
