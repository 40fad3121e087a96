// What is shown while packets come.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  answer,
  directory,
  fixture,
  overshark,
  pieces,
  recordsOf,
  SHELL_COMMAND,
  start,
  write,
} from "./program.ts";

const NAME = "mixed/random-lossy.pcap";
const { header, records } = recordsOf(fixture(NAME));
const { path, file } = directory();

// biome-ignore lint/suspicious/noExplicitAny: what was printed
const parsed = (stdout: string): any[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** A record with another time. */
function at(record: Buffer, seconds: number, micros = 0): Buffer {
  const copy = Buffer.from(record);
  copy.writeUInt32LE(seconds, 0);
  copy.writeUInt32LE(micros, 4);
  return copy;
}

/** The fixture at ten packets a second of the capture's time. */
const slow = Buffer.concat([
  header,
  ...records.map((record, i) => at(record, 1_700_000_000 + Math.floor(i / 10), (i % 10) * 100_000)),
]);
/** Written once: several tests read it at the same time. */
const slowFile = file("slow.pcap", slow);

test.concurrent("--json --interval: a line an interval, and in all of them every packet once", async () => {
  const { code, stdout, stderr } = await overshark(["--json", "--interval", "2", slowFile]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = parsed(stdout);
  const final = lines.pop();
  expect(lines.map(({ schema }) => schema)).toEqual(lines.map(() => "overshark/live/1"));
  // As many whole intervals of 20 packets as there are, and the rest.
  const whole = Math.ceil(records.length / 20);
  expect(lines.map(({ packets }) => packets)).toEqual(
    Array.from({ length: whole }, (_, i) => Math.min(20, records.length - 20 * i)),
  );
  for (const [i, line] of lines.entries()) {
    expect(line.from).toBe(
      new Date((1_700_000_000 + 2 * i) * 1000).toISOString().replace(".000Z", ".000000000Z"),
    );
    const sizes = records.slice(20 * i, 20 * i + 20).map((record) => record.readUInt32LE(12));
    const bytes = sizes.reduce((sum, n) => sum + n, 0);
    expect(line).toMatchObject({ bytes, total_packets: Math.min(20 * i + 20, records.length) });
    if (i < whole - 1)
      expect(line).toMatchObject({ interval_s: 2, packets_per_s: 10, bits_per_s: bytes * 4 });
    // Conservation, at every moment.
    const sums = (key: string) =>
      lines.slice(0, i + 1).flatMap(({ tenants }) => tenants.map((t: never) => t[key]));
    const total = (key: string) => sums(key).reduce((sum: number, n: number) => sum + n, 0);
    for (const key of ["packets", "bytes"])
      expect(total(key) + line.unattributed[`total_${key}`] + line.waiting[key]).toBe(line[`total_${key}`]);
  }
  expect(lines.some(({ waiting }) => waiting.packets > 0)).toBe(true);
  expect(lines.at(-1).waiting).toEqual({ packets: 0, bytes: 0 });

  // The last line is the report as ever; what the intervals gave each tenant is what it says.
  const plain = await overshark(["--json", slowFile]);
  expect(final).toEqual(JSON.parse(plain.stdout));
  for (const { tenant, packets, bytes } of final.tenants) {
    const own = lines.flatMap(({ tenants }) =>
      tenants.filter((t: { tenant: string }) => t.tenant === tenant),
    );
    expect(own.reduce((sum, t) => sum + t.packets, 0)).toBe(packets);
    expect(own.at(-1)).toMatchObject({ total_packets: packets, total_bytes: bytes });
  }

  // Law 2: the clock has no say in it.
  const piped = await overshark(["--json", "--live"], { input: pieces(slow, 4000) });
  expect(piped.stdout).toBe(stdout.replace(JSON.stringify(slowFile), '"-"'));
});

test.concurrent("a pipe that is silent: intervals without packets", async () => {
  const child = start(["--json", "--interval", "100ms"], { stdin: "pipe" });
  const end = answer(child);
  let text = "";
  child.stdout?.on("data", (data) => {
    text += data;
  });
  const silences = () => text.match(/"interval_s":0\.1,"packets":0,/g)?.length ?? 0;
  await write(child, slow);
  while (silences() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  child.stdin?.end();
  const lines = parsed((await end).stdout);
  lines.pop();
  const silent = lines.filter(({ packets }) => packets === 0);
  expect(silent.length).toBeGreaterThanOrEqual(3);
  expect(lines.reduce((sum, { packets }) => sum + packets, 0)).toBe(records.length);
  expect(silent[0].tenants).toEqual([]);
});

test.concurrent("-Y: the intervals of a capture that holds only these packets", async () => {
  const { stdout } = await overshark(["--json", "--interval", "2s", "-Y", "vxlan", slowFile]);
  const lines = parsed(stdout);
  const final = lines.pop();
  expect(final.capture.packets).toBeGreaterThan(0);
  expect(final.capture.packets).toBeLessThan(records.length);
  expect(lines.reduce((sum, { packets }) => sum + packets, 0)).toBe(final.capture.packets);
});

test.concurrent("what cannot be shown is told in a line", async () => {
  for (const args of [["--live"], ["--interval", "2"]])
    expect(await overshark([...args, NAME])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "overshark: what is shown while packets come needs a terminal. Elsewhere, add --json.\n",
    });
  const wrong = await overshark(["--json", "--interval", "soon", NAME]);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toMatch(/^overshark: --interval takes a time such as 100ms or 2s, not "soon"\./);
  // Off is off.
  const off = await overshark(["--json", "--interval", "0", NAME]);
  expect(off.stdout).toBe((await overshark(["--json", NAME])).stdout);
});

/** Bytes that the process has at most held in memory, in MB. Linux tells. */
const peak = (child: ChildProcess) =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;
const isLinux = process.platform === "linux";
const onLinux = isLinux ? "" : " (skipped: memory is looked up in Linux' /proc)";

test
  .skipIf(!isLinux)
  .concurrent(`memory does not grow with what comes through the pipe${onLinux}`, async () => {
    const block = Buffer.concat(Array.from({ length: 20 }, () => records).flat());
    const child = start(["--json", "--interval", "1h"], { stdin: "pipe" });
    const end = answer(child);
    await write(child, header);
    const send = async (megabytes: number) => {
      for (let sent = 0; sent < megabytes * 1e6; sent += block.length) await write(child, block);
    };
    await send(30);
    const before = peak(child);
    await send(150);
    expect(peak(child) - before).toBeLessThan(25);
    child.stdin?.end();
    expect(JSON.parse((await end).stdout.trimEnd().split("\n").at(-1) ?? "").capture.packets).toBeGreaterThan(
      1e5,
    );
  });

test.concurrent("who cannot write does not read: the pipe fills up, and nothing is lost", async () => {
  // An interval a packet: far more comes out than nobody takes.
  const child = start(["--json", "--interval", "1us"], { stdin: "pipe" });
  child.stderr?.resume();
  let written = 0;
  const stalled = async () => {
    for (let last = -1; last < written; ) {
      last = written;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  };
  child.stdin?.on("error", () => {});
  const rounds = Array.from({ length: 40 }, (_, i) =>
    Buffer.concat(records.map((record, n) => at(record, 1e9 + i, n))),
  );
  const send = (async () => {
    await write(child, header);
    for (const round of rounds) {
      for (const piece of pieces(round, 16_384)) {
        await write(child, piece);
        written += piece.length;
      }
    }
  })();
  await stalled();
  // Two pipes, their ends in both processes, and what one read takes: not what was to be written.
  expect(written).toBeLessThan(rounds[0].length * 20);
  const end = answer(child);
  await send;
  child.stdin?.end();
  const lines = parsed((await end).stdout);
  expect(lines.at(-1).capture.packets).toBe(40 * records.length);
}, 60_000);

/** A terminal from util-linux. */
const hasTerminal = isLinux && spawnSync("script", ["--version"]).status === 0;
const onTerminal = hasTerminal ? "" : " (skipped: no `script` of util-linux, which makes a terminal)";

/** Runs a shell command on a terminal of 100 columns and 30 lines. @returns all that was written to it */
function terminal(command: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn("script", ["-qec", `stty cols 100 rows 30; ${command}`, "/dev/null"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, TERM: "xterm", ...env },
    cwd: path,
  });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  return new Promise((resolve) => child.on("close", () => resolve(text)));
}

const HOME = "\u001b[H";

test
  .skipIf(!hasTerminal)
  .concurrent(`a pipe on a terminal: a picture in place, then the report${onTerminal}`, async () => {
    // Packets in the first half second, the rest later: more than one picture.
    const half = header.length + Buffer.concat(records.slice(0, records.length >> 1)).length;
    const pour = `(head -c ${half} slow.pcap; sleep 2; tail -c +${half + 1} slow.pcap; sleep 1.2)`;
    const [picture, still, plain] = await Promise.all([
      terminal(`${pour} | ${SHELL_COMMAND} --interval 500ms --color never`),
      terminal(`${pour} | ${SHELL_COMMAND} --interval 0 --color never`),
      overshark([slowFile]),
    ]);
    const report = plain.stdout.replace(/^.*\n/, "standard input\n").split("\n");
    expect(picture.split(HOME).length).toBeGreaterThan(3);
    expect(picture).toContain("rate now");
    expect(picture).toContain("in the last 500 ms of the capture");
    // The figures are new ones from picture to picture.
    const rates = picture.match(/[\d.,]+ [kM]?bit\/s, [\d.,]+ packets\/s in the last/g) ?? [];
    expect(new Set(rates).size).toBeGreaterThan(1);
    const shown = (text: string) => text.slice(-2000).replaceAll("\r", "");
    for (const text of [picture, still]) expect(shown(text)).toContain(report.slice(-12).join("\n"));
    expect(still).not.toContain(HOME);
    // The terminal wraps lines and shows its cursor, at the end as between two pictures.
    expect(picture.lastIndexOf("\u001b[?7h")).toBeGreaterThan(picture.lastIndexOf("\u001b[?7l"));
    expect(picture.lastIndexOf("\u001b[?25h")).toBeGreaterThan(picture.lastIndexOf("\u001b[?25l"));
  });

test
  .skipIf(!hasTerminal)
  .concurrent(
    `read on a terminal: who watches does not wait for parts that were lost${onTerminal}`,
    async () => {
      const half = records.length >> 1;
      const size = header.length + Buffer.concat(records.slice(0, half)).length;
      const pour = `(head -c ${size} slow.pcap; sleep 3; echo later >&2)`;
      const command = `${SHELL_COMMAND} read --color never -T fields -e frame.number -`;
      const [seen, waiting, asked] = await Promise.all([
        terminal(`${pour} | ${command}`),
        terminal(`${pour} | ${command} | cat`, { CI: "1" }),
        terminal(`${pour} | ${command} -l | cat`, { CI: "1" }),
      ]);
      const numbers = Array.from({ length: half }, (_, i) => `${i + 1}\r\n`).join("");
      expect(seen).toBe(`${numbers}later\r\n`);
      expect(asked).toBe(seen);
      // Else there was nothing to wait for.
      expect(waiting).not.toBe(seen);
      expect(waiting.replace("later\r\n", "")).toBe(numbers);
    },
  );

test
  .skipIf(!hasTerminal)
  .concurrent(`progress: on a terminal, after a second, and taken away${onTerminal}`, async () => {
    const pour = "(cat slow.pcap; sleep 2.5)";
    const line = new RegExp(`\\r\\u001b\\[K[\\d.]+ kB, ${records.length} packets, [\\d.]+ kB/s`);
    const [long, quick, quiet, ci] = await Promise.all([
      terminal(`stty cols 0; ${pour} | ${SHELL_COMMAND} --json > out.json`),
      terminal(`cat slow.pcap | ${SHELL_COMMAND} --json > quick.json`),
      terminal(`${pour} | ${SHELL_COMMAND} --json -q > quiet.json`),
      terminal(`${pour} | ${SHELL_COMMAND} --json > ci.json`, { CI: "1" }),
    ]);
    expect(long).toMatch(line);
    expect(long.endsWith("\r\u001b[K")).toBe(true);
    expect([quick, quiet, ci]).toEqual(["", "", ""]);
    expect(JSON.parse(readFileSync(join(path, "out.json"), "utf8")).capture.packets).toBe(records.length);
  });
