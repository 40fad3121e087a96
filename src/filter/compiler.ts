/** From the tree to tests: what names mean, which types go together, and which way is fast. */
import type { Packet } from "../core/layer.ts";
import { Depth } from "../core/recall.ts";
import { calculate } from "./arithmetic.ts";
import { ANY, locatedThere } from "./bare.ts";
import { ask, type Demand } from "./demand.ts";
import { FilterError } from "./error.ts";
import { call } from "./functions.ts";
import { isHot, type Match } from "./hot.ts";
import { alone } from "./joined.ts";
import { asksHeads } from "./keeps.ts";
import type { Last, LastMatch } from "./last.ts";
import { isLiteral, type Literal, readLiteral } from "./literals.ts";
import { type Named, named, suggestion } from "./names.ts";
import {
  all,
  mapped,
  type Operand,
  partOf,
  partOfHeader,
  present,
  quantified,
  reference,
  withConstant,
} from "./operand.ts";
import { against, anyOf, both, holds, MIRRORED, oneOf, type Predicate, RELATIONS } from "./predicates.ts";
import { cut } from "./ranges.ts";
import { Reach } from "./reach.ts";
import { alikeOf, calculated, pairsAlike } from "./reads.ts";
import { expression } from "./regexp.ts";
import { hasMark, isMark, marksAlike } from "./sound.ts";
import { hasLayers, layersSteadily } from "./spelling.ts";
import { NONZERO } from "./spots.ts";
import { existsSteadily, isReadSteadily } from "./steady.ts";
import type { Arithmetic, Element, Node, Of, Place, Relation, Word } from "./syntax.ts";
import { conjunction, disjunction, negation, odd, Steadiness, single, type Test } from "./tests.ts";
import {
  bytesOf,
  canBeCut,
  comparable,
  insideOf,
  isBytes,
  isNumber,
  order,
  searchFor,
  TITLES,
  type V,
} from "./types.ts";
import { isUnread } from "./unread.ts";
import { headersPass, LAYERED, valuesOf } from "./values.ts";

export class Compiler implements Demand {
  needsExtension = false;
  needsConversations = false;
  needsProxies = false;
  needsTranslations = false;
  readonly follows = new Uint8Array(256);
  depth = Depth.place;
  wanted: Uint8Array | null = new Uint8Array(256);
  asksTakers = false;
  asksNames = false;
  asksFaults = false;
  asksSpelling = false;
  quick: Demand["quick"] = null;
  /** The tests of which packets of a flow all get the same answer. */
  readonly steady: Match[] = [];
  /** All tests are of these. */
  allSteady = true;
  /** Some field that it asks for stands in an optional part of a header. */
  asksParts = false;
  readonly reach = new Reach();
  /** It stands in heads of frames, but for these tests. */
  allHeads = true;
  readonly lasts: Last[] = [];
  /** Of the present test: its least steadiness, and the names that it asks for. */
  private steadiness: number = Steadiness.flow;
  private asked: Named[] = [];
  /** A function may have a value where none of its fields has. */
  private calls = false;
  private ahead: Match | null = null;
  private readonly names = new Map<string, Named | null>();

  constructor(private readonly filter: string) {}

  readonly fail = (message: string, { at, length }: Place): never => {
    throw new FilterError(message, this.filter, at, length);
  };

  text({ at, length }: Place): string {
    return this.filter.slice(at, at + length);
  }

  test(node: Node): Test {
    switch (node.kind) {
      case "and":
        return conjunction(node.terms.map((term) => this.test(term)));
      case "or":
        return disjunction(node.terms.map((term) => this.test(term)));
      case "xor":
        return odd(node.terms.map((term) => this.test(term)));
      case "not":
        return negation(this.test(node.of));
      default:
        return this.single(node);
    }
  }

  private single(node: Node): Test {
    this.quick = null;
    this.ahead = null;
    this.steadiness = Steadiness.flow;
    this.asked = [];
    this.calls = false;
    const match: LastMatch = this.match(node);
    const { steadiness } = this;
    const asked = this.calls ? [] : this.asked;
    if (match.last !== undefined) this.lasts.push(match.last);
    else if (!asksHeads(node)) this.allHeads = false;
    if (steadiness === Steadiness.flow) this.steady.push(match);
    else this.allSteady = false;
    return single(match, steadiness, asked, this.quick, this.ahead);
  }

