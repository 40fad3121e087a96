/** `overshark stats`: per-tenant flow statistics and hash entropy. */
import { report } from "../facts/query.ts";
import type { Report } from "../facts/report.ts";
import { statsJson, statsLine } from "../output/json.ts";
import { statsText } from "../output/stats-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import type { Command } from "./command.ts";
import type { Given } from "./given.ts";
import { liveOf } from "./live.ts";
import { colorMode, sharedOptions } from "./options.ts";
import { onTerminal, print, widthOr } from "./streams.ts";
import { summarise } from "./summarise.ts";

const USAGE = `Usage: overshark [stats] [OPTION...] [CAPTURE...]

Sees through IP-in-IP, GRE, NVGRE, VXLAN and STT: who are the tenants, what are
their flows, and how well do the outer headers let routers spread them.

CAPTURE is a file (pcap, pcapng or snoop, also in gzip or zstd); several are
read in order as one capture. - or none is standard input.`;

const LIVE = "Live:";

export const stats: Command = {
  name: "stats",
  describe: "per-tenant flow statistics and hash entropy",
  usage: USAGE,
  options: {
    ...sharedOptions,
    live: {
      type: "boolean",
      group: LIVE,
      describe: "what comes is shown while it comes (the default for a pipe on a terminal)",
    },
    interval: {
      type: "string",
      nargs: 1,
      group: LIVE,
      value: "TIME",
      describe: "… every so often: 500ms, 10s (2s); 0: not; with --json: a line of JSON",
    },
  },
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
  const live = liveOf(given);
  const show = printer(given, live !== null);
  try {
    return await summarise(
      given,
      (summary, files, damage) => {
        live?.ends();
        return show(report(summary, files, damage));
      },
      live?.options,
      (session, control) => live?.begins(session, control),
      live !== null,
    );
  } finally {
    live?.stop();
  }
}

/** How the report is printed: a line where lines came before it. @throws UsageError */
function printer(given: Given, live: boolean): (result: Report) => Promise<void> {
  const color = colorMode(given);
  if (given.flag("json")) return ({ stats }) => print(live ? statsLine(stats) : statsJson(stats));
  const theme = createTheme(wantsColor(color, process.env, onTerminal()));
  return (result) => print(statsText(result, { width: widthOr(DEFAULT_WIDTH), theme }));
}
