// The shell's own pipes, which are read in another way than the sockets that Node gives its children.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { createWriteStream, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { answer, directory, fixture, overshark, recordsOf, SHELL_COMMAND, write } from "./program.ts";

const { header, records } = recordsOf(fixture("mixed/random-lossy.pcap"));
const { path, file } = directory();
// Many times what a pipe holds.
const body = Buffer.concat(Array.from({ length: 40 }, () => records).flat());
const whole = Buffer.concat([header, body]);
file("whole.pcap", whole);
file("whole.pcap.gz", gzipSync(whole));
file("header", header);
file("body", body);

const LINUX = process.platform === "linux" ? "" : " (skipped: only Linux has /proc)";
/** Of open(2), on Linux. */
const O_NONBLOCK = 0o4000;
const BASH = spawnSync("bash", ["-c", ":"]).status === 0 ? "" : " (skipped: bash is not installed)";
/** Once it says that a body is taken, somebody reads, and answers signals. */
const ENDLESS = "{ cat header; cat body; echo taken >&2; while cat body 2>&-; do :; done; }";

function shell(line: string, stdin: "ignore" | "pipe" = "ignore", sh = "sh"): ChildProcess {
  return spawn(sh, ["-c", line], {
    stdio: [stdin, "pipe", "pipe"],
    cwd: path,
    env: { PATH: process.env.PATH },
  });
}
const said = (line: string, sh?: string) => answer(shell(line, "ignore", sh));

/** The program at the end of a line; it tells its process first. */
const behind = (line: string, args: string) =>
  `${line} | sh -c 'echo "pid $$" >&2; exec "$@"' sh ${SHELL_COMMAND} ${args}`;

/** Resolves with what a program says when that matches. */
function says(
  child: ChildProcess,
  what: RegExp,
  stream: "stdout" | "stderr" = "stderr",
): Promise<RegExpExecArray> {
  let text = "";
  return new Promise((resolve, reject) => {
    child[stream]?.on("data", (data) => {
      text += data;
      const found = what.exec(text);
      if (found) resolve(found);
    });
    child.on("close", () => reject(new Error(`it said: ${text}`)));
  });
}
const pidOf = async (child: ChildProcess) => Number((await says(child, /pid (\d+)\n/))[1]);

const noFiles = (json: string) => json.replace(/"files": \[[^\]]*\]/, "");
const one = overshark(["--json", "-j", "1", "whole.pcap"], { cwd: path });

test.concurrent.each([
  ["a pipe", "cat whole.pcap | O --json"],
  ["two threads", "cat whole.pcap | O --json -j 2 --part-size 9000"],
  ["gzip", "cat whole.pcap.gz | O --json -"],
  ["a file", "O --json - < whole.pcap"],
  [
    "what comes behind what was peeked at",
    "{ head -c 3 header; sleep 0.1; tail -c +4 whole.pcap; } | O --json",
  ],
])("%s: byte for byte the same", async (_, line) => {
  const got = await said(line.replace("O", SHELL_COMMAND));
  expect(got).toMatchObject({ code: 0, stderr: "" });
  expect(noFiles(got.stdout)).toBe(noFiles((await one).stdout));
});

test.skipIf(BASH !== "")(`process substitution, one and two${BASH}`, async () => {
  const got = await said(`${SHELL_COMMAND} --json <(cat whole.pcap)`, "bash");
  expect(got).toMatchObject({ code: 0, stderr: "" });
  expect(noFiles(got.stdout)).toBe(noFiles((await one).stdout));
  const two = await said(`cat whole.pcap | ${SHELL_COMMAND} --json <(cat whole.pcap) -`, "bash");
  expect(JSON.parse(two.stdout).capture.packets).toBe(2 * 40 * records.length);
});

test.concurrent("a fast writer without end: SIGUSR1 and SIGINT are answered, -c and head end it", async () => {
  const child = shell(behind(ENDLESS, "--json"));
  const end = answer(child);
  const taken = says(child, /taken/);
  const pid = await pidOf(child);
  await taken;
  const counts = says(child, /overshark: (\d+) packets/);
  process.kill(pid, "SIGUSR1");
  const [, packets] = await counts;
  process.kill(pid, "SIGINT");
  const { code, stdout, stderr } = await end;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/bug|keep up|damage/);
  expect(JSON.parse(stdout).capture.packets).toBeGreaterThan(Number(packets));

  const few = await said(`${ENDLESS} 2>&- | ${SHELL_COMMAND} --json -c 7`);
  expect(few).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(few.stdout).capture.packets).toBe(7);
  const head = await said(`${ENDLESS} 2>&- | ${SHELL_COMMAND} read - | head -n 3`);
  expect(head).toMatchObject({ code: 0, stderr: "" });
  expect(head.stdout.split("\n")).toHaveLength(4);
});

