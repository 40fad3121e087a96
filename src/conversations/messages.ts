/**
 * Messages over TCP that take several segments, put together as Wireshark shows them: a segment in which a message
 * begins or goes on shows nothing of it, the one that ends it shows all. And connections that keep to a protocol which
 * only one of their packets tells. For showing only, and for so many connections and bytes at most.
 */
import { tcpApp } from "../core/demux.ts";
import type { Layer, OpenMessage, Packet, Piece } from "../core/layer.ts";
import { type Heard, MORE, NOTHING, TO_END } from "../core/messages.ts";
import { LayerStack } from "../core/stack.ts";
import { ACK, FIN, RST, SYN } from "../core/tcp-flags.ts";
import { Remark } from "../core/tcp-remarks.ts";
import { extend } from "../dissect/extend.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { Datagrams } from "./datagrams.ts";
import { closed, type End } from "./end.ts";
import { Gathered, type Gathering, openAt } from "./gathered.ts";
import { hasJoins, IP_TCP, newJoins, Pieces, remember } from "./pieces.ts";
import { type Direction, isBack, isHeard, newStream, type Stream } from "./streams.ts";
import {
  beginnings,
  insideOf,
  isAnybodys,
  isApart,
  lengthOf,
  messageOf,
  NOBODY,
  owner,
  shownApp,
  wordsBehind,
  wordsOf,
} from "./takers.ts";
import { after } from "./tcp-unacked.ts";

const TCP = protocolNumber("tcp");
const MAX_STREAMS = 50_000;
/** Messages of a direction that are kept in mind: segments of them may come again. */
const MAX_MESSAGES = 32;
/** A message whose beginning is longer than that is not waited for. */
const MAX_BEGINNING = 1 << 20;
/** One that is longer and still asks for more is taken as it is: it is looked through with every segment. */
const MAX_BEGUN = 1 << 18;

interface Segment {
  view: DataView;
  from: number;
  to: number;
  sequence: number;
  ports: number;
  number: number;
}

export class Messages {
  private readonly streams = new Map<number, Stream>();
  private readonly gathering: Gathering = { held: 0 };
  private readonly scratch = new LayerStack();
  private readonly pieces = new Pieces();
  private readonly datagrams = new Datagrams(this.pieces);
  /** The message that the present packet leaves open, and whether it brought another one to its end. */
  private left: Pick<OpenMessage, "words"> | undefined;
  private told = false;
  private joins = newJoins();
  /** For a connection of which nothing is known; it is kept if that changes. */
  private blank = newStream();

  /**
   * @param isLate it comes out of order: it fills a gap of a message, but nothing of what is whole then is shown, as
   *               Wireshark shows nothing behind such segments
   * @returns whether what stands behind the layer is shown in another way than by itself, as the packet then says
   */
  follow(packet: Packet, carrier: Layer, isLate = false): boolean {
    const { frame, stackIndex, conversation } = carrier;
    if (conversation === undefined || stackIndex < 0 || stackIndex !== frame.stack.l4) return false;
    if (frame !== packet.frames[packet.frameCount - 1]) return false;
    this.left = undefined;
    this.told = false;
    if (hasJoins(this.joins)) this.joins = newJoins();
    const pieces =
      carrier.protocolNumber === TCP
        ? this.segment(packet, carrier, conversation.stream, isLate)
        : carrier.protocol.name === "udp"
          ? this.datagrams.follow(packet, carrier, conversation.stream)
          : null;
    if (hasJoins(this.joins)) packet.joins = { ...this.joins, carrier };
    if (pieces === null) return false;
    packet.toldBehind = carrier;
    packet.pieces = pieces;
    packet.open = this.openMessage();
    return true;
  }

  private openMessage(): OpenMessage | null {
    return this.left === undefined ? null : { isAlone: !this.told, words: this.left.words };
  }

