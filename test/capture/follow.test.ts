// Files that grow while they are read. What has to come out is what was written, each packet once and in order.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { CaptureError, ReadControl, readInputs } from "../../src/capture/capture.ts";
import { pcapFile, pcapRecord } from "./build.ts";
import { Collector } from "./collect.ts";

const root = mkdtempSync(path(tmpdir(), "follow-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A packet that is its number, at that second. */
const record = (n: number) => pcapRecord(true, n, 0, Uint8Array.from([n >> 8, n & 255, 1, 2, 3, 4]));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const capture = (from: number, to: number) => pcapFile({}, ...range(from, to).map(record));

let count = 0;
/** Follows `names` in a directory of its own. */
function following(names: string[], { idle = 0.15, limit = 1e9 } = {}) {
  const directory = path(root, String(count++));
  mkdirSync(directory);
  const control = new ReadControl();
  const sink = new Collector();
  const at = (name: string) => path(directory, name);
  return {
    at,
    control,
    write: (name: string, data: Uint8Array) => writeFileSync(at(name), data),
    append: (name: string, data: Uint8Array) => appendFileSync(at(name), data),
    begin: async () => {
      const outcome = await readInputs(names.map(at), sink, { limit, follow: { idle, poll: 5 } }, control);
      const files = outcome.files.map((file) => file.slice(directory.length + 1));
      const warnings = outcome.warnings.map((line) => line.replaceAll(`${directory}/`, ""));
      return { ...outcome, files, warnings };
    },
    /** Numbers of the packets so far. */
    get numbers() {
      return sink.packets.map(({ seconds }) => seconds);
    },
    /** Resolves when so many packets are there. */
    async packets(wanted: number) {
      while (sink.packets.length < wanted) await new Promise((resolve) => setTimeout(resolve, 3));
    },
  };
}

test("tcpdump -C: FILE stands for FILE, FILE1, … FILE19, in the order in which they were begun", async () => {
  const f = following(["x.pcap"]);
  const names = range(0, 20).map((i) => `x.pcap${i === 0 ? "" : i}`);
  for (const [i, name] of names.entries()) f.write(name, capture(i * 5, i * 5 + 5));
  f.write("x.pcap.idx", Buffer.from("not asked for"));
  const { files, damage, warnings } = await f.begin();
  expect(f.numbers).toEqual(range(0, 100));
  expect({ files, damage, warnings }).toEqual({ files: names, damage: [], warnings: [] });
});

test("a pattern, a directory: by the first packet, whatever the names say", async () => {
  for (const argument of ["*.pcap", "."]) {
    const f = following([argument]);
    f.write("b-friday.pcap", capture(0, 3));
    f.write("c-monday.pcap", capture(6, 9));
    f.write("a-sunday.pcap", capture(3, 6));
    f.write(".hidden.pcap", capture(20, 30));
    await f.begin();
    expect(f.numbers).toEqual(range(0, 9));
  }
});

test("a file that grows, and one that appears later", async () => {
  const f = following(["x.pcap"], { idle: 5 });
  const end = f.begin();
  // Nothing is there at first.
  await new Promise((resolve) => setTimeout(resolve, 30));
  f.write("x.pcap", capture(0, 2));
  await f.packets(2);
  f.append("x.pcap", record(2));
  await f.packets(3);
  f.write("x.pcap1", capture(3, 5));
  await f.packets(5);
  f.append("x.pcap1", record(5));
  await f.packets(6);
  f.control.end(1000);
  expect(await end).toMatchObject({ files: ["x.pcap", "x.pcap1"], damage: [], warnings: [] });
  expect(f.numbers).toEqual(range(0, 6));
});

test("what is half written is waited for; at the end it is no damage", async () => {
  const f = following(["x.pcap"], { idle: 0.8 });
  const whole = capture(0, 2);
  f.write("x.pcap", whole.subarray(0, 10));
  const end = f.begin();
  await new Promise((resolve) => setTimeout(resolve, 30));
  for (const [from, to] of [
    [10, 30],
    [30, 45],
    [45, whole.length - 3],
  ]) {
    f.append("x.pcap", whole.subarray(from, to));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await f.packets(1);
  expect(f.numbers).toEqual([0]);
  f.append("x.pcap", whole.subarray(whole.length - 3));
  await f.packets(2);
  f.append("x.pcap", record(2).subarray(0, 20));
  const { damage, warnings, cutPipe } = await end;
  expect({ damage, cutPipe }).toEqual({ damage: [], cutPipe: true });
  expect(warnings).toEqual([
    "x.pcap: what is written so far ends in the middle of packet 3 (20 bytes where 22 or more were expected)",
  ]);
});

test("a file that ends in a record although a later one is there is damaged", async () => {
  const f = following(["x.pcap"]);
  f.write("x.pcap", capture(0, 3).subarray(0, -1));
  f.write("x.pcap1", capture(3, 5));
  const { damage } = await f.begin();
  expect(f.numbers).toEqual([0, 1, 3, 4]);
  expect(damage).toMatchObject([{ packet: 3, what: "cut short: 21 bytes where 22 or more were expected" }]);
});

test("tcpdump -C -W: a ring, each of its files again when it was overwritten", async () => {
  const f = following(["x.pcap"], { idle: 5 });
  const end = f.begin();
  const rounds = range(0, 9);
  for (const round of rounds) {
    // As tcpdump does it: truncated, then written anew.
    f.write(`x.pcap${round % 3}`, pcapFile({}));
    f.append(`x.pcap${round % 3}`, record(round * 3));
    f.append(`x.pcap${round % 3}`, record(round * 3 + 1));
    // The first packet of a file is certain when the second has begun.
    await f.packets(round * 3 + 2);
    f.append(`x.pcap${round % 3}`, record(round * 3 + 2));
    await f.packets(round * 3 + 3);
  }
  f.control.end(1000);
  const { files, warnings, damage } = await end;
  expect(f.numbers).toEqual(range(0, 27));
  expect(files).toEqual(rounds.map((round) => `x.pcap${round % 3}`));
  expect({ warnings, damage }).toEqual({ warnings: [], damage: [] });
});

test("what was overwritten before or while it was read is told, and nothing is counted twice", async () => {
  const f = following(["x.pcap"], { idle: 5 });
  f.write("x.pcap0", capture(0, 2));
  const end = f.begin();
  await f.packets(2);
  // The one that is being read.
  f.write("x.pcap0", capture(4, 6));
  await f.packets(4);
  f.write("x.pcap0", capture(6, 8));
  await f.packets(6);
  f.control.end(1000);
  const { warnings, damage } = await end;
  expect(f.numbers).toEqual([0, 1, 4, 5, 6, 7]);
  expect(damage).toEqual([]);
  expect(warnings).toEqual([
    "x.pcap0 was overwritten while it was read: packets of it may be missing (2 times)",
  ]);
});

test("files that are packed, renamed or touched after they were read are not read again", async () => {
  const f = following(["x*"], { idle: 5 });
  f.write("x0", capture(0, 2));
  f.write("x1", capture(2, 4));
  f.write("x2", capture(4, 6));
  const end = f.begin();
  await f.packets(6);
  f.write("x0.gz", gzipSync(capture(0, 2)));
  await new Promise((resolve) => setTimeout(resolve, 30));
  unlinkSync(f.at("x0"));
  renameSync(f.at("x1"), f.at("x-old"));
  utimesSync(f.at("x2"), 1, 1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  f.write("x3", capture(6, 8));
  await f.packets(8);
  f.control.end(1000);
  expect(await end).toMatchObject({ files: ["x0", "x1", "x2", "x3"], warnings: [], damage: [] });
  expect(f.numbers).toEqual(range(0, 8));
});

test("packed files are read where there are no others", async () => {
  const f = following(["x.pcap"]);
  f.write("x.pcap0.gz", gzipSync(capture(0, 2)));
  f.write("x.pcap1", capture(2, 4));
  const { files } = await f.begin();
  expect(files).toEqual(["x.pcap0.gz", "x.pcap1"]);
  expect(f.numbers).toEqual(range(0, 4));
});

test("one that grows after a later one has begun is told", async () => {
  const f = following(["x.pcap"], { idle: 5 });
  f.write("x.pcap", capture(0, 2));
  f.write("x.pcap1", capture(2, 4));
  const end = f.begin();
  await f.packets(4);
  f.append("x.pcap", record(9));
  await new Promise((resolve) => setTimeout(resolve, 50));
  f.control.end(1000);
  expect(await end).toMatchObject({
    warnings: ["x.pcap grew after a later file had begun: what was added is left out"],
  });
  expect(f.numbers).toEqual(range(0, 4));
});

test("other files in a directory are left out with a line; a file that was named must be a capture", async () => {
  const notes = Buffer.from("These are my notes on the captures of last week.");
  const f = following(["."]);
  f.write("notes.txt", notes);
  utimesSync(f.at("notes.txt"), 1, 1);
  f.write("a.pcap", capture(0, 2));
  const { files, warnings } = await f.begin();
  expect(files).toEqual(["a.pcap"]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^notes\.txt: not a capture file .*: left out$/);

  const g = following(["x.pcap"]);
  g.write("x.pcap", notes);
  utimesSync(g.at("x.pcap"), 1, 1);
  await expect(g.begin()).rejects.toThrow(CaptureError);
  await expect(readInputs(["-"], new Collector(), { follow: {} })).rejects.toThrow("is no file");
  await expect(readInputs([path(root, "no/x")], new Collector(), { follow: {} })).rejects.toThrow(
    "no such directory",
  );
});

test("headers without packets, and nothing at all", async () => {
  const f = following(["x.pcap"]);
  f.write("x.pcap", pcapFile({}));
  f.write("x.pcap1", new Uint8Array(0));
  f.write("x.pcap2", pcapFile({}).subarray(0, 10));
  const { files, damage, warnings } = await f.begin();
  expect({ files, damage }).toEqual({ files: ["x.pcap"], damage: [] });
  expect(warnings).toEqual(["x.pcap2: the pcap file header is cut short: 10 of 24 bytes: left out"]);
  expect(await following(["x.pcap"]).begin()).toMatchObject({ files: [], damage: [] });
});

test("so many packets, and no more", async () => {
  const f = following(["x.pcap"], { limit: 7, idle: 60 });
  for (const i of range(0, 4)) f.write(`x.pcap${i}`, capture(i * 3, i * 3 + 3));
  expect(await f.begin()).toMatchObject({ files: ["x.pcap0", "x.pcap1", "x.pcap2"] });
  expect(f.numbers).toEqual(range(0, 7));
});
