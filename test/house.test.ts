// The house rules, read from import lines: which room may know which, and who alone may touch the world outside.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));
const MAX_LINES = 420;

const FLOORS: Record<string, number> = {
  core: 0,
  protocols: 1,
  reassembly: 1,
  capture: 1,
  facts: 2,
  dissect: 2,
  entropy: 2,
  filter: 2,
  output: 2,
  proxies: 2,
  lab: 3,
  check: 3,
  skim: 3,
  conversations: 4,
  session: 4,
  pipeline: 5,
  nat: 5,
  cli: 6,
  man: 7,
  bin: 7,
};

/** Rooms that know no more of others on their floor than the shape of what they are given. */
const SHAPES: Record<string, readonly string[]> = { output: ["facts", "proxies"], proxies: ["facts"] };

/** Packages that only some files may name, and why. */
const RESERVED: { what: string; packages: RegExp; where: RegExp; why: string }[] = [
  {
    what: "files",
    packages: /^(node:)?fs(\/promises)?$/,
    where: /^(src\/(capture|cli)\/|bin\/(package|licenses|wasm|compile)\.ts$)/,
    why: "Files are opened in capture and cli only, so that everything else can be tried without any.",
  },
  {
    what: "colour",
    packages: /^chalk$/,
    where: /^src\/output\/theme\.ts$/,
    why: "Colour has one home, output/theme.ts, so that the rest makes plain text.",
  },
  {
    what: "the command line",
    packages: /^yargs(\/|$)/,
    where: /^src\/cli\//,
    why: "The command line is cli's own business.",
  },
  {
    what: "threads",
    packages: /^(node:)?worker_threads$/,
    where: /^src\/pipeline\//,
    why: "Threads are pipeline's own business: all else runs on one and does not know of others.",
  },
  {
    what: "the network",
    packages: /^(node:)?(net|tls|https?|http2|dgram|dns|inspector|cluster)(\/|$)/,
    // Its sockets read pipes that are open already, and are told no address.
    where: /^src\/capture\/source\.ts$/,
    why: "overshark uses no network.",
  },
  {
    what: "another program",
    packages: /^(node:)?child_process$/,
    where: /^bin\/package\.ts$/,
    why: "overshark runs no other program; only what builds it does.",
  },
];

interface Import {
  /** The file, and what it names: a path below the project, or a package. */
  from: string;
  to: string;
  /** Nothing of it is left at run time. */
  types: boolean;
}

