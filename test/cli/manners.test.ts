// Manners that every command has, whatever it does.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { parse } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { answer, directory, FIXTURES, IS_SCRIPT, overshark, SHELL_COMMAND } from "./program.ts";

vi.stubGlobal("OVERSHARK_VERSION", "0");

const CAPTURE = "formats/pcap-microsecond.pcap";
/** What a command is given to print something; a capture, if nothing is said here. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  check: ["--expect", "packets > 0", CAPTURE],
  fields: ["vxlan"],
  protocols: ["vxlan"],
  completion: ["bash"],
  nat: ["nat/random-any.pcap"],
};

const named = COMMANDS.map(({ name }) => [name] as const);
const words = (name: string): string[] => [name, ...(GIVEN[name] ?? [CAPTURE])];
const dir = directory();

/** Node that lets nothing be written and no other program run. */
const PERMISSION = ["--permission", "--experimental-permission"].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);
const LOCKED = ["--no-warnings", PERMISSION ?? "", "--allow-fs-read=*", "--allow-worker"];
/** … and no socket be connected or opened, and no name looked up. */
const OFFLINE = `data:text/javascript,${encodeURIComponent(`
  import net from "node:net"; import dns from "node:dns"; import dgram from "node:dgram";
  import { syncBuiltinESMExports } from "node:module";
  const forbid = (of, name) => { of[name] = () => { console.error("network: " + name); process.exit(99); }; };
  forbid(net.Socket.prototype, "connect"); forbid(net.Server.prototype, "listen");
  forbid(dgram.Socket.prototype, "bind"); forbid(dgram.Socket.prototype, "send");
  for (const name of ["lookup", "resolve", "reverse", "lookupService"]) forbid(dns, name);
  globalThis.fetch = forbid; syncBuiltinESMExports();
`)}`;

const LOCK = IS_SCRIPT
  ? ", no file written, no network"
  : " (not locked: an executable takes no options of Node's)";

describe.each(named)("%s", (name) => {
  test.concurrent(`prints something, without colour where NO_COLOR is set${LOCK}`, async () => {
    const way = IS_SCRIPT ? { node: [...LOCKED, "--import", OFFLINE] } : {};
    const env = { NO_COLOR: "1", FORCE_COLOR: "1" };
    const { code, stdout, stderr } = await overshark(words(name), { ...way, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toBe("");
    expect(stdout).not.toContain("\u001b");
  });

  test.concurrent("--help: under 80 columns, as it was written, with examples", async () => {
    const { code, stdout, stderr } = await overshark([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of stdout.split("\n")) expect([...line].length, line).toBeLessThan(80);
    const command = COMMANDS.find((c) => c.name === name);
    const printed = stdout.split("\n").map((line) => line.trim());
    // A line that is too long would be broken.
    for (const line of command?.usage.split("\n") ?? []) expect(printed).toContain(line.trim());
    for (const [line] of command?.examples ?? []) expect(stdout).toContain(line);
    expect(stdout).toContain("Exit status: 0 ");
    expect((await overshark(["help", name])).stdout).toBe(stdout);
  });

  test.concurrent("a reader that goes away ends it in silence", async () => {
    const line = `{ ${SHELL_COMMAND} ${words(name)
      .map((w) => `'${w}'`)
      .join(" ")}; echo "exit $?" >&2; } | true`;
    const child = spawn("sh", ["-c", line], { cwd: FIXTURES, stdio: ["ignore", "pipe", "pipe"] });
    const { stdout, stderr } = await answer(child);
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "exit 0\n" });
  });

  test("an option that does not exist is told, with the nearest that does", async () => {
    await expect(parse([name, "--hepl"])).rejects.toThrow(
      expect.objectContaining({ message: "unknown option --hepl", hint: "Did you mean --help?" }),
    );
  });
});

test.skipIf(!IS_SCRIPT)(`the lock would tell${LOCK}`, async () => {
  const write = ["read", "-w", `${dir.path}/x.pcap`, CAPTURE];
  const { code, stderr } = await overshark(write, { node: LOCKED });
  expect([code, stderr]).toEqual([2, expect.stringContaining("ERR_ACCESS_DENIED")]);
  const hook = 'data:text/javascript,import net from "node:net";net.connect(9)';
  const online = await overshark(["--version"], { node: ["--import", OFFLINE, "--import", hook] });
  expect(online).toMatchObject({ code: 99, stderr: "network: connect\n" });
});

test.runIf(!IS_SCRIPT)("an empty directory that the executable runs in stays empty", async () => {
  for (const [name] of named) {
    const args = words(name).map((word) => (word.includes("/") ? `${FIXTURES}/${word}` : word));
    await overshark(args, { cwd: dir.path, env: { HOME: dir.path, TMPDIR: dir.path } });
  }
  expect(readdirSync(dir.path)).toEqual([]);
});
