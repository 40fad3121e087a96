import { isatty } from "node:tty";
import { CaptureError, ReadControl, type ReadOutcome } from "../capture/capture.ts";
import type { Damage } from "../facts/report.ts";
import type { Summary } from "../facts/summary.ts";
import type { Progress } from "../pipeline/job.ts";
import { type RunOptions, run } from "../pipeline/run.ts";
import type { Session } from "../session/session.ts";
import { Exit } from "./errors.ts";
import type { Given } from "./given.ts";
import { capturesOf, runOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import { whileReading } from "./signals.ts";
import { say } from "./streams.ts";
import { translations } from "./translations.ts";

/** Shows what was found. */
export type Show = (summary: Summary, files: string[], damage: Damage[]) => Promise<void>;

/**
 * Reads the given captures into one summary, with all that belongs to it: signals, warnings, and a result for
 * what could be read.
 *
 * @param more      options of the run beside those that were given
 * @param onSession told of the session before the first packet
 * @param live      what is read is shown elsewhere, so that there is no need for progress
 * @returns the exit code
 * @throws UsageError, CaptureError
 */
export async function summarise(
  given: Given,
  show: Show,
  more: RunOptions = {},
  onSession: (session: Session, control: ReadControl) => void = () => {},
  live = false,
): Promise<number> {
  const captures = capturesOf(given, () => isatty(0));
  const chosen = runOptions(given);
  const options = { ...chosen, ...more, ...(await translations(given, captures, chosen)) };
  const quiet = given.flag("quiet");
  const control = new ReadControl();
  let session: Session | undefined;
  let progress: Progress = { packets: 0, bytes: 0 };
  const reading = whileReading(control, () => {
    const { packets, bytes } = progress;
    return `${packets} packets, ${bytes} bytes${control.file === "" ? "" : ` up to ${title(control.file)}`}`;
  });
  const line = live ? { stop() {} } : showProgress(given, control, () => progress.packets);
  try {
    const { summary, outcome } = await run(captures, options, control, (s, p) => {
      session = s;
      progress = p;
      onSession(s, control);
    });
    line.stop();
    await show(summary, outcome.files, outcome.damage);
    if (!quiet) warn(outcome);
    return outcome.damage.length > 0 ? Exit.damaged : Exit.done;
  } catch (error) {
    line.stop();
    // An input further on is no capture: what was read before is not lost.
    if (error instanceof CaptureError && error.outcome !== undefined && session !== undefined) {
      const { outcome } = error;
      const files = outcome.files.filter((file) => file !== error.file);
      if (files.length > 0) {
        await show(session.finish(), files, outcome.damage);
        if (!quiet) warn(outcome);
      }
    }
    throw error;
  } finally {
    reading.stop();
  }
}

const title = (file: string) => (file === "-" ? "standard input" : file);

/** Says what was wrong with the input. */
export function warn(outcome: ReadOutcome): void {
  for (const line of outcome.warnings) say(line);
  for (const d of outcome.damage) say(`${title(d.file)}: packet ${d.packet}, byte ${d.offset}: ${d.what}`);
}
