/** What a conversation asked, answered and sent before: who said it first. Never on the hot path. */
import type { Exchange, Sent } from "../core/exchange.ts";
import {
  type Claim,
  type Conversation,
  type Earlier,
  type Lesson,
  NONE_EARLIER,
  NONE_JOINED,
  type Packet,
} from "../core/layer.ts";

/** Questions without an answer that are kept for each conversation. */
const MAX_QUESTIONS = 256;

export interface Asked {
  /** The question's packet and time. */
  number: number;
  seconds: number;
  nanoseconds: number;
  /** The first answer's packet, 0: there is none yet. */
  answeredIn: number;
  /** It asks for several answers. */
  isForSeveral?: boolean;
  /** What was sent, in place of a question. */
  sent?: Sent;
}

/** Whoever has questions; null: none yet. */
interface Asking {
  questions: Map<string, Asked> | null;
}

type Before = Pick<Conversation, "earlier" | "joined">;
const NOTHING: Before = { earlier: NONE_EARLIER, joined: NONE_JOINED };

/** Whose packets were the first to send what this one sends, and which parts of a message it makes whole. */
export function sentBefore(
  known: Asking,
  sends: readonly Sent[] | undefined,
  side: number,
  { number, seconds, nanoseconds }: Packet,
): Before {
  if (sends === undefined) return NOTHING;
  known.questions ??= new Map();
  const { questions } = known;
  const earlier = new Map<number, Earlier>();
  const joined = new Map<number, readonly number[]>();
  for (const sent of sends) {
    const key = `${side} ${sent.number}`;
    const before = questions.get(key);
    if (before !== undefined) {
      const since = seconds - before.seconds + (nanoseconds - before.nanoseconds) / 1e9;
      earlier.set(sent.number, { number: before.number, since });
      continue;
    }
    ask(questions, key, { number, seconds, nanoseconds, answeredIn: 0, sent });
    const packets = sent.isFirst && sent.isLast ? undefined : wholeOf(questions, side, sent);
    if (packets !== undefined) joined.set(sent.number, packets);
  }
  return { earlier, joined };
}

/** Who sent the parts of the message that this one belongs to; undefined: some are missing. */
function wholeOf(
  questions: Map<string, Asked>,
  side: number,
  { number, message }: Sent,
): number[] | undefined {
  const at = (n: number) => questions.get(`${side} ${n >>> 0}`);
  let first = number;
  while (at(first)?.sent?.isFirst === false) first--;
  const packets: number[] = [];
  for (let n = first; ; n++) {
    const part = at(n);
    if (part?.sent?.message !== message || (n > first && part.sent.isFirst)) return undefined;
    packets.push(part.number);
    if (part.sent.isLast) return n >= number ? packets : undefined;
  }
}

/** Lessons that are kept for each conversation. */
const MAX_LESSONS = 1024;

/** What was taught before; what this packet teaches is for those behind it, if it is anything new. */
export function learntBefore(
  known: { learnt: ReadonlyMap<string, Lesson> | undefined },
  teaches: Exchange["teaches"],
  { number }: Packet,
): ReadonlyMap<string, Lesson> | undefined {
  const before = known.learnt;
  const said = (value: unknown) => JSON.stringify(value);
  const lessons = typeof teaches === "function" ? teaches(before) : (teaches ?? []);
  const fresh = lessons.filter(([name, value]) => said(before?.get(name)?.value) !== said(value));
  if (fresh.length === 0) return before;
  // Packets that are shown later keep the one that was theirs.
  const after = new Map(before);
  for (const [name, value] of fresh) {
    after.delete(name);
    after.set(name, { number, value });
  }
  for (const name of after.keys()) {
    if (after.size <= MAX_LESSONS) break;
    after.delete(name);
  }
  known.learnt = after;
  return before;
}

/** Whether the ends are somebody else's. */
export function claimedBefore(
  known: { claimed: Claim | null },
  by: string | undefined,
  { number, seconds }: Packet,
): Claim | null {
  if (by === undefined || (known.claimed !== null && known.claimed.by !== by)) return known.claimed;
  known.claimed = { by, number, seconds };
  return null;
}

/** Beyond the most that are kept the oldest is forgotten. */
function ask(questions: Map<string, Asked>, key: string, asked: Asked): void {
  questions.delete(key);
  questions.set(key, asked);
  if (questions.size > MAX_QUESTIONS)
    for (const oldest of questions.keys()) return void questions.delete(oldest);
}

export function answer(
  known: Asking,
  { key, isAnswer, patience, isForSeveral = false }: NonNullable<Exchange["question"]>,
  { number, seconds, nanoseconds }: Packet,
  result: Conversation,
): void {
  known.questions ??= new Map();
  const { questions } = known;
  const asked = questions.get(key);
  const since = (from: Asked) => seconds - from.seconds + (nanoseconds - from.nanoseconds) / 1e9;
  if (!isAnswer) {
    if (patience !== undefined && asked?.answeredIn === 0 && since(asked) < patience) {
      result.repeats = asked.number;
      return;
    }
    ask(questions, key, { number, seconds, nanoseconds, answeredIn: 0, isForSeveral });
    return;
  }
  if (asked === undefined) return;
  if (asked.answeredIn > 0 && !asked.isForSeveral) {
    result.repeats = asked.answeredIn;
    return;
  }
  result.request = asked.number;
  result.sinceRequest = since(asked);
  asked.answeredIn = number;
  if (patience === undefined) questions.delete(key);
}
