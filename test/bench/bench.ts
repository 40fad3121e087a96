/**
 * The hot path against the naive loop, in one process and in turns: CPU time of both over the same packets,
 * medians of paired rounds. Prints ratios; absolute figures depend on the machine and its other users.
 */
import { spawnSync } from "node:child_process";
import { ReadControl, Window } from "../../src/capture/capture.ts";
import { PcapRecords } from "../../src/capture/pcap.ts";
import { Reading } from "../../src/capture/reading.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { Recorder } from "../../src/facts/recorder.ts";
import { Session } from "../../src/session/session.ts";
import { fill, Naive } from "./naive.ts";
import { KINDS, type Traffic, traffic } from "./traffic.ts";

const ROUNDS = 15;
const PACKETS = 200_000;
const FLOWS = 20_000;
const ETHERNET = 1;

const stack = new LayerStack();
const naiveStack = new LayerStack();
let guard = 0;

/** Takes the packet from `o` to `end` in the buffer, number `i`. */
type Take = (o: number, end: number, i: number) => void;
/** Takes what was read into its buffer: records of classic pcap, numbers `from` to `to`. */
interface Reader {
  bytes: Uint8Array;
  take(from: number, to: number, offsets: ArrayLike<number>): void;
}
type Work = () => Reader;

// Packets pass through one buffer of the size of a read, as a reader hands them over: dissected where they lie in
// a large capture in memory, they would measure how many cache misses a loop can have under way at once.
const READ = 512 * 1024;
const buffer = new Uint8Array(READ);
const data = new DataView(buffer.buffer);
/** Header of a record. */
const RECORD = 16;

/** Takes packet by packet, and knows where they are. */
const each = (take: Take): Reader => ({
  bytes: buffer,
  take(from, to, offsets) {
    const start = offsets[from];
    for (let i = from; i < to; i++) take(offsets[i] - start + RECORD, offsets[i + 1] - start, i);
  },
});

const ENOUGH = 2048;
const seconds = (i: number): number => 1_700_000_000 + (i >> 10);

/** The naive dissector into the same stack. */
const naiveDissect: Work = () =>
  each((o, end) => {
    naiveStack.reset(o, end, end);
    fill(data, o, end, naiveStack);
    guard += naiveStack.ports ^ naiveStack.tunnels;
  });

const ourDissect: Work = () =>
  each((o, end) => {
    stack.reset(o, end, end);
    dissect(data, ETHERNET, stack);
    guard += stack.ports ^ stack.tunnels;
  });

/** The naive dissector before the same fact table. */
const naiveStats: Work = () => {
  const recorder = new Recorder();
  return each((o, end, i) => {
    const inOrder = recorder.counters.packet(end - o, end - o, seconds(i), i & 1023);
    naiveStack.reset(o, end, end);
    fill(data, o, end, naiveStack);
    recorder.packet(data, naiveStack, end - o, seconds(i), i & 1023, i, inOrder);
  });
};

/** No layers, no tunnels, one flat table of flows. */
const bareStats: Work = () => {
  const n = new Naive();
  return each((o, end, i) => {
    n.dissect(data, o, end);
    n.count(end - o, seconds(i), i & 1023);
  });
};

/** As in the program: the reader of records, and the session that it hands them to. */
const ourStats: Work = () => {
  const session = new Session();
  const window = new Window({} as never, new ReadControl(), READ, (n) => session.skimmer?.buffer(n) ?? null);
  const reading = new Reading("", session, Number.MAX_SAFE_INTEGER);
  const shape = { little: true, scale: 1, linktype: ETHERNET, snaplen: 0, header: RECORD };
  const records = new PcapRecords({ ...shape, order: "captured first" });
  return {
    bytes: window.bytes,
    take(from, to, offsets) {
      window.start = 0;
      window.end = offsets[to] - offsets[from];
      records.records(window, reading);
    },
  };
};

/** The same packets as records of classic pcap. */
function recorded({ name, data, offsets }: Traffic): Traffic {
  const count = offsets.length - 1;
  const bytes = new Uint8Array(data.byteLength + RECORD * count);
  const view = new DataView(bytes.buffer);
  const places = new Int32Array(count + 1);
  for (let i = 0, at = 0; i < count; i++) {
    const length = offsets[i + 1] - offsets[i];
    [seconds(i), i & 1023, length, length].forEach((word, w) => {
      view.setUint32(at + 4 * w, word, true);
    });
    bytes.set(new Uint8Array(data.buffer, data.byteOffset + offsets[i], length), at + RECORD);
    at += RECORD + length;
    places[i + 1] = at;
  }
  return { name, data: view, offsets: places };
}

/** Hands all packets over, a buffer full at a time. @returns microseconds of user time that taking them took */
function pass({ data: all, offsets }: Traffic, { bytes, take }: Reader, timed = true): number {
  let spent = 0;
  const source = new Uint8Array(all.buffer);
  for (let i = 0; i < offsets.length - 1; ) {
    const start = offsets[i];
    let next = i;
    while (next < offsets.length - 1 && offsets[next + 1] - start <= READ - ENOUGH) next++;
    bytes.set(source.subarray(start, offsets[next]));
    const before = timed ? process.cpuUsage() : null;
    take(i, next, offsets);
    if (before !== null) spent += process.cpuUsage(before).user;
    i = next;
  }
  return spent;
}

const cpu = (work: Work, t: Traffic): number => pass(t, work());

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

function compare(what: string, ours: Work, theirs: Work, unit: string, t: Traffic): void {
  for (let i = 0; i < 4; i++) for (const work of [ours, theirs]) pass(t, work());
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
  const take = ourStats();
  for (let i = 0; i < 3; i++) pass(t, take, false);
  const before = process.memoryUsage().heapUsed;
  pass(t, take, false);
  const grown = process.memoryUsage().heapUsed - before;
  console.log(
    `allocated  ${t.name.padEnd(22)} ${(grown / (t.offsets.length - 1)).toFixed(2)} bytes a packet`,
  );
}

/** Payloads: packets of about 630 bytes as in a capture of bulk traffic, and nearly empty ones. */
const [BIG, SMALL] = [540, 26];
const SIX = KINDS.filter((kind) => kind !== "stt");

const PACKETS_OF: Record<string, () => Traffic> = {
  native: () => traffic("native", ["native"], PACKETS, FLOWS, BIG),
  vxlan: () => traffic("VXLAN", ["vxlan"], PACKETS, FLOWS, BIG),
  mix: () => traffic("six-way mix", SIX, PACKETS, FLOWS, BIG),
  "small-vxlan": () => traffic("VXLAN, small packets", ["vxlan"], PACKETS, FLOWS, SMALL),
  "small-mix": () => traffic("six-way, small packets", SIX, PACKETS, FLOWS, SMALL),
  stt: () => traffic("STT, whole frames", ["stt"], PACKETS, FLOWS, BIG),
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
  const t = recorded(PACKETS_OF[only]());
  // The naive dissector remembers no STT frames, so it is no yardstick for them.
  if (only !== "stt") {
    compare("dissect", ourDissect, naiveDissect, "naive", t);
    compare("stats", ourStats, naiveStats, "naive", t);
  }
  compare("stats", ourStats, bareStats, "bare", t);
  allocations(t);
  if (guard === 0.5) console.log(guard);
}
