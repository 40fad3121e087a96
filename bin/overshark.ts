#!/usr/bin/env node
// The launcher: raises limits of V8, then hands over. The import is static on purpose: behind a dynamic one
// the bundle's constants would be variables. The same file is what worker threads run.
import "../src/cli/early.ts";
import v8 from "node:v8";
import { main } from "../src/cli/main.ts";
import { INLINING } from "../src/core/v8.ts";
import { serveAsWorker, useWorkers } from "../src/pipeline/threads.ts";

if (!serveAsWorker()) {
  for (const flag of INLINING) v8.setFlagsFromString(flag);
  useWorkers(new URL(import.meta.url));
  process.exitCode = await main(process.argv.slice(2));
}
