// `read -w` and -Y as a user runs them: what is written is read back, by tshark too where there is one.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packetsOf } from "../support/capture.ts";
import { directory, FIXTURES, fixture, overshark, recordsOf, report, SHELL_COMMAND } from "./program.ts";

const dir = directory();
let count = 0;
const target = () => join(dir.path, `${count++}.out`);

const hasTshark = spawnSync("tshark", ["-v"]).status === 0;
/** What tshark tells of each packet of a capture, and its bytes. */
function tshark(file: string): string {
  const fields =
    "frame.number frame.time_epoch frame.len frame.cap_len frame.encap_type frame.interface_name";
  const names = fields.split(" ").flatMap((name) => ["-e", name]);
  const outputs = [["-T", "fields", ...names], ["-x"]].map((output) => {
    const { stdout, status } = spawnSync("tshark", ["-n", "-r", file, ...output]);
    expect(status).toBe(0);
    return String(stdout);
  });
  expect(outputs[0].length).toBeGreaterThan(0);
  return outputs.join("");
}

async function write(file: string, ...args: string[]): Promise<void> {
  const answer = await overshark(["read", "-w", file, ...args]);
  expect(answer).toMatchObject({ code: 0, stdout: "", stderr: "" });
}

const CAPTURES = [
  "datacenter.pcapng",
  "stt/02-in-order.pcap",
  "formats/link-linux-cooked-2.pcap",
  "formats/cut-in-udp-header.pcap",
  "mixed/random-shuffled.pcapng",
];

describe.each(CAPTURES)("%s", (name) => {
  const original = join(FIXTURES, name);

  test("is written as it was: packets, lengths, times, format", async () => {
    const file = target();
    await write(file, original);
    expect(await packetsOf(file)).toEqual(await packetsOf(original));
    expect(readFileSync(file).subarray(0, 4)).toEqual(readFileSync(original).subarray(0, 4));
  });

  test.runIf(hasTshark)("and tshark reads the same packets from it", async () => {
    const file = target();
    await write(file, original);
    expect(tshark(file)).toBe(tshark(original));
  });
});

test("a pcap of nanoseconds stays one", async () => {
  const { header, records } = recordsOf(fixture("stt/02-in-order.pcap"));
  header.writeUInt32LE(0xa1b23c4d, 0);
  records[1].writeUInt32LE(123_456_789, 4);
  const [original, file] = [dir.file("nano.pcap", Buffer.concat([header, ...records])), target()];
  await write(file, original);
  expect(readFileSync(file)).toEqual(readFileSync(original));
});

test("-F: another format", async () => {
  const file = target();
  await write(file, "-F", "pcapng", "stt/02-in-order.pcap");
  expect(readFileSync(file).readUInt32LE(0)).toBe(0x0a0d0d0a);
  expect(await packetsOf(file)).toEqual(await packetsOf(join(FIXTURES, "stt/02-in-order.pcap")));
});

test("-w -: a pipe, out of which the same report comes", async () => {
  const child = await overshark(["read", "-w", target(), "-F", "pcap", "-c", "1", "stt/02-in-order.pcap"]);
  expect(child.code).toBe(0);
  const pipe = spawnSync(
    "sh",
    ["-c", `${SHELL_COMMAND} read -w - datacenter.pcapng | ${SHELL_COMMAND} --json -`],
    { cwd: FIXTURES },
  );
  const piped = JSON.parse(String(pipe.stdout));
  const direct = await report(["datacenter.pcapng"]);
  expect({ ...piped, capture: { ...piped.capture, files: [] } }).toEqual({
    ...direct,
    capture: { ...direct.capture, files: [] },
  });
});

test("-P prints the packets beside", async () => {
  const file = target();
  const { stdout, code } = await overshark(["read", "-P", "-w", file, "stt/02-in-order.pcap"]);
  expect([code, stdout.trimEnd().split("\n").length, (await packetsOf(file)).length]).toEqual([0, 3, 3]);
});

