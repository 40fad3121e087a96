/**
 * `make bench-growth`: time and memory of one run against the number of packets, of flows and of open STT frames, and
 * what happens at `--max-flows`. Writes the table that is beside this file, growth.md; SIZE=small leaves the longest
 * out and writes nothing.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Capture, make, plain, sttPieces } from "./captures.ts";
import { measure, middle } from "./measure.ts";

const DIST = dirname(fileURLToPath(import.meta.url));
const DIRECTORY = join(DIST, "..", "bench-data");
const TABLE = join(DIST, "..", "test", "bench", "growth.md");
const SMALL = process.env.SIZE === "small";
const OVERSHARK = [process.execPath, join(DIST, "overshark.js"), "stats", "--json"];
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const PAYLOAD = 26;
const THREADS = [1, 2];

const M = 1_000_000;
const packets = [0.1, 0.3, 1, 3, 10].map((n) => n * M).filter((n) => !SMALL || n <= M);
const flows = [1000, 10_000, 100_000, M, 5 * M].filter((n) => !SMALL || n <= 100_000);
/** Frames that are open at a time: each starts before the others end. */
const frames = [1, 100, 10_000].filter((n) => !SMALL || n <= 100);

/** What a run found, and what it took by threads. */
interface Row {
  count: number;
  packets: number;
  flows: number;
  /** STT frames. */
  complete: number;
  incomplete: number;
  /** Packets by tenant. */
  tenants: string;
  seconds: number[];
  memory: number[];
}

const lines: string[] = [];
function say(line = ""): void {
  console.log(line);
  lines.push(line);
}

const grouped = (n: number) => Math.round(n).toLocaleString("en-US");
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** Reads a capture once to see what it says, which must be every packet, and then by the clock. */
function measured(count: number, capture: Capture, more: string[] = []): Row {
  const file = make(capture, DIRECTORY, 1);
  const [program, ...args] = [...OVERSHARK, ...more, file];
  const { stdout } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 30 });
  const report = JSON.parse(stdout);
  const sum = (key: string) =>
    report.tenants.reduce((all: number, t: Record<string, number>) => all + t[key], 0);
  const { unattributed, stt } = report;
  if (sum("packets") + unattributed.packets !== capture.packets || report.capture.packets !== capture.packets)
    throw new Error(`${capture.name}: packets are missing`);
  const runs = THREADS.map((n) =>
    middle(Array.from({ length: ROUNDS }, () => measure([...OVERSHARK, "-j", String(n), ...more, file]))),
  );
  rmSync(file);
  return {
    count,
    packets: capture.packets,
    flows: sum("flows"),
    complete: stt?.frames_complete ?? 0,
    incomplete: stt?.frames_incomplete ?? 0,
    tenants: report.tenants
      .map((t: { tenant: string; packets: number }) => `${t.tenant} ${t.packets}`)
      .join(),
    seconds: runs.map(({ seconds }) => seconds),
    memory: runs.map(({ memory }) => memory ?? Number.NaN),
  };
}

const capture = (name: string, count: number, write: Capture["write"]): Capture => ({
  name: `growth-${name}`,
  title: "",
  packets: count,
  write,
});

function table(title: string, what: string, rows: Row[], more: [string, (row: Row) => string][] = []): void {
  const heads = [
    what,
    ...(what === "packets" ? [] : ["packets"]),
    "flows found",
    ...more.map(([head]) => head),
  ];
  for (const n of THREADS) heads.push(`-j ${n}`, "ns a packet", "peak memory");
  say(`## ${title}`);
  say();
  say(`| ${heads.join(" | ")} |`);
  say(`|${" ---: |".repeat(heads.length)}`);
  for (const row of rows) {
    const cells = [
      ...(what === "packets" ? [] : [grouped(row.count)]),
      grouped(row.packets),
      grouped(row.flows),
      ...more.map(([, of]) => of(row)),
    ];
    row.seconds.forEach((seconds, i) => {
      const each = (seconds / row.packets) * 1e9;
      cells.push(`${seconds.toFixed(2)} s`, each.toFixed(0), megabytes(row.memory[i]));
    });
    say(`| ${cells.join(" | ")} |`);
  }
  say();
}

/** What one more costs on a thread, from the second largest row to the largest. */
function slope(rows: Row[], of: (row: Row) => number, by: (row: Row) => number): number {
  const [a, b] = rows.slice(-2);
  return (of(b) - of(a)) / (by(b) - by(a));
}

