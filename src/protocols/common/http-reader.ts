/** Readers of what a message of HTTP carries: layers whose bytes may be in chunks, or packed. */
import type { Field } from "../../core/fields.ts";
import type { Add, Layer } from "../../core/layer.ts";
import type { Protocol } from "../../core/protocol.ts";
import { stringAt, valueAt } from "../../core/values.ts";
import { Cursor } from "./cursor.ts";
import { bodyBytes } from "./http-body.ts";
import { type Described, describedAt, readsKind } from "./http-kind.ts";
import { headersEnd } from "./http-message.ts";
import { Kind } from "./media-types.ts";

/** Tells what is in a body: the cursor is over its bytes as they were before they were packed. */
type TellBody = (c: Cursor, described: Described, layer: Layer) => void;

/** Whose messages they stand in. */
export const CARRIERS: readonly string[] = ["http", "ssdp"];

/** The Protocol column of a body of that kind: "HTTP/XML". */
export const columnWith =
  (kind: string) =>
  (layer: Layer): string =>
    `${carrierOf(layer)?.protocol.name.toUpperCase()}${kind}`;

const carrierOf = ({ packet, index }: Layer): Layer | undefined => packet.layers()[index - 1];

/** Kinds of bodies that are read in SIP as well. */
const IN_SIP: readonly number[] = [Kind.json, Kind.xml, Kind.form];

/** Everything of a protocol that reads bodies of one kind but its names and fields. */
export const bodyReader = (kind: number, fields: readonly Field[], tell: TellBody) =>
  ({
    claims: IN_SIP.includes(kind) ? { "sip.body": [kind] } : {},
    guessedOver: CARRIERS,
    accepts: readsKind(kind),
    parse: () => 0,
    leaf: true,
    locate: (layer, add) => {
      const { bytes, described, placed } = bodyOf(layer, fields, add);
      try {
        tell(new Cursor(bytes, placed), described, layer);
      } catch (error) {
        // What goes on in a later segment ends here for no fault of its own.
        if (!(error instanceof RangeError) || isWhole(layer.data, described)) throw error;
      }
      if (layer.data.byteLength < layer.wireLength) throw new RangeError("a body that is cut");
    },
  }) satisfies Partial<Protocol>;

/** All of the body is there. */
function isWhole(data: DataView, { isChunked, length }: Described): boolean {
  if (!isChunked) return data.byteLength >= length;
  const end = Math.min(LAST_CHUNK.length, data.byteLength);
  return stringAt(data, data.byteLength - end, end) === LAST_CHUNK;
}
const LAST_CHUNK = "0\r\n\r\n";

/** What the layer holds, and how its fields are told: what was packed stands in all of it. */
function bodyOf(layer: Layer, fields: readonly Field[], add: Add) {
  const { data } = layer;
  const head = carrierOf(layer)?.data ?? data;
  const described = describedAt(head, 0, headersEnd(head, 0, head.byteLength));
  if (!described.isChunked && /^(identity)?$/.test(described.packing))
    return { bytes: data, described, placed: add };
  const packed = bodyBytes(data, 0, data.byteLength, described);
  const bytes = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const placed: Add = (name, at, size, value, depth) => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return;
    add(name, 0, data.byteLength, value ?? valueAt(field, bytes, at, size), depth);
  };
  return { bytes, described, placed };
}