describe("refused", () => {
  test("link types that one pcap cannot hold, with the way out", async () => {
    const [a, b] = ["stt/02-in-order.pcap", "formats/link-linux-cooked.pcap"];
    const { code, stderr } = await overshark(["read", "-w", target(), a, b]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/packet 4 is of link type LINUX_SLL.*-F pcapng/);
    const file = target();
    await write(file, "-F", "pcapng", a, b);
    expect(new Set((await packetsOf(file)).map(({ linktype }) => linktype))).toEqual(new Set([1, 113]));
  });

  test("the capture that is read, which stays as it was", async () => {
    const before = fixture("stt/02-in-order.pcap");
    const file = dir.file("own.pcap", before);
    const { code, stderr } = await overshark(["read", "-w", file, file]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is a capture that is read/)]);
    expect(readFileSync(file)).toEqual(before);
  });

  test("a capture that is not there: nothing is made", async () => {
    const file = target();
    expect((await overshark(["read", "-w", file, "nowhere.pcap"])).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  test("a directory that is not there", async () => {
    const { code, stderr } = await overshark(["read", "-w", join(dir.path, "no/such"), "datacenter.pcapng"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/cannot be written \(ENOENT\)/)]);
  });

  test.runIf(process.platform === "linux")("a terminal", () => {
    const program = `${SHELL_COMMAND} read -w - stt/02-in-order.pcap`;
    const { status, stdout } = spawnSync("script", ["-qec", program, "/dev/null"], { cwd: FIXTURES });
    expect(status).toBe(2);
    expect(String(stdout)).toMatch(/does not write a capture to a terminal/);
  });

  test("-P without a file", async () => {
    expect((await overshark(["read", "-P", "stt/02-in-order.pcap"])).code).toBe(2);
    expect((await overshark(["read", "-P", "-w", "-", "stt/02-in-order.pcap"])).code).toBe(2);
  });
});

describe("a filter", () => {
  test("writes every piece of a tenant's frames, of which one alone names the tenant", async () => {
    const file = target();
    await write(file, "-Y", 'overshark.tenant == "stt:42"', "datacenter.pcapng");
    const isWanted = ({ tenant }: { tenant: string }) => tenant === "stt:42";
    const original = (await report(["datacenter.pcapng"])).tenants.find(isWanted);
    const { tenants, unattributed, stt } = await report([file]);
    expect(tenants).toEqual([original]);
    expect(unattributed.packets).toBe(0);
    expect(stt.pieces).toBeGreaterThan(stt.frames_complete);
  });

  test.each([
    ["datacenter.pcapng", 'overshark.tenant == "stt:42"'],
    ["datacenter.pcapng", "vxlan.vni == 400"],
    ["datacenter.pcapng", "udp.dstport == 4789 and tcp.flags.syn == 1"],
    ["datacenter.pcapng", "frame.number < 100"],
    ["datacenter.pcapng", "frame.time_delta < 0.0001"],
    ["datacenter.pcapng", "not overshark.tenant"],
    ["mixed/random-lossy.pcap", "ip.flags.mf == 1 or ip.frag_offset > 0"],
    ["mixed/random-lossy.pcap", "stt"],
    ["mixed/random-lossy.pcap", "data"],
    ["mixed/random-shuffled.pcapng", "ip.ttl == 64"],
    ["mixed/random-shuffled.pcapng", "arp"],
  ])("%s with %s: the report is that of a capture that held only these", async (name, filter) => {
    const file = target();
    await write(file, "-Y", filter, name);
    const [direct, through] = [await report(["-Y", filter, name]), await report([file])];
    direct.capture.files = [];
    through.capture.files = [];
    expect(direct).toEqual(through);
    expect(direct.capture.packets).toBe((await packetsOf(file)).length);
  });

  test("keeps the numbers of the packets that it shows", async () => {
    const { stdout } = await overshark([
      "read",
      "-Y",
      "frame.number >= 3",
      "-T",
      "fields",
      "-e",
      "frame.number",
      "-c4",
      "datacenter.pcapng",
    ]);
    expect(stdout).toBe("3\n4\n");
  });

  test.each([["read"], ["stats"]])("%s: what is wrong with it is pointed at", async (command) => {
    const { code, stdout, stderr } = await overshark([
      command,
      "-Y",
      "ip.src == 10.0.0.1 and vxlan.vnj == 3",
      "datacenter.pcapng",
    ]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n").slice(1)).toEqual([
      "ip.src == 10.0.0.1 and vxlan.vnj == 3",
      "                       ^~~~~~~~~",
      "",
    ]);
    expect(stderr).toMatch(/^overshark: .*vxlan\.vni/);
  });
});
