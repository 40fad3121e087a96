/**
 * What is searched for among the layers' names, and can only stand in a single one of them: which protocols may be named so
 * is known, and no others have to be found.
 */
import type { Protocol } from "../core/protocol.ts";
import { protocols } from "../protocols/registry.ts";
import type { Headers } from "./alike.ts";
import type { Demand } from "./demand.ts";
import type { Match } from "./hot.ts";
import { factual, isOfFacts, type Named, named, pseudo } from "./names.ts";
import { remembering } from "./predicates.ts";
import { expression } from "./regexp.ts";
import type { Node, Of } from "./syntax.ts";
import { Steadiness } from "./tests.ts";
import { LAYERED } from "./values.ts";

/** Of a layer, if it has a byte: another name may be the one, its own is, or, if that is as the flow cache knows them, is. */
const [MAY, IS, STEADILY] = [1, 2, 3];

/** What makes a test of a packet's names one of each name. */
type NameTest = (name: string) => boolean;

/** A word, or some of them: none reaches over the colon between two names. */
const WORDS = /^\w+(\|\w+)*$/;

const decoder = new TextDecoder();

/** The same tree with such tests told from others. */
export function withLayers(node: Node): Node {
  if (node.kind === "not") return { ...node, of: withLayers(node.of) };
  if ("terms" in node) return { ...node, terms: node.terms.map(withLayers) };
  if (node.kind !== "contains" && node.kind !== "matches") return node;
  const { left, right, at, length, depth } = node;
  if (left.kind !== "word" || right.kind !== "text" || right.quote !== '"') return node;
  const what = named(left.text);
  if (what === null || !LAYERED.includes(what.name)) return node;
  const text = decoder.decode(right.bytes);
  if (!(node.kind === "contains" ? text !== "" && !text.includes(":") : WORDS.test(text))) return node;
  const test: NameTest =
    node.kind === "contains" ? (name) => name.includes(text) : expression("string", right.bytes, never);
  const places = placesFor(test);
  if (places === null) return node;
  const numbers = [...places.keys()].filter((number) => places[number] !== 0);
  const layers: Named = { name: what.name, type: "protocol", places: [], numbers };
  return { kind: "layers", at, length, depth, what: layers, places, test };
}

const never = (message: string): never => {
  throw new Error(message);
};

/** By number, how a name of that protocol passes; null: it takes the names of a packet's layers to tell. */
function placesFor(test: NameTest): Uint8Array | null {
  const places = new Uint8Array(256);
  for (const [number, p] of protocols.entries()) {
    if (p === null) continue;
    const { name, spelling, spells } = p;
    if (typeof spelling !== "function") {
      if ((spelling ?? name).split(":").some(test) && spelling !== "") places[number] = IS;
    } else if (spells === undefined) return null;
    else if (test(name))
      places[number] = spells.own === "always" ? IS : spells.own === "steadily" ? STEADILY : MAY;
    else if (spells.besides.some(test)) {
      const isKnown = p.steady !== undefined || p.steadyWhole !== undefined;
      // In packets that are taken for alike such a name is there or not.
      if (isKnown && spells.own !== "steadily") return null;
      places[number] = MAY;
    }
    if (places[number] !== 0 && pseudo[number] === 1) return null;
  }
  return places;
}

/** How a header is named that stands there; null: it takes its layer. */
function nameAt(number: number, d: DataView, from: number, to: number): string | null {
  const { name, spelledAt } = protocols[number] as Protocol;
  const spelled = spelledAt === undefined ? null : spelledAt(d, from, to);
  return spelled === undefined ? name : spelled;
}

/** In which packets of a flow it passes alike: a value of Steadiness. */
export const layersSteadily = (what: Named): number => (isOfFacts(what) ? Steadiness.flow : Steadiness.shape);

/** A test of packets. */
export function hasLayer({ what, places, test }: Of<"layers">, demand: Demand): Match {
  for (const number of what.numbers) {
    if (factual[number] === 1) continue;
    demand.needsExtension = true;
    demand.asksNames = true;
    if (places[number] === MAY) demand.asksTakers = true;
    if (demand.wanted !== null) demand.wanted[number] = 1;
  }
  const has = ({ proto }: Headers) => proto.some((number) => places[number] >= IS);
  demand.quick = has;
  const passes = remembering((v) => test(String(v)));
  return (packet) => {
    const { frames, frameCount } = packet;
    let asks = false;
    for (let f = 0; f < frameCount; f++) {
      const { stack, view, first } = frames[f];
      const { proto, off, end, n } = stack;
      for (let i = first; i < n; i++) {
        const place = places[proto[i]];
        if (place === 0) continue;
        // One without a byte may not be shown.
        const isShown = off[i] < end[i];
        if (place === IS && isShown) return true;
        const name = isShown ? nameAt(proto[i], view, off[i], end[i]) : null;
        if (name === null) asks = true;
        else if (passes(name)) return true;
      }
    }
    return asks && passes(packet.spelled());
  };
}
