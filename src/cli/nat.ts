/** `overshark nat`: the table of a translating router, from captures of both its sides. */
import { isatty } from "node:tty";
import { ReadControl, type ReadOutcome, readCaptures } from "../capture/capture.ts";
import type { PacketSink } from "../core/sink.ts";
import type { NatReport } from "../facts/nat-report.ts";
import { Collector, Ground } from "../nat/collect.ts";
import { natReport, type Side } from "../nat/nat.ts";
import { natConntrack, withoutLine } from "../output/nat-conntrack.ts";
import { natJson } from "../output/nat-json.ts";
import { natText } from "../output/nat-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { Listing } from "../pipeline/listing.ts";
import { DEFAULT_MAX_FLOWS } from "../session/session-options.ts";
import type { Command } from "./command.ts";
import { Exit, UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { capturesOf, colorMode, runOptions, sharedOptions } from "./options.ts";
import { whileReading } from "./signals.ts";
import { onTerminal, print, printParts, say, widthOr } from "./streams.ts";
import { warn } from "./summarise.ts";

const USAGE = `Usage: overshark nat [OPTION...] INSIDE... --outside OUTSIDE...
       overshark nat [OPTION...] BOTH...

Who is behind the address? Rebuilds the table of a translating router from what
translation leaves alone: sequence numbers, payloads, IP and ICMP ids, times.
Without --outside one capture holds both sides: Linux' "any", or two tenants.`;

const FORMATS = ["table", "conntrack", "json"] as const;
const DEFAULT_WIDTH = 140;
const NAT = "NAT:";

// One thread reads, for what a packet shows is needed where it is read; and one side after the other, to its end.
const { threads: _, "part-size": __, follow: ___, idle: ____, interface: _____, ...shared } = sharedOptions;

export const nat: Command = {
  name: "nat",
  describe: "the table of a NAT router, from both its sides",
  usage: USAGE,
  options: {
    ...shared,
    json: { ...sharedOptions.json, describe: "the report as JSON (schema overshark/nat/1)" },
    outside: {
      type: "string",
      nargs: 1,
      group: NAT,
      describe: "captures of the other side: all that follow",
      value: "FILE",
      values: "file",
    },
    format: {
      type: "string",
      nargs: 1,
      group: NAT,
      describe: `${FORMATS.join(", ")} (table)`,
      value: "FORMAT",
      values: FORMATS,
    },
  },
  examples: [
    ["overshark nat in.pcap --outside out.pcap", "who is behind which port"],
    ["overshark nat any.pcap", "both sides in one capture"],
    ["overshark nat any.pcap --format conntrack", "as the router's own table"],
  ],
  run: runNat,
};

async function runNat(given: Given): Promise<number> {
  const format = given.choice("format", FORMATS) ?? (given.flag("json") ? "json" : "table");
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  const outsides = given.all("outside");
  if (outsides.includes("")) throw new UsageError("a capture has an empty name");
  const insides = capturesOf(given, () => isatty(0) || outsides.includes("-"));
  const options = runOptions(given);
  const ground = new Ground(options.maxFlows ?? DEFAULT_MAX_FLOWS);
  const control = new ReadControl();
  const outcomes: ReadOutcome[] = [];
  let packets = 0;
  const reading = whileReading(control, () => `${packets} packets`);

  const side = async (captures: string[], outside: boolean): Promise<Side> => {
    const collector = new Collector(ground, outside, options);
    const { filter } = options;
    const sink: PacketSink & { finish?: () => void } =
      filter === undefined
        ? collector
        : new Listing({ ...options, conversations: filter.needsConversations }, (p) => {
            if (!filter.matches(p)) return false;
            const { view, start } = p.frames[0];
            collector.packet(view, start, p.captured, p.original, p.linktype, p.seconds, p.nanoseconds);
            return true;
          });
    try {
      const outcome = await readCaptures(captures, sink, options, control);
      outcomes.push(outcome);
      return { collector, files: outcome.files };
    } finally {
      if (sink !== collector) sink.finish?.();
      collector.finish();
      packets += collector.packets;
    }
  };
  let report: NatReport;
  try {
    const inside = await side(insides, false);
    const outside = outsides.length === 0 ? null : await side(outsides, true);
    report = natReport(ground, inside, outside);
  } finally {
    reading.stop();
  }
  const width = widthOr(DEFAULT_WIDTH);
  if (format === "table") await print(natText(report, { width, theme }));
  else printParts(format === "json" ? natJson(report) : natConntrack(report));
  if (!given.flag("quiet")) {
    for (const outcome of outcomes) warn(outcome);
    const left = format === "conntrack" ? withoutLine(report) : 0;
    if (left > 0)
      say(`${left} REDIRECT rows are left out: to which port of the router is on no wire (--json has them)`);
  }
  return outcomes.some(({ damage }) => damage.length > 0) ? Exit.damaged : Exit.done;
}
