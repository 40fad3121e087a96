/**
 * A listing that may be told of which conversations something is shown. Packets of others whose flows are known are not
 * dissected, but only counted, and followed by compiled code where others are numbered after them.
 */
import { LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import type { CaptureInterface, RecordShape, Skimmer } from "../core/sink.ts";
import type { LayerStack } from "../core/stack.ts";
import { SYN } from "../core/tcp-flags.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { hasMore, portsLeadOn, recalling } from "../filter/names.ts";
import { protocols } from "../protocols/registry.ts";
import { FlowCache } from "../skim/flow-cache.ts";
import { FlowMemory } from "../skim/flow-memory.ts";
import { isPlain } from "../skim/plain.ts";
import type { Whole } from "./held.ts";
import { Listing, type ListingOptions, type Record, type Show } from "./listing.ts";
import type { Related } from "./related.ts";

/** What a filter would say of a flow's packets: see ANSWER_SHIFT in skim/assembly/match.ts. */
const [LOOKED_AT, PASSED_OVER] = [0, 1];
/** All are followed, one after the other: see FlowCache.skim. */
const IN_ORDER = 2;
/** So many packets are handed over before skimming is tried again where it could not go on at once. */
const PAUSE = 16;

/** By number: its conversations are followed where its packets are dissected, and nowhere else. */
const dissectedFor = Uint8Array.from(protocols, (p, number) =>
  p?.exchange !== undefined && recalling[number] === 0 ? 1 : 0,
);

export class Sparing extends Listing implements Skimmer {
  readonly #memory: FlowMemory;
  readonly #known: FlowCache;
  readonly #proxies: boolean;
  /** How many packets were shown. */
  shown = 0;
  /** How many were told of what was before. */
  followed = 0;
  /** While all are dissected, how many are such as the cache knows. */
  plain = 0;
  /** Null: they are not known yet, and all packets are dissected. */
  #related: Related | null = null;
  /** By the cache's values: where flows stand in it, and whether their packets are passed over. */
  readonly #addresses: number[] = [];
  readonly #areSpared: boolean[] = [];
  /** Whether they are, and need not wait for packets that are held back. */
  readonly #mayPass: boolean[] = [];
  /** Of the packet that is looked at: the cache's value, -1: none; and whether its flow's conversations are known. */
  #flow = -1;
  #isConnected = false;
  #pause = 0;
  /** So many packets, and descriptions of interfaces, come again. */
  #packetsAgain = 0;
  #described = 0;
  #descriptionsAgain = 0;

  constructor(options: ListingOptions, show: Show) {
    const memory = options.memory ?? new FlowMemory();
    super({ ...options, memory }, (packet) => {
      const isShown = show(packet);
      if (isShown) this.shown++;
      return isShown;
    });
    this.#memory = memory;
    this.#known = new FlowCache(memory);
    this.#known.gate(true);
    this.#proxies = options.proxies ?? options.conversations === true;
  }

  /** From now on packets that are not related to what is shown may be passed over. */
  spare(related: Related): void {
    this.#related = related;
  }

  /** All that was given comes once more, and what follows. */
  begin(): void {
    this.#packetsAgain = this.given;
    this.#descriptionsAgain = this.#described;
  }

  override describes(number: number, of: CaptureInterface): void {
    if (this.#descriptionsAgain > 0) {
      this.#descriptionsAgain--;
      return;
    }
    this.#described++;
    super.describes(number, of);
  }

  override packet(...record: Record): void {
    if (this.#packetsAgain > 0) {
      this.#packetsAgain--;
      return;
    }
    const isDone = this.holds ? this.#isPassed(record) : this.#isSpared(this.number + 1, ...record);
    if (isDone) this.number++;
    else super.packet(...record);
  }

  protected override releaseWhole(p: Whole): void {
    const { number, slab, at, captured, original, linktype, seconds, nanoseconds } = p;
    if (!this.#isSpared(number, slab.view, at, captured, original, linktype, seconds, nanoseconds))
      super.releaseWhole(p);
  }

  /** As `goesBy`, of packets of known flows. */
  #isPassed([d, offset, captured, original, linktype, seconds, nanoseconds]: Record): boolean {
    const first = linktype >= LINKTYPES || this.#related === null ? 0 : linktypes[linktype];
    const flow = first === 0 ? -1 : this.#known.find(d, offset, captured, original, first);
    if (flow < 0 || !this.#mayPass[flow] || (this.#memory.tcpFlags & SYN) !== 0) return false;
    const [at, number] = [this.#addresses[flow], this.number + 1];
    const { conversations } = this;
    if (conversations && !this.#known.follow(at, d, offset, captured, original, number, seconds, nanoseconds))
      return false;
    this.tick(seconds, nanoseconds);
    this.passBy(captured, seconds, nanoseconds);
    return true;
  }

  /** Who is shown need not be told of it, nor need it have a number in the order of those before it. */
  protected override goesBy(...record: Record): boolean {
    const { stack } = this.session;
    if (this.#isRelated(record[0], stack) || this.#related?.hasAround(record[0], stack) !== false)
      return false;
    return this.conversations?.countKnown(this.whole(...record)) ?? true;
  }

  /** Whether something may be shown of it, or of whom it talks to. */
  #isRelated(d: DataView, s: LayerStack): boolean {
    // Behind such ports more conversations may stand, which have numbers.
    return (
      this.#related === null ||
      portsLeadOn(s.proto[s.n - 1], s.ports) ||
      this.#related.has(d, s, this.#proxies)
    );
  }

  /** Follows a packet of a known flow. @returns whether that is all that becomes of it */
  #isSpared(
    number: number,
    ...[d, offset, captured, original, linktype, seconds, nanoseconds]: Record
  ): boolean {
    const first = linktype >= LINKTYPES || this.#related === null ? 0 : linktypes[linktype];
    const flow = first === 0 ? -1 : this.#known.find(d, offset, captured, original, first);
    this.#flow = flow;
    if (flow < 0) return false;
    const at = this.#addresses[flow];
    this.#isConnected =
      this.conversations === null ||
      this.#known.follow(at, d, offset, captured, original, number, seconds, nanoseconds);
    if (!this.#isConnected || !this.#areSpared[flow]) return false;
    this.times.begins(seconds, nanoseconds);
    this.times.ends(seconds, nanoseconds, false);
    return true;
  }

  protected override isAside(packet: DissectedPacket): boolean {
    if (!packet.plain) return false;
    const [{ view, stack }] = packet.frames;
    if (this.#related === null) {
      if (isPlain(stack) && this.#isSimple(stack)) this.plain++;
      return false;
    }
    if (this.#flow >= 0) {
      if (!this.#isConnected) this.#connect(packet);
      return this.#areSpared[this.#flow];
    }
    const isAside = !this.#isRelated(view, stack);
    if (this.#isSimple(stack)) this.#learn(packet, isAside);
    return isAside;
  }

  /** Whether packets with such headers can be followed by compiled code, which knows of one conversation around the last one. */
  #isSimple(stack: LayerStack): boolean {
    const { l4, n, tunnels } = stack;
    if (isDissectedFor(stack) || hasMore(stack)) return false;
    return this.conversations === null || (l4 === n - 1 && tunnels <= 1);
  }

  protected override follow(packet: DissectedPacket): void {
    this.followed++;
    super.follow(packet);
  }

  /** Remembers the flow of a packet. */
  #learn(packet: DissectedPacket, isSpared: boolean): void {
    const [{ view, start, stack }] = packet.frames;
    const { captured, original, linktype } = packet;
    const flow = this.#addresses.length;
    const at = this.#known.learn(view, start, captured, original, linktypes[linktype], stack, flow);
    if (at === 0) return;
    this.#addresses.push(at);
    this.#areSpared.push(isSpared);
    this.#mayPass.push(isSpared && this.#related?.hasAround(view, stack) === false);
    this.#known.answer(at, isSpared ? PASSED_OVER : LOOKED_AT);
    this.#flow = flow;
    this.#connect(packet);
  }

  /** Has the conversations followed that packets of the present flow belong to. */
  #connect(packet: DissectedPacket): void {
    for (const { at, side, serial, isLast } of this.conversations?.seatsOf(packet) ?? [])
      this.#known.connect(this.#addresses[this.#flow], at, side, serial, isLast);
  }

  get skimmer(): Skimmer | null {
    return this.holds || this.#related === null || this.#packetsAgain > 0 ? null : this;
  }

  buffer(length: number): Uint8Array | null {
    return this.#memory.buffer(length);
  }

  skim(d: DataView, at: number, end: number, most: number, shape: RecordShape): number {
    if (this.#pause > 0) {
      this.#pause--;
      return at;
    }
    const { linktype } = shape;
    if (linktype >= LINKTYPES || !this.#known.skims(d, linktypes[linktype])) return at;
    const memory = this.#memory;
    memory.numberBefore = this.number;
    memory.setRecordTimes(this.times);
    const next = this.#known.skim(IN_ORDER, d, at, end, most, 0, shape);
    memory.getRecordTimes(this.times);
    if (next > at) this.number += memory.skimmed;
    else if (memory.atALoss === 0) this.#pause = PAUSE;
    return next;
  }

  get skimmed(): number {
    return this.#memory.skimmed;
  }
}

function isDissectedFor({ n, proto }: LayerStack): boolean {
  for (let i = 0; i < n; i++) if (dissectedFor[proto[i]] === 1) return true;
  return false;
}
