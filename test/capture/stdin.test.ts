import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { payload, pcapFile, pcapRecord } from "./build.ts";
import { readBytes } from "./collect.ts";

const directory = mkdtempSync(path(tmpdir(), "capture-"));
const program = path(directory, "child.mjs");
const file = pcapFile({}, ...Array.from({ length: 2000 }, (_, n) => pcapRecord(true, n, n, payload(100, n))));

beforeAll(async () => {
  await build({
    entryPoints: [path(import.meta.dirname, "child.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["fzstd"],
    // pcap-parser is CommonJS and asks for Node's modules by require.
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
  });
  writeFileSync(path(directory, "whole.pcap"), file);
  writeFileSync(path(directory, "cut.pcap"), file.subarray(0, file.length - 1));
});
afterAll(() => rmSync(directory, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: what the child printed
async function answer(child: ChildProcess): Promise<any> {
  let text = "";
  child.stdout?.on("data", (data) => {
    text += data;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(0);
  return JSON.parse(text);
}

/** Resolves when the child has told of so many packets. */
function seen(child: ChildProcess, packets: number): Promise<void> {
  let text = "";
  return new Promise((resolve) => {
    child.stderr?.on("data", (data) => {
      text += data;
      if (text.split("\n").length > packets) resolve();
    });
  });
}

const start = (reader: string, stdin: "pipe" | "ignore" | number, names: string[]) =>
  spawn(process.execPath, [program, reader, ...names], { stdio: [stdin, "pipe", "pipe"] });
const run = (stdin: "pipe" | "ignore" | number, ...names: string[]) => start("fast", stdin, names);

test("a pipe is read to its end", async () => {
  const { packets } = await readBytes(file);
  for (const data of [file, gzipSync(file)]) {
    const child = run("pipe", "-");
    child.stdin?.end(data);
    child.stderr?.resume();
    expect(await answer(child)).toMatchObject({
      files: ["-"],
      packets,
      damage: [],
      cutPipe: false,
      bytesRead: data.length,
    });
  }
});

test("a pipe that ends in a record was stopped, a file that does is damaged", async () => {
  const child = run("pipe", "-");
  child.stdin?.end(file.subarray(0, file.length - 1));
  child.stderr?.resume();
  const pipe = await answer(child);
  expect(pipe).toMatchObject({ damage: [], cutPipe: true });
  expect(pipe.packets).toHaveLength(1999);
  expect(pipe.warnings[0]).toMatch(/^standard input: the pipe ended in the middle of packet 2000/);

  const other = run(openSync(path(directory, "cut.pcap"), "r"), "-");
  other.stderr?.resume();
  const cut = await answer(other);
  expect(cut.packets).toHaveLength(1999);
  expect(cut).toMatchObject({
    damage: [{ file: "-", packet: 2000, offset: 24 + 1999 * 116 }],
    warnings: [],
    cutPipe: false,
  });
});

test("standard input that is a file, nothing, or a directory", async () => {
  const whole = run(openSync(path(directory, "whole.pcap"), "r"), "-");
  whole.stderr?.resume();
  expect((await answer(whole)).packets).toHaveLength(2000);
  expect(await answer(run("ignore", "-"))).toEqual({ error: "standard input: empty", packets: [] });
  expect(await answer(run(openSync(directory, "r"), "-"))).toEqual({
    error: "standard input: is a directory",
    packets: [],
  });
});

test("SIGINT ends a pipe that waits, in the middle of a record, without damage", async () => {
  const child = run("pipe", "-");
  const ready = seen(child, 3);
  child.stdin?.write(file.subarray(0, 24 + 4 * 116 + 50));
  await ready;
  child.kill("SIGINT");
  // Standard input stays open: only the signal can end it.
  const result = await answer(child);
  expect(result.packets.length).toBeGreaterThanOrEqual(3);
  expect(result).toMatchObject({ damage: [], cutPipe: false, warnings: [] });
  child.stdin?.destroy();
});

test("packets come while the pipe is open", async () => {
  const child = run("pipe", "-");
  const first = seen(child, 1);
  // The first packet is certain when the header of the second is there.
  child.stdin?.write(file.subarray(0, 24 + 116 + 16));
  await first;
  const more = seen(child, 1);
  child.stdin?.write(file.subarray(24 + 116 + 16, 24 + 2 * 116));
  await more;
  child.stdin?.end();
  expect((await answer(child)).packets).toHaveLength(2);
});

test("a named pipe is a pipe", async () => {
  const name = path(directory, "fifo");
  execFileSync("mkfifo", [name]);
  const child = run("ignore", name, path(directory, "whole.pcap"));
  child.stderr?.resume();
  const writer = spawn("sh", ["-c", `head -c 1000 "${path(directory, "whole.pcap")}" > "${name}"`]);
  const result = await answer(child);
  expect(writer.exitCode ?? 0).toBe(0);
  // 24 + 8 * 116 = 952
  expect(result).toMatchObject({ files: [name, path(directory, "whole.pcap")], damage: [], cutPipe: true });
  expect(result.packets).toHaveLength(8 + 2000);
});

test("pcap-parser's use of an old function of Node's is not told to the user", async () => {
  const child = start("pcap-parser", "pipe", ["-"]);
  let errors = "";
  child.stderr?.on("data", (data) => {
    errors += data;
  });
  child.stdin?.end(file);
  expect((await answer(child)).packets).toHaveLength(2000);
  expect(errors).toBe("packet\n".repeat(2000));
});
