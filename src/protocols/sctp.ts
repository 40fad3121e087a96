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
  identifierOf,
  infoOfChunk,
  isMessage,
  nameOfChunk,
  sctpChunkFields,
  sentIn,
  tellChunk,
} from "./common/sctp-chunks.ts";
import { SCTP_USERS, sctpUser } from "./common/sctp-users.ts";

enum At {
  CHECKSUM = 8,
  END = 12,
}

const PORTS_LEN = 4;
const WHOLE = { when: "whole" };

export const sctp: Protocol = {
  name: "sctp",
  title: "Stream Control Transmission Protocol",
  reference: "RFC 9260, 3",
  fields: [
    u16(0, "sctp.srcport", "Source port", WHOLE),
    u16(2, "sctp.dstport", "Destination port", WHOLE),
    u32(4, "sctp.verification_tag", "Verification tag", { ...WHOLE, base: "hex" }),
    u32(At.CHECKSUM, "sctp.checksum", "Checksum", { ...WHOLE, base: "hex" }),
    located("uint", 1, "sctp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
    ...sctpChunkFields,
  ],
  claims: { "ip.proto": [132], linktype: [248] },
  parse: parsePorts,
  leaf: true,
  column: (layer) => {
    if (layer.data.byteLength < PORTS_LEN) return "";
    const user = messagesOf(layer).findLast((name) => name !== undefined);
    return user === undefined ? "SCTP" : (COLUMNS[user] ?? user.toUpperCase());
  },
  // The whole header is shown, or none.
  parts: ({ byteLength }): Record<string, number> => (byteLength < At.END ? {} : { whole: 0 }),
  aliases: { "sctp.port": ["sctp.srcport", "sctp.dstport"] },
  // Every message that is whole counts as somebody's, or as data of its own.
  spells: { own: "always", besides: ["data", ...SCTP_USERS] },
  spelling: (layer) => ["sctp", ...messagesOf(layer).map((user) => user ?? "data")].join(":"),
  summary: ({ data }) =>
    data.byteLength < At.END ? "" : `, Src Port: ${data.getUint16(0)}, Dst Port: ${data.getUint16(2)}`,
  exchange,
  info,
  locate,
};

/** Of each message whose it is, as far as that is known. */
const messagesOf = (layer: Layer): (string | undefined)[] => {
  const { data } = layer;
  return chunksOf(data, At.END)
    .filter((chunk) => isMessage(data, chunk, basesOf(layer)))
    .map((chunk) => sctpUser(identifierOf(data, chunk), data.getUint16(0), data.getUint16(2)));
};

/** Where it is not the name in capitals. */
const COLUMNS: Readonly<Record<string, string>> = {
  iua: "IUA (RFC 3057)",
  m3ua: "M3UA (RFC 4666)",
  sua: "SUA (RFC 3868)",
  sbcap: "SBcAP",
  xnap: "XnAP",
};

/** Chunks that are there; one that the capture has cut is named at most. */
const wholeOf = ({ data, wireLength }: Layer): Chunk[] =>
  chunksOf(data, At.END).filter(
    ({ at, size }) => data.byteLength === wireLength || at + size <= data.byteLength,
  );

function exchange(layer: Layer): Exchange | undefined {
  const ends = withPorts(layer, "sctp");
  if (ends === undefined) return undefined;
  const { data } = layer;
  if (data.byteLength < At.END) return ends;
  const chunks = wholeOf(layer);
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
  const { data } = layer;
  const isCut = (chunk: Chunk) => chunk.at + chunk.size > data.byteLength;
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
  for (const chunk of wholeOf(layer)) tellChunk(layer.data, add, chunk, basesOf(layer));
  const last = chunksOf(layer.data, At.END).at(-1);
  if (last !== undefined && last.at + Math.max(Chunk.HEADER, last.size) > layer.data.byteLength)
    throw new RangeError("a chunk is cut");
}
