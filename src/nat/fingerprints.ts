/**
 * One bounded fingerprint a conversation: its keys, its counts, and for each direction the tokens of few of its
 * packets. Which packets is decided by the tokens themselves (the smallest ones), so both sides of a router keep
 * the same ones without knowing of each other, also where some were lost or one capture began later.
 *
 * A tuple that is used again is another conversation: TCP by a SYN with another number, others after a silence in
 * which a router forgets them. Memory grows with conversations, never with packets.
 */
import { KeyTable } from "../core/key-table.ts";
import { Begins, type Invariants } from "./invariants.ts";

/** Most tokens of one direction. */
const MOST = 8;
const FIRST_ROOM = 2;
/** Silence after which Linux forgets what is no TCP (nf_conntrack_udp_timeout, …_icmp_timeout), in nanoseconds. */
const SILENCE = 30e9;
/** Conversations of one tuple that come from silence; beyond, it stays one. */
const MOST_SILENCES = 64;

const TCP = 6;
export const V6 = 1 << 16;
export const OUTSIDE = 1 << 17;

// Words of a key row behind the key: the conversation that goes on, and how many silences there were.
const CURRENT = 6;
const SILENCES = 7;
const KEY_STRIDE = 8;

// Words of a conversation, then those of each direction.
const KEY = 0;
const BEGAN = 1;
const ERROR = 2;
const FIRST_DIRECTION = 3;
const ISN = 4;
const ISN_BACK = 5;
const DIRECTIONS = 6;
const PACKETS = 0;
const AT = 1;
const COUNT = 2;
const ROOM = 3;
const LARGEST = 4;
/** TTL of the last packet, above it the lowest and the highest. */
const TTL = 5;
/** Who sent it on the link, 0: not known. */
const LINK = 6;
const DIRECTION_WORDS = 7;
const STRIDE = DIRECTIONS + 2 * DIRECTION_WORDS;
// Doubles of a conversation: bytes, first and last time of each direction.
const BYTES = 0;
const FIRST = 1;
const LAST = 2;
const DOUBLES = 6;

/** In BEGAN, bits of Begins are shifted by direction. */
const BACKWARD = 8;

// Words of a sample.
const LOW = 0;
const HIGH = 1;
const MORE = 2;
/** Identification of the first packet, and of the last, of those with this token. */
const IDS = 3;
const TIMES = 4;
const SAMPLE_WORDS = 5;

const swap = (ports: number): number => (ports << 16) | (ports >>> 16);
const NEVER = Number.POSITIVE_INFINITY;

export class Fingerprints {
  readonly keys = new KeyTable(KEY_STRIDE, 1024);
  /** Conversations. */
  size = 0;
  private words = new Int32Array(STRIDE * 1024);
  private doubles = new Float64Array(DOUBLES * 1024);
  /** Samples, in blocks of FIRST_ROOM, twice that and so on. */
  private samples = new Int32Array(SAMPLE_WORDS * 4096);
  private times = new Float64Array(2 * 4096);
  private fresh = 0;
  /** Number of the first conversation of the outside. */
  private firstOutside = NEVER;
  private readonly free: number[][] = [];
  /** Conversations that were not taken up for want of room, by their packets. */
  refused = 0;

  /**
   * @param addresses the interner's, six words each
   * @param most      conversations
   */
  constructor(
    private readonly addresses: KeyTable = new KeyTable(6),
    private readonly most = NEVER,
  ) {}

