// Locator/ID Separation Protocol: data (RFC 9300 section 5.1) and control messages (RFC 9301 section 5.1).
//
//  0    1              4                   8
// +----+--------------+-------------------+----
// |flag| nonce or     | instance id and   | IP        data
// |    | map versions | status bits       |
// +----+--------------+-------------------+----
//  0              3    4                            12
// +--------------+----+----------------------------+-------------------
// |type flags    |recs| nonce                      | records           control
// +--------------+----+----------------------------+-------------------
//
// Without the I flag there is no instance id, and so no tenant but the endpoints.

import { ipVersion } from "../core/demux.ts";
import { encapsulation, sourcePort } from "../core/encapsulations.ts";
import { flag, offsets, u8, u24, u32, u64 } from "../core/fields.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { atLeast } from "./common/cursor.ts";
import { lispFields, tellLisp } from "./common/lisp-messages.ts";
import { once } from "./common/located.ts";

const dataFields = [
  u8(0, "lisp-data.flags", "Flags", { base: "hex" }),
  flag(0, 1, 0x80, "lisp-data.flags.nonce", "N bit (Nonce present)"),
  flag(0, 1, 0x40, "lisp-data.flags.lsb", "L bit (Locator-Status-Bits field enabled)"),
  flag(0, 1, 0x20, "lisp-data.flags.enr", "E bit (Echo-Nonce-Request)"),
  flag(0, 1, 0x10, "lisp-data.flags.mv", "V bit (Map-Version present)"),
  flag(0, 1, 0x08, "lisp-data.flags.iid", "I bit (Instance ID present)"),
  u8(0, "lisp-data.flags.res", "Reserved", { mask: 0x07, base: "hex" }),
  u24(1, "lisp-data.nonce", "Nonce", { when: "nonce" }),
  u24(1, "lisp-data.mapver", "Map-Version", { when: "versions" }),
  u24(4, "lisp-data.iid", "Instance ID", { when: "instance" }),
  u32(4, "lisp-data.lsb", "Locator-Status-Bits", { base: "hex", when: "status" }),
];
const at = offsets(dataFields);
const LEN = 8;
const FLAG_I = 0x08;

const LISP = encapsulation({
  name: "lisp",
  title: "LISP",
  entropy: sourcePort("udp.srcport"),
  hash: "ports",
});

export const lispData: Protocol = {
  name: "lisp-data",
  title: "Locator/ID Separation Protocol (Data)",
  reference: "RFC 9300, 5.1",
  fields: dataFields,
  claims: { "udp.port": [4341] },
  parse: parseLispData,
  column: "LISP-Data",
  parts: (data): Record<string, number> => {
    const flags = data.getUint8(0);
    const parts: Record<string, number> = {};
    if ((flags & 0x80) !== 0) parts.nonce = 0;
    if ((flags & 0x10) !== 0) parts.versions = 0;
    if ((flags & FLAG_I) !== 0) parts.instance = 0;
    else if ((flags & 0x40) !== 0) parts.status = 0;
    return parts;
  },
};

function parseLispData(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  const keyless = (d.getUint8(o) & FLAG_I) === 0;
  const instance = keyless ? 0 : d.getUint32(o + at["lisp-data.iid"]) >>> 8;
  s.pos = o + LEN;
  if (!s.enterTunnel(LISP, 0, instance, keyless ? 1 : 0, s.ports, s.pos) || s.pos >= s.wire) return 0;
  return s.pos < s.lim ? ipVersion[d.getUint8(s.pos) >> 4] : s.short(s.pos + 1);
}

const TYPES: Readonly<Record<number, string>> = {
  1: "Map-Request",
  2: "Map-Reply",
  3: "Map-Register",
  4: "Map-Notify",
  5: "Map-Notify-Ack",
  6: "Map-Referral",
  7: "Info",
  8: "Encapsulated Control Message",
};
const INFO = 7;
const ENCAPSULATED = 8;
const HEAD = 4;

/** What a message of one record is about: " for [instance] prefix". */
function subject(layer: Layer): string {
  if (layer.get("lisp.records") !== 1) return "";
  const kind = layer.data.getUint8(0) >> 4 === 1 ? "lisp.mreq.record.prefix" : "lisp.mapping.eid";
  const length = layer.get(kind === "lisp.mapping.eid" ? `${kind}.masklen` : `${kind}.length`);
  const instance = layer.get("lisp.lcaf.iid");
  const address = (prefix: string) =>
    layer.get(`${prefix}.ipv4`) ?? layer.get(`${prefix}.ipv6`) ?? layer.get(`${prefix}.mac`);
  const within = address("lisp.lcaf.iid");
  const plain = address(kind);
  if (plain !== undefined) return ` for ${plain}/${length}`;
  return within === undefined || instance === undefined ? "" : ` for [${instance}] ${within}/${length}`;
}

const controlFields = once(() => [
  u24(0, "lisp.type", "Type", { mask: 0xf00000, values: TYPES }),
  u8(3, "lisp.records", "Record Count", { when: "records" }),
  u64(4, "lisp.nonce", "Nonce", { base: "hex", when: "nonce" }),
  ...lispFields(),
]);

export const lisp: Protocol = {
  name: "lisp",
  title: "Locator/ID Separation Protocol",
  reference: "RFC 9301, 5.1",
  get fields() {
    return controlFields();
  },
  claims: { "udp.app": [4342] },
  parse: atLeast(4),
  info: (layer) => `${TYPES[layer.data.getUint8(0) >> 4] ?? "Unknown"}${subject(layer)}`,
  parts: (data): Record<string, number> => {
    const type = data.getUint8(0) >> 4;
    if (type === ENCAPSULATED) return {};
    return type === INFO ? { nonce: 0 } : { nonce: 0, records: 0 };
  },
  locate: ({ data }, add) => void tellLisp(data, add),
  body: (data) => tellLisp(data, () => {}),
  beyond: (d, o, lim, s) => {
    if (o + HEAD + 1 > lim || d.getUint8(o) >> 4 !== ENCAPSULATED) return 0;
    s.pos = o + HEAD;
    return ipVersion[d.getUint8(s.pos) >> 4];
  },
};
