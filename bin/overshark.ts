#!/usr/bin/env node
// The launcher: a few lines, so that what takes long to load, the program beside it, comes from V8's code cache.
// The same file is what worker threads run.
import "../src/cli/early.ts";
import { load } from "../src/cli/load.ts";

load(new URL("program.cjs", import.meta.url));
