// What pcapng says of packets beside their bytes (draft-ietf-opsawg-pcapng, 3.5.1 and 4.3): comments, the link
// layer's flags, and whatever else. Nobody in between loses it, however packets are read; tshark reads it from what is written, where it is
// installed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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

/** So many bytes, the least one first if the section is little-endian. */
const number = (little: boolean, size: number, value: bigint): number[] => {
  const bytes = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
  return little ? bytes : bytes.reverse();
};

const OTHERS = [
  ...["frame.drop_count", "frame.packet_id", "frame.interface_queue", "frame.verdict.hw"],
  ...["frame.verdict.ebpf_tc", "frame.verdict.ebpf_xdp"],
];
const PACKET_ID = 0x1122334455667788n;

test.each([true, false])(
  "what further options say is read and written, little-endian: %s",
  async (little) => {
    const bytes = Uint8Array.from(recordsOf(fixture(CAPTURES[0])).records[0].subarray(16));
    const of = (code: number, ...value: number[]) => option(little, code, Uint8Array.from(value));
    const others = [
      of(3, 2, 1, 2, 3, 4),
      of(4, ...number(little, 8, 7n)),
      of(5, ...number(little, 8, PACKET_ID)),
      of(6, ...number(little, 4, 3n)),
      of(7, 0, 0xaa, 0xbb),
      of(7, 1, ...number(little, 8, 2n)),
      of(7, 2, ...number(little, 8, 1n)),
      of(2988, ...number(little, 4, 32473n), 0x61, 0x62),
    ];
    const block = (...options: Uint8Array[]) => enhanced(little, 0, 1000n, bytes, bytes.length, ...options);
    const data = joined(section(little), interfaceBlock(little, 1, 0), block(), block(...others));
    const file = dir.file(`others-${little}.pcapng`, data);
    const names = OTHERS.flatMap((name) => ["-e", name]);
    const shown = ["7", PACKET_ID, "3", "aabb", "2", "1"].join("\t");
    const read = async (of: string, ...args: string[]) => (await overshark(["read", ...args, of])).stdout;
    expect(await read(file, "-T", "fields", ...names)).toBe(`${"\t".repeat(5)}\n${shown}\n`);
    expect(
      await read(file, "-T", "fields", "-e", "frame.number", "-Y", `frame.packet_id == ${PACKET_ID}`),
    ).toBe("2\n");
    expect(await read(file, "-V")).toContain("eBPF TC: TC_ACT_SHOT (2)");
    const written = join(dir.path, "others.pcapng");
    expect((await overshark(["read", "-w", written, file])).code).toBe(0);
    expect(await read(written, "-T", "fields", ...names)).toBe(`${"\t".repeat(5)}\n${shown}\n`);
    // Those that nothing is told of as well, in a little-endian section.
    const hash = option(true, 3, Uint8Array.of(2, 1, 2, 3, 4));
    const own = option(true, 2988, Uint8Array.of(...number(true, 4, 32473n), 0x61, 0x62));
    for (const one of [hash, own]) expect(readFileSync(written).includes(Buffer.from(one))).toBe(true);
    if (!hasTshark) return;
    const { stdout } = spawnSync("tshark", ["-n", "-r", written, "-T", "fields", ...names]);
    expect(String(stdout).replace("aa bb", "aabb")).toBe(`${"\t".repeat(5)}\n${shown}\n`);
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
