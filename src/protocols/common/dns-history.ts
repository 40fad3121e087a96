// Which question a DNS message answers, and what is only said again. An answer has the id of its question.
import { type Exchange, overPorts } from "../../core/exchange.ts";
import { located } from "../../core/fields.ts";
import { durationText } from "../../core/format.ts";
import { asksOnly } from "../../core/found.ts";
import type { Add, Layer } from "../../core/layer.ts";
import type { Protocol } from "../../core/protocol.ts";
import { duration, num, said } from "./located.ts";

/** Seconds after which a resolver that asks again with the same id asks something new; Wireshark's default. */
const PATIENCE = 5;
const FLAGS_END = 4;
const RESPONSE = 0x80;

export const dnsHistoryFields = [
  num(4, "dns.response_to", "Request In"),
  duration("dns.time", "Time"),
  located("bool", 0, "dns.unsolicited", "Unsolicited"),
  located("bool", 0, "dns.retransmission", "Retransmission"),
  said("warning", "protocol", "dns.retransmit_request", "DNS query retransmission"),
  num(4, "dns.retransmit_request_in", "Retransmitted request. Original request in"),
  said("warning", "protocol", "dns.retransmit_response", "DNS response retransmission"),
  num(4, "dns.retransmit_response_in", "Retransmitted response. Original response in"),
];

const HISTORY: ReadonlySet<string> = new Set(dnsHistoryFields.map(({ name }) => name));

/** @param startOf where the message starts in a layer */
export const dnsHistory = (
  startOf: (layer: Layer) => number,
): Required<Pick<Protocol, "exchange" | "remembers">> => ({
  exchange: (layer) => exchange(layer, startOf(layer)),
  remembers: (name) => HISTORY.has(name),
});

/** Whether nothing else is asked for: the message itself says nothing of it. */
export const asksHistory = (wanted: ReadonlySet<string> | undefined): boolean => asksOnly(wanted, HISTORY);

function exchange(layer: Layer, at: number): Exchange | undefined {
  const { data, protocol } = layer;
  const ends = overPorts(layer, protocol.name);
  if (ends === undefined || at + FLAGS_END > data.byteLength) return undefined;
  const isAnswer = isResponse(data, at);
  const isForSeveral = !isAnswer && mayBeTransfer(data, at) && isTransfer(layer);
  return {
    ...ends,
    question: { key: String(data.getUint16(at)), isAnswer, patience: PATIENCE, isForSeveral },
  };
}

/** IXFR (RFC 1995) and AXFR (RFC 5936), which take as many messages as the zone needs. */
const TRANSFERS: readonly unknown[] = [251, 252];
/** Whether a byte of such a type stands anywhere: to read the names takes longer. */
function mayBeTransfer(d: DataView, from: number): boolean {
  for (let at = from; at < d.byteLength; at++) if (TRANSFERS.includes(d.getUint8(at))) return true;
  return false;
}
const isTransfer = (layer: Layer): boolean => TRANSFERS.includes(layer.get("dns.qry.type"));

const isResponse = (data: DataView, at: number): boolean => (data.getUint8(at + 2) & RESPONSE) !== 0;

export function tellDnsHistory({ conversation, packet, data }: Layer, at: number, add: Add): void {
  if (conversation === undefined) return;
  const isAnswer = isResponse(data, at);
  const { request, sinceRequest, repeats } = conversation;
  if (repeats > 0) {
    const [name, what] = isAnswer
      ? ["dns.retransmit_response", "DNS response retransmission. Original response"]
      : ["dns.retransmit_request", "DNS query retransmission. Original request"];
    add("dns.retransmission", 0, 0, true);
    add(name, 0, 0, `${what} in frame ${repeats}`);
    add(`${name}_in`, 0, 0, repeats);
  } else if (request > 0) {
    add("dns.response_to", 0, 0, request);
    if (packet.nanoseconds >= 0) add("dns.time", 0, 0, () => durationText(Math.round(sinceRequest * 1e9)));
  } else if (isAnswer) add("dns.unsolicited", 0, 0, true);
}
