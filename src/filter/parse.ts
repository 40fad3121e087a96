/** From tokens to a tree, by precedence climbing. */
import { nearest } from "../core/nearest.ts";
import { WORDS } from "./operators.ts";
import { Scanner, type Token } from "./scan.ts";
import type { Arithmetic, Comparison, Element, Node, Place, Quantifier, Test, Word } from "./syntax.ts";

/** How strongly an operator binds; higher ones first. */
const Binds = { or: 1, xor: 2, and: 3, not: 4, compare: 5, mask: 6, sum: 7, product: 8, sign: 9 } as const;

type Infix =
  | { binds: number; kind: "and" | "or" | "xor" | "contains" | "matches" | "in" | "not" }
  | { binds: number; kind: "compare"; op: Comparison }
  | { binds: number; kind: "arithmetic"; op: Arithmetic };

const compare = (op: Comparison): Infix => ({ binds: Binds.compare, kind: "compare", op });
const arithmetic = (op: Arithmetic, binds: number): Infix => ({ binds, kind: "arithmetic", op });

/** By the operators' first names (see operators.ts). */
const INFIX = new Map<string, Infix>([
  ["or", { binds: Binds.or, kind: "or" }],
  ["xor", { binds: Binds.xor, kind: "xor" }],
  ["and", { binds: Binds.and, kind: "and" }],
  ["==", compare("any_eq")],
  ["!=", compare("all_ne")],
  ["===", compare("all_eq")],
  ["!==", compare("any_ne")],
  ["<", compare("<")],
  ["<=", compare("<=")],
  [">", compare(">")],
  [">=", compare(">=")],
  ["contains", { binds: Binds.compare, kind: "contains" }],
  ["matches", { binds: Binds.compare, kind: "matches" }],
  ["in", { binds: Binds.compare, kind: "in" }],
  // `not in`; alone it is no infix operator.
  ["not", { binds: Binds.compare, kind: "not" }],
  ["&", arithmetic("&", Binds.mask)],
  ["+", arithmetic("+", Binds.sum)],
  ["-", arithmetic("-", Binds.sum)],
  ["*", arithmetic("*", Binds.product)],
  ["/", arithmetic("/", Binds.product)],
  ["%", arithmetic("%", Binds.product)],
]);

/** Deeper trees are accidents, and would exhaust the call stack. */
const MAX_DEPTH = 200;

const TOO_DEEP = "too many parts stand one inside the other";

type Part = Place & { depth?: number };

/** @returns null: the filter is empty and keeps everything. @throws FilterError */
export function parse(filter: string): Node | null {
  const parser = new Parser(new Scanner(filter));
  return parser.whole();
}

class Parser {
  private token: Token;
  private nesting = 0;

  constructor(private readonly scanner: Scanner) {
    this.token = scanner.next();
  }

  whole(): Node | null {
    if (this.ended()) return null;
    const node = this.expression(0);
    if (!this.ended()) this.unexpected();
    return node;
  }

  private ended(): boolean {
    return this.token.kind === "end";
  }

  private advance(): Token {
    const { token } = this;
    this.token = this.scanner.next();
    return token;
  }

  /** The operator's first name, "" if the token is none. */
  private op(): string {
    const { kind, text } = this.token;
    if (kind === "op") return WORDS.get(text) ?? text;
    return kind === "word" ? (WORDS.get(text) ?? "") : "";
  }

  private expect(op: string): Token {
    if (this.op() !== op) this.unexpected(op);
    return this.advance();
  }

  private unexpected(wanted?: string): never {
    const { token } = this;
    const want = wanted === undefined ? "" : `, ${wanted} was expected`;
    if (token.kind === "end") this.scanner.fail(`the filter ends too early${want}`, token);
    const near = token.kind === "word" ? nearest(token.text.toLowerCase(), [...WORDS.keys()]) : undefined;
    const meant = near === undefined || near === token.text ? "" : `; did you mean ${near}?`;
    this.scanner.fail(`${token.text} is not expected here${want}${meant}`, token);
  }

  /** Makes a node that reaches from the one to the other. */
  private node<T extends object>(parts: T, from: Part, to: Part): T & Required<Part> {
    const depth = 1 + Math.max(from.depth ?? 0, to.depth ?? 0);
    const place = { at: from.at, length: to.at + to.length - from.at };
    if (depth > MAX_DEPTH) this.scanner.fail(TOO_DEEP, place);
    return { ...parts, ...place, depth };
  }

  private expression(binds: number): Node {
    if (++this.nesting > MAX_DEPTH) this.scanner.fail(TOO_DEEP, this.token);
    let left = this.prefix();
    for (;;) {
      const infix = INFIX.get(this.op());
      if (infix === undefined || infix.binds <= binds) break;
      this.advance();
      left = this.infix(left, infix);
    }
    this.nesting--;
    return left;
  }

  private infix(left: Node, infix: Infix): Node {
    switch (infix.kind) {
      case "and":
      case "or":
      case "xor":
        return this.joined(infix.kind, left, this.expression(infix.binds));
      case "arithmetic": {
        const right = this.expression(infix.binds);
        return this.node({ kind: "arithmetic", op: infix.op, left, right }, left, right);
      }
      default:
        return this.relation(left, infix, null);
    }
  }

