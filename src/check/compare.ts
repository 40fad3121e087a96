/** The figures of a capture against those of a baseline. */
import type { FigureDifference, FigureValue, SubjectCheck } from "../facts/check-report.ts";
import { keptFigures, type SavedCapture } from "./baseline.ts";
import { NAMED_KINDS, type Subject, type SubjectKind } from "./figures.ts";
import { isWithin, type Tolerance, toleranceOf } from "./tolerance.ts";

/** What is told of a subject that is gone or new. */
const SIZE: readonly string[] = ["packets", "bytes", "flows"];

const NONE: ReadonlyMap<string, FigureValue> = new Map();

/** Places of damage: more of them are news of their own, fewer a difference as any other. */
export const DAMAGE = "damage";

/** Every subject of either side; those that are gone first, the others in the order of the report. */
export function compare(
  subjects: readonly Subject[],
  saved: SavedCapture,
  tolerances: readonly Tolerance[],
): SubjectCheck[] {
  const now = new Set(subjects.map(({ title }) => title));
  const gone = [...saved]
    .filter(([title]) => !now.has(title))
    .map(([title, figures]) => goneCheck(title, figures));
  const others = subjects.map((subject): SubjectCheck => {
    const before = saved.get(subject.title);
    const { title: name } = subject;
    if (before === undefined && NAMED_KINDS.includes(subject.kind as never)) {
      const figures = SIZE.filter((figure) => subject.figures.has(figure)).map((figure) =>
        difference(figure, null, subject.figures.get(figure) ?? null, null),
      );
      return {
        subject: name,
        figures: figures.length,
        difference: { subject: name, change: "new", figures },
      };
    }
    const { compared, figures } = differences(subject, before ?? NONE, tolerances);
    return {
      subject: name,
      figures: compared,
      difference: figures.length === 0 ? null : { subject: name, change: "changed", figures },
    };
  });
  return [...gone, ...others];
}

function goneCheck(title: string, before: ReadonlyMap<string, FigureValue>): SubjectCheck {
  const figures = SIZE.filter((name) => before.has(name)).map((name) =>
    difference(name, before.get(name) ?? null, null, null),
  );
  return { subject: title, figures: figures.length, difference: { subject: title, change: "gone", figures } };
}

/** What one side does not tell was not counted there: 0 where the other has a number. */
const orNothing = (value: FigureValue | undefined, other: FigureValue | undefined): FigureValue =>
  value === undefined ? (typeof other === "number" ? 0 : null) : value;

function differences(
  subject: Subject,
  before: ReadonlyMap<string, FigureValue>,
  tolerances: readonly Tolerance[],
): { compared: number; figures: FigureDifference[] } {
  const now = keptFigures(subject);
  const names = [...new Set([...now.keys(), ...before.keys()])];
  const figures = names.flatMap((name) => {
    const was = orNothing(before.get(name), now.get(name));
    const is = orNothing(now.get(name), was);
    const tolerance = was === is ? null : toleranceOf(tolerances, subject, name);
    if (isWithin(tolerance, was, is) || isNewDamage(subject.kind, name, was, is)) return [];
    return [difference(name, was, is, tolerance)];
  });
  return { compared: names.length, figures };
}

const isNewDamage = (kind: SubjectKind, name: string, was: FigureValue, is: FigureValue): boolean =>
  kind === "capture" && name === DAMAGE && Number(is) > Number(was);

function difference(
  figure: string,
  baseline: FigureValue,
  now: FigureValue,
  tolerance: Tolerance | null,
): FigureDifference {
  const change =
    typeof baseline === "number" && typeof now === "number" ? Math.round((now - baseline) * 1e6) / 1e6 : null;
  return { figure, baseline, now, change, tolerance: tolerance?.text ?? null };
}
