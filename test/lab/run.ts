/** The laboratory over a scenario, in the test's own process. */
import { type RandomOptions, randomScenario } from "../../fixtures/make/random.ts";
import type { Scenario } from "../../fixtures/make/scenario.ts";
import { settle } from "../../fixtures/make/truth-settle.ts";
import { fieldsNamed } from "../../src/entropy/fields.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { customView, type HashView, viewNamed } from "../../src/entropy/views.ts";
import type { LaboratoryReport } from "../../src/facts/entropy-report.ts";
import type { RowObserver } from "../../src/facts/observer.ts";
import { Headerless } from "../../src/lab/headerless.ts";
import { Intervals } from "../../src/lab/intervals.ts";
import { laboratory, type Setup } from "../../src/lab/laboratory.ts";
import { together } from "../../src/lab/observers.ts";
import { Policies, type Policy } from "../../src/lab/policies.ts";
import { Session } from "../../src/session/session.ts";
import { feed } from "../support/capture.ts";
import { functions, inputs, type Seen, seenPackets } from "./model.ts";

const view = (name: string): HashView => viewNamed(name) ?? customView(fieldsNamed(name.split(",")));

export const SETUP: Setup = {
  views: Object.keys(inputs).map(view),
  hashes: Object.keys(functions).map((name) => hashNamed(name)),
  paths: [1, 3, 4, 8],
  fabric: [3, 4],
  seed: 0,
  offset: 0,
  as: null,
};

export interface Asked {
  setup?: Partial<Setup>;
  interval?: number;
  policies?: Policy[];
}

export function experiment(scenario: Scenario, asked: Asked = {}): LaboratoryReport {
  const headerless = new Headerless();
  const intervals = asked.interval === undefined ? null : new Intervals(asked.interval, 1e6);
  const policies = asked.policies === undefined ? null : new Policies(asked.policies, 30);
  const list: RowObserver[] = [
    headerless,
    ...(intervals ? [intervals] : []),
    ...(policies ? [policies] : []),
  ];
  const session = new Session({ observer: together(list) });
  if (policies !== null) policies.table = session.recorder.table;
  feed(
    session,
    scenario.records.map((r) => ({
      bytes: r.bytes.slice(0, r.captured),
      original: r.bytes.length,
      linktype: r.linktype,
      seconds: Number((r.time ?? 0n) / 1_000_000_000n),
      nanoseconds: r.time === null ? -1 : Number(r.time % 1_000_000_000n),
    })),
  );
  return laboratory(
    session.finish(),
    [],
    [],
    { ...SETUP, ...asked.setup },
    { headerless, intervals, policies },
  );
}

export function random(seed: number, options: Partial<RandomOptions>): { scenario: Scenario; seen: Seen[] } {
  const scenario = randomScenario(seed, options);
  return { scenario, seen: seenPackets(settle(scenario.records).facts) };
}
