/** Bar charts of loads, in eighths of a character. */
import type { SimulationReport } from "../facts/entropy-report.ts";
import type { LabContext } from "./entropy-tables.ts";
import { usualView } from "./findings-entropy.ts";
import { percent, ratio } from "./units.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const FULL = "█";
const BAR = 24;
/** More bars are no chart any more. */
const MAX_BARS = 16;

/** A bar of `share` (0 to 1) of `width` characters; a load that is not 0 shows. */
export function bar(share: number, width: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, share) * width * 8));
  return FULL.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

const WEIGHTINGS = ["flows", "packets", "bytes"] as const;

/** Loads of one simulation by flows, packets and bytes, side by side: a line a path. */
function lines(s: SimulationReport, width: number): string[] {
  const room = Math.max(4, Math.min(BAR, Math.floor((width - 8) / WEIGHTINGS.length) - 10));
  const title = ["path", ...WEIGHTINGS.map((w) => w.padEnd(room + 8))].join("  ").trimEnd();
  const rows = s.flows.loads.map((_, path) => {
    const cells = WEIGHTINGS.map((w) => {
      const { loads } = s[w];
      const most = Math.max(...loads);
      const total = loads.reduce((a, b) => a + b, 0);
      const text = percent(ratio(loads[path], total)).padStart(7);
      return `${bar(ratio(loads[path], most), room).padEnd(room)} ${text}`;
    });
    return [String(path).padStart(4), ...cells].join("  ");
  });
  return [title, ...rows];
}

/** The usual view's loads: of the first function that is no yardstick, on the tables' number of paths. */
export function loadBars({ report, paths, width, theme }: LabContext): { title: string; lines: string[] }[] {
  const name = usualView(report);
  const view = report.overall.views.find((v) => v.view === name);
  const all = view?.simulations.filter((s) => s.paths === paths) ?? [];
  const s =
    all.find((one) => one.function === "crc32") ?? all.find((one) => one.function !== "random") ?? all[0];
  if (s === undefined || paths > MAX_BARS) return [];
  const [head, ...rows] = lines(s, width);
  return [{ title: `Loads, ${name} and ${s.function}`, lines: [theme.dim(head), ...rows] }];
}
