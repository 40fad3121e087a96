/**
 * The hot path against the naive loop, in one process and in turns: CPU time of both over the same packets,
 * medians of paired rounds. Prints ratios; absolute figures depend on the machine and its other users.
 */
import { spawnSync } from "node:child_process";
import v8 from "node:v8";
import { LayerStack } from "../../src/core/stack.ts";
import { INLINING } from "../../src/core/v8.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { Recorder } from "../../src/facts/recorder.ts";
import { Session } from "../../src/pipeline/session.ts";
import { fill, Naive } from "./naive.ts";
import { KINDS, type Traffic, traffic } from "./traffic.ts";

for (const flag of INLINING) v8.setFlagsFromString(flag);

const ROUNDS = 15;
const PACKETS = 200_000;
const FLOWS = 20_000;
const ETHERNET = 1;

const stack = new LayerStack();
const naiveStack = new LayerStack();
let guard = 0;

type Work = (t: Traffic) => void;

const naiveDissect: Work = ({ data, offsets }) => {
  for (let i = 0; i < offsets.length - 1; i++) {
    naiveStack.reset(offsets[i], offsets[i + 1], offsets[i + 1]);
    fill(data, offsets[i], offsets[i + 1], naiveStack);
    guard += naiveStack.ports ^ naiveStack.tunnels;
  }
};

const ourDissect: Work = ({ data, offsets }) => {
  for (let i = 0; i < offsets.length - 1; i++) {
    stack.reset(offsets[i], offsets[i + 1], offsets[i + 1]);
    dissect(data, ETHERNET, stack);
    guard += stack.ports ^ stack.tunnels;
  }
};

const seconds = (i: number): number => 1_700_000_000 + (i >> 10);

/** The naive dissector before the same fact table. */
const naiveStats: Work = ({ data, offsets }) => {
  const recorder = new Recorder();
  for (let i = 0; i < offsets.length - 1; i++) {
    const length = offsets[i + 1] - offsets[i];
    const inOrder = recorder.counters.packet(length, length, seconds(i), i & 1023);
    naiveStack.reset(offsets[i], offsets[i + 1], offsets[i + 1]);
    fill(data, offsets[i], offsets[i + 1], naiveStack);
    recorder.packet(data, naiveStack, length, seconds(i), i & 1023, i, inOrder);
  }
};

/** No layers, no tunnels, one flat table of flows. */
const bareStats: Work = ({ data, offsets }) => {
  const n = new Naive();
  for (let i = 0; i < offsets.length - 1; i++) {
    n.dissect(data, offsets[i], offsets[i + 1]);
    n.count(offsets[i + 1] - offsets[i], seconds(i), i & 1023);
  }
};

const ourStats: Work = ({ data, offsets }) => {
  const session = new Session();
  for (let i = 0; i < offsets.length - 1; i++) {
    const length = offsets[i + 1] - offsets[i];
    session.packet(data, offsets[i], length, length, ETHERNET, seconds(i), i & 1023);
  }
};

const cpu = (work: Work, t: Traffic): number => {
  const before = process.cpuUsage();
  work(t);
  return process.cpuUsage(before).user;
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

function compare(what: string, ours: Work, theirs: Work, unit: string, t: Traffic): void {
  for (let i = 0; i < 4; i++) [ours, theirs].map((work) => work(t));
  const ratios: number[] = [];
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const [a, b] = i % 2 === 0 ? [cpu(ours, t), cpu(theirs, t)] : [cpu(theirs, t), cpu(ours, t)].reverse();
    ratios.push(a / b);
    times.push(a);
  }
  const ns = (median(times) * 1000) / (t.offsets.length - 1);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  console.log(
    `${what.padEnd(10)} ${t.name.padEnd(22)} ${median(ratios).toFixed(2)} ${unit.padEnd(5)}` +
      `  (${low.toFixed(2)} to ${high.toFixed(2)}), ${ns.toFixed(0)} ns a packet`,
  );
}

/** Bytes that the heap grew over a run in which nothing may be collected in between. */
function allocations(t: Traffic): void {
  const session = new Session();
  const { data, offsets } = t;
  const feed = () => {
    for (let i = 0; i < offsets.length - 1; i++) {
      const length = offsets[i + 1] - offsets[i];
      session.packet(data, offsets[i], length, length, ETHERNET, 1_700_000_000 + (i >> 10), i & 1023);
    }
  };
  for (let i = 0; i < 3; i++) feed();
  const before = process.memoryUsage().heapUsed;
  feed();
  const grown = process.memoryUsage().heapUsed - before;
  console.log(`allocated  ${t.name.padEnd(22)} ${(grown / (offsets.length - 1)).toFixed(2)} bytes a packet`);
}

const PACKETS_OF: Record<string, () => Traffic> = {
  native: () => traffic("native", ["native"], PACKETS, FLOWS),
  vxlan: () => traffic("VXLAN", ["vxlan"], PACKETS, FLOWS),
  mix: () =>
    traffic(
      "six-way mix",
      KINDS.filter((kind) => kind !== "stt"),
      PACKETS,
      FLOWS,
    ),
  stt: () => traffic("STT, whole frames", ["stt"], PACKETS, FLOWS),
};

const [only] = process.argv.slice(2);
if (only === undefined) {
  console.log("CPU time of the hot path over packets in memory, in units of\n");
  console.log("  naive: an unchecked monolithic dissector, filling the same stack and the same fact table");
  console.log("  bare:  an unchecked loop that keeps one flat table of inner flows and no layers at all\n");
  // A process for each kind of traffic: what V8 learns of one must not slow the next down.
  for (const kind of Object.keys(PACKETS_OF)) {
    const { status } = spawnSync(process.execPath, [process.argv[1], kind], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
} else {
  const t = PACKETS_OF[only]();
  // The naive dissector remembers no STT frames, so it is no yardstick for them.
  if (only !== "stt") {
    compare("dissect", ourDissect, naiveDissect, "naive", t);
    compare("stats", ourStats, naiveStats, "naive", t);
  }
  compare("stats", ourStats, bareStats, "bare", t);
  allocations(t);
  if (guard === 0.5) console.log(guard);
}
