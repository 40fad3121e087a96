// XML in the body of an HTTP message, W3C's Extensible Markup Language 1.0: elements one inside the other. It is not
// checked: what is wrong in it ends the layer.
//
//   <?xml version="1.0"?> <a b="c">text <d/> <!-- ... --> </a>

import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import type { Cursor } from "./common/cursor.ts";
import { bodyReader, columnWith } from "./common/http-reader.ts";
import { str } from "./common/located.ts";
import { Kind } from "./common/media-types.ts";

const fields = [
  str("xml.xmlpi.xml", "<?xml"),
  str("xml.xmlpi.xml.version", "version"),
  str("xml.xmlpi.xml.encoding", "encoding"),
  str("xml.xmlpi.xml.standalone", "standalone"),
  str("xml.xmlpi", "XML Processing Instruction"),
  str("xml.tag", "Tag"),
  str("xml.attribute", "Attribute"),
  str("xml.cdata", "CDATA"),
  str("xml.cdatasection", "CDATA section"),
  str("xml.comment", "Comment"),
  str("xml.dtdtag", "DTD Tag"),
  str("xml.unknown", "Unknown"),
];

export const xml: Protocol = {
  name: "xml",
  title: "eXtensible Markup Language",
  reference: "W3C XML 1.0",
  fields,
  ...bodyReader(Kind.xml, fields, tell),
  column: columnWith("/XML"),
};

/** How pieces begin that are no tags, how they end, and their field. */
const PIECES: readonly (readonly [string, string, string])[] = [
  ["<!--", "-->", "xml.comment"],
  ["<![CDATA[", "]]>", "xml.cdatasection"],
  ["<!DOCTYPE", ">", "xml.dtdtag"],
];
/** More than anybody nests on purpose. */
const DEEPEST = 200;

function tell(c: Cursor): void {
  // One character a byte, so that places stay.
  const text = Buffer.from(c.data.buffer, c.data.byteOffset, c.data.byteLength).toString("latin1");
  const open: number[] = [];
  const add = (name: string, at: number, end: number, deeper = 0) =>
    c.add(name, at, end - at, stringAt(c.data, at, end - at), open.length + deeper);
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "<") {
      const end = text.indexOf("<", at) < 0 ? text.length : text.indexOf("<", at);
      const from = at + (/^\s*/.exec(text.slice(at, end))?.[0].length ?? 0);
      if (from < end) add(open.length === 0 ? "xml.unknown" : "xml.cdata", from, end);
      at = end;
      continue;
    }
    const piece = PIECES.find(([start]) => text.startsWith(start, at));
    const last = piece?.[1] ?? ">";
    const close = text.indexOf(last, at);
    if (close < 0) return;
    const end = close + last.length;
    const isInstruction = text.startsWith("<?", at);
    if (piece !== undefined) add(piece[2], at, end);
    else if (text.startsWith("</", at)) {
      if (open.pop() === undefined) return;
    } else {
      const isDeclaration = isInstruction && /^<\?xml\s/.test(text.slice(at, at + 6));
      add(isInstruction ? (isDeclaration ? "xml.xmlpi.xml" : "xml.xmlpi") : "xml.tag", at, end);
      for (const [whole, name, value] of attributes(text.slice(at, end))) {
        const from = text.indexOf(whole, at);
        if (!isDeclaration) add("xml.attribute", from, from + whole.length, 1);
        else if (DECLARED.includes(name)) {
          const inside = from + whole.length - value.length + 1;
          add(`xml.xmlpi.xml.${name}`, inside, inside + value.length - 2, 1);
        }
      }
      if (!isInstruction && text[close - 1] !== "/" && open.length < DEEPEST) open.push(at);
    }
    at = end;
  }
}

const DECLARED: readonly string[] = ["version", "encoding", "standalone"];

const attributes = (tag: string): IterableIterator<RegExpExecArray> =>
  tag.matchAll(/(?<=\s)([\w:.-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/g);
