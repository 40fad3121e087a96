// What `npm pack` packs, and that it works where it is installed, without a registry.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "overshark-npm-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** No registry is asked, nor whatever this user's settings say. */
const env = {
  PATH: process.env.PATH,
  HOME: directory,
  npm_config_offline: "true",
  npm_config_cache: join(directory, "cache"),
  npm_config_prefix: join(directory, "prefix"),
  npm_config_loglevel: "error",
};
const npm = (...args: string[]) => execFileSync("npm", args, { cwd: ROOT, env, encoding: "utf8" });

const [packed] = JSON.parse(npm("pack", "--json", "--ignore-scripts", "--pack-destination", directory));

test("it holds what it must, and nothing else", () => {
  const files = (packed.files as { path: string }[]).map(({ path }) => path);
  expect(files.sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist/entropy.cjs",
    "dist/entropy.cjs.cache",
    "dist/licenses.txt",
    "dist/overshark.1",
    "dist/overshark.js",
    "dist/package.json",
    "dist/program.cjs",
    "dist/program.cjs.cache",
    "dist/read.cjs",
    "dist/read.cjs.cache",
    "dist/stats.cjs",
    "dist/stats.cjs.cache",
    "package.json",
  ]);
});

test("it needs no other package, and knows no network", () => {
  const { dependencies, bundleDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect([dependencies, bundleDependencies]).toEqual([undefined, undefined]);
  const bundle = ["overshark.js", "program.cjs", "stats.cjs", "read.cjs", "entropy.cjs"]
    .map((file) => readFileSync(join(ROOT, "dist", file), "utf8"))
    .join("\n");
  const imported = [
    ...bundle.matchAll(
      /(?:^|[;}\s])import[^;"'()]*?from\s*"([^"]+)"|\b(?:require|import|getBuiltinModule)\("([^"]+)"\)/g,
    ),
  ];
  expect(imported.length).toBeGreaterThan(3);
  const names = imported.map(([, a, b]) => a ?? b);
  // What the parts leave out: program.cjs is run for it.
  const left = ["collect", "lookup", "nat"].map((file) => `../src/nat/${file}.ts`);
  expect([...new Set(names.filter((name) => !isBuiltin(name)))].sort()).toEqual(left);
  // net's sockets read pipes that are open already.
  expect(names.filter((name) => /^(node:)?(https?|http2|tls|dgram|dns|child_process)$/.test(name))).toEqual(
    [],
  );
  expect(bundle).not.toMatch(
    /\bfetch\(|\bnew WebSocket\b|\.createConnection\(|\.createServer\(|XMLHttpRequest/,
  );
});

test("npm install -g, and it runs; its manual page is where man looks", () => {
  npm("install", "-g", join(directory, packed.filename));
  const bin = join(directory, "prefix/bin/overshark");
  expect(lstatSync(bin).isSymbolicLink()).toBe(true);
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { cwd: ROOT, encoding: "utf8", env: { PATH: process.env.PATH } });
  const capture = "fixtures/datacenter.pcapng";
  expect(run(bin, "--version")).toBe(`overshark ${packed.version}\n`);
  expect(run(bin, "--json", "-j", "2", "--part-size", "64k", capture)).toBe(
    run(process.execPath, join(ROOT, "dist/overshark.js"), "--json", capture),
  );
  expect(existsSync(join(directory, "prefix/share/man/man1/overshark.1"))).toBe(true);
});
