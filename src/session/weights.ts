/**
 * What hangs on a frame or datagram that is still open: the outer packets that brought its parts, summed by
 * the tunnel they came in and by what their outer header offers a hash. Linked lists in shared typed arrays.
 */

const WORDS = 8;
const NODE = 0;
const OUTER = 1;
const BITS = 2;
const NEXT = 3;
const PACKETS = 4;
const INNER_PACKETS = 5;
const FIRST_NANOSECONDS = 6;
const LAST_NANOSECONDS = 7;

const DOUBLES = 5;
const BYTES = 0;
const INNER_BYTES = 1;
const FIRST_SECONDS = 2;
const LAST_SECONDS = 3;
const NUMBER = 4;

export class Weights {
  private words = new Int32Array(WORDS * 64);
  private doubles = new Float64Array(DOUBLES * 64);
  /** Packets stay apart although their sums would do: somebody asks for each. */
  apart = false;
  private free = -1;
  private fresh = 0;

  /** One packet as a list of its own. Lengths in bytes; nanoseconds -1: it has no time. */
  single(
    node: number,
    bytes: number,
    innerPackets: number,
    innerBytes: number,
    seconds: number,
    nanoseconds: number,
    number: number,
  ): number {
    const i = this.take();
    const k = i * WORDS;
    const words = this.words;
    words[k + NODE] = node;
    words[k + OUTER] = 0;
    words[k + BITS] = 0;
    words[k + NEXT] = -1;
    words[k + PACKETS] = 1;
    words[k + INNER_PACKETS] = innerPackets;
    words[k + FIRST_NANOSECONDS] = nanoseconds;
    words[k + LAST_NANOSECONDS] = nanoseconds;
    const f = i * DOUBLES;
    const doubles = this.doubles;
    doubles[f + BYTES] = bytes;
    doubles[f + INNER_BYTES] = innerBytes;
    doubles[f + FIRST_SECONDS] = seconds;
    doubles[f + LAST_SECONDS] = seconds;
    doubles[f + NUMBER] = number;
    return i;
  }

  /** Sums the list `from` into the list `to` (-1: empty). @returns the head; `from` must not be used again */
  join(to: number, from: number): number {
    let head = to;
    for (let i = from; i >= 0; ) {
      const next = this.next(i);
      const same = this.apart ? -1 : this.same(head, i);
      if (same < 0) {
        this.words[i * WORDS + NEXT] = head;
        head = i;
      } else {
        this.sum(same, i);
        this.give(i);
      }
      i = next;
    }
    return head;
  }

  private same(head: number, like: number): number {
    return this.find(head, this.node(like), this.bits(like), this.outer(like));
  }

  /** The element of a list that sums up packets of that tunnel with that hash; -1: there is none. */
  find(head: number, node: number, bits: number, outer: number): number {
    const w = this.words;
    for (let i = head; i >= 0; i = this.next(i)) {
      const j = i * WORDS;
      if (w[j + NODE] === node && w[j + OUTER] === outer && w[j + BITS] === bits) return i;
    }
    return -1;
  }

  /** One packet more, as `single` and `join` would add it. */
  more(i: number, bytes: number, seconds: number, nanoseconds: number, number: number): void {
    const [k, f] = [i * WORDS, i * DOUBLES];
    const { words, doubles } = this;
    words[k + PACKETS]++;
    words[k + INNER_PACKETS]++;
    doubles[f + BYTES] += bytes;
    doubles[f + INNER_BYTES] += bytes;
    if (number < doubles[f + NUMBER]) doubles[f + NUMBER] = number;
    if (nanoseconds >= 0) this.seen(i, seconds, nanoseconds);
  }

