/** One proxy on the way of a connection, as its messages tell. Plain data, and the bytes that they are read from. */
import type { SocksAddress } from "../protocols/common/socks-messages.ts";

export type ProxyKind = "socks4" | "socks4a" | "socks5" | "http";

/** One direction as far as its bytes are known. */
export interface Side {
  /** From the first byte on, without a gap. */
  data: DataView;
  /** The bytes go on, and more of them may come to be known. */
  more: boolean;
  /** Not one packet of this direction was captured. */
  absent: boolean;
}

/** A place in both directions. */
export interface Places {
  client: number;
  server: number;
}

export interface Reply {
  /** Of SOCKS 4 or 5, or an HTTP status. */
  code: number;
  /** Null: not all of it was seen, or the protocol tells none. */
  bound: SocksAddress | null;
}

/** How far an exchange came. */
export type Outcome =
  /** What is behind it is the destination's. */
  | "established"
  /** UDP may go through the relay. */
  | "associated"
  | "refused"
  /** The proxy takes none of the client's methods. */
  | "no_acceptable_method"
  | "login_failed"
  /** The client says no more. */
  | "no_request"
  /** The proxy says no more. */
  | "no_reply"
  /** BIND: nobody called. */
  | "no_peer"
  /** Encrypted, or in a sub-negotiation that is not read. */
  | "opaque"
  /** Bytes are missing, so that it is not known. */
  | "unknown";

export interface Hop {
  kind: ProxyKind;
  from: Places;
  /** Null: not seen, or the protocol has no methods. */
  offered: number[] | null;
  chosen: number | null;
  user: string | null;
  password: string | null;
  /** Whether user and password were right; null: nobody asked, or the answer was not seen. */
  admitted: boolean | null;
  /** Bytes of a sub-negotiation that is not read. */
  opaque: number;
  command: number | null;
  destination: SocksAddress | null;
  /** BIND has two: where it listens, and who called. */
  replies: Reply[];
  outcome: Outcome;
  /** Where what is carried begins; a direction that was not captured stays where it was. Null: nothing is. */
  carried: Places | null;
  /** HTTP: the client may ask again behind a refusal. */
  again: Places | null;
  /** The request was read to its end, which is there in the client's direction. */
  requested: boolean;
  requestEnd: number;
  /** Where the replies end in the proxy's direction. */
  replyEnds: number[];
  /** More bytes may tell more. */
  open: boolean;
}

/** No such exchange begins here, or not enough of it is there to tell. */
export type Read = Hop | "none" | "more";

export const newHop = (kind: ProxyKind, from: Places): Hop => ({
  kind,
  from,
  offered: null,
  chosen: null,
  user: null,
  password: null,
  admitted: null,
  opaque: 0,
  command: null,
  destination: null,
  replies: [],
  outcome: "unknown",
  carried: null,
  again: null,
  requested: false,
  requestEnd: 0,
  replyEnds: [],
  open: false,
});

export const lengthOf = (side: Side): number => side.data.byteLength;

/** The message that ends there is not all there: whether to wait for it. */
export const unfinished = (side: Side): "more" | "none" => (side.more ? "more" : "none");
