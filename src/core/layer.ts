/** A dissected packet as it is shown: its frames, their layers, the values of their fields. Never on the hot path. */
import type { Field } from "./fields.ts";
import type { Protocol } from "./protocol.ts";
import type { Annotation, CaptureInterface } from "./sink.ts";
import type { LayerStack } from "./stack.ts";

export type Value = number | bigint | string | boolean | Uint8Array;

/** A run of bytes with its layers: the captured packet, or what its last part made whole. */
export interface Frame {
  view: DataView;
  /** The first byte in `view`, and behind the last one that is there. */
  start: number;
  end: number;
  /** Where it ends on the wire: behind `end` if the capture was cut. */
  wire: number;
  stack: LayerStack;
  /** Layers before it repeat the headers of the parts and are not shown. */
  first: number;
  /** False: it was put together from parts of which some never came, or were not captured to their end. */
  whole: boolean;
  /** Who answers for bytes that are not in `view`, and is told that somebody will ask; null: all are. */
  digest: { lends(): void } | null;
  /** What it is: "Frame", "Reassembled STT", "Reassembled IPv4" …; "" where its bytes are those of another one. */
  title: string;
}

/** A run of bytes that one protocol takes, without those below it. */
export interface Piece {
  frame: Frame;
  /** Numbers of the protocols that take it, one around the other; empty: nobody does. */
  chain: readonly number[];
  /** The bytes are for these alone: what the last one carries is told in another packet. */
  isOuter: boolean;
  /** The message that begins in it is not whole yet: another packet tells it. */
  isBegun: boolean;
  /** It is a message more in a run of bytes that one of the same protocol begins. */
  isAgain: boolean;
  /** Whose request it goes on with, and what that asked for; null: nobody's. */
  asked: Request | null;
}

/** A packet that asked for what others bring. */
export interface Request {
  readonly number: number;
  readonly about: string;
}

/** A message that a packet leaves open. */
export interface OpenMessage {
  /** The packet brought no other one to its end. */
  isAlone: boolean;
  /** What the Info column says of it all the same; undefined: nobody was asked. */
  words: string | undefined;
}

/** What a packet is a part of. */
export interface PartOf {
  kind: "stt" | "ip";
  /** STT packet id, or IP identification. */
  id: number;
  /** Place among the parts by offset, from 1 on, and how many they are; 0 while the whole is not known. */
  index: number;
  count: number;
  /** Bytes before this part, and of it. */
  offset: number;
  length: number;
  /** Length of the whole in bytes, 0: not known. */
  total: number;
  /** Number of the packet that completed it; 0: it was never completed. */
  reassembledIn: number;
  /** Who brought it, in order of the offsets; empty while not complete. */
  brought: readonly Brought[];
}

/** A packet that brought a part of a whole. */
export interface Brought {
  readonly packet: number;
  /** Of bytes that were there before: the same ones, or others. */
  readonly again?: "same" | "other";
}

