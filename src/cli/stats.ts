/** `overshark stats`: per-tenant flow statistics and hash entropy. */
import { report } from "../facts/query.ts";
import type { Report } from "../facts/report.ts";
import { statsJson } from "../output/json.ts";
import { statsText } from "../output/stats-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import type { Command } from "./command.ts";
import type { Given } from "./given.ts";
import { colorMode, sharedOptions } from "./options.ts";
import { print } from "./streams.ts";
import { summarise } from "./summarise.ts";

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

function runStats(given: Given): Promise<number> {
  const show = printer(given);
  return summarise(given, (summary, files, damage) => show(report(summary, files, damage)));
}

/** How the report is printed. @throws UsageError */
function printer(given: Given): (result: Report) => Promise<void> {
  const { stdout } = process;
  const theme = createTheme(wantsColor(colorMode(given), process.env, stdout.isTTY === true));
  if (given.flag("json")) return (result) => print(statsJson(result.stats));
  return (result) => print(statsText(result, { width: stdout.columns ?? DEFAULT_WIDTH, theme }));
}