  private sum(to: number, from: number): void {
    const [k, j] = [to * WORDS, from * WORDS];
    const [f, g] = [to * DOUBLES, from * DOUBLES];
    const { words, doubles } = this;
    words[k + PACKETS] += words[j + PACKETS];
    words[k + INNER_PACKETS] += words[j + INNER_PACKETS];
    doubles[f + BYTES] += doubles[g + BYTES];
    doubles[f + INNER_BYTES] += doubles[g + INNER_BYTES];
    doubles[f + NUMBER] = Math.min(doubles[f + NUMBER], doubles[g + NUMBER]);
    if (words[j + FIRST_NANOSECONDS] < 0) return;
    this.seen(to, doubles[g + FIRST_SECONDS], words[j + FIRST_NANOSECONDS]);
    this.seen(to, doubles[g + LAST_SECONDS], words[j + LAST_NANOSECONDS]);
  }

  /** Widens the span of an element to a time. */
  private seen(i: number, seconds: number, nanoseconds: number): void {
    const [k, f] = [i * WORDS, i * DOUBLES];
    const { words, doubles } = this;
    const timeless = words[k + FIRST_NANOSECONDS] < 0;
    if (
      timeless ||
      order(seconds, nanoseconds, doubles[f + FIRST_SECONDS], words[k + FIRST_NANOSECONDS]) < 0
    ) {
      doubles[f + FIRST_SECONDS] = seconds;
      words[k + FIRST_NANOSECONDS] = nanoseconds;
    }
    if (timeless || order(seconds, nanoseconds, doubles[f + LAST_SECONDS], words[k + LAST_NANOSECONDS]) > 0) {
      doubles[f + LAST_SECONDS] = seconds;
      words[k + LAST_NANOSECONDS] = nanoseconds;
    }
  }

  /** Moves one element into another tunnel. */
  setNode(i: number, node: number): void {
    this.words[i * WORDS + NODE] = node;
  }
  setHash(i: number, bits: number, outer: number): void {
    this.words[i * WORDS + BITS] = bits;
    this.words[i * WORDS + OUTER] = outer;
  }
  setInner(i: number, packets: number, bytes: number): void {
    this.words[i * WORDS + INNER_PACKETS] = packets;
    this.doubles[i * DOUBLES + INNER_BYTES] = bytes;
  }

  /** Frees a list. */
  release(list: number): void {
    for (let i = list; i >= 0; ) {
      const next = this.next(i);
      this.give(i);
      i = next;
    }
  }

  /** The element after, -1 at the end. */
  next = (i: number): number => this.words[i * WORDS + NEXT];
  node = (i: number): number => this.words[i * WORDS + NODE];
  outer = (i: number): number => this.words[i * WORDS + OUTER];
  bits = (i: number): number => this.words[i * WORDS + BITS];
  packets = (i: number): number => this.words[i * WORDS + PACKETS];
  innerPackets = (i: number): number => this.words[i * WORDS + INNER_PACKETS];
  bytes = (i: number): number => this.doubles[i * DOUBLES + BYTES];
  innerBytes = (i: number): number => this.doubles[i * DOUBLES + INNER_BYTES];
  firstSeconds = (i: number): number => this.doubles[i * DOUBLES + FIRST_SECONDS];
  lastSeconds = (i: number): number => this.doubles[i * DOUBLES + LAST_SECONDS];
  firstNanoseconds = (i: number): number => this.words[i * WORDS + FIRST_NANOSECONDS];
  lastNanoseconds = (i: number): number => this.words[i * WORDS + LAST_NANOSECONDS];
  /** Number in the capture of the first packet. */
  number = (i: number): number => this.doubles[i * DOUBLES + NUMBER];

  private take(): number {
    const freed = this.free;
    if (freed >= 0) {
      this.free = this.words[freed * WORDS + NEXT];
      return freed;
    }
    const i = this.fresh++;
    if (i * WORDS >= this.words.length) {
      const words = new Int32Array(this.words.length * 2);
      words.set(this.words);
      this.words = words;
      const doubles = new Float64Array(this.doubles.length * 2);
      doubles.set(this.doubles);
      this.doubles = doubles;
    }
    return i;
  }

  private give(i: number): void {
    this.words[i * WORDS + NEXT] = this.free;
    this.free = i;
  }
}

function order(aSeconds: number, aNanoseconds: number, bSeconds: number, bNanoseconds: number): number {
  return aSeconds !== bSeconds ? aSeconds - bSeconds : aNanoseconds - bNanoseconds;
}