export interface Packet {
  /** From 1 on, over all captures. */
  number: number;
  /** Capture time since 1970 UTC; nanoseconds -1: it has none. */
  seconds: number;
  nanoseconds: number;
  /** Bytes that are there, and bytes on the wire. */
  captured: number;
  original: number;
  linktype: number;
  /** Of the capture file's section; -1: the format has no interfaces. */
  interfaceId: number;
  /** What the capture says of that interface, or of all its packets; null: nothing. */
  source: CaptureInterface | null;
  /** What it says of the packet; null: nothing. */
  annotation: Annotation | null;
  /** The first packet's time, the one before, and the one shown before; nanoseconds -1: none. */
  firstSeconds: number;
  firstNanoseconds: number;
  previousSeconds: number;
  previousNanoseconds: number;
  shownSeconds: number;
  shownNanoseconds: number;
  /** The first `frameCount` are this packet's; the first of them is what was captured. */
  readonly frames: Frame[];
  frameCount: number;
  /** Outermost first; empty if it is a part of nothing. */
  partOf: readonly PartOf[];
  /** `vxlan:42`, `native`; null: nobody knows. */
  readonly tenant: string | null;
  /** Where its connection goes to through proxies, as known from the packets before; outermost proxy first. */
  proxies: readonly string[];
  /** What it is on the other side of a router that translates, `SOURCE > DESTINATION`; null: not known, or itself. */
  translation: string | null;
  /** Why the dissection of a frame ended: a value of Stop. */
  stopOf(frame: number): number;
  /** Whether it ended with a header of which not all is there; else that one contradicts itself, if anything. */
  ranOut(frame: number): boolean;
  /** Adds the layers that facts do without to every frame's stack. */
  extend(): void;
  /** Outside in, over all frames; the first is the pseudo-layer `frame`. Made when first asked for. */
  layers(): readonly Layer[];
  /** The one of them that is of bytes which nobody reads, found without making them; null: there is none. */
  unread(): DataView | null;
  /** Their names in one line, as `frame.protocols` has them; mostly without making them. */
  spelled(): string;
  /**
   * How it spells the headers of a frame, as far as that takes no layer, and without what hangs on more than flows have in
   * common. Its whole text has that in it, whatever stands behind them.
   */
  spelledHeaders(frame: number): string;
  /**
   * One layer of a packet's last frame, without making the others; undefined: they are made, or it takes more to
   * tell whether it is shown.
   */
  layerAlone(stackIndex: number): Layer | undefined;
  /** What the packets before say of a layer, whenever it is made. */
  tell(layer: Layer, conversation: Conversation): void;
  /** What this layer carries was told in a packet before, or belongs behind what is still to come; null: none. */
  toldBehind: Layer | null;
  /** What is shown behind that layer in its place: messages that this packet brought to their end. */
  pieces: readonly Piece[];
  /** Behind it a message begins or goes on that is not whole yet; null: none. */
  open: OpenMessage | null;
  /** What of its bytes belongs to messages of several segments, and those of them that it brought to their end. */
  joins: Joins;
  /** What could be decrypted of it. */
  opened: readonly Opened[];
}

/** What stood encrypted in the packet's bytes, in the clear. */
export interface Opened {
  /** Where the header stands, in the view of its frame. */
  readonly at: number;
  /** Its first byte and its number without their protection, and in how many bytes that stands. */
  readonly first: number;
  readonly number: number;
  readonly numberSize: number;
  readonly bytes: Uint8Array;
  /** Of a header that does not say how long it is: its connection's id. */
  readonly id?: Uint8Array;
}

export const NONE_OPENED: readonly Opened[] = [];

export interface Joins {
  /** Whose bytes they are; null: nobody's. */
  readonly carrier: Layer | null;
  /** Places in the view of the frame that carries them. */
  readonly parts: readonly { from: number; to: number }[];
  readonly wholes: readonly { brought: readonly Brought[]; bytes: Uint8Array }[];
  /** Of messages that are whole and tell their length. */
  readonly sizes: readonly number[];
}

export const NO_JOINS: Joins = { carrier: null, parts: [], wholes: [], sizes: [] };

/** A packet that said something before, so many seconds ago. */
export interface Earlier {
  readonly number: number;
  readonly since: number;
}

/** Who said first that an address is its own, and the last packet in which it did. */
export interface Claim {
  readonly by: string;
  readonly number: number;
  readonly seconds: number;
}

export const NONE_EARLIER: ReadonlyMap<number, Earlier> = new Map();
export const NONE_JOINED: Conversation["joined"] = new Map();

/** What a packet taught, and its number. */
export interface Lesson {
  readonly number: number;
  readonly value: unknown;
}

/** What a TCP, UDP or ICMP layer means after those before it, of the same tenant. */
export interface Conversation {
  /** Number of the conversation among those of its protocol, from 0 on, by the first packet. -1: it has none. */
  stream: number;
  /** Number of the request that this answers; 0: none is known. */
  request: number;
  /** Seconds since then. */
  sinceRequest: number;
  /** Number of the request, or of the answer, that this one only says again; 0: none. */
  repeats: number;
  /** By number, of what it sends: who sent it before, and whose parts it makes a whole message, itself among them. */
  earlier: ReadonlyMap<number, Earlier>;
  joined: ReadonlyMap<number, readonly number[]>;
  /** Somebody else has what it says is its own; null: nobody. */
  claimed: Claim | null;
  /** By name, what the packets before taught; undefined: nothing. */
  learnt?: ReadonlyMap<string, Lesson> | undefined;
  /** When its first packet came, and the one before; nanoseconds -1: one of the two, or this one, has no time. */
  firstSeconds: number;
  firstNanoseconds: number;
  previousSeconds: number;
  previousNanoseconds: number;
  /** Where it takes turns: this one, and the one before. */
  turn: Turn | null;
  previousTurn: Turn | null;
  tcp: TcpConversation | null;
  /** First numbers of this direction and of the other one, null: not known. */
  counts: { own: number | null; other: number | null };
}

