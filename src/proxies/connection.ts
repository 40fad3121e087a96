/** A TCP connection as far as it was captured, and what its first bytes say of proxies and ssh. */
import type { Ends } from "../core/ends.ts";
import { HalfStream, type HeadMemory } from "../reassembly/half-stream.ts";
import type { Carried } from "./carried.ts";
import { type Chain, readChain } from "./chain.ts";
import type { Side } from "./hop.ts";
import { type KeyExchange, readKeyExchange } from "./key-exchange.ts";
import { type LogBudget, SegmentLog } from "./log.ts";

/** A captured packet: its number, and its time (nanoseconds -1: it has none). */
export interface Stamp {
  number: number;
  seconds: number;
  nanoseconds: number;
}

export interface Endpoint {
  address: string;
  port: number;
}

/** Which packet brought the kept bytes of a direction up to a place. */
interface Arrival {
  place: number;
  stamp: Stamp;
}

/** When a hop's request, first and last reply were complete. */
export interface HopMarks {
  requested: Stamp | null;
  replied: Stamp | null;
  completed: Stamp | null;
}

/** Which ports stand for what, by their numbers. */
export interface KnownPorts {
  isSocks(port: number): boolean;
  isSsh(port: number): boolean;
  /** Nobody asks for more than where connections go to. */
  readonly hopsOnly?: boolean;
}

/** One direction's segment. */
export interface Segment {
  /** 0: from the end that comes first in `ends`. */
  direction: number;
  sequence: number;
  acknowledgment: number;
  flags: number;
  /** Bytes on the wire, of which `captured` stand at `pos` in `data`. */
  length: number;
  captured: number;
  pos: number;
  data: DataView;
}

export const Flag = { fin: 0x01, syn: 0x02, rst: 0x04, ack: 0x10 } as const;

const SEGMENTS_OF_A_CONNECTION = 384;
export const SEGMENTS_OF_A_TRANSPORT = 1 << 17;
const NOWHERE: readonly string[] = [];
const NOTHING = new DataView(new ArrayBuffer(0));

export class Connection {
  readonly halves: readonly [HalfStream, HalfStream];
  readonly packets: [number, number] = [0, 0];
  last: Stamp;
  /** Which end is the client, by its SYN; -1: not seen. */
  opener = -1;
  /** Neither SYN was captured: what came before is not known. */
  middle = true;
  chain: Chain | null = null;
  /** Which end spoke as the client of what was read. */
  client = 0;
  marks: HopMarks[] = [];
  keys: KeyExchange | null = null;
  /** Nothing more is to be found out from its bytes. */
  decided = false;
  /** What was read so far says all that it can. */
  private waits = false;
  /** Its first bytes were given up for want of memory before all was known. */
  givenUp = false;
  /** What it carries for whom. */
  private destinations: readonly string[] = [];
  private readonly arrivals: readonly [Arrival[], Arrival[]] = [[], []];
  readonly log: SegmentLog;
  /** Capture time in seconds of each end's SYN and FIN; NaN: not seen. */
  readonly opened: [number, number] = [Number.NaN, Number.NaN];
  readonly finished: [number, number] = [Number.NaN, Number.NaN];
  private readonly fins: [number, number] = [-1, -1];
  private reset = false;

  constructor(
    /** In order of the packets. */
    readonly index: number,
    /** What it is found by. */
    readonly between: Ends,
    readonly tenant: string,
    /** The source of direction 0, and that of direction 1. */
    readonly ends: readonly [Endpoint, Endpoint],
    readonly first: Stamp,
    private readonly known: KnownPorts,
    memory: HeadMemory,
    budget: LogBudget,
  ) {
    this.halves = [new HalfStream(memory), new HalfStream(memory)];
    this.last = first;
    this.log = new SegmentLog(budget, this.isSshPort ? SEGMENTS_OF_A_TRANSPORT : SEGMENTS_OF_A_CONNECTION);
  }

