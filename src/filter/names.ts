/** What the names in a filter stand for. */
import { Mark } from "../core/mark.ts";
import { nearest } from "../core/nearest.ts";
import type { Protocol } from "../core/protocol.ts";
import { Depth } from "../core/recall.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { allNames, type Place, placesOf, protocolsNamed } from "../protocols/field-index.ts";
import { protocols } from "../protocols/registry.ts";
import { isFixed, isWhole, reachOf, steadily } from "./fixed-places.ts";
import type { Type } from "./types.ts";

/** A field or a protocol. */
export interface Named {
  name: string;
  type: Type;
  /** Every place where the field stands; of a protocol, none. */
  places: readonly Place[];
  /** The protocols that have the field, or that the name means. */
  numbers: readonly number[];
}

/** @returns null: it is the name of nothing */
export function named(word: string): Named | null {
  // A dot in front says that a name is meant.
  const name = word.startsWith(".") ? word.slice(1) : word;
  const places = placesOf(name);
  if (places.length > 0) {
    const type = places[0].field.kind;
    const numbers = [...new Set(places.map(({ number }) => number))];
    return { name, type, places, numbers };
  }
  const numbers = protocolsNamed(name);
  return numbers.length > 0 ? { name, type: "protocol", places, numbers } : null;
}

let names: string[] | undefined;

