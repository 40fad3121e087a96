/** A packet as a tree, as -V prints it: a line a layer, its fields below, the bits of a word below the word. */
import { LOCATED } from "../core/fields.ts";
import { Found, type Run, type Spot } from "../core/found.ts";
import type { Layer, Packet, PartOf } from "../core/layer.ts";
import { ifThere, markOf } from "../core/mark.ts";
import { ofEach } from "../core/memo.ts";
import type { Protocol } from "../core/protocol.ts";
import { GROUPS, type Remarkable, SEVERITIES } from "../core/severity.ts";
import { clean } from "./clean.ts";
import { Depths, indent } from "./tree-depths.ts";
import { type TreeRow, treeRow } from "./tree-lines.ts";
import { joins, TreeRun } from "./tree-runs.ts";
import type { Written } from "./written.ts";

const LINE_END = 0x0a;

/**
 * Writes the tree, with a line break at its end.
 * @param only details of these protocols alone; null: of all
 */
export function packetTree(out: Written, packet: Packet, only: ReadonlySet<string> | null): void {
  const layers = packet.layers();
  for (const layer of layers) {
    out.clean(rawTitle(layer));
    out.byte(LINE_END);
    if (only === null || only.has(layer.protocol.name)) fieldLines(out, layer);
  }
  const mark = markOf(packet, layers);
  if (mark !== "") out.text(`${mark}\n`);
}

/** "User Datagram Protocol, Src Port: 53, Dst Port: 40000" */
export const titleOf = (layer: Layer): string => clean(rawTitle(layer));

function rawTitle(layer: Layer): string {
  const { summary, heading, title, name } = layer.protocol;
  if (name === "frame") return frameTitle(layer.packet);
  const own = heading === undefined ? title : (ifThere(() => heading(layer)) ?? title);
  if (summary === undefined) return own;
  const more = ifThere(() => summary(layer)) ?? "";
  // Of a header that is cut not all of it is known.
  return more.includes("undefined") ? own : own + more;
}

function frameTitle({ number, original, captured, source, interfaceId }: Packet): string {
  const size = (n: number) => `${n} byte${n === 1 ? "" : "s"}`;
  const bits = (n: number) => `(${n * 8} bits)`;
  const name = source?.name ? ` ${clean(source.name)},` : "";
  const where = interfaceId < 0 ? "" : ` on interface${name} id ${interfaceId}`;
  return `Frame ${number}: ${size(original)} on wire ${bits(original)}, ${size(captured)} captured ${bits(captured)}${where}`;
}

/** Of the layer that is being written: nothing that is asked meanwhile writes another one. */
const found = new Found(joins);
const inOrder: Spot[] = [];
const depths = new Depths();

function fieldLines(out: Written, layer: Layer): void {
  const { protocol } = layer;
  const table = shownOf(protocol);
  found.read(layer, table.shown);
  const n = putInOrder();
  depths.height = 0;
  let next = n === 0 ? 0 : depths.of(inOrder[0], rowAt(table, inOrder[0].place).above);
  for (let i = 0; i < n; i++) {
    const spot = inOrder[i];
    const depth = next;
    const { run } = spot;
    if (run !== null) runAt(table, run).write(out, spot, depths, depth);
    if (i + 1 < n) next = depths.of(inOrder[i + 1], rowAt(table, inOrder[i + 1].place).above);
    else next = 0;
    if (run !== null) continue;
    indent(out, depth);
    rowAt(table, spot.place).write(out, spot, next > depth);
    out.byte(LINE_END);
    if (spot.field.remark !== undefined) remarkLines(out, spot.field.remark, spot.message ?? "", depth + 1);
  }
  if (protocol.name === "overshark") for (const part of layer.packet.partOf) partLine(out, part);
}

const OPEN = 0x5b;
const CLOSE = Buffer.from("]\n");
const SEVERITY = namesIn("Severity level", SEVERITIES);
const GROUP = namesIn("Group", GROUPS);

/** By number, the lines that name them. */
function namesIn(title: string, names: Readonly<Record<number, string>>): ReadonlyMap<number, Uint8Array> {
  const lines = Object.entries(names).map(
    ([number, name]) => [Number(number), Buffer.from(`[${title}: ${name}]\n`)] as const,
  );
  return new Map(lines);
}

/** The same again, in its parts. */
function remarkLines(out: Written, { severity, group }: Remarkable, message: string, depth: number): void {
  indent(out, depth);
  out.byte(OPEN);
  out.clean(message);
  out.chunk(CLOSE);
  indent(out, depth);
  out.chunk(SEVERITY.get(severity) ?? CLOSE);
  indent(out, depth);
  out.chunk(GROUP.get(group) ?? CLOSE);
}

/** What Wireshark knows as fields and shows nowhere. Remarks stand in the layers that they are about. */
const isHidden = (name: string): boolean =>
  name === "eth.dst.oui" || name === "eth.src.oui" || name.startsWith("_ws.");

interface Shown {
  readonly protocol: Protocol;
  /** By place in the table; made when they are first needed. */
  readonly rows: (TreeRow | undefined)[];
  /** By the first place. */
  readonly runs: (TreeRun | undefined)[];
  /** By name, the places of the fields that have it. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** The names of the fields that are shown. */
  readonly shown: ReadonlySet<string>;
}

const shownOf = ofEach((protocol: Protocol): Shown => {
  const places = new Map<string, number[]>();
  for (const [place, { name }] of protocol.fields.entries()) {
    const same = places.get(name);
    if (same === undefined) places.set(name, [place]);
    else same.push(place);
  }
  const shown = new Set([...places.keys()].filter((name) => !isHidden(name)));
  return { protocol, rows: new Array(protocol.fields.length), runs: [], places, shown };
});

function rowAt({ protocol, rows, places }: Shown, place: number): TreeRow {
  rows[place] ??= treeRow(protocol, place, places);
  return rows[place];
}

function runAt(table: Shown, run: Run): TreeRun {
  const { runs, protocol } = table;
  const [first] = run.places;
  runs[first] ??= new TreeRun(
    protocol,
    run,
    run.places.map((place) => rowAt(table, place)),
  );
  return runs[first];
}

/**
 * Puts the fields that were found in the order of their table: what had to be looked for stands among what has a fixed
 * place. @returns how many they are
 */
function putInOrder(): number {
  const { spots, n } = found;
  let last = 0;
  let fixed = nextOf(0, false);
  for (let i = nextOf(0, true); i < n; i = nextOf(i + 1, true)) {
    while (fixed < n && spots[fixed].place < spots[i].place) {
      inOrder[last++] = spots[fixed];
      fixed = nextOf(fixed + 1, false);
    }
    inOrder[last++] = spots[i];
  }
  for (; fixed < n; fixed = nextOf(fixed + 1, false)) inOrder[last++] = spots[fixed];
  return last;
}

/** The next one from there on that had to be looked for, or that has a fixed place. */
function nextOf(from: number, located: boolean): number {
  const { spots, n } = found;
  let i = from;
  while (i < n && (spots[i].field.at === LOCATED) !== located) i++;
  return i;
}

function partLine(out: Written, { brought, reassembledIn }: PartOf): void {
  if (brought.length === 0) return;
  const packets = brought.filter(({ again }) => again === undefined).map(({ packet }) => packet);
  indent(out, 0);
  out.text(
    `[${packets.length} parts: ${packets.map((n) => `#${n}`).join(", ")}; whole in #${reassembledIn}]\n`,
  );
}
