/** -T json and -T ek: packets as objects. */
import { timeText } from "../core/format.ts";
import type { Layer, Packet } from "../core/layer.ts";
import { safeJson } from "./json.ts";
import { JsonLayers } from "./json-layer.ts";
import { textualValue, typedValue } from "./json-values.ts";
import type { Written } from "./written.ts";

/** Values of some names. */
type Fields = Record<string, string[]>;

const typed = new JsonLayers({ key: (_, name) => name, value: typedValue });

/**
 * A packet as one object, a line with its end. Its layers are a list, so that the outer and the inner ones stay what they
 * are. Numbers are numbers, but those of 64 bits decimal strings; bytes are hex.
 *
 * @param fields the values of these names instead of the layers
 */
export function packetJson(out: Written, packet: Packet, fields: Fields | null): void {
  const { number, seconds, nanoseconds, original, captured, tenant } = packet;
  const time = nanoseconds < 0 ? "null" : `"${timeText(seconds, nanoseconds)}"`;
  out.text(`{"number":${number},"time":${time},"length":${original},"captured":${captured},"tenant":`);
  if (tenant === null) out.text("null");
  else out.json(tenant);
  if (fields !== null) {
    out.text(`,"fields":${safeJson(JSON.stringify(fields)).trimEnd()}}\n`);
    return;
  }
  out.text(',"layers":[');
  for (const [i, layer] of packet.layers().entries()) {
    out.text(i === 0 ? '{"protocol":' : ',{"protocol":');
    out.json(layer.protocol.name);
    typed.write(out, layer, true);
    out.text("}");
  }
  out.text("]}\n");
}

const underscored = (name: string) => name.replaceAll(".", "_");

const textual = new JsonLayers({
  key: (protocol, name) => `${underscored(protocol.name)}_${underscored(name)}`,
  value: textualValue,
});

/**
 * A packet for Elasticsearch' bulk interface, as tshark writes it: a line that names the index, and one with the
 * packet. Values are text, flags true or false, and a layer that occurs more than once is a list.
 */
export function packetEk(out: Written, packet: Packet, fields: Fields | null): void {
  const timed = packet.nanoseconds >= 0;
  const time = timed ? timeText(packet.seconds, packet.nanoseconds) : "1970-01-01";
  const milliseconds = packet.seconds * 1000 + Math.floor(packet.nanoseconds / 1e6);
  out.text(`{"index":{"_index":"packets-${time.slice(0, 10)}","_type":"doc"}}\n{`);
  if (timed) out.text(`"timestamp":"${milliseconds}",`);
  out.text('"layers":');
  if (fields === null) ekLayers(out, packet.layers());
  else {
    const some = Object.entries(fields).filter(([, values]) => values.length > 0);
    const members = Object.fromEntries(some.map(([name, values]) => [underscored(name), values]));
    out.text(safeJson(JSON.stringify(members)).trimEnd());
  }
  out.text("}\n");
}

function ekLayers(out: Written, layers: readonly Layer[]): void {
  const byName = new Map<string, Layer[]>();
  for (const layer of layers) {
    const others = byName.get(layer.protocol.name);
    if (others === undefined) byName.set(layer.protocol.name, [layer]);
    else others.push(layer);
  }
  let before = "{";
  for (const [name, same] of byName) {
    out.text(`${before}"${underscored(name)}":`);
    before = ",";
    for (const [i, layer] of same.entries()) {
      out.text(same.length === 1 ? "{" : i === 0 ? "[{" : ",{");
      textual.write(out, layer, false);
      out.text("}");
    }
    if (same.length > 1) out.text("]");
  }
  out.text(before === "{" ? "{}" : "}");
}
