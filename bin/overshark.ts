#!/usr/bin/env node
// The launcher: raises limits of V8, then hands over. The import is static on purpose: behind a dynamic one
// the bundle's constants would be variables.
import v8 from "node:v8";
import { main } from "../src/cli/main.ts";
import { INLINING } from "../src/core/v8.ts";

for (const flag of INLINING) v8.setFlagsFromString(flag);

process.exitCode = await main(process.argv.slice(2));
