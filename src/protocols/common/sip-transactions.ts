// Which request a SIP response answers, and what is only sent again: by call, number and method (RFC 3261, 17).
import { type Exchange, overPorts } from "../../core/exchange.ts";
import { located } from "../../core/fields.ts";
import type { Add, Layer } from "../../core/layer.ts";
import { stringAt } from "../../core/values.ts";
import { num } from "./located.ts";

/** Bytes of a message in which the headers are looked for. */
const MOST_HEADERS = 8192;
const CALL_ID = /^(?:call-id|i)\s*:\s*(\S+)/im;
const CSEQ = /^cseq\s*:\s*(\d+)\s+(\S+)/im;
const FIRST_FINAL = 200;

export const sipTransactionFields = [
  located("bool", 0, "sip.resend", "Resent Packet"),
  num(4, "sip.resend-original", "Suspected resend of frame"),
  num(4, "sip.response-request", "Request Frame"),
  num(4, "sip.response-time", "Response Time (ms)"),
  num(4, "sip.release-time", "Release Time (ms)"),
];

interface Message {
  /** What a request and its responses have in common. */
  transaction: string;
  method: string;
  /** 0: it is a request. */
  status: number;
}

function messageOf({ data }: Layer): Message | undefined {
  const [head] = stringAt(data, 0, Math.min(data.byteLength, MOST_HEADERS)).split(/\r?\n\r?\n/, 1);
  const call = CALL_ID.exec(head)?.[1];
  const [, number, method] = CSEQ.exec(head) ?? [];
  if (call === undefined || method === undefined) return undefined;
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(head)?.[1] ?? 0);
  return { transaction: `${call} ${number}`, method, status };
}

const nameOf = ({ transaction, method, status }: Message): string => `${transaction} ${method} ${status}`;

/** Who sent it first counts, when it comes again. Over TCP nothing does, and Wireshark keeps nothing in mind. */
export function sipExchange(layer: Layer): Exchange | undefined {
  if (layer.below("udp") === undefined) return undefined;
  const ends = overPorts(layer, "sip");
  const message = messageOf(layer);
  if (ends === undefined || message === undefined) return undefined;
  const name = nameOf(message);
  const { number, seconds, nanoseconds } = layer.packet;
  return {
    ...ends,
    teaches: (before) => (before?.has(name) === true ? [] : [[name, [number, seconds, nanoseconds]]]),
  };
}

export function tellTransaction(layer: Layer, add: Add): void {
  const { conversation, packet } = layer;
  const message = messageOf(layer);
  if (message === undefined) return;
  const learnt = conversation?.learnt;
  const isAck = message.method === "ACK";
  const first = learnt?.get(nameOf(message));
  add("sip.resend", 0, 0, first !== undefined);
  if (first !== undefined) add("sip.resend-original", 0, 0, first.number);
  if (message.status === 0 && !isAck) return;
  // What an ACK is about is the INVITE before it.
  const request = learnt?.get(nameOf({ ...message, method: isAck ? "INVITE" : message.method, status: 0 }));
  if (request === undefined) return;
  const [number, seconds, nanoseconds] = request.value as readonly number[];
  add("sip.response-request", 0, 0, number);
  if (nanoseconds < 0 || packet.nanoseconds < 0) return;
  // As Wireshark rounds it: the second's part towards zero, by itself.
  const since = (packet.seconds - seconds) * 1e3 + Math.trunc((packet.nanoseconds - nanoseconds) / 1e6);
  add("sip.response-time", 0, 0, Math.max(0, since));
  if (message.method === "BYE" && message.status >= FIRST_FINAL)
    add("sip.release-time", 0, 0, Math.max(0, since));
}