  get isSshPort(): boolean {
    return this.ends.some(({ port }) => this.known.isSsh(port));
  }

  /** Whether a SYN opens another connection between the same ports. */
  isReusedBy({ direction, flags, sequence }: Segment): boolean {
    if ((flags & (Flag.syn | Flag.ack)) !== Flag.syn) return false;
    const own = this.halves[direction];
    return own.begun && (this.middle || own.placeOf((sequence + 1) >>> 0) !== 0);
  }

  take(segment: Segment, stamp: Stamp): void {
    const { direction, flags, length } = segment;
    const own = this.halves[direction];
    const other = this.halves[1 - direction];
    this.packets[direction]++;
    this.last = stamp;
    const time = stamp.nanoseconds < 0 ? Number.NaN : stamp.seconds + stamp.nanoseconds / 1e9;
    if ((flags & Flag.syn) !== 0) {
      this.open(segment);
      this.opened[direction] = time;
    }
    // What it acknowledges came before, or never.
    else if ((flags & Flag.ack) !== 0 && this.packets[1 - direction] === 0)
      other.begin(segment.acknowledgment);
    const sequence = (flags & Flag.syn) !== 0 ? (segment.sequence + 1) >>> 0 : segment.sequence;
    if ((flags & Flag.rst) !== 0) {
      this.reset = true;
      this.settleIfClosed();
      return;
    }
    // Behind the end there is only its own number.
    if (length === 0 && this.fins[direction] >= 0) return;
    const arrived = own.add(sequence, length, segment.data, segment.pos, segment.captured);
    if ((flags & Flag.fin) !== 0) {
      if (this.fins[direction] < 0) this.finished[direction] = time;
      this.fins[direction] = own.end((sequence + length) >>> 0);
    }
    if (arrived > 0) {
      if (!Number.isNaN(time)) this.log.add(time, direction, arrived, own.placeOf(sequence));
      if (!this.decided) {
        const place = own.headLength;
        const arrivals = this.arrivals[direction];
        if (place > (arrivals.at(-1)?.place ?? 0)) arrivals.push({ place, stamp });
        // While one side alone speaks, all is known that it can say.
        if (!this.waits || this.packets[1 - direction] > 0) this.read(false);
      }
    }
    if ((flags & Flag.fin) !== 0) this.settleIfClosed();
  }

  /** A SYN: where its direction begins, and by its acknowledgment where the other one does. */
  private open({ direction, flags, sequence, acknowledgment }: Segment): void {
    this.middle = false;
    this.halves[direction].begin((sequence + 1) >>> 0);
    if ((flags & Flag.ack) !== 0) this.halves[1 - direction].begin(acknowledgment);
    this.opener = (flags & Flag.ack) === 0 ? direction : 1 - direction;
  }

  get isClosed(): boolean {
    const { halves, fins, reset } = this;
    return reset || halves.every((half, i) => fins[i] >= 0 && half.next >= fins[i]);
  }

  private settleIfClosed(): void {
    if (this.decided || !this.isClosed || this.halves.some((half) => half.isBroken)) return;
    this.settle();
  }

  /** Nothing more will come: says what can be said of what there is. */
  settle(): void {
    if (this.decided) return;
    this.read(true);
    this.decide();
  }

  /** Lets go of the bytes for want of memory. */
  giveUp(): void {
    if (this.decided) return;
    this.givenUp = true;
    this.settle();
  }

  private decide(): void {
    this.decided = true;
    for (const arrivals of this.arrivals) arrivals.length = 0;
    for (const half of this.halves) half.drop();
  }

  private side(direction: number, ended: boolean): Side {
    const half = this.halves[direction];
    const absent = this.packets[direction] === 0;
    return {
      data: half.headLength === 0 ? NOTHING : half.headView(),
      more: !ended && half.mayGrow,
      absent,
    };
  }

