/** What a layer tells whoever keeps conversations in mind. Never on the hot path. */
import type { Layer } from "./layer.ts";

export interface Exchange {
  /** Conversations of different kinds are numbered apart. */
  kind: string;
  /** Its two ends; the same two the other way round are the same conversation. */
  from: string;
  to: string;
  /**
   * What a question and its answer have in common. With patience, in seconds, both may come again: the same question
   * as long after the first one is a new one.
   */
  question?: { key: string; isAnswer: boolean; patience?: number };
  /** Requests and responses take turns, the next one belongs to the last. `about`: what a request asks for. */
  turn?: { isResponse: boolean; about?: string | undefined };
  segment?: Segment;
  /** A number from which its direction may be counted on, the first one if there are several. */
  first?: number;
}

/** What a TCP segment says. */
export interface Segment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  window: number;
  /** Bytes of data on the wire. */
  length: number;
  /** The shift that its window scale option offers, -1: it has none. */
  windowScale: number;
  /** Bytes in the blocks of its SACK options. */
  sacked: number;
}

/** Addresses of the IP layer below, as keys; null: there is none. */
function hosts({ packet, index, stackIndex }: Layer): [string, string] | null {
  for (let i = index - 1; i > 0; i--) {
    // Mostly the packet's layers need not be made for that.
    const { protocol, data } = packet.layerAlone(stackIndex + i - index) ?? packet.layers()[i];
    if (protocol.name === "ip") return [key(data, 12, 4), key(data, 16, 4)];
    if (protocol.name === "ipv6") return [key(data, 8, 16), key(data, 24, 16)];
  }
  return null;
}

function key(d: DataView, at: number, size: number): string {
  let text = "";
  for (let i = at; i < at + size; i += 4) text += `${d.getInt32(i).toString(36)}.`;
  return text;
}

/** Between the two ports of the UDP or TCP layer below. */
export function overPorts(layer: Layer, kind: string): Exchange | undefined {
  for (let i = layer.index - 1; i > 0; i--) {
    const below = layer.packet.layers()[i];
    const { name } = below.protocol;
    if (name === "udp" || name === "tcp") return withPorts(below, kind);
    if (name === "ip" || name === "ipv6") return undefined;
  }
  return undefined;
}

/** Between two ports that stand in the layer's first four bytes. */
export function withPorts(layer: Layer, kind: string): Exchange | undefined {
  const ends = layer.data.byteLength < 4 ? null : hosts(layer);
  if (ends === null) return undefined;
  const [from, to] = ends;
  return { kind, from: from + layer.data.getUint16(0), to: to + layer.data.getUint16(2) };
}

/** Between two hosts: a question, or the answer to one. */
export function betweenHosts(
  layer: Layer,
  kind: string,
  question: string,
  isAnswer: boolean,
): Exchange | undefined {
  const ends = hosts(layer);
  if (ends === null) return undefined;
  return { kind, from: ends[0], to: ends[1], question: { key: question, isAnswer } };
}
