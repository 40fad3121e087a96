/** From loads to the figures of the report. */
import type { Expected } from "../entropy/chance.ts";
import { chiSquareP } from "../entropy/gamma.ts";
import { balance, chiSquare } from "../entropy/metrics.ts";
import type {
  ChanceReport,
  ChiSquareReport,
  OutcomeReport,
  SimulationReport,
} from "../facts/entropy-report.ts";
import { round } from "./round.ts";

export function chanceReport(e: Expected): ChanceReport {
  return {
    effective_paths: round(e.paths),
    jain: round(e.jain),
    cv: round(e.cv),
    max_mean: round(e.maxMean),
    idle: round(e.idle),
  };
}

/** A list of known length, which no push lets grow. */
function listOf(loads: Float64Array): number[] {
  const out = new Array<number>(loads.length);
  for (let path = 0; path < out.length; path++) out[path] = loads[path];
  return out;
}

function outcomeReport(loads: Float64Array): OutcomeReport {
  const b = balance(loads);
  return {
    loads: listOf(loads),
    effective_paths: round(b.paths),
    jain: round(b.jain),
    cv: round(b.cv),
    max_mean: round(b.maxMean),
    idle: b.idle,
  };
}

function chiSquareReport(counts: Float64Array): ChiSquareReport {
  const degrees = counts.length - 1;
  const statistic = chiSquare(counts);
  return { statistic: round(statistic), degrees, p: round(chiSquareP(statistic, degrees)) };
}

/** @param flows loads by flows, and so on; `keys`: how many hash keys fall on each path */
export function simulationReport(
  name: string,
  paths: number,
  flows: Float64Array,
  packets: Float64Array,
  bytes: Float64Array,
  keys: Float64Array,
): SimulationReport {
  return {
    function: name,
    paths,
    flows: outcomeReport(flows),
    packets: outcomeReport(packets),
    bytes: outcomeReport(bytes),
    chi_square: chiSquareReport(flows),
    chi_square_keys: chiSquareReport(keys),
  };
}