test.concurrent("each packet is told when it comes; a writer that dies in the middle of one", async () => {
  const child = shell(`cat | ${SHELL_COMMAND} read - -T fields -e frame.number`, "pipe");
  const end = answer(child);
  const { header, records } = recordsOf(fixture("vxlan/one-tenant.pcap"));
  // How a record looks is certain when the header of the second is there.
  child.stdin?.write(Buffer.concat([header, records[0]]));
  for (let n = 2; n <= 4; n++) {
    const told = says(child, new RegExp(`^${n}\n`, "m"), "stdout");
    child.stdin?.write(records[n - 1]);
    await told;
  }
  child.stdin?.end(records[4].subarray(0, 20));
  const { code, stdout, stderr } = await end;
  expect({ code, stdout }).toEqual({ code: 0, stdout: "1\n2\n3\n4\n" });
  expect(stderr).toMatch(/^overshark: standard input: the pipe ended in the middle of packet 5 [^\n]*\n$/);
});

test.concurrent("the writer of a named pipe may come later", async () => {
  execFileSync("mkfifo", [join(path, "late")]);
  const late = said(`${SHELL_COMMAND} --json late`);
  await sleep(150);
  const writer = createWriteStream(join(path, "late"));
  writer.write(header);
  await sleep(50);
  writer.end(body);
  const { code, stdout } = await late;
  expect(code).toBe(0);
  expect(noFiles(stdout)).toBe(noFiles((await one).stdout));
});

/** The pipes that a process has open, by descriptor: which it is, and whether it blocks. */
function openedPipes(pid: number): Map<string, { name: string; flags: number }> {
  const found = new Map<string, { name: string; flags: number }>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const told = openedFile(pid, fd);
    if (told === null) continue;
    const flags = Number.parseInt(/flags:\s*(\d+)/.exec(told.info)?.[1] ?? "", 8) & O_NONBLOCK;
    if (/^pipe:|never$/.test(told.name)) found.set(fd, { name: told.name, flags });
  }
  return found;
}

/** Null: it was closed since the process was asked what it has open. */
function openedFile(pid: number, fd: string): { name: string; info: string } | null {
  try {
    const name = readlinkSync(`/proc/${pid}/fd/${fd}`);
    return { name, info: readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

test.skipIf(LINUX !== "").concurrent(`SIGINT when no writer came to a named pipe${LINUX}`, async () => {
  execFileSync("mkfifo", [join(path, "never")]);
  const child = shell(behind(":", "--json never"));
  const end = answer(child);
  const pid = await pidOf(child);
  while (![...openedPipes(pid).values()].some(({ name }) => name.endsWith("never"))) await sleep(20);
  process.kill(pid, "SIGINT");
  const { code, stdout } = await end;
  expect(code).toBe(0);
  expect(JSON.parse(stdout).capture.packets).toBe(0);
});

/** Ticks of processor time, of user and system. */
const ticks = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).map(Number);

test
  .skipIf(LINUX !== "")
  .concurrent(`a pipe that waits costs nothing, and is as it was${LINUX}`, async () => {
    const child = shell(behind("cat", "--json"), "pipe");
    const end = answer(child);
    const pid = await pidOf(child);
    await write(child, whole);
    const asked = says(child, new RegExp(`overshark: ${40 * records.length} packets`));
    const asking = setInterval(() => process.kill(pid, "SIGUSR1"), 20);
    await asked.finally(() => clearInterval(asking));
    await sleep(100);
    const before = ticks(pid);
    await sleep(300);
    const [user, system] = ticks(pid).map((after, i) => after - before[i]);
    expect(user + system).toBeLessThanOrEqual(3);
    // Whoever shares the descriptor finds it as it was; our own way to the same pipe does not block.
    const ways = openedPipes(pid);
    expect(ways.get("0")?.flags).toBe(0);
    const own = [...ways].filter(([fd, { name }]) => fd !== "0" && name === ways.get("0")?.name);
    expect(own.map(([, { flags }]) => flags)).toEqual([O_NONBLOCK]);
    child.stdin?.end();
    expect((await end).code).toBe(0);
  });
