// Which request an HTTP response answers, and which exchange of its connection it is.
import { secondsText } from "../../core/format.ts";
import type { Add, Layer } from "../../core/layer.ts";
import { duration, num, str } from "./located.ts";

export const httpHistoryFields = [
  num(4, "http.request_number", "Request number"),
  num(4, "http.response_number", "Response number"),
  duration("http.time", "Time since request"),
  num(4, "http.prev_request_in", "Prev request in frame"),
  num(4, "http.prev_response_in", "Prev response in frame"),
  num(4, "http.request_in", "Request in frame"),
  str("http.response_for.uri", "Request URI"),
];

export const isHttpHistory = (name: string): boolean => httpHistoryFields.some((own) => own.name === name);

export function tellHttpHistory({ conversation, packet }: Layer, add: Add): void {
  const turn = conversation?.turn ?? null;
  const before = conversation?.previousTurn ?? null;
  if (turn === null) return;
  const frame = (name: string, number: number) => {
    if (number > 0) add(`http.${name}`, 0, 0, number);
  };
  const isResponse = turn.response > 0;
  add(`http.${isResponse ? "response" : "request"}_number`, 0, 0, turn.number);
  if (isResponse && turn.nanoseconds >= 0 && packet.nanoseconds >= 0) {
    const since = () => secondsText(packet.seconds - turn.seconds, packet.nanoseconds - turn.nanoseconds);
    add("http.time", 0, 0, since);
  }
  frame("prev_request_in", before?.request ?? 0);
  if (!isResponse) return;
  frame("prev_response_in", before?.response ?? 0);
  frame("request_in", turn.request);
  if (turn.about !== undefined) add("http.response_for.uri", 0, 0, turn.about);
}
