/** TCP as networks do to it: segments that are lost, swapped, repeated, stopped by closed windows, probed. */
import { FLAG, tcpBytes } from "../../fixtures/make/ip.ts";
import { Random } from "../../fixtures/make/prng.ts";

const { FIN, SYN, RST, PSH, ACK } = FLAG;

/** One direction of a connection, as its sender thinks of it. */
interface Side {
  forth: boolean;
  next: number;
  /** What it acknowledged of the other side, and the window that it allows. */
  acknowledged: number;
  window: number;
}

interface Segment {
  forth: boolean;
  seq: number;
  ack: number;
  flags: number;
  window: number;
  length: number;
  options?: Uint8Array;
}

export interface Sent {
  /** Nanoseconds since the beginning. */
  time: number;
  /** Number of the connection. */
  connection: number;
  /** TCP header and payload. */
  bytes: Uint8Array;
  src: string;
  dst: string;
}

const HOSTS = ["10.0.0.1", "10.0.0.2"] as const;
const PAUSES = [0, 1_000, 100_000, 2_900_000, 25_000_000, 1_000_000_000];
const SCALE = Uint8Array.of(2, 4, 5, 180, 3, 3, 2, 1);
const SERVER = 40_080;

const modulo = (n: number): number => n >>> 0;

/** @returns the packets of some connections, in the order and at the times of their capture */
export function chaos(seed: number, connections: number, packets: number): Sent[] {
  const random = new Random(seed);
  const sent: Sent[] = [];
  let time = 0;
  const talks = Array.from({ length: connections }, (_, number) => new Talk(random, number % 4));
  while (sent.length < packets) {
    const connection = random.int(0, connections - 1);
    for (const segment of talks[connection].says()) {
      time += random.pick(PAUSES);
      sent.push({ time, connection, ...packed(segment, 50_000 + connection) });
    }
  }
  return sent;
}

function packed({ forth, seq, ack, flags, window, length, options }: Segment, port: number) {
  const [src, dst] = forth ? HOSTS : [HOSTS[1], HOSTS[0]];
  const [sport, dport] = forth ? [port, SERVER] : [SERVER, port];
  const head = { seq, ack, flags, window, ...(options && { options }) };
  return { src, dst, bytes: tcpBytes({ src, dst, sport, dport }, head, new Uint8Array(length).fill(120)) };
}

class Talk {
  readonly #random: Random;
  readonly #sides: [Side, Side];
  /** What was sent, to be sent again. */
  readonly #past: Segment[] = [];
  /** What is on a longer way. */
  #late: Segment[] = [];
  #opening: Segment[] = [];

  /** @param kind 0 and 1: from its handshake on, with and without scaled windows; 2: half of that is lost; 3: from its middle on */
  constructor(random: Random, kind: number) {
    this.#random = random;
    const side = (forth: boolean): Side => ({
      forth,
      // Numbers may pass their end.
      next: random.chance(0.3) ? modulo(-random.int(1, 500)) : random.int(1, 0xffffffff),
      acknowledged: 0,
      window: 1_000,
    });
    this.#sides = [side(true), side(false)];
    if (kind === 3) {
      const [a, b] = this.#sides;
      a.acknowledged = b.next;
      b.acknowledged = a.next;
    } else this.#handshake(kind);
  }

  #handshake(kind: number): void {
    const [a, b] = this.#sides;
    const options = kind === 1 ? undefined : SCALE;
    const more = { window: 1_000, length: 0, ...(options && { options }) };
    const opening: Segment[] = [
      { forth: true, seq: a.next, ack: 0, flags: SYN, ...more },
      { forth: false, seq: b.next, ack: modulo(a.next + 1), flags: SYN | ACK, ...more },
    ];
    for (const side of [a, b]) side.next = modulo(side.next + 1);
    a.acknowledged = b.next;
    b.acknowledged = a.next;
    if (kind !== 2) opening.push(this.#segment(a, ACK));
    this.#opening = kind === 2 && this.#random.chance(0.5) ? opening.slice(1) : opening;
  }