/** A request and its response; packets by number, 0: not seen. */
export interface Turn {
  /** From 1 on. */
  number: number;
  request: number;
  response: number;
  /** When the request came; nanoseconds -1: not known. */
  seconds: number;
  nanoseconds: number;
  /** What it asked for. */
  about: string | undefined;
}

export interface TcpConversation {
  /** Sequence numbers are shown from these on: this direction's, and the other's for acknowledgments. */
  baseSequence: number;
  baseAcknowledgment: number;
  /** Window scale of this direction: a shift, -1: not known, -2: none is used. */
  windowScale: number;
  /** What is remarkable about the segment: a sum of Remark. */
  remarks: number;
  /** It was remarkable enough to show what is known of the connection, though there is nothing to say. */
  isNoted: boolean;
  /** Of a duplicate: the packet that acknowledged so far first, and how often that was repeated. */
  duplicateOf: number;
  duplicates: number;
  /** Packet of the other side that it acknowledges to its end, 0: none; and nanoseconds since then. */
  acknowledges: number;
  sinceAcknowledged: number;
  /** Nanoseconds that the handshake took, 0: not known. */
  roundTrip: number;
  /** With this segment's, 0: not known. */
  bytesInFlight: number;
  /** Bytes since the last segment that was pushed, this one's too; 0: not known. */
  pushBytes: number;
  /** Of a retransmission: the oldest packet that nobody acknowledged, 0: none; and nanoseconds since then. */
  resends: number;
  sinceResent: number;
  /** What the connection had shown of itself before: a sum of Part. */
  parts: number;
  /** It ends a direction, and that direction ended first. */
  closesFirst: boolean;
}

/**
 * Tells where a LOCATED field stands: offset and size in the layer's data, and its value if not those bytes. What
 * is dear to work out is a function, which is asked for a field that is wanted only; it throws nothing.
 */
export type Add = (
  name: string,
  at: number,
  size: number,
  value?: Value | (() => Value),
  depth?: number,
) => void;

export interface Layer {
  packet: Packet;
  protocol: Protocol;
  /** In the registry. */
  protocolNumber: number;
  /** Place among the packet's layers, and in its frame's stack (-1: a pseudo-layer). */
  index: number;
  stackIndex: number;
  frame: Frame;
  /** The layer's own bytes: its header and all that it carries. */
  data: DataView;
  /** How many they were on the wire: more than those that are there if the capture was cut. */
  readonly wireLength: number;
  /** The same header in the frame that this packet completed, which may have the optional parts that this lacks. */
  also: Layer | null;
  /** It is inside what an ICMP error quotes. */
  quoted: boolean;
  /** It is a message more of the protocol that the layer before it has, and is not named again. */
  again: boolean;
  /** The value of its first field of that name; undefined if there is none. */
  get(name: string): Value | undefined;
  /** The nearest layer of that protocol below (outside) this one. */
  below(protocol: string): Layer | undefined;
  /** What the packets before it say of this one; undefined: nobody keeps them in mind. */
  conversation: Conversation | undefined;
  /** Kept by whoever finds its fields; undefined: that was not looked for yet. */
  remarked?: readonly Remarked[] | undefined;
}

/** What is remarkable about a layer: the field that says it, and its words. */
export interface Remarked {
  field: Field;
  message: string;
}

/** One field of a layer, found. */
export interface Seen {
  field: Field;
  layer: Layer;
  /** The bytes that it stands in (the layer's, or its counterpart's), and where. */
  data: DataView;
  at: number;
  size: number;
  value: Value;
  /** How far it is indented below the layer. */
  depth: number;
  /** What a remark says. */
  message?: string | undefined;
}