  /** null: it is shown as it is. */
  private segment(packet: Packet, carrier: Layer, number: number, isLate: boolean): Piece[] | null {
    const { data: d, frame, wireLength } = carrier;
    if (d.byteLength < TCP_HEADER) return null;
    const header = (d.getUint8(12) >> 4) << 2;
    if (header < TCP_HEADER || header > d.byteLength) return null;
    const flags = d.getUint8(13);
    const { stack, view } = frame;
    const known = this.streams.get(number);
    const { ports } = stack;
    if ((flags & SYN) !== 0 && known === undefined) this.begins(number, flags, ports);
    const length = wireLength - header;
    if ((flags & RST) !== 0) return null;
    if (length <= 0) return (flags & FIN) !== 0 && known !== undefined ? this.ends(known, carrier) : null;
    // Most connections carry what nobody knows.
    if (known === undefined && !isAnybodys(ports) && shownApp(carrier) === 0) return null;
    const from = d.byteOffset - view.byteOffset + header;
    const to = from + d.byteLength - header;
    const stream = known ?? this.blank;
    this.pieces.begin();
    const direction = stream.directions[isBack(carrier) ? 1 : 0];
    const segment = { view, from, to, sequence: d.getUint32(4), ports, number: packet.number };
    if (isProbe(carrier) && openAt(direction.messages, segment.sequence) === undefined) {
      this.pieces.add(view, from, to, from + length, NOBODY, ports, "");
      return this.pieces.list;
    }
    if (isLate) return to - from === length && this.fill(direction, segment) ? this.pieces.list : null;
    const isPlain =
      to - from < length
        ? this.cut(stream, carrier, from, to, from + length)
        : this.go(stream, direction, segment, carrier, (flags & FIN) !== 0);
    if (known === undefined && (stream.keeps !== 0 || direction.messages.length > 0 || isHeard(stream))) {
      remember(this.streams, number, stream, MAX_STREAMS);
      this.blank = newStream();
    }
    return isPlain ? null : this.pieces.list;
  }

  /** Takes in what comes late of a message that is open. @returns whether it belongs to one */
  private fill({ messages }: Direction, { view, from, to, sequence, number }: Segment): boolean {
    const open = openAt(messages, sequence);
    if (open === undefined || open.entire) return false;
    const size = Math.min(to - from, (open.next - sequence) >>> 0);
    const words = open.isNext(sequence) ? open.words : undefined;
    const whole = open.take(sequence, view, from, size, number);
    this.joins.parts.push({ from, to: from + size });
    if (whole === null) {
      this.left = { words };
      return true;
    }
    this.joins.wholes.push({ brought: open.brought, bytes: whole });
    open.drop();
    return true;
  }

  /** The server's port is asked first, if that makes a difference. */
  private begins(number: number, flags: number, ports: number): void {
    const server = (flags & ACK) === 0 ? ports & 0xffff : ports >>> 16;
    const other = (flags & ACK) === 0 ? ports >>> 16 : ports & 0xffff;
    if (server < other || tcpApp[server] === 0 || tcpApp[other] === 0) return;
    const stream = newStream();
    stream.server = server;
    remember(this.streams, number, stream, MAX_STREAMS);
  }

  /**
   * Nobody can put together what was not captured: it is shown by itself, but as what the connection keeps to.
   * @returns whether that is as it is
   */
  private cut(stream: Stream, carrier: Layer, from: number, to: number, wire: number): boolean {
    const { view, stack } = carrier.frame;
    if (to === from) return true;
    const app = shownApp(carrier);
    const chain = this.chainOf(stream, stack.ports, view, from, to);
    if (chain.length === 0) this.found(stream, app);
    if (chain.length === 0 || (chain.length === 1 && chain[0] === app)) return true;
    this.pieces.add(view, from, to, wire, chain, stack.ports, "");
    return false;
  }