/** `; did you mean …?`, or nothing. */
export function suggestion(word: string): string {
  names ??= allNames();
  const near = nearest(word, names);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** Tables of what messages carry that name no tenant. */
const BODIES = ["smtp.data", "sip.body"];
/** Tables of what UDP and TCP carry, which only showing a packet asks. */
const APPS = ["udp.app", "tcp.app", ...BODIES];

const isApp = ({ claims, guessedOver }: Protocol): boolean =>
  guessedOver !== undefined || APPS.some((table) => table in claims);

/** 1 for protocols that dissecting a packet for facts finds wherever they are. */
export const factual = Uint8Array.from(protocols, (p) =>
  p !== null && Object.keys(p.claims).length > 0 && !isApp(p) ? 1 : 0,
);

/** Whether dissecting a packet for facts finds all protocols that have it. */
export const isOfFacts = ({ numbers }: Named): boolean => numbers.every((number) => factual[number] === 1);

/** By number: no protocol of the captured bytes, but made for showing. */
export const pseudo = Uint8Array.from(protocols, (p) =>
  p !== null && Object.keys(p.claims).length === 0 && !isApp(p) ? 1 : 0,
);

/** By number: what the packets before say of its fields can be told without a layer. */
export const recalling = Uint8Array.from(protocols, (p) => (p?.recalls === undefined ? 0 : 1));

const retelling = Uint8Array.from(protocols, (p) => (p?.retells === true ? 1 : 0));

/** What it takes to tell it. */
export function depthOf({ field, number }: Place): Depth {
  const recall = protocols[number]?.recalls?.[field.name];
  if (recall !== undefined) return recall.depth ?? Depth.place;
  return retelling[number] === 1 ? Depth.flight : Depth.place;
}

/** In place of 1: it is followed for what may stand behind it alone. */
export const FOR_OTHERS = 2;

/** By number: those that have to be followed so that what is asked of some can be told. */
export function followedFor(asked: Uint8Array): Uint8Array {
  // Who asks nobody in particular asks what all of them say.
  if (!asked.includes(1)) return retelling;
  // What facts find stands behind nothing that tells twice.
  if (asked.every((is, number) => is === 0 || (factual[number] === 1 && retelling[number] === 0)))
    return asked;
  return asked.map((is, number) => (is === 0 && retelling[number] === 1 ? FOR_OTHERS : is));
}

/** By number: protocols whose ends talk about what they said before. */
export const exchanging = Uint8Array.from(protocols, (p) => (p?.exchange === undefined ? 0 : 1));

/** What our own pseudo-layer says from connections before. */
export const OF_PROXIES = "overshark.proxy";
/** And what is found out about all connections before the first packet is asked about. */
export const OF_NAT = "overshark.nat";

/** What is said of packets, by whatever layer, also from the packets before. */
export const SAID_OF_ALL: ReadonlySet<string> = new Set([
  "_ws.expert",
  "_ws.expert.message",
  "_ws.expert.severity",
  "_ws.expert.group",
  "_ws.col.protocol",
  "_ws.col.info",
]);

/** Factual protocols may follow behind what UDP and TCP carry only where that is one of these. */
export const leadsOn = Uint8Array.from(protocols, (p) =>
  p !== null && isApp(p) && (p.leaf !== true || p.quotes === true) ? 1 : 0,
);

// By number, so that the protocols themselves, each of its own shape, need not be looked at.
export const quotes = Uint8Array.from(protocols, (p) => (p?.beyond !== undefined ? 1 : 0));
const readOn = Uint8Array.from(protocols, (p) => (p?.despite !== undefined ? 1 : 0));
const surmises = Uint8Array.from(protocols, (p) => (p?.surmise !== undefined ? 1 : 0));
export const apps = protocols.map((p) => p?.apps ?? null);
/**
 * Whether it is one layer, named alike whatever it holds, and nothing stands behind it. So all that it takes behind headers that
 * are alike has the same layers, and nobody's data in none of them.
 */
const isLone = (p: Protocol): boolean =>
  p.leaf === true &&
  [p.apps, p.beyond, p.body, p.despite, p.surmise].every((more) => more === undefined) &&
  typeof p.spelling !== "function";
export const lone = Uint8Array.from(protocols, (p) => (p !== null && isLone(p) ? 1 : 0));

/** By number: whether it takes those bytes; null: it takes all. */
export const accepts = protocols.map((p) => p?.accepts ?? null);

/**
 * Whether showing a packet may find factual protocols that dissecting it for facts did not: in what an ICMP error
 * quotes, or ESP on a UDP port, or behind a header that has to be dropped. `stack` is that of one frame.
 */
export function hasMore({ n, proto, ports, stop }: LayerStack): boolean {
  if (n === 0) return false;
  const last = proto[n - 1];
  return quotes[last] === 1 || isReadOn(last, stop) || portsLeadOn(last, ports);
}

/** Whether a packet that ended with that header, for that reason (a value of Stop), is shown beyond it. */
export const isReadOn = (number: number, stop: number): boolean =>
  stop === Stop.malformed ? readOn[number] === 1 : stop === Stop.truncated && surmises[number] === 1;

/** Whether a packet ends with a header without ports, behind which nobody looks, and all of its fields are there. */
export function endsWhole({ n, proto, off, pos }: LayerStack): boolean {
  const last = proto[n - 1];
  return apps[last] === null && isWhole(last) && Math.max(pos - off[n - 1], steadily[last]) >= reachOf(last);
}

/** By number: see `mayQuote`. */
const quotesIn = protocols.map((p) => p?.mayQuote ?? null);

/** As `hasMore` of a frame in `d`, by what all packets of a flow have in common. */
export function hasMoreIn(stack: LayerStack, d: DataView): boolean {
  if (!hasMore(stack)) return false;
  const { n, proto, off, ports, stop } = stack;
  const last = proto[n - 1];
  // Of a header that stopped anything there may be cut.
  if (stop !== Stop.none || portsLeadOn(last, ports)) return true;
  return quotesIn[last]?.(d, off[n - 1]) !== false;
}

/** Whether a header with that number which starts at `o` may quote something; null: they are all alike. */
export const mayQuote = (number: number, d: DataView, o: number): boolean | null =>
  quotesIn[number]?.(d, o) ?? null;

/** Whether what a header carries is told by its ports. */
export const hasApps = (number: number): boolean => apps[number] !== null;

/** Whether something may stand behind a header that somebody takes, or is shown as data. */
export const mayCarry = (number: number): boolean =>
  apps[number] !== null || protocols[number]?.body !== undefined;

/** By number: those that a layout takes for alike have the same name if all carry something, or none does. */
export const namedAlike = Uint8Array.from(protocols, (p) =>
  typeof p?.spelling !== "function" || p.spelledSteadily === true ? 1 : 0,
);

/** The same of a header that can be read, of which only the ports differ from one that has no more. */
export function portsLeadOn(carrier: number, ports: number): boolean {
  const ofPort = apps[carrier];
  return ofPort !== null && (leadsOn[ofPort[ports >>> 16]] === 1 || leadsOn[ofPort[ports & 0xffff]] === 1);
}

/** Protocols that Wireshark has one name for count as one where layers are counted; by number. */
export const counted = new Uint8Array(protocols.length);
const firsts = new Map<string, number>();
for (const [number, p] of protocols.entries()) {
  if (p === null) continue;
  const spelled = typeof p.spelling === "string" && p.spelling !== "" ? p.spelling : p.name;
  if (!firsts.has(spelled)) firsts.set(spelled, number);
  counted[number] = firsts.get(spelled) ?? number;
}

/** Whether a field may depend on the packets before: only protocols that tell exchanges have such. */
export function isRemembered({ field, number }: Place): boolean {
  const { exchange, remembers } = protocols[number] as Protocol;
  return exchange !== undefined && !isFixed(field) && remembers?.(field.name) !== false;
}

/** Whose a packet is. */
export const TENANT = "overshark.tenant";

/** What a packet's record and its layers say. */
const OF_RECORD: ReadonlySet<string> = new Set([
  "frame",
  "frame.len",
  "frame.cap_len",
  "frame.time",
  "frame.time_epoch",
  "frame.protocols",
  TENANT,
]);

/** Whether it says that a packet is malformed, by what it holds and the frames that it completed. */
export const isFault = ({ name }: Pick<Named, "name">): boolean => FAULTS.has(name);

const FAULTS: ReadonlySet<string> = new Set(["_ws.malformed", "_ws.malformed.expert"]);

/** What our pseudo-layer says of a packet that was not read to its end, by the name of the field that it is then. */
export const MARKS: Readonly<Record<string, string>> = {
  "_ws.malformed": Mark.malformed,
  "_ws.malformed.expert": Mark.malformed,
  "_ws.short": Mark.cut,
};

/** What a packet's record says, if it is known when the first one came. */
export const SINCE_FIRST = "frame.time_relative";

/** Which packets a frame was put together from. */
export const OF_OTHERS = /\.(fragment|reassembled)|\.segment(\.error)?$/;

/** Whether it follows from the packet and what it is a part of, whatever its number and the times before it. */
export const isOwn = ({ name, numbers, places }: Named): boolean =>
  OF_RECORD.has(name) ||
  Object.hasOwn(MARKS, name) ||
  (numbers.every((number) => pseudo[number] === 0 || protocols[number]?.name === "data") &&
    places.every(({ field }) => isFixed(field) || !OF_OTHERS.test(field.name)));

/** Whether it follows from a header's bytes, and where that ends on the wire. */
export const isOfHeader = ({ field, number }: Place): boolean =>
  isFixed(field) || protocols[number]?.figures?.[field.name] !== undefined;

/**
 * Whether it follows from the packet and the frames that it completed, and does not hang on what it is a part of.
 * @param ofTenant it is known whose that is
 */
export const isPrompt = (what: Named, ofTenant = false): boolean =>
  (ofTenant || what.name !== TENANT) &&
  (isFault(what) || !Object.hasOwn(MARKS, what.name)) &&
  isOwn(what) &&
  (OF_RECORD.has(what.name) || isFault(what) || isOfLayer(what));

/** Whether it follows from a header's bytes and those that it carries. */
export const isOfLayer = ({ name, places }: Named): boolean =>
  places.every((place) => {
    const { spans, sums } = protocols[place.number] ?? {};
    return isOfHeader(place) || spans?.[name] !== undefined || sums?.[name] !== undefined;
  });

/** Whether the packet's record, and those of the packets before, say it. */
export const isOfRecord = ({ name }: Named): boolean =>
  name === "frame" ||
  /^frame\.(len|cap_len|number|interface_id|time|time_(epoch|relative|delta|delta_displayed))$/.test(name);

/** Whether it may follow from whose the packet is: our own pseudo-layer says it. */
export const isOfTenant = ({ numbers }: Named): boolean =>
  numbers.some((number) => protocols[number]?.name === "overshark");

/** Whether it is told without a layer what the packets before say of it. */
const isToldByNumber = ({ field, number }: Place): boolean =>
  Object.hasOwn(protocols[number]?.recalls ?? {}, field.name);

/**
 * Whether it follows from headers that dissecting for facts finds, also of the packets before. @param there that is all that
 * is asked
 */
export const isOfHeaders = (what: Named, there: boolean): boolean =>
  isOfFacts(what) &&
  (what.type !== "protocol" || there) &&
  what.places.every((place) => isOfHeader(place) || isToldByNumber(place));
