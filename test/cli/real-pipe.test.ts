// tcpdump on a veth between two network namespaces, the kernel's VXLAN, a real client, overshark behind the pipe:
// what it says at the end is what it says of the file that was written at the same time.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answer, directory, overshark, SHELL_COMMAND } from "./program.ts";

const [A, B] = ["a", "b"].map((side) => `overshark-${process.pid}-${side}`);
const { path } = directory();

function ran(command: string, ...args: string[]): string {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? "" : (error?.message ?? `${command} ${args.join(" ")}: ${stderr}`.trim());
}
const ip = (words: string) => ran("ip", ...words.split(" "));

/** Two namespaces with a wire between them. @returns why not; empty if it is done */
function wire(): string {
  if (process.platform !== "linux") return "this is no Linux";
  if (process.getuid?.() !== 0) return "only root makes network namespaces";
  if (spawnSync("tcpdump", ["--version"]).status !== 0) return "tcpdump is not installed";
  for (const words of [
    `netns add ${A}`,
    `netns add ${B}`,
    `link add ov0 netns ${A} type veth peer name ov0 netns ${B}`,
    `-n ${A} address add 192.0.2.1/24 dev ov0`,
    `-n ${B} address add 192.0.2.2/24 dev ov0`,
    `-n ${A} link set ov0 up`,
    `-n ${B} link set ov0 up`,
    `-n ${A} link set lo up`,
    `-n ${B} link set lo up`,
  ]) {
    const wrong = ip(words);
    if (wrong !== "") return wrong;
  }
  return "";
}

/** Two tenants in tunnels over it. */
function tunnels(): string {
  for (const id of [42, 43])
    for (const [n, space] of [A, B].entries())
      for (const words of [
        `-n ${space} link add vx${id} type vxlan id ${id} local 192.0.2.${n + 1} remote 192.0.2.${2 - n} dstport 4789 dev ov0`,
        `-n ${space} address add 10.${id}.0.${n + 1}/24 dev vx${id}`,
        `-n ${space} link set vx${id} up`,
      ]) {
        const wrong = ip(words);
        if (wrong !== "") return wrong;
      }
  return "";
}

const unwired = wire();
const untunnelled = unwired === "" ? tunnels() : unwired;
afterAll(() => {
  for (const space of [A, B]) ip(`netns del ${space}`);
});

const CONNECTIONS = 12;
/** An HTTP server, and a client with so many connections to it in each tunnel; each says when it is done. */
const SERVER = `require("node:http").createServer((q, s) => s.end("x".repeat(20000))).listen(8080, "0.0.0.0", () => console.log("up"))`;
const CLIENT = `(async () => { for (const id of [42, 43]) for (let i = 0; i < ${CONNECTIONS}; i++)
  await new Promise((resolve, reject) => require("node:http").get({ host: "10." + id + ".0.2", port: 8080, agent: false, timeout: 5000 },
    (s) => s.resume().on("end", resolve)).on("error", reject)); })()`;
/** In place of the kernel: VXLAN packets with an UDP packet inside, to whom it may concern. */
const SENDER = `const s = require("node:dgram").createSocket("udp4"); (async () => { for (const id of [42, 43])
  for (let i = 0; i < ${CONNECTIONS}; i++) { const b = Buffer.alloc(8 + 14 + 20 + 8); b[0] = 8; b.writeUIntBE(id, 4, 3);
  b.writeUInt16BE(0x0800, 20); b[22] = 0x45; b.writeUInt16BE(28, 24); b[30] = 64; b[31] = 17; b.writeUInt32BE(0x0a000001, 34);
  b.writeUInt32BE(0x0a000002, 38); b.writeUInt16BE(1000 + i, 42); b.writeUInt16BE(53, 44); b.writeUInt16BE(8, 46);
  await new Promise((done, fail) => s.send(b, 4789, "192.0.2.2", (e) => e ? fail(e) : done())); } s.close(); })()`;

const inside = (space: string, script: string) =>
  spawn("ip", ["netns", "exec", space, process.execPath, "-e", script], {
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Captures on the wire while `traffic` goes; the shell's own pipe is what overshark reads. */
async function captured(traffic: () => Promise<void>): Promise<void> {
  const [pid, file] = [join(path, "pid"), join(path, "wire.pcap")];
  const tcpdump = `ip netns exec ${A} sh -c 'echo $$ > "${pid}"; exec tcpdump -U -w - -i ov0'`;
  const line = `${tcpdump} | tee "${file}" | ${SHELL_COMMAND} --json --interval 200ms`;
  const pipeline = spawn("sh", ["-c", line], { stdio: ["ignore", "pipe", "pipe"] });
  const end = answer(pipeline);
  await new Promise<void>((resolve, reject) => {
    let said = "";
    pipeline.stderr.on("data", (data) => {
      said += data;
      if (said.includes("listening on")) resolve();
    });
    pipeline.on("close", () => reject(new Error(said)));
  });
  await traffic();
  // Linux hands packets over in blocks, a second apart at most.
  await new Promise((resolve) => setTimeout(resolve, 1300));
  process.kill(Number(readFileSync(pid, "utf8")), "SIGINT");
  const { code, stdout } = await end;
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  const live = lines.pop();
  const written = await overshark(["--json", file]);
  expect(written).toMatchObject({ code: 0, stderr: "" });
  const whole = JSON.parse(written.stdout);
  expect({ ...live, capture: { ...live.capture, files: [] } }).toEqual({
    ...whole,
    capture: { ...whole.capture, files: [] },
  });
  // tcpdump's own count of what is in the file, and ours of what came interval by interval.
  // Older ones cannot count.
  const counted = spawnSync("tcpdump", ["-r", file, "--count"], { encoding: "utf8" });
  if (counted.status === 0) expect(counted.stdout).toMatch(new RegExp(`^${live.capture.packets} packets`));
  expect(lines.reduce((sum, { packets }) => sum + packets, 0)).toBe(live.capture.packets);
  for (const id of ["42", "43"]) {
    const tenant = live.tenants.find((t: { tenant: string }) => t.tenant === `vxlan:${id}`);
    expect(tenant.conversations).toBeGreaterThanOrEqual(CONNECTIONS);
    expect(tenant.tunnels).toMatchObject([{ a: "192.0.2.1", b: "192.0.2.2" }]);
  }
}

const done = (child: ReturnType<typeof inside>) =>
  new Promise<void>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
    });
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });

test.skipIf(untunnelled !== "")(
  `tcpdump | overshark, the kernel's VXLAN${untunnelled === "" ? "" : ` (skipped: ${untunnelled})`}`,
  async () => {
    const server = inside(B, SERVER);
    try {
      await new Promise((resolve, reject) => {
        server.stdout.once("data", resolve);
        server.on("close", reject);
      });
      await captured(() => done(inside(A, CLIENT)));
    } finally {
      server.kill();
    }
  },
);

const fallback = untunnelled === "" || unwired !== "";
const why = unwired !== "" ? unwired : "the kernel's VXLAN was used";
test.skipIf(fallback)(
  `tcpdump | overshark, VXLAN made by a program since the kernel has none${fallback ? ` (skipped: ${why})` : ""}`,
  () => captured(() => done(inside(A, SENDER))),
);
