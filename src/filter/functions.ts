/** The functions of the filter language. */
import type { Packet } from "../core/layer.ts";
import { nearest } from "../core/nearest.ts";
import type { Demand } from "./demand.ts";
import { isLiteral, readLiteral } from "./literals.ts";
import { named } from "./names.ts";
import { all, mapped, type Operand } from "./operand.ts";
import { FUNCTIONS } from "./operators.ts";
import type { Node, Place } from "./syntax.ts";
import { TEXTS } from "./texts.ts";
import { bytesOf, canBeCut, comparable, isNumber, order, TITLES, type Type, type V } from "./types.ts";

type Call = Extract<Node, { kind: "call" }>;
/** What a function is compiled with. */
interface Operands extends Demand {
  operand(node: Node): Operand;
  /** As the user wrote it. */
  text(place: Place): string;
  fail(message: string, place: Place): never;
}
type Function = (node: Call, compiler: Operands) => Operand;

const BY_NAME: Readonly<Record<string, Function>> = {
  len: length,
  count,
  lower: (node, compiler) => recased(node, compiler, (text) => text.toLowerCase()),
  upper: (node, compiler) => recased(node, compiler, (text) => text.toUpperCase()),
  string: asText,
  max: (node, compiler) => extreme(node, compiler, 1),
  min: (node, compiler) => extreme(node, compiler, -1),
  abs: absolute,
};

/** What a call of a function says. @throws FilterError */
export function call(node: Call, compiler: Operands): Operand {
  const { name, parameters } = node;
  if (!Object.hasOwn(BY_NAME, name)) {
    const known = FUNCTIONS.map(({ spellings }) => spellings[0]);
    const near = nearest(name, known);
    const hint = near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
    compiler.fail(`there is no function ${name}; ${hint}`, { at: node.at, length: name.length });
  }
  const many = name === "max" || name === "min";
  if (parameters.length === 0 || (parameters.length > 1 && !many))
    compiler.fail(`${name}() takes ${many ? "one or more values" : "one field"}`, {
      at: node.at,
      length: name.length,
    });
  return { ...BY_NAME[name](node, compiler), field: null, text: compiler.text(node) };
}

function length(node: Call, compiler: Operands): Operand {
  const of = compiler.operand(node.parameters[0]);
  const { type } = of;
  if (canBeCut(type)) return mapped(of, "uint", (v) => bytesOf(type, v).length, true, true);
  const sizes = new Set(of.field?.places.map(({ field }) => field.size));
  if (sizes.size !== 1 || sizes.has(0)) compiler.fail(`${of.text} has no length`, node.parameters[0]);
  const [size] = sizes;
  return mapped(of, "uint", () => size, true);
}

function count(node: Call, compiler: Operands): Operand {
  const of = compiler.operand(node.parameters[0]);
  const values = all(of, compiler);
  return together(of, "uint", (packet) => values(packet).length || undefined);
}

/** An operand with one value from all of another's; undefined: none. */
function together(of: Operand, type: Type, single: (packet: Packet) => V | undefined): Operand {
  const values = (packet: Packet) => {
    const value = single(packet);
    return value === undefined ? [] : [value];
  };
  return { ...of, type, single, hot: null, scan: null, alike: null, reads: null, values, asks: null };
}

function recased(node: Call, compiler: Operands, f: (text: string) => string): Operand {
  const of = compiler.operand(node.parameters[0]);
  if (of.type !== "string")
    compiler.fail(`${of.text} is ${TITLES[of.type]}, and text was expected`, node.parameters[0]);
  return mapped(of, "string", (v) => f(String(v)), true);
}

function asText(node: Call, compiler: Operands): Operand {
  const of = compiler.operand(node.parameters[0]);
  const text = TEXTS[of.type];
  if (text === undefined)
    return compiler.fail(
      `string() takes numbers and addresses, and ${of.text} is ${TITLES[of.type]}`,
      node.parameters[0],
    );
  return mapped(of, "string", text, true);
}

function absolute(node: Call, compiler: Operands): Operand {
  const of = compiler.operand(node.parameters[0]);
  if (!isNumber(of.type) && of.type !== "duration")
    compiler.fail(`${of.text} is ${TITLES[of.type]}`, node.parameters[0]);
  return mapped(of, of.type, (v) => ((v as number) < 0 ? -(v as number) : v), true);
}

function extreme(node: Call, compiler: Operands, sign: number): Operand {
  const isValue = (parameter: Node) => isLiteral(parameter, (word) => named(word.text) !== null);
  const first = node.parameters.find((parameter) => !isValue(parameter));
  if (first === undefined) return compiler.fail(`${node.name}() takes at least one field`, node);
  const of = compiler.operand(first);
  const sources = node.parameters.map((parameter) => {
    if (isValue(parameter)) {
      const { value } = readLiteral(parameter, { type: of.type, field: null }, compiler.fail);
      return () => [value];
    }
    const other = compiler.operand(parameter);
    if (!comparable(of.type, other.type))
      compiler.fail(
        `${of.text} is ${TITLES[of.type]}, and ${other.text} is ${TITLES[other.type]}`,
        parameter,
      );
    return all(other, compiler);
  });
  return together(of, of.type, (packet) => {
    const found = sources.flatMap((values) => values(packet));
    return found.length === 0 ? undefined : found.reduce((best, v) => (sign * order(v, best) > 0 ? v : best));
  });
}