  /**
   * Takes up one packet.
   * @param tenant number of the tenant
   * @param flags  V6, OUTSIDE
   * @param time   nanoseconds
   */
  note(
    tenant: number,
    source: number,
    destination: number,
    flags: number,
    of: Invariants,
    time: number,
  ): void {
    const { ports } = of;
    const swapped = swap(ports);
    const forward = source < destination || (source === destination && ports < swapped);
    const kind = of.proto | flags;
    const { keys } = this;
    const key = forward
      ? keys.add(tenant, source, destination, ports, kind, 0)
      : keys.add(tenant, destination, source, swapped, kind, 0);
    const direction = forward ? 0 : 1;
    const c = this.conversation(key, direction, of, time);
    if (c < 0) {
      this.refused++;
      return;
    }
    const w = this.words;
    const k = c * STRIDE;
    w[k + BEGAN] |= of.begins << (direction * BACKWARD);
    if ((of.begins & Begins.syn) !== 0) w[k + ISN] = of.sequence;
    else if ((of.begins & Begins.synAck) !== 0) w[k + ISN_BACK] = of.sequence;
    const p = k + DIRECTIONS + direction * DIRECTION_WORDS;
    w[p + PACKETS]++;
    const ttls = w[p + TTL];
    const { ttl } = of;
    const lowest = w[p + PACKETS] === 1 ? ttl : Math.min(ttl, (ttls >> 8) & 0xff);
    w[p + TTL] = ttl | (lowest << 8) | (Math.max(ttl, ttls >> 16) << 16);
    if (of.link !== 0) w[p + LINK] = of.link;
    const f = c * DOUBLES + direction * 3;
    this.doubles[f + BYTES] += of.length;
    if (time < this.doubles[f + FIRST]) this.doubles[f + FIRST] = time;
    if (time > this.doubles[f + LAST]) this.doubles[f + LAST] = time;
    if (of.hasToken) this.sample(p, of, time);
  }

  /** An ICMP error quoted a packet of that tuple. */
  noteError(
    tenant: number,
    source: number,
    destination: number,
    flags: number,
    proto: number,
    ports: number,
    error: number,
  ): void {
    const swapped = swap(ports);
    const forward = source < destination || (source === destination && ports < swapped);
    const row = forward
      ? this.keys.find(tenant, source, destination, ports, proto | flags, 0)
      : this.keys.find(tenant, destination, source, swapped, proto | flags, 0);
    if (row >= 0 && this.keys.i32[row * KEY_STRIDE + CURRENT] > 0)
      this.words[(this.keys.i32[row * KEY_STRIDE + CURRENT] - 1) * STRIDE + ERROR] = error;
  }

  private conversation(key: number, direction: number, of: Invariants, time: number): number {
    const at = key * KEY_STRIDE;
    const known = this.keys.i32[at + CURRENT] - 1;
    if (known < 0) return this.open(key, direction);
    const w = this.words;
    const k = known * STRIDE;
    if (of.proto === TCP) {
      if ((of.begins & (Begins.syn | Begins.synAck)) === 0) return known;
      const began = w[k + BEGAN] | (w[k + BEGAN] >>> BACKWARD);
      const syn = (of.begins & Begins.syn) !== 0;
      const same = syn ? w[k + ISN] === of.sequence : w[k + ISN_BACK] === of.sequence;
      if (syn ? (began & Begins.syn) !== 0 && same : (began & Begins.synAck) === 0 || same) return known;
      // Of a connection that was joined late this is no retransmission.
      return this.open(key, direction);
    }
    const f = known * DOUBLES;
    const last = Math.max(this.doubles[f + LAST], this.doubles[f + 3 + LAST]);
    if (time - last <= SILENCE || this.keys.i32[at + SILENCES] === MOST_SILENCES) return known;
    this.keys.i32[at + SILENCES]++;
    return this.open(key, direction);
  }

  private open(key: number, direction: number): number {
    if (this.size >= this.most) return -1;
    const c = this.size++;
    if (c * STRIDE >= this.words.length) {
      this.words = longer(this.words);
      this.doubles = longer(this.doubles);
    }
    const w = this.words;
    const k = c * STRIDE;
    w[k + KEY] = key;
    w[k + FIRST_DIRECTION] = direction;
    if ((this.keys.i32[key * KEY_STRIDE + 4] & OUTSIDE) !== 0)
      this.firstOutside = Math.min(this.firstOutside, c);
    else if (c >= this.firstOutside) throw new Error("the inside has to be read before the outside");
    const f = c * DOUBLES;
    for (const d of [f, f + 3]) {
      this.doubles[d + FIRST] = NEVER;
      this.doubles[d + LAST] = -NEVER;
    }
    this.keys.i32[key * KEY_STRIDE + CURRENT] = c + 1;
    return c;
  }

