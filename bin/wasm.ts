// `make wasm`: compiles the inner loops again.
import { writeFileSync } from "node:fs";
import { compiled, MODULES } from "./compile.ts";

for (const module of Object.keys(MODULES)) writeFileSync(module, await compiled(module));
