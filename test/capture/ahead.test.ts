// A file that another thread reads ahead must be the file, whoever reads which piece of it.
import { openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AheadSource, helpToRead, type StartHelper } from "../../src/capture/ahead.ts";
import { ReadControl } from "../../src/capture/control.ts";
import type { ReadOutcome } from "../../src/capture/errors.ts";
import { readSource } from "../../src/capture/read.ts";
import { FileSource } from "../../src/capture/source.ts";
import { Window } from "../../src/capture/window.ts";
import { startHelper, startHelperEarly } from "../../src/pipeline/helper.ts";
import { FlowMemory } from "../../src/skim/flow-memory.ts";
import { WrittenNotes, wantSums } from "../../src/skim/notes.ts";
import { pcapFile, pcapRecord } from "./build.ts";
import { Collector } from "./collect.ts";

const PATH = join(tmpdir(), `overshark-ahead-${process.pid}.pcap`);
/** Of records that lie across the ends of pieces, one of them longer than what fits in front of a piece. */
const LENGTHS = [...Array(900).fill(1400), 262_144, ...Array(2600).fill(1514), 60];
/** A byte that tells where it is. */
const packet = (number: number, length: number): Uint8Array =>
  new Uint8Array(length).map((_, i) => (i * 7 + number * 31) & 0xff);

const helpers: [string, StartHelper][] = [
  ["a thread", startHelper],
  [
    "a thread that waits for it",
    (...what) => {
      startHelperEarly();
      startHelper(...what);
    },
  ],
  ["nobody", () => {}],
  ["one that fails at once", (_help, _task, failed) => failed()],
  ["one that cannot read", (_help, task) => helpToRead(refuses as never, task, true, null)],
];
const refuses = (): never => {
  throw new Error("EIO");
};

describe("a file that is read ahead", () => {
  let whole: Uint8Array;
  beforeAll(() => {
    const records = LENGTHS.map((length, i) => pcapRecordOf(i, length));
    whole = Buffer.concat([pcapFile({ snaplen: 262_144 }), ...records]);
    writeFileSync(PATH, whole);
  });
  afterAll(() => rmSync(PATH));

  /** As pcapRecord, which is slow for many bytes. */
  function pcapRecordOf(number: number, length: number): Uint8Array {
    const header = pcapRecord(true, number, 0, new Uint8Array(0), length);
    header[8] = length & 0xff;
    header[9] = (length >> 8) & 0xff;
    header[10] = length >> 16;
    return Buffer.concat([header, packet(number, length)]);
  }

  const open = (start: StartHelper, control: ReadControl) => {
    const file = new FileSource(openSync(PATH, "r"), control, PATH, true);
    return new AheadSource(file, new Uint8Array(new SharedArrayBuffer(AheadSource.BYTES)), control, start);
  };

  it.each(helpers)("with %s: packet by packet", async (_name, start) => {
    const control = new ReadControl();
    const source = open(start, control);
    const window = new Window(source, control);
    const outcome: ReadOutcome = { files: [], damage: [], warnings: [], cutPipe: false };
    const sink = new Collector();
    await readSource("x", source, window, sink, 1e9, control, outcome);
    expect(outcome.damage).toEqual([]);
    expect(sink.packets.map(({ seconds }) => seconds)).toEqual(LENGTHS.map((_, i) => i));
    const wrong = sink.packets.filter(
      ({ bytes, seconds }) => bytes !== Buffer.from(packet(seconds, LENGTHS[seconds])).toString("hex"),
    );
    expect(wrong.length).toBe(0);
    expect(control.bytesRead).toBe(whole.length);
  });

  it.each(helpers)("with %s: copied out in parts of any length", async (_name, start) => {
    const control = new ReadControl();
    const source = open(start, control);
    const copy = new Uint8Array(whole.length + 1);
    let at = 0;
    for (let n = 1; ; n = (n * 3) % 300_007) {
      const count = await source.read(copy, at, Math.min(n, copy.length - at));
      if (count === 0) break;
      at += count;
    }
    source.close();
    expect(at).toBe(whole.length);
    expect(Buffer.compare(copy.subarray(0, at), whole)).toBe(0);
  });

  it("is read before anybody asks", async () => {
    const memory = new Uint8Array(new SharedArrayBuffer(AheadSource.BYTES));
    const control = new ReadControl();
    const file = new FileSource(openSync(PATH, "r"), control, PATH, true);
    const source = new AheadSource(file, memory, control, startHelper);
    for (let waited = 0; waited < 5000 && !memory.some((byte, i) => i >= 256 && byte !== 0); waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Buffer.from(memory).includes(Buffer.from(whole.subarray(0, 1000)))).toBe(true);
    source.close();
  });

  it("leaves its memory alone once it is closed, wherever that is", async () => {
    for (const pieces of [0, 1, 2, 3]) {
      const control = new ReadControl();
      const memory = new Uint8Array(new SharedArrayBuffer(AheadSource.BYTES));
      const fd = openSync(PATH, "r");
      const source = new AheadSource(new FileSource(fd, control, PATH, true), memory, control, startHelper);
      for (let n = 0; n < pieces; n++) await source.take();
      source.close();
      memory.fill(0x55, 256);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(memory.subarray(256).every((byte) => byte === 0x55)).toBe(true);
    }
  });

  it("tells what was noted of its pieces, which is nothing of those that the other thread did not read", async () => {
    const memory = new FlowMemory();
    const bytes = memory.buffer(AheadSource.BYTES) as Uint8Array;
    const notes = WrittenNotes.of(memory, AheadSource.PIECES, AheadSource.PIECE) as WrittenNotes;
    wantSums(memory);
    const told: number[][] = [];
    const telling = { task: notes.task, turnTo: (...of: [number, number, number, number]) => told.push(of) };
    const control = new ReadControl();
    const file = new FileSource(openSync(PATH, "r"), control, PATH, true);
    const source = new AheadSource(file, bytes, control, startHelper, telling);
    let noted = 0;
    for (let count = await source.take(); count > 0; count = await source.take()) {
      const own = told[told.length - 1];
      expect(own).toEqual([
        (told.length - 1) % AheadSource.PIECES,
        bytes.byteOffset + source.at,
        count,
        own[3],
      ]);
      const at = own[1] + 101;
      const size = Math.min(count - 101, 60_000);
      const plain = memory.code.sum(at, size);
      notes.turnTo(own[0], own[1], own[2], own[3]);
      expect(memory.code.sum(at, size)).toBe(plain);
      noted += own[3];
      notes.turnTo(0, 0, 0, 0);
      source.free();
      if (told.length !== 2) continue;
      // The other thread takes time to start, and reads the next one then.
      const next = 2 * told[1][1] - told[0][1];
      const isRead = () => memory.bytes.subarray(next, next + 100).some((byte) => byte !== 0);
      for (let waited = 0; waited < 5000 && !isRead(); waited += 10)
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    source.close();
    expect(noted).toBeGreaterThan(0);
    expect(told[told.length - 1]).toEqual([0, 0, 0, 0]);
    const alone: number[] = [];
    const nobody = new AheadSource(
      new FileSource(openSync(PATH, "r"), control, PATH, true),
      bytes,
      control,
      () => {},
      { task: notes.task, turnTo: (...of) => alone.push(of[3]) },
    );
    while ((await nobody.take()) > 0) nobody.free();
    nobody.close();
    expect(new Set(alone)).toEqual(new Set([0]));
  });
});
