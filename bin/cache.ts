// `make build`: makes the code caches of the program and of its parts, as runs over a capture leave them.
import { loadAndCache } from "../src/cli/load.ts";

const [script, capture] = process.argv.slice(2);
const LINES: Readonly<Record<string, string[][]>> = {
  stats: [
    [capture],
    ["--json", capture],
    ["-Y", "ip.src == 10.0.0.0/8 && tcp.len > 0", capture],
    ["-Y", "data || tcp.checksum.status == 0", capture],
  ],
  entropy: [
    ["entropy", "--function", "all", capture],
    ["entropy", "--json", capture],
  ],
  read: [
    ["read", capture],
    ["read", "-V", "-x", capture],
    ["read", "-T", "json", capture],
    ["read", "-T", "ek", capture],
    ["read", "-T", "fields", "-e", "frame.number", "-e", "ip.src", capture],
  ],
  program: [["--help"], ["read", capture], ["flows", capture]],
};
loadAndCache(`${__dirname}/${script}.cjs`, require, LINES[script]);
