/** The options of `overshark entropy`: described once, read once. */
import { didYouMean } from "../core/nearest.ts";
import { type Carrier, carrierNamed, carriers } from "../entropy/carriers.ts";
import { fieldsNamed, hashFields } from "../entropy/fields.ts";
import { functionNamed, hashFunctions } from "../entropy/functions/table.ts";
import type { Hash } from "../entropy/traffic.ts";
import {
  contractViews,
  customView,
  deviceNamed,
  devices,
  type HashView,
  viewNamed,
} from "../entropy/views.ts";
import type { Setup } from "../lab/laboratory.ts";
import type { Policy } from "../lab/policies.ts";
import type { Option } from "./command.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { sharedOptions } from "./options.ts";

const DEFAULT_PATHS = [2, 4, 8, 16, 64];
const MAX_PATHS = 65536;
const DEFAULT_FUNCTIONS = ["random", "xor16", "crc16-ccitt", "crc32", "toeplitz", "jhash"];
const DEFAULT_FABRIC: [number, number] = [4, 4];
const ALL = "all";

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

const value = (group: string, describe: string, more: Option): Option => ({
  type: "string",
  nargs: 1,
  group,
  describe,
  ...more,
});
const HASH = "Hashing:";
const WHAT_IF = "What if:";
const TIME = "Over time:";

export const entropyOptions: Readonly<Record<string, Option>> = {
  paths: value(HASH, `numbers of equal-cost paths (${DEFAULT_PATHS.join(",")})`, { value: "N,..." }),
  view: value(HASH, "what devices hash: ip,five_tuple,key_aware,inner (all four)", {
    value: "NAMES",
    values: names([...contractViews, ...devices]),
  }),
  device: value(HASH, "a device or setting: linux-policy-1, linux-policy-3:0x37", {
    value: "NAMES",
    values: names(devices),
  }),
  "hash-fields": value(HASH, "fields in SAI's words: SRC_IP,DST_IP,INNER_SRC_IP", {
    value: "FIELDS",
    values: [...hashFields.keys()],
  }),
  function: value(HASH, "hash functions: crc32,toeplitz:KEY, … or all", {
    value: "NAMES",
    values: [...names(hashFunctions), ALL],
  }),
  seed: value(HASH, "of the functions (0)", { value: "N" }),
  offset: value(HASH, "bits to rotate a hash right by (0)", { value: "BITS" }),
  fabric: value(HASH, "paths of a fabric's two stages (4x4)", { value: "NxM" }),
  as: value(WHAT_IF, `as if in ${carriers.map(({ name }) => name).join(", ")}`, {
    value: "ENCAP",
    values: names(carriers),
  }),
  flows: value(WHAT_IF, "on paper, without a capture: so many flows", { value: "N" }),
  encap: value(WHAT_IF, "on paper: in this encapsulation (all)", { value: "ENCAP", values: names(carriers) }),
  interval: value(TIME, "loads over time, and the worst interval: 100ms", { value: "TIME" }),
  policy: value(TIME, 'police a tenant: "stt:42 1Gbit", with burst "… 1MB"', { value: "POLICY" }),
  ...sharedOptions,
  json: { ...sharedOptions.json, describe: "the report as JSON (schema overshark/entropy/1)" },
};

const words = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(",").map((word) => word.trim()));

/** Looks every word up. @throws UsageError that names the option */
function named<T>(
  option: string,
  list: readonly string[],
  find: (name: string) => T | undefined,
  all: readonly string[],
) {
  return list.map((name) => {
    const found = find(name);
    if (found === undefined) throw new UsageError(`--${option} has no "${name}"`, didYouMean(name, all));
    return found;
  });
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const n = /^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (n >= least && n <= most) return n;
  throw new UsageError(`--${option} takes whole numbers from ${least} to ${most}, not "${text}"`);
}

/** @throws UsageError */
export function pathsOf(given: Given): number[] {
  const list = words(given.all("paths")).map((text) => wholeNumber("paths", text, 1, MAX_PATHS));
  return list.length === 0 ? DEFAULT_PATHS : [...new Set(list)].sort((a, b) => a - b);
}

