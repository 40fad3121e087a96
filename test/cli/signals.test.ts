import type { ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { answer, fixture, IS_SCRIPT, overshark, recordsOf, start, write } from "./program.ts";

// More than a pipe holds: once it is written, the program is reading, and answers signals.
const { header, records } = recordsOf(fixture("mixed/random-lossy.pcap"));
const TIMES = 40;
const many = Buffer.concat([header, ...Array.from({ length: TIMES }, () => records).flat()]);
const packets = TIMES * records.length;
const bytes = TIMES * records.reduce((sum, record) => sum + record.readUInt32LE(12), 0);
const COUNTS = new RegExp(`^overshark: ${packets} packets, ${bytes} bytes up to standard input$`, "m");

const piped = () => start(["--json"], { stdin: "pipe" });

/** Asks for the counts until everything that was written is in them. */
async function allCounted(child: ChildProcess): Promise<void> {
  let told = "";
  child.stderr?.on("data", (data) => {
    told += data;
  });
  while (!COUNTS.test(told)) {
    child.kill("SIGUSR1");
    await new Promise((resolve) => child.stderr?.once("data", resolve));
  }
}

test("SIGUSR1 tells the counts so far, and reading goes on", async () => {
  const child = piped();
  const end = answer(child);
  await write(child, many);
  await allCounted(child);
  child.stdin?.end(Buffer.concat(records));
  const { code, stdout, stderr } = await end;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(overshark: \d+ packets, \d+ bytes up to standard input\n)+$/);
  expect(JSON.parse(stdout).capture.packets).toBe(packets + records.length);
});

test("SIGINT on a pipe ends it: the report so far, exit 0", async () => {
  const child = piped();
  const end = answer(child);
  await write(child, many);
  await allCounted(child);
  // Half a record is no damage when a person has stopped it.
  await write(child, records[0].subarray(0, 20));
  child.kill("SIGINT");
  const { code, signal, stdout, stderr } = await end;
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(stderr).toMatch(/^(overshark: \d+ packets, [^\n]*\n)+$/);
  const whole = await overshark(["--json"], { input: [many] });
  expect(whole.code).toBe(0);
  expect(stdout).toBe(whole.stdout);
});

const EARLY = "somebody listens for SIGUSR1 before anything else of the program has run";
const HOW = IS_SCRIPT ? "" : " (skipped: an executable takes no options of Node's, by which that is watched)";
test.skipIf(!IS_SCRIPT)(`${EARLY}${HOW}`, async () => {
  // Until then Node opens a debugger's port for it; only an option of newer versions could change that.
  const child = start(["--json"], {
    stdin: "pipe",
    node: ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`],
  });
  const end = answer(child);
  child.stdin?.end(many);
  const { code, stderr } = await end;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^first\novershark: ([^\n]* packets, [^\n]*|nothing was read yet)\n$/);
});

/** Sends the signal when somebody listens for it, and tells whether a listener of the program's was there before. */
const WATCH = `let others = 0; process.on("newListener", (name) => { if (name !== "SIGUSR1") { others++; return; }
  process.stderr.write(others === 0 ? "first\\n" : "late\\n");
  queueMicrotask(() => process.kill(process.pid, "SIGUSR1")); });`;
