/** `--flows`: the balance to expect without any capture. */
import { type Carrier, overheadBytes } from "../entropy/carriers.ts";
import { onPaper, PAPER_VIEWS } from "../entropy/paper.ts";
import type { OnPaperReport } from "../facts/entropy-report.ts";
import { chanceReport } from "./outcome.ts";
import { round } from "./round.ts";

const ONE_PACKET = { packets: 1, frames: 1, outerVersion: 4, innerVersion: 4 };

/** @param flows equal flows of one tenant in one direction between one pair of endpoints */
export function paper(
  carriers: readonly Carrier[],
  flows: number,
  pathCounts: readonly number[],
): OnPaperReport {
  return {
    schema: "overshark/entropy/1",
    paper: carriers.flatMap((carrier) =>
      PAPER_VIEWS.map((view) => {
        const outcomes = pathCounts.map((n) => onPaper(carrier, view, flows, n));
        return {
          encap: carrier.name,
          title: carrier.title,
          view,
          flows,
          possible_keys: outcomes[0].possibleKeys,
          keys: round(outcomes[0].keys),
          overhead_per_packet: overheadBytes(carrier, ONE_PACKET),
          paths: outcomes.map(({ paths, expected, possible }) => {
            return { paths, expected: chanceReport(expected), possible: chanceReport(possible) };
          }),
        };
      }),
    ),
  };
}
