/** `overshark stats`: per-tenant flow statistics and hash entropy. */
import { isatty } from "node:tty";
import { CaptureError, ReadControl, type ReadOutcome } from "../capture/capture.ts";
import { report } from "../facts/query.ts";
import type { Report } from "../facts/report.ts";
import { statsJson } from "../output/json.ts";
import { statsText } from "../output/stats-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { run } from "../pipeline/run.ts";
import type { Session } from "../pipeline/session.ts";
import type { Command } from "./command.ts";
import { Exit } from "./errors.ts";
import type { Given } from "./given.ts";
import { capturesOf, colorMode, runOptions, sharedOptions } from "./options.ts";
import { whileReading } from "./signals.ts";
import { print, say } from "./streams.ts";

const USAGE = `Usage: overshark [stats] [OPTION...] [CAPTURE...]

Sees through IP-in-IP, GRE, NVGRE, VXLAN and STT: who are the tenants, what are
their flows, and how well do the outer headers let routers spread them.

CAPTURE is a file (pcap, pcapng or snoop, also in gzip or zstd); several are
read in order as one capture. - or none is standard input.`;

export const stats: Command = {
  name: "stats",
  describe: "per-tenant flow statistics and hash entropy",
  usage: USAGE,
  options: sharedOptions,
  examples: [
    ["overshark dc.pcapng", "tenants, flows and entropy"],
    ["overshark --json a.pcap b.pcap.gz", "two files as one capture"],
    ["tcpdump -U -w - | overshark", "live; Ctrl-C for the report"],
    ["overshark -d udp.port==8472,vxlan F", "VXLAN on Linux' old port"],
  ],
  run: runStats,
};

const DEFAULT_WIDTH = 100;

async function runStats(given: Given): Promise<number> {
  const captures = capturesOf(given, () => isatty(0));
  const options = runOptions(given);
  const show = printer(given);
  const quiet = given.flag("quiet");
  const control = new ReadControl();
  let session: Session | undefined;
  const reading = whileReading(control, () => {
    const { packets, bytes } = session?.recorder.counters ?? { packets: 0, bytes: 0 };
    return `${packets} packets, ${bytes} bytes${control.file === "" ? "" : ` up to ${title(control.file)}`}`;
  });
  try {
    const { summary, outcome } = await run(captures, options, control, (s) => {
      session = s;
    });
    await show(report(summary, outcome.files, outcome.damage));
    if (!quiet) warn(outcome);
    return outcome.damage.length > 0 ? Exit.damaged : Exit.done;
  } catch (error) {
    // An input further on is no capture: what was read before is not lost.
    if (error instanceof CaptureError && error.outcome !== undefined && session !== undefined) {
      const { outcome } = error;
      const files = outcome.files.filter((file) => file !== error.file);
      if (files.length > 0) {
        await show(report(session.finish(), files, outcome.damage));
        if (!quiet) warn(outcome);
      }
    }
    throw error;
  } finally {
    reading.stop();
  }
}

/** How the report is printed. @throws UsageError */
function printer(given: Given): (result: Report) => Promise<void> {
  const { stdout } = process;
  const theme = createTheme(wantsColor(colorMode(given), process.env, stdout.isTTY === true));
  if (given.flag("json")) return (result) => print(statsJson(result.stats));
  return (result) => print(statsText(result, { width: stdout.columns ?? DEFAULT_WIDTH, theme }));
}

const title = (file: string) => (file === "-" ? "standard input" : file);

/** Says what was wrong with the input. */
function warn(outcome: ReadOutcome): void {
  for (const line of outcome.warnings) say(line);
  for (const d of outcome.damage) say(`${title(d.file)}: packet ${d.packet}, byte ${d.offset}: ${d.what}`);
}
