// Stream Control Transmission Protocol, RFC 9260 section 3; a header and chunks.
//
//  0         2         4              8              12
// +---------+---------+--------------+--------------+------
// | source  | destin. | tag          | checksum     | chunks
// +---------+---------+--------------+--------------+------
//  0    1    2         4
// +----+----+---------+------
// |type|flag| length  | value, filled up to a multiple of 4
// +----+----+---------+------

import { type Exchange, withPorts } from "../core/exchange.ts";
import { located, u16, u32 } from "../core/fields.ts";
import { type Add, type Layer, NONE_EARLIER, NONE_JOINED } from "../core/layer.ts";
import { parsePorts } from "../core/ports.ts";
import type { Protocol } from "../core/protocol.ts";
import { Checksum, crc32c } from "./common/checksum.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";
import {
  Chunk,
  chunksOf,
  firstTsn,
  infoOfChunk,
  isMessage,
  nameOfChunk,
  sctpChunkFields,
  sentIn,
  tellChunk,
} from "./common/sctp-chunks.ts";

enum At {
  CHECKSUM = 8,
  END = 12,
}

export const sctp: Protocol = {
  name: "sctp",
  title: "Stream Control Transmission Protocol",
  reference: "RFC 9260, 3",
  fields: [
    u16(0, "sctp.srcport", "Source port"),
    u16(2, "sctp.dstport", "Destination port"),
    u32(4, "sctp.verification_tag", "Verification tag", { base: "hex" }),
    u32(At.CHECKSUM, "sctp.checksum", "Checksum", { base: "hex" }),
    located("uint", 1, "sctp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    ...sctpChunkFields,
  ],
  claims: { "ip.proto": [132], linktype: [248] },
  parse: parsePorts,
  leaf: true,
  aliases: { "sctp.port": ["sctp.srcport", "sctp.dstport"] },
  // Every message that is whole counts as data of its own.
  spelling: (layer) =>
    [
      "sctp",
      ...chunksOf(layer.data, At.END)
        .filter((chunk) => isMessage(layer.data, chunk, basesOf(layer)))
        .map(() => "data"),
    ].join(":"),
  summary: (layer) => `, Src Port: ${layer.get("sctp.srcport")}, Dst Port: ${layer.get("sctp.dstport")}`,
  exchange,
  info,
  locate,
};

function exchange(layer: Layer): Exchange | undefined {
  const ends = withPorts(layer, "sctp");
  if (ends === undefined) return undefined;
  const { data } = layer;
  if (data.byteLength < At.END) return ends;
  const chunks = chunksOf(data, At.END);
  const first = firstTsn(data, chunks);
  const sends = sentIn(data, chunks);
  return { ...ends, ...(first === null ? {} : { first }), ...(sends.length === 0 ? {} : { sends }) };
}

const basesOf = ({ conversation }: Layer) => ({
  own: conversation?.counts?.own ?? 0,
  other: conversation?.counts?.other ?? 0,
  earlier: conversation?.earlier ?? NONE_EARLIER,
  joined: conversation?.joined ?? NONE_JOINED,
});

function info(layer: Layer): string {
  const { data, wireLength } = layer;
  const isCut = (chunk: Chunk) => chunk.at + chunk.size > data.byteLength && data.byteLength < wireLength;
  return chunksOf(data, At.END)
    .map((chunk) => (isCut(chunk) ? nameOfChunk(chunk) : infoOfChunk(data, chunk, basesOf(layer))))
    .map((words) => `${words} `)
    .join("");
}

function statusOf({ data, wireLength }: Layer): number {
  if (data.byteLength < wireLength) return Checksum.unverified;
  // Sent low byte first.
  const good = crc32c(data, 0, wireLength, At.CHECKSUM) === data.getUint32(At.CHECKSUM, true);
  return good ? Checksum.good : Checksum.bad;
}

function locate(layer: Layer, add: Add): void {
  add("sctp.checksum.status", At.CHECKSUM, 4, statusOf(layer));
  for (const chunk of chunksOf(layer.data, At.END)) tellChunk(layer.data, add, chunk, basesOf(layer));
  const last = chunksOf(layer.data, At.END).at(-1);
  if (last !== undefined && last.at + Math.max(Chunk.HEADER, last.size) > layer.data.byteLength)
    throw new RangeError("a chunk is cut");
}
