/** From the first bytes of a connection to the proxies that it goes through, one inside the other. */
import { type Carried, readCarried } from "./carried.ts";
import type { Hop, Places, Read, Side } from "./hop.ts";
import { readHttpConnect } from "./http-connect.ts";
import { readSocks4 } from "./socks4.ts";
import { readSocks5 } from "./socks5.ts";

/** More proxies behind each other than anybody uses are an attack. */
const MAX_HOPS = 16;

export interface Chain {
  /** Outermost first. */
  hops: Hop[];
  carried: Carried | null;
  /** Where what is carried begins in either direction. */
  at: Places;
  /** More bytes may tell more. */
  open: boolean;
}

export interface Start {
  /** The first bytes of the stream were not captured: an exchange may have begun before. */
  middle: boolean;
  /** One of the ports is known for SOCKS. */
  known: boolean;
  /** What is carried is not asked for. */
  hopsOnly: boolean;
}

export function readChain(client: Side, server: Side, { middle, known, hopsOnly }: Start): Chain {
  const chain: Chain = { hops: [], carried: null, at: { client: 0, server: 0 }, open: false };
  while (chain.hops.length < MAX_HOPS) {
    const read = readHop(client, server, chain.at, middle && chain.hops.length === 0, known);
    if (read === "more") chain.open = true;
    if (typeof read === "string") break;
    chain.hops.push(read);
    chain.open = read.open;
    const next = read.carried ?? read.again;
    if (next === null) return chain;
    chain.at = next;
  }
  if (hopsOnly) return chain;
  const carried = readCarried(client, server, chain.at);
  if (carried === "more") chain.open = true;
  else chain.carried = carried;
  return chain;
}

function readHop(client: Side, server: Side, at: Places, middle: boolean, known: boolean): Read {
  let more = false;
  const doubt = middle ? "middle" : known ? "known" : "none";
  const readers: (() => Read)[] = [
    () => readSocks5(client, server, at, "greeting", doubt),
    () => readSocks4(client, server, at, known),
    () => readHttpConnect(client, server, at),
  ];
  // What is whole as a request and its answer is that; the first bytes of it might do as a greeting.
  if (middle)
    readers.unshift(
      () => readSocks5(client, server, at, "request", doubt),
      () => readSocks5(client, server, at, "login", doubt),
    );
  for (const reader of readers) {
    const read = reader();
    if (typeof read !== "string") return read;
    if (read === "more") more = true;
  }
  return more ? "more" : "none";
}