function viewsOf(given: Given): HashView[] {
  const chosen = [
    ...named("view", words(given.all("view")), viewNamed, names([...contractViews, ...devices])),
    ...named("device", words(given.all("device")), deviceNamed, names(devices)),
    ...given.all("hash-fields").map((text) => {
      try {
        return customView(fieldsNamed(text.split(",")));
      } catch (error) {
        throw new UsageError(
          `--hash-fields: ${(error as Error).message}`,
          `Fields are ${[...hashFields.keys()].join(", ")}.`,
        );
      }
    }),
  ];
  const byName = new Map(chosen.map((view) => [view.name, view]));
  return byName.size === 0 ? [...contractViews] : [...byName.values()];
}

function hashesOf(given: Given, seed: number, offset: number): Hash[] {
  const asked = words(given.all("function"));
  const list = asked.length === 0 ? DEFAULT_FUNCTIONS : asked.includes(ALL) ? names(hashFunctions) : asked;
  const found = named("function", [...new Set(list)], functionNamed, [...names(hashFunctions), ALL]);
  const byName = new Map(found.map((f) => [f.name, f]));
  return [...byName.values()].map((f) => ({ function: f, options: { seed }, offset }));
}

/** @throws UsageError */
export function carriersOf(given: Given, option: "as" | "encap"): Carrier[] {
  return named(option, words(given.all(option)), carrierNamed, names(carriers));
}

function fabricOf(given: Given): [number, number] {
  const text = given.text("fabric");
  if (text === undefined) return DEFAULT_FABRIC;
  const match = /^(\d+)x(\d+)$/i.exec(text);
  if (match === null) throw new UsageError(`--fabric takes two numbers such as 4x4, not "${text}"`);
  const [one, two] = match.slice(1).map((n) => wholeNumber("fabric", n, 1, 1024));
  return [one, two];
}

/** What is asked of the capture. @throws UsageError */
export function setupOf(given: Given): Setup {
  const seed = wholeNumber("seed", given.text("seed") ?? "0", 0, 2 ** 32 - 1);
  const offset = wholeNumber("offset", given.text("offset") ?? "0", 0, 31);
  const [as, second] = carriersOf(given, "as");
  if (second !== undefined) throw new UsageError("--as takes one encapsulation");
  return {
    paths: pathsOf(given),
    views: viewsOf(given),
    hashes: hashesOf(given, seed, offset),
    seed,
    offset,
    fabric: fabricOf(given),
    as: as ?? null,
  };
}

const RATE_UNITS: Record<string, number> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
/** Rates have decimal prefixes; so has a burst, as on routers. */
const RATE = /^(\d+(?:\.\d+)?)([kmgt]?)bits?(?:\/s|ps)?$/i;
const BURST = /^(\d+(?:\.\d+)?)([kmgt]?)b(?:ytes?)?$/i;
/** The usual burst: ten milliseconds of the rate, and room for a whole STT frame. */
const BURST_SECONDS = 0.01;
const LEAST_BURST = 65_536;

function scaled(pattern: RegExp, text: string): number {
  const match = pattern.exec(text);
  return match === null ? 0 : Number(match[1]) * RATE_UNITS[match[2].toLowerCase()];
}

/** @throws UsageError */
export function policiesOf(given: Given): Policy[] {
  const list = given.all("policy").map((text) => {
    const [tenant, rate, burst, ...more] = text.trim().split(/\s+/);
    const bitsPerSecond = scaled(RATE, rate ?? "");
    const room =
      burst === undefined ? Math.max(LEAST_BURST, (bitsPerSecond / 8) * BURST_SECONDS) : scaled(BURST, burst);
    if (bitsPerSecond > 0 && room > 0 && more.length === 0)
      return { tenant, bitsPerSecond, burst: Math.round(room) };
    throw new UsageError(`--policy takes a tenant and a rate such as "stt:42 1Gbit", not "${text}"`);
  });
  const twice = list.find(({ tenant }, i) => list.findIndex((p) => p.tenant === tenant) !== i);
  if (twice !== undefined) throw new UsageError(`--policy names ${twice.tenant} twice`, "Give it once.");
  return list;
}
