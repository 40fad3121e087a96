/**
 * Which bytes of a datagram have arrived: sorted, disjoint, never touching ranges. Many lists share one array
 * of nodes, so nothing is allocated but when it grows.
 */

export const Insert = {
  added: 0,
  /** Every byte was there. */
  duplicate: 1,
  /** Some bytes were there; nothing was changed. */
  overlap: 2,
  /** The list is full; nothing was changed. */
  tooMany: 3,
} as const;

/** More holes than loss or reordering make; bounds the work that one crafted datagram can cause. */
const MAX_RANGES = 1024;
const NODE = 3; // start, end, next

export const BYTES_PER_RANGE = NODE * 4;

export class RangeLists {
  /** Nodes in use, over all lists. */
  used = 0;
  private nodes = new Int32Array(NODE * 256);
  private free = -1;
  private fresh = 0;

  /** The head that `insert` left behind. */
  head = -1;

  /** Adds the bytes from `start` up to, not including, `end` to the list `head` (-1: empty). */
  insert(head: number, start: number, end: number): number {
    const r = this.nodes;
    this.head = head;
    let before = -1;
    let at = head;
    let walked = 0;
    while (at >= 0 && r[at + 1] < start) {
      before = at;
      at = r[at + 2];
      walked++;
    }
    if (at < 0 || r[at] > end) {
      for (let rest = at; rest >= 0; rest = r[rest + 2]) walked++;
      if (walked >= MAX_RANGES) return Insert.tooMany;
      const node = this.take(start, end, at);
      if (before < 0) this.head = node;
      else this.nodes[before + 2] = node;
      return Insert.added;
    }
    if (r[at] <= start && end <= r[at + 1]) return Insert.duplicate;
    if (r[at + 1] === start) {
      const next = r[at + 2];
      if (next >= 0 && r[next] < end) return Insert.overlap;
      if (next >= 0 && r[next] === end) {
        r[at + 1] = r[next + 1];
        r[at + 2] = r[next + 2];
        this.give(next);
      } else {
        r[at + 1] = end;
      }
      return Insert.added;
    }
    if (r[at] !== end) return Insert.overlap;
    r[at] = start;
    return Insert.added;
  }

  /** Whether all of those bytes are in the list `head`. */
  has(head: number, start: number, end: number): boolean {
    const r = this.nodes;
    let at = head;
    while (at >= 0 && r[at + 1] < end) at = r[at + 2];
    return at >= 0 && r[at] <= start;
  }

  /** Frees a whole list. */
  release(head: number): void {
    let at = head;
    while (at >= 0) {
      const next = this.nodes[at + 2];
      this.give(at);
      at = next;
    }
  }

  private take(start: number, end: number, next: number): number {
    let node = this.free;
    if (node >= 0) {
      this.free = this.nodes[node + 2];
    } else {
      node = this.fresh;
      this.fresh += NODE;
      if (this.fresh > this.nodes.length) {
        const larger = new Int32Array(this.nodes.length * 2);
        larger.set(this.nodes);
        this.nodes = larger;
      }
    }
    this.nodes[node] = start;
    this.nodes[node + 1] = end;
    this.nodes[node + 2] = next;
    this.used++;
    return node;
  }

  private give(node: number): void {
    this.nodes[node + 2] = this.free;
    this.free = node;
    this.used--;
  }
}
