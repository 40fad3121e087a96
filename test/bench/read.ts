/**
 * `make bench-read`: what a display filter costs, by `stats` without one; and `read` in all its forms, by tshark in the
 * same form, where it is installed. Each run stands beside one of what it is compared with: the ratio is the median of
 * theirs. Never fails because something is slow.
 *
 *   SIZE=small   a tenth of the packets, to try it
 *   ROUNDS=N     rounds (3)
 *   ONLY=a,b     only these captures
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CAPTURES, make } from "./captures.ts";
import { measure, median, which } from "./measure.ts";

const DIST = dirname(fileURLToPath(import.meta.url));
const DIRECTORY = join(DIST, "..", "bench-data");
const SCALE = process.env.SIZE === "small" ? 0.1 : 1;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const ONLY = process.env.ONLY?.split(",") ?? ["big", "mix"];
const OVERSHARK = [process.execPath, join(DIST, "overshark.js")];

/** At most so many times the run without a filter. */
const GOAL = 1.3;

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  "what a flow says": [
    "ip.src == 10.0.0.0/8",
    "vxlan.vni >= 1",
    'overshark.tenant == "vxlan:42"',
    "tcp.dstport == 443",
    "dns",
    "http",
    "tls",
  ],
  "what a packet says": [
    "ip.ttl < 64",
    "frame.len > 200",
    "tcp.flags.syn == 1",
    "tcp.len > 0",
    "udp.length > 100",
    "frame.time_relative > 1",
    "eth.src[0:3] == 02:00:00",
    "data",
    'frame.protocols contains "tcp"',
    "tcp.checksum.status == 0",
    'tcp.payload contains "GET"',
    'frame contains "GET"',
  ],
  "what packets before say": [
    "tcp.analysis.flags",
    "tcp.stream == 5",
    "tcp.seq > 1000",
    "tcp.time_delta > 0.1",
    "udp.stream == 5",
    "dns.time",
    "icmp.resp_to",
    "_ws.malformed",
  ],
};

/** Each with the number of packets that it is timed on: the long ones need not see so many. */
const FORMS: readonly { args: readonly string[]; packets: number }[] = [
  { args: [], packets: 200_000 },
  { args: ["-Y", "ip.addr == 192.0.2.255"], packets: 200_000 },
  {
    args: ["-T", "fields", "-e", "frame.number", "-e", "ip.src", "-e", "tcp.stream", "-e", "vxlan.vni"],
    packets: 200_000,
  },
  { args: ["-x"], packets: 50_000 },
  { args: ["-V"], packets: 50_000 },
  { args: ["-T", "json"], packets: 50_000 },
  { args: ["-T", "ek"], packets: 50_000 },
];

const seconds = (command: readonly string[]): number => measure(command).seconds;

/** Medians of runs in pairs. */
function paired(one: readonly string[], other: readonly string[]): { seconds: number; ratio: number } {
  const runs = Array.from({ length: ROUNDS }, () => ({ one: seconds(one), other: seconds(other) }));
  return {
    seconds: median(runs.map((run) => run.one)),
    ratio: median(runs.map((run) => run.one / run.other)),
  };
}

function line(what: string, { seconds: s, ratio }: { seconds: number; ratio: number }, note = ""): void {
  console.log(
    `  ${what.padEnd(70)} ${s.toFixed(2).padStart(7)} s ${ratio.toFixed(2).padStart(7)} times${note}`,
  );
}

function filters(file: string): void {
  const none = [...OVERSHARK, "stats", file];
  seconds(none);
  let within = 0;
  let all = 0;
  for (const [kind, texts] of Object.entries(FILTERS)) {
    console.log(`\n  ${kind}`);
    for (const text of texts) {
      const told = paired([...OVERSHARK, "stats", "-Y", text, file], none);
      all++;
      if (told.ratio <= GOAL) within++;
      line(text, told, told.ratio <= GOAL ? "" : `  over ${GOAL}`);
    }
  }
  console.log(`\n  ${within} of ${all} within ${GOAL} times`);
}

const captures = CAPTURES.filter(({ name }) => ONLY.includes(name));
for (const capture of captures) {
  const file = make(capture, DIRECTORY, SCALE);
  console.log(`\nstats -Y FILTER by stats; ${capture.title}: ${Math.ceil(capture.packets * SCALE)} packets`);
  filters(file);
}

if (which("tshark") === null) console.log("\nmissing: tshark (apt-get install tshark)");
else
  for (const capture of captures) {
    console.log(`\nread by tshark -n; ${capture.title}`);
    for (const { args, packets } of FORMS) {
      const file = make({ ...capture, packets }, DIRECTORY, SCALE);
      const told = paired([...OVERSHARK, "read", ...args, file], ["tshark", "-n", "-r", file, ...args]);
      line(`${Math.ceil(packets * SCALE)} packets: ${["read", ...args].join(" ")}`, told);
    }
  }
