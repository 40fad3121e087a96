/** What can be told from a filter's tree of whether it can be asked before all is known of a packet. */
import {
  factual,
  isFault,
  isOfHeaders,
  isOfLayer,
  isOfRecord,
  isOfTenant,
  type Named,
  named,
  pseudo,
  TENANT,
} from "./names.ts";
import { RELATIONS } from "./predicates.ts";
import type { Element, Node } from "./syntax.ts";
import { LAYERED, SINGLES } from "./values.ts";

/** Whether what it says stands when more of what a packet holds is seen: a frame that it completed or began. */
export interface Keeps {
  readonly yes: boolean;
  readonly no: boolean;
}

const [BOTH, YES, NEITHER]: readonly Keeps[] = [
  { yes: true, no: true },
  { yes: true, no: false },
  { yes: false, no: false },
];

export function keepsOf(node: Node): Keeps {
  switch (node.kind) {
    case "not": {
      const { yes, no } = keepsOf(node.of);
      return { yes: no, no: yes };
    }
    case "and":
    case "or": {
      const terms = node.terms.map(keepsOf);
      return { yes: terms.every(({ yes }) => yes), no: terms.every(({ no }) => no) };
    }
    case "xor":
      return node.terms.map(keepsOf).every(({ yes, no }) => yes && no) ? BOTH : NEITHER;
    default:
      return keptOf(node);
  }
}

/** Whether a filter may ask whose a packet is; what functions are asked of is not looked at. */
export const asksTenant = (node: Node): boolean =>
  testsIn(node).some((test) => namesIn(test)?.some(isOfTenant) ?? true);

/** Whether it asks for nothing but records, and headers that dissecting packets for facts finds. */
export const asksHeaders = (node: Node): boolean =>
  testsIn(node).every(
    (test) => namesIn(test)?.every((what) => isOfRecord(what) || isOfHeaders(what, isThere(test))) ?? false,
  );

/** Or, of a single test, who is there behind those headers, and what they say. */
export const asksHeads = (test: Node): boolean =>
  namesIn(test)?.every((what) => isOfHeads(what, isThere(test))) ?? false;

const isOfHeads = (what: Named, there: boolean): boolean =>
  isOfRecord(what) ||
  isOfHeaders(what, there) ||
  what.numbers.every((number) => factual[number] === 0 && pseudo[number] === 0) ||
  what.name === TENANT ||
  (isFault(what) && there) ||
  what.name === "frame.protocols" ||
  (what.name === "data" && there);

function testsIn(node: Node): Node[] {
  if (node.kind === "not") return testsIn(node.of);
  return "terms" in node ? node.terms.flatMap(testsIn) : [node];
}

/** Nothing else is asked than whether something is there. */
export const isThere = ({ kind }: Node): boolean => kind === "word" || kind === "layer" || kind === "layers";

function keptOf(test: Node): Keeps {
  const names = namesIn(test);
  if (names === null) return NEITHER;
  if (names.every(isOfPacket)) return BOTH;
  const areAdded = names.every((what) => isOfPacket(what) || isAdded(what, isThere(test)));
  return areAdded && !asksAll(test) ? YES : NEITHER;
}

/** One value that does not pass decides. */
export function asksAll(test: Node): boolean {
  if (!("quantifier" in test)) return false;
  const { quantifier } = test;
  return quantifier === null ? test.kind === "compare" && RELATIONS[test.op].every : quantifier === "all";
}

/** The same whatever it holds; whose it is, once that is known; what is wrong with it, which parts never tell. */
const isOfPacket = ({ name }: Named): boolean =>
  isFault({ name }) || (Object.hasOwn(SINGLES, name) && !LAYERED.includes(name));

/** Its values stand in headers: further ones only add some. @param there nothing else is asked of a protocol */
const isAdded = (what: Named, there: boolean): boolean =>
  what.numbers.every((number) => pseudo[number] === 0) &&
  (what.type !== "protocol" || there) &&
  isOfLayer(what);

/** All names of fields and protocols in a test; null: there are functions, or layers are counted from the last on. */
export function namesIn(node: Node): Named[] | null {
  switch (node.kind) {
    case "word": {
      const what = named(node.text);
      return what === null ? [] : [what];
    }
    case "layer":
      return node.ranges.some(({ start, end = 0 }) => start < 0 || end < 0) ? null : namesIn(node.of);
    case "text":
      return [];
    case "layers":
      return [node.what];
    case "slice":
    case "raw":
    case "negative":
      return namesIn(node.of);
    case "arithmetic":
    case "compare":
    case "contains":
    case "matches":
      return all([node.left, node.right]);
    case "in":
      return all([node.left, ...node.elements.flatMap(endsOf)]);
    default:
      return null;
  }
}

const endsOf = ({ from, to }: Element): Node[] => (to === null ? [from] : [from, to]);

function all(nodes: readonly Node[]): Named[] | null {
  const found = nodes.map(namesIn);
  return found.includes(null) ? null : found.flatMap((names) => names ?? []);
}
