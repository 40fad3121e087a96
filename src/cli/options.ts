/** Every option that commands share: described once, read once. */
import { GreKey } from "../core/stack.ts";
import { compileFilter } from "../filter/compile.ts";
import type { RunOptions } from "../pipeline/run.ts";
import {
  DEFAULT_MAX_FLOWS,
  DEFAULT_REASSEMBLY_MEMORY,
  DEFAULT_REASSEMBLY_TIMEOUT,
} from "../session/session-options.ts";
import type { Option } from "./command.ts";
import { decodeAs } from "./decode-as.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";

const READERS = ["fast", "pcap-parser"] as const;
const COLORS = ["auto", "always", "never"] as const;

/** Takes a value, as it was typed. */
const value = (group: string, describe: string, more: Option = {}): Option => ({
  type: "string",
  nargs: 1,
  group,
  describe,
  ...more,
});
const flag = (group: string, describe: string, more: Option = {}): Option => ({
  type: "boolean",
  group,
  describe,
  ...more,
});

const INPUT = "Input:";
const DECODING = "Decoding:";
const OUTPUT = "Output:";

export const sharedOptions: Readonly<Record<string, Option>> = {
  read: value(INPUT, "a capture, the same as CAPTURE", { alias: "r", value: "FILE", values: "file" }),
  count: value(INPUT, "stop after this many packets", { alias: "c", value: "N" }),
  filter: value(INPUT, "only packets that this display filter lets through", {
    alias: "Y",
    value: "FILTER",
    values: "field",
  }),
  interface: value(INPUT, "print the tcpdump command that captures there for this", {
    alias: "i",
    value: "IF",
  }),
  follow: flag(INPUT, "files that grow, and those that follow them"),
  idle: value(INPUT, "with --follow: end after so many seconds without anything new", { value: "SECONDS" }),
  reader: value(INPUT, `${READERS.join(" or ")} (the npm package: a second opinion)`, {
    value: "NAME",
    values: READERS,
  }),
  threads: value(INPUT, "threads (of two on a long file one reads ahead)", { alias: "j", value: "N" }),
  // For tests, whose captures are too small to be cut.
  "part-size": value(INPUT, "", { hidden: true }),
  "decode-as": value(DECODING, "decode a number as: udp.port==8472,vxlan", { alias: "d", value: "RULE" }),
  "gre-key": value(DECODING, "GRE keys before Ethernet: auto, nvgre or gre", {
    value: "KIND",
    values: Object.keys(GreKey),
  }),
  "max-flows": value(DECODING, `most rows of the flow table (${DEFAULT_MAX_FLOWS})`, { value: "N" }),
  "reassembly-memory": value(
    DECODING,
    `for open STT frames and IP fragments (${DEFAULT_REASSEMBLY_MEMORY >> 20}M)`,
    { value: "SIZE" },
  ),
  "reassembly-timeout": value(
    DECODING,
    `seconds of capture time for their pieces (${DEFAULT_REASSEMBLY_TIMEOUT})`,
    { value: "SECONDS" },
  ),
  json: flag(OUTPUT, "the report as JSON (schema overshark/stats/1)"),
  color: value(OUTPUT, "auto, always or never", { value: "WHEN", values: COLORS }),
  quiet: flag(OUTPUT, "no warnings", { alias: "q" }),
  // Fingers know it from tcpdump and tshark. Names are never looked up here.
  n: flag(OUTPUT, "", { hidden: true }),
};

/** Files to read. @throws UsageError when there are none and a person sits at the terminal */
export function capturesOf(given: Given, stdinIsTerminal: () => boolean): string[] {
  const captures = [...given.all("read"), ...given.files];
  if (captures.includes("")) throw new UsageError("a capture has an empty name");
  if (captures.length > 0) return captures;
  if (stdinIsTerminal())
    throw new UsageError("no capture given", "Try 'overshark FILE', or 'tcpdump -U -w - | overshark'.");
  return ["-"];
}

/** Options of a run; what is not given keeps its default. Carries out `--decode-as`. @throws UsageError, FilterError */
export function runOptions(given: Given): RunOptions {
  for (const rule of given.all("decode-as")) decodeAs(rule);
  const greKey = given.choice("gre-key", Object.keys(GreKey) as (keyof typeof GreKey)[]);
  const filter = given.text("filter");
  const idle = given.seconds("idle");
  const follow = given.flag("follow");
  if (idle !== undefined && !follow)
    throw new UsageError("--idle is for --follow", "A file ends at its end, a pipe with its writer.");
  return defined({
    filter: filter === undefined ? undefined : compileFilter(filter),
    greKey: greKey === undefined ? undefined : GreKey[greKey],
    maxFlows: given.count("max-flows"),
    reassemblyMemory: given.size("reassembly-memory"),
    reassemblyTimeout: given.seconds("reassembly-timeout"),
    reader: given.choice("reader", READERS),
    limit: given.count("count"),
    follow: follow ? defined({ idle }) : undefined,
    threads: given.count("threads"),
    partSize: given.size("part-size"),
  });
}

/** @throws UsageError */
export function colorMode(given: Given): (typeof COLORS)[number] {
  return given.choice("color", COLORS) ?? COLORS[0];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Defined<T>;
}
