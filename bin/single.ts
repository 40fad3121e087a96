// The launcher of the single executable (`make package`): as overshark.ts, but a script without imports at run time,
// which is what Node can carry inside. There is no file that a worker thread could run: it gets the program's text.
import { getAsset } from "node:sea";
import v8 from "node:v8";
import { main } from "../src/cli/main.ts";
import { INLINING } from "../src/core/v8.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  for (const flag of INLINING) v8.setFlagsFromString(flag);
  useWorkers(() => getAsset("overshark.cjs", "utf8"));
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