  /** Takes a segment in. @returns whether it is shown as it is */
  private go(stream: Stream, direction: Direction, s: Segment, carrier: Layer, isLast: boolean): boolean {
    const next = (s.sequence + s.to - s.from) >>> 0;
    let { from, sequence } = s;
    let longer: Gathered | null = null;
    // Each turn takes some bytes.
    while (from < s.to) {
      const same = direction.messages.find((m) => m.sequence === sequence && !after(next, m.next));
      if (same !== undefined && same.packet !== s.number) return false;
      const open = openAt(direction.messages, sequence);
      if (open === undefined) {
        const chain = this.chainOf(stream, s.ports, s.view, from, s.to);
        const app = shownApp(carrier);
        const taken =
          chain.length > 0
            ? chain
            : from === s.from
              ? this.found(stream, app)
              : this.guess(stream, s.view, from, s.to, s.ports);
        const end = closed(this.endOf(stream, direction, taken, s.view, from, s.to, s.ports), s.to, isLast);
        if (end.missing === 0) {
          const isPlain = from === s.from && taken.length <= 1 && (taken[0] ?? 0) === app;
          if (isPlain && (end.starts.length < 2 || !isApart(taken))) {
            this.size(end.starts, s.to, taken, s.ports);
            return true;
          }
          this.tell(s.view, end.starts, s.to, taken, s.ports, "");
          return false;
        }
        if (end.at > from) this.tell(s.view, end.starts, end.at, taken, s.ports, "");
        else this.begun(s.view, from, s.to, taken, s.ports, "");
        if (end.missing !== NOTHING) {
          this.left = { words: wordsOf(taken, s.view, end.at, s.to) };
          this.open(direction, s, (sequence + end.at - from) >>> 0, next, end, taken);
        }
        return false;
      }
      const size = open.entire ? s.to - from : Math.min(s.to - from, (open.next - sequence) >>> 0);
      const { entire } = open;
      if (entire) open.next = (sequence + size) >>> 0;
      open.entire = false;
      const words = open.isNext(sequence) ? open.words : undefined;
      const whole = open.take(sequence, s.view, from, size, s.number);
      const before = longer === open ? this.joins.parts.pop() : undefined;
      this.joins.parts.push({ from: before?.from ?? from, to: from + size });
      if (whole === null) {
        this.left = { words };
        const chain = this.chainOf(stream, s.ports, s.view, from, from + size);
        this.pieces.addOuter(s.view, from, from + size, chain, s.ports, "");
        from += size;
        sequence = (sequence + size) >>> 0;
        continue;
      }
      const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
      const chain = this.chainOf(stream, s.ports, view, 0, whole.byteLength);
      const taken = chain.length > 0 ? chain : this.guess(stream, view, 0, whole.byteLength, s.ports);
      let end = this.endOf(stream, direction, taken, view, 0, whole.byteLength, s.ports, open.seen);
      const known = whole.byteLength - size;
      from += size;
      sequence = (sequence + size) >>> 0;
      if (end.missing === NOTHING && end.at === 0) {
        open.drop();
        continue;
      }
      if (end.missing !== 0 && end.at <= known) {
        this.begun(view, 0, whole.byteLength, taken, s.ports, "Reassembled TCP");
        open.goOn(end.missing);
        longer = open;
        open.words ??= wordsBehind(taken, view, 0, whole.byteLength);
        this.left = { words: direction.toEnd ? undefined : wordsOf(taken, view, 0, whole.byteLength) };
        if (end.missing === TO_END) direction.toEnd = true;
        if (isLast && direction.toEnd) this.finish(stream, direction, open, s.ports);
        continue;
      }
      end = closed(end, whole.byteLength, isLast);
      const shown = end.missing === 0 ? whole.byteLength : end.at;
      this.tell(view, end.starts, shown, taken, s.ports, "Reassembled TCP");
      this.left = undefined;
      this.joins.wholes.push({ brought: open.brought, bytes: entire ? whole : whole.subarray(0, shown) });
      open.drop();
      if (end.missing !== 0 && end.missing !== NOTHING) {
        this.left = { words: wordsOf(taken, view, end.at, whole.byteLength) };
        this.open(direction, s, (sequence - (whole.byteLength - end.at)) >>> 0, next, end, taken);
        if (entire) this.joins.parts.pop();
      }
    }
    return false;
  }

  /** A message begins that is not all there. */
  private open(
    direction: Direction,
    s: Segment,
    sequence: number,
    next: number,
    { missing, seen }: End,
    taken: readonly number[],
  ): void {
    const size = (next - sequence) >>> 0;
    if (size > MAX_BEGINNING) return;
    const message = new Gathered(this.gathering, sequence, next, s.number);
    message.take(sequence, s.view, s.to - size, size, s.number);
    this.joins.parts.push({ from: s.to - size, to: s.to });
    message.goOn(missing);
    message.seen = seen ?? message.seen;
    message.words = wordsBehind(taken, s.view, s.to - size, s.to);
    if (missing === TO_END) direction.toEnd = true;
    direction.messages.push(message);
    if (direction.messages.length > MAX_MESSAGES) direction.messages.shift()?.drop();
  }

  /** A FIN without data: what goes on to the end of the connection ends here. */
  private ends(stream: Stream, carrier: Layer): Piece[] | null {
    const direction = stream.directions[isBack(carrier) ? 1 : 0];
    const open = direction.messages.at(-1);
    if (!direction.toEnd || open === undefined || !open.isNext(carrier.data.getUint32(4))) return null;
    this.pieces.begin();
    open.bring(carrier.packet.number);
    return this.finish(stream, direction, open, carrier.frame.stack.ports) ? this.pieces.list : null;
  }

