// The part of the program that most runs of `read` need, which starts sooner; the whole is run for all else.
import { runPart } from "../src/cli/plain.ts";
import { read } from "../src/cli/read.ts";

runPart(read, __filename, require);
