import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { CaptureError, ReadControl, readCaptures } from "../../src/capture/capture.ts";
import { enhanced, hex, interfaceBlock, join, payload, pcapFile, pcapRecord, section } from "./build.ts";
import { Collector } from "./collect.ts";

const directory = mkdtempSync(path(tmpdir(), "capture-"));
afterAll(() => rmSync(directory, { recursive: true }));

function save(name: string, data: Uint8Array | string): string {
  const file = path(directory, name);
  writeFileSync(file, data);
  return file;
}

const three = [1, 2, 3].map((n) => pcapRecord(true, n, 0, payload(30, n)));
const a = save("a.pcap", pcapFile({}, ...three));
const b = save(
  "b.pcapng.gz",
  gzipSync(join(section(false), interfaceBlock(false), enhanced(false, 0, 9000000n, payload(5)))),
);
const cut = save("cut.pcap", pcapFile({}, ...three).subarray(0, 24 + 46 + 10));
const text = save("text", "hello world, this is no capture\n");

async function failure(work: Promise<unknown>): Promise<CaptureError> {
  const error = await work.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(CaptureError);
  return error;
}

test("files are read in order, each in its own format", async () => {
  const sink = new Collector();
  const control = new ReadControl();
  const outcome = await readCaptures([a, b, a], sink, {}, control);
  expect(outcome).toEqual({ files: [a, b, a], damage: [], warnings: [], cutPipe: false });
  expect(sink.packets.map((packet) => packet.seconds)).toEqual([1, 2, 3, 9, 1, 2, 3]);
  expect(control.bytesRead).toBe(control.bytesTotal);
  expect(control.file).toBe(a);
});

test("after damage the next file follows", async () => {
  const sink = new Collector();
  const outcome = await readCaptures([cut, a, cut], sink);
  expect(sink.packets.map((packet) => packet.seconds)).toEqual([1, 1, 2, 3, 1]);
  const what = "cut short: 10 bytes where 16 or more were expected";
  expect(outcome.damage).toEqual([
    { file: cut, packet: 2, offset: 70, what },
    { file: cut, packet: 2, offset: 70, what },
  ]);
});

test("the limit counts over all files, and what it leaves out is not opened", async () => {
  const sink = new Collector();
  const outcome = await readCaptures([a, a, text], sink, { limit: 4 });
  expect(sink.packets.map((packet) => packet.seconds)).toEqual([1, 2, 3, 1]);
  expect(outcome.files).toEqual([a, a]);
});

describe("what cannot be opened is found before anything is read", () => {
  const cases: [name: string, what: string][] = [
    [path(directory, "none.pcap"), "no such file"],
    [path(a, "below"), "no such file"],
    [directory, "is a directory"],
  ];
  for (const [name, what] of cases)
    test(what, async () => {
      const sink = new Collector();
      const error = await failure(readCaptures([a, name], sink));
      expect(error).toMatchObject({ file: name, message: `${name}: ${what}` });
      expect(error.stack).toBe(error.message);
      expect(sink.packets).toEqual([]);
    });

  // The superuser may read everything.
  test.runIf(process.getuid?.() !== 0)("permission denied", async () => {
    const name = save("secret", "");
    chmodSync(name, 0);
    expect((await failure(readCaptures([a, name], new Collector()))).message).toBe(
      `${name}: permission denied`,
    );
  });

  test("standard input twice", async () => {
    const error = await failure(readCaptures(["-", a, "-"], new Collector()));
    expect(error.message).toBe("standard input: can be read only once");
  });
});

test("a file that is no capture ends the reading; what came before is kept and told", async () => {
  const sink = new Collector();
  const error = await failure(readCaptures([cut, text, a], sink));
  expect(error.message).toBe(
    `${text}: not a capture file that overshark reads (first bytes 68 65 6c 6c 6f 20 77 6f)`,
  );
  expect(error.hint).toBeUndefined();
  expect(sink.packets).toHaveLength(1);
  expect(error.outcome).toMatchObject({ files: [cut, text], damage: [{ file: cut, packet: 2 }] });
});

test("known formats that are not read are named, with what to do", async () => {
  const netmon = save("x.cap", hex("474d4255 0002 0100"));
  const error = await failure(readCaptures([netmon], new Collector()));
  expect(error.message).toBe(
    `${netmon}: not a capture file that overshark reads (Microsoft Network Monitor 2)`,
  );
  expect(error.hint).toBe(`convert it: editcap -F pcapng ${netmon} out.pcapng`);
  const xz = save("x.xz", hex("fd377a585a00 0000"));
  expect((await failure(readCaptures([xz], new Collector()))).hint).toBe(
    `unpack it: xz -dc ${xz} | overshark -`,
  );
});

test("a broken gzip file is read again from the start to lose nothing", async () => {
  const records = Array.from({ length: 200 }, (_, n) => pcapRecord(true, n, 0, payload(500, n)));
  const bytes = pcapFile({}, ...records);
  const parts = [bytes.subarray(0, 60000), bytes.subarray(60000)].map((part) => gzipSync(part));
  const bad = join(...parts);
  bad[parts[0].length + 10] = 7;
  const sink = new Collector();
  const { damage } = await readCaptures([save("broken.gz", bad), a], sink);
  // 24 + 116 * 516 = 59880
  expect(sink.packets).toHaveLength(116 + 3);
  expect(damage).toMatchObject([{ packet: 117, offset: 59880 }]);
});

test("stop ends the input at the next chunk, without damage", async () => {
  const many = Array.from({ length: 3000 }, (_, n) => pcapRecord(true, n, 0, payload(500, n)));
  const big = save("big.pcap", pcapFile({}, ...many));
  const control = new ReadControl();
  let packets = 0;
  const outcome = await readCaptures(
    [big, a],
    {
      packet() {
        packets++;
        control.stop();
      },
    },
    {},
    control,
  );
  // 1.5 MB are three chunks of 512 KiB.
  expect(packets).toBeGreaterThan(500);
  expect(packets).toBeLessThan(1100);
  expect(outcome).toEqual({ files: [big], damage: [], warnings: [], cutPipe: false });
  expect(await readCaptures([a], new Collector(), {}, control)).toMatchObject({ files: [] });
});

test("what the sink throws comes through", async () => {
  const sink = {
    packet(): void {
      throw new RangeError("mine");
    },
  };
  await expect(readCaptures([a], sink)).rejects.toThrow(new RangeError("mine"));
});
