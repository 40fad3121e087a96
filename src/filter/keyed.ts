/**
 * What the ends of a packet alone tell a filter: that it lets the packet through, whatever else is in it. All parts of a
 * frame or datagram have the same ends, so that all of them pass, and none has to be followed for what it is a part of.
 */
import { asksAll, isThere, namesIn } from "./keeps.ts";
import type { Named } from "./names.ts";
import type { Node } from "./syntax.ts";

/** Of the first IP header, and what stands behind it in every piece of an STT frame: what they are told apart by. */
const OF_ENDS = /^(ip|ipv6|stt|(ip|ipv6)\.((src|dst)(_host)?|addr|host))$/;

/** A filter that lets through some of what another one does, by such ends; null: it would let nothing through. */
export function keyedOf(node: Node): Node | null {
  switch (node.kind) {
    case "and": {
      const terms = node.terms.map(keyedOf);
      return terms.includes(null) ? null : { ...node, terms: terms as Node[] };
    }
    case "or": {
      const terms = node.terms.map(keyedOf).filter((term) => term !== null);
      return terms.length === 0 ? null : { ...node, terms };
    }
    case "not":
    case "xor":
      return null;
    default:
      return !asksAll(node) && namesIn(node)?.every((what) => isOfEnds(what, isThere(node))) ? node : null;
  }
}

/** @param there nothing else is asked of a protocol */
const isOfEnds = ({ name, type }: Named, there: boolean): boolean =>
  OF_ENDS.test(name) && (type !== "protocol" || there);