  private match(node: Node): Match {
    switch (node.kind) {
      case "compare":
        return this.compare(node);
      case "contains":
        return this.contains(node);
      case "matches":
        return this.matches(node);
      case "in":
        return this.membership(node);
      case "layers":
        this.asks(node.what, layersSteadily(node), true);
        return hasLayers(node, this);
      default:
        return this.exists(node);
    }
  }

  private named(word: Word): Named | null {
    let found = this.names.get(word.text);
    if (found === undefined) {
      found = named(word.text);
      this.names.set(word.text, found);
    }
    return found;
  }

  private readonly isLiteral = (node: Node) => isLiteral(node, (word) => this.named(word) !== null);

  private exists(node: Node): Match {
    const [word, ranges] = node.kind === "layer" ? [node.of, node.ranges] : [node, null];
    if (word.kind === "word") {
      const what = this.known(word);
      if (what.name === "frame" && ranges === null) return () => true;
      this.asks(what, existsSteadily(what), true);
      if (isHot(what)) return present(what, ranges, false, this);
      const operand = reference(what, ranges, false, word.text);
      if (operand.single !== null || isUnread(what, ranges)) return quantified(operand, ANY, false, this);
      ask(this, what);
      if (isMark(what, ranges)) {
        this.quick = marksAlike(what);
        return hasMark(what);
      }
      this.quick = locatedThere(what, ranges);
      const values = valuesOf(what, ranges, true);
      return (packet) => values(packet).length > 0;
    }
    if (node.kind === "call") {
      const name = { at: node.at, length: node.name.length };
      this.fail("a function is not a test: compare what it says with something", name);
    }
    const operand = this.operand(node);
    if (node.kind !== "arithmetic" && node.kind !== "negative") return quantified(operand, ANY, false, this);
    // Bits and sums are a test of whether they are zero.
    const test = (v: V) => (v instanceof Uint8Array ? v.some((byte) => byte !== 0) : Number(v) !== 0);
    return quantified(operand, { test, check: () => null, bounds: alone(NONZERO) }, false, this);
  }

  private known(word: Word): Named {
    const what = this.named(word);
    if (what !== null) return what;
    return this.fail(`there is no field or protocol ${word.text}${suggestion(word.text)}`, word);
  }

  private asks(what: Named, steadiness: number, there = false): void {
    this.asked.push(what);
    this.asksParts ||= what.places.some(({ field }) => field.when !== undefined);
    this.reach.add(what, there);
    this.steadiness = Math.min(this.steadiness, steadiness);
  }

  /** As `known`, of which the values are wanted. */
  private read(word: Word): Named {
    const what = this.known(word);
    this.asks(what, isReadSteadily(what));
    return what;
  }

  /** What has values; a literal has none and is an error. */
  operand(node: Node): Operand {
    switch (node.kind) {
      case "word":
        return reference(this.read(node), null, false, node.text);
      case "layer":
        return reference(this.read(node.of), node.ranges, false, this.text(node));
      case "raw":
        return this.raw(node);
      case "slice":
        return this.slice(node);
      case "call":
        this.calls = true;
        return call(node, this);
      case "negative": {
        const of = this.operand(node.of);
        if (!isNumber(of.type) && of.type !== "duration") this.fail(`${of.text} has no sign`, node);
        return mapped(of, of.type, (v) => -(v as number), true);
      }
      case "arithmetic":
        return this.arithmetic(node);
      case "text":
        return this.fail("a field, protocol or function is expected here, not a value", node);
      default:
        return this.fail("a field, protocol or function is expected here, not a test", node);
    }
  }

  private raw({ of }: Of<"raw">): Operand {
    if (of.kind === "layer") return reference(this.read(of.of), of.ranges, true, this.text(of));
    if (of.kind === "word") return reference(this.read(of), null, true, of.text);
    return this.fail("behind @ stands the name of a field", of);
  }