  private read(ended: boolean): void {
    const known = this.ends.some(({ port }) => this.known.isSocks(port));
    const start = { middle: this.middle, known, hopsOnly: this.known.hopsOnly === true };
    const sides = [this.side(0, ended), this.side(1, ended)];
    const clients = this.opener >= 0 ? [this.opener] : [0, 1];
    let open = false;
    let best: Chain | null = null;
    for (const client of clients) {
      let chain = readChain(sides[client], sides[1 - client], start);
      if (ended && chain.hops.length === 0 && chain.carried === null) chain = this.behindGap(client, chain);
      open ||= chain.open;
      const better = best === null || (best.hops.length === 0 && best.carried === null);
      if (!better) continue;
      if (best !== null && chain.hops.length === 0 && chain.carried === null) continue;
      best = chain;
      this.client = client;
    }
    this.chain = best;
    // Unless it told, the end with the lower port is the server.
    if (best !== null && best.hops.length === 0 && clients.length > 1)
      this.client = this.ends[0].port < this.ends[1].port ? 1 : 0;
    if (best?.carried?.protocol === "ssh") {
      this.log.most = SEGMENTS_OF_A_TRANSPORT;
      this.keys = readKeyExchange(sides[this.client], sides[1 - this.client], best.at);
      open ||= this.keys.open;
    }
    this.mark();
    // One side alone says what it can, and the other may still come.
    this.waits = !open;
    if (!open && !sides.some((side) => side.absent)) this.decide();
  }

  /** The very first bytes are lost: an exchange may go on behind them, as in a stream caught in the middle. */
  private behindGap(client: number, chain: Chain): Chain {
    const lost = this.halves[client];
    if (lost.headLength > 0 || !lost.isBroken) return chain;
    const { at, view } = lost.afterGap();
    if (view.byteLength === 0) return chain;
    const server = this.halves[1 - client];
    const late = server.headLength === 0 ? server.afterGap() : { at: 0, view: server.headView() };
    const side = (data: DataView): Side => ({ data, more: false, absent: false });
    const found = readChain(side(view), side(late.view), {
      middle: true,
      known: false,
      hopsOnly: this.known.hopsOnly === true,
    });
    if (found.hops.length === 0) return chain;
    for (const hop of found.hops) {
      hop.requestEnd += at;
      hop.replyEnds = hop.replyEnds.map((end) => end + late.at);
      if (hop.carried === null) continue;
      hop.carried = { client: hop.carried.client + at, server: hop.carried.server + late.at };
    }
    return { ...found, at: { client: found.at.client + at, server: found.at.server + late.at } };
  }

  private mark(): void {
    const hops = this.chain?.hops ?? [];
    const [asked, answered] = [this.arrivals[this.client], this.arrivals[1 - this.client]];
    const when = (arrivals: readonly Arrival[], place: number | undefined): Stamp | null =>
      place === undefined ? null : (arrivals.find((a) => a.place >= place)?.stamp ?? null);
    this.marks = hops.map((hop) => ({
      requested: hop.requested ? when(asked, hop.requestEnd) : null,
      replied: when(answered, hop.replyEnds[0]),
      completed: when(answered, hop.replyEnds.at(-1)),
    }));
    this.destinations = hops.map(({ destination }) =>
      destination === null
        ? ""
        : endpointText(destination.name ?? destination.address ?? "", destination.port),
    );
  }

  /** Where the packet of that number goes to: what was asked for before it, outermost proxy first. */
  destinationsOf(number: number): readonly string[] {
    const { destinations, marks } = this;
    if (destinations.length === 0) return NOWHERE;
    return destinations.filter(
      (text, i) => text !== "" && (marks[i].requested?.number ?? Number.POSITIVE_INFINITY) < number,
    );
  }

  get carried(): Carried | null {
    return this.chain?.carried ?? null;
  }
}

/** As addresses with ports are written: IPv6 in brackets. */
export const endpointText = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
