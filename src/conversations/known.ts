/** What is kept of a conversation that is followed here, and not in memory. */
import type { Exchange } from "../core/exchange.ts";
import type { Claim, Conversation, Lesson, Packet, Turn } from "../core/layer.ts";
import type { Asked } from "./questions.ts";
import { dropTcpState, type TcpState } from "./tcp-state.ts";

export interface Known {
  stream: number;
  /** Which of its ends sent the first packet. */
  first: number;
  tcp: TcpState | null;
  /** Number of the last packet. */
  last: number;
  /** When the first packet came, and the one before; nanoseconds -1: it had no time. */
  seconds: number;
  nanoseconds: number;
  lastSeconds: number;
  lastNanoseconds: number;
  /** First numbers of who spoke first, and of the other; null: not known. */
  firstNumber: number | null;
  otherNumber: number | null;
  /** By what a question and its answer have in common. */
  questions: Map<string, Asked> | null;
  claimed: Claim | null;
  learnt: ReadonlyMap<string, Lesson> | undefined;
  /** The last request or response that takes turns, and the turn before. */
  turn: Turn | null;
  beforeTurn: Turn | null;
}

export const usedLast = ({ last }: Known): number => last;

export function forget({ tcp }: Known): void {
  if (tcp !== null) dropTcpState(tcp);
}

export const newKnown = (
  stream: number,
  first: number,
  tcp: TcpState | null,
  { number, seconds, nanoseconds }: Packet,
): Known => ({
  stream,
  first,
  tcp,
  last: number,
  seconds,
  nanoseconds,
  lastSeconds: seconds,
  lastNanoseconds: nanoseconds,
  firstNumber: null,
  otherNumber: null,
  questions: null,
  claimed: null,
  learnt: undefined,
  turn: null,
  beforeTurn: null,
});

/** A request or response that takes turns came: the result says which turn that is, and which was before. */
export function take(
  known: Known,
  { isResponse, about }: NonNullable<Exchange["turn"]>,
  { number, seconds, nanoseconds }: Packet,
  result: Conversation,
): void {
  const last = known.turn;
  if (isResponse && last !== null && last.response === 0) {
    // A copy: the packet before was shown with what was known then.
    known.turn = { ...last, response: number };
    result.previousTurn = known.beforeTurn;
  } else {
    const next = (last?.number ?? 0) + 1;
    known.turn = isResponse
      ? { number: next, request: 0, response: number, seconds: 0, nanoseconds: -1, about: undefined }
      : { number: next, request: number, response: 0, seconds, nanoseconds, about };
    known.beforeTurn = last;
    result.previousTurn = last;
  }
  result.turn = known.turn;
}
