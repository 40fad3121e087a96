/** Sentences about checks, shared by all formats. Texts from captures in them are cleaned. */
import type {
  Broken,
  CaptureCheck,
  ExpectationCheck,
  FigureDifference,
  FigureValue,
  SubjectDifference,
} from "../facts/check-report.ts";
import { clean } from "./clean.ts";
import { count, counted } from "./units.ts";

export const valueText = (value: FigureValue): string => {
  if (value === null) return "none";
  if (typeof value === "string") return clean(value);
  return Number.isInteger(value) ? (value < 0 ? `-${count(-value)}` : count(value)) : String(value);
};

const signed = (value: number): string => (value > 0 ? `+${valueText(value)}` : valueText(value));

/** "-1.48 (-41.3 %)"; empty where there is nothing to subtract. */
export function changeText({ baseline, change }: FigureDifference): string {
  if (change === null) return "";
  if (typeof baseline !== "number" || baseline === 0) return signed(change);
  const percent = (change / Math.abs(baseline)) * 100;
  return `${signed(change)} (${percent > 0 ? "+" : ""}${percent.toFixed(1)} %)`;
}

export const fromTo = ({ baseline, now }: FigureDifference): string =>
  `${valueText(baseline)} → ${valueText(now)}`;

/** "allowed 2%" */
export const allowed = ({ tolerance }: FigureDifference): string =>
  tolerance === null ? "" : `allowed ${clean(tolerance)}`;

/** "flows 12 → 13, +1 (+8.3 %)" */
export const figureText = (d: FigureDifference): string =>
  [`${clean(d.figure)} ${fromTo(d)}`, changeText(d), allowed(d)].filter((part) => part !== "").join(", ");

/** "was 12 packets, 1,400 bytes, 2 flows" */
export function sizeText({ change, figures }: SubjectDifference): string {
  const parts = figures.map(({ figure, baseline, now }) => {
    const value = change === "gone" ? baseline : now;
    return typeof value === "number" ? counted(value, figure.replace(/s$/, "")) : valueText(value);
  });
  return parts.join(", ");
}

export const subjectTitle = ({ subject, change }: SubjectDifference): string =>
  change === "changed" ? clean(subject) : `${clean(subject)} is ${change}`;

/** One line about a subject. */
export function subjectText(difference: SubjectDifference): string {
  const { change, figures } = difference;
  if (change !== "changed") return `${subjectTitle(difference)} (${sizeText(difference)})`;
  const [first, ...rest] = figures;
  const more = rest.length === 0 ? "" : `; and ${counted(rest.length, "more figure")}`;
  return `${subjectTitle(difference)}: ${figureText(first)}${more}`;
}

export const brokenText = ({ subject, figure, value }: Broken): string =>
  `${clean(subject)} ${clean(figure)} is ${valueText(value)}`;

/** Why an expectation does not hold. */
export function expectationText({ broken, missing }: ExpectationCheck): string {
  if (missing !== null) return clean(missing);
  const [first, ...rest] = broken;
  return `${brokenText(first)}${rest.length === 0 ? "" : `; and ${counted(rest.length, "more")}`}`;
}

export const damageText = ({ packet, offset, what }: CaptureCheck["damage"][number]): string =>
  `packet ${count(packet)}, byte ${count(offset)}: ${clean(what)}`;

/** What is wrong with a capture as a whole; null: nothing. */
export function captureText({ baseline, error }: CaptureCheck): string | null {
  if (error !== null) return clean(error);
  if (baseline === "missing") return "is not in the baseline; --update adds it";
  if (baseline === "gone") return "is in the baseline, but there is no such file; --update removes it";
  return null;
}

/** Differences in the order of their weight: gone, new, changed. */
export function differencesOf({ subjects }: CaptureCheck): SubjectDifference[] {
  const all = subjects.flatMap(({ difference }) => difference ?? []);
  return (["gone", "new", "changed"] as const).flatMap((change) => all.filter((d) => d.change === change));
}

export const failedExpectations = ({ expectations }: CaptureCheck): ExpectationCheck[] =>
  expectations.filter(({ passed }) => !passed);

const MAX_NAMES = 5;

export function notCheckedText(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map(clean);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
  return `${shown.join(", ")}${more} (in the baseline, not given)`;
}
