/** What a listing of packets is told. */
import type { Framed } from "../core/framed.ts";
import type { Depth } from "../core/recall.ts";
import type { PacketSink } from "../core/sink.ts";
import type { LayerStack } from "../core/stack.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import type { FlowMemory } from "../skim/flow-memory.ts";
import type { TimesBefore } from "./times-before.ts";

export interface ListingOptions extends SessionOptions {
  /** Layers are told what the packets before them say of them: see core/layer.ts. */
  conversations?: boolean;
  /** With them: what is carried over several segments is put together, for `hideTold` to show. */
  messages?: boolean;
  /** Takes packets whose meaning depends on others, which are dissected; then none is held back. */
  defer?: Defer;
  /** Who follows those; null or undefined: somebody else, later on. */
  follower?: Follower | null;
  /** Asked first of each packet, which is not dissected: whether it was taken, as a part of something, by its bytes. */
  joins?: Joins;
  /** What is shown does not hang on what a packet is a part of: none is held back. */
  apart?: boolean;
  /** Where it is noted when the packets before came, for others that are asked before it. */
  times?: TimesBefore;
  /** What is to be done at the end. */
  finish?: () => void;
  /** False: packets need not be told what they are a part of. */
  parts?: boolean;
  /** So many bytes of what is put together are looked at; undefined: all. */
  looked?: number;
  /** Of those protocols alone, by number; null or undefined: of all. */
  follows?: Uint8Array | null;
  /** What is asked of TCP's segments; undefined: all. */
  depth?: Depth;
  /** In which TCP connections are followed; undefined: one of its own. */
  memory?: FlowMemory;
  /** Packets are told where they go to through proxies, as far as is known; as `conversations`, if nothing is said. */
  proxies?: boolean;
  /** Says what a packet is on the other side of a router. */
  translations?: (packet: DissectedPacket) => string | null;
}

const NOTHING_AROUND: readonly number[] = [];

/** A packet, as a sink takes it. */
export type Record = Parameters<PacketSink["packet"]>;

/** @param s the packet, dissected. The others as `PacketSink.packet` */
export type Defer = (s: LayerStack, ...packet: Record) => void;

/** It follows packets that are parts of something, and is told of frames in one piece. */
export interface Follower {
  readonly session: Session;
  /** Whether packets are held back: frames that come then go the same way. */
  readonly holds: boolean;
  /** Time went on: some may be held back no longer. */
  letGo(): void;
  /** Takes a packet that counts, whatever it may show, and that is given behind those that are held back. @param lone as which */
  counts(...packet: [...Record, number: number, lone: Lone | null]): void;
  /** Who gives those of which that is not null, when their turn has come. */
  lone: Giver | null;
}

interface Giver {
  gives(lone: Lone, ...packet: Record): void;
}

/** What is known of an STT frame in one piece. */
export class Lone {
  /** A filter's own number of its flow; -1: of none. */
  flow = -1;
  /** All else is known as well. */
  isFound = false;
  /** Where its headers stand in the packet. */
  frame: Framed = 0;
  /** The fingerprint of what it holds. */
  print = 0;
  tcpFlags = 0;
  /** As `Recorder.again` takes it. */
  around: readonly number[] = NOTHING_AROUND;

  become({ flow, isFound, frame, print, tcpFlags, around }: Lone): void {
    this.flow = flow;
    this.isFound = isFound;
    this.frame = frame;
    this.print = print;
    this.tcpFlags = tcpFlags;
    this.around = around;
  }
}

export type Joins = (...packet: Record) => boolean;

/** @returns whether the packet was shown, which `frame.time_delta_displayed` counts from */
export type Show = (packet: DissectedPacket) => boolean;
