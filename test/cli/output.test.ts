import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import {
  answer,
  directory,
  FIXTURES,
  fixture,
  IS_SCRIPT,
  overshark,
  SHELL_COMMAND,
  start,
} from "./program.ts";

const SOUND = "formats/link-ppp.pcap";
const ESC = "\u001b";
const { path, file } = directory();

test.concurrent.each<[string, string[], Record<string, string>, boolean]>([
  ["a pipe", [], {}, false],
  ["--color always", ["--color", "always"], { NO_COLOR: "1" }, true],
  ["--color never", ["--color=never"], { FORCE_COLOR: "1" }, false],
  ["FORCE_COLOR", [], { FORCE_COLOR: "1" }, true],
  ["CLICOLOR_FORCE", [], { CLICOLOR_FORCE: "1" }, true],
  ["FORCE_COLOR that says no", [], { FORCE_COLOR: "0" }, false],
  ["NO_COLOR before FORCE_COLOR", [], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("colour with %s: only where it is wanted", async (_, args, env, colored) => {
  const { code, stdout, stderr } = await overshark([...args, SOUND], { env });
  // Node would warn of NO_COLOR beside FORCE_COLOR.
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.includes(ESC)).toBe(colored);
  expect(stdout).toContain("7 packets");
});

test.concurrent("--json is never coloured", async () => {
  const { stdout } = await overshark(["--json", "--color", "always", SOUND]);
  expect(stdout).not.toContain(ESC);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

test.concurrent("names with control characters do not act on the terminal", async () => {
  const name = `${ESC}[31mred\n\u202e\u009b1m.pcap`;
  file(name, fixture("formats/damage-in-last-record.pcap"));
  const text = await overshark([name], { cwd: path });
  expect(text.code).toBe(3);
  expect(text.stderr).toMatch(
    /^overshark: \\033\[31mred\\n\\u\{202e\}\\u\{9b\}1m\.pcap: packet 5, [^\n]*\n$/,
  );
  expect(text.stdout + text.stderr).not.toMatch(CONTROLS);

  const json = await overshark(["--json", "-q", name], { cwd: path });
  expect(json.stdout).not.toMatch(CONTROLS);
  expect(JSON.parse(json.stdout).capture.files).toEqual([name]);

  const missing = await overshark([`no${ESC}]0;title\u0007`]);
  expect(missing.stderr).toMatch(/^overshark: no\\033\]0;title\\a: no such file\. [^\n]*\n$/);
});

/** The program in a pipeline of the shell's; its exit code goes to standard error. */
function pipeline(args: string, reader: string): ReturnType<typeof answer> {
  const command = `{ ${SHELL_COMMAND} ${args}; echo "exit $?" >&2; } | ${reader}`;
  return answer(spawn("sh", ["-c", command], { cwd: FIXTURES, stdio: ["ignore", "pipe", "pipe"] }));
}

test.concurrent("| head -1: silent, exit 0", async () => {
  const { stdout, stderr } = await pipeline("--json datacenter.pcapng", "head -n 1");
  expect({ stdout, stderr }).toEqual({ stdout: "{\n", stderr: "exit 0\n" });
});

test.concurrent("a reader that is gone from the beginning", async () => {
  const { stdout, stderr } = await pipeline("datacenter.pcapng", "true");
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "exit 0\n" });
});

if (existsSync("/dev/full"))
  test.concurrent("a full disk is told in one line", async () => {
    const { stderr } = await pipeline(`${SOUND} > /dev/full`, "cat");
    expect(stderr).toBe("overshark: the result could not be written (ENOSPC).\nexit 2\n");
  });

/** Bugs are planted by an option of Node's. */
const planted = test.skipIf(!IS_SCRIPT);
const WHERE = IS_SCRIPT
  ? ""
  : " (skipped: an executable takes no options of Node's, by which bugs are planted)";

planted.concurrent(`a bug of ours is one line, and the stack only for who wants it${WHERE}`, async () => {
  const node = [
    "--import",
    "data:text/javascript,JSON.stringify=()=>{throw new TypeError('planted\\nhere')}",
  ];
  const line =
    "overshark: this is a bug in overshark: TypeError: planted\\nhere. OVERSHARK_DEBUG=1 shows where.\n";
  const plain = await overshark(["--json", SOUND], { node });
  expect(plain).toMatchObject({ code: 2, stdout: "", stderr: line });
  const debug = await overshark(["--json", SOUND], { node, env: { OVERSHARK_DEBUG: "1" } });
  expect(debug.code).toBe(2);
  expect(debug.stderr.startsWith(line)).toBe(true);
  expect(debug.stderr).toMatch(/\n +at .*(overshark\.js|(program|stats)\.cjs):\d/);
});

planted.concurrent(`one that comes from nowhere also${WHERE}`, async () => {
  const stray = "()=>Promise.reject(new RangeError('stray'))";
  const hook = `process.on("newListener",(name)=>{if(name==="SIGINT")setImmediate(${stray})})`;
  // Standard input stays open: nothing else ends the program.
  const child = start(["-"], { node: ["--import", `data:text/javascript,${hook}`], stdin: "pipe" });
  expect(await answer(child)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "overshark: this is a bug in overshark: RangeError: stray. OVERSHARK_DEBUG=1 shows where.\n",
  });
  child.stdin?.destroy();
});
