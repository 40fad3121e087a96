// The part of the program that most runs of `entropy` need, which starts sooner; the whole is run for all else.
import { entropy } from "../src/cli/entropy.ts";
import { runPart } from "../src/cli/plain.ts";

runPart(entropy, __filename, require);
