/** Open STT frames of which the head, and what a digest keeps, tells all that is looked at. */
import type { Digest } from "./digest.ts";
import type { Waiting } from "./waiting.ts";

export class BareFrames {
  /** By entry of the pool: who brought the head; null: it is none of these. */
  readonly #packets: (Waiting | null)[] = [];
  /** Whose they are; -1: nobody asks. */
  readonly #nodes: number[] = [];
  readonly #digests: (Digest | null)[] = [];

  has(e: number): boolean {
    return e < this.#packets.length && this.#packets[e] !== null;
  }

  /** Of an entry that is one. */
  nodeOf(e: number): number {
    return this.#nodes[e];
  }
  digestOf(e: number): Digest | null {
    return this.#digests[e];
  }

  set(e: number, packet: Waiting, node: number, digest: Digest | null): void {
    while (this.#packets.length <= e) this.#nodes[this.#packets.push(null) - 1] = -1;
    this.#packets[e] = packet;
    this.#nodes[e] = node;
    this.#digests[e] = digest;
  }

  /** It is over. @returns who brought its head */
  take(e: number): Waiting {
    const packet = this.#packets[e] as Waiting;
    this.#packets[e] = null;
    return packet;
  }
}
