#!/usr/bin/env node
// The launcher: a few lines, so that what takes long to load, the program beside it, comes from V8's code cache.
// The same file is what worker threads run. It becomes a CommonJS script, which Node starts sooner than a module.
import "../src/cli/early.ts";
import { load } from "../src/cli/load.ts";

load(`${__dirname}/program.cjs`, require);
