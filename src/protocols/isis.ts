// OSI network layer protocols behind LLC (ISO/IEC TR 9577: their first byte says which), and the routing protocol
// among them: IS-IS, ISO/IEC 10589 section 9.
//
//  0    1    2    3    4    5    6    7    8
// +----+----+----+----+----+----+----+----+---------------------------------
// |0x83|len |ver |idln|type|ver |res |area| by type: hello, link state, sequence numbers
// +----+----+----+----+----+----+----+----+---------------------------------

import { osiNlpid } from "../core/demux.ts";
import { u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { Checksum } from "./common/checksum.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { helloFields, linkStateFields, sequenceFields } from "./common/isis-fields.ts";
import { systemId } from "./common/isis-reach.ts";
import { fletcherStatus, tellTlvs } from "./common/isis-tlvs.ts";
import { once } from "./common/located.ts";

export const osi: Protocol = {
  name: "osi",
  title: "ISO 10589 ISIS InTRA Domain Routeing Information Exchange Protocol",
  reference: "ISO/IEC TR 9577, 4",
  fields: [u8(0, "osi.nlpid", "Network Layer Protocol Identifier", { base: "hex", when: "own" })],
  // As Wireshark does, which shows it once.
  parts: (data): Record<string, number> => (isOfNext(data.getUint8(0)) ? {} : { own: 0 }),
  claims: {
    "llc.dsap": [0x14, 0x20, 0x34, 0x54, 0xfe],
    "ip.proto": [80],
    "gre.proto": [0x00fe],
    "ppp.protocol": [0x0023],
    "chdlc.protocol": [0xfefe],
    "null.family": [7],
  },
  parse: parseOsi,
  steady: () => ({ decides: "ff", last: true }),
  leaf: true,
  column: "ISO",
  info: (layer) => {
    const id = layer.get("osi.nlpid") as number | undefined;
    return id === undefined ? undefined : `Unknown ISO protocol (${id.toString(16).padStart(2, "0")})`;
  },
  body: () => 0,
};

export function parseOsi(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + 1 > lim) return s.shortLeaf(o + 1);
  const id = d.getUint8(o);
  s.pos = isOfNext(id) ? o : o + 1;
  return osiNlpid[id];
}

/** The first byte of OSI's own protocols is their identifier; IP stands behind it (ISO/IEC TR 9577, C.2). */
const isOfNext = (id: number): boolean => osiNlpid[id] !== 0 && id !== IPV4 && id !== IPV6;
const IPV4 = 0xcc;
const IPV6 = 0x8e;

/** Kind and level by type. */
const TYPES: Record<number, readonly [kind: string, level: string]> = {
  15: ["hello", "L1"],
  16: ["hello", "L2"],
  17: ["hello", "P2P"],
  18: ["lsp", "L1"],
  20: ["lsp", "L2"],
  24: ["csnp", "L1"],
  25: ["csnp", "L2"],
  26: ["psnp", "L1"],
  27: ["psnp", "L2"],
};
const HEADER = 8;
/** Where the id of a link state message stands, from which on its checksum counts. */
const PDU_ID = 12;

const fields = once(() => [
  u8(0, "isis.irpd", "Intradomain Routeing Protocol Discriminator", { base: "hex" }),
  u8(1, "isis.len", "Length Indicator"),
  u8(2, "isis.version", "Version/Protocol ID Extension"),
  u8(3, "isis.sysid_len", "ID Length"),
  u8(4, "isis.type.reserved", "Reserved", { mask: 0xe0, base: "hex" }),
  u8(4, "isis.type", "PDU Type", { mask: 0x1f }),
  u8(5, "isis.version2", "Version"),
  u8(6, "isis.reserved", "Reserved"),
  u8(7, "isis.max_area_adr", "Maximum Area Addresses"),
  ...helloFields(),
  ...sequenceFields(),
  ...linkStateFields(),
]);

export const isis: Protocol = {
  name: "isis",
  title: "ISO 10589 ISIS InTRA Domain Routeing Information Exchange Protocol",
  reference: "ISO/IEC 10589, 9",
  get fields() {
    return fields();
  },
  claims: { "osi.nlpid": [0x83], ethertype: [0x22f4] },
  ...leaf(HEADER),
  spells: { own: "always", besides: Object.values(TYPES).map(([kind]) => `isis.${kind}`) },
  spelling: ({ data }) => {
    const kind = TYPES[data.byteLength > 4 ? data.getUint8(4) & 0x1f : 0]?.[0];
    return kind === undefined ? "isis" : `isis:isis.${kind}`;
  },
  column: ({ data }) => {
    const kind = TYPES[data.byteLength > 4 ? data.getUint8(4) & 0x1f : 0]?.[0];
    return kind === undefined ? "ISIS" : `ISIS ${kind.toUpperCase()}`;
  },
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const type = data.getUint8(4) & 0x1f;
  const c = new Cursor(data, add, HEADER);
  const [kind, level] = TYPES[type] ?? [];
  if (kind === undefined) return;
  say(`${level} ${kind.toUpperCase()}, `);
  if (kind === "hello") {
    c.here("isis.hello.circuit_type", 1).tell("isis.hello.reserved", 1);
    say(`System-ID: ${systemId(c, "isis.hello.source_id", 6)}`);
    c.tell("isis.hello.holding_timer", 2).tell("isis.hello.pdu_length", 2);
    if (level === "P2P") c.tell("isis.hello.local_circuit_id", 1);
    else {
      c.here("isis.hello.priority", 1).tell("isis.hello.reserved", 1, c.peek(1) >> 7);
      systemId(c, "isis.hello.lan_id", 7);
    }
  } else if (kind === "lsp") {
    const life = c.tell("isis.lsp.pdu_length", 2).number("isis.lsp.remaining_life", 2);
    const id = systemId(c, "isis.lsp.lsp_id", 8);
    const sequence = c.number("isis.lsp.sequence_number", 4).toString(16).padStart(8, "0");
    say(`LSP-ID: ${id}, Sequence: 0x${sequence}, Lifetime: ${String(life).padStart(5)}s`);
    const size = Math.max(PDU_ID, data.getUint16(HEADER));
    c.here("isis.lsp.checksum", 2);
    const status = fletcherStatus(data, PDU_ID, size, c.at);
    if (status === Checksum.bad) say(" [ISIS CHECKSUM INCORRECT]");
    c.tell("isis.lsp.checksum.status", 2, status);
    c.here("isis.lsp.partition_repair", 1).here("isis.lsp.att", 1);
    c.bits(1, ...["error", "expense", "delay", "default"].map((name) => `isis.lsp.${name}_metric`));
    c.here("isis.lsp.overload", 1).tell("isis.lsp.is_type", 1);
  } else {
    c.tell(`isis.${kind}.pdu_length`, 2);
    const source = systemId(c, `isis.${kind}.source_id`, 6);
    say(`Source-ID: ${source}.${c.peek(1).toString(16).padStart(2, "0")}`);
    c.tell(`isis.${kind}.source_circuit`, 1);
    if (kind === "csnp") {
      say(`, Start LSP-ID: ${systemId(c, "isis.csnp.start_lsp_id", 8)}`);
      say(`, End LSP-ID: ${systemId(c, "isis.csnp.end_lsp_id", 8)}`);
    }
  }
  // The length indicator tells where they start.
  c.at = Math.max(c.at, data.getUint8(1));
  tellTlvs(c, kind);
}
