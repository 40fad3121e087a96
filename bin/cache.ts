// `make build`: makes the code cache of the program, as one run over a capture leaves it.
import { writeFileSync } from "node:fs";
import { loadForCache } from "../src/cli/load.ts";

loadForCache(new URL("program.cjs", import.meta.url), writeFileSync);
