// `make build`: makes the code cache of the program, as one run over a capture leaves it.
import { loadAndCache } from "../src/cli/load.ts";

loadAndCache(`${__dirname}/program.cjs`, require);
