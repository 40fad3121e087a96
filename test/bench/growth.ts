/**
 * `make bench-growth`: time and memory of one run against the number of packets and of flows. What should show:
 * time grows with the packets, memory with the flows only. SIZE=small leaves the longest out.
 */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Capture, make, plain, sttPieces } from "./captures.ts";
import { measure, middle } from "./measure.ts";

const DIST = dirname(fileURLToPath(import.meta.url));
const DIRECTORY = join(DIST, "..", "bench-data");
const SMALL = process.env.SIZE === "small";
const OVERSHARK = [process.execPath, join(DIST, "overshark.js"), "stats", "--json"];
const ROUNDS = 3;
const PAYLOAD = 26;

const M = 1_000_000;
const packets = [0.1, 0.3, 1, 3, 10].map((n) => n * M).filter((n) => !SMALL || n <= M);
const flows = [1000, 10_000, 100_000, M, 5 * M].filter((n) => !SMALL || n <= 100_000);
/** Frames that are open at a time: each starts before the others end. */
const frames = [1, 100, 10_000].filter((n) => !SMALL || n <= 100);

function row(what: string, count: number, capture: Capture, more: string[] = []): void {
  const file = make(capture, DIRECTORY, 1);
  for (const threads of ["1", "2"]) {
    const m = middle(
      Array.from({ length: ROUNDS }, () => measure([...OVERSHARK, "-j", threads, ...more, file])),
    );
    const ns = (m.seconds / capture.packets) * 1e9;
    console.log(
      `${what.padEnd(22)} ${String(count).padStart(9)}  -j ${threads} ${m.seconds.toFixed(2).padStart(7)} s ${ns.toFixed(0).padStart(6)} ns a packet ${m.memory === null ? "" : `${Math.round(m.memory / 2 ** 20)} MB`.padStart(8)}`,
    );
  }
  rmSync(file);
}

const capture = (name: string, count: number, write: Capture["write"]): Capture => ({
  name: `growth-${name}`,
  title: "",
  packets: count,
  write,
});

for (const n of packets) row("packets", n, capture("packets", n, plain(["vxlan"], 20_000, PAYLOAD)));
for (const n of flows) {
  const count = SMALL ? M : 6 * M;
  row("flows", n, capture(`flows-${n}`, count, plain(["vxlan"], n, PAYLOAD)));
}
for (const n of frames)
  row("open STT frames", n, capture(`frames-${n}`, SMALL ? 50_000 : 400_000, sttPieces(20_000, n)));
const [most, limit] = SMALL ? [100_000, 10_000] : [5 * M, M];
row(`--max-flows ${limit}`, most, capture("limit", M, plain(["vxlan"], most, PAYLOAD)), [
  "--max-flows",
  String(limit),
]);
