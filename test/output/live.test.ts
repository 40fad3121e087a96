import { expect, test } from "vitest";
import type { LiveReport, LiveTenant } from "../../src/facts/live.ts";
import { type LivePicture, liveJson, liveLines } from "../../src/output/live.ts";
import { progressLine } from "../../src/output/progress.ts";
import { visibleWidth } from "../../src/output/table.ts";
import { createTheme } from "../../src/output/theme.ts";
import { datacenter } from "./datacenter.ts";

const report = datacenter();
const { tenants } = report.stats;

const lively = (tenant: string, bits_per_s: number): LiveTenant => ({
  tenant,
  packets: bits_per_s / 800,
  bytes: bits_per_s / 4,
  packets_per_s: bits_per_s / 1600,
  bits_per_s,
  total_packets: 1000,
  total_bytes: 100_000,
});

/** Busiest first, as they come; the last one is silent. */
const last: LiveReport = {
  schema: "overshark/live/1",
  from: "2024-05-01T12:00:00.000000000Z",
  to: "2024-05-01T12:00:02.000000000Z",
  interval_s: 2,
  packets: 400,
  bytes: 250_000,
  packets_per_s: 200,
  bits_per_s: 1_000_000,
  total_packets: 40_000,
  total_bytes: 10_000_000,
  tenants: tenants.map(({ tenant }, i) => lively(tenant, (tenants.length - 1 - i) * 16_000)),
  unattributed: { packets: 1, bytes: 60, total_packets: 3, total_bytes: 180 },
  waiting: { packets: 2, bytes: 1200 },
};

const picture: LivePicture = {
  file: "-",
  packets: 40_000,
  bytes: 10_000_000,
  last,
  tenants: tenants.length,
  native: true,
  seconds: 80,
  report,
  tooMany: false,
  pace: "",
};
const plain = createTheme(false);
const lines = (more: Partial<LivePicture> = {}, width = 120, height = 60) =>
  liveLines({ ...picture, ...more }, { width, height, theme: plain });

test("what was counted, what came lately, then the tenants with their entropy, then the findings", () => {
  const all = lines();
  expect(all.slice(0, 4)).toEqual([
    "standard input",
    "40,000 packets, 10.0 MB in 1 min 20 s",
    "1.00 Mbit/s, 200 packets/s in the last 2.00 s of the capture",
    `${tenants.length - 1} tenants; 2 packets wait for the rest of a frame; 3 packets of nobody`,
  ]);
  const table = all.slice(5, 5 + 1 + tenants.length);
  expect(table[0]).toMatch(/^tenant +rate now +packets\/s .*5-tuple/);
  expect(table.slice(1).map((line) => line.split(" ")[0])).toEqual(tenants.map(({ tenant }) => tenant));
  expect(table.at(-1)).toMatch(/ +- +- +1,000 /);
  const some = tenants.findIndex(({ entropy }) => entropy.packets.inner.keys > 0);
  expect(table[1 + some]).toContain(tenants[some].entropy.packets.five_tuple.bits.toFixed(2));
  const findings = all.indexOf("Findings");
  expect(findings).toBeGreaterThan(0);
  expect(all[findings + 1]).toMatch(/^bad {3}/);
});

test.each([
  [120, 60],
  [80, 24],
  [80, 12],
  [60, 8],
  [40, 3],
  [80, 1],
])("%i columns, %i lines: never more lines; with 80 columns or more, none too wide", (width, height) => {
  const all = lines({}, width, height);
  expect(all.length).toBeLessThanOrEqual(height);
  expect(all.length).toBeGreaterThan(0);
  if (width >= 80) for (const line of all) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
});

test("on a small terminal the tenants that do not fit are counted", () => {
  const all = lines({}, 100, 16);
  const shown = all.filter((line) => tenants.some(({ tenant }) => line.startsWith(`${tenant} `))).length;
  expect(shown).toBeGreaterThanOrEqual(2);
  expect(all).toContain(`… and ${tenants.length - shown} more tenants`);
});

test("before the first packet, the first interval, the first look at the entropy", () => {
  expect(lines({ file: "", packets: 0, bytes: 0, last: null, report: null })).toEqual([
    "waiting for a file",
    "waiting for the first packet",
  ]);
  expect(lines({ last: null, report: null })).toEqual([
    "standard input",
    "40,000 packets, 10.0 MB in 1 min 20 s",
  ]);
  const unknown = lines({ report: null });
  expect(unknown).not.toContain("Findings");
  expect(unknown.find((line) => line.startsWith(tenants[0].tenant))).toMatch(/ - +- +-$/);
});

test("too slow, and too many flows", () => {
  expect(lines({ pace: "reading takes all of the time" })[4]).toBe("reading takes all of the time");
  const { packets } = report.stats.capture;
  expect(lines({ tooMany: true }).join("\n")).toContain(
    `Findings of the first ${packets.toLocaleString("en-US")} packets (with more flows, only at the end)`,
  );
});

test("nothing from a capture or a file name acts on the terminal", () => {
  const evil = "\u001b[2J\u202e\nx";
  const all = liveLines(
    { ...picture, file: evil, last: { ...last, tenants: [lively(evil, 16_000)] } },
    { width: 100, height: 40, theme: createTheme(true) },
  );
  for (const line of all) {
    // Colours alone are left.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(line.replace(/\u001b\[[0-9;]*m/g, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
  expect(liveJson({ ...last, tenants: [lively(evil, 0)] }).match(/[\p{Cc}\p{Cf}]/gu)).toEqual(["\n"]);
});

test("colour only where it is asked for", () => {
  expect(lines().join("")).not.toContain("\u001b");
  const painted = liveLines(picture, { width: 120, height: 60, theme: createTheme(true) });
  expect(painted.join("")).toContain("\u001b[");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(painted.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ""))).toEqual(lines());
});

test.each([
  [
    { bytes: 1.2e9, bytesTotal: 4e9, packets: 5_200_000, seconds: 2.5 },
    "1.20 GB of 4.00 GB (30.0 %), 5,200,000 packets, 480 MB/s, 6 s left",
  ],
  [{ bytes: 5e6, bytesTotal: 0, packets: 9000, seconds: 2 }, "5.00 MB, 9,000 packets, 2.50 MB/s"],
  [
    { bytes: 4e9, bytesTotal: 4e9, packets: 1, seconds: 8 },
    "4.00 GB of 4.00 GB (100 %), 1 packet, 500 MB/s, 0 s left",
  ],
  [{ bytes: 0, bytesTotal: 100, packets: 0, seconds: 1 }, "0 B of 100 B (0 %), 0 packets, 0 B/s"],
])("progress %#", (figures, line) => {
  expect(progressLine(figures, 100)).toBe(line);
  expect(progressLine(figures, 12)).toBe(line.slice(0, 12));
});
