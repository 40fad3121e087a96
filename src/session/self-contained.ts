/** Frames and datagrams of which the first part shows that they are themselves a part of nothing, and nothing a part of them. */
import { HEAD, isSelfContained, type LayerStack, Pending, Stop } from "../core/stack.ts";
import * as heads from "./heads.ts";
import { Unfolding } from "./unfolding.ts";

/** Bytes of a datagram whose length its first fragment does not tell. */
const LONGEST = heads.MOST_BYTES - 1;

export class SelfContained {
  readonly #head = heads.newHead();
  readonly #unfolding: Unfolding;

  constructor(greKey: number) {
    this.#unfolding = new Unfolding(heads.stacksOf(greKey, true));
  }

  /** Whether a part, dissected, begins such a one, by as many bytes as a session keeps of that. */
  isBegunBy(d: DataView, s: LayerStack): boolean {
    const { partPos, partLength, lim } = s;
    const there = Math.max(0, Math.min(partLength, lim - partPos));
    const known = Math.min(HEAD, there);
    // What others bring is not known yet, but what was not captured of this one nobody brings.
    if (s.partOffset > 0 || (known < HEAD && there === partLength)) return false;
    const stt = s.pending === Pending.sttPiece;
    const v6 = s.ipVersion === 6;
    const headers = heads.headersLength(v6, stt);
    const head = this.#head;
    heads.copyBytes(d, partPos, head, headers, known);
    heads.writeHeaders(d, s, s.off[s.ip], head, headers, stt);
    const length = stt ? s.partTotal : LONGEST - headers;
    const whole = this.#unfolding.unfold(head, headers + known, headers, length, 1, v6, stt);
    return whole.stop === Stop.none && isSelfContained(whole) && whole.pos <= headers + known;
  }
}