const STATEMENT = /^[ \t]*(?:import|export)\b([^;"'`]*?)\bfrom\s*["']([^"']+)["']/gm;
const BARE = /^[ \t]*import\s*["']([^"']+)["']/gm;
const DYNAMIC = /\b(?:import|require|getBuiltinModule)\(\s*["'`]([^"'`]+)["'`]/g;

/** What a file's import lines name. */
function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, types: boolean) => {
    const inside = specifier.startsWith(".");
    const to = inside ? slashes(relative(ROOT, resolve(ROOT, dirname(file), specifier))) : specifier;
    found.push({ from: file, to, types });
  };
  for (const [, clause, specifier] of text.matchAll(STATEMENT)) add(specifier, onlyTypes(clause));
  for (const [, specifier] of text.matchAll(BARE)) add(specifier, false);
  for (const [, specifier] of text.matchAll(DYNAMIC)) add(specifier, false);
  return found;
}

function onlyTypes(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  const list = names
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return list !== undefined && list.length > 0 && list.every((name) => name.startsWith("type "));
}

const slashes = (path: string) => path.split(sep).join("/");

/** Room of a file: `facts` for src/facts/table.ts, `bin` for bin/…; null outside. */
function roomOf(file: string): string | null {
  const [top, room] = file.split("/");
  return top === "src" ? room : top === "bin" ? "bin" : null;
}

function filesBelow(directory: string): string[] {
  return readdirSync(join(ROOT, directory), { recursive: true, encoding: "utf8" })
    .map((file) => slashes(join(directory, file)))
    .filter((file) => file.endsWith(".ts"))
    .sort();
}

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const source = [...filesBelow("bin"), ...filesBelow("src")];
const imports = source.flatMap((file) => importsOf(file, read(file)));

/** Fails with a sentence for each offender. */
function expectNone(offenders: string[]): void {
  expect(offenders, offenders.join("\n")).toEqual([]);
}

/** Why an import breaks the order of floors; null if it does not. */
function brokenFloor({ from, to, types }: Import): string | null {
  const [a, b] = [roomOf(from), roomOf(to)];
  if (a === null || b === null || a === b) return null;
  const names = `${from} imports ${to}`;
  if (FLOORS[a] === undefined || FLOORS[b] === undefined) {
    return `${names}: say in this test on which floor src/${FLOORS[a] === undefined ? a : b}/ is.`;
  }
  if (a === "entropy" && b !== "core") {
    return `${names}: entropy is arithmetic that works without a capture, so it knows core only.`;
  }
  if (SHAPES[a]?.includes(b)) {
    return types
      ? null
      : `${names}: ${a} takes reports that it is given, so of ${b} it knows types only ("import type").`;
  }
  if (FLOORS[b] < FLOORS[a]) return null;
  return `${names}: ${b} (floor ${FLOORS[b]}) is not below ${a} (floor ${FLOORS[a]}), and an arrow only points down.`;
}

test("an arrow only points down", () => {
  expectNone(imports.map(brokenFloor).filter((reason) => reason !== null));
});

/**
 * Files that know each other on purpose: a layer has its protocol, whose functions read layers; and completion, which
 * is a command, completes all commands.
 */
const TOGETHER = [
  ["src/core/exchange.ts", "src/core/layer.ts", "src/core/protocol.ts"],
  ["src/cli/commands.ts", "src/cli/completion.ts"],
];

/** The files on some way from `file` back to itself. */
function circleOf(file: string, next: ReadonlyMap<string, readonly string[]>): string[] {
  const reach = (from: string) => {
    const seen = new Set<string>();
    const waiting = [...(next.get(from) ?? [])];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(...(next.get(at) ?? []));
    }
    return seen;
  };
  const there = reach(file);
  return there.has(file) ? [...there].filter((other) => reach(other).has(file)).sort() : [];
}

test("files do not import each other in a circle", () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const circles = new Set(source.map((file) => circleOf(file, next).join(", ")));
  for (const files of ["", ...TOGETHER.map((files) => files.join(", "))]) circles.delete(files);
  expectNone([...circles].map((files) => `${files}: put what they share into a file that they both import.`));
});

/** The files of src/protocols/ that know all protocols. */
const JOINTS = ["registry.ts", "list.ts", "field-index.ts"].map((file) => `src/protocols/${file}`);
/**
 * What several protocols share, or one is too long without: it knows core, and no protocol. How a message of SOCKS,
 * ssh or TLS is read stands there once, for single packets and, in src/proxies/, for whole streams.
 */
const COMMON = "src/protocols/common/";

test("protocols are joined by the registry alone", () => {
  const offenders = imports.filter(({ from, to }) => {
    if (roomOf(to) !== "protocols") return false;
    if (roomOf(from) === "proxies" && to.startsWith(COMMON)) return false;
    if (roomOf(from) !== "protocols") return !JOINTS.includes(to);
    return !JOINTS.includes(from) && !to.startsWith(COMMON);
  });
  expectNone(
    offenders.map(({ from, to }) =>
      roomOf(from) === "protocols"
        ? `${from} imports ${to}: protocols never import each other; who comes next is for the demux tables, what they share stands in common/.`
        : `${from} imports ${to}: outside src/protocols/ nobody knows a single protocol; take registry.ts, field-index.ts, or a role of the LayerStack.`,
    ),
  );
});

test.each(RESERVED)("$what has its place", ({ packages, where, why }) => {
  const offenders = imports.filter(({ from, to }) => packages.test(to) && !where.test(from));
  expectNone(offenders.map(({ from, to }) => `${from} imports ${to}. ${why}`));
});

test("what is delivered needs neither tests nor fixtures", () => {
  const offenders = imports.filter(({ to }) => /^(test|fixtures)\//.test(to));
  expectNone(
    offenders.map(({ from, to }) => `${from} imports ${to}: the program must not depend on what checks it.`),
  );
});

test("the generator of fixtures shares nothing with what it checks", () => {
  const made = filesBelow("fixtures/make").flatMap((file) => importsOf(file, read(file)));
  expect(made.length).toBeGreaterThan(0);
  const offenders = made.filter(
    ({ to, types }) => roomOf(to) !== null && !(types && to === "src/facts/report.ts"),
  );
  expectNone(
    offenders.map(
      ({ from, to }) =>
        `${from} imports ${to}: an oracle that shares code with src/ repeats its mistakes; only the types of src/facts/report.ts are allowed.`,
    ),
  );
});

test(`no file of src is longer than ${MAX_LINES} lines`, () => {
  const lengths = source.map((file) => ({ file, lines: read(file).trimEnd().split("\n").length }));
  const long = lengths.filter(({ lines }) => lines > MAX_LINES);
  expectNone(
    long.map(
      ({ file, lines }) =>
        `${file} has ${lines} lines: split it, most files have 40 to 150 and ${MAX_LINES} is the end.`,
    ),
  );
});

describe("this test reads imports", () => {
  const named = (text: string) =>
    importsOf("src/facts/x.ts", text).map(({ to, types }) => `${to}${types ? " (types)" : ""}`);
  test.each([
    ['import { a } from "../core/a.ts";', "src/core/a.ts"],
    ['import type { A } from "../core/a.ts";', "src/core/a.ts (types)"],
    ['import { type A, type B } from "./a.ts";', "src/facts/a.ts (types)"],
    ['import { type A, b } from "./a.ts";', "src/facts/a.ts"],
    ['import {\n  a,\n  b,\n} from "../../fixtures/make/a.ts";', "fixtures/make/a.ts"],
    ['import * as fs from "node:fs";', "node:fs"],
    ['import "node:fs";', "node:fs"],
    ['export * from "../core/a.ts";', "src/core/a.ts"],
    ['export type { A } from "../core/a.ts";', "src/core/a.ts (types)"],
    ['const z = await import("fzstd");', "fzstd"],
    ['import a, { type B } from "yargs";', "yargs"],
  ])("%s", (text, expected) => expect(named(text)).toEqual([expected]));

  test("and every room has its floor", () => {
    expect(source.filter((file) => FLOORS[roomOf(file) ?? ""] === undefined)).toEqual([]);
    for (const room of ["core", "protocols", "capture", "facts", "cli", "bin"])
      expect(source.map(roomOf)).toContain(room);
    expect(imports.length).toBeGreaterThan(source.length);
  });

  test.each([
    ["src/core/a.ts", "src/protocols/registry.ts", false, true],
    ["src/facts/a.ts", "src/dissect/dissect.ts", false, true],
    ["src/facts/a.ts", "src/dissect/dissect.ts", true, true],
    ["src/output/a.ts", "src/facts/report.ts", false, true],
    ["src/output/a.ts", "src/facts/report.ts", true, false],
    ["src/output/a.ts", "src/proxies/result.ts", false, true],
    ["src/proxies/a.ts", "src/facts/query.ts", false, true],
    ["src/proxies/a.ts", "src/pipeline/listing.ts", false, true],
    ["src/entropy/a.ts", "src/facts/table.ts", true, true],
    ["src/entropy/a.ts", "src/core/key-table.ts", false, false],
    ["src/cli/a.ts", "bin/overshark.ts", false, true],
    ["src/garage/a.ts", "src/core/a.ts", false, true],
    ["src/pipeline/a.ts", "src/capture/capture.ts", false, false],
    ["src/capture/a.ts", "src/reassembly/pool.ts", false, true],
  ])("%s to %s, types only %s: broken %s", (from, to, types, broken) => {
    expect(brokenFloor({ from, to, types }) !== null).toBe(broken);
  });
});
