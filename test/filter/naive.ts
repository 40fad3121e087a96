/** The meaning of a filter, said in the plainest way over all fields of a packet, to compare with. */

import { eachField } from "../../src/core/found.ts";
import type { Layer, Packet } from "../../src/core/layer.ts";

/** A filter as a tree of our own; `text` writes it, `holds` says what it means. */
export type Naive =
  | { kind: "exists"; name: string; layer: number }
  | { kind: "protocol"; name: string; layer: number }
  | { kind: "compare"; name: string; layer: number; op: Op; quantifier: "" | "any " | "all "; value: string }
  | { kind: "in"; name: string; values: string[]; range: [string, string] | null }
  | { kind: "mask"; name: string; mask: number }
  | { kind: "slice"; name: string; from: number; length: number; value: string; op: "==" | "!=" }
  | { kind: "fields"; left: string; op: Op; right: string }
  | { kind: "not"; of: Naive }
  | { kind: "and" | "or" | "xor"; left: Naive; right: Naive };

export const OPS = ["==", "!=", "===", "!==", "<", "<=", ">", ">="] as const;
export type Op = (typeof OPS)[number];

export function textOf(f: Naive): string {
  const layer = "layer" in f && f.layer > 0 ? `#${f.layer}` : "";
  switch (f.kind) {
    case "exists":
    case "protocol":
      return f.name + layer;
    case "compare":
      return `${f.quantifier}${f.name}${layer} ${f.op} ${f.value}`;
    case "in":
      return `${f.name} in {${[...f.values, ...(f.range === null ? [] : [f.range.join("..")])].join(", ")}}`;
    case "mask":
      return `${f.name} & ${f.mask}`;
    case "slice":
      return `${f.name}[${f.from}:${f.length}] ${f.op} ${f.value}`;
    case "fields":
      return `${f.left} ${f.op} ${f.right}`;
    case "not":
      return `!(${textOf(f.of)})`;
    default:
      return `(${textOf(f.left)} ${f.kind} ${textOf(f.right)})`;
  }
}

/** Names that stand for others. */
const ALIASES: Record<string, string[]> = {
  "ip.addr": ["ip.src", "ip.dst"],
  "eth.addr": ["eth.src", "eth.dst"],
  "udp.port": ["udp.srcport", "udp.dstport"],
  "tcp.port": ["tcp.srcport", "tcp.dstport"],
  "ipv6.addr": ["ipv6.src", "ipv6.dst"],
};

/** A value as the packet shows it: number, text of an address, bytes. */
type Shown = number | bigint | string;

/** What was found, by a packet's layers. */
const memory = new WeakMap<readonly Layer[], Map<string, Shown[]>>();

/** All values of a field, or of one protocol layer only. */
export function valuesOf(packet: Packet, name: string, layer = 0): Shown[] {
  const layers = packet.layers();
  const known = memory.get(layers) ?? new Map<string, Shown[]>();
  memory.set(layers, known);
  const found = known.get(`${name}#${layer}`) ?? search(packet, name, layer);
  known.set(`${name}#${layer}`, found);
  return found;
}

function search(packet: Packet, name: string, layer: number): Shown[] {
  const names = ALIASES[name] ?? [name];
  const found: Shown[] = [];
  const counts = new Map<string, number>();
  for (const l of packet.layers()) {
    // NVGRE is GRE to Wireshark.
    const wire = l.protocol.name === "nvgre" ? "gre" : l.protocol.name;
    counts.set(wire, (counts.get(wire) ?? 0) + 1);
    if (layer > 0 && counts.get(wire) !== layer) continue;
    eachField(l, ({ field, value }) => {
      if (!names.includes(field.name)) return;
      if (typeof value === "boolean") found.push(value ? 1 : 0);
      else if (typeof value !== "object") found.push(value);
    });
  }
  return found;
}

/** A number that orders values of the same kind: numbers, dotted quads, colon-separated groups. */
export function rank(value: Shown): bigint {
  if (typeof value !== "string") return BigInt(value);
  if (/^\d+$/.test(value)) return BigInt(value);
  if (/^0x/.test(value)) return BigInt(value);
  if (/^\d+(\.\d+){3}$/.test(value)) return value.split(".").reduce((n, part) => n * 256n + BigInt(part), 0n);
  if (/^[0-9a-f]{2}(:[0-9a-f]{2})+$/.test(value)) return BigInt(`0x${value.replaceAll(":", "")}`);
  const [front, back = ""] = value.includes("::") ? value.split("::") : [value];
  const words = (text: string) => (text === "" ? [] : text.split(":"));
  const zeros = 8 - words(front).length - words(back).length;
  const all = [
    ...words(front),
    ...new Array<string>(value.includes("::") ? zeros : 0).fill("0"),
    ...words(back),
  ];
  return all.reduce((n, word) => n * 65536n + BigInt(`0x${word}`), 0n);
}

function meets(a: bigint, op: Op, b: bigint): boolean {
  if (op === "==" || op === "===") return a === b;
  if (op === "!=" || op === "!==") return a !== b;
  if (op === "<") return a < b;
  if (op === "<=") return a <= b;
  return op === ">" ? a > b : a >= b;
}

const wantsAll = (op: Op, quantifier: string): boolean =>
  quantifier === "" ? op === "===" || op === "!=" : quantifier === "all ";

export function holds(f: Naive, packet: Packet): boolean {
  switch (f.kind) {
    case "exists":
      return valuesOf(packet, f.name, f.layer).length > 0;
    case "protocol": {
      const wire = packet
        .layers()
        .filter(({ protocol: { name } }) => (name === "nvgre" ? "gre" : name) === f.name);
      return wire.length >= Math.max(1, f.layer);
    }
    case "compare": {
      const passes = valuesOf(packet, f.name, f.layer).map((v) => meets(rank(v), f.op, rank(f.value)));
      if (!wantsAll(f.op, f.quantifier)) return passes.includes(true);
      return passes.length > 0 && !passes.includes(false);
    }
    case "in": {
      const { values, range } = f;
      return valuesOf(packet, f.name).some((v) => {
        const r = rank(v);
        if (values.some((value) => rank(value) === r)) return true;
        return range !== null && r >= rank(range[0]) && r <= rank(range[1]);
      });
    }
    case "mask":
      return valuesOf(packet, f.name).some((v) => (BigInt(v) & BigInt(f.mask)) !== 0n);
    case "slice": {
      const parts = valuesOf(packet, f.name)
        .map((v) => String(v).split(":"))
        .filter((bytes) => bytes.length >= f.from + f.length)
        .map((bytes) => bytes.slice(f.from, f.from + f.length).join(":"));
      if (f.op === "==") return parts.includes(f.value);
      return parts.length > 0 && !parts.includes(f.value);
    }
    case "fields": {
      const passes = valuesOf(packet, f.left).flatMap((a) =>
        valuesOf(packet, f.right).map((b) => meets(rank(a), f.op, rank(b))),
      );
      if (!wantsAll(f.op, "")) return passes.includes(true);
      return passes.length > 0 && !passes.includes(false);
    }
    case "not":
      return !holds(f.of, packet);
    case "and":
      return holds(f.left, packet) && holds(f.right, packet);
    case "or":
      return holds(f.left, packet) || holds(f.right, packet);
    case "xor":
      return holds(f.left, packet) !== holds(f.right, packet);
  }
}
