/** `overshark stats`: per-tenant flow statistics and hash entropy. */
import type { Argv } from "yargs";
import { CaptureError, ReadControl, type ReadOutcome } from "../capture/capture.ts";
import { report } from "../facts/query.ts";
import { statsJson } from "../output/json.ts";
import { statsText } from "../output/stats-text.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { run } from "../pipeline/run.ts";
import type { Session } from "../pipeline/session.ts";
import { Exit } from "./errors.ts";
import { capturesOf, runOptions, type SharedArguments, sharedOptions } from "./options.ts";

export const command = ["stats [capture..]", "$0 [capture..]"];
export const describe = "per-tenant flow statistics and hash entropy";
export const builder = (yargs: Argv): Argv<SharedArguments> =>
  sharedOptions(yargs)
    .example("$0 dc.pcapng", "tenants, flows and entropy of a capture")
    .example("tcpdump -U -w - -i eth0 | $0", "the same, live")
    .example("$0 stats --json a.pcap b.pcap", "two files as one capture");

const DEFAULT_WIDTH = 100;

/** @returns the exit code */
export async function stats(args: SharedArguments): Promise<number> {
  const captures = capturesOf(args, process.stdin.isTTY === true);
  const options = runOptions(args);
  const control = new ReadControl();
  let session: Session | undefined;
  const signals = listen(control, () => session);
  try {
    const { summary, outcome } = await run(captures, options, control, (s) => {
      session = s;
    });
    await print(args, report(summary, outcome.files, outcome.damage));
    return warn(args, outcome);
  } catch (error) {
    if (!(error instanceof CaptureError) || session === undefined) throw error;
    // An input further on is no capture: what was read before is not lost.
    const outcome = error.outcome;
    if (outcome !== undefined && session.recorder.counters.packets > 0) {
      const files = outcome.files.filter((file) => file !== error.file);
      await print(args, report(session.finish(), files, outcome.damage));
      warn(args, outcome);
    }
    throw error;
  } finally {
    signals.stop();
  }
}

async function print(args: SharedArguments, result: ReturnType<typeof report>): Promise<void> {
  const { stdout } = process;
  const text = args.json
    ? statsJson(result.stats)
    : statsText(result, {
        width: stdout.columns ?? DEFAULT_WIDTH,
        theme: createTheme(wantsColor(args.color as "auto", process.env, stdout.isTTY === true)),
      });
  await new Promise<void>((done) => stdout.write(text, () => done()));
}

/** Says what was wrong with the input. @returns the exit code it makes */
function warn(args: SharedArguments, outcome: ReadOutcome): number {
  if (!args.quiet) {
    for (const line of outcome.warnings) process.stderr.write(`overshark: ${line}\n`);
    for (const d of outcome.damage) {
      const name = d.file === "-" ? "standard input" : d.file;
      process.stderr.write(`overshark: ${name}: packet ${d.packet}, byte ${d.offset}: ${d.what}\n`);
    }
  }
  return outcome.damage.length > 0 ? Exit.damaged : Exit.done;
}

/** SIGINT ends the input, a second one the program; SIGUSR1 prints the counts so far. */
function listen(control: ReadControl, session: () => Session | undefined): { stop(): void } {
  const onInterrupt = () => {
    if (control.stopped) process.exit(Exit.interrupted);
    control.stop();
  };
  const onCounts = () => {
    const counters = session()?.recorder.counters;
    const file = control.file === "" ? "" : ` of ${control.file === "-" ? "standard input" : control.file}`;
    process.stderr.write(`overshark: ${counters?.packets ?? 0} packets, ${counters?.bytes ?? 0} bytes${file}\n`);
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGUSR1", onCounts);
  return {
    stop() {
      process.off("SIGINT", onInterrupt);
      process.off("SIGUSR1", onCounts);
    },
  };
}
