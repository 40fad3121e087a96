/** `overshark entropy`: the ECMP laboratory. */
import { carriers } from "../entropy/carriers.ts";
import type { RowObserver } from "../facts/observer.ts";
import { Headerless } from "../lab/headerless.ts";
import { Intervals } from "../lab/intervals.ts";
import { laboratory } from "../lab/laboratory.ts";
import { together } from "../lab/observers.ts";
import { paper } from "../lab/paper.ts";
import { Policies } from "../lab/policies.ts";
import { entropyJson } from "../output/entropy-json.ts";
import { entropyText, paperText } from "../output/entropy-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { DEFAULT_MAX_FLOWS, DEFAULT_REASSEMBLY_TIMEOUT } from "../session/session-options.ts";
import type { Command } from "./command.ts";
import { carriersOf, entropyOptions, pathsOf, policiesOf, setupOf } from "./entropy-options.ts";
import { Exit, UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { colorMode } from "./options.ts";
import { onTerminal, print, widthOr } from "./streams.ts";
import { summarise } from "./summarise.ts";
import { intervalOf } from "./time.ts";

const USAGE = `Usage: overshark entropy [OPTION...] [CAPTURE...]
       overshark entropy --flows N [--encap ENCAP] [--paths N,...]

Does the encapsulation leave enough in the outer header for routers to spread
the load? Hashes the flows of a capture as routers do, puts them on so many
equal-cost paths, and tells beside each outcome what chance alone would give.`;

export const entropy: Command = {
  name: "entropy",
  describe: "the ECMP laboratory: hash views, functions, paths",
  usage: USAGE,
  options: entropyOptions,
  examples: [
    ["overshark entropy dc.pcapng", "every view, six functions"],
    ["overshark entropy --paths 6 --function all F", "every function, 6 paths"],
    ["overshark entropy --device linux-policy-2 F", "as a Linux router hashes"],
    ["overshark entropy --as geneve F", "the same flows in Geneve"],
    ['overshark entropy --policy "stt:42 1Gbit" F', "police a tenant"],
    ["overshark entropy --flows 64 --paths 16", "on paper, no capture"],
  ],
  run: runEntropy,
};

const DEFAULT_WIDTH = 100;

async function runEntropy(given: Given): Promise<number> {
  const json = given.flag("json");
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  const look = { width: widthOr(DEFAULT_WIDTH), theme };
  const flows = given.count("flows");
  if (flows !== undefined) {
    if (given.files.length > 0) throw new UsageError("--flows is for paper: it takes no capture");
    const chosen = carriersOf(given, "encap");
    const result = paper(chosen.length === 0 ? carriers : chosen, flows, pathsOf(given));
    await print(json ? entropyJson(result) : paperText(result, look));
    return Exit.done;
  }
  if (given.text("encap") !== undefined)
    throw new UsageError("--encap is for paper", "Say how many --flows.");
  const setup = setupOf(given);
  const nanoseconds = intervalOf(given);
  const wanted = policiesOf(given);
  const headerless = new Headerless();
  const intervals =
    nanoseconds === undefined
      ? null
      : new Intervals(nanoseconds, given.count("max-flows") ?? DEFAULT_MAX_FLOWS);
  const lag = given.seconds("reassembly-timeout") ?? DEFAULT_REASSEMBLY_TIMEOUT;
  const policies = wanted.length === 0 ? null : new Policies(wanted, lag);
  const watching = [headerless, intervals, policies].filter((o): o is RowObserver & typeof o => o !== null);
  return summarise(
    given,
    (summary, files, damage) => {
      const result = laboratory(summary, files, damage, setup, { headerless, intervals, policies });
      return print(json ? entropyJson(result) : entropyText(result, look));
    },
    { observer: together(watching) },
    (session) => {
      headerless.reset();
      if (policies !== null) policies.table = session.recorder.table;
    },
  );
}
