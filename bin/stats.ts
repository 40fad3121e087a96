// The part of the program that most runs of `stats` need, which starts sooner; the whole is run for all else.
import { runPart } from "../src/cli/plain.ts";
import { stats } from "../src/cli/stats.ts";

runPart(stats, __filename, require);
