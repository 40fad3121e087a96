// Real threads: the program starts its own file again as workers. Small parts, so that small captures have many.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { answer, directory, fixture, overshark, pieces, recordsOf, start, write } from "./program.ts";

// STT frames and IP fragments with pieces missing, in an order that seams cut.
const whole = fixture("mixed/random-lossy.pcap");
const { header, records } = recordsOf(whole);
const { path, file } = directory();
file("whole.pcap", whole);
file("whole.pcap.gz", gzipSync(whole));
file("1.pcap", Buffer.concat([header, ...records.slice(0, 100)]));
file("2.pcap.gz", gzipSync(Buffer.concat([header, ...records.slice(100, 150)])));
file("3.pcap", Buffer.concat([header, ...records.slice(150)]));
file("cut.pcap", whole.subarray(0, whole.length - 7));

const run = (args: readonly string[], input?: Uint8Array[]) =>
  overshark(["--json", ...args], { cwd: path, ...(input && { input }) });
const threads = (n: number, size: number) => ["-j", String(n), "--part-size", String(size)];

const one = run(["-j", "1", "whole.pcap"]);
const sameAsOne = async (args: readonly string[], input?: Uint8Array[]) => {
  const got = await run(args, input);
  const list = /"files": \[[^\]]*\]/;
  expect({ ...got, stdout: got.stdout.replace(list, "") }).toEqual({
    ...(await one),
    stdout: (await one).stdout.replace(list, ""),
  });
};

test.concurrent.each([
  [2, 20_000],
  [3, 3000],
  [8, 9000],
])("%i threads at parts of %i bytes: byte for byte the same", async (n, size) => {
  expect(JSON.parse((await one).stdout).capture.packets).toBe(records.length);
  await sameAsOne([...threads(n, size), "whole.pcap"]);
});

test.concurrent.each<[string, string[], Uint8Array[] | undefined]>([
  ["gzip", ["whole.pcap.gz"], undefined],
  ["three files", ["1.pcap", "2.pcap.gz", "3.pcap"], undefined],
  ["a pipe in small pieces", ["-"], pieces(whole, 301)],
  [
    "a pipe among files",
    ["1.pcap", "-", "3.pcap"],
    [gzipSync(Buffer.concat([header, ...records.slice(100, 150)]))],
  ],
])("three threads, %s: byte for byte the same", async (_, args, input) => {
  await sameAsOne([...threads(3, 2500), ...args], input);
});

test.concurrent("with a display filter", async () => {
  const filter = ["-Y", 'overshark.tenant contains "stt" or tcp.len > 0'];
  const want = await run(["-j", "1", ...filter, "whole.pcap"]);
  expect(JSON.parse(want.stdout).capture.packets).toBeGreaterThan(0);
  expect(JSON.parse(want.stdout).capture.packets).toBeLessThan(records.length);
  expect(await run([...threads(3, 3000), ...filter, "whole.pcap"])).toEqual(want);
});

test.concurrent("what is said about damage, and the exit code", async () => {
  const want = await run(["-j", "1", "cut.pcap"]);
  expect(want.code).toBe(3);
  expect(await run([...threads(3, 4000), "cut.pcap"])).toEqual(want);
});

test.concurrent("-c counts the packets of all", async () => {
  const got = await run([...threads(3, 1000), "-c", "77", "whole.pcap"]);
  expect(JSON.parse(got.stdout).capture.packets).toBe(77);
  expect(got.stdout).toBe((await run(["-j", "1", "-c", "77", "whole.pcap"])).stdout);
});

test.concurrent("-d holds in every thread", async () => {
  const rule = ["-d", "udp.port==4789,none"];
  const want = await run(["-j", "1", ...rule, "whole.pcap"]);
  expect(want.stdout).not.toBe((await one).stdout);
  expect((await run([...threads(4, 2000), ...rule, "whole.pcap"])).stdout).toBe(want.stdout);
});

test.concurrent("a fact table that becomes full", async () => {
  const small = ["--max-flows", "20"];
  const want = await run(["-j", "1", ...small, "whole.pcap"]);
  expect(await run([...threads(3, 2000), ...small, "whole.pcap"])).toEqual(want);
  expect((await run([...threads(3, 2000), ...small, "-"], [whole])).stdout).toBe(
    want.stdout.replace("whole.pcap", "-"),
  );
});

test.concurrent.each(["0", "-1", "two"])("-j %s cannot be", async (n) => {
  const got = await run([`-j=${n}`, "whole.pcap"]);
  expect(got.code).toBe(2);
  expect(got.stderr).toMatch(/^overshark: --threads takes a whole number above 0, not ".*"\. .*\n$/);
});

test("SIGUSR1 counts what all threads have read, SIGINT ends it", async () => {
  // More than a pipe holds: once it is written, the program is reading, and answers signals.
  const many = Buffer.concat([header, ...Array.from({ length: 20 }, () => records).flat()]);
  const child = start(["--json", ...threads(3, 5000)], { stdin: "pipe" });
  const end = answer(child);
  let told = "";
  child.stderr?.on("data", (data) => {
    told += data;
  });
  await write(child, many);
  while (!told.includes(`overshark: ${20 * records.length} packets, `)) {
    child.kill("SIGUSR1");
    await new Promise((resolve) => child.stderr?.once("data", resolve));
  }
  child.kill("SIGINT");
  const { code, signal, stdout } = await end;
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(stdout).toBe((await run(["-j", "1", "-"], [many])).stdout);
});

test.concurrent.each([[[]], [["-Y", "udp.dstport == 4789"]]])(
  "without WebAssembly: the same %j",
  async (filter) => {
    const env = { NODE_OPTIONS: "--jitless --no-warnings" };
    const without = await overshark(["--json", ...filter, "whole.pcap"], { cwd: path, env });
    expect(without.stdout).toBe((await run([...filter, "whole.pcap"])).stdout);
    expect(without.code).toBe(0);
  },
);
