import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { captured, ethernet, type Said, segmentsOf, tcp, text } from "../proxies/wire.ts";
import { directory, fixture, overshark, pieces, recordsOf } from "./program.ts";

const NAME = "real/proxies-other-ports.pcap";
const whole = fixture(NAME);
const { header, records } = recordsOf(whole);
const { path, file } = directory();
const half = records.length >> 1;
const part = (from: number, to?: number) => Buffer.concat([header, ...records.slice(from, to)]);
file("whole.pcap", whole);
file("whole.pcap.gz", gzipSync(whole));
// In the middle of exchanges.
file("1.pcap", part(0, 11));
file("2.pcap", part(11, half));
file("3.pcap.gz", gzipSync(part(half)));

async function json(args: readonly string[], input?: readonly Uint8Array[]): Promise<string> {
  const { code, stdout, stderr } = await overshark(["proxies", "--json", ...args], {
    cwd: path,
    ...(input !== undefined && { input }),
  });
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout.replace(/"files": \[[^\]]*\]/, '"files": []');
}

test.concurrent.each<[string, string[]]>([
  ["gzip", ["whole.pcap.gz"]],
  ["split over three files", ["1.pcap", "2.pcap", "3.pcap.gz"]],
  ["two threads", ["-j", "2", "whole.pcap"]],
  ["pcap-parser", ["--reader", "pcap-parser", "whole.pcap"]],
  ["a filter that lets everything through", ["-Y", "frame", "whole.pcap"]],
])("%s: byte for byte the same", async (_, args) => {
  expect(await json(args)).toBe(await json(["whole.pcap"]));
});

test("a pipe in small pieces: byte for byte the same", async () => {
  expect(await json(["-"], pieces(whole, 97))).toBe(await json(["whole.pcap"]));
});

test("passwords are stars unless they are asked for", async () => {
  const hidden = await overshark(["proxies", NAME]);
  const masked = await json(["whole.pcap"]);
  const shown = await json(["--show-secrets", "whole.pcap"]);
  expect(hidden.stdout).toContain("ann");
  for (const secret of ["open sesame", "wrong"]) {
    expect(hidden.stdout).not.toContain(secret);
    expect(masked).not.toContain(secret);
    expect(shown).toContain(`"password": "${secret}"`);
  }
});

test("JSON lines: a record a line, those of the JSON", async () => {
  const { stdout } = await overshark(["proxies", "--format", "jsonl", "real/ssh-forwards-client.pcap"]);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ record }) => record)).toEqual([
    ...Array(2).fill("proxy"),
    ...Array(2).fill("ssh_transport"),
    ...Array(6).fill("ssh_forward"),
  ]);
});

test("the text has a finding, a row and what was sent over UDP", async () => {
  const { stdout } = await overshark(["proxies", NAME]);
  expect(stdout).toMatch(
    /^warn {2}user ann logs in to 172\.16\.0\.2:8888 with a password in clear, 3 times$/m,
  );
  expect(stdout).toMatch(/nowhere\.invalid:80 +refused: host unreachable/);
  expect(stdout).toMatch(/relay 172\.16\.0\.2:\d+: 172\.16\.1\.2:7007 4\/3 \(31 B \/ 21 B\)/);
});

const u32 = (n: number) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255];

/** A little-endian pcap of packets. */
function pcapOf(said: readonly Said[]): Uint8Array {
  const segments = segmentsOf({
    client: { address: [10, 0, 0, 5], port: 40000 },
    server: { address: [10, 0, 0, 6], port: 8123 },
    said,
    numbers: [1, 1],
    cuts: [1460],
  });
  const bytes = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, ...u32(0), ...u32(0), ...u32(65535), ...u32(1)];
  for (const [i, s] of segments.entries()) {
    const { bytes: frame } = captured(ethernet(tcp(s)), i * 1e6);
    bytes.push(...u32(1_700_000_000), ...u32(i), ...u32(frame.length), ...u32(frame.length), ...frame);
  }
  return Uint8Array.from(bytes);
}

test("hostile texts do not act on the terminal, in text or JSON", async () => {
  const evil = "\u001b[2J\u202e\r\nbad   all is lost";
  file(
    "evil.pcap",
    pcapOf([
      { client: true, data: [5, 1, 2] },
      { client: false, data: [5, 2] },
      { client: true, data: [1, text(evil).length, ...text(evil), 1, 120] },
      { client: false, data: [1, 0] },
      { client: true, data: [5, 1, 0, 3, 3, ...text("a.b"), 0, 80] },
      { client: false, data: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] },
      { client: true, data: text(`GET /${"\u001b]0;x\u0007"} HTTP/1.1\r\nHost: a\u009b\u202eb\r\n\r\n`) },
    ]),
  );
  for (const more of [[], ["--json"], ["--format", "jsonl"]]) {
    const { stdout, code } = await overshark(["proxies", "--color", "never", ...more, "evil.pcap"], {
      cwd: path,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("a.b");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).not.toMatch(/^bad /m);
  }
});

test("a capture cut short is told up to there, with 3", async () => {
  file("cut.pcap", whole.subarray(0, whole.length - 5));
  const { code, stdout, stderr } = await overshark(["proxies", "--json", "cut.pcap"], { cwd: path });
  expect(code).toBe(3);
  expect(stderr.split("\n")).toHaveLength(2);
  expect(JSON.parse(stdout).proxies.length).toBeGreaterThan(10);
});

test.concurrent.each([
  ["proxies --format xml F", /--format has no "xml"/],
  ["proxies none.pcap", /none\.pcap/],
])("%s: one line, and 2", async (words, message) => {
  const { code, stdout, stderr } = await overshark(words.split(" "));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("read and stats know where packets go to", async () => {
  const fields = ["-T", "fields", "-e", "frame.number", "-e", "overshark.proxy"];
  const read = await overshark(["read", "-Y", 'overshark.proxy == "172.16.1.2:8891"', ...fields, NAME]);
  const lines = read.stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  // The one that runs SOCKS in SOCKS: first one destination, then both.
  expect(lines[0][1]).toBe("172.16.1.2:8891");
  expect(lines.at(-1)?.[1]).toBe("172.16.1.2:8891,172.16.1.2:80");
  const stats = await overshark(["--json", "-Y", 'overshark.proxy == "172.16.1.2:8891"', NAME]);
  expect(JSON.parse(stats.stdout).capture.packets).toBe(lines.length);
  const udp = await overshark(["read", "-Y", 'overshark.proxy == "172.16.1.2:7007"', ...fields, NAME]);
  expect(udp.stdout.trimEnd().split("\n")).toHaveLength(7);
});