  private sample(p: number, of: Invariants, time: number): void {
    const w = this.words;
    const low = of.low >>> 0;
    const count = w[p + COUNT];
    if (count === MOST && low > w[p + LARGEST] >>> 0) return;
    const { samples } = this;
    const start = w[p + AT];
    for (let i = start; i < start + count; i++) {
      const k = i * SAMPLE_WORDS;
      if (samples[k + LOW] !== of.low || samples[k + HIGH] !== of.high) continue;
      if (samples[k + MORE] !== of.more) {
        if (of.more === 0 || samples[k + MORE] === 0) samples[k + MORE] = 0;
        else if (of.proto !== TCP) continue;
      }
      samples[k + IDS] = (samples[k + IDS] & ~0xffff) | of.id;
      samples[k + TIMES]++;
      if (time < this.times[2 * i]) this.times[2 * i] = time;
      if (time > this.times[2 * i + 1]) this.times[2 * i + 1] = time;
      return;
    }
    if (count === MOST) {
      let largest = start;
      for (let i = start + 1; i < start + MOST; i++) {
        if (samples[i * SAMPLE_WORDS + LOW] >>> 0 > samples[largest * SAMPLE_WORDS + LOW] >>> 0) largest = i;
      }
      this.put(largest, of, time);
    } else {
      if (count === w[p + ROOM]) this.grow(p);
      this.put(w[p + AT] + count, of, time);
      w[p + COUNT]++;
    }
    if (w[p + COUNT] < MOST) return;
    let largest = 0;
    for (let i = w[p + AT]; i < w[p + AT] + MOST; i++)
      largest = Math.max(largest, this.samples[i * SAMPLE_WORDS + LOW] >>> 0);
    w[p + LARGEST] = largest;
  }

  private put(at: number, of: Invariants, time: number): void {
    const k = at * SAMPLE_WORDS;
    const s = this.samples;
    s[k + LOW] = of.low;
    s[k + HIGH] = of.high;
    s[k + MORE] = of.more;
    s[k + IDS] = (of.id << 16) | of.id;
    s[k + TIMES] = 1;
    this.times[2 * at] = time;
    this.times[2 * at + 1] = time;
  }

  /** Gives a direction a block with more room. */
  private grow(p: number): void {
    const w = this.words;
    const old = w[p + ROOM];
    const room = old === 0 ? FIRST_ROOM : Math.min(MOST, old * 2);
    const freed = this.free[room]?.pop();
    const at = freed ?? this.fresh;
    if (freed === undefined) this.fresh += room;
    while (this.fresh * SAMPLE_WORDS > this.samples.length) {
      this.samples = longer(this.samples);
      this.times = longer(this.times);
    }
    const from = w[p + AT];
    if (old > 0) {
      const { samples, times } = this;
      for (let i = 0; i < old * SAMPLE_WORDS; i++)
        samples[at * SAMPLE_WORDS + i] = samples[from * SAMPLE_WORDS + i];
      for (let i = 0; i < 2 * old; i++) times[2 * at + i] = times[2 * from + i];
      this.free[old] ??= [];
      this.free[old].push(from);
    }
    w[p + AT] = at;
    w[p + ROOM] = room;
  }

