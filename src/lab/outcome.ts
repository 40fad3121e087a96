/** From simulations to the figures of the report. */
import type { Expected } from "../entropy/chance.ts";
import { chiSquareP } from "../entropy/gamma.ts";
import { chiSquare } from "../entropy/metrics.ts";
import type { Outcome, Simulation } from "../entropy/simulate.ts";
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

function outcomeReport({ loads, balance }: Outcome): OutcomeReport {
  return {
    loads: [...loads],
    effective_paths: round(balance.paths),
    jain: round(balance.jain),
    cv: round(balance.cv),
    max_mean: round(balance.maxMean),
    idle: balance.idle,
  };
}

function chiSquareReport(counts: Float64Array): ChiSquareReport {
  const degrees = counts.length - 1;
  const statistic = chiSquare(counts);
  return { statistic: round(statistic), degrees, p: round(chiSquareP(statistic, degrees)) };
}

/** @param keys how many hash keys fall on each path */
export function simulationReport(
  { hash, paths, outcomes }: Simulation,
  keys: Float64Array,
): SimulationReport {
  return {
    function: hash.function.name,
    paths,
    flows: outcomeReport(outcomes.flows),
    packets: outcomeReport(outcomes.packets),
    bytes: outcomeReport(outcomes.bytes),
    chi_square: chiSquareReport(outcomes.flows.loads),
    chi_square_keys: chiSquareReport(keys),
  };
}
