// The launcher of the single executable (`make package`): as overshark.ts, but a script without imports at run time,
// which is what Node can carry inside. There is no file that a worker thread could run: it gets the program's text.
import "../src/cli/early.ts";
import { getAsset } from "node:sea";
import { parse } from "../src/cli/arguments.ts";
import { main } from "../src/cli/main.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  useWorkers(() => getAsset("overshark.cjs", "utf8"));
  main(() => parse(process.argv.slice(2))).then((code) => {
    process.exitCode = code;
  });
}
