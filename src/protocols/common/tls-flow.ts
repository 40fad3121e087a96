/**
 * What a direction of a TLS connection has come to: the handshake message that goes on in later records (RFC 8446,
 * 5.1), and from which packet on records are encrypted. Never on the hot path.
 */
import type { Brought, Lesson } from "../../core/layer.ts";
import { TLS_HANDSHAKES } from "./tls-words.ts";

export const HANDSHAKE_HEADER = 4;
/** Type and length. */
const HELLO_REQUEST = 0;
/** What says that it is longer is none: its bytes are encrypted. */
const TOO_LONG = 0x10000;
/** An encrypted record is not shorter: nonces and check values take that much (RFC 5246, 6.2.3). */
const LEAST_SECRET = 16;
const SERVER_HELLO_DONE = 14;
const SERVER_HELLO = 2;
const TLS13 = 0x0304;

/** Most bytes of parts that are kept, of all connections together. */
const MOST = 16 << 20;

/** What came of messages of which parts are still to come; beyond the most that is kept the oldest is forgotten. */
class Kept {
  private readonly bytes = new Map<number, Uint8Array>();
  private held = 0;
  private next = 0;

  /** @returns by what it is found again */
  keep(bytes: Uint8Array): number {
    this.held += bytes.length;
    this.bytes.set(++this.next, bytes);
    for (const [key, { length }] of this.bytes) {
      if (this.held <= MOST) break;
      this.held -= length;
      this.bytes.delete(key);
    }
    return this.next;
  }

  of(key: number): Uint8Array | undefined {
    return this.bytes.get(key);
  }
}

const kept = new Kept();

interface Part {
  readonly packet: number;
  readonly key: number;
}

/** A message of which parts are still to come. */
interface Open {
  readonly parts: readonly Part[];
  readonly length: number;
}

/** What stands in a record: a message or a part of one. */
export interface HandshakePart {
  /** In the record's bytes. */
  readonly at: number;
  readonly end: number;
  readonly type: number;
  /** With it the message is whole: its bytes, and who brought them where those are several records. */
  readonly whole: DataView | null;
  readonly brought: readonly Brought[] | null;
  /** It goes on with a message that began in an earlier record. */
  readonly goesOn: boolean;
}

/** One direction, as it is in front of a record; copies are kept for packets that are shown later. */
export class TlsFlow {
  private open: Open | null = null;
  /** The packet whose records behind that are encrypted; 0: none was seen. */
  private changedIn = 0;
  private saidHello = false;
  private isDone = false;

  copy(): TlsFlow {
    return Object.assign(new TlsFlow(), this);
  }

  /** Whether they are the same, for whoever keeps what is new. */
  toJSON(): string {
    const { open, changedIn, saidHello, isDone } = this;
    return `${open?.parts.length} ${open?.parts.at(-1)?.packet} ${open?.length} ${changedIn} ${saidHello} ${isDone}`;
  }

  /** Whether records of handshakes of so many bytes are encrypted in that packet. */
  isSecret(length: number, packet: number): boolean {
    return this.changedIn > 0 && this.changedIn < packet && length >= LEAST_SECRET;
  }

  /** Keys change. @returns whether a server goes on with a session of before: it says so without having done with its hello */
  change(packet: number, version: number): boolean {
    const isFirst = this.changedIn === 0;
    if (isFirst) this.changedIn = packet;
    return isFirst && this.saidHello && !this.isDone && version < TLS13;
  }

  /** Takes in what a record of handshakes holds, from `from` to `to`. @returns null: that is encrypted */
  take(d: DataView, from: number, to: number, packet: number): HandshakePart[] | null {
    const parts: HandshakePart[] = [];
    let at = from;
    // Nothing stands beside a request for a hello (RFC 5246, 7.4.1.1): these are nonces that are zero (RFC 5288, 3).
    if (this.open === null && to - at > HANDSHAKE_HEADER && d.getUint32(at) === HELLO_REQUEST) return null;
    while (at < to) {
      const part = this.next(d, at, to, packet);
      if (part === null) return parts.length === 0 ? null : parts;
      parts.push(part);
      at = part.end;
      if (part.type === SERVER_HELLO && part.whole !== null) this.saidHello = true;
      if (part.type === SERVER_HELLO_DONE && part.whole !== null) this.isDone = true;
    }
    return parts;
  }

  private next(d: DataView, at: number, to: number, packet: number): HandshakePart | null {
    const came = this.open === null ? [] : bytesOf(this.open.parts);
    // Without all of what came nothing can be told of the rest either.
    const open = came === null ? null : this.open;
    const before = open?.length ?? 0;
    // The header may be cut in two as well.
    const head = new DataView(new ArrayBuffer(HANDSHAKE_HEADER));
    for (let i = 0; i < HANDSHAKE_HEADER; i++) {
      const byte =
        i < before ? byteOf(came ?? [], i) : at + i - before < to ? d.getUint8(at + i - before) : 0;
      head.setUint8(i, byte);
    }
    const type = head.getUint8(0);
    const length = head.getUint32(0) & 0xffffff;
    if (TLS_HANDSHAKES[type] === undefined || length >= TOO_LONG) {
      this.open = null;
      return null;
    }
    const known = before + to - at;
    const size = known < HANDSHAKE_HEADER ? Number.POSITIVE_INFINITY : HANDSHAKE_HEADER + length;
    const end = Math.min(to, at + size - before);
    const goesOn = open !== null;
    if (end - at + before === size && !goesOn) {
      const whole = new DataView(d.buffer, d.byteOffset + at, size);
      return { at, end, type, whole, brought: null, goesOn };
    }
    const bytes = new Uint8Array(d.buffer, d.byteOffset + at, end - at);
    const earlier = open?.parts ?? [];
    if (end - at + before < size) {
      const parts = [...earlier, { packet, key: kept.keep(bytes.slice()) }];
      this.open = { parts, length: before + end - at };
      return { at, end, type, whole: null, brought: null, goesOn };
    }
    this.open = null;
    const all = Buffer.concat([...(came ?? []), bytes]);
    const whole = new DataView(all.buffer, all.byteOffset, all.length);
    return { at, end, type, whole, brought: [...earlier, { packet }], goesOn };
  }
}

function byteOf(runs: readonly Uint8Array[], index: number): number {
  let at = index;
  for (const bytes of runs) {
    if (at < bytes.length) return bytes[at];
    at -= bytes.length;
  }
  return 0;
}

/** null: some of them were forgotten. */
function bytesOf(parts: readonly Part[]): Uint8Array[] | null {
  const all = parts.map(({ key }) => kept.of(key));
  return all.every((bytes) => bytes !== undefined) ? all : null;
}

/** The lesson that a direction teaches, by which end sends. */
export const flowName = (side: number): string => `flow ${side}`;

export type Learnt = ReadonlyMap<string, Lesson> | undefined;

/** What the packets before say of that direction: a copy to go on with. @param side which end sends */
export const flowBefore = (learnt: Learnt, side: number): TlsFlow =>
  (learnt?.get(flowName(side))?.value as TlsFlow | undefined)?.copy() ?? new TlsFlow();