  // What is known of conversation `c`; directions are 0 (from the smaller address word) and 1.
  private keyWord = (c: number, word: number): number =>
    this.keys.i32[this.words[c * STRIDE + KEY] * KEY_STRIDE + word];
  private word = (c: number, direction: number, word: number): number =>
    this.words[c * STRIDE + DIRECTIONS + direction * DIRECTION_WORDS + word];
  key = (c: number): number => this.words[c * STRIDE + KEY];
  tenant = (c: number): number => this.keyWord(c, 0);
  /** Address words of direction 0's source (0) and destination (1). */
  address = (c: number, end: number): number => this.keyWord(c, 1 + end);
  /** 32 of an address's bits, the first (0) to the last (3; of IPv4 all are the same). */
  addressWord = (c: number, end: number, i: number): number =>
    this.v6(c) === 0 ? this.address(c, end) : this.addresses.i32[this.address(c, end) * 6 + i];
  /** The last 32 bits of an address. */
  tail = (c: number, end: number): number => this.addressWord(c, end, 3);
  port = (c: number, end: number): number =>
    end === 0 ? this.keyWord(c, 3) >>> 16 : this.keyWord(c, 3) & 0xffff;
  proto = (c: number): number => this.keyWord(c, 4) & 0xff;
  v6 = (c: number): number => this.keyWord(c, 4) & V6;
  outside = (c: number): boolean => c >= this.firstOutside;
  /** Bits of Begins that the direction showed. */
  begins = (c: number, direction: number): number =>
    (this.words[c * STRIDE + BEGAN] >>> (direction * BACKWARD)) & 0xff;
  /** Type and code of the last ICMP error about it, 0: none. */
  error = (c: number): number => this.words[c * STRIDE + ERROR];
  firstDirection = (c: number): number => this.words[c * STRIDE + FIRST_DIRECTION];
  packets = (c: number, direction: number): number => this.word(c, direction, PACKETS);
  /** Of the last packet. */
  ttl = (c: number, direction: number): number => this.word(c, direction, TTL) & 0xff;
  /** The lowest and the highest, in one number. */
  ttlRange = (c: number, direction: number): number => this.word(c, direction, TTL) >> 8;
  /** All packets had the same. */
  oneTtl = (c: number, direction: number): boolean => {
    const range = this.ttlRange(c, direction);
    return (range & 0xff) === range >> 8;
  };
  /** A number for the MAC address that sent it, 0: not known. */
  link = (c: number, direction: number): number => this.word(c, direction, LINK);
  bytes = (c: number, direction: number): number => this.doubles[c * DOUBLES + direction * 3 + BYTES];
  /** Of the direction, infinite if it had no packet. */
  first = (c: number, direction: number): number => this.doubles[c * DOUBLES + direction * 3 + FIRST];
  last = (c: number, direction: number): number => this.doubles[c * DOUBLES + direction * 3 + LAST];
  begin = (c: number): number => Math.min(this.first(c, 0), this.first(c, 1));
  end = (c: number): number => Math.max(this.last(c, 0), this.last(c, 1));

  /** One more than the greatest number of a sample. */
  get samplesEnd(): number {
    return this.fresh;
  }
  /** Samples of a direction: numbers from `samplesAt` on. */
  samplesAt = (c: number, direction: number): number => this.word(c, direction, AT);
  sampleCount = (c: number, direction: number): number => this.word(c, direction, COUNT);
  low = (i: number): number => this.samples[i * SAMPLE_WORDS + LOW];
  high = (i: number): number => this.samples[i * SAMPLE_WORDS + HIGH];
  more = (i: number): number => this.samples[i * SAMPLE_WORDS + MORE];
  firstId = (i: number): number => this.samples[i * SAMPLE_WORDS + IDS] >>> 16;
  lastId = (i: number): number => this.samples[i * SAMPLE_WORDS + IDS] & 0xffff;
  /** Packets with this token. */
  repeats = (i: number): number => this.samples[i * SAMPLE_WORDS + TIMES];
  from = (i: number): number => this.times[2 * i];
  to = (i: number): number => this.times[2 * i + 1];
}

function longer<A extends Int32Array | Float64Array>(array: A): A {
  const out = new (array.constructor as new (n: number) => A)(2 * array.length);
  out.set(array);
  return out;
}
