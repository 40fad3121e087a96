// The program, which the launcher runs: a script, since Node takes a code cache for scripts only.
import { parse } from "../src/cli/arguments.ts";
import { launcherFor } from "../src/cli/load.ts";
import { main } from "../src/cli/main.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  useWorkers(launcherFor(import.meta.url));
  main(() => parse(process.argv.slice(2))).then((code) => {
    process.exitCode = code;
  });
}
