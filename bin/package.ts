// `make package`: puts dist/overshark.cjs and what it launches into a copy of the Node that runs this, by way of @yao-pkg/pkg. Offline.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, resolve } from "node:path";

const LAUNCHER = resolve("dist/overshark.cjs");
/** What it launches, each with what V8 makes of it. */
const PARTS = ["program", "stats", "read", "entropy"].flatMap((name) => [`${name}.cjs`, `${name}.cjs.cache`]);
const OUTPUT = resolve("dist/overshark");
/** Inside of the project, so that npx finds its `postject` and asks no registry for it. */
const TEMPORARY = resolve("dist/tmp");

interface SeaOptions {
  useLocalNode: boolean;
  targets: { nodeRange: string; platform: string; arch: string; output: string }[];
  seaConfig: Record<string, unknown>;
}

const { default: sea } = createRequire(import.meta.url)("@yao-pkg/pkg/lib-es5/sea") as {
  default(entry: string, options: SeaOptions): Promise<void>;
};

mkdirSync(TEMPORARY, { recursive: true });
rmSync(OUTPUT, { force: true });
process.env.TMPDIR = TEMPORARY;
// pkg calls `node`: it has to be the one that is copied, since the blob is of its version.
process.env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
await sea(LAUNCHER, {
  useLocalNode: true,
  targets: [{ nodeRange: "node", platform: process.platform, arch: process.arch, output: OUTPUT }],
  seaConfig: {
    assets: Object.fromEntries(["overshark.cjs", ...PARTS].map((name) => [name, resolve("dist", name)])),
  },
});
rmSync(TEMPORARY, { recursive: true });
// pkg tells no failure of its last step.
console.log(`${OUTPUT}: ${execFileSync(OUTPUT, ["--version"], { encoding: "utf8" }).trim()}`);
