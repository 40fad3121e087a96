/** Display filters: text to a test of packets, compiled once. */
import type { Packet } from "../core/layer.ts";
import { Depth } from "../core/recall.ts";
import { Compiler } from "./compiler.ts";
import { type Suffices, sufficing } from "./heads.ts";
import type { Match } from "./hot.ts";
import { asksHeaders, asksTenant, type Keeps, keepsOf } from "./keeps.ts";
import { keyedOf } from "./keyed.ts";
import type { Last } from "./last.ts";
import { followedFor, hasMoreIn, recalling } from "./names.ts";
import { parse } from "./parse.ts";
import type { Alike } from "./programs.ts";
import { withLayers } from "./spelling.ts";
import type { Node } from "./syntax.ts";
import { mayHold } from "./takers.ts";

export { FilterError } from "./error.ts";

export interface Filter {
  readonly text: string;
  /** It asks for what only showing a packet finds: its layers, what UDP and TCP carry. */
  readonly needsExtension: boolean;
  /** It asks for what a protocol may tell only from the packets before, as tcp.stream. */
  readonly needsConversations: boolean;
  /** It asks where connections go to through proxies. */
  readonly needsProxies: boolean;
  /** By number: the protocols whose packets have to be followed for that. */
  readonly follows: Uint8Array;
  /** What it takes of TCP's segments. */
  readonly depth: Depth;
  /** It asks for the packets' numbers, or the times of those before. */
  readonly inOrder: boolean;
  /** But it asks for the packet's record alone, and how long it came after the first one. */
  readonly sinceFirst: boolean;
  /** It can be asked about a part of a capture, without those before. */
  readonly divisible: boolean;
  /** What it says of a packet hangs neither on what that is a part of, nor on who else is: only on what it holds. */
  readonly prompt: boolean;
  /** Or it does, but only on whose that is. */
  readonly promptOfTenant: boolean;
  /** It may ask what the packet is a part of, and not only what that and the conversation's packets before hold. */
  readonly ofParts: boolean;
  /** It may ask whose the packet is. */
  readonly ofTenant: boolean;
  /** It asks for nothing but records, and headers that dissecting packets for facts finds, if need be of the packets before. */
  readonly ofHeaders: boolean;
  /** Whether the head of a frame tells all that it asks of the frame, but for `lasts`; null: that takes more than heads. */
  readonly suffices: Suffices | null;
  readonly lasts: readonly Last[];
  /** What it says of a packet, if that is so, stands though a frame that the packet completed or began is seen later. */
  readonly keeps: Keeps;
  /** Whether the ends of a packet that is a part of something alone tell that it passes; null: they never do. */
  readonly keyed: Match | null;
  /** It asks for nothing but a packet's record, and the times before. */
  readonly ofRecord: boolean;
  /** How it is asked about packets with the headers of an earlier one; null: as about all others. */
  readonly alike: Alike | null;
  matches(packet: Packet): boolean;
}

/** @param text in the display filter language of Wireshark; the empty filter keeps everything. @throws FilterError */
export function compileFilter(text: string): Filter {
  const parsed = parse(text);
  if (parsed === null) return { text, ...ASKS_NOTHING, matches: () => true };
  const tree = withLayers(parsed);
  const compiler = new Compiler(text);
  const { match, reduce, told, ahead } = compiler.test(tree);
  const { needsExtension, needsConversations, wanted, steady, allSteady } = compiler;
  const { needsProxies, needsTranslations, lasts, reach } = compiler;
  const matches = !needsExtension
    ? asIs(match)
    : wanted === null
      ? extended(match, ahead)
      : holding(wanted, match);
  const follows = followedFor(compiler.follows);
  const others = follows.some((is, number) => is === 1 && recalling[number] === 0);
  const least = needsProxies ? Depth.flight : others ? Depth.remarks : Depth.place;
  const namesTakers = !compiler.asksTakers && !needsConversations;
  const { asksNames, asksFaults, asksParts } = compiler;
  // Whoever looks for all protocols asks whether nobody reads something as well.
  const asksSpelling = compiler.asksSpelling || (needsExtension && wanted === null);
  const ofNames = { namesTakers, asksNames, asksFaults, asksParts, asksSpelling };
  const alike = { steady, allSteady, needsExtension, wanted, ...ofNames, reduce, told, ahead };
  return {
    text,
    needsExtension,
    needsConversations,
    needsProxies,
    follows,
    depth: Math.max(compiler.depth, least),
    inOrder: !reach.own,
    sinceFirst: reach.sinceFirst && reach.ofRecord,
    divisible: reach.own && !needsConversations,
    prompt: reach.prompt && !needsConversations,
    ofParts: !reach.recalled,
    promptOfTenant: reach.promptOfTenant && !needsConversations,
    ofTenant: asksTenant(tree),
    ofHeaders: asksHeaders(tree) && !others,
    suffices:
      compiler.allHeads && !(needsExtension && lasts.length > 0)
        ? sufficing(needsExtension, wanted, asksSpelling)
        : null,
    lasts,
    keeps: keepsOf(tree),
    keyed: keyedMatch(tree, text),
    ofRecord: reach.ofRecord,
    alike: needsProxies || needsTranslations ? null : alike,
    matches,
  };
}

const ASKS_NOTHING = {
  ...{
    needsExtension: false,
    needsConversations: false,
    divisible: true,
    prompt: true,
    ofParts: false,
    ofRecord: true,
    promptOfTenant: true,
  },
  ...{
    needsProxies: false,
    sinceFirst: true,
    follows: new Uint8Array(256),
    depth: Depth.place,
    inOrder: false,
  },
  ...{
    ofTenant: false,
    ofHeaders: true,
    suffices: sufficing(false, null, false),
    lasts: [],
    keeps: { yes: true, no: true },
    keyed: null,
  },
  alike: null,
};

function keyedMatch(tree: Node, text: string): Match | null {
  const keyed = keyedOf(tree);
  return keyed === null ? null : new Compiler(text).test(keyed).match;
}

function extended(match: Match, ahead: Match | null): Match {
  return (packet) => {
    if (ahead?.(packet) === true) return true;
    packet.extend();
    return match(packet);
  };
}

/** As `extended`, but only for packets that may hold one of those protocols, which few do. */
function holding(wanted: Uint8Array, match: Match): Match {
  const may = mayHold(wanted);
  return (packet) => {
    const { frames, frameCount } = packet;
    for (let f = 0; f < frameCount; f++) {
      const { stack, view } = frames[f];
      if (may(stack, view) || hasMoreIn(stack, view)) packet.extend();
    }
    return match(packet);
  };
}

/** What an ICMP error quotes is found as well, as Wireshark does. */
function asIs(match: Match): Match {
  return (packet) => {
    const { frames, frameCount } = packet;
    for (let f = 0; f < frameCount; f++) {
      const { stack, view } = frames[f];
      if (hasMoreIn(stack, view)) packet.extend();
    }
    return match(packet);
  };
}
