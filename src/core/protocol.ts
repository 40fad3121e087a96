import type { Exchange } from "./exchange.ts";
import type { Field } from "./fields.ts";
import type { Add, Layer, Opened } from "./layer.ts";
import type { MessageLength } from "./messages.ts";
import type { Recall } from "./recall.ts";
import type { Tell } from "./severity.ts";
import type { LayerStack } from "./stack.ts";
import type { Steady, SteadyOf } from "./steady.ts";

/**
 * Reads one header at `o` and says who comes next.
 *
 * It may read `d` from `o` up to `lim` only, must set `s.pos` (where the next header starts) before it returns
 * another protocol, and may lower `s.lim` and `s.wire`. It keeps no state, allocates nothing and never throws.
 *
 * @returns the number of the next protocol from a demux table, 0 for nobody.
 */
export type Parse = (d: DataView, o: number, lim: number, s: LayerStack) => number;

/**
 * Everything about one protocol. `parse` is all that facts need; what stands below it is for showing a packet
 * and never runs on the hot path. Offsets there count from the layer's first byte, and `layer.data` is that
 * layer's own bytes: reading beyond them throws, which marks the layer as malformed.
 */
export interface Protocol {
  /** Wireshark's protocol name, as in filters. */
  readonly name: string;
  /** What its fields' names begin with, up to the first dot, where that is not the beginning of its own name. */
  readonly roots?: readonly string[];
  readonly title: string;
  /** RFC or standard, with the section. */
  readonly reference: string;
  readonly fields: readonly Field[];
  /** Names that stand for several fields: `"ip.addr": ["ip.src", "ip.dst"]`. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** Those of them that are text to a filter, as Wireshark's resolved names are: nobody looks names up here. */
  readonly texts?: readonly string[];
  /** Demux table name to the keys in it that lead to this protocol, e.g. `{ "ip.proto": [47] }`. */
  readonly claims: Readonly<Record<string, readonly number[]>>;
  readonly parse: Parse;
  /**
   * What `parse` goes by, as data, for headers that most packets have; null: not this one. Without it the packets
   * that hold this header are dissected one by one. If it is the same for all headers, their optional parts start
   * where they do.
   */
  readonly steady?: SteadyOf;
  /** Packets begin with it: where in it the type of what it carries stands, and its length. Without it the flow cache knows none of them. */
  readonly link?: { readonly type: number; readonly length: number };
  /** The same of frames that came in one piece: only who remembers those may go by it. */
  readonly steadyWhole?: Steady;
  /**
   * Of such headers, without options: where the ports, the frame's length and its id stand, how long they are, and how long the
   * frame's own header is, in bytes.
   */
  readonly wholeAt?: {
    readonly ports: number;
    readonly total: number;
    readonly id: number;
    readonly header: number;
    readonly own: number;
  };
  /** Nothing that names a tenant can follow: cut short here, a packet is still known to be whose it is. */
  readonly leaf?: boolean;
  /** Of a leaf that the capture has cut: whether what is missing would have been read. Without it: it would. */
  readonly minds?: (layer: Layer) => boolean;
  /** Whether data that nobody reads stands behind its `body`: a leaf that is all there up to that is not cut. */
  readonly carriesData?: (data: DataView) => boolean;

  /** Demux table of the protocols above, by either port; lower port first. For showing only. */
  readonly apps?: Uint8Array;
  /**
   * Whether the bytes from `o` to `lim` can be this protocol's: asked before it is shown above UDP or TCP.
   * Nothing asked: they are.
   */
  readonly accepts?: (d: DataView, o: number, lim: number, s: LayerStack) => boolean;
  /** Names of the protocols ("tcp", "udp") on whose every port `accepts` is tried when no port told. */
  readonly guessedOver?: readonly string[];
  /** Who follows for the eye alone: the packet that an ICMP error quotes. Sets `s.pos` as `parse` does. */
  readonly beyond?: Parse;
  /** If that hangs on bits that all packets of a flow have in common: whether `beyond` may find somebody behind the header at `o`. */
  readonly mayQuote?: (d: DataView, o: number) => boolean;
  /**
   * Who follows for the eye, though `parse` found that the header has to be dropped: Wireshark reads on. Sets
   * `s.pos` as `parse` does; 0: nobody, and what stands from there on is shown as data.
   */
  readonly despite?: Parse;
  /**
   * Who follows for the eye, by the bits that are there, where too few bytes were captured for `parse` to be sure of it;
   * 0: nobody can tell. Sets `s.pos` as `parse` does.
   */
  readonly surmise?: Parse;
  /** What follows is a copy of another packet's beginning. */
  readonly quotes?: boolean;
  /** As `beyond`, of the next copy behind the one that began at `from`; 0: it was the last one. */
  readonly beyondAgain?: (d: DataView, o: number, lim: number, s: LayerStack, from: number) => number;