  says(): Segment[] {
    const [first] = this.#opening;
    if (first !== undefined) {
      this.#opening.shift();
      this.#past.push(first);
      return [first];
    }
    const said = this.#acts();
    this.#past.push(...said);
    const kept = said.filter(() => !this.#random.chance(0.05));
    if (kept.length > 0 && this.#random.chance(0.08)) {
      this.#late.push(...kept);
      return [];
    }
    if (this.#late.length > 0 && this.#random.chance(0.5)) {
      const late = this.#late;
      this.#late = [];
      return [...kept, ...late];
    }
    return kept;
  }

  #segment(side: Side, flags: number, length = 0): Segment {
    const { forth, next: seq, acknowledged: ack, window } = side;
    return { forth, seq, ack, flags, window, length };
  }

  #data(side: Side, length: number, flags: number = ACK): Segment {
    const segment = this.#segment(side, flags, length);
    side.next = modulo(side.next + length);
    return segment;
  }

  #acts(): Segment[] {
    const random = this.#random;
    const side = random.pick(this.#sides);
    const [a, b] = this.#sides;
    const other = side === a ? b : a;
    const ack = () => {
      side.acknowledged = other.next;
      return this.#segment(side, ACK);
    };
    const [chance, then] = [random.next(), random.int(1, 200)];
    const actions: readonly [number, () => Segment[]][] = [
      [0.3, () => [this.#data(side, then, random.chance(0.3) ? ACK | PSH : ACK)]],
      [0.5, () => [ack()]],
      // A part of what came is acknowledged, and some of the rest is told.
      [
        0.55,
        () => {
          side.acknowledged = modulo(other.next - then);
          const blocks = new DataView(new ArrayBuffer(12));
          blocks.setUint32(0, 0x0101050a);
          blocks.setUint32(4, modulo(other.next - random.int(1, then)));
          blocks.setUint32(8, other.next);
          return [{ ...this.#segment(side, ACK), options: new Uint8Array(blocks.buffer) }];
        },
      ],
      [0.65, () => Array.from({ length: random.int(2, 4) }, () => this.#segment(side, ACK))],
      [0.68, () => [{ ...this.#segment(side, ACK), window: 0 }]],
      [
        0.71,
        () => {
          side.window = random.pick([0, 1, then, 1_000]);
          return [this.#segment(side, ACK)];
        },
      ],
      // To the end of the other's window.
      [0.74, () => [this.#data(side, Math.max(1, Math.min(1_400, other.window)))]],
      // A probe of a closed window and its answer, with or without the byte.
      [
        0.78,
        () => {
          other.window = 0;
          const closed = this.#segment(other, ACK);
          const probe = this.#segment(side, ACK, 1);
          if (random.chance(0.3)) other.acknowledged = side.next = modulo(side.next + 1);
          return [closed, probe, this.#segment(other, ACK), this.#segment(other, ACK)];
        },
      ],
      [
        0.83,
        () => [
          { ...this.#segment(side, ACK, random.int(0, 1)), seq: modulo(side.next - 1) },
          this.#segment(other, ACK),
        ],
      ],
      [0.95, () => (this.#past.length === 0 ? [] : [this.#again(random.pick(this.#past.slice(-12)))])],
      [0.97, () => [this.#data(side, random.int(0, 3), FIN | ACK)]],
      [0.98, () => [this.#segment(side, random.pick([RST, RST | ACK]))]],
      // The same ports once more.
      [
        1,
        () => {
          side.next = random.chance(0.5) ? modulo(side.next + 5_000) : side.next;
          const flags = random.pick([SYN, SYN | ACK]);
          return [{ ...this.#segment(side, flags), options: SCALE }];
        },
      ],
    ];
    return (actions.find(([below]) => chance < below) as (typeof actions)[number])[1]();
  }

  /** As it was, its first or its last part, or with what the side acknowledges now. */
  #again(segment: Segment): Segment {
    const half = Math.floor(segment.length / 2);
    const changed: Segment[] = [segment, segment];
    if (half > 0) changed.push({ ...segment, length: half });
    if (half > 0)
      changed.push({ ...segment, seq: modulo(segment.seq + half), length: segment.length - half });
    const side = this.#sides[segment.forth ? 0 : 1];
    changed.push({ ...segment, ack: (segment.flags & ACK) === 0 ? 0 : side.acknowledged });
    return this.#random.pick(changed);
  }
}
