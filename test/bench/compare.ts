/**
 * `make bench`: overshark and the peers that are installed, over the same captures, in turns. Prints medians, ratios
 * and peak memory, and writes them as JSON. Never fails because something is slow: other users of the machine are.
 *
 *   SIZE=small   a tenth of the packets, to try it
 *   ROUNDS=N     rounds (5)
 *   ONLY=a,b     only these captures
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CAPTURES, make } from "./captures.ts";
import { type Measure, measure, middle, which } from "./measure.ts";

const DIST = dirname(fileURLToPath(import.meta.url));
const DIRECTORY = join(DIST, "..", "bench-data");
const SCALE = process.env.SIZE === "small" ? 0.1 : 1;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ONLY = process.env.ONLY?.split(",");

const OVERSHARK = [process.execPath, join(DIST, "overshark.js")];
const node = process.execPath;

interface Contender {
  name: string;
  /** Program to look for on the PATH; none: it is always there. */
  program?: string;
  /** Where to get it. */
  from?: string;
  /** Captures that it runs on; all if not given. Slow ones need not see everything. */
  on?: readonly string[];
  command(file: string): string[];
  /** The file comes through a pipe. */
  piped?: boolean;
}

const BIG = ["big", "small"];
const CONTENDERS: readonly Contender[] = [
  { name: "overshark", command: (f) => [...OVERSHARK, "stats", "--json", f] },
  { name: "overshark -j 1", command: (f) => [...OVERSHARK, "stats", "--json", "-j", "1", f] },
  { name: "overshark -j 2", command: (f) => [...OVERSHARK, "stats", "--json", "-j", "2", f] },
  { name: "cat | overshark -", on: BIG, piped: true, command: () => [...OVERSHARK, "stats", "--json", "-"] },
  { name: "cat", program: "cat", on: BIG, command: (f) => ["cat", f] },
  {
    name: "capinfos -c",
    program: "capinfos",
    from: "wireshark-common",
    command: (f) => ["capinfos", "-c", f],
  },
  {
    name: "tcpdump -w",
    program: "tcpdump",
    from: "tcpdump",
    on: BIG,
    command: (f) => ["tcpdump", "-nr", f, "-w", "/dev/null"],
  },
  {
    name: "nfpcapd",
    program: "nfpcapd",
    from: "nfdump",
    on: BIG,
    command: (f) => ["nfpcapd", "-r", f, "-w", DIRECTORY],
  },
  {
    name: "argus",
    program: "argus",
    from: "argus-server",
    on: BIG,
    command: (f) => ["argus", "-r", f, "-w", "/dev/null"],
  },
  {
    name: "ndpiReader",
    program: "ndpiReader",
    from: "libndpi-bin",
    on: ["big"],
    command: (f) => ["ndpiReader", "-q", "-i", f],
  },
  {
    name: "tshark conv",
    program: "tshark",
    from: "tshark",
    on: ["big"],
    command: (f) => ["tshark", "-n", "-q", "-z", "conv,tcp", "-r", f],
  },
  { name: "npm pcap-parser", on: ["big"], command: (f) => [node, join(DIST, "bench-walk.cjs"), f] },
];
/** Once is enough for what takes a minute. */
const SLOW = new Set(["tshark conv", "ndpiReader", "npm pcap-parser"]);

/** What issue 4 asks for: the time of one by that of another, at most or at least. */
const GOALS: readonly {
  what: string;
  of: [string, string];
  by: [string, string];
  most?: number;
  least?: number;
}[] = [
  {
    what: "stats, big packets, by capinfos -c",
    of: ["big", "overshark"],
    by: ["big", "capinfos -c"],
    most: 0.8,
  },
  {
    what: "stats, small packets, by capinfos -c",
    of: ["small", "overshark"],
    by: ["small", "capinfos -c"],
    most: 0.8,
  },
  { what: "stats by tcpdump -w /dev/null", of: ["big", "overshark"], by: ["big", "tcpdump -w"], most: 0.8 },
  { what: "tshark -z conv,tcp by stats", of: ["big", "tshark conv"], by: ["big", "overshark"], least: 150 },
  { what: "npm pcap-parser by stats", of: ["big", "npm pcap-parser"], by: ["big", "overshark"], least: 15 },
  { what: "STT by VXLAN of as many bytes", of: ["stt", "overshark"], by: ["big", "overshark"], most: 1.5 },
  { what: "IPv6 by IPv4", of: ["ipv6", "overshark"], by: ["big", "overshark"], most: 1.5 },
  { what: "pipe by file", of: ["big", "cat | overshark -"], by: ["big", "overshark"], most: 1.5 },
  {
    what: "one thread by two, big packets",
    of: ["big", "overshark -j 1"],
    by: ["big", "overshark -j 2"],
    least: 1.8,
  },
  {
    what: "one thread by two, small packets",
    of: ["small", "overshark -j 1"],
    by: ["small", "overshark -j 2"],
    least: 1.8,
  },
  {
    what: "--version by node -e 0",
    of: ["start-up", "overshark --version"],
    by: ["start-up", "node -e 0"],
    most: 3,
  },
  {
    what: "stats of 10 kB by node -e 0",
    of: ["start-up", "overshark, 10 kB"],
    by: ["start-up", "node -e 0"],
    most: 3,
  },
];