  /** How `frame.protocols` spells it, where that is not its name: "eth:ethertype", "" for not at all. */
  readonly spelling?: string | ((layer: Layer) => string);
  /** Of a function, all names that it says. */
  readonly spells?: Spells;
  /**
   * The same of a function without a layer, of the header from `from` up to `to` in `d`; undefined: what it is told by was
   * cut off; null: it takes the layer.
   */
  readonly spelledAt?: (d: DataView, from: number, to: number) => string | undefined | null;
  /** That hangs on bits that all packets of a flow have in common, and on whether anything stands behind it. */
  readonly spelledSteadily?: boolean;
  /** The Protocol column; its name in capitals where nothing is said. */
  readonly column?: string | ((layer: Layer) => string);
  /** What the Protocol column says where something stands inside: of what it would say without this layer. */
  readonly columnAround?: (column: string, layer: Layer) => string;
  /** The Info column; undefined leaves it to the layer below. */
  readonly info?: (layer: Layer) => string | undefined;
  /** Source and destination for the columns, where no field of its own place says them; "": there is none. */
  readonly ends?: (layer: Layer) => readonly [source: string, destination: string] | undefined;
  /** What stands in the Info column before the words of whatever the layer carries. */
  readonly infoAhead?: (layer: Layer) => string;
  /** Its Info text says what is wrong with the header already. */
  readonly tellsFault?: (layer: Layer) => boolean;
  /** What is remarkable about it. `wanted` as for `locate`. */
  readonly remarks?: (layer: Layer, tell: Tell, wanted?: ReadonlySet<string>) => void;
  /** Who asks for it as a whole (`-e data`) gets its bytes, not its title. */
  readonly uninterpreted?: boolean;
  /** The title in the tree, where not all headers have one; undefined: `title`. */
  readonly heading?: (layer: Layer) => string | undefined;
  /** What stands behind a field's value in the tree, where the number tells it: " (PSH, ACK)". */
  readonly notes?: Readonly<Record<string, (value: number) => string>>;
  /** The same where it takes the layer. */
  readonly asides?: Readonly<Record<string, (layer: Layer) => string>>;
  /** What stands behind the title in the tree: ", Src: 10.0.0.1, Dst: 10.0.0.2". */
  readonly summary?: (layer: Layer) => string;
  /** Offsets of the optional parts that are there, by the names that fields use as `when`. */
  readonly parts?: (data: DataView) => Readonly<Record<string, number>>;
  /** Which are there, and where, hangs on nothing but what `steady`, or `steadyWhole`, has as `decides`. */
  readonly partsDecided?: true;
  /** Tells the LOCATED fields in the order in which they are shown. `wanted`: the names that are asked for, without: all. */
  readonly locate?: (layer: Layer, add: Add, wanted?: ReadonlySet<string>) => void;
  /**
   * LOCATED numbers that follow from a header's first bytes and where it ends, for filters, which need no layer
   * then: of the header at `at` in `d`, whose captured bytes end at `end` and which ends at `wire` on the wire.
   * As in `locate`; -1: there is none.
   */
  readonly figures?: Readonly<Record<string, (d: DataView, at: number, end: number, wire: number) => number>>;
  /**
   * Those of `figures` as data that tell how much is left on the wire behind a header that is all there: where the byte
   * stands that has its length in words at its top.
   */
  readonly rests?: Readonly<Record<string, number>>;
  /**
   * As `figures`, of packets in the flow cache alone: nothing but a steady IP header may stand below, at `below`.
   * -1: it takes the layer.
   */
  readonly sums?: Readonly<
    Record<string, (d: DataView, at: number, end: number, wire: number, below: number) => number>
  >;
  /** The same as data, for those that are the status of a checksum with a pseudo-header. */
  readonly summed?: Readonly<Record<string, Summed>>;
  /**
   * Statuses of checksums in what it carries that are unverified where `when` says so of its header at `at`; of one that is
   * steady, where the byte that far behind its first one has one of these bits.
   */
  readonly unverified?: {
    readonly fields: readonly string[];
    readonly when: (d: DataView, at: number) => boolean;
    readonly steadily: ByteBits;
  };
  /** Fields that are the rest of the header's packet. */
  readonly spans?: Readonly<Record<string, Span>>;
  /** Where it has an `exchange`: whether that field may hang on the packets before; without it all that it locates may. */
  readonly remembers?: (name: string) => boolean;
  /** Fields that follow from the packets before, by where that is told of a segment of a known flow. */
  readonly recalls?: Readonly<Record<string, Recall>>;
  /** What it carries may have been told before: whoever follows what stands behind it has to follow it as well. */
  readonly retells?: boolean;
  /** Fields that a header which is all there has not if its byte at `at` is less than `least`. */
  readonly lacks?: { readonly fields: readonly string[]; readonly at: number; readonly least: number };
  /**
   * Whether what stands behind a steady header, up to `end`, is shown in another way than as data if nobody takes
   * it, or the header itself under another name.
   */
  readonly odd?: (d: DataView, at: number, end: number) => boolean;
  /** The same of all that nobody takes on some ports. */
  readonly oddOn?: (ports: number) => boolean;
  /** Of a header that is all there, all fields can be read, whatever it says. */
  readonly sound?: boolean;
  /** Of a steady header that is all there, as data: what may be malformed, where some remark of it says so. */
  readonly faults?: Faults;
  /**
   * Of a steady header behind which nobody reads, and of which all is there: if of its first four bytes the bits of `mask` are
   * `value`, and it has as many bytes as `least`, it is read to its end. One that is cut is never malformed.
   */
  readonly soundFrom?: {
    readonly mask: number;
    readonly value: number;
    readonly at: number;
    readonly least: number;
  };
  /** Of bytes that it accepts, as that: whether they, and whatever is found in them, are surely not malformed. */
  readonly soundly?: (d: DataView, o: number, lim: number, s: LayerStack) => boolean;
  /** What was not captured to its end is never. */
  readonly soundIfCut?: boolean;
  /** As data, when `odd` surely does not. */
  readonly plainly?: Plainly;
  /**
   * Of the bytes that it accepts, which kind they are, a small number: behind all of a kind stand the same layers, and nobody's
   * data in all of them or in none; nor in some of them behind headers of its own and in others without. -1: nobody knows.
   */
  readonly kind?: (d: DataView, o: number, lim: number) => number;
  /** As data, how what it accepts begins. */
  readonly opens?: Opens;
  /** Between whom it goes, for whoever keeps those before it in mind; undefined: it stands alone. */
  readonly exchange?: (layer: Layer) => Exchange | undefined;
  /** Over TCP, for showing alone: where its messages end. One is shown in the segment that ends it. */
  readonly message?: MessageLength;
  /** There, what the Info column says where one begins that is not whole; undefined: what it says of the segment. */
  readonly beginning?: (d: DataView, o: number, lim: number) => string | undefined;
  /** There, whether the segments that go on with it say so, too, as long as it is not known where it ends. */
  readonly endless?: (d: DataView, o: number, lim: number) => boolean;
  /** There, several in a run of bytes are told one by one, and the Info column has what each says, or the last one. */
  readonly apart?: "each" | "last";
  /** There, what stands in the Info column between what several in one packet say; without it nothing does. */
  readonly between?: string;
  /** What stands there between its carrier's words and its own. */
  readonly behindCarrier?: string;
  /** There, its name is shown where a message begins, too. */
  readonly showsBeginnings?: boolean;
  /** There, around the messages of another one that it carries it is shown once a packet. */
  readonly carriesOnce?: boolean;
  /** There, whether bytes on its own ports are its, though they do not look like it. */
  readonly owns?: (d: DataView, o: number, lim: number) => boolean;
  /**
   * Over UDP, for showing alone: begins to read a connection whose first messages anybody can decrypt. What that makes is
   * given its datagrams from `o` to `lim` in order, with the port that each came from, adds what it decrypted of them to
   * `opened` and returns the message of TLS that ended in it.
   */
  readonly unlocks?: () => Unlock;
  /** What follows on a connection on which it was found by its looks is its, too. */
  readonly keeps?: boolean;
  /**
   * Over UDP, for showing alone: what it asks for, if what goes on between the port that it came from and the host that
   * it went to, on any port there, is its; undefined: it is not.
   */
  readonly expects?: (d: DataView, o: number, lim: number) => string | undefined;
  /** Its length on the wire by its own header: what stands behind is padding of its carrier. */
  readonly extent?: (data: DataView) => number | undefined;
  /** Where the header ends: what stands behind it, if nobody reads it, is shown as data. Without it: nothing. */
  readonly body?: (data: DataView) => number;
}

