#!/usr/bin/env node
// The launcher. The import is static on purpose: behind a dynamic one the bundle's constants would be variables.
// The same file is what worker threads run.
import "../src/cli/early.ts";
import { main } from "../src/cli/main.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  useWorkers(new URL(import.meta.url));
  process.exitCode = await main(process.argv.slice(2));
}