  private finish(stream: Stream, direction: Direction, open: Gathered, ports: number): boolean {
    open.close();
    const whole = open.all();
    direction.toEnd = false;
    if (whole === null) return false;
    this.left = undefined;
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    const chain = this.chainOf(stream, ports, view, 0, whole.byteLength);
    const taken = chain.length > 0 ? chain : this.guess(stream, view, 0, whole.byteLength, ports);
    this.tell(view, [0], whole.byteLength, taken, ports, "Reassembled TCP");
    this.joins.wholes.push({ brought: open.brought, bytes: whole });
    open.drop();
    return true;
  }

  /** Who takes the bytes whatever they are: by the connection, by its ports. Empty: it hangs on their looks. */
  private chainOf(
    { keeps, server, through }: Stream,
    ports: number,
    d: DataView,
    o: number,
    lim: number,
  ): readonly number[] {
    const own = keeps !== 0 ? keeps : owner(server, ports, d, o, lim);
    if (own === 0) return NOBODY;
    return through.is > 0 ? [own, ...insideOf(through.is)] : [own];
  }

  private guess(stream: Stream, view: DataView, from: number, to: number, ports: number): readonly number[] {
    const s = this.scratch;
    s.reset(from, to, to);
    s.proto[0] = TCP;
    s.off[0] = from;
    s.end[0] = to;
    s.n = 1;
    s.ports = ports;
    s.ipProto = IP_TCP;
    extend(view, s);
    return this.found(stream, s.n < 2 ? 0 : s.proto[1]);
  }

  /** That protocol was found by the looks of its bytes. */
  private found(stream: Stream, app: number): readonly number[] {
    if (app === 0) return NOBODY;
    if (protocols[app]?.keeps === true) stream.keeps = app;
    return [app];
  }

  private endOf(
    { both, through }: Stream,
    { own }: Direction,
    chain: readonly number[],
    view: DataView,
    from: number,
    to: number,
    ports: number,
    seen: Heard["seen"] = { is: 0 },
  ): End {
    const last = protocols[chain[chain.length - 1]];
    const message = messageOf(chain, ports);
    let at = from;
    const starts = [from];
    while (message !== undefined && at < to) {
      const length = lengthOf(() => message(view, at, to, { own, both, through, seen }, ports), to - at);
      const isEndless = length === MORE && to - at > MAX_BEGUN && last?.endless?.(view, at, to) !== true;
      if (isEndless) return { at: to, missing: 0, starts };
      if (length < 0) return { at, missing: length, starts, seen };
      if (at + length > to) return { at, missing: at + length - to, starts, seen };
      if (at > from) starts.push(at);
      // Whoever takes nothing would be asked forever.
      at += Math.max(1, length);
      seen = { is: 0 };
    }
    return { at: to, missing: 0, starts };
  }

  /** Of a message that only begins some say whose it is, and who carries another one says so of itself. */
  private begun(
    view: DataView,
    from: number,
    to: number,
    taken: readonly number[],
    ports: number,
    title: string,
  ): void {
    if (beginnings(taken)) this.pieces.addBegun(view, from, to, taken, ports, title);
    else this.pieces.addOuter(view, from, to, taken, ports, title);
  }

  /** Notes how long those messages are, where that is said. */
  private size(starts: readonly number[], to: number, taken: readonly number[], ports: number): void {
    if (messageOf(taken, ports)?.isTold !== true) return;
    for (const [i, from] of starts.entries()) this.joins.sizes.push((starts[i + 1] ?? to) - from);
  }

  /** Shows messages that are whole: all at once, or one by one. */
  private tell(
    view: DataView,
    starts: readonly number[],
    to: number,
    taken: readonly number[],
    ports: number,
    title: string,
  ): void {
    this.told = true;
    this.size(starts, to, taken, ports);
    const [first, ...more] = isApart(taken) ? starts : [starts[0]];
    const next = more[0] ?? to;
    this.pieces.add(view, first, next, next, taken, ports, title);
    for (const [i, from] of more.entries()) {
      const end = more[i + 1] ?? to;
      this.pieces.addAgain(view, from, end, end, taken, ports, title);
    }
  }
}

/** What keeps a connection alive is a byte that was sent before (RFC 9293, 3.8.4), whatever it is now. */
const isProbe = ({ conversation }: Layer): boolean =>
  ((conversation?.tcp?.remarks ?? 0) & Remark.keepAlive) !== 0;

const TCP_HEADER = 20;
