/**
 * The saved baseline (schema overshark/baseline/1): what each capture's figures were. It is JSON that is read in
 * diffs: a line for a few figures that belong together, in the order of the report, captures by name.
 */
import type { FigureValue } from "../facts/check-report.ts";
import { safeJson } from "../output/json.ts";
import { BY_REASON, FIGURES, fullName, type Subject, type SubjectKind } from "./figures.ts";

const SCHEMA = "overshark/baseline/";
const VERSION = 1;

/** By the title of the subject, then by the figure's full name. */
export type SavedCapture = ReadonlyMap<string, ReadonlyMap<string, FigureValue>>;
/** By the capture's name. */
export type Baseline = ReadonlyMap<string, SavedCapture>;

/** The file is no baseline, or none that this version reads. */
export class BaselineError extends Error {
  /** @param replaceable it is a baseline, of an older version: to write it anew loses nothing else */
  constructor(
    message: string,
    readonly replaceable: boolean,
  ) {
    super(message);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws BaselineError */
export function readBaseline(text: string): Baseline {
  const json = parsed(text);
  const schema = isObject(json) ? json.schema : undefined;
  if (typeof schema !== "string" || !schema.startsWith(SCHEMA))
    throw new BaselineError("is no baseline", false);
  const version = Number(schema.slice(SCHEMA.length));
  if (version !== VERSION) {
    const age = version < VERSION ? "older" : "newer";
    throw new BaselineError(
      `is of the ${age} schema ${schema}, this version reads ${SCHEMA}${VERSION}`,
      version < VERSION,
    );
  }
  const captures = isObject(json) ? json.captures : undefined;
  if (!isObject(captures)) throw new BaselineError("is a baseline without captures", false);
  return new Map(Object.entries(captures).map(([name, subjects]) => [name, savedCapture(name, subjects)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7}|>{7}) /m.test(text) ? " (a merge conflict is in it)" : "";
    throw new BaselineError(`is no JSON${conflict}: ${(error as Error).message.replace(/\s+/g, " ")}`, false);
  }
}

function savedCapture(capture: string, subjects: unknown): SavedCapture {
  const broken = (title: string) =>
    new BaselineError(`does not tell figures of ${title === "" ? capture : `${capture}, ${title}`}`, false);
  if (!isObject(subjects)) throw broken("");
  return new Map(
    Object.entries(subjects).map(([title, groups]) => {
      const figures = new Map<string, FigureValue>();
      if (!isObject(groups) || !flatten(groups, "", figures)) throw broken(title);
      return [title, figures];
    }),
  );
}

/** Names of objects inside join the names of what is in them. @returns false: something is no figure */
function flatten(of: Record<string, unknown>, prefix: string, into: Map<string, FigureValue>): boolean {
  return Object.entries(of).every(([name, value]) => {
    const full = fullName(prefix, name);
    if (isObject(value)) return flatten(value, full, into);
    if (value !== null && typeof value !== "number" && typeof value !== "string") return false;
    into.set(full, value);
    return true;
  });
}

/** The first three reasons are always told, others where they occur. */
const ALWAYS = 3;
const USUAL = new Set(
  FIGURES.unattributed[1].names.slice(0, ALWAYS).map((name) => fullName(BY_REASON, name)),
);

/** What a baseline keeps of a capture. */
export function saved(subjects: readonly Subject[]): SavedCapture {
  return new Map(subjects.map((subject) => [subject.title, keptFigures(subject)]));
}

export function keptFigures({ kind, figures }: Subject): Map<string, FigureValue> {
  const others = new Set(
    FIGURES[kind]
      .filter(({ kept }) => !kept)
      .flatMap(({ prefix, names }) => names.map((name) => fullName(prefix, name))),
  );
  const isKept = (name: string, value: FigureValue) =>
    !others.has(name) && (value !== 0 || !name.startsWith(`${BY_REASON}.`) || USUAL.has(name));
  return new Map([...figures].filter(([name, value]) => isKept(name, value)));
}

/** As text, the same for the same figures. */
export function baselineText(baseline: Baseline): string {
  const captures = [...baseline].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = captures.map(([name, subjects]) => {
    const inside = [...subjects].map(
      ([title, figures]) => `      ${key(title)}: ${subjectText(title, figures)}`,
    );
    return `    ${key(name)}: {\n${inside.join(",\n")}\n    }`;
  });
  return safeJson(`{\n  "schema": "${SCHEMA}${VERSION}",\n  "captures": {\n${lines.join(",\n")}\n  }\n}`);
}

const key = (text: string): string => JSON.stringify(text);
const members = (list: readonly [string, FigureValue][]): string =>
  list.map(([name, value]) => `${key(name)}: ${JSON.stringify(value)}`).join(", ");

function subjectText(title: string, figures: ReadonlyMap<string, FigureValue>): string {
  const groups = FIGURES[title.split(" ")[0] as SubjectKind] ?? [];
  const left = new Map(figures);
  const lines: string[] = [];
  for (const { prefix, names } of groups) {
    const line: [string, FigureValue][] = [];
    for (const name of names) {
      const full = fullName(prefix, name);
      const value = left.get(full);
      if (value !== undefined) line.push([name, value]);
      left.delete(full);
    }
    // Names that no list has: link types.
    for (const [full, value] of prefix === BY_REASON ? left : []) {
      line.push([full.slice(BY_REASON.length + 1), value]);
      left.delete(full);
    }
    if (line.length > 0) lines.push(prefix === "" ? members(line) : `${key(prefix)}: { ${members(line)} }`);
  }
  if (left.size > 0) lines.push(members([...left]));
  if (lines.length === 1) return `{ ${lines[0]} }`;
  return `{\n${lines.map((line) => `        ${line}`).join(",\n")}\n      }`;
}
