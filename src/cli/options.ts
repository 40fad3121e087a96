/** Every option that commands share: described once, parsed once. */
import type { Argv } from "yargs";
import { claim, tableNames } from "../core/demux.ts";
import { GreKey } from "../core/stack.ts";
import {
  DEFAULT_MAX_FLOWS,
  DEFAULT_REASSEMBLY_MEMORY,
  DEFAULT_REASSEMBLY_TIMEOUT,
  type SessionOptions,
} from "../pipeline/session.ts";
import { protocolNumber } from "../protocols/registry.ts";
import type { ReadOptions } from "../capture/capture.ts";
import { UsageError } from "./errors.ts";

export interface SharedArguments {
  capture?: string[] | undefined;
  read?: string[] | undefined;
  count?: number | undefined;
  decodeAs?: string[] | undefined;
  greKey: string;
  maxFlows: number;
  reassemblyMemory: string;
  reassemblyTimeout: number;
  reader: string;
  json: boolean;
  quiet: boolean;
  color: string;
}

export function sharedOptions(yargs: Argv): Argv<SharedArguments> {
  return yargs
    .positional("capture", {
      type: "string",
      array: true,
      describe: "pcap or pcapng files, also gzip or zstd; - is standard input",
    })
    .options({
      read: { alias: "r", type: "string", array: true, nargs: 1, describe: "a capture file, as the argument" },
      count: { alias: "c", type: "number", nargs: 1, describe: "stop after so many packets" },
      "decode-as": {
        alias: "d",
        type: "string",
        array: true,
        nargs: 1,
        describe: "protocol by number, e.g. udp.port==8472,vxlan",
      },
      "gre-key": {
        choices: Object.keys(GreKey),
        default: "auto",
        describe: "what a key before Ethernet is: an NVGRE VSID or a GRE key",
      },
      "max-flows": { type: "number", nargs: 1, default: DEFAULT_MAX_FLOWS, describe: "rows of the fact table" },
      "reassembly-memory": {
        type: "string",
        nargs: 1,
        default: `${DEFAULT_REASSEMBLY_MEMORY >> 20}M`,
        describe: "for open STT frames and IP fragments",
      },
      "reassembly-timeout": {
        type: "number",
        nargs: 1,
        default: DEFAULT_REASSEMBLY_TIMEOUT,
        describe: "seconds of capture time for a frame",
      },
      reader: { choices: ["fast", "pcap-parser"], default: "fast", describe: "who reads the captures" },
      json: { type: "boolean", default: false, describe: "machine-readable report" },
      quiet: { alias: "q", type: "boolean", default: false, describe: "no warnings" },
      color: { choices: ["auto", "always", "never"], default: "auto", describe: "colours" },
    }) as unknown as Argv<SharedArguments>;
}

/** Files to read. @throws UsageError when there are none and a person sits at the terminal */
export function capturesOf(args: SharedArguments, stdinIsTerminal: boolean): string[] {
  const captures = [...(args.read ?? []), ...(args.capture ?? [])].map(String);
  if (captures.length > 0) return captures;
  if (stdinIsTerminal) {
    throw new UsageError("no capture given", "Try 'overshark FILE', or 'tcpdump -U -w - | overshark'.");
  }
  return ["-"];
}

/** Options of a run. Carries out `--decode-as`. @throws UsageError */
export function runOptions(args: SharedArguments): SessionOptions & ReadOptions {
  for (const rule of args.decodeAs ?? []) decodeAs(rule);
  const options: SessionOptions & ReadOptions = {
    greKey: GreKey[args.greKey as keyof typeof GreKey],
    maxFlows: positive(args.maxFlows, "--max-flows"),
    reassemblyMemory: sizeOf(args.reassemblyMemory, "--reassembly-memory"),
    reassemblyTimeout: positive(args.reassemblyTimeout, "--reassembly-timeout"),
    reader: args.reader as "fast" | "pcap-parser",
  };
  if (args.count !== undefined) options.limit = positive(args.count, "--count");
  return options;
}

function positive(n: number, option: string): number {
  if (!(n > 0)) throw new UsageError(`${option} takes a number above 0`);
  return n;
}

const UNITS: Record<string, number> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of `64M`, `1g`, `4096`. */
function sizeOf(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) throw new UsageError(`${option} takes a size such as 64M, not "${text}"`);
  return positive(Number(match[1]) * UNITS[match[2].toLowerCase()], option);
}

/** `-d TABLE==NUMBER,PROTOCOL`, as tshark writes it. */
function decodeAs(rule: string): void {
  const match = /^([\w.]+)==(0x[0-9a-f]+|\d+),(\w+)$/i.exec(rule);
  if (match === null) throw new UsageError(`cannot read -d "${rule}"`, "It is written as udp.port==8472,vxlan.");
  const [, table, number, name] = match;
  if (!tableNames().includes(table)) {
    throw new UsageError(`-d: no table "${table}"`, `There are ${tableNames().join(", ")}.`);
  }
  const protocol = name === "none" ? 0 : protocolNumber(name);
  if (protocol === 0 && name !== "none") throw new UsageError(`-d: no protocol "${name}"`);
  try {
    claim(table, Number(number), protocol);
  } catch (error) {
    throw new UsageError(`-d: ${(error as Error).message}`);
  }
}
