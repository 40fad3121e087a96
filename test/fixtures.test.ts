// Every generated fixture against the truth that its generator knew when it built the packets.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Damage, StatsReport } from "../src/facts/report.ts";
import { conservation, statsOf } from "./support/capture.ts";

const FIXTURES = "fixtures";
const CAPTURE = /\.pcap(ng)?(\.gz|\.zst)?$/;
const THEMES = [
  "apps",
  "ethernet",
  "formats",
  "fragments",
  "gre",
  "ip",
  "mixed",
  "nested",
  "nvgre",
  "stt",
  "tunnels",
  "vxlan",
  ".",
];

const captures = THEMES.flatMap((theme) =>
  readdirSync(join(FIXTURES, theme))
    .filter((name) => CAPTURE.test(name))
    .map((name) => join(FIXTURES, theme, name)),
);

const truthFile = (capture: string) => capture.replace(CAPTURE, ".json");

describe.each(captures)("%s", (capture) => {
  it("says what its generator knows", async () => {
    const truth = JSON.parse(readFileSync(truthFile(capture), "utf8")) as StatsReport;
    const stats = await statsOf(capture);
    expect(conservation(stats)).toEqual({ packets: stats.capture.packets, bytes: stats.capture.bytes });
    // The truth names files without their folder, and leaves the words for a damage to us.
    expect(stats.capture.files.map((file) => basename(file))).toEqual(truth.capture.files);
    expect(dirname(stats.capture.files[0])).toBe(dirname(capture));
    const damage = stats.capture.damage.map((d): Damage => ({ ...d, file: basename(d.file), what: "*" }));
    const got = { ...stats, capture: { ...stats.capture, files: truth.capture.files, damage } };
    // As text, so that the order of keys counts.
    expect(JSON.stringify(got, null, 1)).toBe(JSON.stringify(truth, null, 1));
  });
});

it("there are fixtures", () => {
  expect(captures.length).toBeGreaterThan(200);
});
