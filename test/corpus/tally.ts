/** Sums up packets that were compared, and tells what differs, the most frequent first. */
import { DIFFERENCES, VALUE_DIFFERENCES } from "./differences.ts";
import { compareLayers, compareValues, type Pair } from "./parity.ts";

/** Examples of one kind of difference. */
interface Group {
  packets: number;
  captures: Set<string>;
  examples: string[];
}

const EXAMPLES = 4;

export class Tally {
  packets = 0;
  equal = 0;
  /** Packets on whose layers a row of the table has its say, and those that nothing explains. */
  purposely = 0;
  unexplained = 0;
  values = 0;
  equalValues = 0;
  /** Values that a row of the table explains, and tshark's values in layers beyond ours. */
  purposelyValues = 0;
  beyond = 0;
  /** Unknown protocols at which ours end. */
  readonly early = new Map<string, number>();
  /** Rows of the tables by name. */
  readonly rows = new Map<string, number>();
  private readonly layerGroups = new Map<string, Group>();
  private readonly purposeGroups = new Map<string, Group>();
  private readonly valueGroups = new Map<string, Group>();

  add(pair: Pair): void {
    this.packets++;
    const { capture, packet, truth, ours, theirs } = pair;
    const layers = compareLayers(pair);
    const where = `${capture}#${packet.number}`;
    for (const name of pair.named) count(this.rows, `${name}: ours has the name, tshark leaves it out`);
    let purposely = false;
    if (layers.kind === "equal") this.equal++;
    else if (layers.kind === "ends early") count(this.early, layers.at);
    else {
      const row = DIFFERENCES.find((d) => d.applies(pair));
      purposely = row !== undefined;
      const marks = `${truth.bad?.join(" ") ?? ""}${truth.cap_len < truth.len ? " cut" : ""}`;
      const text = `${where} theirs ${theirs.join(":")} ours ${ours.join(":")} ${marks}`;
      const kind = `${layers.theirs}  |ours| ${layers.ours}`;
      if (row !== undefined) {
        this.purposely++;
        count(this.rows, row.name);
        note(this.purposeGroups, `${row.name}: ${kind}`, capture, text);
      } else {
        this.unexplained++;
        note(this.layerGroups, kind, capture, text);
      }
    }
    pair.streams.note(packet, theirs);
    const values = compareValues(pair, layers, purposely);
    this.values += values.compared;
    this.equalValues += values.equal;
    this.beyond += values.beyond;
    for (const d of values.different) {
      const row = VALUE_DIFFERENCES.find((r) => r.applies(pair, d));
      if (row !== undefined) {
        this.purposelyValues += d.unequal;
        count(this.rows, row.name);
        continue;
      }
      const text = `${where} theirs ${d.theirs.join()} ours ${d.ours.join()} (${theirs.join(":")} / ${ours.join(":")})`;
      note(this.valueGroups, `${d.field} (layers ${layers.kind})`, capture, text);
    }
  }

  get endsEarly(): number {
    return [...this.early.values()].reduce((sum, n) => sum + n, 0);
  }

  /** Share of packets that are equal in their layers, of those that no row of the table takes out. */
  get layersShare(): number {
    return (this.equal + this.endsEarly) / Math.max(1, this.packets - this.purposely);
  }

  get valuesShare(): number {
    return this.equalValues / Math.max(1, this.values - this.purposelyValues);
  }

  /** The figures, a line each. */
  summary(): string[] {
    const percent = (share: number) => `${(100 * share).toFixed(3)} %`;
    return [
      `parity: ${this.packets} packets; layers equal in ${percent(this.layersShare)}: ${this.equal} all the way, ` +
        `${this.endsEarly} up to a protocol that we do not have; ${this.purposely} different on purpose, ` +
        `${this.unexplained} unexplained`,
      `parity: ${this.values} values; equal ${percent(this.valuesShare)}, ${this.purposelyValues} different on purpose; ` +
        `${this.beyond} more in layers beyond`,
      ...sorted(this.rows).map(([name, n]) => `  on purpose ${n}: ${name}`),
      `  ends early: ${sorted(this.early)
        .map(([name, n]) => `${name} ${n}`)
        .join(", ")}`,
    ];
  }

  /** What nothing explains, and what differs on purpose, with examples. */
  groups(): string[] {
    const lines: string[] = [];
    for (const [title, groups] of [
      ["## Layers that differ", this.layerGroups],
      ["## Values that differ", this.valueGroups],
      ["## On purpose", this.purposeGroups],
    ] as const) {
      lines.push("", title);
      for (const [key, { packets, captures, examples }] of [...groups].sort(
        (a, b) => b[1].packets - a[1].packets,
      )) {
        lines.push(`- ${packets} packets, ${captures.size} captures: ${key}`);
        lines.push(...examples.map((e) => `    - ${e}`));
      }
    }
    return lines;
  }
}

const sorted = (map: Map<string, number>) => [...map].sort((a, b) => b[1] - a[1]);

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function note(groups: Map<string, Group>, key: string, capture: string, example: string): void {
  let group = groups.get(key);
  if (group === undefined) {
    group = { packets: 0, captures: new Set(), examples: [] };
    groups.set(key, group);
  }
  group.packets++;
  // One example a capture says more than several of the same.
  if (!group.captures.has(capture) && group.examples.length < EXAMPLES) group.examples.push(example);
  group.captures.add(capture);
}
