/** tshark itself, for what the truth files do not have: asked again where it is installed. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe } from "vitest";

const version = spawnSync("tshark", ["--version"], { encoding: "utf8" }).stdout ?? "";
const isTheOne = /TShark \(Wireshark\) 4\.0\./.test(version);

/** What the truth was made with: STT is found by its port, and two guesses that find too much are off. */
export const LIKE_TRUTH: readonly string[] = [
  ...["-o", "ip.try_heuristic_first:TRUE"],
  ...["--disable-heuristic", "carp_ip", "--disable-heuristic", "tapa_ip"],
];
/** And the tunnels that it was told of. */
export const WITH_TUNNELS: readonly string[] = [
  ...LIKE_TRUTH,
  ...["--enable-heuristic", "teredo_udp", "-d", "udp.port==8472,vxlan"],
];
/** And checksums are checked, as ours are. */
export const WITH_CHECKSUMS: readonly string[] = [
  ...WITH_TUNNELS,
  ...["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"],
];

/** What tshark prints of a capture. */
export const tshark = (file: string, options: readonly string[]): string =>
  spawnSync("tshark", ["-n", "-r", file, ...options], { encoding: "utf8", maxBuffer: 2 ** 29 }).stdout;

/** Values by field and packet: a list of lines, several values of a field joined by `|`. */
export const tsharkFields = (
  file: string,
  options: readonly string[],
  names: readonly string[],
): string[][] =>
  tshark(file, [
    ...[...options, "-T", "fields", "-E", "aggregator=|"],
    ...names.flatMap((name) => ["-e", name]),
  ])
    .split("\n")
    .map((line) => line.split("\t"));

/** Tests that ask tshark; skipped, with the reason in their name, where it is another one or none. */
export function describeWithTshark(name: string, tests: () => void): void {
  describe.skipIf(!isTheOne)(`${name}${isTheOne ? "" : " (skipped: tshark 4.0 is not installed)"}`, tests);
}

/** Every so many of some, since tshark starts for each; all of them where the variable says `all`. */
export const some = <T>(list: readonly T[], every: number, variable: string, from = 0): T[] =>
  list.filter((_, i) => process.env[variable] === "all" || i % every === from);

/** Prints a line of figures, and writes what differs to the file that the variable names, if any. */
export function tell(figures: string, variable: string, differences: () => readonly string[]): void {
  console.log(figures);
  const file = process.env[variable];
  if (file !== undefined) writeFileSync(file, [figures, "", ...differences(), ""].join("\n"));
}

/** Kinds of differences with their numbers and examples. */
export class Differences {
  readonly #kinds = new Map<string, string[]>();

  add(kind: string, example: string): void {
    const examples = this.#kinds.get(kind);
    if (examples === undefined) this.#kinds.set(kind, [example]);
    else examples.push(example);
  }

  /** The most frequent first. */
  lines(): string[] {
    const rows = [...this.#kinds].sort(([, a], [, b]) => b.length - a.length);
    return rows.flatMap(([kind, examples]) => [
      `## ${examples.length} ${kind}`,
      ...examples.map((example) => `- ${example}`),
    ]);
  }
}
