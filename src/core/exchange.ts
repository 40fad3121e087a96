/** What a layer tells whoever keeps conversations in mind. Never on the hot path. */
import { Ends, endsAt } from "./ends.ts";
import type { Layer, Lesson } from "./layer.ts";

export interface Exchange {
  /** Conversations of different kinds are numbered apart. */
  kind: string;
  /** The same two the other way round are the same conversation. */
  ends: Ends;
  /**
   * What a question and its answer have in common. With patience, in seconds, both may come again: the same question
   * as long after the first one is a new one. A question may ask for several answers.
   */
  question?: { key: string; isAnswer: boolean; patience?: number; isForSeveral?: boolean };
  /** Requests and responses take turns, the next one belongs to the last. `about`: what a request asks for. */
  turn?: { isResponse: boolean; about?: string | undefined };
  segment?: Segment;
  /** What its direction sends under a number of its own, once or once more. */
  sends?: readonly Sent[];
  /** A number from which its direction may be counted on, the first one if there are several. */
  first?: number;
  /** Who says that both ends are its own. */
  claims?: string;
  /** What those that come later are read by, under names of its own. */
  teaches?: Teaching;
}

type Lessons = readonly (readonly [name: string, value: unknown])[];
/** What is taught, or who works it out from what was taught before. */
export type Teaching = Lessons | ((before: ReadonlyMap<string, Lesson> | undefined) => Lessons);

/** A message, or a part of one: those with the numbers from its first one to its last one. */
export interface Sent {
  readonly number: number;
  /** What all parts of a message have in common. */
  readonly message: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** In place of a SYN's shift where the capture has cut its options. */
export const CUT = -3;

/** What a TCP segment says. */
export interface Segment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  window: number;
  /** Bytes of data on the wire. */
  length: number;
  /** The shift that its window scale option offers, -1: it has none, CUT: nobody knows. */
  windowScale: number;
  /** Bytes in the blocks of its SACK options. */
  sacked: number;
}

/** The hosts of the IP layer below, with those ports; undefined: there is none. */
function endsOf({ packet, index, stackIndex }: Layer, ports: number | null): Ends | undefined {
  for (let i = index - 1; i > 0; i--) {
    // Mostly the packet's layers need not be made for that.
    const { protocol, data } = packet.layerAlone(stackIndex + i - index) ?? packet.layers()[i];
    if (protocol.name === "ip") return endsAt(data, 12, 4, ports);
    if (protocol.name === "ipv6") return endsAt(data, 8, 16, ports);
  }
  return undefined;
}

/** Between the two ports of the UDP or TCP layer below. */
export function overPorts(layer: Layer, kind: string): Exchange | undefined {
  for (let i = layer.index - 1; i > 0; i--) {
    const below = layer.packet.layerAlone(layer.stackIndex + i - layer.index) ?? layer.packet.layers()[i];
    const { name } = below.protocol;
    if (name === "udp" || name === "tcp") return withPorts(below, kind);
    if (name === "ip" || name === "ipv6") return undefined;
  }
  return undefined;
}

/** Between two ports that stand in the layer's first four bytes. */
export function withPorts(layer: Layer, kind: string): Exchange | undefined {
  const ends = layer.data.byteLength < 4 ? undefined : endsOf(layer, layer.data.getInt32(0));
  return ends === undefined ? undefined : { kind, ends };
}

/** Between two hosts: a question, or the answer to one. */
export function betweenHosts(
  layer: Layer,
  kind: string,
  question: string,
  isAnswer: boolean,
): Exchange | undefined {
  const ends = endsOf(layer, null);
  return ends === undefined ? undefined : { kind, ends, question: { key: question, isAnswer } };
}

/** The address of the IP layer below, as a text; undefined: there is none. */
export function senderOf(layer: Layer): string | undefined {
  const sender = layer.below("ip")?.get("ip.src") ?? layer.below("ipv6")?.get("ipv6.src");
  return sender === undefined ? undefined : String(sender);
}

/** What somebody teaches whoever reads its packets later. */
export const taught = (kind: string, sender: string, teaches: Teaching): Exchange => ({
  kind,
  ends: new Ends(sender, sender, 0),
  teaches,
});

/** An address that somebody says is its own. */
export const claimed = (kind: string, address: string, claims: string): Exchange => ({
  kind,
  ends: new Ends(address, address, 0),
  claims,
});
