// `make wasm`: prints the compiled inner loop of the flow cache.
import { matchModule } from "./compile.ts";

process.stdout.write(await matchModule());
