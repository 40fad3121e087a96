// Bundles the fuzzer, with what it looks at instrumented: each branch counts how often it was taken.
import { readFileSync } from "node:fs";
import { build, transform } from "esbuild";
import { createInstrumenter } from "istanbul-lib-instrument";
import { COVERAGE } from "./branches.ts";

/** What shows packets; the other rooms are bundled as they are. */
const LOOKED_AT = /src[/\\](protocols|dissect|conversations)[/\\].*\.ts$/;
const TARGET = "node20.19";

const instrumenter = createInstrumenter({ esModules: true, compact: true, coverageVariable: COVERAGE });

await build({
  entryPoints: ["test/fuzz/packets.ts"],
  outfile: "dist/fuzz.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: TARGET,
  logLevel: "warning",
  plugins: [
    {
      name: "branches",
      setup: ({ onLoad }) =>
        onLoad({ filter: LOOKED_AT }, async ({ path }) => {
          const { code } = await transform(readFileSync(path, "utf8"), {
            loader: "ts",
            format: "esm",
            target: TARGET,
          });
          return { contents: instrumenter.instrumentSync(code, path), loader: "js" };
        }),
    },
  ],
});