export interface Spells {
  /** Other names than the protocol's own. */
  readonly besides: readonly string[];
  /**
   * Whether its own is always among them; if not, whether of headers that the flow cache knows it is, and alone ("steadily"),
   * or may be missing there as well ("perhaps").
   */
  readonly own: "always" | "steadily" | "perhaps";
}

export type Unlock = (
  d: DataView,
  o: number,
  lim: number,
  source: number,
  opened: Opened[],
) => Uint8Array | null;

/** Bits of the byte at `at`. */
export interface ByteBits {
  readonly at: number;
  readonly mask: number;
}

/** How many statuses a checksum can have: 0 bad, 1 good, 2 unverified, 3 absent, 4 illegal. */
export const STATUSES = 5;
/** That of one that nobody can compare. */
export const UNVERIFIED = 2;

/** A checksum over a header and what follows. Offsets are the header's. */
export interface Summed {
  /** The IP protocol in the pseudo-header. */
  readonly protocol: number;
  /** Where its length stands, in 16 bits; -1: it goes on to where it ends on the wire. */
  readonly length: number;
  /** Where the checksum stands, if 0 says that there is none; -1: it does not. */
  readonly optional: number;
}

/** Bytes that begin at `at`, or behind as many words as the byte at `words` has at its top, if anything is there. */
export interface Span {
  readonly at: number;
  readonly words?: number;
  /** There are none if one of these bits is set. */
  readonly unless?: { readonly at: number; readonly mask: number };
}

