/** What a filter asks of packets besides what dissecting them for facts finds. */
import type { Packet } from "../core/layer.ts";
import type { Depth } from "../core/recall.ts";
import type { Answer, Headers } from "./alike.ts";
import {
  depthOf,
  exchanging,
  factual,
  isFault,
  isOfFacts,
  isRemembered,
  type Named,
  OF_NAT,
  OF_PROXIES,
  pseudo,
  SAID_OF_ALL,
} from "./names.ts";
import { isUnread } from "./unread.ts";
import { LAYERED } from "./values.ts";

/** What a test asks of a packet besides what dissecting for facts finds. */
export interface Demand {
  needsExtension: boolean;
  needsConversations: boolean;
  needsProxies: boolean;
  needsTranslations: boolean;
  /** By number: the protocols of which it asks for what the packets before say. */
  readonly follows: Uint8Array;
  /** What that takes. */
  depth: Depth;
  /** Numbers of the protocols that only showing a packet finds; null: all of them. */
  wanted: Uint8Array | null;
  /** It asks for more of who takes what stands behind headers than his name, or whether anybody does. */
  asksTakers: boolean;
  /** It asks for his name, or whether anybody does; and whether what he says of them is malformed. */
  asksNames: boolean;
  asksFaults: boolean;
  /** It asks how headers are named. */
  asksSpelling: boolean;
  /** What the test last made is for packets with the same headers, one of which is given; null: it takes their layers. */
  quick: ((headers: Headers, packet: Packet) => Answer) | null;
}

/** What TCP says of messages over several segments. */
const OF_MESSAGES = /^tcp\.(segment|reassembled)/;

/** Asks for what only showing a packet finds of a name, that it is there. @param there nothing else is asked of it */
export function want(demand: Demand, what: Named, there = false): void {
  const { numbers, name } = what;
  const isJoined = OF_MESSAGES.test(name);
  if (isOfFacts(what) && !isJoined) return;
  demand.needsExtension = true;
  const isName = LAYERED.includes(name) || isUnread(what, null) || (there && what.type === "protocol");
  if (isFault(what)) demand.asksFaults = true;
  else if (isJoined || !isName) demand.asksTakers = true;
  else demand.asksNames = true;
  if (LAYERED.includes(name)) demand.asksSpelling = true;
  if (isJoined || LAYERED.includes(name) || numbers.some((number) => pseudo[number] === 1))
    demand.wanted = null;
  // Those of facts are found without being looked for.
  for (const number of numbers)
    if (demand.wanted !== null && factual[number] === 0) demand.wanted[number] = 1;
}

/** The same, and for what the packets before say of it. */
export function ask(demand: Demand, what: Named): void {
  want(demand, what);
  for (const place of what.places) {
    const isSaid = SAID_OF_ALL.has(place.field.name);
    if (isRemembered(place)) {
      demand.follows[place.number] = 1;
      demand.depth = Math.max(demand.depth, depthOf(place));
    } else if (isSaid || place.field.name === OF_PROXIES) {
      demand.needsProxies = true;
      if (isSaid) demand.follows.set(exchanging);
    } else if (place.field.name === OF_NAT) demand.needsTranslations = true;
    else continue;
    demand.needsConversations = true;
  }
}
