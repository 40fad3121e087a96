import { closeSync, openSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { pcap, pcapng, zstdRaw } from "../../fixtures/make/capture.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { directory, fixture, overshark, pieces, recordsOf, truth, type Way } from "./program.ts";

// STT frames and IP fragments with pieces missing, cut by a snapshot length: much that could go wrong.
const NAME = "mixed/random-lossy";
const whole = fixture(`${NAME}.pcap`);
const { header, records } = recordsOf(whole);
const { path, file } = directory();

/** What the writers need of a record; what it means they do not look at. */
const rewritten = records.map((record) => {
  const bytes = Buffer.alloc(record.readUInt32LE(12));
  const captured = record.copy(bytes, 0, 16);
  const micros = BigInt(record.readUInt32LE(0)) * 1_000_000n + BigInt(record.readUInt32LE(4));
  return { time: micros * 1000n, bytes, captured, linktype: 1 } as unknown as PacketRecord;
});
const part = (from: number, to?: number) => Buffer.concat([header, ...records.slice(from, to)]);
const half = records.length >> 1;

const files: Record<string, Uint8Array> = {
  "whole.pcap": whole,
  "whole.pcap.gz": gzipSync(whole),
  "whole.pcap.zst": zstdRaw(whole),
  "whole.pcapng": pcapng(rewritten, { resolutions: [6, 9], sections: 2 }),
  "nanosecond.pcap": pcap(rewritten, { nanosecond: true, bigEndian: true }),
  "1.pcap": part(0, 1),
  "2.pcap": part(1, half),
  "3.pcap.gz": gzipSync(part(half, half + 40)),
  "4.pcap": part(half + 40),
};
for (const [name, data] of Object.entries(files)) file(name, data);

async function json(args: readonly string[], way: Way = {}): Promise<string> {
  const { code, stdout, stderr } = await overshark(["--json", ...args], { cwd: path, ...way });
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout.replace(/"files": \[[^\]]*\]/, '"files": []');
}

const fromFile = json(["whole.pcap"]);

test("the report of a file is the true one, keys in order", async () => {
  const expected = truth(NAME);
  expected.capture.files = [];
  expect(await fromFile).toBe(`${JSON.stringify(expected, null, 2)}\n`);
});

test.concurrent.each<[string, string[]]>([
  ["the command named", ["stats", "whole.pcap"]],
  ["gzip", ["whole.pcap.gz"]],
  ["zstd", ["whole.pcap.zst"]],
  ["pcapng in two sections of two interfaces", ["whole.pcapng"]],
  ["nanoseconds, big-endian", ["nanosecond.pcap"]],
  ["split over four files", ["1.pcap", "2.pcap", "3.pcap.gz", "4.pcap"]],
  ["pcap-parser", ["--reader", "pcap-parser", "whole.pcap"]],
  ["pcap-parser, split over four files", ["--reader=pcap-parser", "1.pcap", "2.pcap", "3.pcap.gz", "4.pcap"]],
])("%s: byte for byte the same", async (_, args) => {
  expect(await json(args)).toBe(await fromFile);
});

test.concurrent.each<[string, string, number, string[]]>([
  ["a pipe in small pieces", "whole.pcap", 97, []],
  ["a gzip pipe in small pieces", "whole.pcap.gz", 61, ["-"]],
  ["a zstd pipe", "whole.pcap.zst", 500, ["-r", "-"]],
  ["a pcapng pipe", "whole.pcapng", 500, ["-"]],
  ["pcap-parser on a pipe in small pieces", "whole.pcap", 97, ["--reader", "pcap-parser", "-"]],
])("%s: byte for byte the same", async (_, name, size, args) => {
  expect(await json(args, { input: pieces(files[name], size) })).toBe(await fromFile);
});

test("standard input that is a file, in the middle of others", async () => {
  const input = openSync(`${path}/2.pcap`, "r");
  expect(await json(["1.pcap", "-", "3.pcap.gz", "4.pcap"], { input })).toBe(await fromFile);
  closeSync(input);
});
