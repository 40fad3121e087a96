// What is committed of the flow cache's inner loop is what its source says.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { matchModule } from "../../bin/compile.ts";

it("src/pipeline/match-module.ts is made of src/pipeline/assembly (if not: make wasm)", async () => {
  expect(readFileSync("src/pipeline/match-module.ts", "utf8")).toBe(await matchModule());
});