type Results = Record<string, Record<string, Measure>>;

const here = CONTENDERS.filter(({ program }) => program === undefined || which(program) !== null);
for (const { name, program, from } of CONTENDERS)
  if (program !== undefined && which(program) === null)
    console.log(`missing: ${name}${from === undefined ? "" : ` (apt-get install ${from})`}`);

/** Runs all in turns, `rounds` times. */
function inTurns(title: string, runs: { name: string; once: boolean; run: () => Measure }[], rounds: number) {
  const all = new Map<string, Measure[]>(runs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const { name, once, run } of runs) if (!once || round === 0) all.get(name)?.push(run());
  const told: Record<string, Measure> = {};
  const first = middle(all.get(runs[0].name) ?? []).seconds;
  console.log(`\n${title}\n`);
  for (const { name } of runs) {
    const m = middle(all.get(name) ?? []);
    told[name] = m;
    const memory = m.memory === null ? "" : `${Math.round(m.memory / 2 ** 20)} MB`;
    const cpu = m.cpu === null ? "" : `${m.cpu.toFixed(2)} s CPU`;
    console.log(
      `  ${name.padEnd(20)} ${m.seconds.toFixed(2).padStart(7)} s ${(m.seconds / first).toFixed(2).padStart(7)} times ${cpu.padStart(12)} ${memory.padStart(8)}`,
    );
  }
  return told;
}

const results: Results = {};
for (const capture of CAPTURES) {
  if (ONLY !== undefined && !ONLY.includes(capture.name)) continue;
  const file = make(capture, DIRECTORY, SCALE);
  const runs = here
    .filter(({ on }) => on === undefined || on.includes(capture.name))
    .map(({ name, command, piped }) => ({
      name,
      once: SLOW.has(name),
      run: () => measure(command(file), piped === true ? file : undefined),
    }));
  // The first one reads it into the page cache.
  measure([
    node,
    "-e",
    `for await (const _ of fs.createReadStream(${JSON.stringify(file)})) ;`,
    "--input-type=module",
  ]);
  results[capture.name] = inTurns(
    `${capture.title}: ${Math.ceil(capture.packets * SCALE)} packets`,
    runs,
    ROUNDS,
  );
}
const tiny = make({ ...CAPTURES[0], name: "tiny", packets: 15 }, DIRECTORY, 1);
const times = (name: string, command: string[]) => ({ name, once: false, run: () => measure(command) });
results["start-up"] = inTurns(
  "start-up",
  [
    times("node -e 0", [node, "-e", "0"]),
    times("overshark --version", [...OVERSHARK, "--version"]),
    times("overshark, 10 kB", [...OVERSHARK, "stats", tiny]),
  ],
  4 * ROUNDS,
);

console.log("\ngoals\n");
const goals = GOALS.flatMap(({ what, of, by, most, least }) => {
  const [a, b] = [results[of[0]]?.[of[1]], results[by[0]]?.[by[1]]];
  if (a === undefined || b === undefined) return [];
  const ratio = a.seconds / b.seconds;
  const reached = most === undefined ? ratio >= (least ?? 0) : ratio <= most;
  const goal = most === undefined ? `at least ${least}` : `at most ${most}`;
  console.log(
    `  ${what.padEnd(40)} ${ratio.toFixed(2).padStart(8)}  ${goal.padEnd(13)} ${reached ? "reached" : "missed"}`,
  );
  return [{ what, ratio: Number(ratio.toFixed(3)), goal, reached }];
});

mkdirSync(DIRECTORY, { recursive: true });
const version = JSON.parse(readFileSync(join(DIST, "..", "package.json"), "utf8")).version;
const machine = { cpu: cpus()[0]?.model ?? "", cores: availableParallelism(), node: process.version };
const path = join(DIRECTORY, "result.json");
writeFileSync(
  path,
  `${JSON.stringify({ overshark: version, machine, scale: SCALE, rounds: ROUNDS, results, goals }, null, 2)}\n`,
);
console.log(`\nwritten to ${path}`);
