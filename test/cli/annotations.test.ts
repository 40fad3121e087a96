// What pcapng says of packets beside their bytes (draft-ietf-opsawg-pcapng, 3.5.1 and 4.3.1): comments, and the link
// layer's flags. Nobody in between loses it, however packets are read; tshark reads it from what is written, where it is
// installed.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { enhanced, interfaceBlock, join as joined, option, section } from "../capture/build.ts";
import { directory, fixture, overshark, recordsOf, report, SHELL_COMMAND } from "./program.ts";

const [COMMENT, FLAGS] = [1, 2];
const OUTBOUND_WITH_CRC_ERROR = [2, 0, 0, 1];
/** Of so many packets one says something. */
const EVERY = 7;

const hasTshark = spawnSync("tshark", ["-v"]).status === 0;
const dir = directory();

interface Noted {
  number: number;
  comments: string[];
  flags: boolean;
}

/** A fixture with flows, fragments and STT frames in pieces, in which some packets have two comments, or flags. */
function annotated(name: string, little: boolean): { file: string; noted: Noted[] } {
  const noted: Noted[] = [];
  const blocks = recordsOf(fixture(name)).records.map((record, i) => {
    const number = i + 1;
    const comments = number % EVERY === 0 ? [`number ${number}`, "\u00fcber"] : [];
    const flags = number % (2 * EVERY) === 0;
    if (comments.length > 0) noted.push({ number, comments, flags });
    const options = comments.map((text) => option(little, COMMENT, new TextEncoder().encode(text)));
    const word = Uint8Array.from(little ? OUTBOUND_WITH_CRC_ERROR : [...OUTBOUND_WITH_CRC_ERROR].reverse());
    if (flags) options.push(option(little, FLAGS, word));
    const bytes = Uint8Array.from(record.subarray(16));
    return enhanced(little, 0, BigInt(number) * 1000n, bytes, bytes.length, ...options);
  });
  const data = joined(section(little), interfaceBlock(little, 1, 0), ...blocks);
  return { file: dir.file(`${name.replace("/", "-")}-${little}.pcapng`, data), noted };
}

const FIELDS = ["frame.number", "frame.comment", "frame.packet_flags", "frame.packet_flags_direction"];
const asFields = FIELDS.flatMap((name) => ["-e", name]);
const CRC_ERROR = "frame.packet_flags_crc_error == 1";

const captured = async (args: readonly string[]) => (await report(args)).capture;

const lines = (noted: readonly Noted[]): string =>
  noted
    .map(
      ({ number, comments, flags }) => `${number}\t${comments.join()}\t${flags ? "0x01000002\t2" : "\t"}\n`,
    )
    .join("");

const CAPTURES = ["mixed/random-lossy.pcap", "mixed/same-exchange-in-every-encapsulation.pcap"];

test.each(CAPTURES.flatMap((name) => [true, false].map((little) => [name, little] as const)))(
  "%s, little-endian: %s",
  async (name, little) => {
    const { file, noted } = annotated(name, little);
    expect(noted.length).toBeGreaterThan(0);
    const flagged = noted.filter(({ flags }) => flags);
    const read = async (...args: string[]) =>
      (await overshark(["read", "-T", "fields", ...asFields, ...args])).stdout;
    expect(await read("-Y", "frame.comment", file)).toBe(lines(noted));
    expect(await read("-Y", CRC_ERROR, file)).toBe(lines(flagged));
    for (const more of [[], ["-j", "2"]]) {
      expect((await captured([...more, "-Y", "frame.comment", file])).packets).toBe(noted.length);
      expect((await captured([...more, "-Y", CRC_ERROR, file])).packets).toBe(flagged.length);
    }
    // Those without are found as well, among the flows that the others are of.
    const all = (await captured([file])).packets;
    expect((await captured(["-Y", "not frame.comment", file])).packets).toBe(all - noted.length);
    const written = join(dir.path, "written.pcapng");
    const { code } = await overshark(["read", "-Y", 'frame.comment contains "\u00fc"', "-w", written, file]);
    expect(code).toBe(0);
    const renumbered = noted.map((one, i) => ({ ...one, number: i + 1 }));
    expect(await read(written)).toBe(lines(renumbered));
    if (!hasTshark) return;
    const { stdout } = spawnSync("tshark", ["-n", "-r", written, "-T", "fields", ...asFields]);
    expect(String(stdout).replaceAll("0x00000002\n", "2\n").replaceAll("\t0x2\n", "\t2\n")).toBe(
      lines(renumbered),
    );
  },
);

test("what is told of a packet in a pipe", () => {
  const { file, noted } = annotated(CAPTURES[0], true);
  const { stdout } = spawnSync("sh", [
    "-c",
    `${SHELL_COMMAND} read -Y frame.comment -T fields ${asFields.join(" ")} - < "$1"`,
    "sh",
    file,
  ]);
  expect(String(stdout)).toBe(lines(noted));
});
