/**
 * Relays of UDP ASSOCIATE (RFC 1928, 7): datagrams between a client and the address that its proxy told it, each
 * with the destination in front.
 *
 *   00 00 fragment type address port data
 */
import {
  addressAt,
  addressEnd,
  isHost,
  NEVER,
  type SocksAddress,
} from "../protocols/common/socks-messages.ts";
import { type Connection, endpointText, type Stamp } from "./connection.ts";
import type { Hop } from "./hop.ts";

/** Destinations of one association that are told apart. */
const MAX_DESTINATIONS = 1024;
/** Before type, address and port. */
const HEAD = 3;
/** Set in the last fragment of a sequence. */
const LAST_FRAGMENT = 0x80;

/** What went to and came from one destination. */
export interface UdpDestination {
  to: SocksAddress;
  sent: number;
  sentBytes: number;
  received: number;
  receivedBytes: number;
  /** Datagrams that were one of several fragments. */
  fragments: number;
}

export class Association {
  /** The client's port, once known. */
  clientPort: number;
  readonly destinations = new Map<string, UdpDestination>();
  /** Datagrams to more destinations than are told apart. */
  others = 0;
  /** Datagrams without a header, or with one that was cut off. */
  unreadable = 0;
  fragments = 0;
  highestFragment = 0;
  first: Stamp | null = null;
  last: Stamp | null = null;
  /** Another association may have had some of its datagrams. */
  shared = false;

  constructor(
    readonly connection: Connection,
    readonly hop: Hop,
    readonly clientAddress: string,
    readonly relay: { address: string; port: number },
  ) {
    this.clientPort = hop.destination?.port ?? 0;
  }

  /**
   * Takes a datagram in whose payload is `length` bytes on the wire and stands from `from` to `lim` in `d`.
   * @returns the destination, null if there is none to be read
   */
  take(
    d: DataView,
    from: number,
    lim: number,
    length: number,
    sent: boolean,
    stamp: Stamp,
  ): SocksAddress | null {
    this.first ??= stamp;
    this.last = stamp;
    const end = from + HEAD < lim && d.getUint16(from) === 0 ? addressEnd(d, from + HEAD, lim) : NEVER;
    if (end === NEVER || end > lim || !isHost(d, from + HEAD)) {
      this.unreadable++;
      return null;
    }
    const to = addressAt(d, from + HEAD);
    const fragment = d.getUint8(from + 2);
    if (fragment !== 0) {
      this.fragments++;
      this.highestFragment = Math.max(this.highestFragment, fragment & ~LAST_FRAGMENT);
    }
    const key = endpointText(to.name ?? to.address ?? "", to.port);
    let of = this.destinations.get(key);
    if (of === undefined) {
      if (this.destinations.size >= MAX_DESTINATIONS) {
        this.others++;
        return to;
      }
      of = { to, sent: 0, sentBytes: 0, received: 0, receivedBytes: 0, fragments: 0 };
      this.destinations.set(key, of);
    }
    if (fragment !== 0) of.fragments++;
    const bytes = Math.max(0, length - (end - from));
    if (sent) {
      of.sent++;
      of.sentBytes += bytes;
    } else {
      of.received++;
      of.receivedBytes += bytes;
    }
    return to;
  }
}

export class Associations {
  private readonly byRelay = new Map<string, Association[]>();
  size = 0;

  add(association: Association): void {
    const { connection, relay } = association;
    const key = keyOf(connection.tenant, relay.address, relay.port);
    const list = this.byRelay.get(key);
    if (list === undefined) this.byRelay.set(key, [association]);
    else list.push(association);
    this.size++;
  }

  /** Whose a datagram between that client and that relay is. */
  find(tenant: string, relay: string, relayPort: number, client: string, port: number): Association | null {
    const list = this.byRelay.get(keyOf(tenant, relay, relayPort));
    if (list === undefined) return null;
    const own = list.filter((a) => a.clientAddress === client);
    const live = own.filter((a) => !a.connection.isClosed);
    const among = live.length > 0 ? live : own;
    const told = among.findLast((a) => a.clientPort === port);
    if (told !== undefined) return told;
    const free = among.filter((a) => a.clientPort === 0);
    const found = free.at(-1) ?? among.at(-1) ?? null;
    if (found === null) return null;
    if (free.length > 1) for (const a of free) a.shared = true;
    if (found.clientPort === 0) found.clientPort = port;
    return found;
  }
}

const keyOf = (tenant: string, address: string, port: number): string => `${tenant} ${address} ${port}`;
