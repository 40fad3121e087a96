import yargs from "yargs";
import { CaptureError } from "../capture/capture.ts";
import { Exit, UsageError } from "./errors.ts";
import type { SharedArguments } from "./options.ts";
import * as statsCommand from "./stats.ts";

declare const OVERSHARK_VERSION: string;

/** Runs the program. @param args the words after its name @returns the exit code */
export async function main(args: string[]): Promise<number> {
  // A reader that goes away (| head) ends us in silence.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(Exit.done);
    throw error;
  });
  try {
    let code: number = Exit.done;
    await yargs(args)
      .scriptName("overshark")
      .usage("$0 [command] CAPTURE...\n\nSees through IP-in-IP, GRE, NVGRE, VXLAN and STT: who are the tenants, what are\ntheir flows, and how well do the outer headers let routers spread them.")
      .command({
        command: statsCommand.command,
        describe: statsCommand.describe,
        builder: statsCommand.builder,
        handler: async (parsed) => {
          code = await statsCommand.stats(parsed as unknown as SharedArguments);
        },
      })
      .version(OVERSHARK_VERSION)
      .alias("version", "V")
      .help()
      .alias("help", "h")
      .strictOptions()
      .wrap(80)
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new UsageError(message);
      })
      .parseAsync();
    return code;
  } catch (error) {
    if (error instanceof UsageError || error instanceof CaptureError) {
      const hint = error.hint === undefined ? "" : ` ${error.hint}`;
      process.stderr.write(`overshark: ${error.message}${/[.!?]$/.test(error.message) ? "" : "."}${hint}\n`);
      return Exit.couldNotRun;
    }
    throw error;
  }
}
