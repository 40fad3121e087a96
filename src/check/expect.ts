/** Expectations against the figures of a capture. */
import { nearest } from "../core/nearest.ts";
import type { Broken, ExpectationCheck, FigureValue } from "../facts/check-report.ts";
import type { ScopeReport } from "../facts/entropy-report.ts";
import type { Expectation, Operator } from "./expectation.ts";
import type { Subject } from "./figures.ts";
import { type LoadQuestion, loadName, loadOf } from "./loads.ts";
import { figurePattern, glob } from "./patterns.ts";

const HOLDS: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

/** What is not there compares with nothing, and is only unequal to what is. */
function holds({ operator, value }: Expectation, found: FigureValue): boolean {
  if (typeof found === "number" && typeof value === "number") return HOLDS[operator](found, value);
  return (found === value) === (operator === "==") && (operator === "==" || operator === "!=");
}

/** The loads of paths of a subject, by its title; undefined: the laboratory knows nothing of it. */
export type Loads = ReadonlyMap<string, ScopeReport>;

/** An expectation on several figures or subjects has to hold for each of them, and for one at least. */
export function check(e: Expectation, subjects: readonly Subject[], loads: Loads): ExpectationCheck {
  const nothing = (missing: string): ExpectationCheck => {
    return { expectation: e.text, passed: false, figures: 0, broken: [], missing };
  };
  const meant = glob(e.name ?? "");
  const ofKind = subjects.filter(({ kind }) => kind === e.kind);
  const found = ofKind.filter(({ name }) => meant(name));
  const figures: Broken[] = [];
  if (e.asked.what === "count")
    figures.push({ subject: `${e.kind} ${e.name}`, figure: "count", value: found.length });
  else if (found.length === 0) return nothing(noSubject(e, ofKind));
  for (const { title, figures: own } of found) {
    if (e.asked.what === "figure")
      for (const figure of figurePattern(e.asked.pattern)([...own.keys()]))
        figures.push({ subject: title, figure, value: own.get(figure) ?? null });
    else if (e.asked.what === "load") {
      const scope = loads.get(title);
      // Figures of no load at all would be as good as any.
      if (scope === undefined || scope.flows === 0)
        return nothing(`${title}: there are no flows in tunnels to spread`);
      figures.push({
        subject: title,
        figure: loadName(e.asked.question),
        value: answer(scope, e.asked.question),
      });
    }
  }
  // A reason that never occurred is not in the list.
  if (figures.length === 0 && e.asked.what === "figure")
    figures.push({ subject: found[0].title, figure: e.asked.pattern, value: 0 });
  const broken = figures.filter(({ value }) => !holds(e, value));
  return { expectation: e.text, passed: broken.length === 0, figures: figures.length, broken, missing: null };
}

function noSubject({ kind, name }: Expectation, others: readonly Subject[]): string {
  const near = nearest(
    name ?? "",
    others.map((subject) => subject.name),
  );
  return `there is no ${kind} ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function answer(scope: ScopeReport, q: LoadQuestion): FigureValue {
  const simulations = scope.views.find(({ view }) => view === q.view)?.simulations;
  const found = simulations?.find((s) => s.function === q.function && s.paths === q.paths);
  return found === undefined ? null : loadOf(found[q.by], q.figure);
}