  /** A long list of terms stays flat, so that its length is not its depth. */
  private joined(kind: "and" | "or" | "xor", left: Node, right: Node): Node {
    if (left.kind !== kind) return this.node({ kind, terms: [left, right] }, left, right);
    left.terms.push(right);
    left.length = right.at + right.length - left.at;
    left.depth = Math.max(left.depth, right.depth + 1);
    return left;
  }

  private relation(left: Node, infix: Infix, quantifier: Quantifier): Test {
    switch (infix.kind) {
      case "compare":
        return this.comparison(left, infix.op, quantifier);
      case "contains":
      case "matches": {
        const right = this.expression(infix.binds);
        return this.node({ kind: infix.kind, quantifier, left, right }, left, right);
      }
      case "in":
        return this.membership(left, quantifier);
      default: {
        this.expect("in");
        const test = this.membership(left, quantifier);
        return this.node({ kind: "not", of: test }, test, test);
      }
    }
  }

  /** `a < b < c` is `a < b and b < c`. */
  private comparison(left: Node, op: Comparison, quantifier: Quantifier): Test {
    const right = this.expression(Binds.compare);
    const test = this.node({ kind: "compare" as const, op, quantifier, left, right }, left, right);
    const infix = INFIX.get(this.op());
    if (infix?.kind !== "compare") return test;
    if (++this.nesting > MAX_DEPTH) this.scanner.fail(TOO_DEEP, this.token);
    this.advance();
    const rest = this.comparison(right, infix.op, quantifier);
    this.nesting--;
    return this.node({ kind: "and", terms: [test, rest] }, test, rest);
  }

  private membership(left: Node, quantifier: Quantifier): Test {
    const open = this.expect("{");
    const elements: Element[] = [];
    do {
      const from = this.element();
      const isRange = this.op() === "..";
      if (isRange) this.advance();
      elements.push({ from, to: isRange ? this.element() : null });
      // Older versions had spaces between the elements, newer ones have commas.
      if (this.op() === ",") {
        this.advance();
        if (this.op() === "}") this.unexpected();
      }
    } while (this.op() !== "}");
    if (elements.length === 0) this.scanner.fail("the set is empty", open);
    const close = this.advance();
    return this.node({ kind: "in", quantifier, left, elements }, left, close);
  }

  /** Not arithmetic: `{1 -2}` has two elements. */
  private element(): Node {
    return this.expression(Binds.sign - 1);
  }

  private prefix(): Node {
    const { token } = this;
    const op = this.op();
    switch (op) {
      case "(": {
        this.advance();
        const inside = this.expression(0);
        this.expect(")");
        return inside;
      }
      case "{": {
        this.advance();
        const inside = this.expression(Binds.compare);
        this.expect("}");
        return inside;
      }
      case "not": {
        this.advance();
        const of = this.expression(Binds.not);
        return this.node({ kind: "not", of }, token, of);
      }
      case "any":
      case "all": {
        this.advance();
        const left = this.expression(Binds.compare);
        const infix = INFIX.get(this.op());
        if (infix?.binds !== Binds.compare) this.unexpected("a comparison");
        this.advance();
        return this.relation(left, infix, op);
      }
      case "-": {
        this.advance();
        const of = this.expression(Binds.sign);
        return this.node({ kind: "negative", of }, token, of);
      }
      case "+":
        this.advance();
        return this.expression(Binds.sign);
      case "@": {
        this.advance();
        const of = this.word();
        return this.postfix(this.node({ kind: "raw", of }, token, of));
      }
      case "$":
        this.scanner.fail("there is no selected packet that a reference could stand for", token);
    }
    if (token.kind === "text") {
      this.advance();
      const { bytes } = token;
      return this.postfix(
        this.node({ kind: "text", quote: token.text.endsWith("'") ? "'" : '"', bytes }, token, token),
      );
    }
    return this.postfix(this.word());
  }

  /** A name, perhaps with its layers; a call; a value. */
  private word(): Node {
    const { token } = this;
    if (token.kind !== "word" || this.op() !== "") this.unexpected();
    this.advance();
    const word: Word = this.node({ kind: "word", text: token.text }, token, token);
    if (this.op() === "(") return this.call(word);
    if (this.op() !== "#") return word;
    const hash = this.token;
    const ranges = this.scanner.opens() ? this.scanner.ranges(hash) : this.scanner.number();
    const last = this.skipped(hash);
    return this.node({ kind: "layer", of: word, ranges }, word, last);
  }

  /** Goes on behind what the scanner read by itself. */
  private skipped(from: Place): Place {
    this.token = this.scanner.next();
    return { at: from.at, length: this.scanner.last - from.at };
  }

  private call(word: Word): Node {
    this.advance();
    const parameters: Node[] = [];
    while (this.op() !== ")") {
      if (parameters.length > 0) this.expect(",");
      parameters.push(this.expression(Binds.compare));
    }
    const deepest = parameters.reduce((most, { depth }) => Math.max(most, depth), 0);
    const close = { ...this.advance(), depth: deepest };
    return this.node({ kind: "call", name: word.text, parameters }, word, close);
  }

  private postfix(of: Node): Node {
    let node = of;
    while (this.op() === "[") {
      const open = this.token;
      const ranges = this.scanner.ranges(open);
      node = this.node({ kind: "slice", of: node, ranges }, node, this.skipped(open));
    }
    return node;
  }
}
