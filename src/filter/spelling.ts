/**
 * What is searched for among the layers' names, and stands in one of them, or in some that follow each other: which protocols
 * may be named so is known, and no others have to be found.
 */
import type { Packet } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { protocols } from "../protocols/registry.ts";
import type { Headers } from "./alike.ts";
import type { Demand } from "./demand.ts";
import type { Match } from "./hot.ts";
import { factual, isOfFacts, type Named, named, pseudo } from "./names.ts";
import { remembering } from "./predicates.ts";
import { expression } from "./regexp.ts";
import type { NamedLayers, Node } from "./syntax.ts";
import { Steadiness } from "./tests.ts";
import { LAYERED } from "./values.ts";

/** Of a layer, if it has a byte: another name may be the one, its own is, or, if that is as the flow cache knows them, is. */
const [MAY, IS, STEADILY] = [1, 2, 3];

/** A test of a packet's names, or of one of them. */
type NameTest = (name: string) => boolean;

/** A word, or some of them: none reaches over the colon between two names. */
const WORDS = /^\w+(\|\w+)*$/;
/** So many names in a row are told apart. */
const MOST_NAMES = 31;

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
  const isWord = node.kind === "contains" ? !text.includes(":") : WORDS.test(text);
  if (text === "" || (node.kind === "matches" && !isWord)) return node;
  const test: NameTest =
    node.kind === "contains" ? (name) => name.includes(text) : expression("string", right.bytes, never);
  const row = isWord ? [test] : testsInRow(text.split(":"));
  const inRow = positionsIn(row);
  if (inRow === null) return node;
  const places = isWord ? placesFor(test) : null;
  const numbers = [...inRow.keys()].filter((number) => inRow[number] !== 0);
  const layers: Named = { name: what.name, type: "protocol", places: [], numbers };
  return { kind: "layers", at, length, depth, what: layers, places, inRow, all: 2 ** row.length - 1, test };
}

const never = (message: string): never => {
  throw new Error(message);
};

/** Of each of the names that a text has to stand in, one behind the other. */
const testsInRow = (names: readonly string[]): NameTest[] =>
  names.slice(0, MOST_NAMES).map((own, i) => {
    if (i === 0) return (name) => name.endsWith(own);
    return i === names.length - 1 ? (name) => name.startsWith(own) : (name) => name === own;
  });

/** By number, a bit for each of the tests that some name of that protocol passes; null: that is not told beforehand. */
function positionsIn(row: readonly NameTest[]): Uint32Array | null {
  const positions = new Uint32Array(256);
  for (const [number, p] of protocols.entries()) {
    if (p === null) continue;
    const { name, spelling, spells } = p;
    if (typeof spelling === "function" && spells === undefined) return null;
    const put = typeof spelling === "string" ? spelling.split(":") : [name, ...(spells?.besides ?? [])];
    const names = put.filter((one) => one !== "");
    for (const [i, test] of row.entries()) if (names.some(test)) positions[number] |= 1 << i;
    // What nobody reads may stand behind anybody.
    if (positions[number] !== 0 && pseudo[number] === 1) return null;
  }
  return positions;
}

/** By number, how a name of that protocol passes; null: what the flow cache takes for alike may pass or not. */
function placesFor(test: NameTest): Uint8Array | null {
  const places = new Uint8Array(256);
  for (const [number, p] of protocols.entries()) {
    if (p === null) continue;
    const { name, spelling, spells } = p;
    if (typeof spelling !== "function") {
      if (spelling !== "" && (spelling ?? name).split(":").some(test)) places[number] = IS;
    } else if (test(name))
      places[number] = spells?.own === "always" ? IS : spells?.own === "steadily" ? STEADILY : MAY;
    else if (spells?.besides.some(test)) {
      const isKnown = p.steady !== undefined || p.steadyWhole !== undefined;
      if (isKnown && spells.own !== "steadily") return null;
      places[number] = MAY;
    }
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
export const layersSteadily = ({ what, places }: NamedLayers): number =>
  places !== null && isOfFacts(what) ? Steadiness.flow : Steadiness.shape;

/** A test of packets. */
export function hasLayers({ what, places, inRow, all, test }: NamedLayers, demand: Demand): Match {
  for (const number of what.numbers) {
    if (factual[number] === 1) continue;
    demand.needsExtension = true;
    demand.asksNames = true;
    if (places?.[number] === MAY) demand.asksTakers = true;
    if (demand.wanted !== null) demand.wanted[number] = 1;
  }
  const passes = remembering((v) => test(String(v)));
  if (places === null) {
    demand.asksNames = true;
    demand.asksSpelling = true;
    return (packet) => mayPass(packet, inRow, all) && passes(packet.spelled());
  }
  demand.quick = ({ proto }: Headers) => proto.some((number) => places[number] >= IS);
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

/** Whether some layer of a packet passes each of the tests in a row, wherever it stands. */
function mayPass({ frames, frameCount }: Packet, inRow: Uint32Array, all: number): boolean {
  let found = 0;
  for (let f = 0; f < frameCount; f++) {
    const { stack, first } = frames[f];
    for (let i = first; i < stack.n; i++) found |= inRow[stack.proto[i]];
  }
  return found === all;
}
