// A capture in rotated files is the capture: with STT frames and IP fragments that go on in the next file, read at
// once, or while the files are being written.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answer, directory, fixture, overshark, recordsOf, start } from "./program.ts";

const FILES = 20;
const { path } = directory();

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The report without the list of files. */
const withoutFiles = (json: string) => json.replace(/"files": \[[^\]]*\]/, '"files": []');

/** Names as tcpdump -C gives them. */
const names = Array.from({ length: FILES }, (_, i) => `cut.pcap${i === 0 ? "" : i}`);

/** A capture cut into so many files, as near to equal as it goes. */
function parts(name: string): { whole: string; files: Buffer[] } {
  const { header, records } = recordsOf(fixture(name));
  const at = (i: number) => Math.floor((i * records.length) / FILES);
  return {
    whole: join(import.meta.dirname, "../../fixtures", name),
    files: names.map((_, i) => Buffer.concat([header, ...records.slice(at(i), at(i + 1))])),
  };
}

async function json(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await overshark(["--json", ...args], { cwd });
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return withoutFiles(stdout);
}

const CAPTURES: [string, string[]][] = [
  ["mixed/random-lossy.pcap", ["cut.pcap", "."]],
  ["mixed/same-exchange-in-every-encapsulation.pcap", ["cut*"]],
];

test.concurrent.each(CAPTURES)("%s in twenty files: the JSON of the whole", async (name, followed) => {
  const cwd = join(path, name.replaceAll("/", "-"));
  mkdirSync(cwd);
  const { whole, files } = parts(name);
  for (const [i, data] of files.entries()) writeFileSync(join(cwd, names[i]), data);
  const expected = await json([whole], cwd);
  expect(JSON.parse(expected).stt.frames_complete).toBeGreaterThan(0);
  expect(await json(names, cwd)).toBe(expected);
  expect(await json(["-j", "2", ...names], cwd)).toBe(expected);
  for (const argument of followed)
    expect(await json(["--follow", "--idle", "0.3", argument], cwd)).toBe(expected);
});

test.concurrent("--follow while the files are being written, until SIGINT", async () => {
  const cwd = join(path, "written");
  mkdirSync(cwd);
  const { whole, files } = parts("mixed/random-lossy.pcap");
  const child = start(["--json", "--follow", "cut.pcap"], { cwd });
  const end = answer(child);
  let told = "";
  child.stderr?.on("data", (data) => {
    told += data;
  });
  for (const [i, data] of files.entries()) {
    // In two steps, the first of which ends somewhere in a record.
    const middle = Math.floor(data.length * 0.6);
    writeFileSync(join(cwd, names[i]), data.subarray(0, middle));
    await sleep(10);
    appendFileSync(join(cwd, names[i]), data.subarray(middle));
    await sleep(i % 10 === 5 ? 300 : 10);
  }
  const { packets } = JSON.parse(await json([whole], cwd)).capture;
  while (!told.includes(`${packets} packets`)) {
    child.kill("SIGUSR1");
    await sleep(50);
  }
  child.kill("SIGINT");
  const { code, stdout, stderr } = await end;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(overshark: \d+ packets, [^\n]*\n)+$/);
  expect(JSON.parse(stdout).capture.files).toEqual(names);
  expect(withoutFiles(stdout)).toBe(await json([whole], cwd));
});

test.concurrent("what is wrong with the options is told", async () => {
  const idle = await overshark(["--idle", "3", "x.pcap"]);
  expect(idle).toMatchObject({ code: 2, stdout: "" });
  expect(idle.stderr).toBe(
    "overshark: --idle is for --follow. A file ends at its end, a pipe with its writer.\n",
  );
  const pipe = await overshark(["--follow"]);
  expect(pipe).toMatchObject({ code: 2, stdout: "" });
  expect(pipe.stderr).toMatch(/^overshark: standard input: is no file that can be followed\./);
});
