/** `overshark proxies`: SOCKS and HTTP proxies, what they are asked for, and ssh with what it carries. */
import { isatty } from "node:tty";
import { CaptureError, ReadControl, type ReadOutcome } from "../capture/capture.ts";
import { captureReport } from "../facts/query.ts";
import { proxiesJson, proxiesJsonLines } from "../output/proxies-json.ts";
import { proxiesText } from "../output/proxies-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { type ProxyRun, runProxies } from "../pipeline/proxy-run.ts";
import type { ProxiesReport } from "../proxies/report.ts";
import { proxiesReport } from "../proxies/result.ts";
import type { Command } from "./command.ts";
import { Exit } from "./errors.ts";
import type { Given } from "./given.ts";
import { capturesOf, colorMode, runOptions, sharedOptions } from "./options.ts";
import { whileReading } from "./signals.ts";
import { onTerminal, print, widthOr } from "./streams.ts";
import { warn } from "./summarise.ts";

const USAGE = `Usage: overshark proxies [OPTION...] [CAPTURE...]

Every SOCKS 4, 4a and 5 exchange and HTTP CONNECT, on any port and in every
tenant: who asked which proxy for which destination, what came of it, and what
was carried. And ssh: both ends' software, and which connections it forwards,
where those were captured, too.`;

const FORMATS = ["table", "json", "jsonl"] as const;
const GROUP = "Proxies:";

export const proxies: Command = {
  name: "proxies",
  describe: "SOCKS, HTTP CONNECT and ssh: who goes where",
  usage: USAGE,
  options: {
    ...sharedOptions,
    json: { ...sharedOptions.json, describe: "as JSON (schema overshark/proxies/1)" },
    format: {
      type: "string",
      nargs: 1,
      group: GROUP,
      describe: `${FORMATS.join(", ")} (table)`,
      value: "FORMAT",
      values: FORMATS,
    },
    "show-secrets": { type: "boolean", group: GROUP, describe: "passwords as they are, not as stars" },
  },
  examples: [
    ["overshark proxies lo.pcap", "who asked which proxy for what"],
    ["overshark proxies lo.pcap eth0.pcap", "ssh -D: which transport carries it"],
    ["overshark proxies --json F | jq '.proxies[]'", "for machines"],
  ],
  run: runCommand,
};

const DEFAULT_WIDTH = 140;

async function runCommand(given: Given): Promise<number> {
  const captures = capturesOf(given, () => isatty(0));
  const options = runOptions(given);
  const write = printer(given);
  const quiet = given.flag("quiet");
  const showSecrets = given.flag("show-secrets");
  const control = new ReadControl();
  let begun: { run: ProxyRun; finish: () => void } | undefined;
  const show = async (files: string[], outcome: ReadOutcome) => {
    if (begun === undefined) return;
    begun.finish();
    const { tracker, counters } = begun.run;
    await write(proxiesReport(tracker, captureReport(counters, files, outcome.damage), { showSecrets }));
    if (!quiet) warn(outcome);
  };
  const reading = whileReading(control, () => `${begun?.run.counters.packets ?? 0} packets`);
  try {
    const outcome = await runProxies(captures, options, control, (run, finish) => {
      begun = { run, finish };
    });
    await show(outcome.files, outcome);
    return outcome.damage.length > 0 ? Exit.damaged : Exit.done;
  } catch (error) {
    // An input further on is no capture: what was read before is not lost.
    if (error instanceof CaptureError && error.outcome !== undefined) {
      const { outcome } = error;
      const files = outcome.files.filter((file) => file !== error.file);
      if (files.length > 0) await show(files, outcome);
    }
    throw error;
  } finally {
    reading.stop();
  }
}

/** How the report is printed. @throws UsageError */
function printer(given: Given): (report: ProxiesReport) => Promise<void> {
  const format = given.choice("format", FORMATS) ?? (given.flag("json") ? "json" : "table");
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  if (format === "json") return (report) => print(proxiesJson(report));
  if (format === "jsonl") return (report) => print(proxiesJsonLines(report));
  return (report) => print(proxiesText(report, { width: widthOr(DEFAULT_WIDTH), theme }));
}