  private slice(node: Of<"slice">): Operand {
    const of = this.operand(node.of);
    const { type, text } = of;
    if (!canBeCut(type)) this.fail(`${text} is ${TITLES[type]}: no bytes can be cut from it`, node.of);
    const part = partOf(of, node.ranges) ?? (node.of.kind === "word" ? partOfHeader(of, node.ranges) : null);
    if (part !== null) return this.renamed(part, node);
    const piece = (v: V) => cut(bytesOf(type, v), node.ranges) ?? undefined;
    return this.renamed(mapped(of, "bytes", piece, false), node);
  }

  private arithmetic(node: Of<"arithmetic">): Operand {
    const { op, left, right } = node;
    if (this.isLiteral(left)) {
      if (this.isLiteral(right))
        this.fail("a field, protocol or function is expected here, not a value", node);
      const b = this.calculable(this.operand(right), op, right);
      const { value } = readLiteral(left, { type: b.type, field: null }, this.fail);
      return this.renamed(
        mapped(b, b.type, (v) => calculate(op, value, v), false),
        node,
      );
    }
    const a = this.calculable(this.operand(left), op, left);
    if (this.isLiteral(right)) {
      const { value } = readLiteral(right, { type: a.type, field: null }, this.fail);
      return this.renamed(withConstant(a, op, value), node);
    }
    const b = this.calculable(this.operand(right), op, right);
    if (!comparable(a.type, b.type)) this.mixed(a, b, node);
    const [lefts, rights] = [all(a, this), all(b, this)];
    const values = (packet: Packet) => {
      const second = rights(packet);
      return lefts(packet).flatMap((x) => second.flatMap((y) => calculate(op, x, y) ?? []));
    };
    const reads = calculated(op, a.reads, b.reads);
    const none = { field: null, single: null, hot: null, scan: null, asks: null };
    return this.renamed({ ...a, ...none, values, reads, alike: alikeOf(reads) }, node);
  }

  private renamed(operand: Operand, node: Node): Operand {
    return { ...operand, text: this.text(node) };
  }

  private calculable(operand: Operand, op: Arithmetic, node: Node): Operand {
    const { type } = operand;
    const masks = type === "uint" || type === "ipv4" || (isBytes(type) && type !== "protocol");
    const adds = type === "uint" || type === "float" || (type === "duration" && (op === "+" || op === "-"));
    if (op === "&" ? masks : adds) return operand;
    return this.fail(`${operand.text} is ${TITLES[type]}: it has no ${op}`, node);
  }

  private mixed(a: Operand, b: Operand, node: Place): never {
    const hint = b.type === "protocol" && !isBytes(a.type) ? `; the word itself is "${b.text}"` : "";
    return this.fail(`${a.text} is ${TITLES[a.type]}, and ${b.text} is ${TITLES[b.type]}${hint}`, node);
  }

  private literal(node: Node, { type, field }: Operand): Literal {
    return readLiteral(node, { type, field }, this.fail);
  }

  private compare({ op, quantifier, left, right }: Of<"compare">): Match {
    const { relation, every } = RELATIONS[op];
    const whole = quantifier === null ? every : quantifier === "all";
    if (this.isLiteral(left)) {
      if (this.isLiteral(right)) return this.noField(left);
      // As it is told: the number of a field is at the right.
      const operand = this.operand(right);
      return this.constant(operand, MIRRORED[relation], this.literal(left, operand), whole);
    }
    const a = this.operand(left);
    if (this.isLiteral(right)) return this.constant(a, relation, this.literal(right, a), whole);
    const b = this.operand(right);
    if (!comparable(a.type, b.type)) this.mixed(a, b, right);
    const hold = holds[relation];
    return this.pairs(a, b, (x, y) => hold(order(x, y)), whole);
  }

  /** Two values, none of them a field: the first that could be a name is probably meant as one. */
  private noField(left: Node): never {
    if (left.kind === "word" && /^[a-z_]/i.test(left.text)) this.known(left);
    return this.fail("a field, protocol or function is expected here, not a value", left);
  }

  private constant(of: Operand, relation: Relation, literal: Literal, every: boolean): Match {
    return quantified(of, against(relation, of.type, literal), every, this);
  }

