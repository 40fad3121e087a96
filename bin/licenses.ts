// `make build`: prints the licences of what esbuild put into the bundle, which every copy of it has to carry.
import { readdirSync, readFileSync } from "node:fs";

const { inputs } = JSON.parse(readFileSync("dist/meta.json", "utf8")) as { inputs: Record<string, unknown> };
const packages = Object.keys(inputs).map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);

for (const name of [...new Set(packages)].sort()) {
  if (name === undefined) continue;
  const directory = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${directory}/package.json`, "utf8"));
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} (${license}) comes without the text of its licence`);
  console.log(`${name} ${version} (${license})\n\n${readFileSync(`${directory}/${file}`, "utf8").trim()}\n`);
}
