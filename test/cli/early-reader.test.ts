// The thread that reads ahead is started before the command line is read: by words that are names of long files.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { WORTH_A_THREAD } from "../../src/capture/worth.ts";
import { namesLongFile } from "../../src/cli/early-reader.ts";

const directory = mkdtempSync(join(tmpdir(), "overshark-early-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A file with a hole as long as that. */
function file(name: string, length: number): string {
  const path = join(directory, name);
  writeFileSync(path, "");
  truncateSync(path, length);
  return path;
}
const long = file("long.pcap", WORTH_A_THREAD);
const short = file("short.pcap", WORTH_A_THREAD - 1);

describe("a second thread is started early", () => {
  it.each([[[long]], [["stats", long]], [["entropy", short, "--json", long]], [["read", "-Y", "dns", long]]])(
    "for %j",
    (words) => expect(namesLongFile(words)).toBe(true),
  );

  it.each([
    [[]],
    [["-"]],
    [[short]],
    [[directory]],
    [["no such file.pcap"]],
    [["a\0b"]],
    [["-j", "1", long]],
    [["-j1", long]],
    [["stats", "--threads=2", long]],
  ])("not for %j", (words) => expect(namesLongFile(words)).toBe(false));
});
