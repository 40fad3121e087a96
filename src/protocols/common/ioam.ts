// What nodes note in packets on their way: in situ OAM's traces (RFC 9197, 4.4) in an option of IPv6 (RFC 9486).
//
//  0    1    2         4         6    7    8              11   12
// +----+----+---------+---------+----+----+--------------+----+--------------------+--------------
// | 0  |type|namespace| len|fl.|rem.|        trace type  | 0  | free space         | data of nodes
// +----+----+---------+---------+----+----+--------------+----+--------------------+--------------

import type { Field } from "../../core/fields.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, num, raw, said } from "./located.ts";

const I = "ipv6.opt.ioam";
const T = `${I}.trace`;
const N = `${T}.node`;
const TYPES = { 0: "Pre-allocated Trace", 1: "Incremental Trace", 2: "Proof of Transit", 3: "Edge to Edge" };

/** What a node tells by the bits of the trace's type, from the highest on: fields and their sizes. */
const NODE: readonly (readonly [
  title: string,
  ...fields: readonly [name: string, size: number, title: string][],
])[] = [
  ["Hop_Lim and Node ID (short)", ["hlim", 1, "Hop Limit"], ["id", 3, "ID"]],
  ["Ingress and Egress IDs (short)", ["iif", 2, "Ingress ID"], ["eif", 2, "Egress ID"]],
  ["Timestamp seconds", ["tss", 4, "Timestamp Seconds"]],
  ["Timestamp fraction", ["tsf", 4, "Timestamp Fraction"]],
  ["Transit delay", ["trdelay", 4, "Transit Delay"]],
  ["IOAM-Namespace specific data (short)", ["nsdata", 4, "Namespace Data (short)"]],
  ["Queue depth", ["qdepth", 4, "Queue Depth"]],
  ["Checksum complement", ["csum", 4, "Checksum Complement"]],
  ["Hop_Lim and Node ID (wide)", ["hlim", 1, "Hop Limit"], ["id_wide", 7, "ID"]],
  ["Ingress and Egress IDs (wide)", ["iif_wide", 4, "Ingress ID"], ["eif_wide", 4, "Egress ID"]],
  ["IOAM-Namespace specific data (wide)", ["nsdata_wide", 8, "Namespace Data (wide)"]],
  ["Buffer occupancy", ["bufoccup", 4, "Buffer Occupancy"]],
];
const SNAPSHOT = 0x000002;
const HOP_LIMIT = "hlim";

const nodeFields: Field[] = NODE.slice(0, 12).flatMap(([, ...fields], i) =>
  fields
    .filter(([name]) => name !== HOP_LIMIT || i === 0)
    .map(([name, size, title]) =>
      name === HOP_LIMIT
        ? num(1, `${N}.${name}`, title)
        : hexNum(size === 7 ? 8 : size, `${N}.${name}`, title),
    ),
);

export const ioamFields: Field[] = [
  num(1, `${I}.rsv`, "Reserved"),
  num(1, `${I}.opt_type`, "Option-Type", { values: TYPES }),
  num(2, `${T}.ns`, "Namespace ID"),
  num(1, `${T}.nodelen`, "Node Length"),
  hexNum(2, `${T}.flags`, "Flags", { mask: 0x0780 }),
  bit(2, 0x0400, `${T}.flag.o`, "Overflow"),
  bit(2, 0x0200, `${T}.flag.l`, "Loopback"),
  bit(2, 0x0100, `${T}.flag.a`, "Active"),
  bit(2, 0x0080, `${T}.flag.rsv`, "Reserved"),
  num(1, `${T}.remlen`, "Remaining Length"),
  hexNum(3, `${T}.type`, "Trace Type"),
  ...NODE.map(([title], i) => bit(3, 0x800000 >> i, `${T}.type.bit${i}`, title)),
  bit(3, 0x000800, `${T}.type.undef`, "Undefined"),
  bit(3, SNAPSHOT, `${T}.type.bit22`, "Opaque State Snapshot"),
  bit(3, 0x000001, `${T}.type.rsv`, "Reserved"),
  num(1, `${T}.rsv`, "Reserved"),
  raw(`${T}.free_space`, "Free space"),
  ...nodeFields,
  num(1, `${N}.oss.len`, "Length"),
  hexNum(3, `${N}.oss.scid`, "Schema ID"),
  raw(`${N}.oss.data`, "Data"),
  said("error", "protocol", `${T}.invalid_nodelen`, 'Invalid "NodeLen" value: cannot be 0'),
  said("error", "protocol", `${T}.invalid_remlen`, 'Invalid "RemLen" value'),
];

const UNDEFINED = 0x000ffc;

/** Tells the option behind its type and length. */
export function tellIoam(c: Cursor): void {
  c.tell(`${I}.rsv`, 1);
  if (c.number(`${I}.opt_type`, 1) > 1) return;
  c.tell(`${T}.ns`, 2);
  const word = c.peek(2);
  c.here(`${T}.nodelen`, 1, word >> 11).here(`${T}.flags`, 2, (word >> 7) & 0x0f);
  c.bits(2, ...["o", "l", "a", "rsv"].map((name) => `${T}.flag.${name}`));
  const remaining = 4 * (word & 0x7f);
  c.tell(`${T}.remlen`, 2, word & 0x7f);
  const type = c.peek(3);
  c.here(`${T}.type`, 3).bits(3, ...NODE.map((_, i) => `${T}.type.bit${i}`));
  c.here(`${T}.type.undef`, 3, (type & UNDEFINED) !== 0).bits(3, `${T}.type.bit22`, `${T}.type.rsv`);
  c.skip(3).tell(`${T}.rsv`, 1);
  if (word >> 11 === 0) c.here(`${T}.invalid_nodelen`, 0, true);
  if (remaining > c.left) {
    c.here(`${T}.invalid_remlen`, 0, `IOAM RemLen: Invalid length (${remaining} bytes)`);
    return;
  }
  if (remaining > 0) c.tell(`${T}.free_space`, remaining);
  const size = 4 * (word >> 11);
  while (size > 0 && c.left >= size) tellNode(c, size, type);
}

function tellNode(c: Cursor, size: number, type: number): void {
  const node = c.within(size);
  for (const [i, [, ...fields]] of NODE.entries()) {
    if ((type & (0x800000 >> i)) === 0) continue;
    for (const [name, bytes] of fields)
      if (bytes === 7) node.tell(`${N}.${name}`, bytes, wide(node));
      else node.tell(`${N}.${name}`, bytes);
  }
  if ((type & SNAPSHOT) === 0) return;
  const length = 4 * c.number(`${N}.oss.len`, 1);
  c.tell(`${N}.oss.scid`, 3);
  if (length > 0) c.tell(`${N}.oss.data`, length);
}

/** Seven bytes. */
const wide = (c: Cursor): bigint => (BigInt(c.peek(3)) << 32n) | BigInt(c.peek(4, 3));
