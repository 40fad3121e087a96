/** What a filter says of pieces of STT frames by their bytes: their headers are those of one that was dissected. */
import type { Packet } from "../core/layer.ts";
import { type Answer, type Bare, Headers, NO, newBare, UNKNOWN, YES } from "../filter/alike.ts";
import type { Filter } from "../filter/compile.ts";
import { protocols } from "../protocols/registry.ts";
import { SLOTS } from "../session/next-piece.ts";

/** Filters that ask for times ask about all packets in order, not only about these. */
export const NO_TIMES = {
  ...{ firstSeconds: 0, firstNanoseconds: -1, previousSeconds: 0, previousNanoseconds: -1 },
  ...{ shownSeconds: 0, shownNanoseconds: -1 },
};

/** What an answer says of a packet: YES, NO, or UNKNOWN. @param p is told of it. The others as `PacketSink.packet` */
export function asked(
  answer: Answer,
  p: Bare,
  d: DataView,
  at: number,
  captured: number,
  original: number,
  seconds: number,
  nanoseconds: number,
): number {
  if (typeof answer === "boolean") return answer ? YES : NO;
  if (answer === null) return UNKNOWN;
  if (p.d !== d) p.d = d;
  p.at = at;
  p.captured = captured;
  p.original = original;
  p.seconds = seconds;
  p.nanoseconds = nanoseconds;
  return answer(p);
}

/** Answers of pieces that follow others, and of first pieces, which show more. */
const KINDS = 2;

export class PieceAnswers {
  readonly #told: NonNullable<Filter["alike"]>["told"] | null;
  /** By kind and layout, of each tunnel node; and by the slot of the piece before (session/next-piece.ts) and kind; null: each has to be dissected. */
  readonly #known: {
    readonly kind: number;
    readonly headers: Headers;
    readonly answers: Map<number, Answer>;
  }[] = [];
  readonly #answers: Answer[] = new Array(KINDS * SLOTS).fill(null);
  /** How long the headers are of pieces that carry something. */
  readonly #lengths = new Uint16Array(SLOTS);
  readonly #bare = newBare(NO_TIMES, null);

  constructor({ alike }: Filter) {
    this.#told = alike?.told ?? null;
  }

  /**
   * Learns from a piece, which was dissected and asked about, and after which others come.
   * @param node the tunnel node that they belong to
   */
  learn(slot: number, packet: Packet, node: number): void {
    const { start, stack } = packet.frames[0];
    this.forget(slot);
    this.#lengths[slot] = stack.partPos - start;
    // What shows of one of which no more was captured shows nothing of others.
    if (stack.partPos >= stack.lim) return;
    const answer = this.#answerOf(packet, node);
    // What holds for a first piece holds for those behind it, as far as anything does.
    this.#answers[KINDS * slot] = answer;
    if (stack.partOffset === 0) this.#answers[KINDS * slot + 1] = answer;
  }

  /** Learns the same from a piece that follows others, where the one before told nothing of those behind it. */
  learnBehind(slot: number, packet: Packet, node: number): void {
    const { stack } = packet.frames[0];
    if (this.#answers[KINDS * slot] !== null || stack.partOffset === 0 || stack.partPos >= stack.lim) return;
    this.#answers[KINDS * slot] = this.#answerOf(packet, node);
  }

  #answerOf(packet: Packet, node: number): Answer {
    const { view, start, stack } = packet.frames[0];
    const kind = stack.partOffset === 0 ? 1 : 0;
    let known = this.#known.find((of) => of.kind === kind && of.headers.fit(start, stack));
    if (known === undefined) {
      const last = stack.n - 1;
      const { partPos } = stack;
      const header = new DataView(view.buffer, view.byteOffset + stack.off[last], partPos - stack.off[last]);
      const parts = protocols[stack.proto[last]]?.parts?.(header) ?? {};
      const headers = new Headers(view, start, stack, { sure: partPos - start, parts });
      known = { kind, headers, answers: new Map() };
      this.#known.push(known);
    }
    let answer = known.answers.get(node);
    if (answer === undefined) {
      answer = this.#told?.(packet, known.headers, true) ?? null;
      known.answers.set(node, answer);
    }
    return answer;
  }

  /** Nothing is said of pieces that come after one of which nothing is known yet. */
  forget(slot: number): void {
    this.#answers.fill(null, KINDS * slot, KINDS * (slot + 1));
  }

  /** YES, NO, or UNKNOWN. @param isFirst it is the first piece of its frame. The others as `PacketSink.packet` */
  ask(
    slot: number,
    isFirst: boolean,
    d: DataView,
    at: number,
    captured: number,
    original: number,
    seconds: number,
    nanoseconds: number,
  ): number {
    const answer = this.#answers[KINDS * slot + (isFirst ? 1 : 0)];
    if (answer === null || captured <= this.#lengths[slot]) return UNKNOWN;
    return asked(answer, this.#bare, d, at, captured, original, seconds, nanoseconds);
  }
}
