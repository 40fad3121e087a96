// The part of the program that most runs of `stats` need, which starts sooner; the whole is run for all else.
import { load } from "../src/cli/load.ts";
import { main } from "../src/cli/main.ts";
import { plainStats } from "../src/cli/plain.ts";
import { stats } from "../src/cli/stats.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  const given = plainStats(process.argv.slice(2));
  if (given === null) load(__filename.replace(/stats\.cjs$/, "program.cjs"), require);
  else {
    useWorkers(new URL("overshark.js", import.meta.url));
    main(async () => () => stats.run(given)).then((code) => {
      process.exitCode = code;
    });
  }
}