say("# Growth");
say();
say(
  `Made by \`make bench-growth\`: \`stats --json\`, medians of ${ROUNDS} runs. ${cpus().length} × ${cpus()[0].model.trim()}, ` +
    `${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}. Packets are small (VXLAN, 130 bytes on the wire) but for STT. ` +
    "Each run is checked to count every packet.",
);
say();

const byPackets = packets.map((n) => measured(n, capture("packets", n, plain(["vxlan"], 20_000, PAYLOAD))));
table("Packets", "packets", byPackets);
say(
  `**Time** grows with the packets: ${(
    slope(
      byPackets,
      (r) => r.seconds[0],
      (r) => r.packets,
    ) * 1e9
  ).toFixed(0)} ns for one ` +
    "more on one thread; what bounds it is finding the packet's row. The first 100,000 cost more apiece: the program starts, " +
    "and every flow is new; of two threads one reads files from 128 MiB on ahead, and shorter ones are cut in two, so that both learn every flow. **Memory** does not: " +
    `${(
      slope(
        byPackets,
        (r) => r.memory[0],
        (r) => r.packets,
      )
    ).toFixed(2)} bytes for one more. It is Node itself, the ` +
    "window of 512 kB and the rows of 20,000 flows.",
);
say();

const of = SMALL ? M : 6 * M;
const byFlows = flows.map((n) => measured(n, capture(`flows-${n}`, of, plain(["vxlan"], n, PAYLOAD))));
table("Flows", "flows sent from", byFlows);
say(
  `**Memory** grows with the flows found: ${grouped(
    slope(
      byFlows,
      (r) => r.memory[0],
      (r) => r.flows,
    ),
  )} bytes for one more on one ` +
    `thread, ${grouped(
      slope(
        byFlows,
        (r) => r.memory[1],
        (r) => r.flows,
      ),
    )} on two (of which one reads ahead); ` +
    "`--max-flows` (4 million rows if not given) bounds it. **Time** a packet grows because a row is no longer in " +
    "the processor's cache when its next packet comes, because packets of flows beyond the first 262,144 are dissected each time (the flow cache holds no more), and because " +
    "the report groups and sorts every row: " +
    `${(
      slope(
        byFlows,
        (r) => r.seconds[0],
        (r) => r.flows,
      ) * 1e9
    ).toFixed(0)} ns for one more flow.`,
);
say();

const pieces = SMALL ? 45_000 : 450_000;
const byFrames = frames.map((n) => measured(n, capture(`frames-${n}`, pieces, sttPieces(20_000, n))));
table("Open STT frames", "open at a time", byFrames, [
  ["frames complete", (r) => grouped(r.complete)],
  ["incomplete", (r) => grouped(r.incomplete)],
]);
say(
  "Of an open frame its first headers and the list of what has come are kept, not its 64 kB: " +
    `${grouped(
      slope(
        byFrames,
        (r) => r.memory[0],
        (r) => r.count,
      ),
    )} bytes for one more frame open at a time. ` +
    "`--reassembly-memory` (64 MiB if not given) bounds it, and what it pushes out is counted (`evicted`). **Time** a packet " +
    "grows with those that no longer fit into the processor's nearest cache, and because frames push each other out of what " +
    "takes the pieces that follow by their bytes: the others are dissected, and their frame is found by its key.",
);
say();

const [most, limit] = SMALL ? [100_000, 10_000] : [5 * M, M];
const enough = capture("limit", of, plain(["vxlan"], most, PAYLOAD));
const limited = measured(most, enough, ["--max-flows", String(limit)]);
if (limited.tenants !== byFlows[byFlows.length - 1].tenants)
  throw new Error("--max-flows: a tenant has lost packets");
table(`At \`--max-flows ${grouped(limit)}\``, "flows sent from", [limited]);
say(
  "The same packets as in the last row of the flows. The flows that came first keep their rows and are exact; the packets of " +
    "all others are counted in one row for each tunnel and direction, so that every tenant has as many as without a limit " +
    "(checked). Threads that each dissect a part cannot know which flow came first, so a run begins anew on one when the rows of all could be too many.",
);

if (!SMALL) writeFileSync(TABLE, `${lines.join("\n")}\n`);