/** Where a span of the header at `at` begins; -1: there is none. */
export function spanFrom({ at, words, unless }: Span, d: DataView, header: number): number {
  if (unless !== undefined && (d.getUint8(header + unless.at) & unless.mask) !== 0) return -1;
  return header + (words === undefined ? at : (d.getUint8(header + words) >> 4) << 2);
}

/** Where what a header carries begins that stands from `from` to `end` in `d`; -1: nobody knows, or it is no data. */
export function bodyFrom(body: Protocol["body"], d: DataView, from: number, end: number): number {
  if (body === undefined) return -1;
  try {
    return from + body(new DataView(d.buffer, d.byteOffset + from, end - from));
  } catch (error) {
    if (error instanceof RangeError) return -1;
    throw error;
  }
}

/** What a steady header may say that makes a packet malformed, and nothing else does. */
export interface Faults {
  /** Its own length goes on behind where what carries it ends. */
  readonly past?: boolean;
  /** From there on it has options, as TCP's: of one kind, whose length less two is no multiple of a power of two. */
  readonly options?: { readonly at: number; readonly kind: number; readonly unit: number };
}

/** None of those bits is set in the byte at `at`, and nothing in the header beyond its least length is `without`. */
export interface Plainly {
  readonly at: number;
  readonly mask: number;
  readonly without: number;
}

/** How the bytes begin that a protocol takes, by more than their looks on some ports. */
export interface Opens {
  /** In one of these ways, which are all there: two hex digits a byte, up to eight, dots for any. */
  readonly starts: readonly string[];
  /** Nothing is known of them on these ports. */
  readonly ports?: readonly number[];
  /** What it takes on ports that are its own as well: whatever it is ("all"), or what was not captured to its end ("cut"). */
  readonly own?: "all" | "cut";
  /** What begins so on a port of its own is its for certain, if no other protocol has the other port, and 8 bytes are there. */
  readonly surely?: readonly string[];
  /**
   * There, the `kind` of what begins so and has no empty line but at its very end; and of what is cut and begins in no way of its
   * own.
   */
  readonly bare?: number;
  readonly part?: number;
}