  private pairs(a: Operand, b: Operand, test: (x: V, y: V) => boolean, every: boolean): Match {
    const [lefts, rights] = [all(a, this), all(b, this)];
    this.quick = pairsAlike(a.reads, b.reads, test, every);
    return (packet) => {
      const xs = lefts(packet);
      const ys = rights(packet);
      if (!every) return xs.some((x) => ys.some((y) => test(x, y)));
      return xs.length > 0 && ys.length > 0 && xs.every((x) => ys.every((y) => test(x, y)));
    };
  }

  private membership({ quantifier, left, elements }: Of<"in">): Match {
    if (this.isLiteral(left)) this.noField(left);
    const of = this.operand(left);
    const every = quantifier === "all";
    if (elements.every(({ from, to }) => this.isLiteral(from) && (to === null || this.isLiteral(to)))) {
      return quantified(of, this.set(of, elements), every, this);
    }
    const tests = elements.map((element) => this.element(of, element));
    const values = all(of, this);
    return (packet) => {
      const some = (v: V) => tests.some((test) => test(v, packet));
      const found = values(packet);
      return every ? found.length > 0 && found.every(some) : found.some(some);
    };
  }

  private set(of: Operand, elements: readonly Element[]): Predicate {
    const exact: V[] = [];
    const others: Predicate[] = [];
    for (const { from, to } of elements) {
      const first = this.literal(from, of);
      if (to !== null) {
        const last = this.literal(to, of);
        others.push(both(against(">=", of.type, first), against("<=", of.type, last)));
      } else if (first.bits === undefined) exact.push(first.value);
      else others.push(against("==", of.type, first));
    }
    if (others.length === 0) return oneOf(of.type, exact);
    return anyOf(exact.length === 0 ? others : [oneOf(of.type, exact), ...others]);
  }

  /** An element that is a field, or a range with one. */
  private element(of: Operand, { from, to }: Element): (v: V, packet: Packet) => boolean {
    const side = (node: Node, relation: Relation): ((v: V, packet: Packet) => boolean) => {
      if (this.isLiteral(node)) {
        const { test } = against(relation, of.type, this.literal(node, of));
        return (v) => test(v);
      }
      const operand = this.operand(node);
      if (!comparable(of.type, operand.type)) this.mixed(of, operand, node);
      const values = all(operand, this);
      const hold = holds[relation];
      return (v, packet) => values(packet).some((other) => hold(order(v, other)));
    };
    if (to === null) return side(from, "==");
    const [low, high] = [side(from, ">="), side(to, "<=")];
    return (v, packet) => low(v, packet) && high(v, packet);
  }

  private contains({ quantifier, left, right }: Of<"contains">): Match {
    if (this.isLiteral(left)) this.noField(left);
    const of = this.searchable(left, "contain");
    const { type } = of;
    const inside = insideOf(type);
    const every = quantifier === "all";
    if (this.isLiteral(right)) {
      // A part of an address is no address.
      const wanted = type === "string" ? type : "bytes";
      const { value } = readLiteral(right, { type: wanted, field: null }, this.fail);
      const predicate = { test: (v: V) => inside(v, value), check: () => null };
      const within = value instanceof Uint8Array ? { within: searchFor(value), part: value } : {};
      if (left.kind === "word" && LAYERED.includes(this.known(left).name))
        this.ahead = headersPass(predicate.test);
      return quantified(of, { ...predicate, ...within }, every, this);
    }
    const part = this.operand(right);
    if (!comparable(type, part.type)) this.mixed(of, part, right);
    return this.pairs(of, part, inside, every);
  }

  private matches({ quantifier, left, right }: Of<"matches">): Match {
    if (this.isLiteral(left)) this.noField(left);
    const of = this.searchable(left, "match");
    if (right.kind !== "text" || right.quote !== '"')
      return this.fail("a regular expression stands in double quotes", right);
    const test = expression(of.type, right.bytes, (message) => this.fail(message, right));
    return quantified(of, { test, check: () => null }, quantifier === "all", this);
  }

  private searchable(node: Node, verb: string): Operand {
    const of = this.operand(node);
    if (of.type === "string" || isBytes(of.type)) return of;
    const hint =
      isNumber(of.type) || of.type === "ipv4" || of.type === "ipv6" ? `; string(${of.text}) can` : "";
    return this.fail(`${of.text} is ${TITLES[of.type]}, which cannot ${verb} anything${hint}`, node);
  }
}
