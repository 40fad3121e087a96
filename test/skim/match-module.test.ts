// What is committed of the inner loops is what their sources say.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compiled, MODULES } from "../../bin/compile.ts";

it.each(Object.keys(MODULES))("%s is made of its assembly (if not: make wasm)", async (module) => {
  expect(readFileSync(module, "utf8")).toBe(await compiled(module));
});
